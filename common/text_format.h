/* SPDX-License-Identifier: MIT
 *
 * Text for messages, names and addresses, and the numbers in such text. It is what snprintf and strtoul are
 * for, without a locale, errno or memory. Programs' own printf is libs/msvcrt's.
 */
#ifndef DECANT_COMMON_TEXT_FORMAT_H
#define DECANT_COMMON_TEXT_FORMAT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* As snprintf: at most `size` bytes with the terminator; the length that the whole text has. Conversions are
 * d i u x X o c s p %, with flags "-0+ #", width, precision, and the lengths hh h l ll j z t. */
int text_format(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int text_format_list(char *to, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* As strtoull in the bases 0, 8, 10 and 16: blanks, a sign, digits. What does not fit is UINT64_MAX. *end
 * (where it is wanted) is `text` if there is no number. */
uint64_t text_to_number(const char *text, const char **end, unsigned base);

#endif
