/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The stream path: the caller's strings one by one, 128 per program run. Also the entries of the system
 * calls, and the record of a failed exec.
 */
#ifndef SWIFTLET_TRACER_STREAM_H
#define SWIFTLET_TRACER_STREAM_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_calls.h"
#include "tracer_exec.h"
#include "tracer_filter.h"
#include "tracer_maps.h"
#include "tracer_paths.h"
#include "tracer_send.h"
#include "tracer_settings.h"
#include "tracer_tasks.h"
#include "tracer_turns.h"

enum { PAGE_BYTES = 4096, BLOCK_PAGES = 5 };

/* Whether the current exec failed past the point of no return, so that the process has no program any more.
 * The arguments in the new memory have no end yet. */
static __always_inline bool is_past_return(void)
{
	struct task_struct *task = bpf_get_current_task();
	unsigned long end = 1;
	struct mm_struct *memory = 0;

	kernel_read(memory, task->mm);
	if (memory)
		kernel_read(end, memory->arg_end);
	return end == 0;
}

/* Appends the strings that the kernel copied for a program that never ran. Nothing says where they end, so they
 * are read page by page. */
static __always_inline void add_copied_strings(struct event_exec *exec, __u64 names)
{
	struct task_struct *task = bpf_get_current_task();
	struct mm_struct *memory = 0;
	__u64 from = 0, length = 0;

	kernel_read(memory, task->mm);
	kernel_read(from, memory->arg_start);
	exec->args_start = from;
	if (!from)
		return;
#pragma clang loop unroll(disable)
	for (int page = 0; page < BLOCK_PAGES; page++) {
		__u64 size = PAGE_BYTES - (from & (PAGE_BYTES - 1));
		__u64 place = names + length;

		opaque(place);
		opaque(size);
		if (place > EXEC_PATH_MAX + BLOCK_PAGES * PAGE_BYTES || size > PAGE_BYTES)
			break;
		if (bpf_probe_read_user(exec->data + place, size, (void *)from))
			break;
		length += size;
		from += size;
	}
	exec->data_length = length;
}

/* Sends the EXEC record of a failed exec, which follows its strings. The descriptors' paths need many instructions,
 * so only the programs that usually send it look at them. */
static __always_inline void send_failed_exec(struct sender *sender, struct env_stream_state *state,
					     bool with_descriptors)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct prepared_exec *prepared;
	union exec_scratch *scratch;
	struct event_exec *exec;
	__u32 zero = 0;
	__u64 length;
	long read;

	scratch = bpf_map_lookup_elem(&exec_scratch_map, &zero);
	if (scratch) {
		exec = &scratch->exec;
		fill_exec(exec, bpf_get_current_task(), state->exec_id);
		exec->result = state->result;
		exec->old_tid = exec->header.tid;
		exec->flags = EXEC_STREAMED;
		prepared = is_past_return() ? bpf_map_lookup_elem(&prepared_execs, &thread) : 0;
		if (prepared) {
			exec->argc = prepared->argc;
			exec->envc = prepared->envc;
			read = bpf_probe_read_kernel_str(exec->data, sizeof(prepared->filename),
							 prepared->filename);
		} else {
			read = bpf_probe_read_user_str(exec->data, EXEC_PATH_MAX,
						       (void *)state->filename);
		}
		if (read < 0) {
			exec->flags |= EXEC_FILENAME_FAULT;
			read = 0;
		}
		exec->filename_length = read;
		length = read;
		opaque(length);
		if (length > EXEC_PATH_MAX)
			length = 0;
		if (with_descriptors)
			length = add_paths(exec, bpf_get_current_task(), length, EXEC_DESCRIPTORS);
		if (prepared && !state->total) {
			exec->flags = EXEC_PAST_RETURN |
				      (exec->flags & (EXEC_FILENAME_FAULT | EXEC_STDIO));
			add_copied_strings(exec, length);
			length += exec->data_length;
		}
		opaque(length);
		if (length <= EXEC_PATH_MAX + (BLOCK_PAGES + 1) * PAGE_BYTES)
			send(sender, &exec->header, EVENT_EXEC, sizeof(*exec) + length, true);
	}
	bpf_map_delete_elem(&env_stream_state_map, &thread);
}

/* Results of stream_single_var while the stream continues. Any other is the missing_cause that ends it. */
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
	else if (cause == MISSING_RING_FULL)
		count(sender->counters, COUNTER_CUT_SHORT);
	send(sender, &record->header, EVENT_ENV_VAR, sizeof(*record), false);
}

/* Reads the pointer at array[index]: 4 bytes in a 32-bit program, else 8. */
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

/* Reads the next pointer of argv or, after its end, of envp. *string is 0 at the end of both. Returns an error
 * if the array itself can't be read. */
static __always_inline long next_string(struct env_stream_state *state, __u64 *string)
{
	__u64 array = state->in_env ? state->envp : state->argv;
	long error = 0;

	/* The kernel treats a null argv or envp as empty. */
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

/* Sends one string. With only_arguments, stops before the environment. */
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
	 * The result includes the NUL. For an empty string, older kernels return 0 all the same
	 * (strncpy_from_user_nofault, mm/maccess.c): seen on 5.10 and 6.12; 6.18 returns 1.
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

/* Sends arguments, as many as fit in this run. The other runs send the rest, and the environment. */
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

/* Sends the next 128 variables. */
static __always_inline int stream_variables(struct sender *sender, union stream_scratch *scratch,
					    struct env_stream_state *state)
{
	/* Cut a large environment short, so that other execs find room. */
	if (state->runs > 0 && !has_room(sender, CHUNKS_UP_TO))
		return MISSING_RING_FULL;
	state->runs++;
	for (int i = 0; i < ENV_VARS_PER_RUN; i++) {
		int cause = stream_single_var(sender, scratch, state, false);

		if (cause != STREAM_GOES_ON)
			return cause;
	}
	return STREAM_GOES_ON;
}

/* Why no other program run continues the stream. Perhaps the last variable was just sent. */
static __always_inline int why_no_more_runs(struct env_stream_state *state)
{
	__u64 string;

	if (next_string(state, &string))
		return MISSING_POINTER_FAULT;
	if (!string)
		return MISSING_NOTHING;
	return state->runs >= ENV_STREAM_RUNS ? MISSING_LIMIT : MISSING_TAIL_CALL;
}

/* Records the pointers of a system call, with nothing streamed yet. */
static __always_inline struct env_stream_state *note_entry(struct sender *sender, __u64 thread,
							   struct exec_arguments *arguments,
							   bool is_32bit)
{
	struct env_stream_state start = {};

	start.exec_id = next_exec_id(sender->counters);
	start.filename = arguments->filename;
	start.argv = arguments->argv;
	start.envp = arguments->envp;
	start.is_32bit = is_32bit;
	if (bpf_map_update_elem(&env_stream_state_map, &thread, &start, BPF_ANY)) {
		/* If the exec succeeds, its strings come as a block. */
		count(sender->counters, COUNTER_STATE_MAP_FULL);
		return 0;
	}
	return bpf_map_lookup_elem(&env_stream_state_map, &thread);
}

/* The scratch space for the records of this run, with the header filled in. */
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

/* Begins a stream, and sends the arguments if arguments_here is set. Returns true if a tail call must continue
 * it. */
static __always_inline bool begin_stream(struct exec_arguments *arguments, bool arguments_here)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state;
	union stream_scratch *scratch;
	struct sender sender;
	int cause;

	if (!is_traced() || !passes(bpf_get_current_task(), ANY_NAME) ||
	    !make_sender(&sender))
		return false;
	state = note_entry(&sender, thread, arguments, false);
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

/* Ends the stream after a failed tail call. For a failed exec, its EXEC record follows. */
static __always_inline void stop_stream(void)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state = bpf_map_lookup_elem(&env_stream_state_map, &thread);
	union stream_scratch *scratch;
	struct sender sender;

	if (!state || !make_sender(&sender))
		return;
	scratch = begin_records(state);
	if (scratch && !state->has_ended)
		end_stream(&sender, scratch, state, why_no_more_runs(state));
	if (state->result)
		send_failed_exec(&sender, state, false);
}

/* Continues the stream in another program run. */
static __always_inline int run_stream(void *ctx, void *programs)
{
	bpf_tail_call(ctx, programs, CONTINUE_ENV_STREAM);
	begin_undisturbed();
	stop_stream();
	end_undisturbed();
	return 0;
}

/* Sends the next 128 variables of the current exec; if they were the last and the exec has failed, its EXEC record.
 * Returns true if there may be more. */
static __always_inline bool stream_more(void)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state = bpf_map_lookup_elem(&env_stream_state_map, &thread);
	union stream_scratch *scratch;
	struct sender sender;
	int cause;

	if (!state || !make_sender(&sender))
		return false;
	if (!state->has_ended) {
		scratch = begin_records(state);
		if (!scratch)
			return false;
		cause = stream_variables(&sender, scratch, state);
		if (cause == STREAM_GOES_ON)
			return true;
		end_stream(&sender, scratch, state, cause);
	}
	if (state->result)
		send_failed_exec(&sender, state, true);
	return false;
}

/* Sends the next 128 variables and makes a tail call for more, as often as the kernel allows. */
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

/* The second program is rarely needed and kept small: it leaves the arguments to the tail call. */
static __always_inline int enter_exec(void *ctx, __u64 filename, __u64 argv, __u64 envp,
				      enum turn turn)
{
	struct exec_arguments arguments = {filename, argv, envp};
	bool goes_on;

	begin_undisturbed();
	goes_on = is_due(turn, bpf_get_current_pid_tgid(), SEEN_ENTRY) &&
		  begin_stream(&arguments, turn == FIRST);
	end_undisturbed();
	return goes_on ? run_stream(ctx, &prog_array) : 0;
}

static __always_inline int enter_execve(struct sys_enter_context *ctx, enum turn turn)
{
	return enter_exec(ctx, ctx->args[0], ctx->args[1], ctx->args[2], turn);
}

static __always_inline int enter_execveat(struct sys_enter_context *ctx, enum turn turn)
{
	return enter_exec(ctx, ctx->args[1], ctx->args[2], ctx->args[3], turn);
}

TWO_PROGRAMS("tracepoint/syscalls/sys_enter_execve", sys_enter_execve, struct sys_enter_context,
	     enter_execve)
TWO_PROGRAMS("tracepoint/syscalls/sys_enter_execveat", sys_enter_execveat, struct sys_enter_context,
	     enter_execveat)

#endif
