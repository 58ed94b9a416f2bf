/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>
#include "common/wide.h"

static void check_round_trip(const char *name)
{
    WCHAR wide[64];
    char back[64];
    assert_true(utf8_to_wide(name, wide, countof(wide)) <= countof(wide));
    assert_int_equal(wide_to_utf8(wide, back, sizeof(back)), strlen(name) + 1);
    assert_string_equal(back, name);
}

static void valid_names_come_back(void **state)
{
    (void)state;
    check_round_trip("plain");
    check_round_trip("gr\xC3\xBC\xC3\x9F");
    check_round_trip("\xF0\x9F\x98\x80 smile");
    check_round_trip("");
}

static void undecodable_names_come_back(void **state)
{
    (void)state;
    check_round_trip("\xFF\xFE");
    check_round_trip("a\x80z");
    check_round_trip("\xC3");             /* cut off */
    check_round_trip("\xC0\xAF");         /* overlong */
    check_round_trip("\xED\xB2\x80");     /* U+DC80 itself, spelled out */
    check_round_trip("\xED\xAD\xAD\xAD"); /* a high surrogate spelled out, before a raw byte */
    check_round_trip("\xF5\x80\x80\x80");
}

static void sizes_are_counted_without_writing_past_the_end(void **state)
{
    (void)state;
    WCHAR wide[3] = {1, 2, 3};
    assert_int_equal(utf8_to_wide("\xF0\x9F\x98\x80x", wide, 1), 4);
    assert_int_equal(wide[0], 1);
    assert_int_equal(utf8_to_wide("ab", wide, 2), 3);
    assert_int_equal(wide[2], 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_names_come_back),
        cmocka_unit_test(undecodable_names_come_back),
        cmocka_unit_test(sizes_are_counted_without_writing_past_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
