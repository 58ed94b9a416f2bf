/* SPDX-License-Identifier: MIT
 *
 * NtSetInformationFile: attributes and times, size, position, name, deletion. A file that is to be deleted
 * loses its name when the last handle to this object is closed, whoever else has it open: POSIX semantics,
 * which DeleteFile has on NTFS as well. Whether it can be deleted is found out when it is asked for.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "file_internal.h"
#include "file_meta.h"
#include "path_buffer.h"
#include "kernel/mm/probe.h"

/* Devices are never deleted, renamed or replaced: "NUL" is /dev/null, which a guest run by root could take
 * away from the whole machine. */
static bool is_device(const struct host_stat *stat)
{
    return stat->type == HOST_FILE_DEVICE || stat->type == HOST_FILE_TTY;
}

NTSTATUS file_delete_by_fd(int fd)
{
    char path[4096];
    struct host_stat stat;
    int error = host_descriptor_path(fd, path, sizeof(path));
    if (error >= 0)
        error = host_fstat(fd, &stat);
    if (error >= 0 && is_device(&stat))
        return STATUS_ACCESS_DENIED;
    if (error >= 0)
        error = stat.type == HOST_FILE_DIRECTORY ? host_remove_directory(path) : host_unlink(path);
    if (error >= 0)
        path_note_changed(path, false);
    return status_from_errno(error < 0 ? error : 0);
}

static int folder_is_empty(int fd)
{
    char buffer[1024] __attribute__((aligned(8)));
    int folder = host_reopen(fd, HOST_OPEN_READ | HOST_OPEN_DIRECTORY);
    if (folder < 0)
        return folder;
    int result = 1;
    ssize_t got;
    while (result == 1 && (got = host_read_directory(folder, buffer, sizeof(buffer))) > 0)
        for (ssize_t at = 0; at < got;) {
            const struct host_dirent *entry = (const struct host_dirent *)(buffer + at);
            at += entry->length;
            if (strcmp(entry->name, ".") && strcmp(entry->name, ".."))
                result = 0;
        }
    host_close(folder);
    return result;
}

static NTSTATUS check_deletable(struct file *file, ULONG flags)
{
    char path[4096];
    struct host_stat stat;
    int error = host_fstat(file->fd, &stat);
    if (error < 0)
        return status_from_errno(error);
    if (stat.type == HOST_FILE_REGULAR && !(stat.mode & 0222) &&
        !(flags & FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE))
        return STATUS_CANNOT_DELETE;
    if (stat.type == HOST_FILE_DIRECTORY) {
        struct file_meta meta;
        if (file_meta_of_fd(file->fd, &meta) >= 0 && (meta.attributes & FILE_ATTRIBUTE_READONLY) &&
            !(flags & FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE))
            return STATUS_CANNOT_DELETE;
        int empty = folder_is_empty(file->fd);
        if (empty == 0)
            return STATUS_DIRECTORY_NOT_EMPTY;
    }
    error = host_descriptor_path(file->fd, path, sizeof(path));
    if (error < 0)
        return error == ERRNO_NOENT ? STATUS_SUCCESS : status_from_errno(error); /* already gone */
    char *slash = strrchr(path, '/');
    if (!slash || !slash[1])
        return STATUS_CANNOT_DELETE; /* the root */
    *slash = 0;
    error = host_may_change_folder(path);
    return error < 0 ? status_from_errno(error) : STATUS_SUCCESS;
}

NTSTATUS file_set_disposition(struct file *file, ULONG flags)
{
    enum file_kind kind = file_kind(file);
    if (kind != FILE_KIND_DISK && kind != FILE_KIND_DIRECTORY)
        return STATUS_INVALID_PARAMETER;
    if (!(flags & FILE_DISPOSITION_DELETE)) {
        if (flags & FILE_DISPOSITION_ON_CLOSE)
            file->delete_on_close = false;
        file->delete_pending = false;
        if (!file->delete_on_close)
            file_forget_delete(file);
        return STATUS_SUCCESS;
    }
    NTSTATUS status = check_deletable(file, flags);
    if (!NT_SUCCESS(status))
        return status;
    file->delete_pending = true;
    file_remember_delete(file);
    return STATUS_SUCCESS;
}

static NTSTATUS set_basic(struct file *file, const FILE_BASIC_INFORMATION *info)
{
    ULONG attributes = info->FileAttributes;
    bool folder = file_kind(file) == FILE_KIND_DIRECTORY;
    if (info->CreationTime.QuadPart < -2 || info->LastAccessTime.QuadPart < -2 ||
        info->LastWriteTime.QuadPart < -2)
        return STATUS_INVALID_PARAMETER;
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) && !folder)
        return STATUS_INVALID_PARAMETER;
    if ((attributes & FILE_ATTRIBUTE_TEMPORARY) && folder)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = file_meta_set_attributes(file->fd, attributes);
    if (NT_SUCCESS(status)) /* after the attributes, which touch no time that Windows shows */
        status = file_meta_set_times(file->fd, info->CreationTime.QuadPart, info->LastAccessTime.QuadPart,
                                     info->LastWriteTime.QuadPart);
    return status;
}

static NTSTATUS set_size(struct file *file, int64_t size)
{
    if (size < 0)
        return STATUS_INVALID_PARAMETER;
    if (file_kind(file) != FILE_KIND_DISK)
        return STATUS_INVALID_PARAMETER;
    if (atomic_load_explicit(&file_locks_in_use, memory_order_relaxed)) {
        struct host_stat stat;
        if (host_fstat(file->fd, &stat) >= 0 && stat.size > (uint64_t)size) {
            NTSTATUS status = file_locks_check(file, (uint64_t)size, stat.size - (uint64_t)size, true);
            if (!NT_SUCCESS(status))
                return STATUS_FILE_LOCK_CONFLICT;
        }
    }
    return status_from_errno(host_truncate(file->fd, (uint64_t)size));
}

/* Less than the size cuts the file, more reserves blocks. */
static NTSTATUS set_allocation(struct file *file, int64_t size)
{
    struct host_stat stat;
    if (size < 0 || file_kind(file) != FILE_KIND_DISK)
        return STATUS_INVALID_PARAMETER;
    int error = host_fstat(file->fd, &stat);
    if (error >= 0 && (uint64_t)size < stat.size)
        return set_size(file, size);
    if (error >= 0 && (uint64_t)size > stat.allocated) {
        error = host_allocate(file->fd, (uint64_t)size);
        if (error == -95) /* EOPNOTSUPP: this file system cannot reserve */
            error = 0;
    }
    return status_from_errno(error < 0 ? error : 0);
}

/* ---- names ---- */

/* Where a rename or a new link is to lead: a full NT name, one relative to a folder, or a bare name beside
 * the file itself (`from`). */
static NTSTATUS find_target(const FILE_RENAME_INFORMATION *info, const char *from, struct path_buffer *out)
{
    UNICODE_STRING name = {(USHORT)info->FileNameLength, (USHORT)info->FileNameLength, (PWSTR)info->FileName};
    OBJECT_ATTRIBUTES attributes = {sizeof(attributes), info->RootDirectory, &name, 0, NULL, NULL};
    enum path_target target = PATH_TARGET_FILE;
    bool trailing;
    if (info->FileNameLength > 0xFFFE || info->FileNameLength < sizeof(WCHAR))
        return STATUS_OBJECT_NAME_INVALID;
    if (!info->RootDirectory && info->FileName[0] != '\\') {
        struct path_buffer rest;
        struct wide_buffer nt;
        wide_buffer_init(&nt);
        path_buffer_init(&rest);
        bool fits = wide_buffer_append(&nt, u"\\??\\Z:\\", 7) &&
                    wide_buffer_append(&nt, info->FileName, info->FileNameLength / sizeof(WCHAR));
        NTSTATUS status =
            fits ? path_nt_to_unix(nt.text, nt.length, &target, &trailing, &rest) : STATUS_NO_MEMORY;
        if (NT_SUCCESS(status) && !(path_buffer_append(out, from, (size_t)(strrchr(from, '/') - from)) &&
                                    path_buffer_append(out, rest.text, rest.length)))
            status = STATUS_NO_MEMORY;
        wide_buffer_free(&nt);
        path_buffer_free(&rest);
        return status;
    }
    NTSTATUS status = file_name_to_unix(&attributes, &target, &trailing, out);
    return NT_SUCCESS(status) && target != PATH_TARGET_FILE ? STATUS_OBJECT_NAME_INVALID : status;
}

/* Whether what has the name now may be replaced. *same: it is the file itself, spelled in another case. */
static NTSTATUS check_replaced(struct file *file, const char *path, bool replace, ULONG flags, bool *same)
{
    struct host_stat there, here;
    *same = false;
    int error = host_stat(path, false, &there);
    if (error == ERRNO_NOENT)
        return STATUS_SUCCESS;
    if (error >= 0)
        error = host_fstat(file->fd, &here);
    if (error < 0)
        return status_from_errno(error);
    *same = here.inode == there.inode && here.device == there.device;
    if (*same)
        return STATUS_SUCCESS;
    if (!replace)
        return STATUS_OBJECT_NAME_COLLISION;
    if (there.type == HOST_FILE_DIRECTORY || is_device(&there))
        return STATUS_ACCESS_DENIED;
    if (!(there.mode & 0222) && there.type == HOST_FILE_REGULAR &&
        !(flags & FILE_RENAME_IGNORE_READONLY_ATTRIBUTE))
        return STATUS_ACCESS_DENIED;
    int fd = there.type == HOST_FILE_REGULAR ? host_open_file(path, HOST_OPEN_READ, 0) : -1;
    if (fd < 0)
        return STATUS_SUCCESS;
    ULONG held;
    NTSTATUS status =
        file_share_enter(fd, DELETE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &held);
    host_close(fd);
    return NT_SUCCESS(status) ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

static NTSTATUS set_name(struct file *file, const FILE_RENAME_INFORMATION *info, ULONG length, bool link,
                         bool extended)
{
    if (length < offsetof(FILE_RENAME_INFORMATION, FileName) ||
        info->FileNameLength > length - offsetof(FILE_RENAME_INFORMATION, FileName))
        return STATUS_INVALID_PARAMETER;
    ULONG flags = extended ? *(const ULONG *)info : 0;
    bool replace = extended ? flags & FILE_RENAME_REPLACE_IF_EXISTS : info->ReplaceIfExists, same;
    char from[4096];
    int error = host_descriptor_path(file->fd, from, sizeof(from));
    if (error < 0)
        return error == ERRNO_NOENT ? STATUS_FILE_DELETED : status_from_errno(error);
    struct host_stat source;
    if (host_fstat(file->fd, &source) >= 0 && is_device(&source))
        return STATUS_ACCESS_DENIED;
    struct path_buffer to, wanted;
    path_buffer_init(&to);
    path_buffer_init(&wanted);
    NTSTATUS status = find_target(info, from, &to);
    if (!NT_SUCCESS(status))
        goto out;
    /* The last name is taken as it is spelled, even where another case of it exists. */
    const char *last = strrchr(to.text, '/');
    size_t last_length = to.length - (size_t)(last - to.text);
    char name[260];
    memcpy(name, last, last_length < sizeof(name) ? last_length + 1 : 1);
    status = path_fold(&to);
    if (status != STATUS_OBJECT_NAME_NOT_FOUND && !NT_SUCCESS(status))
        goto out;
    status = check_replaced(file, to.text, replace, flags, &same);
    if (!NT_SUCCESS(status))
        goto out;
    bool fits = path_buffer_append(&wanted, to.text, (size_t)(strrchr(to.text, '/') - to.text)) &&
                path_buffer_append(&wanted, name, strlen(name));
    if (!fits) {
        status = STATUS_NO_MEMORY;
        goto out;
    }
    if (link && same) {
        status = replace ? STATUS_SUCCESS : STATUS_OBJECT_NAME_COLLISION;
        goto out;
    }
    if (link) {
        if (replace)
            host_unlink(to.text);
        error = host_link_descriptor(file->fd, wanted.text);
        if (error < 0)
            error = host_link(from, wanted.text);
    } else {
        error = host_rename(from, same ? wanted.text : to.text, replace || same);
        if (error >= 0 && !same && strcmp(to.text, wanted.text))
            error = host_rename(to.text, wanted.text, true);
        if (error == ERRNO_NOTEMPTY)
            error = ERRNO_ACCES;
        path_note_changed(from, false);
    }
    if (error >= 0)
        path_note_changed(wanted.text, true);
    status = error == -22 ? (NTSTATUS)STATUS_SHARING_VIOLATION
                          : status_from_errno(error < 0 ? error : 0); /* EINVAL: into itself */
out:
    path_buffer_free(&wanted);
    path_buffer_free(&to);
    return status;
}

/* The access that a class asks for, and its least size; false: no such class. */
static bool requirements(FILE_INFORMATION_CLASS class, ACCESS_MASK *access, ULONG *least)
{
    *access = 0;
    switch (class) {
    case FileBasicInformation:
        *access = FILE_WRITE_ATTRIBUTES;
        *least = sizeof(FILE_BASIC_INFORMATION);
        return true;
    case FileRenameInformation:
    case FileRenameInformationEx:
        *access = DELETE;
        *least = sizeof(FILE_RENAME_INFORMATION);
        return true;
    case FileLinkInformation:
    case FileLinkInformationEx:
        *least = sizeof(FILE_LINK_INFORMATION);
        return true;
    case FileDispositionInformation:
        *access = DELETE;
        *least = 1;
        return true;
    case FileDispositionInformationEx:
        *access = DELETE;
        *least = 4;
        return true;
    case FileEndOfFileInformation:
    case FileAllocationInformation:
    case FileValidDataLengthInformation:
        *access = FILE_WRITE_DATA;
        *least = 8;
        return true;
    case FilePositionInformation:
        *least = 8;
        return true;
    case FileModeInformation:
    case FileIoPriorityHintInformation:
    case FileIoCompletionNotificationInformation:
        *least = 4;
        return true;
    case FileCompletionInformation:
    case FileReplaceCompletionInformation:
        *least = sizeof(FILE_COMPLETION_INFORMATION);
        return true;
    default:
        return false;
    }
}

static NTSTATUS set(struct file *file, const void *info, ULONG length, FILE_INFORMATION_CLASS class)
{
    switch (class) {
    case FileBasicInformation:
        return set_basic(file, info);
    case FileRenameInformation:
    case FileRenameInformationEx:
        return set_name(file, info, length, false, class == FileRenameInformationEx);
    case FileLinkInformation:
    case FileLinkInformationEx:
        return set_name(file, info, length, true, class == FileLinkInformationEx);
    case FileDispositionInformation:
        return file_set_disposition(file, *(const BOOLEAN *)info ? FILE_DISPOSITION_DELETE : 0);
    case FileDispositionInformationEx:
        return file_set_disposition(file, *(const ULONG *)info);
    case FileEndOfFileInformation:
        return set_size(file, *(const int64_t *)info);
    case FileAllocationInformation:
        return set_allocation(file, *(const int64_t *)info);
    case FileValidDataLengthInformation: { /* everything up to the size is valid here */
        struct host_stat stat;
        int error = host_fstat(file->fd, &stat);
        return error < 0 ? status_from_errno(error)
               : *(const int64_t *)info < 0 || *(const int64_t *)info > (int64_t)stat.size
                   ? STATUS_INVALID_PARAMETER
                   : STATUS_SUCCESS;
    }
    case FilePositionInformation: {
        int64_t at = *(const int64_t *)info;
        if (at < 0 || file->overlapped)
            return STATUS_INVALID_PARAMETER;
        atomic_store_explicit(&file->pointer, -1, memory_order_relaxed);
        at = host_seek(file->fd, at, 0);
        return at < 0 ? status_from_errno((int)at) : STATUS_SUCCESS;
    }
    case FileModeInformation:
        file->options =
            (file->options & ~(ULONG)FILE_SEQUENTIAL_ONLY) | (*(const ULONG *)info & FILE_SEQUENTIAL_ONLY);
        return STATUS_SUCCESS;
    case FileCompletionInformation:
    case FileReplaceCompletionInformation:
        return completion_associate(file, info, class == FileReplaceCompletionInformation);
    case FileIoCompletionNotificationInformation: /* they can be set only */
        atomic_fetch_or(&file->completion_modes, (uint8_t)(*(const ULONG *)info & 3));
        return STATUS_SUCCESS;
    default: /* a hint: how urgent its operations are */
        return STATUS_SUCCESS;
    }
}

NTSTATUS svc_NtSetInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation,
                                  ULONG Length, FILE_INFORMATION_CLASS FileInformationClass)
{
    ACCESS_MASK access;
    ULONG least;
    if (!requirements(FileInformationClass, &access, &least))
        return STATUS_INVALID_INFO_CLASS;
    if (Length < least)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!probe_io(IoStatusBlock, FileInformation, Length, NULL, 0))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    NTSTATUS status = file_get(FileHandle, access, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = set(file, FileInformation, Length, FileInformationClass);
    handle_put(FileHandle, &file->object);
    if (NT_SUCCESS(status)) {
        IoStatusBlock->Status = status;
        IoStatusBlock->Information = 0;
    }
    return status;
}
