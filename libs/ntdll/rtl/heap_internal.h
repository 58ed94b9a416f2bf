/* SPDX-License-Identifier: MIT
 *
 * A heap and its blocks, for rtl/heap.c and rtl/heap_walk.c.
 */
#ifndef DECANT_RTL_HEAP_INTERNAL_H
#define DECANT_RTL_HEAP_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include "heap.h"

/* In front of the guest's bytes. */
struct block {
    SIZE_T size;
    uint16_t flags;
    uint16_t reserved;
    uint32_t check;
} __attribute__((aligned(16)));
#define BLOCK_USER_VALUE 1u

/* In front of that, in heaps that link their blocks. */
struct block_links {
    struct block *previous, *next;
} __attribute__((aligned(16)));

#define HEAP_LISTS               16
#define HEAP_SIGNATURE           0xEEFFEEFFu
#define HEAP_LARGEST_BLOCK       ((SIZE_T)-1 / 2 - 0x20000)
#define HEAP_LARGEST_FIXED_BLOCK (sizeof(void *) == 8 ? 0xFF000u : 0x7F000u) /* "HeapCreate", remarks */

struct heap_list {
    pthread_mutex_t lock;
    struct block *first;
};

struct heap {
    /* What programs look at in a heap: the signatures and the flags, where Windows has them. */
    BYTE reserved[0x10];
    uint32_t segment_signature;
#ifdef __x86_64__
    BYTE reserved2[0x70 - 0x14];
#else
    BYTE reserved2[0x40 - 0x14];
#endif
    uint32_t flags;
    uint32_t force_flags;
    uint32_t signature;
    bool linked;
    size_t maximum; /* of the blocks' sizes together; 0: none */
    _Atomic size_t used;
    /* HeapLock: `guard` is the number of threads that hold or want it. */
    pthread_mutex_t lock;
    _Atomic uint32_t guard;
    _Atomic uintptr_t owner;
    uint32_t depth;
    struct heap_list lists[HEAP_LISTS];
};
#ifdef __x86_64__
_Static_assert(offsetof(struct heap, flags) == 0x70, "where debuggers look");
#else
_Static_assert(offsetof(struct heap, flags) == 0x40, "where debuggers look");
#endif

extern struct heap heap_of_process;
extern bool heap_terminate_on_corruption;

static inline struct block_links *block_links(struct block *block)
{
    return (struct block_links *)block - 1;
}

static inline uint32_t block_check_of(const struct heap *heap, const void *address, SIZE_T size,
                                      uint32_t flags)
{
    uint64_t mixed =
        ((uint64_t)(uintptr_t)address ^ (uint64_t)(uintptr_t)heap << 20 ^ flags) + size * 0x9E3779B9u;
    mixed *= 0xD6E8FEB86659FD93u;
    return (uint32_t)(mixed >> 32) | 1; /* never 0, which marks what was freed */
}

static inline uint32_t block_check(const struct heap *heap, const struct block *block)
{
    return block_check_of(heap, block, block->size, block->flags);
}

void heap_lock(struct heap *heap);
bool heap_unlock(struct heap *heap);
bool heap_locked_by_me(const struct heap *heap);

void *heap_map_executable(size_t size);
void heap_unmap_executable(void *memory, size_t size);
size_t heap_executable_span(size_t size);

#endif
