/*
 * A thread that writes, so that the tracer never waits for whoever reads: a pipe can be full, a terminal
 * stopped, a file system far away. O_NONBLOCK would not do: it belongs to the open file, which the command
 * and its starter have, too.
 *
 * The owner hands over a piece, and gets it back when it is written or writing failed. In between it
 * only looks at the figures.
 */
#ifndef SWIFTLET_WRITER_H
#define SWIFTLET_WRITER_H

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct swiftlet_writer {
	sem_t go;
	int output;
	int done; /* an eventfd: counted up after each piece */
	char *bytes;
	size_t room, count;
	size_t written; /* of the count; grows while the thread is busy */
	int error;      /* why it is not all of them; 0 if it is */
	int is_busy;    /* everything else is the thread's as long as this is set */
};

static inline void *swiftlet_writer_run(void *context)
{
	struct swiftlet_writer *writer = (struct swiftlet_writer *)context;
	uint64_t one = 1;

	for (;;) {
		size_t written = writer->written;

		while (sem_wait(&writer->go) < 0) {
		}
		written = writer->written;
		writer->error = 0;
		while (written < writer->count) {
			size_t rest = writer->count - written;
			/* Small enough that progress can be seen. */
			ssize_t result = write(writer->output, writer->bytes + written, rest < 65536 ? rest : 65536);
			struct pollfd room = {.fd = writer->output, .events = POLLOUT};

			if (result > 0) {
				written += (size_t)result;
				__atomic_store_n(&writer->written, written, __ATOMIC_RELAXED);
			} else if (result < 0 && errno == EAGAIN) {
				poll(&room, 1, -1); /* somebody else made it non-blocking */
			} else if (result == 0 || errno != EINTR) {
				writer->error = result == 0 ? ENOSPC : errno;
				break;
			}
		}
		__atomic_store_n(&writer->is_busy, 0, __ATOMIC_RELEASE);
		if (write(writer->done, &one, sizeof(one)) < 0)
			continue; /* can't be full */
	}
	return NULL;
}

/* A writer, or NULL. It lasts as long as the process: its thread may never come back from a write. */
static inline struct swiftlet_writer *swiftlet_writer_start(int output, int done)
{
	struct swiftlet_writer *writer = (struct swiftlet_writer *)calloc(1, sizeof(*writer));
	pthread_attr_t attributes;
	pthread_t thread;
	int error;

	if (!writer)
		return NULL;
	writer->output = output;
	writer->done = done;
	sem_init(&writer->go, 0, 0);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 64 << 10);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	error = pthread_create(&thread, &attributes, swiftlet_writer_run, writer);
	pthread_attr_destroy(&attributes);
	if (error) {
		free(writer);
		return NULL;
	}
	return writer;
}

static inline int swiftlet_writer_is_busy(const struct swiftlet_writer *writer)
{
	return __atomic_load_n(&writer->is_busy, __ATOMIC_ACQUIRE);
}

/* Lets the thread go on for a millisecond. */
static inline void swiftlet_writer_wait(void)
{
	poll(NULL, 0, 1);
}

static inline size_t swiftlet_writer_written(const struct swiftlet_writer *writer)
{
	return __atomic_load_n(&writer->written, __ATOMIC_RELAXED);
}

/* Goes on with what is left. To be called only while it isn't busy. */
static inline void swiftlet_writer_go(struct swiftlet_writer *writer)
{
	__atomic_store_n(&writer->is_busy, 1, __ATOMIC_RELAXED);
	sem_post(&writer->go);
}

/* Hands over a piece, in place of the one before. To be called only while it isn't busy. 0 or -ENOMEM. */
static inline long swiftlet_writer_put(struct swiftlet_writer *writer, const void *bytes, size_t count)
{
	if (count > writer->room || writer->room > (1 << 20)) {
		free(writer->bytes);
		writer->bytes = (char *)malloc(count);
		writer->room = writer->bytes ? count : 0;
		writer->count = writer->written = 0;
		if (!writer->bytes)
			return -ENOMEM;
	}
	memcpy(writer->bytes, bytes, count);
	writer->count = count;
	writer->written = 0;
	swiftlet_writer_go(writer);
	return 0;
}

/* Forgets what came before the place, and goes on from there: what was written behind it is to be written
 * once more. To be called only while it isn't busy. */
static inline void swiftlet_writer_go_back(struct swiftlet_writer *writer, size_t place)
{
	writer->written = place;
}

/* What many writers count up when they are done. */
static inline long swiftlet_eventfd(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

static inline void swiftlet_eventfd_clear(int fd)
{
	uint64_t count;

	if (read(fd, &count, sizeof(count)) < 0)
		return; /* it was clear */
}

#endif
