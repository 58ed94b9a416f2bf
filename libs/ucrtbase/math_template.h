/* SPDX-License-Identifier: MIT
 *
 * math.h as C99 extends it, for one type of number: included by math_c99.c and math_c99_float.c with REAL,
 * NAME(function) for the export, HOST(function) for glibc's and PUBLIC(function) for the name as text. A
 * result that no argument explains is a domain error, a pole or an overflow, as in msvcrt's math.c; a NaN
 * goes through without one.
 */

static REAL NAME(error)(const char *name, int type, REAL x, REAL y, REAL result)
{
    return (REAL)crt_math_error(name, type, x, y, result);
}

#define UNARY(function, pole)                                                                                \
    REAL CDECL NAME(function)(REAL x)                                                                        \
    {                                                                                                        \
        REAL result = HOST(function)(x);                                                                     \
        if (__builtin_expect(isfinite(result), 1) || isnan(x))                                               \
            return result;                                                                                   \
        if (isnan(result))                                                                                   \
            return NAME(error)(PUBLIC(function), MATH_DOMAIN, x, 0, result);                                 \
        if (isinf(x))                                                                                        \
            return result;                                                                                   \
        return NAME(error)(PUBLIC(function), pole ? MATH_SING : MATH_OVERFLOW, x, 0, result);                \
    }

UNARY(acosh, false)
UNARY(atanh, true)
UNARY(exp2, false)
UNARY(expm1, false)
UNARY(log1p, true)
UNARY(log2, true)
UNARY(tgamma, x == 0)

/* Functions that every number has a value of. */
#define TOTAL(function)                                                                                      \
    REAL CDECL NAME(function)(REAL x)                                                                        \
    {                                                                                                        \
        return HOST(function)(x);                                                                            \
    }

TOTAL(asinh)
TOTAL(cbrt)
TOTAL(erf)
TOTAL(erfc)
TOTAL(nearbyint)
TOTAL(rint)
TOTAL(round)
TOTAL(trunc)

REAL CDECL NAME(lgamma)(REAL x)
{
    int sign;
    REAL result = HOST_R(lgamma)(x, &sign);
    if (isinf(result) && isfinite(x))
        return NAME(error)(PUBLIC(lgamma), x <= 0 ? MATH_SING : MATH_OVERFLOW, x, 0, result);
    return result;
}

/* ---- two and three arguments ---- */

REAL CDECL NAME(fdim)(REAL x, REAL y)
{
    REAL result = HOST(fdim)(x, y);
    return isinf(result) && isfinite(x) && isfinite(y)
               ? NAME(error)(PUBLIC(fdim), MATH_OVERFLOW, x, y, result)
               : result;
}

REAL CDECL NAME(fma)(REAL x, REAL y, REAL z)
{
    return HOST(fma)(x, y, z);
}

REAL CDECL NAME(fmax)(REAL x, REAL y)
{
    return HOST(fmax)(x, y);
}

REAL CDECL NAME(fmin)(REAL x, REAL y)
{
    return HOST(fmin)(x, y);
}

REAL CDECL NAME(remainder)(REAL x, REAL y)
{
    REAL result = HOST(remainder)(x, y);
    return isnan(result) && !isnan(x) && !isnan(y) ? NAME(error)(PUBLIC(remainder), MATH_DOMAIN, x, y, result)
                                                   : result;
}

REAL CDECL NAME(remquo)(REAL x, REAL y, int *quotient)
{
    *quotient = 0;
    REAL result = HOST(remquo)(x, y, quotient);
    return isnan(result) && !isnan(x) && !isnan(y) ? NAME(error)(PUBLIC(remquo), MATH_DOMAIN, x, y, result)
                                                   : result;
}

REAL CDECL NAME(nan)(const char *tag)
{
    return HOST(nan)("");
}

/* ---- to integers ---- */

/* A Windows long has 32 bits. What does not fit is the least integer, which is what the processor makes of
 * it.
 */
#define TO_INTEGER(function, integer, round, limit)                                                          \
    integer CDECL NAME(function)(REAL x)                                                                     \
    {                                                                                                        \
        REAL whole = HOST(round)(x);                                                                         \
        if (whole >= -(REAL)limit && whole < (REAL)limit)                                                    \
            return (integer)whole;                                                                           \
        feraiseexcept(FE_INVALID);                                                                           \
        NAME(error)(PUBLIC(function), MATH_DOMAIN, x, 0, 0);                                                 \
        return (integer)(sizeof(integer) == 4 ? INT32_MIN : INT64_MIN);                                      \
    }

TO_INTEGER(lrint, int32_t, rint, 0x1p31)
TO_INTEGER(lround, int32_t, round, 0x1p31)
TO_INTEGER(llrint, int64_t, rint, 0x1p63)
TO_INTEGER(llround, int64_t, round, 0x1p63)

int CDECL NAME(ilogb)(REAL x)
{
    if (__builtin_expect(isfinite(x) && x != 0, 1))
        return HOST(ilogb)(x);
    NAME(error)(PUBLIC(ilogb), MATH_DOMAIN, x, 0, 0);
    return x == 0 ? INT32_MIN : INT32_MAX; /* FP_ILOGB0, FP_ILOGBNAN */
}
