/* SPDX-License-Identifier: MIT
 *
 * stringapiset.h and the conversion part of winnls.h: constants and prototypes.
 */
#ifndef DECANT_WIN_STRINGAPISET_H
#define DECANT_WIN_STRINGAPISET_H

#include "windef.h"

#define MB_PRECOMPOSED       0x01u
#define MB_COMPOSITE         0x02u
#define MB_USEGLYPHCHARS     0x04u
#define MB_ERR_INVALID_CHARS 0x08u

#define WC_DISCARDNS         0x010u
#define WC_SEPCHARS          0x020u
#define WC_DEFAULTCHAR       0x040u
#define WC_ERR_INVALID_CHARS 0x080u
#define WC_COMPOSITECHECK    0x200u
#define WC_NO_BEST_FIT_CHARS 0x400u

#define CT_CTYPE1 1u
#define CT_CTYPE2 2u
#define CT_CTYPE3 4u

#define MAP_FOLDCZONE        0x0010u
#define MAP_PRECOMPOSED      0x0020u
#define MAP_COMPOSITE        0x0040u
#define MAP_FOLDDIGITS       0x0080u
#define MAP_EXPAND_LIGATURES 0x2000u

#define CSTR_LESS_THAN    1
#define CSTR_EQUAL        2
#define CSTR_GREATER_THAN 3

INT WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCSTR lpMultiByteStr, INT cbMultiByte,
                               LPWSTR lpWideCharStr, INT cchWideChar);
INT WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWSTR lpWideCharStr, INT cchWideChar,
                               LPSTR lpMultiByteStr, INT cbMultiByte, LPCSTR lpDefaultChar,
                               LPBOOL lpUsedDefaultChar);
INT WINAPI CompareStringW(LCID Locale, DWORD dwCmpFlags, LPCWSTR lpString1, INT cchCount1, LPCWSTR lpString2,
                          INT cchCount2);
INT WINAPI CompareStringA(LCID Locale, DWORD dwCmpFlags, LPCSTR lpString1, INT cchCount1, LPCSTR lpString2,
                          INT cchCount2);
INT WINAPI CompareStringEx(LPCWSTR lpLocaleName, DWORD dwCmpFlags, LPCWSTR lpString1, INT cchCount1,
                           LPCWSTR lpString2, INT cchCount2, PVOID lpVersionInformation, PVOID lpReserved,
                           LPARAM lParam);
INT WINAPI CompareStringOrdinal(LPCWSTR lpString1, INT cchCount1, LPCWSTR lpString2, INT cchCount2,
                                BOOL bIgnoreCase);
BOOL WINAPI GetStringTypeW(DWORD dwInfoType, LPCWSTR lpSrcStr, INT cchSrc, LPWORD lpCharType);
BOOL WINAPI GetStringTypeExW(LCID Locale, DWORD dwInfoType, LPCWSTR lpSrcStr, INT cchSrc, LPWORD lpCharType);
BOOL WINAPI GetStringTypeA(LCID Locale, DWORD dwInfoType, LPCSTR lpSrcStr, INT cchSrc, LPWORD lpCharType);
BOOL WINAPI GetStringTypeExA(LCID Locale, DWORD dwInfoType, LPCSTR lpSrcStr, INT cchSrc, LPWORD lpCharType);
INT WINAPI FoldStringW(DWORD dwMapFlags, LPCWSTR lpSrcStr, INT cchSrc, LPWSTR lpDestStr, INT cchDest);

#endif
