/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h: attribute lists, by which a parent says more to CreateProcess than STARTUPINFO holds.
 * A list keeps the addresses of values, which the program leaves in place until CreateProcess. The two
 * attributes that launchers use are known: the handles that alone are inherited, and the parent. Any other is
 * refused by UpdateProcThreadAttribute, as it is by a Windows that is older than the attribute.
 */
#include "process_attributes.h"
#include "kernel32.h"
#include "kernel/ob/handle.h"
#include "kernel/ps/process.h"

struct attribute {
    DWORD_PTR kind;
    SIZE_T size;
    PVOID value;
};

struct proc_thread_attribute_list {
    DWORD reserved;
    DWORD capacity;
    DWORD count;
    DWORD flags;
    PVOID extended;
    struct attribute attributes[];
};
ASSERT_SIZE(struct proc_thread_attribute_list, 24, 20);
ASSERT_SIZE(struct attribute, 24, 12);

BOOL WINAPI InitializeProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList,
                                              DWORD dwAttributeCount, DWORD dwFlags, PSIZE_T lpSize)
{
    if (dwFlags)
        return win32_fail(ERROR_INVALID_PARAMETER);
    SIZE_T given = *lpSize;
    SIZE_T needed = sizeof(*lpAttributeList) + dwAttributeCount * sizeof(struct attribute);
    *lpSize = needed;
    if (!lpAttributeList || given < needed)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    *lpAttributeList = (struct proc_thread_attribute_list){.capacity = dwAttributeCount};
    return TRUE;
}

BOOL WINAPI UpdateProcThreadAttribute(LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList, DWORD dwFlags,
                                      DWORD_PTR Attribute, PVOID lpValue, SIZE_T cbSize,
                                      PVOID lpPreviousValue, PSIZE_T lpReturnSize)
{
    if (dwFlags || lpPreviousValue || lpReturnSize)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (lpAttributeList->count >= lpAttributeList->capacity)
        return win32_fail(ERROR_GEN_FAILURE);
    switch (Attribute) {
    case PROC_THREAD_ATTRIBUTE_PARENT_PROCESS:
        if (cbSize != sizeof(HANDLE))
            return win32_fail(ERROR_BAD_LENGTH);
        break;
    case PROC_THREAD_ATTRIBUTE_HANDLE_LIST:
        if (!cbSize || cbSize % sizeof(HANDLE))
            return win32_fail(ERROR_BAD_LENGTH);
        break;
    default:
        return win32_fail(ERROR_NOT_SUPPORTED);
    }
    for (DWORD i = 0; i < lpAttributeList->count; i++)
        if (lpAttributeList->attributes[i].kind == Attribute)
            return win32_fail(ERROR_OBJECT_NAME_EXISTS);
    lpAttributeList->attributes[lpAttributeList->count++] = (struct attribute){Attribute, cbSize, lpValue};
    return TRUE;
}

/* Nothing hangs off a list: its memory is the caller's. */
VOID WINAPI DeleteProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList)
{
    lpAttributeList->count = lpAttributeList->capacity = 0;
}

/* Only inheritable handles may be listed; one that is null makes the whole list empty. */
static NTSTATUS take_handles(const HANDLE *handles, size_t count, struct process_start_info *info)
{
    if (!info->inherit)
        return STATUS_INVALID_PARAMETER;
    info->only_listed = true;
    info->handles = handles;
    info->handle_count = count;
    for (size_t i = 0; i < count; i++) {
        ACCESS_MASK access;
        ULONG attributes;
        if (!handles[i]) {
            info->handle_count = 0;
            return STATUS_SUCCESS;
        }
        NTSTATUS status = sys_handle_query(handles[i], &access, &attributes);
        if (!NT_SUCCESS(status))
            return status;
        if (!(attributes & OBJ_INHERIT))
            return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS check_parent(HANDLE parent)
{
    struct object *object;
    if (parent == NtCurrentProcess())
        return STATUS_SUCCESS;
    NTSTATUS status = sys_handle_get(parent, &process_type, PROCESS_CREATE_PROCESS, &object);
    if (!NT_SUCCESS(status))
        return status;
    bool self = ((struct process_object *)object)->id == ((struct process_object *)sys_process_self())->id;
    sys_handle_put(parent, object);
    return self ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

NTSTATUS process_attributes_take(const STARTUPINFOEXW *startup, struct process_start_info *info)
{
    NTSTATUS status = STATUS_SUCCESS;
    if (startup->StartupInfo.cb != sizeof(*startup))
        return STATUS_INVALID_PARAMETER;
    const struct proc_thread_attribute_list *list = startup->lpAttributeList;
    for (DWORD i = 0; list && i < list->count && NT_SUCCESS(status); i++) {
        const struct attribute *attribute = &list->attributes[i];
        if (attribute->kind == PROC_THREAD_ATTRIBUTE_PARENT_PROCESS)
            status = check_parent(*(const HANDLE *)attribute->value);
        else
            status = take_handles(attribute->value, attribute->size / sizeof(HANDLE), info);
    }
    return status;
}
