/* SPDX-License-Identifier: MIT
 *
 * Numbers from and to text by table: every strto, wcsto, ato and wto function, with and without a _locale_t,
 * every itoa with its secure form, _ecvt, _fcvt and _gcvt with theirs.
 */
#include <float.h>
#include <limits.h>
#include <math.h>
#include "crt_dll.h"

static wchar_t *wide(const char *text)
{
    static wchar_t room[128];
    size_t i = 0;
    do
        room[i] = (unsigned char)text[i];
    while (text[i++]);
    return room;
}

/* ---- integers from text ---- */

#define PAIR(name) #name, "_" #name "_l"
static const struct {
    const char *name, *name_l;
    int bits, is_signed, is_wide;
} parsers[] = {
    {PAIR(strtol), 32, 1, 0},
    {PAIR(strtoul), 32, 0, 0},
    {PAIR(wcstol), 32, 1, 1},
    {PAIR(wcstoul), 32, 0, 1},
    {"_strtoi64", "_strtoi64_l", 64, 1, 0},
    {"_strtoui64", "_strtoui64_l", 64, 0, 0},
    {"_wcstoi64", "_wcstoi64_l", 64, 1, 1},
    {"_wcstoui64", "_wcstoui64_l", 64, 0, 1},
};

enum { RANGE = 1 };
static const struct {
    const char *text;
    int base, used;
    int64_t signed32; /* what the four kinds give */
    int range_signed32;
    uint64_t unsigned32;
    int range_unsigned32;
    int64_t signed64;
    int range_signed64;
    uint64_t unsigned64;
    int range_unsigned64;
} numbers[] = {
    {"", 10, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {" \t\n\v\f\r42x", 10, 8, 42, 0, 42, 0, 42, 0, 42, 0},
    {"+7", 0, 2, 7, 0, 7, 0, 7, 0, 7, 0},
    {"- 7", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"0x1fG", 0, 4, 31, 0, 31, 0, 31, 0, 31, 0},
    {"0X1f", 16, 4, 31, 0, 31, 0, 31, 0, 31, 0},
    {"0x1f", 10, 1, 0, 0, 0, 0, 0, 0, 0, 0},
    {"089", 0, 1, 0, 0, 0, 0, 0, 0, 0, 0},
    {"077", 0, 3, 63, 0, 63, 0, 63, 0, 63, 0},
    {"102", 2, 2, 2, 0, 2, 0, 2, 0, 2, 0},
    {"Zz", 36, 2, 1295, 0, 1295, 0, 1295, 0, 1295, 0},
    {"z", 35, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"-1", 10, 2, -1, 0, 0xFFFFFFFF, 0, -1, 0, ~0ull, 0},
    {"2147483647", 10, 10, INT_MAX, 0, INT_MAX, 0, INT_MAX, 0, INT_MAX, 0},
    {"2147483648", 10, 10, INT_MAX, RANGE, 0x80000000u, 0, 0x80000000ll, 0, 0x80000000ull, 0},
    {"-2147483648", 10, 11, INT_MIN, 0, 0x80000000u, 0, INT_MIN, 0, (uint64_t)INT_MIN, 0},
    {"-2147483649", 10, 11, INT_MIN, RANGE, 0x7FFFFFFF, 0, -2147483649ll, 0, (uint64_t)-2147483649ll, 0},
    {"4294967296", 10, 10, INT_MAX, RANGE, UINT_MAX, RANGE, 1ll << 32, 0, 1ull << 32, 0},
    {"9223372036854775808", 10, 19, INT_MAX, RANGE, UINT_MAX, RANGE, INT64_MAX, RANGE, 1ull << 63, 0},
    {"-9223372036854775808", 10, 20, INT_MIN, RANGE, UINT_MAX, RANGE, INT64_MIN, 0, 1ull << 63, 0},
    {"18446744073709551615", 10, 20, INT_MAX, RANGE, UINT_MAX, RANGE, INT64_MAX, RANGE, ~0ull, 0},
    {"18446744073709551616", 10, 20, INT_MAX, RANGE, UINT_MAX, RANGE, INT64_MAX, RANGE, ~0ull, RANGE},
    {"3w5e11264sgsg", 36, 13, INT_MAX, RANGE, UINT_MAX, RANGE, INT64_MAX, RANGE, ~0ull, RANGE},
};

/* One call of a parser, its result widened as its type says. */
static uint64_t parse(size_t p, int form, const void *text, void *end, int base)
{
    uint64_t (*call)(const void *, void *, int, crt_locale) =
        crt_function(form ? parsers[p].name_l : parsers[p].name);
    uint64_t result = call(text, end, base, NULL);
    if (parsers[p].bits == 64)
        return result;
    return parsers[p].is_signed ? (uint64_t)(int64_t)(int32_t)result : (uint32_t)result;
}

TEST(integers_by_table)
{
    for (size_t p = 0; p < COUNT(parsers); p++)
        for (size_t i = 0; i < COUNT(numbers); i++)
            for (int form = 0; form < 2; form++) {
                int narrow = parsers[p].bits == 32, is_signed = parsers[p].is_signed,
                    failures = guest_failures;
                uint64_t value = narrow ? (is_signed ? (uint64_t)numbers[i].signed32 : numbers[i].unsigned32)
                                        : (is_signed ? (uint64_t)numbers[i].signed64 : numbers[i].unsigned64);
                int range = narrow ? (is_signed ? numbers[i].range_signed32 : numbers[i].range_unsigned32)
                                   : (is_signed ? numbers[i].range_signed64 : numbers[i].range_unsigned64);
                const char *text = parsers[p].is_wide ? (char *)wide(numbers[i].text) : numbers[i].text,
                           *end = NULL;
                CHECK_EQ(parse(p, form, text, &end, numbers[i].base), value);
                CHECK_INVALID(range ? ERANGE : 0, 0);
                CHECK_EQ(end - text, numbers[i].used * (parsers[p].is_wide ? 2 : 1));
                if (failures != guest_failures)
                    guest_write(parsers[p].name), guest_write(" "), guest_write(numbers[i].text),
                        guest_write("\n");
            }
}

TEST(bad_bases_and_null)
{
    static const int bases[] = {1, 37, -1};
    for (size_t p = 0; p < COUNT(parsers); p++) {
        for (size_t i = 0; i < COUNT(bases); i++) {
            CHECK_EQ(parse(p, 0, L"7", NULL, bases[i]), 0);
            CHECK_INVALID(EINVAL, 1);
        }
        CHECK_EQ(parse(p, 1, NULL, NULL, 10), 0);
        CHECK_INVALID(EINVAL, 1);
    }
}

TEST(blanks_and_digits_of_other_scripts)
{
    wchar_t *end;
    long (*parse_wide)(const wchar_t *, wchar_t **, int) = crt_function("wcstol");
    const wchar_t *blank = L"\x3000\xA0"
                           L"12";
    CHECK_EQ(parse_wide(blank, &end, 10), 12);
    CHECK(end == blank + 4);
    CHECK_EQ(parse_wide(L"\xFF11\xFF12", NULL, 10), 12);
    CHECK_EQ(parse_wide(L"\x0661\x0669", NULL, 10), 19);
    CHECK_EQ(parse_wide(L"\x0669", NULL, 8), 0);
    CHECK(CRT(double, wcstod, const wchar_t *, wchar_t **)(L"\x3000"
                                                           L"2.5",
                                                           NULL) == 2.5);
    /* In bytes the locale decides: 0xA0 is a blank of code page 1252 and nothing in the C locale. */
    crt_locale german = CRT(crt_locale, _create_locale, int, const char *)(0, "German_Germany.1252");
    CHECK_EQ(CRT(long, _strtol_l, const char *, char **, int, crt_locale)("\xA0"
                                                                          "5",
                                                                          NULL, 10, german),
             5);
    CHECK_EQ(CRT(long, _strtol_l, const char *, char **, int, crt_locale)("\xA0"
                                                                          "5",
                                                                          NULL, 10, NULL),
             0);
    CHECK(CRT(double, _strtod_l, const char *, char **, crt_locale)("\xA0"
                                                                    "1,5",
                                                                    NULL, german) == 1.5);
    CHECK(CRT(double, _wcstod_l, const wchar_t *, wchar_t **, crt_locale)(L"1,5", NULL, german) == 1.5);
    CHECK(CRT(double, _wcstod_l, const wchar_t *, wchar_t **, crt_locale)(L"1,5", NULL, NULL) == 1);
    CHECK(CRT(double, _atof_l, const char *, crt_locale)("-2,25x", german) == -2.25);
    CHECK(CRT(double, _wtof_l, const wchar_t *, crt_locale)(L"-2,25x", german) == -2.25);
    CHECK(CRT(double, _wtof, const wchar_t *)(L"-2.25x") == -2.25);
    double value = 0;
    float small = 0;
    CHECK_EQ(CRT(int, _atodbl_l, double *, char *, crt_locale)(&value, "1,5", german), 0);
    CHECK(value == 1.5);
    CHECK_EQ(CRT(int, _atoflt_l, float *, char *, crt_locale)(&small, "1,5", german), 0);
    CHECK(small == 1.5f);
    CHECK_INVALID(0, 0);
}

TEST(ato_functions)
{
    static const struct {
        const char *name, *name_l;
        int bits, is_wide;
    } readers[] = {
        {"atoi", "_atoi_l", 32, 0},  {"atol", "_atol_l", 32, 0},  {"_atoi64", "_atoi64_l", 64, 0},
        {"_wtoi", "_wtoi_l", 32, 1}, {"_wtol", "_wtol_l", 32, 1}, {"_wtoi64", "_wtoi64_l", 64, 1},
    };
    static const struct {
        const char *text;
        int64_t value;
    } rows[] = {{"", 0},
                {" -12ab", -12},
                {"+9", 9},
                {"x1", 0},
                {"0x10", 0},
                {"2147483647", INT_MAX},
                {"-2147483648", INT_MIN}};
    for (size_t r = 0; r < COUNT(readers); r++)
        for (size_t i = 0; i < COUNT(rows); i++)
            for (int form = 0; form < 2; form++) {
                int64_t (*call)(const void *, crt_locale) =
                    crt_function(form ? readers[r].name_l : readers[r].name);
                int64_t value = call(readers[r].is_wide ? (void *)wide(rows[i].text) : rows[i].text, NULL);
                CHECK_EQ(readers[r].bits == 32 ? (int32_t)value : value, rows[i].value);
                CHECK_INVALID(0, 0);
            }
    CHECK_EQ(CRT(int64_t, _atoi64, const char *)("9223372036854775808"), INT64_MAX);
    CHECK_ERRNO(ERANGE);
    CHECK_EQ(CRT(int64_t, _wtoi64, const wchar_t *)(L"-9223372036854775809"), INT64_MIN);
    CHECK_ERRNO(ERANGE);
    CHECK_EQ(CRT(int, atoi, const char *)(NULL), 0);
    CHECK_INVALID(EINVAL, 1);
}

/* ---- floating point from text ---- */

TEST(floating_point_limits)
{
    static const struct {
        const char *text;
        double value;
        int range, status, float_status; /* errno, and what _atodbl and _atoflt return */
    } rows[] = {
        {"1.7976931348623157e308", DBL_MAX, 0, 0, 3},
        {"1.8e308", HUGE_VAL, ERANGE, 3, 3},
        {"-1e99999999999", -HUGE_VAL, ERANGE, 3, 3},
        {"1e-400", 0, ERANGE, 4, 4},
        {"0e99999", 0, 0, 0, 0},
        {"2.2250738585072014e-308", DBL_MIN, 0, 0, 4},
        {"1d2", 100, 0, 0, 0},
        {"0x10", 0, 0, 0, 0},
        {"inf", 0, 0, 0, 0},
        {"nan", 0, 0, 0, 0},
        {"1.#INF", 1, 0, 0, 0},
        {"1e+", 1, 0, 0, 0},
        {"3.5e38", 3.5e38, 0, 0, 3},
        {"-.5", -.5, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double value = 7;
        float small = 7;
        int failures = guest_failures;
        CHECK(CRT(double, strtod, const char *, char **)(rows[i].text, NULL) == rows[i].value);
        CHECK_INVALID(rows[i].range, 0);
        CHECK(CRT(double, wcstod, const wchar_t *, wchar_t **)(wide(rows[i].text), NULL) == rows[i].value);
        CHECK_INVALID(rows[i].range, 0);
        CHECK(CRT(double, atof, const char *)(rows[i].text) == rows[i].value);
        errno = 0;
        CHECK_EQ(CRT(int, _atodbl, double *, char *)(&value, (char *)rows[i].text), rows[i].status);
        CHECK(value == rows[i].value);
        CHECK_EQ(CRT(int, _atoflt, float *, char *)(&small, (char *)rows[i].text), rows[i].float_status);
        CHECK(small == (float)rows[i].value);
        CHECK_INVALID(0, 0);
        if (failures != guest_failures)
            guest_write(rows[i].text), guest_write("\n");
    }
    CHECK(CRT(double, strtod, const char *, char **)(NULL, NULL) == 0);
    CHECK_INVALID(EINVAL, 1);
}

/* ---- integers to text ---- */

#define TRIPLE(name) #name, #name "_s"
static const struct {
    const char *name, *name_s;
    int bits, is_signed, is_wide;
} writers[] = {
    {TRIPLE(_itoa), 32, 1, 0},    {TRIPLE(_ltoa), 32, 1, 0},    {TRIPLE(_ultoa), 32, 0, 0},
    {TRIPLE(_i64toa), 64, 1, 0},  {TRIPLE(_ui64toa), 64, 0, 0}, {TRIPLE(_itow), 32, 1, 1},
    {TRIPLE(_ltow), 32, 1, 1},    {TRIPLE(_ultow), 32, 0, 1},   {TRIPLE(_i64tow), 64, 1, 1},
    {TRIPLE(_ui64tow), 64, 0, 1},
};
static const struct {
    int64_t value;
    int base;
    const char *text[4]; /* int, unsigned, int64, unsigned64 */
} writings[] = {
    {0, 10, {"0", "0", "0", "0"}},
    {-1, 10, {"-1", "4294967295", "-1", "18446744073709551615"}},
    {-1, 16, {"ffffffff", "ffffffff", "ffffffffffffffff", "ffffffffffffffff"}},
    {-1, 36, {"1z141z3", "1z141z3", "3w5e11264sgsf", "3w5e11264sgsf"}},
    {INT_MIN, 10, {"-2147483648", "2147483648", "-2147483648", "18446744071562067968"}},
    {5, 2, {"101", "101", "101", "101"}},
    {35, 36, {"z", "z", "z", "z"}},
};

static int write_number(size_t w, int secure, int64_t value, void *to, size_t size, int base)
{
    void *function = crt_function(secure ? writers[w].name_s : writers[w].name);
    if (writers[w].bits == 64)
        return secure ? ((int (*)(int64_t, void *, size_t, int))function)(value, to, size, base)
                      : ((void *(*)(int64_t, void *, int))function)(value, to, base) == to;
    return secure ? ((int (*)(int, void *, size_t, int))function)((int)value, to, size, base)
                  : ((void *(*)(int, void *, int))function)((int)value, to, base) == to;
}

TEST(itoa_by_table)
{
    for (size_t w = 0; w < COUNT(writers); w++) {
        wchar_t room[80];
        for (size_t i = 0; i < COUNT(writings); i++) {
            const char *text = writings[i].text[(writers[w].bits == 64) * 2 + !writers[w].is_signed];
            size_t length = strlen(text), unit = writers[w].is_wide ? 2 : 1;
            const void *expected = writers[w].is_wide ? (void *)wide(text) : text;
            int failures = guest_failures;
            CHECK_EQ(write_number(w, 0, writings[i].value, room, 0, writings[i].base), 1);
            CHECK(!memcmp(room, expected, (length + 1) * unit));
            memset(room, 0x55, sizeof(room));
            CHECK_EQ(write_number(w, 1, writings[i].value, room, length + 1, writings[i].base), 0);
            CHECK(!memcmp(room, expected, (length + 1) * unit));
            CHECK_INVALID(0, 0);
            CHECK_EQ(write_number(w, 1, writings[i].value, room, length, writings[i].base), ERANGE);
            CHECK(!memcmp(room, L"", unit));
            CHECK_INVALID(ERANGE, 1);
            if (failures != guest_failures)
                guest_write(writers[w].name), guest_write(" "), guest_write(text), guest_write("\n");
        }
        CHECK_EQ(write_number(w, 1, 1, NULL, 9, 10), EINVAL);
        CHECK_EQ(write_number(w, 1, 1, room, 0, 10), EINVAL);
        CHECK_EQ(write_number(w, 1, 1, room, 9, 1), EINVAL);
        CHECK_EQ(write_number(w, 1, 1, room, 9, 37), EINVAL);
        CHECK_INVALID(EINVAL, 4);
    }
}

/* ---- digits of floating-point numbers ---- */

TEST(digits_by_table)
{
    static const struct {
        double value;
        int count;
        const char *ecvt;
        int ecvt_point;
        const char *fcvt;
        int fcvt_point, sign;
    } rows[] = {
        {3.14159, 3, "314", 1, "3142", 1, 0},
        {-3.14159, 0, "", 1, "3", 1, 1},
        {2.5, 1, "3", 1, "25", 1, 0}, /* ties go away from zero */
        {0.125, 2, "13", 0, "13", 0, 0},
        {9.996, 2, "10", 2, "1000", 2, 0},
        {0.0, 3, "000", 0, "000", 0, 0},
        {1e21, 3, "100", 22, "1000000000000000000000000", 22, 0},
        {0.00123, 4, "1230", -2, "12", -2, 0},
        {0.00001, 2, "10", -4, "", -2, 0},
        {123456, 3, "123", 6, "123456000", 6, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int point = 99, sign = 99, failures = guest_failures;
        char room[64];
        CHECK_TEXT(CRT(char *, _ecvt, double, int, int *, int *)(rows[i].value, rows[i].count, &point, &sign),
                   rows[i].ecvt);
        CHECK(point == rows[i].ecvt_point && sign == rows[i].sign);
        CHECK_TEXT(CRT(char *, _fcvt, double, int, int *, int *)(rows[i].value, rows[i].count, &point, &sign),
                   rows[i].fcvt);
        CHECK(point == rows[i].fcvt_point && sign == rows[i].sign);
        CHECK_EQ(CRT(int, _ecvt_s, char *, size_t, double, int, int *, int *)(room, 64, rows[i].value,
                                                                              rows[i].count, &point, &sign),
                 0);
        CHECK_TEXT(room, rows[i].ecvt);
        CHECK_EQ(CRT(int, _fcvt_s, char *, size_t, double, int, int *, int *)(room, 64, rows[i].value,
                                                                              rows[i].count, &point, &sign),
                 0);
        CHECK_TEXT(room, rows[i].fcvt);
        CHECK_INVALID(0, 0);
        if (failures != guest_failures)
            guest_write_number(i), guest_write(" is the row\n");
    }
    int point, sign;
    char room[8] = "old";
    CHECK_EQ(CRT(int, _ecvt_s, char *, size_t, double, int, int *, int *)(room, 3, 1.5, 3, &point, &sign),
             ERANGE);
    CHECK_EQ(room[0], 0);
    CHECK_EQ(CRT(int, _fcvt_s, char *, size_t, double, int, int *, int *)(room, 3, 1.5, 3, &point, &sign),
             ERANGE);
    CHECK_INVALID(ERANGE, 2);
    CHECK_EQ(CRT(int, _ecvt_s, char *, size_t, double, int, int *, int *)(NULL, 3, 1.5, 3, &point, &sign),
             EINVAL);
    CHECK_EQ(CRT(int, _fcvt_s, char *, size_t, double, int, int *, int *)(room, 8, 1.5, 3, NULL, &sign),
             EINVAL);
    CHECK_INVALID(EINVAL, 2);
}

TEST(gcvt_by_table)
{
    static const struct {
        double value;
        int count;
        const char *text;
    } rows[] = {
        {-3.1415e5, 7, "-314150."},
        {-3.1415e9, 7, "-3.1415e+009"},
        {3.5, 5, "3.5"},
        {0.05, 5, "5.e-002"},
        {0.25, 5, "0.25"},
        {2.5, 1, "3."},
        {1e100, 3, "1.e+100"},
        {0.0, 5, "0."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char room[32], secure[32];
        CHECK(CRT(char *, _gcvt, double, int, char *)(rows[i].value, rows[i].count, room) == room);
        CHECK_TEXT(room, rows[i].text);
        CHECK_EQ(CRT(int, _gcvt_s, char *, size_t, double, int)(secure, 32, rows[i].value, rows[i].count), 0);
        CHECK_TEXT(secure, rows[i].text);
    }
    char room[4] = "old";
    CHECK_INVALID(0, 0);
    CHECK_EQ(CRT(int, _gcvt_s, char *, size_t, double, int)(room, 4, 1234.5, 4), ERANGE);
    CHECK_EQ(room[0], 0);
    CHECK_INVALID(ERANGE, 1);
    CHECK_EQ(CRT(int, _gcvt_s, char *, size_t, double, int)(NULL, 4, 1, 2), EINVAL);
    CHECK_EQ(CRT(int, _gcvt_s, char *, size_t, double, int)(room, 0, 1, 2), EINVAL);
    CHECK_INVALID(EINVAL, 2);
}

GUEST_MAIN(crt_setup(); RUN(integers_by_table); RUN(bad_bases_and_null);
           RUN(blanks_and_digits_of_other_scripts); RUN(ato_functions); RUN(floating_point_limits);
           RUN(itoa_by_table); RUN(digits_by_table); RUN(gcvt_by_table);)
