/* SPDX-License-Identifier: MIT
 *
 * What the files rtl/heap*.c share. docs/heap.md tells how the parts fit together:
 *
 *     heap.c         the functions that allocate, free and resize; the fast paths
 *     heap_create.c  heaps made and destroyed, the list of them, their locks
 *     heap_slots.c   small blocks: spans of equal slots, and what each thread keeps of them
 *     heap_pages.c   regions, runs of units, blocks of their own, and the map from an address to its span
 *     heap_walk.c    heaps looked at from outside
 *
 * Lock order: a bin's lock, then the heap's page lock, then the lock of the heap's own records
 * (heap_pages.c). HeapLock comes before all of them. No code of the guest runs under any.
 */
#ifndef DECANT_RTL_HEAP_INTERNAL_H
#define DECANT_RTL_HEAP_INTERNAL_H

#include <stdatomic.h>
#include <string.h>
#include "heap.h"

#define HEAP_SIGNATURE           0xEEFFEEFFu
#define HEAP_SEGMENT_SIGNATURE   0xFFEEFFEEu
#define HEAP_LARGEST_BLOCK       ((SIZE_T)-1 / 2 - 0x20000)
#define HEAP_LARGEST_FIXED_BLOCK (sizeof(void *) == 8 ? 0xFF000u : 0x7F000u) /* "HeapCreate", remarks */

/* Memory is counted in units of Windows' allocation granularity. */
#define UNIT_SHIFT    16
#define UNIT          ((size_t)1 << UNIT_SHIFT)
#define REGION_UNITS  (sizeof(void *) == 8 ? 256u : 64u) /* of the largest region */
#define LARGEST_RUN   16u /* units; what is larger has a reservation of its own */
#define LARGEST_SLOT  28672u
#define CLASSES       43
#define SLOTS_OF_UNIT (UNIT / 16)
#define GUARD_SIZE    8 /* bytes of pattern behind each block */

/* What `states` holds for a slot: below SLOT_FREE, how many bytes of it the block does not use. */
#define SLOT_FREE   0x8000u /* and the number of the next free slot of the span */
#define SLOT_LAST   0xFFFEu /* free, and no next one */
#define SLOT_CACHED 0xFFFFu /* free, with a thread */

enum span_kind { SPAN_NONE, SPAN_SLOTS, SPAN_RUN, SPAN_LARGE };

/* A stretch of memory that holds equal slots, or one block. It lies apart from that memory. */
struct span {
    char *base;
    struct heap *heap;
    uint16_t *states;
    uint32_t slot;       /* bytes */
    uint32_t reciprocal; /* of `slot`, times 2^32, rounded up */
    _Atomic uint16_t carved;
    uint8_t size_class;
    uint8_t cached; /* threads keep slots of it */
    uint8_t kind;
    uint8_t user_value; /* its blocks have room for one at their end */
    uint16_t first_free, used;
    unsigned units;
    struct span *next, *previous; /* of the bin, or of the heap's large blocks */
    struct region *region;
    size_t size, capacity, reserved; /* of the one block */
};

/* Units reserved at one time, with the records of them in front. */
struct region {
    struct region *next;
    void *reservation;
    char *base;
    unsigned units, free_units;
    uint8_t state[256]; /* of each unit */
    uint16_t *states;
    struct span spans[];
};
enum unit_state { UNIT_USED, UNIT_CLEAN, UNIT_DIRTY, UNIT_DECOMMITTED };

typedef _Atomic uint32_t heap_lock_word;

struct bin {
    heap_lock_word lock;
    struct span *first; /* those with free slots */
};

#define CACHE_SLOTS 32
struct cache_bin {
    uint32_t count, capacity;
    void *slots[CACHE_SLOTS];
};
/* What a thread keeps of the process heap. */
struct heap_cache {
    struct heap_cache *next;
    struct cache_bin bins[CLASSES];
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
    uint32_t reserved3;
    size_t maximum; /* of the blocks' sizes together; 0: none */
    _Atomic size_t used;
    /* HeapLock: `guard` is the number of threads that hold or want it. */
    heap_lock_word lock;
    _Atomic uint32_t guard;
    _Atomic uintptr_t owner;
    uint32_t depth;
    heap_lock_word page_lock;
    struct region *regions;
    struct span *large;
    struct span *spare; /* large blocks that nobody uses */
    size_t spare_bytes;
    size_t idle;                 /* dirty units that nobody uses */
    struct bin bins[2][CLASSES]; /* [1]: with user values */
};
#ifdef __x86_64__
_Static_assert(offsetof(struct heap, flags) == 0x70, "where debuggers look");
#else
_Static_assert(offsetof(struct heap, flags) == 0x40, "where debuggers look");
#endif

extern struct heap heap_of_process;
extern uint64_t heap_secret;

/* ---- heap_create.c ---- */

void heap_acquire_slowly(heap_lock_word *lock);
void heap_release_slowly(heap_lock_word *lock);

/* 0 free, 1 held, 2 held and awaited. */
static inline void heap_acquire(heap_lock_word *lock)
{
    uint32_t expected = 0;
    if (!atomic_compare_exchange_strong_explicit(lock, &expected, 1, memory_order_acquire,
                                                 memory_order_relaxed))
        heap_acquire_slowly(lock);
}

static inline void heap_release(heap_lock_word *lock)
{
    if (atomic_exchange_explicit(lock, 0, memory_order_release) == 2)
        heap_release_slowly(lock);
}

void heap_lock(struct heap *heap);
bool heap_unlock(struct heap *heap);
bool heap_locked_by_me(const struct heap *heap);
void heap_trim_all(void);
/* Whether threads have TEBs: before that there is one thread, and no cache. */
extern bool heap_has_threads;

/* ---- heap_pages.c ---- */

#define MAP_LEAF_BITS 14
#define MAP_TOP_BITS  (sizeof(void *) == 8 ? 17 : 2)
extern struct span **heap_map[];

/* The span that an address lies in; NULL: none. A large block is found by its first unit alone. */
static inline struct span *heap_span_at(const void *address)
{
    uintptr_t unit = (uintptr_t)address >> UNIT_SHIFT;
    if (__builtin_expect(unit >> (MAP_LEAF_BITS + MAP_TOP_BITS) != 0, 0))
        return NULL;
    struct span **leaf = __atomic_load_n(&heap_map[unit >> MAP_LEAF_BITS], __ATOMIC_ACQUIRE);
    return leaf ? __atomic_load_n(&leaf[unit & ((1u << MAP_LEAF_BITS) - 1)], __ATOMIC_ACQUIRE) : NULL;
}

/* Records of the heap's own; zeroed. They are never given back to the system, but used again. */
void *heap_record_allocate(size_t size);
/* NULL: no memory. *zero: whether all of it is. */
struct span *heap_take_run(struct heap *heap, unsigned units, enum span_kind kind, bool *zero);
/* False: it is no run any more. */
bool heap_give_run(struct heap *heap, struct span *span, enum span_kind kind);
/* *zero: whether the memory is. */
struct span *heap_take_large(struct heap *heap, size_t need, size_t reserve, bool *zero);
bool heap_give_large(struct heap *heap, struct span *span);
/* Commits more of a large block's reservation. */
bool heap_extend_large(struct span *span, size_t need);
/* Gives idle units back; the largest free stretch is the result. */
size_t heap_trim(struct heap *heap);
void heap_release_all(struct heap *heap);

/* ---- heap_slots.c ---- */

static inline unsigned heap_class_of(size_t need)
{
    if (need <= 256)
        return (unsigned)(need - 1) >> 4;
    unsigned bits = 31 - (unsigned)__builtin_clz((unsigned)need - 1);
    return 16 + (bits - 8) * 4 + (((unsigned)need - 1) >> (bits - 2) & 3);
}

static inline uint32_t heap_class_size(unsigned size_class)
{
    if (size_class < 16)
        return (size_class + 1) * 16;
    uint32_t base = 256u << (size_class - 16) / 4;
    return base + base / 4 * ((size_class - 16) % 4 + 1);
}

/* The slot that starts at an address of the span; -1: none does. */
static inline unsigned heap_slot_at(const struct span *span, const void *address)
{
    uint32_t offset = (uint32_t)((const char *)address - span->base);
    uint32_t index = (uint32_t)((uint64_t)offset * span->reciprocal >> 32);
    if (__builtin_expect(index * span->slot != offset ||
                             index >= atomic_load_explicit(&span->carved, memory_order_acquire),
                         0))
        return (unsigned)-1;
    return index;
}

static inline uint16_t *heap_state_of(struct span *span, unsigned index)
{
    return &span->states[index];
}

void *heap_take_slot(struct heap *heap, unsigned size_class, bool user_value);
void heap_give_slot(struct span *span, void *slot);
/* A slot for the caller, and more for later; NULL: no memory. */
void *heap_refill(struct heap_cache *cache, unsigned size_class);
/* Half of what the thread keeps of a class goes back. */
void heap_flush(struct heap_cache *cache, unsigned size_class, unsigned keep);
/* The calling thread's; NULL: it cannot have one. */
struct heap_cache *heap_cache_create(void);

/* ---- heap.c ---- */

static inline uint64_t heap_guard_of(const void *block)
{
    return heap_secret ^ (uint64_t)(uintptr_t)block * 0x9E3779B97F4A7C15u;
}

/* A busy block, looked up; nothing of the guest's is touched. */
struct block {
    struct span *span;
    unsigned index;
    size_t size, capacity;
};
bool heap_find(struct heap *heap, const void *memory, struct block *block);
/* Whether what lies behind the block is what the heap has put there. */
bool heap_intact(const struct block *block, const void *memory);

#endif
