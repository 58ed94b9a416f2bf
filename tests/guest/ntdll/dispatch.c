/* SPDX-License-Identifier: MIT
 *
 * Who is asked about an exception, and what becomes of the state: vectored handlers that come and go while
 * they run, contexts restored in part, jumps, DLLs that raise while they are loaded.
 */
#include "nt.h"

NT NtContinue(PCONTEXT, BOOLEAN);
NT NtRaiseException(PEXCEPTION_RECORD, PCONTEXT, BOOLEAN);
NTSYSAPI VOID NTAPI RtlRaiseException(PEXCEPTION_RECORD);
NTSYSAPI PVOID NTAPI RtlAddVectoredExceptionHandler(ULONG, PVECTORED_EXCEPTION_HANDLER);

static char trail[16];
static int length;
static PVOID handles[4];
static EXCEPTION_RECORD seen;

static void mark(char letter)
{
    if (length < 15)
        trail[length++] = letter;
    trail[length] = 0;
}

#define CHECK_TRAIL(text)                                                                                    \
    do {                                                                                                     \
        CHECK_TEXT(trail, text);                                                                             \
        length = 0;                                                                                          \
        trail[0] = 0;                                                                                        \
    } while (0)

/* ---- vectored handlers that change the list ---- */

static LONG CALLBACK last(EXCEPTION_POINTERS *pointers)
{
    mark('c');
    seen = *pointers->ExceptionRecord;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG CALLBACK middle(EXCEPTION_POINTERS *pointers)
{
    mark('b');
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK removes_the_next(EXCEPTION_POINTERS *pointers)
{
    mark('a');
    if (handles[1])
        CHECK_EQ(RemoveVectoredExceptionHandler(handles[1]), 1);
    handles[1] = NULL;
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK removes_itself(EXCEPTION_POINTERS *pointers)
{
    mark('s');
    CHECK_EQ(RemoveVectoredExceptionHandler(handles[3]), 1);
    return EXCEPTION_CONTINUE_SEARCH;
}

TEST(handlers_are_removed_by_handlers)
{
    handles[0] = AddVectoredExceptionHandler(0, removes_the_next);
    handles[1] = AddVectoredExceptionHandler(0, middle);
    handles[2] = AddVectoredExceptionHandler(0, last);
    handles[3] = AddVectoredExceptionHandler(1, removes_itself);
    RaiseException(0xE0000001, 0, 0, NULL);
    CHECK_TRAIL("sac");
    RaiseException(0xE0000001, 0, 0, NULL);
    CHECK_TRAIL("ac");
    CHECK_EQ(RemoveVectoredExceptionHandler(handles[0]), 1);
    CHECK_EQ(RemoveVectoredExceptionHandler(handles[3]), 0);
    CHECK_EQ(RemoveVectoredContinueHandler(handles[2]), 0); /* that is another list */
    RaiseException(0xE0000001, 0, 0, NULL);
    CHECK_TRAIL("c");
    CHECK_EQ(RemoveVectoredExceptionHandler(handles[2]), 1);
}

static LONG CALLBACK continues(EXCEPTION_POINTERS *pointers)
{
    mark('z');
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK continues_last(EXCEPTION_POINTERS *pointers)
{
    mark('y');
    return EXCEPTION_CONTINUE_EXECUTION; /* the others are not asked */
}

static LONG CALLBACK filter(EXCEPTION_POINTERS *pointers)
{
    mark('f');
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(continue_handlers_and_the_filter)
{
    PVOID z = AddVectoredContinueHandler(0, continues), y = AddVectoredContinueHandler(1, continues_last);
    LPTOP_LEVEL_EXCEPTION_FILTER before = SetUnhandledExceptionFilter(filter);
    PVOID b = AddVectoredExceptionHandler(1, middle);
    RaiseException(0xE0000001, 0, 0, NULL);
    CHECK_TRAIL("bfy");
    CHECK_EQ(RemoveVectoredContinueHandler(y), 1);
    RaiseException(0xE0000001, 0, 0, NULL);
    CHECK_TRAIL("bfz");
    CHECK_EQ(RemoveVectoredContinueHandler(z), 1);
    CHECK_EQ(RemoveVectoredExceptionHandler(b), 1);
    CHECK_EQ(SetUnhandledExceptionFilter(before), filter);
}

static CONTEXT way_out __attribute__((aligned(16)));
static volatile LONG jumps;

static LONG CALLBACK jumps_away(EXCEPTION_POINTERS *pointers)
{
    mark('j');
    jumps++;
    RtlRestoreContext(&way_out, NULL);
    return EXCEPTION_EXECUTE_HANDLER;
}

static __attribute__((noinline)) void raise_at(int depth)
{
    volatile char room[600];
    room[0] = (char)depth;
    if (depth)
        raise_at(depth - 1);
    else
        RaiseException(0xE0000001, 0, 0, NULL);
    room[1] = room[0];
}

/* A filter need not return; the next exception is asked about again, however deep it is. */
TEST(a_filter_may_jump_away)
{
    static LPTOP_LEVEL_EXCEPTION_FILTER before;
    before = SetUnhandledExceptionFilter(jumps_away);
    jumps = 0;
    RtlCaptureContext(&way_out);
    if (jumps < 6)
        raise_at(jumps % 3 * 4);
    CHECK_EQ(jumps, 6);
    CHECK_TRAIL("jjjjjj");
    CHECK_EQ(SetUnhandledExceptionFilter(before), jumps_away);
}

/* ---- contexts in part ---- */

static LONG CALLBACK keep(EXCEPTION_POINTERS *pointers)
{
    seen = *pointers->ExceptionRecord;
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(raising_by_the_service)
{
    EXCEPTION_RECORD record = {.ExceptionCode = 0xE0000005, .ExceptionFlags = 0, .NumberParameters = 1};
    CONTEXT context;
    static volatile LONG rounds;
    PVOID handler = AddVectoredExceptionHandler(1, keep);
    record.ExceptionAddress = (PVOID)0x1234;
    record.ExceptionInformation[0] = 55;
    rounds = 0;
    RtlCaptureContext(&context);
    if (!rounds++)
        NtRaiseException(&record, &context, TRUE);
    CHECK_EQ(rounds, 2);
    CHECK_EQ(seen.ExceptionCode, 0xE0000005);
    CHECK_EQ(seen.ExceptionAddress, 0x1234); /* as it was given */
    CHECK_EQ(seen.ExceptionInformation[0], 55);
    RemoveVectoredExceptionHandler(handler);
}

TEST(continuing_with_a_part_of_a_context)
{
    static CONTEXT context __attribute__((aligned(16)));
    static void *volatile go_on;
    go_on = NtContinue;
    static ULONG_PTR rbx, rsi, r12, xmm6;
    memset(&context, 0xEE, sizeof(context));
    __asm__ volatile(
        "movl %[flags], 0x30(%[context])\n\tleaq 1f(%%rip), %%rax\n\tmovq %%rax, 0xF8(%[context])\n\t"
        "movq %%rsp, 0x98(%[context])\n\tpushfq\n\tpopq %%rax\n\tmovl %%eax, 0x44(%[context])\n\t"
        "movl $0x33, 0x38(%[context])\n\tmovw $0x2b, 0x42(%[context])\n\t"
        "movq $11, %%rbx\n\tmovq $22, %%rsi\n\tmovq $33, %%r12\n\tmovq $44, %%rax\n\tmovq %%rax, %%xmm6\n\t"
        "movq %%rbp, 0xA0(%[context])\n\t" /* a part of CONTEXT_INTEGER, or not: it is the same */
        "movq %[context], %%rcx\n\txorl %%edx, %%edx\n\tsubq $32, %%rsp\n\tcall *%[call]\n"
        "1:\n\tmovq %%rbx, %[rbx]\n\tmovq %%rsi, %[rsi]\n\tmovq %%r12, %[r12]\n\tmovq %%xmm6, %[xmm6]"
        : [rbx] "=m"(rbx), [rsi] "=m"(rsi), [r12] "=m"(r12), [xmm6] "=m"(xmm6)
        : [context] "r"(&context), [flags] "i"(0x100001), [call] "m"(go_on)
        : "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12", "xmm6", "memory", "cc");
    CHECK_EQ(rbx, 11);
    CHECK_EQ(rsi, 22);
    CHECK_EQ(r12, 33);
    CHECK_EQ(xmm6, 44);
}

TEST(a_jump_in_a_record)
{
    static struct {
        ULONG_PTR frame, rbx, rsp, rbp, rsi, rdi, r12, r13, r14, r15, rip;
        DWORD mxcsr;
        WORD control, spare;
        ULONG_PTR xmm[20];
    } jump __attribute__((aligned(16)));
    static volatile LONG rounds;
    CONTEXT context, now;
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)STATUS_LONGJUMP, .NumberParameters = 1};
    record.ExceptionInformation[0] = (ULONG_PTR)&jump;
    rounds = 0;
    RtlCaptureContext(&context);
    if (rounds++)
        CHECK_EQ(rounds, 2);
    else {
        jump.rbx = context.Rbx, jump.rsp = context.Rsp, jump.rbp = context.Rbp, jump.rsi = context.Rsi;
        jump.rdi = context.Rdi, jump.r12 = context.R12, jump.r13 = context.R13, jump.r14 = context.R14;
        jump.r15 = context.R15, jump.rip = context.Rip, jump.mxcsr = 0x1F80, jump.control = 0x27F;
        memcpy(jump.xmm, &context.Xmm6, sizeof(jump.xmm));
        RtlCaptureContext(&now);
        RtlRestoreContext(&now, &record);
    }
    CHECK_EQ(rounds, 2);
}

TEST(statuses_are_raised)
{
    PVOID handler = AddVectoredExceptionHandler(1, last);
    EXCEPTION_RECORD record = {.ExceptionCode = 0xE0000007, .ExceptionFlags = 0};
    RtlRaiseException(&record);
    CHECK_TRAIL("c");
    CHECK_EQ(seen.ExceptionCode, 0xE0000007);
    CHECK(seen.ExceptionAddress != NULL);
    RemoveVectoredExceptionHandler(handler);
}

/* ---- DLLs ---- */

static DWORD WINAPI loads(LPVOID argument)
{
    HMODULE module = LoadLibraryW(L"ldr_raises.dll");
    return module && FreeLibrary(module) ? 5 : 6;
}

/* What is left: no module, and no lock. */
static void nothing_is_left(void)
{
    DWORD code = 0;
    HANDLE thread;
    SetEnvironmentVariableW(L"RAISES", NULL);
    CHECK_FAILS(GetModuleHandleW(L"ldr_raises.dll"), NULL, ERROR_MOD_NOT_FOUND);
    thread = CreateThread(NULL, 0, loads, NULL, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, 5);
    CloseHandle(thread);
}

TEST(dlls_that_raise)
{
    static const struct {
        WCHAR wish[2];
        DWORD error;
    } rows[] = {{L"a", ERROR_NOACCESS}, {L"c", 0xE06D7363}, {L"g", ERROR_DLL_INIT_FAILED}};
    for (int i = 0; i < 3; i++) {
        SetEnvironmentVariableW(L"RAISES", rows[i].wish);
        CHECK_FAILS(LoadLibraryW(L"ldr_raises.dll"), NULL, rows[i].error);
        nothing_is_left();
    }
    SetEnvironmentVariableW(L"RAISES", L"t");
    SetLastError(0);
    CHECK_EQ(LoadLibraryW(L"ldr_raises.dll"), NULL);
    CHECK(GetLastError() != 0);
    nothing_is_left();
    HMODULE module = LoadLibraryW(L"ldr_raises.dll");
    CHECK(module != NULL);
    SetEnvironmentVariableW(L"RAISES", L"d");
    CHECK_EQ(FreeLibrary(module), TRUE);
    nothing_is_left();
}

GUEST_MAIN(RUN(handlers_are_removed_by_handlers); RUN(continue_handlers_and_the_filter);
           RUN(a_filter_may_jump_away); RUN(raising_by_the_service); RUN(continuing_with_a_part_of_a_context);
           RUN(a_jump_in_a_record); RUN(statuses_are_raised); RUN(dlls_that_raise);)
