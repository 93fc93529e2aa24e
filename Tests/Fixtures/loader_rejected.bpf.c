// Programs that the verifier takes, and those that it must not.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 8);
    __type(key, __u32);
    __type(value, __u64);
} counts SEC(".maps");

SEC("socket")
int accepted(void *context)
{
    return 0;
}

// A lookup may fail.
SEC("?socket")
int unchecked(void *context)
{
    __u32 key = 1;
    __u64 *value = bpf_map_lookup_elem(&counts, &key);
    return *value;
}

// The same, after a log of more than the first buffer's size.
SEC("?socket")
int unchecked_at_length(void *context)
{
    __u32 key = 1;
    __u64 *value = bpf_map_lookup_elem(&counts, &key);
    asm volatile(".rept 4000\n r1 = 7\n .endr" ::: "r1");
    return *value;
}

#ifdef MISSPELT
SEC("raw_tracepiont/sys_enter")
int misspelt(void *context)
{
    return 0;
}
#endif
