/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Preemption: undisturbed pieces of work, and second programs.
 *
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
#ifndef SWIFTLET_TRACER_TURNS_H
#define SWIFTLET_TRACER_TURNS_H

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

#endif
