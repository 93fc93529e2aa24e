// Nothing but code: it loads without BTF.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

static noinline int half(int value)
{
    asm volatile("" : "+r"(value));
    return value / 2;
}

SEC("socket")
int answer(void *context)
{
    return half(84);
}
