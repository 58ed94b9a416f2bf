/* SPDX-License-Identifier: MIT
 *
 * Exceptions: from a signal or RtlRaiseException through vectored and frame handlers to the crash report, and
 * the unwinding of frames, guest ones by .pdata, our own by .eh_frame.
 *
 * A thread that is to run guest code calls exception_thread_start once its TEB hangs on the segment register
 * and before any guest code runs; exception_thread_end when no guest code will run on it any more.
 */
#ifndef DECANT_EXCEPTION_H
#define DECANT_EXCEPTION_H

#include "../ntdll.h"
#include "common/copy.h"
#include "syscall-shim/border.h"

/* ---- for thread starts (kernel/host/signal.c) ---- */

/* Installs the signal handlers of the process, before any image is mapped. 0 or -errno. */
int exception_start(void);
/* Prepares the first thread: the guard below its guest stack. 0 or -errno. */
int exception_process_start(struct thread *thread);
/* Prepares the calling thread: its alternate signal stack, and the guard below its guest stack. 0 or -errno.
 */
int exception_thread_start(struct thread *thread);
void exception_thread_end(struct thread *thread);

/* The part of a guest stack that is out of reach until it overflows: the lowest page stays so for good, the
 * rest is what an overflow's handlers run on. */
#define STACK_GUARD_HARD 0x1000u
#define STACK_GUARD_SOFT 0x8000u
#define STACK_GUARD_ALL  (STACK_GUARD_HARD + STACK_GUARD_SOFT)
/* What of the soft part the dispatching itself needs; the rest is the handlers'. */
#define STACK_GUARD_OURS 0x2000u
/* Makes that rest so large on the calling thread's stack, for good. STATUS_INVALID_PARAMETER: the stack is
 * not that large, or in use so far already. */
NTSTATUS exception_guarantee_stack(ULONG size);
/* Arms the guard again after an overflow that was handled (_resetstkoflw). False while the stack is still
 * that deep, or where it had not overflowed. */
bool exception_reset_guard(void);

/* Touches what the guest handed in before a lock is taken: a bad pointer faults here, in the guest's name,
 * and nothing is held. */
static inline void guest_touch(const void *at, size_t size)
{
    const volatile char *bytes = at;
    for (size_t i = 0; i < size; i += 0x1000)
        (void)bytes[i];
    if (size)
        (void)bytes[size - 1];
}

/* What cannot be touched before, because its size is known only under the lock, is copied by host_copy_try;
 * this raises the fault once the lock is given back. */
static inline void guest_touch_write(void *at, size_t size)
{
    volatile char *bytes = at;
    for (size_t i = 0; i < size; i++)
        bytes[i] = bytes[i];
}

/* ---- dispatching (exception.c) ---- */

/* Where a fault enters the guest's stack: never returns. xstate: the rest of the processor's state in XSAVE's
 * layout, or NULL. */
_Noreturn void exception_dispatch(EXCEPTION_RECORD *record, CONTEXT *context, void *xstate);
/* Raises an exception in the guest's name: its address is the context's. */
_Noreturn void exception_raise(EXCEPTION_RECORD *record, CONTEXT *context, void *xstate);
/* Vectored handlers, then frames. TRUE: the context is to be continued. */
BOOLEAN WINAPI RtlDispatchException(PEXCEPTION_RECORD ExceptionRecord, PCONTEXT ContextRecord);
VOID WINAPI RtlRaiseException(PEXCEPTION_RECORD ExceptionRecord);
_Noreturn VOID WINAPI RtlRaiseStatus(NTSTATUS Status);
NTSTATUS WINAPI NtRaiseException(PEXCEPTION_RECORD ExceptionRecord, PCONTEXT ContextRecord,
                                 BOOLEAN FirstChance);
NTSTATUS WINAPI NtContinue(PCONTEXT ContextRecord, BOOLEAN TestAlert);
VOID WINAPI RtlCaptureContext(PCONTEXT ContextRecord);
VOID WINAPI RtlRestoreContext(PCONTEXT ContextRecord, PEXCEPTION_RECORD ExceptionRecord);
PVOID WINAPI RtlAddVectoredExceptionHandler(ULONG First, PVECTORED_EXCEPTION_HANDLER Handler);
ULONG WINAPI RtlRemoveVectoredExceptionHandler(PVOID Handle);
PVOID WINAPI RtlAddVectoredContinueHandler(ULONG First, PVECTORED_EXCEPTION_HANDLER Handler);
ULONG WINAPI RtlRemoveVectoredContinueHandler(PVOID Handle);
VOID WINAPI RtlSetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER Filter);
/* Like RtlSetUnhandledExceptionFilter; returns the one before. */
LPTOP_LEVEL_EXCEPTION_FILTER exception_set_filter(LPTOP_LEVEL_EXCEPTION_FILTER filter);
LONG WINAPI RtlUnhandledExceptionFilter(PEXCEPTION_POINTERS ExceptionInfo);
/* The short report on stderr. */
void exception_report(const EXCEPTION_RECORD *record, const CONTEXT *context);
/* The report, once per process, and the end of the process with the exception's code. */
_Noreturn void exception_crash(const EXCEPTION_RECORD *record, const CONTEXT *context);
/* A name such as "access violation", or NULL. */
const char *exception_name(DWORD code);

/* ---- the processor's state (context_amd64.S) ---- */

_Noreturn void context_restore(CONTEXT *context, void *xstate);

/* body(argument); if an exception or a jump leaves it, cleanup(argument) gives back what the caller holds (on
 * the way to the handler: filters have run before). The way out by a return does not call it. */
#ifdef __x86_64__
int64_t exception_protected(int64_t (*body)(void *), void *argument, void (*cleanup)(void *));
#else
static inline int64_t exception_protected(int64_t (*body)(void *), void *argument, void (*cleanup)(void *))
{
    return body(argument);
}
#endif
/* entry(module, reason, reserved) of a DLL. An exception that leaves it ends the call: false, and *status is
 * its code (a failure in any case). *result: what the entry returned. */
bool exception_guard_entry(PDLL_ENTRY entry, void *module, DWORD reason, void *reserved, BOOL *result,
                           NTSTATUS *status);

/* ---- unwinding (unwind.c, function_table.c, eh_frame.c) ---- */

#ifdef __x86_64__
/* A built-in frame with a handler of its own: a range of code in this executable. Rows are made with
 * BUILTIN_HANDLER and found by the walk; the establisher frame that the handler gets is the stack pointer
 * at the call in that code. */
struct builtin_handler {
    const void *begin, *end;
    PEXCEPTION_ROUTINE handler;
} __attribute__((aligned(32))); /* so that the rows of a section are an array */
#define BUILTIN_HANDLER(first, last, routine)                                                                \
    extern const char first[], last[];                                                                       \
    __attribute__((section("builtin_handlers"), aligned(sizeof(void *)), used,                               \
                   retain)) static const struct builtin_handler row_##first = {first, last, routine}

/* UnwindData of the pseudo entry that RtlLookupFunctionEntry gives for all code of ELF objects. */
#define ELF_UNWIND_DATA 0xFFFFFFFEu
PRUNTIME_FUNCTION WINAPI RtlLookupFunctionEntry(DWORD64 ControlPc, PDWORD64 ImageBase,
                                                PUNWIND_HISTORY_TABLE HistoryTable);
PEXCEPTION_ROUTINE WINAPI RtlVirtualUnwind(DWORD HandlerType, DWORD64 ImageBase, DWORD64 ControlPc,
                                           PRUNTIME_FUNCTION FunctionEntry, PCONTEXT ContextRecord,
                                           PVOID *HandlerData, PDWORD64 EstablisherFrame,
                                           PKNONVOLATILE_CONTEXT_POINTERS ContextPointers);
VOID WINAPI RtlUnwindEx(PVOID TargetFrame, PVOID TargetIp, PEXCEPTION_RECORD ExceptionRecord,
                        PVOID ReturnValue, PCONTEXT ContextRecord, PUNWIND_HISTORY_TABLE HistoryTable);
VOID WINAPI RtlUnwind(PVOID TargetFrame, PVOID TargetIp, PEXCEPTION_RECORD ExceptionRecord,
                      PVOID ReturnValue);
EXCEPTION_DISPOSITION WINAPI __C_specific_handler(PEXCEPTION_RECORD ExceptionRecord, PVOID EstablisherFrame,
                                                  PCONTEXT ContextRecord,
                                                  PDISPATCHER_CONTEXT DispatcherContext);
BOOLEAN WINAPI RtlAddFunctionTable(PRUNTIME_FUNCTION FunctionTable, DWORD EntryCount, DWORD64 BaseAddress);
BOOLEAN WINAPI RtlDeleteFunctionTable(PRUNTIME_FUNCTION FunctionTable);
BOOLEAN WINAPI RtlInstallFunctionTableCallback(DWORD64 TableIdentifier, DWORD64 BaseAddress, DWORD Length,
                                               PGET_RUNTIME_FUNCTION_CALLBACK Callback, PVOID Context,
                                               PCWSTR OutOfProcessCallbackDll);
DWORD WINAPI RtlAddGrowableFunctionTable(PVOID *DynamicTable, PRUNTIME_FUNCTION FunctionTable,
                                         DWORD EntryCount, DWORD MaximumEntryCount, ULONG_PTR RangeBase,
                                         ULONG_PTR RangeEnd);
VOID WINAPI RtlGrowFunctionTable(PVOID DynamicTable, DWORD NewEntryCount);
VOID WINAPI RtlDeleteGrowableFunctionTable(PVOID DynamicTable);

/* One step by .pdata within known bounds, so that hostile data reads nothing else (tests and the fuzzer hand
 * it fabricated images). False: the data leads outside. */
struct unwind_step {
    const BYTE *image; /* RVA 0 */
    uint64_t image_size;
    uint64_t stack_low, stack_high; /* addresses that the stack may have */
    CONTEXT *context;
    KNONVOLATILE_CONTEXT_POINTERS *pointers; /* may be NULL */
    uint64_t frame;                          /* out: the establisher frame */
    DWORD handler;                           /* out: RVA of the handler, 0: none that is asked for */
    const void *handler_data;                /* out */
};
bool unwind_pdata_step(struct unwind_step *step, uint64_t pc, RUNTIME_FUNCTION entry, DWORD handler_type);

/* One step by .eh_frame (eh_frame.c). False: nothing describes pc; the context is unchanged then. At the end
 * of the stack Rip becomes 0. */
bool unwind_elf_step(CONTEXT *context, KNONVOLATILE_CONTEXT_POINTERS *pointers);
/* The start of the function of ours that holds pc. */
bool unwind_elf_function(uint64_t pc, uint64_t *start);
/* The library of Linux's that holds pc: its file's name and where it begins. */
bool unwind_elf_name(uint64_t pc, uint64_t *start, const char **name);
/* Whether an ELF object holds pc, and its bounds. */
bool unwind_elf_object(uint64_t pc, uint64_t *start, uint64_t *end);
#else
/* The chain of registrations at FS:[0] (frames_i386.c). */
PVOID WINAPI RtlUnwind(PVOID TargetFrame, PVOID TargetIp, PEXCEPTION_RECORD ExceptionRecord,
                       PVOID ReturnValue);
#endif

USHORT WINAPI RtlCaptureStackBackTrace(ULONG FramesToSkip, ULONG FramesToCapture, PVOID *BackTrace,
                                       PULONG BackTraceHash);
PVOID WINAPI RtlPcToFileHeader(PVOID PcValue, PVOID *BaseOfImage);

/* As services, for the user side. */
PRIVATE_SERVICE(exception_guarantee_stack);
PRIVATE_SERVICE(exception_process_start);
PRIVATE_SERVICE(exception_reset_guard);
PRIVATE_SERVICE(exception_thread_end);

#endif
