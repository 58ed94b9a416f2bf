/* SPDX-License-Identifier: MIT
 *
 * Floating point for the printf engine, as msvcrt prints it. common/decimal.c finds the digits, exactly;
 * what is Microsoft's is done here: ties round away from zero, exponents have three digits, and an infinity
 * or a NaN is a word whose letters are treated as digits. In the UCRT's dialect the words are words, and a
 * program may ask for IEEE 754's rounding, in the direction that the processor is set to.
 */
#include <stdint.h>
#include <string.h>
#include "common/decimal.h"
#include "common/text_format.h"
#include "format_double.h"

enum { MOST_PLACES = 1074 }; /* behind the point; zeros follow */

/* Drops the characters behind the first `keep` of "1#INF" and its like, rounding half up: any character
 * counts up. */
static void special_round(struct decimal *decimal, int keep)
{
    if (keep >= decimal->count)
        return;
    if (decimal->digits[keep] >= '5')
        decimal->digits[keep - 1]++;
    decimal->count = keep;
}

static int special_text(double value, char *text)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    uint64_t fraction = bits & 0xFFFFFFFFFFFFFull;
    strcpy(text, !fraction                                                      ? "1#INF"
                 : !(fraction >> 51)                                            ? "1#SNAN"
                 : bits >> 63 && fraction == 1ull << 51 /* of our own making */ ? "1#IND"
                                                                                : "1#QNAN");
    return (int)strlen(text);
}

static int special_word(uint64_t bits, bool upper, char *text)
{
    uint64_t fraction = bits & 0xFFFFFFFFFFFFFull;
    strcpy(text, !fraction                              ? "inf"
                 : !(fraction >> 51)                    ? "nan(snan)"
                 : bits >> 63 && fraction == 1ull << 51 ? "nan(ind)"
                                                        : "nan");
    for (char *at = text; upper && *at; at++)
        if (*at >= 'a')
            *at -= 'a' - 'A';
    return (int)strlen(text);
}

/* The digits with a point, `precision` places behind it. */
static int print_fixed(char *body, const struct decimal *decimal, int precision, bool point, char mark,
                       struct format_piece *piece)
{
    char *at = body;
    int digit = 0, places = 0;
    if (decimal->exponent < 0)
        *at++ = '0';
    else
        for (; digit <= decimal->exponent; digit++)
            *at++ = digit < decimal->count ? decimal->digits[digit] : '0';
    if (precision || point)
        *at++ = mark;
    for (int zeros = -1 - decimal->exponent; zeros > 0 && places < precision; zeros--, places++)
        *at++ = '0';
    for (; digit < decimal->count && places < precision; digit++, places++)
        *at++ = decimal->digits[digit];
    piece->trailing = precision - places;
    return (int)(at - body);
}

static int print_scientific(char *body, const struct decimal *decimal, int precision, bool point, char mark,
                            bool upper, bool two_digits, struct format_piece *piece)
{
    char *at = body;
    int places = 0;
    *at++ = decimal->digits[0];
    if (precision || point)
        *at++ = mark;
    for (; places + 1 < decimal->count && places < precision; places++)
        *at++ = decimal->digits[places + 1];
    piece->trailing = precision - places;
    unsigned exponent = (unsigned)(decimal->exponent < 0 ? -decimal->exponent : decimal->exponent);
    char *suffix = piece->suffix;
    *suffix++ = upper ? 'E' : 'e';
    *suffix++ = decimal->exponent < 0 ? '-' : '+';
    if (!two_digits || exponent >= 100)
        *suffix++ = (char)('0' + exponent / 100);
    *suffix++ = (char)('0' + exponent / 10 % 10);
    *suffix++ = (char)('0' + exponent % 10);
    piece->suffix_size = (int)(suffix - piece->suffix);
    return (int)(at - body);
}

/* Whether |value|, whose last `dropped` bits go, becomes the next greater one without them. */
static bool rounds_up(uint64_t mantissa, int dropped, enum rounding rounding)
{
    uint64_t rest = mantissa & ((1ull << dropped) - 1), half = 1ull << (dropped - 1);
    switch (rounding) {
    case ROUND_UP:
        return rest;
    case ROUND_DOWN:
    case ROUND_TO_ZERO:
        return false;
    case ROUND_TO_NEAREST:
        return rest > half || (rest == half && mantissa >> dropped & 1);
    default:
        return rest >= half;
    }
}

/* %a: 0x1.8p+0, thirteen hexadecimal places or fewer. */
static int print_hexadecimal(char *body, double value, int precision, bool point, char mark, bool upper,
                             enum rounding rounding, struct format_piece *piece)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    int exponent = (int)(bits >> 52 & 0x7FF);
    uint64_t mantissa = (bits & 0xFFFFFFFFFFFFFull) | (exponent ? 1ull << 52 : 0);
    exponent = mantissa ? (exponent ? exponent : 1) - 1023 : 0;
    int dropped = precision < 13 ? 52 - 4 * precision : 0;
    if (dropped && rounds_up(mantissa, dropped, rounding))
        mantissa += 1ull << dropped;
    mantissa = mantissa >> dropped << dropped;
    char *at = body;
    *at++ = digits[mantissa >> 52];
    if (precision || point)
        *at++ = mark;
    for (int place = 0; place < precision && place < 13; place++)
        *at++ = digits[mantissa >> (48 - 4 * place) & 15];
    piece->trailing = precision > 13 ? precision - 13 : 0;
    piece->suffix_size =
        text_format(piece->suffix, sizeof(piece->suffix), "%c%+d", upper ? 'P' : 'p', exponent);
    return (int)(at - body);
}

/* ---- rounding ---- */

/* How the program's own arithmetic rounds: the value, not what it is without its sign. */
static enum rounding current_rounding(void)
{
#ifdef __x86_64__
    return __builtin_ia32_stmxcsr() >> 13 & 3;
#else
    unsigned short control;
    __asm__ volatile("fnstcw %0" : "=m"(control));
    return control >> 10 & 3;
#endif
}

static void convert(struct format_piece *piece, char body[FORMAT_DOUBLE_BODY], double value,
                    const struct format_double_options *options, enum rounding rounding)
{
    struct decimal decimal = {.exponent = 0};
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    *piece = (struct format_piece){.body = body};
    bool upper = options->type < 'a';
    unsigned type = upper ? options->type + 32 : options->type;
    char mark = options->mark;
    int precision = options->precision >= 0 ? options->precision : type == 'a' ? 13 : 6;
    bool special = (bits >> 52 & 0x7FF) == 0x7FF, alternate = options->alternate;
    bool two_digits = options->two_digit_exponent;
    if (bits >> 63)
        piece->prefix[piece->prefix_size++] = '-';
    else if (options->sign)
        piece->prefix[piece->prefix_size++] = options->sign;
    if (special && options->iso) {
        piece->body_size = special_word(bits, upper, body);
        return;
    }
    if (type == 'g' && !precision)
        precision = 1;
    int digits =
        type == 'e' ? (precision < DECIMAL_MOST_DIGITS ? precision + 1 : DECIMAL_MOST_DIGITS) : precision;
    if (special) {
        decimal.count = special_text(value, decimal.digits);
        special_round(&decimal, type == 'f' || type == 'a' ? (precision < 8 ? precision + 1 : 8) : digits);
    } else if (type != 'a') {
        decimal_from_double(&decimal, value);
        decimal_round(
            &decimal,
            type != 'f' ? digits : decimal.exponent + 1 + (precision < MOST_PLACES ? precision : MOST_PLACES),
            rounding);
    }
    switch (type) {
    case 'a':
        piece->prefix[piece->prefix_size++] = '0';
        piece->prefix[piece->prefix_size++] = upper ? 'X' : 'x';
        if (special) {
            piece->body_size = print_fixed(body, &decimal, precision, alternate, mark, piece);
            piece->suffix_size = text_format(piece->suffix, sizeof(piece->suffix), upper ? "P+0" : "p+0");
        } else {
            piece->body_size =
                print_hexadecimal(body, value, precision, alternate, mark, upper, rounding, piece);
        }
        break;
    case 'f':
        piece->body_size = print_fixed(body, &decimal, precision, alternate, mark, piece);
        break;
    case 'e':
        piece->body_size =
            print_scientific(body, &decimal, precision, alternate, mark, upper, two_digits, piece);
        break;
    default: { /* g: the shorter one of %f and %e, without closing zeros */
        bool scientific = decimal.exponent < -4 || decimal.exponent >= precision;
        int before = scientific ? 1 : decimal.exponent + 1;
        while (!alternate && decimal.count > 1 && decimal.digits[decimal.count - 1] == '0')
            decimal.count--;
        int places = (alternate ? precision : decimal.count) - before;
        if (places < 0)
            places = 0;
        piece->body_size =
            scientific ? print_scientific(body, &decimal, places, alternate, mark, upper, two_digits, piece)
                       : print_fixed(body, &decimal, places, alternate, mark, piece);
    }
    }
}

void format_double(struct format_piece *piece, char body[FORMAT_DOUBLE_BODY], double value,
                   const struct format_double_options *options)
{
    enum rounding rounding = options->ieee_rounding ? current_rounding() : ROUND_TIES_AWAY;
    if (__builtin_signbit(value) && (rounding == ROUND_DOWN || rounding == ROUND_UP))
        rounding ^= ROUND_DOWN ^ ROUND_UP;
    convert(piece, body, value, options, rounding);
}
