/* SPDX-License-Identifier: MIT
 *
 * The DLL's math functions (mingw links many of its own): values, errno, the _matherr protocol, the control
 * word.
 */
#include <errno.h>
#include <float.h>
#include <math.h>
#include "guest.h"

static HMODULE dll;
typedef double (*one)(double);
typedef double (*two)(double, double);

static double call(const char *name, double x)
{
    one function = (one)(void *)GetProcAddress(dll, name);
    CHECK(function != NULL);
    errno = 0;
    return function ? function(x) : 0;
}

static double call2(const char *name, double x, double y)
{
    two function = (two)(void *)GetProcAddress(dll, name);
    CHECK(function != NULL);
    errno = 0;
    return function ? function(x, y) : 0;
}

static int close_to(double actual, double expected)
{
    double difference = actual - expected;
    return difference < 1e-12 && difference > -1e-12;
}

TEST(values)
{
    CHECK(close_to(call("sin", 1), 0.8414709848078965));
    CHECK(close_to(call("cos", 1), 0.5403023058681398));
    CHECK(close_to(call("tan", 1), 1.5574077246549023));
    CHECK(close_to(call("atan", 1), 0.7853981633974483));
    CHECK(close_to(call("exp", 1), 2.718281828459045));
    CHECK(close_to(call("log", 10), 2.302585092994046));
    CHECK(close_to(call("log10", 1000), 3));
    CHECK(call("sqrt", 2.25) == 1.5);
    CHECK(call("floor", -1.5) == -2 && call("ceil", -1.5) == -1 && call("fabs", -1.5) == 1.5);
    CHECK(close_to(call("sinh", 1), 1.1752011936438014));
    CHECK(close_to(call("_j0", 1), 0.7651976865579666));
    CHECK(close_to(call("_y1", 1), -0.7812128213002887));
    CHECK(call2("pow", 2, 10) == 1024);
    CHECK(call2("fmod", -7.5, 2) == -1.5);
    CHECK(close_to(call2("atan2", 1, -1), 2.356194490192345));
    CHECK(call2("_hypot", 3, 4) == 5);
    CHECK(call2("_copysign", 3, -0.0) == -3);
    CHECK(call2("_nextafter", 1, 2) == 1 + DBL_EPSILON);
    double (*p_frexp)(double, int *) = (void *)GetProcAddress(dll, "frexp");
    double (*p_ldexp)(double, int) = (void *)GetProcAddress(dll, "ldexp");
    double (*p_modf)(double, double *) = (void *)GetProcAddress(dll, "modf");
    float (*p_sinf)(float) = (void *)GetProcAddress(dll, "sinf");
    int exponent;
    double whole;
    CHECK(p_frexp(48, &exponent) == 0.75 && exponent == 6);
    CHECK(p_ldexp(0.75, 6) == 48);
    CHECK(p_modf(-3.25, &whole) == -0.25 && whole == -3);
    CHECK(p_sinf(0.5f) > 0.47942f && p_sinf(0.5f) < 0.47943f);
}

TEST(errors_set_errno)
{
    CHECK(_isnan(call("sqrt", -1)));
    CHECK_EQ(errno, EDOM);
    CHECK(_isnan(call("acos", 2)));
    CHECK_EQ(errno, EDOM);
    CHECK(_isnan(call("log", -1)));
    CHECK_EQ(errno, EDOM);
    CHECK(call("log", 0) == -HUGE_VAL);
    CHECK_EQ(errno, ERANGE);
    CHECK(call("exp", 1000) == HUGE_VAL);
    CHECK_EQ(errno, ERANGE);
    CHECK(call2("pow", 10, 1000) == HUGE_VAL);
    CHECK_EQ(errno, ERANGE);
    CHECK(_isnan(call2("pow", -8, 0.5)));
    CHECK_EQ(errno, EDOM);
    CHECK(_isnan(call2("fmod", 1, 0)));
    CHECK(call("exp", 1) > 2);
    CHECK_EQ(errno, 0);
}

static struct _exception seen;
static int __cdecl on_error(struct _exception *exception)
{
    seen = *exception;
    exception->retval = 77;
    return 1;
}

TEST(a_handler_has_the_last_word)
{
    void (*set)(int(__cdecl *)(struct _exception *)) = (void *)GetProcAddress(dll, "__setusermatherr");
    set(on_error);
    CHECK(call("sqrt", -4) == 77);
    CHECK_EQ(errno, 0);
    CHECK_EQ(seen.type, _DOMAIN);
    CHECK_TEXT(seen.name, "sqrt");
    CHECK(seen.arg1 == -4);
    set(NULL);
}

TEST(kinds_of_numbers)
{
    volatile double zero = 0;
    CHECK_EQ(_fpclass(1.5), _FPCLASS_PN);
    CHECK_EQ(_fpclass(-1.5), _FPCLASS_NN);
    CHECK_EQ(_fpclass(-zero), _FPCLASS_NZ);
    CHECK_EQ(_fpclass(zero), _FPCLASS_PZ);
    CHECK_EQ(_fpclass(1 / zero), _FPCLASS_PINF);
    CHECK_EQ(_fpclass(-1 / zero), _FPCLASS_NINF);
    CHECK_EQ(_fpclass(4.9e-324), _FPCLASS_PD);
    CHECK(_fpclass(zero / zero) & (_FPCLASS_QNAN | _FPCLASS_SNAN));
    CHECK(_finite(1) && !_finite(1 / zero));
}

TEST(the_control_word)
{
    unsigned (*control)(unsigned, unsigned) = (void *)GetProcAddress(dll, "_controlfp");
    unsigned (*clear)(void) = (void *)GetProcAddress(dll, "_clearfp");
    unsigned (*status)(void) = (void *)GetProcAddress(dll, "_statusfp");
    unsigned old = control(0, 0);
    CHECK_EQ(old & _MCW_EM, _MCW_EM);
    CHECK_EQ(old & _MCW_RC, _RC_NEAR);
    CHECK_EQ(control(_RC_UP, _MCW_RC) & _MCW_RC, _RC_UP);
    volatile double one = 1, three = 3;
    double up = one / three;
    control(_RC_DOWN, _MCW_RC);
    double down = one / three;
    control(_RC_NEAR, _MCW_RC);
    CHECK(up > down);
    clear();
    volatile double zero = 0, result = one / zero;
    (void)result;
    CHECK_EQ(status() & _EM_ZERODIVIDE, _EM_ZERODIVIDE);
    CHECK_EQ(clear() & _EM_ZERODIVIDE, _EM_ZERODIVIDE);
    CHECK_EQ(status(), 0);
}

GUEST_MAIN(dll = GetModuleHandleA("msvcrt.dll"); RUN(values); RUN(errors_set_errno);
           RUN(a_handler_has_the_last_word); RUN(kinds_of_numbers); RUN(the_control_word);)
