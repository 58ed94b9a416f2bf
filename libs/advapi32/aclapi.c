/* SPDX-License-Identifier: MIT
 *
 * aclapi.h, and securitybaseapi.h's functions for files: security descriptors by handle and by name, over
 * NtQuerySecurityObject and NtSetSecurityObject, which say what they are made of. Only files have one.
 */
#include <win/fileapi.h>
#include <win/handleapi.h>
#include <win/winbase_file.h>
#include <win/winbase_heap.h>
#include "advapi32.h"

enum { SE_FILE_OBJECT = 1, SE_KERNEL_OBJECT = 6, SE_PROVIDER_DEFINED_OBJECT = 8 };

#define WHAT_IS_KNOWN                                                                                        \
    (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION |                   \
     SACL_SECURITY_INFORMATION)
#define SHARE_ALL 7u

/* A handle for the security of a file or folder alone; INVALID_HANDLE_VALUE with the last error. */
static HANDLE open_named(LPCWSTR name, SECURITY_INFORMATION what, bool set)
{
    DWORD access = READ_CONTROL;
    if (set)
        access = (what & DACL_SECURITY_INFORMATION ? WRITE_DAC : 0) |
                 (what & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION) ? WRITE_OWNER : 0);
    if (what & SACL_SECURITY_INFORMATION) {
        win32_fail(ERROR_PRIVILEGE_NOT_HELD);
        return INVALID_HANDLE_VALUE;
    }
    return CreateFileW(name, access, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
}

/* ---- files by name, objects by handle ---- */

BOOL WINAPI GetKernelObjectSecurity(HANDLE Handle, SECURITY_INFORMATION RequestedInformation,
                                    PSECURITY_DESCRIPTOR pSecurityDescriptor, DWORD nLength,
                                    LPDWORD lpnLengthNeeded)
{
    if (!lpnLengthNeeded)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(NtQuerySecurityObject(Handle, RequestedInformation, pSecurityDescriptor,
                                              pSecurityDescriptor ? nLength : 0, lpnLengthNeeded));
}

BOOL WINAPI SetKernelObjectSecurity(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                    PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    return win32_result(NtSetSecurityObject(Handle, SecurityInformation, SecurityDescriptor));
}

BOOL WINAPI GetFileSecurityW(LPCWSTR lpFileName, SECURITY_INFORMATION RequestedInformation,
                             PSECURITY_DESCRIPTOR pSecurityDescriptor, DWORD nLength, LPDWORD lpnLengthNeeded)
{
    if (!lpFileName || !lpnLengthNeeded)
        return win32_fail(ERROR_INVALID_PARAMETER);
    HANDLE file = open_named(lpFileName, RequestedInformation, false);
    if (file == INVALID_HANDLE_VALUE)
        return FALSE;
    NTSTATUS status = NtQuerySecurityObject(file, RequestedInformation, pSecurityDescriptor,
                                            pSecurityDescriptor ? nLength : 0, lpnLengthNeeded);
    CloseHandle(file);
    return win32_result(status);
}

BOOL WINAPI GetFileSecurityA(LPCSTR lpFileName, SECURITY_INFORMATION RequestedInformation,
                             PSECURITY_DESCRIPTOR pSecurityDescriptor, DWORD nLength, LPDWORD lpnLengthNeeded)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!lpFileName)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(nls_ansi_to_wide(lpFileName, buffer, NLS_LOCAL, &wide)))
        return FALSE;
    BOOL result = GetFileSecurityW(wide, RequestedInformation, pSecurityDescriptor, nLength, lpnLengthNeeded);
    nls_free(wide, buffer);
    return result;
}

BOOL WINAPI SetFileSecurityW(LPCWSTR lpFileName, SECURITY_INFORMATION SecurityInformation,
                             PSECURITY_DESCRIPTOR pSecurityDescriptor)
{
    if (!lpFileName || !pSecurityDescriptor)
        return win32_fail(ERROR_INVALID_PARAMETER);
    HANDLE file = open_named(lpFileName, SecurityInformation, true);
    if (file == INVALID_HANDLE_VALUE)
        return FALSE;
    NTSTATUS status = NtSetSecurityObject(file, SecurityInformation, pSecurityDescriptor);
    CloseHandle(file);
    return win32_result(status);
}

BOOL WINAPI SetFileSecurityA(LPCSTR lpFileName, SECURITY_INFORMATION SecurityInformation,
                             PSECURITY_DESCRIPTOR pSecurityDescriptor)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!lpFileName)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(nls_ansi_to_wide(lpFileName, buffer, NLS_LOCAL, &wide)))
        return FALSE;
    BOOL result = SetFileSecurityW(wide, SecurityInformation, pSecurityDescriptor);
    nls_free(wide, buffer);
    return result;
}

/* ---- aclapi.h: errors are what is returned ---- */

/* The parts that are asked for point into the descriptor, which LocalFree frees. */
static DWORD get_parts(HANDLE handle, SECURITY_INFORMATION what, PSID *owner, PSID *group, PACL *dacl,
                       PACL *sacl, PSECURITY_DESCRIPTOR *result)
{
    BOOLEAN defaulted, present;
    ULONG size = 0;
    if (!result) /* the parts would be lost */
        return ERROR_INVALID_PARAMETER;
    NTSTATUS status = NtQuerySecurityObject(handle, what, NULL, 0, &size);
    if (status != STATUS_BUFFER_TOO_SMALL)
        return NT_SUCCESS(status) ? ERROR_INVALID_PARAMETER : RtlNtStatusToDosError(status);
    PSECURITY_DESCRIPTOR descriptor = LocalAlloc(0, size);
    if (!descriptor)
        return ERROR_NOT_ENOUGH_MEMORY;
    status = NtQuerySecurityObject(handle, what, descriptor, size, &size);
    if (!NT_SUCCESS(status)) {
        LocalFree(descriptor);
        return RtlNtStatusToDosError(status);
    }
    if (owner && what & OWNER_SECURITY_INFORMATION)
        RtlGetOwnerSecurityDescriptor(descriptor, owner, &defaulted);
    if (group && what & GROUP_SECURITY_INFORMATION)
        RtlGetGroupSecurityDescriptor(descriptor, group, &defaulted);
    if (dacl && what & DACL_SECURITY_INFORMATION)
        RtlGetDaclSecurityDescriptor(descriptor, &present, dacl, &defaulted);
    if (sacl)
        *sacl = NULL;
    *result = descriptor;
    return ERROR_SUCCESS;
}

static DWORD set_parts(HANDLE handle, SECURITY_INFORMATION what, PSID owner, PSID group, PACL dacl)
{
    SECURITY_DESCRIPTOR descriptor;
    RtlCreateSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    RtlSetOwnerSecurityDescriptor(&descriptor, owner, FALSE);
    RtlSetGroupSecurityDescriptor(&descriptor, group, FALSE);
    RtlSetDaclSecurityDescriptor(&descriptor, TRUE, dacl, FALSE);
    return RtlNtStatusToDosError(NtSetSecurityObject(handle, what & WHAT_IS_KNOWN, &descriptor));
}

static DWORD kind_error(DWORD kind, bool by_name)
{
    if (!kind || kind > 13)
        return ERROR_INVALID_PARAMETER;
    return kind == SE_FILE_OBJECT || (kind == SE_KERNEL_OBJECT && !by_name) ? ERROR_SUCCESS
                                                                            : ERROR_NOT_SUPPORTED;
}

DWORD WINAPI GetSecurityInfo(HANDLE handle, DWORD ObjectType, SECURITY_INFORMATION SecurityInfo,
                             PSID *ppsidOwner, PSID *ppsidGroup, PACL *ppDacl, PACL *ppSacl,
                             PSECURITY_DESCRIPTOR *ppSecurityDescriptor)
{
    DWORD error = kind_error(ObjectType, false);
    return error ? error
                 : get_parts(handle, SecurityInfo, ppsidOwner, ppsidGroup, ppDacl, ppSacl,
                             ppSecurityDescriptor);
}

DWORD WINAPI SetSecurityInfo(HANDLE handle, DWORD ObjectType, SECURITY_INFORMATION SecurityInfo,
                             PSID psidOwner, PSID psidGroup, PACL pDacl, PACL pSacl)
{
    DWORD error = kind_error(ObjectType, false);
    return error ? error : set_parts(handle, SecurityInfo, psidOwner, psidGroup, pDacl);
}

DWORD WINAPI GetNamedSecurityInfoW(LPCWSTR pObjectName, DWORD ObjectType, SECURITY_INFORMATION SecurityInfo,
                                   PSID *ppsidOwner, PSID *ppsidGroup, PACL *ppDacl, PACL *ppSacl,
                                   PSECURITY_DESCRIPTOR *ppSecurityDescriptor)
{
    DWORD error = pObjectName ? kind_error(ObjectType, true) : ERROR_INVALID_PARAMETER;
    if (error)
        return error;
    HANDLE file = open_named(pObjectName, SecurityInfo, false);
    if (file == INVALID_HANDLE_VALUE)
        return teb_last_error();
    error = get_parts(file, SecurityInfo, ppsidOwner, ppsidGroup, ppDacl, ppSacl, ppSecurityDescriptor);
    CloseHandle(file);
    return error;
}

DWORD WINAPI SetNamedSecurityInfoW(LPWSTR pObjectName, DWORD ObjectType, SECURITY_INFORMATION SecurityInfo,
                                   PSID psidOwner, PSID psidGroup, PACL pDacl, PACL pSacl)
{
    DWORD error = pObjectName ? kind_error(ObjectType, true) : ERROR_INVALID_PARAMETER;
    if (error)
        return error;
    HANDLE file = open_named(pObjectName, SecurityInfo, true);
    if (file == INVALID_HANDLE_VALUE)
        return teb_last_error();
    error = set_parts(file, SecurityInfo, psidOwner, psidGroup, pDacl);
    CloseHandle(file);
    return error;
}

DWORD WINAPI GetNamedSecurityInfoA(LPCSTR pObjectName, DWORD ObjectType, SECURITY_INFORMATION SecurityInfo,
                                   PSID *ppsidOwner, PSID *ppsidGroup, PACL *ppDacl, PACL *ppSacl,
                                   PSECURITY_DESCRIPTOR *ppSecurityDescriptor)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!NT_SUCCESS(nls_ansi_to_wide(pObjectName, buffer, NLS_LOCAL, &wide)))
        return ERROR_NOT_ENOUGH_MEMORY;
    DWORD error = GetNamedSecurityInfoW(wide, ObjectType, SecurityInfo, ppsidOwner, ppsidGroup, ppDacl,
                                        ppSacl, ppSecurityDescriptor);
    nls_free(wide, buffer);
    return error;
}

DWORD WINAPI SetNamedSecurityInfoA(LPSTR pObjectName, DWORD ObjectType, SECURITY_INFORMATION SecurityInfo,
                                   PSID psidOwner, PSID psidGroup, PACL pDacl, PACL pSacl)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!NT_SUCCESS(nls_ansi_to_wide(pObjectName, buffer, NLS_LOCAL, &wide)))
        return ERROR_NOT_ENOUGH_MEMORY;
    DWORD error = SetNamedSecurityInfoW(wide, ObjectType, SecurityInfo, psidOwner, psidGroup, pDacl, pSacl);
    nls_free(wide, buffer);
    return error;
}
