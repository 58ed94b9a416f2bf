/* SPDX-License-Identifier: MIT
 *
 * winbase.h's private profiles (ini files), as they are read. A file without a folder
 * is looked for in the Windows folder, as documented. Text is in the ANSI code page, or UTF-16 where
 * the file begins with its mark. Section and key names are compared without case, blanks around names and
 * values do not count, and one pair of quotes around a value is taken off.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/wide.h>
#include "profile.h"

#define GENERIC_READ_ACCESS 0x80000000u
#define LARGEST_PROFILE     0x1000000u

HANDLE WINAPI CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
                          LPVOID lpSecurityAttributes, DWORD dwCreationDisposition,
                          DWORD dwFlagsAndAttributes, HANDLE hTemplateFile);
BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead, LPDWORD lpNumberOfBytesRead,
                     LPVOID lpOverlapped);
DWORD WINAPI GetFileSize(HANDLE hFile, LPDWORD lpFileSizeHigh);
BOOL WINAPI CloseHandle(HANDLE hObject);
UINT WINAPI GetWindowsDirectoryW(LPWSTR lpBuffer, UINT uSize);

/* ---- the file ---- */

bool profile_path(LPCWSTR name, WCHAR path[PROFILE_PATH])
{
    bool has_folder = false;
    for (LPCWSTR at = name; *at; at++)
        has_folder |= *at == '\\' || *at == '/' || *at == ':';
    UINT length = has_folder ? 0 : GetWindowsDirectoryW(path, MAX_PATH);
    size_t rest = wide_length(name) + 1;
    if ((!length && !has_folder) || length + 1 + rest > PROFILE_PATH)
        return win32_fail(ERROR_FILE_NOT_FOUND);
    if (!has_folder)
        path[length++] = '\\';
    memcpy(path + length, name, rest * sizeof(WCHAR));
    return true;
}

static HANDLE open_profile(LPCWSTR name)
{
    WCHAR path[PROFILE_PATH];
    if (!profile_path(name, path))
        return INVALID_HANDLE_VALUE;
    return CreateFileW(path, GENERIC_READ_ACCESS, 1 | 2, NULL, 3 /* OPEN_EXISTING */, 0, NULL);
}

/* The whole file as UTF-16 in malloc memory; NULL with the last error set. */
WCHAR *profile_read(LPCWSTR name, size_t *length, enum profile_encoding *encoding)
{
    HANDLE file = open_profile(name);
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    DWORD size = GetFileSize(file, NULL), got = 0;
    WCHAR *text = NULL;
    char *bytes = size <= LARGEST_PROFILE ? malloc((size_t)size + 2) : NULL;
    if (bytes && (!size || ReadFile(file, bytes, size, &got, NULL))) {
        bool wide = got >= 2 && (BYTE)bytes[0] == 0xFF && (BYTE)bytes[1] == 0xFE;
        size_t skip = got >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
        *encoding = wide ? PROFILE_UTF16 : skip ? PROFILE_UTF8_MARK : PROFILE_ANSI;
        text = malloc(((size_t)got + 1) * sizeof(WCHAR));
        if (text && wide) {
            *length = (got - 2) / sizeof(WCHAR);
            memcpy(text, bytes + 2, *length * sizeof(WCHAR));
        } else if (text) {
            *length = nls_wide_from_ansi(bytes + skip, got - skip, text, got);
        }
    }
    free(bytes);
    CloseHandle(file);
    if (!text)
        win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    return text;
}

/* ---- its lines ---- */

struct span profile_trim(struct span span)
{
    while (span.length && span.text[0] <= ' ')
        span.text++, span.length--;
    while (span.length && span.text[span.length - 1] <= ' ')
        span.length--;
    return span;
}

static bool next_line(const WCHAR **at, const WCHAR *end, struct span *line)
{
    if (*at >= end)
        return false;
    const WCHAR *start = *at;
    while (*at < end && **at != '\n' && **at != '\r')
        (*at)++;
    *line = profile_trim((struct span){start, (size_t)(*at - start)});
    if (*at < end)
        (*at)++;
    return true;
}

bool profile_is_section(struct span line, struct span *name)
{
    if (line.length < 2 || line.text[0] != '[')
        return false;
    size_t close = 1;
    while (close < line.length && line.text[close] != ']')
        close++;
    *name = profile_trim((struct span){line.text + 1, close - 1});
    return close < line.length;
}

bool profile_same(struct span span, LPCWSTR name)
{
    struct span wanted = profile_trim((struct span){name, wide_length(name)});
    return nls_compare_ordinal(span.text, span.length, wanted.text, wanted.length, true) == 0;
}

/* "key=value"; a line without '=' is a key alone. False: a comment or nothing. */
bool profile_split_line(struct span line, struct span *key, struct span *value)
{
    if (!line.length || line.text[0] == ';')
        return false;
    size_t at = 0;
    while (at < line.length && line.text[at] != '=')
        at++;
    *key = profile_trim((struct span){line.text, at});
    *value = at < line.length ? profile_trim((struct span){line.text + at + 1, line.length - at - 1})
                              : (struct span){line.text + at, 0};
    return true;
}

static struct span unquote(struct span value)
{
    if (value.length >= 2 && (value.text[0] == '"' || value.text[0] == '\'') &&
        value.text[value.length - 1] == value.text[0])
        return (struct span){value.text + 1, value.length - 2};
    return value;
}

/* ---- output ---- */

struct output {
    WCHAR *to;
    DWORD at, size;
    bool cut;
};

/* A list of strings ends in two terminators; what does not fit is cut off so that they do. */
static void put_item(struct output *out, struct span item)
{
    for (size_t i = 0; i <= item.length; i++) {
        if (out->at + 2 > out->size) {
            out->cut = true;
            return;
        }
        out->to[out->at++] = i < item.length ? item.text[i] : 0;
    }
}

static DWORD end_list(struct output *out)
{
    if (out->cut && out->size >= 2) {
        out->to[out->size - 2] = out->to[out->size - 1] = 0;
        return out->size - 2;
    }
    if (out->at < out->size)
        out->to[out->at] = 0;
    if (!out->at && out->size > 1)
        out->to[1] = 0;
    return out->at;
}

static DWORD return_value(struct span value, LPWSTR to, DWORD size)
{
    if (!size)
        return 0;
    DWORD length = value.length < size ? (DWORD)value.length : size - 1;
    memcpy(to, value.text, length * sizeof(WCHAR));
    to[length] = 0;
    return length;
}

/* ---- the functions ---- */

DWORD WINAPI GetPrivateProfileStringW(LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpDefault,
                                      LPWSTR lpReturnedString, DWORD nSize, LPCWSTR lpFileName)
{
    size_t length = 0;
    enum profile_encoding encoding;
    WCHAR *text = lpFileName ? profile_read(lpFileName, &length, &encoding) : NULL;
    struct output out = {lpReturnedString, 0, nSize, false};
    struct span line, name, key, value, fallback = {lpDefault ? lpDefault : u"", 0};
    fallback.length = wide_length(fallback.text);
    while (fallback.length && fallback.text[fallback.length - 1] == ' ') /* documented */
        fallback.length--;
    if (!lpReturnedString)
        nSize = 0;
    bool inside = false, found = false;
    DWORD result = 0;
    for (const WCHAR *at = text, *end = text + length; text && !found && next_line(&at, end, &line);) {
        if (profile_is_section(line, &name)) {
            inside = lpAppName && profile_same(name, lpAppName);
            if (!lpAppName)
                put_item(&out, name);
        } else if (inside && profile_split_line(line, &key, &value)) {
            if (!lpKeyName) {
                put_item(&out, key);
            } else if (profile_same(key, lpKeyName)) {
                result = return_value(unquote(value), lpReturnedString, nSize);
                found = true;
            }
        }
    }
    if (!lpAppName || !lpKeyName)
        result = end_list(&out);
    else if (!found)
        result = return_value(fallback, lpReturnedString, nSize);
    free(text);
    return result;
}

DWORD WINAPI GetPrivateProfileSectionW(LPCWSTR lpAppName, LPWSTR lpReturnedString, DWORD nSize,
                                       LPCWSTR lpFileName)
{
    size_t length = 0;
    enum profile_encoding encoding;
    struct output out = {lpReturnedString, 0, nSize, false};
    struct span line, name, key, value;
    if (!lpAppName || !lpFileName || !lpReturnedString)
        return 0;
    WCHAR *text = profile_read(lpFileName, &length, &encoding);
    bool inside = false;
    for (const WCHAR *at = text, *end = text + length; text && next_line(&at, end, &line);) {
        if (profile_is_section(line, &name))
            inside = profile_same(name, lpAppName);
        else if (inside && profile_split_line(line, &key, &value))
            put_item(&out, line);
    }
    free(text);
    return end_list(&out);
}

DWORD WINAPI GetPrivateProfileSectionNamesW(LPWSTR lpszReturnBuffer, DWORD nSize, LPCWSTR lpFileName)
{
    return GetPrivateProfileStringW(NULL, NULL, NULL, lpszReturnBuffer, nSize, lpFileName);
}

/* Decimal with a sign, or 0x; what follows the digits does not count. */
UINT WINAPI GetPrivateProfileIntW(LPCWSTR lpAppName, LPCWSTR lpKeyName, INT nDefault, LPCWSTR lpFileName)
{
    WCHAR text[32];
    if (!GetPrivateProfileStringW(lpAppName, lpKeyName, u"", text, countof(text), lpFileName))
        return (UINT)nDefault;
    const WCHAR *at = text;
    bool negative = *at == '-';
    at += *at == '-' || *at == '+';
    UINT base = at[0] == '0' && ascii_lower(at[1]) == 'x' ? 16 : 10, value = 0;
    for (at += base == 16 ? 2 : 0;; at++) {
        WCHAR c = ascii_lower(*at);
        UINT digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10u : 99;
        if (digit >= base)
            break;
        value = value * base + digit;
    }
    return negative ? 0 - value : value;
}

/* ---- the A-forms ---- */

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

DWORD WINAPI GetPrivateProfileStringA(LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpDefault,
                                      LPSTR lpReturnedString, DWORD nSize, LPCSTR lpFileName)
{
    struct names names = widen(lpAppName, lpKeyName, lpDefault, lpFileName);
    WCHAR *wide = nSize && !names.failed ? calloc(nSize + 2, sizeof(WCHAR)) : NULL;
    DWORD result = 0;
    if (wide) {
        DWORD units =
            GetPrivateProfileStringW(names.wide[0], names.wide[1], names.wide[2], wide, nSize, names.wide[3]);
        DWORD ends = lpAppName && lpKeyName ? 1 : 2; /* terminators */
        size_t room = nSize > ends ? nSize - ends : 0;
        while (nls_ansi_from_wide(wide, units, NULL, 0) > room)
            units--;
        result = room ? (DWORD)nls_ansi_from_wide(wide, units, lpReturnedString, room) : 0;
        for (DWORD i = 0; i < ends && result + i < nSize; i++)
            lpReturnedString[result + i] = 0;
    }
    free(wide);
    release(&names);
    return result;
}

UINT WINAPI GetPrivateProfileIntA(LPCSTR lpAppName, LPCSTR lpKeyName, INT nDefault, LPCSTR lpFileName)
{
    struct names names = widen(lpAppName, lpKeyName, NULL, lpFileName);
    UINT result = names.failed ? (UINT)nDefault
                               : GetPrivateProfileIntW(names.wide[0], names.wide[1], nDefault, names.wide[3]);
    release(&names);
    return result;
}
