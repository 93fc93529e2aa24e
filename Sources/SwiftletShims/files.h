/* Files, descriptors and detached mounts. */
#ifndef SWIFTLET_FILES_H
#define SWIFTLET_FILES_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

/* fsopen(2) and its kin are from Linux 5.2; their numbers are the same on every architecture. */
#ifndef SYS_fsopen
#define SYS_fsopen 430
#define SYS_fsconfig 431
#define SYS_fsmount 432
#endif

static inline long swiftlet_open_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static inline long swiftlet_openat_read(int folder, const char *path)
{
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static inline long swiftlet_not_regular(void)
{
	return -(1L << 20);
}

/* -errno, -EISDIR for a folder, or swiftlet_not_regular(). Opening a FIFO doesn't wait. */
static inline long swiftlet_open_regular(const char *path)
{
	struct stat status = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		return fd;
	close(fd);
	return S_ISDIR(status.st_mode) ? -EISDIR : swiftlet_not_regular();
}

/* The folder that a file is in, for swiftlet_open_output. */
static inline long swiftlet_open_folder(const char *path)
{
	int fd = open(path, 010000000 /* O_PATH */ | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Why a file that is there is not written to; errnos are smaller. */
enum swiftlet_refusal {
	SWIFTLET_IS_LINK = 0x10000,
	SWIFTLET_IS_NOT_OURS,
	SWIFTLET_HAS_OTHER_LINKS,
	SWIFTLET_IS_OTHER_KIND,
	SWIFTLET_HAS_NO_READER,
};

/* 0 if output may go there, else a negative refusal: another user may have put it in our way. */
static inline long swiftlet_check_output(const struct stat *file)
{
	if (S_ISLNK(file->st_mode))
		return -SWIFTLET_IS_LINK;
	if (!S_ISREG(file->st_mode) && !S_ISFIFO(file->st_mode) && !S_ISCHR(file->st_mode))
		return S_ISDIR(file->st_mode) ? -EISDIR : -SWIFTLET_IS_OTHER_KIND;
	/* A device is root's. */
	if (file->st_uid != geteuid() && !(S_ISCHR(file->st_mode) && file->st_uid == 0))
		return -SWIFTLET_IS_NOT_OURS;
	return S_ISREG(file->st_mode) && file->st_nlink != 1 ? -SWIFTLET_HAS_OTHER_LINKS : 0;
}

/*
 * Opens a file for output: a new one of mode 0600, since it may hold other people's secrets, or one that is
 * there and ours. No symbolic link is followed, and nothing changes that is refused. A FIFO's reader is
 * waited for two seconds.
 */
static inline long swiftlet_open_output(int folder, const char *name, int append)
{
	int flags = O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | (append ? O_APPEND : 0);
	struct stat there, opened;
	long result;
	int fd = openat(folder, name, flags | O_CREAT | O_EXCL, 0600);

	if (fd >= 0 || errno != EEXIST)
		return fd < 0 ? -errno : fd;
	if (fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if ((result = swiftlet_check_output(&there)) < 0)
		return result;
	for (int turn = 0; (fd = openat(folder, name, flags | O_NONBLOCK)) < 0; turn++) {
		if (errno != ENXIO || !S_ISFIFO(there.st_mode))
			return errno == ELOOP ? -SWIFTLET_IS_LINK : -errno;
		if (turn == 200)
			return -SWIFTLET_HAS_NO_READER;
		usleep(10000);
	}
	if (fstat(fd, &opened) < 0)
		result = -errno;
	else
		result = swiftlet_check_output(&opened);
	if (result == 0 && fcntl(fd, F_SETFL, append ? O_APPEND : 0) < 0)
		result = -errno;
	if (result == 0 && S_ISREG(opened.st_mode)) {
		/* It keeps its mode and what it holds otherwise. */
		if (fchmod(fd, 0600) < 0 || (!append && ftruncate(fd, 0) < 0))
			result = -errno;
	}
	if (result < 0)
		close(fd);
	return result < 0 ? result : fd;
}

/* Whether the descriptor's file is the one of that name. */
static inline int swiftlet_is_file(int fd, int folder, const char *name)
{
	struct stat open_file, named;

	return fstat(fd, &open_file) == 0 && fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

/* Whether a path leads to the descriptor's file. Symbolic links are followed. */
static inline int swiftlet_leads_to(const char *path, int fd)
{
	struct stat open_file, named;

	return fstat(fd, &open_file) == 0 && stat(path, &named) == 0 &&
	       open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

/* Takes the last bytes of a regular file away. */
static inline long swiftlet_shorten(int fd, size_t count)
{
	struct stat file;

	if (fstat(fd, &file) < 0)
		return -errno;
	if (!S_ISREG(file.st_mode) || (size_t)file.st_size < count)
		return -EINVAL;
	if (ftruncate(fd, file.st_size - (off_t)count) < 0)
		return -errno;
	/* Without O_APPEND the next bytes would leave a gap. */
	return lseek(fd, 0, SEEK_END) < 0 ? -errno : 0;
}

/* Writes a message, unless nobody takes it within a second. */
static inline void swiftlet_write_message(int fd, const char *text, size_t count)
{
	struct pollfd room = {.fd = fd, .events = POLLOUT};

	while (count > 0 && poll(&room, 1, 1000) == 1) {
		/* As much as a pipe takes that has room at all. */
		ssize_t written = write(fd, text, count < PIPE_BUF ? count : PIPE_BUF);

		if (written <= 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (written > 0) {
			text += written;
			count -= (size_t)written;
		}
	}
}

static inline long swiftlet_duplicate(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);

	return copy < 0 ? -errno : copy;
}

static inline long swiftlet_read(int fd, void *to, size_t count)
{
	ssize_t result;

	do
		result = read(fd, to, count);
	while (result < 0 && errno == EINTR);
	return result < 0 ? -errno : result;
}

static inline long swiftlet_write(int fd, const void *from, size_t count)
{
	ssize_t result;

	do
		result = write(fd, from, count);
	while (result < 0 && errno == EINTR);
	return result < 0 ? -errno : result;
}

static inline long swiftlet_file_size(int fd)
{
	struct stat status;

	return fstat(fd, &status) < 0 ? -errno : (long)status.st_size;
}

static inline long swiftlet_readlink(const char *path, char *to, size_t count)
{
	ssize_t result = readlink(path, to, count);

	return result < 0 ? -errno : result;
}

/* As swiftlet_read, from an offset on. */
static inline long swiftlet_read_at(int fd, void *to, size_t count, uint64_t offset)
{
	ssize_t got;

	do {
		got = pread(fd, to, count, (off_t)offset);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* The magic number of the file system that a path is on (statfs(2)). */
static inline long swiftlet_file_system_type(const char *path)
{
	struct statfs status;

	return statfs(path, &status) < 0 ? -errno : (long)(uint32_t)status.f_type;
}

/* The inode that a path leads to. */
static inline long swiftlet_inode(const char *path)
{
	struct stat status;

	return stat(path, &status) < 0 ? -errno : (long)status.st_ino;
}

static inline long swiftlet_make_folder(const char *path)
{
	return mkdir(path, 0700) < 0 ? -errno : 0;
}

static inline long swiftlet_remove_folder(const char *path)
{
	return rmdir(path) < 0 ? -errno : 0;
}

static inline long swiftlet_unlink(const char *path)
{
	return unlink(path) < 0 ? -errno : 0;
}

/* Address of the file mapped read-only, or -errno. */
static inline long swiftlet_map_file(int fd, size_t count)
{
	void *address = mmap(NULL, count, PROT_READ, MAP_PRIVATE, fd, 0);

	return address == MAP_FAILED ? -errno : (long)address;
}

/* A mount that no path leads to: only the descriptor that comes back does. */
static inline long swiftlet_mount_detached(const char *file_system)
{
	long context = syscall(SYS_fsopen, file_system, 1u /* FSOPEN_CLOEXEC */);
	long mount;
	int error;

	if (context < 0)
		return -errno;
	mount = syscall(SYS_fsconfig, (int)context, 6u /* FSCONFIG_CMD_CREATE */, NULL, NULL, 0);
	if (mount == 0)
		mount = syscall(SYS_fsmount, (int)context, 1u /* FSMOUNT_CLOEXEC */, 0u);
	error = errno;
	close((int)context);
	return mount < 0 ? -error : mount;
}

/* The running kernel's release and version; each has room for 65 bytes. */
static inline long swiftlet_uname(void *release, void *version)
{
	struct utsname names;

	if (uname(&names) < 0)
		return -errno;
	memcpy(release, names.release, 65);
	memcpy(version, names.version, 65);
	return 0;
}
_Static_assert(sizeof(((struct utsname *)0)->release) == 65, "utsname");

/* What capget(2) and capset(2) take, for the calling thread. */
struct swiftlet_capabilities {
	struct {
		uint32_t version;
		int pid;
	} header;
	struct {
		uint32_t effective, permitted, inheritable;
	} sets[2];
};

static inline long swiftlet_capabilities(struct swiftlet_capabilities *found)
{
	found->header.version = 0x20080522u; /* _LINUX_CAPABILITY_VERSION_3 */
	found->header.pid = 0;
	return syscall(SYS_capget, &found->header, found->sets) < 0 ? -errno : 0;
}

/* The calling thread's effective capabilities, as a mask. */
static inline long swiftlet_effective_capabilities(uint64_t *mask)
{
	struct swiftlet_capabilities found;
	long result = swiftlet_capabilities(&found);

	if (result == 0)
		*mask = (uint64_t)found.sets[1].effective << 32 | found.sets[0].effective;
	return result;
}

/* Lifts RLIMIT_MEMLOCK, which limits BPF memory before Linux 5.11: altogether, or at least to what this
 * user may have. -errno if that was not possible or changed nothing. */
static inline long swiftlet_raise_memlock(void)
{
	struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY}, limit;
	int error;

	if (setrlimit(RLIMIT_MEMLOCK, &all) == 0)
		return 0;
	error = errno;
	if (getrlimit(RLIMIT_MEMLOCK, &limit) < 0 || limit.rlim_cur == limit.rlim_max)
		return -error;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_MEMLOCK, &limit) < 0 ? -errno : 0;
}

#endif
