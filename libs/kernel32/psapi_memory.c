/* SPDX-License-Identifier: MIT
 *
 * psapi.h, and winbase.h's I/O counters: what this process uses, and the machine.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/ps/process.h"
#include "kernel/ps/process_list.h"
#include "kernel/ke/system.h"
#include "kernel/mm/virtual.h"
#include <win/systemtopologyapi.h>
#include "kernel32.h"

BOOL WINAPI K32GetProcessMemoryInfo(HANDLE Process, PPROCESS_MEMORY_COUNTERS_EX ppsmemCounters, DWORD cb)
{
    PROCESS_MEMORY_COUNTERS_EX counters;
    if (cb < PROCESS_MEMORY_COUNTERS_SIZE)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    NTSTATUS status = sys_virtual_check_process(Process, 0);
    if (NT_SUCCESS(status))
        status = sys_system_process_memory(&counters);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    counters.cb = cb < sizeof(counters) ? (DWORD)PROCESS_MEMORY_COUNTERS_SIZE : (DWORD)sizeof(counters);
    memcpy(ppsmemCounters, &counters, counters.cb);
    return TRUE;
}

BOOL WINAPI K32GetPerformanceInfo(PPERFORMANCE_INFORMATION pPerformanceInformation, DWORD cb)
{
    struct system_memory memory;
    struct process_entry *processes = NULL;
    size_t count = 0, threads = 0;
    ULONG handles = 0;
    if (cb < sizeof(*pPerformanceInformation))
        return win32_fail(ERROR_BAD_LENGTH);
    NTSTATUS status = sys_system_memory_status(&memory);
    if (NT_SUCCESS(status))
        status = sys_process_list(&processes, &count);
    if (NT_SUCCESS(status))
        status = NtQueryInformationProcess(NtCurrentProcess(), ProcessHandleCount, &handles, sizeof(handles),
                                           NULL);
    for (size_t i = 0; i < count; i++)
        threads += processes[i].threads;
    free(processes);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    uint64_t used = memory.total - memory.available + memory.swap_total - memory.swap_free;
    *pPerformanceInformation = (PERFORMANCE_INFORMATION){
        .cb = sizeof(*pPerformanceInformation),
        .CommitTotal = (SIZE_T)(used / PAGE_SIZE),
        .CommitLimit = (SIZE_T)((memory.total + memory.swap_total) / PAGE_SIZE),
        .CommitPeak = (SIZE_T)(used / PAGE_SIZE),
        .PhysicalTotal = (SIZE_T)(memory.total / PAGE_SIZE),
        .PhysicalAvailable = (SIZE_T)(memory.available / PAGE_SIZE),
        .SystemCache = (SIZE_T)(memory.cached / PAGE_SIZE),
        .PageSize = PAGE_SIZE,
        .HandleCount = handles,
        .ProcessCount = (DWORD)count,
        .ThreadCount = (DWORD)threads,
    };
    return TRUE;
}

BOOL WINAPI GetProcessIoCounters(HANDLE hProcess, PIO_COUNTERS lpIoCounters)
{
    NTSTATUS status = sys_virtual_check_process(hProcess, 0);
    return win32_result(NT_SUCCESS(status) ? sys_system_io_counters(lpIoCounters) : status);
}
