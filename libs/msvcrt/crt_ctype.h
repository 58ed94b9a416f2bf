/* SPDX-License-Identifier: MIT
 *
 * Character classes, the same bits that GetStringType's CT_CTYPE1 and Microsoft's ctype.h use.
 */
#ifndef DECANT_MSVCRT_CTYPE_H
#define DECANT_MSVCRT_CTYPE_H

#include <win/windef.h>
#include "crt_locale.h"

enum {
    CTYPE_UPPER = 0x1,
    CTYPE_LOWER = 0x2,
    CTYPE_DIGIT = 0x4,
    CTYPE_SPACE = 0x8,
    CTYPE_PUNCT = 0x10,
    CTYPE_CONTROL = 0x20,
    CTYPE_BLANK = 0x40,
    CTYPE_HEX = 0x80,
    CTYPE_LEADBYTE = 0x8000,
    CTYPE_ALPHA = 0x100 | CTYPE_UPPER | CTYPE_LOWER,
    CTYPE_ALNUM = CTYPE_ALPHA | CTYPE_DIGIT,
    CTYPE_GRAPH = CTYPE_ALNUM | CTYPE_PUNCT,
    CTYPE_PRINT = CTYPE_GRAPH | CTYPE_BLANK,
};

/* The C locale's table: the entry of c is at c + 1, EOF's at 0. */
extern const uint16_t crt_ctype_c[257];
/* The same for the first 256 wide characters, which are classified as Latin-1 in every locale. */
extern const uint16_t crt_ctype_latin1[257];

/* What stands before a number: blanks of the locale (NULL: the one in force) in bytes, of Unicode in wide
 * text. */
static inline bool crt_is_space(unsigned c, bool wide, const struct crt_locale *locale)
{
    if (c < 0x80)
        return c == ' ' || c - '\t' < 5;
    if (!wide)
        return crt_locale_or_current(locale)->ctype[c] & CTYPE_SPACE;
    return c != 0xFFFF && nls_ctype((WCHAR)c, 0) & CTYPE_SPACE;
}

#endif
