/* SPDX-License-Identifier: MIT
 *
 * stdlib.h's conversions between multibyte and wide text, in the locale's code page. In the C locale a byte
 * is the wide character of the same number. What has no counterpart is EILSEQ.
 */
#include <string.h>
#include "msvcrt.h"
#include "multibyte.h"

#define TRUNCATE ((size_t)-1)

static unsigned utf8_length(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

unsigned crt_char_length(const struct crt_locale *locale, unsigned char lead)
{
    if (lead < 0x80 || !locale->code_page)
        return 1;
    if (locale->code_page == CP_UTF8)
        return utf8_length(lead);
    return nls_is_lead_byte(locale->code_page, lead) ? 2 : 1;
}

int crt_decode_char(const struct crt_locale *locale, const char *from, size_t size, WCHAR to[2],
                    unsigned *units)
{
    unsigned char lead = (unsigned char)*from;
    *units = 1;
    if (lead < 0x80 || !locale->code_page) {
        to[0] = lead;
        return 1;
    }
    unsigned length = crt_char_length(locale, lead);
    if (!length || length > size || (length > 1 && !from[1]))
        return -1;
    ptrdiff_t made = nls_decode(locale->code_page, NLS_STRICT, from, length, to, 2);
    if (made < 1)
        return -1;
    *units = (unsigned)made;
    return (int)length;
}

int crt_encode_char(const struct crt_locale *locale, const WCHAR *from, size_t size, char to[8],
                    unsigned *units)
{
    *units = 1;
    if (*from < 0x80 || (!locale->code_page && *from < 0x100)) {
        to[0] = (char)*from;
        return 1;
    }
    if (!locale->code_page)
        return -1;
    if (*from >= 0xD800 && *from < 0xDC00 && size > 1 && from[1] >= 0xDC00 && from[1] < 0xE000)
        *units = 2;
    bool used = false;
    unsigned flags = locale->code_page == CP_UTF8 ? NLS_STRICT : 0;
    ptrdiff_t made = nls_encode(locale->code_page, flags, from, *units, to, 8, NULL,
                                locale->code_page == CP_UTF8 ? NULL : &used);
    return made < 1 || used ? -1 : (int)made;
}

/* ---- characters ---- */

int CDECL msvcrt__mbtowc_l(WCHAR *to, const char *from, size_t size, const struct crt_locale *locale)
{
    WCHAR wide[2];
    unsigned units;
    if (!from || !size)
        return 0;
    if (!*from) {
        if (to)
            *to = 0;
        return 0;
    }
    int length = crt_decode_char(crt_locale_or_current(locale), from, size, wide, &units);
    if (length < 0 || units != 1) {
        crt_set_errno(CRT_EILSEQ);
        return -1;
    }
    if (to)
        *to = wide[0];
    return length;
}

int CDECL msvcrt_mbtowc(WCHAR *to, const char *from, size_t size)
{
    return msvcrt__mbtowc_l(to, from, size, NULL);
}

int CDECL msvcrt__mblen_l(const char *text, size_t size, const struct crt_locale *locale)
{
    WCHAR wide[2];
    unsigned units;
    if (!text || !size || !*text)
        return 0;
    return crt_decode_char(crt_locale_or_current(locale), text, size, wide, &units);
}

int CDECL msvcrt_mblen(const char *text, size_t size)
{
    return msvcrt__mblen_l(text, size, NULL);
}

int CDECL msvcrt__wctomb_s_l(int *length, char *to, size_t size, WCHAR c, const struct crt_locale *locale)
{
    char bytes[8];
    unsigned units;
    if (!to) {
        if (size)
            return crt_invalid(EINVAL);
        if (length)
            *length = 0; /* no encoding here has a state */
        return 0;
    }
    int made = crt_encode_char(crt_locale_or_current(locale), &c, 1, bytes, &units);
    if (length)
        *length = -1;
    if (made < 0) {
        crt_set_errno(CRT_EILSEQ);
        return CRT_EILSEQ;
    }
    if ((size_t)made > size) {
        memset(to, 0, size);
        return crt_invalid(ERANGE);
    }
    memcpy(to, bytes, (size_t)made);
    if (length)
        *length = made;
    return 0;
}

int CDECL msvcrt_wctomb_s(int *length, char *to, size_t size, WCHAR c)
{
    return msvcrt__wctomb_s_l(length, to, size, c, NULL);
}

int CDECL msvcrt__wctomb_l(char *to, WCHAR c, const struct crt_locale *locale)
{
    int length = 0;
    msvcrt__wctomb_s_l(&length, to, to ? 8 : 0, c, locale);
    return length;
}

int CDECL msvcrt_wctomb(char *to, WCHAR c)
{
    return msvcrt__wctomb_l(to, c, NULL);
}

/* ---- strings ---- */

/* Converts until `count` units are written or the text ends; to NULL: counts all. Returns the units without
 * the terminator, (size_t)-1 for an invalid character. */
static size_t widen(WCHAR *to, const char *from, size_t count, const struct crt_locale *locale)
{
    size_t at = 0;
    locale = crt_locale_or_current(locale);
    for (;;) {
        WCHAR wide[2];
        unsigned units = 1;
        if (to && at >= count)
            return at;
        if (!*from) {
            if (to)
                to[at] = 0;
            return at;
        }
        int length = crt_decode_char(locale, from, 8, wide, &units);
        if (length < 0) {
            crt_set_errno(CRT_EILSEQ);
            return (size_t)-1;
        }
        if (to && units > count - at)
            return at; /* half a surrogate pair is not written */
        for (unsigned i = 0; i < units; i++, at++)
            if (to)
                to[at] = wide[i];
        from += length;
    }
}

static size_t narrow(char *to, const WCHAR *from, size_t count, const struct crt_locale *locale)
{
    size_t at = 0;
    locale = crt_locale_or_current(locale);
    for (;;) {
        char bytes[8];
        unsigned units;
        if (to && at >= count)
            return at;
        if (!*from) {
            if (to)
                to[at] = 0;
            return at;
        }
        int length = crt_encode_char(locale, from, 2, bytes, &units);
        if (length < 0) {
            crt_set_errno(CRT_EILSEQ);
            return (size_t)-1;
        }
        if (to && (size_t)length > count - at)
            return at;
        if (to)
            memcpy(to + at, bytes, (size_t)length);
        at += (size_t)length;
        from += units;
    }
}

size_t CDECL msvcrt__mbstowcs_l(WCHAR *to, const char *from, size_t count, const struct crt_locale *locale)
{
    if (!from || (to && !count)) {
        if (!from)
            crt_invalid(EINVAL);
        return from ? 0 : (size_t)-1;
    }
    return widen(to, from, count, locale);
}

size_t CDECL msvcrt_mbstowcs(WCHAR *to, const char *from, size_t count)
{
    return msvcrt__mbstowcs_l(to, from, count, NULL);
}

size_t CDECL msvcrt__wcstombs_l(char *to, const WCHAR *from, size_t count, const struct crt_locale *locale)
{
    if (!from || (to && !count)) {
        if (!from)
            crt_invalid(EINVAL);
        return from ? 0 : (size_t)-1;
    }
    return narrow(to, from, count, locale);
}

size_t CDECL msvcrt_wcstombs(char *to, const WCHAR *from, size_t count)
{
    return msvcrt__wcstombs_l(to, from, count, NULL);
}

/* The secure forms: at most `count` units (or _TRUNCATE: what fits), always terminated. */
int CDECL msvcrt__mbstowcs_s_l(size_t *converted, WCHAR *to, size_t size, const char *from, size_t count,
                               const struct crt_locale *locale)
{
    if (converted)
        *converted = 0;
    if ((!to && size) || (to && !size))
        return crt_invalid(EINVAL);
    if (to)
        *to = 0;
    if (!from)
        return crt_invalid(EINVAL);
    size_t limit = count < size ? count : size;
    size_t made = widen(to, from, to ? limit : 0, locale);
    if (made == (size_t)-1) {
        if (to)
            *to = 0;
        return CRT_EILSEQ;
    }
    int result = 0;
    if (to && made >= size) {
        if (count != TRUNCATE) {
            *to = 0;
            return crt_invalid(ERANGE);
        }
        made = size - 1;
        result = CRT_STRUNCATE;
    }
    if (to)
        to[made] = 0;
    if (converted)
        *converted = made + 1;
    return result;
}

int CDECL msvcrt_mbstowcs_s(size_t *converted, WCHAR *to, size_t size, const char *from, size_t count)
{
    return msvcrt__mbstowcs_s_l(converted, to, size, from, count, NULL);
}

int CDECL msvcrt__wcstombs_s_l(size_t *converted, char *to, size_t size, const WCHAR *from, size_t count,
                               const struct crt_locale *locale)
{
    if (converted)
        *converted = 0;
    if ((!to && size) || (to && !size))
        return crt_invalid(EINVAL);
    if (to)
        *to = 0;
    if (!from)
        return crt_invalid(EINVAL);
    size_t needed = narrow(NULL, from, 0, locale);
    if (needed == (size_t)-1)
        return CRT_EILSEQ;
    if (!to) {
        if (converted)
            *converted = needed + 1;
        return 0;
    }
    size_t wanted = needed < count ? needed : count;
    int result = 0;
    if (wanted >= size) {
        if (count != TRUNCATE)
            return crt_invalid(ERANGE);
        wanted = size - 1;
        result = CRT_STRUNCATE;
    }
    size_t made = wanted ? narrow(to, from, wanted, locale) : 0;
    to[made] = 0;
    if (converted)
        *converted = made + 1;
    return result;
}

int CDECL msvcrt_wcstombs_s(size_t *converted, char *to, size_t size, const WCHAR *from, size_t count)
{
    return msvcrt__wcstombs_s_l(converted, to, size, from, count, NULL);
}

/* ---- lengths in characters ---- */

size_t CDECL msvcrt__mbstrnlen_l(const char *text, size_t size, const struct crt_locale *locale)
{
    size_t count = 0, at = 0;
    locale = crt_locale_or_current(locale);
    if (!text || size > 0x7FFFFFFF) {
        crt_invalid(EINVAL);
        return (size_t)-1;
    }
    for (; at < size && text[at]; count++) {
        WCHAR wide[2];
        unsigned units;
        int length = crt_decode_char(locale, text + at, size - at, wide, &units);
        if (length < 0) {
            crt_set_errno(CRT_EILSEQ);
            return (size_t)-1;
        }
        at += (size_t)length;
    }
    return count;
}

size_t CDECL msvcrt__mbstrnlen(const char *text, size_t size)
{
    return msvcrt__mbstrnlen_l(text, size, NULL);
}

size_t CDECL msvcrt__mbstrlen_l(const char *text, const struct crt_locale *locale)
{
    return msvcrt__mbstrnlen_l(text, 0x7FFFFFFF, locale);
}

size_t CDECL msvcrt__mbstrlen(const char *text)
{
    return msvcrt__mbstrlen_l(text, NULL);
}

/* ---- restartable forms: no conversion here keeps a state between calls ---- */

int CDECL msvcrt_wcrtomb_s(size_t *converted, char *to, size_t size, WCHAR c, int *state)
{
    int length = 0, result = msvcrt_wctomb_s(&length, to, size, to ? c : 0);
    if (converted)
        *converted = to ? (size_t)(ptrdiff_t)length : 1;
    return result;
}

int CDECL msvcrt_mbsrtowcs_s(size_t *converted, WCHAR *to, size_t size, const char **from, size_t count,
                             int *state)
{
    if (!from)
        return crt_invalid(EINVAL);
    int result = msvcrt_mbstowcs_s(converted, to, size, *from, count);
    if (!result && to)
        *from = NULL;
    return result;
}

int CDECL msvcrt_wcsrtombs_s(size_t *converted, char *to, size_t size, const WCHAR **from, size_t count,
                             int *state)
{
    if (!from)
        return crt_invalid(EINVAL);
    int result = msvcrt_wcstombs_s(converted, to, size, *from, count);
    if (!result && to)
        *from = NULL;
    return result;
}
