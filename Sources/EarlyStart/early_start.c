/*
 * What must happen before the Swift runtime starts.
 *
 * The runtime sets its crash reporter up before main, and looks for it beside the running program: in
 * a static program by way of /proc/self/exe. Without /proc it aborts ("Unable to obtain Swift runtime
 * path") before a line of ours has run. A reporter's path that is given (SWIFT_BACKTRACE) is not looked
 * for; so one is given where there is no /proc, and the reporter is turned off.
 *
 * Nor does CommandLine.arguments have anything without /proc, so the arguments are kept as they come.
 */
#define _GNU_SOURCE
#include "early_start.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int is_changed;
static int argument_count;
static char **arguments;

/*
 * Standard input, output or error may be closed. Then the next file that is opened would be taken for it:
 * a map, or the file of --output. So something takes its number that can be neither read nor written
 * (EBADF, as if it were closed), and that the traced command doesn't get.
 */
static void occupy_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		while (fcntl(fd, F_GETFD) < 0 && open("/", O_PATH | O_CLOEXEC) >= 0 && fcntl(fd, F_GETFD) < 0) {
		}
}

/* Before the runtime's own constructors, which have no priority. glibc hands main's arguments over. */
__attribute__((constructor(101))) static void begin(int argc, char **argv)
{
	argument_count = argc;
	arguments = argv;
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
