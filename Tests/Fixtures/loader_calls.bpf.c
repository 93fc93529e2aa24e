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

volatile __u64 total;
volatile __u32 calls;

// What they change is in no register or stack slot, so that the verifier need not go through every
// turn of the loop.
static long add_index(__u32 index, void *context)
{
    total += twice(index);
    calls++;
    return 0;
}

static long fill(__u32 index, void *context)
{
    __u64 value = 100;
    return bpf_map_update_elem(&numbers, &index, &value, 0) != 0;
}

static long add_element(void *map, __u32 *key, __u64 *value, void *context)
{
    total += *value + *key;
    calls++;
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
    if (bpf_loop(10, add_index, 0, 0) != 10)
        return __LINE__;
    if (total != 90 || calls != 10)
        return __LINE__;
    total = 0;
    calls = 0;
    if (bpf_loop(10, fill, 0, 0) != 10)
        return __LINE__;
    if (bpf_for_each_map_elem(&numbers, add_element, 0, 0) != 10)
        return __LINE__;
    if (total != 1045 || calls != 10)
        return __LINE__;
    return 0;
}
