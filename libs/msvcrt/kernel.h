/* SPDX-License-Identifier: MIT
 *
 * What the I/O half of msvcrt calls of kernel32 and of the critical sections. The declarations stand here
 * once, so that no other header of this folder depends on how far the headers of include/win/ go.
 */
#ifndef DECANT_MSVCRT_KERNEL_H
#define DECANT_MSVCRT_KERNEL_H

#include <ntdll.h>
#include "find_files.h"

#define CRT_WEAK __attribute__((weak))

#ifndef CREATE_NEW
#define CREATE_NEW        1
#define CREATE_ALWAYS     2
#define OPEN_EXISTING     3
#define OPEN_ALWAYS       4
#define TRUNCATE_EXISTING 5
#endif
#ifndef FILE_BEGIN
#define FILE_BEGIN   0
#define FILE_CURRENT 1
#define FILE_END     2
#endif
#ifndef FILE_TYPE_UNKNOWN
#define FILE_TYPE_UNKNOWN 0
#define FILE_TYPE_DISK    1
#define FILE_TYPE_CHAR    2
#define FILE_TYPE_PIPE    3
#endif
#ifndef FILE_FLAG_DELETE_ON_CLOSE
#define FILE_FLAG_DELETE_ON_CLOSE  0x04000000u
#define FILE_FLAG_BACKUP_SEMANTICS 0x02000000u
#define FILE_FLAG_SEQUENTIAL_SCAN  0x08000000u
#define FILE_FLAG_RANDOM_ACCESS    0x10000000u
#endif
#ifndef MOVEFILE_COPY_ALLOWED
#define MOVEFILE_COPY_ALLOWED 2
#endif
#ifndef DUPLICATE_SAME_ACCESS
#define DUPLICATE_SAME_ACCESS 2
#endif

/* SECURITY_ATTRIBUTES and BY_HANDLE_FILE_INFORMATION under names of our own. */
struct crt_security {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
};

struct crt_file_information {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime, ftLastAccessTime, ftLastWriteTime;
    DWORD dwVolumeSerialNumber, nFileSizeHigh, nFileSizeLow, nNumberOfLinks, nFileIndexHigh, nFileIndexLow;
};

struct crt_attribute_data {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime, ftLastAccessTime, ftLastWriteTime;
    DWORD nFileSizeHigh, nFileSizeLow;
};

/* Each function by its exported symbol; typed here for the callers of this folder. */
#define KERNEL(type, name, ...) type WINAPI crt_##name(__VA_ARGS__) __asm__(#name) CRT_WEAK

KERNEL(HANDLE, CreateFileW, LPCWSTR, DWORD, DWORD, struct crt_security *, DWORD, DWORD, HANDLE);
KERNEL(BOOL, ReadFile, HANDLE, LPVOID, DWORD, LPDWORD, LPVOID);
KERNEL(BOOL, WriteFile, HANDLE, LPCVOID, DWORD, LPDWORD, LPVOID);
KERNEL(BOOL, SetFilePointerEx, HANDLE, LARGE_INTEGER, PLARGE_INTEGER, DWORD);
KERNEL(BOOL, CloseHandle, HANDLE);
KERNEL(DWORD, GetFileType, HANDLE);
KERNEL(BOOL, FlushFileBuffers, HANDLE);
KERNEL(BOOL, SetEndOfFile, HANDLE);
KERNEL(BOOL, DuplicateHandle, HANDLE, HANDLE, HANDLE, PHANDLE, DWORD, BOOL, DWORD);
KERNEL(BOOL, CreatePipe, PHANDLE, PHANDLE, struct crt_security *, DWORD);
KERNEL(BOOL, LockFile, HANDLE, DWORD, DWORD, DWORD, DWORD);
KERNEL(BOOL, UnlockFile, HANDLE, DWORD, DWORD, DWORD, DWORD);
KERNEL(BOOL, GetFileInformationByHandle, HANDLE, struct crt_file_information *);
KERNEL(DWORD, GetFileAttributesW, LPCWSTR);
KERNEL(BOOL, GetFileAttributesExW, LPCWSTR, int, struct crt_attribute_data *);
KERNEL(BOOL, SetFileAttributesW, LPCWSTR, DWORD);
KERNEL(BOOL, DeleteFileW, LPCWSTR);
KERNEL(BOOL, MoveFileExW, LPCWSTR, LPCWSTR, DWORD);
KERNEL(BOOL, CreateDirectoryW, LPCWSTR, struct crt_security *);
KERNEL(BOOL, RemoveDirectoryW, LPCWSTR);
KERNEL(DWORD, GetCurrentDirectoryW, DWORD, LPWSTR);
KERNEL(BOOL, SetCurrentDirectoryW, LPCWSTR);
KERNEL(DWORD, GetFullPathNameW, LPCWSTR, DWORD, LPWSTR, LPWSTR *);
KERNEL(DWORD, GetLogicalDrives, void);
KERNEL(UINT, GetDriveTypeW, LPCWSTR);
KERNEL(BOOL, SetFileTime, HANDLE, const FILETIME *, const FILETIME *, const FILETIME *);
KERNEL(BOOL, GetConsoleMode, HANDLE, LPDWORD);
KERNEL(BOOL, SetConsoleMode, HANDLE, DWORD);
KERNEL(BOOL, ReadConsoleInputW, HANDLE, LPVOID, DWORD, LPDWORD);
KERNEL(BOOL, PeekConsoleInputW, HANDLE, LPVOID, DWORD, LPDWORD);
KERNEL(BOOL, GetNumberOfConsoleInputEvents, HANDLE, LPDWORD);
KERNEL(BOOL, ReadConsoleW, HANDLE, LPVOID, DWORD, LPDWORD, LPVOID);
KERNEL(BOOL, WriteConsoleW, HANDLE, LPCVOID, DWORD, LPDWORD, LPVOID);
KERNEL(BOOL, PeekNamedPipe, HANDLE, LPVOID, DWORD, LPDWORD, LPDWORD, LPDWORD);
KERNEL(HANDLE, GetStdHandle, DWORD);
KERNEL(BOOL, SetStdHandle, DWORD, HANDLE);
KERNEL(DWORD, GetCurrentProcessId, void);
KERNEL(DWORD, GetTempPathW, DWORD, LPWSTR);
KERNEL(DWORD, GetEnvironmentVariableW, LPCWSTR, LPWSTR, DWORD);
KERNEL(BOOL, FileTimeToSystemTime, const FILETIME *, LPVOID);
KERNEL(void, GetSystemTimeAsFileTime, FILETIME *);
KERNEL(void, Sleep, DWORD);
KERNEL(BOOL, GetDiskFreeSpaceW, LPCWSTR, LPDWORD, LPDWORD, LPDWORD, LPDWORD);
KERNEL(NTSTATUS, RtlInitializeCriticalSection, RTL_CRITICAL_SECTION *);
KERNEL(NTSTATUS, RtlEnterCriticalSection, RTL_CRITICAL_SECTION *);
KERNEL(NTSTATUS, RtlLeaveCriticalSection, RTL_CRITICAL_SECTION *);
KERNEL(NTSTATUS, RtlDeleteCriticalSection, RTL_CRITICAL_SECTION *);

static inline void crt_section_init(RTL_CRITICAL_SECTION *section)
{
    if (crt_RtlInitializeCriticalSection)
        crt_RtlInitializeCriticalSection(section);
}

static inline void crt_section_enter(RTL_CRITICAL_SECTION *section)
{
    if (crt_RtlEnterCriticalSection)
        crt_RtlEnterCriticalSection(section);
}

static inline void crt_section_leave(RTL_CRITICAL_SECTION *section)
{
    if (crt_RtlLeaveCriticalSection)
        crt_RtlLeaveCriticalSection(section);
}

#undef KERNEL
#endif
