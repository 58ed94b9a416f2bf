/* SPDX-License-Identifier: MIT
 *
 * What happens to an exception: vectored handlers, the handlers of frames, the filter for what nobody
 * handled, the crash report. The order is Windows' ("Vectored Exception Handling", "Structured Exception
 * Handling" on Microsoft Learn).
 *
 * The lists of vectored handlers are read without a lock: a list is an immutable array, replaced as a whole.
 * Readers are counted, and a replaced array is freed when a later change finds no reader; a handler that
 * never returns (it throws, or jumps away) keeps old arrays alive for good, which is a leak of a few bytes
 * and no more.
 */
#include <stdlib.h>
#include <string.h>
#include "exception.h"
#include "common/xstate.h"
#include "../ldr/ldr.h"
#include "kernel/ke/apc.h"
#include "kernel/ps/thread.h"
#include "locks.h"

#ifdef __x86_64__
#define CONTEXT_PC(context) ((context)->Rip)
#else
#define CONTEXT_PC(context) ((context)->Eip)
#endif

void context_consolidate(CONTEXT *context, EXCEPTION_RECORD *record);
bool dispatch_to_frames(EXCEPTION_RECORD *record, CONTEXT *context);

/* ---- vectored handlers ---- */

struct vectored {
    PVECTORED_EXCEPTION_HANDLER handler;
    void *identity; /* what Add… returned */
};

struct vectored_list {
    struct vectored_list *retired;
    unsigned count;
    struct vectored entries[];
};

enum vectored_kind { VECTORED_EXCEPTION, VECTORED_CONTINUE };
static struct vectored_list *vectored_lists[2];
static struct vectored_list *retired_lists;
static unsigned vectored_readers;
static RTL_SRWLOCK vectored_lock;

static void lock(void)
{
    RtlAcquireSRWLockExclusive(&vectored_lock);
}

static void unlock(void)
{
    RtlReleaseSRWLockExclusive(&vectored_lock);
}

/* Replaces a list; frees what nobody reads any more. */
static void replace_locked(enum vectored_kind kind, struct vectored_list *list)
{
    struct vectored_list *old = vectored_lists[kind];
    __atomic_store_n(&vectored_lists[kind], list, __ATOMIC_SEQ_CST);
    if (old) {
        old->retired = retired_lists;
        retired_lists = old;
    }
    if (__atomic_load_n(&vectored_readers, __ATOMIC_SEQ_CST))
        return;
    while ((old = retired_lists)) {
        retired_lists = old->retired;
        free(old);
    }
}

static PVOID vectored_add(enum vectored_kind kind, bool first, PVECTORED_EXCEPTION_HANDLER handler)
{
    void *identity = malloc(1);
    lock();
    struct vectored_list *old = vectored_lists[kind];
    unsigned count = old ? old->count : 0;
    struct vectored_list *list = malloc(sizeof(*list) + (count + 1) * sizeof(list->entries[0]));
    if (list && identity) {
        list->count = count + 1;
        if (count)
            memcpy(&list->entries[first], old->entries, count * sizeof(list->entries[0]));
        list->entries[first ? 0 : count] = (struct vectored){handler, identity};
        replace_locked(kind, list);
        unlock();
        return identity;
    }
    unlock();
    free(list);
    free(identity);
    return NULL;
}

static ULONG vectored_remove(enum vectored_kind kind, void *identity)
{
    lock();
    struct vectored_list *old = vectored_lists[kind], *list = NULL;
    unsigned count = old ? old->count : 0, index = 0;
    while (index < count && old->entries[index].identity != identity)
        index++;
    bool found = index < count;
    if (found && count > 1) {
        list = malloc(sizeof(*list) + (count - 1) * sizeof(list->entries[0]));
        if (list) {
            list->count = count - 1;
            memcpy(list->entries, old->entries, index * sizeof(list->entries[0]));
            memcpy(&list->entries[index], &old->entries[index + 1],
                   (count - 1 - index) * sizeof(list->entries[0]));
        } else
            found = false;
    }
    if (found)
        replace_locked(kind, list);
    unlock();
    if (found)
        free(identity);
    return found;
}

PVOID WINAPI RtlAddVectoredExceptionHandler(ULONG First, PVECTORED_EXCEPTION_HANDLER Handler)
{
    return vectored_add(VECTORED_EXCEPTION, First != 0, Handler);
}

ULONG WINAPI RtlRemoveVectoredExceptionHandler(PVOID Handle)
{
    return vectored_remove(VECTORED_EXCEPTION, Handle);
}

PVOID WINAPI RtlAddVectoredContinueHandler(ULONG First, PVECTORED_EXCEPTION_HANDLER Handler)
{
    return vectored_add(VECTORED_CONTINUE, First != 0, Handler);
}

ULONG WINAPI RtlRemoveVectoredContinueHandler(PVOID Handle)
{
    return vectored_remove(VECTORED_CONTINUE, Handle);
}

static bool is_listed(const struct vectored_list *list, const void *identity)
{
    for (unsigned i = 0; list && i < list->count; i++)
        if (list->entries[i].identity == identity)
            return true;
    return false;
}

/* Calls the handlers in order until one asks to continue. A handler that was removed meanwhile is skipped. */
static bool call_vectored(enum vectored_kind kind, EXCEPTION_RECORD *record, CONTEXT *context)
{
    if (!__atomic_load_n(&vectored_lists[kind], __ATOMIC_RELAXED))
        return false;
    EXCEPTION_POINTERS pointers = {record, context};
    bool handled = false;
    __atomic_fetch_add(&vectored_readers, 1, __ATOMIC_SEQ_CST);
    struct vectored_list *list = __atomic_load_n(&vectored_lists[kind], __ATOMIC_SEQ_CST), *now;
    for (unsigned i = 0; list && i < list->count && !handled; i++) {
        now = __atomic_load_n(&vectored_lists[kind], __ATOMIC_SEQ_CST);
        if (now == list || is_listed(now, list->entries[i].identity))
            handled = list->entries[i].handler(&pointers) == EXCEPTION_CONTINUE_EXECUTION;
    }
    __atomic_fetch_sub(&vectored_readers, 1, __ATOMIC_SEQ_CST);
    return handled;
}

/* ---- raising ---- */

BOOLEAN WINAPI RtlDispatchException(PEXCEPTION_RECORD ExceptionRecord, PCONTEXT ContextRecord)
{
    if (!call_vectored(VECTORED_EXCEPTION, ExceptionRecord, ContextRecord) &&
        !dispatch_to_frames(ExceptionRecord, ContextRecord))
        return FALSE;
    call_vectored(VECTORED_CONTINUE, ExceptionRecord, ContextRecord);
    return TRUE;
}

static LPTOP_LEVEL_EXCEPTION_FILTER unhandled_filter;

LPTOP_LEVEL_EXCEPTION_FILTER exception_set_filter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
    return __atomic_exchange_n(&unhandled_filter, filter, __ATOMIC_ACQ_REL);
}

VOID WINAPI RtlSetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER Filter)
{
    exception_set_filter(Filter);
}

/* The program's own filter, where it has set one. */
static LONG call_filter(EXCEPTION_POINTERS *pointers)
{
    LPTOP_LEVEL_EXCEPTION_FILTER filter = __atomic_load_n(&unhandled_filter, __ATOMIC_ACQUIRE);
    return filter ? filter(pointers) : EXCEPTION_CONTINUE_SEARCH;
}

/* What a thread's outermost frame does with an exception that reached it, for who calls it by himself: the
 * program's own filter decides, else there is a report, and the caller's handler is to end the process. There
 * is no debugger to leave the exception to (EXCEPTION_CONTINUE_SEARCH). SEM_NOGPFAULTERRORBOX forbids a box;
 * the lines on stderr are what a shell says of a program that a signal ended, and stay. */
LONG WINAPI RtlUnhandledExceptionFilter(PEXCEPTION_POINTERS ExceptionInfo)
{
    LONG answer = call_filter(ExceptionInfo);
    if (answer != EXCEPTION_CONTINUE_SEARCH)
        return answer;
    exception_report(ExceptionInfo->ExceptionRecord, ExceptionInfo->ContextRecord);
    return EXCEPTION_EXECUTE_HANDLER;
}

/* A last resort whose filter has not returned: its mark on the stack. The filter may jump away instead, and
 * leave the mark behind. */
struct resort {
    struct resort *self;
};
static __thread struct resort *asking;
static __thread const EXCEPTION_RECORD *executing; /* what the filter has chosen to end the process for */

static void forget(void)
{
    asking = NULL;
    executing = NULL;
}
THREAD_FORGET(forget);

static _Noreturn void last_resort(EXCEPTION_RECORD *record, CONTEXT *context, void *xstate);

/* Whether an exception was raised by a filter that last_resort asks: then the frame that the mark lies in is
 * that function's, and active. Where the stack cannot be walked the mark is believed. */
static bool within_filter(const struct resort *here, const CONTEXT *context)
{
    struct resort mark;
    if (asking <= here || host_copy_try(&mark, asking, sizeof(mark)) || mark.self != asking)
        return false;
#ifdef __x86_64__
    CONTEXT walk = *context;
    while (walk.Rip && walk.Rsp <= (uintptr_t)asking) {
        DWORD64 base, frame, start, top, pc = walk.Rip, sp = walk.Rsp;
        PVOID data;
        if (host_copy_try(&top, (void *)(uintptr_t)sp, sizeof(top)))
            return true;
        PRUNTIME_FUNCTION function = RtlLookupFunctionEntry(pc, &base, NULL);
        RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, pc, function, &walk, &data, &frame, NULL);
        if (walk.Rsp > (uintptr_t)asking)
            return unwind_elf_function(pc, &start) && start == (uintptr_t)last_resort;
        if (walk.Rsp <= sp)
            break;
    }
#endif
    return true;
}

/* EXCEPTION_EXECUTE_HANDLER of the program's filter: the handler is that of the thread's first frame, which
 * ends the process, and the frames in between are unwound. An unwind to the end of the stack raises once
 * more. */
static _Noreturn void execute_last_handler(EXCEPTION_RECORD *record)
{
    NTSTATUS code = (NTSTATUS)record->ExceptionCode;
    if (!(record->ExceptionFlags & EXCEPTION_STACK_INVALID)) {
        executing = record;
#ifdef __x86_64__
        CONTEXT context;
        RtlUnwindEx(NULL, NULL, record, NULL, &context, NULL);
#else
        RtlUnwind(NULL, NULL, record, NULL);
#endif
    }
    sys_process_terminate(code);
}

static _Noreturn void last_resort(EXCEPTION_RECORD *record, CONTEXT *context, void *xstate)
{
    EXCEPTION_POINTERS pointers = {record, context};
    struct resort here;
    if (executing == record)
        sys_process_terminate((NTSTATUS)record->ExceptionCode);
    if (within_filter(&here, context)) /* the filter itself failed */
        exception_crash(record, context);
    __atomic_store_n(&here.self, &here, __ATOMIC_RELAXED);
    asking = &here;
    LONG answer = call_filter(&pointers);
    /* Continue handlers see it also where nobody wants it: the Go runtime tells of its end in one. */
    bool resumes = answer == EXCEPTION_CONTINUE_SEARCH && call_vectored(VECTORED_CONTINUE, record, context);
    if (answer == EXCEPTION_CONTINUE_SEARCH && !resumes)
        exception_crash(record, context);
    asking = NULL;
    __atomic_store_n(&here.self, NULL, __ATOMIC_RELAXED);
    if (resumes)
        context_restore(context, xstate);
    if (answer == EXCEPTION_CONTINUE_EXECUTION && !(record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)) {
        call_vectored(VECTORED_CONTINUE, record, context);
        context_restore(context, xstate);
    }
    execute_last_handler(record);
}

_Noreturn void exception_dispatch(EXCEPTION_RECORD *record, CONTEXT *context, void *xstate)
{
    if (RtlDispatchException(record, context))
        context_restore(context, xstate);
    last_resort(record, context, xstate);
}

/* RtlRaiseException's body: the context is the caller's. */
_Noreturn void exception_raise(EXCEPTION_RECORD *record, CONTEXT *context, void *xstate)
{
    record->ExceptionAddress = (PVOID)(uintptr_t)CONTEXT_PC(context);
    exception_dispatch(record, context, xstate);
}

_Noreturn VOID WINAPI RtlRaiseStatus(NTSTATUS Status)
{
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)Status, .ExceptionFlags = EXCEPTION_NONCONTINUABLE};
    RtlRaiseException(&record);
    __builtin_unreachable();
}

NTSTATUS WINAPI NtRaiseException(PEXCEPTION_RECORD ExceptionRecord, PCONTEXT ContextRecord,
                                 BOOLEAN FirstChance)
{
    if (FirstChance)
        exception_dispatch(ExceptionRecord, ContextRecord, NULL);
    last_resort(ExceptionRecord, ContextRecord, NULL);
}

#ifdef __x86_64__
/* NtContinue's body: `current` is its caller's state, which stays where the context leaves something out. */
_Noreturn void WINAPI context_continue(CONTEXT *current, CONTEXT *wanted, BOOLEAN alert)
{
    DWORD flags = wanted->ContextFlags, all = CONTEXT_CONTROL | CONTEXT_INTEGER | CONTEXT_FLOATING_POINT;
    char area[XSAVE_AREA_SIZE] __attribute__((aligned(64)));
    if (alert)
        NtTestAlert();
    if ((flags & all) == all)
        context_restore(wanted, xstate_make_area(wanted, area));
    current->Rax = STATUS_SUCCESS;
    if (flags & CONTEXT_CONTROL & 0xFFFF) {
        current->Rip = wanted->Rip;
        current->Rsp = wanted->Rsp;
        current->EFlags = wanted->EFlags;
    }
    if (flags & CONTEXT_INTEGER & 0xFFFF) {
        DWORD64 rsp = current->Rsp;
        memcpy(&current->Rax, &wanted->Rax, 16 * sizeof(DWORD64));
        current->Rsp = rsp;
    }
    if (flags & CONTEXT_FLOATING_POINT & 0xFFFF) {
        current->FltSave = wanted->FltSave;
        current->MxCsr = wanted->MxCsr;
    }
    context_restore(current, NULL);
}

/* setjmp's buffer, as RtlRestoreContext takes it from a record of STATUS_LONGJUMP. */
struct jump_buffer {
    DWORD64 Frame, Rbx, Rsp, Rbp, Rsi, Rdi, R12, R13, R14, R15, Rip;
    DWORD MxCsr;
    WORD FpCsr, Spare;
    M128A Xmm6_15[10];
};
ASSERT_SIZE(struct jump_buffer, 256, 0);

VOID WINAPI RtlRestoreContext(PCONTEXT ContextRecord, PEXCEPTION_RECORD ExceptionRecord)
{
    char area[XSAVE_AREA_SIZE] __attribute__((aligned(64)));
    if (ExceptionRecord && ExceptionRecord->ExceptionCode == (DWORD)STATUS_LONGJUMP &&
        ExceptionRecord->NumberParameters >= 1) {
        const struct jump_buffer *jump = (const void *)ExceptionRecord->ExceptionInformation[0];
        ContextRecord->Rbx = jump->Rbx;
        ContextRecord->Rsp = jump->Rsp;
        ContextRecord->Rbp = jump->Rbp;
        ContextRecord->Rsi = jump->Rsi;
        ContextRecord->Rdi = jump->Rdi;
        ContextRecord->R12 = jump->R12;
        ContextRecord->R13 = jump->R13;
        ContextRecord->R14 = jump->R14;
        ContextRecord->R15 = jump->R15;
        ContextRecord->Rip = jump->Rip;
        ContextRecord->MxCsr = jump->MxCsr;
        ContextRecord->FltSave.ControlWord = jump->FpCsr;
        memcpy(&ContextRecord->FltSave.XmmRegisters[6], jump->Xmm6_15, sizeof(jump->Xmm6_15));
    } else if (ExceptionRecord && ExceptionRecord->ExceptionCode == (DWORD)STATUS_UNWIND_CONSOLIDATE &&
               ExceptionRecord->NumberParameters >= 1)
        context_consolidate(ContextRecord, ExceptionRecord);
    context_restore(ContextRecord, xstate_make_area(ContextRecord, area));
}
#else
NTSTATUS WINAPI NtContinue(PCONTEXT ContextRecord, BOOLEAN TestAlert)
{
    if (TestAlert)
        NtTestAlert();
    context_restore(ContextRecord, NULL);
}
#endif

bool exception_guard_entry(PDLL_ENTRY entry, void *module, DWORD reason, void *reserved, BOOL *result,
                           NTSTATUS *status)
{
#ifdef __x86_64__
    ULONG64 WINAPI guarded_call(PDLL_ENTRY, void *, DWORD, void *);
    ULONG64 answer = guarded_call(entry, module, reason, reserved);
    *result = (BOOL)answer;
    *status = NT_SUCCESS((NTSTATUS)answer) ? STATUS_DLL_INIT_FAILED : (NTSTATUS)answer;
    return !(answer >> 63);
#else
    *status = STATUS_SUCCESS;
    *result = entry(module, reason, reserved);
    return true;
#endif
}

/* ---- the report ---- */

const char *exception_name(DWORD code)
{
    static const struct {
        DWORD code;
        const char *name;
    } names[] = {
        {0x40010005, "Ctrl+C"},
        {0x40010008, "Ctrl+Break"},
        {0x80000001, "guard page"},
        {0x80000002, "misaligned access"},
        {0x80000003, "breakpoint"},
        {0x80000004, "single step"},
        {0xC0000005, "access violation"},
        {0xC0000006, "page could not be read"},
        {0xC0000008, "invalid handle"},
        {0xC0000017, "out of memory"},
        {0xC000001D, "illegal instruction"},
        {0xC0000025, "continued after a noncontinuable exception"},
        {0xC0000026, "invalid disposition"},
        {0xC0000028, "bad stack"},
        {0xC0000029, "invalid unwind target"},
        {0xC000008C, "array bounds exceeded"},
        {0xC000008D, "floating-point denormal operand"},
        {0xC000008E, "floating-point division by zero"},
        {0xC000008F, "floating-point inexact result"},
        {0xC0000090, "floating-point invalid operation"},
        {0xC0000091, "floating-point overflow"},
        {0xC0000092, "floating-point stack check"},
        {0xC0000093, "floating-point underflow"},
        {0xC0000094, "integer division by zero"},
        {0xC0000095, "integer overflow"},
        {0xC0000096, "privileged instruction"},
        {0xC00000FD, "stack overflow"},
        {0xC00000FF, "bad function table"},
        {0xC0000139, "entry point not found"},
        {0xC0000194, "possible deadlock"},
        {0xC00002B4, "floating-point faults"},
        {0xC00002B5, "floating-point traps"},
        {0xC0000374, "heap corruption"},
        {0xC0000409, "fail fast"},
        {0xC0000417, "invalid argument to the C runtime"},
        {0xC0000420, "assertion failed"},
        {0xE06D7363, "C++ exception (Microsoft)"},
        {0x20474343, "C++ exception (GCC)"},
        {0xE0434352, ".NET exception"},
    };
    for (unsigned i = 0; i < countof(names); i++)
        if (names[i].code == code)
            return names[i].name;
    return NULL;
}
