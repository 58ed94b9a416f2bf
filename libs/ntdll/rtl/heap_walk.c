/* SPDX-License-Identifier: MIT
 *
 * Heaps looked at from outside: validating, walking, their settings. A wild pointer is answered here, not
 * touched. A walk names each region, then the busy blocks in it, and the blocks that have regions of their
 * own last. What other threads do meanwhile it may miss or see, unless the caller holds HeapLock.
 */
#include "kernel/host/host.h"
#include "heap_internal.h"

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
    struct block block;
    if (!memory || !heap_find(heap, memory, &block))
        return false;
    if (size)
        *size = block.size;
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

/* The busy block after `memory`, which lies in a region; from the region's start where it is NULL. */
static bool following_in_region(const struct region *region, const void *memory, struct block *block,
                                void **found)
{
    unsigned unit = memory ? (unsigned)(((const char *)memory - region->base) >> UNIT_SHIFT) : 0, index = 0;
    if (memory) {
        struct span *span = heap_span_at(memory);
        if (span && span->kind == SPAN_SLOTS)
            index = (unsigned)(((const char *)memory - span->base) / span->slot) + 1;
        unit = span ? (unsigned)(span - region->spans) : unit;
        if (span && span->kind != SPAN_SLOTS)
            unit += span->units;
    }
    while (unit < region->units) {
        const struct span *span = &region->spans[unit];
        if (region->state[unit] != UNIT_USED || span->kind == SPAN_NONE) {
            unit++;
            index = 0;
            continue;
        }
        unsigned end = span->kind == SPAN_SLOTS ? atomic_load(&span->carved) : 1;
        for (; index < end; index++) {
            *found = span->base + (size_t)index * span->slot;
            if (heap_find(span->heap, *found, block))
                return true;
        }
        unit += span->units;
        index = 0;
    }
    return false;
}

static struct region *region_of(struct heap *heap, const void *memory)
{
    for (struct region *region = heap->regions; region; region = region->next)
        if ((uintptr_t)memory - (uintptr_t)region->base < region->units * UNIT)
            return region;
    return NULL;
}

static void tell_region(PRTL_HEAP_WALK_ENTRY entry, struct region *region)
{
    struct block block;
    void *first = NULL;
    memset(entry, 0, sizeof(*entry));
    entry->DataAddress = region;
    entry->DataSize = (SIZE_T)(region->base - (char *)region);
    entry->Flags = RTL_HEAP_SEGMENT;
    for (unsigned i = 0; i < region->units; i++)
        *(region->state[i] == UNIT_DECOMMITTED ? &entry->Segment.UnCommittedSize
                                               : &entry->Segment.CommittedSize) += (ULONG)UNIT;
    entry->Segment.FirstEntry = following_in_region(region, NULL, &block, &first) ? first : NULL;
    entry->Segment.LastEntry = region->base + region->units * UNIT;
}

static void tell_block(PRTL_HEAP_WALK_ENTRY entry, void *memory, const struct block *block)
{
    memset(entry, 0, sizeof(*entry));
    entry->DataAddress = memory;
    entry->DataSize = block->size;
    size_t overhead = block->capacity - block->size;
    entry->OverheadBytes = overhead > 255 ? 255 : (UCHAR)overhead;
    entry->Flags = RTL_HEAP_BUSY | (block->span->user_value ? RTL_HEAP_SETTABLE : 0);
}

static NTSTATUS tell_large(PRTL_HEAP_WALK_ENTRY entry, struct span *span)
{
    struct block block;
    for (; span; span = span->next)
        if (heap_find(span->heap, span->base, &block)) {
            tell_block(entry, span->base, &block);
            return STATUS_SUCCESS;
        }
    return STATUS_NO_MORE_ENTRIES;
}

static NTSTATUS walk_locked(struct heap *heap, PRTL_HEAP_WALK_ENTRY entry)
{
    void *memory = entry->DataAddress, *found;
    struct block block;
    struct region *region = NULL;
    if (!memory) {
        if (!heap->regions)
            return tell_large(entry, heap->large);
        tell_region(entry, heap->regions);
        return STATUS_SUCCESS;
    }
    for (struct region *each = heap->regions; each && !region; each = each->next)
        region = memory == each ? each : NULL;
    if (region)
        memory = NULL;
    else
        region = region_of(heap, memory);
    if (region) {
        if (following_in_region(region, memory, &block, &found)) {
            tell_block(entry, found, &block);
            return STATUS_SUCCESS;
        }
        if (!region->next)
            return tell_large(entry, heap->large);
        tell_region(entry, region->next);
        return STATUS_SUCCESS;
    }
    struct span *span = heap_span_at(memory);
    if (!span || span->heap != heap || span->kind != SPAN_LARGE || span->base != memory)
        return STATUS_INVALID_PARAMETER;
    return tell_large(entry, span->next);
}

/* The caller's entry may be no memory at all, so it is not touched under a lock. */
NTSTATUS WINAPI RtlWalkHeap(PVOID HeapHandle, PRTL_HEAP_WALK_ENTRY Entry)
{
    struct heap *heap = HeapHandle;
    if (!is_heap(heap))
        return STATUS_INVALID_PARAMETER;
    RTL_HEAP_WALK_ENTRY entry = *Entry;
    heap_lock(heap);
    heap_acquire(&heap->page_lock);
    NTSTATUS status = walk_locked(heap, &entry);
    heap_release(&heap->page_lock);
    heap_unlock(heap);
    if (NT_SUCCESS(status))
        *Entry = entry;
    return status;
}

BOOLEAN WINAPI RtlValidateHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress)
{
    struct heap *heap = HeapHandle;
    struct block block;
    if (!is_heap(heap))
        return FALSE;
    if (BaseAddress)
        return heap_find(heap, BaseAddress, &block) && heap_intact(&block, BaseAddress);
    bool good = true;
    heap_lock(heap);
    heap_acquire(&heap->page_lock);
    for (struct region *region = heap->regions; region && good; region = region->next)
        for (void *memory = NULL; good && following_in_region(region, memory, &block, &memory);)
            good = heap_intact(&block, memory);
    for (struct span *span = heap->large; span && good; span = span->next)
        good = !heap_find(heap, span->base, &block) || heap_intact(&block, span->base);
    heap_release(&heap->page_lock);
    heap_unlock(heap);
    return good;
}

SIZE_T WINAPI RtlCompactHeap(PVOID HeapHandle, ULONG Flags)
{
    return is_heap(HeapHandle) ? heap_trim(HeapHandle) : 0;
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
    case HeapEnableTerminationOnCorruption: /* is how it always is, as in each 64-bit process */
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
        if (heap && !is_heap(heap))
            return STATUS_INVALID_PARAMETER;
        if (heap)
            heap_trim(heap);
        else
            heap_trim_all();
        return STATUS_SUCCESS;
    default:
        return STATUS_INVALID_PARAMETER;
    }
}
