/* SPDX-License-Identifier: MIT
 *
 * Pipes (anonymous ones: a Linux pipe, one handle for each end), copying, symbolic links: what kernel32 needs
 * beyond the Nt services.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "common/wide.h"
#include "file_internal.h"
#include "path_buffer.h"

NTSTATUS file_create_pipe(ULONG attributes, HANDLE *read, HANDLE *write)
{
    int fds[2];
    HANDLE input;
    int error = host_pipe(fds);
    if (error < 0)
        return status_from_errno(error);
    NTSTATUS status = file_create_handle(fds[0], FILE_KIND_PIPE, FILE_GENERIC_READ | FILE_WRITE_ATTRIBUTES,
                                         FILE_SYNCHRONOUS_IO_NONALERT, attributes, &input);
    if (!NT_SUCCESS(status)) {
        host_close(fds[1]);
        return status;
    }
    status = file_create_handle(fds[1], FILE_KIND_PIPE, FILE_GENERIC_WRITE | FILE_READ_ATTRIBUTES,
                                FILE_SYNCHRONOUS_IO_NONALERT, attributes, write);
    if (NT_SUCCESS(status))
        *read = input;
    else
        handle_close(input);
    return status;
}

NTSTATUS file_peek_pipe(HANDLE pipe, void *buffer, ULONG size, ULONG *read, ULONG *available)
{
    struct file *file;
    NTSTATUS status = file_get(pipe, FILE_READ_DATA, &file);
    if (!NT_SUCCESS(status))
        return status;
    *read = 0;
    int64_t count = file_kind(file) == FILE_KIND_PIPE ? host_bytes_available(file->fd) : -1;
    ssize_t got = count > 0 && buffer && size ? host_peek_pipe(file->fd, buffer, size) : 0;
    if (file_kind(file) != FILE_KIND_PIPE)
        status = STATUS_INVALID_DEVICE_REQUEST;
    else if (count < 0 || got < 0)
        status = status_from_errno((int)(count < 0 ? count : got));
    else if (!count && host_is_hung_up(file->fd))
        status = STATUS_PIPE_BROKEN;
    *available = count > 0 ? (ULONG)count : 0;
    *read = got > 0 ? (ULONG)got : 0;
    handle_put(pipe, &file->object);
    return status;
}

/* For what the kernel does not copy by itself. */
static ssize_t copy_through_memory(int from, int to, size_t size)
{
    size_t part = size < 65536 ? size : 65536;
    char *buffer = malloc(part);
    if (!buffer)
        return -12; /* ENOMEM */
    ssize_t got = host_read(from, buffer, part);
    for (ssize_t done = 0; done < got;) {
        ssize_t put = host_write(to, buffer + done, (size_t)(got - done));
        if (put < 0) {
            got = put;
            break;
        }
        done += put;
    }
    free(buffer);
    return got;
}

NTSTATUS file_copy_data(HANDLE from, HANDLE to, size_t size, size_t *copied)
{
    struct file *source, *target;
    NTSTATUS status = file_get(from, FILE_READ_DATA, &source);
    if (!NT_SUCCESS(status))
        return status;
    status = file_get(to, FILE_WRITE_DATA, &target);
    if (NT_SUCCESS(status)) {
        file_settle(source);
        file_settle(target);
        ssize_t done = host_copy_range(source->fd, target->fd, size);
        if (done <= 0 &&
            done != -28) /* not possible, or a file like those of /proc that claims to be empty */
            done = copy_through_memory(source->fd, target->fd, size);
        *copied = done > 0 ? (size_t)done : 0;
        status = done < 0 ? status_from_errno((int)done) : STATUS_SUCCESS;
        handle_put(to, &target->object);
    }
    handle_put(from, &source->object);
    return status;
}

NTSTATUS file_make_symlink(const WCHAR *name, const WCHAR *target)
{
    char *path, *leads_to = NULL;
    size_t length = wide_length(target);
    NTSTATUS status = path_dos_to_unix(name, SIZE_MAX, PATH_FOLD, &path);
    if (!NT_SUCCESS(status))
        return status;
    RTL_PATH_TYPE type = path_type(target, length);
    if (type == RtlPathTypeRelative) {
        size_t size = length * 3 + 1;
        leads_to = malloc(size);
        if (leads_to) {
            wide_to_utf8(target, leads_to, size);
            for (char *at = leads_to; *at; at++)
                if (*at == '\\')
                    *at = '/';
        } else {
            status = STATUS_NO_MEMORY;
        }
    } else {
        status =
            length ? path_dos_to_unix(target, length, PATH_AS_GIVEN, &leads_to) : STATUS_OBJECT_NAME_INVALID;
        /* "\\name" without a drive reads back as it is: a second slash, which Linux ignores, marks it. */
        if (NT_SUCCESS(status) && type == RtlPathTypeRooted) {
            size_t size = strlen(leads_to) + 1;
            char *marked = malloc(size + 1);
            if (marked) {
                marked[0] = '/';
                memcpy(marked + 1, leads_to, size);
            } else {
                status = STATUS_NO_MEMORY;
            }
            free(leads_to);
            leads_to = marked;
        }
    }
    if (NT_SUCCESS(status)) {
        int error = host_symlink(leads_to, path);
        if (error >= 0)
            path_note_changed(path, true);
        status = status_from_errno(error);
    }
    free(leads_to);
    free(path);
    return status;
}
