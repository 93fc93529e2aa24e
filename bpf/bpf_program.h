/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Section names, map declarations, and the helpers that the programs call, without libbpf's headers.
 * Helper numbers and signatures come from include/uapi/linux/bpf.h (enum bpf_func_id). A comment
 * gives the first kernel that has a helper, unless that is older than 4.18.
 */
#ifndef SWIFTLET_BPF_PROGRAM_H
#define SWIFTLET_BPF_PROGRAM_H

#include "bpf_types.h"

/* Puts a function or a variable into a section. Its name tells the loader what it is. */
#define SEC(name) __attribute__((section(name), used))

/*
 * A map is a variable in the section .maps. Its type is never used as memory: the BTF type of each
 * member carries one attribute to the loader. An integer is encoded as the length of an array.
 */
#define __uint(name, value) int(*name)[value]
#define __type(name, type) typeof(type) *name
#define __array(name, type) typeof(type) *name[]

#define __always_inline inline __attribute__((always_inline))

/* A kernel function that programs may call (kfunc). __weak: the kernel may lack it. */
#define __ksym __attribute__((section(".ksyms")))
#define __weak __attribute__((weak))

enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PROG_ARRAY = 3,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_CGROUP_ARRAY = 8,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_ARRAY_OF_MAPS = 12,
	BPF_MAP_TYPE_RINGBUF = 27,
};

enum { BPF_ANY = 0, BPF_NOEXIST = 1 };

/* Flags of bpf_ringbuf_output, and queries of bpf_ringbuf_query. */
enum { BPF_RB_NO_WAKEUP = 1, BPF_RB_FORCE_WAKEUP = 2 };
enum { BPF_RB_AVAIL_DATA = 0, BPF_RB_RING_SIZE = 1 };

static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value,
					 __u64 flags) = (void *)2;
static long (*const bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static __u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;
static long (*const bpf_tail_call)(void *ctx, void *prog_array, __u32 index) = (void *)12;
static __u64 (*const bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*const bpf_get_current_uid_gid)(void) = (void *)15;
static long (*const bpf_get_current_comm)(void *buffer, __u32 size) = (void *)16;
static void *(*const bpf_get_current_task)(void) = (void *)35;
static long (*const bpf_current_task_under_cgroup)(void *cgroups, __u32 index) = (void *)37;
static __u64 (*const bpf_get_current_cgroup_id)(void) = (void *)80;             /* 4.18 */
static long (*const bpf_probe_read_user)(void *to, __u32 size, const void *from) = (void *)112;       /* 5.5 */
static long (*const bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;     /* 5.5 */
static long (*const bpf_probe_read_user_str)(void *to, __u32 size, const void *from) = (void *)114;   /* 5.5 */
static long (*const bpf_probe_read_kernel_str)(void *to, __u32 size, const void *from) = (void *)115; /* 5.5 */
static __u64 (*const bpf_ktime_get_boot_ns)(void) = (void *)125;                /* 5.8 */
static long (*const bpf_ringbuf_output)(void *ringbuf, void *data, __u64 size, __u64 flags) = (void *)130; /* 5.8 */
static void *(*const bpf_ringbuf_reserve)(void *ringbuf, __u64 size, __u64 flags) = (void *)131;       /* 5.8 */
static void (*const bpf_ringbuf_discard)(void *record, __u64 flags) = (void *)133;                     /* 5.8 */
static __u64 (*const bpf_ringbuf_query)(void *ringbuf, __u64 flags) = (void *)134;                    /* 5.8 */

/*
 * Hides a value's origin from the optimiser, so that the verifier sees the bound that the code checks.
 * Without it clang may check one register and use another.
 */
#define opaque(value) asm volatile("" : "+r"(value))

#endif
