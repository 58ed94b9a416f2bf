/* SPDX-License-Identifier: MIT
 *
 * Stopping another thread wherever it is: a signal whose handler runs on the thread's alternate stack, and
 * the registers that the signal found, as a CONTEXT. The signal is blocked wherever our signals are (a
 * thread's start and end).
 *
 * It is none of the real-time ones, for these queue: whoever asks a thread again and again that cannot run
 * for now (a debugger holds it) would use up what all processes of the user may have queued together. One
 * that is pending is enough, since its handler looks at the latest request; and it comes even where the queue
 * is full, though without saying from whom.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include "kernel/mm/pe_fault_signals.h"
#include "host.h"
#include "sleep.h"
#include "suspend.h"
#include <ntdll.h>
#include "common/xstate.h"

#define INTERRUPT SIGSTKFLT /* which Linux does not raise */

static void (*stopped_here)(void *registers);

static void on_interrupt(int signal, siginfo_t *info, void *ucontext)
{
    int saved_errno = errno;
    if ((info->si_code == SI_TKILL && info->si_pid == getpid()) ||
        (info->si_code == SI_USER && !info->si_pid))
        stopped_here(ucontext);
    errno = saved_errno;
}

int host_interrupt_start(void (*handler)(void *registers))
{
    struct sigaction action = {.sa_sigaction = on_interrupt,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    all_but_faults(&action.sa_mask);
    stopped_here = handler;
    return sigaction(INTERRUPT, &action, NULL) ? -errno : 0;
}

int host_interrupt(uint32_t thread_id)
{
    return syscall(SYS_tgkill, getpid(), thread_id, INTERRUPT) ? -errno : 0;
}

/* Whether the kernel's area goes on behind FXSAVE's part. */
static bool has_xstate(const void *area)
{
    uint32_t mark = 0;
    if (area)
        memcpy(&mark, (const char *)area + 464, sizeof(mark));
    return mark == 0x46505853; /* FP_XSTATE_MAGIC1 */
}

#ifdef __x86_64__
enum { PC = REG_RIP, RESULT = REG_RAX };
#else
enum { PC = REG_EIP, RESULT = REG_EAX };
#endif

/* The look at the pending word and the instruction behind it are one thing: whoever is found between them has
 * not seen the bit yet, and a call that goes on by itself after the signal stands at its instruction again.
 */
void host_registers_cut_sleep(void *registers)
{
    greg_t *gregs = ((ucontext_t *)registers)->uc_mcontext.gregs;
    uintptr_t pc = (uintptr_t)gregs[PC];
    if (pc >= (uintptr_t)host_sleep_begin && pc < (uintptr_t)host_sleep_end)
        gregs[PC] = (greg_t)(uintptr_t)host_sleep_cut;
}

void host_registers_leave_border(void *registers)
{
    greg_t *gregs = ((ucontext_t *)registers)->uc_mcontext.gregs;
    const char *pc = (const char *)(uintptr_t)gregs[PC];
    const struct border *note = &thread_self()->border;
    if (pc >= border_entry &&
        pc < border_entry_noted) /* nothing has changed yet but RAX, R10, R11: it begins again */
        gregs[PC] = (greg_t)(uintptr_t)service_stubs[(unsigned)gregs[RESULT]];
    else if (pc >= border_out_done && pc < border_out_end && note->number < BORDER_PRIVATE)
        gregs[PC] = (greg_t)(uintptr_t)service_stubs[note->number] + BORDER_STUB_RETURN;
}

#ifdef __x86_64__
/* In the order of CONTEXT's Rax … R15. */
static const int integer_registers[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                          REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                          REG_R12, REG_R13, REG_R14, REG_R15};

/* RSP, RBP belong to CONTEXT_CONTROL and CONTEXT_INTEGER as Windows divides them. */
static bool is_wanted(DWORD flags, int reg)
{
    return (flags & (reg == REG_RSP ? CONTEXT_CONTROL : CONTEXT_INTEGER) & 0xFFFF) != 0;
}

void host_registers_get(void *registers, CONTEXT *context)
{
    ucontext_t *uc = registers;
    const greg_t *gregs = uc->uc_mcontext.gregs;
    DWORD flags = context->ContextFlags;
    for (unsigned i = 0; i < 16; i++)
        if (is_wanted(flags, integer_registers[i]))
            (&context->Rax)[i] = (DWORD64)gregs[integer_registers[i]];
    if (flags & CONTEXT_CONTROL & 0xFFFF) {
        context->Rip = (DWORD64)gregs[REG_RIP];
        context->EFlags = (DWORD)gregs[REG_EFL];
        context->SegCs = 0x33;
        context->SegSs = 0x2B;
    }
    if (flags & CONTEXT_SEGMENTS & 0xFFFF) {
        context->SegDs = context->SegEs = context->SegGs = 0x2B;
        context->SegFs = 0x53;
    }
    if (flags & CONTEXT_FLOATING_POINT & 0xFFFF && uc->uc_mcontext.fpregs) {
        memcpy(&context->FltSave, uc->uc_mcontext.fpregs, sizeof(context->FltSave));
        memset(context->FltSave.Reserved4, 0, sizeof(context->FltSave.Reserved4));
        context->MxCsr = context->FltSave.MxCsr;
    }
    if (flags & CONTEXT_XSTATE & 0xFFFF && has_xstate(uc->uc_mcontext.fpregs))
        xstate_from_area(context, uc->uc_mcontext.fpregs);
    if (flags & CONTEXT_DEBUG_REGISTERS & 0xFFFF)
        context->Dr0 = context->Dr1 = context->Dr2 = context->Dr3 = context->Dr6 = context->Dr7 = 0;
}

#define CHANGEABLE_FLAGS 0x210CD5 /* the arithmetic flags, TF, DF, AC, ID */

void host_registers_set(void *registers, const CONTEXT *context)
{
    ucontext_t *uc = registers;
    greg_t *gregs = uc->uc_mcontext.gregs;
    DWORD flags = context->ContextFlags;
    for (unsigned i = 0; i < 16; i++)
        if (is_wanted(flags, integer_registers[i]))
            gregs[integer_registers[i]] = (greg_t)(&context->Rax)[i];
    if (flags & CONTEXT_CONTROL & 0xFFFF) {
        gregs[REG_RIP] = (greg_t)context->Rip;
        gregs[REG_EFL] = (gregs[REG_EFL] & ~(greg_t)CHANGEABLE_FLAGS) | (context->EFlags & CHANGEABLE_FLAGS);
    }
    if (flags & CONTEXT_FLOATING_POINT & 0xFFFF && uc->uc_mcontext.fpregs) /* the kernel's marks stay */
        memcpy(uc->uc_mcontext.fpregs, &context->FltSave, offsetof(XMM_SAVE_AREA32, Reserved4));
    if (flags & CONTEXT_XSTATE & 0xFFFF && has_xstate(uc->uc_mcontext.fpregs))
        xstate_to_area(context, uc->uc_mcontext.fpregs);
}
#else
/* Rows of CONTEXT's fields and where the signal keeps them, Windows' division into control and integer ones.
 */
static const struct {
    WORD offset;
    BYTE reg;
    BYTE part;
} fields[] = {
    {offsetof(CONTEXT, Eax), REG_EAX, CONTEXT_INTEGER & 0xFF},
    {offsetof(CONTEXT, Ebx), REG_EBX, CONTEXT_INTEGER & 0xFF},
    {offsetof(CONTEXT, Ecx), REG_ECX, CONTEXT_INTEGER & 0xFF},
    {offsetof(CONTEXT, Edx), REG_EDX, CONTEXT_INTEGER & 0xFF},
    {offsetof(CONTEXT, Esi), REG_ESI, CONTEXT_INTEGER & 0xFF},
    {offsetof(CONTEXT, Edi), REG_EDI, CONTEXT_INTEGER & 0xFF},
    {offsetof(CONTEXT, Ebp), REG_EBP, CONTEXT_CONTROL & 0xFF},
    {offsetof(CONTEXT, Esp), REG_ESP, CONTEXT_CONTROL & 0xFF}, /* UESP is not read on the way back */
    {offsetof(CONTEXT, Eip), REG_EIP, CONTEXT_CONTROL & 0xFF},
    {offsetof(CONTEXT, SegCs), REG_CS, CONTEXT_CONTROL & 0xFF},
    {offsetof(CONTEXT, SegSs), REG_SS, CONTEXT_CONTROL & 0xFF},
    {offsetof(CONTEXT, SegDs), REG_DS, CONTEXT_SEGMENTS & 0xFF},
    {offsetof(CONTEXT, SegEs), REG_ES, CONTEXT_SEGMENTS & 0xFF},
    {offsetof(CONTEXT, SegFs), REG_FS, CONTEXT_SEGMENTS & 0xFF},
    {offsetof(CONTEXT, SegGs), REG_GS, CONTEXT_SEGMENTS & 0xFF},
};

/* The kernel's frame: FNSAVE's area, a word of status, and FXSAVE's area where the upper half of that word is
 * 0. */
#define FNSAVE_SIZE 108u

static BYTE *fxsave_area(fpregset_t state)
{
    return state && !(state->status >> 16) ? (BYTE *)state + sizeof(*state) : NULL;
}

void host_registers_get(void *registers, CONTEXT *context)
{
    ucontext_t *uc = registers;
    DWORD flags = context->ContextFlags;
    fpregset_t state = uc->uc_mcontext.fpregs;
    for (unsigned i = 0; i < countof(fields); i++)
        if (flags & fields[i].part)
            *(DWORD *)((BYTE *)context + fields[i].offset) = (DWORD)uc->uc_mcontext.gregs[fields[i].reg];
    if (flags & CONTEXT_CONTROL & 0xFFFF)
        context->EFlags = (DWORD)uc->uc_mcontext.gregs[REG_EFL];
    if (flags & CONTEXT_FLOATING_POINT & 0xFFFF && state)
        memcpy(&context->FloatSave, state, FNSAVE_SIZE);
    if (flags & CONTEXT_EXTENDED_REGISTERS & 0xFFFF && fxsave_area(state))
        memcpy(context->ExtendedRegisters, fxsave_area(state), sizeof(context->ExtendedRegisters));
    if (flags & CONTEXT_XSTATE & 0xFFFF && has_xstate(fxsave_area(state)))
        xstate_from_area(context, fxsave_area(state));
    if (flags & CONTEXT_DEBUG_REGISTERS & 0xFFFF)
        context->Dr0 = context->Dr1 = context->Dr2 = context->Dr3 = context->Dr6 = context->Dr7 = 0;
}

#define CHANGEABLE_FLAGS 0x210CD5 /* the arithmetic flags, TF, DF, AC, ID */

void host_registers_set(void *registers, const CONTEXT *context)
{
    ucontext_t *uc = registers;
    greg_t *gregs = uc->uc_mcontext.gregs;
    DWORD flags = context->ContextFlags;
    fpregset_t state = uc->uc_mcontext.fpregs;
    for (unsigned i = 0; i < countof(fields); i++)
        if (flags & fields[i].part && fields[i].reg != REG_CS && fields[i].reg != REG_SS &&
            fields[i].part != (CONTEXT_SEGMENTS & 0xFF)) /* the selectors are not the guest's to choose */
            gregs[fields[i].reg] = (greg_t) * (const DWORD *)((const BYTE *)context + fields[i].offset);
    if (flags & CONTEXT_CONTROL & 0xFFFF)
        gregs[REG_EFL] =
            (greg_t)(((DWORD)gregs[REG_EFL] & ~CHANGEABLE_FLAGS) | (context->EFlags & CHANGEABLE_FLAGS));
    if (flags & CONTEXT_FLOATING_POINT & 0xFFFF && state)
        memcpy(state, &context->FloatSave, FNSAVE_SIZE);
    if (flags & CONTEXT_EXTENDED_REGISTERS & 0xFFFF && fxsave_area(state)) /* the kernel's marks stay */
        memcpy(fxsave_area(state), context->ExtendedRegisters, 416);
    if (flags & CONTEXT_XSTATE & 0xFFFF && has_xstate(fxsave_area(state)))
        xstate_to_area(context, fxsave_area(state));
}
#endif
