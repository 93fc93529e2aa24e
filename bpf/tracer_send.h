/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How a record comes to the ring: its header, its place in the sequence, and the wake-up.
 */
#ifndef SWIFTLET_TRACER_SEND_H
#define SWIFTLET_TRACER_SEND_H

#include "kernel_types.h"
#include "tracer_turns.h"

/* What every record needs: the counters of this CPU, and the ring. */
struct sender {
	struct counters *counters;
	void *ring;
};

static __always_inline bool make_sender(struct sender *sender)
{
	__u32 zero = 0;

	sender->counters = bpf_map_lookup_elem(&counters_map, &zero);
	sender->ring = bpf_map_lookup_elem(&rings, &zero);
	return sender->counters && sender->ring;
}

static __always_inline __u64 next_exec_id(struct counters *counters)
{
	__u64 number = ++counters->slot[COUNTER_EXEC_ID];

	return (__u64)bpf_get_smp_processor_id() << 48 | number;
}

/* Whether this exec is one of those that sampling leaves out. */
static __always_inline bool is_left_out(struct counters *counters)
{
	if (sample_every <= 1)
		return false;
	if (counters->slot[COUNTER_SAMPLE]++ % sample_every == 0)
		return false;
	count(counters, COUNTER_LEFT_OUT);
	return true;
}

/* The number of a process, thread or session in the tracer's pid namespace; 0 if it has none there. */
static __always_inline __u32 number_here(struct pid *pid)
{
	unsigned int level = 0;

	bpf_probe_read_kernel(&level, sizeof(level), &pid->level);
#pragma clang loop unroll(disable)
	for (unsigned int i = 0; i <= PID_NAMESPACES_MAX; i++) {
		__u64 step = i * kernel_size_of(struct upid);
		struct pid_namespace *namespace = 0;
		unsigned int inode = 0;
		int number = 0;

		if (i > level)
			break;
		bpf_probe_read_kernel(&namespace, sizeof(namespace), (void *)&pid->numbers[0].ns + step);
		bpf_probe_read_kernel(&inode, sizeof(inode), &namespace->ns.inum);
		if (inode != own_pid_namespace)
			continue;
		bpf_probe_read_kernel(&number, sizeof(number), (void *)&pid->numbers[0].nr + step);
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
		bpf_probe_read_kernel(&number, sizeof(number), &task->tgid);
		return number;
	}
	bpf_probe_read_kernel(&signal, sizeof(signal), &task->signal);
	bpf_probe_read_kernel(&pid, sizeof(pid), &signal->pids[PIDTYPE_TGID]);
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
	bpf_probe_read_kernel(&pid, sizeof(pid), &task->thread_pid);
	return number_here(pid);
}

/* Whether the current process is traced: not if it lives outside of the tracer's pid namespace, since its
 * number would be another process's there. */
static __always_inline bool is_traced(void)
{
	__u32 pid = current_process();

	if (own_pid_namespace && !pid)
		return false;
	return !follow_descendants || bpf_map_lookup_elem(&traced_processes, &pid);
}

/* Whether the ring holds less than so many eighths of what it can (CHUNKS_UP_TO, STRINGS_UP_TO). */
static __always_inline bool has_room(struct sender *sender, __u64 eighths)
{
	__u64 waiting = bpf_ringbuf_query(sender->ring, BPF_RB_AVAIL_DATA);
	__u64 eighth = bpf_ringbuf_query(sender->ring, BPF_RB_RING_SIZE) / RING_EIGHTHS;

	return waiting < eighth * eighths;
}

static __always_inline void fill_header(struct event_header *header, struct task_struct *task,
					__u64 exec_id)
{
	struct task_struct *parent = 0;

	bpf_probe_read_kernel(&parent, sizeof(parent), &task->real_parent);
	header->pid = current_process();
	header->tid = current_thread();
	header->ppid = process_number(parent);
	header->exec_id = exec_id;
	header->cpu = bpf_get_smp_processor_id();
}

/*
 * Sends a record as it is, and counts it whether or not it finds room.
 *
 * The consumer is woken by the last record of an exec if it sleeps, and by the record with which a
 * quarter of the ring is full; else it comes by itself a few milliseconds after the last time. It
 * says that it sleeps before it looks at the ring once more, and here the ring is written before
 * that word is looked at again, so that one of the two sees the other.
 */
static __always_inline long send_unnumbered(struct sender *sender, struct event_header *header,
					    enum event_type type, __u64 size, bool last)
{
	struct counters *counters = sender->counters;
	__u64 waiting = bpf_ringbuf_query(sender->ring, BPF_RB_AVAIL_DATA);
	__u64 quarter = bpf_ringbuf_query(sender->ring, BPF_RB_RING_SIZE) / 4;
	__u64 flags = BPF_RB_NO_WAKEUP;
	long error;

	header->type = type;
	header->size = size;
	header->time_ns = bpf_ktime_get_boot_ns();
	if (last && consumer_sleeps) {
		consumer_sleeps = 0;
		flags = BPF_RB_FORCE_WAKEUP;
	} else if (waiting < quarter && waiting + size >= quarter) {
		flags = BPF_RB_FORCE_WAKEUP;
	}
	count(counters, COUNTER_SENT + COUNTER_TYPE(type));
	error = bpf_ringbuf_output(sender->ring, header, size, flags);
	if (error)
		count(counters, COUNTER_RING_FULL + COUNTER_TYPE(type));
	if (last && flags == BPF_RB_NO_WAKEUP && consumer_sleeps) {
		/* It went to sleep just now. A record that is thrown away wakes it. */
		void *nudge = bpf_ringbuf_reserve(sender->ring, 8, 0);

		consumer_sleeps = 0;
		if (nudge)
			bpf_ringbuf_discard(nudge, BPF_RB_FORCE_WAKEUP);
	}
	return error;
}

/* Sends a record as the next one of this CPU. */
static __always_inline long send(struct sender *sender, struct event_header *header,
				 enum event_type type, __u64 size, bool last)
{
	header->sequence = sender->counters->slot[COUNTER_SEQUENCE]++;
	return send_unnumbered(sender, header, type, size, last);
}

#endif
