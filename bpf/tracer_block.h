/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The block path: the strings of a successful exec, from mm->arg_start to mm->env_end. It sends the EXEC
 * record of every successful exec, streamed or not.
 */
#ifndef SWIFTLET_TRACER_BLOCK_H
#define SWIFTLET_TRACER_BLOCK_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_context.h"
#include "tracer_exec.h"
#include "tracer_filter.h"
#include "tracer_maps.h"
#include "tracer_paths.h"
#include "tracer_send.h"
#include "tracer_settings.h"
#include "tracer_tasks.h"
#include "tracer_turns.h"

/* Sends up to CHUNK_DATA_MAX bytes from block->offset on. Returns false if there were none left. */
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

/* Sends a record without data that says why the rest of an exec is missing. */
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

/* Reports that the tail call failed, so the rest of the exec is missing. */
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

/* Continues with the next chunks in another program run. */
static __always_inline int run_block(__u64 *ctx)
{
	bpf_tail_call(ctx, &block_prog_array, CONTINUE_EXEC_BLOCK);
	begin_undisturbed();
	stop_block((void *)ctx[0]);
	end_undisturbed();
	return 0;
}

/* The stream of an exec that has succeeded, or 0. *noted: the entry was recorded, but not streamed. */
static __always_inline struct env_stream_state *take_stream(__u64 thread, bool *noted)
{
	struct env_stream_state *state;

	*noted = false;
	if (!note_entries)
		return 0;
	state = bpf_map_lookup_elem(&env_stream_state_map, &thread);
	if (!state || state->streamed)
		return state;
	bpf_map_delete_elem(&env_stream_state_map, &thread);
	*noted = true;
	return 0;
}

/* Whether filters and sampling let an exec pass. */
static __always_inline bool is_exec_shown(struct sender *sender, struct task_struct *task,
					  struct env_stream_state *state, bool noted)
{
	/* If the exec was streamed, part of it has been sent already. */
	if (!note_program(task) && !state) {
		count(sender->counters, COUNTER_FILTERED);
		return false;
	}
	/* The stream path did its sampling at the entry. */
	if (stream_path)
		return !noted || state || sample_every <= 1;
	return !is_left_out(sender->counters);
}

/* Fills the fields that only a successful exec has. */
static __always_inline void fill_success(struct event_exec *exec, struct task_struct *task,
					 struct linux_binprm *program, __u32 old_tid)
{
	exec->result = 0;
	exec->old_tid = old_tid;
	/* In the tracer's pid namespace the old thread's number is known only if it did not change. */
	if (own_pid_namespace)
		exec->old_tid = old_tid == (__u32)bpf_get_current_pid_tgid() ? exec->header.tid : 0;
	exec->argc = program->argc;
	exec->envc = program->envc;
	exec->args_start = task->mm->arg_start;
	exec->args_bytes = task->mm->arg_end - exec->args_start;
	exec->env_bytes = task->mm->env_end - task->mm->env_start;
}

/* Reads a name to exec->data + place. Returns its length with the NUL; if the name can't be read, sets `fault`
 * and returns 0. */
static __always_inline long read_name(struct event_exec *exec, __u64 place, const char *name,
				      enum exec_flags fault)
{
	long read = bpf_probe_read_kernel_str(exec->data + place, EXEC_PATH_MAX, name);

	if (read >= 0)
		return read;
	exec->flags |= fault;
	return 0;
}

/* Puts filename and interpreter at the beginning of the data. Returns where they end. */
static __always_inline __u64 add_names(struct event_exec *exec, struct linux_binprm *program)
{
	__u64 names = read_name(exec, 0, program->filename, EXEC_FILENAME_FAULT);

	opaque(names);
	if (names > EXEC_PATH_MAX)
		return 0;
	exec->filename_length = names;
	if (program->interp != program->filename) {
		long read = read_name(exec, names, program->interp, EXEC_INTERPRETER_FAULT);

		exec->interpreter_length = read;
		names += read;
	}
	opaque(names);
	return names <= 2 * EXEC_PATH_MAX ? names : 0;
}

/* Marks how the strings come. The block follows a stream too: what was streamed is the caller's memory, which
 * another thread may change while the kernel copies it. The block has the strings that the program got. */
static __always_inline void mark_strings(struct event_exec *exec, struct env_stream_state *state)
{
	exec->flags |= EXEC_BLOCK;
	if (state) {
		exec->flags |= EXEC_STREAMED;
		if (state->argc != exec->argc)
			exec->flags |= EXEC_ARGS_ONLY;
	} else if (stream_path) {
		exec->cause = MISSING_NOT_STREAMED;
	}
}

/* How many bytes of strings may be sent, with the ring as full as it is. */
static __always_inline __u64 strings_to_send(struct sender *sender, struct event_exec *exec)
{
	__u64 length = exec->args_bytes + exec->env_bytes;

	if (length > EXEC_DATA_MAX && !has_room(sender, CHUNKS_UP_TO)) {
		exec->flags |= EXEC_CUT_SHORT;
		length = EXEC_DATA_FEW;
	}
	if (length && !has_room(sender, STRINGS_UP_TO)) {
		exec->flags |= EXEC_CUT_SHORT;
		length = 0;
	}
	if (exec->flags & EXEC_CUT_SHORT)
		count(sender->counters, COUNTER_CUT_SHORT);
	return length;
}

/* Reads at most `limit` bytes of strings to exec->data + names. Returns how many; 0 if they can't be read. */
static __always_inline __u64 read_strings(struct event_exec *exec, __u64 names, __u64 length,
					  __u64 limit)
{
	if (length > limit)
		length = limit;
	opaque(length);
	if (length == 0 || length > limit)
		return 0;
	return bpf_probe_read_user(exec->data + names, length, (void *)exec->args_start) ? 0 : length;
}

/* Puts the first strings behind the names, as many as there is room for. If they can't be read, the first
 * chunk tries again, and reports the range. */
static __always_inline __u64 add_first_strings(struct event_exec *exec, __u64 names, __u64 length)
{
	opaque(names);
	if (names <= EXEC_NAMES_SHORT)
		return read_strings(exec, names, length, EXEC_DATA_MAX);
	if (names <= EXEC_NAMES_MAX)
		return read_strings(exec, names, length, EXEC_DATA_SMALL);
	return 0;
}

/* Keeps the rest of an exec's strings for continue_exec_block. Returns whether there are any. */
static __always_inline bool keep_rest(struct sender *sender, union exec_scratch *scratch,
				      struct exec_block_state *block, struct task_struct *task)
{
	__u64 thread = bpf_get_current_pid_tgid();

	if (block->offset >= block->length)
		return false;
	if (!bpf_map_update_elem(&exec_block_state_map, &thread, block, BPF_ANY))
		return true;
	give_up_block(sender, scratch, block, task, MISSING_STATE_MAP_FULL, COUNTER_STATE_MAP_FULL);
	return false;
}

/* Sends the EXEC record of an exec that has succeeded. Returns true if chunks must follow. */
static __always_inline bool begin_block(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct linux_binprm *program = (void *)ctx[2];
	/* The thread that called exec may have been another than the leader, whose id it has now. */
	__u64 thread = (bpf_get_current_pid_tgid() & 0xffffffff00000000) | (__u32)ctx[1];
	struct exec_block_state block = {};
	struct env_stream_state *state;
	union exec_scratch *scratch;
	struct event_exec *exec;
	struct sender sender;
	__u64 names, size;
	__u32 zero = 0;
	bool noted;

	if (!is_traced() || !make_sender(&sender))
		return false;
	scratch = bpf_map_lookup_elem(&exec_scratch_map, &zero);
	if (!scratch)
		return false;
	state = take_stream(thread, &noted);
	if (!is_exec_shown(&sender, task, state, noted))
		return false;
	tell_cgroup(&sender, &scratch->cgroup, task);

	exec = &scratch->exec;
	fill_exec(exec, task, state ? state->exec_id : next_exec_id(sender.counters));
	fill_success(exec, task, program, ctx[1]);
	fill_context(exec, task);
	names = add_paths(exec, task, add_names(exec, program), EXEC_CWD);
	mark_strings(exec, state);
	if (state)
		bpf_map_delete_elem(&env_stream_state_map, &thread);

	block.exec_id = exec->header.exec_id;
	block.base = exec->args_start;
	block.length = strings_to_send(&sender, exec);
	block.offset = add_first_strings(exec, names, block.length);
	exec->data_length = block.offset;
	size = sizeof(*exec) + names + block.offset;
	opaque(size);
	if (size > SCRATCH_SIZE)
		return false;
	/* If the EXEC record finds no room, chunks without it would only waste room. */
	if (send(&sender, &exec->header, EVENT_EXEC, size, block.offset >= block.length))
		return false;
	return keep_rest(&sender, scratch, &block, task);
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

TWO_PROGRAMS("tp_btf/sched_process_exec", sched_process_exec, __u64, exec_succeeded)

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
		if (block->offset < block->length && !has_room(&sender, CHUNKS_UP_TO)) {
			give_up_block(&sender, scratch, block, task, MISSING_RING_FULL,
				      COUNTER_CUT_SHORT);
			block->offset = block->length;
		}
		if (!send_chunk(&sender, scratch, block, task))
			break;
	}
	if (block->offset < block->length)
		return true;
	bpf_map_delete_elem(&exec_block_state_map, &thread);
	return false;
}

/* Sends the next six chunks and makes a tail call for the rest. */
SEC("tp_btf/sched_process_exec")
int continue_exec_block(__u64 *ctx)
{
	bool goes_on;

	begin_undisturbed();
	goes_on = send_chunks((void *)ctx[0]);
	end_undisturbed();
	return goes_on ? run_block(ctx) : 0;
}

#endif
