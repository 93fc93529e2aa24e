// Programs that need more than the maps their instructions name.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

static long (*const tail_call)(void *context, void *map, __u32 index) = (void *)12;
static long (*const kptr_exchange)(void *place, void *pointer) = (void *)194;
static void *(*const lookup)(void *map, const void *key) = (void *)1;

extern int LINUX_KERNEL_VERSION EXTERN(".kconfig");

SEC("socket")
int reads_option(void *context)
{
    return LINUX_KERNEL_VERSION != 0;
}

SEC("socket")
int reads_nothing(void *context)
{
    return 7;
}

int tail(void *context);
int last(void *context);

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 2);
    __uint(key_size, 4);
    __array(values, int(void *));
} last_step SEC(".maps") = { .values = { [1] = (void *)&last } };

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 1);
    __uint(key_size, 4);
    __array(values, int(void *));
} next_step SEC(".maps") = { .values = { [0] = (void *)&tail } };

SEC("socket")
int head(void *context)
{
    tail_call(context, &next_step, 0);
    return 1;
}

SEC("socket")
int tail(void *context)
{
    tail_call(context, &last_step, 1);
    return 2;
}

SEC("socket")
int last(void *context)
{
    return 3;
}

#ifdef OWNED // Linux 6.2
struct swiftlet_node {
    __u64 number;
};

struct owner {
    struct swiftlet_node __attribute__((btf_type_tag("kptr"))) *node;
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct owner);
} owners SEC(".maps");

extern void *bpf_obj_new_impl(__u64 type, void *meta) EXTERN(".ksyms");
extern void bpf_obj_drop_impl(void *object, void *meta) EXTERN(".ksyms");

SEC("tc")
int gives(void *context)
{
    __u32 key = 0;
    struct owner *owner = lookup(&owners, &key);
    struct swiftlet_node *node;

    if (!owner)
        return 0;
    node = bpf_obj_new_impl(__builtin_btf_type_id(*(struct swiftlet_node *)0, 0), 0);
    if (!node)
        return 0;
    node = (void *)kptr_exchange(&owner->node, node);
    if (node)
        bpf_obj_drop_impl(node, 0);
    return 0;
}

SEC("tc")
int takes(void *context)
{
    __u32 key = 0;
    struct owner *owner = lookup(&owners, &key);
    struct swiftlet_node *node;

    if (!owner)
        return 0;
    node = (void *)kptr_exchange(&owner->node, 0);
    if (node)
        bpf_obj_drop_impl(node, 0);
    return 0;
}
#endif
