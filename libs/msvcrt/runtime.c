/* SPDX-License-Identifier: MIT
 *
 * Small services of the runtime: accessors to data exports, failed assertions, DLLs by the old names, tables
 * of exit functions that programs keep for themselves.
 */
#include <string.h>
#include <win/libloaderapi.h>
#include "common/text_format.h"
#include "msvcrt.h"

extern char *msvcrt__acmdln, *msvcrt__pgmptr, **msvcrt___argv, **msvcrt___initenv, **msvcrt__environ;
extern WCHAR *msvcrt__wcmdln, *msvcrt__wpgmptr, **msvcrt___wargv, **msvcrt___winitenv, **msvcrt__wenviron;
extern int msvcrt___argc, msvcrt__commode, msvcrt__fmode, msvcrt___mb_cur_max;

#define ACCESSOR(type, name)                                                                                 \
    type *CDECL msvcrt___p_##name(void)                                                                      \
    {                                                                                                        \
        return &msvcrt_##name;                                                                               \
    }

ACCESSOR(int, __argc)
ACCESSOR(char **, __argv)
ACCESSOR(WCHAR **, __wargv)
ACCESSOR(char **, __initenv)
ACCESSOR(WCHAR **, __winitenv)
ACCESSOR(int, __mb_cur_max)
ACCESSOR(char *, _acmdln)
ACCESSOR(WCHAR *, _wcmdln)
ACCESSOR(char *, _pgmptr)
ACCESSOR(WCHAR *, _wpgmptr)
ACCESSOR(char **, _environ)
ACCESSOR(WCHAR **, _wenviron)
ACCESSOR(int, _fmode)
ACCESSOR(int, _commode)

int CDECL msvcrt__get_fmode(int *mode)
{
    if (!mode)
        return crt_invalid(EINVAL);
    *mode = msvcrt__fmode;
    return 0;
}

int CDECL msvcrt__set_fmode(int mode)
{
    if (mode != 0x4000 && mode != 0x8000) /* _O_TEXT, _O_BINARY */
        return crt_invalid(EINVAL);
    msvcrt__fmode = mode;
    return 0;
}

/* ---- assertions ---- */

static _Noreturn void assertion_failed(const char *expression, const char *file, unsigned line)
{
    char text[1024];
    int length =
        text_format(text, sizeof(text), "Assertion failed: %s, file %s, line %u\n\n", expression, file, line);
    crt_write_error(text, length < (int)sizeof(text) ? (size_t)length : sizeof(text) - 1);
    msvcrt_abort();
}

void CDECL msvcrt__assert(const char *expression, const char *file, unsigned line)
{
    assertion_failed(expression, file, line);
}

void CDECL msvcrt__wassert(const WCHAR *expression, const WCHAR *file, unsigned line)
{
    char *narrow_expression = crt_narrow(expression), *narrow_file = crt_narrow(file);
    assertion_failed(narrow_expression ? narrow_expression : "", narrow_file ? narrow_file : "", line);
}

/* ---- DLLs ---- */

intptr_t CDECL msvcrt__loaddll(char *name)
{
    return (intptr_t)LoadLibraryA(name);
}

/* 0, or the system's error. */
int CDECL msvcrt__unloaddll(intptr_t module)
{
    return FreeLibrary((HMODULE)module) ? 0 : (int)teb_last_error();
}

FARPROC CDECL msvcrt__getdllprocaddr(intptr_t module, char *name, intptr_t ordinal)
{
    if (name)
        return ordinal == -1 ? GetProcAddress((HMODULE)module, name) : NULL;
    return ordinal <= 65535 ? GetProcAddress((HMODULE)module, (LPCSTR)ordinal) : NULL;
}
