/* SPDX-License-Identifier: MIT
 *
 * complex.h: every function for double, float and long double (which is a double), by glibc's values for 1/2
 * + 1/4 i. Microsoft's compiler has no complex type: a number is a structure of two, and of floats it travels
 * in a register.
 */
#include "../msvcrt/crt_dll.h"
#include <math.h>

typedef struct {
    double parts[2];
} complex_double;
typedef struct {
    float parts[2];
} complex_float;

static const complex_double z_double = {{0.5, 0.25}};
static const complex_float z_float = {{0.5, 0.25}};

static int is(complex_double z, double re, double im)
{
    return fabs(z.parts[0] - re) < 1e-14 && fabs(z.parts[1] - im) < 1e-14;
}

static int is_float(complex_float z, double re, double im)
{
    return fabs(z.parts[0] - re) < 3e-7 && fabs(z.parts[1] - im) < 3e-7;
}

#define MAPPINGS(X)                                                                                          \
    X(cacos, 1.0691874735193958, -0.28139605624529274)                                                       \
    X(cacosh, 0.28139605624529274, 1.0691874735193958)                                                       \
    X(casin, 0.50160885327550075, 0.28139605624529274)                                                       \
    X(casinh, 0.49267568342077062, 0.2243284526346675)                                                       \
    X(catan, 0.4842544903299662, 0.20058661813123432)                                                        \
    X(catanh, 0.50037000005253107, 0.31439814320771647)                                                      \
    X(ccos, 0.90515015055960679, -0.12110879604381165)                                                       \
    X(ccosh, 1.0925708047319176, 0.12892104172809826)                                                        \
    X(cexp, 1.5974665191199127, 0.40790017007835982)                                                         \
    X(clog, -0.58157540490284043, 0.46364760900080609)                                                       \
    X(clog10, -0.25257498915995297, 0.20135959813668655)                                                     \
    X(conj, 0.5, -0.25)                                                                                      \
    X(cproj, 0.5, 0.25)                                                                                      \
    X(csin, 0.49448578093319501, 0.22168816414957482)                                                        \
    X(csinh, 0.50489571438799496, 0.27897912835026151)                                                       \
    X(csqrt, 0.72767334511267745, 0.17178037486125622)                                                       \
    X(ctan, 0.50450070269856395, 0.3124206925025888)                                                         \
    X(ctanh, 0.4854872810241353, 0.19805544995134955)

#define CHECK_MAPPING(name, re, im)                                                                          \
    CHECK(is(CRT(complex_double, name, complex_double)(z_double), re, im));                                  \
    CHECK(is(CRT(complex_double, name##l, complex_double)(z_double), re, im));                               \
    CHECK(is_float(CRT(complex_float, name##f, complex_float)(z_float), re, im));

TEST(mappings){MAPPINGS(CHECK_MAPPING)}

#define MEASURES(X)                                                                                          \
    X(cabs, 0.55901699437494745)                                                                             \
    X(carg, 0.46364760900080609)                                                                             \
    X(creal, 0.5)                                                                                            \
    X(cimag, 0.25)                                                                                           \
    X(norm, 0.3125)

#define CHECK_MEASURE(name, value)                                                                           \
    CHECK(fabs(CRT(double, name, complex_double)(z_double) - (value)) < 1e-15);                              \
    CHECK(fabs(CRT(double, name##l, complex_double)(z_double) - (value)) < 1e-15);                           \
    CHECK(fabsf(CRT(float, name##f, complex_float)(z_float) - (float)(value)) < 1e-7f);

TEST(measures){MEASURES(CHECK_MEASURE)}

TEST(powers_and_products)
{
    complex_double exponent = {{2, -1}}, two = {{2, 0.5}};
    complex_float exponent_float = {{2, -1}}, two_float = {{2, 0.5}};
    CHECK(is(CRT(complex_double, cpow, complex_double, complex_double)(z_double, exponent),
             0.030747015341486387, 0.49587974862949635));
    CHECK(is(CRT(complex_double, cpowl, complex_double, complex_double)(z_double, exponent),
             0.030747015341486387, 0.49587974862949635));
    CHECK(is_float(CRT(complex_float, cpowf, complex_float, complex_float)(z_float, exponent_float),
                   0.030747015341486387, 0.49587974862949635));
    CHECK(is(CRT(complex_double, _LCmulcc, complex_double, complex_double)(z_double, two), 0.875, 0.75));
    CHECK(is(CRT(complex_double, _LCmulcr, complex_double, double)(z_double, 3), 1.5, 0.75));
    CHECK(is(CRT(complex_double, _LCbuild, double, double)(-1, 4), -1, 4));
    CHECK(is_float(CRT(complex_float, _FCmulcc, complex_float, complex_float)(z_float, two_float), 0.875,
                   0.75));
    CHECK(is_float(CRT(complex_float, _FCmulcr, complex_float, float)(z_float, 3), 1.5, 0.75));
    CHECK(is_float(CRT(complex_float, _FCbuild, float, float)(-1, 4), -1, 4));
}

#define COMPLEX(name, re, im) CRT(complex_double, name, complex_double)((complex_double){{re, im}})

TEST(some_exact_values)
{
    complex_double z = {{3, -4}};
    complex_float f = {{3, -4}};
    CHECK(CRT(double, cabs, complex_double)(z) == 5 && CRT(float, cabsf, complex_float)(f) == 5);
    CHECK(CRT(double, creal, complex_double)(z) == 3 && CRT(float, cimagf, complex_float)(f) == -4);
    CHECK(CRT(double, norm, complex_double)(z) == 25 && CRT(float, normf, complex_float)(f) == 25);
    CHECK(CRT(double, carg, complex_double)((complex_double){{-1, 0}}) == 3.141592653589793);
    CHECK(is(COMPLEX(csqrt, 3, -4), 2, -1) && is(COMPLEX(conj, 3, -4), 3, 4));
    CHECK(is(COMPLEX(cexp, 0, 3.141592653589793), -1, 0) && is(COMPLEX(clog, -1, 0), 0, 3.141592653589793));
    CHECK(is(COMPLEX(clog10, 100, 0), 2, 0) && is(COMPLEX(cproj, 1, 2), 1, 2));
    CHECK(is(COMPLEX(csinl, 0, 1), 0, 1.1752011936438014) && is(COMPLEX(ccos, 0, 1), 1.5430806348152437, 0));
    CHECK(
        is(CRT(complex_double, cpow, complex_double, complex_double)(z, (complex_double){{2, 0}}), -7, -24));
    CHECK(is(CRT(complex_double, _Cbuild, double, double)(1, 2), 1, 2));
    CHECK(is(CRT(complex_double, _Cmulcc, complex_double, complex_double)(z, z), -7, -24));
    CHECK(is(CRT(complex_double, _Cmulcr, complex_double, double)(z, 2), 6, -8));
    f = CRT(complex_float, _FCmulcc, complex_float, complex_float)(f, f);
    CHECK(f.parts[0] == -7 && f.parts[1] == -24);
    f = CRT(complex_float, csqrtf, complex_float)((complex_float){{-4, 0}});
    CHECK(f.parts[0] == 0 && f.parts[1] == 2);
}

GUEST_MAIN(crt_setup(); RUN(mappings); RUN(measures); RUN(powers_and_products); RUN(some_exact_values);)
