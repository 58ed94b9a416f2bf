/* SPDX-License-Identifier: MIT
 *
 * Waitable timers. A timer has no thread: its due time stands in its state, whoever looks at it lets it
 * expire, and whoever sleeps on it sleeps no longer than until then (block.c). Setting one cuts the waits for
 * it, so that they reckon anew.
 *
 * A completion routine is for the thread that set the timer, and only while it waits alertably: so it stands
 * in a list of that thread's, which such a wait looks at and which bounds its sleep. Another thread that
 * sets, cancels or closes the timer takes it from there. Not seen: that another process sets a timer by its
 * name.
 */
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include "apc.h"
#include "event.h"
#include "kernel/mm/probe.h"
#include "timer.h"
#include "kernel/host/host.h"
#include "kernel/services.h"

#define EPOCH_1601 116444736000000000ull /* 100 ns units from 1601 to 1970 */

struct timer_apc {
    struct timer_apc *next;
    struct sync_object *timer; /* no reference: closing the timer's last handle forgets this */
    uint64_t due, period;      /* host_monotonic, ns */
    PTIMER_APC_ROUTINE routine;
    PVOID context;
};

static pthread_mutex_t apcs_lock = PTHREAD_MUTEX_INITIALIZER;

/* Taking from another thread's list needs no wake: that thread looks at it when its sleep ends. */
static void forget_in(struct thread *thread, void *timer)
{
    struct timer_apc *first = atomic_load(&thread->timer_apcs);
    for (struct timer_apc **link = &first; *link;) {
        struct timer_apc *apc = *link;
        if (timer && apc->timer != timer) {
            link = &apc->next;
            continue;
        }
        *link = apc->next;
        free(apc);
    }
    atomic_store(&thread->timer_apcs, first);
}

void timer_forget_apcs(struct thread *thread, struct sync_object *timer)
{
    if (!timer && !atomic_load(&thread->timer_apcs))
        return;
    pthread_mutex_lock(&apcs_lock);
    if (timer)
        thread_enumerate(forget_in, timer);
    else
        forget_in(thread, NULL);
    pthread_mutex_unlock(&apcs_lock);
}

uint64_t timer_queue_apcs(struct thread *thread)
{
    uint64_t next = HOST_FOREVER, now = host_monotonic();
    pthread_mutex_lock(&apcs_lock);
    struct timer_apc *first = atomic_load(&thread->timer_apcs);
    for (struct timer_apc **link = &first; *link;) {
        struct timer_apc *apc = *link;
        if (apc->due <= now) {
            uint64_t when = (host_realtime() - (now - apc->due)) / 100 + EPOCH_1601;
            apc_queue(thread->object, (PPS_APC_ROUTINE)(PVOID)apc->routine, apc->context,
                      (PVOID)(ULONG_PTR)(ULONG)when, (PVOID)(ULONG_PTR)(ULONG)(when >> 32));
            if (!apc->period) {
                *link = apc->next;
                free(apc);
                continue;
            }
            apc->due += ((now - apc->due) / apc->period + 1) * apc->period;
        }
        next = apc->due < next ? apc->due : next;
        link = &apc->next;
    }
    atomic_store(&thread->timer_apcs, first);
    pthread_mutex_unlock(&apcs_lock);
    return next;
}

static NTSTATUS get(HANDLE handle, ACCESS_MASK access, struct sync_object **timer)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, &timer_type, access, &object);
    if (NT_SUCCESS(status))
        *timer = container_of(object, struct sync_object, object);
    return status;
}

NTSTATUS svc_NtSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime, PTIMER_APC_ROUTINE TimerApcRoutine,
                        PVOID TimerContext, BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState)
{
    if (!probe_read(DueTime, sizeof(*DueTime)) ||
        !probe_write_optional(PreviousState, sizeof(*PreviousState)))
        return STATUS_ACCESS_VIOLATION;
    struct sync_object *timer;
    if (Period < 0)
        return STATUS_INVALID_PARAMETER_6;
    NTSTATUS status = get(TimerHandle, TIMER_MODIFY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return status;
    struct timer_apc *apc = TimerApcRoutine ? malloc(sizeof(*apc)) : NULL;
    if (TimerApcRoutine && !apc) {
        handle_put(TimerHandle, &timer->object);
        return STATUS_NO_MEMORY;
    }
    uint64_t due = sync_deadline(DueTime);
    due = due ? due : host_monotonic();
    timer_forget_apcs(NULL, timer);
    bool before = sync_set_timer(timer, due, (uint32_t)Period, false);
    if (apc) {
        struct thread *thread = thread_self();
        *apc =
            (struct timer_apc){NULL, timer, due, (uint64_t)Period * 1000000, TimerApcRoutine, TimerContext};
        pthread_mutex_lock(&apcs_lock);
        apc->next = atomic_load(&thread->timer_apcs);
        atomic_store(&thread->timer_apcs, apc);
        pthread_mutex_unlock(&apcs_lock);
    }
    handle_put(TimerHandle, &timer->object);
    if (PreviousState)
        *PreviousState = before;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtCreateTimer2(PHANDLE TimerHandle, PVOID Reserved, POBJECT_ATTRIBUTES ObjectAttributes,
                            ULONG Attributes, ACCESS_MASK DesiredAccess)
{
    /* All timers have the kernel's resolution, and none wakes a machine. */
    if (Attributes & ~(EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE | EX_TIMER_NOTIFICATION))
        return STATUS_INVALID_PARAMETER_4;
    return svc_NtCreateTimer(TimerHandle, DesiredAccess, ObjectAttributes,
                             Attributes & EX_TIMER_NOTIFICATION ? NotificationTimer : SynchronizationTimer);
}

/* 100 ns units as sync_state keeps them: microseconds, at least one, while they fit, else milliseconds. */
static uint32_t fine_period(uint64_t units)
{
    uint64_t microseconds = (units + 9) / 10;
    return !units                             ? 0
           : microseconds < SYNC_MICROSECONDS ? SYNC_MICROSECONDS | (uint32_t)microseconds
                                              : (uint32_t)((microseconds + 999) / 1000);
}

NTSTATUS svc_NtSetTimer2(HANDLE TimerHandle, PLARGE_INTEGER DueTime, PLARGE_INTEGER Period,
                         PT2_SET_PARAMETERS Parameters)
{
    if (!probe_read(DueTime, sizeof(*DueTime)) || !probe_read_optional(Period, sizeof(*Period)) ||
        !probe_read_optional(Parameters, sizeof(*Parameters)))
        return STATUS_ACCESS_VIOLATION;
    struct sync_object *timer;
    int64_t period = Period ? Period->QuadPart : 0;
    if (period < 0 || period > (int64_t)INT32_MAX * 10000)
        return STATUS_INVALID_PARAMETER_3;
    if (Parameters && (Parameters->Version || Parameters->Reserved || Parameters->NoWakeTolerance < -1))
        return STATUS_INVALID_PARAMETER_4;
    NTSTATUS status = get(TimerHandle, TIMER_MODIFY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return status;
    uint64_t due = sync_deadline(DueTime);
    timer_forget_apcs(NULL, timer);
    sync_set_timer(timer, due ? due : host_monotonic(), fine_period((uint64_t)period), false);
    handle_put(TimerHandle, &timer->object);
    return STATUS_SUCCESS;
}

static NTSTATUS cancel(HANDLE TimerHandle, PBOOLEAN CurrentState)
{
    if (!probe_write_optional(CurrentState, sizeof(*CurrentState)))
        return STATUS_ACCESS_VIOLATION;
    struct sync_object *timer;
    NTSTATUS status = get(TimerHandle, TIMER_MODIFY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return status;
    /* The signal stays as it is: only what is to come is cancelled. */
    timer_forget_apcs(NULL, timer);
    bool before = sync_set_timer(timer, HOST_FOREVER, 0, true);
    handle_put(TimerHandle, &timer->object);
    if (CurrentState)
        *CurrentState = before;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtCancelTimer2(HANDLE TimerHandle, PVOID Parameters)
{
    return cancel(TimerHandle, NULL);
}

NTSTATUS svc_NtCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState)
{
    return cancel(TimerHandle, CurrentState);
}

NTSTATUS svc_NtQueryTimer(HANDLE TimerHandle, ULONG TimerInformationClass, PVOID TimerInformation,
                          ULONG TimerInformationLength, PULONG ReturnLength)
{
    if (!probe_write(TimerInformation, TimerInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    struct sync_object *timer;
    TIMER_BASIC_INFORMATION *info = TimerInformation;
    if (TimerInformationClass != 0) /* TimerBasicInformation */
        return STATUS_INVALID_INFO_CLASS;
    if (TimerInformationLength != sizeof(*info))
        return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = get(TimerHandle, TIMER_QUERY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return status;
    info->TimerState = sync_wait_ops.poll(&timer->object, false) == STATUS_WAIT_0;
    uint64_t due = atomic_load(&atomic_load(&timer->state)->due), now = host_monotonic();
    info->RemainingTime.QuadPart = due == HOST_FOREVER ? 0 : (LONGLONG)(due - now) / 100;
    handle_put(TimerHandle, &timer->object);
    if (ReturnLength)
        *ReturnLength = sizeof(*info);
    return STATUS_SUCCESS;
}
