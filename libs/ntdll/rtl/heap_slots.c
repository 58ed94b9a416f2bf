/* SPDX-License-Identifier: MIT
 *
 * Small blocks. A span holds slots of one size; what is free of it stands in its records, linked by numbers,
 * so that nothing the program writes to a free block, or past the end of a busy one, changes what the heap
 * hands out. Each thread keeps some slots of the process heap: an array for each size, which only the thread
 * itself touches; it fills and empties in batches, under the bin's lock. A block freed by another thread than
 * its allocator simply goes to the array of the one who frees it.
 */
#include "heap_internal.h"

static heap_lock_word cache_lock;
static struct heap_cache *free_caches;

static unsigned units_of(uint32_t slot)
{
    return slot <= 8192 ? 1 : 4;
}

static void link_span(struct bin *bin, struct span *span)
{
    span->previous = NULL;
    span->next = bin->first;
    if (bin->first)
        bin->first->previous = span;
    bin->first = span;
}

static void unlink_span(struct bin *bin, struct span *span)
{
    if (span->previous)
        span->previous->next = span->next;
    else
        bin->first = span->next;
    if (span->next)
        span->next->previous = span->previous;
}

static struct span *span_with_room_locked(struct heap *heap, struct bin *bin, unsigned size_class,
                                          bool user_value)
{
    if (bin->first)
        return bin->first;
    uint32_t slot = heap_class_size(size_class);
    bool zero;
    struct span *span = heap_take_run(heap, units_of(slot), SPAN_SLOTS, &zero);
    if (!span)
        return NULL;
    span->slot = slot;
    span->reciprocal = (uint32_t)((((uint64_t)1 << 32) + slot - 1) / slot);
    span->size_class = (uint8_t)size_class;
    span->cached = heap == &heap_of_process && !user_value;
    span->user_value = user_value;
    span->first_free = SLOT_LAST;
    link_span(bin, span);
    return span;
}

static void *take_locked(struct heap *heap, struct bin *bin, unsigned size_class, bool user_value)
{
    struct span *span = span_with_room_locked(heap, bin, size_class, user_value);
    if (!span)
        return NULL;
    unsigned index = span->first_free, carved = span->carved;
    if (index != SLOT_LAST) {
        index &= ~SLOT_FREE;
        span->first_free = span->states[index];
        span->states[index] = SLOT_CACHED;
    } else {
        index = carved++;
        span->states[index] = SLOT_CACHED;
        atomic_store_explicit(&span->carved, (uint16_t)carved, memory_order_release);
    }
    span->used++;
    if (span->first_free == SLOT_LAST && carved == span->units * UNIT / span->slot)
        unlink_span(bin, span);
    return span->base + (size_t)index * span->slot;
}

static void give_locked(struct bin *bin, struct span *span, void *slot)
{
    unsigned index = (unsigned)(((char *)slot - span->base) / span->slot);
    bool full = span->first_free == SLOT_LAST && span->carved == span->units * UNIT / span->slot;
    span->states[index] = span->first_free;
    span->first_free = (uint16_t)(SLOT_FREE | index);
    if (full)
        link_span(bin, span);
    if (--span->used || (bin->first == span && !span->next)) /* the bin keeps one that is empty */
        return;
    unlink_span(bin, span);
    heap_give_run(span->heap, span, SPAN_SLOTS);
}

void *heap_take_slot(struct heap *heap, unsigned size_class, bool user_value)
{
    struct bin *bin = &heap->bins[user_value][size_class];
    heap_acquire(&bin->lock);
    void *slot = take_locked(heap, bin, size_class, user_value);
    heap_release(&bin->lock);
    return slot;
}

void heap_give_slot(struct span *span, void *slot)
{
    struct bin *bin = &span->heap->bins[span->user_value][span->size_class];
    heap_acquire(&bin->lock);
    give_locked(bin, span, slot);
    heap_release(&bin->lock);
}

void *heap_refill(struct heap_cache *cache, unsigned size_class)
{
    struct bin *bin = &heap_of_process.bins[0][size_class];
    struct cache_bin *kept = &cache->bins[size_class];
    heap_acquire(&bin->lock);
    void *first = take_locked(&heap_of_process, bin, size_class, false), *slot;
    unsigned count = 0, wanted = first ? kept->capacity / 2 : 0;
    /* The last one in is the first one out: what was carved in order is handed out in order. */
    while (count < wanted && (slot = take_locked(&heap_of_process, bin, size_class, false)))
        kept->slots[wanted - ++count] = slot;
    heap_release(&bin->lock);
    if (count < wanted)
        memmove(kept->slots, kept->slots + wanted - count, count * sizeof(void *));
    kept->count = count;
    return first;
}

void heap_flush(struct heap_cache *cache, unsigned size_class, unsigned keep)
{
    struct bin *bin = &heap_of_process.bins[0][size_class];
    struct cache_bin *kept = &cache->bins[size_class];
    if (kept->count <= keep)
        return;
    unsigned out = kept->count - keep;
    heap_acquire(&bin->lock);
    for (unsigned i = 0; i < out; i++) /* the ones at the bottom have lain longest */
        give_locked(bin, heap_span_at(kept->slots[i]), kept->slots[i]);
    heap_release(&bin->lock);
    memmove(kept->slots, kept->slots + out, keep * sizeof(void *));
    kept->count = keep;
}

struct heap_cache *heap_cache_create(void)
{
    if (!heap_has_threads)
        return NULL;
    heap_acquire(&cache_lock);
    struct heap_cache *cache = free_caches;
    if (cache)
        free_caches = cache->next;
    heap_release(&cache_lock);
    if (!cache && !(cache = heap_record_allocate(sizeof(*cache))))
        return NULL;
    for (unsigned i = 0; i < CLASSES; i++) {
        uint32_t capacity = 32768 / heap_class_size(i);
        cache->bins[i].capacity = capacity > CACHE_SLOTS ? CACHE_SLOTS : capacity < 2 ? 2 : capacity;
    }
    thread_self()->heap_cache = cache;
    return cache;
}

void heap_detach_thread(struct thread *thread)
{
    struct heap_cache *cache = thread->heap_cache;
    if (!cache)
        return;
    thread->heap_cache = NULL;
    for (unsigned i = 0; i < CLASSES; i++)
        heap_flush(cache, i, 0);
    heap_acquire(&cache_lock);
    cache->next = free_caches;
    free_caches = cache;
    heap_release(&cache_lock);
}
