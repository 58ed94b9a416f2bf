/* SPDX-License-Identifier: MIT
 *
 * Locales, linguistic comparison, mapping, normalization.
 */
#include "guest.h"

static int compare(DWORD flags, const WCHAR *a, const WCHAR *b)
{
    return CompareStringW(LOCALE_INVARIANT, flags, a, -1, b, -1) - CSTR_EQUAL;
}

TEST(words_are_compared)
{
    CHECK_EQ(compare(0, L"abc", L"abc"), 0);
    CHECK_EQ(compare(0, L"abc", L"ABC"), -1);
    CHECK_EQ(compare(NORM_IGNORECASE, L"abc", L"ABC"), 0);
    CHECK_EQ(compare(0, L"a", L"B"), -1);
    CHECK_EQ(compare(0, L"Z", L"\x00E4"), 1);
    CHECK_EQ(compare(0, L"a", L"\x00E4"), -1);
    CHECK_EQ(compare(0, L"\x00E4", L"a\x0308"), 0);
    CHECK_EQ(compare(NORM_IGNORENONSPACE, L"a", L"\x00E4"), 0);
    CHECK_EQ(compare(0, L"coop", L"co-op"), -1);
    CHECK_EQ(compare(0, L"co-op", L"cooq"), -1);
    CHECK_EQ(compare(SORT_STRINGSORT, L"co-op", L"coaa"), -1);
    CHECK_EQ(compare(0, L"file10", L"file9"), -1);
    CHECK_EQ(compare(SORT_DIGITSASNUMBERS, L"file10", L"file9"), 1);
    CHECK_EQ(compare(0, L"_", L"1"), -1);
    CHECK_EQ(compare(0, L"1", L"a"), -1);
    CHECK_EQ(compare(0, L"", L"a"), -1);
    CHECK_EQ(CompareStringW(LOCALE_USER_DEFAULT, 0, L"abcX", 3, L"abcY", 3), CSTR_EQUAL);
    CHECK_EQ(CompareStringA(LOCALE_USER_DEFAULT, NORM_IGNORECASE, "Abc", -1, "aBC", 3), CSTR_EQUAL);
    CHECK_FAILS(CompareStringW(LOCALE_USER_DEFAULT, 0, NULL, 0, L"", 0), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CompareStringW(LOCALE_USER_DEFAULT, 0x80000000, L"", 0, L"", 0), 0, ERROR_INVALID_FLAGS);
}

TEST(ordinals_are_compared)
{
    CHECK_EQ(CompareStringOrdinal(L"a", -1, L"B", -1, FALSE), CSTR_GREATER_THAN);
    CHECK_EQ(CompareStringOrdinal(L"a", -1, L"B", -1, TRUE), CSTR_LESS_THAN);
    CHECK_EQ(CompareStringOrdinal(L"\x00E4", -1, L"\x00C4", -1, TRUE), CSTR_EQUAL);
    CHECK_FAILS(CompareStringOrdinal(NULL, -1, L"B", -1, TRUE), 0, ERROR_INVALID_PARAMETER);
}

TEST(text_is_mapped)
{
    WCHAR out[32];
    CHECK_EQ(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_UPPERCASE, L"a\x00E4\x00DF", -1, out, 32), 4);
    CHECK_WIDE(out, L"A\x00C4\x00DF");
    CHECK_EQ(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_LOWERCASE, L"A\x00C4", 2, out, 32), 2);
    CHECK(out[0] == 'a' && out[1] == 0xE4);
    CHECK_EQ(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_UPPERCASE, L"abc", 3, NULL, 0), 3);
    CHECK_EQ(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_FULLWIDTH, L"A\xFF76\xFF9E", 3, out, 32), 2);
    CHECK(out[0] == 0xFF21 && out[1] == 0x30AC);
    CHECK_EQ(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_HALFWIDTH, L"\xFF21\x30AC", 2, out, 32), 3);
    CHECK(out[0] == 'A' && out[1] == 0xFF76 && out[2] == 0xFF9E);
    CHECK_EQ(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_KATAKANA, L"\x3042", 1, out, 32), 1);
    CHECK_EQ(out[0], 0x30A2);
    CHECK_FAILS(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_UPPERCASE, L"abc", 3, out, 2), 0,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_UPPERCASE, L"abc", 0, out, 2), 0,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_HALFWIDTH | LCMAP_FULLWIDTH, L"abc", 3, out, 3), 0,
                ERROR_INVALID_FLAGS);
    /* title case: the first letter of each word, also in place */
    CHECK_EQ(LCMapStringEx(L"", LCMAP_TITLECASE, L"hELLO, w\x00D6rld", -1, out, 32, NULL, NULL, 0), 13);
    CHECK_WIDE(out, L"Hello, W\x00F6rld");
    CHECK_EQ(LCMapStringW(LOCALE_USER_DEFAULT, LCMAP_TITLECASE, out, -1, out, 32), 13);
    CHECK_WIDE(out, L"Hello, W\x00F6rld");
}

TEST(sort_keys_order_as_comparison_does)
{
    static const WCHAR *words[] = {L"",       L"_",      L"1", L"a",    L"A",
                                   L"\x00E4", L"\x00C4", L"b", L"coop", L"co-op"};
    BYTE keys[10][64];
    for (int i = 0; i < 10; i++)
        CHECK(LCMapStringW(LOCALE_INVARIANT, LCMAP_SORTKEY, words[i], -1, (WCHAR *)keys[i], 64) > 0);
    for (int i = 0; i < 10; i++)
        for (int k = 0; k < 10; k++) {
            int order = memcmp(keys[i], keys[k], 64), expected = compare(0, words[i], words[k]);
            if (i != k)
                CHECK((order < 0) == (expected < 0));
        }
}

TEST(locale_data)
{
    WCHAR text[64];
    DWORD number = 0;
    CHECK_EQ(GetUserDefaultLCID(), 0x409);
    CHECK_EQ(GetLocaleInfoW(LOCALE_INVARIANT, LOCALE_SDECIMAL, text, 64), 2);
    CHECK_WIDE(text, L".");
    CHECK_EQ(GetLocaleInfoW(0x409, LOCALE_SDAYNAME1, text, 64), 7);
    CHECK_WIDE(text, L"Monday");
    CHECK_EQ(GetLocaleInfoW(0x409, LOCALE_SDAYNAME1, NULL, 0), 7);
    CHECK_FAILS(GetLocaleInfoW(0x409, LOCALE_SDAYNAME1, text, 6), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(GetLocaleInfoW(0x409, LOCALE_ILANGUAGE | LOCALE_RETURN_NUMBER, (WCHAR *)&number, 2), 2);
    CHECK_EQ(number, 0x409);
    CHECK_FAILS(GetLocaleInfoW(0x409, 0x0FFF, text, 64), 0, ERROR_INVALID_FLAGS);
    CHECK_EQ(GetLocaleInfoEx(L"en-US", LOCALE_SENGLISHLANGUAGENAME, text, 64), 8);
    CHECK_WIDE(text, L"English");
    CHECK_FAILS(GetLocaleInfoEx(L"xx-YY-bad", LOCALE_SDECIMAL, text, 64), 0, ERROR_INVALID_PARAMETER);
    CHECK_EQ(LocaleNameToLCID(L"en-US", 0), 0x409);
    CHECK_EQ(LocaleNameToLCID(L"de-DE", 0), 0x407);
    CHECK_EQ(LCIDToLocaleName(0x409, text, 64, 0), 6);
    CHECK_WIDE(text, L"en-US");
    CHECK_EQ(GetUserDefaultLocaleName(text, 64), 6);
    CHECK(IsValidLocale(0x409, LCID_INSTALLED));
    CHECK_EQ(GetThreadLocale(), 0x409);
}

TEST(text_is_normalized)
{
    WCHAR out[32];
    CHECK_EQ(NormalizeString(NormalizationC, L"a\x0308", 2, out, 32), 1);
    CHECK_EQ(out[0], 0xE4);
    CHECK_EQ(NormalizeString(NormalizationD, L"\x00E4\xAC01", 2, out, 32), 5);
    CHECK(out[0] == 'a' && out[1] == 0x308 && out[2] == 0x1100 && out[4] == 0x11A8);
    CHECK_EQ(NormalizeString(NormalizationKC, L"\xFB01", -1, out, 32), 3);
    CHECK_WIDE(out, L"fi");
    CHECK(IsNormalizedString(NormalizationC, L"\x00E4", -1));
    CHECK(!IsNormalizedString(NormalizationD, L"\x00E4", -1));
}

GUEST_MAIN(RUN(words_are_compared); RUN(ordinals_are_compared); RUN(text_is_mapped);
           RUN(sort_keys_order_as_comparison_does); RUN(locale_data); RUN(text_is_normalized);)
