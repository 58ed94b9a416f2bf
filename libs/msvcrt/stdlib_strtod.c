/* SPDX-License-Identifier: MIT
 *
 * Text to floating-point numbers. msvcrt's grammar is decimal alone, with d as good as e for the exponent;
 * the UCRT's is C99's, with hexadecimal numbers, infinities and NaNs. The number is picked out of the text
 * and handed to common/decimal_parse.c, which rounds correctly.
 */
#include <math.h>
#include "common/decimal.h"
#include "crt_ctype.h"
#include "crt_locale.h"
#include "msvcrt.h"

static inline unsigned unit(const void *text, bool wide, size_t at)
{
    return wide ? ((const WCHAR *)text)[at] : ((const unsigned char *)text)[at];
}

static inline bool digit(unsigned c)
{
    return c - '0' < 10;
}

static inline bool hex_digit(unsigned c)
{
    return digit(c) || (c | 0x20) - 'a' < 6;
}

/* Where the digits of a mantissa that starts at `at` end; 0 where it has none. */
static size_t mantissa_end(const void *text, bool wide, size_t at, unsigned point, bool (*is_digit)(unsigned))
{
    size_t digits = 0;
    for (; is_digit(unit(text, wide, at)); at++)
        digits++;
    if (unit(text, wide, at) == point) {
        at++;
        for (; is_digit(unit(text, wide, at)); at++)
            digits++;
    }
    return digits ? at : 0;
}

static bool plain_digit(unsigned c)
{
    return digit(c);
}

static bool plain_hex_digit(unsigned c)
{
    return hex_digit(c);
}

/* How many units of `word` the text has there. */
static size_t matching(const void *text, bool wide, size_t at, const char *word)
{
    size_t i = 0;
    while (word[i] && (unit(text, wide, at + i) | 0x20) == (unsigned char)word[i])
        i++;
    return i;
}

/* Where "inf", "infinity", "nan" or "nan(...)" at `at` ends; 0 for anything else. */
static size_t word_end(const void *text, bool wide, size_t at)
{
    size_t length = matching(text, wide, at, "infinity");
    if (length >= 3)
        return at + (length == 8 ? 8 : 3);
    if (matching(text, wide, at, "nan") != 3)
        return 0;
    at += 3;
    if (unit(text, wide, at) != '(')
        return at;
    size_t close = at + 1;
    for (unsigned c; c = unit(text, wide, close), digit(c) || (c | 0x20) - 'a' < 26 || c == '_';)
        close++;
    return unit(text, wide, close) == ')' ? close + 1 : at;
}

/* The length of the number at the text's start, blanks included; 0 where there is none. */
static size_t number_length(const void *text, bool wide, const struct crt_locale *locale, unsigned point,
                            size_t *start)
{
    size_t at = 0;
    while (crt_is_space(unit(text, wide, at), wide, locale))
        at++;
    *start = at;
    if (unit(text, wide, at) == '-' || unit(text, wide, at) == '+')
        at++;
    size_t end = CRT_IS_UCRT ? word_end(text, wide, at) : 0;
    if (end)
        return end;
    bool hex = false;
    if (CRT_IS_UCRT && unit(text, wide, at) == '0' && (unit(text, wide, at + 1) | 0x20) == 'x') {
        end = mantissa_end(text, wide, at + 2, point, plain_hex_digit);
        hex = end != 0;
    }
    if (!end)
        end = mantissa_end(text, wide, at, point, plain_digit);
    if (!end)
        return 0;
    unsigned e = unit(text, wide, end) | 0x20;
    if (hex ? e == 'p' : e == 'e' || (e == 'd' && !CRT_IS_UCRT)) {
        size_t exponent = end + 1;
        if (unit(text, wide, exponent) == '-' || unit(text, wide, exponent) == '+')
            exponent++;
        if (digit(unit(text, wide, exponent)))
            for (end = exponent; digit(unit(text, wide, end));)
                end++;
    }
    return end;
}

static double parse(const void *text, bool wide, void **end, const struct crt_locale *locale,
                    enum double_format format)
{
    if (end)
        *end = (void *)text;
    if (!text) {
        crt_invalid(EINVAL);
        return 0;
    }
    unsigned point = (unsigned char)crt_locale_or_current(locale)->lconv->decimal_point[0];
    size_t start, length = number_length(text, wide, locale, point, &start);
    if (!length)
        return 0;
    char small[256], *copy = small;
    if (length - start >= sizeof(small)) {
        copy = msvcrt_malloc(length - start + 1);
        if (!copy)
            return 0;
    }
    for (size_t i = start; i < length; i++) {
        unsigned c = unit(text, wide, i);
        copy[i - start] = (char)(c == point ? '.' : (c | 0x20) == 'd' && !CRT_IS_UCRT ? 'e' : c);
    }
    copy[length - start] = 0;
    double result = 0;
    bool out_of_range;
    double_parse(copy, format, &result, &out_of_range);
    if (out_of_range)
        crt_set_errno(ERANGE);
    if (copy != small)
        msvcrt_free(copy);
    if (end)
        *end = (char *)text + length * (wide ? sizeof(WCHAR) : 1);
    return result;
}

double CDECL msvcrt_strtod(const char *text, char **end)
{
    return parse(text, false, (void **)end, NULL, DOUBLE_PRECISE);
}

double CDECL msvcrt__strtod_l(const char *text, char **end, const struct crt_locale *locale)
{
    return parse(text, false, (void **)end, locale, DOUBLE_PRECISE);
}

double CDECL msvcrt_wcstod(const WCHAR *text, WCHAR **end)
{
    return parse(text, true, (void **)end, NULL, DOUBLE_PRECISE);
}

double CDECL msvcrt__wcstod_l(const WCHAR *text, WCHAR **end, const struct crt_locale *locale)
{
    return parse(text, true, (void **)end, locale, DOUBLE_PRECISE);
}

#ifdef CRT_UCRT
float CDECL msvcrt_strtof(const char *text, char **end)
{
    return (float)parse(text, false, (void **)end, NULL, DOUBLE_AS_FLOAT);
}

float CDECL msvcrt__strtof_l(const char *text, char **end, const struct crt_locale *locale)
{
    return (float)parse(text, false, (void **)end, locale, DOUBLE_AS_FLOAT);
}

float CDECL msvcrt_wcstof(const WCHAR *text, WCHAR **end)
{
    return (float)parse(text, true, (void **)end, NULL, DOUBLE_AS_FLOAT);
}

float CDECL msvcrt__wcstof_l(const WCHAR *text, WCHAR **end, const struct crt_locale *locale)
{
    return (float)parse(text, true, (void **)end, locale, DOUBLE_AS_FLOAT);
}
#endif

double CDECL msvcrt_atof(const char *text)
{
    return parse(text, false, NULL, NULL, DOUBLE_PRECISE);
}

double CDECL msvcrt__atof_l(const char *text, const struct crt_locale *locale)
{
    return parse(text, false, NULL, locale, DOUBLE_PRECISE);
}

double CDECL msvcrt__wtof(const WCHAR *text)
{
    return parse(text, true, NULL, NULL, DOUBLE_PRECISE);
}

double CDECL msvcrt__wtof_l(const WCHAR *text, const struct crt_locale *locale)
{
    return parse(text, true, NULL, locale, DOUBLE_PRECISE);
}

/* _atodbl and _atoflt: 0, _OVERFLOW (3) or _UNDERFLOW (4). */
static int ato_status(double value, bool digits_given)
{
    if (isinf(value))
        return 3;
    return value == 0 && digits_given && crt_thread.error == ERANGE ? 4 : 0;
}

int CDECL msvcrt__atodbl_l(double *value, char *text, const struct crt_locale *locale)
{
    int saved = crt_thread.error;
    crt_thread.error = 0;
    *value = parse(text, false, NULL, locale, DOUBLE_PRECISE);
    int status = ato_status(*value, true);
    crt_thread.error = saved;
    return status;
}

int CDECL msvcrt__atodbl(double *value, char *text)
{
    return msvcrt__atodbl_l(value, text, NULL);
}

int CDECL msvcrt__atoflt_l(float *value, char *text, const struct crt_locale *locale)
{
    int saved = crt_thread.error;
    crt_thread.error = 0;
    *value = (float)parse(text, false, NULL, locale, DOUBLE_AS_FLOAT);
    int status = ato_status(*value, true);
    crt_thread.error = saved;
    return status;
}

int CDECL msvcrt__atoflt(float *value, char *text)
{
    return msvcrt__atoflt_l(value, text, NULL);
}
