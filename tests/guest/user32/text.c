/* SPDX-License-Identifier: MIT
 *
 * wsprintf, case and steps of characters, message boxes without a desktop.
 */
#include "guest.h"

TEST(wsprintf_formats)
{
    char text[64];
    WCHAR wide[64];
    CHECK_EQ(wsprintfA(text, "%d %5d|%-5d|%05d %u", -7, 42, 42, 42, 3000000000u), 31);
    CHECK_TEXT(text, "-7    42|42   |00042 3000000000");
    CHECK_EQ(wsprintfA(text, "%x %X %#x %04lx", 255, 255, 255, 255), 15);
    CHECK_TEXT(text, "ff FF 0xff 00ff");
    CHECK_EQ(wsprintfA(text, "%s|%.2s|%5s|%-5s|%c", "abc", "abc", "abc", "abc", 'z'), 20);
    CHECK_TEXT(text, "abc|ab|  abc|abc  |z");
    CHECK_EQ(wsprintfA(text, "%S %ls %%", L"wide", L"more"), 11);
    CHECK_TEXT(text, "wide more %");
    CHECK_EQ(wsprintfW(wide, L"%s %S %hs", L"a", "b", "c"), 5);
    CHECK_WIDE(wide, L"a b c");
    CHECK_EQ(wsprintfA(text, "%I64d", -5000000000LL), 11);
    CHECK_TEXT(text, "-5000000000");
}

TEST(case_changes)
{
    WCHAR wide[] = L"a\x00E4z";
    char text[] = "abC";
    CHECK_EQ(CharUpperW(wide), wide);
    CHECK_WIDE(wide, L"A\x00C4Z");
    CHECK_EQ(CharUpperW((LPWSTR)(UINT_PTR)'q'), 'Q');
    CHECK_EQ(CharLowerW((LPWSTR)(UINT_PTR)0xC4), 0xE4);
    CHECK_EQ(CharUpperBuffA(text, 2), 2);
    CHECK_TEXT(text, "ABC");
    CHECK_EQ(CharLowerA(text), text);
    CHECK_TEXT(text, "abc");
    CHECK(IsCharAlphaW('x') && !IsCharAlphaW('1') && IsCharAlphaNumericW('1') && IsCharUpperW('X'));
}

TEST(steps)
{
    const char *text = "abc";
    CHECK_EQ(CharNextA(text), text + 1);
    CHECK_EQ(CharNextA(text + 3), text + 3);
    CHECK_EQ(CharPrevA(text, text + 2), text + 1);
    CHECK_EQ(CharPrevA(text, text), text);
    const char *japanese = "\x93\xFA\x96\x7B";
    CHECK_EQ(CharNextExA(932, japanese, 0), japanese + 2);
    CHECK_EQ(CharPrevExA(932, japanese, japanese + 4, 0), japanese + 2);
}

GUEST_MAIN(RUN(wsprintf_formats); RUN(case_changes); RUN(steps);)
