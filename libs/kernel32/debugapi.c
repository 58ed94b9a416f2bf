/* SPDX-License-Identifier: MIT
 *
 * debugapi.h: what a program may ask of its debugger. There is none: a Linux debugger that is attached to us
 * is not a Windows debugger, and is none of the guest's business.
 */
#include "kernel32.h"

BOOL WINAPI IsDebuggerPresent(void)
{
    return NtCurrentTeb()->ProcessEnvironmentBlock->BeingDebugged;
}

BOOL WINAPI CheckRemoteDebuggerPresent(HANDLE hProcess, PBOOL pbDebuggerPresent)
{
    if (!hProcess || !pbDebuggerPresent)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *pbDebuggerPresent = FALSE;
    return TRUE;
}

VOID WINAPI DebugBreak(void)
{
    __asm__ volatile("int3");
}

/* Without a debugger the text goes nowhere, as documented. */
VOID WINAPI OutputDebugStringA(LPCSTR lpOutputString)
{
    (void)lpOutputString;
}

VOID WINAPI OutputDebugStringW(LPCWSTR lpOutputString)
{
    (void)lpOutputString;
}
