// The program that the articles of ELFLoader.docc load; what stands between the marks is in the text.
#include "bpf_types.h"

static long (*const bpf_get_current_comm)(void *to, __u32 size) = (void *)16;

// listing execs
struct event {
    __u32 pid;
    char comm[16];
};

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 4096);
} events SEC(".maps");

const volatile __u32 first_pid = 0;
__u64 execs;

SEC("raw_tp/sched_process_exec")
int on_exec(void *ctx)
{
    __u32 pid = bpf_get_current_pid_tgid() >> 32;
    struct event *event;

    if (pid < first_pid)
        return 0;
    __sync_fetch_and_add(&execs, 1);
    event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
    if (!event)
        return 0;
    event->pid = pid;
    bpf_get_current_comm(event->comm, sizeof(event->comm));
    bpf_ringbuf_submit(event, 0);
    return 0;
}

SEC("raw_tp/sched_process_exit")
int on_exit(void *ctx)
{
    return 0;
}

char _license[] SEC("license") = "GPL";
// end of listing
