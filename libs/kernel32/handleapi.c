/* SPDX-License-Identifier: MIT
 *
 * handleapi.h: handles to anything.
 */
#include "kernel32.h"
#include "kernel/ob/object.h"
#include <win/handleapi.h>

BOOL WINAPI CloseHandle(HANDLE hObject)
{
    return win32_result(NtClose(hObject));
}

BOOL WINAPI DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle,
                            LPHANDLE lpTargetHandle, DWORD dwDesiredAccess, BOOL bInheritHandle,
                            DWORD dwOptions)
{
    return win32_result(NtDuplicateObject(hSourceProcessHandle, hSourceHandle, hTargetProcessHandle,
                                          lpTargetHandle, dwDesiredAccess, bInheritHandle ? OBJ_INHERIT : 0,
                                          dwOptions));
}

BOOL WINAPI GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags)
{
    OBJECT_HANDLE_FLAG_INFORMATION info;
    NTSTATUS status = NtQueryObject(hObject, ObjectHandleFlagInformation, &info, sizeof(info), NULL);
    if (!win32_result(status))
        return FALSE;
    *lpdwFlags = (info.Inherit ? HANDLE_FLAG_INHERIT : 0) |
                 (info.ProtectFromClose ? HANDLE_FLAG_PROTECT_FROM_CLOSE : 0);
    return TRUE;
}

BOOL WINAPI SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags)
{
    OBJECT_HANDLE_FLAG_INFORMATION info;
    NTSTATUS status = NtQueryObject(hObject, ObjectHandleFlagInformation, &info, sizeof(info), NULL);
    if (!win32_result(status))
        return FALSE;
    if ((dwMask | dwFlags) & ~(HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwMask & HANDLE_FLAG_INHERIT)
        info.Inherit = !!(dwFlags & HANDLE_FLAG_INHERIT);
    if (dwMask & HANDLE_FLAG_PROTECT_FROM_CLOSE)
        info.ProtectFromClose = !!(dwFlags & HANDLE_FLAG_PROTECT_FROM_CLOSE);
    return win32_result(NtSetInformationObject(hObject, ObjectHandleFlagInformation, &info, sizeof(info)));
}

BOOL WINAPI CompareObjectHandles(HANDLE hFirstObjectHandle, HANDLE hSecondObjectHandle)
{
    return win32_result(NtCompareObjects(hFirstObjectHandle, hSecondObjectHandle));
}
