/* SPDX-License-Identifier: MIT
 *
 * threadpoolapiset.h and winbase.h: the process's thread pool. Much of what programs import here are ntdll's
 * functions under other names (exports.def).
 */
#include <rtl/threadpool.h>
#include "kernel32.h"

PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK pfnwk, PVOID pv, PTP_CALLBACK_ENVIRON pcbe)
{
    PTP_WORK work;
    return win32_result(TpAllocWork(&work, pfnwk, pv, pcbe)) ? work : NULL;
}

BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK pfns, PVOID pv, PTP_CALLBACK_ENVIRON pcbe)
{
    return win32_result(TpSimpleTryPost(pfns, pv, pcbe));
}

BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE pci)
{
    return win32_result(TpCallbackMayRunLong(pci));
}

BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE Function, PVOID Context, ULONG Flags)
{
    return win32_result(RtlQueueWorkItem((PRTL_WORK_ITEM)Function, Context, Flags));
}

BOOL WINAPI RegisterWaitForSingleObject(PHANDLE phNewWaitObject, HANDLE hObject, PRTL_WAIT_CALLBACK Callback,
                                        PVOID Context, ULONG dwMilliseconds, ULONG dwFlags)
{
    return win32_result(
        RtlRegisterWait(phNewWaitObject, hObject, Callback, Context, dwMilliseconds, dwFlags));
}

/* FALSE and ERROR_IO_PENDING: it is taken back, but its callback still runs. */
BOOL WINAPI UnregisterWaitEx(HANDLE WaitHandle, HANDLE CompletionEvent)
{
    NTSTATUS status = RtlDeregisterWaitEx(WaitHandle, CompletionEvent);
    return status == STATUS_PENDING ? win32_fail(ERROR_IO_PENDING) : win32_result(status);
}

BOOL WINAPI UnregisterWait(HANDLE WaitHandle)
{
    return UnregisterWaitEx(WaitHandle, NULL);
}
