/* Child processes and signals, for `swiftlet trace -- command`. */
#ifndef SWIFTLET_PROCESSES_H
#define SWIFTLET_PROCESSES_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/*
 * Forks a child that waits until a byte comes through the pipe, and then becomes the command (or
 * exits when the pipe closes: the tracer has given up). Its exec error comes back through a second
 * pipe, which a successful exec closes. Signals are as they were before swiftlet_block_signals.
 */
struct swiftlet_child {
	int pid;
	int start;  /* write one byte: go */
	int failed; /* read: an errno if exec failed, end of file if it succeeded */
};

static inline long swiftlet_spawn_waiting(char *const arguments[], struct swiftlet_child *child,
					  const sigset_t *signals)
{
	int go[2], failed[2], error;
	char byte;

	if (syscall(SYS_pipe2, go, O_CLOEXEC) < 0)
		return -errno;
	if (syscall(SYS_pipe2, failed, O_CLOEXEC) < 0) {
		error = errno;
		close(go[0]);
		close(go[1]);
		return -error;
	}
	child->pid = fork();
	if (child->pid < 0) {
		error = errno;
		close(go[0]);
		close(go[1]);
		close(failed[0]);
		close(failed[1]);
		return -error;
	}
	if (child->pid == 0) {
		close(go[1]);
		sigprocmask(SIG_SETMASK, signals, NULL);
		if (read(go[0], &byte, 1) != 1)
			_exit(127);
		execvp(arguments[0], arguments);
		error = errno;
		if (write(failed[1], &error, sizeof(error)) < 0)
			_exit(126);
		_exit(127);
	}
	close(go[0]);
	close(failed[1]);
	child->start = go[1];
	child->failed = failed[0];
	return 0;
}

/* The signals that end a trace, or that are the command's: taken as events, not as interruptions.
 * Returns a signalfd; *before gets the mask as it was. */
static inline long swiftlet_block_signals(sigset_t *before)
{
	static const int taken[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCHLD};
	sigset_t set;
	int fd;

	sigemptyset(&set);
	for (unsigned i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaddset(&set, taken[i]);
	if (sigprocmask(SIG_BLOCK, &set, before) < 0)
		return -errno;
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

/* The next signal, or -EAGAIN. *sender gets the pid that sent it, 0 if it came from the terminal or
 * the kernel. */
static inline long swiftlet_next_signal(int fd, int *sender)
{
	struct signalfd_siginfo info;
	ssize_t got = read(fd, &info, sizeof(info));

	if (got != sizeof(info))
		return got < 0 ? -errno : -EIO;
	*sender = info.ssi_code == SI_KERNEL ? 0 : (int)info.ssi_pid;
	return info.ssi_signo;
}

static inline long swiftlet_kill(int pid, int signal)
{
	return kill(pid, signal) < 0 ? -errno : 0;
}

/* The wait status of a child that has ended, or -EAGAIN while it runs. */
static inline long swiftlet_wait(int pid, int *status)
{
	int result = waitpid(pid, status, WNOHANG);

	if (result < 0)
		return -errno;
	return result == 0 ? -EAGAIN : result;
}

/* Has writing to a closed pipe fail with EPIPE instead of killing us. */
static inline void swiftlet_ignore_sigpipe(void)
{
	signal(SIGPIPE, SIG_IGN);
}

/* The processes in /proc: writes as many as there is room for, and returns how many there are. */
static inline long swiftlet_processes(uint32_t *pids, size_t room)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	size_t count = 0;

	if (!folder)
		return -errno;
	while ((entry = readdir(folder))) {
		char *end;
		unsigned long pid = strtoul(entry->d_name, &end, 10);

		if (*end || end == entry->d_name)
			continue;
		if (count < room)
			pids[count] = (uint32_t)pid;
		count++;
	}
	closedir(folder);
	return (long)count;
}

/* The width of the terminal that a descriptor is; 0 if it is none, 80 if it doesn't say. */
static inline int swiftlet_terminal_columns(int fd)
{
	struct winsize size;

	if (!isatty(fd))
		return 0;
	return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* Whether a terminal may be sent colours (no-color.org). */
static inline int swiftlet_wants_color(void)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return !(no && *no) && terminal && strcmp(terminal, "dumb") != 0;
}

static inline int swiftlet_getpid(void)
{
	return getpid();
}

static inline unsigned swiftlet_geteuid(void)
{
	return geteuid();
}

static inline _Noreturn void swiftlet_exit(int status)
{
	exit(status);
}

static inline long swiftlet_processor_count(void)
{
	return sysconf(_SC_NPROCESSORS_CONF);
}

#endif
