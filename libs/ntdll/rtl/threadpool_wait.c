/* SPDX-License-Identifier: MIT
 *
 * The thread pool's waits, and the older registered waits, which are made of them.
 *
 * A waiter is a thread that waits for up to 63 objects and for a word that it is to look at its list again.
 * Who disarms a wait must be sure that the object is not taken afterwards: if the waiter sleeps, it has a
 * copy of the list, and may be taking the object just now. So it is woken and waited for. What it took in
 * that time counts as taken before: the callback is posted, and the disarming one learns that it came late.
 *
 * A registered wait is armed again when its callback has returned, so that an object that stays signaled does
 * not flood the pool.
 */
#include <stdlib.h>
#include "exception.h"
#include "threadpool_internal.h"

#define MOST 63

struct _TP_WAIT {
    struct tp_object base;
    struct object *object; /* with a reference, while armed */
    uint64_t deadline;
    uint32_t generation; /* counts armings */
    bool armed;
    bool late;               /* the waiter took the object while it was being disarmed */
    bool stopped;            /* never armed again */
    unsigned hits, timeouts; /* of the pending callbacks */
    struct waiter *waiter;
    struct object *target; /* of a registered wait, with another reference */
    ULONG flags;
    uint64_t timeout; /* ns; HOST_FOREVER */
};

struct waiter {
    struct waiter *next;
    uint32_t thread;
    unsigned count;
    struct _TP_WAIT *waits[MOST];
    bool asleep;                     /* it has a copy of the list */
    unsigned round;                  /* counts its sleeps */
    struct sync_object wake, looked; /* events */
    unsigned watched;                /* by those who wait for `looked` */
};

static struct waiter *waiters;

/* What a waiter sleeps on. */
struct watch {
    struct object *objects[MOST + 1];
    struct _TP_WAIT *waits[MOST];
    uint32_t generations[MOST];
    unsigned count;
    uint64_t deadline;
};

/* ---- the waiter ---- */

static void fire_locked(struct _TP_WAIT *wait, bool timeout)
{
    *(timeout ? &wait->timeouts : &wait->hits) += 1;
    if (wait->flags & WT_EXECUTEINWAITTHREAD)
        tp_run_locked(&wait->base);
    else
        tp_post_or_die_locked(&wait->base);
}

/* Takes a wait off the list. Its object's reference is the caller's then. */
static struct object *unlist_locked(struct _TP_WAIT *wait)
{
    struct waiter *waiter = wait->waiter;
    struct object *object = wait->object;
    unsigned i = 0;
    while (waiter->waits[i] != wait)
        i++;
    waiter->waits[i] = waiter->waits[--waiter->count];
    wait->armed = false;
    wait->object = NULL;
    return object;
}

static void prepare_locked(struct waiter *waiter, struct watch *watch)
{
    watch->objects[0] = &waiter->wake.object;
    watch->count = waiter->count;
    watch->deadline = waiter->count ? HOST_FOREVER : sys_host_monotonic() + TP_IDLE_TIME;
    for (unsigned i = 0; i < waiter->count; i++) {
        struct _TP_WAIT *wait = waiter->waits[i];
        watch->objects[i + 1] = wait->object;
        watch->waits[i] = wait;
        watch->generations[i] = wait->generation;
        if (wait->deadline < watch->deadline)
            watch->deadline = wait->deadline;
    }
    waiter->asleep = true;
}

/* After a sleep: whoever disarms may go on, and what was taken is told of. */
static void settle_locked(struct waiter *waiter, struct watch *watch, int taken)
{
    struct _TP_WAIT *hit = NULL;
    struct object *object = NULL;
    waiter->asleep = false;
    for (unsigned i = 0; i < watch->count; i++) {
        struct _TP_WAIT *wait = watch->waits[i];
        bool same = wait->armed && wait->generation == watch->generations[i];
        if ((int)i == taken) {
            hit = wait;
            if (same)
                object = unlist_locked(wait);
            else
                wait->late = true;
        }
    }
    waiter->round++;
    sys_sync_set(&waiter->looked);
    if (object)
        sys_object_release(object);
    if (hit)
        fire_locked(hit, false);
}

static void expire_locked(struct waiter *waiter)
{
    uint64_t now = sys_host_monotonic();
    for (unsigned i = 0; i < waiter->count;) {
        struct _TP_WAIT *wait = waiter->waits[i];
        if (wait->deadline > now) {
            i++;
            continue;
        }
        sys_object_release(unlist_locked(wait));
        fire_locked(wait, true); /* may let go of the lock: look at all again */
        i = 0;
    }
}

static DWORD WINAPI watch_waits(PVOID argument)
{
    struct waiter *waiter = argument;
    struct watch watch;
    RtlAcquireSRWLockExclusive(&tp_lock);
    waiter->thread = (uint32_t)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread;
    for (;;) {
        prepare_locked(waiter, &watch);
        RtlReleaseSRWLockExclusive(&tp_lock);
        NTSTATUS status = sys_sync_wait(watch.objects, watch.count + 1, false, false, watch.deadline);
        RtlAcquireSRWLockExclusive(&tp_lock);
        int taken = status == STATUS_TIMEOUT || NT_ERROR(status) ? -1 : (int)(status & 63) - 1;
        settle_locked(waiter, &watch, taken);
        if (watch.deadline != HOST_FOREVER && sys_host_monotonic() >= watch.deadline)
            expire_locked(waiter); /* also where objects are signaled all the time */
        if (status == STATUS_TIMEOUT && !watch.count && !waiter->count && !waiter->watched)
            break;
    }
    struct waiter **link = &waiters;
    while (*link != waiter)
        link = &(*link)->next;
    *link = waiter->next;
    RtlReleaseSRWLockExclusive(&tp_lock);
    free(waiter);
    return 0;
}

static struct waiter *waiter_with_room_locked(void)
{
    struct waiter *waiter = waiters;
    while (waiter && waiter->count == MOST)
        waiter = waiter->next;
    if (waiter)
        return waiter;
    waiter = calloc(1, sizeof(*waiter));
    if (!waiter)
        return NULL;
    sys_sync_init(&waiter->wake, &tp_event_type, SYNC_EVENT_AUTO, 0);
    sys_sync_init(&waiter->looked, &tp_event_type, SYNC_EVENT_MANUAL, 0);
    if (!NT_SUCCESS(tp_start_thread(watch_waits, waiter, 0))) {
        free(waiter);
        return NULL;
    }
    waiter->next = waiters;
    waiters = waiter;
    return waiter;
}

/* ---- arming and disarming ---- */

/* The object's reference is the wait's from then on. */
static NTSTATUS arm_locked(struct _TP_WAIT *wait, struct object *object, uint64_t deadline)
{
    struct waiter *waiter = waiter_with_room_locked();
    if (!waiter)
        return STATUS_NO_MEMORY;
    waiter->waits[waiter->count++] = wait;
    wait->waiter = waiter;
    wait->object = object;
    wait->deadline = deadline;
    wait->generation++;
    wait->armed = true;
    sys_sync_set(&waiter->wake);
    return STATUS_SUCCESS;
}

/* Whether it was armed and its object has not been taken. */
static bool disarm_locked(struct _TP_WAIT *wait)
{
    if (!wait->armed)
        return false;
    struct waiter *waiter = wait->waiter;
    struct object *object = unlist_locked(wait);
    wait->late = false;
    unsigned round = waiter->round;
    waiter->watched++;
    while (waiter->asleep && waiter->round == round) {
        sys_sync_reset(&waiter->looked);
        sys_sync_set(&waiter->wake);
        RtlReleaseSRWLockExclusive(&tp_lock);
        tp_sleep(&waiter->looked);
        RtlAcquireSRWLockExclusive(&tp_lock);
    }
    waiter->watched--;
    RtlReleaseSRWLockExclusive(&tp_lock);
    sys_object_release(object);
    RtlAcquireSRWLockExclusive(&tp_lock);
    return !wait->late;
}

static void stop_wait(struct tp_object *object)
{
    struct _TP_WAIT *wait = container_of(object, struct _TP_WAIT, base);
    RtlAcquireSRWLockExclusive(&tp_lock);
    wait->stopped = true;
    disarm_locked(wait);
    RtlReleaseSRWLockExclusive(&tp_lock);
}

/* What one of the pending callbacks is to be told. */
static bool take_result(struct _TP_WAIT *wait)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool timeout = !wait->hits;
    *(timeout ? &wait->timeouts : &wait->hits) -= 1;
    RtlReleaseSRWLockExclusive(&tp_lock);
    return timeout;
}

static void drop_results(struct tp_object *object, unsigned count)
{
    struct _TP_WAIT *wait = container_of(object, struct _TP_WAIT, base);
    unsigned timeouts = wait->timeouts < count ? wait->timeouts : count;
    wait->timeouts -= timeouts;
    wait->hits -= count - timeouts;
}

static NTSTATUS get_object(HANDLE handle, struct object **out)
{
    struct object *object;
    NTSTATUS status = sys_sync_get(handle, SYNCHRONIZE, &object);
    if (!NT_SUCCESS(status))
        return status;
    if (object->type->wait) {
        object_reference(object);
        *out = object;
    } else {
        status = STATUS_OBJECT_TYPE_MISMATCH;
    }
    sys_sync_put(handle, object);
    return status;
}

/* ---- waits ---- */

static void run_wait(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    struct _TP_WAIT *wait = container_of(object, struct _TP_WAIT, base);
    DWORD result = take_result(wait) ? (DWORD)STATUS_TIMEOUT : (DWORD)STATUS_WAIT_0;
    ((PTP_WAIT_CALLBACK)object->callback)(instance, object->context, wait, result);
}

NTSTATUS WINAPI TpAllocWait(PTP_WAIT *WaitReturn, PTP_WAIT_CALLBACK Callback, PVOID Context,
                            PTP_CALLBACK_ENVIRON CallbackEnviron)
{
    struct _TP_WAIT *wait = calloc(1, sizeof(*wait));
    if (!wait)
        return STATUS_NO_MEMORY;
    NTSTATUS status = tp_init(&wait->base, run_wait, (PVOID)Callback, Context, CallbackEnviron);
    if (NT_SUCCESS(status)) {
        wait->base.stop = stop_wait;
        wait->base.drop = drop_results;
        *WaitReturn = wait;
    } else {
        free(wait);
    }
    return status;
}

/* A handle that cannot be waited for raises an exception, there being no other way to tell. */
ULONG WINAPI TpSetWaitEx(PTP_WAIT Wait, HANDLE Handle, PLARGE_INTEGER Timeout, PVOID Reserved)
{
    struct object *object = NULL;
    NTSTATUS status = Handle ? get_object(Handle, &object) : STATUS_SUCCESS;
    if (!NT_SUCCESS(status))
        RtlRaiseStatus(status);
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool before = disarm_locked(Wait);
    bool over = Wait->stopped;
    if (object && !over && !NT_SUCCESS(arm_locked(Wait, object, sys_sync_deadline(Timeout))))
        tp_die();
    RtlReleaseSRWLockExclusive(&tp_lock);
    if (object && over)
        sys_object_release(object);
    return before;
}

VOID WINAPI TpSetWait(PTP_WAIT Wait, HANDLE Handle, PLARGE_INTEGER Timeout)
{
    TpSetWaitEx(Wait, Handle, Timeout, NULL);
}

VOID WINAPI TpWaitForWait(PTP_WAIT Wait, ULONG CancelPendingCallbacks)
{
    tp_wait(&Wait->base, CancelPendingCallbacks);
}

VOID WINAPI TpReleaseWait(PTP_WAIT Wait)
{
    tp_release(&Wait->base);
}

/* ---- registered waits ---- */

static uint64_t deadline_of(const struct _TP_WAIT *wait)
{
    return wait->timeout == HOST_FOREVER ? HOST_FOREVER : sys_host_monotonic() + wait->timeout;
}

static void run_registered(struct tp_object *base, PTP_CALLBACK_INSTANCE instance)
{
    struct _TP_WAIT *wait = container_of(base, struct _TP_WAIT, base);
    struct object *object = wait->target;
    ((PRTL_WAIT_CALLBACK)base->callback)(base->context, take_result(wait));
    if (wait->flags & WT_EXECUTEONLYONCE)
        return;
    object_reference(object);
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool again = !wait->stopped && NT_SUCCESS(arm_locked(wait, object, deadline_of(wait)));
    RtlReleaseSRWLockExclusive(&tp_lock);
    if (!again)
        sys_object_release(object);
}

static void forget_registered(struct tp_object *base)
{
    sys_object_release(container_of(base, struct _TP_WAIT, base)->target);
}

NTSTATUS WINAPI RtlRegisterWait(PHANDLE WaitHandle, HANDLE Handle, PRTL_WAIT_CALLBACK Function, PVOID Context,
                                ULONG Milliseconds, ULONG Flags)
{
    struct object *object;
    NTSTATUS status = get_object(Handle, &object);
    if (!NT_SUCCESS(status))
        return status;
    struct _TP_WAIT *wait = calloc(1, sizeof(*wait));
    status = wait ? tp_init(&wait->base, run_registered, (PVOID)Function, Context, NULL) : STATUS_NO_MEMORY;
    if (!NT_SUCCESS(status)) {
        sys_object_release(object);
        free(wait);
        return status;
    }
    wait->base.stop = stop_wait;
    wait->base.drop = drop_results;
    wait->base.forget = forget_registered;
    wait->target = object;
    wait->flags = Flags;
    wait->timeout = Milliseconds == 0xFFFFFFFF ? HOST_FOREVER : Milliseconds * 1000000ull;
    *WaitHandle = wait; /* the callback may be there before we are back */
    object_reference(object);
    RtlAcquireSRWLockExclusive(&tp_lock);
    status = arm_locked(wait, object, deadline_of(wait));
    RtlReleaseSRWLockExclusive(&tp_lock);
    if (!NT_SUCCESS(status)) {
        sys_object_release(object);
        tp_release(&wait->base);
    }
    return status;
}

NTSTATUS WINAPI RtlDeregisterWaitEx(HANDLE WaitHandle, HANDLE CompletionEvent)
{
    struct _TP_WAIT *wait = WaitHandle;
    return wait ? tp_delete(&wait->base, CompletionEvent) : STATUS_INVALID_HANDLE;
}

NTSTATUS WINAPI RtlDeregisterWait(HANDLE WaitHandle)
{
    return RtlDeregisterWaitEx(WaitHandle, NULL);
}

/* ---- for others here who wait without a thread ---- */

static void run_watch(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    struct _TP_WAIT *wait = container_of(object, struct _TP_WAIT, base);
    if (!take_result(wait))
        ((void (*)(void *))object->callback)(object->context);
}

NTSTATUS tp_watch_create(void (*signaled)(void *), void *context, PTP_WAIT *out)
{
    struct _TP_WAIT *wait = calloc(1, sizeof(*wait));
    if (!wait)
        return STATUS_NO_MEMORY;
    tp_init(&wait->base, run_watch, (PVOID)signaled, context, NULL);
    wait->base.stop = stop_wait;
    wait->base.drop = drop_results;
    wait->flags = WT_EXECUTEINWAITTHREAD;
    *out = wait;
    return STATUS_SUCCESS;
}

NTSTATUS tp_watch_start(PTP_WAIT wait, struct object *object)
{
    object_reference(object);
    RtlAcquireSRWLockExclusive(&tp_lock);
    NTSTATUS status = arm_locked(wait, object, HOST_FOREVER);
    RtlReleaseSRWLockExclusive(&tp_lock);
    if (!NT_SUCCESS(status))
        sys_object_release(object);
    return status;
}

bool tp_watch_stop(PTP_WAIT wait)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool stopped = disarm_locked(wait);
    RtlReleaseSRWLockExclusive(&tp_lock);
    if (!stopped)
        tp_wait(&wait->base, false);
    return stopped;
}
