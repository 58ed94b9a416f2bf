/* SPDX-License-Identifier: MIT
 *
 * threadpoolapiset.h: thread pools. Much of what programs import here are ntdll's functions under other names
 * (exports.def).
 */
#include <rtl/threadpool.h>
#include "kernel32.h"

PTP_POOL WINAPI CreateThreadpool(PVOID reserved)
{
    PTP_POOL pool;
    return win32_result(TpAllocPool(&pool, reserved)) ? pool : NULL;
}

BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL ptpp, DWORD cthrdMic)
{
    return win32_result(TpSetPoolMinThreads(ptpp, (LONG)cthrdMic));
}

BOOL WINAPI SetThreadpoolStackInformation(PTP_POOL ptpp, PTP_POOL_STACK_INFORMATION ptpsi)
{
    return win32_result(TpSetPoolStackInformation(ptpp, ptpsi));
}

BOOL WINAPI QueryThreadpoolStackInformation(PTP_POOL ptpp, PTP_POOL_STACK_INFORMATION ptpsi)
{
    return win32_result(TpQueryPoolStackInformation(ptpp, ptpsi));
}

PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(VOID)
{
    PTP_CLEANUP_GROUP group;
    return win32_result(TpAllocCleanupGroup(&group)) ? group : NULL;
}

/* ---- work ---- */

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

/* ---- timers ---- */

/* A FILETIME counts as NT's timeouts do. */
static PLARGE_INTEGER nt_time(LARGE_INTEGER *buffer, const FILETIME *time)
{
    if (!time)
        return NULL;
    buffer->LowPart = time->dwLowDateTime;
    buffer->HighPart = (LONG)time->dwHighDateTime;
    return buffer;
}

PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK pfnti, PVOID pv, PTP_CALLBACK_ENVIRON pcbe)
{
    PTP_TIMER timer;
    return win32_result(TpAllocTimer(&timer, pfnti, pv, pcbe)) ? timer : NULL;
}

BOOL WINAPI SetThreadpoolTimerEx(PTP_TIMER pti, PFILETIME pftDueTime, DWORD msPeriod, DWORD msWindowLength)
{
    LARGE_INTEGER due;
    return (BOOL)TpSetTimerEx(pti, nt_time(&due, pftDueTime), (LONG)msPeriod, (LONG)msWindowLength);
}

VOID WINAPI SetThreadpoolTimer(PTP_TIMER pti, PFILETIME pftDueTime, DWORD msPeriod, DWORD msWindowLength)
{
    SetThreadpoolTimerEx(pti, pftDueTime, msPeriod, msWindowLength);
}

BOOL WINAPI IsThreadpoolTimerSet(PTP_TIMER pti)
{
    return (BOOL)TpIsTimerSet(pti);
}

/* ---- waits ---- */

PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK pfnwa, PVOID pv, PTP_CALLBACK_ENVIRON pcbe)
{
    PTP_WAIT wait;
    return win32_result(TpAllocWait(&wait, pfnwa, pv, pcbe)) ? wait : NULL;
}

BOOL WINAPI SetThreadpoolWaitEx(PTP_WAIT pwa, HANDLE h, PFILETIME pftTimeout, PVOID Reserved)
{
    LARGE_INTEGER timeout;
    return (BOOL)TpSetWaitEx(pwa, h, nt_time(&timeout, pftTimeout), Reserved);
}

VOID WINAPI SetThreadpoolWait(PTP_WAIT pwa, HANDLE h, PFILETIME pftTimeout)
{
    SetThreadpoolWaitEx(pwa, h, pftTimeout, NULL);
}

/* ---- I/O ---- */

PTP_IO WINAPI CreateThreadpoolIo(HANDLE fl, PTP_WIN32_IO_CALLBACK pfnio, PVOID pv, PTP_CALLBACK_ENVIRON pcbe)
{
    PTP_IO io;
    return win32_result(tp_alloc_win32_io(&io, fl, pfnio, pv, pcbe)) ? io : NULL;
}
