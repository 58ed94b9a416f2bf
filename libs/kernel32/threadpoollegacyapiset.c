/* SPDX-License-Identifier: MIT
 *
 * threadpoollegacyapiset.h and winbase.h: the older interface to the process's thread pool.
 */
#include <rtl/threadpool.h>
#include "kernel32.h"

/* FALSE and ERROR_IO_PENDING: it is deleted, but a callback still runs. */
static BOOL deleted(NTSTATUS status)
{
    return status == STATUS_PENDING ? win32_fail(ERROR_IO_PENDING) : win32_result(status);
}

BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE Function, PVOID Context, ULONG Flags)
{
    return win32_result(RtlQueueWorkItem((PRTL_WORK_ITEM)Function, Context, Flags));
}

BOOL WINAPI BindIoCompletionCallback(HANDLE FileHandle, PRTL_IO_CALLBACK Function, ULONG Flags)
{
    return win32_result(RtlSetIoCompletionCallback(FileHandle, Function, Flags));
}

/* ---- registered waits ---- */

BOOL WINAPI RegisterWaitForSingleObject(PHANDLE phNewWaitObject, HANDLE hObject, PRTL_WAIT_CALLBACK Callback,
                                        PVOID Context, ULONG dwMilliseconds, ULONG dwFlags)
{
    return win32_result(
        RtlRegisterWait(phNewWaitObject, hObject, Callback, Context, dwMilliseconds, dwFlags));
}

BOOL WINAPI UnregisterWaitEx(HANDLE WaitHandle, HANDLE CompletionEvent)
{
    return deleted(RtlDeregisterWaitEx(WaitHandle, CompletionEvent));
}

BOOL WINAPI UnregisterWait(HANDLE WaitHandle)
{
    return UnregisterWaitEx(WaitHandle, NULL);
}

/* ---- timer queues ---- */

HANDLE WINAPI CreateTimerQueue(VOID)
{
    HANDLE queue;
    return win32_result(RtlCreateTimerQueue(&queue)) ? queue : NULL;
}

BOOL WINAPI DeleteTimerQueueEx(HANDLE TimerQueue, HANDLE CompletionEvent)
{
    return deleted(RtlDeleteTimerQueueEx(TimerQueue, CompletionEvent));
}

/* The obsolete form, which does not tell of callbacks that run. */
BOOL WINAPI DeleteTimerQueue(HANDLE TimerQueue)
{
    return win32_result(RtlDeleteTimerQueue(TimerQueue));
}

BOOL WINAPI CreateTimerQueueTimer(PHANDLE phNewTimer, HANDLE TimerQueue, PRTL_WAIT_CALLBACK Callback,
                                  PVOID Parameter, DWORD DueTime, DWORD Period, ULONG Flags)
{
    return win32_result(RtlCreateTimer(TimerQueue, phNewTimer, Callback, Parameter, DueTime, Period, Flags));
}

BOOL WINAPI ChangeTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer, ULONG DueTime, ULONG Period)
{
    return win32_result(RtlUpdateTimer(TimerQueue, Timer, DueTime, Period));
}

BOOL WINAPI DeleteTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer, HANDLE CompletionEvent)
{
    return deleted(RtlDeleteTimer(TimerQueue, Timer, CompletionEvent));
}

HANDLE WINAPI SetTimerQueueTimer(HANDLE TimerQueue, PRTL_WAIT_CALLBACK Callback, PVOID Parameter,
                                 DWORD DueTime, DWORD Period, BOOL PreferIo)
{
    HANDLE timer;
    return CreateTimerQueueTimer(&timer, TimerQueue, Callback, Parameter, DueTime, Period, 0) ? timer : NULL;
}

BOOL WINAPI CancelTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer)
{
    return DeleteTimerQueueTimer(TimerQueue, Timer, NULL);
}
