/* SPDX-License-Identifier: MIT
 *
 * File objects: making them, reading and writing. A plain read is a look-up, one system call, done.
 * Everything completes before the call returns, also on handles that were opened for overlapped I/O: the
 * status block is filled, the event is set, and the caller sees success instead of STATUS_PENDING, which
 * Windows allows too.
 */
#include <stdlib.h>
#include "../host/file.h"
#include "../ntdll.h"
#include "file.h"

static void file_destroy(struct object *object)
{
    struct file *file = container_of(object, struct file, object);
    if (file->fd >= 0)
        host_close(file->fd);
    free(file);
}

const struct object_type file_type = {
    .name = "File",
    .generic_read = FILE_GENERIC_READ,
    .generic_write = FILE_GENERIC_WRITE,
    .generic_execute = FILE_GENERIC_EXECUTE,
    .all_access = FILE_ALL_ACCESS,
    .destroy = file_destroy,
};

NTSTATUS file_create_handle(int fd, enum file_kind kind, ACCESS_MASK access, ULONG options, ULONG attributes,
                            HANDLE *out)
{
    struct file *file = calloc(1, sizeof(*file));
    if (!file) {
        host_close(fd);
        return STATUS_NO_MEMORY;
    }
    object_init(&file->object, &file_type);
    file->fd = fd;
    atomic_init(&file->kind, kind);
    file->options = options;
    NTSTATUS status = handle_create(&file->object, access, attributes, out);
    object_release(&file->object);
    return status;
}

NTSTATUS file_open_standard(int fd, HANDLE *out)
{
    int flags = host_file_flags(fd);
    if (flags < 0)
        return STATUS_INVALID_HANDLE;
    int mode = flags & 3; /* O_ACCMODE: 0 read, 1 write, 2 both */
    ACCESS_MASK access = (mode != 1 ? FILE_GENERIC_READ : 0) | (mode != 0 ? FILE_GENERIC_WRITE : 0);
    return file_create_handle(fd, FILE_KIND_UNKNOWN, access, 0, OBJ_INHERIT, out);
}

enum file_kind file_kind(struct file *file)
{
    enum file_kind kind = atomic_load_explicit(&file->kind, memory_order_relaxed);
    if (kind != FILE_KIND_UNKNOWN)
        return kind;
    switch (host_file_type_of(file->fd)) {
    case HOST_FILE_REGULAR:
        kind = FILE_KIND_DISK;
        break;
    case HOST_FILE_DIRECTORY:
        kind = FILE_KIND_DIRECTORY;
        break;
    case HOST_FILE_PIPE:
        kind = FILE_KIND_PIPE;
        break;
    case HOST_FILE_TTY:
        kind = FILE_KIND_CONSOLE;
        break;
    default:
        kind = FILE_KIND_DEVICE;
    }
    atomic_store_explicit(&file->kind, kind, memory_order_relaxed);
    return kind;
}

NTSTATUS file_get(HANDLE handle, ACCESS_MASK access, struct file **out)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, &file_type, access, &object);
    if (NT_SUCCESS(status))
        *out = container_of(object, struct file, object);
    return status;
}

NTSTATUS WINAPI NtWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                            PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length,
                            PLARGE_INTEGER ByteOffset, PULONG Key)
{
    ssize_t put;
    if ((uintptr_t)FileHandle <= 2) { /* until start.c makes the standard handles */
        put = host_write((int)(uintptr_t)FileHandle, Buffer, Length);
    } else {
        struct file *file;
        NTSTATUS status = file_get(FileHandle, FILE_WRITE_DATA, &file);
        if (!NT_SUCCESS(status))
            return status;
        put = host_write(file->fd, Buffer, Length);
        handle_put(FileHandle, &file->object);
    }
    if (put < 0)
        return status_from_errno((int)put);
    IoStatusBlock->Status = STATUS_SUCCESS;
    IoStatusBlock->Information = (ULONG_PTR)put;
    return STATUS_SUCCESS;
}
