/* SPDX-License-Identifier: MIT
 *
 * What the format strings of printf and of scanf have in common: they are read unit by unit, char or WCHAR,
 * and their size prefixes are one list with few differences.
 */
#ifndef DECANT_MSVCRT_FORMAT_SPEC_H
#define DECANT_MSVCRT_FORMAT_SPEC_H

#include "format.h"

/* errno values as the engines report them: Windows's. */
enum { FORMAT_ENOMEM = 12, FORMAT_EINVAL = 22, FORMAT_EILSEQ = 42, FORMAT_EOVERFLOW = 132 };

/* What is left of a format. */
struct format_cursor {
    const char *at;
    bool wide;
    bool iso; /* the UCRT's dialect: hh is a char; F and N are no prefixes */
};

static inline unsigned format_peek_at(const struct format_cursor *cursor, size_t index)
{
    return cursor->wide ? ((const WCHAR *)cursor->at)[index] : ((const unsigned char *)cursor->at)[index];
}

static inline unsigned format_peek(const struct format_cursor *cursor)
{
    return format_peek_at(cursor, 0);
}

static inline void format_skip(struct format_cursor *cursor, size_t units)
{
    cursor->at += units << cursor->wide;
}

static inline bool format_is_digit(unsigned c)
{
    return c >= '0' && c <= '9';
}

static inline bool format_is_integer(unsigned c)
{
    return c == 'd' || c == 'i' || c == 'o' || c == 'u' || c == 'x' || c == 'X';
}

enum format_size {
    FORMAT_SIZE_NONE,
    FORMAT_SIZE_BYTE,
    FORMAT_SIZE_SHORT,
    FORMAT_SIZE_LONG,
    FORMAT_SIZE_64,
    FORMAT_SIZE_WIDE,
    FORMAT_SIZE_LONG_DOUBLE, /* a double: printf has no other, scanf stores a float without it */
    FORMAT_SIZE_POINTER = sizeof(void *) == 8 ? FORMAT_SIZE_64 : FORMAT_SIZE_NONE,
};

/* A decimal number, at most INT_MAX. */
int format_read_number(struct format_cursor *cursor);

/* The prefixes before a conversion's letter; the last of several counts. `I` alone stands for a pointer's
 * size; `I_needs_integer`: only before the letter of an integer, and is a letter itself otherwise. */
enum format_size format_read_size(struct format_cursor *cursor, bool I_needs_integer);

/* Whether %c and %s, or with `capital` %C and %S, mean WCHARs in a format that is `wide` or not. */
bool format_means_wide(enum format_size size, bool capital, bool wide);

#endif
