/* SPDX-License-Identifier: MIT
 *
 * winbase.h's profiles: structures, which are hexadecimal digits with a checksum (the sum of the bytes)
 * behind, and win.ini, which is a private profile in the Windows folder.
 */
#include <stdlib.h>
#include <string.h>
#include "common/wide.h"
#include "profile.h"

#define LARGEST_STRUCT 0x10000u

static BYTE checksum(const BYTE *bytes, UINT size)
{
    BYTE sum = 0;
    while (size--)
        sum = (BYTE)(sum + *bytes++);
    return sum;
}

static unsigned hex_value(WCHAR c)
{
    c = ascii_lower(c);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10u : 16;
}

static bool parse_byte(const WCHAR *digits, BYTE *out)
{
    unsigned high = hex_value(digits[0]), low = hex_value(digits[1]);
    *out = (BYTE)(high << 4 | low);
    return high < 16 && low < 16;
}

/* `digits` holds exactly two for each byte and two for the checksum. */
static bool parse_struct(const WCHAR *digits, BYTE *bytes, UINT size)
{
    BYTE sum = 0;
    bool valid = true;
    for (UINT i = 0; i < size && valid; i++)
        valid = parse_byte(digits + 2 * i, &bytes[i]);
    return valid && parse_byte(digits + 2 * size, &sum) && sum == checksum(bytes, size);
}

BOOL WINAPI GetPrivateProfileStructW(LPCWSTR lpszSection, LPCWSTR lpszKey, LPVOID lpStruct, UINT uSizeStruct,
                                     LPCWSTR szFile)
{
    if (!lpszSection || !lpszKey || !lpStruct || uSizeStruct > LARGEST_STRUCT)
        return win32_fail(ERROR_INVALID_PARAMETER);
    UINT digits = 2 * uSizeStruct + 2;
    WCHAR *text = malloc((digits + 2) * sizeof(WCHAR)); /* one more: a longer value is seen to be longer */
    BYTE *bytes = malloc(uSizeStruct + 1u);
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;
    if (text && bytes) {
        DWORD length = GetPrivateProfileStringW(lpszSection, lpszKey, NULL, text, digits + 2, szFile);
        error = !length                                   ? ERROR_FILE_NOT_FOUND
                : length != digits                        ? ERROR_BAD_LENGTH
                : !parse_struct(text, bytes, uSizeStruct) ? ERROR_INVALID_DATA
                                                          : ERROR_SUCCESS;
    }
    if (!error)
        memcpy(lpStruct, bytes, uSizeStruct);
    free(text);
    free(bytes);
    return error ? win32_fail(error) : TRUE;
}

/* lpStruct NULL: the key goes. */
BOOL WINAPI WritePrivateProfileStructW(LPCWSTR lpszSection, LPCWSTR lpszKey, LPVOID lpStruct,
                                       UINT uSizeStruct, LPCWSTR szFile)
{
    static const char hex[] = "0123456789ABCDEF";
    const BYTE *bytes = lpStruct;
    if (!bytes)
        return WritePrivateProfileStringW(lpszSection, lpszKey, NULL, szFile);
    if (uSizeStruct > LARGEST_STRUCT)
        return win32_fail(ERROR_INVALID_PARAMETER);
    WCHAR *text = malloc((2 * uSizeStruct + 3) * sizeof(WCHAR));
    if (!text)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    WCHAR *at = text;
    for (UINT i = 0; i <= uSizeStruct; i++) {
        BYTE byte = i < uSizeStruct ? bytes[i] : checksum(bytes, uSizeStruct);
        *at++ = (WCHAR)hex[byte >> 4];
        *at++ = (WCHAR)hex[byte & 15];
    }
    *at = 0;
    BOOL result = WritePrivateProfileStringW(lpszSection, lpszKey, text, szFile);
    free(text);
    return result;
}

/* The A-forms differ in the names alone. */
static BOOL with_wide_names(LPCSTR section, LPCSTR key, LPVOID data, UINT size, LPCSTR file, bool write)
{
    const LPCSTR given[3] = {section, key, file};
    WCHAR *wide[3] = {NULL};
    bool ready = true;
    for (unsigned i = 0; i < 3 && ready; i++)
        ready = !given[i] || win32_result(nls_ansi_to_wide(given[i], NULL, 0, &wide[i]));
    BOOL result = ready && (write ? WritePrivateProfileStructW(wide[0], wide[1], data, size, wide[2])
                                  : GetPrivateProfileStructW(wide[0], wide[1], data, size, wide[2]));
    for (unsigned i = 0; i < 3; i++)
        nls_free(wide[i], NULL);
    return result;
}

BOOL WINAPI GetPrivateProfileStructA(LPCSTR lpszSection, LPCSTR lpszKey, LPVOID lpStruct, UINT uSizeStruct,
                                     LPCSTR szFile)
{
    return with_wide_names(lpszSection, lpszKey, lpStruct, uSizeStruct, szFile, false);
}

BOOL WINAPI WritePrivateProfileStructA(LPCSTR lpszSection, LPCSTR lpszKey, LPVOID lpStruct, UINT uSizeStruct,
                                       LPCSTR szFile)
{
    return with_wide_names(lpszSection, lpszKey, lpStruct, uSizeStruct, szFile, true);
}

/* ---- win.ini ---- */

DWORD WINAPI GetProfileStringW(LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpDefault,
                               LPWSTR lpReturnedString, DWORD nSize)
{
    return GetPrivateProfileStringW(lpAppName, lpKeyName, lpDefault, lpReturnedString, nSize, NULL);
}

DWORD WINAPI GetProfileStringA(LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpDefault, LPSTR lpReturnedString,
                               DWORD nSize)
{
    return GetPrivateProfileStringA(lpAppName, lpKeyName, lpDefault, lpReturnedString, nSize, NULL);
}

UINT WINAPI GetProfileIntW(LPCWSTR lpAppName, LPCWSTR lpKeyName, INT nDefault)
{
    return GetPrivateProfileIntW(lpAppName, lpKeyName, nDefault, NULL);
}

UINT WINAPI GetProfileIntA(LPCSTR lpAppName, LPCSTR lpKeyName, INT nDefault)
{
    return GetPrivateProfileIntA(lpAppName, lpKeyName, nDefault, NULL);
}

DWORD WINAPI GetProfileSectionW(LPCWSTR lpAppName, LPWSTR lpReturnedString, DWORD nSize)
{
    return GetPrivateProfileSectionW(lpAppName, lpReturnedString, nSize, NULL);
}

DWORD WINAPI GetProfileSectionA(LPCSTR lpAppName, LPSTR lpReturnedString, DWORD nSize)
{
    return GetPrivateProfileSectionA(lpAppName, lpReturnedString, nSize, NULL);
}

BOOL WINAPI WriteProfileStringW(LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpString)
{
    return WritePrivateProfileStringW(lpAppName, lpKeyName, lpString, NULL);
}

BOOL WINAPI WriteProfileStringA(LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpString)
{
    return WritePrivateProfileStringA(lpAppName, lpKeyName, lpString, NULL);
}

BOOL WINAPI WriteProfileSectionW(LPCWSTR lpAppName, LPCWSTR lpString)
{
    return WritePrivateProfileSectionW(lpAppName, lpString, NULL);
}

BOOL WINAPI WriteProfileSectionA(LPCSTR lpAppName, LPCSTR lpString)
{
    return WritePrivateProfileSectionA(lpAppName, lpString, NULL);
}
