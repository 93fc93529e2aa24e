/*
 * The traced command and the signals around it: it is to notice nothing of the tracer.
 *
 *     starter ── tracer ─┬─ command    as the starter would have run it
 *                        └─ witness    has every signal blocked, and says which of them it got
 *
 * All three are in the process group that the starter made. A signal to the group, or from the terminal,
 * reaches the command by itself; one to the tracer alone must be passed on. siginfo can't tell these
 * apart, the witness can: the kernel signals the members of a group from the youngest to the oldest
 * (kernel/signal.c, __kill_pgrp_info; kernel/pid.c, attach_pid adds at the head), so that the witness has
 * a group's signal before the tracer, which is its parent, has it.
 */
#ifndef SWIFTLET_LAUNCH_H
#define SWIFTLET_LAUNCH_H

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLONE_PARENT_FLAG 0x8000 /* CLONE_PARENT, which <sched.h> has only for GNU */

extern char **environ;

/* How signals were when the program began. */
struct swiftlet_signals {
	sigset_t mask;
	sigset_t ignored;
};

/* Takes leave of children other than `pid` that have ended: orphans, if this is the first process of a
 * container. */
static inline void swiftlet_reap_others(int pid)
{
	siginfo_t ended;

	for (;;) {
		ended.si_pid = 0;
		if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) < 0 || ended.si_pid == 0 ||
		    ended.si_pid == pid || waitpid(ended.si_pid, NULL, WNOHANG) <= 0)
			return;
	}
}

/*
 * Blocks signals, and returns a signalfd for them: all of them if there is a command to pass them on to,
 * else those that end a trace and those that our own writing causes. Handlers stay as they are, since
 * blocked signals are queued whatever becomes of them; but a process that ignores SIGCHLD can't wait. Without
 * a command it has nobody to wait for, and ignores SIGCHLD: as the first process of a container it is given
 * orphans, which would stay zombies.
 */
static inline long swiftlet_take_signals(int all, struct swiftlet_signals *before)
{
	static const int some[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE, SIGXFSZ};
	struct sigaction action;
	sigset_t set;
	int fd;

	sigemptyset(&before->ignored);
	for (int signal = 1; signal <= SIGRTMAX; signal++)
		if (sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
			sigaddset(&before->ignored, signal);
	if (all) {
		sigfillset(&set);
		sigdelset(&set, SIGSYS); /* the sandbox's (sandbox.h) */
	} else {
		sigemptyset(&set);
		for (unsigned i = 0; i < sizeof(some) / sizeof(some[0]); i++)
			sigaddset(&set, some[i]);
	}
	if (sigprocmask(SIG_BLOCK, &set, &before->mask) < 0)
		return -errno;
	signal(SIGCHLD, all ? SIG_DFL : SIG_IGN);
	swiftlet_reap_others(0); /* those that ended before */
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

static inline int swiftlet_was_ignored(const struct swiftlet_signals *before, int signal)
{
	return sigismember(&before->ignored, signal) == 1;
}

/* The next signal that others sent, or -EAGAIN. */
static inline long swiftlet_next_signal(int fd, struct signalfd_siginfo *info)
{
	for (;;) {
		ssize_t got = read(fd, info, sizeof(*info));

		if (got != sizeof(*info))
			return got < 0 ? -errno : -EIO;
		/* SIGPIPE and SIGXFSZ of our own writing come from ourselves. */
		if (info->ssi_code != SI_USER || info->ssi_pid != (uint32_t)getpid())
			return info->ssi_signo;
	}
}

/*
 * The command is forked by a process that was forked before the tracer opened, raised or loaded anything, and
 * that does nothing else. So it begins when the tracer is ready, its memory and its limits are the starter's,
 * and it is the tracer's child (CLONE_PARENT).
 *
 *     write a byte to `start`    the command is forked; `pid` comes through `failed`
 *     write another byte         it is run; what failed comes through `failed`, or end of file: it runs
 *     close `start`              nothing is run
 */
struct swiftlet_child {
	int server; /* the process that forks it */
	int start;
	int failed;
};

/* What is run, where, and by whom. Without a directory and a user these are the starter's. */
struct swiftlet_command {
	char *const *arguments;
	const char *directory;
	const char *user, *home, *shell; /* passwd(5) */
	uint32_t uid, gid;
	const uint32_t *groups;
	size_t group_count;
};

/* What failed, above the errno that comes through `failed`. */
enum { SWIFTLET_NOT_RUN = 0, SWIFTLET_NOT_USER = 1 << 16, SWIFTLET_NOT_THERE = 2 << 16 };

/* Becomes the user, and goes to the directory as that user. Returns 0, or what failed. */
static inline int swiftlet_prepare(const struct swiftlet_command *command)
{
	if (command->user &&
	    (setgroups(command->group_count, command->groups) < 0 || setgid(command->gid) < 0 ||
	     setuid(command->uid) < 0 || setenv("HOME", command->home, 1) < 0 ||
	     setenv("SHELL", command->shell, 1) < 0 || setenv("USER", command->user, 1) < 0 || setenv("LOGNAME", command->user, 1) < 0))
		return SWIFTLET_NOT_USER | errno;
	if (command->directory && chdir(command->directory) < 0)
		return SWIFTLET_NOT_THERE | errno;
	return 0;
}

static inline _Noreturn void swiftlet_serve_fork(
	const struct swiftlet_command *command, int start, int failed,
	const struct swiftlet_signals *signals)
{
	char byte;
	int answer;

	if (swiftlet_was_ignored(signals, SIGCHLD))
		signal(SIGCHLD, SIG_IGN);
	sigprocmask(SIG_SETMASK, &signals->mask, NULL);
	if (read(start, &byte, 1) != 1)
		_exit(127);
	answer = (int)syscall(SYS_clone, CLONE_PARENT_FLAG | SIGCHLD, NULL, NULL, NULL, NULL);
	if (answer != 0) {
		if (answer < 0)
			answer = -errno;
		_exit(write(failed, &answer, sizeof(answer)) < 0);
	}
	if (read(start, &byte, 1) != 1)
		_exit(127);
	answer = swiftlet_prepare(command);
	if (answer == 0) {
		execvp(command->arguments[0], command->arguments);
		answer = SWIFTLET_NOT_RUN | errno;
	}
	if (write(failed, &answer, sizeof(answer)) < 0)
		_exit(126);
	_exit(127);
}

static inline long swiftlet_fork_server(
	const struct swiftlet_command *command, struct swiftlet_child *child,
	const struct swiftlet_signals *signals)
{
	int start[2], failed[2], error;

	if (syscall(SYS_pipe2, start, O_CLOEXEC) < 0)
		return -errno;
	if (syscall(SYS_pipe2, failed, O_CLOEXEC) < 0) {
		error = errno;
		close(start[0]);
		close(start[1]);
		return -error;
	}
	child->server = fork();
	error = errno;
	if (child->server == 0) {
		close(start[1]);
		swiftlet_serve_fork(command, start[0], failed[1], signals);
	}
	close(start[0]);
	close(failed[1]);
	child->start = start[1];
	child->failed = failed[0];
	if (child->server > 0)
		return 0;
	close(start[1]);
	close(failed[0]);
	return -error;
}

/* Waits for the end of a child. */
static inline long swiftlet_wait_end(int pid, int *status)
{
	int result;

	do
		result = waitpid(pid, status, 0);
	while (result < 0 && errno == EINTR);
	return result < 0 ? -errno : result;
}

/* A change of the child: -EAGAIN if there is none; -ECHILD if it has been waited for. */
static inline long swiftlet_wait_child(int pid, int *status)
{
	int result = waitpid(pid, status, WNOHANG | WUNTRACED | WCONTINUED);

	if (result < 0)
		return -errno;
	return result == 0 ? -EAGAIN : result;
}

/* Sends a child the signal that was read, with its value if it has one. Until the child has been waited
 * for, its pid is nobody else's. */
static inline void swiftlet_pass_on(int pid, const struct signalfd_siginfo *read)
{
	siginfo_t info;

	/* The kernel lets nobody say that another process called kill(2). */
	if (read->ssi_code >= 0 || read->ssi_code == SI_TKILL) {
		kill(pid, (int)read->ssi_signo);
		return;
	}
	memset(&info, 0, sizeof(info));
	info.si_signo = (int)read->ssi_signo;
	info.si_code = read->ssi_code;
	info.si_pid = (pid_t)read->ssi_pid;
	info.si_uid = read->ssi_uid;
	info.si_value.sival_ptr = (void *)(uintptr_t)read->ssi_ptr;
	syscall(SYS_rt_sigqueueinfo, pid, info.si_signo, &info);
}

struct swiftlet_witness {
	int ask;    /* write the number of a signal */
	int answer; /* read whether the witness got it */
};

static inline _Noreturn void swiftlet_bear_witness(int questions, int answers)
{
	static const struct timespec now;
	unsigned char number;
	sigset_t set;

	/* close_range(2), Linux 5.9: what was inherited would stay open as long as this process. */
	for (int fd = 0, end = sysconf(_SC_OPEN_MAX); fd < 3 || fd < end; fd++) {
		int next = fd < questions ? questions : fd < answers ? answers : -1;

		if (fd == questions || fd == answers)
			continue;
		if (syscall(436 /* close_range */, fd, next < 0 ? ~0u : (unsigned)next - 1, 0) < 0)
			close(fd);
		else if (next < 0)
			break;
		else
			fd = next;
	}
	while (read(questions, &number, 1) == 1) {
		unsigned char got;

		sigemptyset(&set);
		sigaddset(&set, number);
		got = sigtimedwait(&set, NULL, &now) == number;
		if (write(answers, &got, 1) != 1)
			break;
	}
	_exit(0);
}

/* Forks the witness, younger than the command so that the command is never left out. It ends with us. */
static inline long swiftlet_fork_witness(struct swiftlet_witness *witness)
{
	int questions[2], answers[2], error, pid;

	if (syscall(SYS_pipe2, questions, O_CLOEXEC) < 0)
		return -errno;
	if (syscall(SYS_pipe2, answers, O_CLOEXEC) < 0) {
		error = errno;
		close(questions[0]);
		close(questions[1]);
		return -error;
	}
	pid = fork();
	error = errno;
	if (pid == 0)
		swiftlet_bear_witness(questions[0], answers[1]);
	close(questions[0]);
	close(answers[1]);
	witness->ask = questions[1];
	witness->answer = answers[0];
	if (pid > 0)
		return pid;
	close(questions[1]);
	close(answers[0]);
	return -error;
}

/* Whether the witness got this signal, too: 1 or 0, or an error if it gives no answer within a second. It
 * may be stopped by the group's SIGSTOP, or be gone. */
static inline long swiftlet_ask_witness(const struct swiftlet_witness *witness, int signal)
{
	unsigned char number = (unsigned char)signal, got;
	struct pollfd answer = {.fd = witness->answer, .events = POLLIN};

	if (write(witness->ask, &number, 1) != 1)
		return -errno;
	if (poll(&answer, 1, 1000) != 1)
		return -ETIMEDOUT;
	return read(witness->answer, &got, 1) == 1 ? got : -EPIPE;
}

/* What a signal does by default. */
static inline void swiftlet_deliver_to_self(int signal)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/*
 * Stops this process as its child was stopped, until it is continued. A SIGCONT on the way keeps it going:
 * if it comes before the child is looked at, the child has been continued as well; if it comes later, it
 * takes the pending stop away.
 */
static inline void swiftlet_stop_like_child(int pid, int signal)
{
	struct sigaction action = {.sa_handler = SIG_DFL}, before;
	siginfo_t child;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	sigaction(signal, &action, &before);
	if (signal != SIGSTOP)
		kill(getpid(), signal);
	child.si_pid = 0;
	if (waitid(P_PID, (id_t)pid, &child, WCONTINUED | WEXITED | WNOHANG | WNOWAIT) == 0 && child.si_pid) {
		/* Ignoring a signal discards it. */
		action.sa_handler = SIG_IGN;
		sigaction(signal, &action, NULL);
	} else if (signal == SIGSTOP) {
		kill(getpid(), SIGSTOP);
	} else {
		swiftlet_deliver_to_self(signal);
		sigprocmask(SIG_BLOCK, &set, NULL);
	}
	sigaction(signal, &before, NULL);
}

/* Ends this process as the signal ended the command, without a core dump of our own. Returns if that does
 * nothing: to the first process of a pid namespace. */
static inline void swiftlet_die_of(int signal)
{
	struct rlimit none;
	struct sigaction action = {.sa_handler = SIG_DFL};

	/* 1: also no dump for a program that takes them (core(5)). */
	if (getrlimit(RLIMIT_CORE, &none) == 0) {
		none.rlim_cur = none.rlim_max < 1 ? none.rlim_max : 1;
		setrlimit(RLIMIT_CORE, &none);
	}
	sigaction(signal, &action, NULL);
	kill(getpid(), signal);
	swiftlet_deliver_to_self(signal);
}

#endif
