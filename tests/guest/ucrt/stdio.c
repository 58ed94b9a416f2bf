/* SPDX-License-Identifier: MIT
 *
 * printf and scanf as the UCRT's headers call them, and what its dialect has other than msvcrt's.
 */
#include "../guest.h"
#include <conio.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

/* The compiler judges formats by another runtime. */
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-extra-args"

#define STANDARD (_CRT_INTERNAL_PRINTF_STANDARD_SNPRINTF_BEHAVIOR)

static char text[512];
static WCHAR wide[512];

static int vprint(unsigned __int64 options, size_t count, const char *format, ...)
{
    va_list list;
    memset(text, '#', sizeof(text));
    va_start(list, format);
    int result = __stdio_common_vsprintf(options, text, count, format, NULL, list);
    va_end(list);
    return result;
}

static int wprint(unsigned __int64 options, const WCHAR *format, ...)
{
    va_list list;
    va_start(list, format);
    int result = __stdio_common_vswprintf(options, wide, 512, format, NULL, list);
    va_end(list);
    return result;
}

#define PRINTS(expected, ...)                                                                                \
    do {                                                                                                     \
        CHECK_EQ(vprint(STANDARD, sizeof(text), __VA_ARGS__), (int)sizeof(expected) - 1);                    \
        if (strcmp(text, expected))                                                                          \
            guest_write(text), guest_write("\n");                                                            \
        CHECK(!strcmp(text, expected));                                                                      \
    } while (0)

TEST(numbers)
{
    PRINTS("1e+00 1.5e-10 2e+100", "%.0e %.1e %g", 1.0, 1.5e-10, 2e100);
    PRINTS("-0 -0.000000 -0.000000e+00 -0.00 -0x0.0000000000000p+0", "%g %f %e %#.3g %a", -0.0, -0.0, -0.0,
           -0.0, -0.0);
    PRINTS("-1 255 200 65535", "%hhd %hhu %hhu %hu", 255, 255, 456, 65535);
    PRINTS("12345678901234 ffffffffffffffff 7", "%lld %zx %jd", 12345678901234ll, (size_t)-1, (long long)7);
    PRINTS("3.000000 3.000000", "%F %f", 3.0, 3.0);
    PRINTS("0x1.8000000000000p+1 0X1.0P-2", "%a %.1A", 3.0, 0.25);
    PRINTS("00000000000000FF", "%p", (void *)255);
    PRINTS("5%", "%d%%", 5);
    CHECK_EQ(vprint(STANDARD | _CRT_INTERNAL_PRINTF_LEGACY_THREE_DIGIT_EXPONENTS, 512, "%.1e", 1.0), 8);
    CHECK(!strcmp(text, "1.0e+000"));
}

/* "printf", Remarks: programs of Visual Studio 2019 16.2 and later ask for IEEE 754's rounding, which obeys
 * fesetround; those of older compilers get ties away from zero, whatever it says. */
#define STANDARD_ROUNDING 0x20

#define ROUNDS(options, expected, ...)                                                                       \
    do {                                                                                                     \
        CHECK_EQ(vprint(STANDARD | (options), sizeof(text), __VA_ARGS__), (int)sizeof(expected) - 1);        \
        CHECK_TEXT(text, expected);                                                                          \
    } while (0)

TEST(ties)
{
    ROUNDS(STANDARD_ROUNDING, "0 2 2 4 0.12 0.38", "%.0f %.0f %.0f %.0f %.2f %.2f", 0.5, 1.5, 2.5, 3.5, 0.125,
           0.375);
    ROUNDS(STANDARD_ROUNDING, "1e+00 2e+00 2e+00 2 -2", "%.0e %.0e %.0e %.1g %.1g", 1.0, 1.5, 2.5, 2.5, -2.5);
    ROUNDS(STANDARD_ROUNDING, "0x1.0p+0 0x1.2p+0 0x1.2p+0 0x2p+0", "%.1a %.1a %.1a %.0a", 1.03125, 1.09375,
           1.15625, 1.5);
    ROUNDS(0, "1 2 3 4 0.13 0.38", "%.0f %.0f %.0f %.0f %.2f %.2f", 0.5, 1.5, 2.5, 3.5, 0.125, 0.375);
    ROUNDS(0, "1e+00 2e+00 3e+00 3 -3", "%.0e %.0e %.0e %.1g %.1g", 1.0, 1.5, 2.5, 2.5, -2.5);
    ROUNDS(0, "0x1.1p+0 0x1.2p+0 0x1.3p+0 0x2p+0", "%.1a %.1a %.1a %.0a", 1.03125, 1.09375, 1.15625, 1.5);
    ROUNDS(STANDARD_ROUNDING, "2.4 0.3 1.00", "%.1f %.1f %.2f", 2.35, 0.25000001, 0.995000001);
}

TEST(directions)
{
    static const struct {
        unsigned mode;
        const char *text;
    } rows[] = {{_RC_UP, "1.3 -1.2 2e+00 -2.5 0x1.9p+0 -0x1.8p+0 0"},
                {_RC_DOWN, "1.2 -1.3 1e+00 -2.6 0x1.8p+0 -0x1.9p+0 0"},
                {_RC_CHOP, "1.2 -1.2 1e+00 -2.5 0x1.8p+0 -0x1.8p+0 0"}};
    for (int i = 0; i < 3; i++) {
        unsigned before = _controlfp(0, 0);
        _controlfp(rows[i].mode, _MCW_RC);
        vprint(STANDARD | STANDARD_ROUNDING, sizeof(text), "%.1f %.1f %.0e %.2g %.1a %.1a %g", 1.26, -1.26,
               1.5, -2.55, 1.55, -1.55, 0.0);
        CHECK_TEXT(text, rows[i].text);
        vprint(STANDARD, sizeof(text), "%.1f %.1f %.0f", 1.26, -1.26, 2.5);
        CHECK_EQ(_controlfp(0, 0) & _MCW_RC, rows[i].mode);
        _controlfp(before, _MCW_RC);
        CHECK_TEXT(text, "1.3 -1.3 3");
    }
}

TEST(words)
{
    double infinity = HUGE_VAL, nan = __builtin_nan("");
    PRINTS("inf -inf INF nan NAN", "%f %e %G %g %E", infinity, -infinity, infinity, nan, nan);
    PRINTS("-nan(ind) -NAN(IND)", "%f %F", -nan, -nan);
    PRINTS("  inf|+inf|inf  ", "%05f|%+a|%-5f", infinity, infinity, infinity);
}

TEST(ends_of_buffers)
{
    CHECK_EQ(vprint(STANDARD, 4, "%s", "abcdef"), 6);
    CHECK(!memcmp(text, "abc\0#", 5));
    CHECK_EQ(vprint(STANDARD, 0, "%s", "abcdef"), 6);
    CHECK(text[0] == '#');
    CHECK(vprint(_CRT_INTERNAL_PRINTF_LEGACY_VSPRINTF_NULL_TERMINATION, 4, "%s", "abcdef") < 0);
    CHECK(!memcmp(text, "abcd#", 5));
    CHECK_EQ(vprint(_CRT_INTERNAL_PRINTF_LEGACY_VSPRINTF_NULL_TERMINATION, 4, "%s", "abcd"), 4);
    CHECK(!memcmp(text, "abcd#", 5));
    CHECK(vprint(0, 4, "%s", "abcdef") < 0);
    CHECK(!memcmp(text, "abc\0#", 5));
    CHECK_EQ(snprintf(NULL, 0, "%d", 1234), 4);
    CHECK_EQ(sprintf(text, "%s", "x"), 1);
    CHECK_EQ(_snprintf_s(text, 4, _TRUNCATE, "%s", "abcdef"), -1);
    CHECK(!strcmp(text, "abc"));
}

TEST(wide_formats)
{
    CHECK_EQ(wprint(0, L"%s %ls %c", "narrow", L"wide", 'x'), 13);
    CHECK(!wcscmp(wide, L"narrow wide x"));
    CHECK_EQ(wprint(0, L"%S", L"wide"), 4);
    CHECK_EQ(wprint(_CRT_INTERNAL_PRINTF_LEGACY_WIDE_SPECIFIERS, L"%s %hs %S", L"wide", "narrow", "n"), 13);
    CHECK(!wcscmp(wide, L"wide narrow n"));
}

int __cdecl __conio_common_vcprintf(unsigned __int64, const char *, _locale_t, va_list);
int __cdecl __conio_common_vcprintf_s(unsigned __int64, const char *, _locale_t, va_list);
int __cdecl __conio_common_vcprintf_p(unsigned __int64, const char *, _locale_t, va_list);
int __cdecl __conio_common_vcwprintf(unsigned __int64, const wchar_t *, _locale_t, va_list);
int __cdecl __conio_common_vcwprintf_s(unsigned __int64, const wchar_t *, _locale_t, va_list);
int __cdecl __conio_common_vcwprintf_p(unsigned __int64, const wchar_t *, _locale_t, va_list);
int __cdecl __conio_common_vcscanf(unsigned __int64, const char *, _locale_t, va_list);
int __cdecl __conio_common_vcwscanf(unsigned __int64, const wchar_t *, _locale_t, va_list);

static int invalid_calls;

static void __cdecl count_invalid(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
                                  unsigned line, uintptr_t reserved)
{
    invalid_calls++;
}

TEST(invalid_formats)
{
    int count = 7;
    _invalid_parameter_handler old = _set_invalid_parameter_handler(count_invalid);
    errno = 0;
    CHECK_EQ(vprint(STANDARD, 512, NULL), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(invalid_calls, 1);
    CHECK_EQ(vprint(STANDARD, 512, "%n", &count), -1); /* disabled until asked for */
    CHECK_EQ(invalid_calls, 2);
    CHECK_EQ(_set_printf_count_output(1), 0);
    CHECK_EQ(vprint(STANDARD, 512, "abc%n", &count), 3);
    CHECK_EQ(count, 3);
    CHECK_EQ(_set_printf_count_output(0), 1);
    errno = 0;
    CHECK_EQ(sprintf_s(text, 3, "%s", "abc"), -1);
    CHECK_EQ(errno, ERANGE);
    CHECK_EQ(text[0], 0);
    CHECK_EQ(invalid_calls, 3);
    errno = 0;
    CHECK_EQ(__conio_common_vcprintf(0, NULL, NULL, NULL), -1);
    CHECK_EQ(__conio_common_vcprintf_s(0, NULL, NULL, NULL), -1);
    CHECK_EQ(__conio_common_vcprintf_p(0, NULL, NULL, NULL), -1);
    CHECK_EQ(__conio_common_vcwprintf(0, NULL, NULL, NULL), -1);
    CHECK_EQ(__conio_common_vcwprintf_s(0, NULL, NULL, NULL), -1);
    CHECK_EQ(__conio_common_vcwprintf_p(0, NULL, NULL, NULL), -1);
    CHECK_EQ(__conio_common_vcscanf(0, NULL, NULL, NULL), -1);
    CHECK_EQ(__conio_common_vcwscanf(0, NULL, NULL, NULL), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(invalid_calls, 11);
    _set_invalid_parameter_handler(old);
}

TEST(scanning)
{
    signed char byte = 0, after = 77;
    int number = 0;
    double x = 0, y = 0, z = 0;
    WCHAR name[8];
    char word[8];
    CHECK_EQ(sscanf("300 0x1F", "%hhd %i", &byte, &number), 2);
    CHECK_EQ(byte, 44);
    CHECK_EQ(after, 77);
    CHECK_EQ(number, 31);
    CHECK_EQ(sscanf("inf 0x1.8p1 -nan(ind)!", "%lf %lf %lf!", &x, &y, &z), 3);
    CHECK(isinf(x) && y == 3.0 && isnan(z));
    CHECK_EQ(sscanf("1e5x", "%lfx", &x), 1);
    CHECK(x == 1e5);
    CHECK_EQ(sscanf_s("abc def", "%s %ls", word, (unsigned)sizeof(word), name, 8u), 2);
    CHECK(!strcmp(word, "abc") && !wcscmp(name, L"def"));
}

TEST(streams)
{
    char name[L_tmpnam], line[64];
    CHECK(tmpnam(name) != NULL);
    FILE *file = fopen(name, "w+");
    CHECK(file != NULL);
    CHECK_EQ(fprintf(file, "%d %s\n%g\n", 42, "text", 0.5), 12);
    rewind(file);
    int number = 0;
    CHECK_EQ(fscanf(file, "%d %60s", &number, line), 2);
    CHECK(number == 42 && !strcmp(line, "text"));
    CHECK(fgets(line, sizeof(line), file) && !strcmp(line, "\n"));
    CHECK(fgets(line, sizeof(line), file) && !strcmp(line, "0.5\n"));
    CHECK(!fgets(line, sizeof(line), file) && feof(file));
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(remove(name), 0);
    CHECK(stdout == __acrt_iob_func(1) && fileno(stdin) == 0 && fileno(stderr) == 2);
}

GUEST_MAIN(RUN(numbers); RUN(ties); RUN(directions); RUN(words); RUN(ends_of_buffers); RUN(wide_formats);
           RUN(invalid_formats); RUN(scanning); RUN(streams);)
