/* SPDX-License-Identifier: MIT
 *
 * Asynchronous procedure calls. One lock guards all queues: APCs are rare and short to queue. Whoever
 * queues one cuts the thread's wait if that is alertable.
 */
#include <pthread.h>
#include <stdlib.h>
#include "apc.h"
#include "timer.h"
#include "kernel/host/host.h"

struct apc {
    struct apc *next;
    PPS_APC_ROUTINE routine;
    PVOID a, b, c;
};

static pthread_mutex_t apc_lock = PTHREAD_MUTEX_INITIALIZER;

NTSTATUS apc_queue(struct thread_object *object, PPS_APC_ROUTINE routine, PVOID a, PVOID b, PVOID c)
{
    struct apc *apc = malloc(sizeof(*apc));
    if (!apc)
        return STATUS_NO_MEMORY;
    *apc = (struct apc){NULL, routine, a, b, c};
    pthread_mutex_lock(&apc_lock);
    /* A thread that ends forgets its queue under this lock before its block goes. */
    struct thread *thread = atomic_load(&object->thread);
    if (thread) {
        if (thread->apcs)
            thread->last_apc->next = apc;
        else
            thread->apcs = apc;
        thread->last_apc = apc;
        atomic_store(&thread->apc_pending, 1);
        wait_interrupt(thread, true);
    }
    pthread_mutex_unlock(&apc_lock);
    if (!thread)
        free(apc);
    return thread ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static struct apc *take(struct thread *thread)
{
    pthread_mutex_lock(&apc_lock);
    struct apc *apc = thread->apcs;
    if (apc)
        thread->apcs = apc->next;
    if (!thread->apcs)
        atomic_store(&thread->apc_pending, 0);
    pthread_mutex_unlock(&apc_lock);
    return apc;
}

bool apc_next(struct user_apc *out)
{
    struct apc *first = take(thread_self());
    if (first)
        *out = (struct user_apc){first->routine, first->a, first->b, first->c};
    free(first);
    return first;
}

void apc_deliver(struct thread *thread)
{
    if (atomic_load(&thread->apc_pending))
        atomic_fetch_or(&thread->border.pending, PENDING_APC);
}

void apc_forget(struct thread *thread)
{
    timer_forget_apcs(thread, NULL);
    struct apc *apc;
    while ((apc = take(thread)))
        free(apc);
}

NTSTATUS svc_NtQueueApcThread(HANDLE ThreadHandle, PPS_APC_ROUTINE ApcRoutine, PVOID ApcArgument1,
                              PVOID ApcArgument2, PVOID ApcArgument3)
{
    struct object *object;
    NTSTATUS status = sync_get(ThreadHandle, 0x10 /* THREAD_SET_CONTEXT */, &object);
    if (!NT_SUCCESS(status))
        return status;
    if (object->type == &thread_type)
        status =
            apc_queue((struct thread_object *)object, ApcRoutine, ApcArgument1, ApcArgument2, ApcArgument3);
    else
        status = STATUS_OBJECT_TYPE_MISMATCH;
    sync_put(ThreadHandle, object);
    return status;
}

NTSTATUS svc_NtTestAlert(VOID)
{
    apc_deliver(thread_self());
    return STATUS_SUCCESS;
}
