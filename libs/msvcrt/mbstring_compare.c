/* SPDX-License-Identifier: MIT
 *
 * Comparing and searching multibyte strings: by character codes, in disregard of case, by the language's
 * rules. The forms with n count characters, those with nb bytes.
 */
#include "mbstring.h"

#define NO_COMPARISON 0x7FFFFFFF
#define ALL           ((size_t)-1)

int CDECL msvcrt__strcoll_l(const char *a, const char *b, const struct crt_locale *locale);
int CDECL msvcrt__stricoll_l(const char *a, const char *b, const struct crt_locale *locale);
int CDECL msvcrt__strncoll_l(const char *a, const char *b, size_t count, const struct crt_locale *locale);
int CDECL msvcrt__strnicoll_l(const char *a, const char *b, size_t count, const struct crt_locale *locale);

static int compare(const mbchar *a, const mbchar *b, size_t characters, size_t bytes, bool fold,
                   const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    if (!characters || !bytes)
        return 0;
    if (!a || !b) {
        crt_invalid(EINVAL);
        return NO_COMPARISON;
    }
    for (size_t at = 0; characters && at < bytes; characters--) {
        unsigned length = mb_length(page, a), other = mb_length(page, b);
        /* A character that the byte count cuts in two is compared by its first byte. */
        unsigned x = mb_code(a, bytes - at < length ? 1 : length),
                 y = mb_code(b, bytes - at < other ? 1 : other);
        if (fold) {
            x = crt_mb_lower(page, x);
            y = crt_mb_lower(page, y);
        }
        if (x != y)
            return x < y ? -1 : 1;
        if (!x)
            return 0;
        a += length;
        b += other;
        at += length;
    }
    return 0;
}

#define COMPARE(name, fold)                                                                                  \
    int CDECL msvcrt_##name##_l(const mbchar *a, const mbchar *b, const struct crt_locale *locale)           \
    {                                                                                                        \
        return compare(a, b, ALL, ALL, fold, locale);                                                        \
    }                                                                                                        \
    MB_PLAIN(int, name, (const mbchar *a, const mbchar *b), a, b)
#define COMPARE_N(name, characters, bytes, fold)                                                             \
    int CDECL msvcrt_##name##_l(const mbchar *a, const mbchar *b, size_t count,                              \
                                const struct crt_locale *locale)                                             \
    {                                                                                                        \
        return compare(a, b, characters, bytes, fold, locale);                                               \
    }                                                                                                        \
    MB_PLAIN(int, name, (const mbchar *a, const mbchar *b, size_t count), a, b, count)

COMPARE(_mbscmp, false)
COMPARE(_mbsicmp, true)
COMPARE_N(_mbsncmp, count, ALL, false)
COMPARE_N(_mbsnicmp, count, ALL, true)
COMPARE_N(_mbsnbcmp, ALL, count, false)
COMPARE_N(_mbsnbicmp, ALL, count, true)

/* ---- by the language ---- */

int CDECL msvcrt__mbscoll_l(const mbchar *a, const mbchar *b, const struct crt_locale *locale)
{
    return msvcrt__strcoll_l((const char *)a, (const char *)b, locale);
}
MB_PLAIN(int, _mbscoll, (const mbchar *a, const mbchar *b), a, b)

int CDECL msvcrt__mbsicoll_l(const mbchar *a, const mbchar *b, const struct crt_locale *locale)
{
    return msvcrt__stricoll_l((const char *)a, (const char *)b, locale);
}
MB_PLAIN(int, _mbsicoll, (const mbchar *a, const mbchar *b), a, b)

int CDECL msvcrt__mbsnbcoll_l(const mbchar *a, const mbchar *b, size_t count, const struct crt_locale *locale)
{
    return msvcrt__strncoll_l((const char *)a, (const char *)b, count, locale);
}
MB_PLAIN(int, _mbsnbcoll, (const mbchar *a, const mbchar *b, size_t count), a, b, count)

int CDECL msvcrt__mbsnbicoll_l(const mbchar *a, const mbchar *b, size_t count,
                               const struct crt_locale *locale)
{
    return msvcrt__strnicoll_l((const char *)a, (const char *)b, count, locale);
}
MB_PLAIN(int, _mbsnbicoll, (const mbchar *a, const mbchar *b, size_t count), a, b, count)

/* The first `count` characters of both, which may be of different lengths in bytes: copies are compared. */
static int collate_characters(const mbchar *a, const mbchar *b, size_t count, bool fold,
                              const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    if (!count)
        return 0;
    if (!a || !b) {
        crt_invalid(EINVAL);
        return NO_COMPARISON;
    }
    size_t a_size = crt_mb_bytes(page, a, count), b_size = crt_mb_bytes(page, b, count);
    char *copy = msvcrt_malloc(a_size + b_size + 2), *second = copy + a_size + 1;
    if (!copy)
        return NO_COMPARISON;
    memcpy(copy, a, a_size);
    memcpy(second, b, b_size);
    copy[a_size] = second[b_size] = 0;
    int result = (fold ? msvcrt__stricoll_l : msvcrt__strcoll_l)(copy, second, locale);
    msvcrt_free(copy);
    return result;
}

int CDECL msvcrt__mbsncoll_l(const mbchar *a, const mbchar *b, size_t count, const struct crt_locale *locale)
{
    return collate_characters(a, b, count, false, locale);
}
MB_PLAIN(int, _mbsncoll, (const mbchar *a, const mbchar *b, size_t count), a, b, count)

int CDECL msvcrt__mbsnicoll_l(const mbchar *a, const mbchar *b, size_t count, const struct crt_locale *locale)
{
    return collate_characters(a, b, count, true, locale);
}
MB_PLAIN(int, _mbsnicoll, (const mbchar *a, const mbchar *b, size_t count), a, b, count)

/* ---- searching ---- */

mbchar *CDECL msvcrt__mbschr_l(const mbchar *s, unsigned c, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    if (!s) {
        crt_invalid(EINVAL);
        return NULL;
    }
    for (;; s += mb_length(page, s)) {
        if (mb_code(s, mb_length(page, s)) == c)
            return (mbchar *)s;
        if (!*s)
            return NULL;
    }
}
MB_PLAIN(mbchar *, _mbschr, (const mbchar *s, unsigned c), s, c)

mbchar *CDECL msvcrt__mbsrchr_l(const mbchar *s, unsigned c, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    const mbchar *found = NULL;
    if (!s) {
        crt_invalid(EINVAL);
        return NULL;
    }
    for (;; s += mb_length(page, s)) {
        if (mb_code(s, mb_length(page, s)) == c)
            found = s;
        if (!*s)
            return (mbchar *)found;
    }
}
MB_PLAIN(mbchar *, _mbsrchr, (const mbchar *s, unsigned c), s, c)

mbchar *CDECL msvcrt__mbsstr_l(const mbchar *s, const mbchar *what, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    size_t size = strlen((const char *)what);
    for (;; s += mb_length(page, s)) {
        if (!strncmp((const char *)s, (const char *)what, size))
            return (mbchar *)s;
        if (!*s)
            return NULL;
    }
}
MB_PLAIN(mbchar *, _mbsstr, (const mbchar *s, const mbchar *what), s, what)

/* The first character that is in the set, or is not; the end where there is none. */
static const mbchar *skip(const mbchar *s, const mbchar *set, bool while_in, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    for (; *s; s += mb_length(page, s)) {
        bool in = msvcrt__mbschr_l(set, mb_code(s, mb_length(page, s)), locale) != NULL;
        if (in != while_in)
            break;
    }
    return s;
}

size_t CDECL msvcrt__mbsspn_l(const mbchar *s, const mbchar *set, const struct crt_locale *locale)
{
    return (size_t)(skip(s, set, true, locale) - s);
}
MB_PLAIN(size_t, _mbsspn, (const mbchar *s, const mbchar *set), s, set)

size_t CDECL msvcrt__mbscspn_l(const mbchar *s, const mbchar *set, const struct crt_locale *locale)
{
    return (size_t)(skip(s, set, false, locale) - s);
}
MB_PLAIN(size_t, _mbscspn, (const mbchar *s, const mbchar *set), s, set)

mbchar *CDECL msvcrt__mbsspnp_l(const mbchar *s, const mbchar *set, const struct crt_locale *locale)
{
    s = skip(s, set, true, locale);
    return *s ? (mbchar *)s : NULL;
}
MB_PLAIN(mbchar *, _mbsspnp, (const mbchar *s, const mbchar *set), s, set)

mbchar *CDECL msvcrt__mbspbrk_l(const mbchar *s, const mbchar *set, const struct crt_locale *locale)
{
    s = skip(s, set, false, locale);
    return *s ? (mbchar *)s : NULL;
}
MB_PLAIN(mbchar *, _mbspbrk, (const mbchar *s, const mbchar *set), s, set)

mbchar *CDECL msvcrt__mbstok_s_l(mbchar *s, const mbchar *set, mbchar **context,
                                 const struct crt_locale *locale)
{
    if (!set || !context || (!s && !*context)) {
        crt_invalid(EINVAL);
        return NULL;
    }
    s = (mbchar *)skip(s ? s : *context, set, true, locale);
    mbchar *end = (mbchar *)skip(s, set, false, locale);
    *context = end;
    if (s == end)
        return NULL;
    if (*end) {
        *context = end + mb_length(crt_mb_page(locale), end);
        *end = 0;
    }
    return s;
}

mbchar *CDECL msvcrt__mbstok_s(mbchar *s, const mbchar *set, mbchar **context)
{
    return msvcrt__mbstok_s_l(s, set, context, NULL);
}

mbchar *CDECL msvcrt__mbstok_l(mbchar *s, const mbchar *set, const struct crt_locale *locale)
{
    if (!s && !crt_thread.mbstok_next)
        return NULL;
    return msvcrt__mbstok_s_l(s, set, &crt_thread.mbstok_next, locale);
}
MB_PLAIN(mbchar *, _mbstok, (mbchar * s, const mbchar *set), s, set)
