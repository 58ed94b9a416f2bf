/* SPDX-License-Identifier: MIT
 *
 * Bodies of services that the kernel side itself calls. That is a debt (kernel/README.md): a body takes its
 * arguments from the guest, so what is done by others, too, belongs into an operation that both call. Lines
 * go, none comes.
 */
#ifndef DECANT_KERNEL_SERVICES_H
#define DECANT_KERNEL_SERVICES_H

#include <win/winternl.h>
#include "kernel/io/file.h"
#include "kernel/ke/apc.h"

NTSTATUS svc_NtSetInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation,
                                  ULONG Length, FILE_INFORMATION_CLASS FileInformationClass);
NTSTATUS svc_NtQueueApcThread(HANDLE ThreadHandle, PPS_APC_ROUTINE ApcRoutine, PVOID ApcArgument1,
                              PVOID ApcArgument2, PVOID ApcArgument3);
NTSTATUS svc_NtSetEvent(HANDLE EventHandle, PLONG PreviousState);
NTSTATUS svc_NtReleaseMutant(HANDLE MutantHandle, PLONG PreviousCount);
NTSTATUS svc_NtReleaseSemaphore(HANDLE SemaphoreHandle, LONG ReleaseCount, PLONG PreviousCount);
NTSTATUS svc_NtCreateTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                           POBJECT_ATTRIBUTES ObjectAttributes, TIMER_TYPE TimerType);
NTSTATUS svc_NtSuspendThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS svc_NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS svc_NtTerminateThread(HANDLE ThreadHandle, NTSTATUS ExitStatus);
NTSTATUS svc_NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout);
NTSTATUS svc_NtQueryVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress, ULONG MemoryInformationClass,
                                  PVOID MemoryInformation, SIZE_T MemoryInformationLength,
                                  PSIZE_T ReturnLength);
NTSTATUS svc_NtClose(HANDLE Handle);
NTSTATUS svc_NtTerminateProcess(HANDLE ProcessHandle, NTSTATUS ExitStatus);

#endif
