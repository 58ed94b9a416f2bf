/* SPDX-License-Identifier: MIT
 *
 * math.h for double. glibc computes; a result that is not finite is looked at once more: a domain error, pole
 * or overflow is offered to the program's _matherr handler and sets errno, as Microsoft's pages say per
 * function.
 */
#include <float.h>
#include <math.h>
#include "crt_math.h"
#include "msvcrt.h"

typedef int(GUESTCDECL *matherr_handler)(struct crt_exception *);

static matherr_handler on_matherr;

void CDECL msvcrt___setusermatherr(matherr_handler handler)
{
    on_matherr = handler;
}

double crt_math_error(const char *name, int type, double x, double y, double result)
{
    struct crt_exception exception = {type, (char *)name, x, y, result};
    if (on_matherr && on_matherr(&exception))
        return exception.retval;
    if (type != MATH_UNDERFLOW) /* which only the handler hears of */
        crt_set_errno(type == MATH_DOMAIN ? EDOM : ERANGE);
    return exception.retval;
}

/* The functions of one argument. The second name is glibc's. Infinity out of a finite argument is an
 * overflow, or a pole where `pole` says so. */
#define UNARY(name, host, pole)                                                                              \
    double CDECL msvcrt_##name(double x)                                                                     \
    {                                                                                                        \
        double result = host(x);                                                                             \
        if (__builtin_expect(isfinite(result), 1))                                                           \
            return result;                                                                                   \
        if (isnan(result))                                                                                   \
            return crt_math_error(#name, MATH_DOMAIN, x, 0, result);                                         \
        if (isinf(x))                                                                                        \
            return result;                                                                                   \
        return crt_math_error(#name, pole ? MATH_SING : MATH_OVERFLOW, x, 0, result);                        \
    }

UNARY(acos, acos, false)
UNARY(asin, asin, false)
UNARY(atan, atan, false)
UNARY(cos, cos, false)
UNARY(cosh, cosh, false)
UNARY(log, log, true)
UNARY(log10, log10, true)
UNARY(sin, sin, false)
UNARY(sinh, sinh, false)
UNARY(sqrt, sqrt, false)
UNARY(tan, tan, false)
UNARY(tanh, tanh, false)
UNARY(_logb, logb, true)
UNARY(_j0, j0, false)
UNARY(_j1, j1, false)

double CDECL msvcrt_exp(double x)
{
    double result = exp(x);
    if (__builtin_expect(result >= DBL_MIN && result <= DBL_MAX, 1))
        return result;
    if (isnan(result))
        return crt_math_error("exp", MATH_DOMAIN, x, 0, result);
    if (isinf(x))
        return result;
    return crt_math_error("exp", x > 0 ? MATH_OVERFLOW : MATH_UNDERFLOW, x, 0, result);
}

double CDECL msvcrt_ceil(double x)
{
    return ceil(x);
}

double CDECL msvcrt_floor(double x)
{
    return floor(x);
}

double CDECL msvcrt_fabs(double x)
{
    return fabs(x);
}

double CDECL msvcrt_atan2(double y, double x)
{
    double result = atan2(y, x);
    return isnan(result) ? crt_math_error("atan2", MATH_DOMAIN, y, x, result) : result;
}

double CDECL msvcrt_fmod(double x, double y)
{
    double result = fmod(x, y);
    return isnan(result) ? crt_math_error("fmod", MATH_DOMAIN, x, y, result) : result;
}

double CDECL msvcrt_pow(double x, double y)
{
    double result = pow(x, y);
    if (__builtin_expect(isfinite(result), 1)) {
        if (result == 0 && x != 0 && isfinite(x) && isfinite(y))
            return crt_math_error("pow", MATH_UNDERFLOW, x, y, result);
        return result;
    }
    if (isnan(result))
        return crt_math_error("pow", MATH_DOMAIN, x, y, result);
    if (isinf(x) || isinf(y))
        return result;
    return crt_math_error("pow", x == 0 ? MATH_SING : MATH_OVERFLOW, x, y, result);
}

double CDECL msvcrt__hypot(double x, double y)
{
    double result = hypot(x, y);
    return isinf(result) && isfinite(x) && isfinite(y) ? crt_math_error("_hypot", MATH_OVERFLOW, x, y, result)
                                                       : result;
}

struct crt_complex {
    double x, y;
};

double CDECL msvcrt__cabs(struct crt_complex z)
{
    return msvcrt__hypot(z.x, z.y);
}

double CDECL msvcrt_frexp(double x, int *exponent)
{
    return frexp(x, exponent);
}

static double scale(const char *name, double x, int exponent)
{
    double result = ldexp(x, exponent);
    if (isinf(result) && isfinite(x))
        return crt_math_error(name, MATH_OVERFLOW, x, exponent, result);
    if (result == 0 && x != 0)
        return crt_math_error(name, MATH_UNDERFLOW, x, exponent, result);
    return result;
}

double CDECL msvcrt_ldexp(double x, int exponent)
{
    return scale("ldexp", x, exponent);
}

double CDECL msvcrt__scalb(double x, int32_t exponent)
{
    return scale("_scalb", x, exponent);
}

double CDECL msvcrt_modf(double x, double *whole)
{
    return modf(x, whole);
}

double CDECL msvcrt__jn(int n, double x)
{
    return jn(n, x);
}

/* Bessel functions of the second kind live right of zero. */
static double bessel_checked(const char *name, double x, double result)
{
    if (x < 0)
        return crt_math_error(name, MATH_DOMAIN, x, 0, -HUGE_VAL);
    return x == 0 ? crt_math_error(name, MATH_SING, x, 0, -HUGE_VAL) : result;
}

double CDECL msvcrt__y0(double x)
{
    return bessel_checked("_y0", x, y0(x));
}

double CDECL msvcrt__y1(double x)
{
    return bessel_checked("_y1", x, y1(x));
}

double CDECL msvcrt__yn(int n, double x)
{
    return bessel_checked("_yn", x, yn(n, x));
}

/* ---- looking at numbers ---- */

double CDECL msvcrt__copysign(double x, double sign)
{
    return copysign(x, sign);
}

double CDECL msvcrt__chgsign(double x)
{
    return -x;
}

int CDECL msvcrt__finite(double x)
{
    return isfinite(x) != 0;
}

int CDECL msvcrt__isnan(double x)
{
    return isnan(x) != 0;
}

double CDECL msvcrt__nextafter(double x, double y)
{
    return nextafter(x, y);
}

static int class_of(int kind, bool negative, bool quiet)
{
    switch (kind) {
    case FP_NAN:
        return quiet ? 0x2 : 0x1;
    case FP_INFINITE:
        return negative ? 0x4 : 0x200;
    case FP_NORMAL:
        return negative ? 0x8 : 0x100;
    case FP_SUBNORMAL:
        return negative ? 0x10 : 0x80;
    default:
        return negative ? 0x20 : 0x40;
    }
}

int CDECL msvcrt__fpclass(double x)
{
    uint64_t bits;
    __builtin_memcpy(&bits, &x, sizeof(bits));
    return class_of(fpclassify(x), bits >> 63, bits >> 51 & 1);
}

int CDECL msvcrt__fpclassf(float x)
{
    uint32_t bits;
    __builtin_memcpy(&bits, &x, sizeof(bits));
    return class_of(fpclassify(x), bits >> 31, bits >> 22 & 1);
}
