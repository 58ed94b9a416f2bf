/* SPDX-License-Identifier: MIT
 *
 * Integers to text in any base from 2 to 36, and floating-point numbers to digits (_ecvt, _fcvt, _gcvt).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "common/text_format.h"
#include "buffers.h"
#include "crt_locale.h"
#include "format_double.h"
#include "msvcrt.h"

/* Writes the digits at the end of `digits` (65 places); returns where they start. */
static char *make_digits(uint64_t value, bool negative, unsigned base, char *digits)
{
    char *at = digits + 65;
    if (negative)
        value = -value;
    do
        *--at = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
    while (value /= base);
    if (negative)
        *--at = '-';
    return at;
}

static int write_number(void *to, bool wide, size_t size, uint64_t value, bool negative, int base)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    if (wide)
        *(WCHAR *)to = 0;
    else
        *(char *)to = 0;
    if (base < 2 || base > 36)
        return crt_invalid(EINVAL);
    char digits[65], *at = make_digits(value, negative, (unsigned)base, digits);
    size_t length = (size_t)(digits + 65 - at);
    if (length >= size)
        return crt_invalid(ERANGE);
    for (size_t i = 0; i < length; i++) {
        if (wide)
            ((WCHAR *)to)[i] = (unsigned char)at[i];
        else
            ((char *)to)[i] = at[i];
    }
    if (wide)
        ((WCHAR *)to)[length] = 0;
    else
        ((char *)to)[length] = 0;
    return 0;
}

/* A negative value shows its sign in base ten only. */
#define XTOA(name, unit_type, wide, value_type, unsigned_type, is_signed)                                    \
    unit_type *CDECL msvcrt_##name(value_type value, unit_type *to, int base)                                \
    {                                                                                                        \
        bool negative = is_signed && base == 10 && value < 0;                                                \
        write_number(to, wide, (size_t)-1, negative ? (uint64_t)value : (unsigned_type)value, negative,      \
                     base);                                                                                  \
        return to;                                                                                           \
    }                                                                                                        \
    int CDECL msvcrt_##name##_s(value_type value, unit_type *to, size_t size, int base)                      \
    {                                                                                                        \
        bool negative = is_signed && base == 10 && value < 0;                                                \
        return write_number(to, wide, size, negative ? (uint64_t)value : (unsigned_type)value, negative,     \
                            base);                                                                           \
    }

#pragma GCC diagnostic ignored "-Wtype-limits"
XTOA(_itoa, char, false, int, uint32_t, true)
XTOA(_ltoa, char, false, int32_t, uint32_t, true)
XTOA(_ultoa, char, false, uint32_t, uint32_t, false)
XTOA(_i64toa, char, false, int64_t, uint64_t, true)
XTOA(_ui64toa, char, false, uint64_t, uint64_t, false)
XTOA(_itow, WCHAR, true, int, uint32_t, true)
XTOA(_ltow, WCHAR, true, int32_t, uint32_t, true)
XTOA(_ultow, WCHAR, true, uint32_t, uint32_t, false)
XTOA(_i64tow, WCHAR, true, int64_t, uint64_t, true)
XTOA(_ui64tow, WCHAR, true, uint64_t, uint64_t, false)

/* ---- digits of floating-point numbers ---- */

#define MAX_DIGITS 340

static const char zeros[MAX_DIGITS + 1] = {[0 ... MAX_DIGITS - 1] = '0'};

/* |value| as printf shows it, in one piece: ties round away from zero, and an infinity or a NaN is a word
 * whose letters count as digits. Returns the length. */
static size_t print_magnitude(char *to, size_t size, double value, char type, int precision)
{
    char body[FORMAT_DOUBLE_BODY];
    struct format_piece piece;
    format_double(
        &piece, body, fabs(value),
        &(struct format_double_options){.type = (unsigned char)type, .precision = precision, .mark = '.'});
    return (size_t)text_format(to, size, "%.*s%.*s%.*s", piece.body_size, piece.body, piece.trailing, zeros,
                               piece.suffix_size, piece.suffix);
}

/* The digits of |value| rounded to `count` significant ones; *exponent is that of the first digit. */
static void significant_digits(double value, int count, char *to, int *exponent)
{
    char text[MAX_DIGITS + 16];
    *exponent = -1;
    if (value == 0) {
        memset(to, '0', (size_t)count);
        to[count] = 0;
        return;
    }
    print_magnitude(text, sizeof(text), value, 'e', count ? count - 1 : 16);
    char *at = text;
    for (; *at && *at != 'e'; at++)
        if (*at != '.' && count)
            *to++ = *at;
    *to = 0;
    *exponent = (int)text_to_number(at + 1, NULL, 10);
}

static void make_ecvt(double value, int count, int *point, int *sign, char *to)
{
    int exponent;
    count = count < 0 ? 0 : count > MAX_DIGITS ? MAX_DIGITS : count;
    *sign = signbit(value) != 0;
    significant_digits(value, count, to, &exponent);
    *point = exponent + 1;
}

static void make_fcvt(double value, int count, int *point, int *sign, char *to)
{
    char text[MAX_DIGITS * 2 + 16], *at = text;
    count = count < 0 ? 0 : count > MAX_DIGITS - 1 ? MAX_DIGITS - 1 : count;
    *sign = signbit(value) != 0;
    size_t length = print_magnitude(text, sizeof(text), value, 'f', count);
    char *dot = strchr(text, '.');
    *point = (int)(dot ? (size_t)(dot - text) : length);
    if (dot)
        memmove(dot, dot + 1, strlen(dot));
    if (value == 0) { /* all that is asked for, behind the point */
        *point = 0;
        at++;
    } else if (fabs(value) < 1) {
        for (; *at == '0'; at++) /* leading zeros move the point */
            (*point)--;
        if (!*at)
            *point = -count;
    }
    length = strnlen(at, MAX_DIGITS);
    memcpy(to, at, length);
    to[length] = 0;
}

char *CDECL msvcrt__ecvt(double value, int count, int *point, int *sign)
{
    struct crt_buffers *buffers = crt_buffers();
    if (!buffers)
        return NULL;
    make_ecvt(value, count, point, sign, buffers->convert);
    return buffers->convert;
}

char *CDECL msvcrt__fcvt(double value, int count, int *point, int *sign)
{
    struct crt_buffers *buffers = crt_buffers();
    if (!buffers)
        return NULL;
    make_fcvt(value, count, point, sign, buffers->convert);
    return buffers->convert;
}

typedef void (*maker)(double, int, int *, int *, char *);

static int convert_s(maker make, char *to, size_t size, double value, int count, int *point, int *sign)
{
    char digits[MAX_DIGITS + 16];
    if (!to || !size)
        return crt_invalid(EINVAL);
    *to = 0;
    if (!point || !sign)
        return crt_invalid(EINVAL);
    make(value, count, point, sign, digits);
    size_t length = strlen(digits);
    if (length >= size)
        return crt_invalid(ERANGE);
    memcpy(to, digits, length + 1);
    return 0;
}

int CDECL msvcrt__ecvt_s(char *to, size_t size, double value, int count, int *point, int *sign)
{
    return convert_s(make_ecvt, to, size, value, count, point, sign);
}

int CDECL msvcrt__fcvt_s(char *to, size_t size, double value, int count, int *point, int *sign)
{
    return convert_s(make_fcvt, to, size, value, count, point, sign);
}

/* Like %g, but a trailing point stays; an exponent has three digits, or, in the UCRT, at least two. */
static void make_gcvt(double value, int count, char *to)
{
    char digits[MAX_DIGITS + 16];
    int exponent;
    count = count < 1 ? 1 : count > MAX_DIGITS ? MAX_DIGITS : count;
    if (!isfinite(value)) {
        print_magnitude(digits, sizeof(digits), value, 'g', count);
        text_format(to, sizeof(digits) + 1, "%s%s", signbit(value) ? "-" : "", digits);
        return;
    }
    significant_digits(value, count, digits, &exponent);
    if (value == 0)
        exponent = 0;
    size_t length = strlen(digits);
    while (length > 1 && digits[length - 1] == '0')
        length--;
    char point = crt_locale_current()->lconv->decimal_point[0];
    if (signbit(value))
        *to++ = '-';
    if (exponent < -1 || exponent >= count) {
        *to++ = digits[0];
        *to++ = point;
        memcpy(to, digits + 1, length - 1);
        text_format(to + length - 1, sizeof("e+000"), CRT_IS_UCRT ? "e%c%02d" : "e%c%03d",
                    exponent < 0 ? '-' : '+', abs(exponent));
        return;
    }
    if (exponent < 0) {
        *to++ = '0';
        *to++ = point;
        for (int i = -1; i > exponent; i--)
            *to++ = '0';
        memcpy(to, digits, length);
        to[length] = 0;
        return;
    }
    for (int i = 0; i <= exponent; i++)
        *to++ = i < (int)length ? digits[i] : '0';
    *to++ = point;
    size_t rest = (int)length > exponent + 1 ? length - (size_t)exponent - 1 : 0;
    memcpy(to, digits + exponent + 1, rest);
    to[rest] = 0;
}

char *CDECL msvcrt__gcvt(double value, int count, char *to)
{
    make_gcvt(value, count, to);
    return to;
}

int CDECL msvcrt__gcvt_s(char *to, size_t size, double value, int count)
{
    char text[MAX_DIGITS + 32];
    if (!to || !size)
        return crt_invalid(EINVAL);
    *to = 0;
    if (count < 0 || (size_t)count >= size)
        return crt_invalid(ERANGE);
    make_gcvt(value, count, text);
    if (strlen(text) >= size)
        return crt_invalid(ERANGE);
    strcpy(to, text);
    return 0;
}
