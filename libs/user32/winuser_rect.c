/* SPDX-License-Identifier: MIT
 *
 * winuser.h: rectangles, which need no window. One is empty where its right or lower edge does not lie behind
 * the left or upper one. Where a result would be empty it becomes all zeros, and the answer is FALSE.
 */
#include "user32.h"

static bool is_empty(LPCRECT r)
{
    return r->left >= r->right || r->top >= r->bottom;
}

static BOOL put(LPRECT to, LONG left, LONG top, LONG right, LONG bottom)
{
    *to = (RECT){left, top, right, bottom};
    if (!is_empty(to))
        return TRUE;
    *to = (RECT){0, 0, 0, 0};
    return FALSE;
}

static LONG least(LONG a, LONG b)
{
    return a < b ? a : b;
}

static LONG most(LONG a, LONG b)
{
    return a > b ? a : b;
}

BOOL WINAPI SetRect(LPRECT lprc, INT xLeft, INT yTop, INT xRight, INT yBottom)
{
    if (!lprc)
        return FALSE;
    *lprc = (RECT){xLeft, yTop, xRight, yBottom};
    return TRUE;
}

BOOL WINAPI SetRectEmpty(LPRECT lprc)
{
    return SetRect(lprc, 0, 0, 0, 0);
}

BOOL WINAPI CopyRect(LPRECT lprcDst, LPCRECT lprcSrc)
{
    if (!lprcDst || !lprcSrc)
        return FALSE;
    *lprcDst = *lprcSrc;
    return TRUE;
}

BOOL WINAPI IsRectEmpty(LPCRECT lprc)
{
    return !lprc || is_empty(lprc);
}

BOOL WINAPI EqualRect(LPCRECT lprc1, LPCRECT lprc2)
{
    return lprc1 && lprc2 && lprc1->left == lprc2->left && lprc1->top == lprc2->top &&
           lprc1->right == lprc2->right && lprc1->bottom == lprc2->bottom;
}

BOOL WINAPI PtInRect(LPCRECT lprc, POINT pt)
{
    return lprc && pt.x >= lprc->left && pt.x < lprc->right && pt.y >= lprc->top && pt.y < lprc->bottom;
}

BOOL WINAPI InflateRect(LPRECT lprc, INT dx, INT dy)
{
    return lprc && SetRect(lprc, lprc->left - dx, lprc->top - dy, lprc->right + dx, lprc->bottom + dy);
}

BOOL WINAPI OffsetRect(LPRECT lprc, INT dx, INT dy)
{
    return lprc && SetRect(lprc, lprc->left + dx, lprc->top + dy, lprc->right + dx, lprc->bottom + dy);
}

BOOL WINAPI IntersectRect(LPRECT lprcDst, LPCRECT lprcSrc1, LPCRECT lprcSrc2)
{
    if (!lprcDst || !lprcSrc1 || !lprcSrc2)
        return FALSE;
    RECT a = *lprcSrc1, b = *lprcSrc2; /* the result may be one of them */
    if (is_empty(&a) || is_empty(&b))
        return put(lprcDst, 0, 0, 0, 0);
    return put(lprcDst, most(a.left, b.left), most(a.top, b.top), least(a.right, b.right),
               least(a.bottom, b.bottom));
}

/* An empty rectangle adds nothing. */
BOOL WINAPI UnionRect(LPRECT lprcDst, LPCRECT lprcSrc1, LPCRECT lprcSrc2)
{
    if (!lprcDst || !lprcSrc1 || !lprcSrc2)
        return FALSE;
    RECT a = *lprcSrc1, b = *lprcSrc2;
    if (is_empty(&a))
        return put(lprcDst, b.left, b.top, b.right, b.bottom);
    if (is_empty(&b))
        return put(lprcDst, a.left, a.top, a.right, a.bottom);
    return put(lprcDst, least(a.left, b.left), least(a.top, b.top), most(a.right, b.right),
               most(a.bottom, b.bottom));
}

/* Only what leaves a rectangle behind is cut off: the second must span the first in one direction. */
BOOL WINAPI SubtractRect(LPRECT lprcDst, LPCRECT lprcSrc1, LPCRECT lprcSrc2)
{
    RECT cut;
    if (!lprcDst || !lprcSrc1 || !lprcSrc2)
        return FALSE;
    RECT a = *lprcSrc1;
    if (IntersectRect(&cut, &a, lprcSrc2)) {
        if (cut.top == a.top && cut.bottom == a.bottom) {
            if (cut.left == a.left)
                a.left = cut.right;
            else if (cut.right == a.right)
                a.right = cut.left;
        } else if (cut.left == a.left && cut.right == a.right) {
            if (cut.top == a.top)
                a.top = cut.bottom;
            else if (cut.bottom == a.bottom)
                a.bottom = cut.top;
        }
    }
    return put(lprcDst, a.left, a.top, a.right, a.bottom);
}
