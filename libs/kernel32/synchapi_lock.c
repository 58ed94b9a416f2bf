/* SPDX-License-Identifier: MIT
 *
 * synchapi.h: critical sections, condition variables and one-time initialization. What needs no translation
 * of results is forwarded to ntdll in exports.def.
 */
#include "kernel32.h"
#include <rtl/barrier.h>
#include <rtl/locks.h>
#include <win/synchapi.h>

PLARGE_INTEGER wait_timeout(LARGE_INTEGER *buffer, DWORD milliseconds); /* synchapi_wait.c */

BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION lpCriticalSection, DWORD dwSpinCount, DWORD Flags)
{
    return win32_result(RtlInitializeCriticalSectionEx(lpCriticalSection, dwSpinCount, Flags));
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION lpCriticalSection, DWORD dwSpinCount)
{
    return win32_result(RtlInitializeCriticalSectionAndSpinCount(lpCriticalSection, dwSpinCount));
}

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    RtlInitializeCriticalSection(lpCriticalSection);
}

BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE ConditionVariable,
                                     LPCRITICAL_SECTION CriticalSection, DWORD dwMilliseconds)
{
    LARGE_INTEGER timeout;
    NTSTATUS status = RtlSleepConditionVariableCS(ConditionVariable, CriticalSection,
                                                  wait_timeout(&timeout, dwMilliseconds));
    if (status == STATUS_TIMEOUT)
        return win32_fail(ERROR_TIMEOUT);
    return win32_result(status);
}

BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE ConditionVariable, PSRWLOCK SRWLock,
                                      DWORD dwMilliseconds, ULONG Flags)
{
    LARGE_INTEGER timeout;
    NTSTATUS status = RtlSleepConditionVariableSRW(ConditionVariable, SRWLock,
                                                   wait_timeout(&timeout, dwMilliseconds), Flags);
    if (status == STATUS_TIMEOUT)
        return win32_fail(ERROR_TIMEOUT);
    return win32_result(status);
}

BOOL WINAPI InitOnceExecuteOnce(LPINIT_ONCE InitOnce, PRTL_RUN_ONCE_INIT_FN InitFn, PVOID Parameter,
                                LPVOID *Context)
{
    /* The callback's failure is the caller's to explain: its last error stays. */
    NTSTATUS status = RtlRunOnceExecuteOnce(InitOnce, InitFn, Parameter, Context);
    return status == STATUS_UNSUCCESSFUL ? FALSE : win32_result(status);
}

BOOL WINAPI InitOnceBeginInitialize(LPINIT_ONCE lpInitOnce, DWORD dwFlags, PBOOL fPending, LPVOID *lpContext)
{
    NTSTATUS status = RtlRunOnceBeginInitialize(lpInitOnce, dwFlags, lpContext);
    if (!win32_result(status))
        return FALSE;
    *fPending = status == STATUS_PENDING;
    return TRUE;
}

BOOL WINAPI InitOnceComplete(LPINIT_ONCE lpInitOnce, DWORD dwFlags, LPVOID lpContext)
{
    return win32_result(RtlRunOnceComplete(lpInitOnce, dwFlags, lpContext));
}

/* ---- barriers ---- */

BOOL WINAPI InitializeSynchronizationBarrier(PRTL_BARRIER lpBarrier, LONG lTotalThreads, LONG lSpinCount)
{
    if (lTotalThreads <= 0 || lSpinCount < -1)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(RtlInitBarrier(lpBarrier, (ULONG)lTotalThreads, (ULONG)lSpinCount));
}

BOOL WINAPI EnterSynchronizationBarrier(PRTL_BARRIER lpBarrier, DWORD dwFlags)
{
    return RtlBarrier(lpBarrier, dwFlags);
}

BOOL WINAPI DeleteSynchronizationBarrier(PRTL_BARRIER lpBarrier)
{
    return win32_result(RtlDeleteBarrier(lpBarrier));
}
