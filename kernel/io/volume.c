/* SPDX-License-Identifier: MIT
 *
 * NtQueryVolumeInformationFile. A volume is the Linux file system that the file is on; it is called NTFS
 * where programs ask for a name, because what they want to know by it holds: long names, big files, links,
 * Unicode.
 */
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "file_internal.h"
#include "kernel/mm/probe.h"

static ULONG serial_of(const struct host_volume *volume, uint64_t device)
{
    uint64_t id = volume->id ? volume->id : device * 0x9E3779B97F4A7C15ull;
    return (ULONG)(id ^ id >> 32);
}

static ULONG serial_on(int fd, const struct host_volume *volume)
{
    struct host_stat stat = {0};
    return !volume->id && host_fstat(fd, &stat) < 0 ? 0 : serial_of(volume, stat.device);
}

ULONG volume_serial(int fd)
{
    struct host_volume volume;
    return host_volume_of(fd, &volume) < 0 ? 0 : serial_on(fd, &volume);
}

/* Text at the end of a structure, cut where it does not fit. */
static NTSTATUS put_text(void *out, ULONG length, ULONG offset, const WCHAR *text, ULONG bytes, ULONG *used)
{
    ULONG fits = offset + bytes <= length ? bytes : (length - offset) & ~1u;
    memcpy((char *)out + offset, text, fits);
    *used = offset + fits;
    return fits < bytes ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS fill_volume(struct file *file, const struct host_volume *volume, void *out, ULONG length,
                            ULONG *used)
{
    static const WCHAR label[] = u"decant";
    FILE_FS_VOLUME_INFORMATION *info = out;
    info->VolumeCreationTime.QuadPart = 0;
    info->VolumeSerialNumber = serial_on(file->fd, volume);
    info->VolumeLabelLength = sizeof(label) - sizeof(WCHAR);
    info->SupportsObjects = FALSE;
    return put_text(out, length, offsetof(FILE_FS_VOLUME_INFORMATION, VolumeLabel), label,
                    sizeof(label) - sizeof(WCHAR), used);
}

static NTSTATUS fill_attributes(const struct host_volume *volume, void *out, ULONG length, ULONG *used)
{
    static const WCHAR name[] = u"NTFS";
    FILE_FS_ATTRIBUTE_INFORMATION *info = out;
    /* case sensitive search, case preserved, Unicode, sparse files, reparse points, hard links */
    info->FileSystemAttributes =
        0x1 | 0x2 | 0x4 | 0x40 | 0x80 | 0x00400000 | (volume->read_only ? 0x00080000 : 0);
    info->MaximumComponentNameLength = 255;
    info->FileSystemNameLength = sizeof(name) - sizeof(WCHAR);
    return put_text(out, length, offsetof(FILE_FS_ATTRIBUTE_INFORMATION, FileSystemName), name,
                    sizeof(name) - sizeof(WCHAR), used);
}

static void fill_device(struct file *file, const struct host_volume *volume, FILE_FS_DEVICE_INFORMATION *out)
{
    out->Characteristics = 0;
    switch (file_kind(file)) {
    case FILE_KIND_PIPE:
        out->DeviceType = FILE_DEVICE_NAMED_PIPE;
        break;
    case FILE_KIND_CONSOLE:
        out->DeviceType = FILE_DEVICE_CONSOLE;
        break;
    case FILE_KIND_DEVICE:
        out->DeviceType = FILE_DEVICE_NULL;
        break;
    default:
        out->DeviceType = FILE_DEVICE_DISK;
        /* FILE_DEVICE_IS_MOUNTED, FILE_READ_ONLY_DEVICE, FILE_REMOTE_DEVICE */
        out->Characteristics = 0x20 | (volume->read_only ? 0x02 : 0) | (volume->remote ? 0x10 : 0);
    }
}

NTSTATUS svc_NtQueryVolumeInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
                                          PVOID FsInformation, ULONG Length,
                                          FS_INFORMATION_CLASS FsInformationClass)
{
    static const ULONG least[] = {[FileFsVolumeInformation] = sizeof(FILE_FS_VOLUME_INFORMATION),
                                  [FileFsSizeInformation] = sizeof(FILE_FS_SIZE_INFORMATION),
                                  [FileFsDeviceInformation] = sizeof(FILE_FS_DEVICE_INFORMATION),
                                  [FileFsAttributeInformation] = sizeof(FILE_FS_ATTRIBUTE_INFORMATION),
                                  [FileFsFullSizeInformation] = sizeof(FILE_FS_FULL_SIZE_INFORMATION)};
    if ((unsigned)FsInformationClass >= countof(least) || !least[FsInformationClass])
        return STATUS_INVALID_INFO_CLASS;
    if (Length < least[FsInformationClass])
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!probe_io(IoStatusBlock, NULL, 0, FsInformation, Length))
        return STATUS_ACCESS_VIOLATION;
    struct file *file;
    struct host_volume volume;
    NTSTATUS status = file_get(FileHandle, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    ULONG used = least[FsInformationClass];
    int error = host_volume_of(file->fd, &volume);
    if (error < 0) {
        status = status_from_errno(error);
    } else if (FsInformationClass == FileFsVolumeInformation) {
        status = fill_volume(file, &volume, FsInformation, Length, &used);
    } else if (FsInformationClass == FileFsAttributeInformation) {
        status = fill_attributes(&volume, FsInformation, Length, &used);
    } else if (FsInformationClass == FileFsDeviceInformation) {
        fill_device(file, &volume, FsInformation);
    } else {
        ULONG sector = volume.block >= 512 && volume.block % 512 == 0 ? 512 : 1;
        ULONG sectors = volume.block / sector;
        if (FsInformationClass == FileFsSizeInformation)
            *(FILE_FS_SIZE_INFORMATION *)FsInformation =
                (FILE_FS_SIZE_INFORMATION){{.QuadPart = (LONGLONG)(volume.total / volume.block)},
                                           {.QuadPart = (LONGLONG)(volume.available / volume.block)},
                                           sectors,
                                           sector};
        else
            *(FILE_FS_FULL_SIZE_INFORMATION *)FsInformation =
                (FILE_FS_FULL_SIZE_INFORMATION){{.QuadPart = (LONGLONG)(volume.total / volume.block)},
                                                {.QuadPart = (LONGLONG)(volume.available / volume.block)},
                                                {.QuadPart = (LONGLONG)(volume.free / volume.block)},
                                                sectors,
                                                sector};
    }
    handle_put(FileHandle, &file->object);
    if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW) {
        IoStatusBlock->Status = status;
        IoStatusBlock->Information = used;
    }
    return status;
}
