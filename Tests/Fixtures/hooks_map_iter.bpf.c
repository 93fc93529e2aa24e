// An iterator over the elements of a map.
#include "hook_types.h"

struct seq_file;
struct bpf_iter_meta {
    struct seq_file *seq;
    __u64 session_id, seq_num;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16);
    __type(key, __u32);
    __type(value, __u64);
} elements SEC(".maps");

struct bpf_iter__bpf_map_elem {
    struct bpf_iter_meta *meta;
    void *map;
    __u32 *key;
    __u64 *value;
};

SEC("iter/bpf_map_elem")
int dump_elements(struct bpf_iter__bpf_map_elem *context)
{
    __u64 pair[2];

    if (!context->key || !context->value)
        return 0;
    pair[0] = *context->key;
    pair[1] = *context->value;
    bpf_seq_write(context->meta->seq, pair, sizeof(pair));
    return 0;
}
