/* Processes that call exec by their plan. */
#define _GNU_SOURCE
#include "capture_check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void check_report_simple(uint32_t kind, int error);
_Noreturn void check_go_on(void);

extern char **environ;

enum {
	/* Exit status of a child that could not follow its plan. */
	BROKEN = 97,
	/* In seconds: no process here takes longer. */
	PATIENCE = 60,
};

/* A step with the arrays that exec takes. */
struct prepared_step {
	struct check_step step;
	const char *path;
	char **argv;
	char **envp;
};

static void read_plan(void *to, size_t count)
{
	char *bytes = to;

	while (count) {
		ssize_t got = read(CHECK_PLAN, bytes, count);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			_exit(BROKEN);
		bytes += got;
		count -= (size_t)got;
	}
}

static void *allocate(size_t count)
{
	void *memory = malloc(count ? count : 1);

	if (!memory)
		_exit(BROKEN);
	return memory;
}

/* The strings of a step, from the plan's position on: read, or mapped and left alone. */
static char *take_strings(const struct check_step *step)
{
	size_t size = step->path_length + step->args_bytes + step->env_bytes;
	off_t position = lseek(CHECK_PLAN, 0, SEEK_CUR);
	char *strings;

	if (!(step->flags & CHECK_UNTOUCHED)) {
		strings = allocate(size);
		read_plan(strings, size);
		return strings;
	}
	strings = mmap(NULL, (size_t)position + size, PROT_READ, MAP_PRIVATE, CHECK_PLAN, 0);
	if (strings == MAP_FAILED)
		_exit(BROKEN);
	/* The kernel would map the pages around the one that is touched, too. */
	madvise(strings, (size_t)position + size, MADV_RANDOM);
	lseek(CHECK_PLAN, position + (off_t)size, SEEK_SET);
	return strings + position;
}

/* Reads the next step. Returns false at the end of the plan. */
static int take_step(struct prepared_step *prepared)
{
	struct check_step *step = &prepared->step;
	uint32_t *lengths;
	char *string;
	ssize_t got;

	do
		got = read(CHECK_PLAN, step, sizeof(*step));
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return 0;
	if (got != sizeof(*step) || step->magic != CHECK_MAGIC)
		_exit(BROKEN);
	lengths = allocate(((size_t)step->argc + step->envc) * sizeof(*lengths));
	read_plan(lengths, ((size_t)step->argc + step->envc) * sizeof(*lengths));
	prepared->argv = allocate(((size_t)step->argc + 1) * sizeof(char *));
	prepared->envp = allocate(((size_t)step->envc + 1) * sizeof(char *));
	string = take_strings(step);
	prepared->path = string;
	string += step->path_length;
	for (uint32_t i = 0; i < step->argc; i++) {
		prepared->argv[i] = string;
		string += lengths[i];
	}
	for (uint32_t i = 0; i < step->envc; i++) {
		prepared->envp[i] = string;
		string += lengths[step->argc + i];
	}
	prepared->argv[step->argc] = NULL;
	prepared->envp[step->envc] = NULL;
	/* An address where nothing is mapped, and an invalid one. */
	if (step->flags & CHECK_BAD_STRING)
		prepared->argv[step->bad_index] = (char *)8;
	if (step->flags & CHECK_BAD_ARRAY)
		prepared->argv = (char **)16;
	return 1;
}

/* Returns only if exec fails. */
static void *run_step(void *argument)
{
	struct prepared_step *prepared = argument;
	struct check_step *step = &prepared->step;
	long result;

	if (step->flags & CHECK_THREAD)
		check_report_simple(CHECK_CALLER, 0);
	if (step->method == CHECK_EXECVEAT)
		result = syscall(SYS_execveat, step->folder, prepared->path, prepared->argv,
				 prepared->envp, step->exec_flags);
	else
		result = syscall(SYS_execve, prepared->path, prepared->argv, prepared->envp);
	check_report_simple(CHECK_FAILED, result < 0 ? errno : 0);
	return NULL;
}

/* What is left of the plan: the rest of this process's life. */
_Noreturn void check_go_on(void)
{
	struct prepared_step prepared;

	while (take_step(&prepared)) {
		pthread_t thread;

		if (prepared.step.flags & CHECK_KILL_AFTER) {
			/* Not a step of its own: it says what becomes of the program before it. */
			kill(getpid(), SIGKILL);
			_exit(BROKEN);
		}
		if (!(prepared.step.flags & CHECK_THREAD)) {
			run_step(&prepared);
			continue;
		}
		if (pthread_create(&thread, NULL, run_step, &prepared))
			_exit(BROKEN);
		pthread_join(thread, NULL);
	}
	_exit(0);
}

static void place(int from, int to)
{
	if (from < 0 || dup2(from, to) < 0)
		_exit(BROKEN);
}

_Noreturn static void become_child(const struct check_process *process)
{
	alarm(PATIENCE);
	place(process->folder, CHECK_FOLDER);
	place(process->program, CHECK_PROGRAM);
	place(process->report, CHECK_REPORT);
	place(process->plan, CHECK_PLAN);
	if (process->flags & CHECK_LARGE_STACK) {
		struct rlimit limit;

		/* A quarter of it is for strings, and never more than 6 MiB (fs/exec.c). */
		if (getrlimit(RLIMIT_STACK, &limit))
			_exit(BROKEN);
		limit.rlim_cur = 64 << 20;
		if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < limit.rlim_cur)
			limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_STACK, &limit))
			_exit(BROKEN);
	}
	if (process->flags & CHECK_UNPRIVILEGED) {
		/* The system calls themselves: glibc would ask threads that are not there. */
		if (syscall(SYS_setresgid, 65534, 65534, 65534) ||
		    syscall(SYS_setresuid, 65534, 65534, 65534))
			_exit(BROKEN);
	}
	check_go_on();
}

long check_launch(const struct check_process *process)
{
	unsigned long flags = SIGCHLD;
	long pid;

	if (process->flags & CHECK_NEW_PID_NAMESPACE)
		flags |= CLONE_NEWPID;
	if (process->flags & CHECK_NEW_USER_NAMESPACE)
		flags |= CLONE_NEWUSER;
	/* fork(2) is for the common case, since glibc then knows of the new process, too. */
	pid = flags == SIGCHLD ? fork() : syscall(SYS_clone, flags, 0, 0, 0, 0);
	if (pid < 0)
		return -errno;
	if (pid == 0)
		become_child(process);
	return pid;
}

long check_spawn(char *const arguments[])
{
	long pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		execve(arguments[0], arguments, environ);
		_exit(127);
	}
	return pid;
}

long check_wait(int pid, int *status)
{
	long result;

	do
		result = waitpid(pid, status, 0);
	while (result < 0 && errno == EINTR);
	return result < 0 ? -errno : result;
}

long check_fork(void)
{
	long pid = fork();

	return pid < 0 ? -errno : pid;
}

_Noreturn void check_exit(int status)
{
	_exit(status);
}
