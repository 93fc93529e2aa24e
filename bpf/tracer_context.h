/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The context of a successful exec: credentials, session, terminal, namespaces, parent.
 */
#ifndef SWIFTLET_TRACER_CONTEXT_H
#define SWIFTLET_TRACER_CONTEXT_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_settings.h"
#include "tracer_tasks.h"

static __always_inline void fill_namespaces(struct event_exec *exec, struct task_struct *task)
{
	struct nsproxy *namespaces = task->nsproxy;

	exec->mount_ns = namespaces->mnt_ns->ns.inum;
	exec->network_ns = namespaces->net_ns->ns.inum;
	exec->uts_ns = namespaces->uts_ns->ns.inum;
	exec->ipc_ns = namespaces->ipc_ns->ns.inum;
	exec->cgroup_ns = namespaces->cgroup_ns->ns.inum;
}

/* The credentials that /proc shows: real_cred, which others check, not cred, which may be overridden. */
static __always_inline void fill_rights(struct event_exec *exec, struct task_struct *task)
{
	const struct cred *rights = task->real_cred;

	exec->euid = rights->euid.val;
	exec->egid = rights->egid.val;
	kernel_read(exec->cap_effective, rights->cap_effective);
	exec->user_ns = rights->user_ns->ns.inum;
	exec->login_uid = -1;
	if (kernel_has(task->loginuid))
		exec->login_uid = task->loginuid.val;
}

static __always_inline void fill_session(struct event_exec *exec, struct task_struct *task)
{
	struct signal_struct *signal = task->signal;
	struct tty_struct *terminal = 0;
	struct pid *session = 0;

	kernel_read(session, signal->pids[PIDTYPE_SID]);
	if (own_pid_namespace)
		exec->session_id = number_here(session);
	else
		kernel_read(exec->session_id, session->numbers[0].nr);
	kernel_read(terminal, signal->tty);
	exec->tty[0] = 0;
	if (terminal)
		bpf_probe_read_kernel_str(exec->tty, sizeof(exec->tty), terminal->name);
}

static __always_inline void fill_context(struct event_exec *exec, struct task_struct *task)
{
	struct task_struct *parent = 0, *leader = 0;

	exec->flags |= EXEC_CONTEXT;
	fill_namespaces(exec, task);
	fill_rights(exec, task);
	fill_session(exec, task);
	exec->parent_comm[0] = 0;
	kernel_read(parent, task->real_parent);
	kernel_read(leader, parent->group_leader);
	bpf_probe_read_kernel_str(exec->parent_comm, sizeof(exec->parent_comm), leader->comm);
}

#endif
