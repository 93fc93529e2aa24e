// A program that does nothing, in the section that the compiler's options name.
#include "bpf_types.h"

#ifndef SECTION
#define SECTION "socket"
#define RESULT 0
#endif

char _license[] SEC("license") = "GPL";

SEC(SECTION)
int program(void *context)
{
    return RESULT;
}
