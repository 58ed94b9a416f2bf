/* SPDX-License-Identifier: MIT
 *
 * The thread pool's I/O: one completion port for all files that are bound to a pool, and one thread that
 * takes its packets and posts their callbacks. A file's key is the address of its object here; a packet that
 * comes after that has gone finds no such object in the list and is dropped.
 */
#include <stdlib.h>
#include "kernel/io/completion.h"
#include "kernel/io/file.h"
#include "threadpool_internal.h"

struct result {
    struct result *next;
    FILE_IO_COMPLETION_INFORMATION info;
};

struct _TP_IO {
    struct tp_object base;
    enum { IO_NATIVE, IO_WIN32, IO_BOUND } shape; /* of the callback */
    struct result *first, **last;                 /* of the pending callbacks */
    struct _TP_IO *next, **link;
};

static struct _TP_IO *list;
static HANDLE port;
static RTL_SRWLOCK start_lock; /* before tp_lock */

/* ---- running ---- */

static void run_io(struct tp_object *object, PTP_CALLBACK_INSTANCE instance)
{
    struct _TP_IO *io = container_of(object, struct _TP_IO, base);
    RtlAcquireSRWLockExclusive(&tp_lock);
    struct result *result = io->first;
    io->first = result->next;
    if (!io->first)
        io->last = &io->first;
    RtlReleaseSRWLockExclusive(&tp_lock);
    FILE_IO_COMPLETION_INFORMATION info = result->info;
    free(result);
    ULONG error = RtlNtStatusToDosErrorNoTeb(info.IoStatusBlock.Status);
    ULONG_PTR bytes = info.IoStatusBlock.Information;
    if (io->shape == IO_NATIVE)
        ((PTP_IO_CALLBACK)object->callback)(instance, object->context, info.ApcContext, &info.IoStatusBlock,
                                            io);
    else if (io->shape == IO_WIN32)
        ((PTP_WIN32_IO_CALLBACK)object->callback)(instance, object->context, info.ApcContext, error, bytes,
                                                  io);
    else
        ((PRTL_IO_CALLBACK)object->callback)(error, (DWORD)bytes, info.ApcContext);
}

static void dispatch(const FILE_IO_COMPLETION_INFORMATION *info)
{
    struct result *result = malloc(sizeof(*result));
    if (!result)
        tp_die();
    *result = (struct result){NULL, *info};
    RtlAcquireSRWLockExclusive(&tp_lock);
    struct _TP_IO *io = list;
    while (io && io != info->KeyContext)
        io = io->next;
    if (!io) {
        RtlReleaseSRWLockExclusive(&tp_lock);
        free(result);
        return;
    }
    *io->last = result;
    io->last = &result->next;
    tp_post_or_die_locked(&io->base);
    io->base.operations -= io->base.operations != 0;
    RtlReleaseSRWLockExclusive(&tp_lock);
}

static DWORD WINAPI take_packets(PVOID unused)
{
    for (;;) {
        FILE_IO_COMPLETION_INFORMATION info;
        ULONG count = 0;
        if (!NT_SUCCESS(NtRemoveIoCompletionEx(port, &info, 1, &count, NULL, FALSE)))
            return 0;
        if (count)
            dispatch(&info);
    }
}

static NTSTATUS start(void)
{
    NTSTATUS status = STATUS_SUCCESS;
    RtlAcquireSRWLockExclusive(&start_lock);
    if (!port) {
        status = NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL, 0);
        if (NT_SUCCESS(status) && !NT_SUCCESS(status = tp_start_thread(take_packets, NULL, 0))) {
            NtClose(port);
            port = NULL;
        }
    }
    RtlReleaseSRWLockExclusive(&start_lock);
    return status;
}

/* ---- objects ---- */

static void free_results(struct result *result)
{
    while (result) {
        struct result *next = result->next;
        free(result);
        result = next;
    }
}

static void drop_results(struct tp_object *object, unsigned count)
{
    struct _TP_IO *io = container_of(object, struct _TP_IO, base);
    unsigned all = 0;
    for (struct result *result = io->first; result; result = result->next)
        all++;
    io->last = &io->first;
    for (; all > count; all--)
        io->last = &(*io->last)->next;
    free_results(*io->last);
    *io->last = NULL;
}

static void forget_io(struct tp_object *object)
{
    struct _TP_IO *io = container_of(object, struct _TP_IO, base);
    if (io->link) {
        *io->link = io->next;
        if (io->next)
            io->next->link = io->link;
    }
}

static NTSTATUS make_io(PTP_IO *out, HANDLE file, int shape, PVOID callback, PVOID context,
                        PTP_CALLBACK_ENVIRON environment)
{
    NTSTATUS status = start();
    if (!NT_SUCCESS(status))
        return status;
    struct _TP_IO *io = calloc(1, sizeof(*io));
    status = io ? tp_init(&io->base, run_io, callback, context, environment) : STATUS_NO_MEMORY;
    if (!NT_SUCCESS(status)) {
        free(io);
        return status;
    }
    io->base.drop = drop_results;
    io->base.forget = forget_io;
    io->shape = shape;
    io->last = &io->first;
    RtlAcquireSRWLockExclusive(&tp_lock);
    io->next = list;
    io->link = &list;
    if (list)
        list->link = &io->next;
    list = io;
    RtlReleaseSRWLockExclusive(&tp_lock);
    IO_STATUS_BLOCK iosb;
    FILE_COMPLETION_INFORMATION info = {port, io};
    status = NtSetInformationFile(file, &iosb, &info, sizeof(info), FileCompletionInformation);
    if (NT_SUCCESS(status))
        *out = io;
    else
        tp_release(&io->base);
    return status;
}

NTSTATUS WINAPI TpAllocIoCompletion(PTP_IO *IoReturn, HANDLE File, PTP_IO_CALLBACK Callback, PVOID Context,
                                    PTP_CALLBACK_ENVIRON CallbackEnviron)
{
    return make_io(IoReturn, File, IO_NATIVE, (PVOID)Callback, Context, CallbackEnviron);
}

NTSTATUS tp_alloc_win32_io(PTP_IO *out, HANDLE file, PTP_WIN32_IO_CALLBACK callback, PVOID context,
                           PTP_CALLBACK_ENVIRON environment)
{
    return make_io(out, file, IO_WIN32, (PVOID)callback, context, environment);
}

/* Bound for good: the object lives as long as the process. */
NTSTATUS WINAPI RtlSetIoCompletionCallback(HANDLE FileHandle, PRTL_IO_CALLBACK Function, ULONG Flags)
{
    PTP_IO io;
    return Flags ? STATUS_INVALID_PARAMETER : make_io(&io, FileHandle, IO_BOUND, (PVOID)Function, NULL, NULL);
}

VOID WINAPI TpStartAsyncIoOperation(PTP_IO Io)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    Io->base.operations++;
    sys_sync_reset(&Io->base.quiet);
    RtlReleaseSRWLockExclusive(&tp_lock);
}

VOID WINAPI TpCancelAsyncIoOperation(PTP_IO Io)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    Io->base.operations -= Io->base.operations != 0;
    tp_settle_unlock(&Io->base);
}

VOID WINAPI TpWaitForIoCompletion(PTP_IO Io, ULONG CancelPendingCallbacks)
{
    tp_wait(&Io->base, CancelPendingCallbacks);
}

VOID WINAPI TpReleaseIoCompletion(PTP_IO Io)
{
    tp_release(&Io->base);
}
