/* SPDX-License-Identifier: MIT
 *
 * What making and opening an object with a name have in common, whatever its kind.
 */
#include "kernel32.h"
#include "object_name.h"
#include "kernel/ke/event.h"

POBJECT_ATTRIBUTES object_attributes(struct object_name *buffer, const SECURITY_ATTRIBUTES *security,
                                     LPCWSTR name)
{
    size_t length = 0;
    if (!name && !(security && security->bInheritHandle))
        return NULL;
    buffer->attributes = (OBJECT_ATTRIBUTES){.Length = sizeof(buffer->attributes), .Attributes = OBJ_OPENIF};
    if (security && security->bInheritHandle)
        buffer->attributes.Attributes |= OBJ_INHERIT;
    if (name) {
        while (name[length] && length < 0x7FFE)
            length++;
        buffer->string = (UNICODE_STRING){(USHORT)(2 * length), (USHORT)(2 * length), (PWSTR)name};
        buffer->attributes.ObjectName = &buffer->string;
        buffer->attributes.RootDirectory = SYNC_BASE_NAMED_OBJECTS;
    }
    return &buffer->attributes;
}

HANDLE object_created(NTSTATUS status, HANDLE handle)
{
    if (!win32_result(status))
        return NULL;
    teb_set_last_error(status == STATUS_OBJECT_NAME_EXISTS ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

HANDLE object_open(object_open_service service, DWORD access, BOOL inherit, LPCWSTR name)
{
    struct object_name buffer;
    SECURITY_ATTRIBUTES security = {.bInheritHandle = inherit};
    HANDLE handle = NULL;
    if (!name)
        return (HANDLE)(UINT_PTR)win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = service(&handle, access, object_attributes(&buffer, &security, name));
    return win32_result(status) ? handle : NULL;
}
