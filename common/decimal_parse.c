/* SPDX-License-Identifier: MIT
 *
 * Text to doubles, rounded once. Three ways, each for what the one before it cannot do:
 *
 * 1. Up to 15 digits and powers of ten up to 22 are doubles themselves: one multiplication or division is
 * right.
 * 2. The first 19 digits, times a power of ten of 64 bits, give 64 bits of the result with a small, known
 * error (Clinger, "How to read floating point numbers accurately", 1990). That is enough unless they lie
 * about half-way.
 * 3. Else the digits and the power are big integers, and 64 steps of long division give 64 bits and whether a
 * rest is left.
 *
 * The directed ways of rounding take the third one. A text's digits behind the 800th are of no weight but for
 * not being zero: no number half-way between two doubles has more than 768.
 */
#include <fenv.h>
#include <stdint.h>
#include <string.h>
#include "decimal.h"

enum { DIGITS_OF_WEIGHT = 800, LIMBS = 100 };

struct shape {
    int bits; /* of the mantissa */
    int least,
        most; /* exponents: of the last bit of the least number, of the first bit of the greatest one */
};

static const struct shape shapes[] = {
    [DOUBLE_PRECISE] = {53, -1074, 1023},
    [DOUBLE_AS_FLOAT] = {24, -149, 127},
};

/* A number as the text gives it: `digits` significant ones, from `first` on, with perhaps a point among them.
 */
struct number_text {
    const char *first;
    int digits;
    int64_t exponent; /* of ten, of the last digit */
};

/* ---- bits to doubles ---- */

static double double_of_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

/* mantissa × 2^exponent, which is a double. */
static double double_of(uint64_t mantissa, int exponent)
{
    if (!mantissa)
        return 0;
    int top = 63 - __builtin_clzll(mantissa), biased = exponent + top + 1023;
    if (biased <= 0)
        return double_of_bits(mantissa << (exponent + 1074));
    mantissa = top > 52 ? mantissa >> (top - 52) : mantissa << (52 - top);
    return double_of_bits((uint64_t)biased << 52 | (mantissa & 0xFFFFFFFFFFFFFull));
}

static double overflow(const struct shape *shape, bool to_infinity)
{
    if (to_infinity)
        return __builtin_inf();
    return double_of((1ull << shape->bits) - 1, shape->most - shape->bits + 1);
}

/* top × 2^exponent, and a little more if `rest` is set; top's highest bit is set. `rounding` is for the
 * absolute value. */
static double round_bits(uint64_t top, int exponent, bool rest, enum rounding rounding,
                         const struct shape *shape, bool *out_of_range)
{
    int dropped = 64 - shape->bits;
    if (shape->least - exponent > dropped)
        dropped = shape->least - exponent;
    uint64_t mantissa = dropped < 64 ? top >> dropped : 0;
    uint64_t half = dropped <= 64 ? 1ull << (dropped - 1) : 0;
    uint64_t below = dropped < 64 ? top & ((1ull << dropped) - 1) : top;
    bool nearest_up = half && (below > half || (below == half && (rest || mantissa & 1)));
    if (rounding == ROUND_UP ? below || rest : rounding == ROUND_TO_NEAREST && nearest_up)
        mantissa++;
    exponent += dropped;
    if (!mantissa)
        *out_of_range = true;
    else if (exponent + 63 - __builtin_clzll(mantissa) > shape->most) {
        *out_of_range = true;
        return overflow(shape, rounding == ROUND_TO_NEAREST || rounding == ROUND_UP);
    }
    return double_of(mantissa, exponent);
}

/* ---- the second way ---- */

static const uint64_t fives[27] = {
    0x1ull,
    0x5ull,
    0x19ull,
    0x7Dull,
    0x271ull,
    0xC35ull,
    0x3D09ull,
    0x1312Dull,
    0x5F5E1ull,
    0x1DCD65ull,
    0x9502F9ull,
    0x2E90EDDull,
    0xE8D4A51ull,
    0x48C27395ull,
    0x16BCC41E9ull,
    0x71AFD498Dull,
    0x2386F26FC1ull,
    0xB1A2BC2EC5ull,
    0x3782DACE9D9ull,
    0x1158E460913Dull,
    0x56BC75E2D631ull,
    0x1B1AE4D6E2EF5ull,
    0x878678326EAC9ull,
    0x2A5A058FC295EDull,
    0xD3C21BCECCEDA1ull,
    0x422CA8B0A00A425ull,
    0x14ADF4B7320334B9ull,
};

/* Powers of ten, mantissa × 2^exponent, rounded; each 27 decades. */
static const struct {
    uint64_t mantissa;
    int exponent;
} tens[] = {
    {0x9ECFFC31D586ABC1ull, -1319}, /* 10^-378 */
    {0x8049A4AC0C5811AEull, -1229}, /* 10^-351 */
    {0xCF42894A5DCE35EAull, -1140}, /* 10^-324 */
    {0xA76C582338ED2622ull, -1050}, /* 10^-297 */
    {0x873E4F75E2224E68ull, -960},  /* 10^-270 */
    {0xDA7F5BF590966849ull, -871},  /* 10^-243 */
    {0xB080392CC4349DEDull, -781},  /* 10^-216 */
    {0x8E938662882AF53Eull, -691},  /* 10^-189 */
    {0xE65829B3046B0AFAull, -602},  /* 10^-162 */
    {0xBA121A4650E4DDECull, -512},  /* 10^-135 */
    {0x964E858C91BA2655ull, -422},  /* 10^-108 */
    {0xF2D56790AB41C2A3ull, -333},  /* 10^-81 */
    {0xC428D05AA4751E4Dull, -243},  /* 10^-54 */
    {0x9E74D1B791E07E48ull, -153},  /* 10^-27 */
    {0x8000000000000000ull, -63},   /* 10^0 */
    {0xCECB8F27F4200F3Aull, 26},    /* 10^27 */
    {0xA70C3C40A64E6C52ull, 116},   /* 10^54 */
    {0x86F0AC99B4E8DAFDull, 206},   /* 10^81 */
    {0xDA01EE641A708DEAull, 295},   /* 10^108 */
    {0xB01AE745B101E9E4ull, 385},   /* 10^135 */
    {0x8E41ADE9FBEBC27Dull, 475},   /* 10^162 */
    {0xE5D3EF282A242E82ull, 564},   /* 10^189 */
    {0xB9A74A0637CE2EE1ull, 654},   /* 10^216 */
    {0x95F83D0A1FB69CD9ull, 744},   /* 10^243 */
    {0xF24A01A73CF2DCD0ull, 833},   /* 10^270 */
    {0xC3B8358109E84F07ull, 923},   /* 10^297 */
};
enum { TENS_FIRST = -14, TENS_STEP = 27 };

/* The upper half of a product. */
static uint64_t multiply_high(uint64_t a, uint64_t b)
{
    uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
    uint64_t middle = ah * bl + (al * bl >> 32), other = al * bh + (uint32_t)middle;
    return ah * bh + (middle >> 32) + (other >> 32);
}

/* *top and *power become those of the product, normalized again. */
static void scale(uint64_t *top, int *exponent, uint64_t mantissa, int power)
{
    *top = multiply_high(*top, mantissa);
    *exponent += power + 64;
    if (!(*top >> 63)) {
        *top <<= 1;
        --*exponent;
    }
}

/* The nearest double, unless the error of the approximation leaves two. */
static bool approximate(const struct number_text *number, uint64_t leading, int taken,
                        const struct shape *shape, double *value, bool *out_of_range)
{
    int64_t ten = number->exponent + (number->digits - taken);
    if (ten < TENS_FIRST * TENS_STEP || ten >= (TENS_FIRST + (int)(sizeof(tens) / sizeof(*tens))) * TENS_STEP)
        return false;
    int at = (int)(ten - TENS_FIRST * TENS_STEP), shift = __builtin_clzll(leading);
    /* In units of the last bit: what digits that were not taken may add, doubled by either normalization;
     * each product's cut, and half a unit of the table's power. */
    uint64_t error = (taken < number->digits ? 4ull << shift : 0) + 8;
    uint64_t top = leading << shift, five = fives[at % TENS_STEP];
    int exponent = -shift, zeros = __builtin_clzll(five);
    scale(&top, &exponent, five << zeros, at % TENS_STEP - zeros);
    scale(&top, &exponent, tens[at / TENS_STEP].mantissa, tens[at / TENS_STEP].exponent);
    int dropped = 64 - shape->bits;
    if (shape->least - exponent > dropped)
        dropped = shape->least - exponent;
    if (dropped > 63)
        return false;
    uint64_t below = top & ((1ull << dropped) - 1), half = 1ull << (dropped - 1);
    if (below + error >= half && below <= half + error)
        return false;
    *value = round_bits(top, exponent, true, ROUND_TO_NEAREST, shape, out_of_range);
    return true;
}

/* ---- the third way ---- */

struct big {
    uint32_t limb[LIMBS]; /* the lowest first; the highest is not zero */
    int count;
};

static void big_multiply_add(struct big *big, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    for (int i = 0; i < big->count; i++) {
        carry += (uint64_t)big->limb[i] * factor;
        big->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        big->limb[big->count++] = (uint32_t)carry;
}

static void big_multiply_five(struct big *big, int power)
{
    for (; power >= 13; power -= 13)
        big_multiply_add(big, 1220703125u, 0);
    big_multiply_add(big, (uint32_t)fives[power], 0);
}

static int big_bits(const struct big *big)
{
    return 32 * big->count - __builtin_clz(big->limb[big->count - 1]);
}

static void big_shift(struct big *big, int bits)
{
    int limbs = bits / 32;
    bits %= 32;
    if (bits)
        big_multiply_add(big, 1u << bits, 0);
    memmove(big->limb + limbs, big->limb, (size_t)big->count * sizeof(*big->limb));
    memset(big->limb, 0, (size_t)limbs * sizeof(*big->limb));
    big->count += limbs;
}

static bool big_is_less(const struct big *a, const struct big *b)
{
    if (a->count != b->count)
        return a->count < b->count;
    for (int i = a->count - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i];
    return false;
}

static void big_subtract(struct big *a, const struct big *b)
{
    int64_t borrow = 0;
    for (int i = 0; i < a->count; i++) {
        borrow += (int64_t)a->limb[i] - (i < b->count ? b->limb[i] : 0);
        a->limb[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
    while (a->count && !a->limb[a->count - 1])
        a->count--;
}

/* The digits of weight as an integer; *exponent is of the last of them. *rest: others were not zero. */
static void big_read(struct big *big, const struct number_text *number, int64_t *exponent, bool *rest)
{
    const char *at = number->first;
    big->count = 0;
    *rest = false;
    *exponent = number->exponent;
    for (int i = 0; i < number->digits; at++) {
        if (*at == '.')
            continue;
        if (i < DIGITS_OF_WEIGHT) {
            big_multiply_add(big, 10, (uint32_t)(*at - '0'));
        } else {
            *rest |= *at != '0';
            ++*exponent;
        }
        i++;
    }
}

static double divide(const struct number_text *number, enum rounding rounding, const struct shape *shape,
                     bool *out_of_range)
{
    struct big upper, lower = {.limb = {1}, .count = 1};
    int64_t ten;
    bool rest;
    big_read(&upper, number, &ten, &rest);
    big_multiply_five(ten < 0 ? &lower : &upper, (int)(ten < 0 ? -ten : ten));
    int power = (int)ten, difference = big_bits(&upper) - big_bits(&lower);
    big_shift(difference < 0 ? &upper : &lower, difference < 0 ? -difference : difference);
    power += difference;
    if (big_is_less(&upper, &lower)) {
        big_shift(&upper, 1);
        power--;
    }
    uint64_t top = 0; /* the quotient lies between 1 and 2 */
    for (int bit = 0; bit < 64; bit++) {
        top <<= 1;
        if (!big_is_less(&upper, &lower)) {
            big_subtract(&upper, &lower);
            top |= 1;
        }
        if (upper.count)
            big_multiply_add(&upper, 2, 0);
    }
    return round_bits(top, power - 63, rest || upper.count, rounding, shape, out_of_range);
}

/* ---- decimal text ---- */

static double decimal_value(const struct number_text *number, uint64_t leading, int taken,
                            enum rounding rounding, const struct shape *shape, bool *out_of_range)
{
    int64_t first = number->exponent + number->digits - 1; /* the exponent of the first digit */
    double value;
    if (first > 310 || first < -345) /* beyond all doubles */
        return round_bits(1ull << 63, first > 0 ? 2000 : -2000, true, rounding, shape, out_of_range);
    if (rounding == ROUND_TO_NEAREST) {
#ifdef __x86_64__ /* where a product of doubles is rounded once */
        static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
        if (number->digits <= 15 && number->exponent >= -22 && number->exponent <= 22 && shape->bits == 53)
            return number->exponent < 0 ? (double)leading / powers[-number->exponent]
                                        : (double)leading * powers[number->exponent];
#endif
        if (approximate(number, leading, taken, shape, &value, out_of_range))
            return value;
    }
    return divide(number, rounding, shape, out_of_range);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* e or p and a number: what it adds to the exponent; *end moves behind it. */
static int64_t read_exponent(const char **end, char letter)
{
    const char *at = *end;
    if ((*at | 0x20) != letter)
        return 0;
    bool negative = at[1] == '-';
    at += at[1] == '-' || at[1] == '+' ? 2 : 1;
    if (!is_digit(*at))
        return 0;
    int64_t value = 0;
    for (; is_digit(*at); at++)
        if (value < 1ll << 40) /* more than the digits of any text can make good */
            value = value * 10 + (*at - '0');
    *end = at;
    return negative ? -value : value;
}

static const char *parse_decimal(const char *text, enum rounding rounding, const struct shape *shape,
                                 double *value, bool *out_of_range)
{
    struct number_text number = {.first = NULL};
    const char *at = text;
    uint64_t leading = 0;
    int taken = 0;
    bool any = false, point = false;
    for (; is_digit(*at) || (*at == '.' && !point); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        any = true;
        number.exponent -= point;
        if (!number.first && *at == '0')
            continue;
        if (!number.first)
            number.first = at;
        number.digits++;
        if (taken < 19) {
            leading = leading * 10 + (uint64_t)(*at - '0');
            taken++;
        }
    }
    if (!any)
        return text;
    number.exponent += read_exponent(&at, 'e');
    *value = leading ? decimal_value(&number, leading, taken, rounding, shape, out_of_range) : 0;
    return at;
}

/* ---- the other forms ---- */

static int hex_digit(char c)
{
    int letter = (c | 0x20) - 'a';
    return is_digit(c) ? c - '0' : letter >= 0 && letter < 6 ? letter + 10 : -1;
}

/* What follows 0x. */
static const char *parse_hexadecimal(const char *text, enum rounding rounding, const struct shape *shape,
                                     double *value, bool *out_of_range)
{
    uint64_t top = 0;
    int64_t exponent = 0;
    bool any = false, point = false, rest = false;
    const char *at = text;
    for (; hex_digit(*at) >= 0 || (*at == '.' && !point); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        any = true;
        if (top >> 60) {
            rest |= *at != '0';
            exponent += 4;
        } else {
            top = top << 4 | (uint64_t)hex_digit(*at);
        }
        if (point)
            exponent -= 4;
    }
    if (!any)
        return text;
    exponent += read_exponent(&at, 'p');
    *value = 0;
    if (!top)
        return at;
    int shift = __builtin_clzll(top);
    exponent -= shift;
    exponent = exponent > 5000 ? 5000 : exponent < -5000 ? -5000 : exponent;
    *value = round_bits(top << shift, (int)exponent, rest, rounding, shape, out_of_range);
    return at;
}

static const char *behind_word(const char *text, const char *word)
{
    for (; *word; word++, text++)
        if ((*text | 0x20) != *word)
            return NULL;
    return text;
}

static const char *parse_word(const char *text, double *value)
{
    const char *end = behind_word(text, "inf"), *longer;
    if (end) {
        *value = __builtin_inf();
        longer = behind_word(end, "inity");
        return longer ? longer : end;
    }
    end = behind_word(text, "nan");
    if (!end)
        return text;
    *value = __builtin_nan("");
    if (*end != '(')
        return end;
    for (longer = end + 1; is_digit(*longer) || (unsigned)((*longer | 0x20) - 'a') < 26 || *longer == '_';)
        longer++;
    return *longer == ')' ? longer + 1 : end;
}

static enum rounding rounding_of_sign(bool negative)
{
    switch (fegetround()) {
    case FE_TOWARDZERO:
        return ROUND_TO_ZERO;
    case FE_UPWARD:
        return negative ? ROUND_TO_ZERO : ROUND_UP;
    case FE_DOWNWARD:
        return negative ? ROUND_UP : ROUND_TO_ZERO;
    default:
        return ROUND_TO_NEAREST;
    }
}

const char *double_parse(const char *text, enum double_format format, double *value, bool *out_of_range)
{
    const char *at = text, *end = text;
    bool negative = *at == '-', beyond = false;
    double magnitude = 0;
    at += *at == '-' || *at == '+';
    enum rounding rounding = rounding_of_sign(negative);
    if (at[0] == '0' && (at[1] | 0x20) == 'x') {
        end = parse_hexadecimal(at + 2, rounding, &shapes[format], &magnitude, &beyond);
        if (end == at + 2)
            end = at + 1; /* the zero alone */
    } else {
        end = parse_decimal(at, rounding, &shapes[format], &magnitude, &beyond);
        if (end == at)
            end = parse_word(at, &magnitude);
    }
    *value = negative && end != at ? -magnitude : magnitude;
    if (out_of_range)
        *out_of_range = beyond;
    return end == at ? text : end;
}
