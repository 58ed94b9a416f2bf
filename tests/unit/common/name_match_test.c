/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "common/name_match.h"
#include "common/wide.h"

static bool matches(const WCHAR *pattern, const WCHAR *name)
{
    return name_matches(pattern, wide_length(pattern), name, wide_length(name));
}

static void plain_wildcards(void **state)
{
    (void)state;
    assert_true(matches(u"*", u""));
    assert_true(matches(u"*.txt", u"A.b.TXT"));
    assert_true(matches(u"a*c*e", u"abcde"));
    assert_true(matches(u"\u00e4?", u"\u00c4x"));
    assert_false(matches(u"a?", u"a"));
    assert_false(matches(u"*.txt", u"a.txt.bak"));
    assert_false(matches(u"abc", u"ab"));
}

static void wildcards_of_dos(void **state)
{
    (void)state;
    assert_true(matches(u"a>", u"a"));
    assert_true(matches(u"a>>.t>", u"ab.t"));
    assert_false(matches(u"a>", u"abc"));
    assert_true(matches(u"a\"*", u"a"));
    assert_true(matches(u"a\"*", u"a.b"));
    assert_false(matches(u"a\"*", u"ab"));
    assert_true(matches(u"<", u"name"));
    assert_false(matches(u"<", u"name.txt"));
    assert_true(matches(u"<.txt", u"a.b.txt"));
    assert_false(matches(u"<.b", u"a.b.txt"));
}

static void a_pattern_of_stars_ends(void **state)
{
    (void)state;
    WCHAR pattern[201], name[251];
    for (int i = 0; i < 200; i++)
        pattern[i] = i & 1 ? 'a' : '*';
    for (int i = 0; i < 250; i++)
        name[i] = 'a';
    pattern[200] = name[250] = 0;
    assert_true(matches(pattern, name));
    name[249] = 'b';
    assert_false(matches(pattern, name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_wildcards),
        cmocka_unit_test(wildcards_of_dos),
        cmocka_unit_test(a_pattern_of_stars_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
