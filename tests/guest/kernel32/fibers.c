/* SPDX-License-Identifier: MIT
 *
 * Fibers: switching, their data, stacks and storage.
 */
#include "guest.h"

static PVOID first, second, third;
static char trail[32];
static int steps;
static PVOID stack_of_second;

static void step(char what)
{
    if (steps < 31)
        trail[steps++] = what;
}

static VOID CALLBACK run_second(LPVOID parameter)
{
    NT_TIB *tib = (NT_TIB *)NtCurrentTeb();
    int local;
    CHECK_EQ(parameter, 22);
    CHECK_EQ(GetFiberData(), 22);
    CHECK_EQ(GetCurrentFiber(), second);
    CHECK((char *)&local < (char *)tib->StackBase && (char *)&local > (char *)tib->StackLimit);
    stack_of_second = tib->StackBase;
    step('b');
    SwitchToFiber(third);
    step('d');
    SwitchToFiber(first);
    step('f');
    SwitchToFiber(first);
    step('!');
}

static VOID CALLBACK run_third(LPVOID parameter)
{
    step('c');
    SwitchToFiber(second);
    step('!');
}

TEST(conversion)
{
    CHECK_EQ(IsThreadAFiber(), FALSE);
    CHECK_FAILS(ConvertFiberToThread(), FALSE, ERROR_ALREADY_THREAD);
    CHECK_FAILS(ConvertThreadToFiberEx(NULL, 0x80), NULL, ERROR_INVALID_PARAMETER);
    first = ConvertThreadToFiber((PVOID)11);
    CHECK(first != NULL);
    CHECK_EQ(IsThreadAFiber(), TRUE);
    CHECK_EQ(GetCurrentFiber(), first);
    CHECK_EQ(GetFiberData(), 11);
    CHECK_FAILS(ConvertThreadToFiber(NULL), NULL, ERROR_ALREADY_FIBER);
    CHECK(ConvertFiberToThread());
    CHECK_EQ(IsThreadAFiber(), FALSE);
}

TEST(switching)
{
    NT_TIB *tib = (NT_TIB *)NtCurrentTeb();
    PVOID base = tib->StackBase, limit = tib->StackLimit;
    first = ConvertThreadToFiberEx(NULL, 0);
    second = CreateFiber(0, run_second, (PVOID)22);
    third = CreateFiberEx(0x1000, 0x20000, FIBER_FLAG_FLOAT_SWITCH, run_third, NULL);
    CHECK(first && second && third);
    step('a');
    SwitchToFiber(second);
    step('e');
    CHECK_EQ(tib->StackBase, base);
    CHECK_EQ(tib->StackLimit, limit);
    CHECK(stack_of_second != base);
    SwitchToFiber(second);
    step('g');
    CHECK_TEXT(trail, "abcdefg");
    DeleteFiber(second);
    DeleteFiber(third);
    CHECK(ConvertFiberToThread());
    CHECK_FAILS(CreateFiberEx(0, 0, 0x80, run_third, NULL), NULL, ERROR_INVALID_PARAMETER);
}

/* ---- registers ---- */

static VOID CALLBACK spoil(LPVOID parameter)
{
    for (;;) {
#ifdef __x86_64__
        ULONG control = 0x9FC0; /* flush to zero, denormals are zero */
        __asm__ volatile(
            "pcmpeqd %%xmm6, %%xmm6; movaps %%xmm6, %%xmm15; xor %%ebx, %%ebx; xor %%esi, %%esi\n"
            "xor %%edi, %%edi; xor %%r12d, %%r12d; xor %%r15d, %%r15d; ldmxcsr %0"
            :
            : "m"(control)
            : "rbx", "rsi", "rdi", "r12", "r15", "xmm6", "xmm15");
#endif
        SwitchToFiber(first);
    }
}

#ifdef __x86_64__
static struct {
    ULONG64 marks[2];
    PVOID target, call;
    ULONG64 saved[5], low6, low15;
    ULONG control;
} registers_used = {.marks = {0x1122334455667788, 0x99AABBCCDDEEFF00}};
#endif

TEST(registers)
{
#ifdef __x86_64__
    first = ConvertThreadToFiberEx(NULL, FIBER_FLAG_FLOAT_SWITCH);
    second = CreateFiberEx(0, 0, FIBER_FLAG_FLOAT_SWITCH, spoil, NULL);
    registers_used.target = second;
    registers_used.call = (PVOID)SwitchToFiber;
    PVOID used = &registers_used;
    __asm__ volatile("mov %%rax, %%r13\n"
                     "movups (%%r13), %%xmm6\n movups (%%r13), %%xmm15\n"
                     "mov $1, %%ebx\n mov $2, %%esi\n mov $3, %%edi\n mov $4, %%r12d\n mov $5, %%r15d\n"
                     "mov 16(%%r13), %%rcx\n mov %%rsp, %%r14\n and $-16, %%rsp\n sub $32, %%rsp\n"
                     "call *24(%%r13)\n mov %%r14, %%rsp\n"
                     "mov %%rbx, 32(%%r13)\n mov %%rsi, 40(%%r13)\n mov %%rdi, 48(%%r13)\n"
                     "mov %%r12, 56(%%r13)\n mov %%r15, 64(%%r13)\n"
                     "movq %%xmm6, 72(%%r13)\n movq %%xmm15, 80(%%r13)\n stmxcsr 88(%%r13)\n"
                     : "+a"(used)
                     :
                     : "rbx", "rsi", "rdi", "r12", "r13", "r14", "r15", "rcx", "rdx", "r8", "r9", "r10",
                       "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm15", "memory",
                       "cc");
    for (int i = 0; i < 5; i++)
        CHECK_EQ(registers_used.saved[i], i + 1);
    CHECK_EQ(registers_used.low6, registers_used.marks[0]);
    CHECK_EQ(registers_used.low15, registers_used.marks[0]);
    CHECK_EQ(registers_used.control & 0xFFC0, 0x1F80);
    DeleteFiber(second);
    CHECK(ConvertFiberToThread());
#endif
}

/* ---- storage ---- */

static DWORD slot;
static int freed;

static VOID WINAPI count_freed(PVOID value)
{
    freed += (int)(ULONG_PTR)value;
}

static VOID CALLBACK store(LPVOID parameter)
{
    CHECK_EQ(FlsGetValue(slot), NULL);
    CHECK(FlsSetValue(slot, parameter));
    SwitchToFiber(first);
    CHECK_EQ(FlsGetValue(slot), parameter);
    SwitchToFiber(first);
}

TEST(storage)
{
    slot = FlsAlloc(count_freed);
    CHECK(FlsSetValue(slot, (PVOID)1));
    first = ConvertThreadToFiber(NULL);
    second = CreateFiber(0, store, (PVOID)10);
    third = CreateFiber(0, store, (PVOID)100);
    SwitchToFiber(second);
    SwitchToFiber(third);
    CHECK_EQ(FlsGetValue(slot), 1);
    SwitchToFiber(second);
    CHECK_EQ(freed, 0);
    DeleteFiber(second);
    CHECK_EQ(freed, 10);
    CHECK(FlsFree(slot)); /* also what fibers that do not run have stored */
    CHECK_EQ(freed, 111);
    DeleteFiber(third);
    CHECK_EQ(freed, 111);
    CHECK(ConvertFiberToThread());
}

/* ---- the end ---- */

static VOID CALLBACK fall_off(LPVOID parameter)
{
}

static DWORD WINAPI run_fibers(LPVOID parameter)
{
    ConvertThreadToFiber(NULL);
    PVOID fiber = CreateFiber(0, fall_off, NULL);
    SwitchToFiber(fiber);
    return 77; /* not reached: the thread has ended */
}

static DWORD WINAPI delete_itself(LPVOID parameter)
{
    DeleteFiber(ConvertThreadToFiber(NULL));
    return 77;
}

TEST(the_end)
{
    DWORD code = 0;
    HANDLE thread = CreateThread(NULL, 0, run_fibers, NULL, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK(code != 77);
    CHECK(CloseHandle(thread));
    thread = CreateThread(NULL, 0, delete_itself, NULL, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, 1);
    CHECK(CloseHandle(thread));
}

TEST(many)
{
    first = ConvertThreadToFiber(NULL);
    for (int i = 0; i < 200; i++) {
        PVOID fiber = CreateFiber(0x10000, spoil, NULL);
        CHECK(fiber != NULL);
        for (int j = 0; j < 10; j++)
            SwitchToFiber(fiber);
        DeleteFiber(fiber);
    }
    CHECK(ConvertFiberToThread());
}

GUEST_MAIN(RUN(conversion); RUN(switching); RUN(registers); RUN(storage); RUN(the_end); RUN(many);)
