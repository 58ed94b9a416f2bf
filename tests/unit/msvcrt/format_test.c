/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <libs/msvcrt/format.h>

struct text_sink {
    struct format_sink sink;
    size_t count;
    union {
        char bytes[2048];
        WCHAR units[1024];
    };
};

static void put(struct format_sink *sink, const void *units, size_t count)
{
    struct text_sink *text = (struct text_sink *)sink;
    size_t size = sink->wide ? 2 : 1;
    size_t room = sizeof(text->bytes) / size - 1 - text->count;
    if (count > room)
        count = room;
    memcpy(text->bytes + text->count * size, units, count * size);
    text->count += count;
    memset(text->bytes + text->count * size, 0, size);
}

static int utf8_to_wide_one(unsigned codepage, const char *text, size_t count, size_t *used, WCHAR out[2])
{
    (void)codepage;
    if (count < 2 || (text[0] & 0xE0) != 0xC0)
        return -1;
    *used = 2;
    out[0] = (WCHAR)((text[0] & 0x1F) << 6 | (text[1] & 0x3F));
    return 1;
}

static int wide_to_utf8_one(unsigned codepage, const WCHAR *text, size_t count, size_t *used, char out[8])
{
    (void)codepage, (void)count;
    *used = 1;
    out[0] = (char)(0xC0 | *text >> 6);
    out[1] = (char)(0x80 | (*text & 0x3F));
    return *text < 0x800 ? 2 : -1;
}

static const struct format_locale c_locale = {.decimal_point = '.'};
static const struct format_locale utf8_locale = {65001, ',', wide_to_utf8_one, utf8_to_wide_one};

/* Arguments as a guest passes them on x86-64. */
#define D(value)                                                                                             \
    ((union {                                                                                                \
         double d;                                                                                           \
         uint64_t bits;                                                                                      \
     }){.d = (value)}                                                                                        \
         .bits)
#define S(value) ((uint64_t)(uintptr_t)(value))

static struct text_sink sink;
static int last_error;

static int run(const char *format, const uint64_t *arguments, const struct format_locale *locale,
               unsigned options)
{
    sink = (struct text_sink){.sink = {.put = put}};
    last_error = 0;
    return format_print(&sink.sink, format, arguments, locale, options, &last_error);
}

#define PRINTS(expected, format, ...)                                                                        \
    do {                                                                                                     \
        uint64_t arguments_[] = {__VA_ARGS__, 0};                                                            \
        int result_ = run(format, arguments_, &c_locale, 0);                                                 \
        assert_string_equal(sink.bytes, expected);                                                           \
        assert_int_equal(result_, (int)sizeof(expected) - 1);                                                \
    } while (0)

static void integers(void **state)
{
    (void)state;
    PRINTS("-0003|", "%05d|", (uint64_t)-3);
    PRINTS("+0003|", "%+05d|", 3);
    PRINTS("+3   |", "%-+5d|", 3);
    PRINTS("    3|", "% 5d|", 3);
    PRINTS("  003|", "%05.3d|", 3);
    PRINTS("|", "%.0d|", 0);
    PRINTS("0|", "%#o|", 0);
    PRINTS("010|", "%#.3o|", 8);
    PRINTS("0|", "%#x|", 0);
    PRINTS("0x000000ff|", "%#010x|", 255);
    PRINTS("0XFF|", "%#X|", 255);
    PRINTS("-1 37777777777 4294967295", "%i %o %u", (uint64_t)-1, (uint64_t)-1, (uint64_t)-1);
    PRINTS("300 4464 -1 65535", "%hhd %hd %hd %hu", 300, 70000, 0xFFFF, 0xFFFF);
    PRINTS("1099511627776", "%lld", 1ull << 40);
    PRINTS("1099511627776", "%I64d", 1ull << 40);
    PRINTS("1099511627776", "%Id", 1ull << 40);
    PRINTS("-9223372036854775808", "%I64d", 1ull << 63);
    PRINTS("FFFFFFFFFFFFFFFF", "%llX", ~0ull);
    PRINTS("0", "%ld", 1ull << 40);
    PRINTS("5", "%I32d", 5);
    PRINTS("I Iz", "%I %Iz", 0);
    PRINTS("1099511627776", "%zu", 1ull << 40);
    PRINTS("3    |", "%*d|", (uint64_t)-5, 3);
    PRINTS("5|", "%.*d|", (uint64_t)-1, 5);
    PRINTS("0000000000000000000000000000000000000005", "%.40d", 5);
    PRINTS("0000000000001234", "%p", 0x1234);
    PRINTS("0X0000000000001234", "%#p", 0x1234);
    PRINTS("    0000000000001234|", "%20p|", 0x1234);
}

static void doubles(void **state)
{
    (void)state;
    PRINTS("1.500000 -0.000000", "%f %f", D(1.5), D(-0.0));
    PRINTS("1.500000 1.500000", "%lf %Lf", D(1.5), D(1.5));
    PRINTS("1 3 2 4", "%.0f %.0f %.0f %.0f", D(0.5), D(2.5), D(1.5), D(3.5));
    PRINTS("0.3 0.13 2.67", "%.1f %.2f %.2f", D(0.25), D(0.125), D(2.675));
    PRINTS("10.0 1.3|", "%.1f %.1f|", D(9.96), D(1.25));
    PRINTS("10", "%.0f", D(9.5));
    PRINTS("-10.0", "%.1f", D(-9.9609375));
    PRINTS("1208925819614629174706176", "%.0f", D(1208925819614629174706176.0));
    PRINTS("0.10000000000000000555", "%.20f", D(0.1));
    PRINTS("1.000000e+000 1e+010 1e-005 1E+300", "%e %g %g %G", D(1.0), D(1e10), D(1e-5), D(1e300));
    PRINTS("1.00000 1. 1.e+000", "%#g %#.0f %#.0e", D(1.0), D(1.0), D(1.0));
    PRINTS("0.10000000000000001", "%.17g", D(0.1));
    PRINTS("0.1000000000000000055511151", "%.25g", D(0.1));
    PRINTS("1.0000000000000000555111512e-001", "%.25e", D(0.1));
    PRINTS("100000 1e+006 0.0001 1.23457e+008 0 0.00000", "%g %g %g %g %g %#g", D(100000), D(1e6), D(1e-4),
           D(123456789.0), D(0), D(0));
    PRINTS("0.000000e+000", "%e", D(0));
    PRINTS("1e+001 1e+004 1e+003 3e+000", "%.0e %.3g %.3g %.0e", D(9.9), D(9999), D(999.9), D(2.5));
    PRINTS("1.3e+004 1.2e+004 1.3e+020", "%.2g %.2g %.1e", D(12500), D(12499), D(1.25e20));
    PRINTS("  1.5|001.5|+1.5", "%5.1f|%05.1f|%+.1f", D(1.5), D(1.5), D(1.5));
    PRINTS("4.9406564584124654e-324", "%.16e", D(4.9406564584124654e-324));
    PRINTS("1.500000", "%.*f", (uint64_t)-1, D(1.5));
    run("%.1100f", (uint64_t[]){D(4.9406564584124654e-324)}, &c_locale, 0);
    assert_int_equal(sink.count, 1102);
    assert_string_equal(sink.bytes + 2 + 1070, "562500000000000000000000000000");
}

static void what_is_not_a_number(void **state)
{
    (void)state;
    double inf = __builtin_inf(), nan = __builtin_nan(""), ind = -__builtin_nan("");
    PRINTS("1.#INF00 1.#INF00e+000 1.#INF", "%f %e %g", D(inf), D(inf), D(inf));
    PRINTS("1.#J 1.#IO 1.$ 1", "%.2f %.3f %.1f %.0f", D(inf), D(inf), D(inf), D(inf));
    PRINTS(" -1.#INF00|001.#INF00", "%10f|%010f", D(-inf), D(inf));
    PRINTS("-1.#IND00 1.#QNAN0 -1.#IO -1.#IND", "%f %f %.3f %g", D(ind), D(nan), D(ind), D(ind));
    PRINTS("1.#SNAN0", "%f", 0x7FF0000000000001ull);
    PRINTS("-1.#QNAN0", "%f", 0xFFF8000000000001ull);
    PRINTS("0x1.#INF000000000p+0", "%a", D(inf));
}

static void hexadecimal_doubles(void **state)
{
    (void)state;
    PRINTS("0x1.0000000000000p+0 0x1.999999999999ap-4", "%a %a", D(1.0), D(0.1));
    PRINTS("-0X1.8000000000000P+0 0x1.9ap-4 0x2p+0", "%A %.2a %.0a", D(-1.5), D(0.1), D(1.5));
    PRINTS("0x0.0000000000000p+0 0x0.0000000000001p-1022", "%a %a", D(0.0), D(4.9406564584124654e-324));
    PRINTS("0x1.00000000000000000000p+0", "%.20a", D(1.0));
    PRINTS("0x01.0p+0|0x1.p+0", "%09.1a|%#.0a", D(1.0), D(1.0));
}

static void text(void **state)
{
    (void)state;
    PRINTS("abc|  abc|abc  |ab|000ab", "%s|%5s|%-5s|%.2s|%05s", S("abc"), S("abc"), S("abc"), S("abc"),
           S("ab"));
    PRINTS("(null)|(nu|(null)|(null)", "%s|%.3s|%S|%Z", 0, 0, 0, 0);
    PRINTS("wide wide wide wide w", "%S %ls %ws %lS %.1S", S(u"wide"), S(u"wide"), S(u"wide"), S(u"wide"),
           S(u"wide"));
    PRINTS("narrow narrow far", "%hs %hS %Fs", S("narrow"), S("narrow"), S("far"));
    PRINTS("xyzw", "%c%C%lc%hc", 'x', 'y', 'z', 'w');
    PRINTS("\0A    A0000A", "%c%c%5c%05c", 0, 'A', 'A', 'A');
    PRINTS("\xE9|", "%ls|", S(u"\xE9"));
    PRINTS("|", "%lc|", 0x100);
    PRINTS("", "", 0);
    struct {
        USHORT length, maximum;
        const void *buffer;
    } narrow = {2, 3, "abc"}, wide = {4, 6, u"xyz"};
    PRINTS("ab xy x|", "%Z %wZ %.1lZ|", S(&narrow), S(&wide), S(&wide));
    /* An unknown character ends the output. */
    uint64_t arguments[] = {S(u"a\x100z")};
    assert_int_equal(run("<%ls>", arguments, &c_locale, 0), -1);
    assert_string_equal(sink.bytes, "<a");
    assert_int_equal(last_error, 42);
    assert_int_equal(run("<%ls>", arguments, &utf8_locale, 0), 6);
    assert_string_equal(sink.bytes, "<a\xC4\x80z>");
}

static void odd_formats(void **state)
{
    (void)state;
    PRINTS("100%", "100%%", 0);
    PRINTS("100", "100%", 0);
    PRINTS("y y|", "%y %5y|", 0);
    PRINTS("", "%ll", 1);
    PRINTS("", "%5.", 1);
    PRINTS("", "%-+ #0", 1);
    PRINTS("'d", "%'d", 1);
    PRINTS("$d 1", "%2$d %d", 1, 2);
}

static void counting(void **state)
{
    (void)state;
    int count = -1;
    short small = -1;
    int64_t big = -1;
    PRINTS("abc", "abc%n%hn%I64n", S(&count), S(&small), S(&big));
    assert_int_equal(count, 3);
    assert_int_equal(small, 3);
    assert_int_equal(big, 3);
    assert_int_equal(run("abc%n", (uint64_t[]){S(&count)}, &c_locale, FORMAT_NO_COUNT), -1);
    assert_int_equal(last_error, 22);
}

static void options_and_locale(void **state)
{
    (void)state;
    run("%e %e", (uint64_t[]){D(1), D(1e100)}, &c_locale, FORMAT_TWO_DIGIT_EXPONENT);
    assert_string_equal(sink.bytes, "1.000000e+00 1.000000e+100");
    run("%.1f %g %e", (uint64_t[]){D(1.5), D(1.5), D(1.5)}, &utf8_locale, 0);
    assert_string_equal(sink.bytes, "1,5 1,5 1,500000e+000");
    run("%2$s %1$d %2$s %3$*1$d|", (uint64_t[]){3, S("two"), 7}, &c_locale, FORMAT_POSITIONAL);
    assert_string_equal(sink.bytes, "two 3 two   7|");
    run("%d %s", (uint64_t[]){3, S("two")}, &c_locale, FORMAT_POSITIONAL);
    assert_string_equal(sink.bytes, "3 two");
}

static int run_wide(const WCHAR *format, const uint64_t *arguments, const struct format_locale *locale)
{
    sink = (struct text_sink){.sink = {.put = put, .wide = true}};
    return format_print(&sink.sink, format, arguments, locale, 0, &last_error);
}

static void wide_formats(void **state)
{
    (void)state;
    const uint64_t arguments[] = {S(u"wide"), S("nar"), S("nar"), S(u"wid"), 'a', 'b', 'c', 'd'};
    const WCHAR expected[] = u"wide|nar|nar|wid|a|b|c|d";
    assert_int_equal(run_wide(u"%s|%S|%hs|%ls|%c|%C|%hc|%lc", arguments, &c_locale), 24);
    assert_memory_equal(sink.units, expected, sizeof(expected));
    const WCHAR mixed[] = u"  -5 \x4E2D 1.5 \xE9|";
    assert_int_equal(
        run_wide(u"%4d \x4E2D %.1f %S|", (uint64_t[]){(uint64_t)-5, D(1.5), S("\xE9")}, &c_locale), 13);
    assert_memory_equal(sink.units, mixed, sizeof(mixed));
    const WCHAR decoded[] = u"\xE9 \x4E2D";
    assert_int_equal(run_wide(u"%S %c", (uint64_t[]){S("\xC3\xA9"), 0x4E2D}, &utf8_locale), 3);
    assert_memory_equal(sink.units, decoded, sizeof(decoded));
    assert_int_equal(run_wide(u"%S", (uint64_t[]){S("\xFF")}, &utf8_locale), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),
        cmocka_unit_test(doubles),
        cmocka_unit_test(what_is_not_a_number),
        cmocka_unit_test(hexadecimal_doubles),
        cmocka_unit_test(text),
        cmocka_unit_test(odd_formats),
        cmocka_unit_test(counting),
        cmocka_unit_test(options_and_locale),
        cmocka_unit_test(wide_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
