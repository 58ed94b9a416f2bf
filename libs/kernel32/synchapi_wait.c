/* SPDX-License-Identifier: MIT
 *
 * synchapi.h: waiting and sleeping.
 */
#include "kernel32.h"
#include "kernel/ke/sync.h"
#include <rtl/locks.h>
#include <win/synchapi.h>

/* Milliseconds as NT's timeout. */
PLARGE_INTEGER wait_timeout(LARGE_INTEGER *buffer, DWORD milliseconds)
{
    if (milliseconds == INFINITE)
        return NULL;
    buffer->QuadPart = -(LONGLONG)milliseconds * 10000;
    return buffer;
}

/* Successes, WAIT_TIMEOUT and WAIT_IO_COMPLETION have the same values in both worlds. */
static DWORD wait_result(NTSTATUS status)
{
    return win32_result(status) ? (DWORD)status : WAIT_FAILED;
}

/* The standard handles' Win32 names may stand for them, as they always could. */
static HANDLE real_handle(HANDLE handle)
{
    DWORD value = (DWORD)(LONG_PTR)handle;
    if (value < (DWORD)-12 || value > (DWORD)-10 || (LONG_PTR)handle > 0)
        return handle;
    RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    return value == (DWORD)-10   ? parameters->StandardInput
           : value == (DWORD)-11 ? parameters->StandardOutput
                                 : parameters->StandardError;
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE hHandle, DWORD dwMilliseconds, BOOL bAlertable)
{
    LARGE_INTEGER timeout;
    return wait_result(
        NtWaitForSingleObject(real_handle(hHandle), !!bAlertable, wait_timeout(&timeout, dwMilliseconds)));
}

DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
{
    return WaitForSingleObjectEx(hHandle, dwMilliseconds, FALSE);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD nCount, const HANDLE *lpHandles, BOOL bWaitAll,
                                      DWORD dwMilliseconds, BOOL bAlertable)
{
    HANDLE handles[MAXIMUM_WAIT_OBJECTS];
    LARGE_INTEGER timeout;
    if (nCount > MAXIMUM_WAIT_OBJECTS)
        return win32_fail(ERROR_INVALID_PARAMETER), WAIT_FAILED;
    for (DWORD i = 0; i < nCount; i++)
        handles[i] = real_handle(lpHandles[i]);
    return wait_result(NtWaitForMultipleObjects(nCount, handles, bWaitAll ? WaitAll : WaitAny, !!bAlertable,
                                                wait_timeout(&timeout, dwMilliseconds)));
}

DWORD WINAPI WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles, BOOL bWaitAll,
                                    DWORD dwMilliseconds)
{
    return WaitForMultipleObjectsEx(nCount, lpHandles, bWaitAll, dwMilliseconds, FALSE);
}

DWORD WINAPI SignalObjectAndWait(HANDLE hObjectToSignal, HANDLE hObjectToWaitOn, DWORD dwMilliseconds,
                                 BOOL bAlertable)
{
    LARGE_INTEGER timeout;
    return wait_result(NtSignalAndWaitForSingleObject(hObjectToSignal, hObjectToWaitOn, !!bAlertable,
                                                      wait_timeout(&timeout, dwMilliseconds)));
}

DWORD WINAPI SleepEx(DWORD dwMilliseconds, BOOL bAlertable)
{
    LARGE_INTEGER forever = {.QuadPart = INT64_MIN}, timeout, *delay = wait_timeout(&timeout, dwMilliseconds);
    NTSTATUS status = NtDelayExecution(!!bAlertable, delay ? delay : &forever);
    return status == STATUS_USER_APC ? WAIT_IO_COMPLETION : 0;
}

VOID WINAPI Sleep(DWORD dwMilliseconds)
{
    SleepEx(dwMilliseconds, FALSE);
}

/* ---- waiting on an address ---- */

BOOL WINAPI WaitOnAddress(volatile VOID *Address, PVOID CompareAddress, SIZE_T AddressSize,
                          DWORD dwMilliseconds)
{
    LARGE_INTEGER timeout;
    NTSTATUS status =
        RtlWaitOnAddress(Address, CompareAddress, AddressSize, wait_timeout(&timeout, dwMilliseconds));
    if (status == STATUS_TIMEOUT)
        return win32_fail(ERROR_TIMEOUT);
    return win32_result(status);
}
