/* SPDX-License-Identifier: MIT
 *
 * Comparison by the rules of the locale's language. In the C locale it is that of character codes; elsewhere
 * CompareStringW and LCMapStringW decide, as on Windows.
 */
#include <string.h>
#include "common/wide.h"
#include <win/stringapiset.h>
#include <win/winnls.h>
#include "crt_locale.h"
#include "msvcrt.h"

#define NO_COMPARISON 0x7FFFFFFF
#ifndef NORM_IGNORECASE
#define NORM_IGNORECASE 0x00000001u
#define SORT_STRINGSORT 0x00001000u
#endif

static size_t length_of(const void *text, bool wide, size_t limit)
{
    size_t length = 0;
    while (length < limit && (wide ? ((const WCHAR *)text)[length] : ((const char *)text)[length]))
        length++;
    return length;
}

/* The C locale: codes, folded where case is ignored. */
static int compare_codes(const void *a, size_t a_length, const void *b, size_t b_length, bool wide, bool fold)
{
    for (size_t i = 0;; i++) {
        unsigned x = i == a_length ? 0 : wide ? ((const WCHAR *)a)[i] : ((const unsigned char *)a)[i];
        unsigned y = i == b_length ? 0 : wide ? ((const WCHAR *)b)[i] : ((const unsigned char *)b)[i];
        if (fold) {
            x = ascii_lower((WCHAR)x);
            y = ascii_lower((WCHAR)y);
        }
        if (x != y || !x)
            return x < y ? -1 : x > y;
    }
}

static WCHAR *decode(unsigned page, const char *text, size_t length, WCHAR *small, size_t small_size,
                     size_t *made)
{
    WCHAR *to = length <= small_size ? small : msvcrt_malloc(length * sizeof(WCHAR));
    ptrdiff_t units = to ? nls_decode(page ? page : nls_acp(), 0, text, length, to, length) : -1;
    *made = units < 0 ? 0 : (size_t)units;
    return to;
}

static int compare_by_language(LCID lcid, DWORD flags, const WCHAR *a, size_t a_length, const WCHAR *b,
                               size_t b_length)
{
    int order = CompareStringW(lcid, flags, a, (int)a_length, b, (int)b_length);
    if (order)
        return order - 2;
    crt_set_errno(EINVAL);
    return NO_COMPARISON;
}

static int collate(const void *a, const void *b, size_t count, bool wide, bool fold,
                   const struct crt_locale *locale)
{
    if (!count)
        return 0;
    if (!a || !b) {
        crt_invalid(EINVAL);
        return NO_COMPARISON;
    }
    locale = crt_locale_or_current(locale);
    size_t a_length = length_of(a, wide, count), b_length = length_of(b, wide, count);
    LCID lcid = locale->lcid[CRT_LC_COLLATE];
    if (!lcid)
        return compare_codes(a, a_length, b, b_length, wide, fold);
    DWORD flags = fold ? NORM_IGNORECASE | SORT_STRINGSORT : SORT_STRINGSORT;
    if (wide)
        return compare_by_language(lcid, flags, a, a_length, b, b_length);
    WCHAR a_small[128], b_small[128];
    size_t a_units, b_units;
    WCHAR *x = decode(locale->collate_code_page, a, a_length, a_small, countof(a_small), &a_units);
    WCHAR *y = decode(locale->collate_code_page, b, b_length, b_small, countof(b_small), &b_units);
    int result = x && y ? compare_by_language(lcid, flags, x, a_units, y, b_units) : NO_COMPARISON;
    if (x != a_small)
        msvcrt_free(x);
    if (y != b_small)
        msvcrt_free(y);
    return result;
}

#define COLLATE(name, unit, wide, fold)                                                                      \
    int CDECL msvcrt_##name(const unit *a, const unit *b)                                                    \
    {                                                                                                        \
        return collate(a, b, (size_t)-1, wide, fold, NULL);                                                  \
    }
#define COLLATE_L(name, unit, wide, fold)                                                                    \
    int CDECL msvcrt_##name(const unit *a, const unit *b, const struct crt_locale *locale)                   \
    {                                                                                                        \
        return collate(a, b, (size_t)-1, wide, fold, locale);                                                \
    }
#define COLLATE_N(name, unit, wide, fold)                                                                    \
    int CDECL msvcrt_##name(const unit *a, const unit *b, size_t count)                                      \
    {                                                                                                        \
        return collate(a, b, count, wide, fold, NULL);                                                       \
    }
#define COLLATE_N_L(name, unit, wide, fold)                                                                  \
    int CDECL msvcrt_##name(const unit *a, const unit *b, size_t count, const struct crt_locale *locale)     \
    {                                                                                                        \
        return collate(a, b, count, wide, fold, locale);                                                     \
    }

COLLATE(strcoll, char, false, false)
COLLATE(_stricoll, char, false, true)
COLLATE(wcscoll, WCHAR, true, false)
COLLATE(_wcsicoll, WCHAR, true, true)
COLLATE_L(_strcoll_l, char, false, false)
COLLATE_L(_stricoll_l, char, false, true)
COLLATE_L(_wcscoll_l, WCHAR, true, false)
COLLATE_L(_wcsicoll_l, WCHAR, true, true)
COLLATE_N(_strncoll, char, false, false)
COLLATE_N(_strnicoll, char, false, true)
COLLATE_N(_wcsncoll, WCHAR, true, false)
COLLATE_N(_wcsnicoll, WCHAR, true, true)
COLLATE_N_L(_strncoll_l, char, false, false)
COLLATE_N_L(_strnicoll_l, char, false, true)
COLLATE_N_L(_wcsncoll_l, WCHAR, true, false)
COLLATE_N_L(_wcsnicoll_l, WCHAR, true, true)

/* ---- transformed strings: strcmp of two gives the order of strcoll ---- */

/* A sort key's bytes; NULL with *length 0 where there is none. To be freed. */
static unsigned char *sort_key(LCID lcid, const WCHAR *text, size_t units, size_t *length)
{
    *length = 0;
    int size = LCMapStringW(lcid, LCMAP_SORTKEY, text, (int)units + 1, NULL, 0);
    unsigned char *key = size > 0 ? msvcrt_malloc((size_t)size) : NULL;
    if (key && LCMapStringW(lcid, LCMAP_SORTKEY, text, (int)units + 1, (LPWSTR)key, size) == size)
        *length = (size_t)size - 1; /* without the terminator */
    return key;
}

size_t CDECL msvcrt__strxfrm_l(char *to, const char *from, size_t size, const struct crt_locale *locale)
{
    if (!from || (!to && size) || size > 0x7FFFFFFF) {
        crt_invalid(EINVAL);
        return 0x7FFFFFFF;
    }
    locale = crt_locale_or_current(locale);
    size_t length = strlen(from);
    LCID lcid = locale->lcid[CRT_LC_COLLATE];
    unsigned char *key = NULL;
    if (lcid) {
        WCHAR small[128], *wide;
        size_t units, key_length;
        wide = decode(locale->collate_code_page, from, length + 1, small, countof(small), &units);
        key = wide && units ? sort_key(lcid, wide, units - 1, &key_length) : NULL;
        if (wide != small)
            msvcrt_free(wide);
        if (key && key_length) {
            from = (char *)key;
            length = key_length;
        }
    }
    if (size) {
        size_t part = length < size ? length : size - 1;
        memcpy(to, from, part);
        to[part] = 0;
        if (length >= size)
            crt_set_errno(ERANGE);
    }
    msvcrt_free(key);
    return length;
}

size_t CDECL msvcrt_strxfrm(char *to, const char *from, size_t size)
{
    return msvcrt__strxfrm_l(to, from, size, NULL);
}

size_t CDECL msvcrt__wcsxfrm_l(WCHAR *to, const WCHAR *from, size_t size, const struct crt_locale *locale)
{
    if (!from || (!to && size) || size > 0x7FFFFFFF) {
        crt_invalid(EINVAL);
        return 0x7FFFFFFF;
    }
    LCID lcid = crt_locale_or_current(locale)->lcid[CRT_LC_COLLATE];
    size_t length = wide_length(from), key_length = 0;
    unsigned char *key = lcid ? sort_key(lcid, from, length, &key_length) : NULL;
    bool keyed = key && key_length;
    if (keyed)
        length = key_length;
    if (size) {
        size_t part = length < size ? length : size - 1;
        for (size_t i = 0; i < part; i++)
            to[i] = keyed ? key[i] : from[i];
        to[part] = 0;
        if (length >= size)
            crt_set_errno(ERANGE);
    }
    msvcrt_free(key);
    return length;
}

size_t CDECL msvcrt_wcsxfrm(WCHAR *to, const WCHAR *from, size_t size)
{
    return msvcrt__wcsxfrm_l(to, from, size, NULL);
}
