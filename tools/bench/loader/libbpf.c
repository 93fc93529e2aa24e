/*
 * libbpf's side of what tools/bench measures in the loader; ours is LoaderBench.swift.
 *
 *   libbpf drained|concurrent OBJECT SIZE RECORDS   nanoseconds per record
 *   libbpf types [NAME ...]                         nanoseconds to open the kernel's types and find structures
 *   libbpf attach OBJECT NAME=VALUE,... PROGRAM,... COMMAND
 *                                                   loads and attaches these programs, then runs the command
 */
#include "bench_load.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t sum;

static int take(void *context, void *data, size_t size)
{
	uint64_t word;

	(void)context;
	(void)size;
	memcpy(&word, data, sizeof(word));
	sum += word;
	return 0;
}

static int ring(const char *path, uint32_t size, long records, int is_concurrent)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	uint64_t start, spent = 0;
	struct ring_buffer *ring;
	long taken = 0;
	int program;

	if (!object || bpf_object__load(object))
		return 1;
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), take, NULL, NULL);
	program = bpf_program__fd(bpf_object__find_program_by_name(object, "fill"));
	if (!ring)
		return 1;
	if (is_concurrent)
		bench_start(program, 1000, size);
	start = bench_now();
	while (taken < records) {
		uint64_t begin;

		if (!is_concurrent)
			bench_fill(program, UINT32_MAX >> 10, size);
		begin = bench_now();
		taken += ring_buffer__consume(ring);
		spent += bench_now() - begin;
	}
	if (is_concurrent) {
		spent = bench_now() - start;
		bench_stop();
	}
	printf("%f %u\n", (double)spent / (double)taken, (unsigned)(sum & 1));
	return 0;
}

static int types(int count, char **names)
{
	uint64_t start = bench_now();
	struct btf *btf = btf__load_vmlinux_btf();
	int found = 0;

	if (!btf)
		return 1;
	for (int i = 0; i < count; i++)
		found += btf__find_by_name_kind(btf, names[i], BTF_KIND_STRUCT) > 0;
	printf("%llu %d\n", (unsigned long long)(bench_now() - start), found);
	return 0;
}

/* Sets a number in .rodata, by its type. */
static int set(struct bpf_object *object, const char *name, uint64_t value)
{
	const struct btf *btf = bpf_object__btf(object);
	int section = btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC);
	const struct btf_type *type = btf__type_by_id(btf, (uint32_t)section);
	struct bpf_map *map;
	size_t size;
	char *bytes = NULL;

	bpf_object__for_each_map(map, object)
		if (strstr(bpf_map__name(map), ".rodata"))
			bytes = bpf_map__initial_value(map, &size);
	if (!type || !bytes)
		return -1;
	for (int i = 0; i < btf_vlen(type); i++) {
		const struct btf_var_secinfo *place = btf_var_secinfos(type) + i;
		const struct btf_type *variable = btf__type_by_id(btf, place->type);

		if (strcmp(btf__name_by_offset(btf, variable->name_off), name) == 0) {
			memcpy(bytes + place->offset, &value, place->size < 8 ? place->size : 8);
			return 0;
		}
	}
	return -1;
}

static int is_listed(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list; (at = strstr(at, name)); at += length)
		if ((at == list || at[-1] == ',') && (at[length] == ',' || !at[length]))
			return 1;
	return 0;
}

static int attach(const char *path, char *values, const char *programs, char **command)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;
	pid_t child;
	int status;

	if (!object)
		return 1;
	for (char *value = strtok(values, ","); value; value = strtok(NULL, ",")) {
		char *equals = strchr(value, '=');

		*equals = 0;
		if (set(object, value, strtoull(equals + 1, NULL, 0))) {
			fprintf(stderr, "no variable %s\n", value);
			return 1;
		}
	}
	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, is_listed(programs, bpf_program__name(program)));
	if (bpf_object__load(object))
		return 1;
	bpf_object__for_each_program(program, object)
		if (bpf_program__autoload(program) && strncmp(bpf_program__name(program), "continue_", 9) &&
		    !bpf_program__attach(program))
			return 1;
	child = fork();
	if (child == 0) {
		execv(command[0], command);
		_exit(127);
	}
	return waitpid(child, &status, 0) == child && status == 0 ? 0 : 1;
}

int main(int count, char **arguments)
{
	const char *mode = count > 1 ? arguments[1] : "";

	if (count == 5 && (!strcmp(mode, "drained") || !strcmp(mode, "concurrent")))
		return ring(arguments[2], (uint32_t)atol(arguments[3]), atol(arguments[4]), mode[0] == 'c');
	if (count >= 2 && !strcmp(mode, "types"))
		return types(count - 2, arguments + 2);
	if (count >= 6 && !strcmp(mode, "attach"))
		return attach(arguments[2], arguments[3], arguments[4], arguments + 5);
	fprintf(stderr, "usage: libbpf drained|concurrent|types|attach ...\n");
	return 64;
}
