/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h and wow64apiset.h: what is about the system rather than about a process or thread.
 */
#include <string.h>
#include "kernel/ps/process.h"
#include "kernel/ke/system.h"
#include "kernel/mm/virtual.h"
#include "common/time.h"
#include <win/systemtopologyapi.h>
#include "kernel32.h"

BOOL WINAPI GetSystemTimes(PFILETIME lpIdleTime, PFILETIME lpKernelTime, PFILETIME lpUserTime)
{
    struct system_processor_times times;
    NTSTATUS status = sys_system_processor_times(0, &times);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    if (lpIdleTime)
        *lpIdleTime = filetime_of_time(times.idle);
    if (lpKernelTime) /* "also includes the amount of time the system has been idle" */
        *lpKernelTime = filetime_of_time(times.kernel + times.idle);
    if (lpUserTime)
        *lpUserTime = filetime_of_time(times.user);
    return TRUE;
}

DWORD WINAPI GetCurrentProcessorNumber(void)
{
    return sys_system_current_processor();
}

VOID WINAPI GetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber)
{
    *ProcNumber = (PROCESSOR_NUMBER){.Number = (BYTE)sys_system_current_processor()};
}

/* A 32-bit program sees what it would on a 64-bit Windows. */
BOOL WINAPI IsWow64Process(HANDLE hProcess, PBOOL Wow64Process)
{
    NTSTATUS status = sys_virtual_check_process(hProcess, 0);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    *Wow64Process = sizeof(void *) == 4;
    return TRUE;
}

BOOL WINAPI IsWow64Process2(HANDLE hProcess, PUSHORT pProcessMachine, PUSHORT pNativeMachine)
{
    NTSTATUS status = sys_virtual_check_process(hProcess, 0);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    *pProcessMachine = sizeof(void *) == 4 ? IMAGE_FILE_MACHINE_I386 : 0;
    if (pNativeMachine)
        *pNativeMachine = IMAGE_FILE_MACHINE_AMD64;
    return TRUE;
}

BOOL WINAPI Wow64DisableWow64FsRedirection(PVOID *OldValue)
{
    return win32_fail(ERROR_INVALID_FUNCTION); /* what a 64-bit program gets */
}

BOOL WINAPI Wow64RevertWow64FsRedirection(PVOID OlValue)
{
    return win32_fail(ERROR_INVALID_FUNCTION);
}
