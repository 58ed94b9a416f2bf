/* SPDX-License-Identifier: MIT
 *
 * The region map's tree: a treap, because splitting it at two addresses and joining it again is all that the
 * operations on ranges are. Each node knows the largest gap within its subtree, so that a free range is found
 * without looking at every area.
 */
#include <stdlib.h>
#include "region.h"

#define SPARES 4 /* what one operation may need: two cuts, one new area, one in hand */

bool region_prepare(struct region_map *map)
{
    while (map->spares < SPARES) {
        struct area *area = malloc(sizeof(*area));
        if (!area)
            return false;
        area->right = map->spare;
        map->spare = area;
        map->spares++;
    }
    return true;
}

static struct area *new_area(struct region_map *map, uintptr_t start, uintptr_t end, uint32_t protect,
                             struct allocation *allocation)
{
    struct area *area = map->spare;
    map->spare = area->right;
    map->spares--;
    map->random = map->random * 1664525 + 1013904223;
    *area = (struct area){.start = start,
                          .end = end,
                          .protect = protect,
                          .allocation = allocation,
                          .priority = map->random,
                          .lowest = start,
                          .highest = end};
    return area;
}

static void drop_area(struct region_map *map, struct area *area)
{
    if (map->spares >= 2 * SPARES) {
        free(area);
        return;
    }
    area->right = map->spare;
    map->spare = area;
    map->spares++;
}

static uintptr_t larger(uintptr_t a, uintptr_t b)
{
    return a > b ? a : b;
}

static void update(struct area *t)
{
    t->lowest = t->start;
    t->highest = t->end;
    t->gap = 0;
    if (t->left) {
        t->lowest = t->left->lowest;
        t->gap = larger(t->left->gap, t->start - t->left->highest);
    }
    if (t->right) {
        t->highest = t->right->highest;
        t->gap = larger(t->gap, larger(t->right->gap, t->right->lowest - t->end));
    }
}

/* Areas that start below `key` go to *low, the others to *high. */
static void split(struct area *t, uintptr_t key, struct area **low, struct area **high)
{
    if (!t) {
        *low = *high = NULL;
    } else if (t->start < key) {
        split(t->right, key, &t->right, high);
        *low = t;
        update(t);
    } else {
        split(t->left, key, low, &t->left);
        *high = t;
        update(t);
    }
}

/* All of `a` lies below all of `b`. */
static struct area *join(struct area *a, struct area *b)
{
    if (!a || !b)
        return a ? a : b;
    if (a->priority > b->priority) {
        a->right = join(a->right, b);
        update(a);
        return a;
    }
    b->left = join(a, b->left);
    update(b);
    return b;
}

struct area *region_find(const struct region_map *map, uintptr_t address)
{
    struct area *t = map->root;
    while (t && (address < t->start || address >= t->end))
        t = address < t->start ? t->left : t->right;
    return t;
}

struct area *region_following(const struct region_map *map, uintptr_t address)
{
    struct area *found = NULL;
    for (struct area *t = map->root; t;) {
        if (t->end > address) {
            found = t;
            t = t->left;
        } else {
            t = t->right;
        }
    }
    return found;
}

struct area *region_preceding(const struct region_map *map, uintptr_t address)
{
    struct area *found = NULL;
    for (struct area *t = map->root; t;) {
        if (t->start < address) {
            found = t;
            t = t->right;
        } else {
            t = t->left;
        }
    }
    return found;
}

static void insert(struct region_map *map, struct area *area)
{
    struct area *low, *high;
    split(map->root, area->start, &low, &high);
    map->root = join(join(low, area), high);
}

void region_insert(struct region_map *map, uintptr_t start, uintptr_t end, uint32_t protect,
                   struct allocation *allocation)
{
    insert(map, new_area(map, start, end, protect, allocation));
}

/* No area reaches across `address` afterwards. */
static void cut(struct region_map *map, uintptr_t address)
{
    struct area *area = region_find(map, address), *low, *high;
    if (!area || area->start == address)
        return;
    struct area *rest = new_area(map, address, area->end, area->protect, area->allocation);
    split(map->root, area->start, &low, &high);
    struct area *self, *above;
    split(high, area->start + 1, &self, &above); /* the area alone */
    self->end = address;
    update(self);
    map->root = join(join(low, self), join(rest, above));
}

static void drop_all(struct region_map *map, struct area *t)
{
    if (!t)
        return;
    drop_all(map, t->left);
    struct area *right = t->right;
    drop_area(map, t);
    drop_all(map, right);
}

void region_remove(struct region_map *map, uintptr_t start, uintptr_t end)
{
    struct area *low, *middle, *high;
    cut(map, start);
    cut(map, end);
    split(map->root, start, &low, &middle);
    split(middle, end, &middle, &high);
    drop_all(map, middle);
    map->root = join(low, high);
}

void region_protect(struct region_map *map, uintptr_t start, uintptr_t end, uint32_t protect)
{
    struct allocation *allocation = region_find(map, start)->allocation;
    /* What continues the range to either side becomes part of it. */
    struct area *before = start ? region_find(map, start - 1) : NULL, *after = region_find(map, end);
    uintptr_t from = start, to = end;
    if (before && before->allocation == allocation && before->protect == protect)
        from = before->start;
    if (after && after->allocation == allocation && after->protect == protect)
        to = after->end;
    region_remove(map, from, to);
    region_insert(map, from, to, protect, allocation);
}

struct search {
    uintptr_t size, alignment, low, high;
    bool top_down;
};

/* A place in the gap [from, to). */
static uintptr_t fit(const struct search *s, uintptr_t from, uintptr_t to)
{
    if (from < s->low)
        from = s->low;
    if (to > s->high)
        to = s->high;
    if (from >= to || to - from < s->size)
        return 0;
    if (s->top_down) {
        uintptr_t at = (to - s->size) & ~(s->alignment - 1);
        return at >= from ? at : 0;
    }
    uintptr_t at = (from + s->alignment - 1) & ~(s->alignment - 1);
    return at >= from && at <= to && to - at >= s->size ? at : 0;
}

/* The gaps around and between the areas of `t`, from `from`, where the area before ends, to `to`. */
static uintptr_t search(const struct search *s, const struct area *t, uintptr_t from, uintptr_t to)
{
    if (to <= s->low || from >= s->high)
        return 0;
    if (!t)
        return fit(s, from, to);
    if (larger(t->gap, larger(t->lowest - from, to - t->highest)) < s->size)
        return 0;
    uintptr_t found = s->top_down ? search(s, t->right, t->end, to) : search(s, t->left, from, t->start);
    if (found)
        return found;
    return s->top_down ? search(s, t->left, from, t->start) : search(s, t->right, t->end, to);
}

uintptr_t region_gap(const struct region_map *map, uintptr_t size, uintptr_t alignment, uintptr_t low,
                     uintptr_t high, bool top_down)
{
    struct search s = {size, alignment, low, high, top_down};
    return search(&s, map->root, 0, UINTPTR_MAX);
}
