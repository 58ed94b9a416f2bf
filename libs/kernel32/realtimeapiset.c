/* SPDX-License-Identifier: MIT
 *
 * realtimeapiset.h: interrupt time, and the time that threads and processes have run, in "cycles":
 * nanoseconds, for Linux counts no cycles per thread, and nobody may take them for time anyway.
 */
#include "kernel/ps/process.h"
#include "kernel/ke/system.h"
#include "kernel/ps/thread_services.h"
#include "kernel/mm/virtual.h"
#include "common/time.h"
#include "kernel32.h"

VOID WINAPI QueryInterruptTime(PULONGLONG lpInterruptTime)
{
    *lpInterruptTime = (ULONGLONG)time_since_boot();
}

VOID WINAPI QueryInterruptTimePrecise(PULONGLONG lpInterruptTimePrecise)
{
    *lpInterruptTimePrecise = (ULONGLONG)time_since_boot();
}

/* Without the time asleep. */
BOOL WINAPI QueryUnbiasedInterruptTime(PULONGLONG UnbiasedTime)
{
    if (!UnbiasedTime)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *UnbiasedTime = (ULONGLONG)time_awake();
    return TRUE;
}

VOID WINAPI QueryUnbiasedInterruptTimePrecise(PULONGLONG lpUnbiasedInterruptTimePrecise)
{
    *lpUnbiasedInterruptTimePrecise = (ULONGLONG)time_awake();
}

BOOL WINAPI QueryThreadCycleTime(HANDLE ThreadHandle, ULONG64 *CycleTime)
{
    KERNEL_USER_TIMES times;
    if (ThreadHandle == NtCurrentThread()) {
        *CycleTime = sys_system_thread_nanoseconds();
        return TRUE;
    }
    NTSTATUS status = NtQueryInformationThread(ThreadHandle, 1, &times, sizeof(times), NULL);
    if (NT_SUCCESS(status))
        *CycleTime = (ULONG64)(times.KernelTime.QuadPart + times.UserTime.QuadPart) * 100;
    return win32_result(status);
}

BOOL WINAPI QueryProcessCycleTime(HANDLE ProcessHandle, ULONG64 *CycleTime)
{
    KERNEL_USER_TIMES times;
    NTSTATUS status = NtQueryInformationProcess(ProcessHandle, 4, &times, sizeof(times), NULL);
    if (NT_SUCCESS(status))
        *CycleTime = (ULONG64)(times.KernelTime.QuadPart + times.UserTime.QuadPart) * 100;
    return win32_result(status);
}
