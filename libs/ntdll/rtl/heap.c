/* SPDX-License-Identifier: MIT
 *
 * Heaps: allocate, free, resize. A block is its bytes, eight bytes of pattern behind them, and nothing else:
 * what the heap knows of it stands elsewhere, found by its address (heap_pages.c). So a block is checked in
 * full when it comes back: is it one, is it busy, is it this heap's, is the pattern whole. If not, the
 * process ends with STATUS_HEAP_CORRUPTION, as Windows ends it.
 *
 * Small blocks of the process heap come from the thread's own store and go back to it, without a lock and
 * without a locked instruction. Differences: HEAP_NO_SERIALIZE is allowed and changes nothing; two threads
 * that free one small block at the very same moment may both succeed.
 */
#include "exception.h"
#include "heap_internal.h"

/* Until the exception dispatcher is linked in (unit tests) a failure is NULL even where an exception is asked
 * for. */
extern void WINAPI RtlRaiseStatus(NTSTATUS Status) __attribute__((weak));

/* An overflow of the stack is to be met before a lock is taken, not under it: what the slow ways and the
 * services under them need is touched first, page by page. */
static __attribute__((noinline)) void probe_stack(void)
{
    volatile char room[3 * PAGE_SIZE];
    for (int i = 2; i >= 0; i--)
        room[i * PAGE_SIZE] = 0;
    (void)room[0];
}

static bool valid_heap(const struct heap *heap)
{
    return heap && heap->signature == HEAP_SIGNATURE;
}

/* Another thread holds the heap with HeapLock: wait until it lets go. */
static __attribute__((noinline)) void wait_for_owner(struct heap *heap)
{
    if (heap_locked_by_me(heap))
        return;
    heap_lock(heap);
    heap_unlock(heap);
}

static inline bool guarded(struct heap *heap)
{
    return __builtin_expect(atomic_load_explicit(&heap->guard, memory_order_relaxed) != 0, 0);
}

static __attribute__((noinline)) void corrupt(const void *memory)
{
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)STATUS_HEAP_CORRUPTION,
                               .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                               .ExceptionAddress = __builtin_return_address(0),
                               .NumberParameters = 1};
    CONTEXT context;
    record.ExceptionInformation[0] = (ULONG_PTR)memory;
    RtlCaptureContext(&context);
    exception_crash(&record, &context);
}

static bool charge(struct heap *heap, size_t size)
{
    if (!heap->maximum)
        return true;
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

static inline void write_guard(void *memory, size_t size)
{
    uint64_t guard = heap_guard_of(memory);
    memcpy((char *)memory + size, &guard, sizeof(guard));
}

static inline bool check_guard(const void *memory, size_t size)
{
    uint64_t guard;
    memcpy(&guard, (const char *)memory + size, sizeof(guard));
    return guard == heap_guard_of(memory);
}

bool heap_find(struct heap *heap, const void *memory, struct block *block)
{
    struct span *span = heap_span_at(memory);
    if (!span || span->heap != heap)
        return false;
    block->span = span;
    block->index = 0;
    if (span->kind == SPAN_SLOTS) {
        unsigned index = heap_slot_at(span, memory);
        if (index == (unsigned)-1 || span->states[index] & SLOT_FREE)
            return false;
        block->index = index;
        block->size = span->slot - span->states[index];
        block->capacity = span->slot;
        return true;
    }
    block->size = span->size;
    block->capacity = span->capacity;
    return (span->kind == SPAN_RUN || span->kind == SPAN_LARGE) && memory == span->base;
}

bool heap_intact(const struct block *block, const void *memory)
{
    return check_guard(memory, block->size);
}

/* Bytes that a block of `size` takes. */
static inline size_t need_of(size_t size, bool user_value)
{
    return size + GUARD_SIZE + (user_value ? sizeof(PVOID) : 0);
}

static void set_size(struct block *block, void *memory, size_t size)
{
    block->size = size;
    if (block->span->kind == SPAN_SLOTS)
        block->span->states[block->index] = (uint16_t)(block->capacity - size);
    else
        block->span->size = size;
    write_guard(memory, size);
}

static PVOID *user_value_of(const struct block *block)
{
    return (PVOID *)(block->span->base + (size_t)block->index * block->span->slot + block->capacity) - 1;
}

/* Whether the memory that a new block got is zero. */
static void *take(struct heap *heap, size_t need, bool user_value, size_t reserve, bool *zero)
{
    struct span *span;
    *zero = false;
    if (need <= LARGEST_SLOT)
        return heap_take_slot(heap, heap_class_of(need), user_value);
    if (need <= LARGEST_RUN * UNIT) {
        span = heap_take_run(heap, (unsigned)((need + UNIT - 1) >> UNIT_SHIFT), SPAN_RUN, zero);
    } else {
        span = heap_take_large(heap, need, reserve, zero);
    }
    if (!span)
        return NULL;
    span->user_value = user_value;
    return span->base;
}

static PVOID allocate_slowly(struct heap *heap, ULONG flags, size_t size, size_t reserve)
{
    bool user_value = flags & HEAP_SETTABLE_USER_VALUE, zero;
    if (guarded(heap))
        wait_for_owner(heap);
    if (size > HEAP_LARGEST_BLOCK || !charge(heap, size))
        return no_memory(heap, flags);
    probe_stack();
    void *memory = take(heap, need_of(size, user_value), user_value, reserve, &zero);
    if (!memory) {
        uncharge(heap, size);
        return no_memory(heap, flags);
    }
    struct block block = {.span = heap_span_at(memory)};
    block.capacity = block.span->capacity;
    if (block.span->kind == SPAN_SLOTS) {
        block.capacity = block.span->slot;
        block.index = heap_slot_at(block.span, memory);
    }
    set_size(&block, memory, size);
    if (flags & HEAP_ZERO_MEMORY && !zero)
        memset(memory, 0, size);
    if (user_value)
        *user_value_of(&block) = NULL;
    return memory;
}

/* The thread has none of that size. */
static __attribute__((noinline)) void *refill(unsigned size_class)
{
    struct heap_cache *cache = thread_self()->heap_cache;
    if (!cache && !(cache = heap_cache_create()))
        return heap_take_slot(&heap_of_process, size_class, false);
    return heap_refill(cache, size_class);
}

static __attribute__((noinline)) void *refill_probed(unsigned size_class)
{
    probe_stack();
    return heap_has_threads ? refill(size_class) : heap_take_slot(&heap_of_process, size_class, false);
}

static inline struct heap_cache *cache_of_thread(void)
{
    return __builtin_expect(heap_has_threads, 1) ? thread_self()->heap_cache : NULL;
}

PVOID WINAPI RtlAllocateHeap(HANDLE HeapHandle, ULONG Flags, SIZE_T Size)
{
    struct heap *heap = HeapHandle;
    if (__builtin_expect(heap != &heap_of_process, 0)) {
        if (valid_heap(heap))
            return allocate_slowly(heap, Flags, Size, 0);
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return NULL;
    }
    if (__builtin_expect(Size > LARGEST_SLOT - GUARD_SIZE || Flags & HEAP_SETTABLE_USER_VALUE, 0) ||
        guarded(heap))
        return allocate_slowly(heap, Flags, Size, 0);
    unsigned size_class = heap_class_of(Size + GUARD_SIZE);
    struct heap_cache *cache = cache_of_thread();
    void *memory;
    if (__builtin_expect(cache && cache->bins[size_class].count, 1))
        memory = cache->bins[size_class].slots[--cache->bins[size_class].count];
    else if (__builtin_expect(!(memory = refill_probed(size_class)), 0))
        return no_memory(heap, Flags);
    struct span *span = heap_span_at(memory);
    uint32_t index = (uint32_t)((uint64_t)(uint32_t)((char *)memory - span->base) * span->reciprocal >> 32);
    span->states[index] = (uint16_t)(span->slot - Size);
    write_guard(memory, Size);
    if (Flags & HEAP_ZERO_MEMORY)
        memset(memory, 0, Size);
    return memory;
}

static void give(struct heap *heap, struct block *block, void *memory)
{
    bool good = true;
    probe_stack();
    switch (block->span->kind) {
    case SPAN_SLOTS:
        block->span->states[block->index] = SLOT_CACHED;
        heap_give_slot(block->span, memory);
        break;
    case SPAN_RUN:
        good = heap_give_run(heap, block->span, SPAN_RUN);
        break;
    default:
        good = heap_give_large(heap, block->span);
        break;
    }
    if (!good)
        corrupt(memory);
}

static __attribute__((noinline)) ULONG free_slowly(struct heap *heap, PVOID memory)
{
    struct block block;
    if (!memory)
        return TRUE;
    if (!valid_heap(heap)) {
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if (guarded(heap))
        wait_for_owner(heap);
    if (!heap_find(heap, memory, &block) || !heap_intact(&block, memory)) {
        corrupt(memory);
        return FALSE;
    }
    uncharge(heap, block.size);
    struct heap_cache *cache = block.span->cached ? cache_of_thread() : NULL;
    if (cache) {
        struct cache_bin *bin = &cache->bins[block.span->size_class];
        if (bin->count == bin->capacity) {
            probe_stack();
            heap_flush(cache, block.span->size_class, bin->capacity / 2);
        }
        block.span->states[block.index] = SLOT_CACHED;
        bin->slots[bin->count++] = memory;
        return TRUE;
    }
    give(heap, &block, memory);
    return TRUE;
}

ULONG WINAPI RtlFreeHeap(HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress)
{
    struct heap *heap = HeapHandle;
    struct span *span = heap_span_at(BaseAddress);
    struct heap_cache *cache;
    if (__builtin_expect(heap == &heap_of_process && span && span->cached && (cache = cache_of_thread()),
                         1) &&
        !guarded(heap)) {
        struct cache_bin *bin = &cache->bins[span->size_class];
        unsigned index = heap_slot_at(span, BaseAddress);
        if (__builtin_expect(index != (unsigned)-1 && bin->count < bin->capacity, 1)) {
            uint16_t state = span->states[index];
            if (__builtin_expect(state < SLOT_FREE && check_guard(BaseAddress, span->slot - state), 1)) {
                span->states[index] = SLOT_CACHED;
                bin->slots[bin->count++] = BaseAddress;
                return TRUE;
            }
        }
    }
    return free_slowly(heap, BaseAddress);
}

static bool resize_in_place(struct heap *heap, ULONG flags, struct block *block, void *memory, size_t size)
{
    size_t old = block->size, need = need_of(size, block->span->user_value);
    if (size > HEAP_LARGEST_BLOCK)
        return false;
    if (need > block->capacity) {
        if (block->span->kind != SPAN_LARGE || heap->maximum || !heap_extend_large(block->span, need))
            return false;
        PVOID *from = user_value_of(block);
        block->capacity = block->span->capacity;
        if (block->span->user_value)
            *user_value_of(block) = *from;
    }
    if (size > old && !charge(heap, size - old))
        return false;
    if (size < old)
        uncharge(heap, old - size);
    set_size(block, memory, size);
    if (flags & HEAP_ZERO_MEMORY && size > old)
        memset((char *)memory + old, 0, size - old);
    return true;
}

PVOID WINAPI RtlReAllocateHeap(HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress, SIZE_T Size)
{
    struct heap *heap = HeapHandle;
    struct block block;
    if (!valid_heap(heap)) {
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return NULL;
    }
    if (guarded(heap))
        wait_for_owner(heap);
    if (!BaseAddress) {
        teb_set_last_error(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (!heap_find(heap, BaseAddress, &block) || !heap_intact(&block, BaseAddress)) {
        corrupt(BaseAddress);
        return NULL;
    }
    size_t old = block.size;
    /* Shrinking in place would keep what it gives back. */
    bool wasteful = need_of(Size, false) <= block.capacity / 2 && block.capacity > 256;
    if ((!wasteful || Flags & HEAP_REALLOC_IN_PLACE_ONLY) &&
        resize_in_place(heap, Flags, &block, BaseAddress, Size))
        return BaseAddress;
    if (Flags & HEAP_REALLOC_IN_PLACE_ONLY)
        return no_memory(heap, Flags);
    ULONG settable = block.span->user_value ? HEAP_SETTABLE_USER_VALUE : 0;
    ULONG flags = (Flags & ~(ULONG)(HEAP_SETTABLE_USER_VALUE | HEAP_ZERO_MEMORY)) | settable;
    /* One that grows will grow again: addresses for much more, but no memory yet. */
    size_t ahead = sizeof(void *) == 8 && Size > old && Size < (SIZE_T)-1 >> 28 ? 8 * Size : 0;
    PVOID fresh = Size > LARGEST_RUN * UNIT ? allocate_slowly(heap, flags, Size, ahead)
                                            : RtlAllocateHeap(heap, flags, Size);
    if (!fresh)
        return NULL;
    memcpy(fresh, BaseAddress, old < Size ? old : Size);
    if (Flags & HEAP_ZERO_MEMORY && Size > old)
        memset((char *)fresh + old, 0, Size - old);
    struct block moved;
    if (settable && heap_find(heap, fresh, &moved))
        *user_value_of(&moved) = *user_value_of(&block);
    RtlFreeHeap(heap, 0, BaseAddress);
    return fresh;
}

SIZE_T WINAPI RtlSizeHeap(HANDLE HeapHandle, ULONG Flags, PCVOID BaseAddress)
{
    struct heap *heap = HeapHandle;
    struct block block;
    if (!valid_heap(heap)) {
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return (SIZE_T)-1;
    }
    if (!BaseAddress || !heap_find(heap, BaseAddress, &block)) {
        teb_set_last_error(ERROR_INVALID_PARAMETER);
        return (SIZE_T)-1;
    }
    return block.size;
}

BOOLEAN WINAPI RtlSetUserValueHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress, PVOID UserValue)
{
    struct block block;
    if (!heap_find(HeapHandle, BaseAddress, &block) || !block.span->user_value)
        return FALSE;
    *user_value_of(&block) = UserValue;
    return TRUE;
}

BOOLEAN WINAPI RtlGetUserInfoHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress, PVOID *UserValue,
                                  PULONG UserFlags)
{
    struct block block;
    if (!heap_find(HeapHandle, BaseAddress, &block))
        return FALSE;
    if (UserValue)
        *UserValue = block.span->user_value ? *user_value_of(&block) : NULL;
    if (UserFlags)
        *UserFlags = 0;
    return TRUE;
}
