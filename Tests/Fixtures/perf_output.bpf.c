// Writes records of random sizes to a perf event array: each with its number on its CPU, the CPU and its
// length, and filled with the number's last byte. Counts what it wrote and what was refused.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct record {
    __u64 number;
    __u32 processor;
    __u32 length;
    __u8 filling[1008];
};

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, 4);
    __uint(value_size, 4);
} events SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct record);
} scratch SEC(".maps");

const volatile __u32 batch = 8;
__u64 written[64];
__u64 refused[64];

#define BPF_F_CURRENT_CPU 0xffffffffULL

SEC("raw_tp/sys_enter")
int write_samples(void *context)
{
    __u32 zero = 0, processor = bpf_get_smp_processor_id() & 63;
    struct record *record = bpf_map_lookup_elem(&scratch, &zero);

    if (!record)
        return __LINE__;
    for (__u32 i = 0; i < batch && i < 64; i++) {
        __u32 length = 16 + (bpf_get_prandom_u32() & 1007);

        record->number = written[processor] + refused[processor];
        record->processor = processor;
        record->length = length;
        for (__u32 j = 0; j < 1008; j++)
            record->filling[j] = record->number;
        if (bpf_perf_event_output(context, &events, BPF_F_CURRENT_CPU, record, length))
            refused[processor]++;
        else
            written[processor]++;
    }
    return 0;
}
