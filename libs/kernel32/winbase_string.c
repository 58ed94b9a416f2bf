/* SPDX-License-Identifier: MIT
 *
 * winbase.h's string functions: lstrlen, lstrcmp and their like, and MulDiv. The lstr functions survive a
 * NULL where Windows' do; a wild pointer is the guest's access violation.
 */
#include <string.h>
#include <rtl/nls_sort.h>
#include <rtl/wide.h>
#include <win/stringapiset.h>
#include "nls.h"

INT WINAPI lstrlenA(LPCSTR lpString)
{
    return lpString ? (INT)strlen(lpString) : 0;
}

INT WINAPI lstrlenW(LPCWSTR lpString)
{
    return lpString ? (INT)wide_length(lpString) : 0;
}

LPSTR WINAPI lstrcpyA(LPSTR lpString1, LPCSTR lpString2)
{
    if (!lpString1 || !lpString2)
        return NULL;
    return memmove(lpString1, lpString2, strlen(lpString2) + 1);
}

LPWSTR WINAPI lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2)
{
    if (!lpString1 || !lpString2)
        return NULL;
    return memmove(lpString1, lpString2, (wide_length(lpString2) + 1) * sizeof(WCHAR));
}

LPSTR WINAPI lstrcatA(LPSTR lpString1, LPCSTR lpString2)
{
    if (!lpString1 || !lpString2)
        return NULL;
    memmove(lpString1 + strlen(lpString1), lpString2, strlen(lpString2) + 1);
    return lpString1;
}

LPWSTR WINAPI lstrcatW(LPWSTR lpString1, LPCWSTR lpString2)
{
    if (!lpString1 || !lpString2)
        return NULL;
    memmove(lpString1 + wide_length(lpString1), lpString2, (wide_length(lpString2) + 1) * sizeof(WCHAR));
    return lpString1;
}

/* iMaxLength counts the terminator, which is always written. */
LPSTR WINAPI lstrcpynA(LPSTR lpString1, LPCSTR lpString2, INT iMaxLength)
{
    if (!lpString1 || !lpString2)
        return NULL;
    if (iMaxLength <= 0)
        return lpString1;
    size_t length = strnlen(lpString2, (size_t)iMaxLength - 1);
    memmove(lpString1, lpString2, length);
    lpString1[length] = 0;
    return lpString1;
}

LPWSTR WINAPI lstrcpynW(LPWSTR lpString1, LPCWSTR lpString2, INT iMaxLength)
{
    size_t length = 0;
    if (!lpString1 || !lpString2)
        return NULL;
    if (iMaxLength <= 0)
        return lpString1;
    while (length + 1 < (size_t)iMaxLength && lpString2[length])
        length++;
    memmove(lpString1, lpString2, length * sizeof(WCHAR));
    lpString1[length] = 0;
    return lpString1;
}

/* Linguistic, in the user's locale; a NULL string stands before all others. */
static INT compare_wide(LPCWSTR a, LPCWSTR b, DWORD flags)
{
    if (!a || !b)
        return a ? 1 : b ? -1 : 0;
    return nls_compare(flags, a, wide_length(a), b, wide_length(b));
}

static INT compare_ansi(LPCSTR a, LPCSTR b, DWORD flags)
{
    if (!a || !b)
        return a ? 1 : b ? -1 : 0;
    INT result = CompareStringA(LOCALE_USER_DEFAULT, flags, a, -1, b, -1);
    return result ? result - CSTR_EQUAL : strcmp(a, b);
}

INT WINAPI lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2)
{
    return compare_wide(lpString1, lpString2, 0);
}

INT WINAPI lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2)
{
    return compare_wide(lpString1, lpString2, NORM_IGNORECASE);
}

INT WINAPI lstrcmpA(LPCSTR lpString1, LPCSTR lpString2)
{
    return compare_ansi(lpString1, lpString2, 0);
}

INT WINAPI lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2)
{
    return compare_ansi(lpString1, lpString2, NORM_IGNORECASE);
}

/* Rounded to the nearest, halves away from zero; -1 where the divisor is zero or the result too large. */
INT WINAPI MulDiv(INT nNumber, INT nNumerator, INT nDenominator)
{
    int64_t product = (int64_t)nNumber * nNumerator, divisor = nDenominator;
    if (!divisor)
        return -1;
    if (divisor < 0) {
        product = -product;
        divisor = -divisor;
    }
    int64_t result = product < 0 ? -((-product + divisor / 2) / divisor) : (product + divisor / 2) / divisor;
    return result > INT32_MAX || result < INT32_MIN ? -1 : (INT)result;
}
