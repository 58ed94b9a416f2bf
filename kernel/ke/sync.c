/* SPDX-License-Identifier: MIT
 *
 * What can be done to a waitable object. Where nobody waits for it and nobody has it locked, which the upper
 * half of its word being zero says, that is one compare-and-swap; else the lock is taken, the value changed,
 * and those who wait are given what they wait for (dispatch.c).
 */
#include <limits.h>
#include "dispatch.h"
#include "sync.h"
#include "kernel/host/host.h"
#include "kernel/ob/arena.h"

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

/* Locks the state wherever it is by now. */
static void lock_object(struct dispatch *dispatch, struct sync_object *object)
{
    while (!dispatch_lock(dispatch, sync_state_of(object)))
        ;
}

static inline bool is_quiet(uint64_t word)
{
    return !(word >> 32);
}

/* ---- events and semaphores ---- */

static uint32_t change(struct sync_object *object, uint32_t value)
{
    struct dispatch dispatch;
    uint64_t word = atomic_load_explicit(&sync_state_of(object)->word, memory_order_relaxed);
    while (is_quiet(word))
        if (atomic_compare_exchange_weak(&sync_state_of(object)->word, &word, value))
            return (uint32_t)word;
    lock_object(&dispatch, object);
    uint32_t before = dispatch_value(&dispatch);
    dispatch_set(&dispatch, value);
    dispatch_grant(&dispatch);
    dispatch_unlock(&dispatch);
    return before;
}

bool sync_set(struct sync_object *object)
{
    return change(object, SYNC_SIGNALED);
}

bool sync_reset(struct sync_object *object)
{
    return change(object, 0);
}

void sync_set_last(struct sync_object *object, int32_t number)
{
    struct dispatch dispatch;
    lock_object(&dispatch, object);
    dispatch.state->limit = number;
    dispatch_set(&dispatch, SYNC_SIGNALED);
    dispatch_grant(&dispatch);
    dispatch_unlock(&dispatch);
}

bool sync_pulse(struct sync_object *object)
{
    struct dispatch dispatch;
    lock_object(&dispatch, object);
    bool before = dispatch_value(&dispatch);
    atomic_store(&dispatch.state->pulse, 1);
    dispatch_set(&dispatch, SYNC_SIGNALED);
    dispatch_grant(&dispatch);
    dispatch_set(&dispatch, 0);
    atomic_store(&dispatch.state->pulse, 0);
    dispatch_unlock(&dispatch);
    return before;
}

NTSTATUS sync_release_semaphore(struct sync_object *object, int32_t count, int32_t *previous)
{
    struct dispatch dispatch;
    struct sync_state *state = sync_state_of(object);
    uint64_t word = atomic_load(&state->word);
    NTSTATUS status = STATUS_SUCCESS;
    while (is_quiet(word)) {
        if ((int64_t)word + count > state->limit)
            return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
        if (atomic_compare_exchange_weak(&state->word, &word, word + (uint32_t)count)) {
            if (previous)
                *previous = (int32_t)word;
            return STATUS_SUCCESS;
        }
    }
    lock_object(&dispatch, object);
    uint32_t before = dispatch_value(&dispatch);
    if ((int64_t)before + count > dispatch.state->limit) {
        status = STATUS_SEMAPHORE_LIMIT_EXCEEDED;
    } else {
        dispatch_set(&dispatch, before + (uint32_t)count);
        dispatch_grant(&dispatch);
    }
    dispatch_unlock(&dispatch);
    if (previous && NT_SUCCESS(status))
        *previous = (int32_t)before;
    return status;
}

/* ---- mutexes ---- */

uint32_t sync_owner(bool shared)
{
    uint32_t id = (uint32_t)(uintptr_t)NtCurrentTeb()->ClientId.UniqueThread;
    return shared ? arena_owner(id) : id;
}

static inline uint32_t owner_id(const struct sync_object *object, const struct sync_state *state)
{
    return sync_owner(state != &object->local);
}

/* An owned mutex is kept alive by its owner, who must be able to abandon it. */
void sync_own(struct sync_object *object)
{
    struct thread *thread = thread_self();
    if (object->link_owned) /* once more */
        return;
    object_reference(&object->object);
    object->next_owned = thread->owned_mutexes;
    object->link_owned = &thread->owned_mutexes;
    if (object->next_owned)
        object->next_owned->link_owned = &object->next_owned;
    thread->owned_mutexes = object;
}

/* While it is still the caller's: as soon as it is not, its next owner writes these links. */
static void disown(struct sync_object *object)
{
    *object->link_owned = object->next_owned;
    if (object->next_owned)
        object->next_owned->link_owned = object->link_owned;
    object->link_owned = NULL;
}

/* Gives a mutex that the calling thread owns to its first waiter, or leaves it free. */
static void free_mutex(struct sync_object *object, uint32_t value)
{
    struct sync_state *state = sync_state_of(object);
    disown(object);
    state->limit = 0; /* before others can take it */
    uint64_t word = owner_id(object, state);
    if (state->recursion || !atomic_compare_exchange_strong(&state->word, &word, value)) {
        struct dispatch dispatch;
        lock_object(&dispatch, object);
        dispatch.state->recursion = 0;
        dispatch_set(&dispatch, value);
        dispatch_grant(&dispatch);
        dispatch_unlock(&dispatch);
    }
    object_release(&object->object); /* which owning took */
}

bool sync_owns(struct sync_object *mutex)
{
    struct sync_state *state;
    uint32_t value;
    do { /* a state that moves says so once the new one has the value */
        state = sync_state_of(mutex);
        value = atomic_load(&state->value);
    } while (state != sync_state_of(mutex));
    return mutex->link_owned && value == owner_id(mutex, state) &&
           (uint32_t)state->limit == sync_owner(false);
}

NTSTATUS sync_release_mutex(struct sync_object *object, int32_t *previous)
{
    if (!sync_owns(object))
        return STATUS_MUTANT_NOT_OWNED;
    int32_t recursion = sync_state_of(object)->recursion; /* changed by its owner alone */
    if (previous)
        *previous = -recursion; /* as NT counts: 1 is free */
    if (recursion) {
        struct dispatch dispatch;
        lock_object(&dispatch, object);
        dispatch.state->recursion--;
        dispatch_unlock(&dispatch);
    } else {
        free_mutex(object, 0);
    }
    return STATUS_SUCCESS;
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

void sync_abandon_state(struct sync_state *state, uint32_t owner)
{
    struct dispatch dispatch;
    if (!dispatch_lock(&dispatch, state))
        return;
    if (dispatch_value(&dispatch) == owner) {
        dispatch.state->limit = 0;
        dispatch_set(&dispatch, SYNC_ABANDONED);
        dispatch_grant(&dispatch);
    }
    dispatch_unlock(&dispatch);
}

/* ---- timers ---- */

bool sync_set_timer(struct sync_object *timer, uint64_t due, uint32_t period, bool keep)
{
    struct dispatch dispatch;
    lock_object(&dispatch, timer);
    dispatch_expire(&dispatch);
    bool before = dispatch_value(&dispatch);
    if (!keep) {
        dispatch.state->period = period;
        dispatch_set(&dispatch, 0);
    }
    atomic_store(&dispatch.state->due, due);
    dispatch_cut_waiters(&dispatch); /* they reckon anew how long they sleep */
    dispatch_unlock(&dispatch);
    return before;
}

/* ---- asking and taking ---- */

static NTSTATUS enter_again(struct dispatch *dispatch)
{
    if (dispatch->state->recursion == INT_MAX - 1)
        return STATUS_MUTANT_LIMIT_EXCEEDED;
    dispatch->state->recursion++;
    return STATUS_WAIT_0;
}

static NTSTATUS try_locked(struct sync_object *object, bool take)
{
    struct dispatch dispatch;
    NTSTATUS status = STATUS_TIMEOUT;
    lock_object(&dispatch, object);
    struct sync_state *state = dispatch.state;
    if (state->kind >= SYNC_TIMER_MANUAL)
        dispatch_expire(&dispatch);
    uint32_t value = dispatch_value(&dispatch);
    uint32_t owner = state->kind == SYNC_MUTEX ? owner_id(object, state) : 0;
    if (owner && value == owner && (uint32_t)state->limit == sync_owner(false)) {
        status = take ? enter_again(&dispatch) : STATUS_WAIT_0;
    } else if (dispatch_admits(state, value)) {
        status = owner && value ? STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0;
        if (take)
            dispatch_set(&dispatch, dispatch_taken(state, value, owner, owner ? sync_owner(false) : 0));
    }
    dispatch_unlock(&dispatch);
    if (take && owner && (status == STATUS_WAIT_0 || status == STATUS_ABANDONED_WAIT_0))
        sync_own(object);
    return status;
}

static inline NTSTATUS try_fast(struct sync_object *object, bool take)
{
    struct sync_state *state = sync_state_of(object);
    uint64_t word = atomic_load_explicit(&state->word, memory_order_acquire), next = word;
    if (!is_quiet(word) || state->kind >= SYNC_TIMER_MANUAL)
        return STATUS_RETRY;
    switch (state->kind) {
    case SYNC_EVENT_MANUAL:
        return word ? STATUS_WAIT_0 : STATUS_TIMEOUT;
    case SYNC_EVENT_AUTO:
        next = 0;
        break;
    case SYNC_SEMAPHORE:
        next = word - 1;
        break;
    case SYNC_MUTEX:
        if (word)
            return STATUS_RETRY;
        if (!take)
            return STATUS_WAIT_0;
        if (!atomic_compare_exchange_strong(&state->word, &word, owner_id(object, state)))
            return STATUS_RETRY;
        state->limit = (int32_t)sync_owner(false); /* its owner's alone to write */
        sync_own(object);
        return STATUS_WAIT_0;
    }
    if (!word)
        return STATUS_TIMEOUT;
    return !take || atomic_compare_exchange_strong(&state->word, &word, next) ? STATUS_WAIT_0 : STATUS_RETRY;
}

NTSTATUS sync_try(struct sync_object *object)
{
    NTSTATUS status = try_fast(object, true);
    return status == STATUS_RETRY ? try_locked(object, true) : status;
}

static NTSTATUS poll_sync(struct object *base, bool take)
{
    struct sync_object *object = container_of(base, struct sync_object, object);
    NTSTATUS status = try_fast(object, take);
    return status == STATUS_RETRY ? try_locked(object, take) : status;
}

static struct sync_object *sync_of(struct object *base)
{
    return container_of(base, struct sync_object, object);
}

const struct wait_ops sync_wait_ops = {.poll = poll_sync, .sync = sync_of};
