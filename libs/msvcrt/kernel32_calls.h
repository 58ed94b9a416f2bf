/* SPDX-License-Identifier: MIT
 *
 * The functions of kernel32 that start other programs, and a few that no SDK header of ours declares. Those
 * that may be missing are weak: their callers fail with ENOSYS then.
 */
#ifndef DECANT_MSVCRT_KERNEL32_CALLS_H
#define DECANT_MSVCRT_KERNEL32_CALLS_H

#include <win/fileapi.h>
#include <win/handleapi.h>
#include <win/processenv.h>
#include <win/processthreadsapi.h>
#include <win/synchapi.h>

struct crt_startup_info {
    DWORD cb;
    LPWSTR lpReserved, lpDesktop, lpTitle;
    DWORD dwX, dwY, dwXSize, dwYSize, dwXCountChars, dwYCountChars, dwFillAttribute, dwFlags;
    WORD wShowWindow, cbReserved2;
    LPBYTE lpReserved2;
    HANDLE hStdInput, hStdOutput, hStdError;
};
struct crt_process_information {
    HANDLE hProcess, hThread;
    DWORD dwProcessId, dwThreadId;
};

/* Under names of our own, for the types are: kernel32's symbols. */
BOOL WINAPI crt_CreateProcessW(LPCWSTR lpApplicationName, LPWSTR lpCommandLine, void *lpProcessAttributes,
                               void *lpThreadAttributes, BOOL bInheritHandles, DWORD dwCreationFlags,
                               LPVOID lpEnvironment, LPCWSTR lpCurrentDirectory,
                               struct crt_startup_info *lpStartupInfo,
                               struct crt_process_information *lpProcessInformation) __asm__("CreateProcessW")
    __attribute__((weak));
BOOL WINAPI crt_Beep(DWORD dwFreq, DWORD dwDuration) __asm__("Beep") __attribute__((weak));
UINT WINAPI crt_SetErrorMode(UINT uMode) __asm__("SetErrorMode");

#endif
