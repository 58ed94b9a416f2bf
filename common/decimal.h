/* SPDX-License-Identifier: MIT
 *
 * Doubles and decimal numbers, both ways, exactly: the one conversion loses nothing, the other rounds once.
 * No locale, errno or memory.
 */
#ifndef DECANT_COMMON_DECIMAL_H
#define DECANT_COMMON_DECIMAL_H

#include <stdbool.h>

enum { DECIMAL_MOST_DIGITS = 768 }; /* no double has more significant ones */

/* As the processor numbers them, and what older runtimes do. */
enum rounding { ROUND_TO_NEAREST, ROUND_DOWN, ROUND_UP, ROUND_TO_ZERO, ROUND_TIES_AWAY };

/* d.ddd × 10^exponent. Zero is "0" and 0. */
struct decimal {
    char digits[DECIMAL_MOST_DIGITS + 8];
    int count;
    int exponent;
};

/* All the digits of |value|, which is finite; the last one is not 0, but for zero's. */
void decimal_from_double(struct decimal *decimal, double value);
/* Keeps the first `keep` digits (which may be none, or less: what is kept ends left of the first digit).
 * `rounding` is for the absolute value. The result has fewer than `keep` digits if those that remain would be
 * zeros. */
void decimal_round(struct decimal *decimal, int keep, enum rounding rounding);

enum double_format { DOUBLE_PRECISE, DOUBLE_AS_FLOAT };

/* The number at the start of the text, to the nearest double, or to the nearest float's value: a sign, and a
 * decimal or (0x) hexadecimal number, "inf", "infinity", "nan" or "nan(…)". A point is '.'. Rounds as the x87
 * control word says, ties to even. Returns where it ends; `text` where there is none. *out_of_range (if
 * wanted): the number is beyond all finite ones, or is not zero and the result is. */
const char *double_parse(const char *text, enum double_format format, double *value, bool *out_of_range);

#endif
