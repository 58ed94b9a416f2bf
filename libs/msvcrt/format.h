/* SPDX-License-Identifier: MIT
 *
 * The printf engine: one for char and WCHAR. It knows nothing of streams: what it makes goes into a sink, and
 * its arguments come from the memory that a guest's va_list points to (8-byte slots on x86-64, 4-byte ones on
 * i386).
 */
#ifndef DECANT_MSVCRT_FORMAT_H
#define DECANT_MSVCRT_FORMAT_H

#include <win/windef.h>

/* What a locale says about text. */
struct format_locale {
    unsigned codepage; /* 0: the C locale, where the characters 0 to 255 are the bytes 0 to 255 */
    char decimal_point;
    /* One character at a time, for code pages other than 0: from `count` units at `text` (at least one) takes
     * *used, writes the other form to `out` and returns its units, or -1 for what has no other form. */
    int (*to_bytes)(unsigned codepage, const WCHAR *text, size_t count, size_t *used, char out[8]);
    int (*to_wide)(unsigned codepage, const char *text, size_t count, size_t *used, WCHAR out[2]);
};

/* Where the units go: bytes or WCHARs, as the format string has them. */
struct format_sink {
    void (*put)(struct format_sink *sink, const void *units, size_t count);
    bool wide;
};

enum {
    FORMAT_POSITIONAL = 1,         /* the _p family: %1$d */
    FORMAT_TWO_DIGIT_EXPONENT = 2, /* _set_output_format(_TWO_DIGIT_EXPONENT) */
    FORMAT_NO_COUNT = 4,           /* %n is refused */
    FORMAT_ISO = 8,                /* the UCRT's dialect (see format.c) */
    FORMAT_ISO_WIDE = 16,          /* %s and %c are char in a wide format, too */
    FORMAT_IEEE_ROUNDING = 32,     /* as fesetround said; else to the nearest, ties away from zero */
    FORMAT_STRICT = 64,            /* the _s family: an unknown conversion is an invalid parameter */
};

/* Prints. `arguments` is a guest's va_list. Returns how many units were made; -1 with *error = EINVAL, EILSEQ
 * or EOVERFLOW (Linux's and Windows's EINVAL agree; the others are Windows's) if the format or an argument is
 * at fault. */
int format_print(struct format_sink *sink, const void *format, const void *arguments,
                 const struct format_locale *locale, unsigned options, int *error);

#endif
