/* SPDX-License-Identifier: MIT
 *
 * stringapiset.h: conversion between code pages and UTF-16. An explicit CP_UTF8 is held to its documented
 * rules (few flags, no default character). Where CP_ACP merely happens to be UTF-8, programs that were
 * written for an ANSI page pass what an ANSI page takes; that is accepted.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/nls.h>
#include <rtl/nls_sort.h>
#include "common/wide.h"
#include <win/stringapiset.h>
#include "kernel32.h"

/* Pages for which only the flag "fail on invalid characters", or no flag at all, is allowed. */
static bool only_strict_flag(UINT page)
{
    return page == CP_UTF8 || page == 54936;
}

static bool no_flags(UINT page)
{
    return page == CP_SYMBOL || page == CP_UTF7 || (page >= 50220 && page <= 50229) ||
           (page >= 57002 && page <= 57011);
}

static DWORD conversion_error(ptrdiff_t result)
{
    switch (result) {
    case NLS_INVALID:
        return ERROR_NO_UNICODE_TRANSLATION;
    case NLS_TOO_SMALL:
        return ERROR_INSUFFICIENT_BUFFER;
    case NLS_NO_MEMORY:
        return ERROR_NOT_ENOUGH_MEMORY;
    default:
        return ERROR_INVALID_PARAMETER;
    }
}

/* MB_COMPOSITE: the decoded text taken apart into letters and marks. */
static ptrdiff_t decode_composite(UINT page, unsigned flags, const char *from, size_t length, WCHAR *to,
                                  size_t size)
{
    ptrdiff_t units = nls_decode(page, flags, from, length, NULL, 0);
    if (units <= 0)
        return units;
    size_t count = 0;
    WCHAR *plain = malloc((size_t)units * sizeof(WCHAR)), *parts = NULL;
    if (plain && nls_decode(page, flags, from, length, plain, (size_t)units) == units)
        parts = nls_normalize(NormalizationD, plain, (size_t)units, &count);
    ptrdiff_t result = parts ? (ptrdiff_t)count : NLS_NO_MEMORY;
    if (parts && size && count > size)
        result = NLS_TOO_SMALL;
    else if (parts && size)
        memcpy(to, parts, count * sizeof(WCHAR));
    free(plain);
    free(parts);
    return result;
}

INT WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCSTR lpMultiByteStr, INT cbMultiByte,
                               LPWSTR lpWideCharStr, INT cchWideChar)
{
    if (!lpMultiByteStr || !cbMultiByte || cchWideChar < 0 || (cchWideChar && !lpWideCharStr) ||
        (const void *)lpMultiByteStr == lpWideCharStr)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwFlags & ~(MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS | MB_ERR_INVALID_CHARS) ||
        (dwFlags & MB_PRECOMPOSED && dwFlags & MB_COMPOSITE) ||
        (only_strict_flag(CodePage) && dwFlags & ~MB_ERR_INVALID_CHARS) || (no_flags(CodePage) && dwFlags))
        return win32_fail(ERROR_INVALID_FLAGS);
    size_t length = cbMultiByte < 0 ? strlen(lpMultiByteStr) + 1 : (size_t)cbMultiByte;
    unsigned flags =
        (dwFlags & MB_ERR_INVALID_CHARS ? NLS_STRICT : 0) | (dwFlags & MB_USEGLYPHCHARS ? NLS_GLYPHS : 0);
    ptrdiff_t units =
        dwFlags & MB_COMPOSITE
            ? decode_composite(CodePage, flags, lpMultiByteStr, length, lpWideCharStr, (size_t)cchWideChar)
            : nls_decode(CodePage, flags, lpMultiByteStr, length, lpWideCharStr, (size_t)cchWideChar);
    if (units < 0)
        return win32_fail(conversion_error(units));
    return (INT)units;
}

INT WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWSTR lpWideCharStr, INT cchWideChar,
                               LPSTR lpMultiByteStr, INT cbMultiByte, LPCSTR lpDefaultChar,
                               LPBOOL lpUsedDefaultChar)
{
    if (!lpWideCharStr || !cchWideChar || cbMultiByte < 0 || (cbMultiByte && !lpMultiByteStr) ||
        (const void *)lpWideCharStr == lpMultiByteStr)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwFlags & ~(WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR | WC_ERR_INVALID_CHARS | WC_COMPOSITECHECK |
                    WC_NO_BEST_FIT_CHARS) ||
        (only_strict_flag(CodePage) ? dwFlags & ~WC_ERR_INVALID_CHARS : dwFlags & WC_ERR_INVALID_CHARS) ||
        (no_flags(CodePage) && dwFlags))
        return win32_fail(ERROR_INVALID_FLAGS);
    if ((CodePage == CP_UTF8 || CodePage == CP_UTF7) && (lpDefaultChar || lpUsedDefaultChar))
        return win32_fail(ERROR_INVALID_PARAMETER);
    size_t length = cchWideChar < 0 ? wide_length(lpWideCharStr) + 1 : (size_t)cchWideChar;
    unsigned flags = (dwFlags & WC_ERR_INVALID_CHARS ? NLS_STRICT : 0) |
                     (dwFlags & WC_NO_BEST_FIT_CHARS ? NLS_NO_BEST_FIT : 0);
    WCHAR *composed = NULL;
    if (dwFlags & WC_COMPOSITECHECK &&
        !(composed = nls_normalize(NormalizationC, lpWideCharStr, length, &length)))
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    bool used = false;
    ptrdiff_t bytes = nls_encode(CodePage, flags, composed ? composed : lpWideCharStr, length, lpMultiByteStr,
                                 (size_t)cbMultiByte, lpDefaultChar, &used);
    free(composed);
    if (bytes < 0)
        return win32_fail(conversion_error(bytes));
    if (lpUsedDefaultChar)
        *lpUsedDefaultChar = used;
    return (INT)bytes;
}

/* ---- character types ---- */

BOOL WINAPI GetStringTypeW(DWORD dwInfoType, LPCWSTR lpSrcStr, INT cchSrc, LPWORD lpCharType)
{
    if (!lpSrcStr || !lpCharType || !cchSrc || (const void *)lpSrcStr == lpCharType)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwInfoType != CT_CTYPE1 && dwInfoType != CT_CTYPE2 && dwInfoType != CT_CTYPE3)
        return win32_fail(ERROR_INVALID_PARAMETER);
    size_t length = cchSrc < 0 ? wide_length(lpSrcStr) + 1 : (size_t)cchSrc;
    unsigned kind = dwInfoType == CT_CTYPE1 ? 0 : dwInfoType == CT_CTYPE2 ? 1 : 2;
    for (size_t i = 0; i < length; i++)
        lpCharType[i] = nls_ctype(lpSrcStr[i], kind);
    return TRUE;
}

BOOL WINAPI GetStringTypeExW(LCID Locale, DWORD dwInfoType, LPCWSTR lpSrcStr, INT cchSrc, LPWORD lpCharType)
{
    return GetStringTypeW(dwInfoType, lpSrcStr, cchSrc, lpCharType);
}

BOOL WINAPI GetStringTypeExA(LCID Locale, DWORD dwInfoType, LPCSTR lpSrcStr, INT cchSrc, LPWORD lpCharType)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    size_t length;
    if (!lpSrcStr || !cchSrc)
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = nls_ansi_to_wide_counted(lpSrcStr, cchSrc < 0 ? strlen(lpSrcStr) + 1 : (size_t)cchSrc,
                                               buffer, NLS_LOCAL, &wide, &length);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    BOOL result = GetStringTypeW(dwInfoType, wide, (INT)length, lpCharType);
    nls_free(wide, buffer);
    return result;
}

BOOL WINAPI GetStringTypeA(LCID Locale, DWORD dwInfoType, LPCSTR lpSrcStr, INT cchSrc, LPWORD lpCharType)
{
    return GetStringTypeExA(Locale, dwInfoType, lpSrcStr, cchSrc, lpCharType);
}

/* ---- comparison ---- */

#define COMPARE_FLAGS                                                                                        \
    (NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS | SORT_DIGITSASNUMBERS |                     \
     LINGUISTIC_IGNORECASE | LINGUISTIC_IGNOREDIACRITIC | SORT_STRINGSORT | NORM_IGNOREKANATYPE |            \
     NORM_IGNOREWIDTH | NORM_LINGUISTIC_CASING | 0x40000000u /* LOCALE_USE_CP_ACP */)

INT WINAPI CompareStringEx(LPCWSTR lpLocaleName, DWORD dwCmpFlags, LPCWSTR lpString1, INT cchCount1,
                           LPCWSTR lpString2, INT cchCount2, PVOID lpVersionInformation, PVOID lpReserved,
                           LPARAM lParam)
{
    if (!lpString1 || !lpString2)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwCmpFlags & ~COMPARE_FLAGS)
        return win32_fail(ERROR_INVALID_FLAGS);
    size_t length1 = cchCount1 < 0 ? wide_length(lpString1) : (size_t)cchCount1;
    size_t length2 = cchCount2 < 0 ? wide_length(lpString2) : (size_t)cchCount2;
    int order = nls_compare(dwCmpFlags, lpString1, length1, lpString2, length2);
    return order < 0 ? CSTR_LESS_THAN : order > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL;
}

INT WINAPI CompareStringW(LCID Locale, DWORD dwCmpFlags, LPCWSTR lpString1, INT cchCount1, LPCWSTR lpString2,
                          INT cchCount2)
{
    return CompareStringEx(NULL, dwCmpFlags, lpString1, cchCount1, lpString2, cchCount2, NULL, NULL, 0);
}

INT WINAPI CompareStringA(LCID Locale, DWORD dwCmpFlags, LPCSTR lpString1, INT cchCount1, LPCSTR lpString2,
                          INT cchCount2)
{
    WCHAR buffer1[NLS_LOCAL], buffer2[NLS_LOCAL], *wide1, *wide2;
    size_t length1, length2;
    if (!lpString1 || !lpString2)
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status =
        nls_ansi_to_wide_counted(lpString1, cchCount1 < 0 ? strlen(lpString1) : (size_t)cchCount1, buffer1,
                                 NLS_LOCAL, &wide1, &length1);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    status = nls_ansi_to_wide_counted(lpString2, cchCount2 < 0 ? strlen(lpString2) : (size_t)cchCount2,
                                      buffer2, NLS_LOCAL, &wide2, &length2);
    INT result = 0;
    if (NT_SUCCESS(status)) {
        result = CompareStringW(Locale, dwCmpFlags, wide1, (INT)length1, wide2, (INT)length2);
        nls_free(wide2, buffer2);
    } else {
        win32_result(status);
    }
    nls_free(wide1, buffer1);
    return result;
}

INT WINAPI CompareStringOrdinal(LPCWSTR lpString1, INT cchCount1, LPCWSTR lpString2, INT cchCount2,
                                BOOL bIgnoreCase)
{
    if (!lpString1 || !lpString2 || cchCount1 < -1 || cchCount2 < -1)
        return win32_fail(ERROR_INVALID_PARAMETER);
    size_t length1 = cchCount1 < 0 ? wide_length(lpString1) : (size_t)cchCount1;
    size_t length2 = cchCount2 < 0 ? wide_length(lpString2) : (size_t)cchCount2;
    int order = nls_compare_ordinal(lpString1, length1, lpString2, length2, bIgnoreCase);
    return order < 0 ? CSTR_LESS_THAN : order > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL;
}

/* The place of one string in another, by binary comparison (libloaderapi.h documents it). */
INT WINAPI FindStringOrdinal(DWORD dwFindStringOrdinalFlags, LPCWSTR lpStringSource, INT cchSource,
                             LPCWSTR lpStringValue, INT cchValue, BOOL bIgnoreCase)
{
    enum { STARTSWITH = 0x00100000, ENDSWITH = 0x00200000, FROMSTART = 0x00400000, FROMEND = 0x00800000 };
    if (!lpStringSource || !lpStringValue || cchSource < -1 || cchValue < -1) {
        teb_set_last_error(ERROR_INVALID_PARAMETER);
        return -1;
    }
    DWORD flags = dwFindStringOrdinalFlags;
    if (flags & ~(DWORD)(STARTSWITH | ENDSWITH | FROMSTART | FROMEND) || flags & (flags - 1)) {
        teb_set_last_error(ERROR_INVALID_FLAGS);
        return -1;
    }
    INT source = cchSource < 0 ? (INT)wide_length(lpStringSource) : cchSource;
    INT value = cchValue < 0 ? (INT)wide_length(lpStringValue) : cchValue;
    INT last = source - value, first = flags == ENDSWITH ? last : 0;
    INT step = flags == FROMEND ? -1 : 1;
    if (flags == STARTSWITH && last > 0)
        last = 0;
    teb_set_last_error(ERROR_SUCCESS);
    for (INT count = last - first, at = step < 0 ? last : first; count >= 0; count--, at += step)
        if (at >= 0 && !nls_compare_ordinal(lpStringSource + at, (size_t)value, lpStringValue, (size_t)value,
                                            bIgnoreCase))
            return at;
    return -1;
}

/* ---- folding ---- */

static WCHAR fold_digit(WCHAR c)
{
    if (c < 0x80 || !(nls_ctype(c, 0) & 4))
        return c;
    if (c == 0xB9 || c == 0xB2 || c == 0xB3)
        return c == 0xB9 ? '1' : c == 0xB2 ? '2' : '3';
    WCHAR zero = c; /* decimal digits stand in rows of ten that begin at a multiple of 16, or 6 after it */
    while ((zero & 15) != 0 && (zero & 15) != 6)
        zero--;
    return c - zero <= 9 ? (WCHAR)('0' + (c - zero)) : c;
}

INT WINAPI FoldStringW(DWORD dwMapFlags, LPCWSTR lpSrcStr, INT cchSrc, LPWSTR lpDestStr, INT cchDest)
{
    if (!lpSrcStr || !cchSrc || cchDest < 0 || (cchDest && !lpDestStr) || lpSrcStr == lpDestStr)
        return win32_fail(ERROR_INVALID_PARAMETER);
    DWORD forms = dwMapFlags & (MAP_PRECOMPOSED | MAP_COMPOSITE);
    if (!dwMapFlags || forms == (MAP_PRECOMPOSED | MAP_COMPOSITE) ||
        dwMapFlags &
            ~(MAP_FOLDCZONE | MAP_PRECOMPOSED | MAP_COMPOSITE | MAP_FOLDDIGITS | MAP_EXPAND_LIGATURES) ||
        (dwMapFlags & MAP_EXPAND_LIGATURES && dwMapFlags != MAP_EXPAND_LIGATURES))
        return win32_fail(ERROR_INVALID_FLAGS);
    size_t length = cchSrc < 0 ? wide_length(lpSrcStr) + 1 : (size_t)cchSrc;
    bool compatible = dwMapFlags & (MAP_FOLDCZONE | MAP_EXPAND_LIGATURES);
    int form = dwMapFlags & MAP_COMPOSITE ? compatible ? NormalizationKD : NormalizationD
               : compatible               ? NormalizationKC
               : forms                    ? NormalizationC
                                          : NormalizationOther;
    WCHAR *result = NULL;
    if (form != NormalizationOther) {
        result = nls_normalize(form, lpSrcStr, length, &length);
    } else if ((result = malloc((length + 1) * sizeof(WCHAR)))) {
        memcpy(result, lpSrcStr, length * sizeof(WCHAR));
    }
    if (!result)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    INT count = (INT)length;
    if (cchDest && (size_t)cchDest < length)
        count = win32_fail(ERROR_INSUFFICIENT_BUFFER);
    for (size_t i = 0; cchDest && count && i < length; i++)
        lpDestStr[i] = dwMapFlags & MAP_FOLDDIGITS ? fold_digit(result[i]) : result[i];
    free(result);
    return count;
}

INT WINAPI FoldStringA(DWORD dwMapFlags, LPCSTR lpSrcStr, INT cchSrc, LPSTR lpDestStr, INT cchDest)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    size_t length;
    if (!lpSrcStr || !cchSrc || cchDest < 0 || (cchDest && !lpDestStr) || lpSrcStr == lpDestStr)
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = nls_ansi_to_wide_counted(lpSrcStr, cchSrc < 0 ? strlen(lpSrcStr) + 1 : (size_t)cchSrc,
                                               buffer, NLS_LOCAL, &wide, &length);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    INT units = FoldStringW(dwMapFlags, wide, (INT)length, NULL, 0), result = 0;
    WCHAR *folded = units ? malloc((size_t)units * sizeof(WCHAR)) : NULL;
    if (folded && FoldStringW(dwMapFlags, wide, (INT)length, folded, units)) {
        result = (INT)nls_ansi_from_wide(folded, (size_t)units, lpDestStr, (size_t)cchDest);
        if (cchDest && result > cchDest)
            result = win32_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    free(folded);
    nls_free(wide, buffer);
    return result;
}
