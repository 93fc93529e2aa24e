/* gzip (RFC 1952) in one call, by the system's zlib; header-only, so that nothing is compiled or linked
 * unless a Swift file imports it. */
#ifndef SWIFTLET_GZIP_H
#define SWIFTLET_GZIP_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

/* The most bytes that `count` bytes may become. */
static inline size_t swiftlet_gzip_bound(size_t count)
{
	/* deflateBound adds 18 for gzip's header and trailer, compressBound 6 for zlib's. */
	return compressBound(count) + 32;
}

/* The number of bytes written to `to`, or 0 if it has no room for them, or memory is short. */
static inline size_t swiftlet_gzip(const uint8_t *from, size_t count, uint8_t *to, size_t room)
{
	z_stream stream;
	size_t written = 0;

	memset(&stream, 0, sizeof(stream));
	if (count > UINT32_MAX || room > UINT32_MAX)
		return 0;
	/* 15: the largest window; 16 more: gzip's header instead of zlib's. */
	if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return 0;
	stream.next_in = (Bytef *)(uintptr_t)from;
	stream.avail_in = (uInt)count;
	stream.next_out = to;
	stream.avail_out = (uInt)room;
	if (deflate(&stream, Z_FINISH) == Z_STREAM_END)
		written = room - stream.avail_out;
	deflateEnd(&stream);
	return written;
}

#endif
