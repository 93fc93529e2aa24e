// A program that does nothing, in the section that the compiler's options name.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

SEC(SECTION)
int program(void *context)
{
    return RESULT;
}
