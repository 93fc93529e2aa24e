// A map whose fields a test gives: -DFIELDS="…". With -DSUBPROGRAM_AS_VALUE also a prog_array of a subprogram.
#include "bpf_types.h"

#ifndef FIELDS
#define FIELDS __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __uint(key_size, 4); __uint(value_size, 4);
#endif

struct {
    FIELDS
} odd SEC(".maps");

#ifdef SUBPROGRAM_AS_VALUE
int subprogram(void *context)
{
    return 1;
}

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 2);
    __uint(key_size, 4);
    __array(values, int(void *));
} programs SEC(".maps") = {.values = {[1] = &subprogram}};
#endif

SEC("socket")
int program(void *context)
{
    return 0;
}
