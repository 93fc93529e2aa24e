// What is in the types of a kernel module (nf_conntrack), and not in the kernel's own.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

#define __ksym EXTERN(".ksyms")
#define __weak __attribute__((weak))
#define exists(type) __builtin_preserve_type_info(*(type *)0, 0)

struct bpf_ct_opts {
    __s32 netns_id;
    __s32 error;
    __u8 rest[8];
};

struct __sk_buff {
    __u32 len;
};

struct bpf_sock_tuple {
    __u32 addresses[3];
};

struct nf_conn {
    __u32 mark;
} __attribute__((preserve_access_index));

struct nf_ct_event_notifier {
    int any;
};

// In the module's types only.
struct ct_iter_state {
    unsigned int bucket;
} __attribute__((preserve_access_index));

extern struct nf_conn *bpf_skb_ct_lookup(struct __sk_buff *packet, struct bpf_sock_tuple *tuple,
                                         __u32 tuple_size, struct bpf_ct_opts *options,
                                         __u32 options_size) __ksym;
extern void bpf_ct_release(struct nf_conn *connection) __ksym;

SEC("tc")
int calls_module(struct __sk_buff *packet)
{
    struct bpf_ct_opts options = {.netns_id = -1};
    struct bpf_sock_tuple tuple = {};
    struct nf_conn *connection;

    connection = bpf_skb_ct_lookup(packet, &tuple, sizeof(tuple), &options, 12);
    if (connection) {
        bpf_ct_release(connection);
        return __LINE__;
    }
    // A tuple that no connection has, or no protocol: what counts is that the function said so.
    return options.error ? 0 : __LINE__;
}

SEC("?tc")
int module_types(struct __sk_buff *packet)
{
    struct ct_iter_state *state = 0;

    if (!exists(struct ct_iter_state))
        return __LINE__;
    return (int)(long)__builtin_preserve_access_index(&state->bucket) == 0 ? __LINE__ : 0;
}

volatile __u64 calls;

SEC("?fentry/nf_ct_get_tuplepr")
int on_module_entry(void *context)
{
    calls++;
    return 0;
}

SEC("?fentry/nf_conntrack:nf_ct_get_tuplepr")
int on_named_module_entry(void *context)
{
    calls++;
    return 0;
}
