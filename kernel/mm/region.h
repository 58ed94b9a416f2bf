/* SPDX-License-Identifier: MIT
 *
 * The region map: which ranges of the address space belong to which allocation, with which protection. A
 * balanced tree of areas; an area is a run of pages with equal attributes. What an operation costs depends on
 * the number of areas, never on their size. Nothing here locks, and nothing here meets the host.
 */
#ifndef DECANT_KERNEL_MM_REGION_H
#define DECANT_KERNEL_MM_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct allocation;

struct area {
    uintptr_t start, end;
    uint32_t protect; /* PAGE_xxx; 0: reserved, not committed */
    struct allocation *allocation;
    /* The tree: a treap, ordered by start. */
    struct area *left, *right;
    uint32_t priority;
    uintptr_t lowest, highest; /* of the subtree */
    uintptr_t gap;             /* the largest one between two areas of the subtree */
};

struct region_map {
    struct area *root;
    struct area *spare; /* linked by right */
    unsigned spares;
    uint32_t random;
};

/* Sees to it that the next operation has the areas it needs; false: no memory. Call it first. */
bool region_prepare(struct region_map *map);
/* The area that holds `address`; the first area that ends after it; the last one that starts before it. */
struct area *region_find(const struct region_map *map, uintptr_t address);
struct area *region_following(const struct region_map *map, uintptr_t address);
struct area *region_preceding(const struct region_map *map, uintptr_t address);
/* Enters a range that no area overlaps. */
void region_insert(struct region_map *map, uintptr_t start, uintptr_t end, uint32_t protect,
                   struct allocation *allocation);
/* Takes a range out; areas that reach beyond are cut. */
void region_remove(struct region_map *map, uintptr_t start, uintptr_t end);
/* Gives a range, which areas of one allocation cover without a hole, a protection. */
void region_protect(struct region_map *map, uintptr_t start, uintptr_t end, uint32_t protect);
/* The lowest (or highest) multiple of `alignment` in [low, high) where `size` bytes are free; 0: none. */
uintptr_t region_gap(const struct region_map *map, uintptr_t size, uintptr_t alignment, uintptr_t low,
                     uintptr_t high, bool top_down);

#endif
