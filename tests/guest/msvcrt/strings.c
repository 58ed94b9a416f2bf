/* SPDX-License-Identifier: MIT
 *
 * string.h at its edges, narrow and wide, with and without regard to case, and the secure forms.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>
#include "guest.h"

static int(__cdecl *p_strcpy_s)(char *, size_t, const char *);
static int(__cdecl *p_strncpy_s)(char *, size_t, const char *, size_t);
static int(__cdecl *p_strcat_s)(char *, size_t, const char *);
static int(__cdecl *p_wcscpy_s)(wchar_t *, size_t, const wchar_t *);

TEST(comparison_gives_a_sign)
{
    CHECK(strcmp("a", "b") < 0);
    CHECK(strcmp("\xFF", "a") > 0);
    CHECK_EQ(strcmp("", ""), 0);
    CHECK_EQ(strncmp("abc", "abd", 2), 0);
    CHECK_EQ(strncmp("abc", "xyz", 0), 0);
    CHECK(memcmp("\x80", "\x7F", 1) > 0);
    CHECK(wcscmp(L"a", L"\xFFFF") < 0);
    CHECK_EQ(wcsncmp(L"ab", L"ac", 1), 0);
    CHECK_EQ(_stricmp("HeLLo", "hEllO"), 0);
    CHECK(_stricmp("_", "A") < 0);
    CHECK_EQ(_strnicmp("ABCx", "abcy", 3), 0);
    CHECK_EQ(_wcsicmp(L"ABC", L"abc"), 0);
    CHECK(_wcsicmp(L"\xC4", L"\xE4") != 0); /* the C locale folds ASCII alone */
    CHECK_EQ(_memicmp("AbC", "aBc", 3), 0);
}

TEST(searching)
{
    const char *text = "hello, world";
    CHECK(strchr(text, 'o') == text + 4);
    CHECK(strchr(text, 0) == text + 12);
    CHECK(strrchr(text, 'o') == text + 8);
    CHECK(strstr(text, "wor") == text + 7);
    CHECK(strstr(text, "") == text);
    CHECK(!strstr(text, "worlds"));
    CHECK(strpbrk(text, ",w") == text + 5);
    CHECK_EQ(strspn(text, "hel"), 4);
    CHECK_EQ(strcspn(text, "o"), 4);
    const wchar_t *wide = L"aXbXc";
    CHECK(wcschr(wide, 'X') == wide + 1);
    CHECK(wcsrchr(wide, 'X') == wide + 3);
    CHECK(wcsrchr(wide, 0) == wide + 5);
    CHECK(wcsstr(wide, L"Xc") == wide + 3);
    CHECK_EQ(wcscspn(wide, L"X"), 1);
    CHECK(wcspbrk(wide, L"cb") == wide + 2);
}

TEST(copying)
{
    char text[8];
    memset(text, 'z', sizeof(text));
    strncpy(text, "ab", 4);
    CHECK(!memcmp(text, "ab\0\0zzzz", 8));
    strcpy(text, "ab");
    strncat(text, "cdef", 2);
    CHECK_TEXT(text, "abcd");
    CHECK_TEXT(_strrev(text), "dcba");
    CHECK_TEXT(_strupr(text), "DCBA");
    CHECK_TEXT(_strnset(text, '-', 2), "--BA");
    CHECK_TEXT(_strset(text, '+'), "++++");
    memmove(text + 1, text, 4);
    wchar_t wide[8] = L"xy";
    wcsncat(wide, L"zzz", 1);
    CHECK_WIDE(wide, L"xyz");
    CHECK_WIDE(_wcsrev(wide), L"zyx");
    CHECK_WIDE(_wcsupr(wide), L"ZYX");
    char *copy = _strdup("copy");
    CHECK_TEXT(copy, "copy");
    free(copy);
    char swapped[5] = {0};
    _swab((char *)"abcd", swapped, 4);
    CHECK_TEXT(swapped, "badc");
}

TEST(tokens)
{
    char text[] = ",,a,b;;c,";
    CHECK_TEXT(strtok(text, ",;"), "a");
    CHECK_TEXT(strtok(NULL, ",;"), "b");
    CHECK_TEXT(strtok(NULL, ",;"), "c");
    CHECK(!strtok(NULL, ",;"));
    CHECK(!strtok(NULL, ",;"));
}

TEST(secure_forms_leave_an_empty_string)
{
    char text[4] = "xyz";
    if (!p_strcpy_s)
        return;
    CHECK_EQ(p_strcpy_s(text, 4, "abc"), 0);
    CHECK_TEXT(text, "abc");
    CHECK_EQ(p_strcpy_s(text, 4, "abcd"), ERANGE);
    CHECK_TEXT(text, "");
    CHECK_EQ(p_strcpy_s(text, 4, NULL), EINVAL);
    CHECK_EQ(p_strcpy_s(text, 0, "a"), EINVAL);
    CHECK_EQ(p_strncpy_s(text, 4, "abcdef", 3), 0);
    CHECK_TEXT(text, "abc");
    CHECK_EQ(p_strncpy_s(text, 4, "abcdef", 4), ERANGE);
    CHECK_TEXT(text, "");
    CHECK_EQ(p_strncpy_s(text, 4, "abcdef", (size_t)-1), 80); /* STRUNCATE */
    CHECK_TEXT(text, "abc");
    text[1] = 0;
    CHECK_EQ(p_strcat_s(text, 4, "bc"), 0);
    CHECK_TEXT(text, "abc");
    CHECK_EQ(p_strcat_s(text, 4, "d"), ERANGE);
    wchar_t wide[3];
    CHECK_EQ(p_wcscpy_s(wide, 3, L"ab"), 0);
    CHECK_WIDE(wide, L"ab");
    CHECK_EQ(p_wcscpy_s(wide, 3, L"abc"), ERANGE);
    CHECK_EQ(wide[0], 0);
}

TEST(classes_in_the_c_locale)
{
    for (int c = 0; c < 128; c++) {
        CHECK_EQ(!!isalpha(c), (c | 32) >= 'a' && (c | 32) <= 'z');
        CHECK_EQ(!!isdigit(c), c >= '0' && c <= '9');
        CHECK_EQ(!!isspace(c), c == ' ' || (c >= 9 && c <= 13));
        CHECK_EQ(!!iscntrl(c), c < 32 || c == 127);
        CHECK_EQ(!!isxdigit(c), (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'));
        CHECK_EQ(!!isgraph(c), c > 32 && c < 127);
        CHECK_EQ(toupper(c), c >= 'a' && c <= 'z' ? c - 32 : c);
        CHECK_EQ(tolower(c), c >= 'A' && c <= 'Z' ? c + 32 : c);
        CHECK_EQ(!!iswalpha((wint_t)c), (c | 32) >= 'a' && (c | 32) <= 'z');
    }
    for (int c = 128; c < 256; c++)
        CHECK(!isalpha(c) && !isspace(c) && !ispunct(c) && toupper(c) == c);
    CHECK_EQ(isalpha(EOF), 0);
    CHECK(iswalpha(0xE9));
    CHECK(iswupper(0x410));
    CHECK(iswspace(0x2003));
    CHECK_EQ(iswalpha(WEOF), 0);
    CHECK_EQ(towupper(0xE9), 0xE9); /* ASCII alone, again */
    CHECK_EQ(towupper('q'), 'Q');
}

GUEST_MAIN(p_strcpy_s = (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "strcpy_s");
           p_strncpy_s = (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "strncpy_s");
           p_strcat_s = (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "strcat_s");
           p_wcscpy_s = (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "wcscpy_s");
           RUN(comparison_gives_a_sign); RUN(searching); RUN(copying); RUN(tokens);
           RUN(secure_forms_leave_an_empty_string); RUN(classes_in_the_c_locale);)
