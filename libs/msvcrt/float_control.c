/* SPDX-License-Identifier: MIT
 *
 * float.h: the floating-point environment. On x86-64 Windows' control word is MXCSR under other names. On
 * i386 there are two, of x87 and of SSE, which are changed alike; x87's is the one that is told, with its
 * precision.
 */
#include "msvcrt.h"

enum {
    EM_INEXACT = 0x1,
    EM_UNDERFLOW = 0x2,
    EM_OVERFLOW = 0x4,
    EM_ZERODIVIDE = 0x8,
    EM_INVALID = 0x10,
    EM_DENORMAL = 0x80000,
    MCW_EM = 0x8001F,
    RC_DOWN = 0x100,
    RC_UP = 0x200,
    MCW_RC = 0x300,
    DN_FLUSH = 0x1000000,
    DN_FLUSH_OPERANDS_SAVE_RESULTS = 0x2000000,
    DN_SAVE_OPERANDS_FLUSH_RESULTS = 0x3000000,
    MCW_DN = 0x3000000,
};

/* Our bits and MXCSR's status bits; its mask bits are the same ones, seven places up. */
static const struct {
    unsigned abstract, mxcsr;
} bits[] = {
    {EM_INVALID, 0x01},  {EM_DENORMAL, 0x02},  {EM_ZERODIVIDE, 0x04},
    {EM_OVERFLOW, 0x08}, {EM_UNDERFLOW, 0x10}, {EM_INEXACT, 0x20},
};

static unsigned exceptions_from_mxcsr(unsigned mxcsr)
{
    unsigned result = 0;
    for (size_t i = 0; i < countof(bits); i++)
        if (mxcsr & bits[i].mxcsr)
            result |= bits[i].abstract;
    return result;
}

static unsigned control_from_mxcsr(unsigned mxcsr)
{
    static const unsigned denormals[] = {0, DN_FLUSH_OPERANDS_SAVE_RESULTS, DN_SAVE_OPERANDS_FLUSH_RESULTS,
                                         DN_FLUSH};
    unsigned zeroed = (mxcsr & 0x8000 ? 2 : 0) | (mxcsr & 0x40 ? 1 : 0);
    return exceptions_from_mxcsr(mxcsr >> 7) | (mxcsr >> 5 & MCW_RC) | denormals[zeroed];
}

static unsigned control_to_mxcsr(unsigned control)
{
    unsigned mxcsr = (control & MCW_RC) << 5;
    for (size_t i = 0; i < countof(bits); i++)
        if (control & bits[i].abstract)
            mxcsr |= bits[i].mxcsr << 7;
    unsigned denormals = control & MCW_DN;
    if (denormals == DN_FLUSH || denormals == DN_SAVE_OPERANDS_FLUSH_RESULTS)
        mxcsr |= 0x8000;
    if (denormals == DN_FLUSH || denormals == DN_FLUSH_OPERANDS_SAVE_RESULTS)
        mxcsr |= 0x40;
    return mxcsr;
}

#ifdef __x86_64__
unsigned CDECL msvcrt__control87(unsigned control, unsigned mask)
{
    unsigned mxcsr = __builtin_ia32_stmxcsr();
    unsigned old = control_from_mxcsr(mxcsr);
    unsigned wanted = (old & ~mask) | (control & mask & (MCW_EM | MCW_RC | MCW_DN));
    if (wanted != old)
        __builtin_ia32_ldmxcsr((mxcsr & 0x3F) | control_to_mxcsr(wanted));
    return wanted;
}

unsigned CDECL msvcrt__statusfp(void)
{
    return exceptions_from_mxcsr(__builtin_ia32_stmxcsr());
}

unsigned CDECL msvcrt__clearfp(void)
{
    unsigned mxcsr = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr(mxcsr & ~0x3Fu);
    return exceptions_from_mxcsr(mxcsr);
}
#else
enum { PC_64 = 0, PC_53 = 0x10000, PC_24 = 0x20000, MCW_PC = 0x30000, MCW_IC = 0x40000 };

/* x87's masks are its status bits and MXCSR's ones; rounding stands at bit 10, precision at 8, infinity
 * (which only the 80287 obeyed) at 12. */
static unsigned control_from_x87(unsigned x87)
{
    static const unsigned precisions[] = {PC_24, PC_64, PC_53, PC_64};
    return exceptions_from_mxcsr(x87) | (x87 >> 2 & MCW_RC) | precisions[x87 >> 8 & 3] | (x87 << 6 & MCW_IC);
}

static unsigned control_to_x87(unsigned control)
{
    static const unsigned precisions[] = {0x300, 0x200, 0, 0x300};
    return (control_to_mxcsr(control) >> 7 & 0x3F) | (control & MCW_RC) << 2 |
           precisions[(control & MCW_PC) >> 16] | (control & MCW_IC) >> 6;
}

static unsigned short x87_status(void)
{
    unsigned short status;
    __asm__ volatile("fnstsw %0" : "=m"(status));
    return status;
}

unsigned CDECL msvcrt__control87(unsigned control, unsigned mask)
{
    unsigned short x87;
    __asm__ volatile("fnstcw %0" : "=m"(x87));
    unsigned mxcsr = __builtin_ia32_stmxcsr();
    unsigned old = control_from_x87(x87) | (control_from_mxcsr(mxcsr) & MCW_DN);
    unsigned wanted = (old & ~mask) | (control & mask & (MCW_EM | MCW_RC | MCW_DN | MCW_PC | MCW_IC));
    if (wanted != old) {
        x87 = (unsigned short)control_to_x87(wanted);
        __asm__ volatile("fldcw %0" : : "m"(x87));
        __builtin_ia32_ldmxcsr((mxcsr & 0x3F) | control_to_mxcsr(wanted));
    }
    return wanted;
}

unsigned CDECL msvcrt__statusfp(void)
{
    return exceptions_from_mxcsr(x87_status() | __builtin_ia32_stmxcsr());
}

unsigned CDECL msvcrt__clearfp(void)
{
    unsigned mxcsr = __builtin_ia32_stmxcsr(), raised = x87_status() | mxcsr;
    __asm__ volatile("fnclex");
    __builtin_ia32_ldmxcsr(mxcsr & ~0x3Fu);
    return exceptions_from_mxcsr(raised);
}
#endif

unsigned CDECL msvcrt__controlfp(unsigned control, unsigned mask)
{
    return msvcrt__control87(control, mask & ~(unsigned)EM_DENORMAL);
}

int CDECL msvcrt__controlfp_s(unsigned *current, unsigned control, unsigned mask)
{
    const unsigned known = MCW_EM | MCW_RC | MCW_DN | 0x70000;
    if (control & mask & ~known) {
        if (current)
            *current = msvcrt__controlfp(0, 0);
        return crt_invalid(EINVAL);
    }
    unsigned result = msvcrt__controlfp(control, mask);
    if (current)
        *current = result;
    return 0;
}

void CDECL msvcrt__fpreset(void)
{
    unsigned short control = 0x27F;
    __asm__ volatile("fninit\n\tfldcw %0" : : "m"(control));
    __builtin_ia32_ldmxcsr(0x1F80);
}
