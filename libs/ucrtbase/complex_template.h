/* SPDX-License-Identifier: MIT
 *
 * complex.h for one type of number: included by complex.c and complex_float.c with REAL, COMPLEX (glibc's
 * type), NUMBER (the structure that guests pass and get), NAME(function) and HOST(function). Microsoft's
 * compiler has no complex type: a number is a structure of two.
 */

NUMBER
{
    REAL real, imaginary;
};

static inline COMPLEX PUT(NUMBER z)
{
    COMPLEX host;
    __real__ host = z.real;
    __imag__ host = z.imaginary;
    return host;
}

static inline NUMBER GET(COMPLEX host)
{
    return (NUMBER){__real__ host, __imag__ host};
}

#define MAPPING(function)                                                                                    \
    NUMBER CDECL NAME(function)(NUMBER z)                                                                    \
    {                                                                                                        \
        return GET(HOST(function)(PUT(z)));                                                                  \
    }

MAPPING(cacos)
MAPPING(cacosh)
MAPPING(casin)
MAPPING(casinh)
MAPPING(catan)
MAPPING(catanh)
MAPPING(ccos)
MAPPING(ccosh)
MAPPING(cexp)
MAPPING(clog)
MAPPING(clog10)
MAPPING(conj)
MAPPING(cproj)
MAPPING(csin)
MAPPING(csinh)
MAPPING(csqrt)
MAPPING(ctan)
MAPPING(ctanh)

NUMBER CDECL NAME(cpow)(NUMBER base, NUMBER exponent)
{
    return GET(HOST(cpow)(PUT(base), PUT(exponent)));
}

#define MEASURE(function, expression)                                                                        \
    REAL CDECL NAME(function)(NUMBER z)                                                                      \
    {                                                                                                        \
        return expression;                                                                                   \
    }

MEASURE(cabs, HOST(cabs)(PUT(z)))
MEASURE(carg, HOST(carg)(PUT(z)))
MEASURE(creal, z.real)
MEASURE(cimag, z.imaginary)
MEASURE(norm, z.real *z.real + z.imaginary * z.imaginary)

/* ---- what other compilers have operators for ---- */

NUMBER CDECL BUILD(build)(REAL real, REAL imaginary)
{
    return (NUMBER){real, imaginary};
}

NUMBER CDECL BUILD(mulcc)(NUMBER x, NUMBER y)
{
    return GET(PUT(x) * PUT(y));
}

NUMBER CDECL BUILD(mulcr)(NUMBER x, REAL y)
{
    return (NUMBER){x.real * y, x.imaginary * y};
}
