/* SPDX-License-Identifier: MIT
 *
 * Tables of C++ exceptions: both generations, and that what leads outside is noticed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "libs/msvcrt/eh_tables.h"

/* A compressed function at 0x10, as a real one has it: five states, a try block with one catch (...) that
 * goes on at 0xBF, unwind entries of every kind. */
static const BYTE compressed[] = {
    [0x00] = 0xCC,
    /* header: unwind map, try map, synchronous; their RVAs, that of the states */
    [0x10] = 0x38,
    0x20,
    0,
    0,
    0,
    0x40,
    0,
    0,
    0,
    0x60,
    0,
    0,
    0,
    /* 5 states: (1 back, object) 0x1000 at 0x20; (7, pointer) at 0x21; 6 back to the second; 7 back to it;
       (15, funclet) */
    [0x20] = 0x0A,
    0x0A,
    0x00,
    0x10,
    0,
    0,
    0x40,
    0x3C,
    0x00,
    0x11,
    0,
    0,
    0x42,
    0x30,
    0x38,
    0x7E,
    0x00,
    0x12,
    0,
    0,
    /* one try block of state 2, its handlers at state 3 */
    [0x40] = 0x02,
    0x04,
    0x04,
    0x06,
    0x50,
    0,
    0,
    0,
    /* one handler: adjectives 0x40, code 0x2000, goes on at begin + 0xBF */
    [0x50] = 0x02,
    0x11,
    0x80,
    0x00,
    0x20,
    0,
    0,
    0xFD,
    0x02,
    /* states by address: +0x3B: -1, +0x2D: 0, +0x38: 2, +0x84: 4 */
    [0x60] = 0x08,
    0x76,
    0x00,
    0x5A,
    0x02,
    0x70,
    0x06,
    0x11,
    0x02,
    0x0A,
};

static struct eh_tables over(const void *image, size_t size)
{
    return (struct eh_tables){.base = image, .size = size, .begin = 0x500};
}

static void reads_compressed_tables(void **state)
{
    struct eh_tables tables = over(compressed, sizeof(compressed));
    assert_true(eh_open_compressed(&tables, 0x10));
    assert_true(tables.synchronous && !tables.no_throw && !tables.funclet && !tables.separated);
    assert_int_equal(tables.state_count, 5);
    static const struct {
        int32_t to;
        enum eh_action kind;
        DWORD action, object;
    } expected[5] = {{-1, EH_OBJECT, 0x1000, 0x20},
                     {-1, EH_POINTER, 0x1100, 0x21},
                     {1, EH_NOTHING, 0, 0},
                     {1, EH_NOTHING, 0, 0},
                     {-1, EH_FUNCLET, 0x1200, 0}};
    struct eh_unwind unwind;
    for (int32_t i = 0; i < 5; i++) {
        assert_true(eh_unwind_at(&tables, i, &unwind));
        assert_int_equal(unwind.to_state, expected[i].to);
        assert_int_equal(unwind.kind, expected[i].kind);
        assert_int_equal(unwind.action, expected[i].action);
        assert_int_equal(unwind.object, expected[i].object);
    }
    assert_false(eh_unwind_at(&tables, -1, &unwind));
    assert_false(eh_unwind_at(&tables, 5, &unwind));
    struct eh_cursor blocks = eh_try_blocks(&tables);
    struct eh_try block;
    struct eh_handler handler;
    assert_true(eh_next_try(&tables, &blocks, &block));
    assert_int_equal(block.low, 2);
    assert_int_equal(block.high, 2);
    assert_int_equal(block.catch_high, 3);
    assert_true(eh_next_handler(&tables, &block.handlers, &handler));
    assert_int_equal(handler.adjectives, 0x40);
    assert_int_equal(handler.type, 0);
    assert_int_equal(handler.code, 0x2000);
    assert_int_equal(handler.continuations, 1);
    assert_int_equal(handler.continuation[0], 0x5BF);
    assert_false(eh_next_handler(&tables, &block.handlers, &handler));
    assert_false(eh_next_try(&tables, &blocks, &block));
    assert_false(tables.bad);
}

static void finds_states(void **state)
{
    static const struct {
        DWORD at;
        int32_t state;
    } rows[] = {{0x500, -1}, {0x53A, -1}, {0x53B, -1}, {0x567, -1}, {0x568, 0}, {0x59F, 0},
                {0x5A0, 2},  {0x623, 2},  {0x624, 4},  {0x9999, 4}, {0x4FF, -1}};
    struct eh_tables tables = over(compressed, sizeof(compressed));
    assert_true(eh_open_compressed(&tables, 0x10));
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        assert_int_equal(eh_state_at(&tables, rows[i].at), rows[i].state);
}

static void reads_separated_code(void **state)
{
    static const BYTE image[] = {[0x10] = 0x03, 0x30, 0,    0,    0,    0x70, /* a funclet of several pieces,
                                                                                 whose frame holds the
                                                                                 function's at 0x38 */
                                 [0x30] = 0x04, 0x00, 0x03, 0,    0,    0x50, 0,   0, 0,
                                 0x00,          0x05, 0,    0,    0x54, 0,    0,   0, [0x50] = 0x02,
                                 0x00,          0x04, 0x00, 0x02, 0x02, 0x06, 0x00};
    struct eh_tables tables = over(image, sizeof(image));
    assert_true(eh_open_compressed(&tables, 0x10));
    assert_true(tables.funclet && tables.separated);
    assert_int_equal(tables.parent, 0x38);
    assert_int_equal(eh_state_at(&tables, 0x500), -1);
    assert_int_equal(eh_state_at(&tables, 0x501), 2);
    tables.begin = 0x300;
    assert_true(eh_open_compressed(&tables, 0x10));
    assert_int_equal(eh_state_at(&tables, 0x300), 1);
    tables.begin = 0x400; /* no such piece */
    assert_true(eh_open_compressed(&tables, 0x10));
    assert_int_equal(eh_state_at(&tables, 0x400), -1);
}

static void reads_numbers_of_all_lengths(void **state)
{
    static const struct {
        BYTE bytes[5];
        DWORD value;
    } rows[] = {{{0xFE}, 0x7F},
                {{0x01, 0x02}, 0x80},
                {{0xFD, 0xFF}, 0x3FFF},
                {{0x03, 0x00, 0x02}, 0x4000},
                {{0x07, 0x00, 0x00, 0x02}, 0x200000},
                {{0x0F, 0xFF, 0xFF, 0xFF, 0xFF}, 0xFFFFFFFF}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        BYTE image[0x40] = {0x01, 0x20, 0, 0, 0}; /* a funclet: its number follows the RVA of the states */
        memcpy(image + 5, rows[i].bytes, 5);
        struct eh_tables tables = over(image, sizeof(image));
        assert_true(eh_open_compressed(&tables, 0));
        assert_int_equal(tables.parent, rows[i].value);
    }
}

static void bad_compressed_tables_are_noticed(void **state)
{
    struct eh_unwind unwind;
    BYTE image[sizeof(compressed)];
    for (size_t size = 0x10; size < 0x1D; size++) { /* cut in the header */
        struct eh_tables tables = over(compressed, size);
        assert_false(eh_open_compressed(&tables, 0x10));
    }
    struct eh_tables tables = over(compressed, sizeof(compressed));
    assert_false(eh_open_compressed(&tables, 0xFFFFFFFF));
    memcpy(image, compressed, sizeof(image));
    image[0x2D] = 0x28; /* the third state leads to the middle of the second */
    tables = over(image, sizeof(image));
    assert_true(eh_open_compressed(&tables, 0x10));
    assert_false(eh_unwind_at(&tables, 2, &unwind));
    assert_true(tables.bad);
    image[0x2D] = 0x00; /* to itself */
    tables = over(image, sizeof(image));
    assert_true(eh_open_compressed(&tables, 0x10));
    assert_false(eh_unwind_at(&tables, 2, &unwind));
    memcpy(image, compressed, sizeof(image));
    image[0x44] = 0xF0; /* handlers outside */
    image[0x45] = 0xFF;
    tables = over(image, sizeof(image));
    assert_true(eh_open_compressed(&tables, 0x10));
    struct eh_cursor blocks = eh_try_blocks(&tables);
    struct eh_try block;
    assert_false(eh_next_try(&tables, &blocks, &block));
    assert_true(tables.bad);
}

/* The same in plain tables: the function at 0, unwind map at 0x40, try map at 0x60, states at 0x80, handlers
 * at 0xA0. */
static void reads_plain_tables(void **state)
{
    DWORD image[64] = {0x19930522, 2, 0x40, 1, 0x60, 3, 0x80, 0, 0, 4 | 1};
    DWORD unwind_map[4] = {(DWORD)-1, 0, 0, 0x1000}, try_map[5] = {0, 0, 1, 1, 0xA0};
    DWORD states[6] = {0x500, (DWORD)-1, 0x510, 0, 0x520, 1}, handlers[5] = {8, 0x300, 0x28, 0x2000, 0x38};
    memcpy(image + 0x40 / 4, unwind_map, sizeof(unwind_map));
    memcpy(image + 0x60 / 4, try_map, sizeof(try_map));
    memcpy(image + 0x80 / 4, states, sizeof(states));
    memcpy(image + 0xA0 / 4, handlers, sizeof(handlers));
    struct eh_tables tables = over(image, sizeof(image));
    struct eh_unwind unwind;
    struct eh_try block;
    struct eh_handler handler;
    assert_true(eh_open_plain(&tables, 0));
    assert_true(tables.synchronous && tables.no_throw);
    assert_true(eh_unwind_at(&tables, 1, &unwind));
    assert_int_equal(unwind.to_state, 0);
    assert_int_equal(unwind.kind, EH_FUNCLET);
    assert_int_equal(unwind.action, 0x1000);
    struct eh_cursor blocks = eh_try_blocks(&tables);
    assert_true(eh_next_try(&tables, &blocks, &block));
    assert_true(eh_next_handler(&tables, &block.handlers, &handler));
    assert_int_equal(handler.type, 0x300);
    assert_int_equal(handler.object, 0x28);
    assert_int_equal(handler.parent, 0x38);
    assert_int_equal(handler.continuations, 0);
    assert_int_equal(eh_state_at(&tables, 0x4FF), -1);
    assert_int_equal(eh_state_at(&tables, 0x50F), -1);
    assert_int_equal(eh_state_at(&tables, 0x510), 0);
    assert_int_equal(eh_state_at(&tables, 0x521), 1);
    image[0] = 0x19930523;
    assert_false(eh_open_plain(&tables, 0));
    image[0] = 0x19930522;
    tables = over(image, 0x1C);
    assert_false(eh_open_plain(&tables, 0));
    tables = over(image, 0x90); /* cut in the states */
    assert_true(eh_open_plain(&tables, 0));
    assert_int_equal(eh_state_at(&tables, 0x521), -1);
    assert_true(tables.bad);
}

static void follows_chains_of_pdata(void **state)
{
    /* UNWIND_INFO at 0x10: chained, two codes, then the function before */
    static const BYTE image[0x40] = {[0x10] = 0x21, 0, 2, 0, 0,    0, 0, 0, 0x77,         0, 0, 0,
                                     0x88,          0, 0, 0, 0x30, 0, 0, 0, [0x30] = 0x01};
    struct eh_tables tables = over(image, sizeof(image));
    assert_int_equal(eh_function_begin(&tables, 0x99, 0x10), 0x77);
    assert_int_equal(eh_function_begin(&tables, 0x99, 0x30), 0x99);
    assert_int_equal(eh_function_begin(&tables, 0x99, 0x5000), 0x99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_compressed_tables),
        cmocka_unit_test(finds_states),
        cmocka_unit_test(reads_separated_code),
        cmocka_unit_test(reads_numbers_of_all_lengths),
        cmocka_unit_test(bad_compressed_tables_are_noticed),
        cmocka_unit_test(reads_plain_tables),
        cmocka_unit_test(follows_chains_of_pdata),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
