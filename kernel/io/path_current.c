/* SPDX-License-Identifier: MIT
 *
 * The current folder. It is a DOS name in the process parameters, where programs may read it, and Linux's
 * working directory at the same time, so that native children start where their parent stands.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "common/wide.h"
#include "path_buffer.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static UNICODE_STRING own; /* for as long as there are no process parameters */
static WCHAR *allocated;   /* what we put there, to be freed when it is replaced */

static UNICODE_STRING *where_locked(void)
{
    RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    return parameters ? &parameters->CurrentDirectory.DosPath : &own;
}

/* Stores a DOS name with a closing backslash. In place where it fits: others may hold the pointer. */
static bool store_locked(const WCHAR *dos, size_t length)
{
    UNICODE_STRING *current = where_locked();
    bool slash = length == 0 || dos[length - 1] != '\\';
    size_t bytes = (length + slash) * sizeof(WCHAR);
    if (bytes > 0xFFFC)
        return false;
    if (!current->Buffer || current->MaximumLength < bytes + sizeof(WCHAR)) {
        size_t capacity = bytes + sizeof(WCHAR) < 640 ? 640 : bytes + sizeof(WCHAR);
        WCHAR *buffer = malloc(capacity);
        if (!buffer)
            return false;
        if (current->Buffer == allocated)
            free(allocated);
        allocated = buffer;
        current->Buffer = buffer;
        current->MaximumLength = (USHORT)capacity;
    }
    memmove(current->Buffer, dos, length * sizeof(WCHAR));
    if (slash)
        current->Buffer[length] = '\\';
    current->Buffer[length + slash] = 0;
    current->Length = (USHORT)bytes;
    return true;
}

static NTSTATUS ensure_locked(void)
{
    if (where_locked()->Length)
        return STATUS_SUCCESS;
    WCHAR *dos = path_unix_to_dos(".");
    if (!dos)
        return STATUS_NO_MEMORY;
    size_t length = wide_length(dos);
    if (length >= 2 && dos[length - 1] == '.' && dos[length - 2] == '\\')
        length -= length > 4 ? 2 : 1;
    bool stored = store_locked(dos, length);
    free(dos);
    return stored ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS path_current(struct wide_buffer *out)
{
    pthread_mutex_lock(&lock);
    NTSTATUS status = ensure_locked();
    const UNICODE_STRING *current = where_locked();
    if (NT_SUCCESS(status)) {
        size_t length = current->Length / sizeof(WCHAR);
        bool slash = current->Buffer[length - 1] != '\\';
        if (!wide_buffer_append(out, current->Buffer, length) ||
            (slash && !wide_buffer_append(out, u"\\", 1)))
            status = STATUS_NO_MEMORY;
    }
    pthread_mutex_unlock(&lock);
    return status;
}

/* cmd and the C runtimes keep the folder of each other drive in a variable that is called "=C:". */
static bool drive_variable(unsigned drive, struct wide_buffer *out)
{
    RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    const WCHAR *at = parameters ? parameters->Environment : NULL;
    for (; at && *at; at += wide_length(at) + 1)
        if (at[0] == '=' && (at[1] | 0x20) == (WCHAR)('a' + drive) && at[2] == ':' && at[3] == '=') {
            size_t length = wide_length(at + 4);
            if (length < 3 || (at[4] | 0x20) != (WCHAR)('a' + drive) || at[5] != ':' || at[6] != '\\')
                return false;
            return wide_buffer_append(out, at + 4, length) &&
                   (at[4 + length - 1] == '\\' || wide_buffer_append(out, u"\\", 1));
        }
    return false;
}

NTSTATUS path_current_on_drive(unsigned drive, struct wide_buffer *out)
{
    NTSTATUS status = path_current(out);
    if (!NT_SUCCESS(status) || (out->text[0] | 0x20) == (WCHAR)('a' + drive))
        return status;
    out->length = 0;
    out->text[0] = 0;
    if (drive_variable(drive, out))
        return STATUS_SUCCESS;
    out->length = 0;
    return wide_buffer_append(out, (const WCHAR[]){(WCHAR)('A' + drive), ':', '\\'}, 3) ? STATUS_SUCCESS
                                                                                        : STATUS_NO_MEMORY;
}

ULONG WINAPI RtlGetCurrentDirectory_U(ULONG Size, PWSTR Buffer)
{
    struct wide_buffer current;
    wide_buffer_init(&current);
    ULONG result = 0;
    if (NT_SUCCESS(path_current(&current))) {
        size_t length = current.length;
        if (length > 3 && current.text[length - 1] == '\\')
            length--;
        result = (ULONG)(length * sizeof(WCHAR));
        if (Size < result + sizeof(WCHAR)) {
            result += sizeof(WCHAR);
        } else {
            memcpy(Buffer, current.text, result);
            Buffer[length] = 0;
        }
    }
    wide_buffer_free(&current);
    return result;
}

NTSTATUS WINAPI RtlSetCurrentDirectory_U(PCUNICODE_STRING Path)
{
    struct wide_buffer full, nt;
    struct path_buffer unix_path;
    enum path_target target;
    wide_buffer_init(&full);
    wide_buffer_init(&nt);
    path_buffer_init(&unix_path);
    NTSTATUS status = path_full(Path->Buffer, Path->Length / sizeof(WCHAR), &full, NULL);
    if (NT_SUCCESS(status))
        status = path_dos_to_nt(full.text, full.length, &nt);
    if (NT_SUCCESS(status))
        status = path_nt_to_unix(nt.text, nt.length, &target, NULL, &unix_path);
    if (NT_SUCCESS(status) && target != PATH_TARGET_FILE && target != PATH_TARGET_VOLUME)
        status = STATUS_NOT_A_DIRECTORY;
    if (NT_SUCCESS(status))
        status = path_fold(&unix_path);
    if (NT_SUCCESS(status)) {
        pthread_mutex_lock(&lock);
        int error = host_change_directory(unix_path.text);
        if (error < 0)
            status = error == -20 ? (NTSTATUS)STATUS_NOT_A_DIRECTORY : status_from_errno(error);
        else if (!store_locked(full.text, full.length))
            status = STATUS_NO_MEMORY;
        pthread_mutex_unlock(&lock);
    }
    path_buffer_free(&unix_path);
    wide_buffer_free(&nt);
    wide_buffer_free(&full);
    return status;
}
