/* What both sides of the loader's benchmark share: the clock, and a program that fills a ring, run by bpf(2). */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdint.h>

/* CLOCK_MONOTONIC, in nanoseconds. */
uint64_t bench_now(void);

/* Runs the program `fill` once; it writes `count` records of `size` bytes, or fewer if the ring is full. */
void bench_fill(int program, uint32_t count, uint32_t size);

/* Runs it again and again in a thread of its own, until bench_stop. */
void bench_start(int program, uint32_t count, uint32_t size);
void bench_stop(void);

#endif
