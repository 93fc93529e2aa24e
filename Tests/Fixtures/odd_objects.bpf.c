// What other people's objects have in them and most don't.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

static void *(*const lookup)(void *map, const void *key) = (void *)1;

#ifdef ALIAS // One function, two names: of a program, and of a subprogram.
int shared;

SEC("socket")
int named(void *context)
{
    return ++shared;
}
int named_too(void *context) __attribute__((alias("named")));

noinline int called(int number)
{
    return number + shared;
}
int called_too(int number) __attribute__((alias("called"), weak));

SEC("socket")
int caller(void *context)
{
    return called_too(1) + called(2);
}
#endif

#ifdef COLD // Callees in sections other than .text.
int shared;

__attribute__((cold)) static noinline int cold(int number)
{
    return number + shared;
}

SEC("swiftlet_callees") noinline int elsewhere(int number)
{
    return number + ++shared;
}

SEC("socket")
int caller(void *context)
{
    return cold(shared) + elsewhere(1);
}
#endif

#ifdef POINTERS
int target = 5;
int *pointer = &target;
const char *texts[] = { "one", "two" };
static const char *const constants[] = { "three", "four" };
struct { __u64 number; int *inside; } pair = { 1, &target };
int which;

SEC("socket")
int reads(void *context)
{
    int index = which & 1;

    return (long)pointer + (long)texts[index] + (long)constants[index] + (long)pair.inside;
}
#endif

#ifdef LARGE // More zeroes than anybody wants to have in memory.
char zeroes[300 << 20];
int behind;

SEC("socket")
int touches(void *context)
{
    zeroes[200 << 20]++;
    return behind;
}
#endif

#ifdef KEYS // In .values of a hash stand keys.
struct inner {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} inside SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
    __uint(max_entries, 1);
    __type(key, __u32);
    __array(values, struct inner);
} outer SEC(".maps") = { .values = { [7] = &inside } };

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 1);
    __type(key, __u32);
    __array(values, struct inner);
} sized SEC(".maps") = { .values = { [SLOT] = &inside } };

SEC("socket")
int finds(void *context)
{
    __u32 key = 7;

    return lookup(&outer, &key) ? 1 : 0;
}
#endif

#if defined(FIRST) || defined(SECOND) // For the linker: one of the two weak functions stays.
extern int LINUX_KERNEL_VERSION EXTERN(".kconfig");
__attribute__((weak)) int counted;

__attribute__((weak)) noinline int weak(int number)
{
    counted++;
    return number + (LINUX_KERNEL_VERSION != 0);
}

#ifdef FIRST
SEC("socket")
int first(void *context)
{
    return weak(1);
}
#else
SEC("socket")
int second(void *context)
{
    return weak(2);
}
#endif
#endif
