/* SPDX-License-Identifier: MIT
 *
 * What the system is: its version, its processors, its memory. The version is Windows 10 22H2's.
 */
#ifndef DECANT_KERNEL_KE_SYSTEM_H
#define DECANT_KERNEL_KE_SYSTEM_H

#include <win/sysinfoapi.h>
#include <win/systemtopologyapi.h>
#include <win/winternl.h>
#include "syscall-shim/border.h"

#define SYSTEM_MAJOR 10u
#define SYSTEM_MINOR 0u
#define SYSTEM_BUILD 19045u

struct system_version {
    DWORD major, minor, build;
};
/* What GetVersionEx tells: the program's manifest decides. RtlGetVersion tells the truth. */
void system_reported_version(struct system_version *version);
ULONGLONG system_condition_mask(ULONGLONG mask, DWORD types, BYTE condition);
/* STATUS_SUCCESS, STATUS_REVISION_MISMATCH, STATUS_INVALID_PARAMETER. */
NTSTATUS system_verify_version(const struct system_version *version, const OSVERSIONINFOEXW *wanted,
                               DWORD types, ULONGLONG conditions);

/* Bytes. mapped: the address space that this process uses. */
struct system_memory {
    uint64_t total, available, cached, swap_total, swap_free, mapped;
};
NTSTATUS system_memory_status(struct system_memory *memory);
/* Processors that this process may run on, at most 64: one group. */
unsigned system_processor_count(void);
unsigned system_current_processor(void);
/* 100 ns that a processor (from 1; 0: all together) has spent. */
struct system_processor_times {
    LONGLONG idle, kernel, user;
};
NTSTATUS system_processor_times(unsigned cpu, struct system_processor_times *times);
/* Of this process; of the calling thread. `cb` is the caller's to set. */
NTSTATUS system_process_memory(PROCESS_MEMORY_COUNTERS_EX *counters);
NTSTATUS system_io_counters(IO_COUNTERS *counters);
uint64_t system_thread_nanoseconds(void);
/* False: the machine has no battery. */
bool system_battery(int *percent, bool *charging);
/* The host's name in UTF-8, perhaps with its domain. */
bool system_computer_name(char *name, size_t size);

BOOLEAN WINAPI RtlIsProcessorFeaturePresent(ULONG ProcessorFeature);
NTSTATUS WINAPI RtlGetVersion(PRTL_OSVERSIONINFOEXW lpVersionInformation);
NTSTATUS WINAPI RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW VersionInfo, ULONG TypeMask,
                                     ULONGLONG ConditionMask);
NTSTATUS WINAPI NtQuerySystemInformation(ULONG SystemInformationClass, PVOID SystemInformation,
                                         ULONG SystemInformationLength, PULONG ReturnLength);
ULONGLONG WINAPI VerSetConditionMask(ULONGLONG ConditionMask, DWORD TypeMask, BYTE Condition);

/* As services, for the user side. */
PRIVATE_SERVICE(system_battery);
PRIVATE_SERVICE(system_computer_name);
PRIVATE_SERVICE(system_current_processor);
PRIVATE_SERVICE(system_io_counters);
PRIVATE_SERVICE(system_memory_status);
PRIVATE_SERVICE(system_process_memory);
PRIVATE_SERVICE(system_processor_count);
PRIVATE_SERVICE(system_processor_times);
PRIVATE_SERVICE(system_reported_version);
PRIVATE_SERVICE(system_thread_nanoseconds);
PRIVATE_SERVICE(system_verify_version);

#endif
