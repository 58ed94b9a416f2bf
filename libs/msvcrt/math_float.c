/* SPDX-License-Identifier: MIT
 *
 * math.h for float: the same errors as in math.c.
 */
#include <float.h>
#include <math.h>
#include "crt_math.h"
#include "msvcrt.h"

#define UNARY(name, host, pole)                                                                              \
    float CDECL msvcrt_##name(float x)                                                                       \
    {                                                                                                        \
        float result = host(x);                                                                              \
        if (__builtin_expect(isfinite(result), 1))                                                           \
            return result;                                                                                   \
        if (isnan(result))                                                                                   \
            return (float)crt_math_error(#name, MATH_DOMAIN, x, 0, result);                                  \
        if (isinf(x))                                                                                        \
            return result;                                                                                   \
        return (float)crt_math_error(#name, pole ? MATH_SING : MATH_OVERFLOW, x, 0, result);                 \
    }

UNARY(acosf, acosf, false)
UNARY(asinf, asinf, false)
UNARY(atanf, atanf, false)
UNARY(cosf, cosf, false)
UNARY(coshf, coshf, false)
UNARY(logf, logf, true)
UNARY(log10f, log10f, true)
UNARY(sinf, sinf, false)
UNARY(sinhf, sinhf, false)
UNARY(sqrtf, sqrtf, false)
UNARY(tanf, tanf, false)
UNARY(tanhf, tanhf, false)
UNARY(_logbf, logbf, true)

float CDECL msvcrt_expf(float x)
{
    float result = expf(x);
    if (__builtin_expect(result >= FLT_MIN && result <= FLT_MAX, 1))
        return result;
    if (isnan(result))
        return (float)crt_math_error("expf", MATH_DOMAIN, x, 0, result);
    if (isinf(x))
        return result;
    return (float)crt_math_error("expf", x > 0 ? MATH_OVERFLOW : MATH_UNDERFLOW, x, 0, result);
}

float CDECL msvcrt_ceilf(float x)
{
    return ceilf(x);
}

float CDECL msvcrt_floorf(float x)
{
    return floorf(x);
}

float CDECL msvcrt_atan2f(float y, float x)
{
    float result = atan2f(y, x);
    return isnan(result) ? (float)crt_math_error("atan2f", MATH_DOMAIN, y, x, result) : result;
}

float CDECL msvcrt_fmodf(float x, float y)
{
    float result = fmodf(x, y);
    return isnan(result) ? (float)crt_math_error("fmodf", MATH_DOMAIN, x, y, result) : result;
}

float CDECL msvcrt_powf(float x, float y)
{
    float result = powf(x, y);
    if (__builtin_expect(isfinite(result), 1)) {
        if (result == 0 && x != 0 && isfinite(x) && isfinite(y))
            return (float)crt_math_error("powf", MATH_UNDERFLOW, x, y, result);
        return result;
    }
    if (isnan(result))
        return (float)crt_math_error("powf", MATH_DOMAIN, x, y, result);
    if (isinf(x) || isinf(y))
        return result;
    return (float)crt_math_error("powf", x == 0 ? MATH_SING : MATH_OVERFLOW, x, y, result);
}

float CDECL msvcrt__hypotf(float x, float y)
{
    float result = hypotf(x, y);
    return isinf(result) && isfinite(x) && isfinite(y)
               ? (float)crt_math_error("_hypotf", MATH_OVERFLOW, x, y, result)
               : result;
}

float CDECL msvcrt__scalbf(float x, int32_t exponent)
{
    float result = scalbnf(x, exponent);
    if (isinf(result) && isfinite(x))
        return (float)crt_math_error("_scalbf", MATH_OVERFLOW, x, exponent, result);
    if (result == 0 && x != 0)
        return (float)crt_math_error("_scalbf", MATH_UNDERFLOW, x, exponent, result);
    return result;
}

float CDECL msvcrt_modff(float x, float *whole)
{
    return modff(x, whole);
}

float CDECL msvcrt__copysignf(float x, float sign)
{
    return copysignf(x, sign);
}

float CDECL msvcrt__chgsignf(float x)
{
    return -x;
}

int CDECL msvcrt__finitef(float x)
{
    return isfinite(x) != 0;
}

int CDECL msvcrt__isnanf(float x)
{
    return isnan(x) != 0;
}

float CDECL msvcrt__nextafterf(float x, float y)
{
    return nextafterf(x, y);
}
