/* SPDX-License-Identifier: MIT
 *
 * Sorting in place: no memory, and n log n whatever the order is.
 */
#ifndef DECANT_COMMON_SORT_H
#define DECANT_COMMON_SORT_H

#include <stddef.h>

/* As qsort; equal elements come in any order. */
void sort_elements(void *base, size_t count, size_t width, int (*compare)(const void *, const void *));

#endif
