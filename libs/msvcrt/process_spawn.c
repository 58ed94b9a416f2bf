/* SPDX-License-Identifier: MIT
 *
 * The forms of _spawn and _exec: v takes a vector, l a list, p searches PATH, e gives an environment; each in
 * char and wide text. All end in crt_spawn.
 */
#include "crt_process.h"
#include "msvcrt.h"

#define MAX_ARGUMENTS 1024

/* A char vector as wide strings; *failed where memory was short. NULL stays NULL. */
static WCHAR **widen_vector(const char *const *vector, bool *failed)
{
    size_t count = 0;
    if (!vector)
        return NULL;
    while (vector[count])
        count++;
    WCHAR **wide = msvcrt_calloc(count + 1, sizeof(WCHAR *));
    for (size_t i = 0; wide && i < count; i++)
        if (!(wide[i] = crt_widen(vector[i])))
            *failed = true;
    *failed |= !wide;
    return wide;
}

static void free_vector(WCHAR **vector)
{
    for (size_t i = 0; vector && vector[i]; i++)
        msvcrt_free(vector[i]);
    msvcrt_free(vector);
}

static intptr_t spawn_wide(int mode, bool search, const WCHAR *name, const WCHAR *const *argv,
                           const WCHAR *const *env)
{
    return crt_spawn(mode, search, name, argv, env);
}

static intptr_t spawn_narrow(int mode, bool search, const char *name, const char *const *argv,
                             const char *const *env)
{
    bool failed = false;
    WCHAR *wide_name = name ? crt_widen(name) : NULL;
    WCHAR **wide_argv = widen_vector(argv, &failed), **wide_env = widen_vector(env, &failed);
    intptr_t result = -1;
    if (failed)
        crt_set_errno(ENOMEM);
    else
        result = crt_spawn(mode, search, wide_name, (const WCHAR *const *)wide_argv,
                           (const WCHAR *const *)wide_env);
    msvcrt_free(wide_name);
    free_vector(wide_argv);
    free_vector(wide_env);
    return result;
}

/* A list of arguments as a vector, ended by NULL; behind it stands the environment where there is one. */
static const void **collect(const void *first, ms_va_list list, bool with_env, const void **env)
{
    ms_va_list again;
    size_t count = 0;
    ms_va_copy(again, list);
    for (const void *at = first; at && count < MAX_ARGUMENTS; at = __builtin_va_arg(again, const void *))
        count++;
    ms_va_end(again);
    const void **vector = msvcrt_malloc((count + 1) * sizeof(void *));
    if (!vector)
        return NULL;
    for (size_t i = 0; i < count; i++)
        vector[i] = i ? __builtin_va_arg(list, const void *) : first;
    if (count)
        (void)__builtin_va_arg(list, const void *); /* the NULL */
    vector[count] = NULL;
    *env = with_env ? __builtin_va_arg(list, const void *) : NULL;
    return vector;
}

/* ---- vectors ---- */

intptr_t CDECL msvcrt__spawnv(int mode, const char *name, const char *const *argv)
{
    return spawn_narrow(mode, false, name, argv, NULL);
}

intptr_t CDECL msvcrt__execv(const char *name, const char *const *argv)
{
    return spawn_narrow(CRT_P_OVERLAY, false, name, argv, NULL);
}

intptr_t CDECL msvcrt__wspawnv(int mode, const WCHAR *name, const WCHAR *const *argv)
{
    return spawn_wide(mode, false, name, argv, NULL);
}

intptr_t CDECL msvcrt__wexecv(const WCHAR *name, const WCHAR *const *argv)
{
    return spawn_wide(CRT_P_OVERLAY, false, name, argv, NULL);
}

intptr_t CDECL msvcrt__spawnve(int mode, const char *name, const char *const *argv, const char *const *env)
{
    return spawn_narrow(mode, false, name, argv, env);
}

intptr_t CDECL msvcrt__execve(const char *name, const char *const *argv, const char *const *env)
{
    return spawn_narrow(CRT_P_OVERLAY, false, name, argv, env);
}

intptr_t CDECL msvcrt__wspawnve(int mode, const WCHAR *name, const WCHAR *const *argv,
                                const WCHAR *const *env)
{
    return spawn_wide(mode, false, name, argv, env);
}

intptr_t CDECL msvcrt__wexecve(const WCHAR *name, const WCHAR *const *argv, const WCHAR *const *env)
{
    return spawn_wide(CRT_P_OVERLAY, false, name, argv, env);
}

intptr_t CDECL msvcrt__spawnvp(int mode, const char *name, const char *const *argv)
{
    return spawn_narrow(mode, true, name, argv, NULL);
}

intptr_t CDECL msvcrt__execvp(const char *name, const char *const *argv)
{
    return spawn_narrow(CRT_P_OVERLAY, true, name, argv, NULL);
}

intptr_t CDECL msvcrt__wspawnvp(int mode, const WCHAR *name, const WCHAR *const *argv)
{
    return spawn_wide(mode, true, name, argv, NULL);
}

intptr_t CDECL msvcrt__wexecvp(const WCHAR *name, const WCHAR *const *argv)
{
    return spawn_wide(CRT_P_OVERLAY, true, name, argv, NULL);
}

intptr_t CDECL msvcrt__spawnvpe(int mode, const char *name, const char *const *argv, const char *const *env)
{
    return spawn_narrow(mode, true, name, argv, env);
}

intptr_t CDECL msvcrt__execvpe(const char *name, const char *const *argv, const char *const *env)
{
    return spawn_narrow(CRT_P_OVERLAY, true, name, argv, env);
}

intptr_t CDECL msvcrt__wspawnvpe(int mode, const WCHAR *name, const WCHAR *const *argv,
                                 const WCHAR *const *env)
{
    return spawn_wide(mode, true, name, argv, env);
}

intptr_t CDECL msvcrt__wexecvpe(const WCHAR *name, const WCHAR *const *argv, const WCHAR *const *env)
{
    return spawn_wide(CRT_P_OVERLAY, true, name, argv, env);
}

/* ---- lists ---- */

intptr_t CDECL msvcrt__spawnl(int mode, const char *name, const char *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, false, &env);
    ms_va_end(list);
    intptr_t result = spawn_narrow(mode, false, name, (const char *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__execl(const char *name, const char *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, false, &env);
    ms_va_end(list);
    intptr_t result = spawn_narrow(CRT_P_OVERLAY, false, name, (const char *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__wspawnl(int mode, const WCHAR *name, const WCHAR *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, false, &env);
    ms_va_end(list);
    intptr_t result = spawn_wide(mode, false, name, (const WCHAR *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__wexecl(const WCHAR *name, const WCHAR *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, false, &env);
    ms_va_end(list);
    intptr_t result = spawn_wide(CRT_P_OVERLAY, false, name, (const WCHAR *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__spawnle(int mode, const char *name, const char *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, true, &env);
    ms_va_end(list);
    intptr_t result = spawn_narrow(mode, false, name, (const char *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__execle(const char *name, const char *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, true, &env);
    ms_va_end(list);
    intptr_t result = spawn_narrow(CRT_P_OVERLAY, false, name, (const char *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__wspawnle(int mode, const WCHAR *name, const WCHAR *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, true, &env);
    ms_va_end(list);
    intptr_t result = spawn_wide(mode, false, name, (const WCHAR *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__wexecle(const WCHAR *name, const WCHAR *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, true, &env);
    ms_va_end(list);
    intptr_t result = spawn_wide(CRT_P_OVERLAY, false, name, (const WCHAR *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__spawnlp(int mode, const char *name, const char *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, false, &env);
    ms_va_end(list);
    intptr_t result = spawn_narrow(mode, true, name, (const char *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__execlp(const char *name, const char *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, false, &env);
    ms_va_end(list);
    intptr_t result = spawn_narrow(CRT_P_OVERLAY, true, name, (const char *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__wspawnlp(int mode, const WCHAR *name, const WCHAR *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, false, &env);
    ms_va_end(list);
    intptr_t result = spawn_wide(mode, true, name, (const WCHAR *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__wexeclp(const WCHAR *name, const WCHAR *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, false, &env);
    ms_va_end(list);
    intptr_t result = spawn_wide(CRT_P_OVERLAY, true, name, (const WCHAR *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__spawnlpe(int mode, const char *name, const char *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, true, &env);
    ms_va_end(list);
    intptr_t result = spawn_narrow(mode, true, name, (const char *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__execlpe(const char *name, const char *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, true, &env);
    ms_va_end(list);
    intptr_t result = spawn_narrow(CRT_P_OVERLAY, true, name, (const char *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__wspawnlpe(int mode, const WCHAR *name, const WCHAR *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, true, &env);
    ms_va_end(list);
    intptr_t result = spawn_wide(mode, true, name, (const WCHAR *const *)argv, env);
    msvcrt_free(argv);
    return result;
}

intptr_t CDECL msvcrt__wexeclpe(const WCHAR *name, const WCHAR *first, ...)
{
    ms_va_list list;
    const void *env;
    ms_va_start(list, first);
    const void **argv = collect(first, list, true, &env);
    ms_va_end(list);
    intptr_t result = spawn_wide(CRT_P_OVERLAY, true, name, (const WCHAR *const *)argv, env);
    msvcrt_free(argv);
    return result;
}
