/*
 * bpf(2) and perf_event_open(2), with structures of our own.
 *
 * union bpf_attr has grown with every kernel, and the distribution's linux/bpf.h may be older than
 * what we use. The kernel takes any prefix of the union (kernel/bpf/syscall.c, __sys_bpf: what is
 * missing counts as zero, what it doesn't know must be zero), so each command gets a structure of
 * its own here, with the field offsets of include/uapi/linux/bpf.h. The static asserts hold them.
 */
#ifndef SWIFTLET_BPF_UAPI_H
#define SWIFTLET_BPF_UAPI_H

#include <errno.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* BPF_MAP_CREATE */
struct bpf_attr_map_create {
	uint32_t map_type;
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
	uint32_t map_flags;
	uint32_t inner_map_fd;
	uint32_t numa_node;
	char map_name[16];
	uint32_t map_ifindex;
	uint32_t btf_fd;
	uint32_t btf_key_type_id;
	uint32_t btf_value_type_id;
	uint32_t btf_vmlinux_value_type_id;
	uint64_t map_extra;
	int32_t value_type_btf_obj_fd; /* Linux 6.9 */
	int32_t padding;
};
enum { SWIFTLET_BPF_F_VTYPE_BTF_OBJ_FD = 1 << 15 };
_Static_assert(sizeof(struct bpf_attr_map_create) == 80, "bpf_attr map_create");
_Static_assert(offsetof(struct bpf_attr_map_create, map_name) == 28, "map_name");
_Static_assert(offsetof(struct bpf_attr_map_create, map_extra) == 64, "map_extra");

/* BPF_MAP_{LOOKUP,UPDATE,DELETE}_ELEM, BPF_MAP_GET_NEXT_KEY, BPF_MAP_FREEZE */
struct bpf_attr_map_element {
	uint32_t map_fd;
	uint32_t padding;
	uint64_t key;
	uint64_t value; /* or next_key */
	uint64_t flags;
};
_Static_assert(sizeof(struct bpf_attr_map_element) == 32, "bpf_attr map element");

/* BPF_PROG_LOAD */
struct bpf_attr_program_load {
	uint32_t prog_type;
	uint32_t insn_cnt;
	uint64_t insns;
	uint64_t license;
	uint32_t log_level;
	uint32_t log_size;
	uint64_t log_buf;
	uint32_t kern_version;
	uint32_t prog_flags;
	char prog_name[16];
	uint32_t prog_ifindex;
	uint32_t expected_attach_type;
	uint32_t prog_btf_fd;
	uint32_t func_info_rec_size;
	uint64_t func_info;
	uint32_t func_info_cnt;
	uint32_t line_info_rec_size;
	uint64_t line_info;
	uint32_t line_info_cnt;
	uint32_t attach_btf_id;
	uint32_t attach_btf_obj_fd; /* or attach_prog_fd */
	uint32_t core_relo_cnt;
	uint64_t fd_array;
	uint64_t core_relos;
	uint32_t core_relo_rec_size;
	uint32_t log_true_size;
};
_Static_assert(sizeof(struct bpf_attr_program_load) == 144, "bpf_attr program_load");
_Static_assert(offsetof(struct bpf_attr_program_load, prog_name) == 48, "prog_name");
_Static_assert(offsetof(struct bpf_attr_program_load, func_info) == 80, "func_info");
_Static_assert(offsetof(struct bpf_attr_program_load, line_info) == 96, "line_info");
_Static_assert(offsetof(struct bpf_attr_program_load, fd_array) == 120, "fd_array");

/* BPF_PROG_TEST_RUN */
struct bpf_attr_program_test_run {
	uint32_t prog_fd;
	uint32_t retval;
	uint32_t data_size_in;
	uint32_t data_size_out;
	uint64_t data_in;
	uint64_t data_out;
	uint32_t repeat;
	uint32_t duration;
	uint32_t ctx_size_in;
	uint32_t ctx_size_out;
	uint64_t ctx_in;
	uint64_t ctx_out;
	uint32_t flags;
	uint32_t cpu;
};
_Static_assert(sizeof(struct bpf_attr_program_test_run) == 72, "bpf_attr program_test_run");
_Static_assert(offsetof(struct bpf_attr_program_test_run, ctx_in) == 48, "ctx_in");

/* BPF_BTF_LOAD */
struct bpf_attr_btf_load {
	uint64_t btf;
	uint64_t btf_log_buf;
	uint32_t btf_size;
	uint32_t btf_log_size;
	uint32_t btf_log_level;
	uint32_t btf_log_true_size;
};
_Static_assert(sizeof(struct bpf_attr_btf_load) == 32, "bpf_attr btf_load");

/* BPF_OBJ_PIN, BPF_OBJ_GET */
struct bpf_attr_object_path {
	uint64_t pathname;
	uint32_t bpf_fd;
	uint32_t file_flags;
};
_Static_assert(sizeof(struct bpf_attr_object_path) == 16, "bpf_attr object path");

/* BPF_*_GET_NEXT_ID, BPF_*_GET_FD_BY_ID */
struct bpf_attr_object_id {
	uint32_t id;
	uint32_t next_id;
	uint32_t open_flags;
};
_Static_assert(sizeof(struct bpf_attr_object_id) == 12, "bpf_attr object id");

/* BPF_OBJ_GET_INFO_BY_FD */
struct bpf_attr_object_info {
	uint32_t bpf_fd;
	uint32_t info_len;
	uint64_t info;
};
_Static_assert(sizeof(struct bpf_attr_object_info) == 16, "bpf_attr object info");

/* BPF_RAW_TRACEPOINT_OPEN */
struct bpf_attr_raw_tracepoint_open {
	uint64_t name;
	uint32_t prog_fd;
	uint32_t padding;
	uint64_t cookie;
};
_Static_assert(sizeof(struct bpf_attr_raw_tracepoint_open) == 24, "bpf_attr raw_tracepoint_open");

/* struct bpf_prog_info, as far as it is read here. */
struct bpf_program_info {
	uint32_t type;
	uint32_t id;
	uint8_t tag[8];
	uint32_t jited_prog_len;
	uint32_t xlated_prog_len;
	uint64_t jited_prog_insns;
	uint64_t xlated_prog_insns;
	uint64_t load_time;
	uint32_t created_by_uid;
	uint32_t nr_map_ids;
	uint64_t map_ids;
	char name[16];
	uint32_t ifindex;
	uint32_t gpl_compatible;
	uint64_t netns_dev;
	uint64_t netns_ino;
	uint32_t nr_jited_ksyms;
	uint32_t nr_jited_func_lens;
	uint64_t jited_ksyms;
	uint64_t jited_func_lens;
	uint32_t btf_id;
	uint32_t func_info_rec_size;
	uint64_t func_info;
	uint32_t nr_func_info;
	uint32_t nr_line_info;
	uint64_t line_info;
	uint64_t jited_line_info;
	uint32_t nr_jited_line_info;
	uint32_t line_info_rec_size;
	uint32_t jited_line_info_rec_size;
	uint32_t nr_prog_tags;
	uint64_t prog_tags;
	uint64_t run_time_ns;
	uint64_t run_cnt;
	uint64_t recursion_misses;
	uint32_t verified_insns;
	uint32_t attach_btf_obj_id;
	uint32_t attach_btf_id;
	uint32_t padding;
};
_Static_assert(offsetof(struct bpf_program_info, name) == 64, "prog info name");
_Static_assert(offsetof(struct bpf_program_info, recursion_misses) == 208, "recursion_misses");
_Static_assert(sizeof(struct bpf_program_info) == 232, "bpf_prog_info");

/* struct bpf_map_info, as far as it is read here. */
struct bpf_map_information {
	uint32_t type;
	uint32_t id;
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
	uint32_t map_flags;
	char name[16];
	uint32_t ifindex;
	uint32_t btf_vmlinux_value_type_id;
	uint64_t netns_dev;
	uint64_t netns_ino;
	uint32_t btf_id;
	uint32_t btf_key_type_id;
	uint32_t btf_value_type_id;
	uint32_t padding;
	uint64_t map_extra;
};
_Static_assert(offsetof(struct bpf_map_information, netns_dev) == 48, "map info netns_dev");
_Static_assert(sizeof(struct bpf_map_information) == 88, "bpf_map_info");

/* struct bpf_link_info, as far as it is the same for all links. */
struct bpf_link_information {
	uint32_t type;
	uint32_t id;
	uint32_t prog_id;
	uint32_t padding;
};
_Static_assert(sizeof(struct bpf_link_information) == 16, "bpf_link_info");

/* struct bpf_btf_info */
struct bpf_btf_information {
	uint64_t btf;
	uint32_t btf_size;
	uint32_t id;
	uint64_t name;
	uint32_t name_len;
	uint32_t kernel_btf;
};
_Static_assert(sizeof(struct bpf_btf_information) == 32, "bpf_btf_info");

/* BPF_ENABLE_STATS */
struct bpf_attr_enable_stats {
	uint32_t type;
};

/* BPF_MAP_{LOOKUP,LOOKUP_AND_DELETE,UPDATE,DELETE}_BATCH */
struct bpf_attr_map_batch {
	uint64_t in_batch;
	uint64_t out_batch;
	uint64_t keys;
	uint64_t values;
	uint32_t count;
	uint32_t map_fd;
	uint64_t elem_flags;
	uint64_t flags;
};
_Static_assert(sizeof(struct bpf_attr_map_batch) == 56, "bpf_attr map batch");

/* For tests: the error that the next `calls` calls of a command return instead of being made. Each
 * thread has its own, so that tests can run side by side. */
struct swiftlet_injection {
	int command;
	int error;
	int calls;
};

static inline struct swiftlet_injection *swiftlet_injection(void)
{
	static _Thread_local struct swiftlet_injection injection;

	return &injection;
}

static inline void swiftlet_inject_error(int command, int error, int calls)
{
	struct swiftlet_injection injection = {command, error, calls};

	*swiftlet_injection() = injection;
}

/* The error that this call is to return, or 0 if it is to be made. */
static inline int swiftlet_injected_error(int command)
{
	struct swiftlet_injection *injection = swiftlet_injection();

	if (injection->calls <= 0 || injection->command != command)
		return 0;
	injection->calls--;
	return injection->error;
}

static inline long swiftlet_bpf(int command, void *attributes, unsigned int size)
{
	long result = syscall(SYS_bpf, command, attributes, size);

	return result < 0 ? -errno : result;
}

/* perf_event_open(2) of an event that is described but for its size, in one process or (pid -1) all of them, on
 * one CPU or (cpu -1) all of them. */
static inline long swiftlet_perf_event_open(struct perf_event_attr *attributes, int pid, int cpu)
{
	long result;

	attributes->size = sizeof(*attributes);
	result = syscall(SYS_perf_event_open, attributes, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	return result < 0 ? -errno : result;
}

/* A tracepoint on the whole machine: one event on one CPU stands for all of them, since a BPF
 * program that is attached to a tracepoint event runs wherever the tracepoint is hit. */
static inline long swiftlet_perf_event_open_tracepoint(uint64_t id)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_TRACEPOINT, .config = id, .sample_period = 1, .wakeup_events = 1};

	return swiftlet_perf_event_open(&attributes, -1, 0);
}

/* Samples that programs write on one CPU. */
static inline long swiftlet_perf_event_open_output(int cpu, uint32_t wake_up, int is_bytes)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_SOFTWARE, .config = 10 /* PERF_COUNT_SW_BPF_OUTPUT */,
		.sample_type = PERF_SAMPLE_RAW, .sample_period = 1, .watermark = is_bytes ? 1 : 0,
		.wakeup_events = wake_up /* or wakeup_watermark */};

	return swiftlet_perf_event_open(&attributes, -1, cpu);
}

static inline long swiftlet_perf_event_set_program(int event, int program)
{
	return ioctl(event, PERF_EVENT_IOC_SET_BPF, program) < 0 ? -errno : 0;
}

static inline long swiftlet_perf_event_enable(int event)
{
	return ioctl(event, PERF_EVENT_IOC_ENABLE, 0) < 0 ? -errno : 0;
}

static inline long swiftlet_perf_event_disable(int event)
{
	return ioctl(event, PERF_EVENT_IOC_DISABLE, 0) < 0 ? -errno : 0;
}

/*
 * A larger ring buffer in place of the one in a map of maps, made in a thread of its own. Creating and mapping
 * it takes milliseconds for each 16 MiB, and before the update returns, the kernel waits until no program uses
 * the previous ring, which takes tens of milliseconds.
 */
enum swiftlet_replacement_state {
	SWIFTLET_REPLACEMENT_CREATING,
	SWIFTLET_REPLACEMENT_MAPPED, /* `ring`, `consumer` and `producer` are valid; programs may write there */
	SWIFTLET_REPLACEMENT_DONE,   /* no program uses the previous ring any more */
	SWIFTLET_REPLACEMENT_FAILED, /* `result` of `command` (-1 for mmap), and nothing is left mapped or open */
};

struct swiftlet_replacement {
	pthread_t thread;
	struct bpf_attr_map_create creation;
	int map;
	uint32_t slot;
	int ring;
	size_t page, data;
	void *consumer, *producer;
	int command;
	long result;
	int state;
};

static inline int swiftlet_replace_map(struct swiftlet_replacement *replacement)
{
	replacement->consumer = mmap(NULL, replacement->page, PROT_READ | PROT_WRITE, MAP_SHARED,
				     replacement->ring, 0);
	if (replacement->consumer == MAP_FAILED)
		return -errno;
	replacement->producer = mmap(NULL, replacement->page + 2 * replacement->data, PROT_READ, MAP_SHARED,
				     replacement->ring, (off_t)replacement->page);
	if (replacement->producer == MAP_FAILED) {
		int error = errno;

		munmap(replacement->consumer, replacement->page);
		return -error;
	}
	return 0;
}

static inline int swiftlet_replace_steps(struct swiftlet_replacement *replacement)
{
	struct bpf_attr_map_element attributes = {0};

	replacement->command = 0 /* BPF_MAP_CREATE */;
	replacement->result = swiftlet_bpf(replacement->command, &replacement->creation,
					   sizeof(replacement->creation));
	if (replacement->result < 0)
		return SWIFTLET_REPLACEMENT_FAILED;
	replacement->ring = (int)replacement->result;

	replacement->command = -1;
	replacement->result = swiftlet_replace_map(replacement);
	if (replacement->result < 0) {
		close(replacement->ring);
		return SWIFTLET_REPLACEMENT_FAILED;
	}
	__atomic_store_n(&replacement->state, SWIFTLET_REPLACEMENT_MAPPED, __ATOMIC_RELEASE);

	attributes.map_fd = (uint32_t)replacement->map;
	attributes.key = (uint64_t)(uintptr_t)&replacement->slot;
	attributes.value = (uint64_t)(uintptr_t)&replacement->ring;
	replacement->command = 2 /* BPF_MAP_UPDATE_ELEM */;
	replacement->result = swiftlet_bpf(replacement->command, &attributes, sizeof(attributes));
	/* If that failed, the ring stays: its owner may hold it already. */
	return SWIFTLET_REPLACEMENT_DONE;
}

static inline void *swiftlet_replace(void *argument)
{
	struct swiftlet_replacement *replacement = (struct swiftlet_replacement *)argument;
	int state = swiftlet_replace_steps(replacement);

	__atomic_store_n(&replacement->state, state, __ATOMIC_RELEASE);
	return NULL;
}

/* The caller gives it back to swiftlet_replace_end. NULL if there is no memory or no thread. */
static inline struct swiftlet_replacement *swiftlet_replace_begin(
	int map, uint32_t slot, const struct bpf_attr_map_create *creation, size_t page)
{
	struct swiftlet_replacement *replacement =
		(struct swiftlet_replacement *)calloc(1, sizeof(*replacement));
	sigset_t all, before;
	int error;

	if (!replacement)
		return NULL;
	replacement->map = map;
	replacement->slot = slot;
	replacement->creation = *creation;
	replacement->page = page;
	replacement->data = creation->max_entries;
	/* Signals are the first thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&replacement->thread, NULL, swiftlet_replace, replacement);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error) {
		free(replacement);
		return NULL;
	}
	return replacement;
}

static inline int swiftlet_replace_state(const struct swiftlet_replacement *replacement)
{
	return __atomic_load_n(&replacement->state, __ATOMIC_ACQUIRE);
}

/* Waits for the thread, and returns what its last call returned: 0 or -errno. */
static inline long swiftlet_replace_end(struct swiftlet_replacement *replacement, int *command)
{
	long result;

	pthread_join(replacement->thread, NULL);
	result = replacement->result;
	*command = replacement->command;
	free(replacement);
	return result;
}

/* Calls of bpf(2) that don't depend on each other. */
struct swiftlet_call {
	int command;
	unsigned int size;
	void *attributes;
	long result; /* as of swiftlet_bpf */
};

struct swiftlet_calls {
	struct swiftlet_call *calls;
	size_t count;
	size_t next;
};

static inline void *swiftlet_make_calls(void *argument)
{
	struct swiftlet_calls *all = (struct swiftlet_calls *)argument;
	size_t index;

	while ((index = __atomic_fetch_add(&all->next, 1, __ATOMIC_RELAXED)) < all->count) {
		struct swiftlet_call *call = &all->calls[index];

		call->result = swiftlet_bpf(call->command, call->attributes, call->size);
	}
	return NULL;
}

enum { SWIFTLET_CALLERS_MAX = 8 };

/* Makes the calls in the order of their beginning, by a thread per CPU and one more, for the calls that only wait.
 * Returns when all are made. If no thread can be started, this one makes all of them. */
static inline void swiftlet_bpf_together(struct swiftlet_call *calls, size_t count)
{
	struct swiftlet_calls all = {calls, count, 0};
	pthread_t threads[SWIFTLET_CALLERS_MAX];
	long wanted = sysconf(_SC_NPROCESSORS_ONLN);
	sigset_t every, before;
	int started = 0;

	/* Signals are the first thread's. */
	sigfillset(&every);
	pthread_sigmask(SIG_SETMASK, &every, &before);
	while (started < wanted && started < SWIFTLET_CALLERS_MAX && (size_t)started + 1 < count &&
	       pthread_create(&threads[started], NULL, swiftlet_make_calls, &all) == 0)
		started++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	swiftlet_make_calls(&all);
	while (started > 0)
		pthread_join(threads[--started], NULL);
}

#endif
