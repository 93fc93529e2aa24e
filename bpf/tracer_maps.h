/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The tracer's maps: the ring buffer, the counters, the followed processes, and state that lasts from one
 * program run to the next.
 */
#ifndef SWIFTLET_TRACER_MAPS_H
#define SWIFTLET_TRACER_MAPS_H

#include "bpf_program.h"
#include "process_tracer.h"

enum {
	/* The most bytes of strings in an EXEC record ... */
	EXEC_DATA_MAX = 24000,
	/* ... if names and paths take no more than this; otherwise EXEC_DATA_SMALL bytes. */
	EXEC_NAMES_SHORT = 4096,
	EXEC_DATA_SMALL = 16000,
	/* The most for a large exec while the ring is between CHUNKS_UP_TO and STRINGS_UP_TO. */
	EXEC_DATA_FEW = 4000,
	BLOCK_CHUNKS_PER_RUN = 6,
	/* Size of the scratch space: the largest value that a per-CPU map may have (PCPU_MIN_UNIT_SIZE). */
	SCRATCH_SIZE = 32768,
};

enum { CONTINUE_ENV_STREAM = 0, PROG_ARRAY_SLOTS = 1 };
enum { CONTINUE_EXEC_BLOCK = 0, BLOCK_PROG_ARRAY_SLOTS = 1 };

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 2 << 20);
};

struct ring events SEC(".maps");

/* The ring that records go to. The tracer may replace it with a larger one at any time. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct ring);
} rings SEC(".maps") = {
	.values = { [0] = &events },
};

struct counters {
	__u64 slot[COUNTER_SLOTS];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counters);
} counters_map SEC(".maps");

/* Followed thread groups: the traced command and its descendants. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, __u8);
} traced_processes SEC(".maps");

/* How many strings of a thread's current exec have been streamed. */
struct env_stream_state {
	__u64 exec_id;
	__u64 filename; /* the caller's pointers */
	__u64 argv;
	__u64 envp;
	__u32 next;     /* index into argv, then into envp */
	__u32 total;    /* variables read, from both */
	__u32 argc;     /* valid if in_env */
	__u32 runs;     /* of continue_env_stream */
	__s32 result;   /* of a failed exec, whose EXEC record follows the stream; otherwise 0 */
	__u8 in_env;
	__u8 streamed;
	__u8 is_32bit;  /* pointers have 4 bytes */
	__u8 has_ended; /* no more strings follow: only the EXEC record of a failed exec is left to send */
};

/* By thread (pid_tgid), since a thread is in one exec at a time. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u64);
	__type(value, struct env_stream_state);
} env_stream_state_map SEC(".maps");

/* Two bytes more than are kept: one for the NUL, one to distinguish a string that fits from one that
 * doesn't. */
enum { STREAM_READ_MAX = ENV_VAR_DATA_MAX + 2 };

/* Records are built in per-CPU scratch space and copied to the ring. Reserving them in the ring would need
 * constant lengths. */

union stream_scratch {
	struct event_env_var record;
	unsigned char bytes[sizeof(struct event_env_var) + STREAM_READ_MAX];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, union stream_scratch);
} stream_scratch_map SEC(".maps");

union exec_scratch {
	struct event_exec exec;
	struct event_exec_env_chunk chunk;
	struct event_cgroup cgroup;
	unsigned char bytes[SCRATCH_SIZE];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, union exec_scratch);
} exec_scratch_map SEC(".maps");

/* Cgroups whose path was sent, by id. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u8);
} told_cgroups SEC(".maps");

/* The rest of an exec's strings, for continue_exec_block: from base + offset to base + length. */
struct exec_block_state {
	__u64 exec_id;
	__u64 base;
	__u64 offset;
	__u64 length;
};

/* By thread. An entry exists only while the programs of one exec run. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, struct exec_block_state);
} exec_block_state_map SEC(".maps");

/* By thread or socket: the work that the first of two programs did, so that the second does not. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, __u64);
} seen_to_map SEC(".maps");

/* The data of an exec from just before the old program's memory is gone. By thread; its latest exec. */
struct prepared_exec {
	__u32 argc;
	__u32 envc;
	char filename[256];
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct prepared_exec);
} prepared_execs SEC(".maps");

/* The loader fills these arrays once the programs are loaded. All programs of a prog_array have one type. */
int continue_env_stream(void *ctx);
int continue_failed_exec(__u64 *ctx);
int continue_probed_exec(void *ctx);
int continue_returned_exec(__u64 *ctx);
int continue_exec_block(__u64 *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROG_ARRAY_SLOTS);
	__type(key, __u32);
	__array(values, int(void *));
} prog_array SEC(".maps") = {
	.values = { [CONTINUE_ENV_STREAM] = (void *)&continue_env_stream },
};

/* For fexit. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROG_ARRAY_SLOTS);
	__type(key, __u32);
	__array(values, int(void *));
} failed_prog_array SEC(".maps") = {
	.values = { [CONTINUE_ENV_STREAM] = (void *)&continue_failed_exec },
};

/* For kprobes. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROG_ARRAY_SLOTS);
	__type(key, __u32);
	__array(values, int(void *));
} probed_prog_array SEC(".maps") = {
	.values = { [CONTINUE_ENV_STREAM] = (void *)&continue_probed_exec },
};

/* For sys_exit. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROG_ARRAY_SLOTS);
	__type(key, __u32);
	__array(values, int(void *));
} returned_prog_array SEC(".maps") = {
	.values = { [CONTINUE_ENV_STREAM] = (void *)&continue_returned_exec },
};

/* For sched_process_exec. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, BLOCK_PROG_ARRAY_SLOTS);
	__type(key, __u32);
	__array(values, int(void *));
} block_prog_array SEC(".maps") = {
	.values = { [CONTINUE_EXEC_BLOCK] = (void *)&continue_exec_block },
};

#endif
