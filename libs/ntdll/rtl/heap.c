/* SPDX-License-Identifier: MIT
 *
 * Heaps on top of the host's malloc, which has what a heap needs under threads (caches per thread, arenas);
 * a second allocator beside it would only split the memory. A block is
 *
 *     [links: prev, next]  head: size, flags, check  | the guest's bytes | [user value]
 *
 * where the head takes 16 bytes, so that blocks stay 16-byte aligned. The check word is a hash of address,
 * size, flags, heap and a secret: it tells a block of this heap from anything else (another heap's, a stale
 * or wild pointer) with one compare. The process heap, which lives as long as the process, keeps no list of
 * its blocks: allocating there costs malloc and the head. A private heap must release its blocks when it is
 * destroyed, and can be walked: its blocks are linked, in one of 16 lists chosen by address, each with its
 * own lock, so that threads rarely meet.
 *
 * Differences: a heap with HEAP_CREATE_ENABLE_EXECUTE gives every block pages of its own; the addresses of
 * blocks from different heaps interleave; HEAP_NO_SERIALIZE is allowed, and changes nothing.
 *
 * Lock order: heap lock, then a list's lock. Nothing of the guest runs under either.
 */
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "heap_internal.h"

_Static_assert(sizeof(struct block) % 16 == 0, "the guest's bytes stay aligned");

struct heap heap_of_process = {
    .segment_signature = 0xFFEEFFEE,
    .flags = HEAP_GROWABLE,
    .signature = HEAP_SIGNATURE,
};
/* Dense, for the PEB; the process heap is first. */
#define MAX_HEAPS   8192
#define SMALL_BLOCK 1008
static struct heap *heaps[MAX_HEAPS] = {&heap_of_process};
static pthread_mutex_t heaps_lock = PTHREAD_MUTEX_INITIALIZER;
bool heap_terminate_on_corruption;

/* Until the exception dispatcher is linked in (unit tests) a failure is NULL even where an exception is asked
 * for. */
extern void WINAPI RtlRaiseStatus(NTSTATUS Status) __attribute__((weak));

void heap_start(void)
{
    process_peb.ProcessHeap = &heap_of_process;
    process_peb.NumberOfHeaps = 1;
    process_peb.MaximumNumberOfHeaps = MAX_HEAPS;
    process_peb.ProcessHeaps = (PVOID *)heaps;
}

HANDLE heap_process(void)
{
    return &heap_of_process;
}

static bool valid_heap(const struct heap *heap)
{
    return heap && heap->signature == HEAP_SIGNATURE;
}

static struct heap_list *list_of(struct heap *heap, const struct block *block)
{
    uintptr_t address = (uintptr_t)block;
    return &heap->lists[(address >> 5 ^ address >> 12) % HEAP_LISTS];
}

/* Another thread holds the heap with HeapLock: wait until it lets go. */
static void wait_for_owner(struct heap *heap)
{
    heap_lock(heap);
    heap_unlock(heap);
}

static inline void check_guard(struct heap *heap)
{
    if (__builtin_expect(atomic_load_explicit(&heap->guard, memory_order_acquire) != 0, 0) &&
        !heap_locked_by_me(heap))
        wait_for_owner(heap);
}

/* Enters or takes out a block; a thread that holds the heap's lock may do so at any time, others wait. */
static struct heap_list *lock_list(struct heap *heap, const struct block *block)
{
    struct heap_list *list = list_of(heap, block);
    for (;;) {
        pthread_mutex_lock(&list->lock);
        if (__builtin_expect(!atomic_load_explicit(&heap->guard, memory_order_acquire), 1) ||
            heap_locked_by_me(heap))
            return list;
        pthread_mutex_unlock(&list->lock);
        wait_for_owner(heap);
    }
}

static void link_block(struct heap *heap, struct block *block)
{
    struct block_links *links = block_links(block);
    struct heap_list *list = lock_list(heap, block);
    links->previous = NULL;
    links->next = list->first;
    if (list->first)
        block_links(list->first)->previous = block;
    list->first = block;
    pthread_mutex_unlock(&list->lock);
}

static void unlink_block_locked(struct heap_list *list, struct block *block)
{
    struct block_links *links = block_links(block);
    if (links->previous)
        block_links(links->previous)->next = links->next;
    else
        list->first = links->next;
    if (links->next)
        block_links(links->next)->previous = links->previous;
}

/* Takes the block out if it still is a block: of two threads that free it, one wins. */
static bool unlink_block(struct heap *heap, struct block *block)
{
    struct heap_list *list = lock_list(heap, block);
    bool good = block->check == block_check(heap, block);
    if (good) {
        unlink_block_locked(list, block);
        block->check = 0;
    }
    pthread_mutex_unlock(&list->lock);
    return good;
}

static bool charge(struct heap *heap, size_t size)
{
    if (size > HEAP_LARGEST_FIXED_BLOCK)
        return false;
    size_t used = atomic_load(&heap->used);
    do {
        if (size > heap->maximum - used)
            return false;
    } while (!atomic_compare_exchange_weak(&heap->used, &used, used + size));
    return true;
}

static void uncharge(struct heap *heap, size_t size)
{
    if (heap->maximum)
        atomic_fetch_sub(&heap->used, size);
}

/* What fails, fails in one of two ways. */
static PVOID no_memory(struct heap *heap, ULONG flags)
{
    if ((flags | heap->flags) & HEAP_GENERATE_EXCEPTIONS && RtlRaiseStatus)
        RtlRaiseStatus(STATUS_NO_MEMORY);
    teb_set_last_error(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

static void bad_block(void)
{
    if (heap_terminate_on_corruption) {
        report("the program handed the heap a pointer that is no block of it");
        process_exit(STATUS_HEAP_CORRUPTION);
    }
    teb_set_last_error(ERROR_INVALID_PARAMETER);
}

/* Bytes in front of the guest's, and behind them. */
static size_t front(const struct heap *heap)
{
    return heap->linked ? sizeof(struct block_links) + sizeof(struct block) : sizeof(struct block);
}

static size_t behind(unsigned block_flags, size_t size)
{
    return block_flags & BLOCK_USER_VALUE ? sizeof(void *) + (-size & (sizeof(void *) - 1)) : 0;
}

static void finish(struct heap *heap, struct block *block, size_t size, unsigned block_flags)
{
    block->size = size;
    block->flags = (uint16_t)block_flags;
    block->check = block_check(heap, block);
}

static PVOID allocate_slow(struct heap *heap, ULONG flags, size_t size)
{
    unsigned block_flags = flags & HEAP_SETTABLE_USER_VALUE ? BLOCK_USER_VALUE : 0;
    size_t head = front(heap), extra = behind(block_flags, size), whole = head + size + extra;
    if (size > HEAP_LARGEST_BLOCK)
        return no_memory(heap, flags);
    if (heap->maximum && !charge(heap, size))
        return no_memory(heap, flags);
    char *raw;
    if (heap->flags & HEAP_CREATE_ENABLE_EXECUTE)
        raw = heap_map_executable(whole);
    else /* calloc knows of fresh pages that need no clearing, but is slower for small ones */
        raw = flags & HEAP_ZERO_MEMORY && whole >= 65536 ? calloc(1, whole) : malloc(whole);
    if (!raw) {
        uncharge(heap, size);
        return no_memory(heap, flags);
    }
    struct block *block = (struct block *)(raw + head) - 1;
    if (flags & HEAP_ZERO_MEMORY && whole < 65536)
        memset(block + 1, 0, size + extra);
    else if (extra)
        memset((char *)(block + 1) + size, 0, extra);
    finish(heap, block, size, block_flags);
    if (heap->linked)
        link_block(heap, block);
    return block + 1;
}

PVOID WINAPI RtlAllocateHeap(HANDLE HeapHandle, ULONG Flags, SIZE_T Size)
{
    struct heap *heap = HeapHandle;
    if (!valid_heap(heap)) {
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return NULL;
    }
    check_guard(heap);
    if (heap->linked || Size >= 65536 || Flags & HEAP_SETTABLE_USER_VALUE)
        return allocate_slow(heap, Flags, Size);
    struct block *block = malloc(sizeof(*block) + Size);
    if (__builtin_expect(!block, 0))
        return no_memory(heap, Flags);
    finish(heap, block, Size, 0);
    if (Flags & HEAP_ZERO_MEMORY)
        memset(block + 1, 0, Size);
    return block + 1;
}

static void release_raw(struct heap *heap, struct block *block, size_t size)
{
    void *raw = (char *)(block + 1) - front(heap);
    if (heap->flags & HEAP_CREATE_ENABLE_EXECUTE)
        heap_unmap_executable(raw, front(heap) + size + behind(block->flags, size));
    else
        free(raw);
}

ULONG WINAPI RtlFreeHeap(HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress)
{
    struct heap *heap = HeapHandle;
    struct block *block = (struct block *)BaseAddress - 1;
    if (!BaseAddress)
        return TRUE;
    if (!valid_heap(heap)) {
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if (__builtin_expect((uintptr_t)BaseAddress % 16 || block->check != block_check(heap, block), 0)) {
        bad_block();
        return FALSE;
    }
    if (!heap->linked) {
        check_guard(heap);
        block->check = 0;
        free(block);
        return TRUE;
    }
    size_t size = block->size;
    if (!unlink_block(heap, block)) {
        bad_block();
        return FALSE;
    }
    uncharge(heap, size);
    release_raw(heap, block, size);
    return TRUE;
}

/* What a block has room for without moving. */
static size_t room(struct heap *heap, struct block *block)
{
    char *raw = (char *)(block + 1) - front(heap);
    size_t whole = heap->flags & HEAP_CREATE_ENABLE_EXECUTE
                       ? heap_executable_span(front(heap) + block->size + behind(block->flags, block->size))
                       : malloc_usable_size(raw);
    return whole - front(heap);
}

static PVOID get_user_value(struct block *block)
{
    PVOID value;
    memcpy(&value, (char *)(block + 1) + block->size + (-block->size & (sizeof(void *) - 1)), sizeof(value));
    return value;
}

static void set_user_value(struct block *block, PVOID value)
{
    memcpy((char *)(block + 1) + block->size + (-block->size & (sizeof(void *) - 1)), &value, sizeof(value));
}

static bool resize_in_place(struct heap *heap, ULONG flags, struct block *block, size_t size)
{
    size_t old = block->size, has = room(heap, block);
    if (size > HEAP_LARGEST_BLOCK || size + behind(block->flags, size) > has)
        return false;
    if (heap->flags & HEAP_CREATE_ENABLE_EXECUTE) /* its pages stay as they are: remember how many */
        if (heap_executable_span(front(heap) + size + behind(block->flags, size)) !=
            heap_executable_span(front(heap) + old + behind(block->flags, old)))
            return false;
    if (heap->maximum && size > old && !charge(heap, size - old))
        return false;
    if (heap->maximum && size < old)
        uncharge(heap, old - size);
    PVOID value = block->flags & BLOCK_USER_VALUE ? get_user_value(block) : NULL;
    if (flags & HEAP_ZERO_MEMORY && size > old)
        memset((char *)(block + 1) + old, 0, size - old);
    finish(heap, block, size, block->flags);
    if (block->flags & BLOCK_USER_VALUE)
        set_user_value(block, value);
    return true;
}

/* realloc goes past the host's caches per thread, which small blocks come from and go to in no time. */
static struct block *resize(struct block *block, size_t old, size_t size)
{
    if (size > SMALL_BLOCK || old > SMALL_BLOCK)
        return realloc(block, sizeof(*block) + size);
    struct block *moved = malloc(sizeof(*block) + size);
    if (moved) {
        memcpy(moved + 1, block + 1, old < size ? old : size);
        free(block);
    }
    return moved;
}

PVOID WINAPI RtlReAllocateHeap(HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress, SIZE_T Size)
{
    struct heap *heap = HeapHandle;
    struct block *block = (struct block *)BaseAddress - 1;
    if (!valid_heap(heap)) {
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return NULL;
    }
    if (!BaseAddress || (uintptr_t)BaseAddress % 16 || block->check != block_check(heap, block)) {
        bad_block();
        return NULL;
    }
    check_guard(heap);
    size_t old = block->size;
    bool wasteful = Size < old / 2 && old > 256; /* shrinking in place would keep what it gives back */
    if ((!wasteful || Flags & HEAP_REALLOC_IN_PLACE_ONLY) && resize_in_place(heap, Flags, block, Size))
        return BaseAddress;
    if (Flags & HEAP_REALLOC_IN_PLACE_ONLY)
        return no_memory(heap, Flags);
    if (!heap->linked && !block->flags && Size <= HEAP_LARGEST_BLOCK) {
        block->check = 0;
        struct block *moved = resize(block, old, Size);
        if (!moved) {
            finish(heap, block, old, 0);
            return no_memory(heap, Flags);
        }
        finish(heap, moved, Size, 0);
        if (Flags & HEAP_ZERO_MEMORY && Size > old)
            memset((char *)(moved + 1) + old, 0, Size - old);
        return moved + 1;
    }
    ULONG settable = block->flags & BLOCK_USER_VALUE ? HEAP_SETTABLE_USER_VALUE : 0;
    PVOID fresh = RtlAllocateHeap(heap, (Flags & ~HEAP_SETTABLE_USER_VALUE) | settable, Size);
    if (!fresh)
        return NULL;
    memcpy(fresh, BaseAddress, old < Size ? old : Size);
    if (settable)
        set_user_value((struct block *)fresh - 1, get_user_value(block));
    RtlFreeHeap(heap, Flags, BaseAddress);
    return fresh;
}

SIZE_T WINAPI RtlSizeHeap(HANDLE HeapHandle, ULONG Flags, PCVOID BaseAddress)
{
    struct heap *heap = HeapHandle;
    const struct block *block = (const struct block *)BaseAddress - 1;
    if (!valid_heap(heap)) {
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return (SIZE_T)-1;
    }
    if (!BaseAddress || (uintptr_t)BaseAddress % 16 || block->check != block_check(heap, block)) {
        teb_set_last_error(ERROR_INVALID_PARAMETER);
        return (SIZE_T)-1;
    }
    return block->size;
}

BOOLEAN WINAPI RtlSetUserValueHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress, PVOID UserValue)
{
    struct block *block = (struct block *)BaseAddress - 1;
    if (!heap_owns(HeapHandle, BaseAddress, NULL) || !(block->flags & BLOCK_USER_VALUE))
        return FALSE;
    set_user_value(block, UserValue);
    return TRUE;
}

BOOLEAN WINAPI RtlGetUserInfoHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress, PVOID *UserValue,
                                  PULONG UserFlags)
{
    struct block *block = (struct block *)BaseAddress - 1;
    if (!heap_owns(HeapHandle, BaseAddress, NULL))
        return FALSE;
    if (UserValue)
        *UserValue = block->flags & BLOCK_USER_VALUE ? get_user_value(block) : NULL;
    if (UserFlags)
        *UserFlags = 0;
    return TRUE;
}

PVOID WINAPI RtlCreateHeap(ULONG Flags, PVOID HeapBase, SIZE_T ReserveSize, SIZE_T CommitSize, PVOID Lock,
                           PVOID Parameters)
{
    if (HeapBase || Lock) /* a heap in memory, or under a lock, that the caller provides */
        return NULL;
    struct heap *heap = calloc(1, sizeof(*heap));
    if (!heap)
        return NULL;
    heap->segment_signature = 0xFFEEFFEE;
    heap->signature = HEAP_SIGNATURE;
    heap->flags =
        Flags & (HEAP_NO_SERIALIZE | HEAP_GROWABLE | HEAP_GENERATE_EXCEPTIONS | HEAP_CREATE_ENABLE_EXECUTE);
    heap->linked = true;
    if (!(Flags & HEAP_GROWABLE)) {
        size_t maximum = ReserveSize > CommitSize ? ReserveSize : CommitSize;
        heap->maximum = (maximum ? maximum : 65536) + (PAGE_SIZE - 1);
        heap->maximum &= ~(size_t)(PAGE_SIZE - 1);
    }
    for (unsigned i = 0; i < HEAP_LISTS; i++)
        pthread_mutex_init(&heap->lists[i].lock, NULL);
    pthread_mutex_init(&heap->lock, NULL);
    pthread_mutex_lock(&heaps_lock);
    ULONG count = process_peb.NumberOfHeaps;
    bool room_left = count < MAX_HEAPS;
    if (room_left) {
        heaps[count] = heap;
        process_peb.NumberOfHeaps = count + 1;
    }
    pthread_mutex_unlock(&heaps_lock);
    if (room_left)
        return heap;
    free(heap);
    return NULL;
}

PVOID WINAPI RtlDestroyHeap(PVOID HeapHandle)
{
    struct heap *heap = HeapHandle;
    if (!valid_heap(heap) || heap == &heap_of_process)
        return HeapHandle;
    pthread_mutex_lock(&heaps_lock);
    ULONG last = process_peb.NumberOfHeaps - 1;
    for (ULONG i = 1; i <= last; i++)
        if (heaps[i] == heap) {
            heaps[i] = heaps[last];
            heaps[last] = NULL;
            process_peb.NumberOfHeaps = last;
            break;
        }
    pthread_mutex_unlock(&heaps_lock);
    heap->signature = 0;
    for (unsigned i = 0; i < HEAP_LISTS; i++) {
        for (struct block *block = heap->lists[i].first, *next; block; block = next) {
            next = block_links(block)->next;
            block->check = 0;
            release_raw(heap, block, block->size);
        }
        pthread_mutex_destroy(&heap->lists[i].lock);
    }
    free(heap);
    return NULL;
}

ULONG WINAPI RtlGetProcessHeaps(ULONG NumberOfHeaps, PVOID *ProcessHeaps)
{
    pthread_mutex_lock(&heaps_lock);
    ULONG count = process_peb.NumberOfHeaps;
    for (ULONG i = 0; i < count && i < NumberOfHeaps; i++)
        ProcessHeaps[i] = heaps[i];
    pthread_mutex_unlock(&heaps_lock);
    return count;
}
