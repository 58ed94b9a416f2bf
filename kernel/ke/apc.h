/* SPDX-License-Identifier: MIT
 *
 * Asynchronous procedure calls: queued for a thread, run by it in its next alertable wait.
 */
#ifndef DECANT_KERNEL_KE_APC_H
#define DECANT_KERNEL_KE_APC_H

#include "kernel/ps/thread.h"

typedef VOID(GUESTAPI *PPS_APC_ROUTINE)(PVOID, PVOID, PVOID);

/* Queues routine(a, b, c). STATUS_NO_MEMORY; STATUS_UNSUCCESSFUL where the thread has ended. */
NTSTATUS apc_queue(struct thread_object *thread, PPS_APC_ROUTINE routine, PVOID a, PVOID b, PVOID c);
/* Runs what is queued for the calling thread, oldest first. */
void apc_run(struct thread *thread);
/* Forgets what is queued for a thread that ends. */
void apc_forget(struct thread *thread);

NTSTATUS WINAPI NtQueueApcThread(HANDLE ThreadHandle, PPS_APC_ROUTINE ApcRoutine, PVOID ApcArgument1,
                                 PVOID ApcArgument2, PVOID ApcArgument3);
NTSTATUS WINAPI NtTestAlert(VOID);

#endif
