/* SPDX-License-Identifier: MIT
 *
 * Waiting, without a server.
 *
 * Every waitable object's state is a futex word (struct sync_state). To wait is to try to take the object
 * with one compare-and-swap and, if it is not signaled, to sleep on the word with futex(2), or on many words
 * with futex_waitv(2), and to try again. To signal is to change the word and, only if somebody sleeps, to
 * wake. The alternatives were a lock and a list of waiters per process (every wait pays for the lock, and
 * nothing works across processes), and a server (two context switches a call).
 *
 * What has to be got right:
 *
 *   - No wake is lost. A waiter counts itself in `waiters` before it reads the word for the last time; a
 *     signaler changes the word before it looks at `waiters`. Both are read-modify-writes of one total order.
 *   - A wake is not wasted. A waiter for many that was woken for one object but takes another passes the wake
 *     on when it leaves (leave()), if what it did not take is still signaled; a waiter for all that was woken
 *     for one object and sleeps on for the others does so before it sleeps (pass_on()).
 *   - A wait for all takes nothing unless it gets everything: it looks first, then takes in the order of the
 *     states' addresses, and gives back what it has if it lost a race in between.
 *   - A state may move to the arena while threads sleep on it: its word becomes SYNC_MOVED, they wake, and
 *     look at sync_object.state again.
 *
 * i386 and x86-64 share the arena's words, so nothing here depends on the word size.
 */
#include <errno.h>
#include <limits.h>
#include "suspend.h"
#include "sync.h"
#include "apc.h"
#include "kernel/io/port.h"
#include "timer.h"
#include "kernel/host/host.h"
#include "kernel/ob/arena.h"

#define SHARED_SLICE 500000000ull /* a sleeper in the arena looks this often (ns) whether an owner died */

/* ---- states ---- */

void sync_init(struct sync_object *object, const struct object_type *type, enum sync_kind kind, uint32_t word)
{
    object_init(&object->object, type);
    object->local = (struct sync_state){.kind = kind};
    atomic_init(&object->local.word, word);
    atomic_init(&object->local.due, HOST_FOREVER);
    atomic_init(&object->state, &object->local);
    object->slot = 0;
    object->next_owned = NULL;
    object->link_owned = NULL;
}

static inline struct sync_state *state_of(struct sync_object *object)
{
    return atomic_load_explicit(&object->state, memory_order_acquire);
}

static inline bool is_shared(const struct sync_object *object, const struct sync_state *state)
{
    return state != &object->local;
}

void sync_wake(struct sync_state *state, unsigned count, bool shared)
{
    if (atomic_load_explicit(&state->waiters, memory_order_seq_cst))
        host_futex_wake(&state->word, count, shared);
}

uint32_t sync_owner(bool shared)
{
    uint32_t id = (uint32_t)(uintptr_t)NtCurrentTeb()->ClientId.UniqueThread;
    return shared ? arena_owner(id) : id;
}

static inline uint32_t owner_id(const struct sync_object *object, const struct sync_state *state)
{
    return sync_owner(is_shared(object, state));
}

/* In the arena the word has no room for the whole identifier of a thread, and two threads of a process may
 * look the same in it: `limit` has it. The owner writes it after it took the mutex and clears it before it
 * lets go, so that nobody finds his own there who is not the owner. */
static bool is_owner(const struct sync_object *object, const struct sync_state *state, uint32_t word)
{
    return word == owner_id(object, state) &&
           (!is_shared(object, state) || (uint32_t)state->limit == sync_owner(false));
}

static void set_owner(const struct sync_object *object, struct sync_state *state, bool owned)
{
    if (is_shared(object, state))
        state->limit = owned ? (int32_t)sync_owner(false) : 0;
}

/* An owned mutex is kept alive by its owner, who must be able to abandon it. */
void sync_own(struct sync_object *object)
{
    struct thread *thread = thread_self();
    object_reference(&object->object);
    object->next_owned = thread->owned_mutexes;
    object->link_owned = &thread->owned_mutexes;
    if (object->next_owned)
        object->next_owned->link_owned = &object->next_owned;
    thread->owned_mutexes = object;
}

/* While it is still the caller's: as soon as it is free, its next owner writes these links. */
static void disown(struct sync_object *object)
{
    *object->link_owned = object->next_owned;
    if (object->next_owned)
        object->next_owned->link_owned = object->link_owned;
    object->link_owned = NULL;
}

bool sync_set(struct sync_object *object)
{
    for (;;) {
        struct sync_state *state = state_of(object);
        bool shared = is_shared(object, state), automatic = state->kind == SYNC_EVENT_AUTO;
        uint32_t before = atomic_fetch_or(&state->word, SYNC_SIGNALED);
        if (before == SYNC_MOVED)
            continue;
        if (!(before & SYNC_SIGNALED))
            sync_wake(state, automatic ? 1 : INT_MAX, shared);
        return before & SYNC_SIGNALED;
    }
}

/* A state that moves takes the number along once it says that it has moved. */
void sync_set_last(struct sync_object *object, int32_t number)
{
    struct sync_state *state;
    do {
        state = state_of(object);
        state->limit = number;
    } while (atomic_fetch_or(&state->word, SYNC_SIGNALED) == SYNC_MOVED);
    sync_wake(state, INT_MAX, is_shared(object, state));
}

bool sync_reset(struct sync_object *object)
{
    struct sync_state *state = state_of(object);
    uint32_t word = atomic_load(&state->word);
    for (;;)
        if (word == SYNC_MOVED) {
            state = state_of(object);
            word = atomic_load(&state->word);
        } else if (atomic_compare_exchange_weak(&state->word, &word, word & ~SYNC_SIGNALED)) {
            return word & SYNC_SIGNALED;
        }
}

bool sync_pulse(struct sync_object *object)
{
    struct sync_state *state = state_of(object);
    uint32_t word = atomic_load(&state->word), next;
    bool waiting, automatic = state->kind == SYNC_EVENT_AUTO;
    do {
        while (word == SYNC_MOVED) {
            state = state_of(object);
            word = atomic_load(&state->word);
        }
        waiting = atomic_load(&state->waiters);
        /* A manual event tells its waiters apart from those who come later by the count; an automatic one
         * stays signaled for the one waiter that is about to take it. */
        next = automatic ? (waiting ? word | SYNC_SIGNALED : word & ~SYNC_SIGNALED)
                         : ((word + SYNC_PULSE) & 0x7FFFFFFE);
    } while (!atomic_compare_exchange_weak(&state->word, &word, next));
    if (waiting)
        sync_wake(state, automatic ? 1 : INT_MAX, is_shared(object, state));
    return word & SYNC_SIGNALED;
}

NTSTATUS sync_release_semaphore(struct sync_object *object, int32_t count, int32_t *previous)
{
    struct sync_state *state = state_of(object);
    uint32_t word = atomic_load(&state->word);
    do {
        while (word == SYNC_MOVED) {
            state = state_of(object);
            word = atomic_load(&state->word);
        }
        if ((int64_t)word + count > state->limit)
            return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
    } while (!atomic_compare_exchange_weak(&state->word, &word, word + (uint32_t)count));
    sync_wake(state, (unsigned)count, is_shared(object, state));
    if (previous)
        *previous = (int32_t)word;
    return STATUS_SUCCESS;
}

/* By its owner. Where the state moves in that moment, it is written where it went to. */
static void set_recursion(struct sync_object *object, struct sync_state *state, int32_t recursion)
{
    state->recursion = recursion;
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load(&state->word) != SYNC_MOVED)
        return;
    while (state_of(object) == state)
        host_yield();
    state_of(object)->recursion = recursion;
}

/* Frees a mutex that the calling thread owns, for good. */
static void free_mutex(struct sync_object *object, uint32_t word)
{
    disown(object);
    for (;;) {
        struct sync_state *state = state_of(object);
        uint32_t owner = atomic_load(&state->word);
        state->recursion = 0;
        set_owner(object, state, false);
        if (owner != SYNC_MOVED && atomic_compare_exchange_weak(&state->word, &owner, word)) {
            sync_wake(state, 1, is_shared(object, state));
            break;
        }
    }
    object_release(&object->object); /* which owning took */
}

NTSTATUS sync_release_mutex(struct sync_object *object, int32_t *previous)
{
    struct sync_state *state = state_of(object);
    uint32_t word = atomic_load(&state->word);
    while (word == SYNC_MOVED) {
        state = state_of(object);
        word = atomic_load(&state->word);
    }
    if (!is_owner(object, state, word))
        return STATUS_MUTANT_NOT_OWNED;
    if (previous)
        *previous = -state->recursion; /* as NT counts: 1 is free */
    if (state->recursion)
        set_recursion(object, state, state->recursion - 1);
    else
        free_mutex(object, 0);
    return STATUS_SUCCESS;
}

bool sync_owns(struct sync_object *mutex)
{
    struct sync_state *state = state_of(mutex);
    return mutex->link_owned && is_owner(mutex, state, atomic_load(&state->word));
}

void sync_abandon(struct sync_object *object)
{
    if (sync_owns(object))
        free_mutex(object, SYNC_ABANDONED);
}

void sync_abandon_all(struct thread *thread)
{
    while (thread->owned_mutexes)
        free_mutex(thread->owned_mutexes, SYNC_ABANDONED);
}

/* ---- asking and taking ---- */

static NTSTATUS poll_mutex(struct sync_object *object, struct sync_state *state, uint32_t word, bool take)
{
    uint32_t self = owner_id(object, state);
    if (is_owner(object, state, word)) {
        if (state->recursion == INT_MAX - 1)
            return STATUS_MUTANT_LIMIT_EXCEEDED;
        if (take)
            set_recursion(object, state, state->recursion + 1);
        return STATUS_WAIT_0;
    }
    if (word && word != SYNC_ABANDONED)
        return STATUS_TIMEOUT;
    if (take) {
        if (!atomic_compare_exchange_strong(&state->word, &word, self))
            return STATUS_RETRY;
        set_owner(object, state, true);
        if (word == SYNC_ABANDONED)
            set_recursion(object, state, 0); /* that of a dead process */
        sync_own(object);
    }
    return word ? STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0;
}

/* A timer has no thread of its own: whoever looks at it lets it expire. The due time moves on first, so that
 * one thread alone does that; somebody who has seen the new one, but not yet the signal, is woken. A setting
 * in between, which the word counts, has no signal yet. */
static void expire_timer(struct sync_object *object, struct sync_state *state)
{
    uint32_t word = atomic_load(&state->word), set = word & ~SYNC_SIGNALED;
    uint64_t due = atomic_load(&state->due), now;
    if (word == SYNC_MOVED || due == HOST_FOREVER || (now = host_monotonic()) < due)
        return;
    uint64_t period = state->period & SYNC_MICROSECONDS ? (state->period & ~SYNC_MICROSECONDS) * 1000ull
                                                        : state->period * 1000000ull;
    uint64_t next = period ? due + (now - due) / period * period + period : HOST_FOREVER;
    if (!atomic_compare_exchange_strong(&state->due, &due, next))
        return;
    while (word != SYNC_MOVED && (word & ~SYNC_SIGNALED) == set)
        if (atomic_compare_exchange_weak(&state->word, &word, word | SYNC_SIGNALED)) {
            sync_wake(state, state->kind == SYNC_TIMER_AUTO ? 1 : INT_MAX, is_shared(object, state));
            return;
        }
    if (word == SYNC_MOVED)
        sync_set(object);
}

static NTSTATUS poll_sync(struct object *base, bool take)
{
    struct sync_object *object = container_of(base, struct sync_object, object);
    for (;;) {
        struct sync_state *state = state_of(object);
        if (state->kind >= SYNC_TIMER_MANUAL)
            expire_timer(object, state);
        uint32_t word = atomic_load_explicit(&state->word, memory_order_acquire), next = word;
        if (word == SYNC_MOVED)
            continue;
        switch (state->kind) {
        case SYNC_EVENT_AUTO:
        case SYNC_TIMER_AUTO:
            next = word & ~SYNC_SIGNALED;
            /* fall through */
        case SYNC_EVENT_MANUAL:
        case SYNC_TIMER_MANUAL:
            if (!(word & SYNC_SIGNALED))
                return STATUS_TIMEOUT;
            break;
        case SYNC_SEMAPHORE:
            if (!word)
                return STATUS_TIMEOUT;
            next = word - 1;
            break;
        case SYNC_MUTEX: {
            NTSTATUS status = poll_mutex(object, state, word, take);
            if (status == STATUS_RETRY)
                continue;
            return status;
        }
        }
        if (!take || next == word || atomic_compare_exchange_strong(&state->word, &word, next))
            return STATUS_WAIT_0;
    }
}

/* Gives back what poll_sync took, for a wait for all that lost a race. */
static void give_back(struct sync_object *object, NTSTATUS how)
{
    switch (state_of(object)->kind) {
    case SYNC_EVENT_AUTO:
    case SYNC_TIMER_AUTO:
        sync_set(object);
        break;
    case SYNC_SEMAPHORE:
        sync_release_semaphore(object, 1, NULL);
        break;
    case SYNC_MUTEX:
        if (how == STATUS_ABANDONED_WAIT_0)
            free_mutex(object, SYNC_ABANDONED);
        else
            sync_release_mutex(object, NULL);
        break;
    }
}

static struct sync_state *sync_state_of(struct object *base, bool *shared)
{
    struct sync_object *object = container_of(base, struct sync_object, object);
    struct sync_state *state = state_of(object);
    *shared = is_shared(object, state);
    return state;
}

const struct wait_ops sync_wait_ops = {.poll = poll_sync, .state = sync_state_of};

/* ---- waiting ---- */

/* Whether APCs are to be run, after timers that are due have queued theirs. *next: when one will. */
static bool has_apc(struct thread *thread, uint64_t *next)
{
    *next = atomic_load_explicit(&thread->timer_apcs, memory_order_relaxed) ? timer_queue_apcs(thread)
                                                                            : HOST_FOREVER;
    return atomic_load(&thread->apc_pending);
}

struct entry {
    struct object *object;
    struct sync_state *state; /* NULL: a descriptor */
    uint32_t value;           /* of the word, when it was last looked at */
    uint32_t first;           /* of the word, when the wait began */
    int fd;
    bool shared, write;
    bool ready;    /* a descriptor's answer */
    bool signaled; /* at the last look */
};

struct wait {
    struct entry *entries;
    unsigned count, descriptors;
    bool all, alertable;
    uint64_t deadline;
    uint64_t next_apc; /* when a timer calls this thread */
};

static void enter(struct wait *wait, struct object *const *objects)
{
    for (unsigned i = 0; i < wait->count; i++) {
        struct entry *entry = &wait->entries[i];
        const struct wait_ops *ops = objects[i]->type->wait;
        *entry = (struct entry){.object = objects[i], .fd = -1};
        if (ops->state)
            entry->state = ops->state(objects[i], &entry->shared);
        if (entry->state) {
            atomic_fetch_add(&entry->state->waiters, 1);
            entry->first = atomic_load(&entry->state->word);
        } else {
            entry->fd = ops->descriptor(objects[i], &entry->write);
            wait->descriptors++;
        }
    }
}

/* A wait for all goes on, but does not take what is signaled: that may have been what woke this thread, and
 * others can use it. */
static void pass_on(struct wait *wait)
{
    for (unsigned i = 0; i < wait->count; i++) {
        struct entry *entry = &wait->entries[i];
        if (entry->state && entry->signaled && atomic_load(&entry->state->waiters) > 1)
            host_futex_wake(&entry->state->word, 1, entry->shared);
    }
}

/* Leaves the wait. What was not taken but is signaled may have been what woke this thread: somebody else
 * gets that wake. taken: index, or -1; all is taken in a wait for all that has succeeded. */
static void leave(struct wait *wait, int taken)
{
    for (unsigned i = 0; i < wait->count; i++) {
        struct entry *entry = &wait->entries[i];
        if (!entry->state)
            continue;
        bool others = atomic_fetch_sub(&entry->state->waiters, 1) > 1;
        if (others && wait->count > 1 && (int)i != taken &&
            entry->object->type->wait->poll(entry->object, false) != STATUS_TIMEOUT)
            host_futex_wake(&entry->state->word, 1, entry->shared);
    }
}

/* Looks at all words and descriptors, before the objects are tried: what changes later ends the sleep. */
static void look(struct wait *wait)
{
    struct host_poll polls[64];
    unsigned count = 0;
    for (unsigned i = 0; i < wait->count; i++) {
        struct entry *entry = &wait->entries[i];
        if (!entry->state) {
            polls[count++] = (struct host_poll){.fd = entry->fd, .write = entry->write};
            continue;
        }
        while ((entry->value = atomic_load(&entry->state->word)) == SYNC_MOVED) {
            atomic_fetch_sub(&entry->state->waiters, 1);
            entry->state = entry->object->type->wait->state(entry->object, &entry->shared);
            atomic_fetch_add(&entry->state->waiters, 1);
        }
    }
    if (!count)
        return;
    bool some = host_poll_many(polls, count, 0) > 0;
    for (unsigned i = 0, n = 0; i < wait->count; i++)
        if (!wait->entries[i].state) {
            wait->entries[i].ready = wait->entries[i].fd < 0 || (some && polls[n].ready);
            n++;
        }
}

/* A manual event that was pulsed since the wait began has released it. */
static bool was_pulsed(const struct entry *entry)
{
    return entry->state && entry->state->kind == SYNC_EVENT_MANUAL && (entry->value ^ entry->first) >> 1 &&
           entry->first != SYNC_MOVED;
}

static NTSTATUS try_one(struct entry *entry, bool take)
{
    const struct wait_ops *ops = entry->object->type->wait;
    if (!entry->state && !entry->ready)
        return STATUS_TIMEOUT;
    if (was_pulsed(entry))
        return STATUS_WAIT_0;
    return ops->poll ? ops->poll(entry->object, take) : STATUS_WAIT_0;
}

static NTSTATUS try_any(struct wait *wait)
{
    for (unsigned i = 0; i < wait->count; i++) {
        NTSTATUS status = try_one(&wait->entries[i], true);
        if (status == STATUS_WAIT_0 || status == STATUS_ABANDONED_WAIT_0)
            return status + (NTSTATUS)i;
        if (status != STATUS_TIMEOUT)
            return status;
    }
    return STATUS_TIMEOUT;
}

static NTSTATUS try_all(struct wait *wait)
{
    struct entry *order[64];
    NTSTATUS got[64], result = STATUS_WAIT_0;
    for (unsigned i = 0; i < wait->count; i++) {
        struct entry *entry = &wait->entries[i];
        NTSTATUS status = try_one(entry, false);
        entry->signaled = status != STATUS_TIMEOUT;
        if (NT_ERROR(status))
            return status;
        if (status == STATUS_TIMEOUT)
            result = STATUS_TIMEOUT;
        unsigned at = i;
        for (; at && (uintptr_t)order[at - 1]->state > (uintptr_t)entry->state; at--)
            order[at] = order[at - 1];
        order[at] = entry;
    }
    for (unsigned i = 0; i < wait->count && result != STATUS_TIMEOUT; i++) {
        got[i] = try_one(order[i], true);
        if (got[i] == STATUS_ABANDONED_WAIT_0)
            result = STATUS_ABANDONED_WAIT_0;
        if (got[i] == STATUS_WAIT_0 || got[i] == STATUS_ABANDONED_WAIT_0)
            continue;
        for (unsigned back = i; back--;)
            if (order[back]->object->type->wait == &sync_wait_ops)
                give_back(container_of(order[back]->object, struct sync_object, object), got[back]);
        order[i]->signaled = false;
        return got[i];
    }
    return result;
}

/* Sleeps until one of the things that the last look found unsignaled may have changed. */
static int sleep_on(struct wait *wait)
{
    struct host_futex words[HOST_FUTEX_MANY];
    struct host_poll polls[64];
    unsigned count = 0, fds = 0;
    uint64_t until = wait->deadline, slice = wait->next_apc;
    for (unsigned i = 0; i < wait->count; i++) {
        struct entry *entry = &wait->entries[i];
        if (wait->all && entry->signaled)
            continue;
        if (!entry->state) {
            polls[fds++] = (struct host_poll){.fd = entry->fd, .write = entry->write};
            continue;
        }
        uint64_t due = atomic_load(&entry->state->due);
        slice = due < slice ? due : slice;
        if (entry->shared)
            slice = host_monotonic() + SHARED_SLICE < slice ? host_monotonic() + SHARED_SLICE : slice;
        words[count++] = (struct host_futex){&entry->state->word, entry->value, entry->shared};
    }
    if (wait->alertable)
        words[count++] = (struct host_futex){&thread_self()->apc_pending, 0, false};
    struct host_watch *watch = NULL;
    if (fds && count) { /* both kinds: the descriptors become a word */
        if (!host_watch_begin(polls, fds, &watch)) {
            words[count++] = (struct host_futex){host_watch_word(watch), 0, false};
            fds = 0;
        } else { /* look at the words every few milliseconds */
            slice = host_monotonic() + 2000000 < slice ? host_monotonic() + 2000000 : slice;
        }
    }
    if (slice < until)
        until = slice;
    int result = fds     ? host_poll_many(polls, fds, until) ? 0 : -ETIMEDOUT
                 : count ? host_futex_wait_many(words, count, until)
                         : host_sleep_until(until);
    if (watch)
        host_watch_end(watch);
    if (result != -ETIMEDOUT)
        return 0;
    for (unsigned i = 0; i < wait->count; i++)
        if (wait->entries[i].shared)
            arena_check_owner(wait->entries[i].state);
    return until == wait->deadline ? -ETIMEDOUT : 0;
}

static NTSTATUS wait_slowly(struct wait *wait, struct object *const *objects)
{
    struct entry entries[64];
    struct port_member *aside = NULL;
    wait->entries = entries;
    enter(wait, objects);
    for (bool last = false;;) {
        look(wait);
        NTSTATUS status = wait->all ? try_all(wait) : try_any(wait);
        if (status == STATUS_TIMEOUT && wait->alertable && has_apc(thread_self(), &wait->next_apc))
            status = STATUS_USER_APC;
        if (status == STATUS_TIMEOUT && thread_is_cut())
            status = STATUS_THREAD_IS_TERMINATING;
        if (status != STATUS_TIMEOUT || last || !wait->deadline) {
            bool taken = status != STATUS_TIMEOUT && status != STATUS_USER_APC && !NT_ERROR(status);
            if (!(wait->all && taken))
                leave(wait, taken ? status & 63 : -1);
            else
                for (unsigned i = 0; i < wait->count; i++)
                    if (entries[i].state)
                        atomic_fetch_sub(&entries[i].state->waiters, 1);
            port_step_back(aside);
            return status;
        }
        if (wait->all)
            pass_on(wait);
        if (!aside)
            aside = port_step_aside();
        last = sleep_on(wait) == -ETIMEDOUT;
    }
}

NTSTATUS sync_wait_leaving_apcs(struct object *const *objects, unsigned count, bool all, bool alertable,
                                uint64_t deadline)
{
    if (count == 1) {
        const struct wait_ops *ops = objects[0]->type->wait;
        if (ops->poll && ops->state) {
            NTSTATUS status = ops->poll(objects[0], true);
            if (status != STATUS_TIMEOUT || (!deadline && !alertable))
                return status;
        }
        all = false;
    }
    struct wait wait = {
        .count = count, .all = all, .alertable = alertable, .deadline = deadline, .next_apc = HOST_FOREVER};
    return wait_slowly(&wait, objects);
}

NTSTATUS sync_wait(struct object *const *objects, unsigned count, bool all, bool alertable, uint64_t deadline)
{
    NTSTATUS status = sync_wait_leaving_apcs(objects, count, all, alertable, deadline);
    if (status == STATUS_USER_APC)
        apc_deliver(thread_self());
    return status;
}

NTSTATUS sync_delay(bool alertable, uint64_t deadline)
{
    if (alertable) {
        struct thread *thread = thread_self();
        for (bool last = !deadline;;) {
            uint64_t next;
            if (has_apc(thread, &next)) {
                apc_deliver(thread);
                return STATUS_USER_APC;
            }
            if (last || thread_is_cut())
                return STATUS_SUCCESS;
            struct port_member *aside = port_step_aside();
            last = host_futex_wait(&thread->apc_pending, 0, next < deadline ? next : deadline, false) ==
                       -ETIMEDOUT &&
                   deadline <= next;
            port_step_back(aside);
        }
    }
    struct port_member *aside = port_step_aside();
    while (host_sleep_until(deadline) == -EINTR)
        ;
    port_step_back(aside);
    return STATUS_SUCCESS;
}
