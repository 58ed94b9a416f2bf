/* SPDX-License-Identifier: MIT
 *
 * The thread pool's work objects and simple callbacks, cleanup groups, and what a callback may ask to happen
 * after it. A simple callback is a work object that is released from the start.
 */
#include <stdlib.h>
#include "threadpool_internal.h"

struct _TP_WORK {
    struct tp_object base;
};

struct _TP_CLEANUP_GROUP {
    struct tp_object *members;
};

/* ---- work ---- */

static void run_work(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PTP_WORK_CALLBACK)object->callback)(instance, object->context, (PTP_WORK)object);
}

NTSTATUS WINAPI TpAllocWork(PTP_WORK *WorkReturn, PTP_WORK_CALLBACK Callback, PVOID Context,
                            PTP_CALLBACK_ENVIRON CallbackEnviron)
{
    struct _TP_WORK *work = calloc(1, sizeof(*work));
    if (!work)
        return STATUS_NO_MEMORY;
    NTSTATUS status = tp_init(&work->base, run_work, (PVOID)Callback, Context, CallbackEnviron);
    if (NT_SUCCESS(status))
        *WorkReturn = work;
    else
        free(work);
    return status;
}

/* Cannot fail, so that a lack of memory for the pool's first thread ends the process, as on Windows. */
VOID WINAPI TpPostWork(PTP_WORK Work)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    tp_post_or_die_locked(&Work->base);
    RtlReleaseSRWLockExclusive(&tp_lock);
}

VOID WINAPI TpWaitForWork(PTP_WORK Work, ULONG CancelPendingCallbacks)
{
    tp_wait(&Work->base, CancelPendingCallbacks);
}

VOID WINAPI TpReleaseWork(PTP_WORK Work)
{
    tp_release(&Work->base);
}

/* ---- functions ---- */

static void run_simple(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PTP_SIMPLE_CALLBACK)object->callback)(instance, object->context);
}

static void run_item(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    ((PRTL_WORK_ITEM)object->callback)(object->context);
}

static NTSTATUS post_once(void (*run)(struct tp_object *, PTP_CALLBACK_INSTANCE), PVOID function,
                          PVOID context, PTP_CALLBACK_ENVIRON environment)
{
    struct tp_object *object = calloc(1, sizeof(*object));
    if (!object)
        return STATUS_NO_MEMORY;
    NTSTATUS status = tp_init(object, run, function, context, environment);
    if (!NT_SUCCESS(status)) {
        free(object);
        return status;
    }
    RtlAcquireSRWLockExclusive(&tp_lock);
    status = tp_post_locked(object);
    object->released = true;
    tp_settle_unlock(object); /* gone already where posting failed */
    return status;
}

NTSTATUS WINAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK Callback, PVOID Context,
                                PTP_CALLBACK_ENVIRON CallbackEnviron)
{
    return post_once(run_simple, (PVOID)Callback, Context, CallbackEnviron);
}

NTSTATUS WINAPI RtlQueueWorkItem(PRTL_WORK_ITEM Function, PVOID Context, ULONG Flags)
{
    return post_once(run_item, (PVOID)Function, Context, NULL);
}

/* ---- cleanup groups ---- */

NTSTATUS WINAPI TpAllocCleanupGroup(PTP_CLEANUP_GROUP *CleanupGroupReturn)
{
    struct _TP_CLEANUP_GROUP *group = calloc(1, sizeof(*group));
    if (!group)
        return STATUS_NO_MEMORY;
    *CleanupGroupReturn = group;
    return STATUS_SUCCESS;
}

void tp_join_group_locked(struct tp_object *object, struct _TP_CLEANUP_GROUP *group)
{
    object->group = group;
    object->next_member = group->members;
    object->link_member = &group->members;
    if (object->next_member)
        object->next_member->link_member = &object->next_member;
    group->members = object;
}

void tp_leave_group_locked(struct tp_object *object)
{
    if (!object->group)
        return;
    *object->link_member = object->next_member;
    if (object->next_member)
        object->next_member->link_member = object->link_member;
    object->group = NULL;
}

/* A member that its program released itself is waited for, but not told of. */
static void close_member(struct tp_object *object, bool cancel, PVOID parameter)
{
    if (object->stop)
        object->stop(object);
    tp_wait(object, cancel);
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool tell = cancel && !object->released && object->cancelled;
    RtlReleaseSRWLockExclusive(&tp_lock);
    if (tell)
        object->cancelled(object->context, parameter);
    RtlAcquireSRWLockExclusive(&tp_lock);
    object->held--;
    object->released = true;
    tp_settle_unlock(object);
}

VOID WINAPI TpReleaseCleanupGroupMembers(PTP_CLEANUP_GROUP CleanupGroup, ULONG CancelPendingCallbacks,
                                         PVOID CleanupParameter)
{
    struct tp_object *list = NULL, **last = &list;
    RtlAcquireSRWLockExclusive(&tp_lock);
    while (CleanupGroup->members) { /* they become a list of ours */
        struct tp_object *object = CleanupGroup->members;
        object->held++;
        tp_leave_group_locked(object);
        if (CancelPendingCallbacks)
            tp_cancel_locked(object);
        object->next_member = NULL;
        *last = object;
        last = &object->next_member;
    }
    RtlReleaseSRWLockExclusive(&tp_lock);
    while (list) {
        struct tp_object *object = list;
        list = object->next_member;
        close_member(object, CancelPendingCallbacks, CleanupParameter);
    }
}

VOID WINAPI TpReleaseCleanupGroup(PTP_CLEANUP_GROUP CleanupGroup)
{
    RtlAcquireSRWLockExclusive(&tp_lock); /* objects that are left outlive it */
    while (CleanupGroup->members)
        tp_leave_group_locked(CleanupGroup->members);
    RtlReleaseSRWLockExclusive(&tp_lock);
    free(CleanupGroup);
}

/* ---- after a callback ---- */

VOID WINAPI TpCallbackSetEventOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Event)
{
    Instance->event = Event;
}

VOID WINAPI TpCallbackReleaseSemaphoreOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Semaphore,
                                                   ULONG ReleaseCount)
{
    Instance->semaphore = Semaphore;
    Instance->count = ReleaseCount;
}

VOID WINAPI TpCallbackReleaseMutexOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Mutex)
{
    Instance->mutex = Mutex;
}

VOID WINAPI TpCallbackLeaveCriticalSectionOnCompletion(PTP_CALLBACK_INSTANCE Instance,
                                                       PRTL_CRITICAL_SECTION CriticalSection)
{
    Instance->section = CriticalSection;
}

VOID WINAPI TpCallbackUnloadDllOnCompletion(PTP_CALLBACK_INSTANCE Instance, PVOID DllHandle)
{
    Instance->library = DllHandle;
}
