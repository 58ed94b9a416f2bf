/* SPDX-License-Identifier: MIT
 *
 * Waiting. A thread arms its record, enters the queue of every object in turn (or takes the first that is
 * signaled), and sleeps on its record's state until somebody has ended the wait by a compare-and-swap there:
 * who signals (granted), the thread itself (timed out), or whoever wants it to look again (cut: an APC, its
 * end, a timer that was set, an object that moved into the arena). Then it leaves the queues it still stands
 * in. Who was cut enters again with his old tickets, so nobody loses his turn.
 *
 * Objects without a queue are descriptors (processes, consoles). Where a wait has nothing else, it polls them
 * itself; beside queues a service thread watches them and cuts the wait when one is ready.
 */
#include <errno.h>
#include "apc.h"
#include "dispatch.h"
#include "leave.h"
#include "suspend.h"
#include "timer.h"
#include "kernel/host/host.h"
#include "kernel/io/port.h"
#include "kernel/ob/arena.h"

#define SHARED_SLICE 500000000ull /* a sleeper in the arena looks this often (ns) who died */
#define BLIND_SLICE  2000000ull   /* at descriptors that cannot be watched */

struct wait {
    struct object *const *objects;
    struct wait_record *record;
    unsigned count;
    bool all, alertable, shared;
    unsigned queues; /* entries in use */
    unsigned hidden; /* objects without a queue that are not signaled */
    unsigned extra;  /* with a queue, but signaled in another way, too */
    unsigned polls;  /* of these, descriptors */
    struct host_poll poll[WAIT_ENTRIES];
    uint64_t deadline, slice;
    NTSTATUS error;
};

#define PENDING_IN_WAIT (PENDING_SUSPEND | PENDING_END | PENDING_EXIT)

static struct sync_object *sync_of(struct object *object)
{
    const struct wait_ops *ops = object->type->wait;
    return ops->sync ? ops->sync(object) : NULL;
}

/* Whether APCs are to be run, after timers that are due have queued theirs. *next: when one will. */
static bool has_apc(struct thread *thread, uint64_t *next)
{
    *next = atomic_load_explicit(&thread->timer_apcs, memory_order_relaxed) ? timer_queue_apcs(thread)
                                                                            : HOST_FOREVER;
    return atomic_load(&thread->apc_pending);
}

static void bound(struct wait *wait, uint64_t when)
{
    if (when < wait->slice)
        wait->slice = when;
}

/* ---- looking and entering ---- */

/* An object without a queue, or what else may end it. True: it is signaled. */
static bool look_hidden(struct wait *wait, unsigned index)
{
    struct object *object = wait->objects[index];
    const struct wait_ops *ops = object->type->wait;
    struct sync_object *sync = sync_of(object);
    if (sync && sync_wait_ops.poll == ops->poll)
        return false;
    if (!sync) {
        struct host_poll poll = {.fd = ops->descriptor(object, &poll.write)};
        if (poll.fd < 0 || host_poll_many(&poll, 1, 0) > 0) {
            if (!ops->poll || ops->poll(object, true) == STATUS_WAIT_0)
                return true;
        }
        wait->hidden++;
        if (poll.fd < 0) /* this process */
            return false;
        poll.ready = false;
        wait->poll[wait->polls++] = poll;
        return false;
    }
    wait->extra++;
    return ops->poll(object, false) != STATUS_TIMEOUT;
}

/* Takes it if that is possible, else stands in its queue. */
static void enter_one(struct wait *wait, unsigned index, uint32_t armed, bool again)
{
    struct wait_record *record = wait->record;
    struct sync_object *object = sync_of(wait->objects[index]);
    if (look_hidden(wait, index)) {
        if (!wait->all)
            wait_claim(record, armed, WAIT_GRANTED, index);
        return;
    }
    if (!object)
        return;
    struct dispatch dispatch;
    while (!dispatch_lock(&dispatch, sync_state_of(object)))
        ;
    struct sync_state *state = dispatch.state;
    if (dispatch.slot &&
        !wait_record_is_shared(record)) { /* it has moved since: once more, with another record */
        wait_claim(record, armed, WAIT_CUT, 0);
        dispatch_unlock(&dispatch);
        return;
    }
    if (state->kind >= SYNC_TIMER_MANUAL) {
        dispatch_expire(&dispatch);
        bound(wait, atomic_load(&state->due));
    }
    uint32_t value = dispatch_value(&dispatch), taker = dispatch.slot ? record->taker_shared : record->taker;
    bool mine = state->kind == SYNC_MUTEX && value == taker && (uint32_t)state->limit == record->taker;
    if (mine && state->recursion == INT32_MAX - 1) {
        if (wait_claim(record, armed, WAIT_CUT, 0))
            wait->error = STATUS_MUTANT_LIMIT_EXCEEDED;
    } else if (!wait->all && (mine || dispatch_admits(state, value))) {
        bool abandoned = !mine && state->kind == SYNC_MUTEX && value;
        if (wait_claim(record, armed, abandoned ? WAIT_ABANDONED : WAIT_GRANTED, index)) {
            if (mine)
                state->recursion++;
            else
                dispatch_set(&dispatch, dispatch_taken(state, value, taker, record->taker));
        }
    } else {
        dispatch_enter(&dispatch, record, index, again && atomic_load(&record->entries[index].ticket));
        wait->queues++;
        wait->shared |= dispatch.slot != 0;
    }
    uint32_t kind = state->kind;
    dispatch_unlock(&dispatch);
    if (dispatch.slot && kind == SYNC_MUTEX && !mine && value)
        arena_check_owner(state);
}

static void enter(struct wait *wait, uint32_t armed, bool again)
{
    wait->queues = wait->hidden = wait->extra = wait->polls = 0;
    wait->slice = HOST_FOREVER;
    wait->shared = false;
    atomic_store(&wait->record->blocked, wait->all);
    for (unsigned i = 0; i < wait->count; i++) {
        enter_one(wait, i, armed, again);
        if (atomic_load(&wait->record->state) != armed)
            return;
    }
    if (wait->all && !wait->hidden) {
        atomic_store(&wait->record->blocked, 0);
        dispatch_try_all(wait->record);
    }
}

/* ---- sleeping ---- */

/* Whether somebody wants something of the thread that ends its sleep. */
static bool is_wanted(const struct wait *wait, uint64_t *next_apc)
{
    struct thread *thread = thread_self();
    return (wait->alertable && has_apc(thread, next_apc)) ||
           atomic_load(&thread->border.pending) & PENDING_IN_WAIT;
}

static void cut_watched(void *context, uint32_t armed)
{
    struct wait_record *record = context;
    if (wait_claim(record, armed, WAIT_CUT, 0))
        wait_wake(record);
}

/* Looks at what nobody would tell: timers that are due, owners and granters who died. */
static void look_around(struct wait *wait)
{
    for (unsigned i = 0; i < wait->count; i++) {
        struct sync_object *object = sync_of(wait->objects[i]);
        struct dispatch dispatch;
        if (!object)
            continue;
        struct sync_state *state = sync_state_of(object);
        if (state->kind == SYNC_MUTEX && state != &object->local)
            arena_check_owner(state);
        if ((state->kind >= SYNC_TIMER_MANUAL || state != &object->local) &&
            dispatch_lock(&dispatch, state)) {
            if (state->kind >= SYNC_TIMER_MANUAL) {
                dispatch_expire(&dispatch);
                bound(wait, atomic_load(&state->due));
            }
            dispatch_unlock(&dispatch);
        }
    }
}

static int sleep_once(struct wait *wait, uint32_t armed, uint64_t until)
{
    int result;
    if (wait->polls && !wait->queues && !wait->alertable)
        result = host_poll_many(wait->poll, wait->polls, until) > 0 ? 1 : -ETIMEDOUT;
    else
        result = host_futex_wait(&wait->record->state, armed, until, wait_record_is_shared(wait->record));
    return result;
}

/* Until the wait has ended. */
static void sleep_armed(struct wait *wait, uint32_t armed)
{
    struct wait_record *record = wait->record;
    struct host_watch *watch = NULL;
    bool polls_alone = wait->polls && !wait->queues && !wait->alertable, blind = false;
    if (wait->polls && !polls_alone)
        blind = host_watch_begin(wait->poll, wait->polls, cut_watched, record, armed, &watch) != 0;
    while (atomic_load(&record->state) == armed) {
        uint64_t now = host_monotonic(), until = wait->deadline, next_apc = HOST_FOREVER;
        if (is_wanted(wait, &next_apc)) {
            wait_claim(record, armed, WAIT_CUT, 0);
            break;
        }
        if (wait->alertable)
            bound(wait, next_apc);
        if (wait->shared || wait_record_is_shared(record))
            bound(wait, now + SHARED_SLICE);
        if (blind)
            bound(wait, now + BLIND_SLICE);
        until = wait->slice < until ? wait->slice : until;
        int result = sleep_once(wait, armed, until);
        if (result == 1) /* a descriptor */
            wait_claim(record, armed, WAIT_CUT, 0);
        if (result != -ETIMEDOUT)
            continue;
        wait->slice = HOST_FOREVER;
        if (host_monotonic() >= wait->deadline) {
            look_around(wait);
            wait_claim(record, armed, WAIT_TIMED, 0);
        } else {
            look_around(wait);
            if (blind || wait->extra)
                wait_claim(record, armed, WAIT_CUT, 0);
        }
    }
    if (watch)
        host_watch_end(watch);
}

/* ---- leaving ---- */

static void own_granted(struct wait *wait, uint32_t state)
{
    for (unsigned i = wait->all ? 0 : WAIT_INDEX(state); i < wait->count; i++) {
        struct sync_object *object = sync_of(wait->objects[i]);
        if (object && sync_state_of(object)->kind == SYNC_MUTEX)
            sync_own(object);
        if (!wait->all)
            break;
    }
}

/* Out of all queues. Returns how the wait ended. */
static uint32_t leave(struct wait *wait)
{
    struct wait_record *record = wait->record;
    uint32_t state = atomic_load(&record->state);
    bool granted = WAIT_PHASE(state) == WAIT_GRANTED || WAIT_PHASE(state) == WAIT_ABANDONED;
    for (unsigned i = 0; i < wait->count; i++)
        if (granted && (wait->all || i == WAIT_INDEX(state)))
            dispatch_settle(record, i);
        else
            dispatch_leave(record, i);
    atomic_store(&record->state, (state & ~(WAIT_SEQUENCE - 1)) | WAIT_IDLE);
    if (granted)
        own_granted(wait, state);
    return state;
}

static uint32_t arm(struct wait *wait)
{
    struct wait_record *record = wait->record;
    uint32_t armed = (atomic_load(&record->state) & ~(WAIT_SEQUENCE - 1)) + WAIT_SEQUENCE + WAIT_ARMED;
    record->taker = sync_owner(false);
    record->taker_shared = wait_record_is_shared(record) ? sync_owner(true) : 0;
    atomic_store(&record->count, (uint16_t)wait->count);
    atomic_store(&record->all, wait->all);
    atomic_store(&record->state, armed);
    atomic_store(&thread_self()->wait, record);
    atomic_store(&thread_self()->wait_alertable, wait->alertable);
    return armed;
}

static bool touches_arena(const struct wait *wait)
{
    for (unsigned i = 0; i < wait->count; i++) {
        struct sync_object *object = sync_of(wait->objects[i]);
        if (object && sync_state_of(object) != &object->local)
            return true;
    }
    return false;
}

static NTSTATUS status_of(const struct wait *wait, uint32_t state)
{
    NTSTATUS index = wait->all ? 0 : (NTSTATUS)WAIT_INDEX(state);
    switch (WAIT_PHASE(state)) {
    case WAIT_GRANTED:
        return STATUS_WAIT_0 + index;
    case WAIT_ABANDONED:
        return STATUS_ABANDONED_WAIT_0 + index;
    case WAIT_TIMED:
        return STATUS_TIMEOUT;
    }
    return wait->error;
}

static NTSTATUS wait_slowly(struct wait *wait)
{
    struct port_member *aside = NULL;
    struct thread *thread = thread_self();
    uint32_t ended;
    uint64_t next;
    for (bool again = false;; again = true) {
        struct wait_record *before = again ? wait->record : NULL;
        wait->record = wait_record_self(touches_arena(wait));
        if (!wait->record) {
            wait->error = STATUS_INSUFFICIENT_RESOURCES;
            break;
        }
        for (unsigned i = 0; i < wait->count && wait->record != before; i++)
            atomic_store(&wait->record->entries[i].ticket,
                         before ? atomic_load(&before->entries[i].ticket) : 0);
        uint32_t armed = arm(wait);
        enter(wait, armed, again);
        if (atomic_load(&wait->record->state) == armed) {
            if (is_wanted(wait, &next))
                wait_claim(wait->record, armed, WAIT_CUT, 0);
            else if (!wait->deadline)
                wait_claim(wait->record, armed, WAIT_TIMED, 0);
            else if (!aside)
                aside = port_step_aside();
            sleep_armed(wait, armed);
        }
        atomic_store(&thread->wait, NULL);
        ended = leave(wait);
        if (WAIT_PHASE(ended) != WAIT_CUT || wait->error) {
            wait->error = status_of(wait, ended);
            break;
        }
        if (wait->alertable && has_apc(thread, &next)) {
            wait->error = STATUS_USER_APC;
            break;
        }
        if (thread_is_cut()) {
            wait->error = STATUS_THREAD_IS_TERMINATING;
            break;
        }
        /* Who is suspended in a wait stands outside of the queues, and at their ends afterwards. */
        if (atomic_load(&thread->border.pending) & PENDING_SUSPEND) {
            atomic_fetch_and(&thread->border.pending, ~(uint32_t)PENDING_SUSPEND);
            thread_stand(thread->object, NULL);
            wait->record = NULL;
        }
    }
    port_step_back(aside);
    return wait->error;
}

/* ---- for others ---- */

void wait_interrupt(struct thread *thread, bool alertable)
{
    struct wait_record *record = atomic_load(&thread->wait);
    if (!record || (alertable && !atomic_load(&thread->wait_alertable)))
        return;
    uint32_t armed = atomic_load(&record->state);
    if (WAIT_PHASE(armed) == WAIT_ARMED && wait_claim(record, armed, WAIT_CUT, 0))
        wait_wake(record);
}

NTSTATUS sync_wait_leaving_apcs(struct object *const *objects, unsigned count, bool all, bool alertable,
                                uint64_t deadline)
{
    if (count == 1) {
        struct object *object = objects[0];
        if (object->type->wait == &sync_wait_ops) {
            NTSTATUS status = sync_try(sync_of(object));
            if (status != STATUS_TIMEOUT || (!deadline && !alertable))
                return status;
        }
        all = false;
    }
    struct wait wait;
    wait.objects = objects;
    wait.count = count;
    wait.all = all;
    wait.alertable = alertable;
    wait.deadline = deadline;
    wait.error = STATUS_SUCCESS;
    return wait_slowly(&wait);
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
    NTSTATUS status = sync_wait(NULL, 0, false, alertable, deadline);
    return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}
