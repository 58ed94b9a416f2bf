/* SPDX-License-Identifier: MIT
 *
 * The arena's table: a process is killed before each store of a change, and another one goes on; and contents
 * of every kind of nonsense, which must not crash it or keep it for ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void step(void);
#define ARENA_STEP() step()
#include "../../../kernel/ob/arena_table.c"

static int steps_left = -1; /* -1: nobody is killed */

static void step(void)
{
    if (steps_left >= 0 && steps_left-- == 0)
        _exit(9);
}

static struct arena *arena;

static uint64_t size_now(void)
{
    return offsetof(struct arena, slots) + atomic_load(&arena->high) * sizeof(struct arena_slot);
}

static struct named name_of(unsigned number)
{
    struct named name = {.units = 2, .text = {'L', (uint16_t)('a' + number)}};
    name.hash = number % 2; /* chains of some length */
    return name;
}

static uint32_t find(unsigned number)
{
    struct named name = name_of(number);
    const char *damaged = NULL;
    uint32_t index = arena_table_find(arena, &name, &damaged);
    assert_null(damaged);
    return index;
}

static void enter(unsigned number)
{
    struct named name = name_of(number);
    uint32_t index = arena_table_free(arena);
    if (index == atomic_load(&arena->high))
        atomic_store(&arena->high, index + 1);
    struct arena_slot *slot = &arena->slots[index];
    memset(slot, 0, sizeof(*slot));
    slot->hash = name.hash;
    slot->name_units = name.units;
    memcpy(slot->name, name.text, sizeof(name.text));
    assert_null(arena_table_insert(arena, index));
}

static void leave(unsigned number)
{
    uint32_t index = find(number);
    assert_int_not_equal(index, 0);
    assert_null(arena_table_remove(arena, index));
}

static int make(void **state)
{
    (void)state;
    if (!arena)
        arena = mmap(NULL, sizeof(struct arena), PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    memset(arena, 0, offsetof(struct arena, slots) + 64 * sizeof(struct arena_slot));
    arena_table_make(arena);
    return arena == MAP_FAILED;
}

/* Every slot that is used is in its chain once, every other one in none. */
static void check_sound(void)
{
    unsigned linked = 0, used = 0;
    for (unsigned i = 0; i < ARENA_HASHES; i++)
        for (uint32_t at = atomic_load(&arena->heads[i]); at; at = atomic_load(&arena->slots[at].next)) {
            assert_true(atomic_load(&arena->slots[at].used));
            assert_true(linked++ < 64);
        }
    for (uint32_t i = 1; i < atomic_load(&arena->high); i++)
        used += atomic_load(&arena->slots[i].used);
    assert_int_equal(linked, used);
}

/* In a process that is killed before its step number `kill`. Whether it came so far. */
static bool killed_at(int kill, void (*work)(unsigned), unsigned number)
{
    int status;
    pid_t child = fork();
    if (!child) {
        steps_left = kill;
        work(number);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status) == 9;
}

static void test_killed(void **state)
{
    for (unsigned before = 0; before < 6; before++)
        for (unsigned what = 0; what < 2; what++)
            for (int kill = 0;; kill++) {
                make(state);
                for (unsigned i = 0; i <= before; i++)
                    enter(i);
                for (unsigned i = 0; i < before; i += 3)
                    leave(i); /* free slots among them */
                bool killed = killed_at(kill, what ? leave : enter, what ? before : 10);
                assert_null(arena_table_begin(arena, size_now()));
                assert_int_equal(atomic_load(&arena->change), ARENA_NOTHING);
                check_sound();
                for (unsigned i = 0; i < before; i++)
                    assert_int_equal(find(i) != 0, i % 3 != 0);
                if (!find(what ? before : 10) == !what && killed) /* not begun: then it can be done now */
                    (what ? leave : enter)(what ? before : 10);
                check_sound();
                assert_int_equal(find(what ? before : 10) != 0, !what);
                if (!killed) {
                    assert_true(kill > 3);
                    break;
                }
            }
}

/* Whoever carries out what another one has begun may be killed as well. */
static void again(unsigned unused)
{
    (void)unused;
    (void)arena_table_begin(arena, size_now());
}

static void test_killed_in_recovery(void **state)
{
    for (int first = 0; first < 8; first++)
        for (int second = 0; second < 8; second++) {
            make(state);
            for (unsigned i = 0; i < 4; i++)
                enter(i);
            killed_at(first, leave, 0);
            killed_at(second, again, 0);
            killed_at(second / 2, again, 0);
            assert_null(arena_table_begin(arena, size_now()));
            check_sound();
            for (unsigned i = 1; i < 4; i++)
                assert_int_not_equal(find(i), 0);
        }
}

static void test_many(void **state)
{
    make(state);
    for (unsigned i = 0; i < 50; i++)
        enter(i);
    check_sound();
    for (unsigned i = 0; i < 50; i += 2)
        leave(i);
    for (unsigned i = 0; i < 50; i++)
        assert_int_equal(find(i) != 0, i % 2);
    for (unsigned i = 0; i < 50; i += 2)
        enter(i);
    assert_int_equal(atomic_load(&arena->high), 51); /* what was free is used first */
    check_sound();
}

/* Nonsense in the words that lead somewhere. It may be refused; it must come back. */
static void test_damaged(void **state)
{
    unsigned random = 1, refused = 0;
    for (unsigned round = 0; round < 20000; round++) {
        make(state);
        for (unsigned i = 0; i < 20; i++)
            enter(i);
        uint64_t size = size_now();
        for (unsigned n = 0; n < 1 + round % 8; n++) {
            random = random * 1103515245 + 12345;
            uint32_t value = random >> 8 & 3 ? random >> 10 & 31 : random, at = 1 + (random >> 16) % 20;
            switch (random >> 5 & 7) {
            case 0:
                atomic_store(&arena->heads[random >> 16 & 1], value);
                break;
            case 1:
            case 2:
            case 3:
                atomic_store(&arena->slots[at].next, value);
                break;
            case 4:
                arena->slots[at].hash = value;
                break;
            case 5:
                arena->slots[at].name_units = value;
                break;
            case 6:
                atomic_store(&arena->high, value);
                break;
            default:
                atomic_store(&arena->changed, value);
                atomic_store(&arena->change, random >> 20 & 3);
            }
        }
        const char *damaged = arena_table_begin(arena, size);
        for (unsigned i = 0; i < 20 && !damaged; i++) {
            struct named name = name_of(i);
            uint32_t index = arena_table_find(arena, &name, &damaged);
            if (index && !damaged && i % 3 == 0)
                damaged = arena_table_remove(arena, index);
        }
        if (!damaged && arena_table_free(arena) < ARENA_SLOTS)
            damaged = arena_table_begin(arena, size);
        refused += damaged != NULL;
    }
    assert_true(refused > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_killed, make),
        cmocka_unit_test_setup(test_killed_in_recovery, make),
        cmocka_unit_test_setup(test_many, make),
        cmocka_unit_test_setup(test_damaged, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
