/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Forks and exits.
 */
#ifndef SWIFTLET_TRACER_LIFECYCLE_H
#define SWIFTLET_TRACER_LIFECYCLE_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_filter.h"
#include "tracer_maps.h"
#include "tracer_send.h"
#include "tracer_settings.h"
#include "tracer_tasks.h"
#include "tracer_turns.h"

static __always_inline void process_forked(struct task_struct *parent, struct task_struct *child)
{
	struct event_fork record = {};
	struct sender sender;
	__u8 traced = 1;
	__u32 pid;

	if (child->pid != child->tgid) /* a thread */
		return;
	if (!is_traced() || !make_sender(&sender))
		return;
	pid = process_number(child);
	if (follow_descendants && follow_forks &&
	    bpf_map_update_elem(&traced_processes, &pid, &traced, BPF_ANY))
		count(sender.counters, COUNTER_TRACED_MAP_FULL);
	if (!note_child(parent, child->tgid) || !send_forks)
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
	/* The child has not run yet, so no other program has left a note for it. */
	if (is_due(turn, (__u64)child->tgid << 32 | (__u32)child->pid, SEEN_FORK))
		process_forked((void *)ctx[0], child);
	end_undisturbed();
	return 0;
}

TWO_PROGRAMS("tp_btf/sched_process_fork", sched_process_fork, __u64, fork_succeeded)

/* What the process used. The kernel has just updated maxrss, and has added up the times of threads that are gone.
 * The leader is there until the last thread is gone. */
static __always_inline void fill_usage(struct event_exit *record, struct task_struct *task,
				       struct task_struct *leader, struct signal_struct *signal)
{
	record->max_resident = signal->maxrss;
	record->user_time_ns = signal->utime + task->utime;
	record->system_time_ns = signal->stime + task->stime;
	record->run_time_ns = signal->sum_sched_runtime + task->se.sum_exec_runtime;
	if (task->pid == task->tgid)
		return;
	record->user_time_ns += leader->utime;
	record->system_time_ns += leader->stime;
	record->run_time_ns += leader->se.sum_exec_runtime;
}

static __always_inline void thread_exits(struct task_struct *task)
{
	__u64 thread = bpf_get_current_pid_tgid();
	/* Each once: for every load of a pointer from a trusted one the verifier searches all of the kernel's types by
	 * name, up to four times (btf_nested_type_is_trusted), a millisecond in all. */
	struct signal_struct *signal = task->signal;
	struct task_struct *leader = task->group_leader;
	struct event_exit record = {};
	__u32 pid = current_process();
	struct sender sender;

	/* The thread may have been killed in the middle of an exec. */
	if (note_entries)
		bpf_map_delete_elem(&env_stream_state_map, &thread);
	/* The process exits with its last thread. Two threads that exit at once may both be the last. For a
	 * followed process the map lets only one pass; otherwise the tracer ignores the second record. */
	if (signal->live.counter != 0)
		return;
	if (follow_descendants && bpf_map_delete_elem(&traced_processes, &pid))
		return;
	if (own_pid_namespace && !pid)
		return;
	if (!forget_program(task) || !send_exits || !make_sender(&sender))
		return;
	fill_header(&record.header, task, 0);
	record.start_time_ns = leader->start_boottime;
	record.wait_status = signal->flags & SIGNAL_GROUP_EXIT ? signal->group_exit_code :
								 leader->exit_code;
	fill_usage(&record, task, leader, signal);
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

TWO_PROGRAMS("tp_btf/sched_process_exit", sched_process_exit, __u64, exit_begins)

#endif
