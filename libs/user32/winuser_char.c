/* SPDX-License-Identifier: MIT
 *
 * winuser.h: case, classes and steps of characters. In the A-functions a character is one of the ANSI code
 * page, however many bytes it has there. A pointer below 64 KiB is a single character, not a string.
 */
#include <stdlib.h>
#include <string.h>
#include "common/wide.h"
#include "user32.h"

#define IS_CHARACTER(pointer) ((uintptr_t)(pointer) < 0x10000)

LPWSTR WINAPI CharUpperW(LPWSTR lpsz)
{
    if (IS_CHARACTER(lpsz))
        return (LPWSTR)(uintptr_t)nls_to_upper((WCHAR)(uintptr_t)lpsz);
    for (LPWSTR c = lpsz; *c; c++)
        *c = nls_to_upper(*c);
    return lpsz;
}

LPWSTR WINAPI CharLowerW(LPWSTR lpsz)
{
    if (IS_CHARACTER(lpsz))
        return (LPWSTR)(uintptr_t)nls_to_lower((WCHAR)(uintptr_t)lpsz);
    for (LPWSTR c = lpsz; *c; c++)
        *c = nls_to_lower(*c);
    return lpsz;
}

DWORD WINAPI CharUpperBuffW(LPWSTR lpsz, DWORD cchLength)
{
    for (DWORD i = 0; lpsz && i < cchLength; i++)
        lpsz[i] = nls_to_upper(lpsz[i]);
    return lpsz ? cchLength : 0;
}

DWORD WINAPI CharLowerBuffW(LPWSTR lpsz, DWORD cchLength)
{
    for (DWORD i = 0; lpsz && i < cchLength; i++)
        lpsz[i] = nls_to_lower(lpsz[i]);
    return lpsz ? cchLength : 0;
}

/* Case in place, character by character: one whose other case has another length in the code page (a few in
 * UTF-8) stays as it is. */
static DWORD change_case(LPSTR text, DWORD length, bool upper)
{
    for (DWORD i = 0; i < length;) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x80) {
            text[i++] = (char)(upper ? nls_to_upper(byte) : nls_to_lower(byte));
            continue;
        }
        WCHAR units[2];
        DWORD size = 1;
        ptrdiff_t count = -1;
        for (; size <= 4 && i + size <= length; size++) {
            count = nls_decode(CP_ACP, NLS_STRICT, text + i, size, units, 2);
            if (count > 0)
                break;
        }
        if (count == 1) {
            char mapped[8];
            WCHAR c = upper ? nls_to_upper(units[0]) : nls_to_lower(units[0]);
            if (nls_encode(CP_ACP, NLS_NO_BEST_FIT, &c, 1, mapped, sizeof(mapped), NULL, NULL) ==
                (ptrdiff_t)size)
                memcpy(text + i, mapped, size);
        }
        i += count > 0 ? size : 1;
    }
    return length;
}

static LPSTR change_string(LPSTR text, bool upper)
{
    if (IS_CHARACTER(text)) {
        char c = (char)(uintptr_t)text;
        change_case(&c, 1, upper);
        return (LPSTR)(uintptr_t)(unsigned char)c;
    }
    change_case(text, (DWORD)strlen(text), upper);
    return text;
}

LPSTR WINAPI CharUpperA(LPSTR lpsz)
{
    return change_string(lpsz, true);
}

LPSTR WINAPI CharLowerA(LPSTR lpsz)
{
    return change_string(lpsz, false);
}

DWORD WINAPI CharUpperBuffA(LPSTR lpsz, DWORD cchLength)
{
    return lpsz ? change_case(lpsz, cchLength, true) : 0;
}

DWORD WINAPI CharLowerBuffA(LPSTR lpsz, DWORD cchLength)
{
    return lpsz ? change_case(lpsz, cchLength, false) : 0;
}

/* ---- steps ---- */

LPWSTR WINAPI CharNextW(LPCWSTR lpsz)
{
    return (LPWSTR)(*lpsz ? lpsz + 1 : lpsz);
}

LPWSTR WINAPI CharPrevW(LPCWSTR lpszStart, LPCWSTR lpszCurrent)
{
    return (LPWSTR)(lpszCurrent > lpszStart ? lpszCurrent - 1 : lpszStart);
}

LPSTR WINAPI CharNextExA(WORD CodePage, LPCSTR lpCurrentChar, DWORD dwFlags)
{
    if (!*lpCurrentChar)
        return (LPSTR)lpCurrentChar;
    bool lead = nls_is_lead_byte(CodePage, (unsigned char)*lpCurrentChar) && lpCurrentChar[1];
    return (LPSTR)lpCurrentChar + (lead ? 2 : 1);
}

LPSTR WINAPI CharNextA(LPCSTR lpsz)
{
    return CharNextExA((WORD)nls_acp(), lpsz, 0);
}

LPSTR WINAPI CharPrevExA(WORD CodePage, LPCSTR lpStart, LPCSTR lpCurrentChar, DWORD dwFlags)
{
    while (*lpStart && lpStart < lpCurrentChar) { /* only from the start is it known what is a trail byte */
        LPSTR next = CharNextExA(CodePage, lpStart, 0);
        if (next >= lpCurrentChar)
            break;
        lpStart = next;
    }
    return (LPSTR)lpStart;
}

LPSTR WINAPI CharPrevA(LPCSTR lpszStart, LPCSTR lpszCurrent)
{
    return CharPrevExA((WORD)nls_acp(), lpszStart, lpszCurrent, 0);
}

/* ---- classes ---- */

static WCHAR wide_of(CHAR ch)
{
    WCHAR c = 0;
    return nls_decode(CP_ACP, NLS_STRICT, &ch, 1, &c, 1) == 1 ? c : 0;
}

BOOL WINAPI IsCharAlphaW(WCHAR ch)
{
    return (nls_ctype(ch, 0) & 0x100) != 0;
}

BOOL WINAPI IsCharAlphaA(CHAR ch)
{
    return IsCharAlphaW(wide_of(ch));
}

BOOL WINAPI IsCharAlphaNumericW(WCHAR ch)
{
    return (nls_ctype(ch, 0) & 0x104) != 0;
}

BOOL WINAPI IsCharAlphaNumericA(CHAR ch)
{
    return IsCharAlphaNumericW(wide_of(ch));
}

BOOL WINAPI IsCharUpperW(WCHAR ch)
{
    return (nls_ctype(ch, 0) & 1) != 0;
}

BOOL WINAPI IsCharUpperA(CHAR ch)
{
    return IsCharUpperW(wide_of(ch));
}

BOOL WINAPI IsCharLowerW(WCHAR ch)
{
    return (nls_ctype(ch, 0) & 2) != 0;
}

BOOL WINAPI IsCharLowerA(CHAR ch)
{
    return IsCharLowerW(wide_of(ch));
}

/* ---- OEM ---- */

/* From one page to the other through UTF-16; the output never grows past `size`. In place is allowed. */
static BOOL convert(unsigned from_page, unsigned to_page, LPCSTR from, size_t length, LPSTR to, size_t size)
{
    WCHAR local[NLS_LOCAL], *wide = local;
    if (!from || !to || from_page == to_page) {
        if (from && to && from != to)
            memmove(to, from, length < size ? length : size);
        return from && to;
    }
    if (length > NLS_LOCAL && !(wide = malloc(length * sizeof(WCHAR))))
        return FALSE;
    ptrdiff_t units = nls_decode(from_page, 0, from, length, wide, length);
    char *bytes = units > 0 ? malloc((size_t)units * 4) : NULL;
    ptrdiff_t count =
        bytes ? nls_encode(to_page, 0, wide, (size_t)units, bytes, (size_t)units * 4, NULL, NULL) : 0;
    if (count > 0)
        memcpy(to, bytes, (size_t)count < size ? (size_t)count : size);
    free(bytes);
    if (wide != local)
        free(wide);
    return TRUE;
}

BOOL WINAPI CharToOemBuffA(LPCSTR lpszSrc, LPSTR lpszDst, DWORD cchDstLength)
{
    return convert(nls_acp(), nls_oemcp(), lpszSrc, cchDstLength, lpszDst, cchDstLength);
}

BOOL WINAPI OemToCharBuffA(LPCSTR lpszSrc, LPSTR lpszDst, DWORD cchDstLength)
{
    return convert(nls_oemcp(), nls_acp(), lpszSrc, cchDstLength, lpszDst, cchDstLength);
}

BOOL WINAPI CharToOemA(LPCSTR pSrc, LPSTR pDst)
{
    return pSrc && pDst && convert(nls_acp(), nls_oemcp(), pSrc, strlen(pSrc) + 1, pDst, SIZE_MAX);
}

BOOL WINAPI OemToCharA(LPCSTR pSrc, LPSTR pDst)
{
    return pSrc && pDst && convert(nls_oemcp(), nls_acp(), pSrc, strlen(pSrc) + 1, pDst, SIZE_MAX);
}

BOOL WINAPI CharToOemBuffW(LPCWSTR lpszSrc, LPSTR lpszDst, DWORD cchDstLength)
{
    if (!lpszSrc || !lpszDst)
        return FALSE;
    nls_oem_from_wide(lpszSrc, cchDstLength, lpszDst, cchDstLength);
    return TRUE;
}

BOOL WINAPI CharToOemW(LPCWSTR pSrc, LPSTR pDst)
{
    if (!pSrc || !pDst)
        return FALSE;
    size_t length = wide_length(pSrc) + 1;
    nls_oem_from_wide(pSrc, length, pDst, nls_oem_from_wide(pSrc, length, NULL, 0));
    return TRUE;
}

BOOL WINAPI OemToCharBuffW(LPCSTR lpszSrc, LPWSTR lpszDst, DWORD cchDstLength)
{
    if (!lpszSrc || !lpszDst)
        return FALSE;
    nls_wide_from_oem(lpszSrc, cchDstLength, lpszDst, cchDstLength);
    return TRUE;
}

BOOL WINAPI OemToCharW(LPCSTR pSrc, LPWSTR pDst)
{
    if (!pSrc || !pDst)
        return FALSE;
    size_t length = strlen(pSrc) + 1;
    nls_wide_from_oem(pSrc, length, pDst, length);
    return TRUE;
}
