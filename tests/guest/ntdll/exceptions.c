/* SPDX-License-Identifier: MIT
 *
 * Exceptions as vectored handlers and the unhandled exception filter see them: codes, flags, parameters,
 * addresses, and going on with an edited CONTEXT.
 */
#include "guest.h"

static EXCEPTION_RECORD seen;
static CONTEXT seen_context;
static volatile LONG calls;
static ULONG_PTR resume_at, expected_address;

/* The faulting code leaves its own address and the one to go on at in these. */
static LONG CALLBACK skip(EXCEPTION_POINTERS *pointers)
{
    calls++;
    seen = *pointers->ExceptionRecord;
    seen_context = *pointers->ContextRecord;
    pointers->ContextRecord->Rip = resume_at;
    return EXCEPTION_CONTINUE_EXECUTION;
}

#define FAULT(instructions, ...)                                                                             \
    do {                                                                                                     \
        calls = 0;                                                                                           \
        __asm__ volatile("leaq 1f(%%rip), %%rax\n\tmovq %%rax, %0\n\tleaq 2f(%%rip), %%rax\n\t"              \
                         "movq %%rax, %1\n"                                                                  \
                         "1:\n\t" instructions "\n2:"                                                        \
                         : "=m"(expected_address), "=m"(resume_at)                                           \
                         : __VA_ARGS__                                                                       \
                         : "rax", "rcx", "rdx", "memory", "cc");                                             \
    } while (0)

static void check_seen(DWORD code, DWORD parameters)
{
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, code);
    CHECK_EQ(seen.ExceptionFlags, 0);
    CHECK_EQ(seen.ExceptionRecord, 0);
    CHECK_EQ(seen.NumberParameters, parameters);
    CHECK_EQ(seen.ExceptionAddress, expected_address);
    CHECK_EQ(seen_context.Rip, expected_address);
    CHECK_EQ(seen_context.ContextFlags & CONTEXT_FULL, CONTEXT_FULL);
}

TEST(access_violations_say_what_was_touched)
{
    PVOID handler = AddVectoredExceptionHandler(1, skip);
    CHECK(handler != NULL);
    FAULT("movl (%2), %%ecx", "r"((ULONG_PTR)0x10));
    check_seen(EXCEPTION_ACCESS_VIOLATION, 2);
    CHECK_EQ(seen.ExceptionInformation[0], 0);
    CHECK_EQ(seen.ExceptionInformation[1], 0x10);
    FAULT("movl %%ecx, (%2)", "r"((ULONG_PTR)0x20));
    check_seen(EXCEPTION_ACCESS_VIOLATION, 2);
    CHECK_EQ(seen.ExceptionInformation[0], 1);
    CHECK_EQ(seen.ExceptionInformation[1], 0x20);
    FAULT("movl (%2), %%ecx", "r"((ULONG_PTR)0x8000000000000000)); /* not canonical */
    check_seen(EXCEPTION_ACCESS_VIOLATION, 2);
    CHECK_EQ(seen.ExceptionInformation[0], 0);
    CHECK_EQ(seen.ExceptionInformation[1], ~(ULONG_PTR)0);
    CHECK_EQ(RemoveVectoredExceptionHandler(handler), 1);
    CHECK_EQ(RemoveVectoredExceptionHandler(handler), 0);
}

TEST(executing_data_is_a_violation_too)
{
    static char data[16] __attribute__((aligned(16))) = {(char)0xC3};
    PVOID handler = AddVectoredExceptionHandler(1, skip);
    FAULT("jmp *%2", "r"(data));
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, EXCEPTION_ACCESS_VIOLATION);
    CHECK_EQ(seen.ExceptionInformation[0], 8);
    CHECK_EQ(seen.ExceptionInformation[1], (ULONG_PTR)data);
    CHECK_EQ(seen.ExceptionAddress, data);
    RemoveVectoredExceptionHandler(handler);
}

TEST(divisions)
{
    PVOID handler = AddVectoredExceptionHandler(1, skip);
    int zero = 0, minus_one = -1;
    FAULT("xorl %%edx, %%edx\n\tmovl $1, %%eax\n1:\n\tidivl %2", "m"(zero));
    CHECK_EQ(seen.ExceptionCode, EXCEPTION_INT_DIVIDE_BY_ZERO);
    CHECK_EQ(seen.NumberParameters, 0);
    FAULT("xorl %%edx, %%edx\n\txorl %%ecx, %%ecx\n\tdivl %%ecx", "m"(zero));
    CHECK_EQ(seen.ExceptionCode, EXCEPTION_INT_DIVIDE_BY_ZERO);
    FAULT("movl $0x80000000, %%eax\n\tcltd\n\tidivl %2", "m"(minus_one));
    CHECK_EQ(seen.ExceptionCode, EXCEPTION_INT_OVERFLOW);
    FAULT("movl $0x1000, %%eax\n\tmovb $1, %%cl\n\tdivb %%cl", "m"(zero));
    CHECK_EQ(seen.ExceptionCode, EXCEPTION_INT_OVERFLOW);
    RemoveVectoredExceptionHandler(handler);
}

TEST(instructions_that_are_refused)
{
    PVOID handler = AddVectoredExceptionHandler(1, skip);
    FAULT("ud2", "i"(0));
    check_seen(EXCEPTION_ILLEGAL_INSTRUCTION, 0);
    FAULT("hlt", "i"(0));
    check_seen(EXCEPTION_PRIV_INSTRUCTION, 0);
    FAULT("int3", "i"(0));
    check_seen(EXCEPTION_BREAKPOINT, 1);
    CHECK_EQ(seen.ExceptionInformation[0], 0);
    RemoveVectoredExceptionHandler(handler);
}

TEST(single_steps)
{
    PVOID handler = AddVectoredExceptionHandler(1, skip);
    calls = 0;
    __asm__ volatile("leaq 2f(%%rip), %%rax\n\tmovq %%rax, %0\n\tleaq 1f(%%rip), %%rax\n\tmovq %%rax, %1\n\t"
                     "pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n\tnop\n1:\n\tnop\n2:"
                     : "=m"(resume_at), "=m"(expected_address)
                     :
                     : "rax", "memory", "cc");
    check_seen(EXCEPTION_SINGLE_STEP, 0);
    CHECK_EQ(seen_context.EFlags & 0x100, 0);
    RemoveVectoredExceptionHandler(handler);
}

TEST(floating_point_as_unmasked)
{
    PVOID handler = AddVectoredExceptionHandler(1, skip);
    DWORD unmasked = 0x1F80 & ~(1 << 9), standard = 0x1F80; /* division by zero */
    double one = 1.0, zero = 0.0;
    __asm__ volatile("ldmxcsr %0" : : "m"(unmasked));
    FAULT("movsd %2, %%xmm0\n\tdivsd %3, %%xmm0", "m"(one), "m"(zero));
    __asm__ volatile("ldmxcsr %0" : : "m"(standard));
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, EXCEPTION_FLT_DIVIDE_BY_ZERO);
    WORD control = 0x27F & ~4, plain = 0x27F;
    __asm__ volatile("fninit\n\tfldcw %0" : : "m"(control));
    FAULT("fld1\n\tfldz\n\tfdivrp\n\tfwait", "i"(0));
    __asm__ volatile("fninit\n\tfldcw %0" : : "m"(plain));
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, EXCEPTION_FLT_DIVIDE_BY_ZERO);
    RemoveVectoredExceptionHandler(handler);
}

static LONG CALLBACK repair(EXCEPTION_POINTERS *pointers)
{
    static DWORD value = 4711;
    calls++;
    seen_context = *pointers->ContextRecord;
    pointers->ContextRecord->Rdx = (ULONG_PTR)&value;
    pointers->ContextRecord->R9 = 77;
    pointers->ContextRecord->FltSave.XmmRegisters[3].Low = 99;
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(a_handler_edits_registers_and_the_instruction_is_tried_again)
{
    PVOID handler = AddVectoredExceptionHandler(1, repair);
    DWORD value = 0;
    ULONG_PTR r9 = 0, xmm3 = 0, rbx = 0x1234;
    calls = 0;
    __asm__ volatile("movq $7, %%rdx\n\tmovq $5, %%r9\n\tmovq %%r9, %%xmm3\n\tmovl (%%rdx), %%eax\n\t"
                     "movq %%xmm3, %%rcx"
                     : "=a"(value), "=c"(xmm3), "+b"(rbx)
                     :
                     : "rdx", "r9", "xmm3", "memory");
    __asm__ volatile("movq %%r9, %0" : "=r"(r9));
    CHECK_EQ(value, 4711);
    CHECK_EQ(xmm3, 99);
    CHECK_EQ(rbx, 0x1234);
    CHECK_EQ(seen_context.Rdx, 7);
    CHECK_EQ(seen_context.R9, 5);
    CHECK_EQ(seen_context.Rbx, 0x1234);
    CHECK_EQ(seen_context.FltSave.XmmRegisters[3].Low, 5);
    CHECK_EQ(calls, 1);
    RemoveVectoredExceptionHandler(handler);
}

static char order[8];
static int order_count;

static LONG CALLBACK note_a(EXCEPTION_POINTERS *pointers)
{
    order[order_count++] = 'a';
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK note_b(EXCEPTION_POINTERS *pointers)
{
    order[order_count++] = 'b';
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK note_continue(EXCEPTION_POINTERS *pointers)
{
    order[order_count++] = 'z';
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK note_and_continue(EXCEPTION_POINTERS *pointers)
{
    order[order_count++] = 'c';
    seen = *pointers->ExceptionRecord;
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(vectored_handlers_are_called_in_order)
{
    ULONG_PTR arguments[2] = {11, 22};
    PVOID b = AddVectoredExceptionHandler(0, note_b);
    PVOID a = AddVectoredExceptionHandler(1, note_a);
    PVOID c = AddVectoredExceptionHandler(0, note_and_continue);
    PVOID z = AddVectoredContinueHandler(1, note_continue);
    order_count = 0;
    RaiseException(0xE0001234, 0, 2, arguments);
    order[order_count] = 0;
    CHECK_TEXT(order, "abcz");
    CHECK_EQ(seen.ExceptionCode, 0xE0001234);
    CHECK_EQ(seen.ExceptionFlags, 0);
    CHECK_EQ(seen.NumberParameters, 2);
    CHECK_EQ(seen.ExceptionInformation[0], 11);
    CHECK_EQ(seen.ExceptionInformation[1], 22);
    CHECK_EQ(RemoveVectoredExceptionHandler(a), 1);
    CHECK_EQ(RemoveVectoredExceptionHandler(b), 1);
    CHECK_EQ(RemoveVectoredContinueHandler(z), 1);
    order_count = 0;
    RaiseException(0xF0001234, 0, 20,
                   arguments); /* bit 28 is reserved and cleared; too many arguments are cut */
    order[order_count] = 0;
    CHECK_TEXT(order, "c");
    CHECK_EQ(seen.ExceptionCode, 0xE0001234);
    CHECK_EQ(RemoveVectoredExceptionHandler(c), 1);
}

static LONG CALLBACK filter(EXCEPTION_POINTERS *pointers)
{
    calls++;
    seen = *pointers->ExceptionRecord;
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(the_unhandled_exception_filter_may_continue)
{
    calls = 0;
    LPTOP_LEVEL_EXCEPTION_FILTER before = SetUnhandledExceptionFilter(filter);
    RaiseException(0xE0005678, 0, 0, NULL);
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, 0xE0005678);
    CHECK_EQ(SetUnhandledExceptionFilter(before), filter);
}

static LONG CALLBACK nested(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode == 0xE0000002) {
        calls += 10;
        return EXCEPTION_CONTINUE_EXECUTION;
    }
    calls++;
    RaiseException(0xE0000002, 0, 0, NULL);
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(a_handler_may_raise)
{
    PVOID handler = AddVectoredExceptionHandler(1, nested);
    calls = 0;
    RaiseException(0xE0000001, 0, 0, NULL);
    CHECK_EQ(calls, 11);
    RemoveVectoredExceptionHandler(handler);
}

/* The upper halves of the vector registers are no part of a CONTEXT, and survive all the same. */
static LONG CALLBACK clobber(EXCEPTION_POINTERS *pointers)
{
    __asm__ volatile("vxorps %%ymm4, %%ymm4, %%ymm4\n\tvxorps %%ymm5, %%ymm5, %%ymm5" : : : "xmm4", "xmm5");
    return skip(pointers);
}

TEST(wide_registers_survive)
{
    unsigned a = 1, b, c, d;
    __asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
    if (!(c & (1u << 28))) /* AVX */
        return;
    ULONG_PTR in[4] = {1, 2, 3, 4}, out[4] = {0, 0, 0, 0};
    PVOID handler = AddVectoredExceptionHandler(1, clobber);
    FAULT("vmovups %2, %%ymm4\n\tmovl 8, %%ecx\n2:\n\tvmovups %%ymm4, %3\n\tvzeroupper\n\tjmp 3f\n3:",
          "m"(in), "m"(out));
    CHECK_EQ(out[0], 1);
    CHECK_EQ(out[3], 4);
    RemoveVectoredExceptionHandler(handler);
}

GUEST_MAIN(RUN(access_violations_say_what_was_touched); RUN(executing_data_is_a_violation_too);
           RUN(divisions); RUN(instructions_that_are_refused); RUN(single_steps);
           RUN(floating_point_as_unmasked); RUN(a_handler_edits_registers_and_the_instruction_is_tried_again);
           RUN(vectored_handlers_are_called_in_order); RUN(the_unhandled_exception_filter_may_continue);
           RUN(a_handler_may_raise); RUN(wide_registers_survive);)
