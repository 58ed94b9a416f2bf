/* SPDX-License-Identifier: MIT
 *
 * The arena's contents: slots, a hash table over their names, and the record of the change that is under way.
 * Everything here is done by the holder of the table's lock, on a table that somebody else may have been
 * killed in, or have damaged.
 */
#ifndef DECANT_KERNEL_OB_ARENA_TABLE_H
#define DECANT_KERNEL_OB_ARENA_TABLE_H

#include "kernel/ke/sync.h"
#include "kernel/ke/wait_record.h"
#include "named.h"

#define ARENA_MAGIC     0x33414344u /* DCA3: another layout has another number and another file */
#define ARENA_SLOTS     (1u << 17)
#define ARENA_HASHES    (1u << 13)
#define ARENA_PROCESSES (1u << 12) /* numbers 1 to 4095 */
#define ARENA_RECORDS   (1u << 15)

struct arena_slot {
    struct sync_state state;
    _Atomic uint32_t used;
    _Atomic uint32_t next;                  /* with the same hash; 0: none */
    uint32_t hash;                          /* of the name, whole */
    uint32_t name_units;                    /* 0: no name */
    uint64_t holders[ARENA_PROCESSES / 64]; /* a bit per process number */
    uint16_t name[NAMED_UNITS];
} __attribute__((aligned(64)));

enum arena_change { ARENA_NOTHING, ARENA_INSERT, ARENA_REMOVE };

struct arena {
    _Atomic uint32_t magic; /* written last, when the file is made */
    _Atomic uint32_t high;  /* no slot at or above it was ever used; slot 0 is none */
    _Atomic uint32_t hint;  /* probably no slot below it is free */
    /* Written before the change and cleared after it: whoever finds it set does it, once more or at last. */
    _Atomic uint32_t change, changed; /* enum arena_change, slot */
    _Atomic uint32_t record_high;     /* no wait record at or above it was ever used; 0 is none */
    uint32_t unused[10];
    uint8_t
        member[ARENA_PROCESSES]; /* 1: the number was taken, and what its bearer held may be there still */
    _Atomic uint32_t heads[ARENA_HASHES];
    struct sync_state all; /* the lock of waits for all, kernel/ke/dispatch.c */
    struct arena_slot slots[ARENA_SLOTS];
    struct wait_record records[ARENA_RECORDS];
};

/* Programs of both word sizes map the same file. */
_Static_assert(sizeof(struct arena_slot) == 1152 && offsetof(struct arena_slot, used) == 72 &&
                   offsetof(struct arena_slot, holders) == 88 && offsetof(struct arena_slot, name) == 600,
               "the arena's layout is fixed");
_Static_assert(offsetof(struct arena, member) == 64 && offsetof(struct arena, heads) == 4160 &&
                   offsetof(struct arena, all) == 36928 && offsetof(struct arena, slots) == 37056,
               "the arena's layout is fixed");

/* A table of zeros becomes an empty one. */
void arena_table_make(struct arena *arena);
/* Before anything else is done under the lock: what the last holder left half done is done. NULL, or what is
 * damaged: then nothing may be done. `size` is the file's. */
const char *arena_table_begin(struct arena *arena, uint64_t size);
/* The slot of a name; 0: none. *damaged is set where the chain leads astray. */
uint32_t arena_table_find(struct arena *arena, const struct named *name, const char **damaged);
/* A slot that is not used, perhaps the one at `high`; ARENA_SLOTS: none. */
uint32_t arena_table_free(struct arena *arena);
/* Enters a slot that the caller has filled, or takes one out. */
const char *arena_table_insert(struct arena *arena, uint32_t index);
const char *arena_table_remove(struct arena *arena, uint32_t index);

static inline bool arena_has_holder(const struct arena_slot *slot, uint32_t process)
{
    return slot->holders[process / 64] >> process % 64 & 1;
}

static inline void arena_set_holder(struct arena_slot *slot, uint32_t process, bool holds)
{
    uint64_t bit = 1ull << process % 64;
    slot->holders[process / 64] =
        holds ? slot->holders[process / 64] | bit : slot->holders[process / 64] & ~bit;
}

#endif
