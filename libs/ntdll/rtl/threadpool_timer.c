/* SPDX-License-Identifier: MIT
 *
 * The thread pool's timers, and the older timer queues, which are made of them.
 *
 * All set timers stand in one heap, the next one first. One thread, made with the first timer, sleeps until
 * that one is due and posts its callback; it ends when there has been none for a while. The heap has room for
 * every timer that exists, so setting one cannot fail. A period that a slow pool has missed is skipped.
 */
#include <stdlib.h>
#include "threadpool_internal.h"

struct timer_queue {
    struct _TP_TIMER *timers;
    bool closed; /* goes with its last timer */
    HANDLE completion;
};

struct _TP_TIMER {
    struct tp_object base;
    uint64_t due;    /* host_monotonic */
    uint64_t period; /* ns; 0: once */
    size_t place;    /* in the heap, from 1; 0: not in it */
    bool set, stopped, closing;
    ULONG flags; /* of a timer queue's */
    struct timer_queue *queue;
    struct _TP_TIMER *next_timer, **link_timer; /* in its queue */
};

static struct _TP_TIMER **heap; /* from 1 */
static size_t heap_count, heap_capacity, timers;
static bool thread_runs;
static struct sync_object wake; /* an event for the thread */
static struct timer_queue default_queue;

/* ---- the heap ---- */

static void put_at(size_t place, struct _TP_TIMER *timer)
{
    heap[place] = timer;
    timer->place = place;
}

static void sift(size_t place, struct _TP_TIMER *timer)
{
    for (; place > 1 && heap[place / 2]->due > timer->due; place /= 2)
        put_at(place, heap[place / 2]);
    for (size_t child; (child = 2 * place) <= heap_count; place = child) {
        if (child < heap_count && heap[child + 1]->due < heap[child]->due)
            child++;
        if (heap[child]->due >= timer->due)
            break;
        put_at(place, heap[child]);
    }
    put_at(place, timer);
}

static void remove_locked(struct _TP_TIMER *timer)
{
    size_t place = timer->place;
    struct _TP_TIMER *last;
    if (!place)
        return;
    last = heap[heap_count--];
    timer->place = 0;
    if (last != timer)
        sift(place, last);
}

static bool reserve_locked(void)
{
    if (timers + 2 > heap_capacity) {
        size_t capacity = heap_capacity ? 2 * heap_capacity : 64;
        struct _TP_TIMER **bigger = realloc(heap, capacity * sizeof(*heap));
        if (!bigger)
            return false;
        heap = bigger;
        heap_capacity = capacity;
    }
    timers++;
    return true;
}

/* ---- the thread ---- */

static void expire_locked(struct _TP_TIMER *timer, uint64_t now)
{
    remove_locked(timer);
    if (timer->period && !(timer->flags & WT_EXECUTEONLYONCE)) {
        timer->due += (now - timer->due) / timer->period * timer->period + timer->period;
        heap_count++;
        sift(heap_count, timer);
    }
    if (timer->flags & WT_EXECUTEINTIMERTHREAD)
        tp_run_locked(&timer->base);
    else if (!timer->base.pending) /* one that is still to run stands for both */
        tp_post_or_die_locked(&timer->base);
}

static DWORD WINAPI watch_timers(PVOID unused)
{
    struct object *event = &wake.object;
    RtlAcquireSRWLockExclusive(&tp_lock);
    for (;;) {
        uint64_t now = sys_host_monotonic();
        if (heap_count && heap[1]->due <= now) {
            expire_locked(heap[1], now);
            continue;
        }
        bool idle = !heap_count;
        uint64_t until = idle ? now + TP_IDLE_TIME : heap[1]->due;
        RtlReleaseSRWLockExclusive(&tp_lock);
        NTSTATUS status = sys_sync_wait(&event, 1, false, false, until);
        RtlAcquireSRWLockExclusive(&tp_lock);
        if (idle && status == STATUS_TIMEOUT && !heap_count)
            break;
    }
    thread_runs = false;
    RtlReleaseSRWLockExclusive(&tp_lock);
    return 0;
}

static void insert_locked(struct _TP_TIMER *timer, uint64_t due, uint32_t period)
{
    timer->due = due ? due : sys_host_monotonic();
    timer->period = period * 1000000ull;
    heap_count++;
    sift(heap_count, timer);
    if (!wake.object.type)
        sys_sync_init(&wake, &tp_event_type, SYNC_EVENT_AUTO, 0);
    if (timer->place == 1)
        sys_sync_set(&wake);
    if (!thread_runs) {
        if (!NT_SUCCESS(tp_start_thread(watch_timers, NULL, 0)))
            tp_die();
        thread_runs = true;
    }
}

/* ---- timers ---- */

static void run_timer(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PTP_TIMER_CALLBACK)object->callback)(instance, object->context, (PTP_TIMER)object);
}

static void stop_timer(struct tp_object *object)
{
    struct _TP_TIMER *timer = container_of(object, struct _TP_TIMER, base);
    RtlAcquireSRWLockExclusive(&tp_lock);
    timer->stopped = true;
    timer->set = false;
    remove_locked(timer);
    RtlReleaseSRWLockExclusive(&tp_lock);
}

static void forget_timer(struct tp_object *object)
{
    struct _TP_TIMER *timer = container_of(object, struct _TP_TIMER, base);
    timers--;
    if (timer->queue) {
        *timer->link_timer = timer->next_timer;
        if (timer->next_timer)
            timer->next_timer->link_timer = timer->link_timer;
        if (!timer->queue->timers && timer->queue->closed) {
            object->last_completion = timer->queue->completion;
            free(timer->queue);
        }
    }
}

static NTSTATUS make_timer(struct _TP_TIMER **out, void (*run)(struct tp_object *, PTP_CALLBACK_INSTANCE),
                           PVOID callback, PVOID context, PTP_CALLBACK_ENVIRON environment)
{
    struct _TP_TIMER *timer = calloc(1, sizeof(*timer));
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool room = timer && reserve_locked();
    RtlReleaseSRWLockExclusive(&tp_lock);
    NTSTATUS status = room ? tp_init(&timer->base, run, callback, context, environment) : STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        timer->base.stop = stop_timer;
        timer->base.forget = forget_timer;
        *out = timer;
        return status;
    }
    RtlAcquireSRWLockExclusive(&tp_lock);
    timers -= room;
    RtlReleaseSRWLockExclusive(&tp_lock);
    free(timer);
    return status;
}

NTSTATUS WINAPI TpAllocTimer(PTP_TIMER *TimerReturn, PTP_TIMER_CALLBACK Callback, PVOID Context,
                             PTP_CALLBACK_ENVIRON CallbackEnviron)
{
    return make_timer(TimerReturn, run_timer, (PVOID)Callback, Context, CallbackEnviron);
}

ULONG WINAPI TpSetTimerEx(PTP_TIMER Timer, PLARGE_INTEGER DueTime, LONG Period, LONG WindowLength)
{
    uint64_t due = DueTime ? sys_sync_deadline(DueTime) : HOST_FOREVER;
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool before = Timer->place != 0;
    remove_locked(Timer);
    Timer->set = DueTime != NULL;
    if (due != HOST_FOREVER && !Timer->stopped)
        insert_locked(Timer, due, (uint32_t)Period);
    RtlReleaseSRWLockExclusive(&tp_lock);
    return before;
}

VOID WINAPI TpSetTimer(PTP_TIMER Timer, PLARGE_INTEGER DueTime, LONG Period, LONG WindowLength)
{
    TpSetTimerEx(Timer, DueTime, Period, WindowLength);
}

ULONG WINAPI TpIsTimerSet(PTP_TIMER Timer)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool set = Timer->set;
    RtlReleaseSRWLockExclusive(&tp_lock);
    return set;
}

VOID WINAPI TpWaitForTimer(PTP_TIMER Timer, ULONG CancelPendingCallbacks)
{
    tp_wait(&Timer->base, CancelPendingCallbacks);
}

VOID WINAPI TpReleaseTimer(PTP_TIMER Timer)
{
    tp_release(&Timer->base);
}

/* ---- timer queues ---- */

static void run_queue_timer(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PRTL_WAIT_CALLBACK)object->callback)(object->context, TRUE);
}

NTSTATUS WINAPI RtlCreateTimerQueue(PHANDLE TimerQueueHandle)
{
    struct timer_queue *queue = calloc(1, sizeof(*queue));
    if (!queue)
        return STATUS_NO_MEMORY;
    *TimerQueueHandle = queue;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlCreateTimer(HANDLE TimerQueueHandle, HANDLE *Handle, PRTL_WAIT_CALLBACK Function,
                               PVOID Context, ULONG DueTime, ULONG Period, ULONG Flags)
{
    struct timer_queue *queue = TimerQueueHandle ? TimerQueueHandle : &default_queue;
    struct _TP_TIMER *timer;
    NTSTATUS status = make_timer(&timer, run_queue_timer, (PVOID)Function, Context, NULL);
    if (!NT_SUCCESS(status))
        return status;
    *Handle = timer; /* the callback may be there before we are back */
    RtlAcquireSRWLockExclusive(&tp_lock);
    timer->flags = Flags;
    timer->queue = queue;
    timer->next_timer = queue->timers;
    timer->link_timer = &queue->timers;
    if (timer->next_timer)
        timer->next_timer->link_timer = &timer->next_timer;
    queue->timers = timer;
    if (DueTime != 0xFFFFFFFF)
        insert_locked(timer, sys_host_monotonic() + DueTime * 1000000ull, Period);
    RtlReleaseSRWLockExclusive(&tp_lock);
    return STATUS_SUCCESS;
}

/* A timer that has fired for good stays so: a new due time is for one that is still to come, or periodic. */
NTSTATUS WINAPI RtlUpdateTimer(HANDLE TimerQueueHandle, HANDLE TimerHandle, ULONG DueTime, ULONG Period)
{
    struct _TP_TIMER *timer = TimerHandle;
    if (!timer)
        return STATUS_INVALID_PARAMETER_2;
    RtlAcquireSRWLockExclusive(&tp_lock);
    if (timer->place && !timer->stopped) {
        remove_locked(timer);
        insert_locked(timer, sys_host_monotonic() + DueTime * 1000000ull, Period);
    }
    RtlReleaseSRWLockExclusive(&tp_lock);
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlDeleteTimer(HANDLE TimerQueueHandle, HANDLE TimerToCancel, HANDLE Event)
{
    struct _TP_TIMER *timer = TimerToCancel;
    if (!timer)
        return STATUS_INVALID_PARAMETER_2;
    return tp_delete(&timer->base, Event);
}

/* Stops one of a queue's timers and lets it go. Whether it calls, or will. */
static bool close_timer(struct _TP_TIMER *timer, bool block)
{
    stop_timer(&timer->base);
    if (block)
        tp_wait(&timer->base, false);
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool busy = timer->base.pending || timer->base.running;
    timer->base.held--;
    timer->base.released = true;
    tp_settle_unlock(&timer->base);
    return busy;
}

static struct _TP_TIMER *next_to_close(struct timer_queue *queue)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    struct _TP_TIMER *timer = queue->timers;
    while (timer && timer->closing)
        timer = timer->next_timer;
    if (timer) {
        timer->closing = true;
        timer->base.held++;
    }
    RtlReleaseSRWLockExclusive(&tp_lock);
    return timer;
}

/* The queue itself goes, and the event is set, with the last of its timers. */
NTSTATUS WINAPI RtlDeleteTimerQueueEx(HANDLE TimerQueueHandle, HANDLE Event)
{
    struct timer_queue *queue = TimerQueueHandle;
    struct _TP_TIMER *timer;
    bool block = Event == (HANDLE)(LONG_PTR)-1, busy = false;
    if (!queue)
        return STATUS_INVALID_HANDLE;
    while ((timer = next_to_close(queue)))
        busy |= close_timer(timer, block);
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool empty = !queue->timers;
    queue->closed = true;
    queue->completion = block ? NULL : Event;
    RtlReleaseSRWLockExclusive(&tp_lock);
    if (empty) {
        free(queue);
        if (Event && !block)
            NtSetEvent(Event, NULL);
    }
    return busy ? STATUS_PENDING : STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlDeleteTimerQueue(HANDLE TimerQueueHandle)
{
    return RtlDeleteTimerQueueEx(TimerQueueHandle, NULL);
}
