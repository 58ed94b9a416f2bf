/* SPDX-License-Identifier: MIT
 *
 * The functions of kernel32 that the runtime calls and that no SDK header of ours declares yet. They are
 * weak: a caller that finds one missing fails with ENOSYS.
 */
#ifndef DECANT_MSVCRT_KERNEL32_CALLS_H
#define DECANT_MSVCRT_KERNEL32_CALLS_H

#include <win/windef.h>

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

#define WEAK __attribute__((weak))
BOOL WINAPI CloseHandle(HANDLE hObject) WEAK;
VOID WINAPI Sleep(DWORD dwMilliseconds) WEAK;
BOOL WINAPI Beep(DWORD dwFreq, DWORD dwDuration) WEAK;
UINT WINAPI SetErrorMode(UINT uMode) WEAK;
DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds) WEAK;
BOOL WINAPI GetExitCodeProcess(HANDLE hProcess, LPDWORD lpExitCode) WEAK;
BOOL WINAPI CreateProcessW(LPCWSTR lpApplicationName, LPWSTR lpCommandLine, void *lpProcessAttributes,
                           void *lpThreadAttributes, BOOL bInheritHandles, DWORD dwCreationFlags,
                           LPVOID lpEnvironment, LPCWSTR lpCurrentDirectory,
                           struct crt_startup_info *lpStartupInfo,
                           struct crt_process_information *lpProcessInformation) WEAK;
DWORD WINAPI GetFileAttributesW(LPCWSTR lpFileName) WEAK;
DWORD WINAPI GetFullPathNameW(LPCWSTR lpFileName, DWORD nBufferLength, LPWSTR lpBuffer,
                              LPWSTR *lpFilePart) WEAK;
BOOL WINAPI CreatePipe(PHANDLE hReadPipe, PHANDLE hWritePipe, void *lpPipeAttributes, DWORD nSize) WEAK;
BOOL WINAPI SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags) WEAK;
HANDLE WINAPI GetStdHandle(DWORD nStdHandle) WEAK;
HMODULE WINAPI LoadLibraryA(LPCSTR lpLibFileName) WEAK;
BOOL WINAPI FreeLibrary(HMODULE hLibModule) WEAK;
FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName) WEAK;
#undef WEAK

#define DETACHED_PROCESS 0x8u

#endif
