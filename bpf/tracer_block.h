/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The block path, and with it every exec that has succeeded: one piece of memory, from mm->arg_start to
 * mm->env_end.
 */
#ifndef SWIFTLET_TRACER_BLOCK_H
#define SWIFTLET_TRACER_BLOCK_H

#include "tracer_context.h"

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

/* Reads the first strings behind the names, as many as there is room for. Returns how many bytes, 0 if
 * they can't be read. */
static __always_inline __u64 read_first_strings(struct event_exec *exec, __u64 names, __u64 length,
						__u64 limit)
{
	if (length > limit)
		length = limit;
	opaque(length);
	if (length == 0 || length > limit)
		return 0;
	return bpf_probe_read_user(exec->data + names, length, (void *)exec->args_start) ? 0 : length;
}

/* Sends the record of an exec that has succeeded. Returns true if there are chunks to follow. */
static __always_inline bool begin_block(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct linux_binprm *program = (void *)ctx[2];
	__u64 thread = bpf_get_current_pid_tgid();
	__u64 arguments, environment, names, length = 0, size;
	struct env_stream_state *state = 0;
	struct exec_block_state block = {};
	union exec_scratch *scratch;
	struct event_exec *exec;
	struct sender sender;
	bool noted = false;
	__u32 zero = 0;
	long read;

	if (!is_traced() || !make_sender(&sender))
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
	/* Of an exec that was streamed, part has been sent already. */
	if (!note_program(task) && !state) {
		count(sender.counters, COUNTER_FILTERED);
		return false;
	}
	/* On the stream path that was decided at the entry. */
	if (stream_path ? noted && !state && sample_every > 1 : is_left_out(sender.counters))
		return false;

	tell_cgroup(&sender, &scratch->cgroup, task);
	fill_exec(exec, task, state ? state->exec_id : next_exec_id(sender.counters));
	exec->result = 0;
	exec->old_tid = ctx[1];
	/* The number that it had elsewhere is gone. */
	if (own_pid_namespace)
		exec->old_tid = ctx[1] == (__u32)bpf_get_current_pid_tgid() ? exec->header.tid : 0;
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
	fill_context(exec, task);
	names = add_paths(exec, task, names);

	/* What was streamed is the caller's memory, in which another thread may write while the kernel
	 * copies it: these are the strings that the program got. */
	exec->flags |= EXEC_BLOCK;
	block.length = exec->args_bytes + exec->env_bytes;
	if (state) {
		exec->flags |= EXEC_STREAMED;
		if (state->argc != exec->argc)
			exec->flags |= EXEC_ARGS_ONLY;
	} else if (stream_path) {
		exec->cause = MISSING_NOT_STREAMED;
	}
	if (block.length > EXEC_DATA_MAX && !has_room(&sender, CHUNKS_UP_TO)) {
		exec->flags |= EXEC_CUT_SHORT;
		block.length = EXEC_DATA_FEW;
	}
	if (block.length && !has_room(&sender, STRINGS_UP_TO)) {
		exec->flags |= EXEC_CUT_SHORT;
		block.length = 0;
	}
	if (exec->flags & EXEC_CUT_SHORT)
		count(sender.counters, COUNTER_CUT_SHORT);
	opaque(names);
	if (names <= EXEC_NAMES_SHORT)
		length = read_first_strings(exec, names, block.length, EXEC_DATA_MAX);
	else if (names <= EXEC_NAMES_MAX)
		length = read_first_strings(exec, names, block.length, EXEC_DATA_SMALL);
	/* What can't be read is tried once more by itself, so that it is named as a range. */
	exec->data_length = length;
	size = sizeof(*exec) + names + length;
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

#endif
