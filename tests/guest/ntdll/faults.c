/* SPDX-License-Identifier: MIT
 *
 * Every fault of the processor as the exception that it becomes: a few bytes of code each, which a vectored
 * handler leaves. What it may change in the CONTEXT is what the program goes on with.
 */
#include "nt.h"

typedef ULONG_PTR (*snippet)(ULONG_PTR argument);

static unsigned char *code; /* a page that may be written and executed */
static unsigned code_size;
static EXCEPTION_RECORD seen;
static CONTEXT seen_context;
static volatile LONG calls;

/* Each snippet ends with a return, and that is where it goes on. */
static LONG CALLBACK leave(EXCEPTION_POINTERS *pointers)
{
    calls++;
    seen = *pointers->ExceptionRecord;
    seen_context = *pointers->ContextRecord;
    pointers->ContextRecord->Rip = (ULONG_PTR)code + code_size;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static ULONG_PTR run(const void *bytes, unsigned size, ULONG_PTR argument)
{
    memcpy(code, bytes, size);
    code[size] = 0xC3;
    code_size = size;
    calls = 0;
    return ((snippet)(void *)code)(argument);
}
#define RUN_CODE(bytes, argument) run(bytes, sizeof(bytes) - 1, argument)

struct row {
    const char *name, *bytes;
    unsigned size;
    DWORD code, parameters;
    unsigned address; /* of the exception, from the first byte */
};
#define ROW(name, bytes, code, parameters, address)                                                          \
    {                                                                                                        \
        name, bytes, sizeof(bytes) - 1, (DWORD)(code), parameters, address                                   \
    }

static void check_row(const struct row *row)
{
    guest_test_name = row->name;
    run(row->bytes, row->size, 0);
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, row->code);
    CHECK_EQ(seen.ExceptionFlags, 0);
    CHECK_EQ(seen.ExceptionRecord, 0);
    CHECK_EQ(seen.NumberParameters, row->parameters);
    CHECK_EQ(seen.ExceptionAddress, code + row->address);
    CHECK_EQ(seen_context.Rip, code + row->address);
}

TEST(instructions)
{
    static const struct row rows[] = {
        ROW("hlt", "\xF4", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("cli", "\xFA", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("sti", "\x90\xFB", STATUS_PRIVILEGED_INSTRUCTION, 0, 1),
        ROW("in al", "\xE4\x80", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("out dx", "\xEE", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("rdmsr", "\x0F\x32", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("wbinvd", "\x0F\x09", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("mov rax, cr0", "\x0F\x20\xC0", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("mov rax, dr0", "\x0F\x21\xC0", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("mov cr8, rax", "\x44\x0F\x22\xC0", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("invlpg", "\x0F\x01\x38", STATUS_PRIVILEGED_INSTRUCTION, 0, 0),
        ROW("ud2", "\x0F\x0B", STATUS_ILLEGAL_INSTRUCTION, 0, 0),
        ROW("push es", "\x06", STATUS_ILLEGAL_INSTRUCTION, 0, 0),
        ROW("aaa", "\x90\x37", STATUS_ILLEGAL_INSTRUCTION, 0, 1),
        ROW("int3", "\x90\xCC\x90", STATUS_BREAKPOINT, 1, 1),
        ROW("int 3, long", "\xCD\x03", STATUS_BREAKPOINT, 1, 1), /* as if it were the short form */
        ROW("int 2C", "\xCD\x2C", STATUS_ASSERTION_FAILURE, 0, 0),
        ROW("int 2E", "\x31\xC0\xCD\x2F", STATUS_ACCESS_VIOLATION, 2, 2), /* no such gate */
    };
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_row(&rows[i]);
    CHECK_EQ(seen.ExceptionInformation[0], 0);
}

/* Processors tell where it happened; some virtual machines name int1 itself, others what comes behind it. */
TEST(int1)
{
    RUN_CODE("\x90\xF1\x90", 0);
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, (DWORD)STATUS_SINGLE_STEP);
    CHECK_EQ(seen.NumberParameters, 0);
    CHECK(seen_context.Rip == code + 1 || seen_context.Rip == code + 2);
    CHECK_EQ(seen.ExceptionAddress, seen_context.Rip);
}

TEST(the_debug_service)
{
    RUN_CODE("\x31\xC0\xCD\x2D\x90\x90", 0);
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, (DWORD)STATUS_BREAKPOINT);
    CHECK_EQ(seen_context.Rip, code + 4); /* a byte behind the instruction is its, and going on runs it */
}

struct access {
    const char *name, *bytes;
    unsigned size;
    ULONG_PTR address, kind, shown;
};
#define ACCESS(name, bytes, address, kind, shown)                                                            \
    {                                                                                                        \
        name, bytes, sizeof(bytes) - 1, address, kind, shown                                                 \
    }

TEST(accesses)
{
    static const struct access rows[] = {
        ACCESS("read", "\x8A\x01", 0x18, 0, 0x18),
        ACCESS("write", "\x88\x01", 0x18, 1, 0x18),
        ACCESS("read and write", "\xFE\x01", 0x18, 1, 0x18), /* inc byte */
        ACCESS("execution", "\xFF\xE1", 0x18, 8, 0x18),
        ACCESS("the last byte", "\x8A\x01", ~(ULONG_PTR)0, 0, ~(ULONG_PTR)0),
        ACCESS("write to the last byte", "\x88\x01", ~(ULONG_PTR)0, 1, ~(ULONG_PTR)0),
        ACCESS("the system's half", "\x88\x01", 0xFFFF800000000010, 1, 0xFFFF800000000010),
        ACCESS("not canonical", "\x8A\x01", 0x0000800000000010, 0, ~(ULONG_PTR)0),
        ACCESS("write, not canonical", "\x88\x01", 0x1234567812345678, 0, ~(ULONG_PTR)0),
        ACCESS("not aligned for its instruction", "\x0F\x28\x01", 0, 0, ~(ULONG_PTR)0),
    };
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        guest_test_name = rows[i].name;
        run(rows[i].bytes, rows[i].size, rows[i].address ? rows[i].address : (ULONG_PTR)code + 0x101);
        CHECK_EQ(calls, 1);
        CHECK_EQ(seen.ExceptionCode, (DWORD)STATUS_ACCESS_VIOLATION);
        CHECK_EQ(seen.NumberParameters, 2);
        CHECK_EQ(seen.ExceptionInformation[0], rows[i].kind);
        CHECK_EQ(seen.ExceptionInformation[1], rows[i].shown);
        CHECK_EQ(seen_context.Rip, rows[i].kind == 8 ? rows[i].address : (ULONG_PTR)code);
        CHECK_EQ(seen.ExceptionAddress, seen_context.Rip);
        CHECK_EQ(seen_context.Rcx, rows[i].address ? rows[i].address : (ULONG_PTR)code + 0x101);
    }
}

TEST(executing_what_is_not_code)
{
    DWORD old;
    unsigned char *data = VirtualAlloc(NULL, 0x1000, MEM_COMMIT, PAGE_READWRITE);
    data[16] = 0xC3;
    RUN_CODE("\xFF\xE1", (ULONG_PTR)data + 16); /* jmp rcx */
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionInformation[0], 8);
    CHECK_EQ(seen.ExceptionInformation[1], data + 16);
    CHECK_EQ(VirtualProtect(data, 0x1000, PAGE_EXECUTE_READ, &old), TRUE);
    RUN_CODE("\xFF\xE1", (ULONG_PTR)data + 16);
    CHECK_EQ(calls, 0);
    RUN_CODE("\x88\x01", (ULONG_PTR)data);
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionInformation[0], 1);
    CHECK_EQ(VirtualProtect(data, 0x1000, PAGE_READWRITE | PAGE_GUARD, &old), TRUE);
    RUN_CODE("\x8A\x01", (ULONG_PTR)data + 7); /* once, and no more */
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, (DWORD)STATUS_GUARD_PAGE_VIOLATION);
    CHECK_EQ(seen.NumberParameters, 2);
    CHECK_EQ(seen.ExceptionInformation[0], 0);
    CHECK_EQ(seen.ExceptionInformation[1], data + 7);
    RUN_CODE("\x8A\x01", (ULONG_PTR)data + 7);
    CHECK_EQ(calls, 0);
    CHECK_EQ(VirtualFree(data, 0, MEM_RELEASE), TRUE);
}

TEST(divisions)
{
    static const struct row rows[] = {
        ROW("idiv by zero", "\x31\xC9\x31\xD2\xF7\xF9", STATUS_INTEGER_DIVIDE_BY_ZERO, 0, 4),
        ROW("div by zero, 64 bits", "\x31\xC9\x31\xD2\x48\xF7\xF1", STATUS_INTEGER_DIVIDE_BY_ZERO, 0, 4),
        ROW("the least by -1", "\xB8\x00\x00\x00\x80\x99\xB9\xFF\xFF\xFF\xFF\xF7\xF9",
            STATUS_INTEGER_OVERFLOW, 0, 11),
        ROW("the least by -1, 64 bits",
            "\x48\xB8\x00\x00\x00\x00\x00\x00\x00\x80\x48\x99\x48\xC7\xC1\xFF\xFF\xFF\xFF\x48\xF7\xF9",
            STATUS_INTEGER_OVERFLOW, 0, 19),
        ROW("a quotient that is too large", "\xB8\x00\x10\x00\x00\xB1\x01\xF6\xF1", STATUS_INTEGER_OVERFLOW,
            0, 7),
    };
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_row(&rows[i]);
    DWORD divisors[2] = {0, 1};
    RUN_CODE("\xB8\x00\x00\x00\x80\x99\xF7\x39", (ULONG_PTR)divisors); /* in memory */
    CHECK_EQ(seen.ExceptionCode, (DWORD)STATUS_INTEGER_DIVIDE_BY_ZERO);
    RUN_CODE("\xBA\x01\x00\x00\x00\xF7\x71\x04", (ULONG_PTR)divisors);
    CHECK_EQ(seen.ExceptionCode, (DWORD)STATUS_INTEGER_OVERFLOW);
}

/* ---- floating point, as unmasked ---- */

/* movd xmm0, eax; movd xmm1, edx; ldmxcsr [rcx]; op xmm0, xmm1 */
static void sse(const char *name, DWORD left, DWORD right, unsigned char operation, DWORD mask_bit,
                DWORD expected)
{
    unsigned char bytes[] = {0xB8, 0,    0,    0,    0,    0xBA,      0,    0,    0,
                             0,    0x66, 0x0F, 0x6E, 0xC0, 0x66,      0x0F, 0x6E, 0xCA,
                             0x0F, 0xAE, 0x11, 0xF3, 0x0F, operation, 0xC1};
    DWORD control = 0x1F80 & ~(mask_bit << 7), standard = 0x1F80;
    memcpy(bytes + 1, &left, 4);
    memcpy(bytes + 6, &right, 4);
    guest_test_name = name;
    run(bytes, sizeof(bytes), (ULONG_PTR)&control);
    __asm__ volatile("ldmxcsr %0" : : "m"(standard));
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, expected);
    CHECK_EQ(seen.ExceptionAddress, code + 21);
    CHECK_EQ(seen_context.MxCsr & mask_bit, mask_bit);
    CHECK_EQ(seen_context.MxCsr & 0x1F80, control);
    CHECK_EQ(seen_context.FltSave.MxCsr, seen_context.MxCsr);
}

TEST(sse_exceptions)
{
    enum { ONE = 0x3F800000, LARGEST = 0x7F7FFFFF, SMALLEST = 0x00800000, DENORMAL = 1, NAN = 0x7FA00000 };
    sse("invalid", NAN, ONE, 0x58, 1, (DWORD)STATUS_FLOAT_INVALID_OPERATION);
    sse("denormal", DENORMAL, ONE, 0x58, 2, (DWORD)STATUS_FLOAT_DENORMAL_OPERAND);
    sse("division by zero", ONE, 0, 0x5E, 4, (DWORD)STATUS_FLOAT_DIVIDE_BY_ZERO);
    sse("overflow", LARGEST, LARGEST, 0x59, 8, (DWORD)STATUS_FLOAT_OVERFLOW);
    sse("underflow", SMALLEST, SMALLEST, 0x59, 16, (DWORD)STATUS_FLOAT_UNDERFLOW);
    sse("inexact", ONE, 0x40400000, 0x5E, 32, (DWORD)STATUS_FLOAT_INEXACT_RESULT);
}

/* fninit; fldcw [rcx]; …; fwait */
static void x87(const char *name, const char *bytes, unsigned size, WORD mask_bit, DWORD expected)
{
    static const unsigned char first[] = {0xDB, 0xE3, 0xD9, 0x29};
    unsigned char all[64];
    WORD control = 0x37F & ~mask_bit;
    memcpy(all, first, 4);
    memcpy(all + 4, bytes, size);
    all[4 + size] = 0x9B;
    guest_test_name = name;
    run(all, size + 5, (ULONG_PTR)&control);
    __asm__ volatile("fninit");
    control = 0x27F;
    __asm__ volatile("fldcw %0" : : "m"(control));
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, expected);
    CHECK_EQ(seen.ExceptionAddress, code + 4 + size);
    CHECK_EQ(seen_context.FltSave.ControlWord & 0x3F, 0x3F & ~mask_bit);
    CHECK_EQ(seen_context.FltSave.StatusWord & mask_bit, mask_bit);
}
#define X87(name, bytes, mask_bit, expected) x87(name, bytes, sizeof(bytes) - 1, mask_bit, (DWORD)(expected))

TEST(x87_exceptions)
{
    X87("x87: invalid", "\xD9\xE8\xD9\xE0\xD9\xFA", 1, (DWORD)STATUS_FLOAT_INVALID_OPERATION); /* sqrt(-1) */
    X87("x87: stack", "\xD9\xFA", 1, (DWORD)STATUS_FLOAT_STACK_CHECK);
    X87("x87: division by zero", "\xD9\xE8\xD9\xEE\xDE\xF9", 4, (DWORD)STATUS_FLOAT_DIVIDE_BY_ZERO);
    /* 2 to the 16383, times itself */
    X87("x87: overflow", "\x68\xFF\x3F\x00\x00\xDB\x04\x24\x58\xD9\xE8\xD9\xFD\xD8\xC8", 8,
        (DWORD)STATUS_FLOAT_OVERFLOW);
    X87("x87: underflow", "\x68\x02\xC0\xFF\xFF\xDB\x04\x24\x58\xD9\xE8\xD9\xFD\xD8\xC8", 16,
        STATUS_FLOAT_UNDERFLOW);
    X87("x87: inexact", "\xD9\xE8\xD9\xEB\xDE\xF9", 32, (DWORD)STATUS_FLOAT_INEXACT_RESULT); /* 1 / pi */
}

TEST(the_trap_flag)
{
    static const unsigned char steps[] = {0x9C, 0x81, 0x0C, 0x24, 0, 1, 0, 0, 0x9D, 0x90, 0x90};
    run(steps, sizeof(steps), 0);
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, (DWORD)STATUS_SINGLE_STEP);
    CHECK_EQ(seen.ExceptionAddress, code + 10);
    CHECK_EQ(seen_context.EFlags & 0x100, 0);
}

TEST(alignment_checks)
{
    /* pushfq; or dword [rsp], 40000h; popfq; mov eax, [rcx]; pushfq; and dword [rsp], ~40000h; popfq */
    static const unsigned char bytes[] = {0x9C, 0x81, 0x0C, 0x24, 0, 0, 4, 0, 0x9D, 0x8B, 0x01};
    run(bytes, sizeof(bytes), (ULONG_PTR)code + 0x101);
    __asm__ volatile("pushfq\n\tandl $0xFFFBFFFF, (%%rsp)\n\tpopfq" : : : "memory", "cc");
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, (DWORD)STATUS_DATATYPE_MISALIGNMENT);
    CHECK_EQ(seen.ExceptionAddress, code + 9);
    CHECK_EQ(seen_context.EFlags & 0x40000, 0x40000);
}

/* ---- going on with what the handler left ---- */

static LONG CALLBACK edit(EXCEPTION_POINTERS *pointers)
{
    CONTEXT *context = pointers->ContextRecord;
    static const unsigned char two[10] = {0, 0, 0, 0, 0, 0, 0, 0x80, 0x00, 0x40}; /* 2.0 */
    for (int i = 0; i < 16; i++) {
        context->FltSave.XmmRegisters[i].Low = 1000 + i;
        context->FltSave.XmmRegisters[i].High = 2000 + i;
    }
    memcpy(&context->FltSave.FloatRegisters[0], two, 10);
    context->FltSave.ControlWord = 0x77F; /* rounds down */
    context->MxCsr = 0x3F80;
    context->EFlags |= 1 | 0x800; /* carry, overflow */
    context->Rip += 2;
    calls++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(everything_may_be_edited)
{
    ULONG_PTR xmm[32] = {0}, flags = 0;
    double top = 0;
    WORD control = 0;
    DWORD mxcsr = 0;
    PVOID handler = AddVectoredExceptionHandler(1, edit);
    calls = 0;
    __asm__ volatile("fldz\n\tmovq %[xmm], %%rbx\n\tmovq %[top], %%rsi\n\tud2\n\t"
                     "pushfq\n\tpopq %%rax\n\tfstpl (%%rsi)\n\tfnstcw %[control]\n\tstmxcsr %[mxcsr]\n\t"
                     "movups %%xmm0, (%%rbx)\n\tmovups %%xmm1, 16(%%rbx)\n\tmovups %%xmm7, 112(%%rbx)\n\t"
                     "movups %%xmm8, 128(%%rbx)\n\tmovups %%xmm15, 240(%%rbx)"
                     : "=&a"(flags), [control] "=m"(control), [mxcsr] "=m"(mxcsr)
                     : [xmm] "r"(xmm), [top] "r"(&top)
                     : "rbx", "rsi", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6",
                       "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
    WORD plain = 0x27F;
    DWORD standard = 0x1F80;
    __asm__ volatile("fldcw %0\n\tldmxcsr %1" : : "m"(plain), "m"(standard));
    RemoveVectoredExceptionHandler(handler);
    CHECK_EQ(calls, 1);
    CHECK(top == 2.0);
    CHECK_EQ(control, 0x77F);
    CHECK_EQ(mxcsr, 0x3F80);
    CHECK_EQ(flags & 0x801, 0x801);
    CHECK_EQ(xmm[0], 1000);
    CHECK_EQ(xmm[3], 2001);
    CHECK_EQ(xmm[14], 1007);
    CHECK_EQ(xmm[17], 2008);
    CHECK_EQ(xmm[30], 1015);
    CHECK_EQ(xmm[31], 2015);
}

/* ---- the stack ---- */

static ULONG_PTR stack_before;

static LONG CALLBACK back_up(EXCEPTION_POINTERS *pointers)
{
    calls++;
    seen = *pointers->ExceptionRecord;
    seen_context = *pointers->ContextRecord;
    pointers->ContextRecord->Rsp = stack_before;
    pointers->ContextRecord->Rip = (ULONG_PTR)code + code_size;
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* mov [rcx], rsp; 1: sub rsp, 100h; mov [rsp], al; jmp 1b */
static const unsigned char descend[] = {0x48, 0x89, 0x21, 0x48, 0x81, 0xEC, 0,   1,
                                        0,    0,    0x88, 0x04, 0x24, 0xEB, 0xF4};

static DWORD WINAPI overflows(LPVOID argument)
{
    PVOID handler = AddVectoredExceptionHandler(1, back_up);
    ULONG size = 0x3000;
    CHECK_EQ(SetThreadStackGuarantee(&size), TRUE);
    run(descend, sizeof(descend), (ULONG_PTR)&stack_before);
    CHECK_EQ(calls, 1);
    CHECK_EQ(seen.ExceptionCode, (DWORD)STATUS_STACK_OVERFLOW);
    CHECK_EQ(seen.NumberParameters, 2);
    CHECK_EQ(seen.ExceptionInformation[0], 1);
    CHECK_EQ(seen.ExceptionInformation[1], seen_context.Rsp);
    CHECK_EQ(seen.ExceptionAddress, code + 10);
    RemoveVectoredExceptionHandler(handler);
    return 4711;
}

TEST(threads_have_their_own)
{
    DWORD result;
    for (int i = 0; i < 2; i++) {
        HANDLE thread =
            CreateThread(NULL, i ? 0x200000 : 0, overflows, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
        CHECK_EQ(WaitForSingleObject(thread, 20000), 0);
        CHECK_EQ(GetExitCodeThread(thread, &result), TRUE);
        CHECK_EQ(result, 4711);
        CloseHandle(thread);
    }
}

static void *main_fiber;

static VOID CALLBACK overflows_in_a_fiber(LPVOID argument)
{
    *(DWORD *)argument = overflows(NULL);
    SwitchToFiber(main_fiber);
}

TEST(fibers_have_their_own)
{
    DWORD results[2] = {0, 0};
    main_fiber = ConvertThreadToFiber(NULL);
    for (int i = 0; i < 2; i++) {
        LPVOID fiber = CreateFiberEx(0x1000, i ? 0x100000 : 0x40000, 0, overflows_in_a_fiber, &results[i]);
        CHECK(fiber != NULL);
        SwitchToFiber(fiber);
        CHECK_EQ(results[i], 4711);
        DeleteFiber(fiber);
    }
    CHECK(ConvertFiberToThread());
}

static DWORD WINAPI faults(LPVOID argument)
{
    RUN_CODE("\x88\x01", 0x28);
    return seen.ExceptionInformation[1] == 0x28 && seen.ExceptionInformation[0] == 1 ? 42 : 0;
}

TEST(any_thread)
{
    DWORD result = 0;
    HANDLE thread = CreateThread(NULL, 0, faults, NULL, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, 20000), 0);
    CHECK_EQ(GetExitCodeThread(thread, &result), TRUE);
    CHECK_EQ(result, 42);
    CloseHandle(thread);
}

GUEST_MAIN(code = VirtualAlloc(NULL, 0x1000, MEM_COMMIT, PAGE_EXECUTE_READWRITE); RUN(threads_have_their_own);
           RUN(fibers_have_their_own); RUN(everything_may_be_edited);
           PVOID handler = AddVectoredExceptionHandler(1, leave); RUN(instructions); RUN(int1);
           RUN(the_debug_service); RUN(accesses); RUN(executing_what_is_not_code); RUN(divisions);
           RUN(sse_exceptions); RUN(x87_exceptions); RUN(the_trap_flag); RUN(alignment_checks);
           RUN(any_thread); RemoveVectoredExceptionHandler(handler);)
