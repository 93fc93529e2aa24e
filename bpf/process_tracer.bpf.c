/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's half of the process tracer: every exec with its argument vector and environment,
 * every exit, every fork, through one ring buffer (layouts: process_tracer.h).
 *
 *   sys_enter_execve(at) ─▶ argv          ─▶ continue_env_stream ─▶ continue_env_stream ... 33 times
 *        │                                   128 variables          128 variables
 *        ▼
 *   sched_process_exec   ─▶ 24,000 bytes  ─▶ continue_exec_block ─▶ continue_exec_block ... 33 times
 *                                            6 x 32,000 bytes       6 x 32,000 bytes
 *
 * An exec that fails never gets to sched_process_exec: its strings are streamed when the system call
 * returns, by the cheapest hook that the kernel has (fexit, else kretprobe, else the sys_exit tracepoints).
 *
 * The stream path reads the caller's pointers one by one, before the kernel has looked at them. The
 * block path reads what the kernel has copied for the new program: one contiguous piece of memory
 * from mm->arg_start to mm->env_end. A verifier that lets no loop run long is answered the same way
 * in both: a bounded piece of work per program run, the progress noted in a map, a tail call.
 *
 * Nothing is dropped without being counted: every record that is tried takes the next sequence
 * number of its CPU, and every cause of a loss has a counter.
 */
#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"

/* Set by the loader before the program is loaded; the verifier then removes what is not used. */

/* Stream at the entry of the system call; else everything comes by the block path. */
const volatile bool stream_path = false;
/* The entries of the system call are noted in env_stream_state_map: the stream path needs it, and so
 * do failed execs where only tracepoints can report them. */
const volatile bool note_entries = false;
/* Only processes in traced_processes and their descendants. */
const volatile bool follow_descendants = false;
const volatile bool send_forks = true;
const volatile bool send_exits = true;
/* Of each CPU's execs, send every one of that many. */
const volatile __u32 sample_every = 1;
/* Whether another task may run on this CPU while a program does: see "preemption". */
const volatile bool is_preemptible = false;

/* Set by the consumer before it goes to sleep: the next record is to wake it. */
volatile __u32 consumer_sleeps SEC(".data.consumer") = 0;

enum {
	/* Of the exec record: the strings that go along with it. */
	EXEC_DATA_MAX = 24000,
	BLOCK_CHUNKS_PER_RUN = 6,
	/* Largest value of a per-CPU map (PCPU_MIN_UNIT_SIZE), which the scratch space is. */
	SCRATCH_SIZE = 32768,
};

enum { CONTINUE_ENV_STREAM = 0, PROG_ARRAY_SLOTS = 1 };
enum { CONTINUE_EXEC_BLOCK = 0, BLOCK_PROG_ARRAY_SLOTS = 1 };

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 2 << 20);
};

struct ring events SEC(".maps");

/* The ring that records go to: a larger one may be put in its place at any time. */
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

/* Thread groups that are followed: the traced command and its descendants. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, __u8);
} traced_processes SEC(".maps");

/* How far the strings of the exec that a task is in have been streamed. */
struct env_stream_state {
	__u64 exec_id;
	__u64 filename; /* the caller's pointers */
	__u64 argv;
	__u64 envp;
	__u32 next;     /* index into argv, then into envp */
	__u32 total;    /* variables gone through, over both */
	__u32 argc;     /* known once in_env */
	__u32 runs;     /* of continue_env_stream */
	__s32 result;   /* of an exec that has failed: the record that says so follows the stream */
	__u8 in_env;
	__u8 streamed;
	__u8 is_32bit;  /* the pointers have 4 bytes */
	__u8 reserved;
};

/* By thread id (pid_tgid): a thread is in one exec at a time. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u64);
	__type(value, struct env_stream_state);
} env_stream_state_map SEC(".maps");

/* Records are put together here, since a record of exactly the needed length can only be copied
 * into the ring, not reserved in it (the length would have to be a constant). */
enum {
	/* Two more than are kept: one for the NUL, one to tell a string that fits from one that
	 * doesn't. */
	STREAM_READ_MAX = ENV_VAR_DATA_MAX + 2,
};

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
	unsigned char bytes[SCRATCH_SIZE];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, union exec_scratch);
} exec_scratch_map SEC(".maps");

/* What is left of an exec for continue_exec_block: from base + offset to base + length. */
struct exec_block_state {
	__u64 exec_id;
	__u64 base;
	__u64 offset;
	__u64 length;
};

/* By thread id, and only while the programs of one exec run. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, struct exec_block_state);
} exec_block_state_map SEC(".maps");

/* Of a thread, what the first of two programs has done and the second needn't do. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, __u64);
} seen_to_map SEC(".maps");

/* Filled by the loader, once the programs are loaded. */
int continue_env_stream(void *ctx);
int continue_failed_exec(__u64 *ctx);
int continue_probed_exec(void *ctx);
int continue_exec_block(__u64 *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROG_ARRAY_SLOTS);
	__type(key, __u32);
	__array(values, int(void *));
} prog_array SEC(".maps") = {
	.values = { [CONTINUE_ENV_STREAM] = (void *)&continue_env_stream },
};

/* A prog_array holds programs of one type: this one's are for fexit. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROG_ARRAY_SLOTS);
	__type(key, __u32);
	__array(values, int(void *));
} failed_prog_array SEC(".maps") = {
	.values = { [CONTINUE_ENV_STREAM] = (void *)&continue_failed_exec },
};

/* This one's for kprobes. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROG_ARRAY_SLOTS);
	__type(key, __u32);
	__array(values, int(void *));
} probed_prog_array SEC(".maps") = {
	.values = { [CONTINUE_ENV_STREAM] = (void *)&continue_probed_exec },
};

/* And this one's for sched_process_exec. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, BLOCK_PROG_ARRAY_SLOTS);
	__type(key, __u32);
	__array(values, int(void *));
} block_prog_array SEC(".maps") = {
	.values = { [CONTINUE_EXEC_BLOCK] = (void *)&continue_exec_block },
};

/* ---- preemption ----------------------------------------------------------------------------- */

/*
 * Up to Linux 6.18 a program on a tracepoint ran with preemption off: nothing else could run on its
 * CPU meanwhile. From 7.0 on another task may (__DECLARE_TRACE, include/linux/tracepoint.h), with two
 * consequences where the kernel preempts at all:
 *
 * The per-CPU maps are no longer ours while we run. So everything that touches them stands between
 * begin_undisturbed and end_undisturbed, and what must last from one program run to the next (a tail
 * call can't be made undisturbed) is kept by thread.
 *
 * The kernel doesn't start a program on a CPU where another run of it has been preempted, but counts a
 * miss (__bpf_trace_run, kernel/trace/bpf_trace.c). So there are two of each program that nothing makes
 * up for, NAME and NAME_again: the second one does what the first one missed. That it is done for all
 * processes, followed or not, makes the balance come out: lost is what the first ones missed, but for
 * what the second ones did.
 */

/* Kernel functions that programs may call, Linux 6.11. */
extern void bpf_preempt_disable(void) __weak __ksym;
extern void bpf_preempt_enable(void) __weak __ksym;

static __always_inline void begin_undisturbed(void)
{
	if (is_preemptible)
		bpf_preempt_disable();
}

static __always_inline void end_undisturbed(void)
{
	if (is_preemptible)
		bpf_preempt_enable();
}

/* Which of two programs this is. The first one is called first: the kernel calls the programs of a
 * tracepoint in the order in which they were attached, those of a function in the opposite one. */
enum turn { FIRST, SECOND };

/* What a thread does. An exec that succeeds is told by self_exec_id. */
enum { SEEN_FORK = -1, SEEN_EXIT = -2, SEEN_ENTRY = -3, SEEN_RETURN = -4 };

static __always_inline void count(struct counters *counters, enum counter what)
{
	/* Relaxed, and the old value not used: an atomic add without BPF_FETCH, which 5.10 lacks. */
	__atomic_fetch_add(&counters->slot[what], 1, __ATOMIC_RELAXED);
}

/*
 * Whether this program is the one to do the work. To be asked first of all, undisturbed.
 *
 * The first one leaves word in seen_to_map, the second one takes it away.
 */
static __always_inline bool is_due(enum turn turn, __u64 thread, __u64 what)
{
	struct counters *counters;
	__u32 zero = 0;
	__u64 *last;

	if (!is_preemptible)
		return turn == FIRST;
	if (turn == FIRST) {
		bpf_map_update_elem(&seen_to_map, &thread, &what, BPF_ANY);
		return true;
	}
	last = bpf_map_lookup_elem(&seen_to_map, &thread);
	if (last && *last == what) {
		bpf_map_delete_elem(&seen_to_map, &thread);
		return false;
	}
	counters = bpf_map_lookup_elem(&counters_map, &zero);
	if (counters)
		count(counters, COUNTER_STOOD_IN);
	return true;
}

/* ---- common to both paths ------------------------------------------------------------------- */

/* What every record needs: the counters of this CPU, and the ring. */
struct sender {
	struct counters *counters;
	void *ring;
};

static __always_inline bool make_sender(struct sender *sender)
{
	__u32 zero = 0;

	sender->counters = bpf_map_lookup_elem(&counters_map, &zero);
	sender->ring = bpf_map_lookup_elem(&rings, &zero);
	return sender->counters && sender->ring;
}

static __always_inline __u64 next_exec_id(struct counters *counters)
{
	__u64 number = ++counters->slot[COUNTER_EXEC_ID];

	return (__u64)bpf_get_smp_processor_id() << 48 | number;
}

/* Whether this exec is one of those that sampling leaves out. */
static __always_inline bool is_left_out(struct counters *counters)
{
	if (sample_every <= 1)
		return false;
	if (counters->slot[COUNTER_SAMPLE]++ % sample_every == 0)
		return false;
	count(counters, COUNTER_LEFT_OUT);
	return true;
}

static __always_inline bool is_traced(__u32 pid)
{
	return !follow_descendants || bpf_map_lookup_elem(&traced_processes, &pid);
}

static __always_inline void fill_header(struct event_header *header, struct task_struct *task,
					__u64 exec_id)
{
	__u64 pid_tgid = bpf_get_current_pid_tgid();
	struct task_struct *parent;
	int ppid = 0;

	bpf_probe_read_kernel(&parent, sizeof(parent), &task->real_parent);
	bpf_probe_read_kernel(&ppid, sizeof(ppid), &parent->tgid);
	header->pid = pid_tgid >> 32;
	header->tid = pid_tgid;
	header->ppid = ppid;
	header->exec_id = exec_id;
	header->cpu = bpf_get_smp_processor_id();
}

/*
 * Sends a record: gives it the next sequence number, and counts it whether or not it finds room.
 *
 * The consumer is woken by the last record of an exec if it sleeps, and by the record with which a
 * quarter of the ring is full; else it comes by itself a few milliseconds after the last time. It
 * says that it sleeps before it looks at the ring once more, and here the ring is written before
 * that word is looked at again, so that one of the two sees the other.
 */
static __always_inline long send(struct sender *sender, struct event_header *header,
				 enum event_type type, __u64 size, bool last)
{
	struct counters *counters = sender->counters;
	__u64 waiting = bpf_ringbuf_query(sender->ring, BPF_RB_AVAIL_DATA);
	__u64 quarter = bpf_ringbuf_query(sender->ring, BPF_RB_RING_SIZE) / 4;
	__u64 flags = BPF_RB_NO_WAKEUP;
	long error;

	header->type = type;
	header->size = size;
	header->time_ns = bpf_ktime_get_boot_ns();
	header->sequence = counters->slot[COUNTER_SEQUENCE]++;
	if (last && consumer_sleeps) {
		consumer_sleeps = 0;
		flags = BPF_RB_FORCE_WAKEUP;
	} else if (waiting < quarter && waiting + size >= quarter) {
		flags = BPF_RB_FORCE_WAKEUP;
	}
	count(counters, COUNTER_SENT + type);
	error = bpf_ringbuf_output(sender->ring, header, size, flags);
	if (error)
		count(counters, COUNTER_RING_FULL + type);
	if (last && flags == BPF_RB_NO_WAKEUP && consumer_sleeps) {
		/* It went to sleep just now. A record that is thrown away wakes it. */
		void *nudge = bpf_ringbuf_reserve(sender->ring, 8, 0);

		consumer_sleeps = 0;
		if (nudge)
			bpf_ringbuf_discard(nudge, BPF_RB_FORCE_WAKEUP);
	}
	return error;
}

/* ---- what is said of every exec ----------------------------------------------------------- */

/* The inode of the pid namespace that the task itself lives in. */
static __always_inline __u32 pid_namespace_of(struct task_struct *task)
{
	struct pid_namespace *namespace = 0;
	unsigned int level = 0, inode = 0;
	struct pid *pid = 0;

	bpf_probe_read_kernel(&pid, sizeof(pid), &task->thread_pid);
	bpf_probe_read_kernel(&level, sizeof(level), &pid->level);
	bpf_probe_read_kernel(&namespace, sizeof(namespace),
			      (void *)&pid->numbers[0].ns +
				      level * kernel_size_of(struct upid));
	bpf_probe_read_kernel(&inode, sizeof(inode), &namespace->ns.inum);
	return inode;
}

/* What does not depend on whether the exec succeeded. */
static __always_inline void fill_exec(struct event_exec *exec, struct task_struct *task,
				      __u64 exec_id)
{
	struct task_struct *leader = 0;
	__u64 uid_gid = bpf_get_current_uid_gid();

	fill_header(&exec->header, task, exec_id);
	bpf_probe_read_kernel(&leader, sizeof(leader), &task->group_leader);
	bpf_probe_read_kernel(&exec->start_time_ns, sizeof(exec->start_time_ns),
			      &leader->start_boottime);
	exec->cgroup_id = bpf_get_current_cgroup_id();
	exec->uid = uid_gid;
	exec->gid = uid_gid >> 32;
	exec->pid_ns = pid_namespace_of(task);
	bpf_get_current_comm(exec->comm, sizeof(exec->comm));
	exec->args_start = 0;
	exec->args_bytes = 0;
	exec->env_bytes = 0;
	exec->argc = 0;
	exec->envc = 0;
	exec->flags = 0;
	exec->cause = MISSING_NOTHING;
	exec->filename_length = 0;
	exec->interpreter_length = 0;
	exec->data_length = 0;
}

/* The record of a failed exec, after its strings. */
static __always_inline void send_failed_exec(struct sender *sender, struct env_stream_state *state)
{
	__u64 thread = bpf_get_current_pid_tgid();
	union exec_scratch *scratch;
	struct event_exec *exec;
	__u32 zero = 0;
	long read;

	scratch = bpf_map_lookup_elem(&exec_scratch_map, &zero);
	if (scratch) {
		exec = &scratch->exec;
		fill_exec(exec, bpf_get_current_task(), state->exec_id);
		exec->result = state->result;
		exec->old_tid = thread;
		exec->flags = EXEC_STREAMED;
		read = bpf_probe_read_user_str(exec->data, EXEC_PATH_MAX, (void *)state->filename);
		if (read < 0) {
			exec->flags |= EXEC_FILENAME_FAULT;
			read = 0;
		}
		exec->filename_length = read;
		opaque(read);
		if ((__u64)read <= EXEC_PATH_MAX)
			send(sender, &exec->header, EVENT_EXEC, sizeof(*exec) + read, true);
	}
	bpf_map_delete_elem(&env_stream_state_map, &thread);
}

/* ---- the stream path ------------------------------------------------------------------------ */

/* What stream_single_var returns as long as there may be more; else it is the missing_cause with which
 * the stream ends. */
enum { STREAM_GOES_ON = -1, STREAM_ARGUMENTS_SENT = -2 };

static __always_inline void end_stream(struct sender *sender, union stream_scratch *scratch,
				       struct env_stream_state *state, int cause)
{
	struct event_env_var *record = &scratch->record;

	record->var_index = state->total;
	record->total_vars = state->total;
	record->length = 0;
	record->is_argv = state->in_env;
	record->is_final = true;
	record->truncated = false;
	record->cause = cause;
	if (cause == MISSING_POINTER_FAULT)
		count(sender->counters, COUNTER_POINTER_FAULT);
	else if (cause == MISSING_LIMIT)
		count(sender->counters, COUNTER_STREAM_LIMIT);
	else if (cause == MISSING_TAIL_CALL)
		count(sender->counters, COUNTER_TAIL_CALL_FAILED);
	send(sender, &record->header, EVENT_ENV_VAR, sizeof(*record), false);
}

/* Reads the pointer at array[index], whichever size the program's pointers have. */
static __always_inline long read_pointer(struct env_stream_state *state, __u64 array, __u32 index,
					 __u64 *pointer)
{
	__u32 narrow = 0;
	long error;

	if (!state->is_32bit)
		return bpf_probe_read_user(pointer, sizeof(*pointer),
					   (void *)(array + 8 * (__u64)index));
	error = bpf_probe_read_user(&narrow, sizeof(narrow), (void *)(array + 4 * (__u64)index));
	*pointer = narrow;
	return error;
}

/* The next pointer of argv, or of envp when argv is through. Returns 0 with *string == 0 when both
 * are, and an error if the array itself can't be read. */
static __always_inline long next_string(struct env_stream_state *state, __u64 *string)
{
	__u64 array = state->in_env ? state->envp : state->argv;
	long error = 0;

	/* The kernel takes a null argv or envp for an empty one. */
	*string = 0;
	if (array)
		error = read_pointer(state, array, state->next, string);
	if (error || *string || state->in_env)
		return error;
	state->in_env = true;
	state->argc = state->next;
	state->next = 0;
	if (state->envp)
		error = read_pointer(state, state->envp, 0, string);
	return error;
}

/* Sends one variable; if only arguments are wanted, none of the environment. */
static __always_inline int stream_single_var(struct sender *sender, union stream_scratch *scratch,
					     struct env_stream_state *state, bool only_arguments)
{
	struct event_env_var *record = &scratch->record;
	__u64 string, length = 0;
	long read;

	if (next_string(state, &string))
		return MISSING_POINTER_FAULT;
	if (!string)
		return MISSING_NOTHING;
	if (only_arguments && state->in_env)
		return STREAM_ARGUMENTS_SENT;

	record->var_index = state->total;
	record->total_vars = 0;
	record->is_argv = !state->in_env;
	record->is_final = false;
	record->truncated = false;
	record->cause = MISSING_NOTHING;

	/*
	 * The length that comes back counts the NUL; but of an empty string it is 0 on older kernels
	 * (strncpy_from_user_nofault, mm/maccess.c): seen on 5.10 and 6.12, 1 on 6.18.
	 */
	read = bpf_probe_read_user_str(record->data, STREAM_READ_MAX, (void *)string);
	if (read >= 0) {
		length = read > 0 ? read - 1 : 0;
		if (length > ENV_VAR_DATA_MAX) {
			length = ENV_VAR_DATA_MAX;
			record->truncated = true;
		}
	} else {
		record->cause = MISSING_STRING_FAULT;
		count(sender->counters, COUNTER_STRING_FAULT);
	}
	record->length = length;
	state->next++;
	state->total++;
	opaque(length);
	if (length > ENV_VAR_DATA_MAX)
		return MISSING_LIMIT;
	send(sender, &record->header, EVENT_ENV_VAR, sizeof(*record) + length, false);
	return STREAM_GOES_ON;
}

/* The arguments, as far as they fit into this run; the environment has all of the others. */
static __always_inline int stream_arguments(struct sender *sender, union stream_scratch *scratch,
					    struct env_stream_state *state)
{
	for (int i = 0; i < ENV_VARS_PER_RUN; i++) {
		int cause = stream_single_var(sender, scratch, state, true);

		if (cause == STREAM_ARGUMENTS_SENT)
			break;
		if (cause != STREAM_GOES_ON)
			return cause;
	}
	return STREAM_GOES_ON;
}

/* The next 128 variables. */
static __always_inline int stream_variables(struct sender *sender, union stream_scratch *scratch,
					    struct env_stream_state *state)
{
	state->runs++;
	for (int i = 0; i < ENV_VARS_PER_RUN; i++) {
		int cause = stream_single_var(sender, scratch, state, false);

		if (cause != STREAM_GOES_ON)
			return cause;
	}
	return STREAM_GOES_ON;
}

/* Why a stream that was to go on in another program run doesn't. It may be that the last variable was
 * just sent. */
static __always_inline int why_no_more_runs(struct env_stream_state *state)
{
	__u64 string;

	if (next_string(state, &string))
		return MISSING_POINTER_FAULT;
	if (!string)
		return MISSING_NOTHING;
	return state->runs >= ENV_STREAM_RUNS ? MISSING_LIMIT : MISSING_TAIL_CALL;
}

/* Notes a system call: its pointers, and that nothing of it has been streamed. */
static __always_inline struct env_stream_state *note_entry(struct sender *sender, __u64 thread,
							   __u64 filename, __u64 argv, __u64 envp,
							   bool is_32bit)
{
	struct env_stream_state start = {};

	start.exec_id = next_exec_id(sender->counters);
	start.filename = filename;
	start.argv = argv;
	start.envp = envp;
	start.is_32bit = is_32bit;
	if (bpf_map_update_elem(&env_stream_state_map, &thread, &start, BPF_ANY)) {
		/* Of an exec that succeeds, the strings come as a block. */
		count(sender->counters, COUNTER_STATE_MAP_FULL);
		return 0;
	}
	return bpf_map_lookup_elem(&env_stream_state_map, &thread);
}

/* Where this run puts its records together. */
static __always_inline union stream_scratch *begin_records(struct env_stream_state *state)
{
	union stream_scratch *scratch;
	__u32 zero = 0;

	scratch = bpf_map_lookup_elem(&stream_scratch_map, &zero);
	if (!scratch)
		return 0;
	fill_header(&scratch->record.header, bpf_get_current_task(), state->exec_id);
	scratch->record.reserved = 0;
	return scratch;
}

/* Streams the arguments, if they are to be streamed here. Returns true if more is to follow, by a tail
 * call. */
static __always_inline bool begin_stream(__u64 filename, __u64 argv, __u64 envp, bool arguments_here)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state;
	union stream_scratch *scratch;
	struct sender sender;
	int cause;

	if (!is_traced(thread >> 32) || !make_sender(&sender))
		return false;
	state = note_entry(&sender, thread, filename, argv, envp, false);
	if (!state || !stream_path || is_left_out(sender.counters))
		return false;
	state->streamed = true;
	if (!arguments_here)
		return true;
	scratch = begin_records(state);
	if (!scratch)
		return false;
	cause = stream_arguments(&sender, scratch, state);
	if (cause == STREAM_GOES_ON)
		return true;
	end_stream(&sender, scratch, state, cause);
	return false;
}

/* There is no other program run, by which the stream was to go on. Of an exec that has failed the
 * stream's end is followed by the record that says so. */
static __always_inline void stop_stream(void)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state = bpf_map_lookup_elem(&env_stream_state_map, &thread);
	union stream_scratch *scratch;
	struct sender sender;

	if (!state || !make_sender(&sender))
		return;
	scratch = begin_records(state);
	if (scratch)
		end_stream(&sender, scratch, state, why_no_more_runs(state));
	if (state->result)
		send_failed_exec(&sender, state);
}

/* Goes on with the stream in another program run. */
static __always_inline int run_stream(void *ctx, void *programs)
{
	bpf_tail_call(ctx, programs, CONTINUE_ENV_STREAM);
	begin_undisturbed();
	stop_stream();
	end_undisturbed();
	return 0;
}

/* Sends the next 128 variables. Returns true if there may be more. */
static __always_inline bool stream_more(void)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state = bpf_map_lookup_elem(&env_stream_state_map, &thread);
	union stream_scratch *scratch;
	struct sender sender;
	int cause;

	if (!state || !make_sender(&sender))
		return false;
	scratch = begin_records(state);
	if (!scratch)
		return false;
	cause = stream_variables(&sender, scratch, state);
	if (cause == STREAM_GOES_ON)
		return true;
	end_stream(&sender, scratch, state, cause);
	if (state->result)
		send_failed_exec(&sender, state);
	return false;
}

/* Sends the next 128 variables and goes on by a tail call, as often as the kernel lets it. */
static __always_inline int continue_stream(void *ctx, void *programs)
{
	bool goes_on;

	begin_undisturbed();
	goes_on = stream_more();
	end_undisturbed();
	return goes_on ? run_stream(ctx, programs) : 0;
}

SEC("tracepoint")
int continue_env_stream(void *ctx)
{
	return continue_stream(ctx, &prog_array);
}

/* The second program is seldom needed, and kept small: there the arguments count as variables. */
static __always_inline int enter_exec(void *ctx, __u64 filename, __u64 argv, __u64 envp,
				      enum turn turn)
{
	bool goes_on;

	begin_undisturbed();
	goes_on = is_due(turn, bpf_get_current_pid_tgid(), SEEN_ENTRY) &&
		  begin_stream(filename, argv, envp, turn == FIRST);
	end_undisturbed();
	return goes_on ? run_stream(ctx, &prog_array) : 0;
}

SEC("tracepoint/syscalls/sys_enter_execve")
int sys_enter_execve(struct sys_enter_context *ctx)
{
	return enter_exec(ctx, ctx->args[0], ctx->args[1], ctx->args[2], FIRST);
}

SEC("tracepoint/syscalls/sys_enter_execveat")
int sys_enter_execveat(struct sys_enter_context *ctx)
{
	return enter_exec(ctx, ctx->args[1], ctx->args[2], ctx->args[3], FIRST);
}

SEC("tracepoint/syscalls/sys_enter_execve")
int sys_enter_execve_again(struct sys_enter_context *ctx)
{
	return enter_exec(ctx, ctx->args[0], ctx->args[1], ctx->args[2], SECOND);
}

SEC("tracepoint/syscalls/sys_enter_execveat")
int sys_enter_execveat_again(struct sys_enter_context *ctx)
{
	return enter_exec(ctx, ctx->args[1], ctx->args[2], ctx->args[3], SECOND);
}

/* ---- an exec that has succeeded ------------------------------------------------------------- */

/* Up to CHUNK_DATA_MAX bytes from block->offset on. False when all has been sent. */
static __always_inline bool send_chunk(struct sender *sender, union exec_scratch *scratch,
				       struct exec_block_state *block, struct task_struct *task)
{
	struct event_exec_env_chunk *chunk = &scratch->chunk;
	__u64 offset = block->offset;
	__u64 length = block->length - offset;
	__u64 size = sizeof(*chunk);

	if (offset >= block->length)
		return false;
	if (length > CHUNK_DATA_MAX)
		length = CHUNK_DATA_MAX;
	opaque(length);
	if (length > CHUNK_DATA_MAX)
		return false;
	fill_header(&chunk->header, task, block->exec_id);
	chunk->offset = offset;
	chunk->length = length;
	if (bpf_probe_read_user(chunk->data, length, (void *)(block->base + offset))) {
		chunk->cause = MISSING_STRING_FAULT;
		count(sender->counters, COUNTER_BLOCK_FAULT);
	} else {
		chunk->cause = MISSING_NOTHING;
		size += length;
	}
	block->offset = offset + length;
	send(sender, &chunk->header, EVENT_EXEC_ENV_CHUNK, size, block->offset >= block->length);
	return true;
}

/* Names what is left of an exec and will not be sent. */
static __always_inline void give_up_block(struct sender *sender, union exec_scratch *scratch,
					  struct exec_block_state *block, struct task_struct *task,
					  enum missing_cause cause, enum counter counter)
{
	struct event_exec_env_chunk *chunk = &scratch->chunk;

	count(sender->counters, counter);
	fill_header(&chunk->header, task, block->exec_id);
	chunk->offset = block->offset;
	chunk->length = block->length - block->offset;
	chunk->cause = cause;
	send(sender, &chunk->header, EVENT_EXEC_ENV_CHUNK, sizeof(*chunk), true);
}

/* There is no other program run. */
static __always_inline void stop_block(struct task_struct *task)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct exec_block_state *block = bpf_map_lookup_elem(&exec_block_state_map, &thread);
	union exec_scratch *scratch;
	struct sender sender;
	__u32 zero = 0;

	scratch = bpf_map_lookup_elem(&exec_scratch_map, &zero);
	if (!block)
		return;
	if (scratch && make_sender(&sender))
		give_up_block(&sender, scratch, block, task, MISSING_TAIL_CALL,
			      COUNTER_TAIL_CALL_FAILED);
	bpf_map_delete_elem(&exec_block_state_map, &thread);
}

/* Goes on with the next chunks in another program run. */
static __always_inline int run_block(__u64 *ctx)
{
	bpf_tail_call(ctx, &block_prog_array, CONTINUE_EXEC_BLOCK);
	begin_undisturbed();
	stop_block((void *)ctx[0]);
	end_undisturbed();
	return 0;
}

/* Sends the record of an exec that has succeeded. Returns true if there are chunks to follow. */
static __always_inline bool begin_block(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct linux_binprm *program = (void *)ctx[2];
	__u64 thread = bpf_get_current_pid_tgid();
	__u64 arguments, environment, names, length, size;
	struct env_stream_state *state = 0;
	struct exec_block_state block = {};
	union exec_scratch *scratch;
	struct event_exec *exec;
	struct sender sender;
	bool noted = false;
	__u32 zero = 0;
	long read;

	if (!is_traced(thread >> 32) || !make_sender(&sender))
		return false;
	scratch = bpf_map_lookup_elem(&exec_scratch_map, &zero);
	if (!scratch)
		return false;
	exec = &scratch->exec;

	/* The thread that called exec may have been another than the leader whose id it now has. */
	thread = (thread & 0xffffffff00000000) | (__u32)ctx[1];
	if (note_entries)
		state = bpf_map_lookup_elem(&env_stream_state_map, &thread);
	if (state && !state->streamed) {
		bpf_map_delete_elem(&env_stream_state_map, &thread);
		noted = true;
		state = 0;
	}
	/* On the stream path that was decided at the entry. */
	if (stream_path ? noted && !state && sample_every > 1 : is_left_out(sender.counters))
		return false;

	fill_exec(exec, task, state ? state->exec_id : next_exec_id(sender.counters));
	exec->result = 0;
	exec->old_tid = ctx[1];
	exec->argc = program->argc;
	exec->envc = program->envc;
	arguments = task->mm->arg_start;
	environment = task->mm->env_start;
	exec->args_start = arguments;
	exec->args_bytes = task->mm->arg_end - arguments;
	exec->env_bytes = task->mm->env_end - environment;

	read = bpf_probe_read_kernel_str(exec->data, EXEC_PATH_MAX, program->filename);
	if (read < 0) {
		exec->flags |= EXEC_FILENAME_FAULT;
		read = 0;
	}
	names = read;
	opaque(names);
	if (names > EXEC_PATH_MAX)
		return false;
	exec->filename_length = names;
	if (program->interp != program->filename) {
		read = bpf_probe_read_kernel_str(exec->data + names, EXEC_PATH_MAX, program->interp);
		if (read < 0) {
			exec->flags |= EXEC_INTERPRETER_FAULT;
			read = 0;
		}
		exec->interpreter_length = read;
		names += read;
	}
	opaque(names);
	if (names > 2 * EXEC_PATH_MAX)
		return false;

	/* The strings: all of them, or just the arguments where the kernel has rewritten what was
	 * streamed, or none. */
	block.length = 0;
	if (!state) {
		exec->flags |= EXEC_BLOCK;
		if (stream_path)
			exec->cause = MISSING_NOT_STREAMED;
		block.length = exec->args_bytes + exec->env_bytes;
	} else {
		exec->flags |= EXEC_STREAMED;
		if (state->argc != exec->argc) {
			exec->flags |= EXEC_BLOCK | EXEC_ARGS_ONLY;
			block.length = exec->args_bytes;
		}
	}
	length = block.length;
	if (length > EXEC_DATA_MAX)
		length = EXEC_DATA_MAX;
	opaque(length);
	if (length > EXEC_DATA_MAX)
		return false;
	size = sizeof(*exec) + names;
	if (length && bpf_probe_read_user(exec->data + names, length, (void *)arguments) == 0) {
		exec->data_length = length;
		size += length;
	} else {
		/* Tried once more by itself, so that a page that can't be read is named as a range. */
		length = 0;
	}
	block.exec_id = exec->header.exec_id;
	block.base = arguments;
	block.offset = length;
	opaque(size);
	if (size > SCRATCH_SIZE)
		return false;
	if (state)
		bpf_map_delete_elem(&env_stream_state_map, &thread);
	/* Chunks of an exec that nobody has heard of would only take room. */
	if (send(&sender, &exec->header, EVENT_EXEC, size, length >= block.length))
		return false;
	if (block.offset >= block.length)
		return false;
	thread = bpf_get_current_pid_tgid();
	if (bpf_map_update_elem(&exec_block_state_map, &thread, &block, BPF_ANY)) {
		give_up_block(&sender, scratch, &block, task, MISSING_STATE_MAP_FULL,
			      COUNTER_STATE_MAP_FULL);
		return false;
	}
	return true;
}

static __always_inline int exec_succeeded(__u64 *ctx, enum turn turn)
{
	struct task_struct *task = (void *)ctx[0];
	bool goes_on;

	begin_undisturbed();
	goes_on = is_due(turn, bpf_get_current_pid_tgid(), task->self_exec_id) && begin_block(ctx);
	end_undisturbed();
	return goes_on ? run_block(ctx) : 0;
}

SEC("tp_btf/sched_process_exec")
int sched_process_exec(__u64 *ctx)
{
	return exec_succeeded(ctx, FIRST);
}

SEC("tp_btf/sched_process_exec")
int sched_process_exec_again(__u64 *ctx)
{
	return exec_succeeded(ctx, SECOND);
}


/* Sends the next six chunks and goes on by a tail call. */
/* Sends the next six chunks. Returns true if there are more. */
static __always_inline bool send_chunks(struct task_struct *task)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct exec_block_state *block = bpf_map_lookup_elem(&exec_block_state_map, &thread);
	union exec_scratch *scratch;
	struct sender sender;
	__u32 zero = 0;

	scratch = bpf_map_lookup_elem(&exec_scratch_map, &zero);
	if (!block || !scratch || !make_sender(&sender))
		return false;
	for (int i = 0; i < BLOCK_CHUNKS_PER_RUN; i++) {
		if (!send_chunk(&sender, scratch, block, task))
			break;
	}
	if (block->offset < block->length)
		return true;
	bpf_map_delete_elem(&exec_block_state_map, &thread);
	return false;
}

/* Sends the next six chunks and goes on by a tail call. */
SEC("tp_btf/sched_process_exec")
int continue_exec_block(__u64 *ctx)
{
	bool goes_on;

	begin_undisturbed();
	goes_on = send_chunks((void *)ctx[0]);
	end_undisturbed();
	return goes_on ? run_block(ctx) : 0;
}

/* ---- an exec that has failed ---------------------------------------------------------------- */

/* Reports an exec that has failed. Returns true if its strings must be streamed first, by another
 * program run: that one goes on from there. */
static __always_inline bool leave_exec(struct sender *sender, struct env_stream_state *state,
				       long result)
{
	state->result = result;
	if (!state->streamed) {
		state->streamed = true;
		return true;
	}
	send_failed_exec(sender, state);
	return false;
}

/* The system call returns. Returns true if an exec that has failed is to be streamed. */
static __always_inline bool end_exec(long result)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state;
	struct sender sender;

	/* Gone already if the exec succeeded. */
	state = bpf_map_lookup_elem(&env_stream_state_map, &thread);
	if (!state)
		return false;
	if (result >= 0 || (stream_path && !state->streamed) || !make_sender(&sender)) {
		bpf_map_delete_elem(&env_stream_state_map, &thread);
		return false;
	}
	return leave_exec(&sender, state, result);
}

static __always_inline int exit_exec(void *ctx, void *programs, long result, enum turn turn)
{
	bool goes_on;

	begin_undisturbed();
	goes_on = is_due(turn, bpf_get_current_pid_tgid(), SEEN_RETURN) && end_exec(result);
	end_undisturbed();
	return goes_on ? run_stream(ctx, programs) : 0;
}

SEC("tracepoint/syscalls/sys_exit_execve")
int sys_exit_execve(struct sys_exit_context *ctx)
{
	return exit_exec(ctx, &prog_array, ctx->result, FIRST);
}

SEC("tracepoint/syscalls/sys_exit_execveat")
int sys_exit_execveat(struct sys_exit_context *ctx)
{
	return exit_exec(ctx, &prog_array, ctx->result, FIRST);
}

SEC("tracepoint/syscalls/sys_exit_execve")
int sys_exit_execve_again(struct sys_exit_context *ctx)
{
	return exit_exec(ctx, &prog_array, ctx->result, SECOND);
}

SEC("tracepoint/syscalls/sys_exit_execveat")
int sys_exit_execveat_again(struct sys_exit_context *ctx)
{
	return exit_exec(ctx, &prog_array, ctx->result, SECOND);
}

/* The same by fexit: nothing is done at the entry, nor for an exec that succeeds, nor for any other
 * system call. The programs of execve and execveat share their prog_array, since the two functions
 * have one prototype. */

static __always_inline bool begin_failed(__u64 filename, __u64 argv, __u64 envp, bool is_32bit,
					 long result)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state;
	struct sender sender;

	if (result >= 0 || !is_traced(thread >> 32) || !make_sender(&sender))
		return false;
	state = note_entry(&sender, thread, filename, argv, envp, is_32bit);
	return state && leave_exec(&sender, state, result);
}

static __always_inline int execve_returns(void *ctx, __u64 filename, __u64 argv, __u64 envp,
					  bool is_32bit, long result, enum turn turn)
{
	bool goes_on;

	begin_undisturbed();
	goes_on = is_due(turn, bpf_get_current_pid_tgid(), SEEN_RETURN) &&
		  begin_failed(filename, argv, envp, is_32bit, result);
	end_undisturbed();
	return goes_on ? run_stream(ctx, &failed_prog_array) : 0;
}

/* What each of the functions has as arguments; its result comes after them. */

static __always_inline int execve_returns_64(__u64 *ctx, enum turn turn)
{
	struct pt_regs *registers = (void *)ctx[0];

	return execve_returns(ctx, registers->di, registers->si, registers->dx, false, ctx[1], turn);
}

static __always_inline int execveat_returns_64(__u64 *ctx, enum turn turn)
{
	struct pt_regs *registers = (void *)ctx[0];

	return execve_returns(ctx, registers->si, registers->dx, registers->r10, false, ctx[1], turn);
}

static __always_inline int execve_returns_32(__u64 *ctx, enum turn turn)
{
	struct pt_regs *registers = (void *)ctx[0];

	return execve_returns(ctx, (__u32)registers->bx, (__u32)registers->cx,
			      (__u32)registers->dx, true, ctx[1], turn);
}

static __always_inline int execveat_returns_32(__u64 *ctx, enum turn turn)
{
	struct pt_regs *registers = (void *)ctx[0];

	return execve_returns(ctx, (__u32)registers->cx, (__u32)registers->dx,
			      (__u32)registers->si, true, ctx[1], turn);
}

/* Two programs of each. */
#define FAILED(name, function, returns)                                                            \
	SEC("fexit/" function) int name(__u64 *ctx) { return returns(ctx, FIRST); }                \
	SEC("fexit/" function) int name##_again(__u64 *ctx) { return returns(ctx, SECOND); }

FAILED(execve_failed, "__x64_sys_execve", execve_returns_64)
FAILED(execveat_failed, "__x64_sys_execveat", execveat_returns_64)
FAILED(execve_32bit_failed, "__ia32_compat_sys_execve", execve_returns_32)
FAILED(execveat_32bit_failed, "__ia32_compat_sys_execveat", execveat_returns_32)

SEC("fexit/__x64_sys_execve")
int continue_failed_exec(__u64 *ctx)
{
	return continue_stream(ctx, &failed_prog_array);
}

/* The same by kprobes: the entry is noted, since the return no longer has its arguments. */

/* A register of the caller, which is what a system call's function gets. */
static __always_inline unsigned long caller_register(const unsigned long *place)
{
	unsigned long value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), place);
	return value;
}

static __always_inline int note_probed(__u64 filename, __u64 argv, __u64 envp)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct sender sender;

	begin_undisturbed();
	if (is_traced(thread >> 32) && make_sender(&sender))
		note_entry(&sender, thread, filename, argv, envp, false);
	end_undisturbed();
	return 0;
}

SEC("kprobe/__x64_sys_execve")
int execve_entered(struct pt_regs *ctx)
{
	struct pt_regs *caller = (void *)ctx->di;

	return note_probed(caller_register(&caller->di), caller_register(&caller->si),
			   caller_register(&caller->dx));
}

SEC("kprobe/__x64_sys_execveat")
int execveat_entered(struct pt_regs *ctx)
{
	struct pt_regs *caller = (void *)ctx->di;

	return note_probed(caller_register(&caller->si), caller_register(&caller->dx),
			   caller_register(&caller->r10));
}

/* The kernel runs these with preemption off: there are no second programs. */
static __always_inline int probed_exit(struct pt_regs *ctx)
{
	bool goes_on;

	begin_undisturbed();
	goes_on = end_exec((long)ctx->ax);
	end_undisturbed();
	return goes_on ? run_stream(ctx, &probed_prog_array) : 0;
}

SEC("kretprobe/__x64_sys_execve")
int execve_returned(struct pt_regs *ctx)
{
	return probed_exit(ctx);
}

SEC("kretprobe/__x64_sys_execveat")
int execveat_returned(struct pt_regs *ctx)
{
	return probed_exit(ctx);
}

SEC("kprobe")
int continue_probed_exec(void *ctx)
{
	return continue_stream(ctx, &probed_prog_array);
}

/* ---- processes come and go ------------------------------------------------------------------ */

static __always_inline void process_forked(struct task_struct *parent, struct task_struct *child)
{
	struct event_fork record = {};
	__u32 pid = child->tgid;
	struct sender sender;
	__u8 traced = 1;

	if (child->pid != child->tgid) /* a thread */
		return;
	if (!is_traced(bpf_get_current_pid_tgid() >> 32) || !make_sender(&sender))
		return;
	if (follow_descendants && bpf_map_update_elem(&traced_processes, &pid, &traced, BPF_ANY))
		count(sender.counters, COUNTER_TRACED_MAP_FULL);
	if (!send_forks)
		return;
	fill_header(&record.header, parent, 0);
	record.child_start_time_ns = child->start_boottime;
	record.child_pid = pid;
	send(&sender, &record.header, EVENT_FORK, sizeof(record), true);
}

static __always_inline int fork_succeeded(__u64 *ctx, enum turn turn)
{
	struct task_struct *child = (void *)ctx[1];

	begin_undisturbed();
	/* It has not run yet: nothing else is said of it. */
	if (is_due(turn, (__u64)child->tgid << 32 | (__u32)child->pid, SEEN_FORK))
		process_forked((void *)ctx[0], child);
	end_undisturbed();
	return 0;
}

SEC("tp_btf/sched_process_fork")
int sched_process_fork(__u64 *ctx)
{
	return fork_succeeded(ctx, FIRST);
}

SEC("tp_btf/sched_process_fork")
int sched_process_fork_again(__u64 *ctx)
{
	return fork_succeeded(ctx, SECOND);
}

static __always_inline void thread_exits(struct task_struct *task)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct event_exit record = {};
	__u32 pid = thread >> 32;
	struct sender sender;

	/* A thread that was killed in the middle of an exec. */
	if (note_entries)
		bpf_map_delete_elem(&env_stream_state_map, &thread);
	/* The process exits with its last thread. Two last threads may both find themselves the last:
	 * of a followed process only the first is sent, of the others the tracer ignores the second. */
	if (task->signal->live.counter != 0)
		return;
	if (follow_descendants && bpf_map_delete_elem(&traced_processes, &pid))
		return;
	if (!send_exits || !make_sender(&sender))
		return;
	fill_header(&record.header, task, 0);
	record.start_time_ns = task->group_leader->start_boottime;
	record.wait_status = task->signal->flags & SIGNAL_GROUP_EXIT ?
				     task->signal->group_exit_code :
				     task->group_leader->exit_code;
	send(&sender, &record.header, EVENT_EXIT, sizeof(record), true);
}

static __always_inline int exit_begins(__u64 *ctx, enum turn turn)
{
	begin_undisturbed();
	if (is_due(turn, bpf_get_current_pid_tgid(), SEEN_EXIT))
		thread_exits((void *)ctx[0]);
	end_undisturbed();
	return 0;
}

SEC("tp_btf/sched_process_exit")
int sched_process_exit(__u64 *ctx)
{
	return exit_begins(ctx, FIRST);
}

SEC("tp_btf/sched_process_exit")
int sched_process_exit_again(__u64 *ctx)
{
	return exit_begins(ctx, SECOND);
}

const char program_license[] SEC("license") = "Dual BSD/GPL";
