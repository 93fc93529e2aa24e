#include "bench_load.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pthread_t thread;
static int is_stopped, thread_program;
static uint32_t thread_count, thread_size;

uint64_t bench_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void bench_fill(int program, uint32_t count, uint32_t size)
{
	uint32_t context[2] = {count, size};
	/* BPF_PROG_TEST_RUN, as in include/uapi/linux/bpf.h */
	struct {
		uint32_t prog_fd, retval, data_size_in, data_size_out;
		uint64_t data_in, data_out;
		uint32_t repeat, duration, ctx_size_in, ctx_size_out;
		uint64_t ctx_in, ctx_out;
		uint32_t flags, cpu;
	} run = {.prog_fd = (uint32_t)program, .ctx_size_in = sizeof(context), .ctx_in = (uint64_t)(uintptr_t)context};

	if (syscall(SYS_bpf, 10, &run, sizeof(run)) < 0) {
		perror("BPF_PROG_TEST_RUN");
		exit(1);
	}
}

static void *produce(void *unused)
{
	while (!__atomic_load_n(&is_stopped, __ATOMIC_RELAXED))
		bench_fill(thread_program, thread_count, thread_size);
	return unused;
}

void bench_start(int program, uint32_t count, uint32_t size)
{
	is_stopped = 0;
	thread_program = program;
	thread_count = count;
	thread_size = size;
	if (pthread_create(&thread, NULL, produce, NULL) != 0)
		abort();
}

void bench_stop(void)
{
	__atomic_store_n(&is_stopped, 1, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
}
