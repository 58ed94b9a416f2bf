/* SPDX-License-Identifier: MIT
 *
 * What signals and waits do to one object: its lock, its queue, and the loop that grants. docs/sync.md has
 * the protocol and what a kill at each point of it leaves.
 */
#ifndef DECANT_KERNEL_KE_DISPATCH_H
#define DECANT_KERNEL_KE_DISPATCH_H

#include "sync.h"
#include "wait_record.h"

#define DISPATCH_WAKES 64u

/* An object that the calling thread has locked. No guest memory, allocation or sleep until it is unlocked. */
struct dispatch {
    struct sync_state *state;
    uint32_t slot; /* in the arena; 0: private */
    bool has_all;  /* the lock of those who may lock several objects is held, too */
    bool moves;
    struct sync_state *arena_all;
    unsigned wakes;
    struct wait_record *wake[DISPATCH_WAKES];
};

/* False: the state has moved into the arena. */
bool dispatch_lock(struct dispatch *dispatch, struct sync_state *state);
/* The same for somebody who may lock several. */
bool dispatch_lock_all(struct dispatch *dispatch, struct sync_state *state);
/* Lets go, and wakes who was granted something. */
void dispatch_unlock(struct dispatch *dispatch);

static inline uint32_t dispatch_value(const struct dispatch *dispatch)
{
    return atomic_load_explicit(&dispatch->state->value, memory_order_relaxed);
}
/* This store is where a signal happens: dispatch_grant has to follow. */
static inline void dispatch_set(struct dispatch *dispatch, uint32_t value)
{
    atomic_store(&dispatch->state->value, value);
}
/* Gives the object to those in its queue, oldest first, while its value lets somebody in. */
void dispatch_grant(struct dispatch *dispatch);
/* Whether the value lets a newcomer take the object, and what it is afterwards. */
bool dispatch_admits(const struct sync_state *state, uint32_t value);
uint32_t dispatch_taken(struct sync_state *state, uint32_t value, uint32_t taker, uint32_t thread);
/* A timer that is due becomes signaled. */
void dispatch_expire(struct dispatch *dispatch);

/* Puts an entry of the caller's record into the queue; again: where it stood before. */
void dispatch_enter(struct dispatch *dispatch, struct wait_record *record, unsigned index, bool again);
/* Takes it out, wherever it is. */
void dispatch_leave(struct wait_record *record, unsigned index);
/* A granted thread may use its record again only when no granter's journal speaks of it. */
void dispatch_settle(struct wait_record *record, unsigned index);
/* Tries to satisfy the caller's own wait for all, which has entered all its queues. */
void dispatch_try_all(struct wait_record *record);
/* Has all who wait look again. */
void dispatch_cut_waiters(struct dispatch *dispatch);
/* The state lives elsewhere when the lock is let go. */
void dispatch_move(struct dispatch *dispatch, struct sync_state *to);

#endif
