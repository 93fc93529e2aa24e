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
#include "tracer_filter.h"
#include "tracer_maps.h"
#include "tracer_send.h"
#include "tracer_settings.h"
#include "tracer_stream.h"
#include "tracer_tasks.h"
#include "tracer_turns.h"

/* Reports a failed exec. Returns true if a tail call must stream its strings first; that program run then reports
 * the exec. */
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

/* Whether the current system call used the entry for 32-bit programs. */
static __always_inline bool is_compat(void)
{
	struct task_struct *task = bpf_get_current_task();
	__u32 status = 0;

	kernel_read(status, task->thread_info.status);
	return status & STATUS_COMPAT;
}

/* Whether a failed exec is shown. Its name is that of the program that tried it. */
static __always_inline bool is_failure_shown(struct env_stream_state *state)
{
	return state->streamed || passes(bpf_get_current_task(), SHOWN_NAME);
}

/* Ends a system call whose entry was recorded. Returns true if a failed exec must be streamed. */
static __always_inline bool end_exec(long result)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct env_stream_state *state;
	struct sender sender;

	/* A successful exec has removed the entry. */
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

/* fexit costs nothing at the entry, for successful execs, or for other system calls. The programs for execve and
 * execveat share a prog_array, because the two functions have the same prototype. */

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

/* The arguments of each function; its result comes after them. */

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

TWO_PROGRAMS("fexit/__x64_sys_execve", execve_failed, __u64, execve_returns_64)
TWO_PROGRAMS("fexit/__x64_sys_execveat", execveat_failed, __u64, execveat_returns_64)
TWO_PROGRAMS("fexit/__ia32_compat_sys_execve", execve_32bit_failed, __u64, execve_returns_32)
TWO_PROGRAMS("fexit/__ia32_compat_sys_execveat", execveat_32bit_failed, __u64, execveat_returns_32)

SEC("fexit/__x64_sys_execve")
int continue_failed_exec(__u64 *ctx)
{
	return continue_stream(ctx, &failed_prog_array);
}

/* Every system call passes the tracepoint sys_exit when it returns. That includes calls of 32-bit programs, which
 * the tracepoints of the single calls leave out, and calls that seccomp(2) refused, which reach neither their
 * function nor a tracepoint at their entry. */

/* The numbers of the system calls in 64-bit and 32-bit programs (arch/x86/entry/syscalls). */
enum { EXECVE_64 = 59, EXECVEAT_64 = 322, EXECVE_32 = 11, EXECVEAT_32 = 358 };

static __always_inline bool end_call(struct pt_regs *caller, long result)
{
	__u64 thread = bpf_get_current_pid_tgid();

	if (note_entries && bpf_map_lookup_elem(&env_stream_state_map, &thread))
		return end_exec(result);
	/* The registers still have the caller's values. */
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
	goes_on = is_due(turn, bpf_get_current_pid_tgid(), SEEN_CALL) && end_call(caller, result);
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

/* kprobes record the entry, because the arguments are gone when the function returns. */

/* Reads a register of the caller. A system call's function gets a pointer to all of them. */
static __always_inline unsigned long caller_register(const unsigned long *place)
{
	unsigned long value = 0;

	kernel_read(value, *place);
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

/* The kernel runs kprobes with preemption off, so there are no second programs. */
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
