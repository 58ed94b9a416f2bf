/* SPDX-License-Identifier: MIT
 *
 * winbase.h's string functions: lstrlen, lstrcmp and their like, and MulDiv. Those that measure and
 * copy survive any pointer, as documented ("When this function catches SEH errors, it returns NULL").
 */
#include <string.h>
#include <rtl/exception.h>
#include <rtl/nls_sort.h>
#include "common/wide.h"
#include <win/stringapiset.h>
#include "nls.h"

/* A body, run so that a fault in it is an answer: the pointer that leads nowhere is what these forgive. */
typedef BOOL(WINAPI *string_body)(HMODULE to, DWORD limit, LPVOID from);

static bool survives(string_body body, void *to, INT limit, const void *from, INT *result)
{
    NTSTATUS status;
    return exception_guard_entry((PDLL_ENTRY)body, to, (DWORD)limit, (void *)(uintptr_t)from, result,
                                 &status);
}

static BOOL WINAPI length_ansi(HMODULE to, DWORD limit, LPVOID from)
{
    return (INT)strlen(from);
}

static BOOL WINAPI length_wide(HMODULE to, DWORD limit, LPVOID from)
{
    return (INT)wide_length(from);
}

static BOOL WINAPI copy_ansi(HMODULE to, DWORD limit, LPVOID from)
{
    memmove(to, from, strlen(from) + 1);
    return TRUE;
}

static BOOL WINAPI copy_wide(HMODULE to, DWORD limit, LPVOID from)
{
    memmove(to, from, (wide_length(from) + 1) * sizeof(WCHAR));
    return TRUE;
}

static BOOL WINAPI append_ansi(HMODULE to, DWORD limit, LPVOID from)
{
    return copy_ansi((char *)to + strlen((char *)to), limit, from);
}

static BOOL WINAPI append_wide(HMODULE to, DWORD limit, LPVOID from)
{
    return copy_wide((WCHAR *)to + wide_length((WCHAR *)to), limit, from);
}

/* The limit counts the terminator, which is always written. */
static BOOL WINAPI copy_ansi_part(HMODULE to, DWORD limit, LPVOID from)
{
    size_t length = strnlen(from, (size_t)limit - 1);
    memmove(to, from, length);
    ((char *)to)[length] = 0;
    return TRUE;
}

static BOOL WINAPI copy_wide_part(HMODULE to, DWORD limit, LPVOID from)
{
    size_t length = 0;
    while (length + 1 < limit && ((const WCHAR *)from)[length])
        length++;
    memmove(to, from, length * sizeof(WCHAR));
    ((WCHAR *)to)[length] = 0;
    return TRUE;
}

static void *unless_faulting(string_body body, void *to, INT limit, const void *from)
{
    INT ignored;
    return to && from && survives(body, to, limit, from, &ignored) ? to : NULL;
}

INT WINAPI lstrlenA(LPCSTR lpString)
{
    INT length = 0;
    return lpString && survives(length_ansi, NULL, 0, lpString, &length) ? length : 0;
}

INT WINAPI lstrlenW(LPCWSTR lpString)
{
    INT length = 0;
    return lpString && survives(length_wide, NULL, 0, lpString, &length) ? length : 0;
}

LPSTR WINAPI lstrcpyA(LPSTR lpString1, LPCSTR lpString2)
{
    return unless_faulting(copy_ansi, lpString1, 0, lpString2);
}

LPWSTR WINAPI lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2)
{
    return unless_faulting(copy_wide, lpString1, 0, lpString2);
}

LPSTR WINAPI lstrcatA(LPSTR lpString1, LPCSTR lpString2)
{
    return unless_faulting(append_ansi, lpString1, 0, lpString2);
}

LPWSTR WINAPI lstrcatW(LPWSTR lpString1, LPCWSTR lpString2)
{
    return unless_faulting(append_wide, lpString1, 0, lpString2);
}

LPSTR WINAPI lstrcpynA(LPSTR lpString1, LPCSTR lpString2, INT iMaxLength)
{
    if (iMaxLength <= 0)
        return lpString2 ? lpString1 : NULL;
    return unless_faulting(copy_ansi_part, lpString1, iMaxLength, lpString2);
}

LPWSTR WINAPI lstrcpynW(LPWSTR lpString1, LPCWSTR lpString2, INT iMaxLength)
{
    if (iMaxLength <= 0)
        return lpString2 ? lpString1 : NULL;
    return unless_faulting(copy_wide_part, lpString1, iMaxLength, lpString2);
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
