/* SPDX-License-Identifier: MIT
 *
 * Delay-loaded imports as mingw-w64 makes them: dlltool's import library with the compiler's own helper,
 * which calls LoadLibrary and GetProcAddress.
 */
#include "guest.h"
#include <delayimp.h>

int late_value(int x);
int late_by_ordinal(int a, int b);
int late_missing(int x);
int late_missing_ordinal(int x);

static unsigned loads, failures;

static int twice(int x)
{
    return 2 * x;
}

static FARPROC WINAPI watch(unsigned what, PDelayLoadInfo info)
{
    loads += what == dliNotePreLoadLibrary;
    return NULL;
}

static FARPROC WINAPI help(unsigned what, PDelayLoadInfo info)
{
    CHECK_EQ(what, dliFailGetProc);
    CHECK_TEXT(info->szDll, "ldr_late.dll");
    failures++;
    return (FARPROC)twice;
}

PfnDliHook __pfnDliNotifyHook2 = watch;
PfnDliHook __pfnDliFailureHook2 = help;

TEST(a_dll_comes_with_the_first_call)
{
    CHECK_EQ(GetModuleHandleW(L"ldr_late.dll"), 0);
    CHECK_EQ(late_value(2), 42);
    CHECK(GetModuleHandleW(L"ldr_late.dll"));
    CHECK_EQ(late_by_ordinal(6, 7), 42);
    CHECK_EQ(late_value(3), 43);
    CHECK_EQ(loads, 1);
    CHECK_EQ(failures, 0);
}

TEST(the_failure_hook_helps)
{
    CHECK_EQ(late_missing(21), 42);
    CHECK_EQ(late_missing_ordinal(4), 8);
    CHECK_EQ(failures, 2);
}

GUEST_MAIN(RUN(a_dll_comes_with_the_first_call); RUN(the_failure_hook_helps);)
