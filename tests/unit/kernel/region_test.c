/* SPDX-License-Identifier: MIT
 *
 * The region map against a plain array of pages that is changed in the same way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "kernel/mm/region.h"

#define PAGES 512

static struct page {
    struct allocation *allocation;
    uint32_t protect;
} pages[PAGES];

static struct area *area_of(struct region_map *map, unsigned page)
{
    return region_find(map, (uintptr_t)page + 1);
}

static void check_same(struct region_map *map)
{
    for (unsigned i = 0; i < PAGES; i++) {
        struct area *area = area_of(map, i);
        assert_true((area != NULL) == (pages[i].allocation != NULL));
        if (area) {
            assert_ptr_equal(area->allocation, pages[i].allocation);
            assert_int_equal(area->protect, pages[i].protect);
        }
    }
}

/* Page i of the array is address i + 1, so that no address is 0. */
static void random_operations_agree(void **state)
{
    (void)state;
    struct region_map map = {0};
    srand(7);
    for (unsigned round = 0; round < 20000; round++) {
        unsigned start = (unsigned)rand() % PAGES, count = 1 + (unsigned)rand() % 40;
        unsigned end = start + count < PAGES ? start + count : PAGES;
        assert_true(region_prepare(&map));
        bool free_range = true, one = pages[start].allocation != NULL;
        for (unsigned i = start; i < end; i++) {
            free_range &= !pages[i].allocation;
            one &= pages[i].allocation == pages[start].allocation;
        }
        uint32_t protect = 1u << rand() % 4;
        if (free_range) {
            struct allocation *allocation = (struct allocation *)(uintptr_t)(round + 1);
            region_insert(&map, start + 1, end + 1, protect, allocation);
            for (unsigned i = start; i < end; i++)
                pages[i] = (struct page){allocation, protect};
        } else if (one && rand() % 4) {
            region_protect(&map, start + 1, end + 1, protect);
            for (unsigned i = start; i < end; i++)
                pages[i].protect = protect;
        } else if (rand() % 3 == 0) {
            region_remove(&map, start + 1, end + 1);
            memset(&pages[start], 0, (end - start) * sizeof(pages[0]));
        }
        if (round % 50 == 0)
            check_same(&map);
    }
    check_same(&map);
    /* Gaps, beside a search page by page. */
    for (unsigned size = 1; size < 60; size++) {
        unsigned lowest = PAGES, highest = PAGES;
        for (unsigned i = 0; i + size <= PAGES; i++) {
            unsigned run = 0;
            while (run < size && !pages[i + run].allocation)
                run++;
            if (run == size) {
                lowest = lowest == PAGES ? i : lowest;
                highest = i;
            }
        }
        uintptr_t low = region_gap(&map, size, 1, 1, PAGES + 1, false);
        uintptr_t high = region_gap(&map, size, 1, 1, PAGES + 1, true);
        assert_int_equal(low, lowest == PAGES ? 0 : lowest + 1);
        assert_int_equal(high, highest == PAGES ? 0 : highest + 1);
    }
    region_remove(&map, 1, PAGES + 1);
    assert_null(map.root);
    while (map.spare) {
        struct area *next = map.spare->right;
        free(map.spare);
        map.spare = next;
    }
}

static void equal_neighbours_become_one_area(void **state)
{
    (void)state;
    struct region_map map = {0};
    struct allocation *allocation = (struct allocation *)8;
    assert_true(region_prepare(&map));
    region_insert(&map, 0x10000, 0x20000, 0, allocation);
    for (uintptr_t at = 0x10000; at < 0x20000; at += 0x2000) {
        assert_true(region_prepare(&map));
        region_protect(&map, at, at + 0x1000, 4);
    }
    for (uintptr_t at = 0x11000; at < 0x20000; at += 0x2000) {
        assert_true(region_prepare(&map));
        region_protect(&map, at, at + 0x1000, 4);
    }
    struct area *area = region_find(&map, 0x18000);
    assert_int_equal(area->start, 0x10000);
    assert_int_equal(area->end, 0x20000);
    assert_ptr_equal(region_following(&map, 0), area);
    assert_null(region_following(&map, 0x20000));
    assert_ptr_equal(region_preceding(&map, 0x30000), area);
    assert_null(region_preceding(&map, 0x10000));
    assert_int_equal(region_gap(&map, 0x10000, 0x10000, 0x8000, 0x40000, false), 0x20000);
    assert_int_equal(region_gap(&map, 0x10000, 0x10000, 0x8000, 0x40000, true), 0x30000);
    assert_int_equal(region_gap(&map, 0x30000, 0x10000, 0x8000, 0x40000, false), 0);
    region_remove(&map, 0, 0x30000);
    while (map.spare) {
        struct area *next = map.spare->right;
        free(map.spare);
        map.spare = next;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_operations_agree),
        cmocka_unit_test(equal_neighbours_become_one_area),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
