/*
 * Attaching: the structures of BPF_LINK_CREATE and its kin, perf events, and what names are looked up with.
 *
 * As in bpf_uapi.h each use of bpf(2) has a structure of its own, a prefix of union bpf_attr.
 */
#ifndef SWIFTLET_LINKS_H
#define SWIFTLET_LINKS_H

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf_uapi.h"

/* What every BPF_LINK_CREATE begins with; alone, for hooks that take no more. */
struct bpf_attr_link_create {
	uint32_t prog_fd; /* or map_fd, of struct_ops */
	uint32_t target_fd; /* or target_ifindex */
	uint32_t attach_type;
	uint32_t flags;
};

/* Of a perf event, Linux 5.15 */
struct bpf_attr_link_create_perf {
	struct bpf_attr_link_create link;
	uint64_t cookie;
};
_Static_assert(sizeof(struct bpf_attr_link_create_perf) == 24, "bpf_attr link_create");

/* Of a program that attaches by BTF, Linux 5.19 (before: BPF_RAW_TRACEPOINT_OPEN) */
struct bpf_attr_link_create_tracing {
	struct bpf_attr_link_create link;
	uint32_t target_btf_id;
	uint32_t padding;
	uint64_t cookie;
};
_Static_assert(offsetof(struct bpf_attr_link_create_tracing, cookie) == 24, "tracing cookie");

/* Of an iterator */
struct bpf_attr_link_create_iterator {
	struct bpf_attr_link_create link;
	uint64_t iter_info;
	uint32_t iter_info_len;
	uint32_t padding;
};
_Static_assert(sizeof(struct bpf_attr_link_create_iterator) == 32, "link_create iter");

/* union bpf_iter_link_info: a member of it at a time */
struct bpf_iterator_map {
	uint32_t map_fd;
};
struct bpf_iterator_cgroup {
	uint32_t order; /* enum bpf_cgroup_iter_order */
	uint32_t cgroup_fd;
	uint64_t cgroup_id;
};
struct bpf_iterator_task {
	uint32_t tid;
	uint32_t pid;
	uint32_t pid_fd;
};

/* Of kernel functions, Linux 5.18 */
struct bpf_attr_link_create_kprobes {
	struct bpf_attr_link_create link;
	uint32_t probe_flags;
	uint32_t count;
	uint64_t symbols;
	uint64_t addresses;
	uint64_t cookies;
};
_Static_assert(offsetof(struct bpf_attr_link_create_kprobes, symbols) == 24, "kprobe_multi syms");

/* Of functions of a program, Linux 6.6 */
struct bpf_attr_link_create_uprobes {
	struct bpf_attr_link_create link;
	uint64_t path;
	uint64_t offsets;
	uint64_t semaphore_offsets;
	uint64_t cookies;
	uint32_t count;
	uint32_t probe_flags;
	uint32_t pid;
	uint32_t padding;
};
_Static_assert(offsetof(struct bpf_attr_link_create_uprobes, count) == 48, "uprobe_multi cnt");

/* Of netfilter, Linux 6.4 */
struct bpf_attr_link_create_netfilter {
	struct bpf_attr_link_create link;
	uint32_t family;
	uint32_t hook;
	int32_t priority;
	uint32_t netfilter_flags;
};
_Static_assert(offsetof(struct bpf_attr_link_create_netfilter, priority) == 24, "netfilter priority");

/* BPF_PROG_QUERY, as far as it is asked here. */
struct bpf_attr_program_query {
	uint32_t target_fd; /* or target_ifindex */
	uint32_t attach_type;
	uint32_t query_flags;
	uint32_t attach_flags;
	uint64_t prog_ids;
	uint32_t prog_cnt;
	uint32_t padding;
};

/* BPF_LINK_UPDATE */
struct bpf_attr_link_update {
	uint32_t link_fd;
	uint32_t new_prog_fd;
	uint32_t flags;
	uint32_t old_prog_fd;
};

/* BPF_LINK_DETACH */
struct bpf_attr_link_detach {
	uint32_t link_fd;
};

/* BPF_ITER_CREATE */
struct bpf_attr_iterator_create {
	uint32_t link_fd;
	uint32_t flags;
};

/*
 * perf_event_open(2) of a probe: text is the kernel function (kprobe_func) or the file (uprobe_path),
 * offset counts from there. In one process on all CPUs, or (pid -1) in all processes: such an event is on
 * one CPU and stands for all of them.
 */
static inline long swiftlet_perf_event_open_probe(
	uint32_t type, uint64_t config, const char *text, uint64_t offset, int pid)
{
	struct perf_event_attr attributes = {
		.type = type, .config = config, .config1 = (uint64_t)(uintptr_t)text, .config2 = offset};

	return swiftlet_perf_event_open(&attributes, pid, pid < 0 ? 0 : -1);
}

/* The software clock of one CPU, as many times a second, in all processes. */
static inline long swiftlet_perf_event_open_clock(uint64_t frequency, int cpu)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_CPU_CLOCK, .freq = 1,
		.sample_freq = frequency};

	return swiftlet_perf_event_open(&attributes, -1, cpu);
}

static inline int swiftlet_has_interface(unsigned index)
{
	char name[IF_NAMESIZE];

	return if_indextoname(index, name) != 0;
}

static inline long swiftlet_interface_index(const char *name)
{
	unsigned int index = if_nametoindex(name);

	return index ? (long)index : -errno;
}

/* A variable of the environment, or NULL. */
static inline const char *swiftlet_environment(const char *name)
{
	return getenv(name);
}

/* A path without symbolic links, to be given to swiftlet_free; NULL if there is no such file. */
static inline char *swiftlet_real_path(const char *path)
{
	return realpath(path, NULL);
}

static inline void swiftlet_free(void *memory)
{
	free(memory);
}

/* Whether this process may read the file, and run it if that is asked for: 0 or -errno. */
static inline long swiftlet_may_read(const char *path, int and_run)
{
	return faccessat(AT_FDCWD, path, and_run ? R_OK | X_OK : R_OK, AT_EACCESS) < 0 ? -errno : 0;
}

/* For tracefs's kprobe_events: what is written is added to what is there. */
static inline long swiftlet_openat_append(int folder, const char *path)
{
	int fd = openat(folder, path, O_WRONLY | O_APPEND | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

#endif
