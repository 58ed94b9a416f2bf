/* SPDX-License-Identifier: MIT
 *
 * memoryapi.h: file mappings.
 */
#include "kernel/ob/object.h"
#include "kernel/mm/section.h"
#include "kernel/mm/virtual.h"
#include <win/minwinbase.h>
#include "kernel32.h"
#include "object_name.h"

#define PAGE_BITS 0xFFu

/* Rights of the handle: to map what the protection allows. */
static ACCESS_MASK access_of(DWORD protect)
{
    ACCESS_MASK access = STANDARD_RIGHTS_REQUIRED | SECTION_QUERY | SECTION_MAP_READ | SECTION_EXTEND_SIZE;
    if (protect == PAGE_READWRITE || protect == PAGE_EXECUTE_READWRITE)
        access |= SECTION_MAP_WRITE;
    if (protect & 0xF0)
        access |= SECTION_MAP_EXECUTE | SECTION_MAP_EXECUTE_EXPLICIT;
    return access;
}

HANDLE WINAPI CreateFileMappingW(HANDLE hFile, LPSECURITY_ATTRIBUTES lpFileMappingAttributes, DWORD flProtect,
                                 DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow, LPCWSTR lpName)
{
    struct object_name buffer;
    LARGE_INTEGER size = {.LowPart = dwMaximumSizeLow, .HighPart = (LONG)dwMaximumSizeHigh};
    DWORD protect = flProtect & PAGE_BITS, attributes = flProtect & ~PAGE_BITS;
    HANDLE handle = NULL;
    if (!(attributes & (SEC_COMMIT | SEC_RESERVE | SEC_IMAGE)))
        attributes |= SEC_COMMIT;
    if (hFile == INVALID_HANDLE_VALUE)
        hFile = NULL; /* NtCreateSection's "no file"; a caller's own NULL means the same */
    if (!hFile && !size.QuadPart)
        return (HANDLE)(UINT_PTR)win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = NtCreateSection(&handle, access_of(protect),
                                      object_attributes(&buffer, lpFileMappingAttributes, lpName),
                                      size.QuadPart ? &size : NULL, protect, attributes, hFile);
    return object_created(status, handle);
}

HANDLE WINAPI CreateFileMappingA(HANDLE hFile, LPSECURITY_ATTRIBUTES lpFileMappingAttributes, DWORD flProtect,
                                 DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow, LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, CreateFileMappingW(hFile, lpFileMappingAttributes, flProtect, dwMaximumSizeHigh,
                                              dwMaximumSizeLow, wide));
}

/* One node. */
HANDLE WINAPI CreateFileMappingNumaW(HANDLE hFile, LPSECURITY_ATTRIBUTES lpFileMappingAttributes,
                                     DWORD flProtect, DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow,
                                     LPCWSTR lpName, DWORD nndPreferred)
{
    return CreateFileMappingW(hFile, lpFileMappingAttributes, flProtect, dwMaximumSizeHigh, dwMaximumSizeLow,
                              lpName);
}

HANDLE WINAPI OpenFileMappingW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)
{
    if (dwDesiredAccess == FILE_MAP_COPY) /* copying needs reading only */
        dwDesiredAccess = FILE_MAP_READ;
    return object_open(NtOpenSection, dwDesiredAccess, bInheritHandle, lpName);
}

HANDLE WINAPI OpenFileMappingA(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, OpenFileMappingW(dwDesiredAccess, bInheritHandle, wide));
}

/* FILE_MAP_ALL_ACCESS means writing; FILE_MAP_COPY alone copies, and with writing it does not. */
static DWORD view_protection(DWORD access)
{
    bool execute = access & FILE_MAP_EXECUTE;
    if (access & FILE_MAP_WRITE)
        return execute ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    if (access & FILE_MAP_COPY && !(access & FILE_MAP_READ))
        return execute ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
    if (access & FILE_MAP_COPY)
        return execute ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
    if (access & FILE_MAP_READ)
        return execute ? PAGE_EXECUTE_READ : PAGE_READONLY;
    return execute ? PAGE_EXECUTE_READ : PAGE_NOACCESS;
}

LPVOID WINAPI MapViewOfFileEx(HANDLE hFileMappingObject, DWORD dwDesiredAccess, DWORD dwFileOffsetHigh,
                              DWORD dwFileOffsetLow, SIZE_T dwNumberOfBytesToMap, LPVOID lpBaseAddress)
{
    LARGE_INTEGER offset = {.LowPart = dwFileOffsetLow, .HighPart = (LONG)dwFileOffsetHigh};
    return win32_result(NtMapViewOfSection(hFileMappingObject, NtCurrentProcess(), &lpBaseAddress, 0, 0,
                                           &offset, &dwNumberOfBytesToMap, ViewShare, 0,
                                           view_protection(dwDesiredAccess)))
               ? lpBaseAddress
               : NULL;
}

LPVOID WINAPI MapViewOfFile(HANDLE hFileMappingObject, DWORD dwDesiredAccess, DWORD dwFileOffsetHigh,
                            DWORD dwFileOffsetLow, SIZE_T dwNumberOfBytesToMap)
{
    return MapViewOfFileEx(hFileMappingObject, dwDesiredAccess, dwFileOffsetHigh, dwFileOffsetLow,
                           dwNumberOfBytesToMap, NULL);
}

LPVOID WINAPI MapViewOfFileExNuma(HANDLE hFileMappingObject, DWORD dwDesiredAccess, DWORD dwFileOffsetHigh,
                                  DWORD dwFileOffsetLow, SIZE_T dwNumberOfBytesToMap, LPVOID lpBaseAddress,
                                  DWORD nndPreferred)
{
    return MapViewOfFileEx(hFileMappingObject, dwDesiredAccess, dwFileOffsetHigh, dwFileOffsetLow,
                           dwNumberOfBytesToMap, lpBaseAddress);
}

BOOL WINAPI UnmapViewOfFile(LPCVOID lpBaseAddress)
{
    return win32_result(NtUnmapViewOfSection(NtCurrentProcess(), (PVOID)lpBaseAddress));
}

BOOL WINAPI FlushViewOfFile(LPCVOID lpBaseAddress, SIZE_T dwNumberOfBytesToFlush)
{
    IO_STATUS_BLOCK io;
    PVOID base = (PVOID)lpBaseAddress;
    return win32_result(NtFlushVirtualMemory(NtCurrentProcess(), &base, &dwNumberOfBytesToFlush, &io));
}
