// Maps as they were defined before libbpf 1.0.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct bpf_map_def {
    __u32 type, key_size, value_size, max_entries, map_flags;
};

struct bpf_map_def SEC("maps") counts = {
    .type = BPF_MAP_TYPE_ARRAY,
    .key_size = 4,
    .value_size = 8,
    .max_entries = 1,
};

SEC("socket")
int looks_up(void *context)
{
    __u32 key = 0;
    return bpf_map_lookup_elem(&counts, &key) != 0;
}
