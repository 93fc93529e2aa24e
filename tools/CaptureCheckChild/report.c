/* The child: reports what the new program finds before anything else runs. */
#define _GNU_SOURCE
#include "capture_check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

_Noreturn void check_go_on(void);

/* Writes everything. The length reveals a report that was cut off. */
static void append(const char *bytes, size_t count)
{
	while (count) {
		ssize_t done = write(CHECK_REPORT, bytes, count);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			_exit(98);
		bytes += done;
		count -= (size_t)done;
	}
}

/* Appends strings, contiguous ones in one write. */
static void append_strings(char **strings, size_t count)
{
	const char *start = NULL, *end = NULL;

	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(strings[i]) + 1;

		if (strings[i] != end) {
			append(start, (size_t)(end - start));
			start = strings[i];
		}
		end = strings[i] + length;
	}
	append(start, (size_t)(end - start));
}

static uint64_t size_of_strings(char **strings, size_t count)
{
	uint64_t size = 0;

	for (size_t i = 0; i < count; i++)
		size += strlen(strings[i]) + 1;
	return size;
}

void check_report_simple(uint32_t kind, int error)
{
	struct check_report report = {.magic = CHECK_MAGIC, .kind = kind, .error = error};

	report.tid = (uint32_t)syscall(SYS_gettid);
	append((const char *)&report, sizeof(report));
}

/* Whether this process was started by check_launch: no other has a memfd with this seal there. */
static int is_child(void)
{
	return fcntl(CHECK_REPORT, F_GET_SEALS) == F_SEAL_SHRINK;
}

/*
 * This process's arguments: the kernel puts their number, the arguments, NULL and the environment one after
 * the other. (glibc hands them to constructors, but musl doesn't.)
 */
static int argument_count;
static char **arguments;

static void find_arguments(void)
{
	char **place = environ - 1;

	while ((long)(intptr_t)place[-1] != argument_count) {
		place--;
		argument_count++;
	}
	arguments = place;
}

const char *check_argument(int index)
{
	return index >= 0 && index < argument_count ? arguments[index] : NULL;
}

/* Before main, and before the Swift runtime: argc, argv and envp are the kernel's. */
__attribute__((constructor(101))) static void report_if_child(void)
{
	struct check_report report = {.magic = CHECK_MAGIC, .kind = CHECK_SAW};
	const char *filename;

	find_arguments();
	if (!is_child())
		return;
	filename = (const char *)getauxval(AT_EXECFN);
	if (!filename)
		filename = "";
	report.argc = (uint32_t)argument_count;
	while (environ[report.envc])
		report.envc++;
	report.args_bytes = size_of_strings(arguments, report.argc);
	report.env_bytes = size_of_strings(environ, report.envc);
	report.filename_length = (uint32_t)strlen(filename);
	report.tid = (uint32_t)syscall(SYS_gettid);
	report.uid = getuid();
	report.effective_uid = geteuid();
	prctl(PR_GET_NAME, report.comm);
	append((const char *)&report, sizeof(report));
	append_strings(arguments, report.argc);
	append_strings(environ, report.envc);
	append(filename, report.filename_length);
	check_go_on();
}
