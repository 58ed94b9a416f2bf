/* SPDX-License-Identifier: MIT
 *
 * NtQueryDirectoryFile: "." and ".." first, then the names in the order in which the file system gives them.
 * A pattern without wildcards is a look-up instead of a search. The first call fixes the pattern for the
 * handle.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "file_internal.h"
#include "file_meta.h"
#include "path_buffer.h"
#include "common/name_match.h"
#include "kernel/mm/probe.h"

#define BUFFER_SIZE   32768
#define LARGEST_ENTRY 512

struct directory_scan {
    pthread_mutex_t mutex;
    WCHAR *pattern; /* NULL: everything */
    size_t pattern_length;
    bool literal;  /* the pattern has no wildcards */
    bool root;     /* of a drive: has no "." and ".." */
    bool any;      /* something was found already */
    unsigned dots; /* how many of "." and ".." are done */
    bool literal_done;
    bool ended;              /* nothing follows what is in the buffer */
    struct host_stat folder; /* as it was before it was read */
    uint64_t changes;        /* path_changes() then */
    size_t at, filled;       /* in buffer */
    char buffer[BUFFER_SIZE] __attribute__((aligned(8)));
};

void directory_scan_free(struct file *file)
{
    free(file->scan->pattern);
    free(file->scan);
}

static struct directory_scan *scan_of(struct file *file)
{
    struct directory_scan *scan = atomic_load_explicit(&file->scan, memory_order_acquire), *made;
    if (scan || !(made = malloc(sizeof(*made))))
        return scan;
    memset(made, 0, offsetof(struct directory_scan, buffer));
    pthread_mutex_init(&made->mutex, NULL);
    made->dots = 3; /* not begun */
    if (atomic_compare_exchange_strong(&file->scan, &scan, made))
        return made;
    free(made);
    return scan;
}

/* Whether this is the root folder of a drive. */
static bool is_root(struct file *file, const struct host_stat *folder)
{
    static _Atomic uint64_t root_inode;
    struct host_stat root;
    char path[4096];
    if (!root_inode && host_stat("/", true, &root) >= 0)
        root_inode = root.inode;
    if (file->place == FILE_PLACE_DRIVE)
        return true;
    if (file->place == FILE_PLACE_BELOW && folder->inode != root_inode)
        return false;
    return host_descriptor_path(file->fd, path, sizeof(path)) >= 0 &&
           (!strcmp(path, "/") || !strcmp(path, path_drive_c()));
}

static bool begin(struct directory_scan *scan, struct file *file, const UNICODE_STRING *pattern, bool first)
{
    if (first && pattern && pattern->Length) {
        size_t length = pattern->Length / sizeof(WCHAR);
        WCHAR *copy = malloc(pattern->Length);
        if (!copy)
            return false;
        memcpy(copy, pattern->Buffer, pattern->Length);
        free(scan->pattern);
        scan->pattern = copy;
        scan->pattern_length = length;
        scan->literal = !name_has_wildcards(copy, length) && !(length == 1 && copy[0] == '.') &&
                        !(length == 2 && copy[0] == '.' && copy[1] == '.');
    }
    scan->changes = path_changes();
    if (host_fstat(file->fd, &scan->folder) < 0)
        memset(&scan->folder, 0, sizeof(scan->folder));
    scan->root = is_root(file, &scan->folder);
    scan->ended = false;
    scan->dots = scan->root ? 2 : 0;
    scan->at = scan->filled = 0;
    scan->literal_done = false;
    if (!scan->literal)
        host_seek(file->fd, 0, 0);
    return true;
}

/* The one name that a literal pattern may mean, in the spelling of the disk. */
static const char *find_literal(struct directory_scan *scan, struct file *file, char *name)
{
    char path[4096];
    struct path_buffer full;
    struct wide_buffer nt;
    enum path_target target;
    const char *result = NULL;
    int size = host_descriptor_path(file->fd, path, sizeof(path));
    wide_buffer_init(&nt);
    path_buffer_init(&full);
    if (size >= 0 && wide_buffer_append(&nt, u"\\??\\Z:\\", 7) &&
        wide_buffer_append(&nt, scan->pattern, scan->pattern_length) &&
        !memchr(scan->pattern, '\\', scan->pattern_length * sizeof(WCHAR))) {
        struct path_buffer rest;
        path_buffer_init(&rest);
        if (NT_SUCCESS(path_nt_to_unix(nt.text, nt.length, &target, NULL, &rest)) &&
            path_buffer_append(&full, path, size == 1 ? 0 : (size_t)size) &&
            path_buffer_append(&full, rest.text, rest.length) && NT_SUCCESS(path_fold(&full))) {
            strcpy(name, strrchr(full.text, '/') + 1);
            result = name;
        }
        path_buffer_free(&rest);
    }
    path_buffer_free(&full);
    wide_buffer_free(&nt);
    return result;
}

/* Reads on. Where the first names do not fill the buffer they are most likely all; if they are, whoever looks
 * for a name in another case needs not read the folder again (the program often does so before it reads on).
 */
static ssize_t fill_buffer(struct directory_scan *scan, struct file *file)
{
    bool first = !scan->filled;
    ssize_t got = host_read_directory(file->fd, scan->buffer, BUFFER_SIZE), more;
    if (got <= 0)
        return got;
    scan->at = 0;
    scan->filled = (size_t)got;
    if (!first || got > BUFFER_SIZE - LARGEST_ENTRY)
        return got;
    more = host_read_directory(file->fd, scan->buffer + got, BUFFER_SIZE - (size_t)got);
    if (more > 0)
        scan->filled += (size_t)more;
    scan->ended = more == 0;
    if (scan->ended && scan->folder.inode)
        path_note_listing(&scan->folder, scan->changes, scan->buffer, scan->filled);
    return got;
}

/* The next name that matches, in both spellings; NULL at the end. keep: the next call gives it again. */
static const char *next_name(struct directory_scan *scan, struct file *file, char *literal, WCHAR *wide,
                             size_t *length, int *error)
{
    *error = 0;
    if (scan->literal) {
        if (scan->literal_done || !find_literal(scan, file, literal))
            return NULL;
        *length = path_name_to_wide(literal, wide, 260) - 1;
        return literal;
    }
    for (;;) {
        const char *name;
        if (scan->dots < 2) {
            name = scan->dots ? ".." : ".";
        } else {
            if (scan->at >= scan->filled) {
                ssize_t got = scan->ended ? 0 : fill_buffer(scan, file);
                if (got <= 0) {
                    *error = (int)got;
                    return NULL;
                }
            }
            name = ((const struct host_dirent *)(scan->buffer + scan->at))->name;
            if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]))) {
                scan->at += ((const struct host_dirent *)(scan->buffer + scan->at))->length;
                continue;
            }
        }
        *length = path_name_to_wide(name, wide, 260) - 1;
        if (!scan->pattern || name_matches(scan->pattern, scan->pattern_length, wide, *length))
            return name;
        if (scan->dots < 2)
            scan->dots++;
        else
            scan->at += ((const struct host_dirent *)(scan->buffer + scan->at))->length;
    }
}

static void take(struct directory_scan *scan)
{
    if (scan->literal)
        scan->literal_done = true;
    else if (scan->dots < 2)
        scan->dots++;
    else
        scan->at += ((const struct host_dirent *)(scan->buffer + scan->at))->length;
    scan->any = true;
}

/* Where the name stands in each class; zero: not a folder's class. */
static ULONG name_offset(FILE_INFORMATION_CLASS class)
{
    switch (class) {
    case FileDirectoryInformation:
        return offsetof(FILE_DIRECTORY_INFORMATION, FileName);
    case FileFullDirectoryInformation:
        return offsetof(FILE_FULL_DIR_INFORMATION, FileName);
    case FileIdFullDirectoryInformation:
        return offsetof(FILE_ID_FULL_DIR_INFORMATION, FileName);
    case FileBothDirectoryInformation:
        return offsetof(FILE_BOTH_DIR_INFORMATION, FileName);
    case FileIdBothDirectoryInformation:
        return offsetof(FILE_ID_BOTH_DIR_INFORMATION, FileName);
    case FileIdExtdDirectoryInformation:
        return 88; /* FILE_ID_EXTD_DIR_INFO: FileId is 128 bits wide */
    case FileNamesInformation:
        return offsetof(FILE_NAMES_INFORMATION, FileName);
    default:
        return 0;
    }
}

static void fill_entry(char *at, FILE_INFORMATION_CLASS class, const struct file_meta *meta,
                       const WCHAR *name, ULONG bytes, ULONG fits)
{
    memset(at, 0, name_offset(class));
    memcpy(at + name_offset(class), name, fits);
    if (class == FileNamesInformation) {
        ((FILE_NAMES_INFORMATION *)at)->FileNameLength = bytes;
        return;
    }
    FILE_ID_BOTH_DIR_INFORMATION *entry = (FILE_ID_BOTH_DIR_INFORMATION *)at; /* all begin alike */
    bool folder = meta->stat.type == HOST_FILE_DIRECTORY;
    entry->CreationTime.QuadPart = meta->creation;
    entry->LastAccessTime.QuadPart = meta->stat.access;
    entry->LastWriteTime.QuadPart = meta->stat.write;
    entry->ChangeTime.QuadPart = meta->stat.change;
    entry->EndOfFile.QuadPart = folder ? 0 : (LONGLONG)meta->stat.size;
    entry->AllocationSize.QuadPart = folder ? 0 : (LONGLONG)meta->stat.allocated;
    entry->FileAttributes = meta->attributes;
    entry->FileNameLength = bytes;
    if (class != FileDirectoryInformation)
        entry->EaSize = meta->reparse_tag;
    if (class == FileIdBothDirectoryInformation)
        entry->FileId.QuadPart = (LONGLONG)meta->stat.inode;
    else if (class == FileIdFullDirectoryInformation)
        ((FILE_ID_FULL_DIR_INFORMATION *)at)->FileId.QuadPart = (LONGLONG)meta->stat.inode;
    else if (class == FileIdExtdDirectoryInformation) {
        entry->EaSize = 0;
        memcpy(at + 68, &meta->reparse_tag, 4);
        memcpy(at + 72, &meta->stat.inode, 8);
    }
}

static NTSTATUS fill(struct directory_scan *scan, struct file *file, char *out, ULONG length,
                     FILE_INFORMATION_CLASS class, bool single, ULONG *used)
{
    ULONG head = name_offset(class), at = 0;
    char *previous = NULL, literal[256];
    WCHAR name[260];
    size_t name_length;
    int error;
    do {
        const char *entry = next_name(scan, file, literal, name, &name_length, &error);
        if (!entry)
            break;
        ULONG bytes = (ULONG)(name_length * sizeof(WCHAR)), fits = bytes, start = (at + 7) & ~7u;
        if (start + head + bytes > length) {
            if (previous)
                break;
            fits = (length - head) & ~1u;
        }
        struct file_meta meta;
        if (class != FileNamesInformation) {
            const char *stated = scan->root && scan->dots < 2 ? "." : entry;
            if (file_meta_at(file->fd, stated, true, &meta) < 0) { /* removed meanwhile */
                take(scan);
                continue;
            }
        }
        fill_entry(out + start, class, &meta, name, bytes, fits);
        if (previous)
            *(ULONG *)previous = (ULONG)(out + start - previous);
        previous = out + start;
        at = start + head + fits;
        take(scan);
        if (fits < bytes) {
            *used = at;
            return STATUS_BUFFER_OVERFLOW;
        }
    } while (!single || !previous);
    *used = at;
    if (previous)
        return STATUS_SUCCESS;
    if (error < 0)
        return status_from_errno(error);
    return scan->any ? STATUS_NO_MORE_FILES : STATUS_NO_SUCH_FILE;
}

NTSTATUS svc_NtQueryDirectoryFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
                                  PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation,
                                  ULONG Length, FILE_INFORMATION_CLASS FileInformationClass,
                                  BOOLEAN ReturnSingleEntry, PUNICODE_STRING FileName, BOOLEAN RestartScan)
{
    ULONG head = name_offset(FileInformationClass), used = 0;
    if (!head)
        return STATUS_INVALID_INFO_CLASS;
    if (Length < head + sizeof(WCHAR))
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!probe_io(IoStatusBlock, NULL, 0, FileInformation, Length) ||
        (FileName &&
         (!probe_read(FileName, sizeof(*FileName)) || !probe_read(FileName->Buffer, FileName->Length))))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    NTSTATUS status = file_get(FileHandle, FILE_LIST_DIRECTORY, &file);
    if (!NT_SUCCESS(status))
        return status;
    struct directory_scan *scan = NULL;
    if (file_kind(file) != FILE_KIND_DIRECTORY)
        status = STATUS_INVALID_PARAMETER;
    else if (!(scan = scan_of(file)))
        status = STATUS_NO_MEMORY;
    if (scan) {
        pthread_mutex_lock(&scan->mutex);
        bool first = scan->dots == 3;
        if ((first || RestartScan) && !begin(scan, file, FileName, first))
            status = STATUS_NO_MEMORY;
        else
            status =
                fill(scan, file, FileInformation, Length, FileInformationClass, ReturnSingleEntry, &used);
        pthread_mutex_unlock(&scan->mutex);
    }
    if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW)
        file_complete(file, Event, ApcRoutine, ApcContext, IoStatusBlock, status, used);
    handle_put(FileHandle, &file->object);
    return status;
}
