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
#include <ntdll.h>
#include <rtl/locks.h>

#define CRT_WEAK __attribute__((weak))

#ifndef MOVEFILE_COPY_ALLOWED
#define MOVEFILE_COPY_ALLOWED 2
#endif
#ifndef DUPLICATE_SAME_ACCESS
#define DUPLICATE_SAME_ACCESS 2
#endif

#define KERNEL(type, name, ...) type WINAPI crt_##name(__VA_ARGS__) __asm__(#name) CRT_WEAK
KERNEL(BOOL, CreatePipe, PHANDLE, PHANDLE, LPSECURITY_ATTRIBUTES, DWORD);
KERNEL(BOOL, MoveFileExW, LPCWSTR, LPCWSTR, DWORD);
KERNEL(DWORD, GetLogicalDrives, void);
KERNEL(BOOL, GetConsoleMode, HANDLE, LPDWORD);
KERNEL(BOOL, SetConsoleMode, HANDLE, DWORD);
KERNEL(BOOL, ReadConsoleInputW, HANDLE, LPVOID, DWORD, LPDWORD);
KERNEL(BOOL, PeekConsoleInputW, HANDLE, LPVOID, DWORD, LPDWORD);
KERNEL(BOOL, GetNumberOfConsoleInputEvents, HANDLE, LPDWORD);
KERNEL(BOOL, ReadConsoleW, HANDLE, LPVOID, DWORD, LPDWORD, LPVOID);
KERNEL(BOOL, WriteConsoleW, HANDLE, LPCVOID, DWORD, LPDWORD, LPVOID);
KERNEL(BOOL, PeekNamedPipe, HANDLE, LPVOID, DWORD, LPDWORD, LPDWORD, LPDWORD);
KERNEL(BOOL, GetDiskFreeSpaceW, LPCWSTR, LPDWORD, LPDWORD, LPDWORD, LPDWORD);
#undef KERNEL

#endif
