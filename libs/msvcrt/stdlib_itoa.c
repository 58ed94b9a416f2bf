/* SPDX-License-Identifier: MIT
 *
 * Integers to text in any base from 2 to 36, and floating-point numbers to digits (_ecvt, _fcvt, _gcvt).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "buffers.h"
#include "crt_locale.h"
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

/* The digits of |value| rounded to `count` significant ones; *exponent is that of the first digit. */
static void significant_digits(double value, int count, char *to, int *exponent)
{
    char text[MAX_DIGITS + 16];
    if (value == 0 || count < 1) {
        int zeros = count < 0 ? 0 : count;
        memset(to, '0', (size_t)zeros);
        to[zeros] = 0;
        *exponent = -1;
        return;
    }
    snprintf(text, sizeof(text), "%.*e", count - 1, fabs(value));
    char *at = text;
    for (; *at && *at != 'e'; at++)
        if (*at != '.')
            *to++ = *at;
    *to = 0;
    *exponent = 0;
    sscanf(at + 1, "%d", exponent);
}

static bool special(double value, char *to)
{
    if (isfinite(value))
        return false;
    strcpy(to, isnan(value) ? "1#QNAN" : "1#INF");
    return true;
}

static void make_ecvt(double value, int count, int *point, int *sign, char *to)
{
    count = count < 0 ? 0 : count > MAX_DIGITS ? MAX_DIGITS : count;
    *sign = signbit(value) != 0;
    *point = 1;
    if (special(value, to))
        return;
    int exponent;
    significant_digits(value, count, to, &exponent);
    *point = value == 0 ? 0 : exponent + 1;
}

static void make_fcvt(double value, int count, int *point, int *sign, char *to)
{
    char text[MAX_DIGITS * 2 + 16], *at = text;
    count = count < 0 ? 0 : count > MAX_DIGITS - 1 ? MAX_DIGITS - 1 : count;
    *sign = signbit(value) != 0;
    *point = 1;
    if (special(value, to))
        return;
    snprintf(text, sizeof(text), "%.*f", count, fabs(value));
    char *dot = strchr(text, '.');
    *point = (int)(dot ? (size_t)(dot - text) : strlen(text));
    if (dot)
        memmove(dot, dot + 1, strlen(dot));
    bool below_one = fabs(value) < 1;
    while (below_one && *at == '0') { /* leading zeros move the point */
        at++;
        (*point)--;
    }
    if (!*at)
        *point = value == 0 ? 0 : -count;
    size_t length = strnlen(at, MAX_DIGITS);
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

/* Like %g, but a trailing point stays and an exponent has three digits. */
static void make_gcvt(double value, int count, char *to)
{
    char digits[MAX_DIGITS + 16];
    int exponent;
    if (special(value, digits)) {
        sprintf(to, "%s%s", signbit(value) ? "-" : "", digits);
        return;
    }
    count = count < 1 ? 1 : count > MAX_DIGITS ? MAX_DIGITS : count;
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
        sprintf(to + length - 1, "e%c%03d", exponent < 0 ? '-' : '+', abs(exponent));
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
