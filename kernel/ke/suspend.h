/* SPDX-License-Identifier: MIT
 *
 * Suspending, resuming and terminating threads, and their registers while they stand still.
 */
#ifndef DECANT_KERNEL_KE_SUSPEND_H
#define DECANT_KERNEL_KE_SUSPEND_H

#include "kernel/ps/thread.h"

/* The end of the process, in this order. Only the first thread that begins it comes back from here: others
 * stand still, and false is for the one that was at it already. */
bool thread_begin_exit(NTSTATUS status);
/* Stops every other thread of the guest's for good. What they hold, they hold for ever. */
void thread_stop_others(void);
/* Before a lock is waited for: where the others were stopped, nobody will give it back, and the process ends
 * here, as it does on Windows. */
void thread_check_orphaned_lock(void);
/* For a thread that would begin only now, or go on. */
void thread_check_exit(void);
/* The end of a wait that was entered with `blocked` set. Where the process is ending it does not return, so
 * that nobody has to wake a sleeping thread to stop it. */
void thread_unblock(void);

NTSTATUS WINAPI NtSuspendThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS WINAPI NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS WINAPI NtTerminateThread(HANDLE ThreadHandle, NTSTATUS ExitStatus);
NTSTATUS WINAPI NtGetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext);
NTSTATUS WINAPI NtSetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext);

#endif
