/* SPDX-License-Identifier: MIT
 *
 * What math.c and math_float.c share.
 */
#ifndef DECANT_MSVCRT_MATH_H
#define DECANT_MSVCRT_MATH_H

enum { MATH_DOMAIN = 1, MATH_SING = 2, MATH_OVERFLOW = 3, MATH_UNDERFLOW = 4 };

/* Windows' struct _exception. */
struct crt_exception {
    int type;
    char *name;
    double arg1, arg2, retval;
};

/* Reports an error of `name`; returns the result, which the program's handler may have replaced. */
double crt_math_error(const char *name, int type, double x, double y, double result);

#endif
