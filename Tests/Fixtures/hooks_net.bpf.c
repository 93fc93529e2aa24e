// Packets to one UDP port of this host, wherever they pass by.
#include "hook_types.h"

const volatile __u16 wanted_port = 0;

static inline __u16 swapped(__u16 value)
{
    return value >> 8 | value << 8;
}

// Of a packet whose network header begins at `network`: IPv4 without options.
static inline int is_ours(void *packet, __u32 network)
{
    __u8 protocol = 0;
    __u16 port = 0;

    if (bpf_skb_load_bytes(packet, network + 9, &protocol, 1) || protocol != 17)
        return 0;
    if (bpf_skb_load_bytes(packet, network + 22, &port, 2))
        return 0;
    return swapped(port) == wanted_port;
}

SEC("?tcx/ingress")
int on_ingress(void *packet)
{
    if (is_ours(packet, 14))
        hits++;
    return -1; // TCX_NEXT
}

SEC("?tcx/egress")
int on_egress(void *packet)
{
    if (is_ours(packet, 14))
        hits++;
    return -1;
}

struct xdp_md {
    __u32 data, data_end;
};

static inline int count_xdp(struct xdp_md *context)
{
    __u8 *data = (void *)(long)context->data;

    if (data + 38 <= (__u8 *)(long)context->data_end && data[23] == 17 &&
        (data[36] << 8 | data[37]) == wanted_port)
        hits++;
    return 2; // XDP_PASS
}

SEC("?xdp")
int on_xdp(struct xdp_md *context)
{
    return count_xdp(context);
}

SEC("?xdp.frags")
int on_xdp_fragments(struct xdp_md *context)
{
    return count_xdp(context);
}

SEC("?xdp")
int other_xdp(struct xdp_md *context)
{
    if (count_xdp(context))
        returns++;
    return 2;
}

SEC("?cgroup_skb/egress")
int on_cgroup_egress(void *packet)
{
    if (is_ours(packet, 0))
        hits++;
    return 1;
}

SEC("?cgroup/skb")
int on_cgroup_either(void *packet)
{
    return 1;
}

SEC("?cgroup/sock_create")
int on_socket(void *socket)
{
    return 1;
}

struct sock_addr {
    __u32 user_family, user_ip4, user_ip6[4], user_port;
};

SEC("?cgroup/sendmsg4")
int on_send(struct sock_addr *context)
{
    if (swapped(context->user_port) == wanted_port)
        hits++;
    return 1;
}

SEC("?cgroup/connect_unix")
int on_unix_connect(void *context)
{
    return 1;
}

struct netfilter_context {
    const void *state;
    void *packet;
};

SEC("?netfilter")
int on_netfilter(struct netfilter_context *context)
{
    hits++;
    return 1; // NF_ACCEPT
}

SEC("?sk_lookup")
int on_lookup(void *context)
{
    hits++;
    return 1; // SK_PASS
}
