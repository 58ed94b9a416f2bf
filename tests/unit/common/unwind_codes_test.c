/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>
#include <rtl/exception.h>

#define CODE(offset, operation, detail) (offset), ((operation) | (detail) << 4)
#define SLOT(value)                     ((value)&0xFF), ((value) >> 8)

/* An image of 1024 bytes: code from 0x100 (no-operations), unwind data at 0x200; and a stack. */
static BYTE image[1024];
static DWORD64 stack[64];
static CONTEXT context;
static KNONVOLATILE_CONTEXT_POINTERS pointers;
static struct unwind_step step;
static const RUNTIME_FUNCTION function = {0x100, 0x180, 0x200};

static void start(const BYTE *info, size_t size)
{
    memset(image, 0x90, sizeof(image));
    memcpy(image + 0x200, info, size);
    memset(&context, 0, sizeof(context));
    memset(&pointers, 0, sizeof(pointers));
    for (unsigned i = 0; i < 64; i++)
        stack[i] = 0x1000 + i;
    context.Rsp = (uintptr_t)stack;
    step = (struct unwind_step){.image = image,
                                .image_size = sizeof(image),
                                .stack_low = (uintptr_t)stack,
                                .stack_high = (uintptr_t)(stack + 64),
                                .context = &context,
                                .pointers = &pointers};
}

static bool walk(DWORD rva, DWORD handler_type)
{
    return unwind_pdata_step(&step, (uintptr_t)image + rva, function, handler_type);
}

#define START(...)                                                                                           \
    do {                                                                                                     \
        static const BYTE info_[] = {__VA_ARGS__};                                                           \
        start(info_, sizeof(info_));                                                                         \
    } while (0)
#define DEPTH ((context.Rsp - (uintptr_t)stack) / 8)

/* push rbp; push rbx; sub rsp, 32 */
#define PLAIN 1, 6, 3, 0, CODE(6, 2, 3), CODE(2, 0, 3), CODE(1, 0, 5), SLOT(0)

static void body_undoes_everything(void **state)
{
    START(PLAIN);
    assert_true(walk(0x120, 0));
    assert_int_equal(context.Rbx, 0x1004);
    assert_int_equal(context.Rbp, 0x1005);
    assert_int_equal(context.Rip, 0x1006);
    assert_int_equal(DEPTH, 7);
    assert_ptr_equal(pointers.IntegerContext[3], &stack[4]);
    assert_int_equal(step.frame, (uintptr_t)stack);
}

static void prologue_undoes_what_has_run(void **state)
{
    START(PLAIN);
    assert_true(walk(0x100, 0));
    assert_int_equal(context.Rip, 0x1000);
    START(PLAIN);
    assert_true(walk(0x101, 0));
    assert_int_equal(context.Rbp, 0x1000);
    assert_int_equal(context.Rip, 0x1001);
    START(PLAIN);
    assert_true(walk(0x102, 0));
    assert_int_equal(context.Rbx, 0x1000);
    assert_int_equal(context.Rbp, 0x1001);
    assert_int_equal(context.Rip, 0x1002);
}

static void epilogues_are_carried_out(void **state)
{
    static const BYTE code[] = {0x48, 0x83, 0xC4, 0x20,
                                0x5B, 0x5D, 0xC3}; /* add rsp, 32; pop rbx; pop rbp; ret */
    static const struct {
        DWORD at;
        unsigned depth;
    } rows[] = {{0, 7}, {4, 3}, {5, 2}, {6, 1}};
    for (unsigned i = 0; i < countof(rows); i++) {
        START(PLAIN);
        memcpy(image + 0x140, code, sizeof(code));
        assert_true(walk(0x140 + rows[i].at, UNW_FLAG_EHANDLER));
        assert_int_equal(DEPTH, rows[i].depth);
        assert_int_equal(context.Rip, 0x1000 + rows[i].depth - 1);
    }
    /* A jump out of the function ends one, too; a jump within does not. */
    static const BYTE tail[] = {0x5B, 0x5D, 0xE9, 0x00, 0x01, 0x00, 0x00};
    START(PLAIN);
    memcpy(image + 0x140, tail, sizeof(tail));
    assert_true(walk(0x140, 0));
    assert_int_equal(DEPTH, 3);
    static const BYTE inner[] = {0x5B, 0x5D, 0xE9, 0x02, 0x00, 0x00, 0x00};
    START(PLAIN);
    memcpy(image + 0x140, inner, sizeof(inner));
    assert_true(walk(0x140, 0));
    assert_int_equal(DEPTH, 7);
    /* What follows a call is a jump to another part of the function, not an epilogue. */
    static const BYTE after[] = {0xE8, 0, 0, 0, 0, 0xE9, 0x00, 0x01, 0x00, 0x00};
    START(PLAIN);
    memcpy(image + 0x13B, after, sizeof(after));
    assert_true(walk(0x140, 0));
    assert_int_equal(DEPTH, 7);
}

/* Version 2 says where the epilogues are: what looks like one elsewhere is the function's body. */
#define LISTED(at_end)                                                                                       \
    2, 6, 5, 0, CODE(7, 6, at_end), CODE(0x40, 6, 0), CODE(6, 2, 3), CODE(2, 0, 3), CODE(1, 0, 5), SLOT(0)

static void listed_epilogues(void **state)
{
    static const BYTE code[] = {0x48, 0x83, 0xC4, 0x20, 0x5B, 0x5D, 0xC3};
    static const struct {
        DWORD at;
        unsigned into, depth;
    } rows[] = {{0x140, 0, 7}, {0x140, 4, 3}, {0x140, 6, 1}, {0x179, 4, 3}, {0x150, 4, 7}, {0x150, 6, 7}};
    for (unsigned i = 0; i < countof(rows); i++) {
        START(LISTED(1));
        memcpy(image + rows[i].at, code, sizeof(code));
        assert_true(walk(rows[i].at + rows[i].into, 0));
        assert_int_equal(DEPTH, rows[i].depth);
        assert_int_equal(context.Rip, 0x1000 + rows[i].depth - 1);
    }
    START(LISTED(0)); /* none at the end */
    memcpy(image + 0x179, code, sizeof(code));
    assert_true(walk(0x17D, 0));
    assert_int_equal(DEPTH, 7);
}

static void frame_pointers(void **state)
{
    /* push rbp; lea rbp, [rsp + 16]; then the stack moves freely */
    START(1, 6, 2, 0x15, CODE(6, 3, 0), CODE(1, 0, 5));
    context.Rbp = (uintptr_t)(stack + 12);
    assert_true(walk(0x120, 0));
    assert_int_equal(step.frame, (uintptr_t)(stack + 10));
    assert_int_equal(context.Rbp, 0x100A);
    assert_int_equal(context.Rip, 0x100B);
    /* lea rsp, [rbp - 16]; pop rbp; ret */
    static const BYTE code[] = {0x48, 0x8D, 0x65, 0xF0, 0x5D, 0xC3};
    START(1, 6, 2, 0x15, CODE(6, 3, 0), CODE(1, 0, 5));
    context.Rbp = (uintptr_t)(stack + 12);
    memcpy(image + 0x140, code, sizeof(code));
    assert_true(walk(0x140, 0));
    assert_int_equal(context.Rbp, 0x100A);
    assert_int_equal(context.Rip, 0x100B);
}

static void saved_registers(void **state)
{
    /* sub rsp, 128 (large); mov [rsp + 16], rsi; movaps [rsp + 32], xmm7; far forms of both */
    START(1, 20, 12, 0, CODE(20, 9, 8), SLOT(48), SLOT(0), CODE(16, 5, 12), SLOT(24), SLOT(0), CODE(12, 8, 7),
          SLOT(2), CODE(8, 4, 6), SLOT(2), CODE(4, 1, 0), SLOT(16));
    assert_true(walk(0x120, 0));
    assert_int_equal(context.Rsi, 0x1002);
    assert_int_equal(context.R12, 0x1003);
    assert_int_equal(context.Xmm7.Low, 0x1004);
    assert_int_equal(context.Xmm8.Low, 0x1006);
    assert_int_equal(context.Rip, 0x1010);
    assert_int_equal(DEPTH, 17);
    /* the largest form of the allocation */
    START(1, 7, 3, 0, CODE(7, 1, 1), SLOT(64), SLOT(0), SLOT(0));
    assert_true(walk(0x120, 0));
    assert_int_equal(DEPTH, 9);
}

static void handlers_and_chains(void **state)
{
    START(1 | 3 << 3, 4, 1, 0, CODE(4, 2, 0), SLOT(0), 0x44, 0x03, 0, 0, 1, 2, 3, 4);
    assert_true(walk(0x120, UNW_FLAG_EHANDLER));
    assert_int_equal(step.handler, 0x344);
    assert_ptr_equal(step.handler_data, image + 0x20C);
    START(1 | 2 << 3, 4, 1, 0, CODE(4, 2, 0), SLOT(0), 0x44, 0x03, 0, 0);
    assert_true(walk(0x120, UNW_FLAG_EHANDLER)); /* it has another kind */
    assert_int_equal(step.handler, 0);
    START(1 | 3 << 3, 4, 1, 0, CODE(4, 2, 0), SLOT(0), 0x44, 0x03, 0, 0);
    assert_true(walk(0x102, UNW_FLAG_EHANDLER)); /* in the prologue */
    assert_int_equal(step.handler, 0);
    /* A chained entry: its own codes, then those of the function at 0x240. */
    START(1 | 4 << 3, 0, 1, 0, CODE(0, 0, 3), SLOT(0), 0x80, 0x00, 0, 0, 0xFF, 0, 0, 0, 0x40, 0x02, 0, 0);
    static const BYTE parent[] = {1, 4, 1, 0, CODE(4, 2, 1), SLOT(0)};
    memcpy(image + 0x240, parent, sizeof(parent));
    assert_true(walk(0x100, 0));
    assert_int_equal(context.Rbx, 0x1000);
    assert_int_equal(context.Rip, 0x1003);
}

static void machine_frames(void **state)
{
    START(1, 0, 1, 0, CODE(0, 10, 1), SLOT(0));
    stack[4] = (uintptr_t)(stack + 20);
    assert_true(walk(0x120, 0));
    assert_int_equal(context.Rip, 0x1001);
    assert_int_equal(DEPTH, 20);
}

static void bad_data_is_refused(void **state)
{
    START(7, 0, 0, 0); /* an unknown version */
    assert_false(walk(0x120, 0));
    START(1, 0, 1, 0, CODE(0, 1, 0)); /* cut off */
    assert_false(walk(0x120, 0));
    START(1, 0, 1, 0, CODE(0, 11, 0), SLOT(0)); /* an unknown operation */
    assert_false(walk(0x120, 0));
    START(1, 0, 3, 0, CODE(0, 1, 1), SLOT(0xFFFF), SLOT(0xFFF)); /* off the stack */
    assert_false(walk(0x120, 0));
    START(1 | 4 << 3, 0, 0, 0, 0x00, 0x01, 0, 0, 0x80, 0x01, 0, 0, 0x00, 0x02, 0, 0); /* chained to itself */
    assert_false(walk(0x120, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(body_undoes_everything),
        cmocka_unit_test(prologue_undoes_what_has_run),
        cmocka_unit_test(epilogues_are_carried_out),
        cmocka_unit_test(listed_epilogues),
        cmocka_unit_test(frame_pointers),
        cmocka_unit_test(saved_registers),
        cmocka_unit_test(handlers_and_chains),
        cmocka_unit_test(machine_frames),
        cmocka_unit_test(bad_data_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
