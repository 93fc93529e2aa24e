/*
 * Loads to measure and to stress a tracer.
 *
 *   execs spawn VARIABLES COUNT        posix_spawn + wait of this program: each time in ns, one per line
 *   execs storm VARIABLES COUNT JOBS   COUNT execs as fast as JOBS processes can; prints the seconds
 *   execs serve VARIABLES              for each number on standard input, that many execs; then prints ok
 *   execs getppid COUNT                ns per getppid(2)
 *   execs leader CODE                  the first thread ends, and later the process, with CODE
 *   execs abort                        ends by SIGABRT
 *   execs nothing                      ends at once
 *   execs clock                        prints CLOCK_MONOTONIC in ns
 *
 * The benchmarks link it statically, so that an exec is cheap and the tracer's share is visible.
 */
#include <pthread.h>
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

/* About 45 bytes each, the average of real environments. */
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

static void *outlive(void *code)
{
	usleep(200000);
	exit((int)(intptr_t)code);
}

int main(int count, char **arguments)
{
	const char *mode = count > 1 ? arguments[1] : "";

	if (strcmp(mode, "nothing") == 0)
		return 0;
	if (strcmp(mode, "clock") == 0) {
		printf("%llu\n", (unsigned long long)now());
		return 0;
	}
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
	if (strcmp(mode, "serve") == 0 && count == 3) {
		char **variables = environment(atoi(arguments[2]));
		int execs;

		while (scanf("%d", &execs) == 1) {
			for (int i = 0; i < execs; i++)
				spawn(variables);
			printf("ok\n");
			fflush(stdout);
		}
		return 0;
	}
	if (strcmp(mode, "leader") == 0 && count == 3) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, outlive, (void *)(intptr_t)atoi(arguments[2])))
			return 1;
		pthread_exit(NULL);
	}
	if (strcmp(mode, "abort") == 0)
		abort();
	if (strcmp(mode, "getppid") == 0 && count == 3) {
		long calls = atol(arguments[2]);
		uint64_t start = now();

		for (long i = 0; i < calls; i++)
			syscall(SYS_getppid);
		printf("%.2f\n", (double)(now() - start) / (double)calls);
		return 0;
	}
	fprintf(stderr, "usage: execs spawn|storm|serve|getppid|leader|abort|nothing|clock ...\n");
	return 64;
}
