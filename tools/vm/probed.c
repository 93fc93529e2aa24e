/*
 * A program that swiftlet probes, where there is no loader-check (tools/vm/checks.sh):
 *
 *   probed OBJECT PROGRAM [VALUE ...]
 *
 * Has /swiftlet load and attach a program of a fixture, does what it is attached to, and looks for each VALUE
 * among the 64-bit words of the object's variables. Then ends swiftlet, does it once more, and nothing may have
 * changed. Exit status 0, 1 if something is wrong, or that of swiftlet if it did not attach.
 */
#define _GNU_SOURCE
#include "probed_functions.h"

#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 512, TIMES = 100 };

static const char pins[] = "/sys/fs/bpf/probed";
static uint64_t words[WORDS];

static void fail(const char *what)
{
	printf("%s\n", what);
	exit(1);
}

/* What the programs are attached to. */
static void pass(const char *program)
{
	if (!strcmp(program, "on_arguments")) {
		swiftlet_pass_arguments(-5, -6);
	} else if (!strcmp(program, "on_places")) {
		swiftlet_pass_here(77);
		swiftlet_pass_there(88);
	} else if (!strcmp(program, "on_counted")) {
		swiftlet_pass_counted();
	} else {
		for (int i = 0; i < TIMES; i++) {
			syscall(SYS_getpgid, getpid());
			syscall(SYS_getppid);
			syscall(SYS_getpriority, PRIO_PROCESS, 0);
		}
	}
}

/* The variables' map, which swiftlet has pinned. */
static int variables(void)
{
	DIR *folder = opendir(pins);
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		size_t length = strlen(entry->d_name);
		char path[512];
		uint64_t attributes[2];

		if (length < 3 || strcmp(entry->d_name + length - 3, "bss"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", pins, entry->d_name);
		attributes[0] = (uint64_t)(uintptr_t)path;
		attributes[1] = 0;
		closedir(folder);
		return (int)syscall(SYS_bpf, 7 /* BPF_OBJ_GET */, attributes, sizeof(attributes));
	}
	return -1;
}

static void look(int map)
{
	uint32_t key = 0;
	uint64_t attributes[4] = {(uint64_t)map, (uint64_t)(uintptr_t)&key, (uint64_t)(uintptr_t)words, 0};

	memset(words, 0, sizeof(words));
	if (syscall(SYS_bpf, 1 /* BPF_MAP_LOOKUP_ELEM */, attributes, sizeof(attributes)) < 0)
		fail("the variables can't be read");
}

int main(int argc, char **argv)
{
	char thread[64], cookies[64] = "has_cookies=0";
	char *arguments[] = {"/swiftlet", "load", "--attach", "--program", argc > 2 ? argv[2] : NULL, "--pin",
			     (char *)pins, "--set", thread, argc > 1 ? argv[1] : NULL, NULL, NULL, NULL};
	int output[2], status, map;
	static uint64_t before[WORDS];
	static char text[1 << 16];
	size_t length = 0;
	ssize_t got;
	pid_t child;

	if (argc < 3)
		return 64;
	snprintf(thread, sizeof(thread), "wanted_thread=%d", getpid());
	if (getenv("WITHOUT_COOKIES")) {
		arguments[10] = "--set";
		arguments[11] = cookies;
	}
	if (pipe(output) < 0)
		fail("no pipe");
	child = fork();
	if (child == 0) {
		dup2(output[1], 1);
		close(output[0]);
		close(output[1]);
		execv(arguments[0], arguments);
		_exit(127);
	}
	close(output[1]);
	/* It prints what it has attached, and then waits; or it ends. */
	while (length + 1 < sizeof(text) && !strstr(text, "\nattached ") &&
	       (got = read(output[0], text + length, sizeof(text) - 1 - length)) > 0)
		length += (size_t)got;
	if (!strstr(text, "\nattached ")) {
		if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) == 0)
			fail("swiftlet attached nothing");
		return WEXITSTATUS(status);
	}
	map = variables();
	if (map < 0)
		fail("swiftlet has pinned no variables");
	pass(argv[2]);
	look(map);
	for (int i = 3; i < argc; i++) {
		uint64_t value = strtoull(argv[i], NULL, 0);
		int word = 0;

		while (word < WORDS && words[word] != value)
			word++;
		if (word == WORDS) {
			printf("no variable is %s:", argv[i]);
			for (word = 0; word < 24; word++)
				printf(" %lld", (long long)words[word]);
			fail("");
		}
		/* Each value must be there as often as it is asked for. */
		words[word] = 0;
	}
	kill(child, SIGTERM);
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		fail("swiftlet did not end");
	look(map);
	memcpy(before, words, sizeof(words));
	pass(argv[2]);
	look(map);
	if (memcmp(before, words, sizeof(words)))
		fail("the program ran after it was detached");
	return 0;
}
