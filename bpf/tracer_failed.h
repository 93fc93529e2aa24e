/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Failed execs, reported when the system call returns: by fexit, by kretprobe, or by the tracepoint of all
 * system calls. Their strings are streamed then. If the old program's memory is gone already, they are read
 * from the new program's.
 */
#ifndef SWIFTLET_TRACER_FAILED_H
#define SWIFTLET_TRACER_FAILED_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_calls.h"
#include "tracer_filter.h"
#include "tracer_maps.h"
#include "tracer_send.h"
#include "tracer_settings.h"
#include "tracer_stream.h"
#include "tracer_tasks.h"
#include "tracer_turns.h"

/* Prepares the report of a failed exec. The tail call that follows streams its strings, unless they were sent or are
 * gone, and then reports the exec. */
static __always_inline void leave_exec(struct env_stream_state *state, long result)
{
	state->result = result;
	state->has_ended = state->streamed || is_past_return();
	state->streamed = true;
}

/* Whether a failed exec is shown. Its name is that of the program that tried it. */
static __always_inline bool is_failure_shown(struct env_stream_state *state)
{
	return state->streamed || passes(bpf_get_current_task(), SHOWN_NAME);
}

/* Ends a system call whose entry was recorded. Returns true if a tail call must report a failed exec. */
static __always_inline bool end_exec(long result)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state;

	/* A successful exec has removed the entry. */
	state = bpf_map_lookup_elem(&env_stream_state_map, &thread);
	if (!state)
		return false;
	if (result >= 0 || (stream_path && !state->streamed) || !is_failure_shown(state)) {
		bpf_map_delete_elem(&env_stream_state_map, &thread);
		return false;
	}
	leave_exec(state, result);
	return true;
}

/* fexit costs nothing at the entry, for successful execs, or for other system calls. The programs for execve and
 * execveat share a prog_array, because the two functions have the same prototype. */

static __always_inline bool begin_failed(const void *caller, enum exec_call call, bool is_32bit,
					 long result)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct exec_arguments arguments;
	struct env_stream_state *state;
	struct sender sender;

	if (result >= 0 || !is_traced() ||
	    !passes(bpf_get_current_task(), SHOWN_NAME) || !make_sender(&sender))
		return false;
	read_arguments(&arguments, caller, call, is_32bit);
	state = note_entry(&sender, thread, &arguments, is_32bit);
	if (!state)
		return false;
	leave_exec(state, result);
	return true;
}

/* A function of a system call gets a pointer to the caller's registers. Its result comes after that. */
static __always_inline int exec_returns(__u64 *ctx, enum exec_call call, bool is_32bit, enum turn turn)
{
	bool goes_on;

	begin_undisturbed();
	goes_on = is_due(turn, bpf_get_current_pid_tgid(), SEEN_RETURN) &&
		  begin_failed((void *)ctx[0], call, is_32bit, ctx[1]);
	end_undisturbed();
	return goes_on ? run_stream(ctx, &failed_prog_array) : 0;
}

#define execve_returns(ctx, turn) exec_returns(ctx, EXECVE, false, turn)
#define execveat_returns(ctx, turn) exec_returns(ctx, EXECVEAT, false, turn)
#define execve_32bit_returns(ctx, turn) exec_returns(ctx, EXECVE, true, turn)
#define execveat_32bit_returns(ctx, turn) exec_returns(ctx, EXECVEAT, true, turn)

/* The tracer says which functions these are: their names begin with the architecture's. */
TWO_PROGRAMS("fexit", execve_failed, __u64, execve_returns)
TWO_PROGRAMS("fexit", execveat_failed, __u64, execveat_returns)
TWO_PROGRAMS("fexit", execve_32bit_failed, __u64, execve_32bit_returns)
TWO_PROGRAMS("fexit", execveat_32bit_failed, __u64, execveat_32bit_returns)

SEC("fexit")
int continue_failed_exec(__u64 *ctx)
{
	return continue_stream(ctx, &failed_prog_array);
}

/* Every system call passes the tracepoint sys_exit when it returns. That includes calls of 32-bit programs, which
 * the tracepoints of the single calls leave out, and calls that seccomp(2) refused, which reach neither their
 * function nor a tracepoint at their entry. */

static __always_inline bool end_call(const void *caller, enum exec_call call, long result)
{
	__u64 thread = bpf_get_current_pid_tgid();

	if (note_entries && bpf_map_lookup_elem(&env_stream_state_map, &thread))
		return end_exec(result);
	/* The registers still have the caller's values. */
	return begin_failed(caller, call, is_compat(), result);
}

static __always_inline int call_returns(__u64 *ctx, enum turn turn)
{
	const void *caller = (void *)ctx[0];
	long result = ctx[1];
	enum exec_call call;
	bool goes_on;

	if (result >= 0)
		return 0;
	call = exec_call_of(caller);
	if (call == NO_EXEC)
		return 0;
	begin_undisturbed();
	goes_on = is_due(turn, bpf_get_current_pid_tgid(), SEEN_CALL) &&
		  end_call(caller, call, result);
	end_undisturbed();
	return goes_on ? run_stream(ctx, &returned_prog_array) : 0;
}

TWO_PROGRAMS("tp_btf/sys_exit", sys_exit, __u64, call_returns)

SEC("tp_btf/sys_exit")
int continue_returned_exec(__u64 *ctx)
{
	return continue_stream(ctx, &returned_prog_array);
}

/* Runs just before the old program's memory is freed (6.9). Keeps what is needed to report an exec that fails
 * after this point. */
static __always_inline int exec_prepared(__u64 *ctx, enum turn turn)
{
	struct linux_binprm *program = (void *)ctx[1];
	__u64 thread = bpf_get_current_pid_tgid();
	struct prepared_exec prepared = {};

	begin_undisturbed();
	if (is_due(turn, thread, SEEN_PREPARED) && is_traced()) {
		prepared.argc = program->argc;
		prepared.envc = program->envc;
		bpf_probe_read_kernel_str(prepared.filename, sizeof(prepared.filename), program->filename);
		bpf_map_update_elem(&prepared_execs, &thread, &prepared, BPF_ANY);
	}
	end_undisturbed();
	return 0;
}

TWO_PROGRAMS("tp_btf/sched_prepare_exec", sched_prepare_exec, __u64, exec_prepared)

/* kprobes record the entry, because the arguments are gone when the function returns. */

static __always_inline int exec_entered(void *ctx, enum exec_call call)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct exec_arguments arguments;
	struct sender sender;

	begin_undisturbed();
	if (is_traced() && make_sender(&sender)) {
		read_arguments(&arguments, caller_of(ctx), call, false);
		note_entry(&sender, thread, &arguments, false);
	}
	end_undisturbed();
	return 0;
}

SEC("ksyscall/execve")
int execve_entered(void *ctx)
{
	return exec_entered(ctx, EXECVE);
}

SEC("ksyscall/execveat")
int execveat_entered(void *ctx)
{
	return exec_entered(ctx, EXECVEAT);
}

/* The kernel runs kprobes with preemption off, so there are no second programs. */
static __always_inline int probed_exit(void *ctx)
{
	bool goes_on;

	begin_undisturbed();
	goes_on = end_exec(result_of(ctx));
	end_undisturbed();
	return goes_on ? run_stream(ctx, &probed_prog_array) : 0;
}

SEC("kretsyscall/execve")
int execve_returned(void *ctx)
{
	return probed_exit(ctx);
}

SEC("kretsyscall/execveat")
int execveat_returned(void *ctx)
{
	return probed_exit(ctx);
}

SEC("kprobe")
int continue_probed_exec(void *ctx)
{
	return continue_stream(ctx, &probed_prog_array);
}

#endif
