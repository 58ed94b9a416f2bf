/* SPDX-License-Identifier: MIT
 *
 * Suspending, resuming and terminating threads, and their registers while they stand still.
 */
#ifndef DECANT_NT_SUSPEND_H
#define DECANT_NT_SUSPEND_H

#include "thread.h"

NTSTATUS WINAPI NtSuspendThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS WINAPI NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS WINAPI NtTerminateThread(HANDLE ThreadHandle, NTSTATUS ExitStatus);
NTSTATUS WINAPI NtGetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext);
NTSTATUS WINAPI NtSetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext);

#endif
