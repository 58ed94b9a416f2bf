/* SPDX-License-Identifier: MIT
 *
 * Walking and unwinding stacks on x86-64: one step up, and the unwind to a target frame that runs the
 * termination handlers on its way ("x64 exception handling", RtlVirtualUnwind and RtlUnwindEx on Microsoft
 * Learn). Which function an address belongs to is function_table.c.
 *
 * Two kinds of frames meet on a guest's stack. Guest functions are described by .pdata: of their module, or
 * of a table that a program registered for code that it generates. Ours are ELF code, described by .eh_frame;
 * RtlLookupFunctionEntry answers for all of them with one pseudo entry, which RtlVirtualUnwind knows, so that
 * guests that walk stacks by themselves see through us as well. The thunks of the faces have no frame: they
 * are leaves, and nothing describes a leaf.
 *
 * A stack ends where a frame's return address is undefined: rtl/start.c marks the frame that calls a thread's
 * first guest function so.
 */
#include <string.h>
#include "common/eh_frame.h"
#include "exception.h"

#ifdef __x86_64__

/* ---- one step ---- */

static bool leaf_step(CONTEXT *context)
{
    context->Rip = *(DWORD64 *)(uintptr_t)context->Rsp;
    context->Rsp += 8;
    return true;
}

static PEXCEPTION_ROUTINE builtin_handler_at(uint64_t pc)
{
    extern const struct builtin_handler __start_builtin_handlers[], __stop_builtin_handlers[];
    for (const struct builtin_handler *row = __start_builtin_handlers; row < __stop_builtin_handlers; row++)
        if (pc >= (uintptr_t)row->begin && pc <= (uintptr_t)row->end)
            return row->handler;
    return NULL;
}

PEXCEPTION_ROUTINE WINAPI RtlVirtualUnwind(DWORD HandlerType, DWORD64 ImageBase, DWORD64 ControlPc,
                                           PRUNTIME_FUNCTION FunctionEntry, PCONTEXT ContextRecord,
                                           PVOID *HandlerData, PDWORD64 EstablisherFrame,
                                           PKNONVOLATILE_CONTEXT_POINTERS ContextPointers)
{
    *HandlerData = NULL;
    if (!FunctionEntry) { /* a leaf; callers are to do this by themselves, and some do not */
        *EstablisherFrame = ContextRecord->Rsp;
        leaf_step(ContextRecord);
        return NULL;
    }
    if (FunctionEntry->UnwindData == ELF_UNWIND_DATA) {
        *EstablisherFrame = ContextRecord->Rsp;
        ContextRecord->Rip = ControlPc;
        if (!unwind_elf_step(ContextRecord, ContextPointers)) {
            leaf_step(ContextRecord);
            return NULL;
        }
        return HandlerType ? builtin_handler_at(ControlPc) : NULL;
    }
    struct unwind_step step = {
        .image = (const BYTE *)(uintptr_t)ImageBase,
        .image_size = ~0ull,
        .stack_high = ~0ull,
        .context = ContextRecord,
        .pointers = ContextPointers,
    };
    if (!unwind_pdata_step(&step, ControlPc, *FunctionEntry, HandlerType))
        RtlRaiseStatus(STATUS_BAD_FUNCTION_TABLE);
    *EstablisherFrame = step.frame;
    *HandlerData = (PVOID)step.handler_data;
    return step.handler ? (PEXCEPTION_ROUTINE)(uintptr_t)(ImageBase + step.handler) : NULL;
}

/* ---- frames with handlers of our own: an exception or an unwind that starts while a handler runs ---- */

EXCEPTION_DISPOSITION execute_exception_handler(EXCEPTION_RECORD *, PVOID, CONTEXT *, DISPATCHER_CONTEXT *)
    WINAPI;
EXCEPTION_DISPOSITION execute_unwind_handler(EXCEPTION_RECORD *, PVOID, CONTEXT *, DISPATCHER_CONTEXT *)
    WINAPI;

static DISPATCHER_CONTEXT *interrupted_dispatch(PVOID frame)
{
    return *(DISPATCHER_CONTEXT **)((char *)frame + 32); /* see context_amd64.S */
}

/* An exception while an exception handler (a filter) runs: the search notes how far the first one had come.
 */
static EXCEPTION_DISPOSITION WINAPI nested_exception(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                                     PDISPATCHER_CONTEXT dispatcher)
{
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND))
        return ExceptionContinueSearch;
    dispatcher->EstablisherFrame = interrupted_dispatch(frame)->EstablisherFrame;
    return ExceptionNestedException;
}

/* Either while a termination handler runs: the frames that the first unwind has done are done, so both go on
 * where it was. */
static EXCEPTION_DISPOSITION WINAPI collided_unwind(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                                    PDISPATCHER_CONTEXT dispatcher)
{
    const DISPATCHER_CONTEXT *interrupted = interrupted_dispatch(frame);
    dispatcher->ControlPc = interrupted->ControlPc;
    dispatcher->ImageBase = interrupted->ImageBase;
    dispatcher->FunctionEntry = interrupted->FunctionEntry;
    dispatcher->EstablisherFrame = interrupted->EstablisherFrame;
    dispatcher->ContextRecord = interrupted->ContextRecord;
    dispatcher->LanguageHandler = interrupted->LanguageHandler;
    dispatcher->HandlerData = interrupted->HandlerData;
    dispatcher->ScopeIndex = interrupted->ScopeIndex;
    return ExceptionCollidedUnwind;
}

/* The loader's call of a DLL: whatever leaves it is its answer. */
static EXCEPTION_DISPOSITION WINAPI guarded_exception(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                                      PDISPATCHER_CONTEXT dispatcher)
{
    extern const char guarded_call_caught[];
    if (!(record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)))
        RtlUnwindEx(frame, (PVOID)guarded_call_caught, record, (PVOID)(uintptr_t)record->ExceptionCode,
                    dispatcher->ContextRecord, dispatcher->HistoryTable);
    return ExceptionContinueSearch;
}

/* A function of ours that holds something while it touches what the guest gave it. */
static EXCEPTION_DISPOSITION WINAPI protected_frame(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                                    PDISPATCHER_CONTEXT dispatcher)
{
    const struct {
        void *argument;
        void (*cleanup)(void *);
    } *held = frame;
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND))
        held->cleanup(held->argument);
    return ExceptionContinueSearch;
}

BUILTIN_HANDLER(protected_begin, protected_end, protected_frame);
BUILTIN_HANDLER(guarded_call_begin, guarded_call_end, guarded_exception);
BUILTIN_HANDLER(execute_exception_handler_return, execute_exception_handler_end, nested_exception);
BUILTIN_HANDLER(execute_unwind_handler_return, execute_unwind_handler_end, collided_unwind);

/* ---- the walk ---- */

/* Registers that a handler may look at; the rest of a CONTEXT is not copied from frame to frame. */
static void copy_context(CONTEXT *to, const CONTEXT *from)
{
    memcpy(to, from, offsetof(CONTEXT, VectorRegister));
    to->ContextFlags &= ~(CONTEXT_XSTATE & 0xFFFF); /* which lies behind the other one */
}

/* From frame to frame only what a step may change: the integer registers, and those of XMM that are kept. */
static void copy_frame(CONTEXT *to, const CONTEXT *from)
{
    _Static_assert(offsetof(CONTEXT, Rip) + 8 - offsetof(CONTEXT, Rax) == 17 * 8, "they are adjacent");
    memcpy(&to->Rax, &from->Rax, 17 * 8);
    memcpy(&to->FltSave.XmmRegisters[6], &from->FltSave.XmmRegisters[6], 10 * sizeof(M128A));
}

static bool frame_is_sane(uint64_t frame, const TEB *teb)
{
    return !(frame & 7) && frame >= (uintptr_t)teb->NtTib.StackLimit &&
           frame < (uintptr_t)teb->NtTib.StackBase;
}

/* One frame of a walk. False: the stack ends at this frame, or makes no sense above it. */
static bool walk_step(DWORD handler_type, DISPATCHER_CONTEXT *dispatcher, CONTEXT *context, bool check,
                      bool *invalid)
{
    const TEB *teb = NtCurrentTeb();
    dispatcher->ControlPc = context->Rip;
    dispatcher->LanguageHandler = NULL;
    dispatcher->FunctionEntry =
        RtlLookupFunctionEntry(dispatcher->ControlPc, &dispatcher->ImageBase, dispatcher->HistoryTable);
    *invalid = false;
    if (check && !frame_is_sane(context->Rsp, teb)) {
        *invalid = true;
        return false;
    }
    if (!dispatcher->FunctionEntry) {
        dispatcher->EstablisherFrame = context->Rsp;
        leaf_step(context);
    } else {
        dispatcher->LanguageHandler = RtlVirtualUnwind(
            handler_type, dispatcher->ImageBase, dispatcher->ControlPc, dispatcher->FunctionEntry, context,
            &dispatcher->HandlerData, &dispatcher->EstablisherFrame, NULL);
        if (check && !frame_is_sane(dispatcher->EstablisherFrame, teb)) {
            *invalid = true;
            return false;
        }
    }
    return context->Rip != 0;
}

static _Noreturn void raise_secondary(NTSTATUS code, EXCEPTION_RECORD *first)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = (DWORD)code, .ExceptionFlags = EXCEPTION_NONCONTINUABLE, .ExceptionRecord = first};
    RtlRaiseException(&record);
    __builtin_unreachable();
}

/* The frame-based half of RtlDispatchException: TRUE when a handler wants the context continued. */
bool dispatch_to_frames(EXCEPTION_RECORD *record, CONTEXT *original)
{
    CONTEXT context;
    struct search search = {0};
    uint64_t nested_frame = 0;
    bool more, invalid;
    record->ExceptionFlags &= ~(EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND | EXCEPTION_STACK_INVALID |
                                EXCEPTION_NESTED_CALL | EXCEPTION_TARGET_UNWIND | EXCEPTION_COLLIDED_UNWIND);
    memcpy(search.integers, &original->Rax, sizeof(search.integers));
    memcpy(search.xmm, &original->FltSave.XmmRegisters[6], sizeof(search.xmm));
    copy_context(&context, original);
    do {
        more = walk_step(UNW_FLAG_EHANDLER, &search.dispatcher, &context, true, &invalid);
        if (invalid) {
            record->ExceptionFlags |= EXCEPTION_STACK_INVALID;
            break;
        }
        search.dispatcher.ScopeIndex = 0;
        while (search.dispatcher.LanguageHandler) {
            search.dispatcher.ContextRecord = &context;
            uint64_t frame = search.dispatcher.EstablisherFrame;
            EXCEPTION_DISPOSITION disposition =
                execute_exception_handler(record, (PVOID)(uintptr_t)frame, original, &search.dispatcher);
            if (frame == nested_frame) {
                record->ExceptionFlags &= ~EXCEPTION_NESTED_CALL;
                nested_frame = 0;
            }
            if (disposition == ExceptionContinueExecution) {
                if (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)
                    raise_secondary(STATUS_NONCONTINUABLE_EXCEPTION, record);
                return true;
            }
            if (disposition == ExceptionNestedException) {
                record->ExceptionFlags |= EXCEPTION_NESTED_CALL;
                if (search.dispatcher.EstablisherFrame > nested_frame)
                    nested_frame = search.dispatcher.EstablisherFrame;
            } else if (disposition == ExceptionCollidedUnwind) {
                /* Go on with the frame at which the interrupted unwind was, with its remaining scopes. */
                DWORD scope = search.dispatcher.ScopeIndex;
                copy_context(&context, search.dispatcher.ContextRecord);
                context.Rip = search.dispatcher.ControlPc;
                more = walk_step(UNW_FLAG_EHANDLER, &search.dispatcher, &context, true, &invalid);
                search.dispatcher.ScopeIndex = scope;
                if (invalid)
                    more = false;
                continue;
            } else if (disposition != ExceptionContinueSearch)
                raise_secondary(STATUS_INVALID_DISPOSITION, record);
            break;
        }
    } while (more);
    return false;
}

VOID WINAPI RtlUnwindEx(PVOID TargetFrame, PVOID TargetIp, PEXCEPTION_RECORD ExceptionRecord,
                        PVOID ReturnValue, PCONTEXT ContextRecord, PUNWIND_HISTORY_TABLE HistoryTable)
{
    EXCEPTION_RECORD own;
    CONTEXT next;
    DISPATCHER_CONTEXT dispatcher = {.TargetIp = (uintptr_t)TargetIp, .HistoryTable = HistoryTable};
    uint64_t target = (uintptr_t)TargetFrame;
    bool more, invalid;
    RtlCaptureContext(ContextRecord);
    if (!ExceptionRecord) {
        own = (EXCEPTION_RECORD){.ExceptionCode = (DWORD)STATUS_UNWIND,
                                 .ExceptionAddress = (PVOID)(uintptr_t)ContextRecord->Rip};
        ExceptionRecord = &own;
    }
    DWORD flags = EXCEPTION_UNWINDING | (TargetFrame ? 0 : EXCEPTION_EXIT_UNWIND);
    copy_context(&next, ContextRecord);
    for (;;) {
        copy_frame(&next, ContextRecord);
        more = walk_step(UNW_FLAG_UHANDLER, &dispatcher, &next, true, &invalid);
        if (invalid)
            raise_secondary(STATUS_BAD_STACK, ExceptionRecord);
        dispatcher.ScopeIndex = 0;
        bool collided;
        do {
            uint64_t frame = dispatcher.EstablisherFrame;
            collided = false;
            if (target && dispatcher.FunctionEntry && frame > target) {
                /* setjmp's buffer holds all that a jump needs, and some compilers store the stack pointer for
                 * the frame's address, which is not the same in a function that allocates more. */
                if (ExceptionRecord->ExceptionCode == (DWORD)STATUS_LONGJUMP)
                    RtlRestoreContext(ContextRecord, ExceptionRecord);
                raise_secondary(STATUS_INVALID_UNWIND_TARGET, ExceptionRecord);
            }
            if (!dispatcher.LanguageHandler)
                break;
            if (frame == target)
                flags |= EXCEPTION_TARGET_UNWIND;
            ExceptionRecord->ExceptionFlags =
                (ExceptionRecord->ExceptionFlags & EXCEPTION_NONCONTINUABLE) | flags;
            ContextRecord->Rax = (uintptr_t)ReturnValue;
            dispatcher.ContextRecord = ContextRecord;
            dispatcher.TargetIp = (uintptr_t)TargetIp;
            EXCEPTION_DISPOSITION disposition =
                execute_unwind_handler(ExceptionRecord, (PVOID)(uintptr_t)frame, ContextRecord, &dispatcher);
            flags &= ~(EXCEPTION_TARGET_UNWIND | EXCEPTION_COLLIDED_UNWIND);
            if (disposition == ExceptionCollidedUnwind) {
                /* Take the interrupted unwind's place: at its frame, after the scopes that it has done. */
                DWORD scope = dispatcher.ScopeIndex;
                copy_context(ContextRecord, dispatcher.ContextRecord);
                ContextRecord->Rip = dispatcher.ControlPc;
                copy_context(&next, ContextRecord);
                more = walk_step(UNW_FLAG_UHANDLER, &dispatcher, &next, true, &invalid);
                if (invalid)
                    raise_secondary(STATUS_BAD_STACK, ExceptionRecord);
                dispatcher.ScopeIndex = scope;
                flags |= EXCEPTION_COLLIDED_UNWIND;
                collided = true;
            } else if (disposition != ExceptionContinueSearch)
                raise_secondary(STATUS_INVALID_DISPOSITION, ExceptionRecord);
        } while (collided);
        if (dispatcher.EstablisherFrame == target || !more)
            break;
        copy_frame(ContextRecord, &next);
    }
    if (dispatcher.EstablisherFrame == target) {
        ContextRecord->Rax = (uintptr_t)ReturnValue;
        if (ExceptionRecord->ExceptionCode != (DWORD)STATUS_UNWIND_CONSOLIDATE)
            ContextRecord->Rip = (uintptr_t)TargetIp;
        RtlRestoreContext(ContextRecord, ExceptionRecord);
    }
    if (target)
        raise_secondary(STATUS_INVALID_UNWIND_TARGET, ExceptionRecord);
    NtRaiseException(ExceptionRecord, ContextRecord, FALSE); /* an exit unwind that came to the end */
}

VOID WINAPI RtlUnwind(PVOID TargetFrame, PVOID TargetIp, PEXCEPTION_RECORD ExceptionRecord, PVOID ReturnValue)
{
    CONTEXT context;
    RtlUnwindEx(TargetFrame, TargetIp, ExceptionRecord, ReturnValue, &context, NULL);
}

USHORT WINAPI RtlCaptureStackBackTrace(ULONG FramesToSkip, ULONG FramesToCapture, PVOID *BackTrace,
                                       PULONG BackTraceHash)
{
    CONTEXT context;
    DISPATCHER_CONTEXT dispatcher = {0};
    ULONG hash = 0, count = 0;
    bool invalid;
    RtlCaptureContext(&context);
    if (!walk_step(UNW_FLAG_NHANDLER, &dispatcher, &context, true, &invalid)) /* this function itself */
        return 0;
    for (ULONG depth = 0; count < FramesToCapture && count < 0xFFFF; depth++) {
        if (depth >= FramesToSkip) {
            BackTrace[count++] = (PVOID)(uintptr_t)context.Rip;
            hash += (ULONG)context.Rip;
        }
        if (!walk_step(UNW_FLAG_NHANDLER, &dispatcher, &context, true, &invalid))
            break;
    }
    if (BackTraceHash)
        *BackTraceHash = hash;
    return (USHORT)count;
}

/* ---- the handler of __try ---- */

struct scope_table {
    DWORD count;
    struct {
        DWORD begin, end;
        DWORD handler; /* filter or termination handler; 1: EXCEPTION_EXECUTE_HANDLER */
        DWORD target;  /* the __except block; 0: a __finally */
    } scopes[];
};

typedef LONG(GUESTAPI *exception_filter)(EXCEPTION_POINTERS *, PVOID frame);
typedef void(GUESTAPI *termination_handler)(BOOLEAN abnormal, PVOID frame);

EXCEPTION_DISPOSITION WINAPI __C_specific_handler(PEXCEPTION_RECORD ExceptionRecord, PVOID EstablisherFrame,
                                                  PCONTEXT ContextRecord,
                                                  PDISPATCHER_CONTEXT DispatcherContext)
{
    const struct scope_table *table = DispatcherContext->HandlerData;
    uint64_t base = DispatcherContext->ImageBase, pc = DispatcherContext->ControlPc - base;
    uint64_t target = DispatcherContext->TargetIp - base;
    bool unwinding = ExceptionRecord->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND);
    for (DWORD i = DispatcherContext->ScopeIndex; i < table->count; i++) {
        DWORD handler = table->scopes[i].handler, jump = table->scopes[i].target;
        if (pc < table->scopes[i].begin || pc >= table->scopes[i].end)
            continue;
        if (!unwinding) {
            if (!jump)
                continue;
            EXCEPTION_POINTERS pointers = {ExceptionRecord, ContextRecord};
            LONG answer = handler == 1
                              ? EXCEPTION_EXECUTE_HANDLER
                              : ((exception_filter)(uintptr_t)(base + handler))(&pointers, EstablisherFrame);
            if (answer < 0)
                return ExceptionContinueExecution;
            if (answer > 0)
                RtlUnwindEx(EstablisherFrame, (PVOID)(uintptr_t)(base + jump), ExceptionRecord,
                            (PVOID)(uintptr_t)ExceptionRecord->ExceptionCode,
                            DispatcherContext->ContextRecord, DispatcherContext->HistoryTable);
        } else {
            /* A jump to within the scope (a goto out of an inner one), or to its own __except, ends here. */
            if (ExceptionRecord->ExceptionFlags & EXCEPTION_TARGET_UNWIND) {
                if (jump && target == jump)
                    break;
                if (!jump && target >= table->scopes[i].begin && target < table->scopes[i].end)
                    break;
            }
            if (!jump) {
                DispatcherContext->ScopeIndex = i + 1;
                ((termination_handler)(uintptr_t)(base + handler))(TRUE, EstablisherFrame);
            }
        }
    }
    return ExceptionContinueSearch;
}
#endif
