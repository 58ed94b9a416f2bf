/* SPDX-License-Identifier: MIT
 *
 * Rows of every length up to some hundred, with equal elements among them, come out in order and complete.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "common/sort.h"

enum { MOST = 300 };

struct element {
    uint16_t key;
    char filler[3]; /* an odd width */
} __attribute__((packed));

static int by_key(const void *a, const void *b)
{
    return ((const struct element *)a)->key - ((const struct element *)b)->key;
}

static void rows_of_every_length(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int count = 0; count < MOST; count++) {
        struct element row[MOST];
        uint32_t sum = 0, sorted = 0;
        for (int i = 0; i < count; i++) {
            seed = seed * 1664525 + 1013904223;
            row[i] = (struct element){.key = (uint16_t)(seed >> 24)};
            row[i].filler[2] = (char)row[i].key;
            sum += row[i].key;
        }
        sort_elements(row, (size_t)count, sizeof(*row), by_key);
        for (int i = 0; i < count; i++) {
            assert_true(i == 0 || row[i - 1].key <= row[i].key);
            assert_int_equal((uint8_t)row[i].filler[2], row[i].key);
            sorted += row[i].key;
        }
        assert_int_equal(sorted, sum);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_of_every_length)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
