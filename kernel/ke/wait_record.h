/* SPDX-License-Identifier: MIT
 *
 * Wait records: what a thread's wait is to those who end it. A thread sleeps on one word, its record's state,
 * whatever it waits for; a wait ends by exactly one compare-and-swap on that word, so a grant and a time-out
 * never both count.
 *
 * A record is private until its thread first touches an object of the arena; from then on it is one of the
 * arena's, which other processes find by its number. Nothing in it depends on the word size. The memory of a
 * record is never freed: who wakes a thread may touch it when that thread's wait is over already.
 */
#ifndef DECANT_KERNEL_KE_WAIT_RECORD_H
#define DECANT_KERNEL_KE_WAIT_RECORD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The state is a sequence number, the entry that was granted, and a phase. */
enum wait_phase {
    WAIT_IDLE,
    WAIT_ARMED,
    WAIT_GRANTED,
    WAIT_ABANDONED, /* granted, and a mutex's owner had died */
    WAIT_TIMED,
    WAIT_CUT, /* the thread is to look again: an APC, its end, an object that moved, a timer that was set */
};
#define WAIT_ENTRIES       64u
#define WAIT_PHASE(state)  ((state)&7u)
#define WAIT_INDEX(state)  ((state) >> 3 & 63u)
#define WAIT_SEQUENCE      (1u << 9)
#define WAIT_DIED          0x40000000u /* Linux' FUTEX_OWNER_DIED */
#define WAIT_RECORD_SHARED 0x01000000u /* in a record's number: it is in the arena */

/* A thread's place in one object's queue. A reference to one is record << 6 | index; 0 is none. */
struct wait_entry {
    _Atomic uint64_t ticket __attribute__((aligned(8)));
    uint64_t state;        /* address of the object's state, for the record's own process */
    _Atomic uint32_t slot; /* that state in the arena; 0: private */
    uint32_t next, prev;   /* references */
    _Atomic uint32_t queued;
};

struct wait_record {
    _Atomic uint32_t state;
    _Atomic uint32_t alive;  /* 0: free; the thread's identifier; WAIT_DIED: it ended without a word */
    uint32_t number;         /* its own, with WAIT_RECORD_SHARED */
    uint32_t taker;          /* what the word of a private mutex holds once this thread owns it */
    uint32_t taker_shared;   /* and of one in the arena */
    _Atomic uint16_t count;  /* entries in use */
    _Atomic uint8_t all;     /* a wait for all of them */
    _Atomic uint8_t blocked; /* a wait for all that lacks what only its own thread can see */
    uint64_t process;        /* whose: process identifier, to tell private addresses apart */
    uint8_t spare[32];
    struct wait_entry entries[WAIT_ENTRIES];
};
_Static_assert(sizeof(struct wait_entry) == 32 && sizeof(struct wait_record) == 64 + 64 * 32,
               "records in the arena have one layout");

/* The calling thread's; `shared`: it must be in the arena. NULL: no room. Not while it is armed. */
struct wait_record *wait_record_self(bool shared);
/* NULL: there is no such record. */
struct wait_record *wait_record_at(uint32_t number);
static inline bool wait_record_is_shared(const struct wait_record *record)
{
    return record->number & WAIT_RECORD_SHARED;
}
static inline bool wait_record_is_dead(struct wait_record *record)
{
    return atomic_load_explicit(&record->alive, memory_order_acquire) & WAIT_DIED;
}

static inline uint32_t wait_reference(const struct wait_record *record, unsigned index)
{
    return record->number << 6 | index;
}
static inline struct wait_record *wait_record_of(uint32_t reference)
{
    return wait_record_at(reference >> 6);
}
/* Ends a wait; false: somebody else has. */
static inline bool wait_claim(struct wait_record *record, uint32_t armed, enum wait_phase phase,
                              unsigned index)
{
    return atomic_compare_exchange_strong(&record->state, &armed,
                                          (armed & ~(WAIT_SEQUENCE - 1)) | index << 3 | phase);
}
void wait_wake(struct wait_record *record);

#endif
