// Iterators: over the elements of a map, and over tasks.
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

SEC("?iter/bpf_map_elem")
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

struct task_struct {
    int pid, tgid;
} __attribute__((preserve_access_index));

struct bpf_iter__task {
    struct bpf_iter_meta *meta;
    struct task_struct *task;
};

SEC("?iter/task")
int dump_tasks(struct bpf_iter__task *context)
{
    struct task_struct *task = context->task;
    int pair[2];

    if (!task)
        return 0;
    pair[0] = task->pid;
    pair[1] = task->tgid;
    bpf_seq_write(context->meta->seq, pair, sizeof(pair));
    return 0;
}

SEC("?perf_event")
int on_clock(void *context)
{
    hits++;
    return 0;
}
