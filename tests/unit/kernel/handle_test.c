/* SPDX-License-Identifier: MIT
 *
 * The handle table: access, attributes, closing, reuse, and look-ups while others close.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include "kernel/ob/handle.h"

static _Atomic int alive;

static void destroy(struct object *object)
{
    alive--;
    free(object);
}

static const struct object_type type = {
    .name = "Test", .generic_read = 1, .generic_write = 2, .all_access = 0x1F0003, .destroy = destroy};
static const struct object_type other_type = {.name = "Other", .destroy = destroy};

static struct object *make(void)
{
    struct object *object = malloc(sizeof(*object));
    object_init(object, &type);
    alive++;
    return object;
}

static HANDLE open_one(ACCESS_MASK access)
{
    HANDLE handle;
    struct object *object = make();
    assert_int_equal(handle_create(object, access, 0, &handle), STATUS_SUCCESS);
    object_release(object);
    return handle;
}

static void access_is_checked(void **state)
{
    struct object *object;
    ACCESS_MASK access;
    HANDLE handle = open_one(GENERIC_READ);
    assert_int_equal((uintptr_t)handle & 3, 0);
    assert_int_equal(handle_get(handle, &type, 1, &object), STATUS_SUCCESS);
    handle_put(handle, object);
    assert_int_equal(handle_get((HANDLE)((uintptr_t)handle | 3), &type, 1, &object), STATUS_SUCCESS);
    handle_put(handle, object);
    assert_int_equal(handle_get(handle, &type, 2, &object), STATUS_ACCESS_DENIED);
    assert_int_equal(handle_get(handle, &other_type, 0, &object), STATUS_OBJECT_TYPE_MISMATCH);
    assert_int_equal(handle_query(handle, &access, NULL), STATUS_SUCCESS);
    assert_int_equal(access, 1);
    assert_int_equal(handle_close(handle), STATUS_SUCCESS);
    assert_int_equal(handle_close(handle), STATUS_INVALID_HANDLE);
    assert_int_equal(handle_get(handle, NULL, 0, &object), STATUS_INVALID_HANDLE);
    assert_int_equal(handle_get(NULL, NULL, 0, &object), STATUS_INVALID_HANDLE);
    assert_int_equal(handle_get((HANDLE)(intptr_t)-1, NULL, 0, &object), STATUS_INVALID_HANDLE);
    assert_int_equal(alive, 0);
}

static void a_pinned_object_outlives_its_handle(void **state)
{
    struct object *object;
    HANDLE handle = open_one(GENERIC_ALL);
    assert_int_equal(handle_get(handle, NULL, 0, &object), STATUS_SUCCESS);
    assert_int_equal(handle_close(handle), STATUS_SUCCESS);
    assert_int_equal(alive, 1);
    handle_put(handle, object);
    assert_int_equal(alive, 0);
}

static void protection(void **state)
{
    HANDLE handle = open_one(GENERIC_ALL);
    assert_int_equal(handle_set_attributes(handle, HANDLE_PROTECT_FROM_CLOSE), STATUS_SUCCESS);
    assert_int_equal(handle_close(handle), STATUS_HANDLE_NOT_CLOSABLE);
    assert_int_equal(handle_set_attributes(handle, 0), STATUS_SUCCESS);
    assert_int_equal(handle_close(handle), STATUS_SUCCESS);
}

static void handles_enter_at_given_values(void **state)
{
    struct object *object = make();
    HANDLE high = (HANDLE)0x4000, low = (HANDLE)0x2000, next;
    assert_int_equal(handle_insert_at(high, object, 3, 0), STATUS_SUCCESS);
    assert_int_equal(handle_insert_at(low, object, 3, 0), STATUS_SUCCESS);
    for (int i = 0; i < 6000; i++) { /* none of the free ones is one of these two */
        assert_int_equal(handle_create(object, 3, 0, &next), STATUS_SUCCESS);
        assert_true(next != high && next != low);
    }
    struct object *got;
    assert_int_equal(handle_get(low, NULL, 3, &got), STATUS_SUCCESS);
    assert_ptr_equal(got, object);
    handle_put(low, got);
    assert_int_equal(handle_insert_at(low, object, 3, 0), STATUS_INVALID_HANDLE);
    object_release(object);
    assert_int_equal(alive, 1);
    for (uintptr_t value = 4; value < 4 * 12000; value += 4)
        handle_close((HANDLE)value);
    assert_int_equal(alive, 0);
}

static _Atomic(HANDLE) shared;
static _Atomic int stop;

static void *looks_up(void *argument)
{
    unsigned long got = 0;
    while (!stop) {
        struct object *object;
        HANDLE handle = shared;
        if (NT_SUCCESS(handle_get(handle, NULL, 0, &object))) {
            got += object->type == &type;
            handle_put(handle, object);
        }
    }
    return (void *)got;
}

static void look_ups_race_with_closing(void **state)
{
    pthread_t threads[3];
    stop = 0;
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, looks_up, NULL);
    for (int i = 0; i < 20000; i++) {
        HANDLE handle = open_one(GENERIC_ALL);
        shared = handle;
        assert_int_equal(handle_close(handle), STATUS_SUCCESS);
    }
    stop = 1;
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(access_is_checked),
        cmocka_unit_test(a_pinned_object_outlives_its_handle),
        cmocka_unit_test(protection),
        cmocka_unit_test(handles_enter_at_given_values),
        cmocka_unit_test(look_ups_race_with_closing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
