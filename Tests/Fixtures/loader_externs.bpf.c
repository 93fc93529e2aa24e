// What a program may expect of the kernel: options of its configuration, symbols, variables, functions.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

#define __kconfig EXTERN(".kconfig")
#define __ksym EXTERN(".ksyms")
#define __weak __attribute__((weak))

enum libbpf_tristate { TRI_NO, TRI_YES, TRI_MODULE };
typedef _Bool bool;

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig __weak;
#ifndef FOR_LIBBPF // It tries a kprobe, and where there are none says no.
extern bool LINUX_HAS_SYSCALL_WRAPPER __kconfig __weak;
#else
#define LINUX_HAS_SYSCALL_WRAPPER 0
#endif
extern int LINUX_NOT_THERE_YET __kconfig __weak;
extern bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_BPF __kconfig __weak;
extern char CONFIG_NET __kconfig __weak;
extern unsigned short CONFIG_HZ __kconfig;
extern unsigned long long CONFIG_PHYSICAL_START __kconfig __weak;
extern signed char CONFIG_SWIFTLET_NEGATIVE __kconfig __weak;
extern char CONFIG_CC_VERSION_TEXT[8] __kconfig __weak;
extern char CONFIG_DEFAULT_HOSTNAME[64] __kconfig __weak;
extern int CONFIG_SWIFTLET_NOT_THERE __kconfig __weak;

// Every option as it was found, for who looks at it from outside.
__u64 version, cookie, wrapper, not_there_yet, has_syscall, bpf, net, hz, start, not_there;
long long negative;
char compiler[8], host[64];

SEC("socket")
int options(void *context)
{
    version = LINUX_KERNEL_VERSION;
    cookie = LINUX_HAS_BPF_COOKIE;
    wrapper = LINUX_HAS_SYSCALL_WRAPPER;
    not_there_yet = LINUX_NOT_THERE_YET;
    has_syscall = CONFIG_BPF_SYSCALL;
    bpf = CONFIG_BPF;
    net = CONFIG_NET;
    hz = CONFIG_HZ;
    start = CONFIG_PHYSICAL_START;
    negative = CONFIG_SWIFTLET_NEGATIVE;
    not_there = CONFIG_SWIFTLET_NOT_THERE;
    for (int i = 0; i < sizeof(compiler); i++)
        compiler[i] = CONFIG_CC_VERSION_TEXT[i];
    for (int i = 0; i < sizeof(host); i++)
        host[i] = CONFIG_DEFAULT_HOSTNAME[i];
    return CONFIG_BPF_SYSCALL ? 0 : __LINE__;
}

// The addresses of symbols, which need no types.
extern const void _stext __ksym;
extern const void swiftlet_no_such_symbol __ksym __weak;
__u64 text_address, no_address;

SEC("socket")
int symbols(void *context)
{
    text_address = (__u64)&_stext;
    no_address = (__u64)&swiftlet_no_such_symbol;
    if (!text_address)
        return __LINE__;
    if (&swiftlet_no_such_symbol)
        return __LINE__;
    return 0;
}

#ifndef FOR_LIBBPF // libbpf resolves all externs of an object, and loads all of its programs.
// Variables, with their types.
struct rq {
    unsigned int nr_running;
} __attribute__((preserve_access_index));
extern const struct rq runqueues __ksym;
extern const int swiftlet_no_such_variable __ksym __weak;
static void *(*const bpf_per_cpu_ptr)(const void *pointer, __u32 cpu) = (void *)153;

SEC("?raw_tp/sys_enter")
int variables(void *context)
{
    struct rq *queue = bpf_per_cpu_ptr(&runqueues, 0);

    if (!queue)
        return __LINE__;
    if (&swiftlet_no_such_variable)
        return __LINE__;
    return 0;
}

// A variable of the kernel's that is declared as another sort of thing.
extern const int *cpu_number __ksym;

SEC("?raw_tp/sys_enter")
int wrong_variable(void *context)
{
    return *(&cpu_number) != 0;
}
#endif

// Functions: task_struct references, available to tracing programs; the flavour is the linker's business.
struct task_struct {
    int pid;
} __attribute__((preserve_access_index));
extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
#ifndef FOR_LIBBPF // Before libbpf 1.3 flavours were not for functions, and a weak function of another type was an error.
extern void bpf_task_release___flavour(struct task_struct *task) __ksym;
#else
#define bpf_task_release___flavour bpf_task_release
extern void bpf_task_release(struct task_struct *task) __ksym;
#endif
extern int swiftlet_no_such_function(int value) __ksym __weak;
#ifndef FOR_LIBBPF
extern int bpf_task_acquire(void) __ksym __weak; // takes a task, in truth
#endif

#ifdef FOR_LIBBPF
SEC("tp_btf/sys_enter")
#else
SEC("?tp_btf/sys_enter")
#endif
int functions(__u64 *context)
{
    struct task_struct *task = bpf_task_from_pid(1);

    if (task)
        bpf_task_release___flavour(task);
#ifndef FOR_LIBBPF // Before libbpf 1.2 it put another number in place of the call.
    if (&swiftlet_no_such_function)
        return swiftlet_no_such_function(1);
#endif
    return 0;
}

#ifndef FOR_LIBBPF
SEC("?tp_btf/sys_enter")
int calls_missing(__u64 *context)
{
    return swiftlet_no_such_function(1);
}

SEC("?tp_btf/sys_enter")
int calls_other(__u64 *context)
{
    return bpf_task_acquire();
}

// Strong, and not there.
extern int swiftlet_missing_function(int value) __ksym;

SEC("?tp_btf/sys_enter")
int needs_missing(__u64 *context)
{
    return swiftlet_missing_function(1);
}
#endif
