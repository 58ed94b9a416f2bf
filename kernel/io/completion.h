/* SPDX-License-Identifier: MIT
 *
 * I/O completion ports.
 */
#ifndef DECANT_KERNEL_IO_COMPLETION_H
#define DECANT_KERNEL_IO_COMPLETION_H

#include <win/winternl.h>
#include "kernel/ob/handle.h"

#define IO_COMPLETION_QUERY_STATE  0x1u
#define IO_COMPLETION_MODIFY_STATE 0x2u
#define IO_COMPLETION_ALL_ACCESS   0x1F0003u

#define FILE_SKIP_COMPLETION_PORT_ON_SUCCESS 0x1u
#define FILE_SKIP_SET_EVENT_ON_HANDLE        0x2u

/* What a port's queue holds; OVERLAPPED_ENTRY is laid out alike. */
typedef struct {
    PVOID KeyContext;
    PVOID ApcContext;
    IO_STATUS_BLOCK IoStatusBlock;
} FILE_IO_COMPLETION_INFORMATION, *PFILE_IO_COMPLETION_INFORMATION;
ASSERT_SIZE(FILE_IO_COMPLETION_INFORMATION, 32, 16);

typedef struct {
    HANDLE Port;
    PVOID Key;
} FILE_COMPLETION_INFORMATION, *PFILE_COMPLETION_INFORMATION;

struct file;
struct file_port;

/* Associates a file with a port (NULL: with none, where `replace` is set), for good unless `replace`.
 * STATUS_INVALID_PARAMETER: it has one, or was not opened for overlapped I/O. */
NTSTATUS completion_associate(struct file *file, const FILE_COMPLETION_INFORMATION *info, bool replace);
/* Tells a file's port that an operation is done. */
void completion_post(const struct file_port *port, PVOID context, NTSTATUS status, ULONG_PTR information);
/* The file is gone. */
void completion_free(struct file_port *port);

/* For others who post: a packet's source is told when the packet is taken, or gone with its port. */
struct port;
struct completion_source {
    void (*taken)(struct completion_source *);
};
NTSTATUS completion_get_port(HANDLE handle, struct port **port); /* with a reference */
void completion_put_port(struct port *port);
NTSTATUS completion_post_source(struct port *port, const FILE_IO_COMPLETION_INFORMATION *info,
                                struct completion_source *source);
/* Removes a source's packet from the queue, and tells it; false: there is none. */
bool completion_take_back(struct port *port, struct completion_source *source);

NTSTATUS WINAPI NtCreateIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                     POBJECT_ATTRIBUTES ObjectAttributes, ULONG Count);
NTSTATUS WINAPI NtOpenIoCompletion(PHANDLE IoCompletionHandle, ACCESS_MASK DesiredAccess,
                                   POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtSetIoCompletion(HANDLE IoCompletionHandle, PVOID KeyContext, PVOID ApcContext,
                                  NTSTATUS IoStatus, ULONG_PTR IoStatusInformation);
NTSTATUS WINAPI NtRemoveIoCompletion(HANDLE IoCompletionHandle, PVOID *KeyContext, PVOID *ApcContext,
                                     PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER Timeout);
/* STATUS_ABANDONED_WAIT_0: the port's last handle was closed meanwhile. STATUS_TIMEOUT, STATUS_USER_APC. */
NTSTATUS WINAPI NtRemoveIoCompletionEx(HANDLE IoCompletionHandle,
                                       PFILE_IO_COMPLETION_INFORMATION IoCompletionInformation, ULONG Count,
                                       PULONG NumEntriesRemoved, PLARGE_INTEGER Timeout, BOOLEAN Alertable);
NTSTATUS WINAPI NtQueryIoCompletion(HANDLE IoCompletionHandle, ULONG IoCompletionInformationClass,
                                    PVOID IoCompletionInformation, ULONG IoCompletionInformationLength,
                                    PULONG ReturnLength);

#endif
