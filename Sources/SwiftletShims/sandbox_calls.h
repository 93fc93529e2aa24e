/*
 * The system calls that a running trace may make: those of its loop, of outputs that are opened anew, of
 * /proc, of memory and threads, and what the C library makes of its functions. What an architecture lacks
 * is left out. Calls whose arguments are looked at are in sandbox.h.
 *
 * prlimit64 is the one that raises limits, too: without CAP_SYS_RESOURCE it can only lower them.
 */
#ifndef SWIFTLET_SANDBOX_CALLS_H
#define SWIFTLET_SANDBOX_CALLS_H

#include <asm/unistd.h>

static const unsigned swiftlet_allowed_calls[] = {
#ifdef __NR_read
	__NR_read,
#endif
#ifdef __NR_write
	__NR_write,
#endif
#ifdef __NR_readv
	__NR_readv,
#endif
#ifdef __NR_writev
	__NR_writev,
#endif
#ifdef __NR_pread64
	__NR_pread64,
#endif
#ifdef __NR_pwrite64
	__NR_pwrite64,
#endif
#ifdef __NR_lseek
	__NR_lseek,
#endif
#ifdef __NR_close
	__NR_close,
#endif
#ifdef __NR_dup
	__NR_dup,
#endif
#ifdef __NR_dup3
	__NR_dup3,
#endif
#ifdef __NR_fcntl
	__NR_fcntl,
#endif
#ifdef __NR_fsync
	__NR_fsync,
#endif
#ifdef __NR_fdatasync
	__NR_fdatasync,
#endif
#ifdef __NR_ftruncate
	__NR_ftruncate,
#endif
#ifdef __NR_flock
	__NR_flock,
#endif
#ifdef __NR_fallocate
	__NR_fallocate,
#endif
#ifdef __NR_open
	__NR_open,
#endif
#ifdef __NR_openat
	__NR_openat,
#endif
#ifdef __NR_openat2
	__NR_openat2,
#endif
#ifdef __NR_creat
	__NR_creat,
#endif
#ifdef __NR_access
	__NR_access,
#endif
#ifdef __NR_faccessat
	__NR_faccessat,
#endif
#ifdef __NR_faccessat2
	__NR_faccessat2,
#endif
#ifdef __NR_stat
	__NR_stat,
#endif
#ifdef __NR_lstat
	__NR_lstat,
#endif
#ifdef __NR_fstat
	__NR_fstat,
#endif
#ifdef __NR_newfstatat
	__NR_newfstatat,
#endif
#ifdef __NR_statx
	__NR_statx,
#endif
#ifdef __NR_statfs
	__NR_statfs,
#endif
#ifdef __NR_fstatfs
	__NR_fstatfs,
#endif
#ifdef __NR_fchmod
	__NR_fchmod,
#endif
#ifdef __NR_readlink
	__NR_readlink,
#endif
#ifdef __NR_readlinkat
	__NR_readlinkat,
#endif
#ifdef __NR_getdents
	__NR_getdents,
#endif
#ifdef __NR_getdents64
	__NR_getdents64,
#endif
#ifdef __NR_rename
	__NR_rename,
#endif
#ifdef __NR_renameat
	__NR_renameat,
#endif
#ifdef __NR_renameat2
	__NR_renameat2,
#endif
#ifdef __NR_link
	__NR_link,
#endif
#ifdef __NR_linkat
	__NR_linkat,
#endif
#ifdef __NR_unlink
	__NR_unlink,
#endif
#ifdef __NR_unlinkat
	__NR_unlinkat,
#endif
#ifdef __NR_getcwd
	__NR_getcwd,
#endif
#ifdef __NR_umask
	__NR_umask,
#endif
#ifdef __NR_poll
	__NR_poll,
#endif
#ifdef __NR_ppoll
	__NR_ppoll,
#endif
#ifdef __NR_pselect6
	__NR_pselect6,
#endif
#ifdef __NR_epoll_create1
	__NR_epoll_create1,
#endif
#ifdef __NR_epoll_ctl
	__NR_epoll_ctl,
#endif
#ifdef __NR_epoll_wait
	__NR_epoll_wait,
#endif
#ifdef __NR_epoll_pwait
	__NR_epoll_pwait,
#endif
#ifdef __NR_epoll_pwait2
	__NR_epoll_pwait2,
#endif
#ifdef __NR_eventfd2
	__NR_eventfd2,
#endif
#ifdef __NR_pipe2
	__NR_pipe2,
#endif
#ifdef __NR_signalfd4
	__NR_signalfd4,
#endif
#ifdef __NR_timerfd_create
	__NR_timerfd_create,
#endif
#ifdef __NR_timerfd_settime
	__NR_timerfd_settime,
#endif
#ifdef __NR_timerfd_gettime
	__NR_timerfd_gettime,
#endif
#ifdef __NR_brk
	__NR_brk,
#endif
#ifdef __NR_munmap
	__NR_munmap,
#endif
#ifdef __NR_mremap
	__NR_mremap,
#endif
#ifdef __NR_madvise
	__NR_madvise,
#endif
#ifdef __NR_mincore
	__NR_mincore,
#endif
#ifdef __NR_membarrier
	__NR_membarrier,
#endif
#ifdef __NR_exit
	__NR_exit,
#endif
#ifdef __NR_exit_group
	__NR_exit_group,
#endif
#ifdef __NR_wait4
	__NR_wait4,
#endif
#ifdef __NR_waitid
	__NR_waitid,
#endif
#ifdef __NR_kill
	__NR_kill,
#endif
#ifdef __NR_rt_sigqueueinfo
	__NR_rt_sigqueueinfo,
#endif
#ifdef __NR_tgkill
	__NR_tgkill,
#endif
#ifdef __NR_pidfd_send_signal
	__NR_pidfd_send_signal,
#endif
#ifdef __NR_pidfd_open
	__NR_pidfd_open,
#endif
#ifdef __NR_rt_tgsigqueueinfo
	__NR_rt_tgsigqueueinfo,
#endif
#ifdef __NR_rt_sigaction
	__NR_rt_sigaction,
#endif
#ifdef __NR_rt_sigprocmask
	__NR_rt_sigprocmask,
#endif
#ifdef __NR_rt_sigreturn
	__NR_rt_sigreturn,
#endif
#ifdef __NR_rt_sigtimedwait
	__NR_rt_sigtimedwait,
#endif
#ifdef __NR_rt_sigpending
	__NR_rt_sigpending,
#endif
#ifdef __NR_sigaltstack
	__NR_sigaltstack,
#endif
#ifdef __NR_restart_syscall
	__NR_restart_syscall,
#endif
#ifdef __NR_futex
	__NR_futex,
#endif
#ifdef __NR_futex_wait
	__NR_futex_wait,
#endif
#ifdef __NR_futex_wake
	__NR_futex_wake,
#endif
#ifdef __NR_set_robust_list
	__NR_set_robust_list,
#endif
#ifdef __NR_rseq
	__NR_rseq,
#endif
#ifdef __NR_set_tid_address
	__NR_set_tid_address,
#endif
#ifdef __NR_sched_yield
	__NR_sched_yield,
#endif
#ifdef __NR_sched_getaffinity
	__NR_sched_getaffinity,
#endif
#ifdef __NR_getcpu
	__NR_getcpu,
#endif
#ifdef __NR_getpid
	__NR_getpid,
#endif
#ifdef __NR_gettid
	__NR_gettid,
#endif
#ifdef __NR_getppid
	__NR_getppid,
#endif
#ifdef __NR_getpgid
	__NR_getpgid,
#endif
#ifdef __NR_getpgrp
	__NR_getpgrp,
#endif
#ifdef __NR_getsid
	__NR_getsid,
#endif
#ifdef __NR_getuid
	__NR_getuid,
#endif
#ifdef __NR_geteuid
	__NR_geteuid,
#endif
#ifdef __NR_getgid
	__NR_getgid,
#endif
#ifdef __NR_getegid
	__NR_getegid,
#endif
#ifdef __NR_capget
	__NR_capget,
#endif
#ifdef __NR_uname
	__NR_uname,
#endif
#ifdef __NR_sysinfo
	__NR_sysinfo,
#endif
#ifdef __NR_getrusage
	__NR_getrusage,
#endif
#ifdef __NR_times
	__NR_times,
#endif
#ifdef __NR_getrlimit
	__NR_getrlimit,
#endif
#ifdef __NR_prlimit64
	__NR_prlimit64,
#endif
#ifdef __NR_setrlimit
	__NR_setrlimit,
#endif
#ifdef __NR_clock_gettime
	__NR_clock_gettime,
#endif
#ifdef __NR_clock_getres
	__NR_clock_getres,
#endif
#ifdef __NR_clock_nanosleep
	__NR_clock_nanosleep,
#endif
#ifdef __NR_nanosleep
	__NR_nanosleep,
#endif
#ifdef __NR_gettimeofday
	__NR_gettimeofday,
#endif
#ifdef __NR_time
	__NR_time,
#endif
#ifdef __NR_getrandom
	__NR_getrandom,
#endif
	/* uretprobe (Linux 6.11) and uprobe (6.18): made by code that the kernel puts in where somebody probes our
	 * functions, and of no use to others. Refused, they would end the process. */
#ifdef __x86_64__
	335,
	336,
#endif
};

/* With spans over the network. */
static const unsigned swiftlet_network_calls[] = {
#ifdef __NR_epoll_create
	__NR_epoll_create, /* SwiftNIO's */
#endif
#ifdef __NR_setpriority
	__NR_setpriority, /* Dispatch's threads */
#endif
#ifdef __NR_socket
	__NR_socket,
#endif
#ifdef __NR_socketpair
	__NR_socketpair,
#endif
#ifdef __NR_connect
	__NR_connect,
#endif
#ifdef __NR_bind
	__NR_bind,
#endif
#ifdef __NR_listen
	__NR_listen,
#endif
#ifdef __NR_accept4
	__NR_accept4,
#endif
#ifdef __NR_sendto
	__NR_sendto,
#endif
#ifdef __NR_recvfrom
	__NR_recvfrom,
#endif
#ifdef __NR_sendmsg
	__NR_sendmsg,
#endif
#ifdef __NR_recvmsg
	__NR_recvmsg,
#endif
#ifdef __NR_sendmmsg
	__NR_sendmmsg,
#endif
#ifdef __NR_recvmmsg
	__NR_recvmmsg,
#endif
#ifdef __NR_getsockname
	__NR_getsockname,
#endif
#ifdef __NR_getpeername
	__NR_getpeername,
#endif
#ifdef __NR_getsockopt
	__NR_getsockopt,
#endif
#ifdef __NR_setsockopt
	__NR_setsockopt,
#endif
#ifdef __NR_shutdown
	__NR_shutdown,
#endif
#ifdef __NR_sched_setaffinity
	__NR_sched_setaffinity,
#endif
#ifdef __NR_sched_getparam
	__NR_sched_getparam,
#endif
#ifdef __NR_sched_getscheduler
	__NR_sched_getscheduler,
#endif
};

#endif
