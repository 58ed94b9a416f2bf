/* SPDX-License-Identifier: MIT
 *
 * The system services for waiting: handles to objects, NT's timeouts to deadlines.
 */
#include <limits.h>
#include <string.h>
#include "suspend.h"
#include "kernel/mm/probe.h"
#include "kernel/ps/process.h"
#include "sync.h"
#include "kernel/ps/thread.h"
#include "kernel/host/host.h"

#define EPOCH_1601 116444736000000000ull /* 100 ns units from 1601 to 1970 */

uint64_t sync_deadline(const LARGE_INTEGER *timeout)
{
    if (!timeout)
        return HOST_FOREVER;
    int64_t value = timeout->QuadPart;
    if (value == 0)
        return 0;
    if (value == INT64_MIN)
        return HOST_FOREVER;
    if (value < 0)
        return -value >= INT64_MAX / 200 ? HOST_FOREVER : host_monotonic() + (uint64_t)-value * 100;
    uint64_t now = host_realtime() / 100 + EPOCH_1601;
    if ((uint64_t)value <= now)
        return 0;
    uint64_t left = (uint64_t)value - now;
    return left >= UINT64_MAX / 200 ? HOST_FOREVER : host_monotonic() + left * 100;
}

NTSTATUS sync_get(HANDLE handle, ACCESS_MASK access, struct object **object)
{
    if (handle == NtCurrentThread()) {
        *object = &thread_self()->object->sync.object;
        object_reference(*object);
        return STATUS_SUCCESS;
    }
    if (handle == NtCurrentProcess()) {
        *object = process_self();
        object_reference(*object);
        return STATUS_SUCCESS;
    }
    return handle_get(handle, NULL, access, object);
}

NTSTATUS sync_get_typed(HANDLE handle, const struct object_type *type, ACCESS_MASK access,
                        struct object **object)
{
    if (handle != NtCurrentThread() && handle != NtCurrentProcess())
        return handle_get(handle, type, access, object);
    sync_get(handle, 0, object);
    if ((*object)->type == type)
        return STATUS_SUCCESS;
    sync_put(handle, *object);
    return STATUS_OBJECT_TYPE_MISMATCH;
}

void sync_put(HANDLE handle, struct object *object)
{
    if (handle == NtCurrentThread() || handle == NtCurrentProcess())
        object_release(object);
    else
        handle_put(handle, object);
}

static NTSTATUS get_waitable(HANDLE handle, struct object **object)
{
    NTSTATUS status = sync_get(handle, SYNCHRONIZE, object);
    if (NT_SUCCESS(status) && !(*object)->type->wait) {
        sync_put(handle, *object);
        status = STATUS_OBJECT_TYPE_MISMATCH;
    }
    return status;
}

NTSTATUS svc_NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    if (!probe_read_optional(Timeout, sizeof(*Timeout)))
        return STATUS_ACCESS_VIOLATION;
    struct object *object;
    NTSTATUS status = get_waitable(Handle, &object);
    if (!NT_SUCCESS(status))
        return status;
    status = sync_wait(&object, 1, false, Alertable, sync_deadline(Timeout));
    sync_put(Handle, object);
    return status;
}

NTSTATUS svc_NtWaitForMultipleObjects(ULONG Count, HANDLE *Handles, WAIT_TYPE WaitType, BOOLEAN Alertable,
                                      PLARGE_INTEGER Timeout)
{
    struct object *objects[64];
    HANDLE handles[64]; /* as they are now: the array may change while this thread sleeps */
    if (Count == 0 || Count > countof(objects))
        return STATUS_INVALID_PARAMETER_1;
    if (WaitType != WaitAll && WaitType != WaitAny)
        return STATUS_INVALID_PARAMETER_3;
    if (!probe_read(Handles, Count * sizeof(*Handles)) || !probe_read_optional(Timeout, sizeof(*Timeout)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = STATUS_SUCCESS;
    ULONG got = 0;
    memcpy(handles, Handles, Count * sizeof(*handles));
    while (got < Count && NT_SUCCESS(status)) {
        status = get_waitable(handles[got], &objects[got]);
        if (NT_SUCCESS(status))
            got++;
    }
    /* "This parameter cannot contain duplicates" holds for waiting for all. */
    for (ULONG i = 0; i < got && WaitType == WaitAll && NT_SUCCESS(status); i++)
        for (ULONG j = 0; j < i; j++)
            if (objects[i] == objects[j])
                status = STATUS_INVALID_PARAMETER_MIX;
    if (NT_SUCCESS(status))
        status = sync_wait(objects, Count, WaitType == WaitAll, Alertable, sync_deadline(Timeout));
    while (got--)
        sync_put(handles[got], objects[got]);
    return status;
}

NTSTATUS svc_NtDelayExecution(BOOLEAN Alertable, PLARGE_INTEGER DelayInterval)
{
    if (!probe_read(DelayInterval, sizeof(*DelayInterval)))
        return STATUS_ACCESS_VIOLATION;
    uint64_t deadline = sync_deadline(DelayInterval);
    if (!deadline && !Alertable) {
        host_yield();
        return STATUS_SUCCESS;
    }
    return sync_delay(Alertable, deadline);
}

NTSTATUS svc_NtYieldExecution(void)
{
    host_yield(); /* Linux does not say whether another thread ran */
    return STATUS_SUCCESS;
}
