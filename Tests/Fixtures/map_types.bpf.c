// A map of every type that a definition can have, plain and with what is particular to the type. The
// one program uses none of them.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

struct pair {
    __u32 first;
    __u32 second;
};

#define TYPED(map, map_type, entries, key_type, value_type, ...)                                   \
    struct {                                                                                       \
        __uint(type, map_type);                                                                    \
        __uint(max_entries, entries);                                                              \
        __type(key, key_type);                                                                     \
        __type(value, value_type);                                                                 \
        __VA_ARGS__                                                                                \
    } map SEC(".maps")

#define SIZED(map, map_type, entries, key, value, ...)                                             \
    struct {                                                                                       \
        __uint(type, map_type);                                                                    \
        __uint(max_entries, entries);                                                              \
        __uint(key_size, key);                                                                     \
        __uint(value_size, value);                                                                 \
        __VA_ARGS__                                                                                \
    } map SEC(".maps")

#define VALUED(map, map_type, entries, value_type, ...)                                            \
    struct {                                                                                       \
        __uint(type, map_type);                                                                    \
        __uint(max_entries, entries);                                                              \
        __type(value, value_type);                                                                 \
        __VA_ARGS__                                                                                \
    } map SEC(".maps")

#define STORAGE(map, map_type)                                                                     \
    struct {                                                                                       \
        __uint(type, map_type);                                                                    \
        __uint(map_flags, BPF_F_NO_PREALLOC);                                                      \
        __type(key, int);                                                                          \
        __type(value, struct pair);                                                                \
    } map SEC(".maps")

TYPED(t_hash, BPF_MAP_TYPE_HASH, 10, struct pair, struct pair);
TYPED(t_array, BPF_MAP_TYPE_ARRAY, 10, __u32, struct pair);
TYPED(t_array_mapped, BPF_MAP_TYPE_ARRAY, 10, __u32, struct pair, __uint(map_flags, BPF_F_MMAPABLE););
SIZED(t_prog_array, BPF_MAP_TYPE_PROG_ARRAY, 10, 4, 4);
TYPED(t_prog_typed, BPF_MAP_TYPE_PROG_ARRAY, 10, __u32, __u32);
SIZED(t_perf, BPF_MAP_TYPE_PERF_EVENT_ARRAY, 0, 4, 4);
TYPED(t_perf_typed, BPF_MAP_TYPE_PERF_EVENT_ARRAY, 3, int, int);
TYPED(t_pcpu_hash, BPF_MAP_TYPE_PERCPU_HASH, 10, struct pair, struct pair);
TYPED(t_pcpu_array, BPF_MAP_TYPE_PERCPU_ARRAY, 10, __u32, __u64);
SIZED(t_stacks, BPF_MAP_TYPE_STACK_TRACE, 10, 4, 127 * 8);
TYPED(t_cgroups, BPF_MAP_TYPE_CGROUP_ARRAY, 10, __u32, __u32);
TYPED(t_lru, BPF_MAP_TYPE_LRU_HASH, 10, __u16, __u8);
TYPED(t_pcpu_lru, BPF_MAP_TYPE_LRU_PERCPU_HASH, 10, __u16, __u8);
TYPED(t_trie, BPF_MAP_TYPE_LPM_TRIE, 10, struct pair, __u8, __uint(map_flags, BPF_F_NO_PREALLOC););
TYPED(t_devices, BPF_MAP_TYPE_DEVMAP, 10, __u32, struct pair);
TYPED(t_sockets, BPF_MAP_TYPE_SOCKMAP, 10, __u32, __u64);
TYPED(t_cpus, BPF_MAP_TYPE_CPUMAP, 2, __u32, __u32);
#ifndef NO_XSKMAP
TYPED(t_xdp_sockets, BPF_MAP_TYPE_XSKMAP, 10, __u32, __u32);
#endif
TYPED(t_socket_hash, BPF_MAP_TYPE_SOCKHASH, 10, __u64, __u32);
struct {
    __uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
    __type(key, __u64);
    __type(value, struct pair);
} t_cg_storage SEC(".maps");
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE);
    __type(key, __u64);
    __type(value, struct pair);
} t_cg_storage_pc SEC(".maps");
TYPED(t_reuseport, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 10, __u32, __u64);
VALUED(t_queue, BPF_MAP_TYPE_QUEUE, 10, struct pair);
VALUED(t_stack, BPF_MAP_TYPE_STACK, 10, struct pair);
STORAGE(t_sk_storage, BPF_MAP_TYPE_SK_STORAGE);
TYPED(t_device_hash, BPF_MAP_TYPE_DEVMAP_HASH, 10, __u32, struct pair);
#ifndef NO_INODE_STORAGE
STORAGE(t_inode_storage, BPF_MAP_TYPE_INODE_STORAGE);
#endif
STORAGE(t_task_storage, BPF_MAP_TYPE_TASK_STORAGE);
VALUED(t_bloom, BPF_MAP_TYPE_BLOOM_FILTER, 10, struct pair, __uint(map_extra, 4););
STORAGE(t_cgrp_storage, BPF_MAP_TYPE_CGRP_STORAGE);

// Of which a program or system call can have the lock.
struct bpf_spin_lock {
    __u32 val;
};
struct locked {
    struct bpf_spin_lock lock;
    __u32 first;
    __u64 second;
};
TYPED(t_locked, BPF_MAP_TYPE_HASH, 10, __u32, struct locked);

// Rings of sizes that the kernel would not take.
struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 5000);
} t_ring SEC(".maps");
struct {
    __uint(type, BPF_MAP_TYPE_USER_RINGBUF);
    __uint(max_entries, 1);
} t_user_ring SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARENA);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 3);
} t_arena SEC(".maps");

// A node without the flag that makes it count, and with it.
TYPED(t_node, BPF_MAP_TYPE_ARRAY, 1, __u32, __u32, __uint(numa_node, 0););
TYPED(t_node_flag, BPF_MAP_TYPE_ARRAY, 1, __u32, __u32, __uint(map_flags, BPF_F_NUMA_NODE);
      __uint(numa_node, 0););

struct ring_inner {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 5000);
} ring_a SEC(".maps"), ring_b SEC(".maps");

struct hash_inner {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 7);
    __type(key, struct pair);
    __type(value, __u8);
} hash_a SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 4);
    __type(key, __u32);
    __array(values, struct ring_inner);
} t_array_of SEC(".maps") = {.values = {[0] = &ring_b, [2] = &ring_a, [3] = &ring_b}};

struct {
    __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
    __uint(max_entries, 4);
    __uint(key_size, 4);
    __array(values, struct hash_inner);
} t_hash_of SEC(".maps") = {.values = {[0] = &hash_a, [3] = &hash_a}};

#ifdef INSN_ARRAY
SIZED(t_insns, BPF_MAP_TYPE_INSN_ARRAY, 2, 4, 16);
#endif

SEC("socket")
int idle(void *context)
{
    return 0;
}
