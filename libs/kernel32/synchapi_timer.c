/* SPDX-License-Identifier: MIT
 *
 * synchapi.h: waitable timers.
 */
#include "kernel32.h"
#include "object_name.h"
#include "kernel/ke/timer.h"
#include <win/synchapi.h>

HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES lpTimerAttributes, LPCWSTR lpTimerName,
                                     DWORD dwFlags, DWORD dwDesiredAccess)
{
    struct object_name name;
    HANDLE handle = NULL;
    if (dwFlags & ~(CREATE_WAITABLE_TIMER_MANUAL_RESET | CREATE_WAITABLE_TIMER_HIGH_RESOLUTION))
        return (HANDLE)(UINT_PTR)win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = NtCreateTimer(
        &handle, dwDesiredAccess, object_attributes(&name, lpTimerAttributes, lpTimerName),
        dwFlags & CREATE_WAITABLE_TIMER_MANUAL_RESET ? NotificationTimer : SynchronizationTimer);
    return object_created(status, handle);
}

HANDLE WINAPI CreateWaitableTimerExA(LPSECURITY_ATTRIBUTES lpTimerAttributes, LPCSTR lpTimerName,
                                     DWORD dwFlags, DWORD dwDesiredAccess)
{
    WITH_WIDE_NAME(lpTimerName, CreateWaitableTimerExW(lpTimerAttributes, wide, dwFlags, dwDesiredAccess));
}

HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES lpTimerAttributes, BOOL bManualReset,
                                   LPCWSTR lpTimerName)
{
    return CreateWaitableTimerExW(lpTimerAttributes, lpTimerName,
                                  bManualReset ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0, TIMER_ALL_ACCESS);
}

HANDLE WINAPI CreateWaitableTimerA(LPSECURITY_ATTRIBUTES lpTimerAttributes, BOOL bManualReset,
                                   LPCSTR lpTimerName)
{
    return CreateWaitableTimerExA(lpTimerAttributes, lpTimerName,
                                  bManualReset ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0, TIMER_ALL_ACCESS);
}

HANDLE WINAPI OpenWaitableTimerW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpTimerName)
{
    return object_open(NtOpenTimer, dwDesiredAccess, bInheritHandle, lpTimerName);
}

HANDLE WINAPI OpenWaitableTimerA(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpTimerName)
{
    WITH_WIDE_NAME(lpTimerName, OpenWaitableTimerW(dwDesiredAccess, bInheritHandle, wide));
}

BOOL WINAPI SetWaitableTimer(HANDLE hTimer, const LARGE_INTEGER *lpDueTime, LONG lPeriod,
                             PTIMER_APC_ROUTINE pfnCompletionRoutine, LPVOID lpArgToCompletionRoutine,
                             BOOL fResume)
{
    if (!lpDueTime)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(NtSetTimer(hTimer, (PLARGE_INTEGER)lpDueTime, pfnCompletionRoutine,
                                   lpArgToCompletionRoutine, !!fResume, lPeriod, NULL));
}

BOOL WINAPI SetWaitableTimerEx(HANDLE hTimer, const LARGE_INTEGER *lpDueTime, LONG lPeriod,
                               PTIMER_APC_ROUTINE pfnCompletionRoutine, LPVOID lpArgToCompletionRoutine,
                               PVOID WakeContext, ULONG TolerableDelay)
{
    return SetWaitableTimer(hTimer, lpDueTime, lPeriod, pfnCompletionRoutine, lpArgToCompletionRoutine,
                            FALSE);
}

BOOL WINAPI CancelWaitableTimer(HANDLE hTimer)
{
    return win32_result(NtCancelTimer(hTimer, NULL));
}
