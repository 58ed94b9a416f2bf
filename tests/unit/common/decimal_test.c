/* SPDX-License-Identifier: MIT
 *
 * Decimal numbers and doubles, against the C library's conversions: bit for bit and digit for digit, over the
 * numbers that lie at the edges and over many made at random, half-way cases above all.
 */
#include <fenv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/decimal.h"
#include <cmocka.h>

enum { ROUNDS = 300000, TEXT = 2000 };

static uint64_t state = 88172645463325252ull;

static uint64_t random_bits(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static double random_double(void)
{
    uint64_t bits = random_bits();
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static void check_parse(const char *text)
{
    double value = 0;
    char *end;
    double expected = strtod(text, &end);
    const char *own_end = double_parse(text, DOUBLE_PRECISE, &value, NULL);
    if (own_end != end || memcmp(&value, &expected, sizeof(value)))
        fail_msg("\"%s\" is %a, not %a", text, expected, value);
    float narrow = strtof(text, &end), own_narrow;
    double_parse(text, DOUBLE_AS_FLOAT, &value, NULL);
    own_narrow = (float)value;
    if (memcmp(&narrow, &own_narrow, sizeof(narrow)))
        fail_msg("\"%s\" is %a as a float, not %a", text, (double)narrow, value);
}

static void edges(void **unused)
{
    static const char *const texts[] = {"",
                                        "-",
                                        "+",
                                        ".",
                                        "e5",
                                        "0",
                                        "-0",
                                        "1",
                                        "+.5",
                                        "5.",
                                        "1.e5",
                                        "1e",
                                        "1e+",
                                        "1e22",
                                        "1e23",
                                        "9007199254740993",
                                        "9007199254740993.0000000000000000000000000001",
                                        "1e308",
                                        "1.8e308",
                                        "1.7976931348623158e308",
                                        "1.7976931348623159e308",
                                        "4.9e-324",
                                        "2.4703282292062327e-324",
                                        "2.4703282292062328e-324",
                                        "2.47e-324",
                                        "2.2250738585072011e-308",
                                        "1e-400",
                                        "1e400",
                                        "1e99999999999",
                                        "-1e-9999999999999999",
                                        "0x1p-1074",
                                        "0x1p-1075",
                                        "0x1.8p-1075",
                                        "0x1.fffffffffffff8p1023",
                                        "0x1.000001p0",
                                        "0x1.0000010000001p0",
                                        "0x",
                                        "0x.",
                                        "0xg",
                                        "inf",
                                        "-infinity",
                                        "infini",
                                        "NAN",
                                        "nan(12_z)",
                                        "nan(",
                                        "3.4028235677973366e38",
                                        "3.4028235677973365e38",
                                        "1.401298464324817e-45",
                                        "7.006492321624085e-46",
                                        "00000000000000000000000000000.0000000000000000001e19",
                                        "1.5.5",
                                        "1e5e5"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (strcmp(texts[i], "nan(12_z)"))
            check_parse(texts[i]);
    double value;
    assert_string_equal(double_parse("nan(12_z)!", DOUBLE_PRECISE, &value, NULL), "!");
}

/* A text half-way between two doubles, or a little beyond that. */
static void make_half(char text[TEXT])
{
    int exponent = (int)(random_bits() % 2040) - 1070;
    long double half =
        (long double)__builtin_ldexp((double)(random_bits() >> 11 | 1ull << 52), exponent - 52) +
        __builtin_ldexpl(1, exponent - 53);
    int length = snprintf(text, TEXT, "%.1100Lf", half);
    if (random_bits() & 1)
        snprintf(text + length, (size_t)(TEXT - length), "0000001");
}

static void random_texts(void **unused)
{
    static const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    char text[TEXT];
    for (int i = 0; i < ROUNDS; i++) {
        fesetround(i % 8 ? FE_TONEAREST : modes[i / 8 % 3]);
        switch (random_bits() % 6) {
        case 0:
            snprintf(text, TEXT, "%.17g", random_double());
            break;
        case 1:
            snprintf(text, TEXT, "%llu.%llue%d", (unsigned long long)(random_bits() % 100000),
                     (unsigned long long)(random_bits() % 1000000000), (int)(random_bits() % 80) - 40);
            break;
        case 2:
            snprintf(text, TEXT, "%llu%llue%d", (unsigned long long)random_bits(),
                     (unsigned long long)random_bits(), (int)(random_bits() % 760) - 400);
            break;
        case 3:
            snprintf(text, TEXT, "%.9g", (double)(float)random_double());
            break;
        case 4:
            make_half(text);
            break;
        default:
            snprintf(text, TEXT, "%a", random_double());
        }
        if (!strstr(text, "nan"))
            check_parse(text);
    }
    fesetround(FE_TONEAREST);
}

static void range(void **unused)
{
    static const struct {
        const char *text;
        bool out;
    } cases[] = {{"1e308", false}, {"1e309", true},   {"1e-323", false},
                 {"1e-324", true}, {"0e-999", false}, {"inf", false}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        double value;
        bool out;
        double_parse(cases[i].text, DOUBLE_PRECISE, &value, &out);
        assert_int_equal(out, cases[i].out);
    }
}

/* The digits with a point and an exponent, as printf's %e has them. */
static void print(char *to, const struct decimal *decimal, int places)
{
    *to++ = decimal->digits[0];
    for (int i = 1; i <= places; i++) {
        if (i == 1)
            *to++ = '.';
        *to++ = i < decimal->count ? decimal->digits[i] : '0';
    }
    snprintf(to, 8, "e%c%02d", decimal->exponent < 0 ? '-' : '+', abs(decimal->exponent));
}

static void digits(void **unused)
{
    char expected[TEXT], text[TEXT];
    struct decimal decimal;
    for (int i = 0; i < ROUNDS / 10; i++) {
        double value =
            i % 2 ? random_double() : (double)(random_bits() % 100000000) / (1 << random_bits() % 20);
        if (!__builtin_isfinite(value))
            continue;
        int places = i % 16 ? (int)(random_bits() % 40) : 800;
        decimal_from_double(&decimal, value);
        decimal_round(&decimal, places + 1, ROUND_TO_NEAREST);
        print(text, &decimal, places);
        snprintf(expected, TEXT, "%.*e", places, __builtin_fabs(value));
        assert_string_equal(text, expected);
    }
}

static void rounding(void **unused)
{
    static const struct {
        double value;
        int keep;
        enum rounding rounding;
        const char *digits;
        int exponent;
    } cases[] = {{9.96, 2, ROUND_TO_NEAREST, "1", 1},   {2.5, 1, ROUND_TO_NEAREST, "2", 0},
                 {2.5, 1, ROUND_TIES_AWAY, "3", 0},     {2.5, 1, ROUND_UP, "3", 0},
                 {2.5, 1, ROUND_TO_ZERO, "2", 0},       {0.5, 0, ROUND_TO_NEAREST, "0", 0},
                 {0.5, 0, ROUND_TIES_AWAY, "1", 0},     {0.75, 0, ROUND_TO_NEAREST, "1", 0},
                 {0.001, -2, ROUND_TO_NEAREST, "0", 0}, {0.001, -2, ROUND_UP, "1", 0},
                 {1.0000001, 4, ROUND_DOWN, "1", 0},    {0, -1, ROUND_UP, "0", 0}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct decimal decimal;
        decimal_from_double(&decimal, cases[i].value);
        decimal_round(&decimal, cases[i].keep, cases[i].rounding);
        decimal.digits[decimal.count] = 0;
        assert_string_equal(decimal.digits, cases[i].digits);
        assert_int_equal(decimal.exponent, cases[i].exponent);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges),  cmocka_unit_test(random_texts), cmocka_unit_test(range),
        cmocka_unit_test(digits), cmocka_unit_test(rounding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
