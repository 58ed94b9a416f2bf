/* SPDX-License-Identifier: MIT
 *
 * winbase.h's private profiles, as they are written. The file is read, edited in memory line by line, so that
 * comments and foreign lines stay, and replaced as a whole by a rename: a reader sees the old file or the new
 * one. Its encoding stays; a new file is in the ANSI code page, as documented. Of two processes that write at
 * the same time the later one wins.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/exception.h>
#include <rtl/locks.h>
#include "common/wide.h"
#include <win/fileapi.h>
#include <win/handleapi.h>
#include <win/winbase_file.h>
#include "profile.h"

#define REPLACE_EXISTING   1u
#define ATTRIBUTE_READONLY 1u
#define NO_ATTRIBUTES      UINT32_MAX

static RTL_SRWLOCK writers;

/* ---- a growing text ---- */

struct text {
    WCHAR *units;
    size_t length, room;
    bool failed;
};

static void text_insert(struct text *text, size_t at, const WCHAR *units, size_t count)
{
    if (text->failed)
        return;
    if (text->length + count > text->room) {
        size_t room = (text->length + count) * 2;
        WCHAR *grown = realloc(text->units, room * sizeof(WCHAR));
        if (!grown) {
            text->failed = true;
            return;
        }
        text->units = grown;
        text->room = room;
    }
    memmove(text->units + at + count, text->units + at, (text->length - at) * sizeof(WCHAR));
    memcpy(text->units + at, units, count * sizeof(WCHAR));
    text->length += count;
}

static void text_put(struct text *text, const WCHAR *units, size_t count)
{
    text_insert(text, text->length, units, count);
}

/* A line of up to four parts, at a place whose line before it may lack its end. Returns the place behind. */
static size_t text_put_line(struct text *text, size_t at, LPCWSTR a, LPCWSTR b, LPCWSTR c)
{
    const LPCWSTR parts[] = {a, b, c, u"\r\n"};
    if (!text->failed && at && text->units[at - 1] != '\n') {
        text_insert(text, at, u"\r\n", 2);
        at += 2;
    }
    for (unsigned i = 0; i < countof(parts); i++) {
        size_t length = wide_length(parts[i]);
        text_insert(text, at, parts[i], length);
        at += length;
    }
    return at;
}

/* ---- the edit ---- */

struct edit {
    LPCWSTR section, key, value; /* key NULL: the whole section */
    LPCWSTR list;                /* of a whole section's lines; NULL: it goes */
};

static void put_list(struct text *out, LPCWSTR list)
{
    for (; *list; list += wide_length(list) + 1)
        text_put_line(out, out->length, list, u"", u"");
}

static void apply(const struct edit *edit, const WCHAR *at, const WCHAR *end, struct text *out)
{
    bool inside = false, seen = false, done = false;
    size_t place = 0; /* behind the section's last line that is not empty */
    struct span name, key, value;
    while (at < end) {
        const WCHAR *start = at;
        while (at < end && *at != '\n')
            at++;
        at += at < end;
        struct span line = profile_trim((struct span){start, (size_t)(at - start)});
        bool head = profile_is_section(line, &name), keep = true;
        if (head)
            inside = !seen && profile_same(name, edit->section);
        if (inside && !edit->key) {
            keep = head && edit->list;
        } else if (inside && !head && !done && profile_split_line(line, &key, &value) && value.text &&
                   profile_same(key, edit->key)) {
            done = true;
            keep = false;
            if (edit->value) { /* the key's spelling stays */
                text_put(out, key.text, key.length);
                text_put(out, u"=", 1);
                text_put(out, edit->value, wide_length(edit->value));
                text_put(out, u"\r\n", 2);
                place = out->length;
            }
        }
        if (keep)
            text_put(out, start, (size_t)(at - start));
        if (inside && keep && line.length)
            place = out->length;
        if (inside && head && edit->list) {
            put_list(out, edit->list);
            done = true;
        }
        seen |= inside;
    }
    if (done || (!edit->value && !edit->list))
        return;
    if (!seen)
        place = text_put_line(out, out->length, u"[", edit->section, u"]");
    if (edit->list)
        put_list(out, edit->list);
    else
        text_put_line(out, place, edit->key, u"=", edit->value);
}

/* ---- the file ---- */

static BOOL write_bytes(HANDLE file, const void *bytes, size_t size)
{
    DWORD written;
    return !size || WriteFile(file, bytes, (DWORD)size, &written, NULL);
}

static BOOL write_text(HANDLE file, const struct text *text, enum profile_encoding encoding)
{
    if (encoding == PROFILE_UTF16)
        return write_bytes(file, "\xFF\xFE", 2) &&
               write_bytes(file, text->units, text->length * sizeof(WCHAR));
    if (encoding == PROFILE_UTF8_MARK && !write_bytes(file, "\xEF\xBB\xBF", 3))
        return FALSE;
    size_t size = nls_ansi_from_wide(text->units, text->length, NULL, 0);
    char *bytes = malloc(size + 1);
    if (!bytes)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    nls_ansi_from_wide(text->units, text->length, bytes, size);
    BOOL result = write_bytes(file, bytes, size);
    free(bytes);
    return result;
}

static BOOL replace_file(WCHAR *path, const struct text *text, enum profile_encoding encoding)
{
    WCHAR temporary[MAX_PATH];
    size_t end = wide_length(path);
    while (end && path[end - 1] != '\\' && path[end - 1] != '/' && path[end - 1] != ':')
        end--;
    WCHAR kept = path[end];
    path[end] = 0;
    UINT made = GetTempFileNameW(end ? path : u".", u"ini", 0, temporary);
    DWORD error = teb_last_error();
    path[end] = kept;
    if (!made)
        return win32_fail(error == ERROR_DIRECTORY ? ERROR_PATH_NOT_FOUND : error);
    HANDLE file = CreateFileW(temporary, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    BOOL result = file != INVALID_HANDLE_VALUE && write_text(file, text, encoding);
    error = teb_last_error();
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    if (result && !(result = MoveFileExW(temporary, path, REPLACE_EXISTING)))
        error = teb_last_error();
    if (!result) {
        DeleteFileW(temporary);
        return win32_fail(error);
    }
    return TRUE;
}

/* Nothing makes the Windows folder before something is to be in it. False: the file is elsewhere. */
static bool make_windows_folder(LPCWSTR path)
{
    WCHAR folder[MAX_PATH];
    UINT length = GetWindowsDirectoryW(folder, countof(folder));
    if (!length || length >= countof(folder) || memcmp(path, folder, length * sizeof(WCHAR)) != 0 ||
        path[length] != '\\')
        return false;
    return CreateDirectoryW(folder, NULL);
}

/* A bad pointer faults here, before the lock. */
static void touch_edit(const struct edit *edit)
{
    const LPCWSTR texts[] = {edit->section, edit->key, edit->value};
    for (unsigned i = 0; i < countof(texts); i++)
        if (texts[i])
            guest_touch(texts[i], (wide_length(texts[i]) + 1) * sizeof(WCHAR));
    for (LPCWSTR at = edit->list; at && *at;) {
        size_t size = wide_length(at) + 1;
        guest_touch(at, size * sizeof(WCHAR));
        at += size;
    }
}

static BOOL write_profile(const struct edit *edit, LPCWSTR name)
{
    WCHAR path[PROFILE_PATH];
    enum profile_encoding encoding = PROFILE_ANSI;
    struct text out = {NULL};
    size_t length = 0;
    if (!edit->section) /* nothing at all: asks for what is cached to be written, and nothing ever is */
        return edit->key || edit->list ? win32_fail(ERROR_INVALID_PARAMETER) : FALSE;
    if (!profile_path(name ? name : u"win.ini", path))
        return FALSE;
    DWORD attributes = GetFileAttributesW(path), error = teb_last_error();
    if (attributes == NO_ATTRIBUTES && error == ERROR_PATH_NOT_FOUND && make_windows_folder(path)) {
        attributes = GetFileAttributesW(path);
        error = teb_last_error();
    }
    if (attributes != NO_ATTRIBUTES && attributes & ATTRIBUTE_READONLY)
        return win32_fail(ERROR_ACCESS_DENIED);
    if (attributes == NO_ATTRIBUTES && error != ERROR_FILE_NOT_FOUND)
        return win32_fail(error);
    if (attributes == NO_ATTRIBUTES && !edit->value && !edit->list)
        return TRUE; /* what should go is not there */
    touch_edit(edit);
    RtlAcquireSRWLockExclusive(&writers);
    WCHAR *old = attributes != NO_ATTRIBUTES ? profile_read(path, &length, &encoding) : NULL;
    BOOL result = attributes == NO_ATTRIBUTES || old;
    if (result) {
        apply(edit, old, old + length, &out);
        result = out.failed ? win32_fail(ERROR_NOT_ENOUGH_MEMORY) : replace_file(path, &out, encoding);
    }
    RtlReleaseSRWLockExclusive(&writers);
    free(old);
    free(out.units);
    return result;
}

/* ---- the functions ---- */

/* lpString NULL: the key goes; lpKeyName NULL: the section. */
BOOL WINAPI WritePrivateProfileStringW(LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpString,
                                       LPCWSTR lpFileName)
{
    struct edit edit = {lpAppName, lpKeyName, lpKeyName ? lpString : NULL, NULL};
    return write_profile(&edit, lpFileName);
}

BOOL WINAPI WritePrivateProfileSectionW(LPCWSTR lpAppName, LPCWSTR lpString, LPCWSTR lpFileName)
{
    struct edit edit = {lpAppName, NULL, NULL, lpString};
    return write_profile(&edit, lpFileName);
}

BOOL WINAPI WritePrivateProfileStringA(LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpString, LPCSTR lpFileName)
{
    const LPCSTR given[4] = {lpAppName, lpKeyName, lpString, lpFileName};
    WCHAR *wide[4] = {NULL};
    bool ready = true;
    for (unsigned i = 0; i < 4 && ready; i++)
        ready = !given[i] || win32_result(nls_ansi_to_wide(given[i], NULL, 0, &wide[i]));
    BOOL result = ready && WritePrivateProfileStringW(wide[0], wide[1], wide[2], wide[3]);
    for (unsigned i = 0; i < 4; i++)
        nls_free(wide[i], NULL);
    return result;
}

BOOL WINAPI WritePrivateProfileSectionA(LPCSTR lpAppName, LPCSTR lpString, LPCSTR lpFileName)
{
    WCHAR *section = NULL, *file = NULL, *list = NULL;
    size_t size = 0;
    while (lpString && lpString[size])
        size += strlen(lpString + size) + 1;
    bool ready = win32_result(nls_ansi_to_wide(lpAppName, NULL, 0, &section)) &&
                 win32_result(nls_ansi_to_wide(lpFileName, NULL, 0, &file)) &&
                 (!lpString || win32_result(nls_ansi_to_wide_counted(lpString, size, NULL, 0, &list, NULL)));
    BOOL result = ready && WritePrivateProfileSectionW(section, list, file);
    nls_free(section, NULL);
    nls_free(file, NULL);
    nls_free(list, NULL);
    return result;
}
