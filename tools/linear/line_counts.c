/*
 * Preloaded into a program that reads lines from standard input under callgrind: hands out one line with each
 * read(2), and has callgrind write down what was counted before each of them, and at the end of the file.
 *
 * Counts file 1 is the start of the program, file 2 the first line, and so on; the last one is what
 * the program did after the last line.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

static char buffer[1 << 16];
static size_t start, end;
static int begins_line = 1;

ssize_t read(int fd, void *to, size_t count)
{
	const char *line_end;
	ssize_t result;
	size_t length;

	if (fd != 0)
		return syscall(SYS_read, fd, to, count);
	if (start == end) {
		result = syscall(SYS_read, 0, buffer, sizeof(buffer));
		if (result < 0)
			return -1;
		start = 0;
		end = (size_t)result;
	}
	if (begins_line || end == 0)
		CALLGRIND_DUMP_STATS;
	line_end = memchr(buffer + start, '\n', end - start);
	length = line_end ? (size_t)(line_end + 1 - (buffer + start)) : end - start;
	begins_line = line_end && length <= count;
	if (length > count)
		length = count;
	memcpy(to, buffer + start, length);
	start += length;
	return (ssize_t)length;
}
