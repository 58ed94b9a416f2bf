/* SPDX-License-Identifier: MIT
 *
 * corecrt_startup.h and process.h: what the start-up code that is linked into a program asks of the runtime,
 * in the order in which it asks: arguments and environment first made, then fetched; tables of functions for
 * the end, one of the process and one of each DLL ("_initialize_onexit_table" of Microsoft Learn).
 */
#include <string.h>
#include "../msvcrt/environ.h"
#include "../msvcrt/msvcrt.h"

typedef int(GUESTCDECL *onexit_function)(void);
typedef void(GUESTCDECL *exit_function)(void);
typedef void(WINAPI *tls_callback)(PVOID DllHandle, DWORD Reason, PVOID Reserved);

/* _onexit_table_t: opaque to programs, which zero it. */
struct onexit_table {
    onexit_function *first, *last, *end;
};

enum { ARGV_NONE, ARGV_UNEXPANDED, ARGV_EXPANDED }; /* _crt_argv_mode */

extern char **msvcrt___initenv;
extern WCHAR **msvcrt___winitenv;
int CDECL msvcrt__XcptFilter(DWORD exception, EXCEPTION_POINTERS *pointers);
onexit_function CDECL msvcrt__onexit(onexit_function function);

static struct onexit_table quick_exit_functions;
static tls_callback exe_tls_callback;

/* ---- arguments and environment ---- */

static int configured(int mode, bool (*make)(bool expand))
{
    if (mode < ARGV_NONE || mode > ARGV_EXPANDED)
        return crt_invalid(EINVAL);
    return mode == ARGV_NONE || make(mode == ARGV_EXPANDED) ? 0 : ENOMEM;
}

int CDECL msvcrt__configure_narrow_argv(int mode)
{
    return configured(mode, crt_make_narrow_arguments);
}

int CDECL msvcrt__configure_wide_argv(int mode)
{
    return configured(mode, crt_make_wide_arguments);
}

int CDECL msvcrt__initialize_narrow_environment(void)
{
    if (!msvcrt___initenv)
        msvcrt___initenv = crt_narrow_environment();
    return msvcrt___initenv ? 0 : -1;
}

int CDECL msvcrt__initialize_wide_environment(void)
{
    if (!msvcrt___winitenv)
        msvcrt___winitenv = crt_wide_environment();
    return msvcrt___winitenv ? 0 : -1;
}

char **CDECL msvcrt__get_initial_narrow_environment(void)
{
    msvcrt__initialize_narrow_environment();
    return msvcrt___initenv;
}

WCHAR **CDECL msvcrt__get_initial_wide_environment(void)
{
    msvcrt__initialize_wide_environment();
    return msvcrt___winitenv;
}

/* The command line behind the program's name, for WinMain. */
#define WINMAIN_COMMAND_LINE(name, unit, line)                                                               \
    unit *CDECL msvcrt__get_##name##_winmain_command_line(void)                                              \
    {                                                                                                        \
        unit *at = line;                                                                                     \
        bool quoted = false;                                                                                 \
        for (; at && *at && (quoted || (*at != ' ' && *at != '\t')); at++)                                   \
            quoted ^= *at == '"';                                                                            \
        while (at && (*at == ' ' || *at == '\t'))                                                            \
            at++;                                                                                            \
        return at;                                                                                           \
    }

extern char *msvcrt__acmdln;
extern WCHAR *msvcrt__wcmdln;
WINMAIN_COMMAND_LINE(narrow, char, msvcrt__acmdln)
WINMAIN_COMMAND_LINE(wide, WCHAR, msvcrt__wcmdln)

/* ---- tables of exit functions ---- */

int CDECL msvcrt__initialize_onexit_table(struct onexit_table *table)
{
    if (!table)
        return -1;
    if (table->first == table->end)
        *table = (struct onexit_table){0};
    return 0;
}

int CDECL msvcrt__register_onexit_function(struct onexit_table *table, onexit_function function)
{
    if (!table)
        return -1;
    msvcrt__lock(CRT_LOCK_EXIT);
    if (table->last == table->end) {
        size_t count = (size_t)(table->end - table->first), room = count ? 2 * count : 32;
        onexit_function *grown = msvcrt_realloc(table->first, room * sizeof(*grown));
        if (!grown) {
            msvcrt__unlock(CRT_LOCK_EXIT);
            return -1;
        }
        *table = (struct onexit_table){grown, grown + count, grown + room};
    }
    *table->last++ = function;
    msvcrt__unlock(CRT_LOCK_EXIT);
    return 0;
}

/* In reverse order. A function may register another, which then runs next, so the lock is held only around
 * each look at the table. */
int CDECL msvcrt__execute_onexit_table(struct onexit_table *table)
{
    if (!table)
        return -1;
    for (;;) {
        msvcrt__lock(CRT_LOCK_EXIT);
        bool done = table->last == table->first;
        onexit_function function = done ? NULL : *--table->last;
        onexit_function *memory = done ? table->first : NULL;
        if (done)
            *table = (struct onexit_table){0};
        msvcrt__unlock(CRT_LOCK_EXIT);
        if (done) {
            msvcrt_free(memory);
            return 0;
        }
        if (function)
            function();
    }
}

int CDECL msvcrt__crt_atexit(exit_function function)
{
    return msvcrt__onexit((onexit_function)(void *)function) ? 0 : -1;
}

int CDECL msvcrt__crt_at_quick_exit(exit_function function)
{
    return msvcrt__register_onexit_function(&quick_exit_functions, (onexit_function)(void *)function);
}

_Noreturn void CDECL msvcrt_quick_exit(int status)
{
    msvcrt__execute_onexit_table(&quick_exit_functions);
    msvcrt__exit(status);
}

/* The destructors of an executable's thread_local variables on the thread that ends the process. */
void CDECL msvcrt__register_thread_local_exe_atexit_callback(tls_callback callback)
{
    if (exe_tls_callback)
        crt_fail_fast(5); /* there can be one executable only */
    exe_tls_callback = callback;
}

void crt_run_exe_tls_callback(void)
{
    tls_callback callback = exe_tls_callback;
    exe_tls_callback = NULL;
    if (callback)
        callback(NULL, DLL_PROCESS_DETACH, NULL);
}

/* ---- the handler around main ---- */

int CDECL msvcrt__seh_filter_exe(DWORD exception, EXCEPTION_POINTERS *pointers)
{
    return msvcrt__XcptFilter(exception, pointers);
}

int CDECL msvcrt__seh_filter_dll(DWORD exception, EXCEPTION_POINTERS *pointers)
{
    return exception == 0xE06D7363 ? msvcrt__XcptFilter(exception, pointers) : 0;
}
