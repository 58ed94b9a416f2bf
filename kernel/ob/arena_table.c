/* SPDX-License-Identifier: MIT
 *
 * The arena's table, which survives whoever is killed in the middle of a change, and is not trusted.
 *
 * A change is written down before it is made (write-ahead), in two words: what, and which slot. The next one
 * who has the lock and finds it there carries it out. So each change must come to the same whether it is done
 * once, twice, or from any point in the middle; all stores are in that order, which is what a killed process
 * leaves (its stores are done or not; only the compiler must be told).
 *
 * Every index that is read from the file is compared with `high`, every walk ends after `high` steps. What
 * does not fit makes the table damaged: nothing more is done to it.
 */
#include <string.h>
#include "arena_table.h"

/* Where the unit test may kill the process. */
#ifndef ARENA_STEP
#define ARENA_STEP() ((void)0)
#endif

static void store(_Atomic uint32_t *word, uint32_t value)
{
    ARENA_STEP();
    atomic_store(word, value);
}

static const char *const chain_damaged = "a chain of names leads astray";

static bool is_slot(const struct arena *arena, uint32_t index)
{
    uint32_t high = atomic_load(&arena->high);
    return index && index < high && high <= ARENA_SLOTS;
}

void arena_table_make(struct arena *arena)
{
    store(&arena->high, 1);
    store(&arena->hint, 1);
    store(&arena->magic, ARENA_MAGIC);
}

/* ---- changes: the same, however often they are begun ---- */

static const char *insert(struct arena *arena, uint32_t index)
{
    struct arena_slot *slot = &arena->slots[index];
    _Atomic uint32_t *head = &arena->heads[slot->hash % ARENA_HASHES];
    if (slot->name_units && atomic_load(head) != index) {
        store(&slot->next, atomic_load(head));
        store(head, index);
    }
    store(&slot->used, 1);
    return NULL;
}

static const char *remove_slot(struct arena *arena, uint32_t index)
{
    struct arena_slot *slot = &arena->slots[index];
    _Atomic uint32_t *link = &arena->heads[slot->hash % ARENA_HASHES];
    uint32_t at = slot->name_units ? atomic_load(link) : 0, hops = 0;
    for (; at && at != index; at = atomic_load(link)) {
        if (!is_slot(arena, at) || hops++ >= ARENA_SLOTS)
            return chain_damaged;
        link = &arena->slots[at].next;
    }
    if (at)
        store(link, atomic_load(&slot->next));
    store(&slot->used, 0);
    if (index < atomic_load(&arena->hint))
        store(&arena->hint, index);
    return NULL;
}

static const char *carry_out(struct arena *arena, uint32_t what, uint32_t index)
{
    const char *damaged = what == ARENA_INSERT ? insert(arena, index) : remove_slot(arena, index);
    if (!damaged)
        store(&arena->change, ARENA_NOTHING);
    return damaged;
}

static const char *change(struct arena *arena, uint32_t what, uint32_t index)
{
    store(&arena->changed, index);
    store(&arena->change, what);
    return carry_out(arena, what, index);
}

const char *arena_table_insert(struct arena *arena, uint32_t index)
{
    return change(arena, ARENA_INSERT, index);
}

const char *arena_table_remove(struct arena *arena, uint32_t index)
{
    return change(arena, ARENA_REMOVE, index);
}

const char *arena_table_begin(struct arena *arena, uint64_t size)
{
    if (size < offsetof(struct arena, slots) || atomic_load(&arena->magic) != ARENA_MAGIC)
        return "it is no table of names";
    uint32_t high = atomic_load(&arena->high), what = atomic_load(&arena->change);
    if (!high || high > ARENA_SLOTS ||
        size < offsetof(struct arena, slots) + (uint64_t)(high - 1) * sizeof(struct arena_slot))
        return "it is shorter than it says";
    if (what == ARENA_NOTHING)
        return NULL;
    uint32_t index = atomic_load(&arena->changed);
    if (what > ARENA_REMOVE || !is_slot(arena, index))
        return "the change under way is none";
    return carry_out(arena, what, index);
}

/* ---- looking ---- */

uint32_t arena_table_find(struct arena *arena, const struct named *name, const char **damaged)
{
    uint32_t hops = 0, index = atomic_load(&arena->heads[name->hash % ARENA_HASHES]);
    for (; index; index = atomic_load(&arena->slots[index].next)) {
        if (!is_slot(arena, index) || hops++ >= ARENA_SLOTS || !atomic_load(&arena->slots[index].used) ||
            arena->slots[index].hash % ARENA_HASHES != name->hash % ARENA_HASHES) {
            *damaged = chain_damaged;
            return 0;
        }
        const struct arena_slot *slot = &arena->slots[index];
        if (slot->hash == name->hash && slot->name_units == name->units &&
            !memcmp(slot->name, name->text, name->units * sizeof(uint16_t)))
            return index;
    }
    return 0;
}

uint32_t arena_table_free(struct arena *arena)
{
    uint32_t high = atomic_load(&arena->high), index = atomic_load(&arena->hint);
    if (!index || index > high)
        index = 1;
    while (index < high && atomic_load(&arena->slots[index].used))
        index++;
    store(&arena->hint, index);
    return index;
}
