/* SPDX-License-Identifier: MIT
 *
 * Floating point for the printf engine: a double becomes a row of fragments.
 */
#ifndef DECANT_MSVCRT_FORMAT_DOUBLE_H
#define DECANT_MSVCRT_FORMAT_DOUBLE_H

#include <stdbool.h>

/* A converted number: no width or precision needs a buffer, because zeros are only counted. */
struct format_piece {
    char prefix[4];
    int prefix_size;
    int leading; /* zeros */
    const char *body;
    int body_size;
    int trailing; /* zeros */
    char suffix[8];
    int suffix_size;
};

struct format_double_options {
    unsigned type; /* e f g a, or the capital */
    int precision; /* -1: none given */
    bool alternate;
    char sign; /* of what is not negative: '+', ' ' or 0 */
    char mark; /* the decimal point */
    bool two_digit_exponent;
    bool iso;           /* the UCRT's dialect */
    bool ieee_rounding; /* see FORMAT_IEEE_ROUNDING */
};

#define FORMAT_DOUBLE_BODY 1400 /* 309 digits, the point, 1074 places */

/* piece->body points into `body`. */
void format_double(struct format_piece *piece, char body[FORMAT_DOUBLE_BODY], double value,
                   const struct format_double_options *options);

#endif
