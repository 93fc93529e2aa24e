// Memory that this process shares with the kernel: mappings, ordered access to them, and epoll to
// wait for changes. Whatever can fail returns 0 (or a descriptor, or a count) or -errno.
#ifndef SWIFTLET_SHARED_MEMORY_H
#define SWIFTLET_SHARED_MEMORY_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

// Mappings.

static inline size_t swiftlet_page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

// Maps `length` bytes from `offset` of `descriptor`, shared, readable and, if asked for, writable.
static inline int swiftlet_map_shared(
    int descriptor, uint64_t offset, size_t length, int writable, void **address)
{
    int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    void *mapped = mmap(NULL, length, protection, MAP_SHARED, descriptor, (off_t)offset);
    if (mapped == MAP_FAILED)
        return -errno;
    *address = mapped;
    return 0;
}

// The same from the beginning, at a fixed address unless that is 0, and only if nothing is there.
static inline int swiftlet_map_shared_at(
    int descriptor, uint64_t fixed, size_t length, int writable, void **address)
{
    int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    int flags = MAP_SHARED | (fixed ? 0x100000 /* MAP_FIXED_NOREPLACE */ : 0);
    void *mapped = mmap((void *)(uintptr_t)fixed, length, protection, flags, descriptor, 0);
    if (mapped == MAP_FAILED)
        return -errno;
    *address = mapped;
    return 0;
}

static inline int swiftlet_unmap(void *address, size_t length)
{
    return munmap(address, length) == 0 ? 0 : -errno;
}

// Ordered access. Addresses are aligned to the size of the integer.

static inline uint32_t swiftlet_load_acquire_u32(const void *address)
{
    return __atomic_load_n((const uint32_t *)address, __ATOMIC_ACQUIRE);
}

static inline uint64_t swiftlet_load_acquire_u64(const void *address)
{
    return __atomic_load_n((const uint64_t *)address, __ATOMIC_ACQUIRE);
}

static inline uint32_t swiftlet_load_relaxed_u32(const void *address)
{
    return __atomic_load_n((const uint32_t *)address, __ATOMIC_RELAXED);
}

static inline uint64_t swiftlet_load_relaxed_u64(const void *address)
{
    return __atomic_load_n((const uint64_t *)address, __ATOMIC_RELAXED);
}

static inline void swiftlet_store_release_u32(void *address, uint32_t value)
{
    __atomic_store_n((uint32_t *)address, value, __ATOMIC_RELEASE);
}

static inline void swiftlet_store_release_u64(void *address, uint64_t value)
{
    __atomic_store_n((uint64_t *)address, value, __ATOMIC_RELEASE);
}

// Orders every access before it against every one after it, a store before a load too.
static inline void swiftlet_full_fence(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

// Waiting.

static inline int swiftlet_epoll_create(void)
{
    int descriptor = epoll_create1(EPOLL_CLOEXEC);
    return descriptor >= 0 ? descriptor : -errno;
}

// Reports `tag` for as long as `descriptor` is readable.
static inline int swiftlet_epoll_add(int epoll, int descriptor, uint64_t tag, int on_change)
{
    struct epoll_event event = {
        .events = EPOLLIN | (on_change ? EPOLLET : 0), .data.u64 = tag,
    };
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : -errno;
}

static inline int swiftlet_epoll_remove(int epoll, int descriptor)
{
    struct epoll_event event = {0};
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event) == 0 ? 0 : -errno;
}

#define SWIFTLET_EPOLL_CAPACITY 16

// Writes the tags of up to SWIFTLET_EPOLL_CAPACITY readable descriptors and returns how many;
// 0 after `milliseconds` (-1 waits forever).
static inline int swiftlet_epoll_wait(int epoll, int milliseconds, uint64_t *tags)
{
    struct epoll_event events[SWIFTLET_EPOLL_CAPACITY];
    int count = epoll_wait(epoll, events, SWIFTLET_EPOLL_CAPACITY, milliseconds);
    if (count < 0)
        return -errno;
    for (int i = 0; i < count; i++)
        tags[i] = events[i].data.u64;
    return count;
}

static inline int swiftlet_close(int descriptor)
{
    return close(descriptor) == 0 ? 0 : -errno;
}

#endif
