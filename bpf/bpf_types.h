/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel's names for integer types, for programs compiled without libc. */
#ifndef SWIFTLET_BPF_TYPES_H
#define SWIFTLET_BPF_TYPES_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed int __s32;
typedef signed long long __s64;

typedef _Bool bool;
#define true 1
#define false 0

#endif
