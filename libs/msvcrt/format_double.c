/* SPDX-License-Identifier: MIT
 *
 * Floating point for the printf engine, as msvcrt prints it. glibc finds the digits, exactly; what differs is
 * done here: ties round away from zero, exponents have three digits, and an infinity or a NaN is a word whose
 * letters are treated as digits. In the UCRT's dialect the words are words, and a program may ask for IEEE
 * 754's rounding, which is glibc's own.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "format_double.h"

/* As the processor numbers them, and what older runtimes do. */
enum { ROUND_TO_NEAREST, ROUND_DOWN, ROUND_UP, ROUND_TO_ZERO, ROUND_TIES_AWAY };

enum {
    MOST_DIGITS = 768,  /* no double has more significant ones */
    MOST_PLACES = 1074, /* nor more places behind the point; zeros follow */
};

struct decimal {
    char digits[MOST_DIGITS + 8];
    int count;    /* of digits */
    int exponent; /* of ten, of the first digit */
};

/* Drops the digits behind the first `keep`, rounding half away from zero. In "1#INF" and its like any
 * character counts up. */
static void decimal_round(struct decimal *decimal, int keep, bool special)
{
    if (keep >= decimal->count)
        return;
    bool up = decimal->digits[keep] >= '5';
    decimal->count = keep;
    if (!up)
        return;
    for (int at = keep - 1; at >= 0; at--) {
        if (special || decimal->digits[at] != '9') {
            decimal->digits[at]++;
            return;
        }
        decimal->digits[at] = '0';
    }
    decimal->digits[0] = '1'; /* 9.99 became 10.0 */
    decimal->exponent++;
}

/* Whether a finite value lies half-way between two numbers of `places` decimal places (which may be
 * negative). A tie has exactly one binary place more than that; left of the point, the caller has to look
 * closer. */
static bool may_be_tie(double value, int places)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    int exponent = (int)(bits >> 52 & 0x7FF);
    uint64_t mantissa = (bits & 0xFFFFFFFFFFFFFull) | (exponent ? 1ull << 52 : 0);
    if (!mantissa)
        return false;
    int binary_places = 1075 - (exponent ? exponent : 1) - __builtin_ctzll(mantissa);
    return binary_places == places + 1;
}

/* `count` significant digits of |value|. glibc rounds ties to even, msvcrt away from zero. */
static void decimal_from_double(struct decimal *decimal, double value, int count, bool ieee)
{
    char text[MOST_DIGITS + 16]; /* d.ddde+ddd */
    int asked = count < MOST_DIGITS ? count : MOST_DIGITS;
    for (;;) {
        snprintf(text, sizeof(text), "%.*e", asked - 1, __builtin_fabs(value));
        char *at = text + (asked > 1 ? asked + 1 : 1) + 1; /* behind the e: the sign */
        int exponent = 0;
        for (const char *digit = at + 1; *digit; digit++)
            exponent = exponent * 10 + (*digit - '0');
        decimal->exponent = *at == '-' ? -exponent : exponent;
        decimal->digits[0] = text[0];
        memcpy(decimal->digits + 1, text + 2, (size_t)(asked - 1));
        decimal->count = asked;
        if (ieee || asked == MOST_DIGITS || !may_be_tie(value, asked - 1 - decimal->exponent))
            break;
        asked = MOST_DIGITS; /* exact */
    }
    decimal_round(decimal, count < MOST_DIGITS ? count : MOST_DIGITS, false);
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

/* %f of a finite value: glibc's digits, but for ties. */
static int print_plain(char *body, double value, int precision, bool point, char mark, bool ieee,
                       struct format_piece *piece)
{
    int asked = precision < MOST_PLACES ? precision : MOST_PLACES;
    bool tie = !ieee && may_be_tie(value, asked);
    int length = snprintf(body, FORMAT_DOUBLE_BODY, "%.*f", asked + tie, __builtin_fabs(value));
    if (tie) { /* its last digit is a five: away from zero */
        length -= asked ? 1 : 2;
        int at = length - 1;
        for (; at >= 0; at--) {
            if (body[at] == '.')
                continue;
            if (body[at] != '9') {
                body[at]++;
                break;
            }
            body[at] = '0';
        }
        if (at < 0) {
            memmove(body + 1, body, (size_t)length++);
            body[0] = '1';
        }
    }
    if (asked)
        body[length - asked - 1] = mark;
    else if (point)
        body[length++] = mark;
    piece->trailing = precision - asked;
    return length;
}

/* Whether |value|, whose last `dropped` bits go, becomes the next greater one without them. */
static bool rounds_up(uint64_t mantissa, int dropped, bool negative, unsigned rounding)
{
    uint64_t rest = mantissa & ((1ull << dropped) - 1), half = 1ull << (dropped - 1);
    switch (rounding) {
    case ROUND_DOWN:
        return rest && negative;
    case ROUND_UP:
        return rest && !negative;
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
                             unsigned rounding, struct format_piece *piece)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    int exponent = (int)(bits >> 52 & 0x7FF);
    uint64_t mantissa = (bits & 0xFFFFFFFFFFFFFull) | (exponent ? 1ull << 52 : 0);
    exponent = mantissa ? (exponent ? exponent : 1) - 1023 : 0;
    int dropped = precision < 13 ? 52 - 4 * precision : 0;
    if (dropped && rounds_up(mantissa, dropped, bits >> 63, rounding))
        mantissa += 1ull << dropped;
    mantissa = mantissa >> dropped << dropped;
    char *at = body;
    *at++ = digits[mantissa >> 52];
    if (precision || point)
        *at++ = mark;
    for (int place = 0; place < precision && place < 13; place++)
        *at++ = digits[mantissa >> (48 - 4 * place) & 15];
    piece->trailing = precision > 13 ? precision - 13 : 0;
    piece->suffix_size = snprintf(piece->suffix, sizeof(piece->suffix), "%c%+d", upper ? 'P' : 'p', exponent);
    return (int)(at - body);
}

/* ---- rounding ---- */

static unsigned short x87_control(void)
{
    unsigned short control;
    __asm__ volatile("fnstcw %0" : "=m"(control));
    return control;
}

/* How the program's own arithmetic rounds. */
static unsigned current_rounding(void)
{
#ifdef __x86_64__
    return __builtin_ia32_stmxcsr() >> 13 & 3;
#else
    return x87_control() >> 10 & 3;
#endif
}

/* glibc's printf rounds as x87's control word says, whichever unit computes; returns what it said before. */
static unsigned short set_host_rounding(unsigned rounding)
{
    unsigned short old = x87_control(), wanted = (unsigned short)((old & ~0xC00u) | rounding << 10);
    if (old != wanted)
        __asm__ volatile("fldcw %0" : : "m"(wanted));
    return old;
}

static void convert(struct format_piece *piece, char body[FORMAT_DOUBLE_BODY], double value,
                    const struct format_double_options *options)
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
    int digits = type == 'e' ? (precision < MOST_DIGITS ? precision + 1 : MOST_DIGITS) : precision;
    if (special) {
        decimal.count = special_text(value, decimal.digits);
        decimal_round(&decimal, type == 'f' || type == 'a' ? (precision < 8 ? precision + 1 : 8) : digits,
                      true);
    } else if (type == 'e' || type == 'g') {
        decimal_from_double(&decimal, value, digits, options->ieee_rounding);
    }
    switch (type) {
    case 'a':
        piece->prefix[piece->prefix_size++] = '0';
        piece->prefix[piece->prefix_size++] = upper ? 'X' : 'x';
        if (special) {
            piece->body_size = print_fixed(body, &decimal, precision, alternate, mark, piece);
            piece->suffix_size = snprintf(piece->suffix, sizeof(piece->suffix), upper ? "P+0" : "p+0");
        } else {
            piece->body_size =
                print_hexadecimal(body, value, precision, alternate, mark, upper,
                                  options->ieee_rounding ? current_rounding() : ROUND_TIES_AWAY, piece);
        }
        break;
    case 'f':
        piece->body_size =
            special ? print_fixed(body, &decimal, precision, alternate, mark, piece)
                    : print_plain(body, value, precision, alternate, mark, options->ieee_rounding, piece);
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
    unsigned wanted = options->ieee_rounding ? current_rounding() : ROUND_TO_NEAREST;
    if (__builtin_signbit(value) && (wanted == ROUND_DOWN || wanted == ROUND_UP))
        wanted ^= ROUND_DOWN ^ ROUND_UP; /* glibc is given the absolute value */
    unsigned short old = set_host_rounding(wanted);
    convert(piece, body, value, options);
    set_host_rounding(old >> 10 & 3);
}
