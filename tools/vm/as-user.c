/*
 * Runs a command as nobody with some capabilities and no others, as a file with capabilities would:
 *
 *   as-user [-m BYTES] CAPABILITY[,CAPABILITY...] COMMAND [ARGUMENT ...]
 *
 * CAPABILITY is none, bpf, perfmon, sys_resource. -m limits locked memory (RLIMIT_MEMLOCK), soft and
 * hard. busybox's setpriv can't change the user, and the initial RAM file system holds no file
 * capabilities.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NOBODY = 65534, USAGE = 64, REFUSED = 71 };

static const struct {
	const char *name;
	int number;
} known[] = {{"bpf", 39}, {"perfmon", 38}, {"sys_resource", 24}};

static void must(int result, const char *what)
{
	if (result) {
		fprintf(stderr, "as-user: %s: %s\n", what, strerror(errno));
		exit(REFUSED);
	}
}

static uint64_t parse(char *names)
{
	uint64_t mask = 0;

	for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) {
		size_t i;

		if (!strcmp(name, "none"))
			continue;
		for (i = 0; i < sizeof(known) / sizeof(*known); i++)
			if (!strcmp(name, known[i].name))
				break;
		if (i == sizeof(known) / sizeof(*known)) {
			fprintf(stderr, "as-user: no such capability here: %s\n", name);
			exit(USAGE);
		}
		mask |= 1ull << known[i].number;
	}
	return mask;
}

int main(int argc, char **argv)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[2] = {};
	uint64_t mask;

	if (argc > 3 && !strcmp(argv[1], "-m")) {
		struct rlimit limit;

		limit.rlim_cur = limit.rlim_max = strtoull(argv[2], NULL, 10);
		must(setrlimit(RLIMIT_MEMLOCK, &limit), "setrlimit");
		argv += 2;
		argc -= 2;
	}
	if (argc < 3) {
		fprintf(stderr, "usage: as-user [-m BYTES] CAPABILITY,... COMMAND [ARGUMENT ...]\n");
		return USAGE;
	}
	mask = parse(argv[1]);
	must(setgroups(0, NULL), "setgroups");
	must(setresgid(NOBODY, NOBODY, NOBODY), "setresgid");
	must(prctl(PR_SET_KEEPCAPS, 1), "PR_SET_KEEPCAPS");
	must(setresuid(NOBODY, NOBODY, NOBODY), "setresuid");
	for (int half = 0; half < 2; half++) {
		uint32_t bits = (uint32_t)(mask >> (32 * half));

		sets[half].effective = sets[half].permitted = sets[half].inheritable = bits;
	}
	must((int)syscall(SYS_capset, &header, sets), "capset");
	for (int number = 0; number < 64; number++)
		if (mask >> number & 1)
			must(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0),
			     "PR_CAP_AMBIENT_RAISE");
	execv(argv[2], argv + 2);
	must(-1, argv[2]);
}
