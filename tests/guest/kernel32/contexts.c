/* SPDX-License-Identifier: MIT
 *
 * Contexts with the extended state of the processor: sizes, masks, places, copies; the state of threads that
 * stand, and of exceptions.
 */
#include "guest.h"

#define XSTATE   (CONTEXT_AMD64 | 0x40)
#define AVX      2
#define AVX_MASK 4ull

WINBASEAPI BOOL WINAPI InitializeContext2(PVOID, DWORD, PCONTEXT *, PDWORD, ULONG64);

static char buffers[3][0x4000] __attribute__((aligned(64)));

static PCONTEXT make(int which, DWORD flags)
{
    DWORD length = sizeof(buffers[0]);
    PCONTEXT context = NULL;
    memset(buffers[which], 0xEE, sizeof(buffers[0]));
    CHECK_EQ(InitializeContext(buffers[which] + which, flags, &context, &length), TRUE); /* any alignment */
    return context;
}

static int has_avx(void)
{
    unsigned a = 1, b, c = 0, d;
    __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return (c & (1u << 28)) != 0;
}

TEST(features)
{
    DWORD64 features = GetEnabledXStateFeatures();
    CHECK_EQ(features & 3, 3); /* x87 and SSE */
    CHECK_EQ((features & AVX_MASK) != 0, has_avx());
}

TEST(sizes)
{
    DWORD plain = 0, large = 0, length;
    PCONTEXT context = (PCONTEXT)7;
    CHECK_FAILS(InitializeContext(NULL, CONTEXT_ALL, &context, &plain), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(context, 7);
    CHECK(plain >= sizeof(CONTEXT) && plain < sizeof(CONTEXT) + 128);
    CHECK_FAILS(InitializeContext(NULL, CONTEXT_ALL | XSTATE, NULL, &large), FALSE,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK(!has_avx() || large >= plain + 256 + 64);
    length = plain - 1;
    CHECK_FAILS(InitializeContext(buffers[0], CONTEXT_ALL, &context, &length), FALSE,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(length, plain);
    for (int at = 0; at < 64; at += 7) {
        length = large;
        memset(buffers[0], 0xEE, sizeof(buffers[0]));
        SetLastError(0xDEADBEEF);
        CHECK_EQ(InitializeContext(buffers[0] + at, CONTEXT_ALL | XSTATE, &context, &length), TRUE);
        CHECK_ERROR(0xDEADBEEF);
        CHECK_EQ((ULONG_PTR)context & 15, 0);
        CHECK((char *)context >= buffers[0] + at);
        CHECK_EQ(context->ContextFlags, CONTEXT_ALL | XSTATE);
        CHECK_EQ(buffers[0][at + large], (char)0xEE);
    }
    CHECK_FAILS(InitializeContext(buffers[0], 0x30, &context, &length), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitializeContext(buffers[0], CONTEXT_AMD64 | 0x800, &context, &length), FALSE,
                ERROR_INVALID_PARAMETER);
    length = sizeof(buffers[0]);
    CHECK_EQ(InitializeContext2(buffers[0], CONTEXT_ALL | XSTATE, &context, &length, AVX_MASK), TRUE);
    CHECK_EQ(context->ContextFlags, CONTEXT_ALL | XSTATE);
}

TEST(masks)
{
    PCONTEXT context = make(0, CONTEXT_CONTROL | XSTATE);
    DWORD64 mask = 77;
    CHECK_EQ(GetXStateFeaturesMask(context, &mask), TRUE);
    CHECK_EQ(mask, 0);
    CHECK_EQ(SetXStateFeaturesMask(context, AVX_MASK | 1ull << 40), TRUE); /* what is not there is ignored */
    CHECK_EQ(GetXStateFeaturesMask(context, &mask), TRUE);
    CHECK_EQ(mask, has_avx() ? AVX_MASK : 0);
    CHECK_EQ(context->ContextFlags, CONTEXT_CONTROL | XSTATE);
    CHECK_EQ(SetXStateFeaturesMask(context, 3), TRUE); /* the old registers are a part of their own */
    CHECK_EQ(context->ContextFlags, CONTEXT_CONTROL | CONTEXT_FLOATING_POINT | XSTATE);
    CHECK_EQ(GetXStateFeaturesMask(context, &mask), TRUE);
    CHECK_EQ(mask, 3);
    context = make(0, CONTEXT_CONTROL);
    mask = 77;
    CHECK_EQ(GetXStateFeaturesMask(context, &mask), TRUE);
    CHECK_EQ(mask, 0);
    CHECK_EQ(SetXStateFeaturesMask(context, AVX_MASK), FALSE); /* no place for it */
    CHECK_EQ(SetXStateFeaturesMask(context, 1), TRUE);
    CHECK_EQ(GetXStateFeaturesMask(context, &mask), TRUE);
    CHECK_EQ(mask, 3);
}

TEST(places)
{
    PCONTEXT context = make(0, CONTEXT_ALL | XSTATE);
    DWORD length = 0;
    CHECK_EQ(LocateXStateFeature(context, 0, &length), &context->FltSave);
    CHECK_EQ(length, offsetof(XMM_SAVE_AREA32, XmmRegisters));
    CHECK_EQ(LocateXStateFeature(context, 1, &length), context->FltSave.XmmRegisters);
    CHECK_EQ(length, sizeof(context->FltSave.XmmRegisters));
    CHECK_EQ(LocateXStateFeature(context, 63, &length), NULL);
    if (has_avx()) {
        char *area = LocateXStateFeature(context, AVX, &length);
        CHECK(area > (char *)context + sizeof(*context));
        CHECK_EQ(length, 256);
        CHECK_EQ(LocateXStateFeature(context, AVX, NULL), area);
    }
    context = make(0, CONTEXT_ALL);
    CHECK_EQ(LocateXStateFeature(context, 0, NULL), &context->FltSave);
    CHECK_EQ(LocateXStateFeature(context, AVX, &length), NULL);
}

TEST(copies)
{
    PCONTEXT from = make(0, CONTEXT_ALL | XSTATE), to = make(1, CONTEXT_ALL | XSTATE),
             small = make(2, CONTEXT_ALL);
    DWORD64 mask = 0;
    from->Rip = 0x1111;
    from->Rbx = 0x2222;
    from->FltSave.XmmRegisters[3].Low = 0x3333;
    from->Dr0 = 0x4444;
    to->Rip = to->Rbx = to->FltSave.XmmRegisters[3].Low = to->Dr0 = 5;
    CHECK_EQ(CopyContext(to, CONTEXT_CONTROL, from), TRUE);
    CHECK_EQ(to->Rip, 0x1111);
    CHECK_EQ(to->Rbx, 5);
    CHECK_EQ(CopyContext(to, CONTEXT_INTEGER | CONTEXT_FLOATING_POINT, from), TRUE);
    CHECK_EQ(to->Rbx, 0x2222);
    CHECK_EQ(to->FltSave.XmmRegisters[3].Low, 0x3333);
    CHECK_EQ(to->Dr0, 5);
    CHECK_EQ(CopyContext(to, CONTEXT_ALL, from), TRUE);
    CHECK_EQ(to->Dr0, 0x4444);
    CHECK_EQ(to->ContextFlags, CONTEXT_ALL | XSTATE);
    if (has_avx()) {
        ULONG64 *area = LocateXStateFeature(from, AVX, NULL);
        SetXStateFeaturesMask(from, AVX_MASK);
        area[5] = 0x5555;
        CHECK_EQ(CopyContext(to, XSTATE, from), TRUE);
        CHECK_EQ(GetXStateFeaturesMask(to, &mask), TRUE);
        CHECK_EQ(mask & AVX_MASK, AVX_MASK);
        CHECK_EQ(((ULONG64 *)LocateXStateFeature(to, AVX, NULL))[5], 0x5555);
    }
    small->Rip = 5;
    CHECK_EQ(CopyContext(small, CONTEXT_CONTROL, from), TRUE); /* a part that both have */
    CHECK_EQ(small->Rip, 0x1111);
    CHECK_FAILS(CopyContext(small, XSTATE, from), FALSE, ERROR_MORE_DATA);
    CHECK_FAILS(CopyContext(to, XSTATE, small), FALSE, ERROR_INVALID_PARAMETER);
}

/* ---- a thread ---- */

static volatile LONG running, leave;
static ULONG64 wide_in[4] = {1, 2, 3, 4}, wide_out[4];

static DWORD WINAPI spins(void *unused)
{
    __asm__ volatile(
        "vmovups %2, %%ymm9\n\tmovl $1, %0\n1:\tpause\n\tcmpl $0, %1\n\tje 1b\n\tvmovups %%ymm9, %3\n\t"
        "vzeroupper"
        : "=m"(running)
        : "m"(leave), "m"(wide_in), "m"(wide_out)
        : "memory", "xmm9");
    return 0;
}

TEST(of_a_thread)
{
    if (!has_avx())
        return;
    HANDLE thread = CreateThread(NULL, 0, spins, NULL, 0, NULL);
    while (!running)
        Sleep(1);
    CHECK_EQ(SuspendThread(thread), 0);
    PCONTEXT context = make(0, CONTEXT_ALL | XSTATE);
    DWORD64 mask = 0;
    CHECK_EQ(SetXStateFeaturesMask(context, AVX_MASK), TRUE);
    CHECK_EQ(GetThreadContext(thread, context), TRUE);
    CHECK_EQ(GetXStateFeaturesMask(context, &mask), TRUE);
    CHECK_EQ(mask & AVX_MASK, AVX_MASK);
    ULONG64 *high = LocateXStateFeature(context, AVX, NULL);
    CHECK_EQ(context->FltSave.XmmRegisters[9].Low, 1);
    CHECK_EQ(high[18], 3);
    CHECK_EQ(high[19], 4);
    high[18] = 33;
    context->FltSave.XmmRegisters[9].Low = 11;
    CHECK_EQ(SetThreadContext(thread, context), TRUE);
    CHECK_EQ(ResumeThread(thread), 1);
    leave = 1;
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CloseHandle(thread);
    CHECK_EQ(wide_out[0], 11);
    CHECK_EQ(wide_out[1], 2);
    CHECK_EQ(wide_out[2], 33);
    CHECK_EQ(wide_out[3], 4);
}

/* ---- an exception ---- */

static LONG CALLBACK edits(EXCEPTION_POINTERS *pointers)
{
    PCONTEXT context = pointers->ContextRecord;
    DWORD64 mask = 0;
    __asm__ volatile("vxorps %%ymm4, %%ymm4, %%ymm4" : : : "xmm4");
    CHECK_EQ(GetXStateFeaturesMask(context, &mask), TRUE);
    CHECK_EQ(mask & AVX_MASK, AVX_MASK);
    ULONG64 *high = LocateXStateFeature(context, AVX, NULL);
    CHECK(high != NULL);
    if (high) {
        CHECK_EQ(high[8], 3);
        CHECK_EQ(high[9], 4);
        high[9] = 44;
    }
    context->Rip += 2; /* over the ud2 */
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(of_an_exception)
{
    if (!has_avx())
        return;
    PVOID handler = AddVectoredExceptionHandler(1, edits);
    __asm__ volatile("vmovups %1, %%ymm4\n\tud2\n\tvmovups %%ymm4, %0\n\tvzeroupper"
                     : "=m"(wide_out)
                     : "m"(wide_in)
                     : "memory", "xmm4");
    RemoveVectoredExceptionHandler(handler);
    CHECK_EQ(wide_out[0], 1);
    CHECK_EQ(wide_out[2], 3);
    CHECK_EQ(wide_out[3], 44);
}

static LONG CALLBACK restores(EXCEPTION_POINTERS *pointers)
{
    PCONTEXT copy = make(0, CONTEXT_ALL | XSTATE);
    CHECK_EQ(CopyContext(copy, pointers->ContextRecord->ContextFlags, pointers->ContextRecord), TRUE);
    __asm__ volatile("vxorps %%ymm4, %%ymm4, %%ymm4" : : : "xmm4");
    copy->Rip += 2;
    ((ULONG64 *)LocateXStateFeature(copy, AVX, NULL))[8] = 333;
    RtlRestoreContext(copy, NULL);
    return EXCEPTION_CONTINUE_SEARCH;
}

TEST(restored_by_hand)
{
    if (!has_avx())
        return;
    PVOID handler = AddVectoredExceptionHandler(1, restores);
    __asm__ volatile("vmovups %1, %%ymm4\n\tud2\n\tvmovups %%ymm4, %0\n\tvzeroupper"
                     : "=m"(wide_out)
                     : "m"(wide_in)
                     : "memory", "xmm4");
    RemoveVectoredExceptionHandler(handler);
    CHECK_EQ(wide_out[1], 2);
    CHECK_EQ(wide_out[2], 333);
    CHECK_EQ(wide_out[3], 4);
}

GUEST_MAIN(RUN(features); RUN(sizes); RUN(masks); RUN(places); RUN(copies); RUN(of_a_thread);
           RUN(of_an_exception); RUN(restored_by_hand);)
