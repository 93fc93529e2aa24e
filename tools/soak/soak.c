/*
 * The loads that a tracer must withstand: hostile programs, and ordinary ones next to them.
 *
 *   soak flood               execs with 1 MB of environment, as fast as possible
 *   soak ring                execs of the largest size that the kernel takes, 6 MB
 *   soak hog COUNT KIB       COUNT live processes, each with its own environment, whose pages it frees;
 *                            replaced every 20 seconds
 *   soak rewrite             programs that change their arguments, during the exec and after it
 *   soak ordinary COUNT SECONDS   COUNT small execs, spread over the time; prints how many there were
 *   soak count               JSON events on standard input: at their end prints how many of these execs, each
 *                            counted once, came, how often one came in another form, how many came without
 *                            arguments (and so without their number), and the summary
 *
 * All but the last two run until they are killed.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static __attribute__((noinline)) pid_t start(char *const arguments[], char *const environment[])
{
	pid_t child = vfork();

	if (child == 0) {
		execve("/proc/self/exe", arguments, environment);
		_exit(9);
	}
	return child;
}

static void run(char *const arguments[], char *const environment[])
{
	pid_t child = start(arguments, environment);

	if (child > 0)
		waitpid(child, NULL, 0);
}

/* `count` variables of `size` bytes, with a number at the beginning. */
static char **variables(int count, size_t size, int number)
{
	char **list = calloc((size_t)count + 1, sizeof(char *));

	for (int i = 0; i < count; i++) {
		list[i] = malloc(size + 1);
		memset(list[i], 'f', size);
		list[i][size] = 0;
		list[i][snprintf(list[i], 32, "V%d_%d", number, i)] = '=';
	}
	return list;
}

static void allow_large_strings(void)
{
	struct rlimit limit = {64 << 20, RLIM_INFINITY};

	setrlimit(RLIMIT_STACK, &limit);
}

static _Noreturn void flood(int count, size_t size)
{
	char *arguments[] = {"soak", "nothing", NULL};
	char **environment;

	allow_large_strings();
	environment = variables(count, size, 0);
	for (;;)
		run(arguments, environment);
}

/* Frees the pages of its strings, which cost the attacker nothing from then on. */
static int sleeper(char *first)
{
	char *end = first;
	unsigned long from, to;

	for (char **variable = environ; *variable; variable++)
		end = *variable + strlen(*variable);
	from = ((unsigned long)first + 4095) & ~4095ul;
	to = (unsigned long)end & ~4095ul;
	if (to > from)
		madvise((void *)from, to - from, MADV_DONTNEED);
	pause();
	return 0;
}

static _Noreturn void hog(int count, int kibibytes)
{
	char *arguments[] = {"soak", "sleeper", NULL};
	pid_t *children = calloc((size_t)count, sizeof(*children));

	allow_large_strings();
	for (int round = 0;; round++) {
		for (int i = 0; i < count; i++) {
			char **environment = variables((kibibytes + 99) / 100, 102400, round * count + i);

			children[i] = start(arguments, environment);
			for (char **variable = environment; *variable; variable++)
				free(*variable);
			free(environment);
			usleep(2000);
		}
		sleep(20);
		for (int i = 0; i < count; i++)
			if (children[i] > 0)
				kill(children[i], SIGKILL);
		while (wait(NULL) > 0)
			;
	}
}

static char changing[64] = "HARMLESS";

static void *change(void *nothing)
{
	for (;;) {
		memcpy(changing, "MALICIOU", 8);
		memcpy(changing, "HARMLESS", 8);
	}
	return nothing;
}

static _Noreturn void rewrite(void)
{
	char *after[] = {"soak", "rewriter", "ORIGINAL", NULL};
	char *during[] = {"soak", "rewriter", changing, NULL};
	char *environment[] = {"A=1", NULL};
	pthread_t thread;

	pthread_create(&thread, NULL, change, NULL);
	for (;;) {
		run(after, environment);
		run(during, environment);
	}
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int ordinary(int count, double seconds)
{
	char number[16], *arguments[] = {"soak", "nothing", "soak-ordinary", number, NULL};
	char *environment[] = {"PATH=/usr/bin", "LANG=C", "SECRET_TOKEN=soak", NULL};
	double start = now();
	int done;

	for (done = 0; done < count; done++) {
		double wait = start + seconds * done / count - now();

		if (wait > 0)
			usleep((useconds_t)(wait * 1e6));
		snprintf(number, sizeof(number), "%d", done);
		run(arguments, environment);
	}
	printf("%d\n", done);
	return 0;
}

/* A longer line is not one of these events. */
static char line[1 << 16], summary[1 << 16];

static int count(void)
{
	static const char expected[] = "\"args\":[\"soak\",\"nothing\",\"soak-ordinary\",\"";
	static unsigned char seen[1 << 24];
	long found = 0, others = 0, bare = 0;
	int begins = 1;

	while (fgets(line, sizeof(line), stdin)) {
		int is_start = begins;
		const char *place;

		begins = strchr(line, '\n') != NULL;
		if (!is_start)
			continue;
		if (strncmp(line, "{\"event\":\"summary\"", 18) == 0 || strstr(line, "\"event\":\"summary\""))
			memcpy(summary, line, sizeof(line));
		if (strncmp(line, "{\"event\":\"exec\"", 15) != 0 && !strstr(line, "\"event\":\"exec\""))
			continue;
		place = strstr(line, expected);
		if (place) {
			unsigned long number = strtoul(place + sizeof(expected) - 1, NULL, 10);

			if (number < sizeof(seen) && !seen[number]) {
				seen[number] = 1;
				found++;
			}
		} else if (strstr(line, "soak-ordinary")) {
			others++;
		} else if (strstr(line, "\"uid\":0,") && strstr(line, "/soak\",\"cgroup\"") &&
			   strstr(line, "\"complete\":false")) {
			/* Only the ordinary ones are root's. The ring had no room for this one's strings. */
			bare++;
		}
	}
	printf("%ld %ld %ld\n%s", found, others, bare, summary);
	return 0;
}

int main(int argument_count, char **arguments)
{
	const char *mode = argument_count > 1 ? arguments[1] : "";

	if (!strcmp(mode, "nothing"))
		return 0;
	if (!strcmp(mode, "sleeper"))
		return sleeper(arguments[0]);
	if (!strcmp(mode, "rewriter")) {
		if (argument_count > 2)
			memcpy(arguments[2], "HARMLESS", 8);
		usleep(500);
		return 0;
	}
	if (!strcmp(mode, "flood"))
		flood(10, 102400);
	if (!strcmp(mode, "ring"))
		flood(46, 131000);
	if (!strcmp(mode, "hog") && argument_count == 4)
		hog(atoi(arguments[2]), atoi(arguments[3]));
	if (!strcmp(mode, "rewrite"))
		rewrite();
	if (!strcmp(mode, "ordinary") && argument_count == 4)
		return ordinary(atoi(arguments[2]), atof(arguments[3]));
	if (!strcmp(mode, "count"))
		return count();
	fprintf(stderr, "usage: soak flood | ring | hog COUNT KIB | rewrite | ordinary COUNT SECONDS | count\n");
	return 64;
}
