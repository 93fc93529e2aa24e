// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Two programs, of which one needs a table of jumps, as compilers make for a switch from -mcpu=v4 on. */
#include "bpf_types.h"

static const volatile unsigned long long table[2] __attribute__((section(".jumptables"))) = { 0, 8 };

SEC("socket")
int plain(void *context)
{
	return 1;
}

SEC("socket")
int jumps(void *context)
{
	return (int)(unsigned long)&table[0];
}

char _license[] SEC("license") = "GPL";
