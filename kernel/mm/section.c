/* SPDX-License-Identifier: MIT
 *
 * Sections. A section is a descriptor of its own: a memory file, or a duplicate of the file's, so that it
 * outlives the handle that it was made from. A view is mmap of it; Linux keeps views, reads and writes of a
 * file coherent, as Windows does. What lies behind the end of a file is extended when the section is made,
 * for writable ones.
 *
 * Names are known within this process only: a memory file cannot be opened by another one.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include "kernel/host/host.h"
#include <ntdll.h>
#include "kernel/io/file.h"
#include "probe.h"
#include "section.h"
#include "virtual.h"

#define PAGE_UP(size) (((uint64_t)(size) + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1))

struct section {
    struct object object;
    int fd;
    bool file;
    ULONG protect;    /* what views may have at most */
    ULONG attributes; /* SEC_xxx */
    _Atomic uint64_t size;
    struct section *next; /* in the list of those that have a name */
    USHORT name_length;   /* bytes */
    WCHAR name[];
};

static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;
static struct section *named;

static void destroy(struct object *object)
{
    struct section *section = container_of(object, struct section, object);
    host_close(section->fd);
    free(section);
}

/* The last handle takes the name away; views keep the section. */
static void close_handle(struct object *object)
{
    struct section *section = container_of(object, struct section, object);
    pthread_mutex_lock(&names_lock);
    if (section->name_length && atomic_load(&object->handles) == 0)
        for (struct section **link = &named; *link; link = &(*link)->next)
            if (*link == section) {
                *link = section->next;
                section->name_length = 0;
                break;
            }
    pthread_mutex_unlock(&names_lock);
}

static const struct object_type section_type = {
    .name = "Section",
    .generic_read = STANDARD_RIGHTS_READ | SECTION_QUERY | SECTION_MAP_READ,
    .generic_write = STANDARD_RIGHTS_WRITE | SECTION_MAP_WRITE,
    .generic_execute = STANDARD_RIGHTS_EXECUTE | SECTION_MAP_EXECUTE,
    .all_access = SECTION_ALL_ACCESS,
    .destroy = destroy,
    .close = close_handle,
};

static bool protection_writes(ULONG protect)
{
    return protect == PAGE_READWRITE || protect == PAGE_EXECUTE_READWRITE;
}

static bool protection_copies(ULONG protect)
{
    return protect == PAGE_WRITECOPY || protect == PAGE_EXECUTE_WRITECOPY;
}

static bool protection_runs(ULONG protect)
{
    return (protect & 0xF0) != 0;
}

static bool valid_protection(ULONG protect)
{
    return protect == PAGE_READONLY || protect == PAGE_EXECUTE || protect == PAGE_EXECUTE_READ ||
           protection_writes(protect) || protection_copies(protect);
}

/* The descriptor and size of a section on a file. */
static NTSTATUS open_file(HANDLE handle, ULONG protect, uint64_t *size, int *fd)
{
    struct file *file;
    struct host_stat info;
    ACCESS_MASK access = FILE_READ_DATA | (protection_writes(protect) ? FILE_WRITE_DATA : 0);
    NTSTATUS status = file_get(handle, protect == PAGE_EXECUTE ? FILE_EXECUTE : access, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = STATUS_INVALID_FILE_FOR_SECTION;
    if (file_kind(file) != FILE_KIND_DISK)
        goto out;
    int error = host_fstat(file->fd, &info);
    if (!error) {
        status = STATUS_SUCCESS;
        if (!*size && !info.size)
            status = STATUS_MAPPED_FILE_SIZE_ZERO;
        else if (*size > info.size && !protection_writes(protect))
            status = STATUS_SECTION_TOO_BIG;
        else if (*size > info.size)
            error = host_truncate(file->fd, *size);
    }
    if (!error && NT_SUCCESS(status)) {
        *fd = host_duplicate(file->fd);
        error = *fd < 0 ? *fd : 0;
    }
    if (!*size)
        *size = info.size;
    if (error)
        status = error == -ENOSPC || error == -EFBIG ? STATUS_DISK_FULL : STATUS_INSUFFICIENT_RESOURCES;
out:
    handle_put(handle, &file->object);
    return status;
}

/* Names are in the session's folder, or in the global one, which is the same here. */
static NTSTATUS plain_name(const OBJECT_ATTRIBUTES *attributes, const WCHAR **name, USHORT *length)
{
    static const WCHAR *const prefixes[] = {u"Local\\", u"Global\\", u"Session\\", u"\\BaseNamedObjects\\",
                                            u"\\Sessions\\1\\BaseNamedObjects\\"};
    *length = 0;
    if (!attributes || !attributes->ObjectName || !attributes->ObjectName->Length)
        return STATUS_SUCCESS;
    *name = attributes->ObjectName->Buffer;
    *length = attributes->ObjectName->Length;
    for (unsigned i = 0; i < countof(prefixes); i++) {
        USHORT bytes = 0;
        while (prefixes[i][bytes / 2])
            bytes += 2;
        if (*length > bytes && !memcmp(*name, prefixes[i], bytes)) {
            *name += bytes / 2;
            *length -= bytes;
            break;
        }
    }
    for (USHORT i = 0; i < *length / 2; i++)
        if ((*name)[i] == '\\')
            return STATUS_OBJECT_PATH_NOT_FOUND;
    return STATUS_SUCCESS;
}

static struct section *find_named_locked(const WCHAR *name, USHORT length)
{
    for (struct section *section = named; section; section = section->next)
        if (section->name_length == length && !memcmp(section->name, name, length)) {
            object_reference(&section->object);
            return section;
        }
    return NULL;
}

static NTSTATUS check_arguments(ULONG protect, ULONG attributes, HANDLE file, const LARGE_INTEGER *size)
{
    const ULONG kinds = SEC_COMMIT | SEC_RESERVE | SEC_IMAGE,
                hints = SEC_NOCACHE | SEC_WRITECOMBINE | SEC_FILE;
    if (attributes & SEC_LARGE_PAGES)
        return STATUS_PRIVILEGE_NOT_HELD;
    if (attributes & ~(kinds | hints) || !(attributes & kinds) ||
        (attributes & kinds & ((attributes & kinds) - 1)))
        return STATUS_INVALID_PARAMETER_6;
    if (attributes & SEC_IMAGE)
        return STATUS_NOT_SUPPORTED;
    if (!valid_protection(protect))
        return STATUS_INVALID_PAGE_PROTECTION;
    if (!file && (!size || size->QuadPart <= 0))
        return STATUS_INVALID_PARAMETER_4;
    if (size && size->QuadPart < 0)
        return STATUS_SECTION_TOO_BIG;
    return STATUS_SUCCESS;
}

static NTSTATUS make_section(ULONG protect, ULONG attributes, HANDLE file, uint64_t size, const WCHAR *name,
                             USHORT name_length, struct section **out)
{
    int fd = -1;
    NTSTATUS status = STATUS_SUCCESS;
    struct section *section = calloc(1, sizeof(*section) + name_length);
    if (!section)
        return STATUS_NO_MEMORY;
    if (file) {
        status = open_file(file, protect, &size, &fd);
    } else {
        fd = host_memory_file("section", PAGE_UP(size));
        if (fd < 0)
            status = fd == -EINVAL || fd == -EFBIG ? STATUS_SECTION_TOO_BIG : STATUS_INSUFFICIENT_RESOURCES;
    }
    if (!NT_SUCCESS(status)) {
        free(section);
        return status;
    }
    object_init(&section->object, &section_type);
    section->fd = fd;
    section->file = file != NULL;
    section->protect = protect;
    section->attributes = attributes | (file ? SEC_FILE : 0);
    atomic_init(&section->size, file ? size : PAGE_UP(size));
    section->name_length = name_length;
    if (name_length)
        memcpy(section->name, name, name_length);
    *out = section;
    return STATUS_SUCCESS;
}

bool section_pack(struct object *object, struct section_parcel *parcel, int *descriptor)
{
    struct section *section = container_of(object, struct section, object);
    if (object->type != &section_type)
        return false;
    *parcel = (struct section_parcel){.protect = section->protect,
                                      .attributes = section->attributes,
                                      .file = section->file,
                                      .size = atomic_load(&section->size)};
    *descriptor = section->fd;
    return true;
}

NTSTATUS section_unpack(const struct section_parcel *parcel, int descriptor, struct object **out)
{
    struct section *section = calloc(1, sizeof(*section));
    if (!section) {
        host_close(descriptor);
        return STATUS_NO_MEMORY;
    }
    object_init(&section->object, &section_type);
    section->fd = descriptor;
    section->file = parcel->file;
    section->protect = parcel->protect;
    section->attributes = parcel->attributes;
    atomic_init(&section->size, parcel->size);
    *out = &section->object;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtCreateSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, PLARGE_INTEGER MaximumSize,
                             ULONG SectionPageProtection, ULONG AllocationAttributes, HANDLE FileHandle)
{
    NTSTATUS bad = probe_create(SectionHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    if (!probe_read_optional(MaximumSize, sizeof(*MaximumSize)))
        return STATUS_ACCESS_VIOLATION;
    const WCHAR *name = NULL;
    USHORT name_length;
    struct section *section = NULL, *other = NULL;
    NTSTATUS status = check_arguments(SectionPageProtection, AllocationAttributes, FileHandle, MaximumSize);
    if (NT_SUCCESS(status))
        status = plain_name(ObjectAttributes, &name, &name_length);
    if (!NT_SUCCESS(status))
        return status;
    status = make_section(SectionPageProtection, AllocationAttributes, FileHandle,
                          MaximumSize ? (uint64_t)MaximumSize->QuadPart : 0, name, name_length, &section);
    if (!NT_SUCCESS(status))
        return status;
    ULONG attributes = ObjectAttributes ? ObjectAttributes->Attributes : 0;
    HANDLE handle;
    pthread_mutex_lock(&names_lock);
    if (name_length)
        other = find_named_locked(name, name_length);
    if (other && !(attributes & OBJ_OPENIF))
        status = STATUS_OBJECT_NAME_COLLISION;
    else
        status = handle_create(other ? &other->object : &section->object, DesiredAccess, attributes, &handle);
    if (NT_SUCCESS(status) && name_length && !other) {
        section->next = named;
        named = section;
    }
    pthread_mutex_unlock(&names_lock);
    if (other)
        object_release(&other->object);
    object_release(&section->object);
    if (!NT_SUCCESS(status))
        return status;
    *SectionHandle = handle;
    return other ? STATUS_OBJECT_NAME_EXISTS : STATUS_SUCCESS;
}

NTSTATUS svc_NtOpenSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
                           POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS bad = probe_create(SectionHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    const WCHAR *name;
    USHORT length;
    NTSTATUS status = plain_name(ObjectAttributes, &name, &length);
    if (NT_SUCCESS(status) && !length)
        status = STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&names_lock);
    struct section *section = find_named_locked(name, length);
    status = section
                 ? handle_create(&section->object, DesiredAccess, ObjectAttributes->Attributes, SectionHandle)
                 : STATUS_OBJECT_NAME_NOT_FOUND;
    pthread_mutex_unlock(&names_lock);
    if (section)
        object_release(&section->object);
    return status;
}

/* Whether a view may have a protection that its section does not. */
static bool compatible(ULONG section, ULONG view)
{
    if (protection_writes(view) && !protection_writes(section))
        return false;
    return !protection_runs(view) || protection_runs(section);
}

static ACCESS_MASK access_for(ULONG protect)
{
    return SECTION_MAP_READ | (protection_writes(protect) ? SECTION_MAP_WRITE : 0) |
           (protection_runs(protect) ? SECTION_MAP_EXECUTE : 0);
}

NTSTATUS svc_NtMapViewOfSection(HANDLE SectionHandle, HANDLE ProcessHandle, PVOID *BaseAddress,
                                ULONG_PTR ZeroBits, SIZE_T CommitSize, PLARGE_INTEGER SectionOffset,
                                PSIZE_T ViewSize, ULONG InheritDisposition, ULONG AllocationType,
                                ULONG Win32Protect)
{
    struct object *object;
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (!NT_SUCCESS(status))
        return status;
    if (!probe_write(BaseAddress, sizeof(*BaseAddress)) || !probe_write(ViewSize, sizeof(*ViewSize)) ||
        !probe_read_optional(SectionOffset, sizeof(*SectionOffset)))
        return STATUS_ACCESS_VIOLATION;
    if (ZeroBits > MAX_ZERO_BITS && ZeroBits < 32)
        return STATUS_INVALID_PARAMETER_4;
    if (InheritDisposition != ViewShare && InheritDisposition != ViewUnmap)
        return STATUS_INVALID_PARAMETER_8;
    if (AllocationType & ~(MEM_TOP_DOWN | MEM_RESERVE))
        return STATUS_INVALID_PARAMETER_9;
    if (!valid_protection(Win32Protect) && Win32Protect != PAGE_NOACCESS)
        return STATUS_INVALID_PAGE_PROTECTION;
    status = handle_get(SectionHandle, &section_type, access_for(Win32Protect), &object);
    if (!NT_SUCCESS(status))
        return status;
    struct section *section = container_of(object, struct section, object);
    uint64_t size = atomic_load(&section->size),
             offset = SectionOffset ? (uint64_t)SectionOffset->QuadPart : 0;
    uint64_t length = *ViewSize ? *ViewSize : size - offset;
    PVOID base = *BaseAddress;
    if (offset % ALLOCATION_GRANULARITY || (uintptr_t)base % ALLOCATION_GRANULARITY)
        status = STATUS_MAPPED_ALIGNMENT;
    else if (offset >= size || length > size - offset)
        status = STATUS_INVALID_VIEW_SIZE;
    else if (PAGE_UP(length) > (uint64_t)virtual_highest)
        status = STATUS_NO_MEMORY;
    else if (!compatible(section->protect, Win32Protect))
        status = STATUS_SECTION_PROTECTION;
    else {
        struct virtual_view view = {
            .owner = object,
            .fd = section->fd,
            .offset = offset,
            .size = (size_t)PAGE_UP(length),
            .inside = (size_t)length,
            .protect = Win32Protect,
            .shared = !protection_copies(Win32Protect) && !protection_copies(section->protect),
            .writable = protection_copies(Win32Protect) || protection_writes(section->protect),
            .committed = !(section->attributes & SEC_RESERVE),
            .top_down = AllocationType & MEM_TOP_DOWN,
            .zero_bits = ZeroBits,
        };
        status = virtual_map_view(&base, &view);
        if (NT_SUCCESS(status)) {
            *BaseAddress = base;
            *ViewSize = view.size;
        }
    }
    handle_put(SectionHandle, object);
    return status;
}

NTSTATUS svc_NtUnmapViewOfSection(HANDLE ProcessHandle, PVOID BaseAddress)
{
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    return NT_SUCCESS(status) ? virtual_unmap_view(BaseAddress) : status;
}

NTSTATUS svc_NtUnmapViewOfSectionEx(HANDLE ProcessHandle, PVOID BaseAddress, ULONG Flags)
{
    return svc_NtUnmapViewOfSection(ProcessHandle, BaseAddress);
}

NTSTATUS svc_NtQuerySection(HANDLE SectionHandle, ULONG SectionInformationClass, PVOID SectionInformation,
                            SIZE_T SectionInformationLength, PSIZE_T ReturnLength)
{
    if (!probe_write(SectionInformation, SectionInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    struct object *object;
    if (SectionInformationClass != SectionBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (SectionInformationLength < sizeof(SECTION_BASIC_INFORMATION))
        return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = handle_get(SectionHandle, &section_type, SECTION_QUERY, &object);
    if (!NT_SUCCESS(status))
        return status;
    struct section *section = container_of(object, struct section, object);
    SECTION_BASIC_INFORMATION *info = SectionInformation;
    info->BaseAddress = NULL;
    info->AllocationAttributes = section->attributes;
    info->MaximumSize.QuadPart = (LONGLONG)atomic_load(&section->size);
    if (ReturnLength)
        *ReturnLength = sizeof(*info);
    handle_put(SectionHandle, object);
    return STATUS_SUCCESS;
}

/* Files only, as on Windows; the file grows with the section. */
NTSTATUS svc_NtExtendSection(HANDLE SectionHandle, PLARGE_INTEGER NewSectionSize)
{
    if (!probe_write(NewSectionSize, sizeof(*NewSectionSize)))
        return STATUS_ACCESS_VIOLATION;
    struct object *object;
    struct host_stat info;
    NTSTATUS status = handle_get(SectionHandle, &section_type, SECTION_EXTEND_SIZE, &object);
    if (!NT_SUCCESS(status))
        return status;
    struct section *section = container_of(object, struct section, object);
    uint64_t size = (uint64_t)NewSectionSize->QuadPart;
    if (!section->file)
        status = STATUS_SECTION_NOT_EXTENDED;
    else if (size <= atomic_load(&section->size))
        NewSectionSize->QuadPart = (LONGLONG)atomic_load(&section->size);
    else if (host_fstat(section->fd, &info) || (size > info.size && host_truncate(section->fd, size)))
        status = STATUS_SECTION_NOT_EXTENDED;
    else
        atomic_store(&section->size, size);
    handle_put(SectionHandle, object);
    return status;
}
