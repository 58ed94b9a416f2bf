/* SPDX-License-Identifier: MIT
 *
 * qsort, bsearch, _lfind and rand.
 */
#include <search.h>
#include <setjmp.h>
#include <stdlib.h>
#include "guest.h"

static int __cdecl by_value(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static unsigned state = 1;
static unsigned next(void)
{
    return state = state * 1103515245 + 12345;
}

TEST(qsort_sorts_every_shape)
{
    static int values[5000];
    for (int shape = 0; shape < 6; shape++)
        for (unsigned count = 0; count <= 5000; count = count ? count * 3 + 1 : 1) {
            unsigned long long sum = 0;
            for (unsigned i = 0; i < count; i++) {
                values[i] = (int)(shape == 0   ? next()
                                  : shape == 1 ? i
                                  : shape == 2 ? count - i
                                  : shape == 3 ? 7
                                  : shape == 4 ? next() % 3
                                  : i % 2      ? i
                                               : count - i);
                sum += (unsigned)values[i];
            }
            qsort(values, count, sizeof(int), by_value);
            for (unsigned i = 0; i < count; i++) {
                sum -= (unsigned)values[i];
                if (i && values[i - 1] > values[i])
                    CHECK(!"sorted");
            }
            CHECK_EQ(sum, 0);
        }
}

static int __cdecl always_one(const void *a, const void *b)
{
    return 1;
}

TEST(a_senseless_comparison_does_no_harm)
{
    int values[102];
    values[0] = values[101] = -77;
    for (int i = 0; i < 100; i++)
        values[i + 1] = i;
    qsort(values + 1, 100, sizeof(int), always_one);
    CHECK(values[0] == -77 && values[101] == -77);
}

static jmp_buf out;
static int __cdecl jumps(const void *a, const void *b)
{
    longjmp(out, 9);
}

TEST(longjmp_out_of_a_comparison)
{
    int values[10] = {3, 1, 2};
    int result = setjmp(out);
    if (!result)
        qsort(values, 10, sizeof(int), jumps);
    CHECK_EQ(result, 9);
}

TEST(searching_finds)
{
    int values[] = {1, 3, 5, 7, 9, 11, 13};
    for (int i = 0; i < 15; i++) {
        int *found = bsearch(&i, values, 7, sizeof(int), by_value);
        CHECK(i % 2 && i <= 13 ? found == &values[i / 2] : found == NULL);
    }
    CHECK(bsearch(&values[0], values, 0, sizeof(int), by_value) == NULL);
    unsigned count = 3;
    int key = 5, room[4] = {9, 5, 1}, fresh = 4;
    CHECK(_lfind(&key, room, &count, sizeof(int), by_value) == &room[1]);
    CHECK(_lsearch(&fresh, room, &count, sizeof(int), by_value) == &room[3]);
    CHECK_EQ(count, 4);
    CHECK_EQ(room[3], 4);
}

TEST(rand_is_microsofts)
{
    srand(1);
    CHECK_EQ(rand(), 41);
    CHECK_EQ(rand(), 18467);
    CHECK_EQ(rand(), 6334);
    srand(0);
    CHECK_EQ(rand(), 38);
    CHECK_EQ(RAND_MAX, 0x7FFF);
}

TEST(arithmetic)
{
    CHECK_EQ(div(-7, 2).quot, -3);
    CHECK_EQ(div(-7, 2).rem, -1);
    CHECK_EQ(_rotl(0x80000001u, 1), 3);
    CHECK_EQ(_rotr(1, 1), 0x80000000u);
    CHECK_EQ(_rotl64(0x8000000000000000ull, 4), 8);
    CHECK_EQ(abs(-5), 5);
}

GUEST_MAIN(RUN(rand_is_microsofts); RUN(qsort_sorts_every_shape); RUN(a_senseless_comparison_does_no_harm);
           RUN(longjmp_out_of_a_comparison); RUN(searching_finds); RUN(arithmetic);)
