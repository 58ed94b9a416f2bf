/* SPDX-License-Identifier: MIT
 *
 * NtCreateFile: from a name to a file object. The order is Windows': the arguments, the name, whether it
 * exists (as spelled, else in another case), the read-only attribute, the share modes, and only then the
 * contents are touched. Creation is always exclusive on the Linux side, so that two who create at once see
 * one winner.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "file_internal.h"
#include "file_meta.h"
#include "path_buffer.h"
#include "kernel/mm/probe.h"
#include "kernel/services.h"

#define WRITES       (FILE_WRITE_DATA | FILE_APPEND_DATA)
#define MAX_ATTEMPTS 8

struct request {
    ACCESS_MASK access;
    ULONG share, attributes, disposition, options;
    bool trailing;
    struct path_buffer path;
};

NTSTATUS file_name_to_unix(const OBJECT_ATTRIBUTES *attributes, enum path_target *target, bool *trailing,
                           struct path_buffer *out)
{
    const UNICODE_STRING *name = attributes->ObjectName;
    size_t length = name ? name->Length / sizeof(WCHAR) : 0;
    if (!attributes->RootDirectory)
        return length ? path_nt_to_unix(name->Buffer, length, target, trailing, out)
                      : STATUS_OBJECT_PATH_SYNTAX_BAD;
    struct file *folder;
    char path[4096];
    NTSTATUS status = file_get(attributes->RootDirectory, 0, &folder);
    if (!NT_SUCCESS(status))
        return status;
    int size = host_descriptor_path(folder->fd, path, sizeof(path));
    bool is_folder = file_kind(folder) == FILE_KIND_DIRECTORY;
    handle_put(attributes->RootDirectory, &folder->object);
    if (size < 0)
        return status_from_errno(size);
    if (!is_folder && length)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    if (length && name->Buffer[0] == '\\')
        return STATUS_INVALID_PARAMETER;
    /* The names are checked by the same code, under a drive that adds nothing. */
    struct wide_buffer nt;
    struct path_buffer rest;
    wide_buffer_init(&nt);
    path_buffer_init(&rest);
    *target = PATH_TARGET_FILE;
    bool fits = wide_buffer_append(&nt, u"\\??\\Z:\\", 7) &&
                (!length || wide_buffer_append(&nt, name->Buffer, length));
    status = fits ? path_nt_to_unix(nt.text, nt.length, target, trailing, &rest) : STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        bool top = size == 1; /* "/" */
        fits = path_buffer_append(out, path, top ? 0 : (size_t)size) &&
               (!length ? !top || path_buffer_append(out, "/", 1)
                        : path_buffer_append(out, rest.text, rest.length));
        status = fits ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    path_buffer_free(&rest);
    wide_buffer_free(&nt);
    return status;
}

static NTSTATUS check_arguments(const struct request *r, ACCESS_MASK desired, ULONG ea_length)
{
    ULONG options = r->options, sync = options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT);
    if (r->disposition > FILE_OVERWRITE_IF || r->share & ~7u)
        return STATUS_INVALID_PARAMETER;
    if ((options & FILE_DIRECTORY_FILE) && (options & FILE_NON_DIRECTORY_FILE))
        return STATUS_INVALID_PARAMETER;
    if ((options & FILE_DIRECTORY_FILE) && r->disposition != FILE_CREATE && r->disposition != FILE_OPEN &&
        r->disposition != FILE_OPEN_IF)
        return STATUS_INVALID_PARAMETER;
    if (sync == (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT) ||
        (sync && !(r->access & SYNCHRONIZE)))
        return STATUS_INVALID_PARAMETER;
    if ((options & FILE_DELETE_ON_CLOSE) && !(r->access & DELETE))
        return STATUS_INVALID_PARAMETER;
    if ((options & FILE_NO_INTERMEDIATE_BUFFERING) && (desired & FILE_APPEND_DATA))
        return STATUS_INVALID_PARAMETER;
    if (!desired)
        return STATUS_ACCESS_DENIED;
    return ea_length ? STATUS_EAS_NOT_SUPPORTED : STATUS_SUCCESS;
}

static bool overwrites(ULONG disposition)
{
    return disposition == FILE_SUPERSEDE || disposition == FILE_OVERWRITE || disposition == FILE_OVERWRITE_IF;
}

static unsigned open_flags(const struct request *r)
{
    unsigned flags = 0;
    if ((r->access & WRITES) || overwrites(r->disposition)) /* reading too: share locks need it */
        flags = HOST_OPEN_READ | HOST_OPEN_WRITE;
    else if (r->access & (FILE_READ_DATA | FILE_EXECUTE | DELETE))
        flags = HOST_OPEN_READ;
    else
        flags = HOST_OPEN_NAME;
    if (r->options & FILE_OPEN_REPARSE_POINT)
        flags |= HOST_OPEN_NOFOLLOW;
    if ((r->options & FILE_WRITE_THROUGH) && (flags & HOST_OPEN_WRITE))
        flags |= HOST_OPEN_SYNC;
    return flags;
}

/* Opens what exists at the path, in the best way that the permissions allow. */
static int open_existing(const struct request *r)
{
    unsigned flags = open_flags(r);
    int fd = host_open_file(r->path.text, flags, 0);
    if (fd == ERRNO_ISDIR) /* a folder is never opened for writing on Linux */
        fd = host_open_file(r->path.text, (flags & ~(HOST_OPEN_WRITE | HOST_OPEN_SYNC)), 0);
    else if (fd == ERRNO_LOOP && (flags & HOST_OPEN_NOFOLLOW))
        fd = host_open_file(r->path.text, HOST_OPEN_NAME | HOST_OPEN_NOFOLLOW, 0);
    else if (fd == ERRNO_ACCES && (flags & HOST_OPEN_WRITE) && !(r->access & (FILE_READ_DATA | FILE_EXECUTE)))
        fd = host_open_file(r->path.text, flags & ~HOST_OPEN_READ, 0);
    if (fd == ERRNO_ACCES && !(r->access & (FILE_READ_DATA | FILE_EXECUTE | WRITES)) &&
        !overwrites(r->disposition))
        fd = host_open_file(r->path.text, HOST_OPEN_NAME | (flags & HOST_OPEN_NOFOLLOW),
                            0); /* only to delete it */
    return fd;
}

static bool creates(ULONG disposition)
{
    return disposition != FILE_OPEN && disposition != FILE_OVERWRITE;
}

static int create_new(const struct request *r)
{
    unsigned mode = r->attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666;
    int fd;
    if (r->options & FILE_DIRECTORY_FILE) {
        fd = host_make_directory(r->path.text, 0777);
        if (fd >= 0)
            fd = host_open_file(r->path.text, HOST_OPEN_READ | HOST_OPEN_DIRECTORY, 0);
    } else {
        unsigned sync = r->options & FILE_WRITE_THROUGH ? HOST_OPEN_SYNC : 0;
        fd = host_open_file(r->path.text, HOST_OPEN_READ | HOST_OPEN_WRITE | HOST_OPEN_CREATE | sync, mode);
    }
    if (fd >= 0)
        path_note_changed(r->path.text, true);
    return fd;
}

static bool is_in_drive_c(const struct path_buffer *path)
{
    const char *root = path_drive_c();
    size_t length = strlen(root);
    return !strncmp(path->text, root, length) && (path->text[length] == '/' || path->text[length] == 0);
}

/* Finds out what a missing name means; makes drive C: when it is first written to. */
static NTSTATUS fold(struct request *r)
{
    NTSTATUS status = r->disposition == FILE_CREATE ? path_fold(&r->path) : path_fold_missing(&r->path);
    if (NT_SUCCESS(status) || !is_in_drive_c(&r->path) ||
        (!creates(r->disposition) && strcmp(r->path.text, path_drive_c())))
        return status;
    struct host_stat info;
    if (host_stat(path_drive_c(), true, &info) >= 0 || path_create_drive_c() < 0)
        return status;
    return path_fold(&r->path);
}

/* A descriptor, existing or new; *information: FILE_OPENED or FILE_CREATED. */
static NTSTATUS open_or_create(struct request *r, int *out, ULONG_PTR *information)
{
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        int fd = ERRNO_NOENT;
        if (r->disposition != FILE_CREATE)
            fd = open_existing(r);
        if (fd == ERRNO_NOENT || fd == ERRNO_NOTDIR) {
            NTSTATUS status = fold(r);
            if (NT_SUCCESS(status)) {
                if (r->disposition == FILE_CREATE)
                    return STATUS_OBJECT_NAME_COLLISION;
                fd = open_existing(r);
                if (fd == ERRNO_NOENT && creates(r->disposition))
                    return STATUS_OBJECT_NAME_NOT_FOUND; /* a symbolic link that leads nowhere */
            } else if (status != STATUS_OBJECT_NAME_NOT_FOUND || !creates(r->disposition)) {
                return status;
            } else if (r->trailing && !(r->options & FILE_DIRECTORY_FILE)) {
                return STATUS_OBJECT_NAME_INVALID;
            } else {
                fd = create_new(r);
                *information = FILE_CREATED;
                if (fd == ERRNO_EXIST)
                    continue; /* somebody was faster */
                *out = fd;
                return fd < 0 ? status_from_errno(fd) : STATUS_SUCCESS;
            }
        }
        if (fd == ERRNO_NOENT)
            continue;
        *information = FILE_OPENED;
        *out = fd;
        return fd < 0 ? status_from_errno(fd) : STATUS_SUCCESS;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

/* A symbolic link that was opened itself counts as a folder where it leads to one, as on Windows, where it
 * says so from its creation. */
static bool is_folder(const struct request *r, enum host_file_type type)
{
    struct host_stat target;
    return type == HOST_FILE_DIRECTORY ||
           (type == HOST_FILE_SYMLINK && host_stat(r->path.text, true, &target) >= 0 &&
            target.type == HOST_FILE_DIRECTORY);
}

/* What may be said about the type only once it is open. */
static NTSTATUS check_type(const struct request *r, bool created, uint32_t mode, enum host_file_type type)
{
    bool folder = is_folder(r, type);
    if (folder && (r->options & FILE_NON_DIRECTORY_FILE))
        return STATUS_FILE_IS_A_DIRECTORY;
    if (!folder && (r->options & FILE_DIRECTORY_FILE))
        return r->disposition == FILE_CREATE ? STATUS_OBJECT_NAME_COLLISION : STATUS_NOT_A_DIRECTORY;
    if (!folder && r->trailing)
        return STATUS_OBJECT_NAME_INVALID;
    if (folder && overwrites(r->disposition))
        return STATUS_OBJECT_NAME_COLLISION;
    if (type == HOST_FILE_REGULAR && !created && !(mode & 0222)) {
        if ((r->access & WRITES) || overwrites(r->disposition))
            return STATUS_ACCESS_DENIED;
        if (r->options & FILE_DELETE_ON_CLOSE)
            return STATUS_CANNOT_DELETE;
    }
    return STATUS_SUCCESS;
}

/* "If CREATE_ALWAYS and FILE_ATTRIBUTE_NORMAL are specified, CreateFile fails … if the file exists and has
 * the hidden or system attribute." */
static NTSTATUS overwrite(const struct request *r, int fd)
{
    struct file_meta meta;
    ULONG kept = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;
    int error = file_meta_of_fd(fd, &meta);
    if (error < 0)
        return status_from_errno(error);
    if (r->disposition != FILE_SUPERSEDE && (meta.attributes & kept & ~r->attributes))
        return STATUS_ACCESS_DENIED;
    error = host_truncate(fd, 0);
    if (error < 0)
        return status_from_errno(error);
    ULONG wanted = (r->attributes & ~FILE_ATTRIBUTE_NORMAL) | FILE_ATTRIBUTE_ARCHIVE;
    return wanted == meta.attributes ? STATUS_SUCCESS : file_meta_set_attributes(fd, wanted);
}

static enum file_kind kind_of(int fd, enum host_file_type type)
{
    switch (type) {
    case HOST_FILE_REGULAR:
        return FILE_KIND_DISK;
    case HOST_FILE_DIRECTORY:
        return FILE_KIND_DIRECTORY;
    case HOST_FILE_PIPE:
        return FILE_KIND_PIPE;
    case HOST_FILE_SYMLINK:
        return FILE_KIND_DISK;
    default:
        return host_file_type_of(fd) == HOST_FILE_TTY ? FILE_KIND_CONSOLE : FILE_KIND_DEVICE;
    }
}

static NTSTATUS make_handle(const struct request *r, int fd, enum file_kind kind, ULONG held,
                            ULONG attributes, bool console_input, bool reads_to_the_end, HANDLE *out)
{
    struct file *file = file_allocate(fd, kind, r->options);
    if (!file)
        return STATUS_NO_MEMORY;
    file->reads_to_the_end = reads_to_the_end;
    if (kind == FILE_KIND_DIRECTORY)
        file->place = !strcmp(r->path.text, "/") || !strcmp(r->path.text, path_drive_c()) ? FILE_PLACE_DRIVE
                                                                                          : FILE_PLACE_BELOW;
    file->overlapped = !(r->options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT));
    file->append_only = (r->access & WRITES) == FILE_APPEND_DATA;
    file->shared = held;
    file->console_input = console_input;
    if (r->options & FILE_DELETE_ON_CLOSE) {
        file->delete_on_close = true;
        file_remember_delete(file);
    }
    NTSTATUS status = handle_create(&file->object, r->access, attributes, out);
    object_release(&file->object);
    return status;
}

static NTSTATUS open_file(struct request *r, ULONG handle_attributes, HANDLE *out, ULONG_PTR *information)
{
    int fd;
    NTSTATUS status = open_or_create(r, &fd, information);
    if (!NT_SUCCESS(status))
        return status;
    uint32_t mode;
    uint64_t device;
    enum host_file_type type;
    ULONG held = 0;
    bool created = *information == FILE_CREATED;
    int error = host_file_mode(fd, &mode, &type, &device);
    status = error < 0 ? status_from_errno(error) : check_type(r, created, mode, type);
    if (NT_SUCCESS(status) && (type == HOST_FILE_REGULAR || type == HOST_FILE_DIRECTORY))
        status = file_share_enter(fd, overwrites(r->disposition) ? r->access | FILE_WRITE_DATA : r->access,
                                  r->share, &held);
    if (NT_SUCCESS(status) && !created && type == HOST_FILE_REGULAR && overwrites(r->disposition)) {
        status = overwrite(r, fd);
        *information = r->disposition == FILE_SUPERSEDE ? FILE_SUPERSEDED : FILE_OVERWRITTEN;
    }
    ULONG special = r->attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_OFFLINE |
                                     FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED);
    if (NT_SUCCESS(status) && created && special)
        status = file_meta_set_attributes(fd, r->attributes |
                                                  (type == HOST_FILE_DIRECTORY ? 0 : FILE_ATTRIBUTE_ARCHIVE));
    if (!NT_SUCCESS(status)) {
        host_close(fd);
        return status;
    }
    bool reads_to_the_end = type == HOST_FILE_REGULAR && host_reads_to_the_end(fd, device);
    return make_handle(r, fd, kind_of(fd, type), held, handle_attributes, false, reads_to_the_end, out);
}

static NTSTATUS open_device(struct request *r, enum path_target target, ULONG handle_attributes, HANDLE *out,
                            ULONG_PTR *information)
{
    if (r->options & FILE_DIRECTORY_FILE)
        return STATUS_NOT_A_DIRECTORY;
    if (target == PATH_TARGET_PIPE)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    /* A console handle is good for both directions, and its modes are asked through either. */
    bool null = target == PATH_TARGET_NULL;
    int fd = host_open_file(null ? "/dev/null" : "/dev/tty", HOST_OPEN_READ | HOST_OPEN_WRITE, 0);
    if (fd < 0)
        return null ? status_from_errno(fd) : STATUS_INVALID_HANDLE;
    if (target == PATH_TARGET_CON && (r->access & FILE_READ_DATA) && (r->access & FILE_WRITE_DATA)) {
        host_close(fd);
        return STATUS_INVALID_PARAMETER;
    }
    *information = FILE_OPENED;
    r->options &= ~FILE_DELETE_ON_CLOSE;
    return make_handle(r, fd, null ? FILE_KIND_DEVICE : FILE_KIND_CONSOLE, 0, handle_attributes,
                       target == PATH_TARGET_CONIN ||
                           (target == PATH_TARGET_CON && (r->access & FILE_READ_DATA)),
                       false, out);
}

NTSTATUS svc_NtCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                          PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
                          ULONG ShareAccess, ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer,
                          ULONG EaLength)
{
    NTSTATUS bad = probe_create(FileHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    if (!ObjectAttributes || !probe_io(IoStatusBlock, NULL, 0, NULL, 0) ||
        !probe_read_optional(AllocationSize, sizeof(*AllocationSize)))
        return STATUS_ACCESS_VIOLATION;
    struct request r; /* field by field: the path's room needs no clearing */
    r.access = object_map_access(&file_type, DesiredAccess);
    r.share = ShareAccess;
    r.attributes = FileAttributes;
    r.disposition = CreateDisposition;
    r.options = CreateOptions;
    r.trailing = false;
    NTSTATUS status = check_arguments(&r, DesiredAccess, EaLength);
    if (!NT_SUCCESS(status))
        return status;
    enum path_target target = PATH_TARGET_FILE;
    ULONG_PTR information = 0;
    HANDLE handle;
    path_buffer_init(&r.path);
    status = file_name_to_unix(ObjectAttributes, &target, &r.trailing, &r.path);
    if (NT_SUCCESS(status)) {
        ULONG attributes = ObjectAttributes->Attributes & OBJ_INHERIT;
        if (target == PATH_TARGET_VOLUME && (r.access & (WRITES | FILE_READ_DATA)))
            status = STATUS_ACCESS_DENIED; /* raw disks are not for us */
        else if (target == PATH_TARGET_FILE || target == PATH_TARGET_VOLUME)
            status = open_file(&r, attributes, &handle, &information);
        else
            status = open_device(&r, target, attributes, &handle, &information);
    }
    path_buffer_free(&r.path);
    if (!NT_SUCCESS(status))
        return status;
    if (AllocationSize && AllocationSize->QuadPart > 0 && information != FILE_OPENED) {
        FILE_ALLOCATION_INFORMATION size = {*AllocationSize};
        IO_STATUS_BLOCK iosb;
        svc_NtSetInformationFile(handle, &iosb, &size, sizeof(size), FileAllocationInformation);
    }
    *FileHandle = handle;
    IoStatusBlock->Status = STATUS_SUCCESS;
    IoStatusBlock->Information = information;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtOpenFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                        PIO_STATUS_BLOCK IoStatusBlock, ULONG ShareAccess, ULONG OpenOptions)
{
    return svc_NtCreateFile(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, NULL, 0, ShareAccess,
                            FILE_OPEN, OpenOptions, NULL, 0);
}

NTSTATUS svc_NtDeleteFile(POBJECT_ATTRIBUTES ObjectAttributes)
{
    HANDLE handle;
    IO_STATUS_BLOCK iosb;
    FILE_DISPOSITION_INFORMATION disposition = {TRUE};
    NTSTATUS status =
        svc_NtOpenFile(&handle, DELETE, ObjectAttributes, &iosb,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, FILE_OPEN_REPARSE_POINT);
    if (!NT_SUCCESS(status))
        return status;
    status = svc_NtSetInformationFile(handle, &iosb, &disposition, sizeof(disposition),
                                      FileDispositionInformation);
    handle_close(handle);
    return status;
}

static NTSTATUS query_by_name(POBJECT_ATTRIBUTES attributes, struct file_meta *meta)
{
    struct path_buffer path;
    enum path_target target = PATH_TARGET_FILE;
    bool trailing = false;
    NTSTATUS status = attributes ? probe_attributes(attributes) : STATUS_ACCESS_VIOLATION;
    if (!NT_SUCCESS(status))
        return status;
    path_buffer_init(&path);
    status = file_name_to_unix(attributes, &target, &trailing, &path);
    if (NT_SUCCESS(status)) {
        if (target == PATH_TARGET_FILE || target == PATH_TARGET_VOLUME) {
            int error = file_meta_at(HOST_CURRENT_FOLDER, path.text, true, meta);
            if (error == ERRNO_NOENT || error == ERRNO_NOTDIR) {
                status = path_fold_missing(&path);
                if (NT_SUCCESS(status))
                    error = file_meta_at(HOST_CURRENT_FOLDER, path.text, true, meta);
            }
            if (NT_SUCCESS(status) && error < 0)
                status = status_from_errno(error);
            if (NT_SUCCESS(status) && trailing && !(meta->attributes & FILE_ATTRIBUTE_DIRECTORY))
                status = STATUS_OBJECT_NAME_INVALID;
        } else if (target == PATH_TARGET_NULL || target == PATH_TARGET_CON || target == PATH_TARGET_CONIN ||
                   target == PATH_TARGET_CONOUT) {
            memset(meta, 0, sizeof(*meta));
            meta->attributes = FILE_ATTRIBUTE_ARCHIVE;
        } else {
            status = STATUS_OBJECT_NAME_NOT_FOUND;
        }
    }
    path_buffer_free(&path);
    return status;
}

NTSTATUS svc_NtQueryFullAttributesFile(POBJECT_ATTRIBUTES ObjectAttributes,
                                       PFILE_NETWORK_OPEN_INFORMATION out)
{
    if (!probe_write(out, sizeof(*out)))
        return STATUS_ACCESS_VIOLATION;
    struct file_meta meta;
    NTSTATUS status = query_by_name(ObjectAttributes, &meta);
    if (!NT_SUCCESS(status))
        return status;
    bool folder = meta.attributes & FILE_ATTRIBUTE_DIRECTORY;
    out->CreationTime.QuadPart = meta.creation;
    out->LastAccessTime.QuadPart = meta.stat.access;
    out->LastWriteTime.QuadPart = meta.stat.write;
    out->ChangeTime.QuadPart = meta.stat.change;
    out->AllocationSize.QuadPart = folder ? 0 : (LONGLONG)meta.stat.allocated;
    out->EndOfFile.QuadPart = folder ? 0 : (LONGLONG)meta.stat.size;
    out->FileAttributes = meta.attributes;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtQueryAttributesFile(POBJECT_ATTRIBUTES ObjectAttributes, PFILE_BASIC_INFORMATION out)
{
    if (!probe_write(out, sizeof(*out)))
        return STATUS_ACCESS_VIOLATION;
    struct file_meta meta;
    NTSTATUS status = query_by_name(ObjectAttributes, &meta);
    if (!NT_SUCCESS(status))
        return status;
    out->CreationTime.QuadPart = meta.creation;
    out->LastAccessTime.QuadPart = meta.stat.access;
    out->LastWriteTime.QuadPart = meta.stat.write;
    out->ChangeTime.QuadPart = meta.stat.change;
    out->FileAttributes = meta.attributes;
    return STATUS_SUCCESS;
}
