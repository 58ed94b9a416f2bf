/* SPDX-License-Identifier: MIT
 *
 * Sorting and searching with the program's own comparison. The sort works in place and allocates nothing, so
 * an exception or longjmp out of the comparison leaks nothing and leaves a permutation: heapsort below a
 * quicksort whose pivots have failed, insertion for short runs.
 */
#include <string.h>
#include "msvcrt.h"

typedef int(GUESTCDECL *compare)(const void *, const void *);
typedef int(GUESTCDECL *compare_context)(void *, const void *, const void *);

struct order {
    compare plain;
    compare_context with_context;
    void *context;
    size_t width;
};

static inline int ask(const struct order *order, const char *a, const char *b)
{
    return order->plain ? order->plain(a, b) : order->with_context(order->context, a, b);
}

static void swap(char *a, char *b, size_t width)
{
    if (a == b)
        return;
    for (; width >= 8; width -= 8, a += 8, b += 8) {
        uint64_t x, y;
        memcpy(&x, a, 8);
        memcpy(&y, b, 8);
        memcpy(a, &y, 8);
        memcpy(b, &x, 8);
    }
    for (; width >= 4; width -= 4, a += 4, b += 4) {
        uint32_t x, y;
        memcpy(&x, a, 4);
        memcpy(&y, b, 4);
        memcpy(a, &y, 4);
        memcpy(b, &x, 4);
    }
    for (; width; width--, a++, b++) {
        char c = *a;
        *a = *b;
        *b = c;
    }
}

static void insertion_sort(char *base, size_t count, const struct order *order)
{
    size_t width = order->width;
    for (size_t i = 1; i < count; i++)
        for (char *at = base + i * width; at > base && ask(order, at - width, at) > 0; at -= width)
            swap(at - width, at, width);
}

static void sift_down(char *base, size_t root, size_t count, const struct order *order)
{
    size_t width = order->width;
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && ask(order, base + child * width, base + (child + 1) * width) < 0)
            child++;
        if (ask(order, base + root * width, base + child * width) >= 0)
            return;
        swap(base + root * width, base + child * width, width);
    }
}

static void heap_sort(char *base, size_t count, const struct order *order)
{
    for (size_t i = count / 2; i-- > 0;)
        sift_down(base, i, count, order);
    for (size_t i = count - 1; i > 0; i--) {
        swap(base, base + i * order->width, order->width);
        sift_down(base, 0, i, order);
    }
}

/* Moves the median of first, middle and last to the front. */
static void choose_pivot(char *base, size_t count, const struct order *order)
{
    size_t width = order->width;
    char *middle = base + count / 2 * width, *last = base + (count - 1) * width;
    if (ask(order, middle, last) > 0)
        swap(middle, last, width);
    if (ask(order, base, last) > 0)
        swap(base, last, width);
    if (ask(order, base, middle) < 0)
        swap(base, middle, width);
}

static void quick_sort(char *base, size_t count, unsigned depth, const struct order *order)
{
    size_t width = order->width;
    while (count > 8) {
        if (!depth--) {
            heap_sort(base, count, order);
            return;
        }
        choose_pivot(base, count, order);
        size_t low = 0, high = count;
        for (;;) { /* bounds are checked: a comparison need not be consistent */
            do
                low++;
            while (low < count && ask(order, base + low * width, base) < 0);
            do
                high--;
            while (high > 0 && ask(order, base + high * width, base) > 0);
            if (low >= high)
                break;
            swap(base + low * width, base + high * width, width);
        }
        swap(base, base + high * width, width);
        size_t right = count - high - 1;
        char *right_base = base + (high + 1) * width;
        if (high < right) { /* the shorter part by recursion: the stack stays logarithmic */
            quick_sort(base, high, depth, order);
            base = right_base;
            count = right;
        } else {
            quick_sort(right_base, right, depth, order);
            count = high;
        }
    }
    insertion_sort(base, count, order);
}

static void sort(void *base, size_t count, const struct order *order)
{
    unsigned depth = 2;
    for (size_t n = count; n; n >>= 1)
        depth += 2;
    if (count > 1)
        quick_sort(base, count, depth, order);
}

void CDECL msvcrt_qsort(void *base, size_t count, size_t width, compare by)
{
    if ((!base && count) || !width || !by) {
        crt_invalid(EINVAL);
        return;
    }
    sort(base, count, &(struct order){.plain = by, .width = width});
}

void CDECL msvcrt_qsort_s(void *base, size_t count, size_t width, compare_context by, void *context)
{
    if ((!base && count) || !width || !by) {
        crt_invalid(EINVAL);
        return;
    }
    sort(base, count, &(struct order){.with_context = by, .context = context, .width = width});
}

static bool may_search(const void *key, const void *base, size_t count, size_t width, bool comparable)
{
    if (key && (base || !count) && width && comparable)
        return true;
    crt_invalid(EINVAL);
    return false;
}

static void *search_sorted(const void *key, const void *base, size_t count, const struct order *order)
{
    const char *low = base;
    while (count) {
        const char *middle = low + count / 2 * order->width;
        int result = ask(order, key, middle);
        if (!result)
            return (void *)middle;
        if (result > 0) {
            low = middle + order->width;
            count--;
        }
        count /= 2;
    }
    return NULL;
}

void *CDECL msvcrt_bsearch(const void *key, const void *base, size_t count, size_t width, compare by)
{
    if (!may_search(key, base, count, width, by))
        return NULL;
    return search_sorted(key, base, count, &(struct order){.plain = by, .width = width});
}

void *CDECL msvcrt_bsearch_s(const void *key, const void *base, size_t count, size_t width,
                             compare_context by, void *context)
{
    if (!may_search(key, base, count, width, by))
        return NULL;
    return search_sorted(key, base, count,
                         &(struct order){.with_context = by, .context = context, .width = width});
}

static void *search_linear(const void *key, const char *base, unsigned count, const struct order *order)
{
    for (; count; count--, base += order->width)
        if (!ask(order, key, base))
            return (void *)base;
    return NULL;
}

void *CDECL msvcrt__lfind(const void *key, const void *base, unsigned *count, unsigned width, compare by)
{
    if (!may_search(count ? key : NULL, base, count ? *count : 0, width, by))
        return NULL;
    return search_linear(key, base, *count, &(struct order){.plain = by, .width = width});
}

void *CDECL msvcrt__lfind_s(const void *key, const void *base, unsigned *count, size_t width,
                            compare_context by, void *context)
{
    if (!may_search(count ? key : NULL, base, count ? *count : 0, width, by))
        return NULL;
    return search_linear(key, base, *count,
                         &(struct order){.with_context = by, .context = context, .width = width});
}

void *CDECL msvcrt__lsearch(const void *key, void *base, unsigned *count, unsigned width, compare by)
{
    void *found = msvcrt__lfind(key, base, count, width, by);
    if (!found && key && base && count && width && by)
        found = memcpy((char *)base + (size_t)(*count)++ * width, key, width);
    return found;
}

void *CDECL msvcrt__lsearch_s(const void *key, void *base, unsigned *count, size_t width, compare_context by,
                              void *context)
{
    void *found = msvcrt__lfind_s(key, base, count, width, by, context);
    if (!found && key && base && count && width && by)
        found = memcpy((char *)base + (size_t)(*count)++ * width, key, width);
    return found;
}
