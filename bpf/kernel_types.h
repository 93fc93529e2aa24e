/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The fields of kernel types that the programs read, and how they read them. Only names and types
 * matter: clang records every access as a CO-RE relocation (preserve_access_index), and the loader
 * patches in the field's offset from the running kernel's BTF.
 */
#ifndef SWIFTLET_KERNEL_TYPES_H
#define SWIFTLET_KERNEL_TYPES_H

#include "bpf_program.h"
#include "bpf_types.h"

/* sizeof the type in the running kernel (a CO-RE relocation of kind TYPE_SIZE). */
#define kernel_size_of(type) __builtin_preserve_type_info(*(typeof(type) *)0, 1)

/* Whether the running kernel has a field, and the field's offset (kinds FIELD_EXISTS, FIELD_BYTE_OFFSET). */
#define kernel_has(field) __builtin_preserve_field_info(field, 2)
#define kernel_offset_of(type, field) __builtin_preserve_field_info(((type *)0)->field, 0)

/*
 * Reads a field of a kernel object. If the address can't be read, the result is 0.
 *
 * A plain load (task->signal) also works where the verifier knows the pointer's type: the arguments of
 * tp_btf programs, and every pointer loaded from them. All other fields are read with kernel_read.
 */
#define kernel_read(to, field) kernel_read_at(to, &(field))
#define kernel_read_at(to, address) bpf_probe_read_kernel(&(to), sizeof(to), address)

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
	struct upid numbers[]; /* level + 1 of them; numbers[level] is the one in the task's own namespace */
};

/* The other kinds of namespace differ in layout, but all have this member. */
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

/* Before 6.3: two 32-bit integers, the lower one first. */
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
	struct hlist_bl_node d_hash; /* pprev is null if the directory does not, or no longer, contain it */
	struct dentry *d_parent;     /* a root is its own parent */
	struct qstr d_name;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent; /* the first mount is its own parent */
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct super_block {
	unsigned long s_magic;
};

struct inode {
	unsigned short i_mode;
	__u32 i_rdev;
	unsigned long i_ino; /* 64 bits */
	struct super_block *i_sb;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	unsigned int f_flags;
	long long f_pos;
};

/* The open files by descriptor; there is always room for more than the first three. */
struct fdtable {
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root, pwd;
};

struct kernfs_node {
	struct kernfs_node *parent;
	const char *name;
};

/* The same structure from 6.15 on, with the new name of its member. */
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

/* enum pid_type: process id and session id. */
enum { PIDTYPE_TGID = 1, PIDTYPE_SID = 3 };

/* Levels of pid namespaces below the initial one (MAX_PID_NS_LEVEL, include/linux/pid_namespace.h). */
enum { PID_NAMESPACES_MAX = 32 };

struct thread_info {
	unsigned long flags;
	__u32 status; /* x86 only */
};

struct signal_struct {
	atomic_t live; /* threads that have not yet begun to exit */
	int group_exit_code;
	unsigned int flags;
	struct pid *pids[4];
	struct tty_struct *tty;
	/* maxrss covers all threads, in pages. The others cover only threads that are gone. */
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
	__u64 self_exec_id;   /* incremented by every exec */
	struct signal_struct *signal;
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	const struct cred *real_cred;
	struct css_set *cgroups;
	kuid_t loginuid; /* with CONFIG_AUDIT */
	char comm[16];
	__u64 utime, stime;
	struct sched_entity se;
};

/* Addresses are in network byte order. */
struct sock_common {
	unsigned short skc_family;
	__u32 skc_daddr, skc_rcv_saddr; /* IPv4 */
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
	__u16 skc_dport; /* network byte order */
	unsigned long skc_flags; /* one bit per value of enum sock_flags */
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol; /* a bit field before 5.6 */
};

struct inet_sock {
	__u16 inet_sport; /* the local port, network byte order */
};

struct tcp_sock {
	__u64 bytes_received; /* counts the peer's FIN as one byte */
	__u64 bytes_sent;     /* including retransmissions */
	__u64 bytes_retrans;
};

struct linux_binprm {
	int argc, envc;
	const char *filename; /* as passed to execve */
	const char *interp;   /* the program that finally runs; differs from filename for scripts */
};

#pragma clang attribute pop

/* linux/sched/signal.h: group_exit_code is valid and holds the exit status. */
enum { SIGNAL_GROUP_EXIT = 4 };

/* The context of programs on syscalls:* tracepoints (kernel/trace/trace_syscalls.c). */
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
