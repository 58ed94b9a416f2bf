/* SPDX-License-Identifier: MIT
 *
 * kernel32's search for files, as far as this DLL uses it.
 */
#ifndef DECANT_MSVCRT_FIND_FILES_H
#define DECANT_MSVCRT_FIND_FILES_H

#include <win/windef.h>

typedef struct {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    DWORD nFileSizeHigh;
    DWORD nFileSizeLow;
    DWORD dwReserved0;
    DWORD dwReserved1;
    WCHAR cFileName[MAX_PATH];
    WCHAR cAlternateFileName[14];
} WIN32_FIND_DATAW;

HANDLE WINAPI FindFirstFileW(LPCWSTR lpFileName, WIN32_FIND_DATAW *lpFindFileData) __attribute__((weak));
BOOL WINAPI FindNextFileW(HANDLE hFindFile, WIN32_FIND_DATAW *lpFindFileData) __attribute__((weak));
BOOL WINAPI FindClose(HANDLE hFindFile) __attribute__((weak));

#endif
