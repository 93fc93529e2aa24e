/*
 * What a tracer costs, and what it must bear.
 *
 *   execs spawn VARIABLES COUNT        posix_spawn + wait of this program: each time in ns, one per line
 *   execs storm VARIABLES COUNT JOBS   as many as fast as JOBS processes can; prints the seconds
 *   execs getppid COUNT                ns per getppid(2)
 *   execs nothing                      ends at once
 *
 * Built static, so that an exec costs as little as it can and a tracer's share is seen.
 */
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* About 45 bytes each, as environments have on average. */
static char **environment(int count)
{
	char **variables = calloc((size_t)count + 1, sizeof(char *));

	for (int i = 0; i < count; i++) {
		variables[i] = malloc(64);
		snprintf(variables[i], 64, "VARIABLE_%05d=a value of about thirty byte", i);
	}
	return variables;
}

static void spawn(char **variables)
{
	char *arguments[] = {"/proc/self/exe", "nothing", NULL};
	pid_t child;
	int status;

	if (posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, variables) != 0 ||
	    waitpid(child, &status, 0) != child || status != 0) {
		perror("posix_spawn");
		exit(1);
	}
}

int main(int count, char **arguments)
{
	const char *mode = count > 1 ? arguments[1] : "";

	if (strcmp(mode, "nothing") == 0)
		return 0;
	if (strcmp(mode, "spawn") == 0 && count == 4) {
		char **variables = environment(atoi(arguments[2]));

		for (int i = 0; i < atoi(arguments[3]); i++) {
			uint64_t start = now();

			spawn(variables);
			printf("%llu\n", (unsigned long long)(now() - start));
		}
		return 0;
	}
	if (strcmp(mode, "storm") == 0 && count == 5) {
		char **variables = environment(atoi(arguments[2]));
		int execs = atoi(arguments[3]), jobs = atoi(arguments[4]);
		uint64_t start = now();

		for (int job = 0; job < jobs; job++) {
			if (fork() == 0) {
				for (int i = job; i < execs; i += jobs)
					spawn(variables);
				_exit(0);
			}
		}
		while (wait(NULL) > 0)
			;
		printf("%.3f\n", (double)(now() - start) / 1e9);
		return 0;
	}
	if (strcmp(mode, "getppid") == 0 && count == 3) {
		long calls = atol(arguments[2]);
		uint64_t start = now();

		for (long i = 0; i < calls; i++)
			syscall(SYS_getppid);
		printf("%.2f\n", (double)(now() - start) / (double)calls);
		return 0;
	}
	fprintf(stderr, "usage: execs spawn|storm|getppid|nothing ...\n");
	return 64;
}
