/* Clocks, in nanoseconds. */
#ifndef SWIFTLET_CLOCKS_H
#define SWIFTLET_CLOCKS_H

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t swiftlet_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* How far local time (TZ, /etc/localtime) is ahead of UTC, in seconds. The first call reads the zone's file. */
static inline long swiftlet_seconds_east(uint64_t seconds_since_1970)
{
	static int has_zone;
	time_t time = (time_t)seconds_since_1970;
	struct tm local;

	if (!has_zone) {
		tzset();
		has_zone = 1;
	}
	return localtime_r(&time, &local) ? local.tm_gmtoff : 0;
}

/*
 * How far CLOCK_BOOTTIME is ahead in this process's time namespace (time_namespaces(7)): 0 in the initial
 * one, and where /proc doesn't tell. A line of the file is "boottime SECONDS NANOSECONDS".
 */
static inline int64_t swiftlet_boottime_offset(void)
{
	static int64_t offset;
	static int is_known;
	long long seconds = 0, nanoseconds = 0;
	char text[256], *line;
	ssize_t got;
	int fd;

	if (is_known)
		return offset;
	is_known = 1;
	fd = open("/proc/self/timens_offsets", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	got = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (got <= 0)
		return 0;
	text[got] = 0;
	line = strstr(text, "boottime");
	if (line) {
		seconds = strtoll(line + strlen("boottime"), &line, 10);
		nanoseconds = strtoll(line, NULL, 10);
	}
	offset = seconds * 1000000000 + nanoseconds;
	return offset;
}

/* CLOCK_BOOTTIME as the initial time namespace has it, which is what the kernel's programs are given. */
static inline uint64_t swiftlet_clock_boottime(void)
{
	return swiftlet_clock(CLOCK_BOOTTIME) - (uint64_t)swiftlet_boottime_offset();
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
