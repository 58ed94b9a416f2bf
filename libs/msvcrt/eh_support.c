/* SPDX-License-Identifier: MIT
 *
 * Services of the modern runtime's compiler half (vcruntime140) around exceptions that are no part of C++'s
 * own: jumps out of __try, functions from which no exception may come, and the debugger's and tracer's marks,
 * which do nothing where neither listens.
 */
#include "eh.h"
#include "msvcrt.h"

#ifdef __x86_64__

#define FAST_FAIL_STACK_COOKIE_CHECK_FAILURE 2

VOID CDECL msvcrt__local_unwind(PVOID frame, PVOID target)
{
    RtlUnwind(frame, target, NULL, NULL);
}

/* __C_specific_handler of a function that lets no exception through. */
EXCEPTION_DISPOSITION CDECL msvcrt___C_specific_handler_noexcept(PEXCEPTION_RECORD record, PVOID frame,
                                                                 PCONTEXT context,
                                                                 PDISPATCHER_CONTEXT dispatcher)
{
    EXCEPTION_DISPOSITION disposition = __C_specific_handler(record, frame, context, dispatcher);
    if (!(record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) &&
        disposition == ExceptionContinueSearch)
        msvcrt_terminate();
    return disposition;
}

_Noreturn VOID CDECL msvcrt___report_gsfailure(ULONG_PTR cookie)
{
    crt_fail_fast(FAST_FAIL_STACK_COOKIE_CHECK_FAILURE);
}

/* Where a debugger puts its breakpoints to follow a jump into a funclet, and back. */
VOID CDECL msvcrt___NLG_Dispatch2(VOID)
{
}

VOID CDECL msvcrt___NLG_Return2(VOID)
{
}

/* What a tracer of start and end would be told. */
VOID CDECL msvcrt___telemetry_main_invoke_trigger(HMODULE module)
{
}

VOID CDECL msvcrt___telemetry_main_return_trigger(HMODULE module)
{
}
#endif
