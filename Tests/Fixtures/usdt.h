/*
 * What libbpf's usdt.bpf.h gives programs of static probes: the maps that the loader fills, and how
 * arguments are read with what is in them. -DUSDT_WITHOUT_INDEX lays them out as before version 1.7.
 */
#ifndef SWIFTLET_FIXTURES_USDT_H
#define SWIFTLET_FIXTURES_USDT_H

#include "hook_types.h"

enum usdt_kind { USDT_CONSTANT, USDT_REGISTER, USDT_MEMORY, USDT_INDEXED };

struct usdt_argument {
    __u64 value;
#ifdef USDT_WITHOUT_INDEX
    enum usdt_kind kind;
#else
    enum usdt_kind kind : 8;
    __u16 index_register : 12;
    __u16 scale : 4;
    __u8 reserved : 8;
#endif
    short position;
    _Bool is_signed;
    char unused_bits;
};

struct usdt_specification {
    struct usdt_argument arguments[12];
    __u64 cookie;
    short count;
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 4);
    __type(key, int);
    __type(value, struct usdt_specification);
} __bpf_usdt_specs SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16);
    __type(key, long);
    __type(value, __u32);
} __bpf_usdt_ip_to_spec_id SEC(".maps");

/* libbpf's LINUX_HAS_BPF_COOKIE */
const volatile __u8 has_cookies = 1;

static long (*const bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

static inline struct usdt_specification *usdt_specification(struct registers *context)
{
    __u32 number, *found;
    __u64 address;

    if (has_cookies) {
        number = bpf_get_attach_cookie(context);
    } else {
        address = context->ip;
        found = bpf_map_lookup_elem(&__bpf_usdt_ip_to_spec_id, &address);
        if (!found)
            return 0;
        number = *found;
    }
    return bpf_map_lookup_elem(&__bpf_usdt_specs, &number);
}

/* Whether usdt.bpf.h could read it: bpf_usdt_arg() returns -EINVAL for types that it doesn't know. */
static inline int usdt_is_readable(struct usdt_argument *argument)
{
    return argument->kind <= USDT_INDEXED;
}

/* 0 if there is no such argument or it can't be read. */
static inline __u64 usdt_read(struct registers *context, struct usdt_argument *argument)
{
    __u64 value = 0, index = 0;

    switch (argument->kind) {
    case USDT_CONSTANT:
        value = argument->value;
        break;
    case USDT_REGISTER:
        bpf_probe_read_kernel(&value, 8, (char *)context + argument->position);
        break;
    case USDT_MEMORY:
        bpf_probe_read_kernel(&value, 8, (char *)context + argument->position);
        bpf_probe_read_user(&value, 8, (void *)(value + argument->value));
        break;
#ifndef USDT_WITHOUT_INDEX
    case USDT_INDEXED:
        bpf_probe_read_kernel(&value, 8, (char *)context + argument->position);
        bpf_probe_read_kernel(&index, 8, (char *)context + argument->index_register);
        value += (index << argument->scale) + argument->value;
        bpf_probe_read_user(&value, 8, (void *)value);
        break;
#endif
    default:
        return 0;
    }
    value <<= argument->unused_bits;
    return argument->is_signed ? (__u64)((__s64)value >> argument->unused_bits)
                               : value >> argument->unused_bits;
}

#endif
