/* SPDX-License-Identifier: MIT
 *
 * Frames with handlers on i386: a chain of registrations on the stack, the innermost at FS:[0]. Dispatching
 * walks it outwards and asks each handler; unwinding walks it again up to the frame that answered, tells each
 * handler so, and takes its registration away. While a handler runs, a registration of ours stands before it,
 * by which an exception or an unwind inside is known ("A Crash Course on the Depths of Win32 Structured
 * Exception Handling", Microsoft Systems Journal, January 1997).
 */
#ifdef __i386__
#include <string.h>
#include "exception.h"

#define END_OF_CHAIN ((EXCEPTION_REGISTRATION_RECORD *)(uintptr_t)-1)

/* What call_frame_handler leaves on the stack. */
struct guard {
    EXCEPTION_REGISTRATION_RECORD registration;
    EXCEPTION_REGISTRATION_RECORD *frame; /* whose handler runs */
};
typedef EXCEPTION_DISPOSITION(CDECL *guard_handler)(EXCEPTION_RECORD *, struct guard *, CONTEXT *,
                                                    EXCEPTION_REGISTRATION_RECORD **);

EXCEPTION_DISPOSITION call_frame_handler(EXCEPTION_RECORD *record, EXCEPTION_REGISTRATION_RECORD *frame,
                                         CONTEXT *context, EXCEPTION_REGISTRATION_RECORD **dispatcher,
                                         guard_handler guard);
bool dispatch_to_frames(EXCEPTION_RECORD *record, CONTEXT *context);

static EXCEPTION_DISPOSITION CDECL guard_dispatch(EXCEPTION_RECORD *record, struct guard *guard,
                                                  CONTEXT *context,
                                                  EXCEPTION_REGISTRATION_RECORD **dispatcher)
{
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND))
        return ExceptionContinueSearch;
    *dispatcher = guard->frame;
    return ExceptionNestedException;
}

static EXCEPTION_DISPOSITION CDECL guard_unwind(EXCEPTION_RECORD *record, struct guard *guard,
                                                CONTEXT *context, EXCEPTION_REGISTRATION_RECORD **dispatcher)
{
    if (!(record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)))
        return ExceptionContinueSearch;
    *dispatcher = guard->frame;
    return ExceptionCollidedUnwind;
}

/* A registration stands on the stack, its handler does not. */
static bool is_valid(const EXCEPTION_REGISTRATION_RECORD *frame)
{
    const TEB *teb = NtCurrentTeb();
    uintptr_t low = (uintptr_t)teb->NtTib.StackLimit, high = (uintptr_t)teb->NtTib.StackBase,
              at = (uintptr_t)frame;
    if (at < low || at > high - sizeof(*frame) || at % 4)
        return false;
    return (uintptr_t)frame->Handler < low || (uintptr_t)frame->Handler >= high;
}

static _Noreturn void raise_about(NTSTATUS status, EXCEPTION_RECORD *cause)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = (DWORD)status, .ExceptionFlags = EXCEPTION_NONCONTINUABLE, .ExceptionRecord = cause};
    RtlRaiseException(&record);
    __builtin_unreachable();
}

bool dispatch_to_frames(EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_REGISTRATION_RECORD *frame = NtCurrentTeb()->NtTib.ExceptionList, *nested = NULL, *inner;
    for (; frame != END_OF_CHAIN; frame = frame->Next) {
        if (!is_valid(frame)) {
            record->ExceptionFlags |= EXCEPTION_STACK_INVALID;
            return false;
        }
        EXCEPTION_DISPOSITION answer = call_frame_handler(record, frame, context, &inner, guard_dispatch);
        if (frame == nested) {
            record->ExceptionFlags &= ~EXCEPTION_NESTED_CALL;
            nested = NULL;
        }
        switch (answer) {
        case ExceptionContinueExecution:
            if (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)
                raise_about(STATUS_NONCONTINUABLE_EXCEPTION, record);
            return true;
        case ExceptionContinueSearch:
            break;
        case ExceptionNestedException:
            record->ExceptionFlags |= EXCEPTION_NESTED_CALL;
            if (inner > nested)
                nested = inner;
            break;
        default:
            raise_about(STATUS_INVALID_DISPOSITION, record);
        }
    }
    return false;
}

/* Comes back to its caller with ReturnValue in EAX, as it does on Windows; TargetIp is not looked at there
 * either. */
PVOID WINAPI RtlUnwind(PVOID TargetFrame, PVOID TargetIp, PEXCEPTION_RECORD ExceptionRecord,
                       PVOID ReturnValue)
{
    NT_TIB *tib = &NtCurrentTeb()->NtTib;
    EXCEPTION_REGISTRATION_RECORD *frame = tib->ExceptionList, *target = TargetFrame, *inner;
    EXCEPTION_RECORD own = {.ExceptionCode = (DWORD)STATUS_UNWIND,
                            .ExceptionAddress = __builtin_return_address(0)};
    EXCEPTION_RECORD *record = ExceptionRecord ? ExceptionRecord : &own;
    CONTEXT context;
    record->ExceptionFlags |= EXCEPTION_UNWINDING | (target ? 0 : EXCEPTION_EXIT_UNWIND);
    RtlCaptureContext(&context);
    context.Eax = (DWORD)(uintptr_t)ReturnValue;
    while (frame != END_OF_CHAIN && frame != target) {
        if (target && frame > target)
            raise_about(STATUS_INVALID_UNWIND_TARGET, record);
        if (!is_valid(frame))
            raise_about(STATUS_BAD_STACK, record);
        switch (call_frame_handler(record, frame, &context, &inner, guard_unwind)) {
        case ExceptionContinueSearch:
            break;
        case ExceptionCollidedUnwind: /* that unwind's handler has been told already */
            frame = inner;
            break;
        default:
            raise_about(STATUS_INVALID_DISPOSITION, record);
        }
        frame = tib->ExceptionList = frame->Next;
    }
    if (target && frame == END_OF_CHAIN && target != END_OF_CHAIN)
        raise_about(STATUS_INVALID_UNWIND_TARGET, record);
    return ReturnValue;
}
#endif
