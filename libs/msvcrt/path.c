/* SPDX-License-Identifier: MIT
 *
 * stdlib.h: taking paths apart and putting them together, looking along a list of directories, names from
 * templates. The text functions are written once, for char and WCHAR, in path_template.h.
 */
#include <string.h>
#include "common/wide.h"
#include "lowio.h"

#define MAX_DRIVE 3
#define MAX_PART  256 /* directory, name and extension */

#define UNIT        char
#define NAME(name)  msvcrt__##name
#define LOCAL(name) narrow_##name
#include "path_template.h"
#undef UNIT
#undef NAME
#undef LOCAL

#define UNIT        WCHAR
#define NAME(name)  msvcrt__w##name
#define LOCAL(name) wide_##name
#include "path_template.h"
#undef UNIT
#undef NAME
#undef LOCAL

/* ---- _searchenv ---- */

WCHAR *CDECL msvcrt__wfullpath(WCHAR *buffer, const WCHAR *path, size_t size);
int CDECL msvcrt__waccess(const WCHAR *path, int mode);

/* The whole path of `name`, in the current directory or one of the variable's; NULL with ENOENT. */
static WCHAR *search(const WCHAR *name, const WCHAR *variable)
{
    if (!*name) {
        crt_fail(ENOENT);
        return NULL;
    }
    if (!msvcrt__waccess(name, 0))
        return msvcrt__wfullpath(NULL, name, 0);
    DWORD size = GetEnvironmentVariableW(variable, NULL, 0);
    WCHAR *list = size ? msvcrt_malloc(size * sizeof(WCHAR)) : NULL, *found = NULL;
    if (list && GetEnvironmentVariableW(variable, list, size) < size) {
        size_t name_size = wide_length(name) + 1;
        for (const WCHAR *at = list; *at && !found; at += *at == ';') {
            const WCHAR *start = at;
            while (*at && *at != ';')
                at++;
            size_t length = (size_t)(at - start);
            if (!length)
                continue;
            WCHAR *path = msvcrt_malloc((length + 1 + name_size) * sizeof(WCHAR));
            if (!path)
                break;
            memcpy(path, start, length * sizeof(WCHAR));
            if (path[length - 1] != '\\' && path[length - 1] != '/' && path[length - 1] != ':')
                path[length++] = '\\';
            memcpy(path + length, name, name_size * sizeof(WCHAR));
            if (!msvcrt__waccess(path, 0))
                found = path;
            else
                msvcrt_free(path);
        }
    }
    msvcrt_free(list);
    if (!found)
        crt_fail(ENOENT);
    return found;
}

int CDECL msvcrt__wsearchenv_s(const WCHAR *name, const WCHAR *variable, WCHAR *buffer, size_t size)
{
    if (!buffer || !size)
        return crt_invalid(EINVAL);
    *buffer = 0;
    if (!name || !variable)
        return crt_invalid(EINVAL);
    WCHAR *found = search(name, variable);
    int error = found ? 0 : crt_thread.error;
    if (found && wide_length(found) >= size)
        error = crt_invalid(ERANGE);
    else if (found)
        memcpy(buffer, found, (wide_length(found) + 1) * sizeof(WCHAR));
    msvcrt_free(found);
    return error;
}

int CDECL msvcrt__searchenv_s(const char *name, const char *variable, char *buffer, size_t size)
{
    if (!buffer || !size)
        return crt_invalid(EINVAL);
    *buffer = 0;
    if (!name || !variable)
        return crt_invalid(EINVAL);
    WCHAR *wide_name = crt_path(name), *wide_variable = crt_path(variable);
    WCHAR *found = wide_name && wide_variable ? search(wide_name, wide_variable) : NULL;
    int error = found ? 0 : crt_thread.error;
    if (found && crt_narrow_size(found) > size)
        error = crt_invalid(ERANGE);
    else if (found)
        crt_narrow_to(found, buffer, size);
    msvcrt_free(wide_name);
    msvcrt_free(wide_variable);
    msvcrt_free(found);
    return error;
}

void CDECL msvcrt__wsearchenv(const WCHAR *name, const WCHAR *variable, WCHAR *buffer)
{
    msvcrt__wsearchenv_s(name, variable, buffer, MAX_PATH);
}

void CDECL msvcrt__searchenv(const char *name, const char *variable, char *buffer)
{
    msvcrt__searchenv_s(name, variable, buffer, MAX_PATH);
}

/* ---- _mktemp ---- */

/* Fills six X at the end: a letter, and the process's number. The letter is the first whose file does not
 * exist yet. */
int CDECL msvcrt__wmktemp_s(WCHAR *template, size_t size)
{
    size_t length = 0;
    if (!template || !size)
        return crt_invalid(EINVAL);
    while (length < size && template[length])
        length++;
    bool good = length < size && length >= 6;
    for (size_t i = 1; good && i <= 6; i++)
        good = template[length - i] == 'X';
    if (!good) {
        *template = 0;
        return crt_invalid(EINVAL);
    }
    unsigned number = GetCurrentProcessId();
    for (size_t i = 1; i <= 5; i++, number /= 10)
        template[length - i] = (WCHAR)('0' + number % 10);
    for (WCHAR letter = 'a'; letter <= 'z'; letter++) {
        template[length - 6] = letter;
        if (GetFileAttributesW(template) == 0xFFFFFFFF)
            return 0;
    }
    *template = 0;
    crt_fail(EEXIST);
    return EEXIST;
}

int CDECL msvcrt__mktemp_s(char *template, size_t size)
{
    if (!template || !size)
        return crt_invalid(EINVAL);
    size_t length = strnlen(template, size);
    WCHAR *wide = length < size ? crt_widen(template) : NULL;
    if (!wide) {
        *template = 0;
        return crt_invalid(EINVAL);
    }
    int error = msvcrt__wmktemp_s(wide, wide_length(wide) + 1);
    if (error)
        *template = 0;
    else
        crt_narrow_to(wide, template, length + 1);
    msvcrt_free(wide);
    return error;
}

WCHAR *CDECL msvcrt__wmktemp(WCHAR *template)
{
    return msvcrt__wmktemp_s(template, template ? wide_length(template) + 1 : 0) ? NULL : template;
}

char *CDECL msvcrt__mktemp(char *template)
{
    return msvcrt__mktemp_s(template, template ? strlen(template) + 1 : 0) ? NULL : template;
}
