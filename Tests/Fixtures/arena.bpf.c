// Variables in an arena.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

#define __arena __attribute__((address_space(1)))
#define __arena_global __attribute__((address_space(1)))

struct {
    __uint(type, BPF_MAP_TYPE_ARENA);
    __uint(map_flags, BPF_F_MMAPABLE);
#ifdef TOO_SMALL
    __uint(max_entries, 1);
#else
    __uint(max_entries, 100);
#endif
    __ulong(map_extra, 0x1ull << 44);
} arena SEC(".maps");

__u64 __arena_global first = 40;
#ifdef TOO_SMALL
__u64 __arena_global many[1000] = { 1 };
#endif
__u64 __arena_global second = 2;
__u64 __arena_global sum;

SEC("syscall")
int add(void *ctx)
{
    // The verifier wants to see the arena itself, too.
    asm volatile("" ::"r"(&arena));
    sum = first + second;
    return sum == 42 ? 0 : __LINE__;
}
