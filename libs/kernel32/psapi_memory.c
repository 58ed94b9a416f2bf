/* SPDX-License-Identifier: MIT
 *
 * psapi.h, and winbase.h's I/O counters: what this process uses.
 */
#include <string.h>
#include <nt/system.h>
#include <nt/virtual.h>
#include <win/systemtopologyapi.h>
#include "kernel32.h"

BOOL WINAPI K32GetProcessMemoryInfo(HANDLE Process, PPROCESS_MEMORY_COUNTERS_EX ppsmemCounters, DWORD cb)
{
    PROCESS_MEMORY_COUNTERS_EX counters;
    if (cb < PROCESS_MEMORY_COUNTERS_SIZE)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    NTSTATUS status = virtual_check_process(Process, 0);
    if (NT_SUCCESS(status))
        status = system_process_memory(&counters);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    counters.cb = cb < sizeof(counters) ? (DWORD)PROCESS_MEMORY_COUNTERS_SIZE : (DWORD)sizeof(counters);
    memcpy(ppsmemCounters, &counters, counters.cb);
    return TRUE;
}

BOOL WINAPI GetProcessIoCounters(HANDLE hProcess, PIO_COUNTERS lpIoCounters)
{
    NTSTATUS status = virtual_check_process(hProcess, 0);
    return win32_result(NT_SUCCESS(status) ? system_io_counters(lpIoCounters) : status);
}
