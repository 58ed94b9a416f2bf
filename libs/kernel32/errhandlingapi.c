/* SPDX-License-Identifier: MIT
 *
 * errhandlingapi.h: the last error, error modes, raising exceptions, and the filter for unhandled ones.
 */
#include <rtl/exception.h>
#include "kernel32.h"

#define SEM_FAILCRITICALERRORS     0x0001u
#define SEM_NOGPFAULTERRORBOX      0x0002u
#define SEM_NOALIGNMENTFAULTEXCEPT 0x0004u
#define SEM_NOOPENFILEERRORBOX     0x8000u

#define FAIL_FAST_GENERATE_EXCEPTION_ADDRESS 1u

static UINT error_mode; /* no box is ever shown here; the mode is kept for who asks */

DWORD WINAPI GetLastError(void)
{
    return teb_last_error();
}

VOID WINAPI SetLastError(DWORD dwErrCode)
{
    teb_set_last_error(dwErrCode);
}

UINT WINAPI GetErrorMode(void)
{
    return __atomic_load_n(&error_mode, __ATOMIC_RELAXED);
}

UINT WINAPI SetErrorMode(UINT uMode)
{
    /* Once set, SEM_NOALIGNMENTFAULTEXCEPT stays. */
    uMode &=
        SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOALIGNMENTFAULTEXCEPT | SEM_NOOPENFILEERRORBOX;
    UINT old = __atomic_load_n(&error_mode, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&error_mode, &old, uMode | (old & SEM_NOALIGNMENTFAULTEXCEPT), false,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        ;
    return old;
}

/* The TEB keeps a thread's mode four bits higher than the API spells it. */
DWORD WINAPI GetThreadErrorMode(void)
{
    ULONG mode = NtCurrentTeb()->HardErrorMode;
    return (mode & 0x10 ? SEM_FAILCRITICALERRORS : 0) | (mode & 0x20 ? SEM_NOGPFAULTERRORBOX : 0) |
           (mode & 0x40 ? SEM_NOOPENFILEERRORBOX : 0);
}

BOOL WINAPI SetThreadErrorMode(DWORD dwNewMode, LPDWORD lpOldMode)
{
    DWORD old = GetThreadErrorMode();
    if (dwNewMode & ~(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX))
        return win32_fail(ERROR_INVALID_PARAMETER);
    NtCurrentTeb()->HardErrorMode = (dwNewMode & SEM_FAILCRITICALERRORS ? 0x10 : 0) |
                                    (dwNewMode & SEM_NOGPFAULTERRORBOX ? 0x20 : 0) |
                                    (dwNewMode & SEM_NOOPENFILEERRORBOX ? 0x40 : 0);
    if (lpOldMode)
        *lpOldMode = old;
    return TRUE;
}

VOID WINAPI RaiseException(DWORD dwExceptionCode, DWORD dwExceptionFlags, DWORD nNumberOfArguments,
                           const ULONG_PTR *lpArguments)
{
    EXCEPTION_RECORD record;
    record.ExceptionCode = dwExceptionCode & ~0x10000000u; /* reserved for the system */
    record.ExceptionFlags = dwExceptionFlags & EXCEPTION_NONCONTINUABLE;
    record.ExceptionRecord = NULL;
    record.NumberParameters = !lpArguments ? 0
                              : nNumberOfArguments > EXCEPTION_MAXIMUM_PARAMETERS
                                  ? EXCEPTION_MAXIMUM_PARAMETERS
                                  : nNumberOfArguments;
    for (DWORD i = 0; i < record.NumberParameters; i++)
        record.ExceptionInformation[i] = lpArguments[i];
    RtlRaiseException(&record); /* sets the address: here, in us, as on Windows */
}

VOID WINAPI RaiseFailFastException(PEXCEPTION_RECORD pExceptionRecord, PCONTEXT pContextRecord, DWORD dwFlags)
{
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)STATUS_FAIL_FAST_EXCEPTION,
                               .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                               .ExceptionAddress = __builtin_return_address(0)};
    CONTEXT context;
    if (pExceptionRecord) {
        record = *pExceptionRecord;
        if (dwFlags & FAIL_FAST_GENERATE_EXCEPTION_ADDRESS)
            record.ExceptionAddress = __builtin_return_address(0);
    }
    if (!pContextRecord)
        RtlCaptureContext(&context);
    exception_crash(&record, pContextRecord ? pContextRecord : &context);
}

LPTOP_LEVEL_EXCEPTION_FILTER WINAPI
SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER lpTopLevelExceptionFilter)
{
    return exception_set_filter(lpTopLevelExceptionFilter);
}

LONG WINAPI UnhandledExceptionFilter(PEXCEPTION_POINTERS ExceptionInfo)
{
    return RtlUnhandledExceptionFilter(ExceptionInfo);
}

VOID WINAPI FatalExit(int ExitCode)
{
    process_exit(ExitCode);
}
