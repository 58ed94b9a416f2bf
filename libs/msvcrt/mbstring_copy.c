/* SPDX-License-Identifier: MIT
 *
 * Copying, appending and changing multibyte strings. No form leaves half a character behind: what a count or
 * a size would cut in two is left out.
 */
#include "mbstring.h"

#define TRUNCATE ((size_t)-1)

/* The whole characters among the first `bytes` bytes, in bytes. */
static size_t whole(unsigned page, const mbchar *s, size_t bytes)
{
    size_t at = 0;
    while (at < bytes && s[at]) {
        unsigned length = mb_length(page, s + at);
        if (at + length > bytes)
            break;
        at += length;
    }
    return at;
}

mbchar *CDECL msvcrt__mbscpy(mbchar *to, const mbchar *from)
{
    return (mbchar *)strcpy((char *)to, (const char *)from);
}

mbchar *CDECL msvcrt__mbscat(mbchar *to, const mbchar *from)
{
    return (mbchar *)strcat((char *)to, (const char *)from);
}

mbchar *CDECL msvcrt__mbsdup(const mbchar *s)
{
    size_t size = s ? strlen((const char *)s) + 1 : 0;
    mbchar *copy = s ? msvcrt_malloc(size) : NULL;
    return copy ? memcpy(copy, s, size) : NULL;
}

/* strncpy's way: the rest is filled with zeros. Counted in characters, each missing one is a zero byte. */
mbchar *CDECL msvcrt__mbsncpy_l(mbchar *to, const mbchar *from, size_t count, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    mbchar *at = to;
    for (; count && *from; count--) {
        unsigned length = mb_length(page, from);
        memcpy(at, from, length);
        at += length;
        from += length;
    }
    memset(at, 0, count);
    return to;
}
MB_PLAIN(mbchar *, _mbsncpy, (mbchar * to, const mbchar *from, size_t count), to, from, count)

mbchar *CDECL msvcrt__mbsnbcpy_l(mbchar *to, const mbchar *from, size_t count,
                                 const struct crt_locale *locale)
{
    size_t size = whole(crt_mb_page(locale), from, count);
    memcpy(to, from, size);
    memset(to + size, 0, count - size);
    return to;
}
MB_PLAIN(mbchar *, _mbsnbcpy, (mbchar * to, const mbchar *from, size_t count), to, from, count)

mbchar *CDECL msvcrt__mbsncat_l(mbchar *to, const mbchar *from, size_t count, const struct crt_locale *locale)
{
    mbchar *at = to + strlen((char *)to);
    size_t size = crt_mb_bytes(crt_mb_page(locale), from, count);
    memcpy(at, from, size);
    at[size] = 0;
    return to;
}
MB_PLAIN(mbchar *, _mbsncat, (mbchar * to, const mbchar *from, size_t count), to, from, count)

mbchar *CDECL msvcrt__mbsnbcat_l(mbchar *to, const mbchar *from, size_t count,
                                 const struct crt_locale *locale)
{
    mbchar *at = to + strlen((char *)to);
    size_t size = whole(crt_mb_page(locale), from, count);
    memcpy(at, from, size);
    at[size] = 0;
    return to;
}
MB_PLAIN(mbchar *, _mbsnbcat, (mbchar * to, const mbchar *from, size_t count), to, from, count)

/* ---- the secure forms ---- */

/* Copies `wanted` bytes behind `used` ones; what does not fit is an error, or cut where `truncate` says so.
 */
static int place(mbchar *to, size_t size, size_t used, const mbchar *from, size_t wanted, bool truncate,
                 unsigned page)
{
    int result = 0;
    if (used + wanted >= size) {
        if (!truncate) {
            *to = 0;
            return crt_invalid(ERANGE);
        }
        wanted = whole(page, from, size - used - 1);
        result = CRT_STRUNCATE;
    }
    memcpy(to + used, from, wanted);
    to[used + wanted] = 0;
    return result;
}

static int secure(mbchar *to, size_t size, bool append, const mbchar *from, size_t count, bool bytes,
                  const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    if (!to && !size && !count)
        return 0;
    if (!to || !size)
        return crt_invalid(EINVAL);
    size_t used = append ? strnlen((char *)to, size) : 0;
    if (used == size || (!from && count)) {
        *to = 0;
        return crt_invalid(EINVAL);
    }
    if (!count) {
        to[used] = 0;
        return 0;
    }
    size_t wanted = bytes ? whole(page, from, count) : crt_mb_bytes(page, from, count);
    return place(to, size, used, from, wanted, count == TRUNCATE, page);
}

/* All of `from`: nothing is cut. */
static int secure_all(mbchar *to, size_t size, bool append, const mbchar *from,
                      const struct crt_locale *locale)
{
    if (to && size && !from) {
        *to = 0;
        return crt_invalid(EINVAL);
    }
    return secure(to, size, append, from, TRUNCATE - 1, true, locale);
}

#define SECURE(name, append)                                                                                 \
    int CDECL msvcrt_##name##_l(mbchar *to, size_t size, const mbchar *from,                                 \
                                const struct crt_locale *locale)                                             \
    {                                                                                                        \
        return secure_all(to, size, append, from, locale);                                                   \
    }                                                                                                        \
    MB_PLAIN(int, name, (mbchar * to, size_t size, const mbchar *from), to, size, from)
#define SECURE_N(name, append, bytes)                                                                        \
    int CDECL msvcrt_##name##_l(mbchar *to, size_t size, const mbchar *from, size_t count,                   \
                                const struct crt_locale *locale)                                             \
    {                                                                                                        \
        return secure(to, size, append, from, count, bytes, locale);                                         \
    }                                                                                                        \
    MB_PLAIN(int, name, (mbchar * to, size_t size, const mbchar *from, size_t count), to, size, from, count)

SECURE(_mbscpy_s, false)
SECURE(_mbscat_s, true)
SECURE_N(_mbsncpy_s, false, false)
SECURE_N(_mbsncat_s, true, false)
SECURE_N(_mbsnbcpy_s, false, true)
SECURE_N(_mbsnbcat_s, true, true)

/* ---- changing ---- */

static int change_case(mbchar *s, size_t size, bool up, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    if (!s || strnlen((char *)s, size) == size) {
        if (s && size)
            *s = 0;
        return crt_invalid(EINVAL);
    }
    for (unsigned length; *s; s += length) {
        length = mb_length(page, s);
        unsigned code = mb_code(s, length);
        mb_store(s, up ? crt_mb_upper(page, code) : crt_mb_lower(page, code), length);
    }
    return 0;
}

#define CHANGE_CASE(name, up)                                                                                \
    mbchar *CDECL msvcrt_##name##_l(mbchar *s, const struct crt_locale *locale)                              \
    {                                                                                                        \
        return change_case(s, (size_t)-1, up, locale) ? NULL : s;                                            \
    }                                                                                                        \
    MB_PLAIN(mbchar *, name, (mbchar * s), s)                                                                \
    int CDECL msvcrt_##name##_s_l(mbchar *s, size_t size, const struct crt_locale *locale)                   \
    {                                                                                                        \
        return change_case(s, size, up, locale);                                                             \
    }                                                                                                        \
    MB_PLAIN(int, name##_s, (mbchar * s, size_t size), s, size)

CHANGE_CASE(_mbslwr, false)
CHANGE_CASE(_mbsupr, true)

/* Reversed in bytes, and each character's two bytes put back in order. */
mbchar *CDECL msvcrt__mbsrev_l(mbchar *s, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    size_t size = strlen((char *)s);
    for (mbchar *at = s; *at; at++)
        if (mb_length(page, at) == 2) {
            mbchar lead = at[0];
            at[0] = at[1];
            at[1] = lead;
            at++;
        }
    for (size_t i = 0; i < size / 2; i++) {
        mbchar c = s[i];
        s[i] = s[size - 1 - i];
        s[size - 1 - i] = c;
    }
    return s;
}
MB_PLAIN(mbchar *, _mbsrev, (mbchar * s), s)

/* Fills with a character; a byte that is left over where it has two becomes a blank. */
static mbchar *fill(mbchar *s, unsigned c, size_t bytes)
{
    unsigned length = c > 0xFF ? 2 : 1;
    size_t size = strnlen((char *)s, bytes), at = 0;
    for (; at + length <= size; at += length)
        mb_store(s + at, c, length);
    if (at < size)
        s[at] = ' ';
    return s;
}

mbchar *CDECL msvcrt__mbsset_l(mbchar *s, unsigned c, const struct crt_locale *locale)
{
    return fill(s, c, (size_t)-1);
}
MB_PLAIN(mbchar *, _mbsset, (mbchar * s, unsigned c), s, c)

mbchar *CDECL msvcrt__mbsnset_l(mbchar *s, unsigned c, size_t count, const struct crt_locale *locale)
{
    return fill(s, c, c > 0xFF && count <= (size_t)-1 / 2 ? count * 2 : count);
}
MB_PLAIN(mbchar *, _mbsnset, (mbchar * s, unsigned c, size_t count), s, c, count)

mbchar *CDECL msvcrt__mbsnbset_l(mbchar *s, unsigned c, size_t count, const struct crt_locale *locale)
{
    return fill(s, c, count);
}
MB_PLAIN(mbchar *, _mbsnbset, (mbchar * s, unsigned c, size_t count), s, c, count)

static int fill_checked(mbchar *s, size_t size, unsigned c, size_t bytes)
{
    if (!s || strnlen((char *)s, size) == size) {
        if (s && size)
            *s = 0;
        return crt_invalid(EINVAL);
    }
    fill(s, c, bytes);
    return 0;
}

int CDECL msvcrt__mbsset_s_l(mbchar *s, size_t size, unsigned c, const struct crt_locale *locale)
{
    return fill_checked(s, size, c, (size_t)-1);
}
MB_PLAIN(int, _mbsset_s, (mbchar * s, size_t size, unsigned c), s, size, c)

int CDECL msvcrt__mbsnset_s_l(mbchar *s, size_t size, unsigned c, size_t count,
                              const struct crt_locale *locale)
{
    return fill_checked(s, size, c, c > 0xFF && count <= (size_t)-1 / 2 ? count * 2 : count);
}
MB_PLAIN(int, _mbsnset_s, (mbchar * s, size_t size, unsigned c, size_t count), s, size, c, count)

int CDECL msvcrt__mbsnbset_s_l(mbchar *s, size_t size, unsigned c, size_t count,
                               const struct crt_locale *locale)
{
    return fill_checked(s, size, c, count);
}
MB_PLAIN(int, _mbsnbset_s, (mbchar * s, size_t size, unsigned c, size_t count), s, size, c, count)
