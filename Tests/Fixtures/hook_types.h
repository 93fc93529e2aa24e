/* What the fixtures of hooks share: helpers, and a counter of what one thread does. */
#ifndef SWIFTLET_FIXTURES_HOOK_TYPES_H
#define SWIFTLET_FIXTURES_HOOK_TYPES_H

#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

const volatile __u32 wanted_thread = 0;

/* Runs, those at the end of a function, and what the last one was told. */
volatile __u64 hits, returns, last_cookie, last_argument, last_result;

static int (*const bpf_skb_load_bytes)(const void *packet, __u32 offset, void *to, __u32 size) = (void *)26;
static long (*const bpf_probe_read_user)(void *to, __u32 size, const void *from) = (void *)112;
static long (*const bpf_seq_write)(void *file, const void *data, __u32 size) = (void *)127;
static __u64 (*const bpf_get_attach_cookie)(void *context) = (void *)174;

static inline int is_wanted(void)
{
    return (__u32)bpf_get_current_pid_tgid() == wanted_thread;
}

static inline int count(void)
{
    if (is_wanted())
        hits++;
    return 0;
}

static inline int count_return(void)
{
    if (is_wanted())
        returns++;
    return 0;
}

#if defined(__TARGET_ARCH_arm64)

/* struct user_pt_regs: where arguments and results are at a probe. */
struct registers {
    __u64 regs[31], sp, ip, pstate;
};
#define FIRST_ARGUMENT(context) ((context)->regs[0])
#define THIRD_ARGUMENT(context) ((context)->regs[2])
#define RESULT(context) ((context)->regs[0])

#else

/* struct pt_regs: where arguments and results are at a probe. */
struct registers {
    __u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi, orig_rax;
    __u64 ip, cs, eflags, rsp, ss;
};
#define FIRST_ARGUMENT(context) ((context)->rdi)
#define THIRD_ARGUMENT(context) ((context)->rdx)
#define RESULT(context) ((context)->rax)

#endif

#endif
