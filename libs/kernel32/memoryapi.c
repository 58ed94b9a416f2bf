/* SPDX-License-Identifier: MIT
 *
 * memoryapi.h: memory. The forms with a process handle take this process's; others' memory is out of reach.
 */
#include <rtl/heap.h>
#include "kernel/mm/virtual.h"
#include <win/memoryapi.h>
#include "kernel32.h"

LPVOID WINAPI VirtualAllocEx(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType,
                             DWORD flProtect)
{
    if (lpAddress && (uintptr_t)lpAddress < ALLOCATION_GRANULARITY) /* 0 after rounding would mean anywhere */
        return (LPVOID)(uintptr_t)win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(
               NtAllocateVirtualMemory(hProcess, &lpAddress, 0, &dwSize, flAllocationType, flProtect))
               ? lpAddress
               : NULL;
}

LPVOID WINAPI VirtualAlloc(LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType, DWORD flProtect)
{
    return VirtualAllocEx(NtCurrentProcess(), lpAddress, dwSize, flAllocationType, flProtect);
}

/* One node: the preferred one is always the right one. */
LPVOID WINAPI VirtualAllocExNuma(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType,
                                 DWORD flProtect, DWORD nndPreferred)
{
    return VirtualAllocEx(hProcess, lpAddress, dwSize, flAllocationType, flProtect);
}

BOOL WINAPI VirtualFreeEx(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType)
{
    if (dwFreeType == MEM_RELEASE && dwSize)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(NtFreeVirtualMemory(hProcess, &lpAddress, &dwSize, dwFreeType));
}

BOOL WINAPI VirtualFree(LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType)
{
    return VirtualFreeEx(NtCurrentProcess(), lpAddress, dwSize, dwFreeType);
}

BOOL WINAPI VirtualProtectEx(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize, DWORD flNewProtect,
                             PDWORD lpflOldProtect)
{
    return win32_result(NtProtectVirtualMemory(hProcess, &lpAddress, &dwSize, flNewProtect, lpflOldProtect));
}

BOOL WINAPI VirtualProtect(LPVOID lpAddress, SIZE_T dwSize, DWORD flNewProtect, PDWORD lpflOldProtect)
{
    return VirtualProtectEx(NtCurrentProcess(), lpAddress, dwSize, flNewProtect, lpflOldProtect);
}

SIZE_T WINAPI VirtualQueryEx(HANDLE hProcess, LPCVOID lpAddress, PMEMORY_BASIC_INFORMATION lpBuffer,
                             SIZE_T dwLength)
{
    SIZE_T size = 0;
    return win32_result(NtQueryVirtualMemory(hProcess, (PVOID)lpAddress, 0, lpBuffer, dwLength, &size)) ? size
                                                                                                        : 0;
}

SIZE_T WINAPI VirtualQuery(LPCVOID lpAddress, PMEMORY_BASIC_INFORMATION lpBuffer, SIZE_T dwLength)
{
    return VirtualQueryEx(NtCurrentProcess(), lpAddress, lpBuffer, dwLength);
}

BOOL WINAPI VirtualLock(LPVOID lpAddress, SIZE_T dwSize)
{
    return win32_result(NtLockVirtualMemory(NtCurrentProcess(), &lpAddress, &dwSize, 1));
}

BOOL WINAPI VirtualUnlock(LPVOID lpAddress, SIZE_T dwSize)
{
    return win32_result(NtUnlockVirtualMemory(NtCurrentProcess(), &lpAddress, &dwSize, 1));
}

/* Its pages read as zeros or as before, both of which are allowed, until they are written. */
DWORD WINAPI DiscardVirtualMemory(PVOID VirtualAddress, SIZE_T Size)
{
    if ((uintptr_t)VirtualAddress % PAGE_SIZE || Size % PAGE_SIZE || !Size)
        return ERROR_INVALID_PARAMETER;
    NTSTATUS status =
        NtAllocateVirtualMemory(NtCurrentProcess(), &VirtualAddress, 0, &Size, MEM_RESET, PAGE_READWRITE);
    return NT_SUCCESS(status) ? ERROR_SUCCESS : RtlNtStatusToDosError(status);
}

DWORD WINAPI OfferVirtualMemory(PVOID VirtualAddress, SIZE_T Size, ULONG Priority)
{
    if (Priority < 1 || Priority > 4)
        return ERROR_INVALID_PARAMETER;
    return DiscardVirtualMemory(VirtualAddress, Size);
}

/* Linux does not say which of the pages it took. ERROR_BUSY is "reclaimed, but the contents are gone". */
DWORD WINAPI ReclaimVirtualMemory(const VOID *VirtualAddress, SIZE_T Size)
{
    if ((uintptr_t)VirtualAddress % PAGE_SIZE || Size % PAGE_SIZE || !Size)
        return ERROR_INVALID_PARAMETER;
    return ERROR_BUSY;
}

SIZE_T WINAPI GetLargePageMinimum(void)
{
    return 0x200000;
}

BOOL WINAPI ReadProcessMemory(HANDLE hProcess, LPCVOID lpBaseAddress, LPVOID lpBuffer, SIZE_T nSize,
                              SIZE_T *lpNumberOfBytesRead)
{
    return win32_result(NtReadVirtualMemory(hProcess, lpBaseAddress, lpBuffer, nSize, lpNumberOfBytesRead));
}

/* A page that cannot be written, but could be (code), is made writable for the while, as Windows does it. */
BOOL WINAPI WriteProcessMemory(HANDLE hProcess, LPVOID lpBaseAddress, LPCVOID lpBuffer, SIZE_T nSize,
                               SIZE_T *lpNumberOfBytesWritten)
{
    PVOID base = lpBaseAddress;
    SIZE_T size = nSize;
    ULONG old = 0, ignored;
    NTSTATUS status = NtWriteVirtualMemory(hProcess, lpBaseAddress, lpBuffer, nSize, lpNumberOfBytesWritten);
    if (NT_SUCCESS(status) || !nSize)
        return win32_result(status);
    if (!win32_result(NtProtectVirtualMemory(hProcess, &base, &size, PAGE_EXECUTE_READWRITE, &old)))
        return win32_fail(ERROR_NOACCESS);
    /* Only code may be written so: data that is protected stays so. */
    bool code = old & (PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY);
    if (code)
        status = NtWriteVirtualMemory(hProcess, lpBaseAddress, lpBuffer, nSize, lpNumberOfBytesWritten);
    base = lpBaseAddress;
    size = nSize;
    NtProtectVirtualMemory(hProcess, &base, &size, old, &ignored);
    return code ? win32_result(status) : win32_fail(ERROR_NOACCESS);
}

BOOL WINAPI FlushInstructionCache(HANDLE hProcess, LPCVOID lpBaseAddress, SIZE_T dwSize)
{
    return win32_result(NtFlushInstructionCache(hProcess, (PVOID)lpBaseAddress, dwSize));
}
