/* SPDX-License-Identifier: MIT
 *
 * The DLL's entry point, and what a program's start-up code asks of it: data exports, the command line as a
 * vector of char or wchar_t strings, initializer tables. Process attach stores a few words; the vectors are
 * made by __getmainargs.
 */
#include <string.h>
#include "common/wide.h"
#include "argv.h"
#include "environ.h"
#include "msvcrt.h"

typedef void(GUESTCDECL *initializer)(void);
typedef int(GUESTCDECL *checked_initializer)(void);

_Thread_local struct crt_thread crt_thread;

extern char *msvcrt__acmdln, *msvcrt__pgmptr, **msvcrt___argv, **msvcrt___initenv;
extern WCHAR *msvcrt__wcmdln, *msvcrt__wpgmptr, **msvcrt___wargv, **msvcrt___winitenv;
extern int msvcrt___argc, msvcrt__commode, msvcrt__fmode;
extern unsigned msvcrt__osver, msvcrt__osplatform, msvcrt__winver, msvcrt__winmajor, msvcrt__winminor;
extern double msvcrt__HUGE;

static int app_type, new_mode;

/* A process parameter as a string. */
static WCHAR *parameter(size_t offset)
{
    char *parameters = (char *)process_peb.ProcessParameters;
    UNICODE_STRING *text = (UNICODE_STRING *)(parameters + offset);
    return parameters && text->Buffer ? text->Buffer : (WCHAR *)u"";
}
#define PARAMETER(name) parameter(offsetof(RTL_USER_PROCESS_PARAMETERS, name))

BOOL WINAPI msvcrt_DllMain(HINSTANCE hinstDLL, DWORD fdwReason, LPVOID lpvReserved)
{
    if (fdwReason == DLL_PROCESS_ATTACH) {
        msvcrt__wcmdln = PARAMETER(CommandLine);
        msvcrt__acmdln = crt_narrow(msvcrt__wcmdln);
        msvcrt__winmajor = process_peb.OSMajorVersion;
        msvcrt__winminor = process_peb.OSMinorVersion;
        msvcrt__winver = msvcrt__winmajor << 8 | msvcrt__winminor;
        msvcrt__osver = process_peb.OSBuildNumber;
        msvcrt__osplatform = process_peb.OSPlatformId;
        msvcrt__HUGE = __builtin_huge_val();
        crt_ctype_attach();
        crt_errlist_attach();
        crt_locale_attach();
        crt_mbstring_attach();
        crt_time_attach();
        crt_time_zone_attach();
        stdio_attach();
    } else if (fdwReason == DLL_PROCESS_DETACH) {
        stdio_detach();
    } else if (fdwReason == DLL_THREAD_DETACH) {
        crt_thread_detach();
    }
    return TRUE;
}

/* ---- arguments ---- */

static WCHAR **split_command_line(bool expand)
{
    size_t units, count = crt_split_arguments(msvcrt__wcmdln, NULL, NULL, NULL, &units);
    size_t vector = (count + 1) * sizeof(WCHAR *);
    WCHAR **argv = msvcrt_malloc(vector + units * sizeof(WCHAR) + count);
    if (!argv)
        return NULL;
    unsigned char *quoted = (unsigned char *)argv + vector + units * sizeof(WCHAR);
    crt_split_arguments(msvcrt__wcmdln, argv, (WCHAR *)((char *)argv + vector), quoted, &units);
    if (!*argv[0])
        argv[0] = PARAMETER(ImagePathName);
    msvcrt___argc = (int)count;
    return expand ? crt_expand_wildcards(argv, quoted, &msvcrt___argc) : argv;
}

static char **narrow_vector(WCHAR **from, size_t count)
{
    size_t size = (count + 1) * sizeof(char *);
    for (size_t i = 0; i < count; i++)
        size += crt_narrow_size(from[i]);
    char **to = msvcrt_malloc(size);
    if (!to)
        return NULL;
    char *text = (char *)(to + count + 1);
    for (size_t i = 0; i < count; i++) {
        to[i] = text;
        text += crt_narrow_to(from[i], text, (size_t)((char *)to + size - text));
    }
    to[count] = NULL;
    return to;
}

bool crt_make_wide_arguments(bool expand)
{
    if (!msvcrt___wargv)
        msvcrt___wargv = split_command_line(expand);
    msvcrt__wpgmptr = PARAMETER(ImagePathName);
    return msvcrt___wargv;
}

bool crt_make_narrow_arguments(bool expand)
{
    if (!msvcrt___argv) {
        WCHAR **wide = split_command_line(expand);
        if (wide)
            msvcrt___argv = narrow_vector(wide, (size_t)msvcrt___argc);
        msvcrt_free(wide);
    }
    if (!msvcrt__pgmptr)
        msvcrt__pgmptr = crt_narrow(PARAMETER(ImagePathName));
    return msvcrt___argv;
}

static void set_new_mode(const int *startup_info)
{
    if (startup_info)
        new_mode = *startup_info;
}

int CDECL msvcrt___wgetmainargs(int *argc, WCHAR ***argv, WCHAR ***env, int expand, int *startup_info)
{
    if (!crt_make_wide_arguments(expand != 0))
        msvcrt__amsg_exit(8);
    WCHAR **environment = crt_wide_environment();
    if (!environment)
        msvcrt__amsg_exit(9);
    msvcrt___winitenv = environment;
    set_new_mode(startup_info);
    *argc = msvcrt___argc;
    *argv = msvcrt___wargv;
    *env = environment;
    return 0;
}

int CDECL msvcrt___getmainargs(int *argc, char ***argv, char ***env, int expand, int *startup_info)
{
    if (!crt_make_narrow_arguments(expand != 0))
        msvcrt__amsg_exit(8);
    char **environment = crt_narrow_environment();
    if (!environment)
        msvcrt__amsg_exit(9);
    msvcrt___initenv = environment;
    set_new_mode(startup_info);
    *argc = msvcrt___argc;
    *argv = msvcrt___argv;
    *env = environment;
    return 0;
}

int CDECL msvcrt__get_pgmptr(char **value)
{
    if (!value)
        return crt_invalid(EINVAL);
    if (!msvcrt__pgmptr)
        msvcrt__pgmptr = crt_narrow(PARAMETER(ImagePathName));
    *value = msvcrt__pgmptr;
    return 0;
}

int CDECL msvcrt__get_wpgmptr(WCHAR **value)
{
    if (!value)
        return crt_invalid(EINVAL);
    *value = msvcrt__wpgmptr = PARAMETER(ImagePathName);
    return 0;
}

/* ---- initializers and modes ---- */

void CDECL msvcrt__initterm(initializer *begin, initializer *end)
{
    for (; begin < end; begin++)
        if (*begin)
            (*begin)();
}

int CDECL msvcrt__initterm_e(checked_initializer *begin, checked_initializer *end)
{
    for (; begin < end; begin++) {
        int result = *begin ? (*begin)() : 0;
        if (result)
            return result;
    }
    return 0;
}

void CDECL msvcrt___set_app_type(int type)
{
    app_type = type;
}

#ifdef CRT_UCRT
int CDECL msvcrt__query_app_type(void)
{
    return app_type;
}
#endif

int CDECL msvcrt__set_new_mode(int mode)
{
    int old = new_mode;
    if (mode != 0 && mode != 1) {
        crt_invalid(EINVAL);
        return -1;
    }
    new_mode = mode;
    return old;
}

int CDECL msvcrt__query_new_mode(void)
{
    return new_mode;
}
