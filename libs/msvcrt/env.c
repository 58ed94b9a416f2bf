/* SPDX-License-Identifier: MIT
 *
 * The environment: _environ and _wenviron are vectors of our own strings, made on first use from the
 * process's block. _putenv changes whichever exists and the process's block with SetEnvironmentVariableW;
 * what a program changes in that block alone is not seen here, as Microsoft documents.
 */
#include <rtl/exception.h>
#include <string.h>
#include "common/wide.h"
#include <win/processenv.h>
#include "environ.h"
#include "msvcrt.h"

extern char **msvcrt__environ;
extern WCHAR **msvcrt__wenviron;

#define MAX_VARIABLE 32767

/* The process's variables, counted; "=C:=..." are not the C runtime's. */
static size_t count_variables(const WCHAR *block)
{
    size_t count = 0;
    for (; block && *block; block += wide_length(block) + 1)
        count += *block != '=';
    return count;
}

static const WCHAR *process_block(void)
{
    return process_peb.ProcessParameters ? process_peb.ProcessParameters->Environment : NULL;
}

static WCHAR *copy_wide(const WCHAR *text)
{
    size_t size = (wide_length(text) + 1) * sizeof(WCHAR);
    WCHAR *copy = msvcrt_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

/* Vectors hold pointers, so one function serves both widths. NULL: memory is short. */
static void **make_vector(bool wide)
{
    const WCHAR *block = process_block();
    size_t at = 0;
    void **vector = msvcrt_malloc((count_variables(block) + 1) * sizeof(void *));
    for (; vector && block && *block; block += wide_length(block) + 1)
        if (*block != '=')
            vector[at++] = wide ? (void *)copy_wide(block) : crt_narrow(block);
    if (vector)
        vector[at] = NULL;
    return vector;
}

char **crt_narrow_environment(void)
{
    if (__atomic_load_n(&msvcrt__environ, __ATOMIC_ACQUIRE))
        return msvcrt__environ;
    msvcrt__lock(CRT_LOCK_ENV);
    if (!msvcrt__environ)
        __atomic_store_n(&msvcrt__environ, (char **)make_vector(false), __ATOMIC_RELEASE);
    msvcrt__unlock(CRT_LOCK_ENV);
    return msvcrt__environ;
}

WCHAR **crt_wide_environment(void)
{
    if (__atomic_load_n(&msvcrt__wenviron, __ATOMIC_ACQUIRE))
        return msvcrt__wenviron;
    msvcrt__lock(CRT_LOCK_ENV);
    if (!msvcrt__wenviron)
        __atomic_store_n(&msvcrt__wenviron, (WCHAR **)make_vector(true), __ATOMIC_RELEASE);
    msvcrt__unlock(CRT_LOCK_ENV);
    return msvcrt__wenviron;
}

/* ---- looking up ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static char **find_narrow(const char *name)
{
    for (char **at = msvcrt__environ; at && *at; at++) {
        size_t i = 0;
        while (name[i] && lower(name[i]) == lower((*at)[i]))
            i++;
        if (!name[i] && i && (*at)[i] == '=')
            return at;
    }
    return NULL;
}

static WCHAR **find_wide(const WCHAR *name)
{
    for (WCHAR **at = msvcrt__wenviron; at && *at; at++) {
        size_t i = 0;
        while (name[i] && ascii_lower(name[i]) == ascii_lower((*at)[i]))
            i++;
        if (!name[i] && i && (*at)[i] == '=')
            return at;
    }
    return NULL;
}

char *CDECL msvcrt_getenv(const char *name)
{
    if (!name) {
        crt_invalid(EINVAL);
        return NULL;
    }
    crt_narrow_environment();
    guest_touch(name, strlen(name));
    msvcrt__lock(CRT_LOCK_ENV);
    char **found = find_narrow(name);
    char *value = found ? strchr(*found, '=') + 1 : NULL;
    msvcrt__unlock(CRT_LOCK_ENV);
    return value;
}

WCHAR *CDECL msvcrt__wgetenv(const WCHAR *name)
{
    if (!name) {
        crt_invalid(EINVAL);
        return NULL;
    }
    crt_wide_environment();
    guest_touch(name, wide_length(name));
    msvcrt__lock(CRT_LOCK_ENV);
    WCHAR **found = find_wide(name), *value = NULL;
    if (found)
        value = *found + wide_length(name) + 1;
    msvcrt__unlock(CRT_LOCK_ENV);
    return value;
}

/* Sizes are in characters of `unit` bytes. value: NULL where there is no such variable. A buffer that is too
 * small is nobody's mistake: no handler is called ("getenv_s": Error conditions). */
static int copy_value(const void *value, size_t length, size_t unit, size_t *needed, void *buffer,
                      size_t size)
{
    *needed = 0;
    if (buffer && size)
        memset(buffer, 0, unit);
    if (!value)
        return 0;
    *needed = length + 1;
    if (!size)
        return 0;
    if (*needed > size)
        return crt_set_errno(ERANGE), ERANGE;
    memcpy(buffer, value, *needed * unit);
    return 0;
}

int CDECL msvcrt_getenv_s(size_t *needed, char *buffer, size_t size, const char *name)
{
    if (!needed || (!buffer && size) || !name)
        return crt_invalid(EINVAL);
    const char *value = msvcrt_getenv(name);
    return copy_value(value, value ? strlen(value) : 0, sizeof(char), needed, buffer, size);
}

int CDECL msvcrt__wgetenv_s(size_t *needed, WCHAR *buffer, size_t size, const WCHAR *name)
{
    if (!needed || (!buffer && size) || !name)
        return crt_invalid(EINVAL);
    const WCHAR *value = msvcrt__wgetenv(name);
    return copy_value(value, value ? wide_length(value) : 0, sizeof(WCHAR), needed, buffer, size);
}

int CDECL msvcrt__dupenv_s(char **buffer, size_t *count, const char *name)
{
    if (!buffer || !name)
        return crt_invalid(EINVAL);
    const char *value = msvcrt_getenv(name);
    size_t size = value ? strlen(value) + 1 : 0;
    *buffer = NULL;
    if (count)
        *count = 0;
    if (!value)
        return 0;
    *buffer = msvcrt_malloc(size);
    if (!*buffer)
        return ENOMEM;
    memcpy(*buffer, value, size);
    if (count)
        *count = size;
    return 0;
}

int CDECL msvcrt__wdupenv_s(WCHAR **buffer, size_t *count, const WCHAR *name)
{
    if (!buffer || !name)
        return crt_invalid(EINVAL);
    const WCHAR *value = msvcrt__wgetenv(name);
    *buffer = value ? copy_wide(value) : NULL;
    if (count)
        *count = *buffer ? wide_length(value) + 1 : 0;
    return value && !*buffer ? ENOMEM : 0;
}

/* ---- changing ---- */

/* Puts `entry`, or nothing, in the place of `found`, or at the vector's end. Returns the vector, NULL where
 * memory is short. */
static void **replace_locked(void **vector, void **found, void *entry)
{
    if (found) {
        msvcrt_free(*found);
        if (entry) {
            *found = entry;
            return vector;
        }
        do
            found[0] = found[1];
        while (*found++);
        return vector;
    }
    if (!entry)
        return vector;
    size_t count = 0;
    while (vector[count])
        count++;
    vector = msvcrt_realloc(vector, (count + 2) * sizeof(void *));
    if (vector) {
        vector[count] = entry;
        vector[count + 1] = NULL;
    }
    return vector;
}

/* assignment: "NAME=VALUE" in writable memory, split for the time of the call. */
static int assign(WCHAR *assignment)
{
    WCHAR *equals = assignment;
    while (*equals && *equals != '=')
        equals++;
    if (!*equals || equals == assignment) {
        crt_set_errno(EINVAL);
        return -1;
    }
    const WCHAR *value = equals + 1;
    bool remove = !*value;
    char *narrow = !remove && msvcrt__environ ? crt_narrow(assignment) : NULL;
    WCHAR *wide = !remove && msvcrt__wenviron ? copy_wide(assignment) : NULL;
    *equals = 0;
    char *narrow_name = crt_narrow(assignment);
    int result = 0;
    msvcrt__lock(CRT_LOCK_ENV);
    if (msvcrt__environ && narrow_name) {
        void **vector = replace_locked((void **)msvcrt__environ, (void **)find_narrow(narrow_name), narrow);
        if (vector)
            msvcrt__environ = (char **)vector;
        else
            result = -1;
    }
    if (msvcrt__wenviron) {
        void **vector = replace_locked((void **)msvcrt__wenviron, (void **)find_wide(assignment), wide);
        if (vector)
            msvcrt__wenviron = (WCHAR **)vector;
        else
            result = -1;
    }
    /* Removing what is not there is no error. */
    if (!SetEnvironmentVariableW(assignment, remove ? NULL : value) && !remove)
        result = -1;
    msvcrt__unlock(CRT_LOCK_ENV);
    msvcrt_free(narrow_name);
    return result;
}

int CDECL msvcrt__wputenv(const WCHAR *assignment)
{
    if (!assignment) {
        crt_invalid(EINVAL);
        return -1;
    }
    crt_wide_environment();
    WCHAR *copy = copy_wide(assignment);
    int result = copy ? assign(copy) : -1;
    msvcrt_free(copy);
    return result;
}

int CDECL msvcrt__putenv(const char *assignment)
{
    if (!assignment) {
        crt_invalid(EINVAL);
        return -1;
    }
    crt_narrow_environment();
    WCHAR *wide = crt_widen(assignment);
    int result = wide ? assign(wide) : -1;
    msvcrt_free(wide);
    return result;
}

static int putenv_checked(const WCHAR *name, const WCHAR *value)
{
    size_t name_length = wide_length(name), value_length = wide_length(value);
    for (const WCHAR *at = name; *at; at++)
        if (*at == '=')
            return crt_invalid(EINVAL);
    if (!name_length || name_length > MAX_VARIABLE || value_length > MAX_VARIABLE)
        return crt_invalid(EINVAL);
    WCHAR *assignment = msvcrt_malloc((name_length + value_length + 2) * sizeof(WCHAR));
    if (!assignment)
        return ENOMEM;
    memcpy(assignment, name, name_length * sizeof(WCHAR));
    assignment[name_length] = '=';
    memcpy(assignment + name_length + 1, value, (value_length + 1) * sizeof(WCHAR));
    int result = assign(assignment);
    msvcrt_free(assignment);
    return result ? crt_thread.error : 0;
}

int CDECL msvcrt__wputenv_s(const WCHAR *name, const WCHAR *value)
{
    if (!name || !value)
        return crt_invalid(EINVAL);
    crt_wide_environment();
    return putenv_checked(name, value);
}

int CDECL msvcrt__putenv_s(const char *name, const char *value)
{
    if (!name || !value)
        return crt_invalid(EINVAL);
    crt_narrow_environment();
    WCHAR *wide_name = crt_widen(name), *wide_value = crt_widen(value);
    int result = wide_name && wide_value ? putenv_checked(wide_name, wide_value) : ENOMEM;
    msvcrt_free(wide_name);
    msvcrt_free(wide_value);
    return result;
}

int CDECL msvcrt__get_environ(char ***value)
{
    if (!value)
        return crt_invalid(EINVAL);
    *value = msvcrt__environ;
    return 0;
}

int CDECL msvcrt__get_wenviron(WCHAR ***value)
{
    if (!value)
        return crt_invalid(EINVAL);
    *value = msvcrt__wenviron;
    return 0;
}
