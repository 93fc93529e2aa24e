/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * System calls in the caller's registers: the one place that depends on the architecture.
 *
 * The object is compiled once for all of them. Which one the kernel is for shows in its struct pt_regs, a
 * constant when the program is loaded, so the verifier removes the code for the others.
 *
 *                      number      arguments                        result   32-bit programs
 *   x86-64   64-bit    orig_ax     di si dx r10 …                   ax
 *            32-bit    orig_ax     bx cx dx si …                    ax       thread_info.status, TS_COMPAT
 *   arm64    64-bit    syscallno   x0 x1 x2 x3 …                    x0
 *            32-bit    syscallno   the same                         x0       thread_info.flags, TIF_32BIT
 *
 * On arm64 x0 is the result after the call, and orig_x0 has the first argument.
 */
#ifndef SWIFTLET_TRACER_CALLS_H
#define SWIFTLET_TRACER_CALLS_H

#include "bpf_program.h"
#include "kernel_types.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* The name before ___ counts. */
struct pt_regs___x86 {
	unsigned long r10, bx, ax, cx, dx, si, di;
	unsigned long orig_ax;
};

struct pt_regs___arm64 {
	unsigned long regs[31];
	unsigned long orig_x0;
	int syscallno;
};

#pragma clang attribute pop

/* Any of the two. */
struct pt_regs;

#define is_arm64() kernel_has(((struct pt_regs___arm64 *)0)->syscallno)

/* Bits of thread_info.status on x86 (TS_COMPAT) and of thread_info.flags on arm64 (TIF_32BIT). */
enum { STATUS_COMPAT = 1 << 1, FLAG_32BIT = 1 << 22 };

/* The numbers of the system calls in 64-bit and 32-bit programs: arch/x86/entry/syscalls,
 * include/uapi/asm-generic/unistd.h, arch/arm64/tools/syscall_32.tbl. */
enum {
	X86_EXECVE = 59,
	X86_EXECVEAT = 322,
	X86_EXECVE_32 = 11,
	X86_EXECVEAT_32 = 358,
	ARM64_EXECVE = 221,
	ARM64_EXECVEAT = 281,
	ARM64_EXECVE_32 = 11,
	ARM64_EXECVEAT_32 = 387,
};

/* Whether the current system call used the entry for 32-bit programs. */
static __always_inline bool is_compat(void)
{
	struct task_struct *task = bpf_get_current_task();
	unsigned long flags = 0;
	__u32 status = 0;

	if (is_arm64()) {
		kernel_read(flags, task->thread_info.flags);
		return flags & FLAG_32BIT;
	}
	kernel_read(status, task->thread_info.status);
	return status & STATUS_COMPAT;
}

/* The pointers that an exec passes: execve(filename, argv, envp), execveat(directory, filename, argv, envp). */
struct exec_arguments {
	__u64 filename, argv, envp;
};

enum exec_call { NO_EXEC, EXECVE, EXECVEAT };

/* Reads the arguments of a system call from its caller's registers. They are read with a helper, because clang
 * would merge loads from different offsets into one that old verifiers reject. */
static __always_inline void read_arguments(struct exec_arguments *arguments, const void *caller,
					   enum exec_call call, bool is_32bit)
{
	const struct pt_regs___arm64 *arm64 = caller;
	const struct pt_regs___x86 *x86 = caller;
	unsigned long values[4] = {};
	int first = call == EXECVEAT;

	if (is_arm64()) {
		kernel_read(values[0], arm64->orig_x0);
		kernel_read(values[1], arm64->regs[1]);
		kernel_read(values[2], arm64->regs[2]);
		kernel_read(values[3], arm64->regs[3]);
	} else if (is_32bit) {
		kernel_read(values[0], x86->bx);
		kernel_read(values[1], x86->cx);
		kernel_read(values[2], x86->dx);
		kernel_read(values[3], x86->si);
	} else {
		kernel_read(values[0], x86->di);
		kernel_read(values[1], x86->si);
		kernel_read(values[2], x86->dx);
		kernel_read(values[3], x86->r10);
	}
	arguments->filename = is_32bit ? (__u32)values[first] : values[first];
	arguments->argv = is_32bit ? (__u32)values[first + 1] : values[first + 1];
	arguments->envp = is_32bit ? (__u32)values[first + 2] : values[first + 2];
}

/* Whether a system call of any kind was an exec. The pointer is one whose type the verifier knows. */
static __always_inline enum exec_call exec_call_of(const void *caller)
{
	const struct pt_regs___arm64 *arm64 = caller;
	const struct pt_regs___x86 *x86 = caller;
	long number;

	if (is_arm64()) {
		number = arm64->syscallno;
		if (number == ARM64_EXECVE)
			return is_compat() ? NO_EXEC : EXECVE;
		if (number == ARM64_EXECVEAT)
			return is_compat() ? NO_EXEC : EXECVEAT;
		if (number == ARM64_EXECVE_32)
			return is_compat() ? EXECVE : NO_EXEC;
		if (number == ARM64_EXECVEAT_32)
			return is_compat() ? EXECVEAT : NO_EXEC;
		return NO_EXEC;
	}
	number = x86->orig_ax;
	if (number == X86_EXECVE)
		return is_compat() ? NO_EXEC : EXECVE;
	if (number == X86_EXECVEAT)
		return is_compat() ? NO_EXEC : EXECVEAT;
	if (number == X86_EXECVE_32)
		return is_compat() ? EXECVE : NO_EXEC;
	if (number == X86_EXECVEAT_32)
		return is_compat() ? EXECVEAT : NO_EXEC;
	return NO_EXEC;
}

/* At a kprobe of a system call's function: the caller's registers, to which it gets a pointer. */
static __always_inline const void *caller_of(void *probed)
{
	const struct pt_regs___arm64 *arm64 = probed;
	const struct pt_regs___x86 *x86 = probed;
	unsigned long caller = 0;

	if (is_arm64())
		kernel_read(caller, arm64->regs[0]);
	else
		kernel_read(caller, x86->di);
	return (const void *)caller;
}

/* At a kretprobe: the function's result. */
static __always_inline long result_of(void *probed)
{
	const struct pt_regs___arm64 *arm64 = probed;
	const struct pt_regs___x86 *x86 = probed;
	long result = 0;

	if (is_arm64())
		kernel_read(result, arm64->regs[0]);
	else
		kernel_read(result, x86->ax);
	return result;
}

#endif
