// A function of a program, and one that takes its place.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct __sk_buff {
    __u32 len;
};

noinline int replaceable(struct __sk_buff *packet)
{
    volatile int result = 1;
    return result;
}

SEC("tc")
int target(struct __sk_buff *packet)
{
    return replaceable(packet);
}

SEC("?freplace/replaceable")
int replacement(struct __sk_buff *packet)
{
    return 2;
}

SEC("?freplace")
int unnamed(struct __sk_buff *packet)
{
    return 3;
}
