/* SPDX-License-Identifier: MIT
 *
 * Where a heap's memory comes from. A region is one reservation: a page without access, the records of its
 * units (struct span, a state for each slot that there may be), and the units themselves, 64 KiB each. A run
 * is some units in a row: a span of slots, or one block. Blocks above a megabyte have reservations of their
 * own, which go back at once. Units that nobody uses keep their memory up to a limit; beyond it they are
 * decommitted, and an empty region is released.
 *
 * The map leads from an address to its span: two loads, never a touch of what the address points to. All
 * memory is the program's, allocated by the service that it would call itself, so VirtualQuery knows it.
 */
#include "kernel/mm/virtual.h"
#include "heap_internal.h"

#define IDLE_LIMIT   128u               /* units that a heap keeps for later */
#define SPARE_LIMIT  ((size_t)16 << 20) /* bytes of large blocks, likewise */
#define RECORD_CHUNK ((size_t)256 * 1024)

struct span **heap_map[(size_t)1 << MAP_TOP_BITS];

static heap_lock_word record_lock;
static char *records, *records_end;
static struct span *free_spans;

static void *reserve(size_t size, ULONG type, ULONG protect)
{
    PVOID base = NULL;
    SIZE_T whole = size;
    return NT_SUCCESS(
               NtAllocateVirtualMemory(NtCurrentProcess(), &base, 0, &whole, MEM_RESERVE | type, protect))
               ? base
               : NULL;
}

static bool commit(void *base, size_t size, ULONG protect)
{
    PVOID at = base;
    SIZE_T whole = size;
    return NT_SUCCESS(NtAllocateVirtualMemory(NtCurrentProcess(), &at, 0, &whole, MEM_COMMIT, protect));
}

static void give(void *base, size_t size, ULONG type)
{
    PVOID at = base;
    SIZE_T whole = size;
    NtFreeVirtualMemory(NtCurrentProcess(), &at, &whole, type);
}

static ULONG protection(const struct heap *heap)
{
    return heap->flags & HEAP_CREATE_ENABLE_EXECUTE ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
}

static void *record_allocate_locked(size_t size)
{
    size = (size + 63) & ~(size_t)63;
    if ((size_t)(records_end - records) < size) {
        size_t chunk = size > RECORD_CHUNK ? size : RECORD_CHUNK;
        char *fresh = reserve(chunk, MEM_COMMIT, PAGE_READWRITE);
        if (!fresh)
            return NULL;
        records = fresh;
        records_end = fresh + chunk;
    }
    void *record = records;
    records += size;
    return record;
}

void *heap_record_allocate(size_t size)
{
    heap_acquire(&record_lock);
    void *record = record_allocate_locked(size);
    heap_release(&record_lock);
    return record;
}

static struct span *span_create(void)
{
    heap_acquire(&record_lock);
    struct span *span = free_spans;
    if (span)
        free_spans = span->next;
    else
        span = record_allocate_locked(sizeof(*span));
    heap_release(&record_lock);
    if (span)
        memset(span, 0, sizeof(*span));
    return span;
}

static void span_delete(struct span *span)
{
    heap_acquire(&record_lock);
    span->kind = SPAN_NONE;
    span->next = free_spans;
    free_spans = span;
    heap_release(&record_lock);
}

/* Sees to it that a range can be entered. */
static bool map_prepare(uintptr_t start, size_t size)
{
    uintptr_t last = (start + size - 1) >> UNIT_SHIFT >> MAP_LEAF_BITS;
    for (uintptr_t top = start >> UNIT_SHIFT >> MAP_LEAF_BITS; top <= last; top++) {
        if (__atomic_load_n(&heap_map[top], __ATOMIC_ACQUIRE))
            continue;
        heap_acquire(&record_lock);
        struct span **leaf = heap_map[top];
        if (!leaf)
            leaf = record_allocate_locked(sizeof(*leaf) << MAP_LEAF_BITS);
        __atomic_store_n(&heap_map[top], leaf, __ATOMIC_RELEASE);
        heap_release(&record_lock);
        if (!leaf)
            return false;
    }
    return true;
}

static void map_enter(const char *start, unsigned units, struct span *span)
{
    for (uintptr_t unit = (uintptr_t)start >> UNIT_SHIFT; units--; unit++)
        __atomic_store_n(&heap_map[unit >> MAP_LEAF_BITS][unit & ((1u << MAP_LEAF_BITS) - 1)], span,
                         __ATOMIC_RELEASE);
}

static unsigned first_units(const struct heap *heap)
{
    return heap == &heap_of_process ? 16 : 4;
}

/* The first region is small; each further one as large as all before it. */
static struct region *region_create_locked(struct heap *heap, unsigned least)
{
    unsigned units = first_units(heap);
    for (struct region *region = heap->regions; region; region = region->next)
        units += region->units;
    if (units < least)
        units = least;
    if (units > REGION_UNITS)
        units = REGION_UNITS;
    size_t head = sizeof(struct region) + units * (sizeof(struct span) + SLOTS_OF_UNIT * sizeof(uint16_t));
    head = (head + PAGE_SIZE + UNIT - 1) & ~(UNIT - 1);
    size_t whole = head + units * UNIT;
    char *base = reserve(whole, 0, protection(heap));
    if (!base)
        return NULL;
    if (!map_prepare((uintptr_t)base, whole) ||
        !commit(base + PAGE_SIZE, whole - PAGE_SIZE, protection(heap))) {
        give(base, 0, MEM_RELEASE);
        return NULL;
    }
    struct region *region = (struct region *)(base + PAGE_SIZE);
    region->reservation = base;
    region->base = base + head;
    region->units = region->free_units = units;
    region->states = (uint16_t *)(region->spans + units);
    memset(region->state, UNIT_CLEAN, units);
    region->next = heap->regions;
    heap->regions = region;
    return region;
}

static bool find_units(const struct region *region, unsigned units, unsigned *first)
{
    unsigned length = 0;
    if (region->free_units < units)
        return false;
    for (unsigned i = 0; i < region->units; i++) {
        length = region->state[i] == UNIT_USED ? 0 : length + 1;
        if (length == units) {
            *first = i + 1 - units;
            return true;
        }
    }
    return false;
}

/* Takes the units, with memory behind them. */
static bool claim_locked(struct heap *heap, struct region *region, unsigned first, unsigned units, bool *zero)
{
    bool missing = false;
    *zero = true;
    for (unsigned i = first; i < first + units; i++)
        missing |= region->state[i] == UNIT_DECOMMITTED;
    if (missing && !commit(region->base + first * UNIT, units * UNIT, protection(heap)))
        return false;
    for (unsigned i = first; i < first + units; i++) {
        if (region->state[i] == UNIT_DIRTY) {
            *zero = false;
            heap->idle--;
        }
        region->state[i] = UNIT_USED;
    }
    region->free_units -= units;
    return true;
}

struct span *heap_take_run(struct heap *heap, unsigned units, enum span_kind kind, bool *zero)
{
    struct span *span = NULL;
    unsigned first = 0;
    heap_acquire(&heap->page_lock);
    struct region *region = heap->regions;
    while (region && !find_units(region, units, &first))
        region = region->next;
    if (!region && (region = region_create_locked(heap, units)))
        first = 0;
    if (region && claim_locked(heap, region, first, units, zero)) {
        span = &region->spans[first];
        memset(span, 0, sizeof(*span));
        span->base = region->base + first * UNIT;
        span->states = region->states + first * SLOTS_OF_UNIT;
        span->heap = heap;
        span->units = units;
        span->region = region;
        span->capacity = units * UNIT;
        span->kind = (uint8_t)kind;
        map_enter(span->base, units, span);
    }
    heap_release(&heap->page_lock);
    return span;
}

static void decommit_locked(struct heap *heap, struct region *region, unsigned first, unsigned units)
{
    give(region->base + first * UNIT, units * UNIT, MEM_DECOMMIT);
    for (unsigned i = first; i < first + units; i++) {
        heap->idle -= region->state[i] == UNIT_DIRTY;
        region->state[i] = UNIT_DECOMMITTED;
    }
}

static void release_region_locked(struct heap *heap, struct region *region)
{
    struct region **link = &heap->regions;
    while (*link != region)
        link = &(*link)->next;
    *link = region->next;
    for (unsigned i = 0; i < region->units; i++)
        heap->idle -= region->state[i] == UNIT_DIRTY;
    give(region->reservation, 0, MEM_RELEASE);
}

bool heap_give_run(struct heap *heap, struct span *span, enum span_kind kind)
{
    heap_acquire(&heap->page_lock);
    bool good = span->kind == kind && span->heap == heap;
    if (good) {
        struct region *region = span->region;
        unsigned first = (unsigned)(span - region->spans), units = span->units;
        map_enter(span->base, units, NULL);
        span->kind = SPAN_NONE;
        memset(region->state + first, UNIT_DIRTY, units);
        region->free_units += units;
        heap->idle += units;
        if (heap->idle > IDLE_LIMIT) {
            if (region->free_units == region->units && (heap->regions != region || region->next))
                release_region_locked(heap, region);
            else
                decommit_locked(heap, region, first, units);
        }
    }
    heap_release(&heap->page_lock);
    return good;
}

static void enter_large_locked(struct heap *heap, struct span *span)
{
    span->kind = SPAN_LARGE;
    span->previous = NULL;
    span->next = heap->large;
    if (heap->large)
        heap->large->previous = span;
    heap->large = span;
    map_enter(span->base, 1, span);
}

/* A spare block that is large enough, and not more than twice as large. */
static struct span *take_spare(struct heap *heap, size_t whole)
{
    heap_acquire(&heap->page_lock);
    struct span **link = &heap->spare, *span;
    while ((span = *link) && (span->capacity < whole || span->capacity / 2 > whole))
        link = &span->next;
    if (span) {
        *link = span->next;
        heap->spare_bytes -= span->capacity;
        enter_large_locked(heap, span);
    }
    heap_release(&heap->page_lock);
    return span;
}

struct span *heap_take_large(struct heap *heap, size_t need, size_t reserved, bool *zero)
{
    size_t whole = (need + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1);
    if (reserved < whole)
        reserved = whole;
    struct span *span = reserved == whole ? take_spare(heap, whole) : NULL;
    *zero = !span;
    if (span)
        return span;
    span = span_create();
    if (!span)
        return NULL;
    char *base = reserve(reserved, reserved == whole ? MEM_COMMIT : 0, protection(heap));
    if (base && (!map_prepare((uintptr_t)base, UNIT) ||
                 (reserved != whole && !commit(base, whole, protection(heap))))) {
        give(base, 0, MEM_RELEASE);
        base = NULL;
    }
    if (!base) {
        span_delete(span);
        return NULL;
    }
    span->base = base;
    span->heap = heap;
    span->capacity = whole;
    span->reserved = reserved;
    heap_acquire(&heap->page_lock);
    enter_large_locked(heap, span);
    heap_release(&heap->page_lock);
    return span;
}

bool heap_give_large(struct heap *heap, struct span *span)
{
    heap_acquire(&heap->page_lock);
    bool good = span->kind == SPAN_LARGE && span->heap == heap;
    if (good) {
        map_enter(span->base, 1, NULL);
        span->kind = SPAN_NONE;
        if (span->previous)
            span->previous->next = span->next;
        else
            heap->large = span->next;
        if (span->next)
            span->next->previous = span->previous;
    }
    /* Giving pages back and touching new ones costs far more than most programs do with them. */
    bool keeps =
        good && span->capacity == span->reserved && heap->spare_bytes + span->capacity <= SPARE_LIMIT;
    if (keeps) {
        span->next = heap->spare;
        heap->spare = span;
        heap->spare_bytes += span->capacity;
    }
    heap_release(&heap->page_lock);
    if (good && !keeps) {
        give(span->base, 0, MEM_RELEASE);
        span_delete(span);
    }
    return good;
}

bool heap_extend_large(struct span *span, size_t need)
{
    size_t whole = (need + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1);
    if (whole > span->reserved ||
        !commit(span->base + span->capacity, whole - span->capacity, protection(span->heap)))
        return false;
    span->capacity = whole;
    return true;
}

static void release_spares(struct heap *heap)
{
    heap_acquire(&heap->page_lock);
    struct span *span = heap->spare, *next;
    heap->spare = NULL;
    heap->spare_bytes = 0;
    heap_release(&heap->page_lock);
    for (; span; span = next) {
        next = span->next;
        give(span->base, 0, MEM_RELEASE);
        span_delete(span);
    }
}

size_t heap_trim(struct heap *heap)
{
    size_t largest = 0;
    release_spares(heap);
    heap_acquire(&heap->page_lock);
    if (!heap->regions) /* on Windows it would have its first block by now */
        largest = first_units(heap);
    for (struct region *region = heap->regions, *next; region; region = next) {
        unsigned length = 0;
        next = region->next;
        if (region->free_units == region->units && (heap->regions != region || next)) {
            release_region_locked(heap, region);
            continue;
        }
        for (unsigned i = 0; i < region->units; i++) {
            length = region->state[i] == UNIT_USED ? 0 : length + 1;
            if (length > largest)
                largest = length;
            if (region->state[i] == UNIT_DIRTY)
                decommit_locked(heap, region, i, 1);
        }
    }
    heap_release(&heap->page_lock);
    return largest * UNIT;
}

void heap_release_all(struct heap *heap)
{
    while (heap->large)
        heap_give_large(heap, heap->large);
    release_spares(heap);
    heap_acquire(&heap->page_lock);
    for (struct region *region = heap->regions, *next; region; region = next) {
        next = region->next;
        map_enter(region->base, region->units, NULL);
        give(region->reservation, 0, MEM_RELEASE);
    }
    heap->regions = NULL;
    heap->idle = 0;
    heap_release(&heap->page_lock);
}
