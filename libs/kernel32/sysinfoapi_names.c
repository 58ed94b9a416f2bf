/* SPDX-License-Identifier: MIT
 *
 * sysinfoapi.h and winbase.h: the system's folders and the computer's names.
 */
#include <string.h>
#include "kernel/ke/system.h"
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/sysinfoapi.h>
#include "kernel32.h"

/* The length without the terminator, or, where there is no room, with it. */
static UINT copy_folder(const WCHAR *folder, LPWSTR buffer, UINT size)
{
    UINT length = (UINT)wide_length(folder);
    if (!buffer || size <= length)
        return length + 1;
    memcpy(buffer, folder, (length + 1) * sizeof(WCHAR));
    return length;
}

static UINT copy_folder_ansi(const WCHAR *folder, LPSTR buffer, UINT size)
{
    UINT length = (UINT)nls_ansi_from_wide(folder, wide_length(folder), NULL, 0);
    if (!buffer || size <= length)
        return length + 1;
    nls_ansi_from_wide(folder, wide_length(folder), buffer, length);
    buffer[length] = 0;
    return length;
}

static const WCHAR system_folder[] = u"C:\\windows\\system32", windows_folder[] = u"C:\\windows";

UINT WINAPI GetSystemDirectoryW(LPWSTR lpBuffer, UINT uSize)
{
    return copy_folder(system_folder, lpBuffer, uSize);
}

UINT WINAPI GetSystemDirectoryA(LPSTR lpBuffer, UINT uSize)
{
    return copy_folder_ansi(system_folder, lpBuffer, uSize);
}

UINT WINAPI GetWindowsDirectoryW(LPWSTR lpBuffer, UINT uSize)
{
    return copy_folder(windows_folder, lpBuffer, uSize);
}

UINT WINAPI GetWindowsDirectoryA(LPSTR lpBuffer, UINT uSize)
{
    return copy_folder_ansi(windows_folder, lpBuffer, uSize);
}

UINT WINAPI GetSystemWindowsDirectoryW(LPWSTR lpBuffer, UINT uSize)
{
    return copy_folder(windows_folder, lpBuffer, uSize);
}

UINT WINAPI GetSystemWindowsDirectoryA(LPSTR lpBuffer, UINT uSize)
{
    return copy_folder_ansi(windows_folder, lpBuffer, uSize);
}

/* There is no WOW64: 32-bit programs get the one system folder. "If the system is 32-bit, the function
 * fails". */
UINT WINAPI GetSystemWow64DirectoryW(LPWSTR lpBuffer, UINT uSize)
{
    return copy_folder(u"C:\\windows\\syswow64", lpBuffer, uSize);
}

UINT WINAPI GetSystemWow64DirectoryA(LPSTR lpBuffer, UINT uSize)
{
    return copy_folder_ansi(u"C:\\windows\\syswow64", lpBuffer, uSize);
}

#define NAME_MAX_UNITS 256

/* COMPUTER_NAME_FORMAT: 0 NetBIOS, 1 DNS host, 2 DNS domain, 3 both; 4 to 7 the same, physical. -1: no such.
 */
static int computer_name(int format, WCHAR *name)
{
    char host[NAME_MAX_UNITS];
    if (format < 0 || format > 7)
        return -1;
    if (!sys_system_computer_name(host, sizeof(host)))
        strcpy(host, "localhost");
    char *domain = strchr(host, '.');
    format &= 3;
    const char *part = format == 2 ? (domain ? domain + 1 : "") : host;
    if (domain && format != 3)
        *domain = 0;
    size_t units = utf8_to_wide(part, name, NAME_MAX_UNITS);
    int length = (int)(units > NAME_MAX_UNITS ? 0 : units - 1);
    if (format == 0) {
        length = length > 15 ? 15 : length;
        for (int i = 0; i < length; i++)
            name[i] = nls_to_upper(name[i]);
    }
    name[length] = 0;
    return length;
}

static BOOL get_name(int format, LPWSTR buffer, LPDWORD size, DWORD too_small)
{
    WCHAR name[NAME_MAX_UNITS];
    int length = computer_name(format, name);
    if (length < 0 || !size)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!buffer || *size <= (DWORD)length) {
        *size = (DWORD)length + 1;
        return win32_fail(too_small);
    }
    memcpy(buffer, name, ((size_t)length + 1) * sizeof(WCHAR));
    *size = (DWORD)length;
    return TRUE;
}

static BOOL get_name_ansi(int format, LPSTR buffer, LPDWORD size, DWORD too_small)
{
    WCHAR name[NAME_MAX_UNITS];
    int length = computer_name(format, name);
    if (length < 0 || !size)
        return win32_fail(ERROR_INVALID_PARAMETER);
    DWORD bytes = (DWORD)nls_ansi_from_wide(name, (size_t)length, NULL, 0);
    if (!buffer || *size <= bytes) {
        *size = bytes + 1;
        return win32_fail(too_small);
    }
    nls_ansi_from_wide(name, (size_t)length, buffer, bytes);
    buffer[bytes] = 0;
    *size = bytes;
    return TRUE;
}

BOOL WINAPI GetComputerNameW(LPWSTR lpBuffer, LPDWORD nSize)
{
    return get_name(0, lpBuffer, nSize, ERROR_BUFFER_OVERFLOW);
}

BOOL WINAPI GetComputerNameA(LPSTR lpBuffer, LPDWORD nSize)
{
    return get_name_ansi(0, lpBuffer, nSize, ERROR_BUFFER_OVERFLOW);
}

BOOL WINAPI GetComputerNameExW(INT NameType, LPWSTR lpBuffer, LPDWORD nSize)
{
    return get_name(NameType, lpBuffer, nSize, ERROR_MORE_DATA);
}

BOOL WINAPI GetComputerNameExA(INT NameType, LPSTR lpBuffer, LPDWORD nSize)
{
    return get_name_ansi(NameType, lpBuffer, nSize, ERROR_MORE_DATA);
}
