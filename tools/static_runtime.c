/*
 * Corrects two functions of the Embedded Swift library (6.3), which are weak, so that these take their place.
 *
 * A bridge object is a pointer with tag bits: that of a small string holds the string itself. The library's functions
 * return the pointer without its tags, but the compiler counts on them to return their argument, and on arm64, where
 * both are in one register, often uses the result. A string of six bytes (0xe6 in its tag) then became a
 * pointer to nowhere (0x86).
 */
#include <stdint.h>

static const uintptr_t tags = 0x7000000000000007;

extern void *swift_retain(void *object);
extern void *swift_retain_n(void *object, uint32_t count);

void *swift_bridgeObjectRetain(void *object)
{
	swift_retain((void *)((uintptr_t)object & ~tags));
	return object;
}

void *swift_bridgeObjectRetain_n(void *object, uint32_t count)
{
	swift_retain_n((void *)((uintptr_t)object & ~tags), count);
	return object;
}
