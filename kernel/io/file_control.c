/* SPDX-License-Identifier: MIT
 *
 * NtFsControlFile: sparse files, holes, symbolic links as reparse points, a look into pipes.
 * NtDeviceIoControlFile: there are no devices to control, and it says so.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "common/wide.h"
#include "file_internal.h"
#include "kernel/mm/probe.h"

/* REPARSE_DATA_BUFFER of a symbolic link: tag, length, and two names in one buffer. */
struct symlink_buffer {
    ULONG ReparseTag;
    USHORT ReparseDataLength;
    USHORT Reserved;
    USHORT SubstituteNameOffset;
    USHORT SubstituteNameLength;
    USHORT PrintNameOffset;
    USHORT PrintNameLength;
    ULONG Flags; /* 1: relative */
    WCHAR PathBuffer[];
};

static NTSTATUS get_link(struct file *file, struct symlink_buffer *out, ULONG size, ULONG *used)
{
    char target[4096];
    ssize_t length = host_read_link_of(file->fd, target, sizeof(target));
    if (length < 0)
        return STATUS_NOT_A_REPARSE_POINT;
    bool rooted = target[0] == '/' && target[1] == '/'; /* file_make_symlink's mark */
    bool relative = target[0] != '/' || rooted;
    WCHAR *print;
    if (rooted) {
        print = path_unix_to_dos(target + 1);
        if (print && print[0] && print[1] == ':')
            memmove(print, print + 2, (wide_length(print) - 1) * sizeof(WCHAR));
    } else if (relative) {
        print = malloc(((size_t)length + 1) * sizeof(WCHAR));
        if (print) {
            utf8_to_wide(target, print, (size_t)length + 1);
            for (WCHAR *at = print; *at; at++)
                if (*at == '/')
                    *at = '\\';
        }
    } else {
        print = path_unix_to_dos(target);
    }
    if (!print)
        return STATUS_NO_MEMORY;
    size_t bytes = wide_length(print) * sizeof(WCHAR), prefix = relative ? 0 : 8;
    size_t needed = sizeof(*out) + prefix + 2 * bytes;
    NTSTATUS status = STATUS_SUCCESS;
    if (needed > size || needed > 0x4000) {
        status = STATUS_BUFFER_TOO_SMALL;
    } else {
        *out = (struct symlink_buffer){.ReparseTag = IO_REPARSE_TAG_SYMLINK,
                                       .ReparseDataLength = (USHORT)(needed - 8),
                                       .SubstituteNameOffset = (USHORT)bytes,
                                       .SubstituteNameLength = (USHORT)(bytes + prefix),
                                       .PrintNameLength = (USHORT)bytes,
                                       .Flags = relative};
        char *names = (char *)out->PathBuffer;
        memcpy(names, print, bytes);
        memcpy(names + bytes, u"\\??\\", prefix);
        memcpy(names + bytes + prefix, print, bytes);
        *used = (ULONG)needed;
    }
    free(print);
    return status;
}

static NTSTATUS zero_range(struct file *file, const int64_t *range, ULONG size)
{
    if (size < 16 || range[0] < 0 || range[1] < range[0])
        return STATUS_INVALID_PARAMETER;
    struct host_stat stat;
    int error = host_fstat(file->fd, &stat);
    int64_t end = error >= 0 && range[1] > (int64_t)stat.size ? (int64_t)stat.size : range[1];
    if (error >= 0 && end > range[0])
        error = host_punch(file->fd, (uint64_t)range[0], (uint64_t)(end - range[0]));
    if (error == -95) { /* EOPNOTSUPP: write the zeros */
        static const char zeros[4096];
        error = 0;
        for (int64_t at = range[0]; at < end && error >= 0;) {
            size_t part = end - at < 4096 ? (size_t)(end - at) : 4096;
            error = (int)host_pwrite(file->fd, zeros, part, (uint64_t)at);
            at += error;
        }
    }
    return status_from_errno(error < 0 ? error : 0);
}

static NTSTATUS allocated_ranges(struct file *file, const int64_t *in, ULONG in_size, int64_t *out,
                                 ULONG out_size, ULONG *used)
{
    if (in_size < 16 || in[0] < 0 || in[1] < 0)
        return STATUS_INVALID_PARAMETER;
    uint64_t at = (uint64_t)in[0], last = at + (uint64_t)in[1], end;
    while (at < last) {
        int64_t start = host_next_data(file->fd, at, &end);
        if (start < 0 || (uint64_t)start >= last)
            break;
        if (*used + 16 > out_size)
            return *used ? STATUS_BUFFER_OVERFLOW : STATUS_BUFFER_TOO_SMALL;
        end = end > last ? last : end;
        out[*used / 8] = start;
        out[*used / 8 + 1] = (int64_t)end - start;
        *used += 16;
        at = end;
    }
    return STATUS_SUCCESS;
}

/* FILE_PIPE_PEEK_BUFFER: state, bytes available, messages, length of the first, then data. The kernel has no
 * way to look at a pipe's data without taking it, other than for sockets: only the count is told. */
static NTSTATUS peek(struct file *file, ULONG *out, ULONG size, ULONG *used)
{
    if (file_kind(file) != FILE_KIND_PIPE)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (size < 16)
        return STATUS_BUFFER_TOO_SMALL;
    int64_t available = host_bytes_available(file->fd);
    if (available < 0)
        return status_from_errno((int)available);
    if (!available && host_is_hung_up(file->fd))
        return STATUS_PIPE_BROKEN;
    out[0] = 3;
    out[1] = (ULONG)available;
    out[2] = out[3] = 0;
    *used = 16;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtFsControlFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                             PIO_STATUS_BLOCK IoStatusBlock, ULONG FsControlCode, PVOID InputBuffer,
                             ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength)
{
    if (!probe_io(IoStatusBlock, InputBuffer, InputBufferLength, OutputBuffer, OutputBufferLength))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    ULONG used = 0;
    NTSTATUS status = file_get(FileHandle, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    bool disk = file_kind(file) == FILE_KIND_DISK;
    switch (FsControlCode) {
    case FSCTL_SET_SPARSE: /* every file may have holes here */
        status = disk ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
        break;
    case FSCTL_SET_ZERO_DATA:
        status = disk ? zero_range(file, InputBuffer, InputBufferLength) : STATUS_INVALID_PARAMETER;
        break;
    case FSCTL_QUERY_ALLOCATED_RANGES:
        status = disk ? allocated_ranges(file, InputBuffer, InputBufferLength, OutputBuffer,
                                         OutputBufferLength, &used)
                      : STATUS_INVALID_PARAMETER;
        break;
    case FSCTL_GET_REPARSE_POINT:
        status = get_link(file, OutputBuffer, OutputBufferLength, &used);
        break;
    case FSCTL_GET_COMPRESSION:
        if (OutputBufferLength < sizeof(USHORT)) {
            status = STATUS_INVALID_PARAMETER;
        } else {
            *(USHORT *)OutputBuffer = 0; /* COMPRESSION_FORMAT_NONE */
            used = sizeof(USHORT);
        }
        break;
    case FSCTL_PIPE_PEEK:
        status = peek(file, OutputBuffer, OutputBufferLength, &used);
        break;
    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
    }
    if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW)
        file_complete(file, Event, ApcRoutine, ApcContext, IoStatusBlock, status, used);
    handle_put(FileHandle, &file->object);
    return status;
}

NTSTATUS svc_NtDeviceIoControlFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
                                   PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, ULONG IoControlCode,
                                   PVOID InputBuffer, ULONG InputBufferLength, PVOID OutputBuffer,
                                   ULONG OutputBufferLength)
{
    if (!probe_io(IoStatusBlock, InputBuffer, InputBufferLength, OutputBuffer, OutputBufferLength))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    NTSTATUS status = file_get(FileHandle, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    handle_put(FileHandle, &file->object);
    return STATUS_INVALID_DEVICE_REQUEST;
}
