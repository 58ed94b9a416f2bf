/* SPDX-License-Identifier: MIT
 *
 * The system services for I/O completion ports, and what files report to them. The queue itself is in port.c.
 * Whoever waits for the port's handle instead (any wait function) sees it signaled while there are packets in
 * the queue, and takes none.
 */
#include <stdlib.h>
#include "completion.h"
#include "file.h"
#include "kernel/ob/named.h"
#include "port.h"
#include "kernel/mm/probe.h"
#include "kernel/ke/sync.h"

/* How a file is associated; replaced ones live as long as the file, for others may be reading them. */
struct file_port {
    struct file_port *replaced;
    struct port *port; /* with a reference; NULL: with none any more */
    PVOID key;
};

static struct port *port_of(struct object *object)
{
    return container_of(object, struct port, object);
}

static void destroy_port(struct object *object)
{
    port_destroy(port_of(object));
}

static void close_port(struct object *object)
{
    if (named_closed(object))
        port_close(port_of(object));
}

static NTSTATUS poll_port(struct object *object, bool take)
{
    return sync_wait_ops.poll(&port_of(object)->depth.object, false);
}

static struct sync_object *port_sync(struct object *object)
{
    return &port_of(object)->depth;
}

static const struct wait_ops port_wait_ops = {.poll = poll_port, .sync = port_sync};

static const struct object_type port_type = {
    .name = "IoCompletion",
    .generic_read = 0x20001,
    .generic_write = 0x20002,
    .generic_execute = 0x120000,
    .all_access = IO_COMPLETION_ALL_ACCESS,
    .destroy = destroy_port,
    .close = close_port,
    .query_name = named_query,
    .wait = &port_wait_ops,
};

NTSTATUS svc_NtCreateIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                  POBJECT_ATTRIBUTES ObjectAttributes, ULONG Count)
{
    NTSTATUS bad = probe_create(IoCompletionHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    struct port *port = port_create(Count ? Count : process_peb.NumberOfProcessors);
    if (!port)
        return STATUS_NO_MEMORY;
    object_init(&port->object, &port_type);
    NTSTATUS status = named_create(&port->object, DesiredAccess, ObjectAttributes, IoCompletionHandle);
    object_release(&port->object);
    return status;
}

NTSTATUS svc_NtOpenIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS bad = probe_create(IoCompletionHandle, ObjectAttributes);
    return NT_SUCCESS(bad) ? named_open(&port_type, DesiredAccess, ObjectAttributes, IoCompletionHandle)
                           : bad;
}

static NTSTATUS get(HANDLE handle, ACCESS_MASK access, struct port **port)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, &port_type, access, &object);
    if (NT_SUCCESS(status))
        *port = port_of(object);
    return status;
}

static FILE_IO_COMPLETION_INFORMATION packet_info(PVOID key, PVOID context, NTSTATUS status,
                                                  ULONG_PTR information)
{
    FILE_IO_COMPLETION_INFORMATION info = {key, context, {{0}, information}};
    info.IoStatusBlock.Status = status;
    return info;
}

NTSTATUS svc_NtSetIoCompletion(HANDLE IoCompletionHandle, PVOID KeyContext, PVOID ApcContext,
                               NTSTATUS IoStatus, ULONG_PTR IoStatusInformation)
{
    struct port *port;
    NTSTATUS status = get(IoCompletionHandle, IO_COMPLETION_MODIFY_STATE, &port);
    if (!NT_SUCCESS(status))
        return status;
    FILE_IO_COMPLETION_INFORMATION info = packet_info(KeyContext, ApcContext, IoStatus, IoStatusInformation);
    status = port_post(port, &info, NULL);
    handle_put(IoCompletionHandle, &port->object);
    return status;
}

NTSTATUS svc_NtRemoveIoCompletionEx(HANDLE IoCompletionHandle,
                                    PFILE_IO_COMPLETION_INFORMATION IoCompletionInformation, ULONG Count,
                                    PULONG NumEntriesRemoved, PLARGE_INTEGER Timeout, BOOLEAN Alertable)
{
    struct port *port;
    ULONG count = 0;
    if (!Count)
        return STATUS_INVALID_PARAMETER;
    if (Count > 0x7FFFFFF || /* nobody has that much memory */
        !probe_write(IoCompletionInformation, Count * sizeof(*IoCompletionInformation)) ||
        !probe_write(NumEntriesRemoved, sizeof(*NumEntriesRemoved)) ||
        !probe_read_optional(Timeout, sizeof(*Timeout)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = get(IoCompletionHandle, IO_COMPLETION_MODIFY_STATE, &port);
    if (!NT_SUCCESS(status))
        return status;
    status = port_remove(port, IoCompletionInformation, Count, &count, Alertable, sync_deadline(Timeout));
    handle_put(IoCompletionHandle, &port->object);
    *NumEntriesRemoved = count;
    return status;
}

NTSTATUS svc_NtRemoveIoCompletion(HANDLE IoCompletionHandle, PVOID *KeyContext, PVOID *ApcContext,
                                  PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER Timeout)
{
    if (!probe_write(KeyContext, sizeof(*KeyContext)) || !probe_write(ApcContext, sizeof(*ApcContext)) ||
        !probe_io(IoStatusBlock, NULL, 0, NULL, 0) || !probe_read_optional(Timeout, sizeof(*Timeout)))
        return STATUS_ACCESS_VIOLATION;
    FILE_IO_COMPLETION_INFORMATION info;
    ULONG count;
    NTSTATUS status = svc_NtRemoveIoCompletionEx(IoCompletionHandle, &info, 1, &count, Timeout, FALSE);
    if (status == STATUS_SUCCESS) {
        *KeyContext = info.KeyContext;
        *ApcContext = info.ApcContext;
        *IoStatusBlock = info.IoStatusBlock;
    }
    return status;
}

NTSTATUS svc_NtQueryIoCompletion(HANDLE IoCompletionHandle, ULONG IoCompletionInformationClass,
                                 PVOID IoCompletionInformation, ULONG IoCompletionInformationLength,
                                 PULONG ReturnLength)
{
    if (!probe_write(IoCompletionInformation, IoCompletionInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    struct port *port;
    if (IoCompletionInformationClass != 0) /* IoCompletionBasicInformation: the depth */
        return STATUS_INVALID_INFO_CLASS;
    if (IoCompletionInformationLength != sizeof(LONG))
        return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = get(IoCompletionHandle, IO_COMPLETION_QUERY_STATE, &port);
    if (!NT_SUCCESS(status))
        return status;
    *(LONG *)IoCompletionInformation = (LONG)atomic_load(&port->queued);
    handle_put(IoCompletionHandle, &port->object);
    if (ReturnLength)
        *ReturnLength = sizeof(LONG);
    return STATUS_SUCCESS;
}

/* ---- others who post ---- */

NTSTATUS completion_get_port(HANDLE handle, struct port **port)
{
    NTSTATUS status = get(handle, IO_COMPLETION_MODIFY_STATE, port);
    if (NT_SUCCESS(status)) {
        object_reference(&(*port)->object);
        handle_put(handle, &(*port)->object);
    }
    return status;
}

void completion_put_port(struct port *port)
{
    object_release(&port->object);
}

NTSTATUS completion_post_source(struct port *port, const FILE_IO_COMPLETION_INFORMATION *info,
                                struct completion_source *source)
{
    return port_post(port, info, source);
}

bool completion_take_back(struct port *port, struct completion_source *source)
{
    return port_take_back(port, source);
}

/* ---- files ---- */

NTSTATUS completion_associate(struct file *file, const FILE_COMPLETION_INFORMATION *info, bool replace)
{
    struct port *port = NULL;
    if (!file->overlapped || (!info->Port && !replace))
        return STATUS_INVALID_PARAMETER;
    struct file_port *entry = malloc(sizeof(*entry));
    if (!entry)
        return STATUS_NO_MEMORY;
    if (info->Port) {
        NTSTATUS status = get(info->Port, IO_COMPLETION_MODIFY_STATE, &port);
        if (!NT_SUCCESS(status)) {
            free(entry);
            return status;
        }
        object_reference(&port->object);
        handle_put(info->Port, &port->object);
    }
    struct file_port *before = atomic_load(&file->port);
    *entry = (struct file_port){before, port, info->Key};
    if ((before && before->port && !replace) ||
        !atomic_compare_exchange_strong(&file->port, &before, entry)) {
        entry->replaced = NULL;
        completion_free(entry);
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

void completion_post(const struct file_port *port, PVOID context, NTSTATUS status, ULONG_PTR information)
{
    FILE_IO_COMPLETION_INFORMATION info = packet_info(port->key, context, status, information);
    if (port->port)
        port_post(port->port, &info, NULL);
}

void completion_free(struct file_port *port)
{
    while (port) {
        struct file_port *replaced = port->replaced;
        if (port->port)
            object_release(&port->port->object);
        free(port);
        port = replaced;
    }
}
