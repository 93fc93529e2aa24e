/* libbpf's side of the comparison: loads an object as tools/ConformanceRun does with ours.
 *
 *     reference each|whole|attach|time OBJECT [RECORD]
 *
 * each    every program by itself, or PROGRAMS of them
 * whole   the complete object
 * attach  like each, and attaches every program that loads
 * time    loads the object and prints: nanoseconds in all, inside bpf(2), calls, peak memory in KB
 *
 * RECORD is appended to (recorder.c), with lines "begin PROGRAM" and "end PROGRAM STATUS" around each
 * attempt, where STATUS is 0 or -errno. Both sides set what user space must set before libbpf-tools load,
 * by the same rule: maps without a size get 1,024 entries, maps of CPUs 1,
 * stack traces 127 frames. */
#include "call_recorder.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int is_verbose;

static int print(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (is_verbose) return vfprintf(stderr, format, arguments);
	if (level > LIBBPF_WARN) return 0;
	/* Only the first line, as a comment in the record. The rest is the verifier's log. */
	char line[256] = "# ";
	vsnprintf(line + 2, sizeof line - 2, format, arguments);
	line[strcspn(line, "\n")] = 0;
	call_recorder_note(line);
	return 0;
}

static void note(const char *word, const char *name, int status, int has_status)
{
	char line[256];
	if (has_status) snprintf(line, sizeof line, "%s %s %d", word, name, status);
	else snprintf(line, sizeof line, "%s %s", word, name);
	call_recorder_note(line);
}

static void settle(struct bpf_object *object)
{
	struct bpf_map *map;
	bpf_object__for_each_map(map, object) {
		enum bpf_map_type type = bpf_map__type(map);
		if (type == BPF_MAP_TYPE_STACK_TRACE && bpf_map__value_size(map) == 0)
			bpf_map__set_value_size(map, 127 * 8);
		if (bpf_map__max_entries(map) == 0 && type != BPF_MAP_TYPE_PERF_EVENT_ARRAY &&
		    type != BPF_MAP_TYPE_SK_STORAGE && type != BPF_MAP_TYPE_INODE_STORAGE &&
		    type != BPF_MAP_TYPE_TASK_STORAGE && type != BPF_MAP_TYPE_CGRP_STORAGE &&
		    type != BPF_MAP_TYPE_STRUCT_OPS)
			bpf_map__set_max_entries(map, 1024);
		if (type == BPF_MAP_TYPE_CPUMAP) bpf_map__set_max_entries(map, 1);
	}
}

static struct bpf_object *open_object(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	if (!object) return NULL;
	settle(object);
	return object;
}

/* Of so many programs at most PROGRAMS are tried, evenly spread; all without that variable. */
static int is_tried(int index, int count)
{
	const char *text = getenv("PROGRAMS");
	int most = text ? atoi(text) : 0;

	if (most <= 0 || count <= most || index == 0) return 1;
	return index * most / count != (index - 1) * most / count;
}

static int each(const char *path, int attaches)
{
	struct bpf_object *object = open_object(path);
	if (!object) { note("end", "*", -errno, 1); return 1; }
	int count = 0;
	struct bpf_program *program, *other;
	bpf_object__for_each_program(program, object) count++;
	bpf_object__close(object);
	for (int index = 0; index < count; index++) {
		if (!is_tried(index, count)) continue;
		object = open_object(path);
		if (!object) return 1;
		struct bpf_program *chosen = NULL;
		int at = 0;
		bpf_object__for_each_program(other, object) {
			if (at == index) chosen = other;
			bpf_program__set_autoload(other, at++ == index);
		}
		note("begin", bpf_program__name(chosen), 0, 0);
		int error = bpf_object__load(object);
		note("end", bpf_program__name(chosen), error, 1);
		if (!error && attaches) {
			struct bpf_link *link = bpf_program__attach(chosen);
			note("attached", bpf_program__name(chosen), link ? 0 : -errno, 1);
			bpf_link__destroy(link);
		}
		bpf_object__close(object);
	}
	return 0;
}

static int whole(const char *path)
{
	note("begin", "*", 0, 0);
	struct bpf_object *object = open_object(path);
	int error = object ? bpf_object__load(object) : -errno;
	note("end", "*", error, 1);
	bpf_object__close(object);
	return 0;
}

static unsigned long long now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (unsigned long long)time.tv_sec * 1000000000ull + (unsigned long long)time.tv_nsec;
}

static int timed(const char *path)
{
	unsigned long long start = now();
	struct bpf_object *object = open_object(path);
	unsigned long long opened = now();
	int error = object ? bpf_object__load(object) : -errno;
	unsigned long long end = now();
	printf("%d %llu %llu %llu %llu %ld\n", error, opened - start, end - start, call_recorder_nanoseconds(),
	       call_recorder_calls(), call_recorder_peak_kilobytes());
	bpf_object__close(object);
	return 0;
}

int main(int count, char **arguments)
{
	if (count < 3) { fprintf(stderr, "usage: reference each|whole|attach|time OBJECT [RECORD]\n"); return 64; }
	is_verbose = getenv("VERBOSE") != NULL;
	libbpf_set_print(print);
	if (!call_recorder_is_linked()) { fprintf(stderr, "reference: link with -Wl,--wrap=syscall\n"); return 70; }
	if (count > 3) {
		int file = open(arguments[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		if (file < 0) { perror(arguments[3]); return 73; }
		call_recorder_write_to(file);
	}
	const char *mode = arguments[1], *path = arguments[2];
	if (!strcmp(mode, "each")) return each(path, 0);
	if (!strcmp(mode, "whole")) return whole(path);
	if (!strcmp(mode, "attach")) return each(path, 1);
	if (!strcmp(mode, "time")) return timed(path);
	return 64;
}
