/* SPDX-License-Identifier: MIT
 *
 * File objects: making them, reading and writing. A plain read is a look-up, one system call, done.
 * Everything completes before the call returns, also on handles that were opened for overlapped I/O: the
 * status block is filled, the event is set, and the caller sees success instead of STATUS_PENDING, which
 * Windows allows too.
 */
#include <stdlib.h>
#include <string.h>
#include <pe.h>
#include "kernel/host/file.h"
#include "kernel/host/tty.h"
#include <ntdll.h>
#include "file_internal.h"
#include "port.h"
#include "kernel/mm/probe.h"
#include "kernel/ke/sync.h"
#include "kernel/services.h"

static pthread_mutex_t delete_lock = PTHREAD_MUTEX_INITIALIZER;
static struct file *to_delete;

static void forget_locked(struct file *file)
{
    for (struct file **at = &to_delete; *at; at = &(*at)->next_delete)
        if (*at == file) {
            *at = file->next_delete;
            break;
        }
}

void file_remember_delete(struct file *file)
{
    pthread_mutex_lock(&delete_lock);
    forget_locked(file); /* a disposition may be set twice */
    file->next_delete = to_delete;
    to_delete = file;
    pthread_mutex_unlock(&delete_lock);
}

void file_forget_delete(struct file *file)
{
    pthread_mutex_lock(&delete_lock);
    forget_locked(file);
    pthread_mutex_unlock(&delete_lock);
}

void file_process_exit(void)
{
    host_tty_restore();
    pthread_mutex_lock(&delete_lock);
    for (struct file *file = to_delete; file; file = file->next_delete)
        file_delete_by_fd(file->fd);
    to_delete = NULL;
    pthread_mutex_unlock(&delete_lock);
}

/* The last handle is gone: names go and others may open the file, even if a section still maps it. */
static void file_closed(struct object *object)
{
    struct file *file = container_of(object, struct file, object);
    if (atomic_load_explicit(&object->handles, memory_order_acquire))
        return;
    if (file->delete_on_close || file->delete_pending) {
        file_forget_delete(file);
        file_delete_by_fd(file->fd);
        file->delete_on_close = file->delete_pending = false;
    }
    if (atomic_load_explicit(&object->references, memory_order_relaxed) > 1)
        file_share_leave(file);
}

static void file_destroy(struct object *object)
{
    struct file *file = container_of(object, struct file, object);
    if (file->delete_on_close || file->delete_pending)
        file_forget_delete(file); /* it never got a handle */
    if (file->locks)
        file_locks_free(file);
    if (file->scan)
        directory_scan_free(file);
    completion_free(atomic_load(&file->port));
    if (file->fd >= 0)
        host_close(file->fd);
    free(file);
}

/* A terminal is signaled while there is something to read; any other file is, because nothing is ever under
 * way when a call has returned. */
static int wait_descriptor(struct object *object, bool *write)
{
    struct file *file = container_of(object, struct file, object);
    *write = false;
    return file_kind(file) == FILE_KIND_CONSOLE ? file->fd : -1;
}

static const struct wait_ops file_wait_ops = {.descriptor = wait_descriptor};

const struct object_type file_type = {
    .name = "File",
    .generic_read = FILE_GENERIC_READ,
    .generic_write = FILE_GENERIC_WRITE,
    .generic_execute = FILE_GENERIC_EXECUTE,
    .all_access = FILE_ALL_ACCESS,
    .destroy = file_destroy,
    .close = file_closed,
    .wait = &file_wait_ops,
};

struct file *file_allocate(int fd, enum file_kind kind, ULONG options)
{
    struct file *file = malloc(sizeof(*file)); /* calloc goes past the cache per thread */
    if (!file) {
        host_close(fd);
        return NULL;
    }
    memset(file, 0, sizeof(*file));
    object_init(&file->object, &file_type);
    file->fd = fd;
    atomic_init(&file->kind, kind);
    file->options = options;
    file->own_pointer = kind == FILE_KIND_DISK; /* opened by us, not inherited */
    atomic_init(&file->pointer, -1);
    return file;
}

NTSTATUS file_create_handle(int fd, enum file_kind kind, ACCESS_MASK access, ULONG options, ULONG attributes,
                            HANDLE *out)
{
    struct file *file = file_allocate(fd, kind, options);
    if (!file)
        return STATUS_NO_MEMORY;
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
    return file_create_handle(fd, FILE_KIND_UNKNOWN, access, FILE_SYNCHRONOUS_IO_NONALERT, OBJ_INHERIT, out);
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

void file_settle(struct file *file)
{
    if (__builtin_expect(atomic_load_explicit(&file->pointer, memory_order_relaxed) < 0, 1))
        return;
    int64_t at = atomic_exchange_explicit(&file->pointer, -1, memory_order_relaxed);
    if (at >= 0)
        host_seek(file->fd, at, 0);
}

void file_share_pointer(struct file *file)
{
    file->own_pointer = false;
    file_settle(file);
}

int file_path(struct file *file, char *path, size_t size)
{
    return host_descriptor_path(file->fd, path, size);
}

/* ---- reading and writing ---- */

/* How an operation finds its place. */
enum place { PLACE_POINTER, PLACE_OFFSET, PLACE_END, PLACE_INVALID };

static enum place place_of(struct file *file, const LARGE_INTEGER *offset, bool write)
{
    if (file_kind(file) != FILE_KIND_DISK)
        return PLACE_POINTER; /* a pipe has no places; the offset is ignored */
    if (write && (file->append_only ||
                  (offset && offset->HighPart == -1 && offset->LowPart == FILE_WRITE_TO_END_OF_FILE)))
        return PLACE_END;
    if (!offset ||
        (offset->HighPart == -1 && offset->LowPart == FILE_USE_FILE_POINTER_POSITION && !file->overlapped))
        return file->overlapped ? PLACE_INVALID : PLACE_POINTER;
    return offset->QuadPart < 0 ? PLACE_INVALID : PLACE_OFFSET;
}

/* Moves up to `length` bytes; less only at the end of the file or with an error after some. */
static ssize_t move_bytes(struct file *file, void *buffer, size_t length, enum place place, uint64_t offset,
                          bool write)
{
    size_t done = 0;
    if (place == PLACE_END) /* which moves the pointer, too */
        atomic_store_explicit(&file->pointer, -1, memory_order_relaxed);
    else if (place == PLACE_POINTER)
        file_settle(file);
    do {
        char *at = (char *)buffer + done;
        size_t rest = length - done;
        ssize_t moved = place == PLACE_END      ? host_append(file->fd, at, rest)
                        : place == PLACE_OFFSET ? (write ? host_pwrite(file->fd, at, rest, offset + done)
                                                         : host_pread(file->fd, at, rest, offset + done))
                        : write                 ? host_write(file->fd, at, rest)
                                                : host_read(file->fd, at, rest);
        if (moved < 0)
            return done && !write ? (ssize_t)done : moved;
        if (moved == 0)
            break;
        done += (size_t)moved;
        if (!write && (size_t)moved < rest && rest <= HOST_READ_MOST && file->reads_to_the_end)
            break; /* nothing follows */
        /* A pipe or a terminal gives what it has; a file gives all, and everything takes all. */
    } while (done < length && (write || file->kind == FILE_KIND_DISK));
    if (place == PLACE_OFFSET && !file->overlapped) { /* a synchronous handle's pointer follows */
        atomic_store_explicit(&file->pointer, (int64_t)(offset + done), memory_order_relaxed);
        if (!file->own_pointer)
            file_settle(file);
    }
    return (ssize_t)done;
}

static NTSTATUS end_of(struct file *file, ULONG length)
{
    if (length == 0)
        return STATUS_SUCCESS;
    switch (file_kind(file)) {
    case FILE_KIND_PIPE:
        return STATUS_PIPE_BROKEN;
    case FILE_KIND_CONSOLE: /* Ctrl+D at the beginning of a line: nothing was typed */
        return STATUS_SUCCESS;
    default:
        return STATUS_END_OF_FILE;
    }
}

NTSTATUS file_complete(struct file *file, HANDLE event, PIO_APC_ROUTINE routine, PVOID context,
                       IO_STATUS_BLOCK *iosb, NTSTATUS status, size_t count)
{
    iosb->Information = count;
    iosb->Status = status;
    if (event)
        svc_NtSetEvent(event, NULL);
    if (routine) /* its third argument, reserved, is 32 bits wide: a pointer's width passes it as well */
        svc_NtQueueApcThread(NtCurrentThread(), (PPS_APC_ROUTINE)(PVOID)routine, context, iosb, NULL);
    /* An operation that fails at once queues no packet: its caller knows. */
    struct file_port *port = atomic_load_explicit(&file->port, memory_order_acquire);
    if (port && context && !routine && !NT_ERROR(status) &&
        !(NT_SUCCESS(status) && file->completion_modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
        completion_post(port, context, status, count);
    return status;
}

static NTSTATUS transfer(HANDLE handle, struct file *file, void *buffer, ULONG length,
                         const LARGE_INTEGER *offset, bool write, size_t *count)
{
    *count = 0;
    enum file_kind kind = file_kind(file);
    if (kind == FILE_KIND_DIRECTORY)
        return STATUS_INVALID_DEVICE_REQUEST;
    enum place place = place_of(file, offset, write);
    if (place == PLACE_INVALID)
        return STATUS_INVALID_PARAMETER;
    if (kind == FILE_KIND_DISK && atomic_load_explicit(&file_locks_in_use, memory_order_relaxed)) {
        file_settle(file);
        int64_t at =
            place == PLACE_OFFSET ? offset->QuadPart : host_seek(file->fd, 0, place == PLACE_END ? 2 : 1);
        NTSTATUS status = file_locks_check(file, (uint64_t)at, length, write);
        if (!NT_SUCCESS(status))
            return status;
    }
    if (write && !pe_demand_load(buffer, length)) /* Linux would refuse what was not read yet */
        return STATUS_IN_PAGE_ERROR;
    struct port_member *aside = kind == FILE_KIND_DISK ? NULL : port_step_aside(); /* it may last */
    ssize_t moved = move_bytes(file, buffer, length, place,
                               place == PLACE_OFFSET ? (uint64_t)offset->QuadPart : 0, write);
    port_step_back(aside);
    if (moved < 0)
        return status_from_errno((int)moved);
    *count = (size_t)moved;
    return moved == 0 && !write ? end_of(file, length) : STATUS_SUCCESS;
}

NTSTATUS svc_NtReadFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                        PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length, PLARGE_INTEGER ByteOffset,
                        PULONG Key)
{
    if (!probe_io(IoStatusBlock, NULL, 0, NULL, 0) || !probe_read_optional(ByteOffset, sizeof(*ByteOffset)))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    size_t count;
    NTSTATUS status = file_get(FileHandle, FILE_READ_DATA, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = ApcRoutine && file->port ? STATUS_INVALID_PARAMETER
                                      : transfer(FileHandle, file, Buffer, Length, ByteOffset, false, &count);
    if (NT_SUCCESS(status) || status == STATUS_END_OF_FILE)
        file_complete(file, Event, ApcRoutine, ApcContext, IoStatusBlock, status, count);
    handle_put(FileHandle, &file->object);
    return status;
}

NTSTATUS svc_NtWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                         PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length,
                         PLARGE_INTEGER ByteOffset, PULONG Key)
{
    if (!probe_io(IoStatusBlock, NULL, 0, NULL, 0) || !probe_read_optional(ByteOffset, sizeof(*ByteOffset)))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    size_t count;
    NTSTATUS status = file_get(FileHandle, FILE_WRITE_DATA, &file);
    if (status == STATUS_ACCESS_DENIED)
        status = file_get(FileHandle, FILE_APPEND_DATA, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = ApcRoutine && file->port ? STATUS_INVALID_PARAMETER
                                      : transfer(FileHandle, file, Buffer, Length, ByteOffset, true, &count);
    if (NT_SUCCESS(status))
        file_complete(file, Event, ApcRoutine, ApcContext, IoStatusBlock, status, count);
    handle_put(FileHandle, &file->object);
    return status;
}

NTSTATUS svc_NtFlushBuffersFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock)
{
    if (!probe_io(IoStatusBlock, NULL, 0, NULL, 0))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    NTSTATUS status = file_get(FileHandle, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    ACCESS_MASK access = 0;
    handle_query(FileHandle, &access, NULL);
    enum file_kind kind = file_kind(file);
    if (kind == FILE_KIND_CONSOLE)
        status = STATUS_INVALID_HANDLE;
    else if (!(access & (FILE_WRITE_DATA | FILE_APPEND_DATA)))
        status = STATUS_ACCESS_DENIED;
    else if (kind == FILE_KIND_DISK || kind == FILE_KIND_DIRECTORY)
        status = status_from_errno(host_sync(file->fd, false));
    if (NT_SUCCESS(status))
        file_complete(file, NULL, NULL, NULL, IoStatusBlock, status, 0);
    handle_put(FileHandle, &file->object);
    return status;
}

NTSTATUS svc_NtFlushBuffersFileEx(HANDLE FileHandle, ULONG Flags, PVOID Parameters, ULONG ParametersSize,
                                  PIO_STATUS_BLOCK IoStatusBlock)
{
    return svc_NtFlushBuffersFile(FileHandle, IoStatusBlock);
}

/* Whatever was asked for is done by the time anyone could cancel it. */
NTSTATUS svc_NtCancelIoFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock)
{
    if (!probe_io(IoStatusBlock, NULL, 0, NULL, 0))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    NTSTATUS status = file_get(FileHandle, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    file_complete(file, NULL, NULL, NULL, IoStatusBlock, STATUS_SUCCESS, 0);
    handle_put(FileHandle, &file->object);
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtCancelIoFileEx(HANDLE FileHandle, PIO_STATUS_BLOCK IoRequestToCancel,
                              PIO_STATUS_BLOCK IoStatusBlock)
{
    NTSTATUS status = svc_NtCancelIoFile(FileHandle, IoStatusBlock);
    return NT_SUCCESS(status) ? (IoStatusBlock->Status = STATUS_NOT_FOUND) : status;
}
