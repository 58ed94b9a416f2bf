/* SPDX-License-Identifier: MIT
 *
 * Alerting a thread by its identifier: a futex word of the thread's, 1 while it is alerted.
 */
#include <errno.h>
#include "alert.h"
#include "kernel/io/port.h"
#include "kernel/mm/probe.h"
#include "kernel/ps/thread.h"
#include "kernel/host/host.h"
#include "kernel/host/process_list.h"

NTSTATUS svc_NtWaitForAlertByThreadId(PVOID Address, PLARGE_INTEGER Timeout)
{
    if (!probe_read_optional(Timeout, sizeof(*Timeout)))
        return STATUS_ACCESS_VIOLATION;
    struct thread *thread = thread_self();
    _Atomic uint32_t *alerted = &thread->object->alerted;
    if (atomic_exchange_explicit(alerted, 0, memory_order_acquire))
        return STATUS_ALERTED;
    uint64_t deadline = sync_deadline(Timeout);
    NTSTATUS status = STATUS_TIMEOUT;
    struct port_member *aside = deadline ? port_step_aside() : NULL;
    for (bool last = !deadline; status == STATUS_TIMEOUT && !last && !thread_is_cut();) {
        last = host_futex_wait(alerted, 0, deadline, false) == -ETIMEDOUT;
        if (atomic_exchange_explicit(alerted, 0, memory_order_acquire))
            status = STATUS_ALERTED;
    }
    port_step_back(aside);
    return status;
}

NTSTATUS svc_NtAlertThreadByThreadId(HANDLE ThreadId)
{
    uint32_t id = (uint32_t)(ULONG_PTR)ThreadId;
    struct thread_object *thread = thread_find(id);
    if (!thread)
        return id && host_process_of_thread(id) ? STATUS_ACCESS_DENIED : STATUS_INVALID_CID;
    if (!atomic_exchange_explicit(&thread->alerted, 1, memory_order_release))
        host_futex_wake(&thread->alerted, 1, false);
    object_release(&thread->sync.object);
    return STATUS_SUCCESS;
}
