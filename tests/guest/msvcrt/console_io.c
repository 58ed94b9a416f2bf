/* SPDX-License-Identifier: MIT
 *
 * conio.h on a console: keys one at a time, with and without echo, pushed back and waited for; lines; every
 * form of _cprintf and _cscanf. console_io.py plays the user: it types what a line "?WORD" asks for, and sees
 * what is written. Standard input and output are no console here.
 */
#include <conio.h>
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include "imports.h"

#define PRINTS(X, stem, wide)                                                                                \
    X(_c##stem, wide, 0, 0, 0)                                                                               \
    X(_c##stem##_l, wide, 0, 1, 0)                                                                           \
    X(_vc##stem, wide, 0, 0, 1)                                                                              \
    X(_vc##stem##_l, wide, 0, 1, 1)                                                                          \
    X(_c##stem##_s, wide, 0, 0, 0)                                                                           \
    X(_c##stem##_s_l, wide, 0, 1, 0)                                                                         \
    X(_vc##stem##_s, wide, 0, 0, 1)                                                                          \
    X(_vc##stem##_s_l, wide, 0, 1, 1)                                                                        \
    X(_c##stem##_p, wide, 1, 0, 0)                                                                           \
    X(_c##stem##_p_l, wide, 1, 1, 0)                                                                         \
    X(_vc##stem##_p, wide, 1, 0, 1)                                                                          \
    X(_vc##stem##_p_l, wide, 1, 1, 1)
#define SCANS(X, stem, wide)                                                                                 \
    X(_c##stem, wide, 0, 0)                                                                                  \
    X(_c##stem##_l, wide, 0, 1) X(_c##stem##_s, wide, 1, 0) X(_c##stem##_s_l, wide, 1, 1)
#define ALL_PRINTS(X) PRINTS(X, printf, 0) PRINTS(X, wprintf, 1)
#define ALL_SCANS(X)  SCANS(X, scanf, 0) SCANS(X, wscanf, 1)
#define KEYS(X)                                                                                              \
    X(_kbhit)                                                                                                \
    X(_getch)                                                                                                \
    X(_getche)                                                                                               \
    X(_getwch)                                                                                               \
    X(_getwche)                                                                                              \
    X(_ungetch)                                                                                              \
    X(_ungetwch)                                                                                             \
    X(_putch)                                                                                                \
    X(_putwch)                                                                                               \
    X(_cputs)                                                                                                \
    X(_cputws)                                                                                               \
    X(_cgets)                                                                                                \
    X(_cgetws)
ALL_PRINTS(IMPORT_DECLARE)
ALL_SCANS(IMPORT_DECLARE)
KEYS(IMPORT_DECLARE)
#define FN(result, name, ...) ((result(__cdecl *)(__VA_ARGS__))imported_##name)
#define kbhit                 FN(int, _kbhit, void)
#define getch                 FN(int, _getch, void)
#define getche                FN(int, _getche, void)
#define getwch                FN(wint_t, _getwch, void)
#define getwche               FN(wint_t, _getwche, void)
#define ungetch               FN(int, _ungetch, int)
#define ungetwch              FN(wint_t, _ungetwch, wint_t)
#define cputs                 FN(int, _cputs, const char *)
#define cputws                FN(int, _cputws, const wchar_t *)

static _locale_t locale;

static void ask(const char *word)
{
    CHECK_EQ(cputs("?"), 0);
    CHECK_EQ(cputs(word), 0);
    CHECK_EQ(cputs("\r\n"), 0);
}

TEST(keys)
{
    CHECK_EQ(kbhit(), 0);
    ask("a");
    for (int i = 0; i < 2000 && !kbhit(); i++)
        Sleep(10);
    CHECK(kbhit() != 0); /* it stays */
    CHECK_EQ(getch(), 'a');
    CHECK_EQ(kbhit(), 0);
    ask("up");
    CHECK_EQ(getch(), 0xE0);
    CHECK(kbhit() != 0); /* the second half */
    CHECK_EQ(getch(), 0x48);
    ask("up");
    CHECK_EQ(getwch(), 0xE0);
    CHECK_EQ(getwch(), 0x48);
    ask("accent");
    CHECK_EQ(getwch(), 0xE9);
    ask("enter");
    CHECK_EQ(getch(), '\r');
    CHECK_EQ(cputs("{"), 0); /* what is echoed stands between the braces */
    ask("b");
    CHECK_EQ(getche(), 'b');
    ask("c");
    CHECK_EQ(getwche(), 'c');
    CHECK_EQ(cputws(L"}"), 0);
    CHECK_EQ(ungetch('z'), 'z');
    CHECK_EQ(ungetch('y'), EOF); /* one is all */
    CHECK(kbhit() != 0);
    CHECK_EQ(getch(), 'z');
    CHECK_EQ(ungetwch(0x4E2D), 0x4E2D);
    CHECK_EQ(getwch(), 0x4E2D);
    CHECK_EQ(ungetch(EOF), EOF);
    CHECK_EQ(ungetwch(WEOF), WEOF);
    CHECK_EQ(kbhit(), 0);
}

TEST(text)
{
    CHECK_EQ(FN(int, _putch, int)('<'), '<');
    CHECK_EQ(FN(wint_t, _putwch, wchar_t)(0x4E2D), 0x4E2D);
    CHECK_EQ(cputws(L"\xE9>"), 0);
    errno = 0;
    CHECK_EQ(cputs(NULL), EOF);
    CHECK_EQ(errno, EINVAL);
    errno = 0;
    CHECK_EQ(cputws(NULL), EOF);
    CHECK_EQ(errno, EINVAL);
}

TEST(lines)
{
    char line[32] = {30};
    wchar_t wide[32] = {30};
    ask("line");
    CHECK(FN(char *, _cgets, char *)(line) == line + 2);
    CHECK_EQ(line[1], 5);
    CHECK_TEXT(line + 2, "hello");
    ask("line");
    CHECK(FN(wchar_t *, _cgetws, wchar_t *)(wide) == wide + 2);
    CHECK_EQ(wide[1], 5);
    CHECK_WIDE(wide + 2, L"hello");
    errno = 0;
    CHECK(!FN(char *, _cgets, char *)(NULL) && errno == EINVAL);
    *wide = 0;
    errno = 0;
    CHECK(!FN(wchar_t *, _cgetws, wchar_t *)(wide) && errno == EINVAL);
}

static void print(const char *name, void *function, int wide, int numbered, int local, int list, ...)
{
    const void *format = numbered ? (wide ? (const void *)L"[%2$d%1$hs]" : "[%2$d%1$s]")
                                  : (wide ? (const void *)L"[%hs%d]" : "[%s%d]");
    va_list arguments;
    va_start(arguments, list);
    int result;
    errno = 0;
    if (list && local)
        result = ((int(__cdecl *)(const void *, _locale_t, va_list))function)(format, locale, arguments);
    else if (list)
        result = ((int(__cdecl *)(const void *, va_list))function)(format, arguments);
    else if (local)
        result = ((int(__cdecl *)(const void *, _locale_t, ...))function)(format, locale, "abc", 42);
    else
        result = ((int(__cdecl *)(const void *, ...))function)(format, "abc", 42);
    va_end(arguments);
    int refused = ((int(__cdecl *)(const void *, void *, void *))function)(NULL, NULL, NULL);
    if (result != 7 || refused != -1 || errno != EINVAL) {
        guest_fail(__FILE__, __LINE__, name);
        guest_write(" failed\n");
    }
}

TEST(every_cprintf)
{
#define PRINT(name, wide, numbered, local, list)                                                             \
    print(#name, (void *)imported_##name, wide, numbered, local, list, "abc", 42);
    ALL_PRINTS(PRINT)
}

static void scan(const char *name, void *function, int wide, int secure, int local)
{
    int number = 0, result;
    wchar_t text[8] = {0};
    const void *format = wide ? (const void *)L"%d%s" : "%d%s";
    uintptr_t size = 8;
    ask("scan");
    if (local)
        result =
            ((int(__cdecl *)(const void *, _locale_t, ...))function)(format, locale, &number, text, size);
    else
        result = ((int(__cdecl *)(const void *, ...))function)(format, &number, text, size);
    if (result != 2 || number != 12 || (wide ? wcscmp(text, L"abc") : strcmp((char *)text, "abc"))) {
        guest_fail(__FILE__, __LINE__, name);
        guest_write(" gives ");
        guest_write_number((unsigned)result);
        guest_write("\n");
    }
    CHECK_EQ(getch(), '\r'); /* what ended it was put back */
}

TEST(every_cscanf)
{
#define SCAN(name, wide, secure, local) scan(#name, (void *)imported_##name, wide, secure, local);
    ALL_SCANS(SCAN)
}

GUEST_MAIN(locale = _create_locale(LC_ALL, "C"); RUN(keys); RUN(text); RUN(lines); RUN(every_cprintf);
           RUN(every_cscanf); ask("end"); _free_locale(locale);)
