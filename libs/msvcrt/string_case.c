/* SPDX-License-Identifier: MIT
 *
 * Strings in disregard of case, and changing it, by the locale's tables (bytes of a multibyte locale have
 * case only where they are ASCII).
 */
#include <string.h>
#include "common/wide.h"
#include "crt_locale.h"
#include "msvcrt.h"

#define NO_COMPARISON 0x7FFFFFFF /* _NLSCMPERROR */

static inline unsigned fold(const struct crt_locale *locale, const void *text, bool wide, size_t at)
{
    return wide ? crt_wide_lower(locale, ((const WCHAR *)text)[at])
                : locale->lower[((const unsigned char *)text)[at]];
}

static inline __attribute__((always_inline)) int compare(const void *a, const void *b, size_t count,
                                                         bool wide, const struct crt_locale *locale)
{
    if (!a || !b) {
        crt_invalid(EINVAL);
        return NO_COMPARISON;
    }
    locale = crt_locale_or_current(locale);
    for (size_t i = 0; i < count; i++) {
        unsigned x = fold(locale, a, wide, i), y = fold(locale, b, wide, i);
        if (x != y || !x)
            return (int)x - (int)y;
    }
    return 0;
}

int CDECL msvcrt__memicmp_l(const void *a, const void *b, size_t count, const struct crt_locale *locale)
{
    if ((!a || !b) && count) {
        crt_invalid(EINVAL);
        return NO_COMPARISON;
    }
    locale = crt_locale_or_current(locale);
    for (size_t i = 0; i < count; i++) {
        int difference = (int)fold(locale, a, false, i) - (int)fold(locale, b, false, i);
        if (difference)
            return difference;
    }
    return 0;
}

int CDECL msvcrt__memicmp(const void *a, const void *b, size_t count)
{
    return msvcrt__memicmp_l(a, b, count, NULL);
}

int CDECL msvcrt__stricmp_l(const char *a, const char *b, const struct crt_locale *locale)
{
    return compare(a, b, SIZE_MAX, false, locale);
}

int CDECL msvcrt__stricmp(const char *a, const char *b)
{
    return compare(a, b, SIZE_MAX, false, NULL);
}

int CDECL msvcrt__strnicmp_l(const char *a, const char *b, size_t count, const struct crt_locale *locale)
{
    return compare(a, b, count, false, locale);
}

int CDECL msvcrt__strnicmp(const char *a, const char *b, size_t count)
{
    return compare(a, b, count, false, NULL);
}

int CDECL msvcrt__wcsicmp_l(const WCHAR *a, const WCHAR *b, const struct crt_locale *locale)
{
    return compare(a, b, SIZE_MAX, true, locale);
}

int CDECL msvcrt__wcsicmp(const WCHAR *a, const WCHAR *b)
{
    return compare(a, b, SIZE_MAX, true, NULL);
}

int CDECL msvcrt__wcsnicmp_l(const WCHAR *a, const WCHAR *b, size_t count, const struct crt_locale *locale)
{
    return compare(a, b, count, true, locale);
}

int CDECL msvcrt__wcsnicmp(const WCHAR *a, const WCHAR *b, size_t count)
{
    return compare(a, b, count, true, NULL);
}

/* ---- changing case in place ---- */

static int map_narrow(char *text, size_t size, bool up, const struct crt_locale *locale)
{
    if (!text || strnlen(text, size) == size) {
        if (text && size)
            *text = 0;
        return crt_invalid(EINVAL);
    }
    locale = crt_locale_or_current(locale);
    const unsigned char *table = up ? locale->upper : locale->lower;
    for (unsigned char *at = (unsigned char *)text; *at; at++) {
        if (locale->mb_cur_max == 2 && nls_is_lead_byte(locale->code_page, *at)) {
            if (!*++at)
                break;
            continue;
        }
        *at = table[*at];
    }
    return 0;
}

static int map_wide(WCHAR *text, size_t size, bool up, const struct crt_locale *locale)
{
    size_t length = 0;
    while (text && length < size && text[length])
        length++;
    if (!text || length == size) {
        if (text && size)
            *text = 0;
        return crt_invalid(EINVAL);
    }
    locale = crt_locale_or_current(locale);
    for (; *text; text++)
        *text = up ? crt_wide_upper(locale, *text) : crt_wide_lower(locale, *text);
    return 0;
}

#define CASE_FORMS(name, unit, map, up)                                                                      \
    unit *CDECL msvcrt_##name(unit *text)                                                                    \
    {                                                                                                        \
        return map(text, SIZE_MAX, up, NULL) ? NULL : text;                                                  \
    }                                                                                                        \
    unit *CDECL msvcrt_##name##_l(unit *text, const struct crt_locale *locale)                               \
    {                                                                                                        \
        return map(text, SIZE_MAX, up, locale) ? NULL : text;                                                \
    }                                                                                                        \
    int CDECL msvcrt_##name##_s(unit *text, size_t size)                                                     \
    {                                                                                                        \
        return map(text, size, up, NULL);                                                                    \
    }                                                                                                        \
    int CDECL msvcrt_##name##_s_l(unit *text, size_t size, const struct crt_locale *locale)                  \
    {                                                                                                        \
        return map(text, size, up, locale);                                                                  \
    }

CASE_FORMS(_strlwr, char, map_narrow, false)
CASE_FORMS(_strupr, char, map_narrow, true)
CASE_FORMS(_wcslwr, WCHAR, map_wide, false)
CASE_FORMS(_wcsupr, WCHAR, map_wide, true)
