/* SPDX-License-Identifier: MIT
 *
 * Text between UTF-16 and the ANSI code page: what fits and what does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <libs/msvcrt/msvcrt.h>

void *string_allocate(size_t size)
{
    return malloc(size);
}

void *CDECL msvcrt_malloc(size_t size)
{
    return malloc(size);
}

static void what_fits_is_whole(void **state)
{
    char *exact = malloc(6); /* so that the sanitizer sees a byte too many */
    assert_int_equal(crt_narrow_size(u"aé€"), 7);
    assert_int_equal(crt_narrow_to(u"hello", exact, 6), 6);
    assert_string_equal(exact, "hello");
    assert_int_equal(crt_narrow_to(u"hello, world", exact, 6), 6);
    assert_string_equal(exact, "hello");
    assert_int_equal(crt_narrow_to(u"aé€", exact, 6), 4); /* no half of the last one */
    assert_string_equal(exact, "aé");
    assert_int_equal(crt_narrow_to(u"é", exact, 1), 1);
    assert_string_equal(exact, "");
    exact[0] = 'x';
    assert_int_equal(crt_narrow_to(u"a", exact, 0), 0);
    assert_int_equal(exact[0], 'x');
    free(exact);
}

static void there_and_back(void **state)
{
    static const char bytes[] = "plain, \xC3\xA9, \xF0\x9F\x98\x80, not UTF-8: \xFF\xC3";
    WCHAR *wide = crt_widen(bytes);
    char *narrow = crt_narrow(wide);
    assert_string_equal(narrow, bytes);
    free(narrow);
    free(wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_fits_is_whole),
                                       cmocka_unit_test(there_and_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
