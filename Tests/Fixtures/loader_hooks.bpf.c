// Programs on three kinds of hook that a getppid of one task runs through.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

const volatile __u32 wanted_thread = 0;
const volatile __u64 wanted_call = 0;

volatile __u64 tracepoint_hits, raw_hits, typed_hits;

static int is_wanted(__u64 call)
{
    return (__u32)bpf_get_current_pid_tgid() == wanted_thread && call == wanted_call;
}

struct sys_enter {
    __u64 common;
    __s64 id;
};

SEC("tp/raw_syscalls/sys_enter")
int on_tracepoint(struct sys_enter *context)
{
    if (is_wanted(context->id))
        tracepoint_hits++;
    return 0;
}

SEC("raw_tp/sys_enter")
int on_raw_tracepoint(__u64 *arguments)
{
    if (is_wanted(arguments[1]))
        raw_hits++;
    return 0;
}

SEC("tp_btf/sys_enter")
int on_typed_tracepoint(__u64 *arguments)
{
    if (is_wanted(arguments[1]))
        typed_hits++;
    return 0;
}

#ifndef NO_OPTIONAL
// Loaded only if asked for.
SEC("?raw_tp/sys_enter")
int optional(void *context)
{
    return 0;
}
#endif
