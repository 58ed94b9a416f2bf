/* SPDX-License-Identifier: MIT
 *
 * math.h: what C99 adds, for float.
 */
#include <fenv.h>
#include <math.h>
#include "../msvcrt/crt_math.h"
#include "../msvcrt/msvcrt.h"
#include "math_class.h"

#define REAL             float
#define NAME(function)   msvcrt_##function##f
#define HOST(function)   function##f
#define HOST_R(function) function##f_r
#define PUBLIC(function) #function "f"
#include "math_template.h"

int16_t CDECL msvcrt__fdclass(float x)
{
    return crt_class_of(fpclassify(x));
}

int16_t CDECL msvcrt__fdtest(float *x)
{
    return msvcrt__fdclass(*x);
}

int CDECL msvcrt__fdsign(float x)
{
    return signbit(x) ? 0x8000 : 0;
}

int CDECL msvcrt__fdpcomp(float x, float y)
{
    return x < y ? 1 : x == y ? 2 : x > y ? 4 : 0;
}

float CDECL msvcrt_nexttowardf(float x, double y)
{
    return nexttowardf(x, y);
}
