// Three programs that share a function which asks where a field is.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct task_struct {
    int pid;
    int tgid;
} __attribute__((preserve_access_index));

volatile __u64 place;

static noinline int offset(int more)
{
    struct task_struct *task = 0;
    asm volatile("" : "+r"(more));
    return more + __builtin_preserve_field_info(task->tgid, 0);
}

SEC("socket") int one(void *context) { return offset(1); }
SEC("socket") int two(void *context) { place += 1; return offset(2); }
SEC("socket") int three(void *context) { place += 2; place *= 3; return offset(3); }
