/* SPDX-License-Identifier: MIT
 *
 * The scanf engine: one for char and WCHAR, which knows nothing of streams. Its arguments come from the
 * memory that a guest's va_list points to.
 */
#ifndef DECANT_MSVCRT_SCAN_H
#define DECANT_MSVCRT_SCAN_H

#include "format.h"

/* Where the units come from: bytes or WCHARs, as the format string has them. */
struct scan_source {
    int (*get)(struct scan_source *source);           /* -1: the end */
    void (*unget)(struct scan_source *source, int c); /* the last one got, once */
    bool wide;
};

enum {
    SCAN_SECURE = 1,   /* the _s family: %s, %c and %[ have the buffer's size as a further argument */
    SCAN_ISO = 2,      /* the UCRT's dialect */
    SCAN_ISO_WIDE = 4, /* %s, %c and %[ are char in a wide format, too */
};

/* Returns the number of fields assigned; -1 if the input ended before the first conversion. *error: EINVAL
 * for a NULL target, ENOMEM for a buffer that is too small (_s); untouched otherwise. */
int scan_input(struct scan_source *source, const void *format, const void *arguments,
               const struct format_locale *locale, unsigned options, int *error);

#endif
