/* SPDX-License-Identifier: MIT
 *
 * Faults: from a Linux signal to a Windows exception. The handler runs on an alternate stack, translates what
 * the processor reported into an EXCEPTION_RECORD and a CONTEXT on the guest's stack, and returns from the
 * signal into exception_entry there, so that everything further (guest handlers above all) runs as ordinary
 * code: no signal is blocked, and handlers may fault, raise and jump as they like.
 *
 * The record lies 128 bytes below the interrupted stack pointer: guest code has no red zone, but ours, which
 * a fault may interrupt on the same stack, has one. Behind it lies a copy of the rest of the processor's
 * state (the upper halves of the vector registers), which a CONTEXT has no room for: the CONTEXT_EX says
 * where it is (common/xstate.h). It is put back when a handler continues.
 *
 * A fault of a thread that runs no guest code, or of our own start-up, is a bug of ours: one line, and the
 * signal's default action. A second fault while the first is being translated means that the stack pointer is
 * garbage; Windows ends such a process at once, and so do we, with a report.
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include "kernel/mm/pe_fault_signals.h"
#include "host.h"
#include "suspend.h"
#include "kernel/mm/virtual.h"
#include <rtl/exception.h>
#include "common/xstate.h"

#define ALTERNATE_STACK 0x10000u
#define RED_ZONE        128u

void exception_entry(void);
void fault_signal_entry(int signal, siginfo_t *info, void *ucontext);
void signal_on_fault(int signal, siginfo_t *info, void *ucontext);

static __thread struct thread *guest_thread; /* NULL: a thread without a TEB */
static char first_alternate_stack[ALTERNATE_STACK] __attribute__((aligned(64)));

/* The lowest address of the stack that the thread runs on now, which is not its first one in a fiber. */
static char *stack_bottom(const struct thread *thread)
{
    return thread->teb.DeallocationStack;
}

enum { TRAP_PAGE = 14, PAGE_ERROR_WRITE = 2, PAGE_ERROR_FETCH = 16 };

static int page_access(unsigned error)
{
    return error & PAGE_ERROR_FETCH ? PROT_EXEC : error & PAGE_ERROR_WRITE ? PROT_WRITE : PROT_READ;
}

static bool is_read_on_demand(int signal, const siginfo_t *info, const greg_t *gregs)
{
    return signal == SIGSEGV && info->si_code > 0 && gregs[REG_TRAPNO] == TRAP_PAGE &&
           pe_demand_fault(info->si_addr, page_access((unsigned)gregs[REG_ERR]));
}

/* All of the guard below that stack: larger than usual where the program has asked for it. */
static size_t stack_guard(const TEB *teb)
{
    size_t wanted = STACK_GUARD_HARD + STACK_GUARD_OURS + (size_t)teb->GuaranteedStackBytes;
    return wanted > STACK_GUARD_ALL ? wanted : STACK_GUARD_ALL;
}

#ifdef __x86_64__
/* The fault that is being translated; another one meanwhile is the end. */
static __thread EXCEPTION_RECORD *translating;
static __thread const ucontext_t *translating_context;

enum {
    TRAP_DIVIDE = 0,
    TRAP_DEBUG = 1,
    TRAP_BREAKPOINT = 3,
    TRAP_OVERFLOW = 4,
    TRAP_BOUND = 5,
    TRAP_OPCODE = 6,
    TRAP_PROTECTION = 13,
    TRAP_X87 = 16,
    TRAP_ALIGNMENT = 17,
    TRAP_SIMD = 19
};
/* The instruction bytes at the fault; what cannot be read is zero. */
static void read_code(uint64_t pc, uint8_t code[16])
{
    memset(code, 0, 16);
    if (host_copy_try(code, (void *)(uintptr_t)pc, 16)) {
        size_t left = 0x1000 - (pc & 0xFFF);
        if (left < 16)
            host_copy_try(code, (void *)(uintptr_t)pc, left);
    }
}

static const greg_t *operand_register(const greg_t *gregs, unsigned number)
{
    static const uint8_t order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                      REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    return &gregs[order[number]];
}

/* A division faults alike for a divisor of zero and for a quotient that does not fit; Windows tells them
 * apart, so the divisor is looked up. */
static bool divisor_is_zero(const greg_t *gregs)
{
    uint8_t bytes[16];
    uint64_t pc = (uint64_t)gregs[REG_RIP], value = 0;
    unsigned i = 0, size = 4, rex = 0;
    bool segment_gs = false;
    read_code(pc, bytes);
    for (; i < 8; i++) {
        if (bytes[i] == 0x66)
            size = 2;
        else if (bytes[i] == 0x65)
            segment_gs = true;
        else if (bytes[i] != 0x67 && bytes[i] != 0x2E && bytes[i] != 0x36 && bytes[i] != 0x3E &&
                 bytes[i] != 0x26 && bytes[i] != 0x64 && bytes[i] != 0xF2 && bytes[i] != 0xF3)
            break;
    }
    if ((bytes[i] & 0xF0) == 0x40)
        rex = bytes[i++];
    if (rex & 8)
        size = 8;
    if ((bytes[i] & 0xFE) != 0xF6)
        return true;
    if (!(bytes[i] & 1))
        size = 1;
    unsigned modrm = bytes[i + 1], mod = modrm >> 6, rm = modrm & 7;
    i += 2;
    if (mod == 3) {
        unsigned number = rm | (rex & 1) << 3;
        if (size == 1 && !rex && number >= 4)
            value = (uint64_t)*operand_register(gregs, number - 4) >> 8; /* AH, CH, DH, BH */
        else
            value = (uint64_t)*operand_register(gregs, number);
    } else {
        uint64_t address = 0;
        if (rm == 4) {
            unsigned sib = bytes[i++], index = (sib >> 3 & 7) | (rex & 2) << 2, base = sib & 7;
            if (index != 4)
                address = (uint64_t)*operand_register(gregs, index) << (sib >> 6);
            if (base == 5 && !mod) {
                int32_t displacement;
                memcpy(&displacement, bytes + i, 4);
                address += (uint64_t)(int64_t)displacement;
            } else
                address += (uint64_t)*operand_register(gregs, base | (rex & 1) << 3);
        } else if (rm == 5 && !mod) {
            int32_t displacement;
            memcpy(&displacement, bytes + i, 4);
            address = pc + i + 4 + (uint64_t)(int64_t)displacement;
        } else
            address = (uint64_t)*operand_register(gregs, rm | (rex & 1) << 3);
        if (mod == 1)
            address += (uint64_t)(int64_t)(int8_t)bytes[i];
        else if (mod == 2) {
            int32_t displacement;
            memcpy(&displacement, bytes + i, 4);
            address += (uint64_t)(int64_t)displacement;
        }
        if (segment_gs)
            address += (uint64_t)(uintptr_t)NtCurrentTeb();
        if (host_copy_try(&value, (void *)(uintptr_t)address, size))
            return true;
    }
    return size == 8 ? !value : !(value & ((1ull << 8 * size) - 1));
}

static DWORD float_code(unsigned raised)
{
    return raised & 1    ? (DWORD)STATUS_FLOAT_INVALID_OPERATION
           : raised & 4  ? (DWORD)STATUS_FLOAT_DIVIDE_BY_ZERO
           : raised & 2  ? (DWORD)STATUS_FLOAT_DENORMAL_OPERAND
           : raised & 8  ? (DWORD)STATUS_FLOAT_OVERFLOW
           : raised & 16 ? (DWORD)STATUS_FLOAT_UNDERFLOW
                         : (DWORD)STATUS_FLOAT_INEXACT_RESULT;
}

/* A general protection fault says nothing of its cause: the instruction tells. */
static void classify_protection(const greg_t *gregs, EXCEPTION_RECORD *record, int *adjust)
{
    uint8_t code[16];
    unsigned i = 0;
    read_code((uint64_t)gregs[REG_RIP], code);
    if (code[0] == 0xCD && code[1] == 0x29) { /* __fastfail: no handler is asked */
        record->ExceptionCode = (DWORD)STATUS_STACK_BUFFER_OVERRUN;
        record->ExceptionFlags = EXCEPTION_NONCONTINUABLE;
        record->NumberParameters = 1;
        record->ExceptionInformation[0] = (DWORD)gregs[REG_RCX];
        return;
    }
    if (code[0] == 0xCD && code[1] == 0x2C) {
        record->ExceptionCode = (DWORD)STATUS_ASSERTION_FAILURE;
        return;
    }
    if (code[0] == 0xCD && code[1] == 0x2D) { /* the debug service */
        record->ExceptionCode = (DWORD)STATUS_BREAKPOINT;
        record->NumberParameters = 1;
        *adjust = 2;
        return;
    }
    while (i < 4 && (code[i] == 0x66 || code[i] == 0xF2 || code[i] == 0xF3 || (code[i] & 0xF0) == 0x40))
        i++;
    uint8_t first = code[i], second = code[i + 1];
    bool privileged =
        first == 0xF4 || first == 0xFA || first == 0xFB ||                      /* hlt, cli, sti */
        (first >= 0x6C && first <= 0x6F) || (first >= 0xE4 && first <= 0xE7) || /* ins, outs, in, out */
        (first >= 0xEC && first <= 0xEF) ||
        (first == 0x0F && (second == 0x06 || second == 0x08 || second == 0x09 || second == 0x30 ||
                           second == 0x32 || second == 0x33 || (second & 0xFC) == 0x20 ||
                           (second == 0x01 && (code[i + 2] & 0xC0) != 0xC0) || second == 0x00));
    if (privileged) {
        record->ExceptionCode = (DWORD)STATUS_PRIVILEGED_INSTRUCTION;
        return;
    }
    /* A non-canonical or misaligned address, which the processor does not name. */
    record->ExceptionCode = (DWORD)STATUS_ACCESS_VIOLATION;
    record->NumberParameters = 2;
    record->ExceptionInformation[0] = 0;
    record->ExceptionInformation[1] = ~(ULONG_PTR)0;
}

/* Fills the record. *adjust: how far behind the processor's RIP that stands which Windows reports. */
static void classify(int signal, const siginfo_t *info, const ucontext_t *uc, EXCEPTION_RECORD *record,
                     int *adjust)
{
    const greg_t *gregs = uc->uc_mcontext.gregs;
    memset(record, 0, sizeof(*record));
    *adjust = 0;
    switch (gregs[REG_TRAPNO]) {
    case TRAP_DIVIDE:
        record->ExceptionCode =
            divisor_is_zero(gregs) ? (DWORD)STATUS_INTEGER_DIVIDE_BY_ZERO : (DWORD)STATUS_INTEGER_OVERFLOW;
        break;
    case TRAP_DEBUG:
        record->ExceptionCode = (DWORD)STATUS_SINGLE_STEP;
        break;
    case TRAP_BREAKPOINT:
        record->ExceptionCode = (DWORD)STATUS_BREAKPOINT;
        record->NumberParameters = 1;
        *adjust = -1; /* Windows reports the int3 itself */
        break;
    case TRAP_OVERFLOW:
        record->ExceptionCode = (DWORD)STATUS_INTEGER_OVERFLOW;
        break;
    case TRAP_BOUND:
        record->ExceptionCode = (DWORD)STATUS_ARRAY_BOUNDS_EXCEEDED;
        break;
    case TRAP_OPCODE:
        record->ExceptionCode = (DWORD)STATUS_ILLEGAL_INSTRUCTION;
        break;
    case TRAP_PAGE:
        record->ExceptionCode =
            signal == SIGBUS ? (DWORD)STATUS_IN_PAGE_ERROR : (DWORD)STATUS_ACCESS_VIOLATION;
        record->NumberParameters = signal == SIGBUS ? 3 : 2;
        record->ExceptionInformation[0] = gregs[REG_ERR] & PAGE_ERROR_FETCH   ? 8
                                          : gregs[REG_ERR] & PAGE_ERROR_WRITE ? 1
                                                                              : 0;
        record->ExceptionInformation[1] = (ULONG_PTR)info->si_addr;
        record->ExceptionInformation[2] = (ULONG_PTR)(ULONG)STATUS_END_OF_FILE; /* of an in-page error */
        break;
    case TRAP_X87: {
        const struct _libc_fpstate *state = uc->uc_mcontext.fpregs;
        unsigned raised = state ? state->swd & ~state->cwd & 0x3F : 1;
        record->ExceptionCode = state && (state->swd & 0x40) && (raised & 1) ? (DWORD)STATUS_FLOAT_STACK_CHECK
                                                                             : float_code(raised);
        record->NumberParameters = 1;
        break;
    }
    case TRAP_SIMD: {
        const struct _libc_fpstate *state = uc->uc_mcontext.fpregs;
        record->ExceptionCode = float_code(state ? state->mxcsr & ~(state->mxcsr >> 7) & 0x3F : 1);
        record->NumberParameters = 2;
        record->ExceptionInformation[1] = state ? state->mxcsr : 0;
        break;
    }
    case TRAP_ALIGNMENT:
        record->ExceptionCode = (DWORD)STATUS_DATATYPE_MISALIGNMENT;
        break;
    case TRAP_PROTECTION:
    default:
        classify_protection(gregs, record, adjust);
        break;
    }
}

static void context_from_signal(CONTEXT *context, const ucontext_t *uc)
{
    const greg_t *gregs = uc->uc_mcontext.gregs;
    memset(context, 0, offsetof(CONTEXT, FltSave));
    context->ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
    for (unsigned i = 0; i < 16; i++)
        (&context->Rax)[i] = (DWORD64)*operand_register(gregs, i);
    context->Rip = (DWORD64)gregs[REG_RIP];
    context->EFlags = (DWORD)gregs[REG_EFL];
    context->SegCs = 0x33;
    context->SegDs = context->SegEs = context->SegGs = context->SegSs = 0x2B;
    context->SegFs = 0x53;
    context->MxCsr = 0x1F80;
    if (uc->uc_mcontext.fpregs) {
        memcpy(&context->FltSave, uc->uc_mcontext.fpregs, sizeof(context->FltSave));
        memset(context->FltSave.Reserved4, 0, sizeof(context->FltSave.Reserved4));
        context->MxCsr = context->FltSave.MxCsr;
    }
    memset((char *)context + offsetof(CONTEXT, VectorRegister), 0,
           sizeof(*context) - offsetof(CONTEXT, VectorRegister));
}

#define XSTATE_MAGIC 0x46505853u /* the kernel's mark in the reserved bytes of FXSAVE's area */

static size_t xstate_size(const ucontext_t *uc)
{
    const uint32_t *reserved = (const uint32_t *)((const char *)uc->uc_mcontext.fpregs + 464);
    if (!uc->uc_mcontext.fpregs || reserved[0] != XSTATE_MAGIC)
        return 0;
    return reserved[4] >= 576 && reserved[4] <= 0x4000 ? reserved[4] : 0;
}

struct exception_frame {
    CONTEXT context;
    CONTEXT_EX extension; /* right behind it */
    EXCEPTION_RECORD record;
};

/* Whether the fault is the guest's stack running into its guard; the soft part is opened then, for the
 * handlers to run on. */
static bool opens_guard(struct thread *thread, uintptr_t address)
{
    uintptr_t bottom = (uintptr_t)stack_bottom(thread);
    size_t guard = stack_guard(&thread->teb);
    if (!bottom || address < bottom || address >= bottom + guard ||
        thread->teb.NtTib.StackLimit != stack_bottom(thread) + guard)
        return false;
    if (host_protect(stack_bottom(thread) + STACK_GUARD_HARD, guard - STACK_GUARD_HARD,
                     HOST_READ | HOST_WRITE))
        return false;
    thread->teb.NtTib.StackLimit = stack_bottom(thread) + STACK_GUARD_HARD;
    return true;
}

static _Noreturn void die(int signal, const ucontext_t *uc)
{
    extern const char __executable_start[];
    report("internal error: signal %d at 0x%llx (decant+0x%llx)", signal,
           (unsigned long long)uc->uc_mcontext.gregs[REG_RIP],
           (unsigned long long)uc->uc_mcontext.gregs[REG_RIP] - (uintptr_t)__executable_start);
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(signal);
    host_exit(128 + signal);
}

#define HOST_FRAMES 0x40000u /* as large as a host stack: a guest's may lie right below it */

static bool on_host_stack(const struct thread *thread, uintptr_t sp)
{
    return !thread->border.host_stack || (sp < (uintptr_t)thread->border.host_stack &&
                                          sp > (uintptr_t)thread->border.host_stack - HOST_FRAMES);
}

/* Builds the frame on the guest's stack and makes the signal return into exception_entry. */
static void enter_guest(struct thread *thread, ucontext_t *uc, const EXCEPTION_RECORD *record, int adjust)
{
    greg_t *gregs = uc->uc_mcontext.gregs;
    uintptr_t top = (uintptr_t)gregs[REG_RSP] - RED_ZONE;
    size_t extra = record->ExceptionCode == (DWORD)STATUS_STACK_OVERFLOW ? 0 : xstate_size(uc);
    char *xstate = NULL;
    if (extra) {
        xstate = (char *)((top - extra) & ~(uintptr_t)63);
        top = (uintptr_t)xstate;
    }
    struct exception_frame *frame =
        (struct exception_frame *)((top - sizeof(struct exception_frame)) & ~(uintptr_t)15);
    if (record->ExceptionCode == (DWORD)STATUS_STACK_OVERFLOW &&
        (char *)frame <
            stack_bottom(thread) + STACK_GUARD_HARD + STACK_GUARD_OURS + thread->teb.GuaranteedStackBytes) {
        /* A large frame jumped far into the guard: what it has not touched is no loss. */
        top = (uintptr_t)stack_bottom(thread) + stack_guard(&thread->teb);
        frame = (struct exception_frame *)((top - sizeof(struct exception_frame)) & ~(uintptr_t)15);
    }
    if (extra)
        memcpy(xstate, uc->uc_mcontext.fpregs, extra);
    context_from_signal(&frame->context, uc);
    if (extra)
        xstate_attach(&frame->context, &frame->extension, xstate, extra);
    frame->record = *record;
    frame->context.Rip += (DWORD64)(int64_t)adjust;
    frame->record.ExceptionAddress = (PVOID)(uintptr_t)frame->context.Rip;
    if (record->ExceptionCode == (DWORD)STATUS_SINGLE_STEP)
        frame->context.EFlags &= ~0x100u;
    gregs[REG_RSP] = (greg_t)frame;
    gregs[REG_RIP] = (greg_t)exception_entry;
    gregs[REG_RBX] = gregs[REG_RSI] = (greg_t)&frame->context;
    gregs[REG_RDI] = (greg_t)&frame->record;
    gregs[REG_RDX] = (greg_t)xstate;
    gregs[REG_EFL] &= ~(greg_t)(0x100 | 0x400 | 0x40000); /* TF, DF, AC */
    if (uc->uc_mcontext.fpregs) { /* the exceptions that are pending in x87 and SSE are reported now */
        uc->uc_mcontext.fpregs->swd &= 0x7F00;
        uc->uc_mcontext.fpregs->mxcsr &= ~0x3Fu;
    }
}

static _Noreturn void crash_now(EXCEPTION_RECORD *record, const ucontext_t *uc)
{
    CONTEXT context;
    context_from_signal(&context, uc);
    record->ExceptionAddress = (PVOID)(uintptr_t)context.Rip;
    exception_crash(record, &context);
}

/* A service met a page that the guest had promised. A service of Windows' returns that; for one of decant's
 * own, the exception is the caller's, as it is on Windows, where the DLL itself would have touched the page.
 * What the service held is lost: each such place is to become a copy function. False: there is nothing left
 * to raise. */
static bool leave_service(struct thread *thread, greg_t *gregs, const EXCEPTION_RECORD *record)
{
    struct border *note = &thread->border;
    uintptr_t pc = (uintptr_t)gregs[REG_RIP];
    bool guest_memory = record->ExceptionCode != (DWORD)STATUS_ACCESS_VIOLATION ||
                        (pc >= (uintptr_t)border_arguments && pc < (uintptr_t)border_arguments_end) ||
                        record->NumberParameters >= 2;
    if (!guest_memory || note->number < BORDER_PRIVATE) {
        gregs[REG_RIP] = (greg_t)border_abandon;
        gregs[REG_RAX] = (greg_t)(uint32_t)record->ExceptionCode;
        return false;
    }
    gregs[REG_RBX] = (greg_t)note->rbx;
    gregs[REG_RBP] = (greg_t)note->rbp;
    gregs[REG_R12] = (greg_t)note->r12;
    gregs[REG_R13] = (greg_t)note->r13;
    gregs[REG_R14] = (greg_t)note->r14;
    gregs[REG_R15] = (greg_t)note->r15;
    gregs[REG_RSP] = (greg_t)(note->rsp + sizeof(note->rip));
    gregs[REG_RIP] = (greg_t)note->rip;
    atomic_store(&note->in_service, 0);
    return true;
}

/* Linux leaves AC as the guest set it, and a misaligned access of ours would fault without end: this is
 * entered by fault_signal_entry, which clears it. */
void signal_on_fault(int signal, siginfo_t *info, void *ucontext)
{
    ucontext_t *uc = ucontext;
    greg_t *gregs = uc->uc_mcontext.gregs;
    struct thread *thread = guest_thread;
    int saved_errno = errno, adjust;
    uintptr_t pc = (uintptr_t)gregs[REG_RIP];
    EXCEPTION_RECORD record;
    bool in_service = !thread || atomic_load(&thread->border.in_service);
    if (is_read_on_demand(signal, info, gregs)) {
        errno = saved_errno;
        return;
    }
    if (pc >= (uintptr_t)host_copy_begin && pc < (uintptr_t)host_copy_end) {
        gregs[REG_RIP] = (greg_t)host_copy_fault;
        return;
    }
    if (info->si_code <= 0 && info->si_code != SI_KERNEL) { /* sent by kill(2): not a fault of ours */
        struct sigaction action = {.sa_handler = SIG_DFL};
        sigaction(signal, &action, NULL);
        return;
    }
    classify(signal, info, uc, &record, &adjust);
    if (record.ExceptionCode == (DWORD)STATUS_ACCESS_VIOLATION && gregs[REG_TRAPNO] == TRAP_PAGE) {
        NTSTATUS status; /* a guard page, a page that is mapped on its first use */
        if (virtual_handle_fault(info->si_addr, (unsigned)record.ExceptionInformation[0], in_service,
                                 &status)) {
            errno = saved_errno;
            return;
        }
        record.ExceptionCode = (DWORD)status;
        if (status == STATUS_IN_PAGE_ERROR) /* of an image: its file has shrunk, and no SIGBUS said so */
            record.NumberParameters = 3;
    }
    if (thread && thread->border.host_stack && in_service && !leave_service(thread, gregs, &record)) {
        errno = saved_errno;
        return;
    }
    if (!thread || on_host_stack(thread, (uintptr_t)gregs[REG_RSP]))
        die(signal, uc);
    if (translating) /* its stack cannot be written: report what happened there */
        crash_now(translating, translating_context);
    translating = &record;
    translating_context = uc;
    if (record.ExceptionCode == (DWORD)STATUS_ACCESS_VIOLATION && gregs[REG_TRAPNO] == TRAP_PAGE &&
        opens_guard(thread, (uintptr_t)info->si_addr))
        record.ExceptionCode = (DWORD)STATUS_STACK_OVERFLOW;
    if (record.ExceptionCode == (DWORD)STATUS_STACK_BUFFER_OVERRUN) /* no handler may run */
        crash_now(&record, uc);
    enter_guest(thread, uc, &record, adjust);
    translating = NULL;
    errno = saved_errno;
}
#else
/* i386: the memory manager's faults and host_copy_try's are answered. Any other ends the process with one
 * line: the way from a signal to the handlers on the FS:[0] chain is not built yet (docs/i386.md). */
void fault_signal_entry(int signal, siginfo_t *info, void *ucontext)
{
    greg_t *gregs = ((ucontext_t *)ucontext)->uc_mcontext.gregs;
    uintptr_t pc = (uintptr_t)gregs[REG_EIP];
    int saved_errno = errno;
    NTSTATUS status;
    if (is_read_on_demand(signal, info, gregs)) {
        errno = saved_errno;
        return;
    }
    if (pc >= (uintptr_t)host_copy_begin && pc < (uintptr_t)host_copy_end) {
        gregs[REG_EIP] = (greg_t)(uintptr_t)host_copy_fault;
        return;
    }
    if (gregs[REG_TRAPNO] == TRAP_PAGE && info->si_code > 0 &&
        virtual_handle_fault(info->si_addr,
                             gregs[REG_ERR] & PAGE_ERROR_FETCH   ? 8u
                             : gregs[REG_ERR] & PAGE_ERROR_WRITE ? 1u
                                                                 : 0u,
                             true, &status)) {
        errno = saved_errno;
        return;
    }
    if (info->si_code > 0 || info->si_code == SI_KERNEL)
        report("signal %d at 0x%zx: exceptions do not reach 32-bit programs yet", signal, (size_t)pc);
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL); /* the fault comes again, or what kill(2) sent is sent again */
    if (info->si_code <= 0 && info->si_code != SI_KERNEL)
        raise(signal);
}
#endif

static int set_alternate_stack(void *memory)
{
    stack_t stack = {.ss_sp = memory, .ss_size = ALTERNATE_STACK};
    return sigaltstack(&stack, NULL) ? -errno : 0;
}

static int arm_guard(struct thread *thread)
{
    size_t guard = stack_guard(&thread->teb);
    int error = host_protect(stack_bottom(thread), guard, 0);
    if (!error)
        thread->teb.NtTib.StackLimit = stack_bottom(thread) + guard;
    return error;
}

/* Whether the calling thread's stack has the room for such a guard, and a page. */
static bool has_room(const struct thread *thread, size_t guard)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0), bottom = (uintptr_t)stack_bottom(thread);
    return here < (uintptr_t)thread->teb.NtTib.StackBase && here > bottom && here - bottom >= guard + 0x1000;
}

NTSTATUS exception_guarantee_stack(ULONG size)
{
    struct thread *thread = guest_thread;
    if (!thread || size > 0x80000000u)
        return STATUS_INVALID_PARAMETER;
    TEB *teb = &thread->teb;
    ULONG before = teb->GuaranteedStackBytes;
    bool armed = teb->NtTib.StackLimit == stack_bottom(thread) + stack_guard(teb);
    teb->GuaranteedStackBytes = (size + 0xFFF) & ~0xFFFu;
    if (teb->GuaranteedStackBytes <= before) {
        teb->GuaranteedStackBytes = before;
        return STATUS_SUCCESS;
    }
    if (has_room(thread, stack_guard(teb)) && (!armed || !arm_guard(thread))) {
        virtual_set_stack_guard(stack_bottom(thread), stack_guard(teb));
        return STATUS_SUCCESS;
    }
    teb->GuaranteedStackBytes = before;
    return STATUS_INVALID_PARAMETER;
}

bool exception_reset_guard(void)
{
    struct thread *thread = guest_thread;
    if (!thread || thread->teb.NtTib.StackLimit != stack_bottom(thread) + STACK_GUARD_HARD ||
        !has_room(thread, stack_guard(&thread->teb)))
        return false;
    return !arm_guard(thread);
}

static void on_broken_pipe(int signal)
{
    (void)signal; /* the write fails with EPIPE */
}

int exception_start(void)
{
    struct sigaction action = {.sa_sigaction = fault_signal_entry,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    all_but_faults(&action.sa_mask);
    for (unsigned i = 0; i < countof(fault_signals); i++)
        if (sigaction(fault_signals[i], &action, NULL))
            return -errno;
    /* A handler rather than SIG_IGN: that would be inherited by native programs that the guest starts. */
    struct sigaction nothing = {.sa_handler = on_broken_pipe, .sa_flags = SA_RESTART | SA_ONSTACK};
    sigaction(SIGPIPE, &nothing, NULL);
    return set_alternate_stack(first_alternate_stack);
}

int exception_process_start(struct thread *thread)
{
    guest_thread = thread;
    return arm_guard(thread);
}

int exception_thread_start(struct thread *thread)
{
    void *memory;
    int error = host_map(NULL, ALTERNATE_STACK, HOST_READ | HOST_WRITE, &memory);
    if (error)
        return error;
    guest_thread = thread;
    error = set_alternate_stack(memory);
    return error ? error : arm_guard(thread);
}

void exception_thread_end(struct thread *thread)
{
    stack_t old, off = {.ss_flags = SS_DISABLE};
    guest_thread = NULL;
    if (!sigaltstack(&off, &old) && old.ss_sp != first_alternate_stack && !(old.ss_flags & SS_DISABLE))
        host_unmap(old.ss_sp, ALTERNATE_STACK);
}
