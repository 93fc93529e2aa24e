/*
 * What the Embedded Swift library wants of the C library, and musl lacks.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

/* Never fails: without random bytes the process can't go on. */
void arc4random_buf(void *bytes, size_t count)
{
	char *place = (char *)bytes;

	while (count > 0) {
		ssize_t got = getrandom(place, count, 0);

		if (got < 0 && errno != EINTR)
			abort();
		if (got > 0) {
			place += got;
			count -= (size_t)got;
		}
	}
}
