/* SPDX-License-Identifier: MIT
 *
 * Attributes and times. Read-only is a file without write permission. What the mode cannot say (hidden,
 * system, a missing archive bit, a folder's read-only mark, a creation time that was set) is kept in the
 * extended attribute that Samba uses, user.DOSATTRIB, so that it survives on a file server. A file without
 * that attribute has the archive bit, as every file has that was written on Windows. On a file system without
 * extended attributes those bits are dropped, as FAT drops what it cannot store.
 */
#include <string.h>
#include <ntdll.h>
#include "file_meta.h"

#define XATTR        "user.DOSATTRIB"
#define VALID_ATTRIB 0x01u
#define VALID_CREATE 0x10u
#define KEPT                                                                                                 \
    (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE |      \
     FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_OFFLINE | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED)

/* Samba's record (xattr.idl), version 5: an empty string, padding, the version twice (the second is a union's
 * discriminant), padding, then the fields. Versions 3 and 4 have others before the creation time. */
struct dos_record {
    uint8_t text[2];
    uint16_t version, version_again;
    uint16_t padding;
    uint32_t valid, attributes;
    int64_t creation;
};
ASSERT_SIZE(struct dos_record, 24, 24);

static bool parse_record(const uint8_t *bytes, ssize_t size, struct dos_record *out)
{
    if (size < 16 || bytes[0] != 0)
        return false;
    memset(out, 0, sizeof(*out));
    memcpy(out, bytes, 16);
    ssize_t at = out->version == 3 ? 36 : out->version == 4 ? 24 : 16;
    if (out->version < 3 || out->version > 5)
        return false;
    if (size >= at + 8)
        memcpy(&out->creation, bytes + at, 8);
    else
        out->valid &= ~VALID_CREATE;
    return true;
}

static void fill(struct file_meta *meta, const uint8_t *bytes, ssize_t size)
{
    const struct host_stat *stat = &meta->stat;
    struct dos_record record;
    ULONG attributes = stat->type == HOST_FILE_DIRECTORY ? FILE_ATTRIBUTE_DIRECTORY : FILE_ATTRIBUTE_ARCHIVE;
    meta->creation = stat->birth;
    if (!stat->birth || stat->birth > stat->write) /* unknown, or unpacked: not younger than its contents */
        meta->creation = stat->birth ? stat->birth : stat->write < stat->change ? stat->write : stat->change;
    if (parse_record(bytes, size, &record)) {
        if (record.valid & VALID_ATTRIB)
            attributes = (attributes & FILE_ATTRIBUTE_DIRECTORY) | (record.attributes & KEPT);
        if ((record.valid & VALID_CREATE) && record.creation > 0)
            meta->creation = record.creation;
    }
    if (stat->type != HOST_FILE_DIRECTORY) {
        attributes &= ~FILE_ATTRIBUTE_READONLY;
        if (stat->type == HOST_FILE_REGULAR && !(stat->mode & 0222))
            attributes |= FILE_ATTRIBUTE_READONLY;
    }
    meta->reparse_tag = 0;
    if (stat->type == HOST_FILE_SYMLINK) {
        attributes = (attributes & ~FILE_ATTRIBUTE_ARCHIVE) | FILE_ATTRIBUTE_REPARSE_POINT;
        meta->reparse_tag = IO_REPARSE_TAG_SYMLINK;
        meta->stat.size = meta->stat.allocated = 0;
    }
    meta->attributes = attributes ? attributes : FILE_ATTRIBUTE_NORMAL;
}

static bool has_record(const struct host_stat *stat)
{
    return stat->type == HOST_FILE_REGULAR || stat->type == HOST_FILE_DIRECTORY;
}

/* A link to a folder is a folder, too. */
static void look_behind_link(int folder, const char *path, struct file_meta *meta)
{
    struct host_stat target;
    if (host_stat_at(folder, path, true, &target) >= 0 && target.type == HOST_FILE_DIRECTORY)
        meta->attributes |= FILE_ATTRIBUTE_DIRECTORY;
}

int file_meta_at(int folder, const char *path, bool link, struct file_meta *out)
{
    uint8_t bytes[64];
    int error = *path ? host_stat_at(folder, path, !link, &out->stat) : -2; /* ENOENT */
    if (error < 0)
        return error;
    ssize_t size =
        has_record(&out->stat) ? host_get_xattr_at(folder, path, !link, XATTR, bytes, sizeof(bytes)) : 0;
    fill(out, bytes, size);
    if (out->reparse_tag)
        look_behind_link(folder, path, out);
    return 0;
}

int file_meta_of_fd(int fd, struct file_meta *out)
{
    uint8_t bytes[64];
    int error = host_fstat(fd, &out->stat);
    if (error < 0)
        return error;
    ssize_t size = has_record(&out->stat) ? host_get_xattr(fd, XATTR, bytes, sizeof(bytes)) : 0;
    fill(out, bytes, size);
    char path[4096];
    if (out->reparse_tag && host_descriptor_path(fd, path, sizeof(path)) >= 0)
        look_behind_link(-1, path, out);
    return 0;
}

/* Changes the record; drops it where the mode alone says everything. */
static int write_record(int fd, const struct host_stat *stat, const ULONG *attributes,
                        const int64_t *creation)
{
    uint8_t bytes[64];
    struct dos_record record;
    ssize_t size = host_get_xattr(fd, XATTR, bytes, sizeof(bytes));
    bool had = parse_record(bytes, size, &record);
    if (!had)
        memset(&record, 0, sizeof(record));
    ULONG plain = stat->type == HOST_FILE_DIRECTORY ? 0 : FILE_ATTRIBUTE_ARCHIVE;
    if (!(record.valid & VALID_ATTRIB))
        record.attributes = plain;
    if (attributes)
        record.attributes = *attributes & KEPT;
    if (stat->type != HOST_FILE_DIRECTORY)
        record.attributes &= ~FILE_ATTRIBUTE_READONLY;
    record.valid = (record.valid & VALID_CREATE) | (record.attributes != plain ? VALID_ATTRIB : 0);
    if (creation) {
        record.creation = *creation;
        record.valid |= VALID_CREATE;
    }
    record.attributes |= stat->type == HOST_FILE_DIRECTORY ? FILE_ATTRIBUTE_DIRECTORY : 0;
    if (!record.valid)
        return had ? host_remove_xattr(fd, XATTR) : 0;
    record.version = record.version_again = 5;
    return host_set_xattr(fd, XATTR, &record, sizeof(record));
}

/* Whether a failure only means that there is no place for the record. */
static bool unsupported(int error)
{
    return error == -95 || error == -38; /* EOPNOTSUPP, ENOSYS */
}

NTSTATUS file_meta_set_attributes(int fd, ULONG attributes)
{
    struct host_stat stat;
    int error = attributes ? host_fstat(fd, &stat) : 0;
    if (error < 0 || !attributes)
        return status_from_errno(error);
    if (stat.type != HOST_FILE_REGULAR && stat.type != HOST_FILE_DIRECTORY)
        return STATUS_SUCCESS;
    bool read_only = attributes & FILE_ATTRIBUTE_READONLY, folder = stat.type == HOST_FILE_DIRECTORY;
    bool was = !(stat.mode & 0222);
    /* The record needs write permission on the file, so it is written while there is some. */
    if (!folder && was && !read_only)
        error = host_set_mode(fd, stat.mode | (0222 & ~host_umask()) | 0200);
    if (error >= 0) {
        error = write_record(fd, &stat, &attributes, NULL);
        if (unsupported(error))
            error = 0;
    }
    if (error >= 0 && !folder && !was && read_only)
        error = host_set_mode(fd, stat.mode & ~0222u);
    return status_from_errno(error < 0 ? error : 0);
}

NTSTATUS file_meta_set_times(int fd, int64_t creation, int64_t access, int64_t write)
{
    int error = 0;
    struct host_stat stat;
    if (creation > 0) {
        error = host_fstat(fd, &stat);
        bool locked = error >= 0 && stat.type == HOST_FILE_REGULAR && !(stat.mode & 0222);
        if (locked)
            host_set_mode(fd, stat.mode | 0200);
        if (error >= 0)
            error = write_record(fd, &stat, NULL, &creation);
        if (locked)
            host_set_mode(fd, stat.mode);
        if (unsupported(error))
            error = 0;
    }
    if (error >= 0 && (access > 0 || write > 0))
        error = host_set_times(fd, access, write);
    return status_from_errno(error < 0 ? error : 0);
}
