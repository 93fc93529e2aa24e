/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An exec that has failed: seen at the return of the system call, by fexit, by kretprobe or by the
 * tracepoint of all system calls; its strings are streamed then. If it failed when the old program's
 * memory was gone already, they are in the new one.
 */
#ifndef SWIFTLET_TRACER_FAILED_H
#define SWIFTLET_TRACER_FAILED_H

#include "tracer_stream.h"

/* Reports an exec that has failed. Returns true if its strings must be streamed first, by another
 * program run: that one goes on from there. */
static __always_inline bool leave_exec(struct sender *sender, struct env_stream_state *state,
				       long result)
{
	state->result = result;
	if (!state->streamed && !is_past_return()) {
		state->streamed = true;
		return true;
	}
	send_failed_exec(sender, state);
	return false;
}

/* Whether the current system call is a 32-bit program's, or came by its entry. */
static __always_inline bool is_compat(void)
{
	struct task_struct *task = bpf_get_current_task();
	__u32 status = 0;

	bpf_probe_read_kernel(&status, sizeof(status), &task->thread_info.status);
	return status & STATUS_COMPAT;
}

/* An exec that has failed goes by the name of the program that tried it. */
static __always_inline bool is_failure_shown(struct env_stream_state *state)
{
	return state->streamed || passes(bpf_get_current_task(), SHOWN_NAME);
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
	if (result >= 0 || (stream_path && !state->streamed) ||
	    !is_failure_shown(state) || !make_sender(&sender)) {
		bpf_map_delete_elem(&env_stream_state_map, &thread);
		return false;
	}
	return leave_exec(&sender, state, result);
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

	if (result >= 0 || !is_traced() ||
	    !passes(bpf_get_current_task(), SHOWN_NAME) || !make_sender(&sender))
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

/* The same by the tracepoint that every system call passes when it returns: also those of 32-bit programs,
 * which the tracepoints of the single calls leave out, and those that seccomp(2) has refused, which never
 * get to their function, nor to a tracepoint at their entry. */

/* Numbers of the system calls, for programs of 64 bits and of 32 (arch/x86/entry/syscalls). */
enum { EXECVE_64 = 59, EXECVEAT_64 = 322, EXECVE_32 = 11, EXECVEAT_32 = 358 };

static __always_inline bool end_call(struct pt_regs *caller, long result)
{
	__u64 thread = bpf_get_current_pid_tgid();

	if (note_entries && bpf_map_lookup_elem(&env_stream_state_map, &thread))
		return end_exec(result);
	/* The registers still are what the caller put there. */
	if (is_compat())
		return caller->orig_ax == EXECVE_32 ?
			       begin_failed((__u32)caller->bx, (__u32)caller->cx, (__u32)caller->dx,
					    true, result) :
			       begin_failed((__u32)caller->cx, (__u32)caller->dx, (__u32)caller->si,
					    true, result);
	return caller->orig_ax == EXECVE_64 ?
		       begin_failed(caller->di, caller->si, caller->dx, false, result) :
		       begin_failed(caller->si, caller->dx, caller->r10, false, result);
}

static __always_inline int call_returns(__u64 *ctx, enum turn turn)
{
	struct pt_regs *caller = (void *)ctx[0];
	long result = ctx[1], number;
	bool goes_on;

	if (result >= 0)
		return 0;
	number = caller->orig_ax;
	if (number != EXECVE_64 && number != EXECVEAT_64 && number != EXECVE_32 &&
	    number != EXECVEAT_32)
		return 0;
	if (is_compat() != (number == EXECVE_32 || number == EXECVEAT_32))
		return 0;
	begin_undisturbed();
	goes_on = is_due(turn, bpf_get_current_pid_tgid(), SEEN_RETURN) && end_call(caller, result);
	end_undisturbed();
	return goes_on ? run_stream(ctx, &returned_prog_array) : 0;
}

SEC("tp_btf/sys_exit")
int sys_exit(__u64 *ctx)
{
	return call_returns(ctx, FIRST);
}

SEC("tp_btf/sys_exit")
int sys_exit_again(__u64 *ctx)
{
	return call_returns(ctx, SECOND);
}

SEC("tp_btf/sys_exit")
int continue_returned_exec(__u64 *ctx)
{
	return continue_stream(ctx, &returned_prog_array);
}

/* Just before the old program's memory goes (6.9): what the record of an exec that fails after that can't
 * do without. */
SEC("tp_btf/sched_prepare_exec")
int sched_prepare_exec(__u64 *ctx)
{
	struct linux_binprm *program = (void *)ctx[1];
	__u64 thread = bpf_get_current_pid_tgid();
	struct prepared_exec prepared = {};

	if (!is_traced())
		return 0;
	prepared.argc = program->argc;
	prepared.envc = program->envc;
	bpf_probe_read_kernel_str(prepared.filename, sizeof(prepared.filename), program->filename);
	bpf_map_update_elem(&prepared_execs, &thread, &prepared, BPF_ANY);
	return 0;
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
	if (is_traced() && make_sender(&sender))
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

#endif
