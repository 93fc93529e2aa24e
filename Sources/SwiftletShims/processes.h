/* Processes, and the terminal that one has. */
#ifndef SWIFTLET_PROCESSES_H
#define SWIFTLET_PROCESSES_H

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The names in a folder that are numbers: writes as many as there is room for, and returns how many there are. */
static inline long swiftlet_numbered_files(const char *path, uint32_t *numbers, size_t room)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	if (!folder)
		return -errno;
	while ((entry = readdir(folder))) {
		char *end;
		unsigned long number = strtoul(entry->d_name, &end, 10);

		if (*end || end == entry->d_name)
			continue;
		if (count < room)
			numbers[count] = (uint32_t)number;
		count++;
	}
	closedir(folder);
	return (long)count;
}

/* The entries of a folder that fit into a buffer, each as its type (DT_DIR …), its name and NUL. Returns the bytes. */
static inline long swiftlet_folder_entries(const char *path, char *entries, size_t room)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	size_t used = 0;

	if (!folder)
		return -errno;
	while ((entry = readdir(folder))) {
		size_t length = strlen(entry->d_name) + 1;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (1 + length > room - used)
			break;
		entries[used] = (char)entry->d_type;
		memcpy(entries + used + 1, entry->d_name, length);
		used += 1 + length;
	}
	closedir(folder);
	return (long)used;
}

/* The processes in /proc, as swiftlet_numbered_files. */
static inline long swiftlet_processes(uint32_t *pids, size_t room)
{
	return swiftlet_numbered_files("/proc", pids, room);
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
