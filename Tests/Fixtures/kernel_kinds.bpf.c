// A program of every type that the loader knows, each loaded by itself and seen to run; and a variable
// whose types older kernels don't know.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

#define type_tag(text) __attribute__((btf_type_tag(text)))
#define decl_tag(text) __attribute__((btf_decl_tag(text)))

enum wide { HUGE = 0xfedcba9876543210ull };

struct newer {
    float single;
    double real;
    enum wide wide;
    int type_tag("user") *tagged;
    int field decl_tag("a field");
} decl_tag("a struct");

struct newer newer;

const volatile __u32 wanted_thread = 0;
volatile __u64 hits;

static int count_here(void)
{
    if ((__u32)bpf_get_current_pid_tgid() == wanted_thread)
        hits++;
    return 0;
}

SEC("?socket")
int socket_filter(void *context)
{
    return 7;
}

SEC("?tc")
int classifier(void *context)
{
    return 8;
}

SEC("?xdp")
int packet(void *context)
{
    return 2;
}

SEC("?syscall")
int system_call(void *context)
{
    return 9;
}

SEC("?socket")
int fetches(void *context)
{
    __u64 value = 40;
    __u64 before = __sync_fetch_and_add(&value, 2);

    return before == 40 && *(volatile __u64 *)&value == 42 ? 1 : 2;
}

SEC("?perf_event")
int perf_event(void *context)
{
    return 0;
}

SEC("?kprobe/" SYSTEM_CALL("getpgid"))
int on_probe(void *context)
{
    return count_here();
}

SEC("?kretprobe/" SYSTEM_CALL("getpgid"))
int on_return_probe(void *context)
{
    return count_here();
}

SEC("?fentry/" SYSTEM_CALL("getpgid"))
int on_entry(void *context)
{
    return count_here();
}

SEC("?fexit/" SYSTEM_CALL("getpgid"))
int on_exit(void *context)
{
    return count_here();
}

// The fields in another order than any kernel has them.
struct task_struct {
    int tgid;
    int pid;
    long no_such_field;
} __attribute__((preserve_access_index));

// bpf_get_current_task, bpf_probe_read_kernel
static __u64 (*const current_task)(void) = (void *)35;
static long (*const read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

SEC("?raw_tp/sys_enter")
int reads_fields(void *context)
{
    struct task_struct *task = (void *)current_task();
    __u64 expected = bpf_get_current_pid_tgid();
    int tgid = 0, pid = 0;

    if ((__u32)expected != wanted_thread)
        return 0;
    read_kernel(&tgid, sizeof(tgid), &task->tgid);
    read_kernel(&pid, sizeof(pid), &task->pid);
    if ((__u32)tgid == expected >> 32 && (__u32)pid == (__u32)expected)
        hits++;
    return 0;
}

SEC("?raw_tp/sys_enter")
int reads_no_such_field(void *context)
{
    struct task_struct *task = (void *)current_task();
    long value = 0;

    read_kernel(&value, sizeof(value), &task->no_such_field);
    return value;
}
