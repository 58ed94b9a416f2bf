/* SPDX-License-Identifier: MIT
 *
 * fenv.h. The exceptions' bits are those of x87's status word (FE_INEXACT is 1), the rounding modes those of
 * _controlfp. A fenv_t is what _control87 tells, with the exception masks inverted, so that one of zeros is
 * the default environment, and the exceptions.
 */
#include "../msvcrt/msvcrt.h"

enum { ALL_EXCEPT = 0x1F, ALL_MASKS = 0x8001F, ALL_ROUNDING = 0x300 };

struct crt_fenv {
    uint32_t control, status;
};

unsigned CDECL msvcrt__control87(unsigned control, unsigned mask);
unsigned CDECL msvcrt__statusfp(void);
unsigned CDECL msvcrt__clearfp(void);

/* MXCSR's flags: invalid, denormal, zero-divide, overflow, underflow, inexact from bit 0 on. */
static void set_exceptions(unsigned exceptions)
{
    unsigned flags = 0;
    for (unsigned bit = 0; bit < 5; bit++)
        if (exceptions & 1u << bit)
            flags |= 0x20u >> (bit < 4 ? bit : 5);
    msvcrt__clearfp();
    __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | flags);
}

int CDECL msvcrt_fegetround(void)
{
    return (int)(msvcrt__control87(0, 0) & ALL_ROUNDING);
}

int CDECL msvcrt_fesetround(int mode)
{
    if (mode & ~ALL_ROUNDING)
        return 1;
    msvcrt__control87((unsigned)mode, ALL_ROUNDING);
    return 0;
}

int CDECL msvcrt_fetestexcept(int exceptions)
{
    return (int)(msvcrt__statusfp() & (unsigned)exceptions & ALL_EXCEPT);
}

int CDECL msvcrt_feclearexcept(int exceptions)
{
    set_exceptions(msvcrt__statusfp() & ALL_EXCEPT & ~(unsigned)exceptions);
    return 0;
}

int CDECL msvcrt_fegetexceptflag(uint32_t *flags, int exceptions)
{
    *flags = (uint32_t)msvcrt_fetestexcept(exceptions);
    return 0;
}

int CDECL msvcrt_fesetexceptflag(const uint32_t *flags, int exceptions)
{
    unsigned which = (unsigned)exceptions & ALL_EXCEPT;
    set_exceptions((msvcrt__statusfp() & ALL_EXCEPT & ~which) | (*flags & which));
    return 0;
}

int CDECL msvcrt_fegetenv(struct crt_fenv *to)
{
    *to = (struct crt_fenv){msvcrt__control87(0, 0) ^ ALL_MASKS, msvcrt__statusfp() & ALL_EXCEPT};
    return 0;
}

int CDECL msvcrt_fesetenv(const struct crt_fenv *from)
{
    struct crt_fenv wanted = *from;
    /* The flags first, or one that is set would be raised as soon as its mask is gone. */
    set_exceptions(wanted.status & ALL_EXCEPT);
    msvcrt__control87(wanted.control ^ ALL_MASKS, 0xFFFFFFFF);
    return 0;
}

int CDECL msvcrt_feholdexcept(struct crt_fenv *to)
{
    msvcrt_fegetenv(to);
    set_exceptions(0);
    msvcrt__control87(ALL_MASKS, ALL_MASKS);
    return 0;
}

/* What FLT_ROUNDS is: 1 to nearest, 3 down, 2 up, 0 towards zero. */
int CDECL msvcrt___fpe_flt_rounds(void)
{
    static const uint8_t answers[] = {1, 3, 2, 0};
    return answers[msvcrt_fegetround() >> 8];
}
