/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What process_tracer.bpf.c sends and what the tracer reads: the one definition of the layouts.
 * The BPF program includes this file, and so does Swift (module TracerWire).
 *
 * A record of the ring buffer is one of the structures event_*, each of which begins with an
 * event_header. Every integer has the host's byte order. Every time is CLOCK_BOOTTIME in
 * nanoseconds. A process is named by its thread group id ("pid"), a thread by its own ("tid"), both in
 * the pid namespace that the tracer runs in. A parent outside of it is 0, as with getppid(2).
 *
 * An exec and its strings carry the same exec_id. On the stream path they arrive as
 *
 *     ENV_VAR 0, ENV_VAR 1, ... ENV_VAR n-1, ENV_VAR (is_final), EXEC
 *
 * (sent at the entry of the system call, EXEC when it has succeeded or failed: in the first case with
 * what the kernel has copied, as on the block path, to be compared with it), and on the block path as
 *
 *     EXEC with the first bytes, EXEC_ENV_CHUNK, EXEC_ENV_CHUNK, ...
 *
 * A cgroup's path comes once, as CGROUP, before the first EXEC that took place in it.
 */
#ifndef SWIFTLET_PROCESS_TRACER_H
#define SWIFTLET_PROCESS_TRACER_H

#ifdef __bpf__
#include "bpf_types.h"
#else
#include <linux/types.h>
#endif

/* What follows a structure in its record. Swift, which reads it as a span, takes a structure with a
 * flexible array member for more than plain bytes. */
#ifdef __bpf__
#define EVENT_DATA unsigned char data[];
#else
#define EVENT_DATA
#endif

enum event_type {
	EVENT_EXEC = 1,
	EVENT_EXIT = 2,
	EVENT_TCP_CONNECT = 3,
	EVENT_TCP_CLOSE = 4,
	EVENT_EXEC_ENV_CHUNK = 5,
	EVENT_ENV_VAR = 6,
	EVENT_FORK = 7,
	EVENT_CGROUP = 8,
};

enum {
	/* The longest string that one ENV_VAR record holds, without its NUL. */
	ENV_VAR_DATA_MAX = 512,
	/* How many variables one program run sends before it tail-calls itself. */
	ENV_VARS_PER_RUN = 128,
	/* How often it can do so: MAX_TAIL_CALL_CNT of the kernel (include/linux/bpf.h). */
	ENV_STREAM_RUNS = 33,
	/* The most environment variables that the stream path takes from one exec. */
	ENV_VARS_MAX = ENV_VARS_PER_RUN * ENV_STREAM_RUNS,
	/* The most bytes of strings that one EXEC_ENV_CHUNK record, or an EXEC record, holds. */
	CHUNK_DATA_MAX = 32000,
	/* The longest path, with its NUL (PATH_MAX). */
	EXEC_PATH_MAX = 4096,
	TASK_COMM_LENGTH = 16,
	/* Of a terminal's name as it is sent, with its NUL. */
	TTY_NAME_LENGTH = 32,
	/* Directories, and mounts between them, that are gone through from a file up to the root. */
	PATH_STEPS_MAX = 64,
	/* Levels of cgroups. */
	CGROUP_DEPTH_MAX = 32,
};

/*
 * How full the ring may get, in eighths, so that nobody who runs large programs can hide small ones:
 * each kind of record leaves room for those that say more about an exec with fewer bytes. Above
 * CHUNKS_UP_TO only the first 4,000 bytes of a large exec's strings are sent, and above STRINGS_UP_TO none
 * of any exec's. What is left is for EXEC, EXIT and FORK.
 */
enum { CHUNKS_UP_TO = 6, STRINGS_UP_TO = 7, RING_EIGHTHS = 8 };

/* header.cpu of a record that has no place in a sequence: it may be sent in the middle of another one,
 * from an interrupt. COUNTER_SENT and COUNTER_RING_FULL tell whether one was lost. */
enum { NO_SEQUENCE = 0xffffffff };

/* 48 bytes, at the start of every record. */
struct event_header {
	__u32 type;     /* enum event_type */
	__u32 size;     /* of the record in bytes, this header included */
	__u64 time_ns;  /* CLOCK_BOOTTIME */
	/* Counts the records that this CPU tried to send, from 0: a number that never arrives is a
	 * record that was lost. */
	__u64 sequence;
	__u32 cpu;
	__u32 pid;
	__u32 tid;
	__u32 ppid;     /* thread group id of the parent */
	__u64 exec_id;  /* unique while the tracer runs; 0 where the record belongs to no exec */
};

/* Why something is not in the data. The names in the JSON are these in lower case. */
enum missing_cause {
	MISSING_NOTHING = 0,
	MISSING_RING_FULL = 1,       /* the ring buffer had no room */
	MISSING_STATE_MAP_FULL = 2,  /* env_stream_state_map had no room: nothing was streamed */
	MISSING_POINTER_FAULT = 3,   /* argv[i] or envp[i] itself could not be read: the stream ends */
	MISSING_STRING_FAULT = 4,    /* the string could not be read: its page was not resident */
	MISSING_TAIL_CALL = 5,       /* the next program run could not be started */
	MISSING_LIMIT = 6,           /* more variables, or bytes, than this path takes */
	MISSING_TRUNCATED = 7,       /* the string is longer than ENV_VAR_DATA_MAX */
	MISSING_NOT_STREAMED = 8,    /* no entry of the system call was seen (a 32-bit program, say) */
	MISSING_CHANGED = 9,         /* another thread changed the strings during the exec */
	MISSING_RECORD = 10,         /* the record that should have come next never came */
};

enum exec_flags {
	EXEC_STREAMED = 1,  /* its strings came as ENV_VAR records with the same exec_id, before it */
	EXEC_BLOCK = 2,     /* its strings are in data, and in EXEC_ENV_CHUNK records after it */
	EXEC_ARGS_ONLY = 4, /* with both: the arguments are those of the block, not those that were
	                     * streamed: the kernel rewrote argv, as for a script */
	EXEC_FILENAME_FAULT = 8,
	EXEC_INTERPRETER_FAULT = 16,
	EXEC_CONTEXT = 32,  /* the fields from cap_effective on hold: not for an exec that failed */
	EXEC_PAST_RETURN = 128, /* it failed when the old program's memory was gone, and the process
	                     * ends: data has the first argc + envc strings, as far as they go */
	EXEC_CUT_SHORT = 64, /* with EXEC_BLOCK: no EXEC_ENV_CHUNK follows, since the ring was too full */
};

/* What is to be known of a path that was put together from the names of its directories. */
enum path_marks {
	PATH_DELETED = 1,     /* its last name was removed, or never was in a directory (memfd) */
	PATH_UNREACHABLE = 2, /* the process's root doesn't lie above it: it begins at another one */
	PATH_TRUNCATED = 4,   /* it has more names than these, further up */
	PATH_FAULT = 8,       /* something of it could not be read: what there is, is no path */
};

/*
 * 264 bytes, then data:
 *
 *     filename  interpreter  cwd  executable  strings
 *     │         │            │    │           └ data_length bytes: the first ones at mm->arg_start
 *     │         │            │    │             (EXEC_BLOCK)
 *     │         │            │    └ executable_length bytes, like cwd: of mm->exe_file
 *     │         │            └ cwd_length bytes: the names of the directories, the last one first, each
 *     │         │              with its NUL; none for the root
 *     │         └ interpreter_length bytes with its NUL; 0 if it is the same as filename
 *     └ filename_length bytes with its NUL
 *
 * Of the process itself it says what /proc would, but for paths: these begin at its own root.
 */
struct event_exec {
	struct event_header header;
	__u64 start_time_ns;  /* when the process was forked */
	__u64 cgroup_id;
	__u64 args_start;     /* mm->arg_start: tells this exec from a later one of the same process */
	__u64 args_bytes;     /* mm->arg_end - mm->arg_start; 0 if the exec failed */
	__u64 env_bytes;      /* mm->env_end - mm->env_start; 0 if the exec failed */
	__u64 parent_args_start; /* of the parent's mm: tells which of its programs is the parent */
	__u32 argc;           /* of the program that now runs (linux_binprm) */
	__u32 envc;
	__u32 uid;            /* real, in the initial user namespace */
	__u32 gid;
	__u32 pid_ns;         /* inode of its pid namespace */
	__s32 result;         /* 0, or -errno of a failed exec */
	__u32 flags;          /* enum exec_flags */
	__u32 cause;          /* enum missing_cause: why there are no strings, if there are none */
	__u32 old_tid;        /* of the thread that called exec, before it took over its leader's tid */
	__u32 filename_length;
	__u32 interpreter_length;
	__u32 data_length;
	char comm[TASK_COMM_LENGTH];
	__u64 cap_effective;
	__u32 session_id;     /* 0 if it began outside of the tracer's pid namespace */
	__u32 login_uid;      /* UINT32_MAX if no login started it, or the kernel doesn't know */
	__u32 euid;           /* in the initial user namespace */
	__u32 egid;
	__u32 mount_ns;       /* inodes; 0 for what the kernel lacks */
	__u32 network_ns;
	__u32 uts_ns;
	__u32 ipc_ns;
	__u32 cgroup_ns;
	__u32 user_ns;
	__u16 cwd_length;
	__u16 executable_length;
	__u8 cwd_marks;       /* enum path_marks */
	__u8 executable_marks;
	__u16 names_length;   /* of all that stands before the strings */
	char parent_comm[TASK_COMM_LENGTH];
	char tty[TTY_NAME_LENGTH]; /* the controlling terminal; empty without one */
	EVENT_DATA
};

/* 64 bytes, then length bytes: the names on the cgroup's path, the last one first, each with its NUL;
 * none for the root of the unified hierarchy. */
struct event_cgroup {
	struct event_header header;
	__u64 cgroup_id;
	__u32 length;
	__u32 marks; /* enum path_marks */
	EVENT_DATA
};

/* 64 bytes, then length bytes of the block at mm->arg_start, from offset. */
struct event_exec_env_chunk {
	struct event_header header;
	__u64 offset;
	__u32 length; /* of the range this record speaks of */
	__u32 cause;  /* enum missing_cause; if not 0 the range could not be read and data is empty */
	EVENT_DATA
};

/* 64 bytes, then length bytes: one string of argv or envp, without its NUL. */
struct event_env_var {
	struct event_header header;
	__u32 var_index;  /* from 0, over argv and then envp */
	/* How many variables were gone through in all; only known, and only set, if is_final. */
	__u32 total_vars;
	__u16 length;
	__u8 is_argv;     /* if is_final: all of argv was gone through, and its end seen */
	/* The end of the stream. Such a record holds no variable; its cause says why the stream ended
	 * (MISSING_NOTHING: envp did). */
	__u8 is_final;
	__u8 truncated;   /* the string goes on after length == ENV_VAR_DATA_MAX bytes */
	__u8 cause;       /* enum missing_cause: why the string is not here */
	__u16 reserved;
	EVENT_DATA
};

/* 96 bytes. Sent once for a process: when the last thread of its group exits. The figures are those of
 * all its threads, as far as the kernel has accounted for them. */
struct event_exit {
	struct event_header header;
	__u64 start_time_ns;
	/* As wait(2) reports it: code << 8, or signal | 0x80 if a core was dumped. */
	__u32 wait_status;
	__u32 reserved;
	__u64 max_resident;  /* pages */
	/* User and system time in nanoseconds: samples of a tick on most kernels, ... */
	__u64 user_time_ns;
	__u64 system_time_ns;
	__u64 run_time_ns;   /* ... whose sum is in truth this */
};

/* 64 bytes. The header speaks of the parent. */
struct event_fork {
	struct event_header header;
	__u64 child_start_time_ns;
	__u32 child_pid;
	__u32 reserved;
};

/*
 * 136 bytes. A TCP connection that the process opened is established, or has ended. The header's process
 * is the one that called connect(2), its time that of the change.
 */
struct event_tcp {
	struct event_header header;
	__u64 connection_id;  /* unique while the connection is open */
	__u64 start_time_ns;  /* of connect(2) */
	__u64 bytes_sent;     /* each byte once, whether or not the other side acknowledged it */
	__u64 bytes_received; /* in order, whether or not the process has read them */
	__u8 local_address[16];  /* in network byte order; of IPv4 the first four bytes */
	__u8 remote_address[16];
	__u16 local_port;     /* in host byte order */
	__u16 remote_port;
	__u16 family;         /* AF_INET or AF_INET6 */
	__u8 was_established;
	__u8 reserved;
	char comm[TASK_COMM_LENGTH];
};

/* Slots of counters_map, a per-CPU array of __u64. */
enum counter {
	/* Records that were to be sent, those that found no room included, by event_type; EVENT_CGROUP
	 * has the place that no other type has, 0 (COUNTER_TYPE). */
	COUNTER_SENT = 0,
	/* Of these, the records that found no room in the ring buffer, by event_type. */
	COUNTER_RING_FULL = 8,
	COUNTER_STATE_MAP_FULL = 16,
	COUNTER_TRACED_MAP_FULL = 17, /* a descendant could not be noted: it is not followed */
	COUNTER_POINTER_FAULT = 18,
	COUNTER_STRING_FAULT = 19,
	COUNTER_TAIL_CALL_FAILED = 20,
	COUNTER_STREAM_LIMIT = 21,
	COUNTER_BLOCK_FAULT = 22,
	COUNTER_SEQUENCE = 23,        /* the next event_header.sequence */
	COUNTER_EXEC_ID = 24,         /* the next exec_id of this CPU */
	COUNTER_SAMPLE = 25,          /* execs that sampling has looked at */
	COUNTER_LEFT_OUT = 26,        /* of these, the ones that were not to be sent */
	COUNTER_STOOD_IN = 27,        /* program runs that were missed, and that another program did */
	COUNTER_FILTERED = 28,        /* execs that a filter left out */
	COUNTER_CONNECTIONS_FULL = 29, /* a connection could not be noted: nothing is told of it */
	COUNTER_CUT_SHORT = 30,       /* execs whose strings were not sent to their end: CHUNKS_UP_TO */
	COUNTER_SLOTS = 31,
};

/* An event type's place among those that are counted by type. */
#define COUNTER_TYPE(type) ((type) & 7)

#ifndef __bpf__
_Static_assert(sizeof(struct event_header) == 48, "event_header");
_Static_assert(sizeof(struct event_exec) == 264, "event_exec");
_Static_assert(sizeof(struct event_exec_env_chunk) == 64, "event_exec_env_chunk");
_Static_assert(sizeof(struct event_env_var) == 64, "event_env_var");
_Static_assert(sizeof(struct event_exit) == 96, "event_exit");
_Static_assert(sizeof(struct event_cgroup) == 64, "event_cgroup");
_Static_assert(sizeof(struct event_fork) == 64, "event_fork");
_Static_assert(sizeof(struct event_tcp) == 136, "event_tcp");
#endif

#endif
