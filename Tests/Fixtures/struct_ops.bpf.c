// Structures of functions: a congestion control of TCP, as the kernel has it, and in other words.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct sock;
struct rate_sample;
struct ack_sample;

#ifdef FOR_LIBBPF // Before libbpf 1.2 there were no flavours, no links, and every member had to be the kernel's.
#define tcp_congestion_ops___mixed tcp_congestion_ops
#define LINK_SECTION ".struct_ops"
#define OPTIONAL_PROGRAM "struct_ops/cong_avoid"
#else
#define LINK_SECTION ".struct_ops.link"
#define OPTIONAL_PROGRAM "?struct_ops/cong_avoid"
#endif

// Members in another order than the kernel's, and some that no kernel has.
struct tcp_congestion_ops___mixed {
    char name[16];
#ifndef FOR_LIBBPF
    void (*no_such_function)(struct sock *sk);
    int no_such_number;
#endif
    __u32 (*undo_cwnd)(struct sock *sk);
    __u32 (*ssthresh)(struct sock *sk);
    void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
    __u32 flags;
};

SEC("struct_ops/ssthresh")
__u32 ours_ssthresh(__u64 *ctx)
{
    return 2;
}

SEC("struct_ops")
__u32 ours_undo_cwnd(__u64 *ctx)
{
    return 10;
}

SEC(OPTIONAL_PROGRAM)
void ours_cong_avoid(__u64 *ctx)
{
}

SEC(LINK_SECTION)
struct tcp_congestion_ops___mixed ours = {
    .ssthresh = (void *)ours_ssthresh,
    .undo_cwnd = (void *)ours_undo_cwnd,
    .cong_avoid = (void *)ours_cong_avoid,
    .name = "swiftlet_link",
};

#ifndef FOR_LIBBPF
SEC(".struct_ops")
struct tcp_congestion_ops___mixed registered = {
    .ssthresh = (void *)ours_ssthresh,
    .undo_cwnd = (void *)ours_undo_cwnd,
    .cong_avoid = (void *)ours_cong_avoid,
    .name = "swiftlet_reg",
};

// Never loaded by itself: its structure isn't made.
SEC("struct_ops")
void not_needed(__u64 *ctx)
{
}

SEC("?.struct_ops")
struct tcp_congestion_ops___mixed optional = {
    .no_such_function = (void *)not_needed,
    .name = "swiftlet_opt",
};
#endif

#ifdef KERNEL_TYPES // The object's own types as if they were a kernel's.
struct bpf_struct_ops_tcp_congestion_ops {
    int common[4];
    struct tcp_congestion_ops data;
};
struct bpf_struct_ops_tcp_congestion_ops kernel_value;
#endif

#ifdef UNKNOWN
struct swiftlet_no_such_ops {
    int number;
};

SEC(".struct_ops.link")
struct swiftlet_no_such_ops unknown = { .number = 1 };
#endif

#ifdef EXTRA
SEC(".struct_ops.link")
struct tcp_congestion_ops___mixed extra = { .no_such_number = 1, .name = "extra" };
#endif

#ifdef ALONE
SEC("struct_ops")
int member_of_none(__u64 *ctx)
{
    return 0;
}
#endif
