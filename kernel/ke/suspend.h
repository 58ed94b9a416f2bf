/* SPDX-License-Identifier: MIT
 *
 * Suspending, resuming and terminating threads, and their registers while they stand still.
 */
#ifndef DECANT_KERNEL_KE_SUSPEND_H
#define DECANT_KERNEL_KE_SUSPEND_H

#include "kernel/ps/thread.h"
#include "syscall-shim/border.h"

/* The end of the process, in this order. Only the first thread that begins it comes back from here: others
 * stand still, and false is for the one that was at it already. */
bool thread_begin_exit(NTSTATUS status);
/* Stops every other thread of the guest's for good. What they hold, they hold for ever. */
void thread_stop_others(void);
/* Before a lock is waited for: where the others were stopped, nobody will give it back, and the process ends
 * here, as it does on Windows. */
void thread_check_orphaned_lock(void);
NTSTATUS WINAPI NtSuspendThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS WINAPI NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS WINAPI NtTerminateThread(HANDLE ThreadHandle, NTSTATUS ExitStatus);
NTSTATUS WINAPI NtGetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext);
NTSTATUS WINAPI NtSetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext);

/* As services, for the user side. */
PRIVATE_SERVICE(thread_begin_exit);
PRIVATE_SERVICE(thread_check_orphaned_lock);
PRIVATE_SERVICE(thread_stop_others);

#endif
