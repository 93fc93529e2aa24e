/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's types as far as our programs read them. Only names and types count: every access is
 * recorded as a CO-RE relocation (preserve_access_index), and the loader puts in the offset that
 * the field has in the running kernel's BTF.
 */
#ifndef SWIFTLET_KERNEL_TYPES_H
#define SWIFTLET_KERNEL_TYPES_H

#include "bpf_types.h"

/* sizeof the type in the running kernel (a CO-RE relocation of kind TYPE_SIZE). */
#define kernel_size_of(type) __builtin_preserve_type_info(*(typeof(type) *)0, 1)

/* Whether the running kernel has a field, and where it is (kinds FIELD_EXISTS, FIELD_BYTE_OFFSET). */
#define kernel_has(field) __builtin_preserve_field_info(field, 2)
#define kernel_offset_of(type, field) __builtin_preserve_field_info(((type *)0)->field, 0)

struct in6_addr {
	__u8 bytes[16];
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	int counter;
} atomic_t;

struct ns_common {
	unsigned int inum;
};

struct pid_namespace {
	struct ns_common ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[]; /* level + 1 of them; [level] is the task's own namespace */
};

/* A namespace of another kind than pid begins differently, but all have this. */
struct user_namespace {
	struct ns_common ns;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
};

struct uts_namespace {
	struct ns_common ns;
};

struct ipc_namespace {
	struct ns_common ns;
};

struct cgroup_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct net *net_ns;
	struct cgroup_namespace *cgroup_ns;
};

typedef struct {
	unsigned int val;
} kuid_t;

typedef struct {
	unsigned int val;
} kgid_t;

/* Two integers of 32 bits before 6.3, the lower one first. */
typedef struct {
	__u64 val;
} kernel_cap_t;

struct cred {
	kuid_t euid;
	kgid_t egid;
	kernel_cap_t cap_effective;
	struct user_namespace *user_ns;
};

struct qstr {
	const unsigned char *name;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct dentry {
	struct hlist_bl_node d_hash; /* pprev is null if its directory doesn't have it (any longer) */
	struct dentry *d_parent;     /* itself for a root */
	struct qstr d_name;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent; /* itself for the first one */
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	struct path f_path;
};

struct fs_struct {
	struct path root, pwd;
};

struct kernfs_node {
	struct kernfs_node *parent;
	const char *name;
};

/* The same, as it is called from 6.15 on. */
struct kernfs_node___6_15 {
	struct kernfs_node *__parent;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup *dfl_cgrp; /* in the unified hierarchy */
};

struct tty_struct {
	char name[64];
};

struct mm_struct {
	unsigned long arg_start, arg_end, env_start, env_end;
	struct file *exe_file;
};

/* enum pid_type: a process's id, and a session's. */
enum { PIDTYPE_TGID = 1, PIDTYPE_SID = 3 };

/* Levels of pid namespaces below the initial one (MAX_PID_NS_LEVEL, include/linux/pid_namespace.h). */
enum { PID_NAMESPACES_MAX = 32 };

/* Of x86-64: the system call came by the entry for 32-bit programs (TS_COMPAT). */
enum { STATUS_COMPAT = 2 };

struct thread_info {
	__u32 status;
};

struct signal_struct {
	atomic_t live; /* threads that have not yet begun to exit */
	int group_exit_code;
	unsigned int flags;
	struct pid *pids[4];
	struct tty_struct *tty;
	/* Of threads that are gone, but for maxrss, which is that of all, in pages. */
	unsigned long maxrss;
	__u64 utime, stime;
	unsigned long long sum_sched_runtime;
};

struct sched_entity {
	__u64 sum_exec_runtime;
};

struct task_struct {
	struct thread_info thread_info;
	struct mm_struct *mm;
	int exit_code;
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	__u64 start_boottime; /* 5.5; real_start_time before */
	__u64 self_exec_id;   /* one more with every exec */
	struct signal_struct *signal;
	struct fs_struct *fs;
	struct nsproxy *nsproxy;
	const struct cred *real_cred;
	struct css_set *cgroups;
	kuid_t loginuid; /* with CONFIG_AUDIT */
	char comm[16];
	__u64 utime, stime;
	struct sched_entity se;
};

/* Of a socket. Each address is in network byte order. */
struct sock_common {
	unsigned short skc_family;
	__u32 skc_daddr, skc_rcv_saddr; /* IPv4 */
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
	__u16 skc_dport; /* network byte order */
	unsigned long skc_flags; /* a bit for each of enum sock_flags */
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol; /* a bit field before 5.6 */
};

struct inet_sock {
	__u16 inet_sport; /* the local port, network byte order */
};

struct tcp_sock {
	__u64 bytes_received; /* the other side's FIN counts as one */
	__u64 bytes_sent;     /* what was sent again included */
	__u64 bytes_retrans;
};

/* Of x86-64: where a system call's arguments are. */
struct pt_regs {
	unsigned long r10, bx, ax, cx, dx, si, di;
	unsigned long orig_ax; /* the system call's number */
};

struct linux_binprm {
	int argc, envc;
	const char *filename; /* as it was given to execve */
	const char *interp;   /* what is run in the end: differs from filename for scripts */
};

#pragma clang attribute pop

/* linux/sched/signal.h: group_exit_code holds the exit status. */
enum { SIGNAL_GROUP_EXIT = 4 };

/* What the syscalls:* tracepoints hand to a BPF program (kernel/trace/trace_syscalls.c). */
struct sys_enter_context {
	__u64 common;
	long id;
	unsigned long args[6];
};

struct sys_exit_context {
	__u64 common;
	long id;
	long result;
};

#endif
