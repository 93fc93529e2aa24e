/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The paths of files and cgroups, as the names on the way up to the root:
 *
 *     /usr/lib/x     "x\0lib\0usr\0"
 *
 * This is the order in which they are found. No locks are held: while a directory above is being renamed,
 * the result may be a path that never existed. bpf_d_path, which takes the locks, is not allowed in these
 * programs (btf_allowlist_d_path, kernel/trace/bpf_trace.c).
 *
 * The length so far is kept in the record and read from there for each name. The verifier does not track
 * values in a map, so it checks the loop's body once for all steps. If the length were in a variable, the
 * verifier would treat each value as a case of its own, and pass its limit of a million instructions.
 */
#ifndef SWIFTLET_TRACER_PATHS_H
#define SWIFTLET_TRACER_PATHS_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_maps.h"
#include "tracer_send.h"

enum {
	/* NAME_MAX, and the NUL. */
	PATH_NAME_MAX = 256,
	/* Where the names in an EXEC record end at the latest: after filename and interpreter come the
	 * working directory, and the executable and the descriptors. */
	EXEC_CWD_END = 3 * EXEC_PATH_MAX,
	EXEC_NAMES_MAX = 4 * EXEC_PATH_MAX,
};

static __always_inline struct mount *mount_of(struct vfsmount *mount)
{
	return (void *)mount - kernel_offset_of(struct mount, mnt);
}

/* Whether the name was removed from its directory (d_unlinked). */
static __always_inline bool is_deleted(struct dentry *dentry)
{
	struct hlist_bl_node **hashed = 0;
	struct dentry *parent = 0;

	kernel_read(hashed, dentry->d_hash.pprev);
	kernel_read(parent, dentry->d_parent);
	return !hashed && parent != dentry;
}

/* Appends the names from a place up to the root to those in the record, up to `limit`. */
static __always_inline void add_path(volatile struct event_exec *exec, __u64 limit,
				     struct path *place, struct path *root, volatile __u8 *marks)
{
	struct vfsmount *mount = place->mnt;
	struct dentry *dentry = place->dentry;
	struct dentry *mount_root = 0;

	*marks = PATH_TRUNCATED;
	if (is_deleted(dentry))
		*marks |= PATH_DELETED;
	kernel_read(mount_root, mount->mnt_root);
#pragma clang loop unroll(disable)
	for (int step = 0; step < PATH_STEPS_MAX; step++) {
		const unsigned char *name = 0;
		struct dentry *parent = 0;
		__u64 end;
		long length;

		if (dentry == root->dentry && mount == root->mnt) {
			*marks &= ~PATH_TRUNCATED;
			break;
		}
		if (dentry == mount_root) {
			struct mount *above = 0;

			kernel_read(above, mount_of(mount)->mnt_parent);
			if (above == mount_of(mount)) {
				*marks ^= PATH_TRUNCATED | PATH_UNREACHABLE;
				break;
			}
			kernel_read(dentry, mount_of(mount)->mnt_mountpoint);
			mount = (void *)above + kernel_offset_of(struct mount, mnt);
			kernel_read(mount_root, mount->mnt_root);
			continue;
		}
		end = exec->names_length;
		opaque(end);
		if (end > limit - PATH_NAME_MAX)
			break;
		kernel_read(parent, dentry->d_parent);
		kernel_read(name, dentry->d_name.name);
		length = bpf_probe_read_kernel_str((void *)exec->data + end, PATH_NAME_MAX, name);
		if (length <= 0) {
			*marks = PATH_FAULT;
			break;
		}
		exec->names_length = end + length;
		if (parent == dentry) {
			/* The file never was in a directory: memfd_create(2), pipe(2), socket(2). */
			*marks = PATH_DELETED | PATH_NAMELESS;
			break;
		}
		dentry = parent;
	}
}

/* Fills what a descriptor refers to. */
static __always_inline void fill_descriptor(struct exec_descriptor *descriptor, struct file *file)
{
	struct super_block *file_system = 0;
	struct inode *inode = 0;
	unsigned long magic = 0;

	descriptor->is_open = true;
	kernel_read(descriptor->position, file->f_pos);
	kernel_read(descriptor->flags, file->f_flags);
	kernel_read(inode, file->f_inode);
	kernel_read(descriptor->inode, inode->i_ino);
	kernel_read(descriptor->mode, inode->i_mode);
	kernel_read(descriptor->device, inode->i_rdev);
	kernel_read(file_system, inode->i_sb);
	kernel_read(magic, file_system->s_magic);
	descriptor->file_system = magic;
}

/* Appends the paths from `first` on (enum exec_paths) at `names`. Returns where they end. One loop does all of
 * them, so that the walk is in each program once. */
static __always_inline __u64 add_paths(struct event_exec *exec, struct task_struct *task, __u64 names,
				       int first)
{
	struct file **files = 0;
	volatile struct event_exec *record = exec;
	struct files_struct *open_files = 0;
	struct mm_struct *memory = 0;
	struct fdtable *table = 0;
	struct fs_struct *fs = 0;
	struct path root = {};

	kernel_read(fs, task->fs);
	kernel_read(root, fs->root);
	kernel_read(open_files, task->files);
	kernel_read(table, open_files->fdt);
	kernel_read(files, table->fd);
	record->names_length = names;
	record->flags |= EXEC_STDIO;
#pragma clang loop unroll(disable)
	for (int i = first; i < EXEC_PATHS; i++) {
		__u64 limit = EXEC_NAMES_MAX, begin = record->names_length;
		struct path place = {};
		struct file *file = 0;

		if (i == EXEC_CWD) {
			kernel_read(place, fs->pwd);
			limit = EXEC_CWD_END;
		} else if (i == EXEC_EXECUTABLE) {
			kernel_read(memory, task->mm);
			kernel_read(file, memory->exe_file);
			kernel_read(place, file->f_path);
		} else {
			struct exec_descriptor *descriptor = &exec->descriptors[i - EXEC_DESCRIPTORS];
			struct file *input = 0, *output = 0;

			kernel_read(file, files[i - EXEC_DESCRIPTORS]);
			if (!file)
				continue;
			fill_descriptor(descriptor, file);
			/* Read again each time, because the verifier would follow each case if they were kept. */
			if (i > EXEC_DESCRIPTORS)
				kernel_read(input, files[0]);
			if (i > EXEC_DESCRIPTORS + 1)
				kernel_read(output, files[1]);
			descriptor->same_as = file == input ? 1 : file == output ? 2 : 0;
			if (descriptor->same_as)
				continue;
			kernel_read(place, file->f_path);
		}
		add_path(exec, limit, &place, &root, &exec->paths[i].marks);
		record->paths[i].length = record->names_length - begin;
	}
	return record->names_length;
}

static __always_inline struct kernfs_node *node_above(struct kernfs_node *node)
{
	struct kernfs_node *above = 0;

	if (kernel_has(node->parent))
		kernel_read(above, node->parent);
	else
		kernel_read(above, ((struct kernfs_node___6_15 *)node)->__parent);
	return above;
}

/* Sends the path of the task's cgroup, unless it has been sent before. */
static __always_inline void tell_cgroup(struct sender *sender, volatile struct event_cgroup *record,
					struct task_struct *task)
{
	__u64 id = bpf_get_current_cgroup_id(), end;
	struct kernfs_node *node = 0, *above;
	struct cgroup *cgroup = 0;
	__u8 told = 1;

	if (bpf_map_lookup_elem(&told_cgroups, &id))
		return;
	fill_header((void *)&record->header, task, 0);
	record->cgroup_id = id;
	record->length = 0;
	record->marks = PATH_TRUNCATED;
	kernel_read(cgroup, task->cgroups->dfl_cgrp);
	kernel_read(node, cgroup->kn);
#pragma clang loop unroll(disable)
	for (int step = 0; step < CGROUP_DEPTH_MAX; step++) {
		const char *name = 0;
		long length;

		above = node_above(node);
		if (!above) {
			record->marks = 0;
			break;
		}
		end = record->length;
		opaque(end);
		if (end > (CGROUP_DEPTH_MAX - 1) * PATH_NAME_MAX)
			break;
		kernel_read(name, node->name);
		length = bpf_probe_read_kernel_str((void *)record->data + end, PATH_NAME_MAX, name);
		if (length <= 0) {
			record->marks = PATH_FAULT;
			break;
		}
		record->length = end + length;
		node = above;
	}
	end = record->length;
	opaque(end);
	if (end > CGROUP_DEPTH_MAX * PATH_NAME_MAX)
		return;
	/* If it found no room, the next exec sends it. */
	if (!send(sender, (void *)&record->header, EVENT_CGROUP, sizeof(*record) + end, false))
		bpf_map_update_elem(&told_cgroups, &id, &told, BPF_ANY);
}

#endif
