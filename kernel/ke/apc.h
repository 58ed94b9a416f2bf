/* SPDX-License-Identifier: MIT
 *
 * Asynchronous procedure calls: queued for a thread, run by it in its next alertable wait.
 */
#ifndef DECANT_KERNEL_KE_APC_H
#define DECANT_KERNEL_KE_APC_H

#include "kernel/ps/thread.h"
#include "syscall-shim/border.h"

typedef VOID(GUESTAPI *PPS_APC_ROUTINE)(PVOID, PVOID, PVOID);

/* Queues routine(a, b, c). STATUS_NO_MEMORY; STATUS_UNSUCCESSFUL where the thread has ended. */
NTSTATUS apc_queue(struct thread_object *thread, PPS_APC_ROUTINE routine, PVOID a, PVOID b, PVOID c);
struct user_apc {
    PPS_APC_ROUTINE routine;
    PVOID a, b, c;
};
/* Takes the oldest that is queued for the calling thread. */
bool apc_next(struct user_apc *out);
/* The calling thread, which is in a service, runs what is queued for it on its way out. */
void apc_deliver(struct thread *thread);
/* Forgets what is queued for a thread that ends. */
void apc_forget(struct thread *thread);

NTSTATUS WINAPI NtQueueApcThread(HANDLE ThreadHandle, PPS_APC_ROUTINE ApcRoutine, PVOID ApcArgument1,
                                 PVOID ApcArgument2, PVOID ApcArgument3);
NTSTATUS WINAPI NtTestAlert(VOID);

/* As services, for the user side. */
PRIVATE_SERVICE(apc_next);

#endif
