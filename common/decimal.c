/* SPDX-License-Identifier: MIT
 *
 * The digits of a double. A double is m × 2^e. With e ≥ 0 it is an integer; else it is m × 5^-e with the
 * point moved by -e places. Either integer is multiplied up in limbs of nine decimal digits, which then are
 * its digits. What numbers of everyday size need is a handful of limbs; the longest has 86.
 */
#include <stdint.h>
#include <string.h>
#include "decimal.h"

enum { LIMBS = 88, LIMB = 1000000000 };

struct limbs {
    uint32_t limb[LIMBS]; /* the lowest first */
    int count;
};

static void limbs_multiply(struct limbs *number, uint32_t factor)
{
    uint64_t carry = 0;
    for (int i = 0; i < number->count; i++) {
        carry += (uint64_t)number->limb[i] * factor;
        number->limb[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
    for (; carry; carry /= LIMB)
        number->limb[number->count++] = (uint32_t)(carry % LIMB);
}

static void limbs_scale(struct limbs *number, int exponent)
{
    for (; exponent >= 31; exponent -= 31)
        limbs_multiply(number, 1u << 31);
    if (exponent > 0)
        limbs_multiply(number, 1u << exponent);
    for (; exponent <= -13; exponent += 13)
        limbs_multiply(number, 1220703125u); /* 5^13 */
    uint32_t rest = 1;
    for (; exponent < 0; exponent++)
        rest *= 5;
    if (rest > 1)
        limbs_multiply(number, rest);
}

/* Nine digits, with the zeros in front. */
static void put_limb(char *to, uint32_t limb)
{
    for (int i = 8; i >= 0; i--, limb /= 10)
        to[i] = (char)('0' + limb % 10);
}

static void decimal_from_limbs(struct decimal *decimal, const struct limbs *number, int places)
{
    char first[9];
    int zeros = 0, top = number->count - 1;
    put_limb(first, number->limb[top]);
    while (first[zeros] == '0')
        zeros++;
    int count = 9 - zeros;
    memcpy(decimal->digits, first + zeros, (size_t)count);
    decimal->exponent = count - 1 + 9 * top - places;
    while (--top >= 0 && count < DECIMAL_MOST_DIGITS) {
        char group[9];
        put_limb(group, number->limb[top]);
        int room = (int)sizeof(decimal->digits) - count;
        memcpy(decimal->digits + count, group, room < 9 ? (size_t)room : 9);
        count += room < 9 ? room : 9;
    }
    while (count > 1 && decimal->digits[count - 1] == '0')
        count--;
    decimal->count = count;
}

void decimal_from_double(struct decimal *decimal, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    int exponent = (int)(bits >> 52 & 0x7FF);
    uint64_t mantissa = (bits & 0xFFFFFFFFFFFFFull) | (exponent ? 1ull << 52 : 0);
    if (!mantissa) {
        decimal->digits[0] = '0';
        decimal->count = 1;
        decimal->exponent = 0;
        return;
    }
    int zeros = __builtin_ctzll(mantissa);
    exponent = (exponent ? exponent : 1) - 1075 + zeros;
    struct limbs number = {.count = 0};
    for (mantissa >>= zeros; mantissa; mantissa /= LIMB)
        number.limb[number.count++] = (uint32_t)(mantissa % LIMB);
    limbs_scale(&number, exponent);
    decimal_from_limbs(decimal, &number, exponent < 0 ? -exponent : 0);
}

/* Whether what stands behind the first `keep` digits makes the last of them greater by one. */
static bool decimal_goes_up(const struct decimal *decimal, int keep, enum rounding rounding)
{
    if (decimal->digits[0] == '0')
        return false;
    if (rounding == ROUND_UP)
        return true;
    if (keep < 0 || rounding == ROUND_DOWN || rounding == ROUND_TO_ZERO || decimal->digits[keep] != '5' ||
        keep + 1 < decimal->count || rounding == ROUND_TIES_AWAY)
        return keep >= 0 && rounding != ROUND_DOWN && rounding != ROUND_TO_ZERO &&
               decimal->digits[keep] >= '5';
    return keep > 0 && decimal->digits[keep - 1] & 1; /* a tie, to even */
}

static void decimal_set_digit(struct decimal *decimal, char digit, int exponent)
{
    decimal->digits[0] = digit;
    decimal->count = 1;
    decimal->exponent = exponent;
}

void decimal_round(struct decimal *decimal, int keep, enum rounding rounding)
{
    if (keep >= decimal->count)
        return;
    bool up = decimal_goes_up(decimal, keep, rounding);
    if (keep <= 0 && up)
        decimal_set_digit(decimal, '1', decimal->exponent - keep + 1);
    else if (keep <= 0)
        decimal_set_digit(decimal, '0', 0);
    if (keep <= 0)
        return;
    char drop = up ? '9' : '0';
    while (keep > 0 && decimal->digits[keep - 1] == drop)
        keep--;
    decimal->count = keep;
    if (!keep) /* 9.99 becomes 10 */
        decimal_set_digit(decimal, '1', decimal->exponent + 1);
    else if (up)
        decimal->digits[keep - 1]++;
}
