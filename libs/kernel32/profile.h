/* SPDX-License-Identifier: MIT
 *
 * What the reader and the writer of private profiles share.
 */
#ifndef DECANT_KERNEL32_PROFILE_H
#define DECANT_KERNEL32_PROFILE_H

#include "nls.h"

#define PROFILE_PATH (MAX_PATH * 2)

struct span {
    const WCHAR *text;
    size_t length;
};

enum profile_encoding { PROFILE_ANSI, PROFILE_UTF8_MARK, PROFILE_UTF16 };

/* Where the file is: in the Windows folder if it has none. False: the last error is set. */
bool profile_path(LPCWSTR name, WCHAR path[PROFILE_PATH]);
/* The whole file as UTF-16 in malloc memory; NULL with the last error set. */
WCHAR *profile_read(LPCWSTR name, size_t *length, enum profile_encoding *encoding);
struct span profile_trim(struct span span);
/* Of a trimmed line: "[name]"; "key=value", or a line without '=', whose value has no text. */
bool profile_is_section(struct span line, struct span *name);
bool profile_split_line(struct span line, struct span *key, struct span *value);
bool profile_same(struct span span, LPCWSTR name);

UINT WINAPI GetWindowsDirectoryW(LPWSTR lpBuffer, UINT uSize);

/* What the files implement; a file name of NULL is win.ini. */
DWORD WINAPI GetPrivateProfileStringW(LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpDefault,
                                      LPWSTR lpReturnedString, DWORD nSize, LPCWSTR lpFileName);
DWORD WINAPI GetPrivateProfileStringA(LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpDefault,
                                      LPSTR lpReturnedString, DWORD nSize, LPCSTR lpFileName);
DWORD WINAPI GetPrivateProfileSectionW(LPCWSTR lpAppName, LPWSTR lpReturnedString, DWORD nSize,
                                       LPCWSTR lpFileName);
DWORD WINAPI GetPrivateProfileSectionA(LPCSTR lpAppName, LPSTR lpReturnedString, DWORD nSize,
                                       LPCSTR lpFileName);
UINT WINAPI GetPrivateProfileIntW(LPCWSTR lpAppName, LPCWSTR lpKeyName, INT nDefault, LPCWSTR lpFileName);
UINT WINAPI GetPrivateProfileIntA(LPCSTR lpAppName, LPCSTR lpKeyName, INT nDefault, LPCSTR lpFileName);
BOOL WINAPI WritePrivateProfileStringW(LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpString,
                                       LPCWSTR lpFileName);
BOOL WINAPI WritePrivateProfileStringA(LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpString,
                                       LPCSTR lpFileName);
BOOL WINAPI WritePrivateProfileSectionW(LPCWSTR lpAppName, LPCWSTR lpString, LPCWSTR lpFileName);
BOOL WINAPI WritePrivateProfileSectionA(LPCSTR lpAppName, LPCSTR lpString, LPCSTR lpFileName);

#endif
