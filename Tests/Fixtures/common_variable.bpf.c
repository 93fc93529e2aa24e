// A tentative definition: with -fcommon a linker would place it.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

int tentative;

SEC("socket")
int reads(void *context)
{
    return tentative;
}
