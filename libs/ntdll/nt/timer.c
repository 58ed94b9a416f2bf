/* SPDX-License-Identifier: MIT
 *
 * Waitable timers. A timer has no thread: its due time stands in its state, whoever looks at it lets it
 * expire, and whoever sleeps on it sleeps no longer than until then (sync.c). Setting one changes its word,
 * so that sleepers wake and reckon anew.
 */
#include <limits.h>
#include "event.h"
#include "timer.h"
#include "../host/host.h"

static NTSTATUS get(HANDLE handle, ACCESS_MASK access, struct sync_object **timer)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, &timer_type, access, &object);
    if (NT_SUCCESS(status))
        *timer = container_of(object, struct sync_object, object);
    return status;
}

/* Changes due time and period and resets the timer; whether it was signaled. */
static bool set(struct sync_object *timer, uint64_t due, uint32_t period)
{
    bool before = sync_wait_ops.poll(&timer->object, false) == STATUS_WAIT_0;
    for (;;) {
        struct sync_state *state = atomic_load(&timer->state);
        uint32_t word = atomic_load(&state->word);
        if (word == SYNC_MOVED)
            continue;
        atomic_store(&state->due, HOST_FOREVER);
        state->period = period;
        if (!atomic_compare_exchange_strong(&state->word, &word, (word + SYNC_PULSE) & 0x7FFFFFFE))
            continue;
        atomic_store(&state->due, due);
        sync_wake(state, INT_MAX, state != &timer->local);
        return before;
    }
}

NTSTATUS WINAPI NtSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime, PTIMER_APC_ROUTINE TimerApcRoutine,
                           PVOID TimerContext, BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState)
{
    struct sync_object *timer;
    if (Period < 0)
        return STATUS_INVALID_PARAMETER_6;
    if (TimerApcRoutine)
        return STATUS_NOT_SUPPORTED; /* completion routines */
    NTSTATUS status = get(TimerHandle, TIMER_MODIFY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return status;
    uint64_t due = sync_deadline(DueTime);
    bool before = set(timer, due ? due : host_monotonic(), (uint32_t)Period);
    handle_put(TimerHandle, &timer->object);
    if (PreviousState)
        *PreviousState = before;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState)
{
    struct sync_object *timer;
    NTSTATUS status = get(TimerHandle, TIMER_MODIFY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return status;
    /* The signal stays as it is: only what is to come is cancelled. */
    bool before = sync_wait_ops.poll(&timer->object, false) == STATUS_WAIT_0;
    atomic_store(&atomic_load(&timer->state)->due, HOST_FOREVER);
    handle_put(TimerHandle, &timer->object);
    if (CurrentState)
        *CurrentState = before;
    return STATUS_SUCCESS;
}
