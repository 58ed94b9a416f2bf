/* SPDX-License-Identifier: MIT
 *
 * winreg.h, for now over a registry that is empty and read-only: the predefined keys are there and have
 * neither subkeys nor values; nothing can be created.
 */
#include <win/winerror.h>
#include "advapi32.h"

typedef LONG LSTATUS;
typedef DWORD REGSAM;

/* HKEY_CLASSES_ROOT … HKEY_CURRENT_USER_LOCAL_SETTINGS */
static bool is_predefined(HKEY key)
{
    DWORD value = (DWORD)(uintptr_t)key;
    return value >= 0x80000000u && value <= 0x80000007u;
}

static LSTATUS open_key(HKEY key, bool has_name, HKEY *result)
{
    if (!result)
        return ERROR_INVALID_PARAMETER;
    if (!is_predefined(key)) {
        *result = NULL;
        return ERROR_INVALID_HANDLE;
    }
    *result = has_name ? NULL : key; /* no name: the key itself */
    return has_name ? ERROR_FILE_NOT_FOUND : ERROR_SUCCESS;
}

LSTATUS WINAPI RegOpenKeyExW(HKEY hKey, LPCWSTR lpSubKey, DWORD ulOptions, REGSAM samDesired, HKEY *phkResult)
{
    return open_key(hKey, lpSubKey && *lpSubKey, phkResult);
}

LSTATUS WINAPI RegOpenKeyExA(HKEY hKey, LPCSTR lpSubKey, DWORD ulOptions, REGSAM samDesired, HKEY *phkResult)
{
    return open_key(hKey, lpSubKey && *lpSubKey, phkResult);
}

LSTATUS WINAPI RegOpenKeyW(HKEY hKey, LPCWSTR lpSubKey, HKEY *phkResult)
{
    return open_key(hKey, lpSubKey && *lpSubKey, phkResult);
}

LSTATUS WINAPI RegOpenKeyA(HKEY hKey, LPCSTR lpSubKey, HKEY *phkResult)
{
    return open_key(hKey, lpSubKey && *lpSubKey, phkResult);
}

LSTATUS WINAPI RegCloseKey(HKEY hKey)
{
    return is_predefined(hKey) ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}

/* What every look-up in an empty key comes to. */
static LSTATUS nothing_there(HKEY key, LSTATUS what)
{
    return is_predefined(key) ? what : ERROR_INVALID_HANDLE;
}

LSTATUS WINAPI RegQueryValueExW(HKEY hKey, LPCWSTR lpValueName, LPDWORD lpReserved, LPDWORD lpType,
                                LPBYTE lpData, LPDWORD lpcbData)
{
    if (lpReserved || (lpData && !lpcbData))
        return ERROR_INVALID_PARAMETER;
    return nothing_there(hKey, ERROR_FILE_NOT_FOUND);
}

LSTATUS WINAPI RegQueryValueExA(HKEY hKey, LPCSTR lpValueName, LPDWORD lpReserved, LPDWORD lpType,
                                LPBYTE lpData, LPDWORD lpcbData)
{
    if (lpReserved || (lpData && !lpcbData))
        return ERROR_INVALID_PARAMETER;
    return nothing_there(hKey, ERROR_FILE_NOT_FOUND);
}

LSTATUS WINAPI RegGetValueW(HKEY hkey, LPCWSTR lpSubKey, LPCWSTR lpValue, DWORD dwFlags, LPDWORD pdwType,
                            PVOID pvData, LPDWORD pcbData)
{
    return nothing_there(hkey, ERROR_FILE_NOT_FOUND);
}

LSTATUS WINAPI RegGetValueA(HKEY hkey, LPCSTR lpSubKey, LPCSTR lpValue, DWORD dwFlags, LPDWORD pdwType,
                            PVOID pvData, LPDWORD pcbData)
{
    return nothing_there(hkey, ERROR_FILE_NOT_FOUND);
}

LSTATUS WINAPI RegEnumKeyExW(HKEY hKey, DWORD dwIndex, LPWSTR lpName, LPDWORD lpcchName, LPDWORD lpReserved,
                             LPWSTR lpClass, LPDWORD lpcchClass, PFILETIME lpftLastWriteTime)
{
    return nothing_there(hKey, ERROR_NO_MORE_ITEMS);
}

LSTATUS WINAPI RegEnumKeyExA(HKEY hKey, DWORD dwIndex, LPSTR lpName, LPDWORD lpcchName, LPDWORD lpReserved,
                             LPSTR lpClass, LPDWORD lpcchClass, PFILETIME lpftLastWriteTime)
{
    return nothing_there(hKey, ERROR_NO_MORE_ITEMS);
}

LSTATUS WINAPI RegEnumValueW(HKEY hKey, DWORD dwIndex, LPWSTR lpValueName, LPDWORD lpcchValueName,
                             LPDWORD lpReserved, LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
{
    return nothing_there(hKey, ERROR_NO_MORE_ITEMS);
}

LSTATUS WINAPI RegEnumValueA(HKEY hKey, DWORD dwIndex, LPSTR lpValueName, LPDWORD lpcchValueName,
                             LPDWORD lpReserved, LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
{
    return nothing_there(hKey, ERROR_NO_MORE_ITEMS);
}

/* An empty key's figures: all zero. */
LSTATUS WINAPI RegQueryInfoKeyW(HKEY hKey, LPWSTR lpClass, LPDWORD lpcchClass, LPDWORD lpReserved,
                                LPDWORD lpcSubKeys, LPDWORD lpcbMaxSubKeyLen, LPDWORD lpcbMaxClassLen,
                                LPDWORD lpcValues, LPDWORD lpcbMaxValueNameLen, LPDWORD lpcbMaxValueLen,
                                LPDWORD lpcbSecurityDescriptor, PFILETIME lpftLastWriteTime)
{
    LPDWORD figures[] = {lpcchClass, lpcSubKeys,          lpcbMaxSubKeyLen, lpcbMaxClassLen,
                         lpcValues,  lpcbMaxValueNameLen, lpcbMaxValueLen,  lpcbSecurityDescriptor};
    if (!is_predefined(hKey))
        return ERROR_INVALID_HANDLE;
    for (unsigned i = 0; i < countof(figures); i++)
        if (figures[i])
            *figures[i] = 0;
    if (lpClass)
        *lpClass = 0;
    if (lpftLastWriteTime)
        *lpftLastWriteTime = (FILETIME){0, 0};
    return ERROR_SUCCESS;
}

LSTATUS WINAPI RegQueryInfoKeyA(HKEY hKey, LPSTR lpClass, LPDWORD lpcchClass, LPDWORD lpReserved,
                                LPDWORD lpcSubKeys, LPDWORD lpcbMaxSubKeyLen, LPDWORD lpcbMaxClassLen,
                                LPDWORD lpcValues, LPDWORD lpcbMaxValueNameLen, LPDWORD lpcbMaxValueLen,
                                LPDWORD lpcbSecurityDescriptor, PFILETIME lpftLastWriteTime)
{
    LSTATUS status = RegQueryInfoKeyW(hKey, NULL, lpcchClass, lpReserved, lpcSubKeys, lpcbMaxSubKeyLen,
                                      lpcbMaxClassLen, lpcValues, lpcbMaxValueNameLen, lpcbMaxValueLen,
                                      lpcbSecurityDescriptor, lpftLastWriteTime);
    if (status == ERROR_SUCCESS && lpClass)
        *lpClass = 0;
    return status;
}

LSTATUS WINAPI RegCreateKeyExW(HKEY hKey, LPCWSTR lpSubKey, DWORD Reserved, LPWSTR lpClass, DWORD dwOptions,
                               REGSAM samDesired, PVOID lpSecurityAttributes, HKEY *phkResult,
                               LPDWORD lpdwDisposition)
{
    return nothing_there(hKey, ERROR_ACCESS_DENIED);
}

LSTATUS WINAPI RegCreateKeyExA(HKEY hKey, LPCSTR lpSubKey, DWORD Reserved, LPSTR lpClass, DWORD dwOptions,
                               REGSAM samDesired, PVOID lpSecurityAttributes, HKEY *phkResult,
                               LPDWORD lpdwDisposition)
{
    return nothing_there(hKey, ERROR_ACCESS_DENIED);
}

LSTATUS WINAPI RegSetValueExW(HKEY hKey, LPCWSTR lpValueName, DWORD Reserved, DWORD dwType,
                              const BYTE *lpData, DWORD cbData)
{
    return nothing_there(hKey, ERROR_ACCESS_DENIED);
}

LSTATUS WINAPI RegSetValueExA(HKEY hKey, LPCSTR lpValueName, DWORD Reserved, DWORD dwType, const BYTE *lpData,
                              DWORD cbData)
{
    return nothing_there(hKey, ERROR_ACCESS_DENIED);
}

LSTATUS WINAPI RegDeleteValueW(HKEY hKey, LPCWSTR lpValueName)
{
    return nothing_there(hKey, ERROR_FILE_NOT_FOUND);
}

LSTATUS WINAPI RegDeleteValueA(HKEY hKey, LPCSTR lpValueName)
{
    return nothing_there(hKey, ERROR_FILE_NOT_FOUND);
}

LSTATUS WINAPI RegDeleteKeyW(HKEY hKey, LPCWSTR lpSubKey)
{
    return nothing_there(hKey, ERROR_FILE_NOT_FOUND);
}

LSTATUS WINAPI RegDeleteKeyA(HKEY hKey, LPCSTR lpSubKey)
{
    return nothing_there(hKey, ERROR_FILE_NOT_FOUND);
}

LSTATUS WINAPI RegFlushKey(HKEY hKey)
{
    return nothing_there(hKey, ERROR_SUCCESS); /* an empty registry is on disk already */
}
