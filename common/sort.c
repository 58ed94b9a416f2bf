/* SPDX-License-Identifier: MIT
 *
 * Heapsort. What decant itself sorts are some hundred names at most; programs' own qsort is libs/msvcrt's.
 */
#include "sort.h"

static void swap(char *a, char *b, size_t width)
{
    for (; width; width--, a++, b++) {
        char c = *a;
        *a = *b;
        *b = c;
    }
}

static void sift_down(char *base, size_t root, size_t count, size_t width,
                      int (*compare)(const void *, const void *))
{
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && compare(base + child * width, base + (child + 1) * width) < 0)
            child++;
        if (compare(base + root * width, base + child * width) >= 0)
            return;
        swap(base + root * width, base + child * width, width);
    }
}

void sort_elements(void *base, size_t count, size_t width, int (*compare)(const void *, const void *))
{
    for (size_t root = count / 2; root-- > 0;)
        sift_down(base, root, count, width, compare);
    for (size_t last = count; last-- > 1;) {
        swap(base, (char *)base + last * width, width);
        sift_down(base, 0, last, width, compare);
    }
}
