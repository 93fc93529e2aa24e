#define _GNU_SOURCE
#include "sandbox_trial.h"

#include "../../Sources/SwiftletShims/sandbox.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void *nothing(void *argument)
{
	return argument;
}

static int result_of(long result)
{
	return result < 0 ? errno : 0;
}

static int attempt(enum sandbox_call call)
{
	uint64_t attributes[18] = {0};
	char *arguments[] = {"true", NULL};
	pthread_t thread;
	struct stat status;
	long result;

	switch (call) {
	case TRY_EXECVE:
		return result_of(execve("/bin/true", arguments, NULL));
	case TRY_FORK:
		result = fork();
		if (result == 0)
			_exit(0);
		return result_of(result);
	case TRY_SOCKET:
		return result_of(socket(AF_INET, SOCK_STREAM, 0));
	case TRY_PTRACE:
		return result_of(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	case TRY_SETUID:
		return result_of(setuid(getuid()));
	case TRY_MOUNT:
		return result_of(mount("none", "/", NULL, MS_REMOUNT | MS_BIND, NULL));
	case TRY_PROGRAM_LOAD:
		return result_of(syscall(SYS_bpf, 5, attributes, sizeof(attributes)));
	case TRY_RUNNABLE_MEMORY:
		return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
			       ? errno
			       : 0;
	case TRY_TERMINAL_INPUT:
		return result_of(ioctl(0, 0x5412 /* TIOCSTI */, "x"));
	case TRY_SECUREBITS:
		return result_of(prctl(PR_SET_SECUREBITS, 0, 0, 0, 0));
	case TRY_UNKNOWN_NUMBER:
		return result_of(syscall(999));
	case TRY_OTHER_ARCHITECTURE:
#ifdef __x86_64__
		__asm__ volatile("int $0x80" : "=a"(result) : "a"(20 /* getpid */) : "memory");
		return 0;
#else
		return 0;
#endif
	case TRY_OPEN:
		return result_of(open("/proc/self/stat", O_RDONLY));
	case TRY_THREAD:
		return pthread_create(&thread, NULL, nothing, NULL) ?: pthread_join(thread, NULL);
	case TRY_MAP_LOOKUP:
		attributes[0] = 0xffffffff;
		return result_of(syscall(SYS_bpf, 1, attributes, 32));
	case TRY_PROGRAM_INFO:
		attributes[0] = 0xffffffff;
		return result_of(syscall(SYS_bpf, 15, attributes, 16));
	case TRY_RENAME:
		return result_of(rename("/proc/no such file", "/proc/another"));
	case TRY_STAT:
		return result_of(stat("/", &status));
	case TRY_CALLS:
		break;
	}
	return 999;
}

int sandbox_trial(enum sandbox_call call, unsigned needs, char *said, unsigned long room)
{
	int output[2], status;
	unsigned long filled = 0;
	ssize_t got;
	pid_t child;

	if (pipe2(output, O_CLOEXEC) < 0)
		return 999;
	child = fork();
	if (child == 0) {
		dup2(output[1], 2);
		if (swiftlet_drop_capabilities(1ull << 39) < 0 || swiftlet_set_no_new_privs() < 0 ||
		    swiftlet_filter_calls(needs) < 0)
			_exit(99);
		_exit(attempt(call));
	}
	close(output[1]);
	while (filled + 1 < room && (got = read(output[0], said + filled, room - 1 - filled)) > 0)
		filled += (unsigned long)got;
	said[filled] = 0;
	close(output[0]);
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return 999;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

int sandbox_capabilities(unsigned long kept, unsigned long *effective, unsigned long *bounding)
{
	int output[2], status;
	unsigned long sets[2] = {0, 0};
	pid_t child;

	if (pipe2(output, O_CLOEXEC) < 0)
		return 999;
	child = fork();
	if (child == 0) {
		struct {
			uint32_t version;
			int pid;
		} header = {0x20080522u, 0};
		uint32_t data[6];

		if (swiftlet_drop_capabilities(kept) < 0 || syscall(SYS_capget, &header, data) < 0)
			_exit(99);
		sets[0] = (uint64_t)data[3] << 32 | data[0];
		for (int number = 0; number < 64; number++)
			if (prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1)
				sets[1] |= 1ul << number;
		_exit(write(output[1], sets, sizeof(sets)) == sizeof(sets) ? 0 : 98);
	}
	close(output[1]);
	if (read(output[0], sets, sizeof(sets)) < 0)
		sets[0] = 0;
	close(output[0]);
	*effective = sets[0];
	*bounding = sets[1];
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return 999;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}
