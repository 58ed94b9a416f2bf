/* SPDX-License-Identifier: MIT
 *
 * What sprintf, swprintf and their bounded forms make of formats and arguments, as msvcrt.dll has it.
 */
#include <errno.h>
#include <stdio.h>
#include <wchar.h>
#include "guest.h"

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-overflow"
#pragma GCC diagnostic ignored "-Wformat-extra-args"

static char buffer[1024];
static wchar_t wide_buffer[1024];

#define PRINTS(expected, ...)                                                                                \
    do {                                                                                                     \
        int length_ = sprintf(buffer, __VA_ARGS__);                                                          \
        CHECK_TEXT(buffer, expected);                                                                        \
        CHECK_EQ(length_, sizeof(expected) - 1);                                                             \
    } while (0)
#define PRINTS_WIDE(expected, ...)                                                                           \
    do {                                                                                                     \
        int length_ = _swprintf(wide_buffer, __VA_ARGS__);                                                   \
        CHECK_WIDE(wide_buffer, expected);                                                                   \
        CHECK_EQ(length_, sizeof(expected) / 2 - 1);                                                         \
    } while (0)

TEST(integers)
{
    PRINTS("-0003|+0003|+3   |    3|", "%05d|%+05d|%-+5d|% 5d|", -3, 3, 3, 3);
    PRINTS("|0|010|0|0x000000ff|0XFF", "%.0d|%#o|%#.3o|%#x|%#010x|%#X", 0, 0, 8, 0, 255, 255);
    PRINTS("-1 37777777777 4294967295", "%i %o %u", -1, -1, -1);
    PRINTS("4464 65535", "%hd %hu", 70000, -1);
    PRINTS("1099511627776 1099511627776 FFFFFFFFFFFFFFFF", "%I64d %lld %llX", 1LL << 40, 1LL << 40, -1LL);
    PRINTS("5 7", "%I32d %ld", 5, 7L);
    PRINTS("3    |", "%*d|", -5, 3);
    PRINTS("5|00005", "%.*d|%.*d", -1, 5, 5, 5);
#ifdef _WIN64
    PRINTS("0000000000001234", "%p", (void *)0x1234);
    PRINTS("1099511627776", "%Id", 1LL << 40);
#else
    PRINTS("00001234", "%p", (void *)0x1234);
#endif
}

TEST(doubles)
{
    PRINTS("1.500000 -0.000000 1.500000", "%f %f %lf", 1.5, -0.0, 1.5);
    PRINTS("1 3 2 0.3 0.13", "%.0f %.0f %.0f %.1f %.2f", 0.5, 2.5, 1.5, 0.25, 0.125);
    PRINTS("1.000000e+000 1e+010 1e-005 1E+300", "%e %g %g %G", 1.0, 1e10, 1e-5, 1e300);
    PRINTS("100000 1e+006 0.0001 1.23457e+008 0 0.00000", "%g %g %g %g %g %#g", 100000., 1e6, 1e-4,
           123456789., 0., 0.);
    PRINTS("-0 -0.000000e+000 -0.00", "%g %e %#.3g", -0.0, -0.0, -0.0);
    PRINTS("0.10000000000000001", "%.17g", 0.1);
    PRINTS("  1.5|001.5|+1.5", "%5.1f|%05.1f|%+.1f", 1.5, 1.5, 1.5);
    volatile double zero = 0, infinity = 1 / zero;
    PRINTS("1.#INF00 -1.#INF 1.#J", "%f %g %.2f", infinity, -infinity, infinity);
}

TEST(text)
{
    PRINTS("abc|  abc|abc  |ab", "%s|%5s|%-5s|%.2s", "abc", "abc", "abc", "abc");
    PRINTS("(null)|(nu", "%s|%.3s", (char *)NULL, (char *)NULL);
    PRINTS("wide wide narrow xyz", "%S %ls %hs %c%C%lc", L"wide", L"wide", "narrow", 'x', L'y', L'z');
    PRINTS("100%", "100%%");
    PRINTS_WIDE(L"wide nar nar wid a b", L"%s %S %hs %ls %c %C", L"wide", "nar", "nar", L"wid", L'a', 'b');
    PRINTS_WIDE(L"  -5 1.5 FF", L"%4d %.1f %X", -5, 1.5, 255);
    errno = 0;
    CHECK_EQ(sprintf(buffer, "<%ls>", L"a\x100"), -1);
    CHECK_EQ(errno, EILSEQ);
}

TEST(counting)
{
    int count = -1;
    PRINTS("abc", "abc%n", &count);
    CHECK_EQ(count, 3);
    CHECK_EQ(_scprintf("%d-%s", 5, "abc"), 5);
    CHECK_EQ(_scwprintf(L"%d-%s", 5, L"abc"), 5);
}

TEST(bounded_forms)
{
    memset(buffer, 'x', 8);
    CHECK_EQ(_snprintf(buffer, 4, "abc"), 3);
    CHECK_TEXT(buffer, "abc");
    memset(buffer, 'x', 8);
    buffer[8] = 0;
    CHECK_EQ(_snprintf(buffer, 4, "abcd"), 4);
    CHECK_TEXT(buffer, "abcdxxxx");
    CHECK_EQ(_snprintf(buffer, 4, "efghi"), -1);
    CHECK_TEXT(buffer, "efghxxxx");
    CHECK_EQ(_snwprintf(wide_buffer, 4, L"%d", 12345), -1);
    CHECK_EQ(wide_buffer[3], '4');
    CHECK_EQ(snprintf(buffer, 4, "abcdef"), 6); /* mingw's own, over _vsnprintf */
    CHECK_TEXT(buffer, "abc");
}

GUEST_MAIN(RUN(integers); RUN(doubles); RUN(text); RUN(counting); RUN(bounded_forms);)
