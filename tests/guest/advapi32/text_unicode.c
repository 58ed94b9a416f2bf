/* SPDX-License-Identifier: MIT
 *
 * IsTextUnicode: each test by itself, and the verdict.
 */
#include "guest.h"

static INT passed(const void *text, INT size, INT tests)
{
    INT result = tests;
    IsTextUnicode(text, size, &result);
    return result;
}

TEST(what_is_unicode)
{
    static const char ascii[] = "Hello world, this is text";
    INT all = -1;
    CHECK_EQ(IsTextUnicode(L"Hello world, this is text", 50, NULL), TRUE);
    CHECK_EQ(IsTextUnicode(L"\xFEFF\x4E00\x4E01", 6, NULL), TRUE);
    CHECK_EQ(IsTextUnicode(ascii, 24, NULL), FALSE);
    CHECK_EQ(IsTextUnicode(ascii, 25, &all), FALSE);
    CHECK(all & IS_TEXT_UNICODE_ODD_LENGTH);
    CHECK_EQ(IsTextUnicode("a", 1, NULL), FALSE);
    CHECK_EQ(IsTextUnicode("\xFE\xFF\0a\0b", 6, NULL), FALSE); /* reversed: not as it stands */
}

TEST(tests_by_themselves)
{
    CHECK_EQ(passed(L"\xFEFF"
                    "a",
                    4, IS_TEXT_UNICODE_SIGNATURE),
             IS_TEXT_UNICODE_SIGNATURE);
    CHECK_EQ(passed("\xFE\xFF\0a", 4, IS_TEXT_UNICODE_REVERSE_SIGNATURE), IS_TEXT_UNICODE_REVERSE_SIGNATURE);
    CHECK_EQ(passed(L"ab", 4, IS_TEXT_UNICODE_SIGNATURE), 0);
    CHECK_EQ(passed(L"a b", 6, IS_TEXT_UNICODE_CONTROLS), IS_TEXT_UNICODE_CONTROLS);
    CHECK_EQ(passed(L"abc", 6, IS_TEXT_UNICODE_CONTROLS), 0);
    CHECK_EQ(passed("\0a\0 \0b", 6, IS_TEXT_UNICODE_REVERSE_CONTROLS), IS_TEXT_UNICODE_REVERSE_CONTROLS);
    CHECK_EQ(passed("abc", 3, IS_TEXT_UNICODE_ODD_LENGTH), IS_TEXT_UNICODE_ODD_LENGTH);
    CHECK_EQ(passed("abcd", 4, IS_TEXT_UNICODE_ODD_LENGTH), 0);
    CHECK_EQ(passed(L"ab", 4, IS_TEXT_UNICODE_NULL_BYTES), IS_TEXT_UNICODE_NULL_BYTES);
    CHECK_EQ(passed("abcd", 4, IS_TEXT_UNICODE_NULL_BYTES), 0);
    CHECK_EQ(passed(L"a\xFFFF", 4, IS_TEXT_UNICODE_ILLEGAL_CHARS), IS_TEXT_UNICODE_ILLEGAL_CHARS);
    CHECK_EQ(passed(L"Some English text", 34, IS_TEXT_UNICODE_STATISTICS), IS_TEXT_UNICODE_STATISTICS);
    CHECK_EQ(passed("Some English text!", 18, IS_TEXT_UNICODE_STATISTICS), 0);
}

GUEST_MAIN(RUN(what_is_unicode); RUN(tests_by_themselves);)
