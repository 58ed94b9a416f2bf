/* SPDX-License-Identifier: MIT
 *
 * What C99 adds to math.h, by table, and fenv.h. The functions come out of the DLL, as mingw has its own.
 */
#include "../msvcrt/crt_dll.h"
#include <math.h>

static const double infinity = __builtin_inf(), not = __builtin_nan("");

static int same(double a, double b)
{
    return isnan(a) ? isnan(b) : a == b ? signbit(a) == signbit(b) : fabs(a - b) <= fabs(b) * 4e-16;
}

static int same_float(float a, float b)
{
    return isnan(a) ? isnan(b) : a == b ? signbit(a) == signbit(b) : fabsf(a - b) <= fabsf(b) * 3e-7f;
}

static const struct {
    const char *name;
    double x, result;
    int error;
} unary[] = {
    {"acosh", 1, 0},
    {"acosh", 2, 1.3169578969248167},
    {"acosh", 0.5, __builtin_nan(""), EDOM},
    {"asinh", 1, 0.881373587019543},
    {"asinh", -0.0, -0.0},
    {"atanh", 0.5, 0.5493061443340548},
    {"atanh", 1, __builtin_inf(), ERANGE},
    {"atanh", 2, __builtin_nan(""), EDOM},
    {"cbrt", -27, -3},
    {"erf", 0.5, 0.5204998778130465},
    {"erfc", 0.5, 0.4795001221869535},
    {"exp2", 10, 1024},
    {"exp2", 5000, __builtin_inf(), ERANGE},
    {"expm1", 1, 1.718281828459045},
    {"expm1", 1e4, __builtin_inf(), ERANGE},
    {"lgamma", 10, 12.801827480081469},
    {"lgamma", -2, __builtin_inf(), ERANGE},
    {"log1p", -1, -__builtin_inf(), ERANGE},
    {"log1p", -2, __builtin_nan(""), EDOM},
    {"log1p", 1, 0.6931471805599453},
    {"log2", 8, 3},
    {"log2", 0, -__builtin_inf(), ERANGE},
    {"log2", -1, __builtin_nan(""), EDOM},
    {"nearbyint", 2.5, 2},
    {"rint", -0.5, -0.0},
    {"round", 2.5, 3},
    {"round", -2.5, -3},
    {"tgamma", 5, 24},
    {"tgamma", 0, __builtin_inf(), ERANGE},
    {"tgamma", -1, __builtin_nan(""), EDOM},
    {"tgamma", 200, __builtin_inf(), ERANGE},
    {"trunc", -1.75, -1},
};

TEST(one_argument)
{
    for (unsigned i = 0; i < COUNT(unary); i++) {
        char name[16];
        errno = 0;
        for (unsigned form = 0; form < 3; form++) {
            strcpy(name, unary[i].name);
            strcat(name, form == 0 ? "" : form == 1 ? "l" : "f");
            double result = form == 2 ? ((float(__cdecl *)(float))crt_function(name))((float)unary[i].x)
                                      : ((double(__cdecl *)(double))crt_function(name))(unary[i].x);
            if (!(form == 2 ? same_float((float)result, (float)unary[i].result)
                            : same(result, unary[i].result)) ||
                errno != unary[i].error)
                guest_fail(__FILE__, (int)i, name);
            errno = 0;
            if (form < 2 && !isnan(((double(__cdecl *)(double))crt_function(name))(not )))
                guest_fail(__FILE__, (int)i, "a NaN");
            CHECK_ERRNO(0);
        }
    }
}

TEST(more_arguments)
{
    int quotient = 7;
    CHECK(same(CRT(double, fdim, double, double)(5, 3), 2) &&
          same(CRT(double, fdim, double, double)(3, 5), 0));
    CHECK(same(CRT(double, fmax, double, double)(not, 3), 3) &&
          same(CRT(double, fmin, double, double)(3, 5), 3));
    CHECK(same(CRT(double, fma, double, double, double)(0x1p53 + 2, 0x1p53 - 2, -0x1p106), -4));
    CHECK(same(CRT(double, remainder, double, double)(5, 3), -1));
    CHECK_ERRNO(0);
    CHECK(isnan(CRT(double, remainder, double, double)(5, 0)));
    CHECK_ERRNO(EDOM);
    CHECK(same(CRT(double, remquo, double, double, int *)(29, 3, &quotient), -1));
    CHECK_EQ(quotient & 7, 10 & 7);
    CHECK(same(CRT(double, hypot, double, double)(3, 4), 5));
    CHECK(same(CRT(double, copysign, double, double)(3, -0.0), -3));
    CHECK(same(CRT(float, copysignf, float, float)(3, -0.0f), -3));
    CHECK(CRT(double, logb, double)(10) == 3);
    CHECK(CRT(double, nextafter, double, double)(1, 2) == 1 + 0x1p-52);
    CHECK(CRT(float, nexttowardf, float, double)(1, 2) == 1 + 0x1p-23f);
    CHECK(CRT(double, scalbn, double, int)(3, 4) == 48 && CRT(double, scalbln, double, long)(3, -1) == 1.5);
    CHECK(isnan(CRT(double, nan, const char *)("12")));
    CHECK_ERRNO(0);
    CHECK(isinf(CRT(double, scalbn, double, int)(1, 3000)));
    CHECK_ERRNO(ERANGE);
}

TEST(integers)
{
    CHECK_EQ(CRT(long, lrint, double)(2.5), 2);
    CHECK_EQ(CRT(long, lround, double)(2.5), 3);
    CHECK_EQ(CRT(long, lroundf, float)(-2.5f), -3);
    CHECK_EQ(CRT(long long, llrint, double)(1e15 + 0.5), 1000000000000000);
    CHECK_EQ(CRT(long long, llround, double)(-1e15 - 0.5), -1000000000000001);
    CHECK_ERRNO(0);
    CHECK_EQ(CRT(long, lrint, double)(3e9), LONG_MIN);
    CHECK_ERRNO(EDOM);
    CHECK_EQ(CRT(int, ilogb, double)(8.5), 3);
    CHECK_EQ(CRT(int, ilogb, double)(0x1p-1070), -1070);
    CHECK_ERRNO(0);
    CHECK_EQ(CRT(int, ilogb, double)(0), INT_MIN);
    CHECK_EQ(CRT(int, ilogb, double)(not ), INT_MAX);
    CHECK_EQ(CRT(int, ilogbf, float)((float)infinity), INT_MAX);
    CHECK_ERRNO(EDOM);
}

TEST(classes)
{
    static const struct {
        double x;
        int class, sign;
    } rows[] = {{0, 0, 0},
                {-0.0, 0, 1},
                {1, -1, 0},
                {-1, -1, 1},
                {0x1p-1060, -2, 0},
                {-__builtin_inf(), 1, 1},
                {__builtin_nan(""), 2, 0}};
    for (unsigned i = 0; i < COUNT(rows); i++) {
        double x = rows[i].x;
        CHECK_EQ(CRT(short, _dclass, double)(x), rows[i].class);
        CHECK_EQ(CRT(short, _dtest, double *)(&x), rows[i].class);
        CHECK_EQ(CRT(int, _dsign, double)(x) != 0, rows[i].sign);
        float narrow = x == 0x1p-1060 ? 0x1p-140f : (float)x;
        CHECK_EQ(CRT(short, _fdclass, float)(narrow), rows[i].class);
        CHECK_EQ(CRT(short, _fdtest, float *)(&narrow), rows[i].class);
        CHECK_EQ(CRT(int, _fdsign, float)(narrow) != 0, rows[i].sign);
    }
    CHECK_EQ(CRT(int, _dpcomp, double, double)(1, 2), 1);
    CHECK_EQ(CRT(int, _dpcomp, double, double)(2, 2), 2);
    CHECK_EQ(CRT(int, _dpcomp, double, double)(3, 2), 4);
    CHECK_EQ(CRT(int, _fdpcomp, float, float)(3, (float)not ), 0);
}

/* ---- fenv.h ---- */

struct environment {
    unsigned long control, status;
};

TEST(rounding_and_exceptions)
{
    int(__cdecl * test)(int) = crt_function("fetestexcept"),
                  (__cdecl * clear)(int) = crt_function("feclearexcept");
    int(__cdecl * round_to)(int) = crt_function("fesetround");
    volatile double one = 1, three = 3, zero = 0;
    struct environment saved, zeros = {0, 0};
    unsigned long flags = 0;
    CHECK_EQ(clear(0x1F), 0);
    CHECK_EQ(test(0x1F), 0);
    three = one / three;
    CHECK_EQ(test(0x1F), 0x01); /* FE_INEXACT */
    one = 1 / zero;
    CHECK_EQ(test(0x1F), 0x09);
    CHECK_EQ(clear(0x01), 0);
    CHECK_EQ(test(0x1F), 0x08); /* FE_DIVBYZERO */
    CHECK_EQ(CRT(int, fegetexceptflag, unsigned long *, int)(&flags, 0x1F), 0);
    CHECK_EQ(clear(0x1F), 0);
    CHECK_EQ(CRT(int, fesetexceptflag, const unsigned long *, int)(&flags, 0x08), 0);
    CHECK_EQ(test(0x1F), 0x08);
    for (int bit = 0; bit < 5; bit++) {
        flags = 1u << bit;
        clear(0x1F);
        CRT(int, fesetexceptflag, const unsigned long *, int)(&flags, 0x1F);
        CHECK_EQ(test(0x1F), 1 << bit);
        CHECK_EQ(CRT(unsigned, _statusfp, void)() & 0x1F, 1u << bit);
    }
    CHECK_EQ(CRT(int, fegetround, void)(), 0);
    CHECK_EQ(CRT(int, __fpe_flt_rounds, void)(), 1);
    CHECK_EQ(round_to(0x200), 0); /* FE_UPWARD */
    CHECK_EQ(CRT(int, fegetround, void)(), 0x200);
    CHECK_EQ(CRT(int, __fpe_flt_rounds, void)(), 2);
    CHECK_EQ(CRT(long, lrint, double)(2.25), 3);
    CHECK(round_to(0x77) != 0);
    CHECK_EQ(CRT(int, feholdexcept, struct environment *)(&saved), 0);
    CHECK_EQ(test(0x1F), 0);
    CHECK_EQ(CRT(int, fesetenv, const struct environment *)(&zeros), 0); /* the default one */
    CHECK_EQ(CRT(int, fegetround, void)(), 0);
    CHECK_EQ(CRT(unsigned, _controlfp, unsigned, unsigned)(0, 0) & 0x1F, 0x1F);
    CHECK_EQ(CRT(int, fesetenv, const struct environment *)(&saved), 0);
    CHECK_EQ(CRT(int, fegetround, void)(), 0x200);
    CHECK_EQ(test(0x1F), 0x11); /* lrint was inexact */
    CRT(int, fesetenv, const struct environment *)(&zeros);
}

static void all(void)
{
    crt_setup();
    RUN(one_argument);
    RUN(more_arguments);
    RUN(integers);
    RUN(classes);
    RUN(rounding_and_exceptions);
}
GUEST_MAIN(all();)
