/* Clocks, in nanoseconds. */
#ifndef SWIFTLET_CLOCKS_H
#define SWIFTLET_CLOCKS_H

#include <stdint.h>
#include <time.h>

static inline uint64_t swiftlet_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline uint64_t swiftlet_clock_boottime(void)
{
	return swiftlet_clock(CLOCK_BOOTTIME);
}

static inline uint64_t swiftlet_clock_monotonic(void)
{
	return swiftlet_clock(CLOCK_MONOTONIC);
}

static inline uint64_t swiftlet_clock_realtime(void)
{
	return swiftlet_clock(CLOCK_REALTIME);
}

#endif
