// An iterator over tasks, and what a clock runs.
#include "hook_types.h"

struct seq_file;
struct bpf_iter_meta {
    struct seq_file *seq;
    __u64 session_id, seq_num;
};

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
