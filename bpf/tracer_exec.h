/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The fields that every EXEC record has: successful or failed, on either path.
 */
#ifndef SWIFTLET_TRACER_EXEC_H
#define SWIFTLET_TRACER_EXEC_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_send.h"
#include "tracer_tasks.h"

static __always_inline void fill_exec(struct event_exec *exec, struct task_struct *task,
				      __u64 exec_id)
{
	struct task_struct *leader = 0, *parent = 0;
	struct mm_struct *memory = 0;
	__u64 uid_gid = bpf_get_current_uid_gid();

	fill_header(&exec->header, task, exec_id);
	kernel_read(leader, task->group_leader);
	kernel_read(exec->start_time_ns, leader->start_boottime);
	exec->parent_args_start = 0;
	kernel_read(parent, task->real_parent);
	kernel_read(memory, parent->mm);
	if (memory)
		kernel_read(exec->parent_args_start, memory->arg_start);
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
	__builtin_memset(exec->paths, 0, sizeof(exec->paths));
	__builtin_memset(exec->descriptors, 0, sizeof(exec->descriptors));
}

#endif
