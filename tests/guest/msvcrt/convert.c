/* SPDX-License-Identifier: MIT
 *
 * Numbers from and to text: strtol and strtod with their limits, the itoa family, _ecvt and _fcvt.
 */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include "guest.h"

/* mingw links its own strtod: this is the DLL's. */
static double (*dll_strtod)(const char *, char **);
static double (*dll_wcstod)(const wchar_t *, wchar_t **);

TEST(strtol_reads_every_base)
{
    char *end;
    CHECK_EQ(strtol("  -42xyz", &end, 10), -42);
    CHECK_TEXT(end, "xyz");
    CHECK_EQ(strtol("0x1fg", &end, 16), 0x1f);
    CHECK_TEXT(end, "g");
    CHECK_EQ(strtol("0x1f", &end, 0), 0x1f);
    CHECK_EQ(strtol("0755", &end, 0), 0755);
    CHECK_EQ(strtol("zZ", &end, 36), 35 * 36 + 35);
    CHECK_EQ(strtol("0x", &end, 16), 0);
    const char *none = "  +";
    CHECK_EQ(strtol(none, &end, 10), 0);
    CHECK(end == none);
}

TEST(strtol_saturates)
{
    char *end;
    errno = 0;
    CHECK_EQ(strtol("2147483648", &end, 10), LONG_MAX);
    CHECK_EQ(errno, ERANGE);
    CHECK_EQ(*end, 0);
    errno = 0;
    CHECK_EQ(strtol("-2147483648", NULL, 10), LONG_MIN);
    CHECK_EQ(errno, 0);
    CHECK_EQ(strtol("-2147483649", NULL, 10), LONG_MIN);
    CHECK_EQ(errno, ERANGE);
    errno = 0;
    CHECK_EQ(strtoul("4294967296", NULL, 10), ULONG_MAX);
    CHECK_EQ(errno, ERANGE);
    errno = 0;
    CHECK_EQ(strtoul("-1", NULL, 10), ULONG_MAX);
    CHECK_EQ(errno, 0);
    CHECK_EQ(_strtoi64("9223372036854775808", NULL, 10), INT64_MAX);
    CHECK_EQ(errno, ERANGE);
    errno = 0;
    CHECK_EQ(_strtoui64("18446744073709551616", NULL, 10), UINT64_MAX);
    CHECK_EQ(errno, ERANGE);
    CHECK_EQ(wcstol(L" 123abc", NULL, 10), 123);
    CHECK_EQ(wcstoul(L"ffffffff", NULL, 16), 0xFFFFFFFFu);
}

TEST(atoi_takes_what_it_can)
{
    CHECK_EQ(atoi("12ab"), 12);
    CHECK_EQ(atoi("\t -7"), -7);
    CHECK_EQ(atoi(""), 0);
    CHECK_EQ(_atoi64("-9223372036854775808"), INT64_MIN);
    CHECK_EQ(_wtoi(L"99"), 99);
}

TEST(strtod_is_exact)
{
    static const struct {
        const char *text;
        double value;
        size_t length;
    } rows[] = {
        {"1", 1, 1},
        {"-1.5e3x", -1500, 6},
        {".5", 0.5, 2},
        {"5.", 5, 2},
        {"1e", 1, 1},
        {"1e+", 1, 1},
        {"  2.5", 2.5, 5},
        {"1d2", 100, 3},
        {"0.1", 0.1, 3},
        {"1.7976931348623157e308", 1.7976931348623157e308, 22},
        {"4.9e-324", 4.9406564584124654e-324, 8},
        {"9007199254740993", 9007199254740992.0, 16},
        {"", 0, 0},
        {"abc", 0, 0},
        {"-", 0, 0},
        {".", 0, 0},
    };
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *end;
        CHECK(dll_strtod(rows[i].text, &end) == rows[i].value);
        CHECK_EQ(end - rows[i].text, rows[i].length);
    }
    errno = 0;
    CHECK(dll_strtod("1e400", NULL) == HUGE_VAL);
    CHECK_EQ(errno, ERANGE);
    errno = 0;
    CHECK(dll_strtod("-1e400", NULL) == -HUGE_VAL);
    CHECK_EQ(errno, ERANGE);
    wchar_t *end;
    CHECK(dll_wcstod(L"2.25z", &end) == 2.25);
    CHECK_EQ(*end, 'z');
    CHECK(atof("3.5 ") == 3.5);
}

TEST(itoa_writes_every_base)
{
    char text[80];
    wchar_t wide[80];
    CHECK_TEXT(_itoa(-255, text, 10), "-255");
    CHECK_TEXT(_itoa(-1, text, 16), "ffffffff");
    CHECK_TEXT(_itoa(255, text, 2), "11111111");
    CHECK_TEXT(_ultoa(4294967295u, text, 10), "4294967295");
    CHECK_TEXT(_ltoa(35, text, 36), "z");
    CHECK_TEXT(_i64toa(INT64_MIN, text, 10), "-9223372036854775808");
    CHECK_TEXT(_ui64toa(UINT64_MAX, text, 16), "ffffffffffffffff");
    CHECK_WIDE(_itow(-12, wide, 10), L"-12");
    CHECK_WIDE(_ui64tow(UINT64_MAX, wide, 10), L"18446744073709551615");
}

TEST(ecvt_and_fcvt_give_digits)
{
    int point, sign;
    CHECK_TEXT(_ecvt(3.14159, 4, &point, &sign), "3142");
    CHECK_EQ(point, 1);
    CHECK_EQ(sign, 0);
    CHECK_TEXT(_ecvt(-0.00123, 3, &point, &sign), "123");
    CHECK_EQ(point, -2);
    CHECK_EQ(sign, 1);
    CHECK_TEXT(_fcvt(3.14159, 2, &point, &sign), "314");
    CHECK_EQ(point, 1);
    CHECK_TEXT(_fcvt(1234.5, 1, &point, &sign), "12345");
    CHECK_EQ(point, 4);
    CHECK_TEXT(_fcvt(0.0012, 4, &point, &sign), "12");
    CHECK_EQ(point, -2);
    char text[64];
    CHECK_TEXT(_gcvt(3.5, 5, text), "3.5");
    CHECK_TEXT(_gcvt(-3.1415e5, 7, text), "-314150.");
    CHECK_TEXT(_gcvt(3.1415e10, 7, text), "3.1415e+010");
}

GUEST_MAIN(HMODULE dll = GetModuleHandleA("msvcrt.dll"); dll_strtod = (void *)GetProcAddress(dll, "strtod");
           dll_wcstod = (void *)GetProcAddress(dll, "wcstod"); RUN(strtol_reads_every_base);
           RUN(strtol_saturates); RUN(atoi_takes_what_it_can); RUN(strtod_is_exact);
           RUN(itoa_writes_every_base); RUN(ecvt_and_fcvt_give_digits);)
