/*
 * Runs before the Swift runtime starts.
 *
 * The runtime sets up its crash reporter before main, and looks for it beside the running program. A static
 * program does that through /proc/self/exe, and without /proc it aborts ("Unable to obtain Swift runtime
 * path") before any code of ours has run. The runtime doesn't search if SWIFT_BACKTRACE gives the reporter's
 * path. So where there is no /proc, this file gives one and turns the reporter off.
 *
 * Without /proc CommandLine.arguments is empty as well, so the arguments are kept here.
 */
#define _GNU_SOURCE
#include "early_start.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static int is_changed;
static int argument_count;
static char **arguments;

/*
 * Standard input, output or error may be closed. The next open file, a map or the file of --output, would
 * then get its number. So each closed one is replaced by a descriptor that can be neither read nor written
 * (EBADF, as if it were closed), and that the traced command doesn't inherit.
 */
static void occupy_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		while (fcntl(fd, F_GETFD) < 0 && open("/", O_PATH | O_CLOEXEC) >= 0 && fcntl(fd, F_GETFD) < 0) {
		}
}

/*
 * Finds main's arguments: the kernel puts their number, the arguments, NULL and the environment one after
 * the other, whatever the architecture. (musl passes no arguments to constructors.)
 */
static void find_arguments(void)
{
	char **place = environ - 1;

	while (place[-1] != (char *)(intptr_t)argument_count) {
		place--;
		argument_count++;
	}
	arguments = place;
}

/* Runs before the runtime's own constructors, which have no priority. */
__attribute__((constructor(101))) static void begin(void)
{
	find_arguments();
	occupy_standard_descriptors();
	if (access("/proc/self/exe", F_OK) == 0 || getenv("SWIFT_BACKTRACE"))
		return;
	is_changed = setenv("SWIFT_BACKTRACE", "enable=no,swift-backtrace=/", 1) == 0;
}

void swiftlet_early_start_finish(void)
{
	if (is_changed)
		unsetenv("SWIFT_BACKTRACE");
	is_changed = 0;
}

const char *swiftlet_argument(int index)
{
	return index >= 0 && index < argument_count ? arguments[index] : NULL;
}
