/* SPDX-License-Identifier: MIT
 *
 * Numbers and amounts as text: rounding, grouping, the orders of signs and symbols, buffers and errors.
 */
#include "guest.h"

static LCID us;

static void number(const WCHAR *value, const NUMBERFMTW *format, const WCHAR *expected)
{
    WCHAR text[128];
    INT length = 0;
    while (expected[length])
        length++;
    CHECK_EQ(GetNumberFormatW(us, 0, value, format, text, 128), length + 1);
    CHECK_WIDE(text, expected);
}

TEST(the_locale_decides)
{
    WCHAR text[64];
    number(L"1234567.891", NULL, L"1,234,567.89");
    number(L"-1234.5", NULL, L"-1,234.50");
    number(L"0.5", NULL, L"0.50");
    number(L".5", NULL, L"0.50");
    number(L"-.005", NULL, L"-0.01");
    number(L"12", NULL, L"12.00");
    number(L"123", NULL, L"123.00");
    number(L"000123456", NULL, L"123,456.00");
    CHECK_EQ(GetNumberFormatEx(L"en-US", 0, L"1234567.891", NULL, text, 64), 13);
    CHECK_WIDE(text, L"1,234,567.89");
    CHECK_EQ(GetNumberFormatEx(L"", 0, L"-9999.999", NULL, text, 64), 11);
    CHECK_WIDE(text, L"-10,000.00");
}

TEST(rounding)
{
    number(L"0.994", NULL, L"0.99");
    number(L"0.995", NULL, L"1.00");
    number(L"999.995", NULL, L"1,000.00");
    number(L"999999.999", NULL, L"1,000,000.00");
    number(L"1.2499999999999999999999", NULL, L"1.25");
    number(L"123456789012345678901234567890.555", NULL, L"123,456,789,012,345,678,901,234,567,890.56");
    NUMBERFMTW format = {0, 0, 3, (WCHAR *)L".", (WCHAR *)L",", 1};
    number(L"0.5", &format, L"1");
    number(L"1.4", &format, L"1");
    number(L"9.5", &format, L"10");
    number(L"-1.5", &format, L"-2");
    format.NumDigits = 4;
    number(L"1.5", &format, L"1.5000");
    number(L"0.99996", &format, L"1.0000");
    number(L"0.25", &format, L".2500");
    format.LeadingZero = 1;
    number(L"0.25", &format, L"0.2500");
}

TEST(custom_formats)
{
    NUMBERFMTW format = {2, 1, 32, (WCHAR *)L"::", (WCHAR *)L"'", 0};
    number(L"-123456789.126", &format, L"(12'34'56'789::13)");
    format.Grouping = 0;
    format.NegativeOrder = 2;
    number(L"-123456789", &format, L"- 123456789::00");
    format.Grouping = 2;
    format.NegativeOrder = 3;
    number(L"-12345", &format, L"1'23'45::00-");
    format.Grouping = 4;
    format.NegativeOrder = 4;
    number(L"-1234567890", &format, L"12'3456'7890::00 -");
    NUMBERFMTA narrow = {1, 1, 3, (char *)",", (char *)".", 1};
    char text[32];
    CHECK_EQ(GetNumberFormatA(us, 0, "-1234.56", &narrow, text, sizeof(text)), 9);
    CHECK_TEXT(text, "-1.234,6");
    CHECK_EQ(GetNumberFormatA(us, 0, "7", NULL, text, sizeof(text)), 5);
    CHECK_TEXT(text, "7.00");
}

TEST(wrong_arguments)
{
    WCHAR text[16];
    char narrow[16];
    NUMBERFMTW format = {2, 1, 3, (WCHAR *)L".", (WCHAR *)L",", 1};
    CHECK_EQ(GetNumberFormatW(us, 0, L"1234", NULL, NULL, 0), 9);
    CHECK_FAILS(GetNumberFormatW(us, 0, L"1234", NULL, text, 8), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(GetNumberFormatW(us, 0, L"1234", NULL, text, 9), 9);
    CHECK_FAILS(GetNumberFormatA(us, 0, "1234", NULL, narrow, 8), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(GetNumberFormatA(us, 0, "1234", NULL, NULL, 0), 9);
    CHECK_FAILS(GetNumberFormatW(us, 0, L"12x", NULL, text, 16), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetNumberFormatW(us, 0, L"1.2.3", NULL, text, 16), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetNumberFormatW(us, 0, L"1-", NULL, text, 16), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetNumberFormatW(us, 0, L"+1", NULL, text, 16), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetNumberFormatW(us, 0, NULL, NULL, text, 16), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetNumberFormatW(us, 0, L"1", NULL, NULL, 16), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetNumberFormatW(us, 0, L"1", NULL, text, -1), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetNumberFormatW(us, LOCALE_NOUSEROVERRIDE, L"1", &format, text, 16), 0, ERROR_INVALID_FLAGS);
    CHECK_EQ(GetNumberFormatW(us, LOCALE_NOUSEROVERRIDE, L"1", NULL, text, 16), 5);
    format.NegativeOrder = 5;
    CHECK_FAILS(GetNumberFormatW(us, 0, L"1", &format, text, 16), 0, ERROR_INVALID_PARAMETER);
    format.NegativeOrder = 1;
    format.NumDigits = 10;
    CHECK_FAILS(GetNumberFormatW(us, 0, L"1", &format, text, 16), 0, ERROR_INVALID_PARAMETER);
    format.NumDigits = 2;
    format.lpThousandSep = NULL;
    CHECK_FAILS(GetNumberFormatW(us, 0, L"1", &format, text, 16), 0, ERROR_INVALID_PARAMETER);
}

static void amount(const WCHAR *value, const CURRENCYFMTW *format, const WCHAR *expected)
{
    WCHAR text[64];
    INT length = 0;
    while (expected[length])
        length++;
    CHECK_EQ(GetCurrencyFormatW(us, 0, value, format, text, 64), length + 1);
    CHECK_WIDE(text, expected);
}

TEST(amounts)
{
    static const WCHAR *const negative[] = {L"($1.1)", L"-$1.1",  L"$-1.1",   L"$1.1-",  L"(1.1$)", L"-1.1$",
                                            L"1.1-$",  L"1.1$-",  L"-1.1 $",  L"-$ 1.1", L"1.1 $-", L"$ 1.1-",
                                            L"$ -1.1", L"1.1- $", L"($ 1.1)", L"(1.1 $)"};
    static const WCHAR *const positive[] = {L"$1.1", L"1.1$", L"$ 1.1", L"1.1 $"};
    CURRENCYFMTW format = {1, 1, 3, (WCHAR *)L".", (WCHAR *)L",", 0, 0, (WCHAR *)L"$"};
    amount(L"1234.567", NULL, L"$1,234.57");
    for (UINT i = 0; i < 16; i++) {
        format.NegativeOrder = i;
        amount(L"-1.1", &format, negative[i]);
    }
    for (UINT i = 0; i < 4; i++) {
        format.PositiveOrder = i;
        amount(L"1.1", &format, positive[i]);
    }
    WCHAR text[32];
    format.NegativeOrder = 16;
    CHECK_FAILS(GetCurrencyFormatW(us, 0, L"1", &format, text, 32), 0, ERROR_INVALID_PARAMETER);
    format.NegativeOrder = 0;
    format.PositiveOrder = 4;
    CHECK_FAILS(GetCurrencyFormatW(us, 0, L"1", &format, text, 32), 0, ERROR_INVALID_PARAMETER);
    CHECK_EQ(GetCurrencyFormatEx(L"en-US", 0, L"5", NULL, text, 32), 6);
    CHECK_WIDE(text, L"$5.00");
    CURRENCYFMTA narrow = {0, 1, 3, (char *)".", (char *)" ", 8, 3, (char *)"EUR"};
    char bytes[32];
    CHECK_EQ(GetCurrencyFormatA(us, 0, "-12345.5", &narrow, bytes, 32), 12);
    CHECK_TEXT(bytes, "-12 346 EUR");
    CHECK_FAILS(GetCurrencyFormatA(us, 0, "-12345.5", &narrow, bytes, 11), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(GetCurrencyFormatA(us, 1, "1", NULL, bytes, 32), 0, ERROR_INVALID_FLAGS);
}

GUEST_MAIN(us = MAKELCID(MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), SORT_DEFAULT); RUN(the_locale_decides);
           RUN(rounding); RUN(custom_formats); RUN(wrong_arguments); RUN(amounts);)
