/* SPDX-License-Identifier: MIT
 *
 * Heaps made and destroyed, the list of them in the PEB, and the locks of them all. A lock is one word: the
 * holder may be suspended, then the others wait, or terminated, then they wait for ever, as on Windows.
 */
#include "kernel/host/host.h"
#include "kernel/ke/word.h"
#include "kernel/ke/suspend.h"
#include "heap_internal.h"

struct heap heap_of_process = {
    .segment_signature = HEAP_SEGMENT_SIGNATURE,
    .flags = HEAP_GROWABLE,
    .signature = HEAP_SIGNATURE,
};
/* Dense, for the PEB; the process heap is first. */
#define MAX_HEAPS 8192
static struct heap *heaps[MAX_HEAPS] = {&heap_of_process};
static heap_lock_word heaps_lock;
static struct heap *free_heaps; /* linked by their first word */
uint64_t heap_secret;
bool heap_has_threads;

void heap_start(void)
{
    heap_secret = (sys_host_monotonic() ^ (uintptr_t)&heap_secret) * 0xD6E8FEB86659FD93u;
    process_peb.ProcessHeap = &heap_of_process;
    process_peb.NumberOfHeaps = 1;
    process_peb.MaximumNumberOfHeaps = MAX_HEAPS;
    process_peb.ProcessHeaps = (PVOID *)heaps;
}

void heap_start_threads(void)
{
    heap_has_threads = true;
}

HANDLE heap_process(void)
{
    return &heap_of_process;
}

void heap_acquire_slowly(heap_lock_word *lock)
{
    for (int i = 0; i < 60; i++) {
        uint32_t expected = 0;
        if (!atomic_load_explicit(lock, memory_order_relaxed) &&
            atomic_compare_exchange_weak_explicit(lock, &expected, 1, memory_order_acquire,
                                                  memory_order_relaxed))
            return;
        __builtin_ia32_pause();
    }
    while (atomic_exchange_explicit(lock, 2, memory_order_acquire)) {
        sys_thread_check_orphaned_lock();
        sys_word_wait(lock, 2, HOST_FOREVER);
    }
}

void heap_release_slowly(heap_lock_word *lock)
{
    sys_host_futex_wake(lock, 1, false);
}

static uintptr_t self(void)
{
    return heap_has_threads ? (uintptr_t)thread_self() : 1;
}

bool heap_locked_by_me(const struct heap *heap)
{
    return atomic_load_explicit(&heap->owner, memory_order_relaxed) == self();
}

void heap_lock(struct heap *heap)
{
    if (!heap_locked_by_me(heap)) {
        atomic_fetch_add(&heap->guard, 1);
        heap_acquire(&heap->lock);
        atomic_store_explicit(&heap->owner, self(), memory_order_relaxed);
    }
    heap->depth++;
}

bool heap_unlock(struct heap *heap)
{
    if (!heap_locked_by_me(heap))
        return false;
    if (--heap->depth)
        return true;
    atomic_store_explicit(&heap->owner, 0, memory_order_relaxed);
    heap_release(&heap->lock);
    atomic_fetch_sub(&heap->guard, 1);
    return true;
}

static struct heap *heap_record(void)
{
    heap_acquire(&heaps_lock);
    struct heap *heap = free_heaps;
    if (heap)
        memcpy(&free_heaps, heap, sizeof(free_heaps));
    heap_release(&heaps_lock);
    if (!heap)
        heap = heap_record_allocate(sizeof(*heap));
    if (heap)
        memset(heap, 0, sizeof(*heap));
    return heap;
}

static void forget_record(struct heap *heap)
{
    heap_acquire(&heaps_lock);
    memcpy(heap, &free_heaps, sizeof(free_heaps));
    free_heaps = heap;
    heap_release(&heaps_lock);
}

PVOID WINAPI RtlCreateHeap(ULONG Flags, PVOID HeapBase, SIZE_T ReserveSize, SIZE_T CommitSize, PVOID Lock,
                           PVOID Parameters)
{
    if (HeapBase || Lock) /* a heap in memory, or under a lock, that the caller provides */
        return NULL;
    struct heap *heap = heap_record();
    if (!heap)
        return NULL;
    heap->segment_signature = HEAP_SEGMENT_SIGNATURE;
    heap->signature = HEAP_SIGNATURE;
    heap->flags =
        Flags & (HEAP_NO_SERIALIZE | HEAP_GROWABLE | HEAP_GENERATE_EXCEPTIONS | HEAP_CREATE_ENABLE_EXECUTE);
    if (!(Flags & HEAP_GROWABLE)) {
        size_t maximum = ReserveSize > CommitSize ? ReserveSize : CommitSize;
        heap->maximum = ((maximum ? maximum : 65536) + (PAGE_SIZE - 1)) & ~(size_t)(PAGE_SIZE - 1);
    }
    heap_acquire(&heaps_lock);
    ULONG count = process_peb.NumberOfHeaps;
    bool room_left = count < MAX_HEAPS;
    if (room_left) {
        heaps[count] = heap;
        process_peb.NumberOfHeaps = count + 1;
    }
    heap_release(&heaps_lock);
    if (room_left)
        return heap;
    forget_record(heap);
    return NULL;
}

PVOID WINAPI RtlDestroyHeap(PVOID HeapHandle)
{
    struct heap *heap = HeapHandle;
    if (!heap || heap->signature != HEAP_SIGNATURE || heap == &heap_of_process)
        return HeapHandle;
    heap_acquire(&heaps_lock);
    ULONG last = process_peb.NumberOfHeaps - 1;
    for (ULONG i = 1; i <= last; i++)
        if (heaps[i] == heap) {
            heaps[i] = heaps[last];
            heaps[last] = NULL;
            process_peb.NumberOfHeaps = last;
            break;
        }
    heap_release(&heaps_lock);
    heap->signature = 0;
    heap_release_all(heap);
    forget_record(heap);
    return NULL;
}

/* The array is the caller's, and may be no memory at all: nothing is locked while it is written. */
ULONG WINAPI RtlGetProcessHeaps(ULONG NumberOfHeaps, PVOID *ProcessHeaps)
{
    ULONG count = __atomic_load_n(&process_peb.NumberOfHeaps, __ATOMIC_ACQUIRE);
    for (ULONG i = 0; i < count && i < NumberOfHeaps; i++)
        ProcessHeaps[i] = __atomic_load_n(&heaps[i], __ATOMIC_RELAXED);
    return count;
}

void heap_trim_all(void)
{
    PVOID list[64];
    ULONG count = RtlGetProcessHeaps(64, list);
    for (ULONG i = 0; i < count && i < 64; i++)
        heap_trim(list[i]);
}
