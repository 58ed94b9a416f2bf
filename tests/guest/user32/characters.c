/* SPDX-License-Identifier: MIT
 *
 * Case, classes and steps of characters, in both widths; to the OEM code page and back.
 */
#include "guest.h"

TEST(case_of_buffers)
{
    WCHAR wide[] = L"a\x00E4Zz";
    char text[] = "aBzB";
    CHECK_EQ(CharUpperBuffW(wide, 2), 2);
    CHECK_WIDE(wide, L"A\x00C4Zz");
    CHECK_EQ(CharLowerBuffW(wide, 4), 4);
    CHECK_WIDE(wide, L"a\x00E4zz");
    CHECK_EQ(CharUpperBuffW(wide, 0), 0);
    CHECK_EQ(CharLowerBuffA(text, 2), 2);
    CHECK_TEXT(text, "abzB");
    CHECK_EQ(CharUpperA(text), text);
    CHECK_TEXT(text, "ABZB");
    CHECK_EQ((UINT_PTR)CharUpperA((LPSTR)(UINT_PTR)'q'), 'Q');
    CHECK_EQ((UINT_PTR)CharLowerA((LPSTR)(UINT_PTR)'Q'), 'q');
}

TEST(classes)
{
    CHECK(IsCharAlphaA('x') && IsCharAlphaA('X') && !IsCharAlphaA('1') && !IsCharAlphaA(' '));
    CHECK(IsCharAlphaNumericA('x') && IsCharAlphaNumericA('1') && !IsCharAlphaNumericA('_'));
    CHECK(IsCharLowerA('x') && !IsCharLowerA('X') && !IsCharLowerA('1'));
    CHECK(IsCharUpperA('X') && !IsCharUpperA('x') && !IsCharUpperA('1'));
    CHECK(IsCharLowerW(0xE4) && !IsCharLowerW(0xC4) && IsCharLowerW(0x436));
    CHECK(IsCharAlphaW(0x4E00) && !IsCharUpperW(0x4E00) && !IsCharLowerW(0x4E00));
}

TEST(wide_steps)
{
    const WCHAR *text = L"ab";
    CHECK_EQ(CharNextW(text), text + 1);
    CHECK_EQ(CharNextW(text + 2), text + 2);
    CHECK_EQ(CharPrevW(text, text + 2), text + 1);
    CHECK_EQ(CharPrevW(text, text), text);
}

/* ASCII is the same in every code page; the conversion may be in place. */
TEST(oem_text)
{
    char text[16] = "plain", out[16];
    WCHAR wide[16];
    CHECK(CharToOemA(text, out));
    CHECK_TEXT(out, "plain");
    CHECK(OemToCharA(out, out));
    CHECK_TEXT(out, "plain");
    CHECK(CharToOemW(L"wide", out));
    CHECK_TEXT(out, "wide");
    CHECK(OemToCharW("oem", wide));
    CHECK_WIDE(wide, L"oem");
    out[3] = 'x';
    CHECK(CharToOemBuffA("abcdef", out, 3));
    CHECK(out[0] == 'a' && out[2] == 'c' && out[3] == 'x'); /* no terminator */
    CHECK(OemToCharBuffA("ABC", out, 2));
    CHECK(out[0] == 'A' && out[1] == 'B' && out[2] == 'c');
    CHECK(CharToOemBuffW(L"XYZ", out, 2));
    CHECK(out[1] == 'Y' && out[2] == 'c');
    wide[2] = 'w';
    CHECK(OemToCharBuffW("12", wide, 2));
    CHECK(wide[0] == '1' && wide[1] == '2' && wide[2] == 'w');
    CHECK_EQ(CharToOemA(NULL, out), FALSE);
    CHECK_EQ(OemToCharW("x", NULL), FALSE);
}

static int print(char *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvsprintfA(to, format, arguments);
    va_end(arguments);
    return length;
}

static int print_wide(WCHAR *to, const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = wvsprintfW(to, format, arguments);
    va_end(arguments);
    return length;
}

TEST(lists_of_arguments)
{
    char text[32];
    WCHAR wide[32];
    CHECK_EQ(print(text, "%d-%s-%x", 5, "six", 255), 8);
    CHECK_TEXT(text, "5-six-ff");
    CHECK_EQ(print_wide(wide, L"%03d %s", 7, L"y"), 5);
    CHECK_WIDE(wide, L"007 y");
}

GUEST_MAIN(RUN(case_of_buffers); RUN(classes); RUN(wide_steps); RUN(oem_text); RUN(lists_of_arguments);)
