/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Filters: which programs are shown. Kinds combine by and, several of one kind by or.
 *
 * A program is looked at once, when its exec succeeds; what it forks runs the same program, and its exit
 * is shown if its exec was. A process that was there before is looked at when it exits.
 */
#ifndef SWIFTLET_TRACER_FILTER_H
#define SWIFTLET_TRACER_FILTER_H

#include "tracer_send.h"

enum {
	FILTER_USERS_MAX = 1024,
	FILTER_PID_NAMESPACES_MAX = 256,
	FILTER_COMMS_MAX = 16,
	FILTER_CGROUPS_MAX = 16,
};

const volatile bool filter_users = false;
const volatile bool filter_pid_namespaces = false;
const volatile __u32 filter_comms = 0; /* how many of comm_patterns count */
const volatile __u32 filter_cgroups = 0; /* how many of cgroups_shown are set */

/* A comm fits if it has these bytes where mask has ones. */
struct comm_pattern {
	__u64 bytes[2];
	__u64 mask[2];
};

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

/* Each with all below it. */
struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, FILTER_CGROUPS_MAX);
	__type(key, __u32);
	__type(value, __u32);
} cgroups_shown SEC(".maps");

/* By process: whether the program that it runs is shown. Only programs that were looked at are here. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 32768);
	__type(key, __u32);
	__type(value, __u8);
} programs_shown SEC(".maps");

/* Which names count: on the stream path nobody knows the new program's name when its strings are sent. */
enum names { ANY_NAME, SHOWN_NAME };

static __always_inline bool has_filters(void)
{
	return filter_users || filter_pid_namespaces || filter_comms || filter_cgroups;
}

/* The inode of the pid namespace that the task itself lives in. */
static __always_inline __u32 pid_namespace_of(struct task_struct *task)
{
	struct pid_namespace *namespace = 0;
	unsigned int level = 0, inode = 0;
	struct pid *pid = 0;

	bpf_probe_read_kernel(&pid, sizeof(pid), &task->thread_pid);
	bpf_probe_read_kernel(&level, sizeof(level), &pid->level);
	bpf_probe_read_kernel(&namespace, sizeof(namespace),
			      (void *)&pid->numbers[0].ns +
				      level * kernel_size_of(struct upid));
	bpf_probe_read_kernel(&inode, sizeof(inode), &namespace->ns.inum);
	return inode;
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

/* Whether the current task passes all filters. */
static __always_inline bool passes(struct task_struct *task, enum names names)
{
	return is_user_shown() && (names == ANY_NAME || is_comm_shown()) &&
	       is_pid_namespace_shown(task) && is_cgroup_shown();
}

/* The same of a program that has just begun, which is then remembered. */
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

/* Whether what becomes of the current process is shown. */
static __always_inline bool is_program_shown(struct task_struct *task)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	__u8 *shown;

	if (!has_filters())
		return true;
	shown = bpf_map_lookup_elem(&programs_shown, &pid);
	return shown ? *shown : passes(task, SHOWN_NAME);
}

/* The child runs the program of the current process. Returns whether that is shown. */
static __always_inline bool note_child(struct task_struct *task, __u32 child)
{
	__u8 shown;

	if (!has_filters())
		return true;
	shown = is_program_shown(task);
	bpf_map_update_elem(&programs_shown, &child, &shown, BPF_ANY);
	return shown;
}

/* The current process has ended. Returns whether that is shown. */
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
