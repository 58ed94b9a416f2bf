/* SPDX-License-Identifier: MIT
 *
 * math.h: what C99 adds, for double, which long double is as well; and the classes of numbers that the
 * macros isnan, fpclassify and signbit of Microsoft's header are made of.
 */
#include <fenv.h>
#include <math.h>
#include "../msvcrt/crt_math.h"
#include "../msvcrt/msvcrt.h"
#include "math_class.h"

#define REAL             double
#define NAME(function)   msvcrt_##function
#define HOST(function)   function
#define HOST_R(function) function##_r
#define PUBLIC(function) #function
#include "math_template.h"

int16_t CDECL msvcrt__dclass(double x)
{
    return crt_class_of(fpclassify(x));
}

int16_t CDECL msvcrt__dtest(double *x)
{
    return msvcrt__dclass(*x);
}

int CDECL msvcrt__dsign(double x)
{
    return signbit(x) ? 0x8000 : 0;
}

int CDECL msvcrt__dpcomp(double x, double y)
{
    return x < y ? 1 : x == y ? 2 : x > y ? 4 : 0;
}
