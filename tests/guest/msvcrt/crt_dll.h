/* SPDX-License-Identifier: MIT
 *
 * What the tests of the runtimes' computing half share: functions taken out of the DLL by name (mingw links
 * its own for some, folds others, and has no prototype for many), errno that is cleared by each look at it,
 * and the number of times that the invalid parameter handler was called since the last look.
 */
#ifndef DECANT_TESTS_CRT_DLL_H
#define DECANT_TESTS_CRT_DLL_H

#include <errno.h>
#include "guest.h"

typedef void *crt_locale; /* _locale_t */

#ifdef _UCRT
#define CRT_DLL "ucrtbase.dll"
#else
#define CRT_DLL "msvcrt.dll"
#endif

static HMODULE crt_dll;
static unsigned crt_invalid_calls, crt_handler_is_set;

static void __cdecl crt_on_invalid(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
                                   unsigned line, uintptr_t reserved)
{
    crt_invalid_calls++;
}

static uint64_t __cdecl crt_missing(void)
{
    return 0x7EE0DEAD;
}

GUEST_UNUSED static void *crt_function(const char *name)
{
    void *function = (void *)GetProcAddress(crt_dll, name);
    if (function)
        return function;
    guest_fail(__FILE__, 0, name);
    guest_write(" is not exported\n");
    return (void *)crt_missing;
}

/* CRT(int, strcpy_s, char *, size_t, const char *)(text, 4, "abc") */
#define CRT(type, name, ...) ((type(__cdecl *)(__VA_ARGS__))crt_function(#name))

#define CHECK_ERRNO(expected)                                                                                \
    do {                                                                                                     \
        int errno_ = errno;                                                                                  \
        CHECK_EQ(errno_, expected);                                                                          \
        errno = 0;                                                                                           \
    } while (0)

/* errno, and how often the handler was called. */
#define CHECK_INVALID(expected, calls)                                                                       \
    do {                                                                                                     \
        CHECK_ERRNO(expected);                                                                               \
        if (crt_handler_is_set)                                                                              \
            CHECK_EQ(crt_invalid_calls, calls);                                                              \
        crt_invalid_calls = 0;                                                                               \
    } while (0)

GUEST_UNUSED static void crt_setup(void)
{
    crt_dll = GetModuleHandleA(CRT_DLL);
    if (!crt_dll)
        crt_dll = LoadLibraryA(CRT_DLL);
    void (*set)(void *) = (void *)GetProcAddress(crt_dll, "_set_invalid_parameter_handler");
    if (set)
        set((void *)crt_on_invalid);
    crt_handler_is_set = set != NULL;
    errno = 0;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
