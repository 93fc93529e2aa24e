// Programs that share static and global subprograms, two of them in one section; a weak and a hidden
// function; a kernel variable and a function that are left undefined.
#include "bpf_types.h"

char _license[] SEC("license") = "Dual BSD/GPL";

extern int kernel_version EXTERN(".kconfig");
extern int unknown_function(int value) EXTERN(".ksyms") __attribute__((weak));

static noinline int twice(int value)
{
    return value * 2;
}

noinline int chained(int value)
{
    return twice(value) + 1;
}

__attribute__((weak)) noinline int overridable(int value)
{
    return value ^ 0x55;
}

__attribute__((visibility("hidden"))) noinline int concealed(int value)
{
    return chained(value) - overridable(value);
}

static const char *const names[] = {"first", "second", "third"};

SEC("socket")
int first(void *context)
{
    return chained((long)context) + kernel_version;
}

SEC("socket")
int second(void *context)
{
    const char *const volatile *name = &names[(long)context & 1];
    return concealed((long)context) + **name;
}

SEC("kprobe/do_nothing")
int third(void *context)
{
    if (unknown_function)
        return unknown_function(twice((long)context));
    return 0;
}
