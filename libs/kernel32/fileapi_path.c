/* SPDX-License-Identifier: MIT
 *
 * fileapi.h: names. Full, long, short, final, temporary.
 */
#include <win/processenv.h>
#include <rtl/environment.h>
#include "common/text_format.h"
#include "rtl/environment.h"
#include "common/time.h"
#include "kernel/io/path_buffer.h"
#include "file.h"

DWORD WINAPI GetFullPathNameW(LPCWSTR lpFileName, DWORD nBufferLength, LPWSTR lpBuffer, LPWSTR *lpFilePart)
{
    struct wide_buffer full;
    size_t part;
    DWORD result = 0;
    if (lpFilePart)
        *lpFilePart = NULL;
    sys_wide_buffer_init(&full);
    NTSTATUS status = lpFileName ? sys_path_full(lpFileName, wide_length(lpFileName), &full, &part)
                                 : STATUS_OBJECT_NAME_INVALID;
    if (win32_result(status)) {
        result = wide_result(full.text, full.length, lpBuffer, nBufferLength);
        if (result == full.length && lpFilePart && part != SIZE_MAX)
            *lpFilePart = lpBuffer + part;
    }
    sys_wide_buffer_free(&full);
    return result;
}

DWORD WINAPI GetFullPathNameA(LPCSTR lpFileName, DWORD nBufferLength, LPSTR lpBuffer, LPSTR *lpFilePart)
{
    struct ansi_name name;
    struct wide_buffer full;
    size_t part;
    DWORD result = 0;
    if (lpFilePart)
        *lpFilePart = NULL;
    if (!ansi_name_init(&name, lpFileName))
        return 0;
    sys_wide_buffer_init(&full);
    NTSTATUS status = name.text ? sys_path_full(name.text, wide_length(name.text), &full, &part)
                                : STATUS_OBJECT_NAME_INVALID;
    if (win32_result(status)) {
        result = ansi_result(full.text, full.length, lpBuffer, nBufferLength);
        if (result < nBufferLength && lpFilePart && part != SIZE_MAX)
            *lpFilePart = lpBuffer + ansi_from_wide(full.text, part, NULL, 0);
    }
    sys_wide_buffer_free(&full);
    ansi_name_free(&name);
    return result;
}

/* Replaces each name of `path` by the spelling on the disk. The names must exist. */
static bool spell_out(LPCWSTR path, struct wide_buffer *out)
{
    char *unix_path;
    struct wide_buffer full;
    sys_wide_buffer_init(&full);
    bool done = path && *path && win32_result(sys_path_full(path, wide_length(path), &full, NULL));
    if (!path || !*path)
        win32_fail(ERROR_PATH_NOT_FOUND);
    sys_wide_buffer_free(&full);
    if (!done || !win32_result(sys_path_dos_to_unix(path, SIZE_MAX, PATH_FOLD, &unix_path)))
        return false;
    DWORD attributes = GetFileAttributesW(path);
    WCHAR *dos = attributes != INVALID_FILE_ATTRIBUTES ? sys_path_unix_to_dos(unix_path) : NULL;
    free(unix_path);
    if (!dos)
        return attributes == INVALID_FILE_ATTRIBUTES ? false : win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    /* Only as much as the caller named: a relative name stays relative, a \\?\ stays. */
    size_t given = wide_length(path), have = wide_length(dos), names = 0, at = have;
    RTL_PATH_TYPE type = sys_path_type(path, given);
    if (type == RtlPathTypeDriveAbsolute || type == RtlPathTypeLocalDevice) {
        size_t prefix = type == RtlPathTypeLocalDevice ? 4 : 0;
        done =
            sys_wide_buffer_append(out, path, prefix + 2) && sys_wide_buffer_append(out, dos + 2, have - 2);
        if (done && given > prefix + 3 && sys_path_type(path, given) == RtlPathTypeDriveAbsolute &&
            (path[given - 1] == '\\' || path[given - 1] == '/') && out->text[out->length - 1] != '\\')
            done = sys_wide_buffer_append(out, u"\\", 1);
    } else {
        for (size_t i = 0; i < given; i++) { /* how many names, as long as none is "." or ".." */
            bool start = i == 0 || path[i - 1] == '\\' || path[i - 1] == '/';
            bool dots = start && path[i] == '.' &&
                        (i + 1 == given || path[i + 1] == '\\' || path[i + 1] == '/' || path[i + 1] == '.');
            if (dots) {
                names = 0;
                break;
            }
            names += start && path[i] != '\\' && path[i] != '/';
        }
        if (!names || type != RtlPathTypeRelative) {
            done = sys_wide_buffer_append(out, path, given);
        } else {
            while (names && at > 0)
                if (dos[--at] == '\\')
                    names--;
            done = sys_wide_buffer_append(out, dos + at + 1, have - at - 1);
        }
    }
    free(dos);
    return done || win32_fail(ERROR_NOT_ENOUGH_MEMORY);
}

DWORD WINAPI GetLongPathNameW(LPCWSTR lpszShortPath, LPWSTR lpszLongPath, DWORD cchBuffer)
{
    struct wide_buffer buffer;
    sys_wide_buffer_init(&buffer);
    if (!lpszShortPath)
        return (DWORD)win32_fail(ERROR_INVALID_PARAMETER);
    return wide_result_free(spell_out(lpszShortPath, &buffer), &buffer, lpszLongPath, cchBuffer);
}

DWORD WINAPI GetLongPathNameA(LPCSTR lpszShortPath, LPSTR lpszLongPath, DWORD cchBuffer)
{
    struct ansi_name name;
    struct wide_buffer buffer;
    if (!lpszShortPath)
        return (DWORD)win32_fail(ERROR_INVALID_PARAMETER);
    if (!ansi_name_init(&name, lpszShortPath))
        return 0;
    sys_wide_buffer_init(&buffer);
    DWORD result = ansi_result_free(spell_out(name.text, &buffer), &buffer, lpszLongPath, cchBuffer);
    ansi_name_free(&name);
    return result;
}

/* A volume without short names gives the name as it was asked for, which Windows documents. */
DWORD WINAPI GetShortPathNameW(LPCWSTR lpszLongPath, LPWSTR lpszShortPath, DWORD cchBuffer)
{
    if (!lpszLongPath)
        return (DWORD)win32_fail(ERROR_INVALID_PARAMETER);
    if (GetFileAttributesW(lpszLongPath) == INVALID_FILE_ATTRIBUTES)
        return 0;
    return wide_result(lpszLongPath, wide_length(lpszLongPath), lpszShortPath, cchBuffer);
}

DWORD WINAPI GetShortPathNameA(LPCSTR lpszLongPath, LPSTR lpszShortPath, DWORD cchBuffer)
{
    struct ansi_name name;
    if (!lpszLongPath)
        return (DWORD)win32_fail(ERROR_INVALID_PARAMETER);
    if (!ansi_name_init(&name, lpszLongPath))
        return 0;
    DWORD result = GetFileAttributesW(name.text) == INVALID_FILE_ATTRIBUTES
                       ? 0
                       : ansi_result(name.text, wide_length(name.text), lpszShortPath, cchBuffer);
    ansi_name_free(&name);
    return result;
}

/* ---- the final name ---- */

#define VOLUME_NAME_GUID 1u
#define VOLUME_NAME_NT   2u
#define VOLUME_NAME_NONE 4u
#define FILE_NAME_OPENED 8u

static bool final_name(HANDLE file, DWORD flags, struct wide_buffer *out)
{
    char path[4096];
    struct file *object;
    if ((flags & ~15u) || (flags & 7) == 3 || (flags & 7) > 4)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(sys_file_get(file, 0, &object)))
        return false;
    int size = sys_file_path(object, path, sizeof(path));
    sys_handle_put(file, &object->object);
    if (size < 0)
        return win32_result(status_from_errno(size));
    WCHAR *dos = sys_path_unix_to_dos(path);
    if (!dos)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    bool done = true;
    if ((flags & 7) == 0)
        done =
            sys_wide_buffer_append(out, u"\\\\?\\", 4) && sys_wide_buffer_append(out, dos, wide_length(dos));
    else if ((flags & 7) == VOLUME_NAME_NT)
        done = sys_wide_buffer_append(
            out, dos[0] == 'C' ? u"\\Device\\HarddiskVolume1" : u"\\Device\\HarddiskVolume2", 23);
    else if ((flags & 7) == VOLUME_NAME_GUID)
        done = sys_wide_buffer_append(out,
                                      dos[0] == 'C' ? u"\\\\?\\Volume{deca0000-0000-4000-8000-000000000043}"
                                                    : u"\\\\?\\Volume{deca0000-0000-4000-8000-00000000005a}",
                                      48);
    if (flags & 7)
        done = done && sys_wide_buffer_append(out, dos + 2, wide_length(dos + 2));
    free(dos);
    return done || win32_fail(ERROR_NOT_ENOUGH_MEMORY);
}

DWORD WINAPI GetFinalPathNameByHandleW(HANDLE hFile, LPWSTR lpszFilePath, DWORD cchFilePath, DWORD dwFlags)
{
    struct wide_buffer name;
    sys_wide_buffer_init(&name);
    return wide_result_free(final_name(hFile, dwFlags, &name), &name, lpszFilePath, cchFilePath);
}

DWORD WINAPI GetFinalPathNameByHandleA(HANDLE hFile, LPSTR lpszFilePath, DWORD cchFilePath, DWORD dwFlags)
{
    struct wide_buffer name;
    sys_wide_buffer_init(&name);
    return ansi_result_free(final_name(hFile, dwFlags, &name), &name, lpszFilePath, cchFilePath);
}

/* ---- temporary names ---- */

/* TMP, TEMP, then what Linux programs use: TMPDIR or /tmp. Ends in a backslash. */
static bool temp_path(struct wide_buffer *out)
{
    static const WCHAR *const names[] = {u"TMP", u"TEMP"};
    WCHAR value[MAX_PATH + 1];
    for (size_t i = 0; i < countof(names); i++) {
        DWORD length = GetEnvironmentVariableW(names[i], value, countof(value));
        if (length && length < countof(value) && NT_SUCCESS(sys_path_full(value, length, out, NULL)))
            goto found;
        out->length = 0;
    }
    const char *linux_folder = environment_host_variable("TMPDIR");
    WCHAR *dos = sys_path_unix_to_dos(linux_folder && *linux_folder == '/' ? linux_folder : "/tmp");
    bool done = dos && sys_wide_buffer_append(out, dos, wide_length(dos));
    free(dos);
    if (!done)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
found:
    return out->text[out->length - 1] == '\\' || sys_wide_buffer_append(out, u"\\", 1) ||
           win32_fail(ERROR_NOT_ENOUGH_MEMORY);
}

DWORD WINAPI GetTempPathW(DWORD nBufferLength, LPWSTR lpBuffer)
{
    struct wide_buffer path;
    sys_wide_buffer_init(&path);
    return wide_result_free(temp_path(&path), &path, lpBuffer, nBufferLength);
}

DWORD WINAPI GetTempPathA(DWORD nBufferLength, LPSTR lpBuffer)
{
    struct wide_buffer path;
    sys_wide_buffer_init(&path);
    return ansi_result_free(temp_path(&path), &path, lpBuffer, nBufferLength);
}

DWORD WINAPI GetTempPath2W(DWORD BufferLength, LPWSTR Buffer)
{
    return GetTempPathW(BufferLength, Buffer);
}

DWORD WINAPI GetTempPath2A(DWORD BufferLength, LPSTR Buffer)
{
    return GetTempPathA(BufferLength, Buffer);
}

static void put_hex(WCHAR *to, UINT value)
{
    char digits[8];
    text_format(digits, sizeof(digits), "%x", value & 0xFFFF);
    while (*to)
        to++;
    for (const char *at = digits; *at; at++)
        *to++ = (WCHAR)*at;
    static const WCHAR suffix[] = u".tmp";
    memcpy(to, suffix, sizeof(suffix));
}

UINT WINAPI GetTempFileNameW(LPCWSTR lpPathName, LPCWSTR lpPrefixString, UINT uUnique, LPWSTR lpTempFileName)
{
    if (!lpPathName || !lpTempFileName || !lpPrefixString)
        return (UINT)win32_fail(ERROR_INVALID_PARAMETER);
    size_t length = wide_length(lpPathName), prefix = wide_length(lpPrefixString);
    prefix = prefix > 3 ? 3 : prefix;
    if (length > MAX_PATH - 14)
        return (UINT)win32_fail(ERROR_BUFFER_OVERFLOW);
    memmove(lpTempFileName, lpPathName, length * sizeof(WCHAR));
    if (length && lpTempFileName[length - 1] != '\\' && lpTempFileName[length - 1] != '/')
        lpTempFileName[length++] = '\\';
    lpTempFileName[length] = 0;
    DWORD attributes = GetFileAttributesW(length ? lpTempFileName : u".");
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY))
        return (UINT)win32_fail(ERROR_DIRECTORY);
    memcpy(lpTempFileName + length, lpPrefixString, prefix * sizeof(WCHAR));
    length += prefix;
    lpTempFileName[length] = 0;
    if (uUnique & 0xFFFF) {
        put_hex(lpTempFileName, uUnique);
        return uUnique & 0xFFFF;
    }
    static _Atomic UINT next;
    LARGE_INTEGER now = {.QuadPart = 0};
    NtQuerySystemTime(&now);
    UINT first = (UINT)(now.LowPart >> 12) + ++next * 7919u;
    for (UINT i = 0; i < 0xFFFF; i++) {
        UINT unique = (first + i) & 0xFFFF;
        if (!unique)
            continue;
        lpTempFileName[length] = 0;
        put_hex(lpTempFileName, unique);
        HANDLE file = CreateFileW(lpTempFileName, GENERIC_READ, FILE_SHARE_READ, NULL, CREATE_NEW,
                                  FILE_ATTRIBUTE_NORMAL, NULL);
        if (file != INVALID_HANDLE_VALUE) {
            NtClose(file);
            return unique;
        }
        if (teb_last_error() != ERROR_FILE_EXISTS && teb_last_error() != ERROR_SHARING_VIOLATION)
            return 0;
    }
    return (UINT)win32_fail(ERROR_FILE_EXISTS);
}

UINT WINAPI GetTempFileNameA(LPCSTR lpPathName, LPCSTR lpPrefixString, UINT uUnique, LPSTR lpTempFileName)
{
    struct ansi_name path, prefix;
    WCHAR wide[MAX_PATH];
    if (!ansi_name_init(&path, lpPathName))
        return 0;
    UINT result = 0;
    if (ansi_name_init(&prefix, lpPrefixString)) {
        result = GetTempFileNameW(path.text, prefix.text, uUnique, wide);
        ansi_name_free(&prefix);
    }
    ansi_name_free(&path);
    if (result && ansi_result(wide, wide_length(wide), lpTempFileName, MAX_PATH) >= MAX_PATH)
        return (UINT)win32_fail(ERROR_BUFFER_OVERFLOW);
    return result;
}
