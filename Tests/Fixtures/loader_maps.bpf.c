// A map of every shape that a definition can have, and a program that uses each. A program returns
// 0, or the number of the line that found something else than it should.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct pair {
    __u32 first;
    __u64 second;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1000);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct pair);
    __type(value, struct pair);
} pairs SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 7);
    __uint(key_size, 4);
    __uint(value_size, 24);
    __uint(map_flags, BPF_F_NUMA_NODE);
    __uint(numa_node, 0);
} sized_by_number SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 3);
    __type(key, __u32);
    __type(value, __u32);
} per_cpu SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 64);
    __type(key, __u16);
    __type(value, __u8);
} recent SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, 4);
    __uint(value_size, 4);
} one_for_each_cpu SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
    __uint(max_entries, 100);
    __type(value, __u64);
    __uint(map_extra, 3);
} filter SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_QUEUE);
    __uint(max_entries, 5);
    __type(value, __u32);
} waiting SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 8192);
} events SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u32);
#ifdef PINNING
    __uint(pinning, LIBBPF_PIN_BY_NAME);
#endif
} kept_by_name SEC(".maps");

struct inner {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u64);
} inner_a SEC(".maps"), inner_b SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 4);
    __type(key, __u32);
    __array(values, struct inner);
} outer_array SEC(".maps") = {.values = {[1] = &inner_a, [3] = &inner_b}};

struct {
    __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
    __uint(max_entries, 8);
    __type(key, __u32);
    __array(values, struct inner);
} outer_hash SEC(".maps") = {.values = {[5] = &inner_a}};

int reached_first(void *context);
int reached_second(void *context);

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 3);
    __uint(key_size, 4);
    __array(values, int(void *));
} programs SEC(".maps") = {.values = {[0] = &reached_first, [2] = &reached_second}};

volatile __u64 tail_calls;

SEC("socket")
int use_maps(void *context)
{
    struct pair key = {};
    struct pair *value;
    __u32 number = 1;
    __u16 small = 2;
    __u8 byte = 3;

    key.first = 1;
    key.second = 2;
    if (bpf_map_update_elem(&pairs, &key, &key, 0))
        return __LINE__;
    value = bpf_map_lookup_elem(&pairs, &key);
    if (!value)
        return __LINE__;
    if (value->first != 1 || value->second != 2)
        return __LINE__;
    if (!bpf_map_lookup_elem(&sized_by_number, &number))
        return __LINE__;
    __u32 *part = bpf_map_lookup_elem(&per_cpu, &number);
    if (!part)
        return __LINE__;
    *part = 77;
    if (bpf_map_update_elem(&recent, &small, &byte, 0))
        return __LINE__;
    if (bpf_map_update_elem(&kept_by_name, &number, &number, 0))
        return __LINE__;
    __u64 *event = bpf_ringbuf_reserve(&events, 8, 0);
    if (!event)
        return __LINE__;
    *event = 0x1122334455667788;
    bpf_ringbuf_submit(event, 0);
    return 0;
}

SEC("socket")
int use_inner(void *context)
{
    __u32 zero = 0, one = 1, two = 2, three = 3, five = 5;
    void *inner;
    __u64 *value;

    inner = bpf_map_lookup_elem(&outer_array, &two);
    if (inner)
        return __LINE__;
    inner = bpf_map_lookup_elem(&outer_array, &one);
    if (!inner)
        return __LINE__;
    value = bpf_map_lookup_elem(inner, &zero);
    if (!value)
        return __LINE__;
    *value = 11;
    inner = bpf_map_lookup_elem(&outer_array, &three);
    if (!inner)
        return __LINE__;
    value = bpf_map_lookup_elem(inner, &one);
    if (!value)
        return __LINE__;
    *value = 33;
    // The hash holds the same map as slot 1 of the array.
    inner = bpf_map_lookup_elem(&outer_hash, &five);
    if (!inner)
        return __LINE__;
    value = bpf_map_lookup_elem(inner, &zero);
    if (!value)
        return __LINE__;
    return *value == 11 ? 0 : __LINE__;
}

SEC("socket")
int tail_first(void *context)
{
    bpf_tail_call(context, &programs, 0);
    return __LINE__;
}

SEC("socket")
int tail_second(void *context)
{
    bpf_tail_call(context, &programs, 2);
    return __LINE__;
}

SEC("socket")
int tail_empty(void *context)
{
    bpf_tail_call(context, &programs, 1);
    return 1;
}

SEC("socket")
int reached_first(void *context)
{
    tail_calls++;
    return 1001;
}

SEC("socket")
int reached_second(void *context)
{
    tail_calls++;
    return 1002;
}
