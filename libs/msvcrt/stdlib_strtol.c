/* SPDX-License-Identifier: MIT
 *
 * Text to integers: strtol and its relatives for char and wide text, 32 and 64 bits (a Windows long has 32).
 */
#include "crt_ctype.h"
#include "crt_locale.h"
#include "msvcrt.h"

struct number {
    uint64_t magnitude;
    bool negative;
    bool overflow; /* past 64 bits */
    size_t length; /* units consumed; 0: no number */
};

static inline unsigned unit(const void *text, bool wide, size_t at)
{
    return wide ? ((const WCHAR *)text)[at] : ((const unsigned char *)text)[at];
}

/* The decimal digits of other scripts, which count in wide text. */
static unsigned wide_digit_value(unsigned c)
{
    static const WCHAR zeros[] = {0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0C66, 0x0CE6,
                                  0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10};
    for (size_t i = 0; i < countof(zeros); i++)
        if (c - zeros[i] < 10)
            return c - zeros[i];
    return 99;
}

static inline unsigned digit_value(unsigned c)
{
    if (c - '0' < 10)
        return c - '0';
    unsigned letter = (c | 0x20) - 'a';
    if (c < 0x80)
        return letter < 26 ? letter + 10 : 99;
    return c < 0x100 ? 99 : wide_digit_value(c);
}

static inline __attribute__((always_inline)) struct number parse(const void *text, bool wide, unsigned base,
                                                                 const struct crt_locale *locale)
{
    struct number number = {0};
    size_t at = 0;
    while (crt_is_space(unit(text, wide, at), wide, locale))
        at++;
    unsigned c = unit(text, wide, at);
    if (c == '-' || c == '+') {
        number.negative = c == '-';
        at++;
    }
    bool prefixed = unit(text, wide, at) == '0' && (unit(text, wide, at + 1) | 0x20) == 'x' &&
                    digit_value(unit(text, wide, at + 2)) < 16;
    if (!base)
        base = prefixed ? 16 : unit(text, wide, at) == '0' ? 8 : 10;
    if (base == 16 && prefixed)
        at += 2;
    for (unsigned digit; (digit = digit_value(unit(text, wide, at))) < base; at++) {
        if (__builtin_mul_overflow(number.magnitude, base, &number.magnitude) ||
            __builtin_add_overflow(number.magnitude, digit, &number.magnitude))
            number.overflow = true;
        number.length = at + 1;
    }
    return number;
}

static struct number parse_checked(const void *text, bool wide, void **end, int base,
                                   const struct crt_locale *locale)
{
    struct number number = {0};
    if (!text || base == 1 || base < 0 || base > 36)
        crt_invalid(EINVAL);
    else
        number =
            wide ? parse(text, true, (unsigned)base, locale) : parse(text, false, (unsigned)base, locale);
    if (end)
        *end = (char *)text + number.length * (wide ? sizeof(WCHAR) : 1);
    return number;
}

static int64_t to_signed(struct number number, unsigned bits)
{
    uint64_t limit = (1ull << (bits - 1)) - !number.negative;
    if (number.overflow || number.magnitude > limit) {
        crt_set_errno(ERANGE);
        number.magnitude = limit;
    }
    return (int64_t)(number.negative ? -number.magnitude : number.magnitude);
}

static uint64_t to_unsigned(struct number number, uint64_t limit)
{
    if (number.overflow || number.magnitude > limit) {
        crt_set_errno(ERANGE);
        return limit;
    }
    return number.negative ? -number.magnitude : number.magnitude;
}

#define STRTO(name, name_l, unit_type, wide, result_type, convert)                                           \
    result_type CDECL msvcrt_##name(const unit_type *text, unit_type **end, int base)                        \
    {                                                                                                        \
        return (result_type)convert(parse_checked(text, wide, (void **)end, base, NULL));                    \
    }                                                                                                        \
    result_type CDECL msvcrt_##name_l(const unit_type *text, unit_type **end, int base,                      \
                                      const struct crt_locale *locale)                                       \
    {                                                                                                        \
        return (result_type)convert(parse_checked(text, wide, (void **)end, base, locale));                  \
    }

#define SIGNED32(number)   to_signed(number, 32)
#define SIGNED64(number)   to_signed(number, 64)
#define UNSIGNED32(number) to_unsigned(number, UINT32_MAX)
#define UNSIGNED64(number) to_unsigned(number, UINT64_MAX)

STRTO(strtol, _strtol_l, char, false, int32_t, SIGNED32)
STRTO(strtoul, _strtoul_l, char, false, uint32_t, UNSIGNED32)
STRTO(_strtoi64, _strtoi64_l, char, false, int64_t, SIGNED64)
STRTO(_strtoui64, _strtoui64_l, char, false, uint64_t, UNSIGNED64)
STRTO(wcstol, _wcstol_l, WCHAR, true, int32_t, SIGNED32)
STRTO(wcstoul, _wcstoul_l, WCHAR, true, uint32_t, UNSIGNED32)
STRTO(_wcstoi64, _wcstoi64_l, WCHAR, true, int64_t, SIGNED64)
STRTO(_wcstoui64, _wcstoui64_l, WCHAR, true, uint64_t, UNSIGNED64)

/* msvcrt's ato functions wrap around 32 bits and saturate at 64; the UCRT's saturate at either. */
static int32_t ato32(const void *text, bool wide, const struct crt_locale *locale)
{
    struct number number = parse_checked(text, wide, NULL, 10, locale);
    if (CRT_IS_UCRT)
        return (int32_t)SIGNED32(number);
    return (int32_t)(number.negative ? -number.magnitude : number.magnitude);
}

#define ATO(name, name_l, unit_type, result_type, value)                                                     \
    result_type CDECL msvcrt_##name(const unit_type *text)                                                   \
    {                                                                                                        \
        const struct crt_locale *locale = NULL;                                                              \
        return value;                                                                                        \
    }                                                                                                        \
    result_type CDECL msvcrt_##name_l(const unit_type *text, const struct crt_locale *locale)                \
    {                                                                                                        \
        return value;                                                                                        \
    }

ATO(atoi, _atoi_l, char, int, ato32(text, false, locale))
ATO(atol, _atol_l, char, int32_t, ato32(text, false, locale))
ATO(_atoi64, _atoi64_l, char, int64_t, SIGNED64(parse_checked(text, false, NULL, 10, locale)))
ATO(_wtoi, _wtoi_l, WCHAR, int, ato32(text, true, locale))
ATO(_wtol, _wtol_l, WCHAR, int32_t, ato32(text, true, locale))
ATO(_wtoi64, _wtoi64_l, WCHAR, int64_t, SIGNED64(parse_checked(text, true, NULL, 10, locale)))
