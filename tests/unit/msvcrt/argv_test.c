/* SPDX-License-Identifier: MIT
 *
 * Command lines: the table of "Parsing C command-line arguments", and quoting as its inverse.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <libs/msvcrt/argv.h>

#define MOST 16

static bool same(const WCHAR *a, const char *b)
{
    while (*a && *a == (unsigned char)*b)
        a++, b++;
    return *a == (unsigned char)*b;
}

static void check(const WCHAR *line, size_t count, const char *const *expected)
{
    WCHAR *argv[MOST + 1], text[256];
    unsigned char quoted[MOST];
    size_t units, counted = crt_split_arguments(line, NULL, NULL, NULL, &units);
    assert_int_equal(counted, count);
    size_t needed = units;
    assert_true(units <= 256);
    assert_int_equal(crt_split_arguments(line, argv, text, quoted, &units), count);
    assert_int_equal(units, needed);
    assert_null(argv[count]);
    for (size_t i = 0; i < count; i++)
        assert_true(same(argv[i], expected[i]));
}
#define CHECK(line, ...)                                                                                     \
    do {                                                                                                     \
        static const char *const expected[] = {__VA_ARGS__};                                                 \
        check(line, sizeof(expected) / sizeof(expected[0]), expected);                                       \
    } while (0)

static void documented_rows(void **state)
{
    CHECK(u"p \"abc\" d e", "p", "abc", "d", "e");
    CHECK(u"p a\\\\b d\"e f\"g h", "p", "a\\\\b", "de fg", "h");
    CHECK(u"p a\\\\\\\"b c d", "p", "a\\\"b", "c", "d");
    CHECK(u"p a\\\\\\\\\"b c\" d e", "p", "a\\\\b c", "d", "e");
    CHECK(u"p a\"b\"\" c d", "p", "ab\" c d");
}

static void the_program_knows_no_escapes(void **state)
{
    CHECK(u"\"C:\\Program Files\\x\\\" a", "C:\\Program Files\\x\\", "a");
    CHECK(u"c:\\a\\\"b c\"d e", "c:\\a\\b cd", "e");
    CHECK(u"", "");
    CHECK(u"  a", "", "a");
}

static void odd_ends(void **state)
{
    CHECK(u"p \t ", "p");
    CHECK(u"p \"", "p", "");
    CHECK(u"p \"\" x", "p", "", "x");
    CHECK(u"p a\\", "p", "a\\");
    CHECK(u"p \"a\\\\\" b", "p", "a\\", "b");
    CHECK(u"p \"a", "p", "a");
}

static void wildcards_in_quotes_are_marked(void **state)
{
    WCHAR *argv[MOST + 1], text[64];
    unsigned char quoted[MOST];
    size_t units;
    assert_int_equal(crt_split_arguments(u"p *.c \"*.c\" \"a b\"*", argv, text, quoted, &units), 4);
    assert_int_equal(quoted[1], 0);
    assert_int_equal(quoted[2], 1);
    assert_int_equal(quoted[3], 0);
}

static void quoting_is_the_inverse(void **state)
{
    static const char *const rows[] = {"",    "a",     "a b",    "\"",          "\\",
                                       "a\\", "a b\\", "a\\\"b", "\\\\ \\\\\"", "\t"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        WCHAR argument[32], line[80] = u"p ", *argv[MOST + 1], text[80];
        size_t units, length = 0;
        for (; rows[i][length]; length++)
            argument[length] = (unsigned char)rows[i][length];
        argument[length] = 0;
        size_t made = crt_quote_argument(argument, line + 2);
        assert_int_equal(made, crt_quote_argument(argument, NULL));
        line[2 + made] = 0;
        assert_int_equal(crt_split_arguments(line, argv, text, NULL, &units), 2);
        assert_true(same(argv[1], rows[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documented_rows),
        cmocka_unit_test(the_program_knows_no_escapes),
        cmocka_unit_test(odd_ends),
        cmocka_unit_test(wildcards_in_quotes_are_marked),
        cmocka_unit_test(quoting_is_the_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
