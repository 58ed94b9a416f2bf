/* SPDX-License-Identifier: MIT
 *
 * kernel32's language functions under the names by which C++ libraries ask the C runtime for them.
 */
#include <string.h>
#include <rtl/nls.h>
#include <win/stringapiset.h>
#include <win/winnls.h>
#include "msvcrt.h"

/* Bytes in `code_page` (0: the ANSI one) as UTF-16; to be freed. Negative sizes mean NUL-terminated. */
static WCHAR *decode(int code_page, const char *text, int size, int *units)
{
    size_t length = size < 0 ? strlen(text) : strnlen(text, (size_t)size);
    WCHAR *wide = msvcrt_malloc((length + 1) * sizeof(WCHAR));
    ptrdiff_t made =
        wide ? nls_decode(nls_resolve_codepage((unsigned)code_page), 0, text, length, wide, length + 1) : -1;
    *units = made < 0 ? 0 : (int)made;
    return wide;
}

int CDECL msvcrt___crtCompareStringW(LCID lcid, DWORD flags, const WCHAR *a, int a_size, const WCHAR *b,
                                     int b_size)
{
    return CompareStringW(lcid, flags, a, a_size, b, b_size);
}

int CDECL msvcrt___crtCompareStringA(LCID lcid, DWORD flags, const char *a, int a_size, const char *b,
                                     int b_size, int code_page)
{
    int a_units, b_units;
    WCHAR *x = decode(code_page, a, a_size, &a_units), *y = decode(code_page, b, b_size, &b_units);
    int result = x && y ? CompareStringW(lcid, flags, x, a_units, y, b_units) : 0;
    msvcrt_free(x);
    msvcrt_free(y);
    return result;
}

int CDECL msvcrt___crtLCMapStringW(LCID lcid, DWORD flags, const WCHAR *from, int size, WCHAR *to,
                                   int to_size)
{
    return LCMapStringW(lcid, flags, from, size, to, to_size);
}

int CDECL msvcrt___crtLCMapStringA(LCID lcid, DWORD flags, const char *from, int size, char *to, int to_size,
                                   int code_page, BOOL strict)
{
    int units, result = 0;
    WCHAR *wide = decode(code_page, from, size, &units);
    int needed = wide && units ? LCMapStringW(lcid, flags, wide, units, NULL, 0) : 0;
    WCHAR *mapped = needed > 0 ? msvcrt_malloc((size_t)needed * sizeof(WCHAR)) : NULL;
    if (mapped) {
        needed = LCMapStringW(lcid, flags, wide, units, mapped, needed);
        if (flags & LCMAP_SORTKEY) {
            result = needed;
            if (to_size >= needed && to_size)
                memcpy(to, mapped, (size_t)needed);
        } else {
            ptrdiff_t made = nls_encode(nls_resolve_codepage((unsigned)code_page), 0, mapped, (size_t)needed,
                                        to, (size_t)to_size, NULL, NULL);
            result = made < 0 ? 0 : (int)made;
        }
    }
    msvcrt_free(mapped);
    msvcrt_free(wide);
    return result;
}

BOOL CDECL msvcrt___crtGetStringTypeW(DWORD kind, const WCHAR *text, int size, WORD *types)
{
    return GetStringTypeW(kind, text, size, types);
}

int CDECL msvcrt___crtGetLocaleInfoW(LCID lcid, LCTYPE type, WCHAR *to, int size)
{
    return GetLocaleInfoW(lcid, type, to, size);
}
