/*
 * What a command finds when it starts, and how it ends. tools/launch/matrix.py compares the
 * run under swiftlet with the run without it.
 *
 *   probe REPORT see ARGUMENT…     writes everything that it finds
 *   probe REPORT default           waits with default signal handling, except for signals that it inherited as ignored
 *   probe REPORT count             counts how often each signal arrives until SIGRTMAX
 *
 * REPORT is the name of the report file. It says "ready" when signals may come, and is closed then.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t arrived[65];

static void count(int signal)
{
	arrived[signal]++;
}

/* A pid, in a form that can be equal in two runs. */
static const char *relative(pid_t pid)
{
	if (pid == getpgrp())
		return "group";
	return pid == getsid(0) ? "session" : pid > 0 ? "other" : "none";
}

static void see(FILE *report, int argc, char **argv)
{
	struct sigaction action;
	struct rlimit limit;
	sigset_t mask;
	struct stat status;

	for (int i = 3; i < argc; i++) {
		fprintf(report, "argument ");
		for (const char *byte = argv[i]; *byte; byte++)
			fprintf(report, "%02x", (unsigned char)*byte);
		fprintf(report, "\n");
	}
	for (char **variable = environ; *variable; variable++)
		fprintf(report, "variable %s\n", *variable);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	for (int signal = 1; signal <= SIGRTMAX; signal++) {
		if (sigaction(signal, NULL, &action) < 0)
			continue;
		if (sigismember(&mask, signal) || action.sa_handler != SIG_DFL)
			fprintf(report, "signal %d%s%s\n", signal, sigismember(&mask, signal) ? " blocked" : "",
				action.sa_handler == SIG_IGN ? " ignored" : "");
	}
	for (int kind = 0; kind < RLIM_NLIMITS; kind++)
		if (getrlimit(kind, &limit) == 0)
			fprintf(report, "limit %d %lx %lx\n", kind, (long)limit.rlim_cur, (long)limit.rlim_max);
	for (int fd = 0; fd < 1024; fd++)
		if (fd != fileno(report) && fstat(fd, &status) == 0)
			fprintf(report, "fd %d mode %o flags %x %x\n", fd, status.st_mode, fcntl(fd, F_GETFL), fcntl(fd, F_GETFD));
	fprintf(report, "group %s, session %s\n", relative(getpgrp()), relative(getsid(0)));
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	fprintf(report, "terminal %s\n", terminal < 0 ? "none" : relative(tcgetpgrp(terminal)));
	char folder[4096];
	fprintf(report, "folder %s, umask %o, nice %d\n", getcwd(folder, sizeof(folder)), umask(0), getpriority(PRIO_PROCESS, 0));
	FILE *own = fopen("/proc/self/status", "r");
	char line[1024];
	while (own && fgets(line, sizeof(line), own))
		if (!strncmp(line, "Cap", 3) || !strncmp(line, "NoNewPrivs", 10) || !strncmp(line, "Seccomp:", 8) ||
		    !strncmp(line, "CoreDumping", 11) || !strncmp(line, "Uid", 3) || !strncmp(line, "Groups", 6))
			fputs(line, report);
}

static void write_counts(const char *name, const char *new_name)
{
	FILE *report = fopen(new_name, "we");

	for (int signal = 1; report && signal <= 64; signal++)
		if (arrived[signal])
			fprintf(report, "signal %d: %d\n", signal, (int)arrived[signal]);
	if (report)
		fclose(report);
	rename(new_name, name);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	char name[4096];
	snprintf(name, sizeof(name), "%s.new", argv[1]);
	FILE *report = fopen(name, "we");
	if (!report)
		return 2;
	sigset_t all, before;
	sigfillset(&all);
	int is_counting = !strcmp(argv[2], "count");
	if (is_counting) {
		sigprocmask(SIG_BLOCK, &all, &before);
		struct sigaction action = {.sa_handler = count, .sa_mask = all};
		for (int signal = 1; signal <= SIGRTMAX; signal++)
			if (signal != SIGKILL && signal != SIGSTOP)
				sigaction(signal, &action, NULL);
	}
	if (!strcmp(argv[2], "see"))
		see(report, argc, argv);
	else
		fprintf(report, "pid %d\n", getpid());
	fclose(report);
	rename(name, argv[1]);
	if (!strcmp(argv[2], "see"))
		return 7;
	if (!is_counting)
		for (;;)
			pause();
	while (!arrived[SIGRTMAX]) {
		sigsuspend(&before);
		write_counts(argv[1], name);
	}
	return 9;
}
