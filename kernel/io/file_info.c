/* SPDX-License-Identifier: MIT
 *
 * NtQueryInformationFile: one small function per class.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "common/wide.h"
#include "file_internal.h"
#include "file_meta.h"
#include "kernel/mm/probe.h"

static int64_t allocated(const struct file_meta *meta)
{
    return meta->stat.type == HOST_FILE_DIRECTORY ? 0 : (int64_t)meta->stat.allocated;
}

static int64_t end_of_file(const struct file_meta *meta)
{
    return meta->stat.type == HOST_FILE_DIRECTORY ? 0 : (int64_t)meta->stat.size;
}

static void fill_basic(const struct file_meta *meta, FILE_BASIC_INFORMATION *out)
{
    memset(out, 0, sizeof(*out));
    out->CreationTime.QuadPart = meta->creation;
    out->LastAccessTime.QuadPart = meta->stat.access;
    out->LastWriteTime.QuadPart = meta->stat.write;
    out->ChangeTime.QuadPart = meta->stat.change;
    out->FileAttributes = meta->attributes;
}

/* A file that is to be deleted has already lost that name. */
static ULONG links(struct file *file, const struct file_meta *meta)
{
    if (meta->stat.type == HOST_FILE_DIRECTORY)
        return 1;
    return meta->stat.links > file->delete_pending ? meta->stat.links - file->delete_pending : 0;
}

static void fill_standard(struct file *file, const struct file_meta *meta, FILE_STANDARD_INFORMATION *out)
{
    memset(out, 0, sizeof(*out));
    out->AllocationSize.QuadPart = allocated(meta);
    out->EndOfFile.QuadPart = end_of_file(meta);
    out->DeletePending = file->delete_pending;
    out->NumberOfLinks = links(file, meta);
    out->Directory = meta->stat.type == HOST_FILE_DIRECTORY;
}

static void fill_network(const struct file_meta *meta, FILE_NETWORK_OPEN_INFORMATION *out)
{
    memset(out, 0, sizeof(*out));
    out->CreationTime.QuadPart = meta->creation;
    out->LastAccessTime.QuadPart = meta->stat.access;
    out->LastWriteTime.QuadPart = meta->stat.write;
    out->ChangeTime.QuadPart = meta->stat.change;
    out->AllocationSize.QuadPart = allocated(meta);
    out->EndOfFile.QuadPart = end_of_file(meta);
    out->FileAttributes = meta->attributes;
}

static void fill_stat(struct file *file, ACCESS_MASK access, const struct file_meta *meta,
                      FILE_STAT_INFORMATION *out)
{
    memset(out, 0, sizeof(*out));
    out->FileId.QuadPart = (LONGLONG)meta->stat.inode;
    out->CreationTime.QuadPart = meta->creation;
    out->LastAccessTime.QuadPart = meta->stat.access;
    out->LastWriteTime.QuadPart = meta->stat.write;
    out->ChangeTime.QuadPart = meta->stat.change;
    out->AllocationSize.QuadPart = allocated(meta);
    out->EndOfFile.QuadPart = end_of_file(meta);
    out->FileAttributes = meta->attributes;
    out->ReparseTag = meta->reparse_tag;
    out->NumberOfLinks = links(file, meta);
    out->EffectiveAccess = access;
}

/* The name without its drive, as the class promises: "\dir\file". Truncated where it does not fit. */
static NTSTATUS fill_name(struct file *file, FILE_NAME_INFORMATION *out, ULONG room, ULONG *used)
{
    char path[4096];
    int size = host_descriptor_path(file->fd, path, sizeof(path));
    if (size < 0)
        return size == ERRNO_NOENT ? STATUS_FILE_DELETED : status_from_errno(size);
    WCHAR *dos = path_unix_to_dos(path);
    if (!dos)
        return STATUS_NO_MEMORY;
    ULONG bytes = (ULONG)(wide_length(dos + 2) * sizeof(WCHAR));
    ULONG fits = bytes < room - 4 ? bytes : (room - 4) & ~1u;
    out->FileNameLength = bytes;
    memcpy(out->FileName, dos + 2, fits);
    free(dos);
    *used = 4 + fits;
    return fits < bytes ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static ULONG mode_of(const struct file *file)
{
    return file->options & (FILE_WRITE_THROUGH | FILE_SEQUENTIAL_ONLY | FILE_NO_INTERMEDIATE_BUFFERING |
                            FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT | FILE_DELETE_ON_CLOSE);
}

static int64_t position_of(struct file *file)
{
    file_settle(file);
    int64_t at = file->overlapped || file_kind(file) != FILE_KIND_DISK ? 0 : host_seek(file->fd, 0, 1);
    return at < 0 ? 0 : at;
}

static NTSTATUS fill_stream(const struct file_meta *meta, FILE_STREAM_INFORMATION *out, ULONG room,
                            ULONG *used)
{
    static const WCHAR name[] = u"::$DATA";
    *used = 0;
    if (meta->stat.type == HOST_FILE_DIRECTORY) /* a folder has no data stream: an empty list */
        return STATUS_SUCCESS;
    ULONG bytes = sizeof(name) - sizeof(WCHAR);
    if (room < offsetof(FILE_STREAM_INFORMATION, StreamName) + bytes)
        return STATUS_BUFFER_OVERFLOW;
    out->NextEntryOffset = 0;
    out->StreamNameLength = bytes;
    out->StreamSize.QuadPart = end_of_file(meta);
    out->StreamAllocationSize.QuadPart = allocated(meta);
    memcpy(out->StreamName, name, bytes);
    *used = offsetof(FILE_STREAM_INFORMATION, StreamName) + bytes;
    return STATUS_SUCCESS;
}

static NTSTATUS fill_pipe(struct file *file, FILE_PIPE_LOCAL_INFORMATION *out)
{
    if (file_kind(file) != FILE_KIND_PIPE)
        return STATUS_INVALID_PARAMETER;
    memset(out, 0, sizeof(*out));
    int64_t available = host_bytes_available(file->fd);
    int direction = host_file_flags(file->fd) & 3;        /* read, write, both */
    out->NamedPipeConfiguration = direction == 2 ? 2 : 0; /* duplex; inbound, as CreatePipe makes them: */
    out->NamedPipeEnd = direction == 0;                   /* the server reads, the client writes */
    out->MaximumInstances = out->CurrentInstances = 1;
    out->InboundQuota = out->OutboundQuota = 65536;
    out->ReadDataAvailable = available > 0 ? (ULONG)available : 0;
    out->WriteQuotaAvailable = 65536;
    out->NamedPipeState = 3; /* connected */
    return STATUS_SUCCESS;
}

/* The least that each class needs; zero: not known. */
static ULONG least_size(FILE_INFORMATION_CLASS class)
{
    switch (class) {
    case FileBasicInformation:
        return sizeof(FILE_BASIC_INFORMATION);
    case FileStandardInformation:
        return 22; /* without the padding: as programs pass it */
    case FileInternalInformation:
    case FilePositionInformation:
        return 8;
    case FileEaInformation:
    case FileAccessInformation:
    case FileModeInformation:
    case FileAlignmentInformation:
    case FileNameInformation:
    case FileNormalizedNameInformation:
        return 4;
    case FileAllInformation:
        return sizeof(FILE_ALL_INFORMATION);
    case FileNetworkOpenInformation:
        return sizeof(FILE_NETWORK_OPEN_INFORMATION);
    case FileAttributeTagInformation:
        return sizeof(FILE_ATTRIBUTE_TAG_INFORMATION);
    case FileStatInformation:
        return sizeof(FILE_STAT_INFORMATION);
    case FileStreamInformation:
    case FileIdInformation:
        return 24;
    case FilePipeLocalInformation:
        return sizeof(FILE_PIPE_LOCAL_INFORMATION);
    case FileCompressionInformation:
        return 16;
    default:
        return 0;
    }
}

static NTSTATUS fill_all(struct file *file, ACCESS_MASK access, const struct file_meta *meta,
                         FILE_ALL_INFORMATION *out, ULONG length, ULONG *used)
{
    fill_basic(meta, &out->BasicInformation);
    fill_standard(file, meta, &out->StandardInformation);
    out->InternalInformation.IndexNumber.QuadPart = (LONGLONG)meta->stat.inode;
    out->EaInformation.EaSize = 0;
    out->AccessInformation.AccessFlags = access;
    out->PositionInformation.CurrentByteOffset.QuadPart = position_of(file);
    out->ModeInformation.Mode = mode_of(file);
    out->AlignmentInformation.AlignmentRequirement = 0;
    ULONG head = offsetof(FILE_ALL_INFORMATION, NameInformation), name = 0;
    NTSTATUS status = fill_name(file, &out->NameInformation, length - head, &name);
    *used = head + name;
    return status;
}

static NTSTATUS query(struct file *file, ACCESS_MASK access, const struct file_meta *meta, void *out,
                      ULONG length, FILE_INFORMATION_CLASS class, ULONG *used)
{
    switch (class) {
    case FileBasicInformation:
        fill_basic(meta, out);
        return STATUS_SUCCESS;
    case FileStandardInformation: {
        FILE_STANDARD_INFORMATION standard;
        fill_standard(file, meta, &standard);
        *used = length < sizeof(standard) ? length : sizeof(standard);
        memcpy(out, &standard, *used);
        return STATUS_SUCCESS;
    }
    case FileInternalInformation:
        ((FILE_INTERNAL_INFORMATION *)out)->IndexNumber.QuadPart = (LONGLONG)meta->stat.inode;
        return STATUS_SUCCESS;
    case FilePositionInformation:
        ((FILE_POSITION_INFORMATION *)out)->CurrentByteOffset.QuadPart = position_of(file);
        return STATUS_SUCCESS;
    case FileEaInformation:
    case FileAlignmentInformation:
        *(ULONG *)out = 0;
        return STATUS_SUCCESS;
    case FileAccessInformation:
        *(ULONG *)out = access;
        return STATUS_SUCCESS;
    case FileModeInformation:
        *(ULONG *)out = mode_of(file);
        return STATUS_SUCCESS;
    case FileNameInformation:
    case FileNormalizedNameInformation:
        return fill_name(file, out, length, used);
    case FileAllInformation:
        return fill_all(file, access, meta, out, length, used);
    case FileNetworkOpenInformation:
        fill_network(meta, out);
        return STATUS_SUCCESS;
    case FileAttributeTagInformation:
        *(FILE_ATTRIBUTE_TAG_INFORMATION *)out =
            (FILE_ATTRIBUTE_TAG_INFORMATION){meta->attributes, meta->reparse_tag};
        return STATUS_SUCCESS;
    case FileStatInformation:
        fill_stat(file, access, meta, out);
        return STATUS_SUCCESS;
    case FileStreamInformation:
        return fill_stream(meta, out, length, used);
    case FilePipeLocalInformation:
        return fill_pipe(file, out);
    case FileCompressionInformation:
        memset(out, 0, 16);
        *(int64_t *)out = end_of_file(meta);
        return STATUS_SUCCESS;
    default: { /* FileIdInformation: volume, then 128 bits */
        uint64_t id[3] = {meta->stat.device, meta->stat.inode, 0};
        memcpy(out, id, sizeof(id));
        return STATUS_SUCCESS;
    }
    }
}

NTSTATUS svc_NtQueryInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation,
                                    ULONG Length, FILE_INFORMATION_CLASS FileInformationClass)
{
    ULONG least = least_size(FileInformationClass), used = least;
    if (!least)
        return STATUS_INVALID_INFO_CLASS;
    if (Length < least)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!probe_io(IoStatusBlock, NULL, 0, FileInformation, Length))
        return STATUS_ACCESS_VIOLATION;
    bool whole = FileInformationClass == FileAllInformation || FileInformationClass == FileStatInformation;
    bool needs = whole || FileInformationClass == FileBasicInformation ||
                 FileInformationClass == FileNetworkOpenInformation ||
                 FileInformationClass == FileAttributeTagInformation;
    struct file *file;
    struct file_meta meta;
    ACCESS_MASK access = 0;
    NTSTATUS status = file_get(FileHandle, needs ? FILE_READ_ATTRIBUTES : 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    handle_query(FileHandle, &access, NULL);
    int error = 0;
    if (FileInformationClass == FilePositionInformation || FileInformationClass == FileAccessInformation) {
        /* asked for at every seek: nothing of the file is needed */
    } else if (FileInformationClass == FileStandardInformation ||
               FileInformationClass == FileInternalInformation) {
        error = host_fstat(file->fd, &meta.stat);
    } else {
        error = file_meta_of_fd(file->fd, &meta);
    }
    if (error < 0)
        status = status_from_errno(error);
    else if (whole && file_kind(file) == FILE_KIND_DEVICE)
        status = STATUS_INVALID_DEVICE_REQUEST; /* as NUL's driver answers */
    else
        status = query(file, access, &meta, FileInformation, Length, FileInformationClass, &used);
    handle_put(FileHandle, &file->object);
    if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW) {
        IoStatusBlock->Status = status;
        IoStatusBlock->Information = used;
    }
    return status;
}
