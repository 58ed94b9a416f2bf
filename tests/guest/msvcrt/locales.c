/* SPDX-License-Identifier: MIT
 *
 * setlocale, localeconv and the conversions between multibyte and wide text.
 */
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <wchar.h>
#include "guest.h"

TEST(the_c_locale)
{
    CHECK_TEXT(setlocale(LC_ALL, NULL), "C");
    CHECK_EQ(MB_CUR_MAX, 1);
    struct lconv *conventions = localeconv();
    CHECK_TEXT(conventions->decimal_point, ".");
    CHECK_TEXT(conventions->thousands_sep, "");
    CHECK_EQ(conventions->frac_digits, 127);
    wchar_t wide[8];
    char text[8];
    CHECK_EQ(mbstowcs(wide, "a\xE9", 8), 2);
    CHECK_EQ(wide[1], 0xE9);
    CHECK_EQ(wcstombs(text, L"\xE9!", 8), 2);
    errno = 0;
    CHECK_EQ(wcstombs(text, L"\x20AC", 8), (size_t)-1);
    CHECK_EQ(errno, EILSEQ);
}

TEST(english_1252)
{
    CHECK_TEXT(setlocale(LC_ALL, "English_United States.1252"), "English_United States.1252");
    CHECK_TEXT(localeconv()->thousands_sep, ",");
    CHECK_TEXT(localeconv()->currency_symbol, "$");
    CHECK_EQ(MB_CUR_MAX, 1);
    CHECK(isalpha(0xE9) && islower(0xE9));
    CHECK_EQ(toupper(0xE9), 0xC9);
    CHECK_EQ(towupper(0xE9), 0xC9);
    char text[8];
    CHECK_EQ(wctomb(text, 0x20AC), 1);
    CHECK_EQ((unsigned char)text[0], 0x80);
    CHECK_EQ(wctomb(text, 0x4E00), -1);
    CHECK_EQ(_stricmp("\xC9", "\xE9"), 0);
}

TEST(japanese_932)
{
    wchar_t wide[8];
    char text[8];
    if (!setlocale(LC_ALL, "Japanese_Japan.932"))
        return;
    CHECK_EQ(MB_CUR_MAX, 2);
    CHECK(isleadbyte(0x93));
    CHECK_EQ(mblen("\x93\xFA", 2), 2);
    CHECK_EQ(mbtowc(wide, "\x93\xFA", 2), 2);
    CHECK_EQ(wide[0], 0x65E5);
    CHECK_EQ(mbstowcs(wide, "\x93\xFA\x96{x", 8), 3);
    CHECK_WIDE(wide, L"\u65E5\u672Cx");
    CHECK_EQ(wcstombs(text, L"\u65E5x", 2), 2);
    CHECK_EQ(wcstombs(text, L"x\u65E5", 2), 1); /* half a character is not written */
    CHECK_EQ(wcstombs(NULL, L"\u65E5\u672C", 0), 4);
}

TEST(categories_are_apart)
{
    CHECK_TEXT(setlocale(LC_ALL, "C"), "C");
    CHECK_TEXT(setlocale(LC_NUMERIC, "German_Germany.1252"), "German_Germany.1252");
    CHECK_TEXT(localeconv()->decimal_point, ",");
    CHECK_TEXT(setlocale(LC_CTYPE, NULL), "C");
    char all[256];
    strcpy(all, setlocale(LC_ALL, NULL));
    CHECK_TEXT(all, "LC_COLLATE=C;LC_CTYPE=C;LC_MONETARY=C;LC_NUMERIC=German_Germany.1252;LC_TIME=C");
    setlocale(LC_ALL, "C");
    CHECK_TEXT(setlocale(LC_ALL, all), all);
    CHECK_TEXT(localeconv()->decimal_point, ",");
    CHECK(atof("1,5") == 1.5);
    setlocale(LC_ALL, "C");
    CHECK(setlocale(LC_ALL, "no_such_locale") == NULL);
    CHECK(setlocale(LC_ALL, "English_United States.99999") == NULL);
    CHECK(setlocale(99, "C") == NULL);
    CHECK_TEXT(setlocale(LC_ALL, NULL), "C");
}

/* "Language Strings" and "Country/Region Strings". */
TEST(names_of_languages)
{
    static const struct {
        const char *asked, *given;
    } rows[] = {{"english-us", "English_United States.1252"},
                {"uk", "English_United Kingdom.1252"},
                {"german_AUT", "German_Austria.1252"},
                {"german-swiss.850", "German_Switzerland.850"},
                {"chinese", "Chinese (Simplified)_China.936"},
                {"chs", "Chinese (Simplified)_China.936"},
                {"Chinese (Simplified)_China.936", "Chinese (Simplified)_China.936"},
                {"chinese-traditional", "Chinese (Traditional)_Taiwan.950"},
                {"cht_TWN", "Chinese (Traditional)_Taiwan.950"},
                {"portuguese-brazilian", "Portuguese_Brazil.1252"}};
    for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *given = setlocale(LC_ALL, rows[i].asked);
        if (!given || strcmp(given, rows[i].given))
            guest_fail(__FILE__, (int)i, given ? given : rows[i].asked);
    }
    setlocale(LC_ALL, "C");
}

TEST(collation)
{
    char key_a[64], key_b[64];
    CHECK(strcoll("B", "a") < 0);
    CHECK_EQ(strxfrm(key_a, "abc", sizeof(key_a)), 3);
    CHECK_TEXT(key_a, "abc");
    setlocale(LC_ALL, "English_United States.1252");
    CHECK(strcoll("B", "a") > 0);
    CHECK(wcscoll(L"\xE9t\xE9", L"ezra") < 0); /* an accent counts after all letters */
    CHECK(wcscoll(L"\xE9t\xE9", L"esra") > 0);
    CHECK(_stricoll("ABC", "abc") == 0);
    strxfrm(key_a, "B", sizeof(key_a));
    strxfrm(key_b, "a", sizeof(key_b));
    CHECK(strcmp(key_a, key_b) > 0);
    setlocale(LC_ALL, "C");
}

GUEST_MAIN(RUN(the_c_locale); RUN(english_1252); RUN(japanese_932); RUN(categories_are_apart);
           RUN(names_of_languages); RUN(collation);)
