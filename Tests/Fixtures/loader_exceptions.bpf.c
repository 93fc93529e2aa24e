// A program that throws: the verifier wants the function that catches it, which nothing calls, beside the
// program. And a section whose variables are all hidden, which is not to be mapped.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

extern void bpf_throw(__u64 cookie) EXTERN(".ksyms");

#define exception_callback(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

__attribute__((visibility("hidden"))) __u64 hidden_variable SEC(".bss.hidden");
__u64 seen_variable SEC(".bss.seen");

noinline int on_throw(__u64 cookie)
{
    return (int)cookie + 1;
}

SEC("tc") exception_callback(on_throw) int thrower(void *context)
{
    hidden_variable++;
    seen_variable++;
    bpf_throw(41);
    return 0;
}

SEC("?tc") exception_callback(nobody) int without_callback(void *context)
{
    bpf_throw(41);
    return 0;
}
