/* Files, and queries about the host. */
#define _GNU_SOURCE
#include "capture_check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

long check_report_file(void)
{
	int fd = memfd_create("report", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -errno;
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK) || fcntl(fd, F_SETFL, O_APPEND)) {
		int error = errno;

		close(fd);
		return -error;
	}
	return fd;
}

long check_memory_file(const void *bytes, size_t count)
{
	int fd = memfd_create("plan", MFD_CLOEXEC);
	long result;

	if (fd < 0)
		return -errno;
	result = check_write(fd, bytes, count);
	if (result >= 0 && lseek(fd, 0, SEEK_SET) < 0)
		result = -errno;
	if (result < 0) {
		close(fd);
		return result;
	}
	return fd;
}

static long copy_contents(int from, int to)
{
	static char buffer[1 << 16];
	ssize_t got;

	while ((got = read(from, buffer, sizeof(buffer))) > 0) {
		long result = check_write(to, buffer, (size_t)got);

		if (result < 0)
			return result;
	}
	return got < 0 ? -errno : 0;
}

long check_program_file(const char *path)
{
	int from = open(path, O_RDONLY | O_CLOEXEC);
	int writable, fd;
	char again[64];
	long result;

	if (from < 0)
		return -errno;
	writable = memfd_create("program", MFD_CLOEXEC);
	if (writable < 0) {
		result = -errno;
		close(from);
		return result;
	}
	result = copy_contents(from, writable);
	close(from);
	snprintf(again, sizeof(again), "/proc/self/fd/%d", writable);
	fd = open(again, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && result >= 0)
		result = -errno;
	close(writable);
	return result < 0 ? result : fd;
}

long check_open_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

long check_open_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

long check_create(const char *path, unsigned mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	if (fchmod(fd, mode)) {
		int error = errno;

		close(fd);
		return -error;
	}
	return fd;
}

long check_write(int fd, const void *bytes, size_t count)
{
	const char *next = bytes;

	while (count) {
		ssize_t done = write(fd, next, count);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		next += done;
		count -= (size_t)done;
	}
	return 0;
}

long check_read(int fd, void *bytes, size_t count, uint64_t offset)
{
	char *next = bytes;
	size_t got = 0;

	while (got < count) {
		ssize_t done = pread(fd, next + got, count - got, (off_t)(offset + got));

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		if (done == 0)
			break;
		got += (size_t)done;
	}
	return (long)got;
}

long check_size(int fd)
{
	struct stat status;

	return fstat(fd, &status) ? -errno : (long)status.st_size;
}

long check_close(int fd)
{
	return close(fd) ? -errno : 0;
}

long check_make_folder(char *template)
{
	if (!mkdtemp(template))
		return -errno;
	return chmod(template, 0711) ? -errno : 0;
}

long check_ensure_folder(const char *path)
{
	if (mkdir(path, 0711) && errno != EEXIST)
		return -errno;
	return 0;
}

long check_remove(const char *path)
{
	return remove(path) ? -errno : 0;
}

long check_copy(const char *from, const char *to, unsigned mode)
{
	int source = open(from, O_RDONLY | O_CLOEXEC);
	long target, result;

	if (source < 0)
		return -errno;
	target = check_create(to, 0600);
	if (target < 0) {
		close(source);
		return target;
	}
	result = copy_contents(source, (int)target);
	/* Last, since a write would clear the set-user-id bit. */
	if (result >= 0 && fchmod((int)target, mode))
		result = -errno;
	close(source);
	close((int)target);
	return result;
}

long check_own_path(char *to, size_t count)
{
	ssize_t length = readlink("/proc/self/exe", to, count);

	return length < 0 ? -errno : length;
}

int check_pid(void)
{
	return getpid();
}

uint64_t check_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t check_random(void)
{
	uint64_t value = 0;

	if (getrandom(&value, sizeof(value), GRND_NONBLOCK) != sizeof(value))
		value = check_time();
	return value;
}

void check_prepare(void)
{
	struct rlimit none = {0, 0};
	sigset_t nothing;

	setrlimit(RLIMIT_CORE, &none);
	sigemptyset(&nothing);
	sigprocmask(SIG_SETMASK, &nothing, NULL);
	/* Whoever started us may have had these ignored, and a child inherits it. */
	signal(SIGALRM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
}

long check_environment(void *to, size_t count)
{
	size_t size = 0;

	for (char **string = environ; *string; string++) {
		size_t length = strlen(*string) + 1;

		if (size + length <= count)
			memcpy((char *)to + size, *string, length);
		size += length;
	}
	return (long)size;
}
