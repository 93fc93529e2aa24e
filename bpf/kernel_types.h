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

struct mm_struct {
	unsigned long arg_start, arg_end, env_start, env_end;
};

struct signal_struct {
	atomic_t live; /* threads that have not yet begun to exit */
	int group_exit_code;
	unsigned int flags;
};

struct task_struct {
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
