/* SPDX-License-Identifier: MIT
 *
 * The system services for events, mutants and semaphores: handles and attributes to the operations of sync.c.
 */
#include <stdlib.h>
#include "event.h"
#include "kernel/ob/arena.h"
#include "kernel/mm/probe.h"
#include "kernel/ps/thread.h"
#include "timer.h"
#include "kernel/services.h"

static void destroy(struct object *object)
{
    struct sync_object *sync = container_of(object, struct sync_object, object);
    arena_leave(sync);
    free(sync);
}

static void close_mutant(struct object *object)
{
    /* With its last handle a mutex is gone, owned or not. */
    if (atomic_load(&object->handles) == 0)
        sync_abandon(container_of(object, struct sync_object, object));
}

/* With its last handle a timer is cancelled; nobody else can be waiting for it to call something. */
static void close_timer(struct object *object)
{
    if (atomic_load(&object->handles) == 0)
        timer_forget_apcs(NULL, container_of(object, struct sync_object, object));
}

#define SYNC_TYPE(name_, all, ...)                                                                           \
    {                                                                                                        \
        .name = name_, .generic_read = 0x20001, .generic_write = 0x20002, .generic_execute = 0x120000,       \
        .all_access = all, .destroy = destroy, .wait = &sync_wait_ops, .query_name = arena_query_name,       \
        __VA_ARGS__                                                                                          \
    }

const struct object_type event_type = SYNC_TYPE("Event", EVENT_ALL_ACCESS, );
const struct object_type mutant_type = SYNC_TYPE("Mutant", MUTANT_ALL_ACCESS, .close = close_mutant);
const struct object_type semaphore_type = SYNC_TYPE("Semaphore", SEMAPHORE_ALL_ACCESS, );

const struct object_type timer_type = SYNC_TYPE("Timer", TIMER_ALL_ACCESS, .close = close_timer);

/* A new object, or one that has the attributes' name. STATUS_OBJECT_NAME_EXISTS: the latter; the state that
 * was asked for is then ignored, as on Windows. word: the state; of a mutex, whether the caller owns it from
 * the moment at which others can see it. */
static NTSTATUS create(const struct object_type *type, enum sync_kind kind, uint32_t word, int32_t limit,
                       POBJECT_ATTRIBUTES attributes, ACCESS_MASK access, PHANDLE out)
{
    bool owned = kind == SYNC_MUTEX && word;
    struct sync_object *object;
    NTSTATUS status;
    bool created = true;
    if (attributes && attributes->ObjectName && attributes->ObjectName->Length) {
        status = arena_create_named(type, kind, word, limit, attributes, &object);
        if (!NT_SUCCESS(status))
            return status;
        created = status != STATUS_OBJECT_NAME_EXISTS;
    } else {
        object = malloc(sizeof(*object));
        if (!object)
            return STATUS_NO_MEMORY;
        sync_init(object, type, kind, owned ? sync_owner(false) : word);
        object->local.limit = owned ? (int32_t)sync_owner(false) : limit;
    }
    if (owned && created)
        sync_own(object);
    status = handle_create(&object->object, access, attributes ? attributes->Attributes : 0, out);
    if (owned && created && !NT_SUCCESS(status))
        sync_abandon(object);
    object_release(&object->object);
    return NT_SUCCESS(status) && !created ? STATUS_OBJECT_NAME_EXISTS : status;
}

static NTSTATUS open(const struct object_type *type, POBJECT_ATTRIBUTES attributes, ACCESS_MASK access,
                     PHANDLE out)
{
    struct sync_object *object;
    if (!attributes)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = arena_open_named(type, attributes, &object);
    if (!NT_SUCCESS(status))
        return status;
    status = handle_create(&object->object, access, attributes->Attributes, out);
    object_release(&object->object);
    return status;
}

static NTSTATUS get(HANDLE handle, const struct object_type *type, ACCESS_MASK access,
                    struct sync_object **sync)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, type, access, &object);
    if (NT_SUCCESS(status))
        *sync = container_of(object, struct sync_object, object);
    return status;
}

/* ---- events ---- */

NTSTATUS svc_NtCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
                           POBJECT_ATTRIBUTES ObjectAttributes, EVENT_TYPE EventType, BOOLEAN InitialState)
{
    NTSTATUS bad = probe_create(EventHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    if (EventType != NotificationEvent && EventType != SynchronizationEvent)
        return STATUS_INVALID_PARAMETER;
    return create(&event_type, EventType == NotificationEvent ? SYNC_EVENT_MANUAL : SYNC_EVENT_AUTO,
                  InitialState ? SYNC_SIGNALED : 0, 0, ObjectAttributes, DesiredAccess, EventHandle);
}

NTSTATUS svc_NtOpenEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS bad = probe_create(EventHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    return open(&event_type, ObjectAttributes, DesiredAccess, EventHandle);
}

static NTSTATUS change_event(HANDLE handle, bool (*change)(struct sync_object *), PLONG previous)
{
    struct sync_object *event;
    NTSTATUS status = get(handle, &event_type, EVENT_MODIFY_STATE, &event);
    if (!NT_SUCCESS(status))
        return status;
    bool before = change(event);
    handle_put(handle, &event->object);
    if (previous)
        *previous = before;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtSetEvent(HANDLE EventHandle, PLONG PreviousState)
{
    if (!probe_write_optional(PreviousState, sizeof(*PreviousState)))
        return STATUS_ACCESS_VIOLATION;
    return change_event(EventHandle, sync_set, PreviousState);
}

NTSTATUS svc_NtResetEvent(HANDLE EventHandle, PLONG PreviousState)
{
    if (!probe_write_optional(PreviousState, sizeof(*PreviousState)))
        return STATUS_ACCESS_VIOLATION;
    return change_event(EventHandle, sync_reset, PreviousState);
}

NTSTATUS svc_NtClearEvent(HANDLE EventHandle)
{
    return change_event(EventHandle, sync_reset, NULL);
}

NTSTATUS svc_NtPulseEvent(HANDLE EventHandle, PLONG PreviousState)
{
    if (!probe_write_optional(PreviousState, sizeof(*PreviousState)))
        return STATUS_ACCESS_VIOLATION;
    return change_event(EventHandle, sync_pulse, PreviousState);
}

/* The common part of the queries, each of which knows one class: 0. */
static NTSTATUS check_query(ULONG class, ULONG length, ULONG size)
{
    return class ? STATUS_INVALID_INFO_CLASS : length != size ? STATUS_INFO_LENGTH_MISMATCH : STATUS_SUCCESS;
}

NTSTATUS svc_NtQueryEvent(HANDLE EventHandle, ULONG EventInformationClass, PVOID EventInformation,
                          ULONG EventInformationLength, PULONG ReturnLength)
{
    if (!probe_write(EventInformation, EventInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    struct sync_object *event;
    EVENT_BASIC_INFORMATION *info = EventInformation;
    NTSTATUS status = check_query(EventInformationClass, EventInformationLength, sizeof(*info));
    if (!NT_SUCCESS(status) || !NT_SUCCESS(status = get(EventHandle, &event_type, EVENT_QUERY_STATE, &event)))
        return status;
    struct sync_state *state = atomic_load(&event->state);
    info->EventType = state->kind == SYNC_EVENT_MANUAL ? NotificationEvent : SynchronizationEvent;
    info->EventState = sync_wait_ops.poll(&event->object, false) == STATUS_WAIT_0;
    handle_put(EventHandle, &event->object);
    if (ReturnLength)
        *ReturnLength = sizeof(*info);
    return STATUS_SUCCESS;
}

/* ---- mutants ---- */

NTSTATUS svc_NtCreateMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN InitialOwner)
{
    NTSTATUS bad = probe_create(MutantHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    return create(&mutant_type, SYNC_MUTEX, InitialOwner != 0, 0, ObjectAttributes, DesiredAccess,
                  MutantHandle);
}

NTSTATUS svc_NtOpenMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                          POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS bad = probe_create(MutantHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    return open(&mutant_type, ObjectAttributes, DesiredAccess, MutantHandle);
}

NTSTATUS svc_NtReleaseMutant(HANDLE MutantHandle, PLONG PreviousCount)
{
    if (!probe_write_optional(PreviousCount, sizeof(*PreviousCount)))
        return STATUS_ACCESS_VIOLATION;
    struct sync_object *mutant;
    NTSTATUS status = get(MutantHandle, &mutant_type, 0, &mutant);
    if (!NT_SUCCESS(status))
        return status;
    status = sync_release_mutex(mutant, PreviousCount);
    handle_put(MutantHandle, &mutant->object);
    return status;
}

NTSTATUS svc_NtQueryMutant(HANDLE MutantHandle, ULONG MutantInformationClass, PVOID MutantInformation,
                           ULONG MutantInformationLength, PULONG ReturnLength)
{
    if (!probe_write(MutantInformation, MutantInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    struct sync_object *mutant;
    MUTANT_BASIC_INFORMATION *info = MutantInformation;
    NTSTATUS status = check_query(MutantInformationClass, MutantInformationLength, sizeof(*info));
    if (!NT_SUCCESS(status) ||
        !NT_SUCCESS(status = get(MutantHandle, &mutant_type, MUTANT_QUERY_STATE, &mutant)))
        return status;
    struct sync_state *state = atomic_load(&mutant->state);
    uint32_t word = atomic_load(&state->value);
    info->OwnedByCaller = sync_owns(mutant);
    info->AbandonedState = word == SYNC_ABANDONED;
    info->CurrentCount = word == 0 || word == SYNC_ABANDONED ? 1 : -state->recursion;
    handle_put(MutantHandle, &mutant->object);
    if (ReturnLength)
        *ReturnLength = sizeof(*info);
    return STATUS_SUCCESS;
}

/* ---- semaphores ---- */

NTSTATUS svc_NtCreateSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                               POBJECT_ATTRIBUTES ObjectAttributes, LONG InitialCount, LONG MaximumCount)
{
    NTSTATUS bad = probe_create(SemaphoreHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    if (MaximumCount <= 0 || InitialCount < 0 || InitialCount > MaximumCount)
        return STATUS_INVALID_PARAMETER;
    return create(&semaphore_type, SYNC_SEMAPHORE, (uint32_t)InitialCount, MaximumCount, ObjectAttributes,
                  DesiredAccess, SemaphoreHandle);
}

NTSTATUS svc_NtOpenSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS bad = probe_create(SemaphoreHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    return open(&semaphore_type, ObjectAttributes, DesiredAccess, SemaphoreHandle);
}

NTSTATUS svc_NtReleaseSemaphore(HANDLE SemaphoreHandle, LONG ReleaseCount, PLONG PreviousCount)
{
    if (!probe_write_optional(PreviousCount, sizeof(*PreviousCount)))
        return STATUS_ACCESS_VIOLATION;
    struct sync_object *semaphore;
    if (ReleaseCount <= 0)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = get(SemaphoreHandle, &semaphore_type, SEMAPHORE_MODIFY_STATE, &semaphore);
    if (!NT_SUCCESS(status))
        return status;
    status = sync_release_semaphore(semaphore, ReleaseCount, PreviousCount);
    handle_put(SemaphoreHandle, &semaphore->object);
    return status;
}

NTSTATUS svc_NtQuerySemaphore(HANDLE SemaphoreHandle, ULONG SemaphoreInformationClass,
                              PVOID SemaphoreInformation, ULONG SemaphoreInformationLength,
                              PULONG ReturnLength)
{
    if (!probe_write(SemaphoreInformation, SemaphoreInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    struct sync_object *semaphore;
    SEMAPHORE_BASIC_INFORMATION *info = SemaphoreInformation;
    NTSTATUS status = check_query(SemaphoreInformationClass, SemaphoreInformationLength, sizeof(*info));
    if (!NT_SUCCESS(status) ||
        !NT_SUCCESS(status = get(SemaphoreHandle, &semaphore_type, SEMAPHORE_QUERY_STATE, &semaphore)))
        return status;
    struct sync_state *state = atomic_load(&semaphore->state);
    info->CurrentCount = (LONG)atomic_load(&state->value);
    info->MaximumCount = state->limit;
    handle_put(SemaphoreHandle, &semaphore->object);
    if (ReturnLength)
        *ReturnLength = sizeof(*info);
    return STATUS_SUCCESS;
}

/* ---- timers; the rest is in timer.c ---- */

NTSTATUS svc_NtCreateTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                           POBJECT_ATTRIBUTES ObjectAttributes, TIMER_TYPE TimerType)
{
    NTSTATUS bad = probe_create(TimerHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    if (TimerType != NotificationTimer && TimerType != SynchronizationTimer)
        return STATUS_INVALID_PARAMETER_4;
    return create(&timer_type, TimerType == NotificationTimer ? SYNC_TIMER_MANUAL : SYNC_TIMER_AUTO, 0, 0,
                  ObjectAttributes, DesiredAccess, TimerHandle);
}

NTSTATUS svc_NtOpenTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS bad = probe_create(TimerHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    return open(&timer_type, ObjectAttributes, DesiredAccess, TimerHandle);
}

NTSTATUS svc_NtSignalAndWaitForSingleObject(HANDLE SignalHandle, HANDLE WaitHandle, BOOLEAN Alertable,
                                            PLARGE_INTEGER Timeout)
{
    if (!probe_read_optional(Timeout, sizeof(*Timeout)))
        return STATUS_ACCESS_VIOLATION;
    struct object *object;
    /* What is waited for is looked at first: nothing is signaled for a wait that cannot be. */
    NTSTATUS status = sync_get(WaitHandle, SYNCHRONIZE, &object);
    if (!NT_SUCCESS(status))
        return status;
    bool waitable = object->type->wait != NULL;
    sync_put(WaitHandle, object);
    status = sync_get(SignalHandle, 0, &object);
    if (!NT_SUCCESS(status))
        return status;
    const struct object_type *type = object->type;
    sync_put(SignalHandle, object);
    if (!waitable)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    else if (type == &event_type)
        status = svc_NtSetEvent(SignalHandle, NULL);
    else if (type == &mutant_type)
        status = svc_NtReleaseMutant(SignalHandle, NULL);
    else if (type == &semaphore_type)
        status = svc_NtReleaseSemaphore(SignalHandle, 1, NULL);
    else
        status = STATUS_OBJECT_TYPE_MISMATCH;
    return NT_SUCCESS(status) ? svc_NtWaitForSingleObject(WaitHandle, Alertable, Timeout) : status;
}
