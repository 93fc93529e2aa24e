/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Filters: which programs are shown. Filters of different kinds must all match; of several filters of one
 * kind, one must.
 *
 * Filters are evaluated once, when an exec succeeds. A forked child runs the same program, and its exit is
 * shown if the exec was. A process from before the trace is checked when it exits.
 */
#ifndef SWIFTLET_TRACER_FILTER_H
#define SWIFTLET_TRACER_FILTER_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_tasks.h"

const volatile bool filter_users = false;
const volatile bool filter_pid_namespaces = false;
const volatile __u32 filter_comms = 0; /* how many of comm_patterns are used */
const volatile __u32 filter_cgroups = 0; /* how many of cgroups_shown are set */

const volatile struct comm_pattern comm_patterns[FILTER_COMMS_MAX] = {};

/* By real user id, in the initial user namespace. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FILTER_USERS_MAX);
	__type(key, __u32);
	__type(value, __u8);
} users_shown SEC(".maps");

/* By the inode of the namespace that the process itself lives in. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FILTER_PID_NAMESPACES_MAX);
	__type(key, __u32);
	__type(value, __u8);
} pid_namespaces_shown SEC(".maps");

/* Each includes all cgroups below it. */
struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, FILTER_CGROUPS_MAX);
	__type(key, __u32);
	__type(value, __u32);
} cgroups_shown SEC(".maps");

/* By process: whether its program is shown. Only programs that were checked have an entry. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 32768);
	__type(key, __u32);
	__type(value, __u8);
} programs_shown SEC(".maps");

/* Whether to check the name. When the stream path sends strings, the new program has no name yet. */
enum names { ANY_NAME, SHOWN_NAME };

static __always_inline bool has_filters(void)
{
	return filter_users || filter_pid_namespaces || filter_comms || filter_cgroups;
}

static __always_inline bool is_user_shown(void)
{
	__u32 user = bpf_get_current_uid_gid();

	return !filter_users || bpf_map_lookup_elem(&users_shown, &user);
}

static __always_inline bool is_pid_namespace_shown(struct task_struct *task)
{
	__u32 inode;

	if (!filter_pid_namespaces)
		return true;
	inode = pid_namespace_of(task);
	return bpf_map_lookup_elem(&pid_namespaces_shown, &inode);
}

static __always_inline bool is_comm_shown(void)
{
	__u64 comm[2] = {};

	if (!filter_comms)
		return true;
	bpf_get_current_comm(comm, sizeof(comm));
	for (__u32 i = 0; i < FILTER_COMMS_MAX; i++) {
		const volatile struct comm_pattern *pattern = &comm_patterns[i];

		if (i >= filter_comms)
			break;
		if ((((comm[0] ^ pattern->bytes[0]) & pattern->mask[0]) |
		     ((comm[1] ^ pattern->bytes[1]) & pattern->mask[1])) == 0)
			return true;
	}
	return false;
}

static __always_inline bool is_cgroup_shown(void)
{
	if (!filter_cgroups)
		return true;
	for (__u32 i = 0; i < FILTER_CGROUPS_MAX; i++) {
		if (i >= filter_cgroups)
			break;
		if (bpf_current_task_under_cgroup(&cgroups_shown, i) == 1)
			return true;
	}
	return false;
}

/* Whether the current task matches the filters. */
static __always_inline bool passes(struct task_struct *task, enum names names)
{
	return is_user_shown() && (names == ANY_NAME || is_comm_shown()) &&
	       is_pid_namespace_shown(task) && is_cgroup_shown();
}

/* Whether a program that has just begun is shown. The result is recorded. */
static __always_inline bool note_program(struct task_struct *task)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	__u8 shown;

	if (!has_filters())
		return true;
	shown = passes(task, SHOWN_NAME);
	bpf_map_update_elem(&programs_shown, &pid, &shown, BPF_ANY);
	return shown;
}

/* Whether later events of the current process are shown. */
static __always_inline bool is_program_shown(struct task_struct *task)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	__u8 *shown;

	if (!has_filters())
		return true;
	shown = bpf_map_lookup_elem(&programs_shown, &pid);
	return shown ? *shown : passes(task, SHOWN_NAME);
}

/* Records that a child runs the program of the current process. Returns whether that is shown. */
static __always_inline bool note_child(struct task_struct *task, __u32 child)
{
	__u8 shown;

	if (!has_filters())
		return true;
	shown = is_program_shown(task);
	bpf_map_update_elem(&programs_shown, &child, &shown, BPF_ANY);
	return shown;
}

/* Removes the entry of the current process, which has ended. Returns whether that is shown. */
static __always_inline bool forget_program(struct task_struct *task)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	bool shown;

	if (!has_filters())
		return true;
	shown = is_program_shown(task);
	bpf_map_delete_elem(&programs_shown, &pid);
	return shown;
}

#endif
