/* SPDX-License-Identifier: MIT
 *
 * userenv.h: the folders of users, which are shell32's.
 */
#include <string.h>
#include <ntdll.h>
#include "common/security.h"
#include "common/wide.h"
#include <win/securitybaseapi.h>
#include <win/winerror.h>

#define CSIDL_COMMON_APPDATA 0x23
#define CSIDL_DONT_VERIFY    0x4000 /* told whether it is there or not */
#define CSIDL_PROFILE        0x28
#define DEFAULT_PROFILE      ((HANDLE)(intptr_t)-1) /* SHGetFolderPath: the user that new ones are made from */

HRESULT WINAPI SHGetFolderPathW(HWND hwnd, INT csidl, HANDLE hToken, DWORD dwFlags, LPWSTR pszPath);

/* The size is in characters with the zero; it is told where there is no room. */
static BOOL folder(INT csidl, HANDLE user, LPWSTR path, DWORD *size)
{
    WCHAR found[MAX_PATH];
    if (!size) {
        teb_set_last_error(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    HRESULT result = SHGetFolderPathW(NULL, csidl | CSIDL_DONT_VERIFY, user, 0, found);
    if (result != S_OK) {
        teb_set_last_error((DWORD)result & 0xFFFF);
        return FALSE;
    }
    DWORD needed = (DWORD)wide_length(found) + 1, room = *size;
    *size = needed;
    if (!path || room < needed) {
        teb_set_last_error(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    memcpy(path, found, needed * sizeof(WCHAR));
    return TRUE;
}

BOOL WINAPI GetUserProfileDirectoryW(HANDLE hToken, LPWSTR lpProfileDir, DWORD *lpcchSize)
{
    ULONG type, got;
    NTSTATUS status = NtQueryInformationToken(hToken, TokenType, &type, sizeof(type), &got);
    if (!NT_SUCCESS(status)) {
        teb_set_last_error(RtlNtStatusToDosError(status));
        return FALSE;
    }
    return folder(CSIDL_PROFILE, NULL, lpProfileDir, lpcchSize);
}

BOOL WINAPI GetAllUsersProfileDirectoryW(LPWSTR lpProfileDir, DWORD *lpcchSize)
{
    return folder(CSIDL_COMMON_APPDATA, NULL, lpProfileDir, lpcchSize);
}

BOOL WINAPI GetDefaultUserProfileDirectoryW(LPWSTR lpProfileDir, DWORD *lpcchSize)
{
    return folder(CSIDL_PROFILE, DEFAULT_PROFILE, lpProfileDir, lpcchSize);
}
