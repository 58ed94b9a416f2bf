/* SPDX-License-Identifier: MIT
 *
 * Text for messages, against the C library's printf.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/text_format.h"
#include <cmocka.h>

#define SAME(...)                                                                                            \
    do {                                                                                                     \
        char own[64], expected[64];                                                                          \
        int length = snprintf(expected, sizeof(expected), __VA_ARGS__);                                      \
        assert_int_equal(text_format(own, sizeof(own), __VA_ARGS__), length);                                \
        assert_string_equal(own, expected);                                                                  \
    } while (0)

static void conversions(void **unused)
{
    SAME("%d|%5d|%-5d|%05d|%+d|% d|%.3d|%8.3d", -7, 42, 42, -42, 7, 7, 5, -5);
    SAME("%u|%x|%X|%#x|%#X|%o|%08x|%-8x|", 4000000000u, 0xABCDu, 0xABCDu, 255u, 255u, 8u, 0x1Fu, 0x1Fu);
    SAME("%hhu|%hd|%lu|%llx|%zx|%lld", 300, 70000, 5ul, ~0ull, (size_t)99, (long long)INT64_MIN);
    SAME("%s|%8s|%-8s|%.2s|%.*s|%*s|%*s|", "text", "text", "text", "text", 3, "text", 6, "ab", -6, "ab");
    SAME("%c%%%3c|%-3c|", 'a', 'b', 'c');
    SAME("%p", (void *)0x1234);
    SAME("%.0d|%d", 0, 0);
    char cut[8];
    assert_int_equal(text_format(cut, sizeof(cut), "%s", "a longer text"), 13);
    assert_string_equal(cut, "a longe");
}

static void numbers(void **unused)
{
    static const char *const texts[] = {"",
                                        "0",
                                        "12",
                                        " -5x",
                                        "+9",
                                        "0x1F",
                                        "0x",
                                        "017",
                                        "08",
                                        "18446744073709551615",
                                        "18446744073709551616",
                                        "abc",
                                        "-",
                                        "\t7"};
    static const unsigned bases[] = {0, 8, 10, 16};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        for (size_t b = 0; b < 4; b++) {
            char *end;
            const char *own_end;
            uint64_t expected = strtoull(texts[i], &end, (int)bases[b]);
            assert_true(text_to_number(texts[i], &own_end, bases[b]) == expected);
            assert_ptr_equal(own_end, end);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(conversions), cmocka_unit_test(numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
