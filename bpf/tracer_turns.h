/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Preemption: sections that run undisturbed, and second programs.
 *
 * Up to Linux 6.18 a program on a tracepoint ran with preemption off, so nothing else could run on its CPU
 * meanwhile. From 7.0 on another task may (__DECLARE_TRACE, include/linux/tracepoint.h). If the kernel
 * preempts at all, this has two consequences:
 *
 * A running program no longer has the per-CPU maps to itself. So all code that touches them is between
 * begin_undisturbed and end_undisturbed. State that must survive a tail call, which can't be made
 * undisturbed, is kept by thread.
 *
 * The kernel does not start a program on a CPU where another run of the same program is preempted; it
 * counts a miss (__bpf_trace_run, kernel/trace/bpf_trace.c). So a program whose work nothing else would
 * make up for is defined twice, as NAME and NAME_again, and the second does what the first one missed. It
 * does this for all processes, followed or not. That makes the balance work out: the number of lost runs
 * is the misses of the first programs minus the runs that the second ones made up for.
 */
#ifndef SWIFTLET_TRACER_TURNS_H
#define SWIFTLET_TRACER_TURNS_H

#include "bpf_program.h"
#include "process_tracer.h"
#include "tracer_maps.h"
#include "tracer_settings.h"

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

/* Which of two programs runs. The tracer attaches them so that the first is called first: tracepoints call
 * programs in attach order, functions in reverse. */
enum turn { FIRST, SECOND };

/* Defines both programs of a hook, NAME and NAME_again. `work` is called with the context and the turn. */
#define TWO_PROGRAMS(section, name, context, work)                                                 \
	SEC(section) int name(context *ctx) { return work(ctx, FIRST); }                           \
	SEC(section) int name##_again(context *ctx) { return work(ctx, SECOND); }

/* A thread's work, as a value of seen_to_map. A successful exec is identified by self_exec_id instead.
 * SEEN_CALL is a return that sys_exit sees. It runs for all system calls, so its misses don't say that an
 * exec was missed, and the work that its second program makes up for is not counted against them. */
enum { SEEN_FORK = -1, SEEN_EXIT = -2, SEEN_ENTRY = -3, SEEN_RETURN = -4, SEEN_CALL = -5, SEEN_PREPARED = -6 };

static __always_inline void count(struct counters *counters, enum counter what)
{
	/* Relaxed, and the old value is not used: an atomic add without BPF_FETCH, which 5.10 lacks. */
	__atomic_fetch_add(&counters->slot[what], 1, __ATOMIC_RELAXED);
}

/*
 * Whether this program must do the work `what` on `object` (a thread or a socket). The first program always
 * must, and leaves a note in seen_to_map. The second removes the note, or does the work if there is none.
 */
static __always_inline bool takes_turn(enum turn turn, __u64 object, __u64 what)
{
	struct counters *counters;
	__u32 zero = 0;
	__u64 *last;

	if (turn == FIRST) {
		bpf_map_update_elem(&seen_to_map, &object, &what, BPF_ANY);
		return true;
	}
	last = bpf_map_lookup_elem(&seen_to_map, &object);
	if (last && *last == what) {
		bpf_map_delete_elem(&seen_to_map, &object);
		return false;
	}
	counters = bpf_map_lookup_elem(&counters_map, &zero);
	if (counters && what != (__u64)SEEN_CALL)
		count(counters, COUNTER_STOOD_IN);
	return true;
}

/* Whether this program must do a thread's work. Call this first, undisturbed. Without preemption the first
 * program does everything. */
static __always_inline bool is_due(enum turn turn, __u64 thread, __u64 what)
{
	return is_preemptible ? takes_turn(turn, thread, what) : turn == FIRST;
}

#endif
