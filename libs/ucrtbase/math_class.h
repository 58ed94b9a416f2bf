/* SPDX-License-Identifier: MIT
 *
 * The numbers that fpclassify has in Microsoft's math.h.
 */
#ifndef DECANT_UCRTBASE_MATH_CLASS_H
#define DECANT_UCRTBASE_MATH_CLASS_H

#include <math.h>
#include <stdint.h>

enum { CLASS_SUBNORMAL = -2, CLASS_NORMAL = -1, CLASS_ZERO = 0, CLASS_INFINITE = 1, CLASS_NAN = 2 };

static inline int16_t crt_class_of(int kind)
{
    switch (kind) {
    case FP_NAN:
        return CLASS_NAN;
    case FP_INFINITE:
        return CLASS_INFINITE;
    case FP_NORMAL:
        return CLASS_NORMAL;
    case FP_SUBNORMAL:
        return CLASS_SUBNORMAL;
    default:
        return CLASS_ZERO;
    }
}

#endif
