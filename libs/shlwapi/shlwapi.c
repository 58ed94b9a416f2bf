/* SPDX-License-Identifier: MIT
 *
 * shlwapi.h: paths as text, of at most MAX_PATH characters, and a search without case. Nothing here but
 * PathFileExists looks at a file.
 */
#include <string.h>
#include <ntdll.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/fileapi.h>

static BOOL is_separator(WCHAR c)
{
    return c == '\\';
}

/* The characters of "\\server\share\", "C:\", "C:" or "\" in front. */
static size_t root_length(LPCWSTR path)
{
    if (path[0] == '\\' && path[1] == '\\') {
        size_t at = 2;
        for (unsigned parts = 0; path[at]; at++)
            if (is_separator(path[at]) && ++parts == 2)
                return at + 1;
        return at;
    }
    if (path[0] && path[1] == ':')
        return is_separator(path[2]) ? 3 : 2;
    return is_separator(path[0]);
}

BOOL WINAPI PathIsRelativeW(LPCWSTR pszPath)
{
    return !pszPath || !*pszPath || (!is_separator(pszPath[0]) && pszPath[1] != ':');
}

LPWSTR WINAPI PathFindFileNameW(LPCWSTR pszPath)
{
    LPCWSTR name = pszPath;
    for (LPCWSTR at = pszPath; at && *at; at++)
        if ((*at == '\\' || *at == '/' || *at == ':') && at[1] && at[1] != '\\' && at[1] != '/')
            name = at + 1;
    return (LPWSTR)name;
}

/* The last dot behind the last backslash and blank, or the end. */
LPWSTR WINAPI PathFindExtensionW(LPCWSTR pszPath)
{
    LPCWSTR dot = NULL, at = pszPath;
    if (!pszPath)
        return NULL;
    for (; *at; at++) {
        if (*at == '.')
            dot = at;
        else if (*at == '\\' || *at == ' ')
            dot = NULL;
    }
    return (LPWSTR)(dot ? dot : at);
}

/* Whether something was cut off. */
BOOL WINAPI PathRemoveFileSpecW(LPWSTR pszPath)
{
    if (!pszPath)
        return FALSE;
    size_t root = root_length(pszPath), end = wide_length(pszPath);
    if (end <= root)
        return FALSE;
    while (end > root && !is_separator(pszPath[end - 1]))
        end--;
    while (end > root && is_separator(pszPath[end - 1]))
        end--;
    pszPath[end] = 0;
    return TRUE;
}

/* "." and ".." are taken out; ".." stops at the root. pszBuf: MAX_PATH characters. */
BOOL WINAPI PathCanonicalizeW(LPWSTR pszBuf, LPCWSTR pszPath)
{
    WCHAR out[MAX_PATH + 1];
    if (!pszBuf || !pszPath) {
        teb_set_last_error(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    *pszBuf = 0;
    size_t root = root_length(pszPath), length = root;
    if (wide_length(pszPath) >= MAX_PATH) {
        teb_set_last_error(ERROR_FILENAME_EXCED_RANGE);
        return FALSE;
    }
    memcpy(out, pszPath, root * sizeof(WCHAR));
    for (LPCWSTR at = pszPath + root; *at;) {
        size_t part = 0;
        while (at[part] && !is_separator(at[part]))
            part++;
        bool more = at[part] != 0;
        if (part == 2 && at[0] == '.' && at[1] == '.') {
            if (length > root && is_separator(out[length - 1]))
                length--;
            while (length > root && !is_separator(out[length - 1]))
                length--;
            if (!more && length > root)
                length--;
        } else if (part == 1 && at[0] == '.') {
            if (!more && length > root)
                length--;
        } else {
            memcpy(out + length, at, (part + more) * sizeof(WCHAR));
            length += part + more;
        }
        at += part + more;
    }
    if (!length)
        out[length++] = '\\'; /* documented */
    memcpy(pszBuf, out, length * sizeof(WCHAR));
    pszBuf[length] = 0;
    return TRUE;
}

LPWSTR WINAPI PathCombineW(LPWSTR pszDest, LPCWSTR pszDir, LPCWSTR pszFile)
{
    WCHAR joined[MAX_PATH + 1];
    if (!pszDest)
        return NULL;
    if (!pszDir && !pszFile) {
        *pszDest = 0;
        return NULL;
    }
    size_t length = 0, rest = pszFile ? wide_length(pszFile) : 0;
    if (pszDir && PathIsRelativeW(pszFile))
        length = wide_length(pszDir);
    else if (pszDir && is_separator(pszFile[0]) &&
             !is_separator(pszFile[1])) /* rooted: on the folder's drive */
        length = root_length(pszDir);
    bool too_long = length + 1 + rest >= MAX_PATH;
    if (!too_long) {
        if (length)
            memcpy(joined, pszDir, length * sizeof(WCHAR));
        if (length && rest && is_separator(joined[length - 1]) && is_separator(pszFile[0]))
            length--;
        else if (length && rest && !is_separator(joined[length - 1]) && !is_separator(pszFile[0]))
            joined[length++] = '\\';
        if (rest)
            memcpy(joined + length, pszFile, rest * sizeof(WCHAR));
        joined[length + rest] = 0;
    }
    if (too_long || !PathCanonicalizeW(pszDest, joined)) {
        *pszDest = 0;
        return NULL;
    }
    return pszDest;
}

BOOL WINAPI PathFileExistsW(LPCWSTR pszPath)
{
    return pszPath && GetFileAttributesW(pszPath) != UINT32_MAX;
}

LPWSTR WINAPI StrStrIW(LPCWSTR pszFirst, LPCWSTR pszSrch)
{
    if (!pszFirst || !pszSrch || !*pszSrch)
        return NULL;
    size_t length = wide_length(pszSrch);
    for (size_t left = wide_length(pszFirst); left >= length; left--, pszFirst++)
        if (!nls_compare_ordinal(pszFirst, length, pszSrch, length, true))
            return (LPWSTR)pszFirst;
    return NULL;
}
