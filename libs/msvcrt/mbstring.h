/* SPDX-License-Identifier: MIT
 *
 * mbstring.h: strings whose characters have one or two bytes. A "page" is a double-byte code page, or 0 where
 * every byte is a character: so it is under every other code page, UTF-8 included, as with msvcrt.
 */
#ifndef DECANT_MSVCRT_MBSTRING_H
#define DECANT_MSVCRT_MBSTRING_H

#include <string.h>
#include "crt_locale.h"
#include "msvcrt.h"

typedef unsigned char mbchar;

/* The page of a _locale_t, or of _setmbcp where it is NULL. */
unsigned crt_mb_page(const struct crt_locale *locale);

static inline bool mb_lead(unsigned page, unsigned c)
{
    return page && c >= 0x80 && nls_is_lead_byte(page, (unsigned char)c);
}

/* Whether a byte may be a character's second one (mbstring.c). */
bool crt_mb_trail(unsigned page, unsigned c);

/* The character's bytes. A lead byte before the end of the string counts as one. */
static inline unsigned mb_length(unsigned page, const mbchar *s)
{
    return mb_lead(page, s[0]) && s[1] ? 2 : 1;
}

static inline unsigned mb_code(const mbchar *s, unsigned length)
{
    return length == 2 ? (unsigned)s[0] << 8 | s[1] : s[0];
}

static inline void mb_store(mbchar *to, unsigned code, unsigned length)
{
    if (length == 2)
        *to++ = (mbchar)(code >> 8);
    *to = (mbchar)code;
}

/* The code in the other case (mbstring.c). */
unsigned crt_mb_lower(unsigned page, unsigned code);
unsigned crt_mb_upper(unsigned page, unsigned code);
/* The CT_CTYPE1 bits of a character. */
unsigned crt_mb_class(unsigned page, unsigned code);
/* The bytes of the first `count` characters. */
size_t crt_mb_bytes(unsigned page, const mbchar *s, size_t count);

/* The form of a function that takes no locale. */
#define MB_PLAIN(type, name, parameters, ...)                                                                \
    type CDECL msvcrt_##name parameters                                                                      \
    {                                                                                                        \
        return msvcrt_##name##_l(__VA_ARGS__, NULL);                                                         \
    }

#endif
