// Writes records of random sizes whose every byte can be told from their number.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 65536);
} ring SEC(".maps");

// Numbers are given only to records that found room.
volatile __u64 written, full, discarded;
volatile __u64 seed = 88172645463325252;
// Records for each run.
const volatile __u32 batch = 16;

struct record {
    __u64 number;
    __u32 length;
    __u8 filling[1024];
};

static struct record staged;

static __u64 random_number(void)
{
    __u64 x = seed;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    seed = x;
    return x;
}

SEC("socket")
int write_records(void *context)
{
    for (__u32 turn = 0; turn < batch && turn < 64; turn++) {
        __u64 random = random_number();
        __u32 length = 12 + (random & 511);

        // One of eight is reserved and thrown away.
        if (((random >> 32) & 7) == 0) {
            struct record *thrown = bpf_ringbuf_reserve(&ring, sizeof(struct record) - 3, 0);
            if (thrown) {
                thrown->number = ~0ull;
                bpf_ringbuf_discard(thrown, 0);
                discarded++;
            }
        }
        staged.number = written;
        staged.length = length;
        // The number again in the last byte, wherever the length puts it.
        if (length > 12) {
            __u32 last = length - 13;
            // In a register of its own: or older verifiers lose sight of its bounds.
            asm volatile("" : "+r"(last));
            staged.filling[last & 511] = staged.number;
        }
        if (bpf_ringbuf_output(&ring, &staged, length, 0))
            full++;
        else
            written++;
    }
    return 0;
}
