/* SPDX-License-Identifier: MIT
 *
 * malloc and its relatives over the process heap, so that a block may be freed with HeapFree as on Windows.
 * When memory is short the new handler is asked where _set_new_mode says so.
 */
#include <string.h>
#include <rtl/heap.h>
#include "msvcrt.h"

typedef int(GUESTCDECL *new_handler)(size_t);

int CDECL msvcrt__query_new_mode(void);

static new_handler on_shortage;

static inline void *heap_allocate(size_t size)
{
    return RtlAllocateHeap(heap_process(), 0, size);
}

static inline void *heap_reallocate(void *memory, size_t size)
{
    return RtlReAllocateHeap(heap_process(), 0, memory, size);
}

static inline void heap_free(void *memory)
{
    RtlFreeHeap(heap_process(), 0, memory);
}

static inline size_t heap_size(void *memory)
{
    return RtlSizeHeap(heap_process(), 0, memory);
}

int CDECL msvcrt__callnewh(size_t size)
{
    new_handler handler = on_shortage;
    return handler && handler(size);
}

static void *shortage(void)
{
    crt_set_errno(ENOMEM);
    return NULL;
}

void *CDECL msvcrt_malloc(size_t size)
{
    for (;;) {
        void *memory = heap_allocate(size);
        if (__builtin_expect(memory != NULL, 1))
            return memory;
        if (!msvcrt__query_new_mode() || !msvcrt__callnewh(size))
            return shortage();
    }
}

void *CDECL msvcrt_calloc(size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        return shortage();
    for (;;) {
        void *memory = RtlAllocateHeap(heap_process(), HEAP_ZERO_MEMORY, total);
        if (__builtin_expect(memory != NULL, 1))
            return memory;
        if (!msvcrt__query_new_mode() || !msvcrt__callnewh(total))
            return shortage();
    }
}

void *CDECL msvcrt_realloc(void *memory, size_t size)
{
    if (!memory)
        return msvcrt_malloc(size);
    if (!size) {
        heap_free(memory);
        return NULL;
    }
    for (;;) {
        void *moved = heap_reallocate(memory, size);
        if (moved)
            return moved;
        if (!msvcrt__query_new_mode() || !msvcrt__callnewh(size))
            return shortage();
    }
}

void CDECL msvcrt_free(void *memory)
{
    if (memory)
        heap_free(memory);
}

void *CDECL msvcrt__recalloc(void *memory, size_t count, size_t size)
{
    size_t total, old = memory ? heap_size(memory) : 0;
    if (__builtin_mul_overflow(count, size, &total))
        return shortage();
    char *moved = msvcrt_realloc(memory, total);
    if (moved && total > old)
        memset(moved + old, 0, total - old);
    return moved;
}

size_t CDECL msvcrt__msize(void *memory)
{
    if (!memory) {
        crt_invalid(EINVAL);
        return (size_t)-1;
    }
    return heap_size(memory);
}

void *CDECL msvcrt__expand(void *memory, size_t size)
{
    if (!memory) {
        crt_invalid(EINVAL);
        return NULL;
    }
    void *same = RtlReAllocateHeap(heap_process(), HEAP_REALLOC_IN_PLACE_ONLY, memory, size);
    return same ? same : shortage();
}

/* ---- operators ---- */

void *CDECL msvcrt_operator_new(size_t size)
{
    for (;;) {
        void *memory = heap_allocate(size);
        if (memory)
            return memory;
        if (!msvcrt__callnewh(size))
            return shortage();
    }
}

new_handler CDECL msvcrt__set_new_handler(new_handler handler)
{
    return __atomic_exchange_n(&on_shortage, handler, __ATOMIC_ACQ_REL);
}

new_handler CDECL msvcrt__query_new_handler(void)
{
    return on_shortage;
}

/* ---- aligned blocks: the heap's pointer stands right below the aligned one ---- */

void *CDECL msvcrt__aligned_offset_malloc(size_t size, size_t alignment, size_t offset)
{
    if (!alignment || (alignment & (alignment - 1)) || (offset && offset >= size)) {
        crt_invalid(EINVAL);
        return NULL;
    }
    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    size_t total;
    if (__builtin_add_overflow(size, alignment - 1 + 2 * sizeof(void *), &total))
        return shortage();
    char *block = msvcrt_malloc(total);
    if (!block)
        return NULL;
    uintptr_t least = (uintptr_t)block + sizeof(void *);
    uintptr_t aligned = ((least + offset + alignment - 1) & ~(alignment - 1)) - offset;
    /* The pointer below may itself be unaligned where the offset is odd. */
    memcpy((void *)(aligned - sizeof(void *)), &block, sizeof(block));
    return (void *)aligned;
}

void *CDECL msvcrt__aligned_malloc(size_t size, size_t alignment)
{
    return msvcrt__aligned_offset_malloc(size, alignment, 0);
}

static char *aligned_block(void *memory)
{
    char *block;
    memcpy(&block, (char *)memory - sizeof(void *), sizeof(block));
    return block;
}

void CDECL msvcrt__aligned_free(void *memory)
{
    if (memory)
        heap_free(aligned_block(memory));
}

void *CDECL msvcrt__aligned_offset_realloc(void *memory, size_t size, size_t alignment, size_t offset)
{
    if (!memory)
        return msvcrt__aligned_offset_malloc(size, alignment, offset);
    if (!size) {
        msvcrt__aligned_free(memory);
        return NULL;
    }
    void *moved = msvcrt__aligned_offset_malloc(size, alignment, offset);
    if (!moved)
        return NULL;
    char *block = aligned_block(memory);
    size_t old = heap_size(block) - (size_t)((char *)memory - block);
    memcpy(moved, memory, old < size ? old : size);
    heap_free(block);
    return moved;
}

void *CDECL msvcrt__aligned_realloc(void *memory, size_t size, size_t alignment)
{
    return msvcrt__aligned_offset_realloc(memory, size, alignment, 0);
}

#ifdef CRT_UCRT
/* The same with the new bytes zeroed. */
void *CDECL msvcrt__aligned_offset_recalloc(void *memory, size_t count, size_t size, size_t alignment,
                                            size_t offset)
{
    size_t total, old = 0;
    if (__builtin_mul_overflow(count, size, &total))
        return shortage();
    if (memory) {
        char *block = aligned_block(memory);
        old = heap_size(block) - (size_t)((char *)memory - block);
    }
    char *moved = msvcrt__aligned_offset_realloc(memory, total, alignment, offset);
    if (moved && total > old)
        memset(moved + old, 0, total - old);
    return moved;
}

void *CDECL msvcrt__aligned_recalloc(void *memory, size_t count, size_t size, size_t alignment)
{
    return msvcrt__aligned_offset_recalloc(memory, count, size, alignment, 0);
}
#endif

size_t CDECL msvcrt__aligned_msize(void *memory, size_t alignment, size_t offset)
{
    if (!memory) {
        crt_invalid(EINVAL);
        return (size_t)-1;
    }
    char *block = aligned_block(memory);
    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    return heap_size(block) - (alignment - 1 + 2 * sizeof(void *));
}
