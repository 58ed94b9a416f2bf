/* SPDX-License-Identifier: MIT
 *
 * winbase.h and processenv.h: the current folder, and searching along a path.
 */
#include "kernel/io/path_buffer.h"
#include <win/processenv.h>
#include "file.h"

static bool current_folder(struct wide_buffer *out)
{
    if (!win32_result(sys_path_current(out)))
        return false;
    if (out->length > 3)
        out->text[--out->length] = 0;
    return true;
}

DWORD WINAPI GetCurrentDirectoryW(DWORD nBufferLength, LPWSTR lpBuffer)
{
    struct wide_buffer path;
    sys_wide_buffer_init(&path);
    return wide_result_free(current_folder(&path), &path, lpBuffer, nBufferLength);
}

DWORD WINAPI GetCurrentDirectoryA(DWORD nBufferLength, LPSTR lpBuffer)
{
    struct wide_buffer path;
    sys_wide_buffer_init(&path);
    return ansi_result_free(current_folder(&path), &path, lpBuffer, nBufferLength);
}

BOOL WINAPI SetCurrentDirectoryW(LPCWSTR lpPathName)
{
    if (!lpPathName || !*lpPathName)
        return win32_fail(lpPathName ? ERROR_PATH_NOT_FOUND : ERROR_INVALID_NAME);
    size_t bytes = wide_length(lpPathName) * sizeof(WCHAR);
    if (bytes > 0xFFFC)
        return win32_fail(ERROR_FILENAME_EXCED_RANGE);
    UNICODE_STRING name = {(USHORT)bytes, (USHORT)bytes, (PWSTR)lpPathName};
    return win32_result(RtlSetCurrentDirectory_U(&name));
}

BOOL WINAPI SetCurrentDirectoryA(LPCSTR lpPathName)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpPathName))
        return FALSE;
    BOOL done = SetCurrentDirectoryW(name.text);
    ansi_name_free(&name);
    return done;
}

/* ---- SearchPath ---- */

static bool is_file(const WCHAR *name)
{
    DWORD attributes = GetFileAttributesW(name);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* folder\name[extension] into `out`; whether such a file is there. */
static bool try_folder(const WCHAR *folder, size_t length, const WCHAR *name, const WCHAR *extension,
                       struct wide_buffer *out)
{
    struct wide_buffer joined;
    sys_wide_buffer_init(&joined);
    bool found =
        sys_wide_buffer_append(&joined, folder, length) &&
        (!length || path_is_separator(folder[length - 1]) || sys_wide_buffer_append(&joined, u"\\", 1)) &&
        sys_wide_buffer_append(&joined, name, wide_length(name)) &&
        (!extension || sys_wide_buffer_append(&joined, extension, wide_length(extension))) &&
        is_file(joined.text) && NT_SUCCESS(sys_path_full(joined.text, joined.length, out, NULL));
    sys_wide_buffer_free(&joined);
    return found;
}

static bool try_list(const WCHAR *list, const WCHAR *name, const WCHAR *extension, struct wide_buffer *out)
{
    while (list && *list) {
        size_t length = 0;
        while (list[length] && list[length] != ';')
            length++;
        bool quoted = length >= 2 && list[0] == '"' && list[length - 1] == '"';
        if (length && try_folder(list + quoted, length - 2 * quoted, name, extension, out))
            return true;
        list += length + (list[length] == ';');
    }
    return false;
}

/* "If lpPath is NULL": the program's folder, the current one, the system's and Windows' own, then PATH. */
static bool try_default(const WCHAR *name, const WCHAR *extension, struct wide_buffer *out)
{
    const UNICODE_STRING *image = &process_peb.ProcessParameters->ImagePathName;
    size_t length = image->Length / sizeof(WCHAR);
    while (length && image->Buffer[length - 1] != '\\')
        length--;
    if (length && try_folder(image->Buffer, length, name, extension, out))
        return true;
    if (try_folder(NULL, 0, name, extension, out) ||
        try_list(u"C:\\windows\\system32;C:\\windows", name, extension, out))
        return true;
    DWORD size = GetEnvironmentVariableW(u"PATH", NULL, 0);
    WCHAR *list = size ? malloc(size * sizeof(WCHAR)) : NULL;
    bool found =
        list && GetEnvironmentVariableW(u"PATH", list, size) < size && try_list(list, name, extension, out);
    free(list);
    return found;
}

static bool search(LPCWSTR path, LPCWSTR name, LPCWSTR extension, struct wide_buffer *out)
{
    if (!name || !*name)
        return win32_fail(ERROR_INVALID_PARAMETER);
    size_t length = wide_length(name), start = length;
    while (start && !path_is_separator(name[start - 1]))
        start--;
    bool dotted = false;
    for (size_t i = start; i < length; i++)
        dotted |= name[i] == '.';
    if (dotted)
        extension = NULL;
    RTL_PATH_TYPE type = sys_path_type(name, length);
    bool dots =
        name[0] == '.' && (path_is_separator(name[1]) || (name[1] == '.' && path_is_separator(name[2])));
    bool found = type != RtlPathTypeRelative || dots ? try_folder(NULL, 0, name, extension, out)
                 : path                              ? try_list(path, name, extension, out)
                                                     : try_default(name, extension, out);
    return found || win32_fail(ERROR_FILE_NOT_FOUND);
}

DWORD WINAPI SearchPathW(LPCWSTR lpPath, LPCWSTR lpFileName, LPCWSTR lpExtension, DWORD nBufferLength,
                         LPWSTR lpBuffer, LPWSTR *lpFilePart)
{
    struct wide_buffer found;
    sys_wide_buffer_init(&found);
    DWORD result = 0;
    if (search(lpPath, lpFileName, lpExtension, &found)) {
        result = wide_result(found.text, found.length, lpBuffer, nBufferLength);
        size_t start = found.length;
        while (start && found.text[start - 1] != '\\')
            start--;
        if (lpFilePart && result < nBufferLength)
            *lpFilePart = lpBuffer + start;
    }
    sys_wide_buffer_free(&found);
    return result;
}

DWORD WINAPI SearchPathA(LPCSTR lpPath, LPCSTR lpFileName, LPCSTR lpExtension, DWORD nBufferLength,
                         LPSTR lpBuffer, LPSTR *lpFilePart)
{
    struct ansi_name path, name, extension;
    struct wide_buffer found;
    DWORD result = 0;
    sys_wide_buffer_init(&found);
    if (!ansi_name_init(&path, lpPath))
        return 0;
    if (ansi_name_init(&name, lpFileName)) {
        if (ansi_name_init(&extension, lpExtension)) {
            if (search(path.text, name.text, extension.text, &found)) {
                result = ansi_result(found.text, found.length, lpBuffer, nBufferLength);
                char *slash = result < nBufferLength ? strrchr(lpBuffer, '\\') : NULL;
                if (lpFilePart && slash)
                    *lpFilePart = slash + 1;
            }
            ansi_name_free(&extension);
        }
        ansi_name_free(&name);
    }
    ansi_name_free(&path);
    sys_wide_buffer_free(&found);
    return result;
}
