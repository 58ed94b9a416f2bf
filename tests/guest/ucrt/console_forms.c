/* SPDX-License-Identifier: MIT
 *
 * conio.h of the UCRT, whose headers make every _cprintf and _cscanf a call of one of eight functions with
 * options. console_forms.py plays the user.
 */
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "guest.h"

#define IMPORT(result, name, ...) __declspec(dllimport) result __cdecl name(__VA_ARGS__)
typedef unsigned long long options_t;
IMPORT(int, __conio_common_vcprintf, options_t, const char *, _locale_t, va_list);
IMPORT(int, __conio_common_vcprintf_s, options_t, const char *, _locale_t, va_list);
IMPORT(int, __conio_common_vcprintf_p, options_t, const char *, _locale_t, va_list);
IMPORT(int, __conio_common_vcwprintf, options_t, const wchar_t *, _locale_t, va_list);
IMPORT(int, __conio_common_vcwprintf_s, options_t, const wchar_t *, _locale_t, va_list);
IMPORT(int, __conio_common_vcwprintf_p, options_t, const wchar_t *, _locale_t, va_list);
IMPORT(int, __conio_common_vcscanf, options_t, const char *, _locale_t, va_list);
IMPORT(int, __conio_common_vcwscanf, options_t, const wchar_t *, _locale_t, va_list);
IMPORT(int, _getch, void);

#define WIDE_LEGACY 4 /* _CRT_INTERNAL_PRINTF_LEGACY_WIDE_SPECIFIERS */
#define SCAN_SECURE 1 /* _CRT_INTERNAL_SCANF_SECURECRT */
#define SCAN_LEGACY 2 /* _CRT_INTERNAL_SCANF_LEGACY_WIDE_SPECIFIERS */

typedef int(__cdecl *narrow_form)(options_t, const char *, _locale_t, va_list);
typedef int(__cdecl *wide_form)(options_t, const wchar_t *, _locale_t, va_list);

static int narrow(narrow_form form, options_t options, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int result = form(options, format, NULL, list);
    va_end(list);
    return result;
}

static int wide(wide_form form, options_t options, const wchar_t *format, ...)
{
    va_list list;
    va_start(list, format);
    int result = form(options, format, NULL, list);
    va_end(list);
    return result;
}

static void __cdecl ignored(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
                            unsigned line, uintptr_t reserved)
{
}

TEST(printing)
{
    CHECK_EQ(narrow(__conio_common_vcprintf, 0, "[%s%d]", "abc", 42), 7);
    CHECK_EQ(narrow(__conio_common_vcprintf_s, 0, "[%s%d]", "abc", 42), 7);
    CHECK_EQ(narrow(__conio_common_vcprintf_p, 0, "[%2$s%1$d]", 42, "abc"), 7);
    CHECK_EQ(narrow(__conio_common_vcprintf, 0, "[%ls%d]", L"abc", 42), 7);
    CHECK_EQ(wide(__conio_common_vcwprintf, WIDE_LEGACY, L"[%s%d]", L"abc", 42),
             7);                                                          /* %s is what the form is */
    CHECK_EQ(wide(__conio_common_vcwprintf, 0, L"[%s%d]", "abc", 42), 7); /* as in C99 */
    CHECK_EQ(wide(__conio_common_vcwprintf_s, WIDE_LEGACY, L"[%s%d]", L"abc", 42), 7);
    CHECK_EQ(wide(__conio_common_vcwprintf_p, WIDE_LEGACY, L"[%2$s%1$d]", 42, L"abc"), 7);
    CHECK_EQ(wide(__conio_common_vcwprintf, WIDE_LEGACY, L"<\xE9>"), 3);
    errno = 0;
    CHECK_EQ(narrow(__conio_common_vcprintf, 0, NULL), -1);
    CHECK_EQ(errno, EINVAL);
    errno = 0;
    CHECK_EQ(wide(__conio_common_vcwprintf_p, 0, NULL), -1);
    CHECK_EQ(errno, EINVAL);
}

TEST(scanning)
{
    int number = 0;
    char text[8] = "";
    wchar_t wide_text[8] = L"";
    narrow(__conio_common_vcprintf, 0, "?scan\r\n");
    CHECK_EQ(narrow(__conio_common_vcscanf, 0, "%d%s", &number, text), 2);
    CHECK_EQ(number, 12);
    CHECK_TEXT(text, "abc");
    CHECK_EQ(_getch(), '\r'); /* what ended it was put back */
    narrow(__conio_common_vcprintf, 0, "?scan\r\n");
    number = 0;
    CHECK_EQ(narrow(__conio_common_vcscanf, SCAN_SECURE, "%d%s", &number, text, 3u),
             1); /* no room for "abc" */
    CHECK_EQ(number, 12);
    CHECK_EQ(text[0], 0);
    while (_getch() != '\r')
        ;
    narrow(__conio_common_vcprintf, 0, "?scan\r\n");
    number = 0;
    CHECK_EQ(wide(__conio_common_vcwscanf, SCAN_LEGACY, L"%d%s", &number, wide_text), 2);
    CHECK_EQ(number, 12);
    CHECK_WIDE(wide_text, L"abc");
    CHECK_EQ(_getch(), '\r');
    narrow(__conio_common_vcprintf, 0, "?scan\r\n");
    CHECK_EQ(wide(__conio_common_vcwscanf, 0, L"%d%s", &number, text), 2);
    CHECK_TEXT(text, "abc");
    CHECK_EQ(_getch(), '\r');
    errno = 0;
    CHECK_EQ(narrow(__conio_common_vcscanf, 0, NULL), -1);
    CHECK_EQ(errno, EINVAL);
}

GUEST_MAIN(_set_invalid_parameter_handler(ignored); RUN(printing); RUN(scanning);
           narrow(__conio_common_vcprintf, 0, "?end\r\n");)
