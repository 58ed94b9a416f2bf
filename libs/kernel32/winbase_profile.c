/* SPDX-License-Identifier: MIT
 *
 * winbase.h's private profiles (ini files), as they are read. A file without a folder
 * is looked for in the Windows folder, as documented. Text is in the ANSI code page, or UTF-16 where
 * the file begins with its mark. Section and key names are compared without case, blanks around names and
 * values do not count, and one pair of quotes around a value is taken off. Of two sections with the same name
 * the first one counts, as on Windows. The A-forms are in winbase_profile_ansi.c.
 */
#include <stdlib.h>
#include <string.h>
#include "common/wide.h"
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

/* "key=value"; of a line without '=', which is no key, *value has no text. False: a comment or nothing. */
bool profile_split_line(struct span line, struct span *key, struct span *value)
{
    if (!line.length || line.text[0] == ';')
        return false;
    size_t at = 0;
    while (at < line.length && line.text[at] != '=')
        at++;
    *key = profile_trim((struct span){line.text, at});
    *value = at < line.length ? profile_trim((struct span){line.text + at + 1, line.length - at - 1})
                              : (struct span){NULL, 0};
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
static void put_unit(struct output *out, WCHAR c)
{
    out->cut |= out->at + 2 > out->size;
    if (!out->cut)
        out->to[out->at++] = c;
}

static void put_units(struct output *out, struct span text)
{
    for (size_t i = 0; i < text.length; i++)
        put_unit(out, text.text[i]);
}

static void put_item(struct output *out, struct span item)
{
    put_units(out, item);
    put_unit(out, 0);
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
        out->to[1] = 0; /* an empty list, too, ends twice */
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

/* The lines of the first section of that name, as documented; NULL: those of none. */
struct reader {
    WCHAR *text;
    const WCHAR *at, *end;
    LPCWSTR section;
    bool inside, done;
};

static bool open_reader(struct reader *reader, LPCWSTR file, LPCWSTR section)
{
    size_t length = 0;
    enum profile_encoding encoding;
    reader->text = profile_read(file ? file : u"win.ini", &length, &encoding);
    reader->at = reader->text;
    reader->end = reader->text ? reader->text + length : NULL;
    reader->section = section;
    reader->inside = reader->done = false;
    return reader->text != NULL;
}

/* The next line of the section, or with section NULL the next section's name. */
static bool read_line(struct reader *reader, struct span *line)
{
    struct span name;
    while (!reader->done && next_line(&reader->at, reader->end, line)) {
        if (!profile_is_section(*line, &name)) {
            if (reader->inside)
                return true;
        } else if (!reader->section) {
            *line = name;
            return true;
        } else {
            reader->done = reader->inside;
            reader->inside = profile_same(name, reader->section);
        }
    }
    return false;
}

static DWORD list_of(LPCWSTR section, LPCWSTR file, bool whole_lines, LPWSTR to, DWORD size)
{
    struct reader reader;
    struct output out = {to, 0, to ? size : 0, false};
    struct span line, key, value;
    bool found = open_reader(&reader, file, section);
    while (found && read_line(&reader, &line)) {
        if (!section) {
            put_item(&out, line);
        } else if (profile_split_line(line, &key, &value) && (whole_lines || value.text)) {
            put_units(&out, key);
            if (whole_lines && value.text) {
                put_unit(&out, '=');
                put_units(&out, value);
            }
            put_unit(&out, 0);
        }
    }
    free(reader.text);
    return end_list(&out);
}

DWORD WINAPI GetPrivateProfileStringW(LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpDefault,
                                      LPWSTR lpReturnedString, DWORD nSize, LPCWSTR lpFileName)
{
    struct reader reader;
    struct span line, key, value, fallback = {lpDefault ? lpDefault : u"", 0};
    if (!lpAppName || !lpKeyName)
        return list_of(lpAppName, lpFileName, false, lpReturnedString, nSize);
    if (!lpReturnedString)
        nSize = 0;
    fallback.length = wide_length(fallback.text);
    while (fallback.length && fallback.text[fallback.length - 1] == ' ') /* documented */
        fallback.length--;
    if (!open_reader(&reader, lpFileName, lpAppName))
        return return_value(fallback, lpReturnedString, nSize);
    bool found = false;
    while (!found && read_line(&reader, &line))
        found = profile_split_line(line, &key, &value) && value.text && profile_same(key, lpKeyName);
    DWORD result = return_value(found ? unquote(value) : fallback, lpReturnedString, nSize);
    free(reader.text);
    if (!found)
        teb_set_last_error(ERROR_FILE_NOT_FOUND);
    return result;
}

DWORD WINAPI GetPrivateProfileSectionW(LPCWSTR lpAppName, LPWSTR lpReturnedString, DWORD nSize,
                                       LPCWSTR lpFileName)
{
    if (!lpAppName || !lpReturnedString)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return list_of(lpAppName, lpFileName, true, lpReturnedString, nSize);
}

DWORD WINAPI GetPrivateProfileSectionNamesW(LPWSTR lpszReturnBuffer, DWORD nSize, LPCWSTR lpFileName)
{
    return list_of(NULL, lpFileName, false, lpszReturnBuffer, nSize);
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
