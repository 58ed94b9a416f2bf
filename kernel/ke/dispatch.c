/* SPDX-License-Identifier: MIT
 *
 * One object's lock and queue.
 *
 * The alternatives were counts in the object's word, which waiters look for and take, and a server. Counts
 * lose signals: an automatic event that is set twice for two sleepers is one bit. So a signal is given: under
 * the object's lock, which is held for some instructions, the setter takes the oldest waiter out of the queue
 * and ends that one's wait by a compare-and-swap on its record. Where that fails, the waiter had timed out or
 * was given something else, and the next one is asked.
 *
 * In the arena the holder of a lock may be killed at any instruction. What counts is then the value, the
 * journal, and the entries of living records: links and the queue bit are a cache that whoever finds the lock
 * orphaned makes anew. The journal is written before a waiter is claimed and cleared after the value has been
 * taken; so it says whether a claim that succeeded has been paid for.
 *
 * A wait for all is met in any of its objects' queues and needs the locks of all. Only who holds the one lock
 * of all such waits (one of the process, one of the arena) locks more than one object; so the order of these
 * does not matter, and nobody has to give back what he has.
 */
#include <limits.h>
#include "dispatch.h"
#include "kernel/host/host.h"
#include "kernel/ob/arena.h"

#define SPINS      200
#define LOCK_SLICE 1000000ull /* how often a sleeper for a lock looks whether its holder lives */

enum locked { LOCKED, MOVED, ORPHANED, NEEDS_ALL };

static struct sync_state process_all; /* the lock of waits for all */

/* ---- locks ---- */

static bool is_orphan(uint32_t high)
{
    struct wait_record *holder = high & WAIT_RECORD_SHARED ? wait_record_at(high & SYNC_HOLDER) : NULL;
    return high & SYNC_ORPHAN || (holder && wait_record_is_dead(holder));
}

/* has_all: the caller holds the lock of waits for all, which an orphan with such waiters asks for. ORPHANED:
 * locked as well; the caller repairs. */
static enum locked lock(struct sync_state *state, bool shared, bool has_all)
{
    struct wait_record *self = shared ? wait_record_self(true) : NULL;
    uint32_t holder = self ? self->number : 0, contended = 0;
    for (unsigned spins = 0;;) {
        uint32_t high = atomic_load_explicit(&state->high, memory_order_relaxed);
        if (high & SYNC_MOVED) {
            return MOVED;
        }
        if (!(high & SYNC_LOCK)) {
            if (atomic_compare_exchange_weak(&state->high, &high,
                                             (high & SYNC_QUEUE) | SYNC_LOCK | contended | holder))
                return LOCKED;
            continue;
        }
        if (spins++ < SPINS) {
            __builtin_ia32_pause();
            continue;
        }
        if (shared && is_orphan(high)) {
            if (!has_all && atomic_load(&state->alls)) {
                return NEEDS_ALL;
            }
            if (atomic_compare_exchange_strong(
                    &state->high, &high, (high & ~(SYNC_HOLDER | SYNC_ORPHAN)) | SYNC_CONTENDED | holder))
                return ORPHANED;
            continue;
        }
        contended = SYNC_CONTENDED;
        if (high & SYNC_CONTENDED || atomic_compare_exchange_weak(&state->high, &high, high | SYNC_CONTENDED))
            host_futex_wait(&state->high, high | SYNC_CONTENDED, host_monotonic() + LOCK_SLICE, shared);
    }
}

static void unlock(struct sync_state *state, bool shared, uint32_t high)
{
    if (atomic_exchange(&state->high, high) & SYNC_CONTENDED)
        host_futex_wake(&state->high, high & SYNC_MOVED ? INT_MAX : 1, shared);
}

/* The arena's lock, where that was there to be taken. */
static struct sync_state *lock_waits_for_all(void)
{
    struct sync_state *arena = arena_all();
    if (arena)
        wait_record_self(true); /* which takes other locks */
    lock(&process_all, false, true);
    if (arena)
        lock(arena, true, true);
    return arena;
}

static void unlock_waits_for_all(struct sync_state *arena)
{
    if (arena)
        unlock(arena, true, 0);
    unlock(&process_all, false, 0);
}

/* ---- the queue ---- */

static struct wait_entry *entry_of(uint32_t reference)
{
    struct wait_record *record = reference ? wait_record_of(reference) : NULL;
    return record ? &record->entries[reference & (WAIT_ENTRIES - 1)] : NULL;
}

static struct sync_state *state_of_entry(struct wait_entry *entry)
{
    uint32_t slot = atomic_load(&entry->slot);
    return slot ? arena_state(slot) : (struct sync_state *)(uintptr_t)entry->state;
}

static void unlink_locked(struct sync_state *state, struct wait_record *record, struct wait_entry *entry)
{
    if (!atomic_load_explicit(&entry->queued, memory_order_relaxed))
        return;
    struct wait_entry *next = entry_of(entry->next), *prev = entry_of(entry->prev);
    if (next)
        next->prev = entry->prev;
    else
        state->tail = entry->prev;
    if (prev)
        prev->next = entry->next;
    else
        state->head = entry->next;
    atomic_store(&entry->queued, 0);
    if (record->all)
        atomic_fetch_sub(&state->alls, 1);
}

/* Behind those whose tickets are older. */
static void link_locked(struct sync_state *state, struct wait_record *record, unsigned index)
{
    struct wait_entry *entry = &record->entries[index], *before;
    uint32_t reference = wait_reference(record, index), at = state->tail;
    uint64_t ticket = atomic_load(&entry->ticket);
    while ((before = entry_of(at)) && atomic_load(&before->ticket) > ticket)
        at = before->prev;
    if (record->all)
        atomic_fetch_add(&state->alls, 1);
    entry->prev = before ? at : 0;
    entry->next = before ? before->next : state->head;
    struct wait_entry *next = entry_of(entry->next);
    if (next)
        next->prev = reference;
    else
        state->tail = reference;
    if (before)
        before->next = reference;
    else
        state->head = reference;
    atomic_store(&entry->queued, 1);
}

/* ---- what a value means ---- */

bool dispatch_admits(const struct sync_state *state, uint32_t value)
{
    return state->kind == SYNC_MUTEX ? !value || value == SYNC_ABANDONED : value != 0;
}

uint32_t dispatch_taken(struct sync_state *state, uint32_t value, uint32_t taker, uint32_t thread)
{
    switch (state->kind) {
    case SYNC_EVENT_AUTO:
    case SYNC_TIMER_AUTO:
        return 0;
    case SYNC_SEMAPHORE:
        return value - 1;
    case SYNC_MUTEX:
        state->recursion = 0;
        state->limit = (int32_t)thread; /* the taker's, whole */
        return taker;
    }
    return value;
}

static uint32_t taker_of(const struct wait_record *record, uint32_t slot)
{
    return slot ? record->taker_shared : record->taker;
}

/* ---- granting ---- */

static void wake_later(struct dispatch *dispatch, struct wait_record *record)
{
    if (dispatch->wakes < DISPATCH_WAKES)
        dispatch->wake[dispatch->wakes++] = record;
    else
        wait_wake(record);
}

static enum wait_phase phase_of_grant(const struct sync_state *state, uint32_t value)
{
    return state->kind == SYNC_MUTEX && value == SYNC_ABANDONED ? WAIT_ABANDONED : WAIT_GRANTED;
}

static void write_journal(struct sync_state *state, uint32_t reference, uint32_t armed, bool all)
{
    state->journal_value = atomic_load_explicit(&state->value, memory_order_relaxed);
    state->journal_armed = armed;
    state->journal_all = all;
    atomic_store(&state->journal, reference);
}

static void grant_one(struct dispatch *dispatch, struct wait_record *record, uint32_t armed,
                      uint32_t reference)
{
    struct sync_state *state = dispatch->state;
    uint32_t value = dispatch_value(dispatch), index = reference & (WAIT_ENTRIES - 1);
    uint32_t taker = taker_of(record, dispatch->slot), thread = record->taker;
    unlink_locked(state, record, &record->entries[index]);
    write_journal(state, reference, armed, false);
    if (wait_claim(record, armed, phase_of_grant(state, value), index)) {
        atomic_store(&state->value, dispatch_taken(state, value, taker, thread));
        wake_later(dispatch, record);
    }
    atomic_store(&state->journal, 0);
}

static void cut(struct dispatch *dispatch, struct wait_record *record, uint32_t armed)
{
    if (wait_claim(record, armed, WAIT_CUT, 0))
        wake_later(dispatch, record);
}

/* All are locked and unlinked from; the record's fields are read before the claim, for then it is not ours.
 */
static void grant_locked_all(struct dispatch *dispatch, struct wait_record *record, uint32_t armed,
                             struct sync_state *const *states, unsigned count)
{
    enum wait_phase phase = WAIT_GRANTED;
    uint32_t takers[2] = {record->taker, record->taker_shared};
    uint64_t shared = 0;
    for (unsigned i = 0; i < count; i++)
        if (states[i]) {
            if (phase_of_grant(states[i], atomic_load(&states[i]->value)) == WAIT_ABANDONED)
                phase = WAIT_ABANDONED;
            shared |= (uint64_t) !!atomic_load(&record->entries[i].slot) << i;
            unlink_locked(states[i], record, &record->entries[i]);
            write_journal(states[i], wait_reference(record, i), armed, true);
        }
    bool claimed = wait_claim(record, armed, phase, 0);
    for (unsigned i = 0; i < count; i++)
        if (states[i]) {
            if (claimed)
                atomic_store(&states[i]->value, dispatch_taken(states[i], atomic_load(&states[i]->value),
                                                               takers[shared >> i & 1], takers[0]));
            atomic_store(&states[i]->journal, 0);
        }
    if (claimed)
        wake_later(dispatch, record);
}

/* A wait for all in this object's queue. Where its others cannot be looked at from here, its own thread does
 * so, if nothing else speaks against it. */
static void grant_all(struct dispatch *dispatch, struct wait_record *record, uint32_t armed)
{
    struct sync_state *states[WAIT_ENTRIES];
    unsigned count = atomic_load(&record->count), locked = 0;
    bool foreign = record->process && record->process != host_process_id(), hidden = false, admits = true;
    if (atomic_load(&record->blocked) || count > WAIT_ENTRIES)
        return;
    for (; locked < count && admits && !hidden; locked++) {
        struct wait_entry *entry = &record->entries[locked];
        bool shared = atomic_load(&entry->slot), empty = !shared && !entry->state;
        states[locked] = NULL;
        if (empty) /* not an object with a state: its thread has seen it signaled */
            continue;
        if ((!shared && foreign)) {
            hidden = true;
            continue;
        }
        struct sync_state *state = state_of_entry(entry);
        if (state && state != dispatch->state) {
            enum locked result = lock(state, shared, true);
            if (result == ORPHANED) /* to be repaired by somebody who holds no other one: an orphan again */
                unlock(state, shared, SYNC_LOCK | SYNC_ORPHAN);
            hidden = result != LOCKED;
        }
        if (state && !hidden) {
            states[locked] = state;
            admits = dispatch_admits(state, atomic_load(&state->value));
        }
    }
    if (hidden)
        cut(dispatch, record, armed);
    else if (admits && locked == count)
        grant_locked_all(dispatch, record, armed, states, count);
    for (unsigned i = 0; i < locked; i++)
        if (states[i] && states[i] != dispatch->state)
            unlock(states[i], arena_slot_of(states[i]), states[i]->head ? SYNC_QUEUE : 0);
}

void dispatch_grant(struct dispatch *dispatch)
{
    struct sync_state *state = dispatch->state;
    uint32_t reference = state->head;
    while (reference && dispatch_admits(state, dispatch_value(dispatch))) {
        struct wait_record *record = wait_record_of(reference);
        if (!record)
            break;
        struct wait_entry *entry = &record->entries[reference & (WAIT_ENTRIES - 1)];
        uint32_t next = entry->next, armed = atomic_load(&record->state);
        if (WAIT_PHASE(armed) != WAIT_ARMED || wait_record_is_dead(record))
            unlink_locked(state, record, entry);
        else if (record->all)
            grant_all(dispatch, record, armed);
        else
            grant_one(dispatch, record, armed, reference);
        reference = next;
    }
}

/* ---- repair ---- */

static void pay_journal(struct sync_state *state, uint32_t slot)
{
    uint32_t reference = atomic_load(&state->journal);
    struct wait_record *record = reference ? wait_record_of(reference) : NULL;
    if (record) {
        uint32_t now = atomic_load(&record->state);
        bool granted = WAIT_PHASE(now) == WAIT_GRANTED || WAIT_PHASE(now) == WAIT_ABANDONED;
        bool same = !((now ^ state->journal_armed) & ~(WAIT_SEQUENCE - 1));
        if (granted && same && (state->journal_all || WAIT_INDEX(now) == (reference & (WAIT_ENTRIES - 1))))
            atomic_store(&state->value,
                         dispatch_taken(state, state->journal_value, taker_of(record, slot), record->taker));
    }
    atomic_store(&state->journal, 0);
}

static void rebuild_queue(struct dispatch *dispatch)
{
    struct sync_state *state = dispatch->state;
    state->head = state->tail = 0;
    atomic_store(&state->alls, 0);
    for (uint32_t number = 1; number < arena_record_high(); number++) {
        struct wait_record *record = wait_record_at(number | WAIT_RECORD_SHARED);
        uint32_t now = atomic_load(&record->state);
        bool waits = WAIT_PHASE(now) == WAIT_ARMED && !wait_record_is_dead(record);
        for (unsigned i = 0; i < WAIT_ENTRIES && i < record->count; i++) {
            struct wait_entry *entry = &record->entries[i];
            if (atomic_load(&entry->slot) != dispatch->slot)
                continue;
            atomic_store(&entry->queued, 0);
            if (waits)
                link_locked(state, record, i);
            else
                wake_later(dispatch, record); /* perhaps its granter had not got to that */
        }
    }
}

static void repair(struct dispatch *dispatch)
{
    pay_journal(dispatch->state, dispatch->slot);
    rebuild_queue(dispatch);
    dispatch_grant(dispatch);
    if (atomic_load(&dispatch->state->pulse)) {
        dispatch_set(dispatch, 0);
        atomic_store(&dispatch->state->pulse, 0);
    }
}

/* ---- for others ---- */

static bool lock_object(struct dispatch *dispatch, struct sync_state *state, bool needs_all)
{
    dispatch->state = state;
    dispatch->slot = arena_slot_of(state);
    dispatch->moves = false;
    for (;;) {
        dispatch->wakes = 0;
        if ((dispatch->has_all = needs_all))
            dispatch->arena_all = lock_waits_for_all();
        else if (dispatch->slot)
            wait_record_self(true);
        enum locked result = lock(state, dispatch->slot, needs_all);
        if (result == LOCKED && (needs_all || !atomic_load(&state->alls)))
            return true;
        if (result == LOCKED) {
            unlock(state, dispatch->slot, state->head ? SYNC_QUEUE : 0);
        } else if (result == ORPHANED) { /* what its holder had begun comes first */
            repair(dispatch);
            dispatch_unlock(dispatch);
            continue;
        } else if (needs_all) {
            unlock_waits_for_all(dispatch->arena_all);
        }
        if (result == MOVED)
            return false;
        needs_all = true;
    }
}

bool dispatch_lock(struct dispatch *dispatch, struct sync_state *state)
{
    return lock_object(dispatch, state, false);
}

bool dispatch_lock_all(struct dispatch *dispatch, struct sync_state *state)
{
    return lock_object(dispatch, state, true);
}

void dispatch_unlock(struct dispatch *dispatch)
{
    struct sync_state *state = dispatch->state;
    unlock(state, dispatch->slot, dispatch->moves ? SYNC_MOVED : state->head ? SYNC_QUEUE : 0);
    if (dispatch->has_all)
        unlock_waits_for_all(dispatch->arena_all);
    for (unsigned i = 0; i < dispatch->wakes; i++)
        wait_wake(dispatch->wake[i]);
}

void dispatch_expire(struct dispatch *dispatch)
{
    struct sync_state *state = dispatch->state;
    uint64_t due = atomic_load(&state->due), now;
    if (due == HOST_FOREVER || (now = host_monotonic()) < due)
        return;
    uint64_t period = state->period & SYNC_MICROSECONDS ? (state->period & ~SYNC_MICROSECONDS) * 1000ull
                                                        : state->period * 1000000ull;
    dispatch_set(dispatch, SYNC_SIGNALED);
    atomic_store(&state->due, period ? due + (now - due) / period * period + period : HOST_FOREVER);
    dispatch_grant(dispatch);
}

void dispatch_enter(struct dispatch *dispatch, struct wait_record *record, unsigned index, bool again)
{
    struct wait_entry *entry = &record->entries[index];
    if (!again)
        atomic_store(&entry->ticket, ++dispatch->state->tickets);
    entry->state = dispatch->slot ? 0 : (uintptr_t)dispatch->state;
    atomic_store(&entry->slot, dispatch->slot);
    link_locked(dispatch->state, record, index);
}

void dispatch_leave(struct wait_record *record, unsigned index)
{
    struct dispatch dispatch;
    struct wait_entry *entry = &record->entries[index];
    struct sync_state *state = state_of_entry(entry);
    if (!state)
        return;
    if (dispatch_lock(&dispatch, state)) {
        unlink_locked(state, record, entry);
        dispatch_unlock(&dispatch);
    }
    entry->state = 0;
    atomic_store(&entry->slot, 0);
}

void dispatch_settle(struct wait_record *record, unsigned index)
{
    struct wait_entry *entry = &record->entries[index];
    struct sync_state *state = state_of_entry(entry);
    struct dispatch dispatch;
    if (state && atomic_load(&state->journal) == wait_reference(record, index) &&
        dispatch_lock(&dispatch, state))
        dispatch_unlock(&dispatch);
    entry->state = 0;
    atomic_store(&entry->slot, 0);
}

void dispatch_try_all(struct wait_record *record)
{
    struct dispatch dispatch;
    for (unsigned i = 0; i < record->count; i++) {
        struct sync_state *state = state_of_entry(&record->entries[i]);
        if (!state)
            continue;
        uint32_t armed = atomic_load(&record->state);
        if (WAIT_PHASE(armed) == WAIT_ARMED && dispatch_lock_all(&dispatch, state)) {
            if (dispatch_admits(state, dispatch_value(&dispatch)))
                grant_all(&dispatch, record, armed);
            dispatch_unlock(&dispatch);
        }
        return; /* one is enough: the others are locked with it */
    }
    uint32_t armed = atomic_load(&record->state);
    if (WAIT_PHASE(armed) == WAIT_ARMED) /* nothing that has a queue is missing */
        wait_claim(record, armed, WAIT_GRANTED, 0);
}

void dispatch_cut_waiters(struct dispatch *dispatch)
{
    struct sync_state *state = dispatch->state;
    for (uint32_t reference = state->head, next; reference; reference = next) {
        struct wait_record *record = wait_record_of(reference);
        struct wait_entry *entry = &record->entries[reference & (WAIT_ENTRIES - 1)];
        uint32_t armed = atomic_load(&record->state);
        next = entry->next;
        unlink_locked(state, record, entry);
        if (WAIT_PHASE(armed) == WAIT_ARMED)
            cut(dispatch, record, armed);
    }
}

void dispatch_move(struct dispatch *dispatch, struct sync_state *to)
{
    struct sync_state *from = dispatch->state;
    dispatch_cut_waiters(dispatch);
    to->kind = from->kind;
    to->recursion = from->recursion;
    to->limit = from->limit;
    to->period = from->period;
    to->tickets = from->tickets;
    atomic_store(&to->due, atomic_load(&from->due));
    dispatch->moves = true;
}
