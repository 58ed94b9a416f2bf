/* SPDX-License-Identifier: MIT
 *
 * Jobs: groups of processes.
 */
#ifndef DECANT_KERNEL_PS_JOB_H
#define DECANT_KERNEL_PS_JOB_H

#include <win/jobapi.h>
#include "process.h"
#include "syscall-shim/border.h"

/* A child of this process becomes a member of the jobs that this process is in. */
void job_adopt_child(struct process_object *child);
/* This process ends, and its handles to jobs with it. */
void job_process_exit(void);

NTSTATUS WINAPI NtCreateJobObject(PHANDLE JobHandle, ACCESS_MASK DesiredAccess,
                                  POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtOpenJobObject(PHANDLE JobHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtAssignProcessToJobObject(HANDLE JobHandle, HANDLE ProcessHandle);
NTSTATUS WINAPI NtTerminateJobObject(HANDLE JobHandle, NTSTATUS ExitStatus);
/* STATUS_PROCESS_IN_JOB, STATUS_PROCESS_NOT_IN_JOB. JobHandle NULL: in any. */
NTSTATUS WINAPI NtIsProcessInJob(HANDLE ProcessHandle, HANDLE JobHandle);
NTSTATUS WINAPI NtQueryInformationJobObject(HANDLE JobHandle, ULONG JobInformationClass, PVOID JobInformation,
                                            ULONG JobInformationLength, PULONG ReturnLength);
NTSTATUS WINAPI NtSetInformationJobObject(HANDLE JobHandle, ULONG JobInformationClass, PVOID JobInformation,
                                          ULONG JobInformationLength);

#define STATUS_PROCESS_NOT_IN_JOB ((NTSTATUS)0x123)
#define STATUS_PROCESS_IN_JOB     ((NTSTATUS)0x124)

#endif
