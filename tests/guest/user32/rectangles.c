/* SPDX-License-Identifier: MIT
 *
 * Rectangles: what is empty, what two have in common, what encloses them, what is left of one.
 */
#include "guest.h"

static int is(const RECT *r, LONG left, LONG top, LONG right, LONG bottom)
{
    return r->left == left && r->top == top && r->right == right && r->bottom == bottom;
}

TEST(made_moved_and_compared)
{
    RECT a, b;
    CHECK(SetRect(&a, 1, 2, 11, 22));
    CHECK(is(&a, 1, 2, 11, 22));
    CHECK(CopyRect(&b, &a) && EqualRect(&a, &b));
    CHECK(OffsetRect(&b, -1, 3) && is(&b, 0, 5, 10, 25));
    CHECK(!EqualRect(&a, &b));
    CHECK(InflateRect(&b, 2, -5) && is(&b, -2, 10, 12, 20));
    CHECK(!IsRectEmpty(&b));
    CHECK(InflateRect(&b, 0, -5) && IsRectEmpty(&b));
    CHECK(SetRectEmpty(&b) && is(&b, 0, 0, 0, 0) && IsRectEmpty(&b));
    CHECK(PtInRect(&a, (POINT){1, 2}) && PtInRect(&a, (POINT){10, 21}));
    CHECK(!PtInRect(&a, (POINT){11, 5}) && !PtInRect(&a, (POINT){5, 22}) && !PtInRect(&a, (POINT){0, 5}));
}

TEST(two_together)
{
    RECT a = {0, 0, 10, 10}, b = {5, 5, 20, 8}, apart = {30, 30, 40, 40}, empty = {3, 3, 3, 9}, out;
    CHECK(IntersectRect(&out, &a, &b) && is(&out, 5, 5, 10, 8));
    CHECK(!IntersectRect(&out, &a, &apart) && is(&out, 0, 0, 0, 0));
    CHECK(!IntersectRect(&out, &a, &empty) && is(&out, 0, 0, 0, 0));
    CHECK(UnionRect(&out, &a, &b) && is(&out, 0, 0, 20, 10));
    CHECK(UnionRect(&out, &empty, &b) && is(&out, 5, 5, 20, 8));
    CHECK(UnionRect(&out, &a, &empty) && is(&out, 0, 0, 10, 10));
    CHECK(!UnionRect(&out, &empty, &empty) && is(&out, 0, 0, 0, 0));
    CHECK(UnionRect(&a, &a, &apart) && is(&a, 0, 0, 40, 40)); /* in place */
}

TEST(what_is_left)
{
    RECT a = {0, 0, 10, 10}, left = {-5, -5, 4, 20}, below = {0, 6, 10, 30}, middle = {2, 2, 8, 8}, out;
    CHECK(SubtractRect(&out, &a, &left) && is(&out, 4, 0, 10, 10));
    CHECK(SubtractRect(&out, &a, &below) && is(&out, 0, 0, 10, 6));
    CHECK(SubtractRect(&out, &a, &middle) && is(&out, 0, 0, 10, 10));
    CHECK(!SubtractRect(&out, &a, &a) && is(&out, 0, 0, 0, 0));
}

GUEST_MAIN(RUN(made_moved_and_compared); RUN(two_together); RUN(what_is_left);)
