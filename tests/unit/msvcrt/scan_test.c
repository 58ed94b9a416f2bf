/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <libs/msvcrt/scan.h>

struct text_source {
    struct scan_source source;
    const char *narrow;
    const WCHAR *wide;
};

static int get(struct scan_source *base)
{
    struct text_source *source = (struct text_source *)base;
    if (base->wide)
        return *source->wide ? *source->wide++ : -1;
    return *source->narrow ? (unsigned char)*source->narrow++ : -1;
}

static void unget(struct scan_source *base, int c)
{
    struct text_source *source = (struct text_source *)base;
    if (base->wide)
        assert_int_equal(*--source->wide, c);
    else
        assert_int_equal((unsigned char)*--source->narrow, c);
}

static const struct format_locale c_locale = {.decimal_point = '.'};
static int last_error;
static const char *rest;

static int run(const char *text, const char *format, const uint64_t *arguments, unsigned options)
{
    struct text_source source = {{get, unget, false}, text, NULL};
    last_error = 0;
    int result = scan_input(&source.source, format, arguments, &c_locale, options, &last_error);
    rest = source.narrow;
    return result;
}

#define P(pointer)              ((uint64_t)(uintptr_t)(pointer))
#define SCAN(text, format, ...) run(text, format, (uint64_t[]){__VA_ARGS__, 0}, 0)

static void integers(void **state)
{
    (void)state;
    int a = 0, b = 0, c = 0;
    short s = 0;
    int64_t big = 0;
    void *pointer = NULL;
    assert_int_equal(SCAN(" 12 -7+3", "%d%d%d", P(&a), P(&b), P(&c)), 3);
    assert_int_equal(a, 12);
    assert_int_equal(b, -7);
    assert_int_equal(c, 3);
    assert_int_equal(SCAN("0x1F 017 9", "%i%i%i", P(&a), P(&b), P(&c)), 3);
    assert_int_equal(a, 31);
    assert_int_equal(b, 15);
    assert_int_equal(c, 9);
    assert_int_equal(SCAN("ff 0xFE 17", "%x%X%o", P(&a), P(&b), P(&c)), 3);
    assert_int_equal(a, 255);
    assert_int_equal(b, 254);
    assert_int_equal(c, 15);
    assert_int_equal(SCAN("12345", "%2d%3d", P(&a), P(&b)), 2);
    assert_int_equal(a, 12);
    assert_int_equal(b, 345);
    assert_int_equal(SCAN("70000", "%hd", P(&s)), 1);
    assert_int_equal(s, 4464);
    assert_int_equal(SCAN("1099511627776", "%I64d", P(&big)), 1);
    assert_true(big == 1ll << 40);
    assert_int_equal(SCAN("-1", "%lld", P(&big)), 1);
    assert_true(big == -1);
    assert_int_equal(SCAN("000000000000ABCD", "%p", P(&pointer)), 1);
    assert_ptr_equal(pointer, (void *)0xABCD);
    assert_int_equal(SCAN("0", "%x", P(&a)), 1);
    assert_int_equal(a, 0);
}

static void doubles(void **state)
{
    (void)state;
    float f = 0;
    double d = 0, e = 0;
    assert_int_equal(SCAN("1.5 -2.5e3 .25", "%f%lf%lg", P(&f), P(&d), P(&e)), 3);
    assert_true(f == 1.5f && d == -2500 && e == 0.25);
    assert_int_equal(SCAN("1e", "%lf", P(&d)), 1);
    assert_true(d == 1);
    assert_int_equal(SCAN("inf", "%lf", P(&d)), 0);
    assert_int_equal(SCAN("3.14159", "%4lf", P(&d)), 1);
    assert_true(d == 3.14);
    assert_int_equal(SCAN("-.x", "%lf", P(&d)), 0);
}

static void text(void **state)
{
    (void)state;
    char a[16] = "", b[16] = "", c = 0;
    WCHAR wide[16] = {0};
    assert_int_equal(SCAN("  ab cd", "%s%c%s", P(a), P(&c), P(b)), 3);
    assert_string_equal(a, "ab");
    assert_int_equal(c, ' ');
    assert_string_equal(b, "cd");
    assert_int_equal(SCAN("abcdef", "%3s%2c", P(a), P(b)), 2);
    assert_string_equal(a, "abc");
    assert_memory_equal(b, "de", 2);
    assert_int_equal(SCAN("abc123]x", "%[a-c]%[^]x]", P(a), P(b)), 2);
    assert_string_equal(a, "abc");
    assert_string_equal(b, "123");
    assert_int_equal(SCAN("]-x", "%[]-]", P(a)), 1);
    assert_string_equal(a, "]-");
    assert_int_equal(SCAN("xyz", "%[a]", P(a)), 0);
    assert_int_equal(SCAN("w\xE9 y", "%ls%S", P(wide), P(wide + 8)), 2);
    assert_memory_equal(wide, u"w\xE9", 6);
    assert_memory_equal(wide + 8, u"y", 4);
    assert_int_equal(SCAN("abc def", "%*s%s", P(a)), 1);
    assert_string_equal(a, "def");
    assert_int_equal(SCAN("ab", "%3c", P(a)), -1); /* the input ended */
}

static void literals_and_ends(void **state)
{
    (void)state;
    int a = 0, b = 0, n = -1;
    assert_int_equal(SCAN("10:20", "%d:%d%n", P(&a), P(&b), P(&n)), 2);
    assert_int_equal(n, 5);
    assert_int_equal(SCAN("10;20", "%d:%d", P(&a), P(&b)), 1);
    assert_string_equal(rest, ";20");
    assert_int_equal(SCAN("", "%d", P(&a)), -1);
    assert_int_equal(SCAN("  ", "%d", P(&a)), -1);
    assert_int_equal(SCAN("x", "%d", P(&a)), 0);
    assert_int_equal(SCAN("", "x", 0), -1);
    assert_int_equal(SCAN("", "", 0), 0);
    assert_int_equal(SCAN("5", "%*d%d", P(&a)), 0);
    assert_int_equal(SCAN("50%", "%d%%", P(&a)), 1);
    assert_int_equal(SCAN("1 \t\n 2", "%d %d", P(&a), P(&b)), 2);
    assert_int_equal(SCAN("1", "%d%", P(&a)), 1);
    assert_int_equal(SCAN("1", "%[", P(&a)), 0);
    assert_int_equal(SCAN("1", "%d", 0), 0);
    assert_int_equal(last_error, 22);
}

static void secure_forms(void **state)
{
    (void)state;
    char a[4] = "???";
    char c = 0;
    int n = 0;
    assert_int_equal(run("abc 5", "%s%d", (uint64_t[]){P(a), 4, P(&n)}, SCAN_SECURE), 2);
    assert_string_equal(a, "abc");
    assert_int_equal(n, 5);
    assert_int_equal(run("abcd", "%s", (uint64_t[]){P(a), 4}, SCAN_SECURE), 0);
    assert_string_equal(a, "");
    assert_int_equal(last_error, 12);
    assert_int_equal(run("xy", "%c%c", (uint64_t[]){P(&c), 1, P(a), 1}, SCAN_SECURE), 2);
    assert_int_equal(c, 'x');
}

static void wide_input(void **state)
{
    (void)state;
    WCHAR w[8];
    char n[8];
    int value;
    struct text_source source = {{get, unget, true}, NULL, u" \x4E2D\x6587 nar 42"};
    assert_int_equal(
        scan_input(&source.source, u"%s%S%d", (uint64_t[]){P(w), P(n), P(&value)}, &c_locale, 0, &last_error),
        3);
    assert_memory_equal(w, u"\x4E2D\x6587", 6);
    assert_string_equal(n, "nar");
    assert_int_equal(value, 42);
    source.wide = u"\x4E2D-x";
    assert_int_equal(
        scan_input(&source.source, u"%[\x4E00-\x9FFF]", (uint64_t[]){P(w)}, &c_locale, 0, &last_error), 1);
    assert_memory_equal(w, u"\x4E2D", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),          cmocka_unit_test(doubles),      cmocka_unit_test(text),
        cmocka_unit_test(literals_and_ends), cmocka_unit_test(secure_forms), cmocka_unit_test(wide_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
