/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the BPF programs and the tracer share: the layouts of the records that process_tracer.bpf.c sends,
 * and of the filters that the tracer sets. Both sides include this file (in Swift: module TracerWire).
 *
 * A record in the ring buffer is one of the structures event_*, each of which begins with an event_header.
 * Integers have the host's byte order. Times are CLOCK_BOOTTIME in nanoseconds. A process is identified by
 * its thread group id ("pid"), a thread by its own id ("tid"), both in the pid namespace that the tracer
 * runs in. A parent outside of that namespace is 0, as with getppid(2).
 *
 * An exec and its strings have the same exec_id. On the stream path they arrive as
 *
 *     ENV_VAR 0, ENV_VAR 1, ... ENV_VAR n-1, ENV_VAR (is_final), EXEC
 *
 * The ENV_VAR records are sent at the entry of the system call, EXEC when the call has succeeded or failed.
 * After a success the kernel's copy of the strings follows as well, as on the block path, so that the
 * tracer can compare the two. On the block path they arrive as
 *
 *     EXEC with the first bytes, EXEC_ENV_CHUNK, EXEC_ENV_CHUNK, ...
 *
 * A cgroup's path is sent once, as CGROUP, before the first EXEC in that cgroup.
 */
#ifndef SWIFTLET_PROCESS_TRACER_H
#define SWIFTLET_PROCESS_TRACER_H

#ifdef __bpf__
#include "bpf_types.h"
#else
#include <linux/types.h>
#endif

/* The bytes that follow a structure in its record. Swift reads them as a span, and does not import a
 * structure with a flexible array member as plain bytes, so there the member is left out. */
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
	/* How many variables one program run sends before it makes a tail call to itself. */
	ENV_VARS_PER_RUN = 128,
	/* The most tail calls in a row: the kernel's MAX_TAIL_CALL_CNT (include/linux/bpf.h). */
	ENV_STREAM_RUNS = 33,
	/* The most environment variables that the stream path takes from one exec. */
	ENV_VARS_MAX = ENV_VARS_PER_RUN * ENV_STREAM_RUNS,
	/* The most bytes of strings that an EXEC_ENV_CHUNK or EXEC record holds. */
	CHUNK_DATA_MAX = 32000,
	/* The longest path, including its NUL (PATH_MAX). */
	EXEC_PATH_MAX = 4096,
	TASK_COMM_LENGTH = 16,
	/* Bytes sent of a terminal's name, including its NUL. */
	TTY_NAME_LENGTH = 32,
	/* The most directories and mounts that are followed from a file up to the root. */
	PATH_STEPS_MAX = 64,
	/* The most levels of cgroups that are followed. */
	CGROUP_DEPTH_MAX = 32,
};

/*
 * How full the ring may get, in eighths. Large records leave room for small ones, so that nobody can hide
 * small execs by running large ones. Above CHUNKS_UP_TO only the first 4,000 bytes of a large exec's
 * strings are sent, and above STRINGS_UP_TO no strings at all. The rest is for EXEC, EXIT and FORK.
 */
enum { CHUNKS_UP_TO = 6, STRINGS_UP_TO = 7, RING_EIGHTHS = 8 };

/* header.cpu of a record without a sequence number, because an interrupt may send it while another record
 * is being sent. Only COUNTER_SENT and COUNTER_RING_FULL show whether one was lost. */
enum { NO_SEQUENCE = 0xffffffff };

/* 48 bytes, at the start of every record. */
struct event_header {
	__u32 type;     /* enum event_type */
	__u32 size;     /* of the record in bytes, including this header */
	__u64 time_ns;  /* CLOCK_BOOTTIME */
	/* Numbers the records that this CPU attempted to send, from 0. If a number never arrives, its
	 * record was lost. */
	__u64 sequence;
	__u32 cpu;
	__u32 pid;
	__u32 tid;
	__u32 ppid;     /* thread group id of the parent */
	__u64 exec_id;  /* unique while the tracer runs; 0 if the record belongs to no exec */
};

/* Why data is missing. The JSON uses these names in lower case. */
enum missing_cause {
	MISSING_NOTHING = 0,
	MISSING_RING_FULL = 1,       /* the ring buffer had no room */
	MISSING_STATE_MAP_FULL = 2,  /* env_stream_state_map was full: nothing was streamed */
	MISSING_POINTER_FAULT = 3,   /* argv[i] or envp[i] itself could not be read; the stream ends */
	MISSING_STRING_FAULT = 4,    /* the string could not be read because its page was not resident */
	MISSING_TAIL_CALL = 5,       /* the tail call to the next program run failed */
	MISSING_LIMIT = 6,           /* more variables or bytes than this path takes */
	MISSING_TRUNCATED = 7,       /* the string is longer than ENV_VAR_DATA_MAX */
	MISSING_NOT_STREAMED = 8,    /* the entry of the system call was not seen (e.g. a 32-bit program) */
	MISSING_CHANGED = 9,         /* another thread changed the strings during the exec */
	MISSING_RECORD = 10,         /* the record that was expected next never came */
};

enum exec_flags {
	EXEC_STREAMED = 1,  /* its strings came before it, as ENV_VAR records with the same exec_id */
	EXEC_BLOCK = 2,     /* its strings are in data and in the EXEC_ENV_CHUNK records after it */
	EXEC_ARGS_ONLY = 4, /* with both: use the block's arguments, not the streamed ones, because the
	                     * kernel rewrote argv, as it does for a script */
	EXEC_FILENAME_FAULT = 8,
	EXEC_INTERPRETER_FAULT = 16,
	EXEC_CONTEXT = 32,  /* the fields from cap_effective on are valid; not set for a failed exec */
	EXEC_PAST_RETURN = 128, /* it failed after the old program's memory was gone, so the process
	                     * ends; data has the argc + envc strings, or as many as could be read */
	EXEC_STDIO = 256,   /* its descriptors were read */
	EXEC_CUT_SHORT = 64, /* with EXEC_BLOCK: no EXEC_ENV_CHUNK follows, because the ring was too full */
};

/* How complete a path is that was assembled from the names of its directories. */
enum path_marks {
	PATH_DELETED = 1,     /* its last name was removed, or never was in a directory (memfd) */
	PATH_UNREACHABLE = 2, /* it is not below the process's root, and begins at another root */
	PATH_TRUNCATED = 4,   /* it has more names above these */
	PATH_FAULT = 8,       /* part of it could not be read; the names that were sent are not a path */
	PATH_NAMELESS = 16,   /* its file never was in a directory: a pipe, a socket, memfd */
};

/* The paths in an EXEC record, in the order of their names: the working directory, the path of mm->exe_file,
 * and those of the descriptors 0, 1 and 2. */
enum exec_paths {
	EXEC_CWD = 0,
	EXEC_EXECUTABLE = 1,
	EXEC_DESCRIPTORS = 2,
	EXEC_PATHS = 5,
};

struct exec_path {
	__u16 length;   /* of its names: the last one first, each with its NUL; 0 for the root */
	__u8 marks;     /* enum path_marks */
	__u8 reserved;
};

/* What a descriptor refers to; for a failed exec, what it referred to in the caller. */
struct exec_descriptor {
	__u64 inode;
	__u64 position;
	__u32 flags;       /* f_flags, with the values of open(2) on this architecture */
	__u32 file_system; /* s_magic, as from statfs(2) */
	__u32 device;      /* i_rdev: the major number << 20 | the minor one */
	__u16 mode;        /* i_mode */
	__u8 is_open;
	/* If the same open file is at an earlier descriptor (dup(2)): that one's number + 1. This one has no
	 * path then. */
	__u8 same_as;
};

/*
 * 376 bytes, then data:
 *
 *     filename  interpreter  paths  strings
 *     │         │            │      └ data_length bytes: the first ones at mm->arg_start (EXEC_BLOCK)
 *     │         │            └ as many bytes as the lengths in paths say
 *     │         └ interpreter_length bytes with its NUL; 0 if it is the same as filename
 *     └ filename_length bytes with its NUL
 *
 * The fields about the process match /proc, except that paths begin at the process's own root.
 */
struct event_exec {
	struct event_header header;
	__u64 start_time_ns;  /* when the process was forked */
	__u64 cgroup_id;
	__u64 args_start;     /* mm->arg_start: distinguishes this exec from later ones of the process */
	__u64 args_bytes;     /* mm->arg_end - mm->arg_start; 0 if the exec failed */
	__u64 env_bytes;      /* mm->env_end - mm->env_start; 0 if the exec failed */
	__u64 parent_args_start; /* of the parent's mm: identifies the program the parent was running */
	__u32 argc;           /* of the new program (linux_binprm) */
	__u32 envc;
	__u32 uid;            /* real, in the initial user namespace */
	__u32 gid;
	__u32 pid_ns;         /* inode of its pid namespace */
	__s32 result;         /* 0, or -errno of a failed exec */
	__u32 flags;          /* enum exec_flags */
	__u32 cause;          /* enum missing_cause: why the strings are missing, if they are */
	__u32 old_tid;        /* tid of the thread that called exec, before it took over its leader's */
	__u32 filename_length;
	__u32 interpreter_length;
	__u32 data_length;
	char comm[TASK_COMM_LENGTH];
	__u64 cap_effective;
	__u32 session_id;     /* 0 if its leader is outside of the tracer's pid namespace */
	__u32 login_uid;      /* UINT32_MAX if no login started it, or the kernel does not record it */
	__u32 euid;           /* in the initial user namespace */
	__u32 egid;
	__u32 mount_ns;       /* inodes; 0 if the kernel lacks the namespace */
	__u32 network_ns;
	__u32 uts_ns;
	__u32 ipc_ns;
	__u32 cgroup_ns;
	__u32 user_ns;
	__u32 names_length;   /* of everything before the strings */
	struct exec_path paths[EXEC_PATHS]; /* by enum exec_paths; a failed exec has only the descriptors' */
	struct exec_descriptor descriptors[EXEC_PATHS - EXEC_DESCRIPTORS];
	char parent_comm[TASK_COMM_LENGTH];
	char tty[TTY_NAME_LENGTH]; /* the controlling terminal; empty without one */
	EVENT_DATA
};

/* 64 bytes, then length bytes: the names on the cgroup's path, the last one first, each with its NUL;
 * empty for the root of the unified hierarchy. */
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
	__u32 length; /* of the range that this record covers */
	__u32 cause;  /* enum missing_cause; if not 0, the range could not be read, and data is empty */
	EVENT_DATA
};

/* 64 bytes, then length bytes: one string of argv or envp, without its NUL. */
struct event_env_var {
	struct event_header header;
	__u32 var_index;  /* from 0, through argv and then envp */
	/* How many variables were read in all; set only if is_final. */
	__u32 total_vars;
	__u16 length;
	__u8 is_argv;     /* if is_final: the stream reached the end of argv */
	/* The end of the stream. Such a record has no variable; its cause says why the stream ended
	 * (MISSING_NOTHING: at the end of envp). */
	__u8 is_final;
	__u8 truncated;   /* the string goes on after length == ENV_VAR_DATA_MAX bytes */
	__u8 cause;       /* enum missing_cause: why the string is missing */
	__u16 reserved;
	EVENT_DATA
};

/* 96 bytes. Sent once per process, when the last thread of its group exits. The figures cover all its
 * threads, as far as the kernel has accounted for them. */
struct event_exit {
	struct event_header header;
	__u64 start_time_ns;
	/* As in wait(2): code << 8, or the signal, with 0x80 added if a core was dumped. */
	__u32 wait_status;
	__u32 reserved;
	__u64 max_resident;  /* pages */
	/* User and system time in nanoseconds; on most kernels sampled at each tick. */
	__u64 user_time_ns;
	__u64 system_time_ns;
	__u64 run_time_ns;   /* the exact sum of the two */
};

/* 64 bytes. The header describes the parent. */
struct event_fork {
	struct event_header header;
	__u64 child_start_time_ns;
	__u32 child_pid;
	__u32 reserved;
};

/*
 * 136 bytes. A TCP connection that the process opened was established, or ended. The header has the process
 * that called connect(2), and the time of the change.
 */
struct event_tcp {
	struct event_header header;
	__u64 connection_id;  /* unique while the connection is open */
	__u64 start_time_ns;  /* of connect(2) */
	__u64 bytes_sent;     /* each byte counts once, acknowledged or not */
	__u64 bytes_received; /* in order, whether the process has read them or not */
	__u8 local_address[16];  /* in network byte order; IPv4 uses the first four bytes */
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
	/* Attempted records, by event_type, including those that found no room. EVENT_CGROUP uses slot 0,
	 * which no other type has (COUNTER_TYPE). */
	COUNTER_SENT = 0,
	/* Attempted records that found no room in the ring buffer, by event_type. */
	COUNTER_RING_FULL = 8,
	COUNTER_STATE_MAP_FULL = 16,
	COUNTER_TRACED_MAP_FULL = 17, /* a descendant could not be recorded and is not followed */
	COUNTER_POINTER_FAULT = 18,
	COUNTER_STRING_FAULT = 19,
	COUNTER_TAIL_CALL_FAILED = 20,
	COUNTER_STREAM_LIMIT = 21,
	COUNTER_BLOCK_FAULT = 22,
	COUNTER_SEQUENCE = 23,        /* the next event_header.sequence */
	COUNTER_EXEC_ID = 24,         /* the next exec_id of this CPU */
	COUNTER_SAMPLE = 25,          /* execs subject to sampling */
	COUNTER_LEFT_OUT = 26,        /* execs that sampling left out */
	COUNTER_STOOD_IN = 27,        /* missed program runs that the second program made up for */
	COUNTER_FILTERED = 28,        /* execs that a filter left out */
	COUNTER_CONNECTIONS_FULL = 29, /* a connection could not be recorded and is not reported */
	COUNTER_CUT_SHORT = 30,       /* execs whose strings were not sent completely (CHUNKS_UP_TO) */
	COUNTER_SLOTS = 31,
};

/* The slot of an event type among the counters by type. */
#define COUNTER_TYPE(type) ((type) & 7)

/* The most filters of each kind. */
enum {
	FILTER_USERS_MAX = 1024,
	FILTER_PID_NAMESPACES_MAX = 1024,
	FILTER_COMMS_MAX = 16,
	FILTER_CGROUPS_MAX = 16,
};

/* A name (comm) matches if it has these bytes where mask has ones. */
struct comm_pattern {
	__u64 bytes[2];
	__u64 mask[2];
};

#ifndef __bpf__
_Static_assert(sizeof(struct event_header) == 48, "event_header");
_Static_assert(sizeof(struct event_exec) == 376, "event_exec");
_Static_assert(sizeof(struct event_exec_env_chunk) == 64, "event_exec_env_chunk");
_Static_assert(sizeof(struct event_env_var) == 64, "event_env_var");
_Static_assert(sizeof(struct event_exit) == 96, "event_exit");
_Static_assert(sizeof(struct event_cgroup) == 64, "event_cgroup");
_Static_assert(sizeof(struct event_fork) == 64, "event_fork");
_Static_assert(sizeof(struct event_tcp) == 136, "event_tcp");
#endif

#endif
