/* SPDX-License-Identifier: MIT
 *
 * Heaps looked at from outside: locking, validating, walking, their settings. A wild pointer is answered
 * here, not touched. The process heap does not link its blocks (see heap.c), so a walk of it names its region
 * only.
 */
#include <errno.h>
#include <malloc.h>
#include <string.h>
#include "kernel/host/host.h"
#include "heap_internal.h"

static uintptr_t self(void)
{
    static __thread char mark;
    return (uintptr_t)&mark;
}

bool heap_locked_by_me(const struct heap *heap)
{
    return atomic_load_explicit(&heap->owner, memory_order_relaxed) == self();
}

void heap_lock(struct heap *heap)
{
    if (!heap_locked_by_me(heap)) {
        atomic_fetch_add(&heap->guard, 1);
        pthread_mutex_lock(&heap->lock);
        atomic_store_explicit(&heap->owner, self(), memory_order_relaxed);
        for (unsigned i = 0; heap->linked && i < HEAP_LISTS;
             i++) { /* those that came before the guard are done */
            pthread_mutex_lock(&heap->lists[i].lock);
            pthread_mutex_unlock(&heap->lists[i].lock);
        }
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
    pthread_mutex_unlock(&heap->lock);
    atomic_fetch_sub(&heap->guard, 1);
    return true;
}

size_t heap_executable_span(size_t size)
{
    return (size + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1);
}

void *heap_map_executable(size_t size)
{
    void *memory;
    return sys_host_map(NULL, heap_executable_span(size), HOST_READ | HOST_WRITE | HOST_EXECUTE, &memory)
               ? NULL
               : memory;
}

void heap_unmap_executable(void *memory, size_t size)
{
    sys_host_unmap(memory, heap_executable_span(size));
}

/* A handle may be anything here. */
static bool is_heap(PVOID handle)
{
    struct heap head;
    return handle && (uintptr_t)handle % 8 == 0 &&
           sys_host_peek(&head, handle, offsetof(struct heap, lock)) == 0 &&
           head.signature == HEAP_SIGNATURE && head.segment_signature == 0xFFEEFFEE;
}

bool heap_owns(HANDLE heap, const void *memory, SIZE_T *size)
{
    struct block copy;
    if (!memory || (uintptr_t)memory % 16 ||
        sys_host_peek(&copy, (const struct block *)memory - 1, sizeof(copy)))
        return false;
    if (copy.check != block_check_of(heap, (const struct block *)memory - 1, copy.size, copy.flags))
        return false;
    if (size)
        *size = copy.size;
    return true;
}

BOOLEAN WINAPI RtlLockHeap(PVOID HeapHandle)
{
    if (!is_heap(HeapHandle))
        return FALSE;
    heap_lock(HeapHandle);
    return TRUE;
}

BOOLEAN WINAPI RtlUnlockHeap(PVOID HeapHandle)
{
    return is_heap(HeapHandle) && heap_unlock(HeapHandle);
}

BOOLEAN WINAPI RtlValidateHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress)
{
    struct heap *heap = HeapHandle;
    if (!is_heap(heap))
        return FALSE;
    if (BaseAddress)
        return heap_owns(heap, BaseAddress, NULL);
    bool good = true;
    heap_lock(heap);
    for (unsigned i = 0; heap->linked && i < HEAP_LISTS; i++)
        for (struct block *block = heap->lists[i].first; block && good; block = block_links(block)->next)
            good = heap_owns(heap, block + 1, NULL);
    heap_unlock(heap);
    return good;
}

/* The block after `block`, or the first one; lists in their order. */
static struct block *following(struct heap *heap, struct block *block)
{
    unsigned list = 0;
    if (block) {
        if (block_links(block)->next)
            return block_links(block)->next;
        uintptr_t address = (uintptr_t)block;
        list = (unsigned)((address >> 5 ^ address >> 12) % HEAP_LISTS) + 1;
    }
    for (; list < HEAP_LISTS; list++)
        if (heap->lists[list].first)
            return heap->lists[list].first;
    return NULL;
}

NTSTATUS WINAPI RtlWalkHeap(PVOID HeapHandle, PRTL_HEAP_WALK_ENTRY Entry)
{
    struct heap *heap = HeapHandle;
    if (!is_heap(heap))
        return STATUS_INVALID_PARAMETER;
    if (!Entry->DataAddress) { /* first the region, then its blocks */
        memset(Entry, 0, sizeof(*Entry));
        Entry->DataAddress = heap;
        Entry->DataSize = sizeof(*heap);
        Entry->Flags = RTL_HEAP_SEGMENT;
        Entry->Segment.CommittedSize = (sizeof(*heap) + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
        struct block *first = heap->linked ? following(heap, NULL) : NULL;
        Entry->Segment.FirstEntry = first ? first + 1 : NULL;
        return STATUS_SUCCESS;
    }
    NTSTATUS status = STATUS_SUCCESS;
    struct block *block = NULL;
    heap_lock(heap);
    if (Entry->DataAddress != heap) {
        if (!heap->linked || !heap_owns(heap, Entry->DataAddress, NULL))
            status = STATUS_INVALID_PARAMETER;
        else
            block = (struct block *)Entry->DataAddress - 1;
    }
    if (NT_SUCCESS(status)) {
        block = heap->linked ? following(heap, block) : NULL;
        if (!block) {
            status = STATUS_NO_MORE_ENTRIES;
        } else {
            memset(Entry, 0, sizeof(*Entry));
            Entry->DataAddress = block + 1;
            Entry->DataSize = block->size;
            Entry->OverheadBytes = sizeof(struct block) + sizeof(struct block_links);
            Entry->Flags = RTL_HEAP_BUSY | (block->flags & BLOCK_USER_VALUE ? RTL_HEAP_SETTABLE : 0);
        }
    }
    heap_unlock(heap);
    return status;
}

SIZE_T WINAPI RtlCompactHeap(PVOID HeapHandle, ULONG Flags)
{
    if (!is_heap(HeapHandle))
        return 0;
    malloc_trim(0);
    return mallinfo2().keepcost; /* the piece at the end, which is the largest as a rule */
}

NTSTATUS WINAPI RtlQueryHeapInformation(PVOID HeapHandle, ULONG HeapInformationClass, PVOID HeapInformation,
                                        SIZE_T HeapInformationLength, PSIZE_T ReturnLength)
{
    if (HeapInformationClass != HeapCompatibilityInformation)
        return STATUS_INVALID_PARAMETER;
    if (ReturnLength)
        *ReturnLength = sizeof(ULONG);
    if (!is_heap(HeapHandle))
        return STATUS_INVALID_PARAMETER;
    if (HeapInformationLength < sizeof(ULONG) || !HeapInformation)
        return STATUS_BUFFER_TOO_SMALL;
    /* 2 is the low-fragmentation heap, which is what growable heaps that are serialized are. */
    struct heap *heap = HeapHandle;
    ULONG kind = heap->maximum || heap->flags & HEAP_NO_SERIALIZE ? 0 : 2;
    memcpy(HeapInformation, &kind, sizeof(kind));
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlSetHeapInformation(PVOID HeapHandle, ULONG HeapInformationClass, PVOID HeapInformation,
                                      SIZE_T HeapInformationLength)
{
    struct heap *heap = HeapHandle;
    ULONG kind;
    HEAP_OPTIMIZE_RESOURCES_INFORMATION optimize;
    switch (HeapInformationClass) {
    case HeapEnableTerminationOnCorruption:
        heap_terminate_on_corruption = true;
        return STATUS_SUCCESS;
    case HeapCompatibilityInformation:
        if (HeapInformationLength < sizeof(kind) || !HeapInformation)
            return STATUS_BUFFER_TOO_SMALL;
        memcpy(&kind, HeapInformation, sizeof(kind));
        if (!is_heap(heap))
            return STATUS_INVALID_PARAMETER;
        if (kind == 2 && (heap->maximum || heap->flags & HEAP_NO_SERIALIZE))
            return STATUS_UNSUCCESSFUL;
        return kind == 2 || kind == 0 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
    case HeapOptimizeResources:
        if (HeapInformationLength < sizeof(optimize) || !HeapInformation)
            return STATUS_BUFFER_TOO_SMALL;
        memcpy(&optimize, HeapInformation, sizeof(optimize));
        if (optimize.Version != HEAP_OPTIMIZE_RESOURCES_CURRENT_VERSION)
            return STATUS_INVALID_PARAMETER;
        malloc_trim(0);
        return STATUS_SUCCESS;
    default:
        return STATUS_INVALID_PARAMETER;
    }
}
