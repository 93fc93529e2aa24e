/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is said of every exec, whether it succeeded or failed and whichever way its strings come.
 */
#ifndef SWIFTLET_TRACER_EXEC_H
#define SWIFTLET_TRACER_EXEC_H

#include "tracer_filter.h"

/* What does not depend on whether the exec succeeded. */
static __always_inline void fill_exec(struct event_exec *exec, struct task_struct *task,
				      __u64 exec_id)
{
	struct task_struct *leader = 0, *parent = 0;
	struct mm_struct *parents = 0;
	__u64 uid_gid = bpf_get_current_uid_gid();

	fill_header(&exec->header, task, exec_id);
	bpf_probe_read_kernel(&leader, sizeof(leader), &task->group_leader);
	bpf_probe_read_kernel(&exec->start_time_ns, sizeof(exec->start_time_ns),
			      &leader->start_boottime);
	exec->parent_args_start = 0;
	bpf_probe_read_kernel(&parent, sizeof(parent), &task->real_parent);
	bpf_probe_read_kernel(&parents, sizeof(parents), &parent->mm);
	if (parents)
		bpf_probe_read_kernel(&exec->parent_args_start, sizeof(exec->parent_args_start),
				      &parents->arg_start);
	exec->cgroup_id = bpf_get_current_cgroup_id();
	exec->uid = uid_gid;
	exec->gid = uid_gid >> 32;
	exec->pid_ns = pid_namespace_of(task);
	bpf_get_current_comm(exec->comm, sizeof(exec->comm));
	exec->args_start = 0;
	exec->args_bytes = 0;
	exec->env_bytes = 0;
	exec->argc = 0;
	exec->envc = 0;
	exec->flags = 0;
	exec->cause = MISSING_NOTHING;
	exec->filename_length = 0;
	exec->interpreter_length = 0;
	exec->data_length = 0;
	exec->cwd_length = 0;
	exec->executable_length = 0;
}

#endif
