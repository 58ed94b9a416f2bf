/* SPDX-License-Identifier: MIT
 *
 * Text to numbers as the UCRT does it: C99's grammar of floating-point numbers, the functions for float and
 * for long long, and ato functions that stop at the end of the range.
 */
#include "../msvcrt/crt_dll.h"
#include <float.h>
#include <math.h>

static const struct {
    const char *text;
    double value;
    int length, error;
} doubles[] = {
    {" 12.5x", 12.5, 5, 0},
    {"1d5", 1, 1, 0},
    {"1e5", 1e5, 3, 0},
    {"1e+", 1, 1, 0},
    {".5e-1", .05, 5, 0},
    {"0x", 0, 1, 0},
    {"0x.", 0, 1, 0},
    {"-0x1.8p1", -3, 8, 0},
    {"0X.8P+4z", 8, 7, 0},
    {"0x1p", 1, 3, 0},
    {"0xffg", 255, 4, 0},
    {"inf", __builtin_inf(), 3, 0},
    {"-INFINITY!", -__builtin_inf(), 9, 0},
    {"infinit", __builtin_inf(), 3, 0},
    {"nan", __builtin_nan(""), 3, 0},
    {"NaN(ind)", __builtin_nan(""), 8, 0},
    {"nan(a-b)", __builtin_nan(""), 3, 0},
    {"1e400", __builtin_inf(), 5, ERANGE},
    {"-1e400", -__builtin_inf(), 6, ERANGE},
    {"1e-400", 0, 6, ERANGE},
    {"", 0, 0, 0},
    {"in", 0, 0, 0},
    {"-", 0, 0, 0},
    {"e5", 0, 0, 0},
};

static int same(double a, double b)
{
    return isnan(b) ? isnan(a) : a == b;
}

TEST(floating_point)
{
    double(__cdecl * to_double)(const char *, char **) = crt_function("strtod");
    double(__cdecl * to_long_double)(const char *, char **) = crt_function("strtold");
    double(__cdecl * from_wide)(const WCHAR *, WCHAR **) = crt_function("wcstod");
    for (unsigned i = 0; i < COUNT(doubles); i++) {
        const char *text = doubles[i].text;
        WCHAR wide[16], *wide_end;
        char *end;
        errno = 0;
        double value = to_double(text, &end);
        if (!same(value, doubles[i].value) || end != text + doubles[i].length || errno != doubles[i].error)
            guest_fail(__FILE__, (int)i, text);
        CHECK(same(to_long_double(text, &end), value) && end == text + doubles[i].length);
        unsigned at = 0;
        do
            wide[at] = (unsigned char)text[at];
        while (text[at++]);
        CHECK(same(from_wide(wide, &wide_end), value) && wide_end == wide + doubles[i].length);
    }
    errno = 0;
}

TEST(floats)
{
    char *end;
    WCHAR *wide_end;
    float(__cdecl * to_float)(const char *, char **) = crt_function("strtof");
    float(__cdecl * from_wide)(const WCHAR *, WCHAR **) = crt_function("wcstof");
    /* Rounded once, not by way of a double. */
    CHECK(to_float("1.00000017881393432617187499", &end) == 0x1.000002p+0f && !*end);
    CHECK(to_float("0x1p-149", &end) == 0x1p-149f && !*end);
    CHECK_ERRNO(0);
    CHECK(isinf(to_float("1e39", &end)));
    CHECK_ERRNO(ERANGE);
    CHECK(from_wide(L"-2.5e3f", &wide_end) == -2500 && *wide_end == 'f');
    CHECK(CRT(float, _strtof_l, const char *, char **, crt_locale)("0.5", &end, NULL) == 0.5f);
    CHECK(CRT(float, _wcstof_l, const WCHAR *, WCHAR **, crt_locale)(L"0.5", &wide_end, NULL) == 0.5f);
    CHECK(CRT(double, atof, const char *)("0x10") == 16);
    float value;
    CHECK_EQ(CRT(int, _atoflt, float *, char *)(&value, "1e39"), 3); /* _OVERFLOW */
}

TEST(long_longs)
{
    char *end;
    WCHAR *wide_end;
    long long(__cdecl * to_signed)(const char *, char **, int) = crt_function("strtoll");
    unsigned long long(__cdecl * to_unsigned)(const char *, char **, int) = crt_function("strtoull");
    CHECK_EQ(to_signed("-9223372036854775808", &end, 10), LLONG_MIN);
    CHECK_EQ(to_signed("0x7fzz", &end, 0), 0x7F);
    CHECK_EQ(*end, 'z');
    CHECK_EQ(to_unsigned("18446744073709551615", &end, 10), ULLONG_MAX);
    CHECK_EQ(CRT(long long, strtoimax, const char *, char **, int)("-12", &end, 10), -12);
    CHECK_EQ(CRT(unsigned long long, strtoumax, const char *, char **, int)("12", &end, 10), 12);
    CHECK_EQ(CRT(long long, wcstoll, const WCHAR *, WCHAR **, int)(L"77", &wide_end, 8), 63);
    CHECK_EQ(CRT(unsigned long long, wcstoull, const WCHAR *, WCHAR **, int)(L"zz", &wide_end, 36), 1295);
    CHECK_EQ(CRT(long long, wcstoimax, const WCHAR *, WCHAR **, int)(L"5", &wide_end, 10), 5);
    CHECK_EQ(CRT(unsigned long long, wcstoumax, const WCHAR *, WCHAR **, int)(L"5", &wide_end, 10), 5);
    CHECK_ERRNO(0);
    CHECK_EQ(to_signed("9223372036854775808", &end, 10), LLONG_MAX);
    CHECK_ERRNO(ERANGE);
    CHECK_EQ(to_unsigned("99999999999999999999", &end, 10), ULLONG_MAX);
    CHECK_ERRNO(ERANGE);
    CHECK_EQ(to_signed("1", &end, 1), 0);
    CHECK_INVALID(EINVAL, 1);
}

TEST(ato_functions)
{
    CHECK_EQ(CRT(int, atoi, const char *)(" -42x"), -42);
    CHECK_EQ(CRT(long long, atoll, const char *)("123456789012"), 123456789012);
    CHECK_EQ(CRT(long long, _wtoll, const WCHAR *)(L"-123456789012"), -123456789012);
    CHECK_ERRNO(0);
    CHECK_EQ(CRT(int, atoi, const char *)("99999999999"), INT_MAX);
    CHECK_ERRNO(ERANGE);
    CHECK_EQ(CRT(long, _wtol, const WCHAR *)(L"-99999999999"), LONG_MIN);
    CHECK_ERRNO(ERANGE);
}

TEST(division)
{
    typedef struct {
        long long quot, rem;
    } result;
    result r = CRT(result, lldiv, long long, long long)(-1000000000007, 1000);
    CHECK_EQ(r.quot, -1000000000);
    CHECK_EQ(r.rem, -7);
    CHECK_EQ(CRT(long long, llabs, long long)(-5), 5);
    CHECK_EQ(CRT(long long, imaxabs, long long)(-5), 5);
    r = CRT(result, imaxdiv, long long, long long)(7, 2);
    CHECK_EQ(r.rem, 1);
}

static void all(void)
{
    crt_setup();
    RUN(floating_point);
    RUN(floats);
    RUN(long_longs);
    RUN(ato_functions);
    RUN(division);
}
GUEST_MAIN(all();)
