/* SPDX-License-Identifier: MIT
 *
 * Unwinding through what is not this program's compiled code: callbacks under functions of the system, code
 * that was generated and registered; stack walks; jumps.
 */
#include "msvc.h"

typedef unsigned long long u64;
typedef struct {
    DWORD BeginAddress, EndAddress, UnwindData;
} RUNTIME_FUNCTION;
typedef struct {
    u64 home[6];
    DWORD ContextFlags, MxCsr;
    unsigned short segments[6];
    DWORD EFlags;
    u64 debug[6];
    u64 Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15, Rip;
    char rest[1232 - 256];
} __declspec(align(16)) CONTEXT;

__declspec(dllimport) void qsort(void *, u64, u64, int (*)(const void *, const void *));
__declspec(dllimport) void *VirtualAlloc(void *, u64, DWORD, DWORD);
__declspec(dllimport) unsigned char RtlAddFunctionTable(RUNTIME_FUNCTION *, DWORD, u64);
__declspec(dllimport) unsigned char RtlDeleteFunctionTable(RUNTIME_FUNCTION *);
__declspec(dllimport) unsigned char RtlInstallFunctionTableCallback(u64, u64, DWORD,
                                                                    RUNTIME_FUNCTION *(*)(u64, void *),
                                                                    void *, const void *);
__declspec(dllimport) RUNTIME_FUNCTION *RtlLookupFunctionEntry(u64, u64 *, void *);
__declspec(dllimport) void *RtlVirtualUnwind(DWORD, u64, u64, RUNTIME_FUNCTION *, CONTEXT *, void **, u64 *,
                                             void *);
__declspec(dllimport) void RtlCaptureContext(CONTEXT *);
__declspec(dllimport) unsigned short RtlCaptureStackBackTrace(DWORD, DWORD, void **, DWORD *);
__declspec(dllimport) void *RtlPcToFileHeader(void *, void **);
__declspec(dllimport) void *GetModuleHandleA(const char *);

static int compares;

static int raising(const void *a, const void *b)
{
    if (++compares == 3)
        RaiseException(0xE0000004, 0, 0, 0);
    return *(const int *)a - *(const int *)b;
}

NOINLINE static void sort_and_raise(void)
{
    int numbers[] = {5, 3, 9, 1, 7, 2};
    __try {
        qsort(numbers, 6, sizeof(int), raising);
    } __finally {
        mark('f');
    }
}

NOINLINE static void through_qsort(void)
{
    volatile double kept = 2.5;
    compares = 0;
    __try {
        sort_and_raise();
        mark('!');
    } __except (_exception_code() == 0xE0000004) {
        mark('x');
    }
    CHECK_TRAIL("fx");
    CHECK_EQ(compares, 3);
    CHECK_EQ((int)(kept * 2), 5);
}

/* sub rsp, 40; call rcx; add rsp, 40; ret */
static const unsigned char code[] = {0x48, 0x83, 0xEC, 0x28, 0xFF, 0xD1, 0x48, 0x83, 0xC4, 0x28, 0xC3};
static const unsigned char info[] = {1, 4, 1, 0, 4, 0x42, 0, 0};
static RUNTIME_FUNCTION generated = {0, sizeof(code), 0x100};

static void raise(void)
{
    RaiseException(0xE0000005, 0, 0, 0);
}

NOINLINE static void call_generated(void (*volatile function)(void (*)(void)))
{
    __try {
        function(raise);
        mark('!');
    } __except (_exception_code() == 0xE0000005) {
        mark('g');
    }
}

static RUNTIME_FUNCTION *find_generated(u64 pc, void *context)
{
    (*(int *)context)++;
    return &generated;
}

NOINLINE static void generated_code(void)
{
    unsigned char *memory = VirtualAlloc(0, 0x1000, 0x3000, 0x40);
    u64 base = 0;
    int asked = 0;
    for (int i = 0; i < sizeof(code); i++)
        memory[i] = code[i];
    for (int i = 0; i < sizeof(info); i++)
        memory[0x100 + i] = info[i];
    CHECK_EQ(RtlLookupFunctionEntry((u64)memory + 5, &base, 0), 0);
    CHECK_EQ(RtlAddFunctionTable(&generated, 1, (u64)memory), 1);
    CHECK_EQ(RtlLookupFunctionEntry((u64)memory + 5, &base, 0), &generated);
    CHECK_EQ(base, memory);
    CHECK_EQ(RtlLookupFunctionEntry((u64)memory + 50, &base, 0), 0);
    call_generated((void (*)(void (*)(void)))memory);
    CHECK_EQ(RtlDeleteFunctionTable(&generated), 1);
    CHECK_EQ(RtlDeleteFunctionTable(&generated), 0);
    CHECK_EQ(RtlInstallFunctionTableCallback((u64)memory, (u64)memory, 0x1000, find_generated, &asked, 0), 0);
    CHECK_EQ(RtlInstallFunctionTableCallback((u64)memory | 3, (u64)memory, 0x1000, find_generated, &asked, 0),
             1);
    call_generated((void (*)(void (*)(void)))memory);
    CHECK_EQ(asked >= 1, 1);
    CHECK_EQ(RtlDeleteFunctionTable((RUNTIME_FUNCTION *)((u64)memory | 3)), 1);
    CHECK_TRAIL("gg");
}

static void *frames[32], *walked[32];
static int frame_count, walked_count;

static int walking(const void *a, const void *b)
{
    if (!frame_count) {
        CONTEXT context;
        frame_count = RtlCaptureStackBackTrace(0, 32, frames, 0);
        RtlCaptureContext(&context);
        while (walked_count < 32 && context.Rip) {
            u64 base, frame;
            void *data;
            RUNTIME_FUNCTION *function = RtlLookupFunctionEntry(context.Rip, &base, 0);
            walked[walked_count++] = (void *)context.Rip;
            if (function)
                RtlVirtualUnwind(0, base, context.Rip, function, &context, &data, &frame, 0);
            else {
                context.Rip = *(u64 *)context.Rsp;
                context.Rsp += 8;
            }
        }
    }
    return *(const int *)a - *(const int *)b;
}

NOINLINE static void walks(void)
{
    int numbers[] = {2, 1}, own = 0;
    void *base, *self = GetModuleHandleA(0);
    qsort(numbers, 2, sizeof(int), walking);
    CHECK_EQ(frame_count >= 4, 1);
    CHECK_EQ(walked_count, frame_count);
    for (int i = 1; i < frame_count; i++)
        CHECK_EQ(frames[i], walked[i]);
    for (int i = 0; i < frame_count; i++)
        own += RtlPcToFileHeader(frames[i], &base) == self;
    CHECK_EQ(own >= 3, 1); /* walking, walks, mainCRTStartup */
    CHECK_EQ(RtlPcToFileHeader((void *)code, &base), self);
    CHECK_EQ(RtlPcToFileHeader((void *)16, &base), 0);
    CHECK_EQ(base, 0);
}

void mainCRTStartup(void)
{
    through_qsort();
    generated_code();
    walks();
    ExitProcess(failures);
}
