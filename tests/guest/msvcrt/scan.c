/* SPDX-License-Identifier: MIT
 *
 * sscanf and swscanf as msvcrt.dll has them.
 */
#include <stdio.h>
#include <wchar.h>
#include "guest.h"

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-extra-args"

TEST(numbers)
{
    int a = 0, b = 0, c = 0;
    short s = 0;
    long long big = 0;
    float f = 0;
    double d = 0;
    CHECK_EQ(sscanf(" 12 -7+3", "%d%d%d", &a, &b, &c), 3);
    CHECK(a == 12 && b == -7 && c == 3);
    CHECK_EQ(sscanf("0x1F 017 9", "%i%i%i", &a, &b, &c), 3);
    CHECK(a == 31 && b == 15 && c == 9);
    CHECK_EQ(sscanf("12345 ff", "%2d%3d%x", &a, &b, &c), 3);
    CHECK(a == 12 && b == 345 && c == 255);
    CHECK_EQ(sscanf("70000 1099511627776", "%hd%I64d", &s, &big), 2);
    CHECK(s == 4464 && big == 1LL << 40);
    CHECK_EQ(sscanf("1.5 -2.5e3", "%f%lf", &f, &d), 2);
    CHECK(f == 1.5f && d == -2500);
}

TEST(text)
{
    char a[16], b[16], c;
    wchar_t wide[16];
    CHECK_EQ(sscanf("  ab cd", "%s%c%s", a, &c, b), 3);
    CHECK_TEXT(a, "ab");
    CHECK_EQ(c, ' ');
    CHECK_TEXT(b, "cd");
    CHECK_EQ(sscanf("abc123]", "%[a-c]%[^]]", a, b), 2);
    CHECK_TEXT(a, "abc");
    CHECK_TEXT(b, "123");
    CHECK_EQ(sscanf("wide x", "%ls%*c%c", wide, &c), 2);
    CHECK_WIDE(wide, L"wide");
    CHECK_EQ(swscanf(L"wide nar", L"%s%S", wide, a), 2);
    CHECK_WIDE(wide, L"wide");
    CHECK_TEXT(a, "nar");
}

TEST(results)
{
    int a = 0, b = 0, n = 0;
    CHECK_EQ(sscanf("10:20", "%d:%d%n", &a, &b, &n), 2);
    CHECK_EQ(n, 5);
    CHECK_EQ(sscanf("10;20", "%d:%d", &a, &b), 1);
    CHECK_EQ(sscanf("", "%d", &a), EOF);
    CHECK_EQ(sscanf("x", "%d", &a), 0);
    CHECK_EQ(sscanf("5", "%*d%d", &a), 0);
    CHECK_EQ(sscanf("50%", "%d%%", &a), 1);
}

GUEST_MAIN(RUN(numbers); RUN(text); RUN(results);)
