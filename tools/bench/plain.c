/*
 * The least work of a tracer that writes an environment as JSON: splits each string at its '=', escapes name and
 * value byte by byte, and writes the object into a buffer.
 *
 *   plain VARIABLES TIMES     prints the nanoseconds that one environment took
 *
 * The environment is the one of execs.c. It lies in one block, as the kernel has it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *escape(char *to, const char *from, const char *end)
{
	static const char digits[] = "0123456789abcdef";

	*to++ = '"';
	for (; from < end; from++) {
		unsigned char byte = (unsigned char)*from;

		if (byte == '"' || byte == '\\') {
			*to++ = '\\';
			*to++ = (char)byte;
		} else if (byte < 0x20) {
			memcpy(to, "\\u00", 4);
			to[4] = digits[byte >> 4];
			to[5] = digits[byte & 15];
			to += 6;
		} else {
			*to++ = (char)byte;
		}
	}
	*to++ = '"';
	return to;
}

static char *object(char *to, const char *from, const char *end)
{
	int is_first = 1;

	*to++ = '{';
	while (from < end) {
		const char *last = from, *equals = NULL;

		for (; *last; last++)
			if (!equals && *last == '=')
				equals = last;
		if (!is_first)
			*to++ = ',';
		is_first = 0;
		to = escape(to, from, equals ? equals : last);
		*to++ = ':';
		to = equals ? escape(to, equals + 1, last) : escape(to, last, last);
		from = last + 1;
	}
	*to++ = '}';
	return to;
}

int main(int count, char **arguments)
{
	int variables = count == 3 ? atoi(arguments[1]) : 0, times = count == 3 ? atoi(arguments[2]) : 0;
	char *block, *end, *output;
	struct timespec start, stop;
	uint64_t written = 0;

	if (variables <= 0 || times <= 0) {
		fprintf(stderr, "usage: plain VARIABLES TIMES\n");
		return 64;
	}
	block = end = malloc((size_t)variables * 64);
	for (int i = 0; i < variables; i++)
		end += snprintf(end, 64, "VARIABLE_%05d=a value of about thirty byte", i) + 1;
	output = malloc((size_t)variables * 6 * 64 + 2);
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (int i = 0; i < times; i++) {
		written += (uint64_t)(object(output, block, end) - output);
		/* The compiler must not move the work out of the loop. */
		__asm__ volatile("" : : "r"(output) : "memory");
	}
	clock_gettime(CLOCK_MONOTONIC, &stop);
	if (written == 0)
		return 1;
	printf("%.1f\n", ((double)(stop.tv_sec - start.tv_sec) * 1e9 + (double)(stop.tv_nsec - start.tv_nsec)) / times);
	return 0;
}
