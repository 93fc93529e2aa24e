// What a loader is to say before the object can be loaded: sizes, an inner map, an option, parts of
// variables. Each program returns what became of it.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, __u32);
    __type(value, __u64);
} unsized SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
} ring SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 3);
    __type(key, __u32);
    __type(value, __u64);
} like_this SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 2);
    __uint(key_size, 4);
    __uint(value_size, 4);
} outer SEC(".maps");

extern int CONFIG_SWIFTLET_NUMBER EXTERN(".kconfig");
extern char CONFIG_SWIFTLET_TEXT[8] EXTERN(".kconfig") __attribute__((weak));

enum mode { QUIET, LOUD = 5 };

const volatile struct {
    __u32 before;
    struct {
        enum mode mode : 4;
        __u32 limit : 10;
    } inner[2];
    char name[4];
} config = {};

SEC("socket")
int uses(void *context)
{
    __u32 key = 0;
    __u64 value = CONFIG_SWIFTLET_NUMBER;

    bpf_map_update_elem(&unsized, &key, &value, 0);
    if (!bpf_map_lookup_elem(&outer, &key) && bpf_map_lookup_elem(&like_this, &key) && context == &ring)
        return CONFIG_SWIFTLET_TEXT[0];
    return config.inner[1].limit + config.inner[1].mode * 1000 + config.name[0];
}
