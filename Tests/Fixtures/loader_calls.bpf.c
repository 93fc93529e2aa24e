// Calls between functions of one object: static and global, shared and nested, by address as
// callbacks. A program returns 0, or the number of the line that got a wrong result.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 10);
    __type(key, __u32);
    __type(value, __u64);
} numbers SEC(".maps");

static noinline int twice(int value)
{
    asm volatile("" : "+r"(value));
    return value * 2;
}

noinline int twice_plus_one(int value)
{
    return twice(value) + 1;
}

static noinline int nested(int value)
{
    return twice_plus_one(value) + twice(value);
}

__attribute__((visibility("hidden"))) noinline int hidden(int value)
{
    return nested(value) + 100;
}

__attribute__((weak)) noinline int weak(int value)
{
    return twice(value) - 1;
}

struct sum {
    __u64 total;
    __u32 calls;
};

static long add_index(__u32 index, struct sum *sum)
{
    sum->total += twice(index);
    sum->calls++;
    return 0;
}

static long add_element(void *map, __u32 *key, __u64 *value, struct sum *sum)
{
    sum->total += *value + *key;
    sum->calls++;
    return 0;
}

SEC("socket")
int direct(void *context)
{
    if (twice(21) != 42)
        return __LINE__;
    if (twice_plus_one(10) != 21)
        return __LINE__;
    if (nested(3) != 13)
        return __LINE__;
    if (hidden(3) != 113)
        return __LINE__;
    if (weak(4) != 7)
        return __LINE__;
    return 0;
}

SEC("socket")
int in_other_order(void *context)
{
    if (weak(4) != 7)
        return __LINE__;
    if (hidden(3) != 113)
        return __LINE__;
    return 0;
}

SEC("socket")
int by_address(void *context)
{
    struct sum sum = {};
    if (bpf_loop(10, add_index, &sum, 0) != 10)
        return __LINE__;
    if (sum.total != 90 || sum.calls != 10)
        return __LINE__;
    sum.total = 0;
    sum.calls = 0;
    for (__u32 index = 0; index < 10; index++) {
        __u64 value = 100;
        bpf_map_update_elem(&numbers, &index, &value, 0);
    }
    if (bpf_for_each_map_elem(&numbers, add_element, &sum, 0) != 10)
        return __LINE__;
    if (sum.total != 1045 || sum.calls != 10)
        return __LINE__;
    return 0;
}
