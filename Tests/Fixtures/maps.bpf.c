// Maps of three types and variables in every kind of data section, used by two programs.
#include "bpf_types.h"

struct value {
    __u64 count;
    __u32 last;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, struct value);
} counts SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} totals SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 4096);
} events SEC(".maps");

const volatile __u32 target_pid = 0;
volatile __u64 step = 2;
static volatile __u64 seen;
__u64 last_pid;
__u32 weights[16] SEC(".data.weights") = {1, 2, 3};

char _license[] SEC("license") = "GPL";

SEC("tracepoint/sched/sched_process_exec")
int count_exec(void *context)
{
    __u64 id = bpf_get_current_pid_tgid();
    __u32 pid = id >> 32;
    if (target_pid && pid != target_pid)
        return 0;
    struct value *value = bpf_map_lookup_elem(&counts, &pid);
    if (value) {
        value->count += step + weights[pid & 15];
        value->last = pid;
    } else {
        struct value first = {1, pid};
        bpf_map_update_elem(&counts, &pid, &first, 0);
    }
    seen++;
    last_pid = pid;
    return 0;
}

SEC("raw_tracepoint/sched_process_exit")
int report_exit(void *context)
{
    __u32 zero = 0;
    __u64 *total = bpf_map_lookup_elem(&totals, &zero);
    if (!total)
        return 0;
    __u64 *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
    if (!event)
        return 0;
    *event = *total + seen;
    bpf_ringbuf_submit(event, 0);
    return 0;
}
