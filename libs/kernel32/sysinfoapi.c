/* SPDX-License-Identifier: MIT
 *
 * sysinfoapi.h: clocks, processors, memory, folders. Names are in sysinfoapi_names.c, versions in
 * sysinfoapi_version.c.
 */
#include <cpuid.h>
#include <string.h>
#include "kernel/ke/system.h"
#include "kernel/mm/virtual.h"
#include "common/time.h"
#include <win/sysinfoapi.h>
#include "kernel32.h"

VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
    *lpSystemTimeAsFileTime = filetime_of_time(time_now());
}

VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
    *lpSystemTimeAsFileTime = filetime_of_time(time_now());
}

VOID WINAPI GetSystemTime(LPSYSTEMTIME lpSystemTime)
{
    FILETIME now = filetime_of_time(time_now());
    FileTimeToSystemTime(&now, lpSystemTime);
}

VOID WINAPI GetLocalTime(LPSYSTEMTIME lpSystemTime)
{
    LARGE_INTEGER now = {.QuadPart = time_now()}, local;
    RtlSystemTimeToLocalTime(&now, &local);
    FILETIME time = filetime_of_time(local.QuadPart);
    FileTimeToSystemTime(&time, lpSystemTime);
}

/* The clock is the host's: setting it takes a privilege that is never held. */
static BOOL set_time(const SYSTEMTIME *time)
{
    FILETIME file;
    LARGE_INTEGER value;
    if (!SystemTimeToFileTime(time, &file))
        return FALSE;
    value.QuadPart = time_of_filetime(&file);
    return win32_result(NtSetSystemTime(&value, NULL));
}

BOOL WINAPI SetSystemTime(const SYSTEMTIME *lpSystemTime)
{
    return set_time(lpSystemTime);
}

BOOL WINAPI SetLocalTime(const SYSTEMTIME *lpSystemTime)
{
    return set_time(lpSystemTime);
}

BOOL WINAPI GetSystemTimeAdjustment(PDWORD lpTimeAdjustment, PDWORD lpTimeIncrement,
                                    PBOOL lpTimeAdjustmentDisabled)
{
    *lpTimeAdjustment = *lpTimeIncrement = 156250;
    *lpTimeAdjustmentDisabled = TRUE; /* no adjustment that a program made */
    return TRUE;
}

DWORD WINAPI GetTickCount(void)
{
    return (DWORD)(time_since_boot() / TICKS_PER_MS);
}

ULONGLONG WINAPI GetTickCount64(void)
{
    return (ULONGLONG)(time_since_boot() / TICKS_PER_MS);
}

/* What CPUID says of the processor's model. A virtual machine traps the instruction, which takes 20 µs. */
static unsigned processor_signature(void)
{
    static _Atomic unsigned known; /* 0: not asked yet */
    unsigned eax = known, ebx, ecx, edx;
    if (!eax && __get_cpuid(1, &eax, &ebx, &ecx, &edx))
        known = eax;
    return eax;
}

VOID WINAPI GetSystemInfo(LPSYSTEM_INFO lpSystemInfo)
{
    unsigned eax = processor_signature(), count = sys_system_processor_count();
    unsigned family = eax >> 8 & 15, model = eax >> 4 & 15;
    if (family == 15)
        family += eax >> 20 & 0xFF;
    if (family >= 6)
        model |= eax >> 12 & 0xF0;
    memset(lpSystemInfo, 0, sizeof(*lpSystemInfo));
    lpSystemInfo->wProcessorArchitecture =
        sizeof(void *) == 8 ? PROCESSOR_ARCHITECTURE_AMD64 : PROCESSOR_ARCHITECTURE_INTEL;
    lpSystemInfo->dwPageSize = PAGE_SIZE;
    lpSystemInfo->lpMinimumApplicationAddress = (LPVOID)(uintptr_t)ALLOCATION_GRANULARITY;
    lpSystemInfo->lpMaximumApplicationAddress = (LPVOID)virtual_highest;
    lpSystemInfo->dwNumberOfProcessors = count;
    lpSystemInfo->dwActiveProcessorMask =
        count >= 8 * sizeof(DWORD_PTR) ? ~(DWORD_PTR)0 : ((DWORD_PTR)1 << count) - 1;
    lpSystemInfo->dwProcessorType = sizeof(void *) == 8 ? 8664 : 586;
    lpSystemInfo->dwAllocationGranularity = ALLOCATION_GRANULARITY;
    lpSystemInfo->wProcessorLevel = (WORD)family;
    lpSystemInfo->wProcessorRevision = (WORD)(model << 8 | (eax & 15));
}

VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO lpSystemInfo)
{
    GetSystemInfo(lpSystemInfo);
    lpSystemInfo->wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64;
    lpSystemInfo->dwProcessorType = 8664;
}

BOOL WINAPI GlobalMemoryStatusEx(LPMEMORYSTATUSEX lpBuffer)
{
    struct system_memory memory;
    if (lpBuffer->dwLength != sizeof(*lpBuffer))
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = sys_system_memory_status(&memory);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    lpBuffer->ullTotalPhys = memory.total;
    lpBuffer->ullAvailPhys = memory.available;
    lpBuffer->dwMemoryLoad = (DWORD)(100 * (memory.total - memory.available) / memory.total);
    lpBuffer->ullTotalPageFile =
        memory.total + memory.swap_total; /* "Commit" is memory and page files together */
    lpBuffer->ullAvailPageFile = memory.available + memory.swap_free;
    lpBuffer->ullTotalVirtual = virtual_highest + 1 - ALLOCATION_GRANULARITY;
    lpBuffer->ullAvailVirtual = lpBuffer->ullTotalVirtual - memory.mapped;
    lpBuffer->ullAvailExtendedVirtual = 0;
    return TRUE;
}

static SIZE_T narrow(DWORDLONG value)
{
    return value > (SIZE_T)-1 ? (SIZE_T)-1 : (SIZE_T)value;
}

VOID WINAPI GlobalMemoryStatus(LPMEMORYSTATUS lpBuffer)
{
    MEMORYSTATUSEX status = {.dwLength = sizeof(status)};
    if (!GlobalMemoryStatusEx(&status))
        return;
    lpBuffer->dwLength = sizeof(*lpBuffer);
    lpBuffer->dwMemoryLoad = status.dwMemoryLoad;
    lpBuffer->dwTotalPhys = narrow(status.ullTotalPhys);
    lpBuffer->dwAvailPhys = narrow(status.ullAvailPhys);
    lpBuffer->dwTotalPageFile = narrow(status.ullTotalPageFile);
    lpBuffer->dwAvailPageFile = narrow(status.ullAvailPageFile);
    lpBuffer->dwTotalVirtual = narrow(status.ullTotalVirtual);
    lpBuffer->dwAvailVirtual = narrow(status.ullAvailVirtual);
}

BOOL WINAPI GetPhysicallyInstalledSystemMemory(ULONGLONG *TotalMemoryInKilobytes)
{
    struct system_memory memory;
    if (!TotalMemoryInKilobytes)
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = sys_system_memory_status(&memory);
    if (NT_SUCCESS(status))
        *TotalMemoryInKilobytes = memory.total / 1024;
    return win32_result(status);
}
