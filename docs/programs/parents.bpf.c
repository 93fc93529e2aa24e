// Counts execs by the process that started the program: docs/from-c-to-running.md.
#define SEC(name) __attribute__((section(name), used))
typedef unsigned int u32;
typedef unsigned long long u64;

// Helpers, which are called by number (include/uapi/linux/bpf.h).
static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;

// As much of the kernel's type as is needed; CO-RE finds the rest.
struct task_struct {
	struct task_struct *real_parent;
	int tgid;
} __attribute__((preserve_access_index));

struct {
	int (*type)[1]; // BPF_MAP_TYPE_HASH
	int (*max_entries)[1024];
	int *key; // the parent's pid
	u64 *value; // its execs
} parents SEC(".maps");

const volatile int least_pid = 2;
u64 execs = 0;

static __attribute__((noinline)) int parent_of(struct task_struct *task)
{
	return task->real_parent->tgid;
}

SEC("tp_btf/sched_process_exec")
int on_exec(u64 *context)
{
	struct task_struct *task = (void *)context[0];
	int parent = parent_of(task);
	u64 one = 1, *count;

	if (parent < least_pid)
		return 0;
	__sync_fetch_and_add(&execs, 1);
	count = bpf_map_lookup_elem(&parents, &parent);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&parents, &parent, &one, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
