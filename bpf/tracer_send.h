/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Sending a record: its header, its sequence number, and the wake-up.
 */
#ifndef SWIFTLET_TRACER_SEND_H
#define SWIFTLET_TRACER_SEND_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_maps.h"
#include "tracer_settings.h"
#include "tracer_tasks.h"
#include "tracer_turns.h"

/* What sending needs: the counters of this CPU, and the ring. */
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

/* Whether sampling leaves this exec out. */
static __always_inline bool is_left_out(struct counters *counters)
{
	if (sample_every <= 1)
		return false;
	if (counters->slot[COUNTER_SAMPLE]++ % sample_every == 0)
		return false;
	count(counters, COUNTER_LEFT_OUT);
	return true;
}

/* Whether the ring is less than this many eighths full (CHUNKS_UP_TO, STRINGS_UP_TO). */
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

	kernel_read(parent, task->real_parent);
	header->pid = current_process();
	header->tid = current_thread();
	header->ppid = process_number(parent);
	header->exec_id = exec_id;
	header->cpu = bpf_get_smp_processor_id();
}

/*
 * Sends a record without giving it a sequence number. Counts it whether or not it finds room.
 *
 * The last record of an exec wakes the consumer if it sleeps, and so does the record that fills a quarter
 * of the ring. Otherwise the consumer polls every few milliseconds. It announces that it will sleep and
 * then checks the ring once more; the code below writes to the ring and then checks the announcement. So
 * one of the two always sees the other.
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
		/* The consumer fell asleep just now. Discarding a record wakes it. */
		void *nudge = bpf_ringbuf_reserve(sender->ring, 8, 0);

		consumer_sleeps = 0;
		if (nudge)
			bpf_ringbuf_discard(nudge, BPF_RB_FORCE_WAKEUP);
	}
	return error;
}

/* Sends a record with the next sequence number of this CPU. */
static __always_inline long send(struct sender *sender, struct event_header *header,
				 enum event_type type, __u64 size, bool last)
{
	header->sequence = sender->counters->slot[COUNTER_SEQUENCE]++;
	return send_unnumbered(sender, header, type, size, last);
}

#endif
