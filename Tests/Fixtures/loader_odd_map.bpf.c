// A map whose fields a test gives: -DFIELDS="…".
#include "bpf_types.h"

#ifndef FIELDS
#define FIELDS __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __uint(key_size, 4); __uint(value_size, 4);
#endif

struct {
    FIELDS
} odd SEC(".maps");

SEC("socket")
int program(void *context)
{
    return 0;
}
