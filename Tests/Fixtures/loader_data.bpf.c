// Variables of every size in every kind of data section, and a program that reads and writes them.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

const volatile __u8 constant8 = 1;
const volatile __u16 constant16 = 2;
const volatile __u32 constant32 = 3;
const volatile __u64 constant64 = 4;
const volatile _Bool switched = 0;
const volatile char text[12] = "eleven char";

volatile __s8 changed8 = -1;
volatile __s16 changed16 = -2;
volatile __s32 changed32 = -3;
volatile __s64 changed64 = -4;
static volatile __u32 private_count = 5;
struct point {
    __u32 x, y;
} volatile point = {6, 7};

volatile __u8 zero8;
volatile __u64 zero64;
static volatile __u32 private_zero;

volatile __u32 apart SEC(".data.apart") = 8;
const volatile __u32 apart_constant SEC(".rodata.apart") = 9;
#ifdef BSS_APART
// libbpf knows one .bss only.
volatile __u32 apart_zero SEC(".bss.apart");
#else
volatile __u32 apart_zero;
#endif

volatile __u64 sum;

SEC("socket")
int add_all(void *context)
{
    sum = constant8 + constant16 + constant32 + constant64 + switched + text[0];
    sum += changed8 + changed16 + changed32 + changed64 + private_count + point.x + point.y;
    sum += zero8 + zero64 + private_zero + apart + apart_constant + apart_zero;
    private_zero++;
    return sum;
}

// Not reached unless `switched`: a verifier that knows the constant never sees the division.
SEC("socket")
int unreachable(void *context)
{
    if (!switched)
        return 0;
    return *(volatile int *)(zero64 + 1);
}
