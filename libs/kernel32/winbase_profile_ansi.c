/* SPDX-License-Identifier: MIT
 *
 * The A-forms of winbase.h's private profiles, as they are read: the names are converted, and of the result
 * as many whole characters as fit.
 */
#include <stdlib.h>
#include "profile.h"

#define LARGEST_RESULT 0x1000000u /* no file holds more */

/* Up to four names at once; a NULL stays one. */
struct names {
    WCHAR *wide[4];
    bool failed;
};

static struct names widen(LPCSTR a, LPCSTR b, LPCSTR c, LPCSTR d)
{
    LPCSTR given[4] = {a, b, c, d};
    struct names names = {{NULL}, false};
    for (unsigned i = 0; i < 4; i++)
        names.failed |= given[i] && !win32_result(nls_ansi_to_wide(given[i], NULL, 0, &names.wide[i]));
    return names;
}

static void release(struct names *names)
{
    for (unsigned i = 0; i < 4; i++)
        nls_free(names->wide[i], NULL);
}

/* A result of `units` units and its end. What is cut off ends in so many terminators: two of a list. */
static DWORD narrow(const WCHAR *wide, size_t units, DWORD ends, LPSTR to, DWORD size)
{
    size_t length = nls_ansi_from_wide(wide, units, NULL, 0);
    size_t room = length < size ? length : size > ends ? size - ends : 0;
    while (nls_ansi_from_wide(wide, units, NULL, 0) > room)
        units--;
    DWORD result = room ? (DWORD)nls_ansi_from_wide(wide, units, to, room) : 0;
    for (DWORD i = 0; i < ends && result + i < size; i++)
        to[result + i] = 0;
    return result;
}

static DWORD bounded(DWORD size, LPCVOID to)
{
    return !to ? 0 : size < LARGEST_RESULT ? size : LARGEST_RESULT;
}

DWORD WINAPI GetPrivateProfileStringA(LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpDefault,
                                      LPSTR lpReturnedString, DWORD nSize, LPCSTR lpFileName)
{
    DWORD size = bounded(nSize, lpReturnedString), result = 0;
    struct names names = widen(lpAppName, lpKeyName, lpDefault, lpFileName);
    WCHAR *wide = size && !names.failed ? malloc(size * sizeof(WCHAR)) : NULL;
    if (wide) {
        DWORD units =
            GetPrivateProfileStringW(names.wide[0], names.wide[1], names.wide[2], wide, size, names.wide[3]);
        result = narrow(wide, units, lpAppName && lpKeyName ? 1 : 2, lpReturnedString, size);
    }
    free(wide);
    release(&names);
    return result;
}

DWORD WINAPI GetPrivateProfileSectionA(LPCSTR lpAppName, LPSTR lpReturnedString, DWORD nSize,
                                       LPCSTR lpFileName)
{
    DWORD size = bounded(nSize, lpReturnedString), result = 0;
    struct names names = widen(lpAppName, lpFileName, NULL, NULL);
    WCHAR *wide = size && !names.failed ? malloc(size * sizeof(WCHAR)) : NULL;
    if (!lpAppName || !lpReturnedString) {
        win32_fail(ERROR_INVALID_PARAMETER);
    } else if (wide) {
        DWORD units = GetPrivateProfileSectionW(names.wide[0], wide, size, names.wide[1]);
        result = narrow(wide, units, 2, lpReturnedString, size);
    }
    free(wide);
    release(&names);
    return result;
}

DWORD WINAPI GetPrivateProfileSectionNamesA(LPSTR lpszReturnBuffer, DWORD nSize, LPCSTR lpFileName)
{
    return GetPrivateProfileStringA(NULL, NULL, NULL, lpszReturnBuffer, nSize, lpFileName);
}

UINT WINAPI GetPrivateProfileIntA(LPCSTR lpAppName, LPCSTR lpKeyName, INT nDefault, LPCSTR lpFileName)
{
    struct names names = widen(lpAppName, lpKeyName, NULL, lpFileName);
    UINT result = names.failed ? (UINT)nDefault
                               : GetPrivateProfileIntW(names.wide[0], names.wide[1], nDefault, names.wide[3]);
    release(&names);
    return result;
}
