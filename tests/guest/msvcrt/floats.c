/* SPDX-License-Identifier: MIT
 *
 * math.h and float.h by table: values and special values of every function of double and of float, errno,
 * what the handler of math errors is told, and each control and status bit.
 */
#include <float.h>
#include <math.h>
#include "crt_dll.h"

static struct _exception told;
static unsigned told_count;

static int __cdecl on_error(struct _exception *exception)
{
    told = *exception;
    told_count++;
    return 0; /* go on: errno is set */
}

#undef DOMAIN
#undef SING
enum { NONE, DOMAIN, SING, OVER, UNDER }; /* _DOMAIN, _SING, _OVERFLOW, _UNDERFLOW */

/* Whether two results are the same up to `scale` units in the last places; zeros and infinities with their
 * sign. */
static int same(double actual, double expected, double scale)
{
    if (isnan(expected))
        return isnan(actual);
    if (expected == 0 || isinf(expected))
        return actual == expected && signbit(actual) == signbit(expected);
    return fabs(actual - expected) <= fabs(expected) * scale;
}

static void check_error(const char *name, int type)
{
    int failures = guest_failures;
    CHECK_EQ(told_count, type != NONE);
    if (type != NONE && told_count)
        CHECK(told.type == type && told.name && strcmp(told.name, name) == 0);
    CHECK_ERRNO(type == DOMAIN ? EDOM : type == NONE || type == UNDER ? 0 : ERANGE);
    told_count = 0;
    if (failures != guest_failures)
        guest_write(name), guest_write("\n");
}

static const double huge = HUGE_VAL, none = NAN;

static const struct {
    const char *name, *name_f; /* NULL: no such function of float */
    double x, result;
    int type, type_f;
} unary[] = {
    {"acos", "acosf", -1, 3.14159265358979312, NONE, NONE},
    {"acos", "acosf", 1.5, NAN, DOMAIN, DOMAIN},
    {"asin", "asinf", -0.0, -0.0, NONE, NONE},
    {"asin", "asinf", -2, NAN, DOMAIN, DOMAIN},
    {"atan", "atanf", HUGE_VAL, 1.57079632679489656, NONE, NONE},
    {"atan", "atanf", -0.0, -0.0, NONE, NONE},
    {"ceil", "ceilf", -0.5, -0.0, NONE, NONE},
    {"ceil", "ceilf", 1.25, 2, NONE, NONE},
    {"ceil", "ceilf", -HUGE_VAL, -HUGE_VAL, NONE, NONE},
    {"cos", "cosf", 0, 1, NONE, NONE},
    {"cos", "cosf", HUGE_VAL, NAN, DOMAIN, DOMAIN},
    {"cosh", "coshf", 0, 1, NONE, NONE},
    {"cosh", "coshf", -800, HUGE_VAL, OVER, OVER},
    {"cosh", "coshf", -HUGE_VAL, HUGE_VAL, NONE, NONE},
    {"exp", "expf", 0, 1, NONE, NONE},
    {"exp", "expf", 800, HUGE_VAL, OVER, OVER},
    {"exp", "expf", -800, 0, UNDER, UNDER},
    {"exp", "expf", -HUGE_VAL, 0, NONE, NONE},
    {"fabs", NULL, -0.0, 0, NONE, NONE},
    {"floor", "floorf", -1.25, -2, NONE, NONE},
    {"floor", "floorf", -0.0, -0.0, NONE, NONE},
    {"log", "logf", 1, 0, NONE, NONE},
    {"log", "logf", 0, -HUGE_VAL, SING, SING},
    {"log", "logf", -1, NAN, DOMAIN, DOMAIN},
    {"log", "logf", HUGE_VAL, HUGE_VAL, NONE, NONE},
    {"log10", "log10f", 0.001, -3, NONE, NONE},
    {"log10", "log10f", -0.0, -HUGE_VAL, SING, SING},
    {"log10", "log10f", -2, NAN, DOMAIN, DOMAIN},
    {"sin", "sinf", -0.0, -0.0, NONE, NONE},
    {"sin", "sinf", -HUGE_VAL, NAN, DOMAIN, DOMAIN},
    {"sinh", "sinhf", 1, 1.1752011936438014, NONE, NONE},
    {"sinh", "sinhf", -800, -HUGE_VAL, OVER, OVER},
    {"sqrt", "sqrtf", 2.25, 1.5, NONE, NONE},
    {"sqrt", "sqrtf", -0.0, -0.0, NONE, NONE},
    {"sqrt", "sqrtf", -1, NAN, DOMAIN, DOMAIN},
    {"tan", "tanf", 0.5, 0.54630248984379048, NONE, NONE},
    {"tan", "tanf", HUGE_VAL, NAN, DOMAIN, DOMAIN},
    {"tanh", "tanhf", -HUGE_VAL, -1, NONE, NONE},
    {"tanh", "tanhf", 0.5, 0.46211715726000973, NONE, NONE},
    {"_logb", "_logbf", 40, 5, NONE, NONE},
    {"_logb", "_logbf", 0, -HUGE_VAL, SING, SING},
    {"_logb", "_logbf", -HUGE_VAL, HUGE_VAL, NONE, NONE},
    {"_j0", NULL, 0, 1, NONE, NONE},
    {"_j1", NULL, 1, 0.44005058574493355, NONE, NONE},
    {"_y0", NULL, 1, 0.088256964215676958, NONE, NONE},
    {"_y0", NULL, -1, -HUGE_VAL, DOMAIN, NONE},
    {"_y1", NULL, 1, -0.78121282130028868, NONE, NONE},
    {"_y1", NULL, -1, -HUGE_VAL, DOMAIN, NONE},
};

TEST(functions_of_one_number)
{
    for (size_t i = 0; i < COUNT(unary); i++) {
        double (*call)(double) = crt_function(unary[i].name);
        int failures = guest_failures;
        CHECK(same(call(unary[i].x), unary[i].result, 4e-16));
        check_error(unary[i].name, unary[i].type);
        if (unary[i].name_f) {
            float (*call_f)(float) = crt_function(unary[i].name_f);
            CHECK(same(call_f((float)unary[i].x), unary[i].result, 2e-7));
            check_error(unary[i].name_f, unary[i].type_f);
        }
        if (failures != guest_failures)
            guest_write(unary[i].name), guest_write_number(i), guest_write("\n");
    }
    /* A NaN is a domain error of most functions. */
    static const char *const names[] = {"acos", "asin",  "atan", "cos",  "cosh", "exp",
                                        "log",  "log10", "sin",  "sqrt", "tan"};
    for (size_t i = 0; i < COUNT(names); i++) {
        CHECK(isnan(((double (*)(double))crt_function(names[i]))(none)));
        check_error(names[i], DOMAIN);
    }
}

static const struct {
    const char *name, *name_f;
    double x, y, result;
    int type;
} binary[] = {
    {"pow", "powf", 2, -2, 0.25, NONE},
    {"pow", "powf", 0, 0, 1, NONE},
    {"pow", "powf", NAN, 0, 1, NONE},
    {"pow", "powf", -8, 1.0 / 3, NAN, DOMAIN},
    {"pow", "powf", -0.0, -1, -HUGE_VAL, SING},
    {"pow", "powf", 0, -2, HUGE_VAL, SING},
    {"pow", "powf", -10, 401, -HUGE_VAL, OVER},
    {"pow", "powf", 10, -401, 0, UNDER},
    {"pow", "powf", 2, -HUGE_VAL, 0, NONE},
    {"fmod", "fmodf", -7.5, 2, -1.5, NONE},
    {"fmod", "fmodf", -4, 2, -0.0, NONE},
    {"fmod", "fmodf", 1, 0, NAN, DOMAIN},
    {"fmod", "fmodf", HUGE_VAL, 2, NAN, DOMAIN},
    {"fmod", "fmodf", 5, HUGE_VAL, 5, NONE},
    {"atan2", "atan2f", 0, -1, 3.14159265358979312, NONE},
    {"atan2", "atan2f", -0.0, 1, -0.0, NONE},
    {"atan2", "atan2f", 0, 0, 0, NONE},
    {"atan2", "atan2f", HUGE_VAL, -HUGE_VAL, 2.3561944901923448, NONE},
    {"_hypot", "_hypotf", -3, 4, 5, NONE},
    {"_hypot", "_hypotf", HUGE_VAL, NAN, HUGE_VAL, NONE},
    {"_copysign", "_copysignf", 3, -0.0, -3, NONE},
    {"_copysign", "_copysignf", -HUGE_VAL, 1, HUGE_VAL, NONE},
    {"_nextafter", "_nextafterf", 1, 1, 1, NONE},
    {"_nextafter", "_nextafterf", -0.0, 0, 0, NONE},
};

TEST(functions_of_two_numbers)
{
    for (size_t i = 0; i < COUNT(binary); i++) {
        double (*call)(double, double) = crt_function(binary[i].name);
        float (*call_f)(float, float) = crt_function(binary[i].name_f);
        int failures = guest_failures;
        CHECK(same(call(binary[i].x, binary[i].y), binary[i].result, 4e-16));
        check_error(binary[i].name, binary[i].type);
        CHECK(same(call_f((float)binary[i].x, (float)binary[i].y), binary[i].result, 2e-7));
        check_error(binary[i].name_f, binary[i].type);
        if (failures != guest_failures)
            guest_write_number(i), guest_write(" is the row\n");
    }
    CHECK(CRT(double, _hypot, double, double)(DBL_MAX, DBL_MAX) == huge);
    check_error("_hypot", OVER);
    CHECK(CRT(float, _nextafterf, float, float)(1, 2) == 1 + FLT_EPSILON);
    CHECK(CRT(double, _nextafter, double, double)(0, -1) == -4.9406564584124654e-324);
    struct pair {
        double x, y;
    };
    CHECK(CRT(double, _cabs, struct pair)((struct pair){-5, 12}) == 13);
    errno = 0;
    told_count = 0;
}

TEST(parts_of_numbers)
{
    static const struct {
        double x, fraction;
        int exponent;
    } rows[] = {{48, 0.75, 6}, {-0.1, -0.8, -3}, {0, 0, 0}, {4.9406564584124654e-324, 0.5, -1073}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        int exponent = 99;
        CHECK(CRT(double, frexp, double, int *)(rows[i].x, &exponent) == rows[i].fraction);
        CHECK_EQ(exponent, rows[i].exponent);
        CHECK(CRT(double, ldexp, double, int)(rows[i].fraction, rows[i].exponent) == rows[i].x);
        CHECK(CRT(double, _scalb, double, int)(rows[i].fraction, rows[i].exponent) == rows[i].x);
    }
    check_error("", NONE);
    CHECK(CRT(double, ldexp, double, int)(-1, 2000) == -huge);
    check_error("ldexp", OVER);
    CHECK(CRT(double, ldexp, double, int)(1, -2000) == 0);
    check_error("ldexp", UNDER);
    CHECK(CRT(float, _scalbf, float, int)(0.75f, 3) == 6);
    check_error("", NONE);
    CHECK(CRT(float, _scalbf, float, int)(1, 2000) == (float)huge);
    check_error("_scalbf", OVER);
    double whole;
    float whole_f;
    CHECK(same(CRT(double, modf, double, double *)(-3.25, &whole), -0.25, 0) && whole == -3);
    CHECK(same(CRT(double, modf, double, double *)(-huge, &whole), -0.0, 0) && whole == -huge);
    CHECK(CRT(float, modff, float, float *)(2.5f, &whole_f) == 0.5f && whole_f == 2);
    CHECK(same(CRT(double, _chgsign, double)(0), -0.0, 0));
    CHECK(same(CRT(float, _chgsignf, float)(-2), 2, 0));
    CHECK(same(CRT(double, _jn, int, double)(2, 1), 0.11490348493190049, 1e-14));
    CHECK(same(CRT(double, _yn, int, double)(2, 1), -1.6506826068162546, 1e-14));
    check_error("", NONE);
    CHECK(CRT(double, _yn, int, double)(2, -1) == -huge);
    check_error("_yn", DOMAIN);
}

TEST(kinds_of_numbers)
{
    static const struct {
        uint64_t bits;
        uint32_t bits_f;
        int kind;
    } rows[] = {
        {0x7FF0000000000001, 0x7F800001, _FPCLASS_SNAN},
        {0x7FF8000000000000, 0x7FC00000, _FPCLASS_QNAN},
        {0xFFF0000000000000, 0xFF800000, _FPCLASS_NINF},
        {0xBFF0000000000000, 0xBF800000, _FPCLASS_NN},
        {0x8000000000000001, 0x80000001, _FPCLASS_ND},
        {0x8000000000000000, 0x80000000, _FPCLASS_NZ},
        {0, 0, _FPCLASS_PZ},
        {1, 1, _FPCLASS_PD},
        {0x3FF0000000000000, 0x3F800000, _FPCLASS_PN},
        {0x7FF0000000000000, 0x7F800000, _FPCLASS_PINF},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double value;
        float value_f;
        memcpy(&value, &rows[i].bits, sizeof(value));
        memcpy(&value_f, &rows[i].bits_f, sizeof(value_f));
        int nan = rows[i].kind <= 2,
            finite = !nan && rows[i].kind != _FPCLASS_NINF && rows[i].kind != _FPCLASS_PINF;
        CHECK_EQ(CRT(int, _fpclass, double)(value), rows[i].kind);
        CHECK_EQ(CRT(int, _fpclassf, float)(value_f), rows[i].kind);
        CHECK_EQ(!!CRT(int, _isnan, double)(value), nan);
        CHECK_EQ(!!CRT(int, _isnanf, float)(value_f), nan);
        CHECK_EQ(!!CRT(int, _finite, double)(value), finite);
        CHECK_EQ(!!CRT(int, _finitef, float)(value_f), finite);
    }
}

TEST(control_and_status)
{
    unsigned (*control)(unsigned, unsigned) = crt_function("_controlfp");
    unsigned (*control87)(unsigned, unsigned) = crt_function("_control87");
    int (*control_s)(unsigned *, unsigned, unsigned) = crt_function("_controlfp_s");
    unsigned (*status)(void) = crt_function("_statusfp"), (*clear)(void) = crt_function("_clearfp");
    CHECK_EQ(control(0, 0) & _MCW_EM, _MCW_EM);
    static const unsigned roundings[] = {_RC_UP, _RC_DOWN, _RC_CHOP, _RC_NEAR};
    static const double thirds[] = {0x1.5555555555556p-2, 0x1.5555555555555p-2, 0x1.5555555555555p-2,
                                    0x1.5555555555555p-2};
    volatile double one = 1, three = 3, zero = 0, most = DBL_MAX, least = DBL_MIN;
    for (size_t i = 0; i < COUNT(roundings); i++) {
        CHECK_EQ(control(roundings[i], _MCW_RC) & _MCW_RC, roundings[i]);
        CHECK(one / three == thirds[i]);
        CHECK(-one / three == -(roundings[i] == _RC_UP     ? 0x1.5555555555555p-2
                                : roundings[i] == _RC_DOWN ? 0x1.5555555555556p-2
                                                           : thirds[i]));
    }
    /* _control87 alone reaches the mask of denormals. */
    unsigned before = control87(0, 0);
    CHECK_EQ(control(0, _EM_DENORMAL) & _EM_DENORMAL, before & _EM_DENORMAL);
    CHECK_EQ(control87(0, _EM_DENORMAL) & _EM_DENORMAL, 0);
    CHECK_EQ(control87(_EM_DENORMAL, _EM_DENORMAL) & _EM_DENORMAL, _EM_DENORMAL);
    CHECK_EQ(control(_DN_FLUSH, _MCW_DN) & _MCW_DN, _DN_FLUSH);
    volatile double tiny = least / three;
    CHECK(tiny == 0);
    CHECK_EQ(control(_DN_SAVE, _MCW_DN) & _MCW_DN, _DN_SAVE);
    tiny = least / three;
    CHECK(tiny > 0);

    unsigned now = 0;
    CHECK_EQ(control_s(&now, 0, 0), 0);
    CHECK_EQ(now, control(0, 0));
    CHECK_EQ(control_s(NULL, _RC_UP, _MCW_RC), 0);
    CHECK_EQ(control_s(&now, _RC_NEAR, _MCW_RC), 0);
    CHECK_EQ(now & _MCW_RC, _RC_NEAR);
    CHECK_INVALID(0, 0);
    CHECK_EQ(control_s(&now, 0x10000000, 0x10000000), EINVAL);
    CHECK_INVALID(EINVAL, 1);

    volatile double result;
    clear();
    CHECK_EQ(status(), 0);
    result = zero / zero;
    CHECK_EQ(status(), _EM_INVALID);
    CHECK_EQ(clear(), _EM_INVALID);
    result = one / zero;
    CHECK_EQ(clear(), _EM_ZERODIVIDE);
    result = most * most;
    CHECK_EQ(clear(), _EM_OVERFLOW | _EM_INEXACT);
    result = least * least;
    CHECK_EQ(clear(), _EM_UNDERFLOW | _EM_INEXACT);
    result = one / three;
    CHECK_EQ(clear(), _EM_INEXACT);
    tiny = 4.9406564584124654e-324;
    result = tiny + one;
    CHECK_EQ(clear() & _EM_DENORMAL, _EM_DENORMAL);
    CHECK_EQ(clear(), 0);
    (void)result;
    control(_RC_CHOP, _MCW_RC);
    CRT(void, _fpreset, void)();
    CHECK_EQ(control(0, 0) & _MCW_RC, _RC_NEAR);
    CHECK_EQ(control(0, 0) & _MCW_EM, _MCW_EM);
}

GUEST_MAIN(crt_setup(); CRT(void, __setusermatherr, void *)((void *)on_error); RUN(functions_of_one_number);
           RUN(functions_of_two_numbers); RUN(parts_of_numbers); RUN(kinds_of_numbers);
           RUN(control_and_status);)
