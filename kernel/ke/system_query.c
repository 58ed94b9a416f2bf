/* SPDX-License-Identifier: MIT
 *
 * What the system counts: processors' times, memory, I/O; NtQuerySystemInformation.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/host/host.h"
#include "common/time.h"
#include <rtl/timezone.h>
#include "kernel/mm/probe.h"
#include "kernel/ps/process.h"
#include "system.h"
#include "kernel/mm/virtual.h"

NTSTATUS system_process_memory(PROCESS_MEMORY_COUNTERS_EX *counters)
{
    struct host_process_memory memory;
    if (host_process_memory(&memory))
        return STATUS_UNSUCCESSFUL;
    memset(counters, 0, sizeof(*counters));
    counters->PageFaultCount = (DWORD)memory.faults;
    counters->PeakWorkingSetSize = (SIZE_T)memory.peak_resident;
    counters->WorkingSetSize = (SIZE_T)memory.resident;
    counters->PagefileUsage = counters->PrivateUsage = (SIZE_T)memory.anonymous;
    counters->PeakPagefileUsage =
        (SIZE_T)(memory.peak_resident > memory.anonymous ? memory.peak_resident : memory.anonymous);
    return STATUS_SUCCESS;
}

NTSTATUS system_io_counters(IO_COUNTERS *counters)
{
    struct host_io_counters io;
    memset(counters, 0, sizeof(*counters));
    if (host_io_counters(&io))
        return STATUS_UNSUCCESSFUL;
    counters->ReadOperationCount = io.reads;
    counters->WriteOperationCount = io.writes;
    counters->ReadTransferCount = io.read_bytes;
    counters->WriteTransferCount = io.written_bytes;
    return STATUS_SUCCESS;
}

uint64_t system_thread_nanoseconds(void)
{
    struct host_time time;
    host_clock_thread_cpu(&time);
    return (uint64_t)time.seconds * 1000000000 + time.nanoseconds;
}

unsigned system_current_processor(void)
{
    unsigned cpu = host_current_processor(), count = system_processor_count();
    return cpu < count ? cpu : cpu % count;
}

NTSTATUS system_processor_times(unsigned cpu, struct system_processor_times *times)
{
    struct host_cpu_times host;
    if (host_cpu_times(cpu, &host))
        return STATUS_UNSUCCESSFUL;
    times->idle = (LONGLONG)host.idle / 100;
    times->kernel = (LONGLONG)host.system / 100;
    times->user = (LONGLONG)host.user / 100;
    return STATUS_SUCCESS;
}

bool system_battery(int *percent, bool *charging)
{
    char path[64], text[32];
    for (unsigned i = 0; i < 4; i++) {
        snprintf(path, sizeof(path), "/sys/class/power_supply/BAT%u/capacity", i);
        if (host_read_text(path, text, sizeof(text)) <= 0)
            continue;
        *percent = atoi(text);
        snprintf(path, sizeof(path), "/sys/class/power_supply/BAT%u/status", i);
        *charging = host_read_text(path, text, sizeof(text)) <= 0 || *text != 'D'; /* Discharging */
        return true;
    }
    return false;
}

/* ---- NtQuerySystemInformation ---- */

typedef struct {
    ULONG Reserved;
    ULONG TimerResolution;
    ULONG PageSize;
    ULONG NumberOfPhysicalPages;
    ULONG LowestPhysicalPageNumber;
    ULONG HighestPhysicalPageNumber;
    ULONG AllocationGranularity;
    ULONG_PTR MinimumUserModeAddress;
    ULONG_PTR MaximumUserModeAddress;
    ULONG_PTR ActiveProcessorsAffinityMask;
    CHAR NumberOfProcessors;
} basic_information;
ASSERT_SIZE(basic_information, 64, 44);

typedef struct {
    LARGE_INTEGER BootTime;
    LARGE_INTEGER CurrentTime;
    LARGE_INTEGER TimeZoneBias;
    ULONG TimeZoneId;
    ULONG Reserved;
    ULONGLONG BootTimeBias;
    ULONGLONG SleepTimeBias;
} time_information;
ASSERT_SIZE(time_information, 48, 48);

typedef struct {
    LARGE_INTEGER IdleTime;
    LARGE_INTEGER KernelTime; /* idle time included */
    LARGE_INTEGER UserTime;
    LARGE_INTEGER DpcTime;
    LARGE_INTEGER InterruptTime;
    ULONG InterruptCount;
    ULONG Reserved;
} processor_information;
ASSERT_SIZE(processor_information, 48, 48);

static NTSTATUS query_basic(basic_information *info)
{
    struct system_memory memory;
    NTSTATUS status = system_memory_status(&memory);
    if (!NT_SUCCESS(status))
        return status;
    unsigned count = system_processor_count();
    memset(info, 0, sizeof(*info));
    info->TimerResolution = 156250;
    info->PageSize = PAGE_SIZE;
    info->NumberOfPhysicalPages = (ULONG)(memory.total / PAGE_SIZE);
    info->LowestPhysicalPageNumber = 1;
    info->HighestPhysicalPageNumber = info->NumberOfPhysicalPages;
    info->AllocationGranularity = ALLOCATION_GRANULARITY;
    info->MinimumUserModeAddress = ALLOCATION_GRANULARITY;
    info->MaximumUserModeAddress = virtual_highest;
    info->ActiveProcessorsAffinityMask =
        count >= 8 * sizeof(ULONG_PTR) ? ~(ULONG_PTR)0 : ((ULONG_PTR)1 << count) - 1;
    info->NumberOfProcessors = (CHAR)count;
    return STATUS_SUCCESS;
}

static NTSTATUS query_time(time_information *info)
{
    memset(info, 0, sizeof(*info));
    info->CurrentTime.QuadPart = time_now();
    info->BootTime.QuadPart = info->CurrentTime.QuadPart - time_since_boot();
    info->TimeZoneBias.QuadPart = -zone_current_offset();
    return STATUS_SUCCESS;
}

static NTSTATUS query_processors(processor_information *info, ULONG *size)
{
    unsigned count = system_processor_count(), fits = *size / sizeof(*info);
    for (unsigned i = 0; i < count && i < fits; i++) {
        struct system_processor_times times;
        NTSTATUS status = system_processor_times(i + 1, &times);
        if (!NT_SUCCESS(status))
            return status;
        memset(&info[i], 0, sizeof(info[i]));
        info[i].IdleTime.QuadPart = times.idle;
        info[i].KernelTime.QuadPart = times.kernel + times.idle;
        info[i].UserTime.QuadPart = times.user;
    }
    *size = (ULONG)(count * sizeof(*info));
    return fits ? STATUS_SUCCESS : STATUS_INFO_LENGTH_MISMATCH;
}

NTSTATUS svc_NtQuerySystemInformation(ULONG SystemInformationClass, PVOID SystemInformation,
                                      ULONG SystemInformationLength, PULONG ReturnLength)
{
    if (!probe_write(SystemInformation, SystemInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    union {
        basic_information basic;
        time_information time;
    } answer;
    ULONG size;
    NTSTATUS status;
    switch (SystemInformationClass) {
    case 0: /* SystemBasicInformation */
        size = sizeof(answer.basic);
        status = query_basic(&answer.basic);
        break;
    case 3: /* SystemTimeOfDayInformation: any part of it may be asked for */
        size = sizeof(answer.time);
        status = query_time(&answer.time);
        if (NT_SUCCESS(status) && SystemInformationLength < size)
            size = SystemInformationLength;
        break;
    case 8: /* SystemProcessorPerformanceInformation */
        size = SystemInformationLength;
        status = query_processors(SystemInformation, &size);
        if (ReturnLength)
            *ReturnLength = size;
        return status;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
    if (ReturnLength)
        *ReturnLength = size;
    if (!NT_SUCCESS(status))
        return status;
    if (SystemInformationLength < size)
        return STATUS_INFO_LENGTH_MISMATCH;
    memcpy(SystemInformation, &answer, size);
    return STATUS_SUCCESS;
}
