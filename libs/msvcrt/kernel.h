/* SPDX-License-Identifier: MIT
 *
 * What the I/O half of msvcrt calls of kernel32 and ntdll. Functions that are called by a name with crt_ in
 * front may be missing from this build of kernel32; who calls one that matters asks first.
 */
#ifndef DECANT_MSVCRT_KERNEL_H
#define DECANT_MSVCRT_KERNEL_H

#include <win/fileapi.h>
#include <win/handleapi.h>
#include <win/processenv.h>
#include <win/processthreadsapi.h>
#include <win/synchapi.h>
#include <win/sysinfoapi.h>
#include <win/winbase_file.h>
#include <ntdll.h>
#include <rtl/locks.h>

#ifndef DUPLICATE_SAME_ACCESS
#define DUPLICATE_SAME_ACCESS 2
#endif

/* These have no header of their own yet. */
BOOL WINAPI CreatePipe(PHANDLE hReadPipe, PHANDLE hWritePipe, LPSECURITY_ATTRIBUTES lpPipeAttributes,
                       DWORD nSize);
BOOL WINAPI PeekNamedPipe(HANDLE hNamedPipe, LPVOID lpBuffer, DWORD nBufferSize, LPDWORD lpBytesRead,
                          LPDWORD lpTotalBytesAvail, LPDWORD lpBytesLeftThisMessage);
DWORD WINAPI GetLogicalDrives(VOID);
BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR lpRootPathName, LPDWORD lpSectorsPerCluster, LPDWORD lpBytesPerSector,
                              LPDWORD lpNumberOfFreeClusters, LPDWORD lpTotalNumberOfClusters);

/* The console's. */
#define CONSOLE(type, name, ...) type WINAPI crt_##name(__VA_ARGS__) __asm__(#name) __attribute__((weak))
CONSOLE(BOOL, GetConsoleMode, HANDLE, LPDWORD);
CONSOLE(BOOL, SetConsoleMode, HANDLE, DWORD);
CONSOLE(BOOL, ReadConsoleInputW, HANDLE, LPVOID, DWORD, LPDWORD);
CONSOLE(BOOL, PeekConsoleInputW, HANDLE, LPVOID, DWORD, LPDWORD);
CONSOLE(BOOL, GetNumberOfConsoleInputEvents, HANDLE, LPDWORD);
CONSOLE(BOOL, ReadConsoleW, HANDLE, LPVOID, DWORD, LPDWORD, LPVOID);
CONSOLE(BOOL, WriteConsoleW, HANDLE, LPCVOID, DWORD, LPDWORD, LPVOID);
#undef CONSOLE

#endif
