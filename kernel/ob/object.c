/* SPDX-License-Identifier: MIT
 *
 * The system services that hold for handles to any object: closing, duplicating, asking about them.
 */
#include <string.h>
#include "object.h"
#include "kernel/mm/probe.h"
#include "kernel/ps/process.h"
#include "kernel/ps/remote.h"
#include "kernel/ke/sync.h"
#include "kernel/ps/thread.h"

NTSTATUS svc_NtClose(HANDLE Handle)
{
    /* Pseudo handles may be closed as often as one likes. */
    if (Handle == NtCurrentProcess() || Handle == NtCurrentThread())
        return STATUS_SUCCESS;
    return handle_close(Handle);
}

/* The granted access of a handle; a pseudo handle has all. */
static NTSTATUS access_of(HANDLE handle, const struct object *object, ACCESS_MASK *access, ULONG *attributes)
{
    if (handle != NtCurrentProcess() && handle != NtCurrentThread())
        return handle_query(handle, access, attributes);
    *access = object->type->all_access;
    *attributes = 0;
    return STATUS_SUCCESS;
}

/* A process by its handle, to be given back with sync_put. *other: NULL where it is this one. */
static NTSTATUS get_process(HANDLE handle, struct object **object, struct process_object **other)
{
    NTSTATUS status = sync_get_typed(handle, &process_type, PROCESS_DUP_HANDLE, object);
    if (!NT_SUCCESS(status))
        return status;
    struct process_object *process = container_of(*object, struct process_object, object);
    *other = process->id == ((struct process_object *)process_self())->id ? NULL : process;
    return status;
}

/* What is to be duplicated, with a reference. */
struct source {
    struct object *object;
    ACCESS_MASK access;
    ULONG attributes;
};

static NTSTATUS get_source(struct process_object *other, HANDLE handle, ULONG options, struct source *source)
{
    if (other)
        return remote_take(other, handle, options, &source->object, &source->access, &source->attributes);
    NTSTATUS status = sync_get(handle, 0, &source->object);
    if (!NT_SUCCESS(status))
        return status;
    access_of(handle, source->object, &source->access, &source->attributes);
    object_reference(source->object);
    sync_put(handle, source->object);
    return status;
}

static NTSTATUS make_target(HANDLE process, const struct source *source, ACCESS_MASK access, ULONG attributes,
                            HANDLE *made)
{
    struct object *object;
    struct process_object *other;
    NTSTATUS status = get_process(process, &object, &other);
    if (!NT_SUCCESS(status))
        return status;
    status = other ? remote_give(other, source->object, access, attributes, made)
                   : handle_create(source->object, access, attributes, made);
    sync_put(process, object);
    return status;
}

NTSTATUS svc_NtDuplicateObject(HANDLE SourceProcessHandle, HANDLE SourceHandle, HANDLE TargetProcessHandle,
                               PHANDLE TargetHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes,
                               ULONG Options)
{
    if (!probe_write_optional(TargetHandle, sizeof(*TargetHandle)))
        return STATUS_ACCESS_VIOLATION;
    struct object *process;
    struct process_object *other;
    struct source source;
    NTSTATUS status = get_process(SourceProcessHandle, &process, &other);
    if (!NT_SUCCESS(status))
        return status;
    if (Options & DUPLICATE_CLOSE_SOURCE && (!TargetProcessHandle || !TargetHandle)) {
        status = other ? remote_close(other, SourceHandle) : svc_NtClose(SourceHandle);
        sync_put(SourceProcessHandle, process);
        return status;
    }
    status = get_source(other, SourceHandle, Options, &source);
    if (NT_SUCCESS(status)) {
        HANDLE made = NULL;
        if (!(Options & DUPLICATE_SAME_ACCESS))
            source.access = object_map_access(source.object->type, DesiredAccess);
        if (Options & DUPLICATE_SAME_ATTRIBUTES)
            HandleAttributes = source.attributes;
        status =
            make_target(TargetProcessHandle, &source, source.access, HandleAttributes & OBJ_INHERIT, &made);
        if (NT_SUCCESS(status) && TargetHandle)
            *TargetHandle = made;
        object_release(source.object);
        if (!other && Options & DUPLICATE_CLOSE_SOURCE) /* "regardless of any error status returned" */
            svc_NtClose(SourceHandle);
    }
    sync_put(SourceProcessHandle, process);
    return status;
}

static NTSTATUS query_name(const char *text, UNICODE_STRING *name, ULONG length, ULONG *needed)
{
    size_t count = strlen(text);
    *needed = (ULONG)(sizeof(*name) + (count + 1) * sizeof(WCHAR));
    if (length < *needed)
        return STATUS_INFO_LENGTH_MISMATCH;
    name->Buffer = (WCHAR *)(name + 1);
    name->Length = (USHORT)(count * sizeof(WCHAR));
    name->MaximumLength = (USHORT)(name->Length + sizeof(WCHAR));
    for (size_t i = 0; i <= count; i++)
        name->Buffer[i] = (WCHAR)(unsigned char)text[i];
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtQueryObject(HANDLE Handle, OBJECT_INFORMATION_CLASS ObjectInformationClass,
                           PVOID ObjectInformation, ULONG ObjectInformationLength, PULONG ReturnLength)
{
    if (!probe_write(ObjectInformation, ObjectInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    struct object *object;
    ACCESS_MASK access;
    ULONG attributes, needed = 0;
    NTSTATUS status = sync_get(Handle, 0, &object);
    if (!NT_SUCCESS(status))
        return status;
    access_of(Handle, object, &access, &attributes);
    switch (ObjectInformationClass) {
    case ObjectBasicInformation: {
        needed = sizeof(OBJECT_BASIC_INFORMATION);
        if (ObjectInformationLength != needed) {
            status = STATUS_INFO_LENGTH_MISMATCH;
            break;
        }
        OBJECT_BASIC_INFORMATION *info = ObjectInformation;
        *info = (OBJECT_BASIC_INFORMATION){.Attributes = attributes & OBJ_INHERIT,
                                           .GrantedAccess = access,
                                           .HandleCount = atomic_load(&object->handles),
                                           .PointerCount = atomic_load(&object->references)};
        break;
    }
    case ObjectTypeInformation: {
        OBJECT_TYPE_INFORMATION *info = ObjectInformation;
        needed = (ULONG)(sizeof(*info) + (strlen(object->type->name) + 1) * sizeof(WCHAR));
        if (ObjectInformationLength < needed) {
            status = STATUS_INFO_LENGTH_MISMATCH;
            break;
        }
        memset(info, 0, sizeof(*info));
        info->TypeName.Buffer = (WCHAR *)(info + 1);
        for (size_t i = 0; i <= strlen(object->type->name); i++)
            info->TypeName.Buffer[i] = (WCHAR)(unsigned char)object->type->name[i];
        info->TypeName.Length = (USHORT)(strlen(object->type->name) * sizeof(WCHAR));
        info->TypeName.MaximumLength = (USHORT)(info->TypeName.Length + sizeof(WCHAR));
        info->ValidAccessMask = object->type->all_access;
        info->GenericMapping.GenericRead = object->type->generic_read;
        info->GenericMapping.GenericWrite = object->type->generic_write;
        info->GenericMapping.GenericExecute = object->type->generic_execute;
        info->GenericMapping.GenericAll = object->type->all_access;
        break;
    }
    case ObjectNameInformation:
        if (object->type->query_name)
            status = object->type->query_name(object, ObjectInformation, ObjectInformationLength, &needed);
        else
            status = query_name("", ObjectInformation, ObjectInformationLength, &needed);
        break;
    case ObjectHandleFlagInformation: {
        OBJECT_HANDLE_FLAG_INFORMATION *info = ObjectInformation;
        needed = sizeof(*info);
        if (ObjectInformationLength != needed) {
            status = STATUS_INFO_LENGTH_MISMATCH;
            break;
        }
        info->Inherit = !!(attributes & OBJ_INHERIT);
        info->ProtectFromClose = !!(attributes & HANDLE_PROTECT_FROM_CLOSE);
        break;
    }
    default:
        status = STATUS_INVALID_INFO_CLASS;
    }
    sync_put(Handle, object);
    if (ReturnLength)
        *ReturnLength = needed;
    return status;
}

NTSTATUS svc_NtSetInformationObject(HANDLE Handle, OBJECT_INFORMATION_CLASS ObjectInformationClass,
                                    PVOID ObjectInformation, ULONG ObjectInformationLength)
{
    const OBJECT_HANDLE_FLAG_INFORMATION *info = ObjectInformation;
    if (ObjectInformationClass != ObjectHandleFlagInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (ObjectInformationLength != sizeof(*info))
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!probe_read(info, sizeof(*info)))
        return STATUS_ACCESS_VIOLATION;
    if (Handle == NtCurrentProcess() || Handle == NtCurrentThread())
        return STATUS_INVALID_HANDLE;
    return handle_set_attributes(Handle, (info->Inherit ? OBJ_INHERIT : 0) |
                                             (info->ProtectFromClose ? HANDLE_PROTECT_FROM_CLOSE : 0));
}

NTSTATUS svc_NtCompareObjects(HANDLE FirstObjectHandle, HANDLE SecondObjectHandle)
{
    struct object *first, *second;
    NTSTATUS status = sync_get(FirstObjectHandle, 0, &first);
    if (!NT_SUCCESS(status))
        return status;
    status = sync_get(SecondObjectHandle, 0, &second);
    if (NT_SUCCESS(status)) {
        if (first != second)
            status = STATUS_NOT_SAME_OBJECT;
        sync_put(SecondObjectHandle, second);
    }
    sync_put(FirstObjectHandle, first);
    return status;
}
