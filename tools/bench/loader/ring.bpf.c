/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Fills a ring with records, for the benchmark of readers. Run by BPF_PROG_TEST_RUN (Linux 5.17).
 */
typedef unsigned int __u32;
typedef unsigned long long __u64;

#define SEC(name) __attribute__((section(name), used))

static long (*bpf_ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *data, __u64 flags) = (void *)132;
static long (*bpf_loop)(__u32 count, void *body, void *context, __u64 flags) = (void *)181;

struct {
	int (*type)[27]; /* BPF_MAP_TYPE_RINGBUF */
	int (*max_entries)[16777216];
} ring SEC(".maps");

struct request {
	__u32 count;
	__u32 size;
};

#define RECORDS_OF(bytes)                                                                  \
	static long write_##bytes(__u32 index, void *unused)                              \
	{                                                                                  \
		__u64 *record = (void *)bpf_ringbuf_reserve(&ring, bytes, 0);              \
                                                                                           \
		if (!record)                                                               \
			return 1;                                                          \
		record[0] = index;                                                         \
		bpf_ringbuf_submit(record, 1 /* BPF_RB_NO_WAKEUP */);                      \
		return 0;                                                                  \
	}

RECORDS_OF(32)
RECORDS_OF(256)
RECORDS_OF(4096)

SEC("syscall") int fill(struct request *request)
{
	if (request->size == 32)
		bpf_loop(request->count, write_32, 0, 0);
	else if (request->size == 256)
		bpf_loop(request->count, write_256, 0, 0);
	else
		bpf_loop(request->count, write_4096, 0, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
