/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Process numbers and namespaces, and which processes are traced.
 *
 * A process has a number in its own pid namespace and in each namespace above. The tracer reports the number
 * in its own namespace. In the initial namespace that is simply the kernel's.
 */
#ifndef SWIFTLET_TRACER_TASKS_H
#define SWIFTLET_TRACER_TASKS_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "tracer_maps.h"
#include "tracer_settings.h"

/* The number of a process, thread or session in the tracer's pid namespace; 0 if it has none there. */
static __always_inline __u32 number_here(struct pid *pid)
{
	unsigned int level = 0;

	kernel_read(level, pid->level);
#pragma clang loop unroll(disable)
	for (unsigned int i = 0; i <= PID_NAMESPACES_MAX; i++) {
		__u64 step = i * kernel_size_of(struct upid);
		struct pid_namespace *namespace = 0;
		unsigned int inode = 0;
		int number = 0;

		if (i > level)
			break;
		kernel_read_at(namespace, (void *)&pid->numbers[0].ns + step);
		kernel_read(inode, namespace->ns.inum);
		if (inode != own_pid_namespace)
			continue;
		kernel_read_at(number, (void *)&pid->numbers[0].nr + step);
		return number;
	}
	return 0;
}

static __always_inline __u32 process_number(struct task_struct *task)
{
	struct signal_struct *signal = 0;
	struct pid *pid = 0;
	int number = 0;

	if (!own_pid_namespace) {
		kernel_read(number, task->tgid);
		return number;
	}
	kernel_read(signal, task->signal);
	kernel_read(pid, signal->pids[PIDTYPE_TGID]);
	return number_here(pid);
}

static __always_inline __u32 current_process(void)
{
	if (!own_pid_namespace)
		return bpf_get_current_pid_tgid() >> 32;
	return process_number(bpf_get_current_task());
}

static __always_inline __u32 current_thread(void)
{
	struct task_struct *task;
	struct pid *pid = 0;

	if (!own_pid_namespace)
		return bpf_get_current_pid_tgid();
	task = bpf_get_current_task();
	kernel_read(pid, task->thread_pid);
	return number_here(pid);
}

/* The inode of the pid namespace that the task itself lives in. */
static __always_inline __u32 pid_namespace_of(struct task_struct *task)
{
	struct pid_namespace *namespace = 0;
	unsigned int level = 0, inode = 0;
	struct pid *pid = 0;

	kernel_read(pid, task->thread_pid);
	kernel_read(level, pid->level);
	kernel_read_at(namespace, (void *)&pid->numbers[0].ns + level * kernel_size_of(struct upid));
	kernel_read(inode, namespace->ns.inum);
	return inode;
}

/* Whether the current process is traced. A process outside of the tracer's pid namespace is not, because its
 * number would be another process's in there. */
static __always_inline bool is_traced(void)
{
	__u32 pid = current_process();

	if (own_pid_namespace && !pid)
		return false;
	return !follow_descendants || bpf_map_lookup_elem(&traced_processes, &pid);
}

#endif
