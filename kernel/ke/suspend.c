/* SPDX-License-Identifier: MIT
 *
 * Suspending, resuming and ending threads, and the end of the process.
 *
 * A thread is on one of two sides. In a service it is never stopped: it finds its bits of the pending word on
 * the way out (leave.c), and what is known of its registers is what the entry noted. So who suspends such a
 * thread need not wait for it. On the user side it is stopped by a signal, whose handler does at once what
 * the way out would do; there the thread may be at any instruction, and holds nothing but what a Windows
 * thread would hold. Which side it is on is read after a barrier on all processors: a thread that had not
 * gone in by then sees the bit when it comes out, or is on the user side, and gets the signal.
 *
 * A suspension must not return before the thread stands: it raises `stop_request` and waits until the thread
 * has answered with the same number in `stop_answer`, in the handler or on its end. The thread reads the
 * request before it looks at the count, so an answer with a count above zero means that it will stay. It
 * sleeps on the request, which a resumption raises, too: on the count it would sleep through a resumption
 * that another suspension follows at once, and never answer that one.
 *
 * The end of the process stops all other threads for good, before DLLs are told. One in a service counts as
 * stopped, for it will not come out.
 */
#include <stdlib.h>
#include "context.h"
#include "kernel/mm/probe.h"
#include "kernel/ps/process.h"
#include "kernel/ps/remote.h"
#include "leave.h"
#include "suspend.h"
#include "kernel/ps/thread_initial.h"
#include "kernel/ps/thread_services.h"
#include "kernel/host/host.h"
#include "kernel/host/suspend.h"
#include "kernel/services.h"
#include "common/xstate.h"

#define MAXIMUM_SUSPENDS 127

static _Atomic(struct thread *) survivor; /* who ends the process */
static NTSTATUS exit_status;
static bool stopped; /* nobody but the survivor goes on */

/* Lets it look at its count again. Returns the number that its answer will have at least. */
static uint32_t raise_request(struct thread_object *object)
{
    uint32_t request = atomic_fetch_add(&object->stop_request, 1) + 1;
    host_futex_wake(&object->stop_request, 1, false);
    return request;
}

/* On the thread itself, in the signal's handler. */
static void on_interrupt(void *registers)
{
    struct thread *thread = thread_self();
    struct thread_object *object = thread->object;
    uint32_t bits = atomic_load(&thread->border.pending);
    if (atomic_load(&thread->border.in_service)) {
        if (bits & (PENDING_END | PENDING_EXIT))
            host_registers_cut_sleep(registers);
        thread_answer(object); /* it had gone in before the signal came: it will not come out */
        return;
    }
    host_registers_leave_border(registers);
    if (bits & PENDING_EXIT)
        thread_stand_for_good(object);
    if (bits & PENDING_SUSPEND) {
        atomic_fetch_and(&thread->border.pending, ~(uint32_t)PENDING_SUSPEND);
        thread_stand(object, registers);
        bits = atomic_load(&thread->border.pending); /* perhaps since it stood */
    }
    if (bits & PENDING_EXIT)
        thread_stand_for_good(object);
    if (bits & PENDING_END)
        thread_leave(thread, (NTSTATUS)object->terminate_code);
}

static NTSTATUS prepare(void)
{
    static _Atomic bool ready; /* twice does no harm */
    if (atomic_load(&ready))
        return STATUS_SUCCESS;
    if (host_interrupt_start(on_interrupt))
        return STATUS_UNSUCCESSFUL;
    atomic_store(&ready, true);
    return STATUS_SUCCESS;
}

bool thread_ask(struct thread_object *object, uint32_t bits, bool *in_service)
{
    struct thread *thread = thread_lock(object);
    if (thread) {
        atomic_fetch_or(&thread->border.pending, bits);
        host_barrier_all();
        *in_service = atomic_load(&thread->border.in_service);
        wait_interrupt(thread, false);
        if (!*in_service || bits & (PENDING_END | PENDING_EXIT))
            host_interrupt(object->id);
    }
    thread_unlock();
    return thread;
}

bool thread_begin_exit(NTSTATUS status)
{
    struct thread *self = thread_self(), *first = NULL;
    if (atomic_compare_exchange_strong(&survivor, &first, self)) {
        exit_status = status;
        return true;
    }
    if (first != self)
        thread_stand_for_good(self->object);
    return false;
}

static void mark_for_exit(struct thread *thread, void *unused)
{
    if (thread != thread_self())
        atomic_fetch_or(&thread->border.pending, PENDING_EXIT);
}

static void interrupt_for_exit(struct thread *thread, void *unused)
{
    if (thread != thread_self())
        host_interrupt(thread->object->id);
}

/* One of those that do not stand yet, with a reference: neither in the signal's handler nor in a service. */
static void find_running(struct thread *thread, void *found)
{
    struct thread_object *object = thread->object, **out = found;
    if (*out || thread == thread_self() || atomic_load(&thread->border.in_service) || object->registers ||
        atomic_load(&object->stopped))
        return;
    object_reference(&object->sync.object);
    *out = object;
}

void thread_stop_others(void)
{
    if (!thread_others() || !NT_SUCCESS(prepare())) {
        stopped = true;
        return;
    }
    thread_enumerate(mark_for_exit, NULL);
    host_barrier_all();
    thread_enumerate(interrupt_for_exit, NULL);
    for (struct thread_object *running;; object_release(&running->sync.object)) {
        running = NULL;
        thread_enumerate(find_running, &running);
        if (!running)
            break;
        /* It answers from the handler, at its end, or by being in a service when it is looked at again. */
        while (!atomic_load(&running->stopped) && atomic_load(&running->thread)) {
            struct thread *thread = thread_lock(running);
            bool gone_in = !thread || atomic_load(&thread->border.in_service) || running->registers;
            thread_unlock();
            if (gone_in)
                break;
            host_futex_wait(&running->stopped, 0, host_monotonic() + 100000, false);
        }
    }
    stopped = true;
}

void thread_check_orphaned_lock(void)
{
    if (stopped && thread_self() == atomic_load(&survivor))
        process_terminate(exit_status);
}

/* Waits until the thread stands. */
static NTSTATUS stop(struct thread_object *object)
{
    NTSTATUS status = prepare();
    bool in_service;
    if (!NT_SUCCESS(status))
        return status;
    uint32_t request = raise_request(object), answer;
    if (!thread_ask(object, PENDING_SUSPEND, &in_service))
        return STATUS_THREAD_IS_TERMINATING;
    while (!in_service && (int32_t)((answer = atomic_load(&object->stop_answer)) - request) < 0) {
        if (!atomic_load(&object->thread))
            return STATUS_THREAD_IS_TERMINATING;
        host_futex_wait(&object->stop_answer, answer, HOST_FOREVER, false);
    }
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtSuspendThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount)
{
    if (!probe_write_optional(PreviousSuspendCount, sizeof(*PreviousSuspendCount)))
        return STATUS_ACCESS_VIOLATION;
    struct thread_object *object;
    NTSTATUS status = thread_get(ThreadHandle, THREAD_SUSPEND_RESUME, &object);
    if (!NT_SUCCESS(status))
        return status;
    ULONG theirs = 0;
    if (object->process && !atomic_load(&object->suspended)) {
        status = remote_control(object, REMOTE_SUSPEND, 0, &theirs);
        thread_put(ThreadHandle, object);
        if (NT_SUCCESS(status) && PreviousSuspendCount)
            *PreviousSuspendCount = theirs;
        return status;
    }
    int32_t before = atomic_load(&object->suspended);
    do {
        if (before >= MAXIMUM_SUSPENDS)
            status = STATUS_SUSPEND_COUNT_EXCEEDED;
        else if (!atomic_load(&object->thread) && !object->process)
            status = STATUS_THREAD_IS_TERMINATING;
    } while (NT_SUCCESS(status) && !atomic_compare_exchange_weak(&object->suspended, &before, before + 1));
    if (NT_SUCCESS(status) && !object->process) { /* else a child's first, which has not begun */
        if (object == thread_self()->object) {
            atomic_fetch_or(&thread_self()->border.pending, PENDING_SUSPEND); /* it stands on its way out */
        } else if (atomic_load(&object->gate)) {
            /* Also where another thread has suspended it already: that one may be on its way still. */
            status = stop(object);
            if (!NT_SUCCESS(status))
                atomic_fetch_sub(&object->suspended, 1);
        }
    }
    thread_put(ThreadHandle, object);
    if (NT_SUCCESS(status) && PreviousSuspendCount)
        *PreviousSuspendCount = (ULONG)before;
    return status;
}

NTSTATUS svc_NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount)
{
    if (!probe_write_optional(PreviousSuspendCount, sizeof(*PreviousSuspendCount)))
        return STATUS_ACCESS_VIOLATION;
    struct thread_object *object;
    NTSTATUS status = thread_get(ThreadHandle, THREAD_SUSPEND_RESUME, &object);
    if (!NT_SUCCESS(status))
        return status;
    int32_t before = atomic_load(&object->suspended);
    while (before > 0 && !atomic_compare_exchange_weak(&object->suspended, &before, before - 1))
        ;
    ULONG theirs = 0;
    if (object->process && !before &&
        NT_SUCCESS(remote_control(object, REMOTE_RESUME, 0, &theirs))) /* else it has ended, or runs */
        before = (int32_t)theirs;
    else if (before == 1) {
        if (object->process)
            process_open_gate(atomic_load(&object->process->result));
        if (!atomic_exchange(&object->gate, 1)) /* its first start */
            host_futex_wake(&object->gate, 1, false);
        raise_request(object);
    }
    thread_put(ThreadHandle, object);
    if (PreviousSuspendCount)
        *PreviousSuspendCount = (ULONG)before;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtTerminateThread(HANDLE ThreadHandle, NTSTATUS ExitStatus)
{
    struct thread_object *object;
    NTSTATUS status = thread_get(ThreadHandle, THREAD_TERMINATE, &object);
    if (!NT_SUCCESS(status))
        return status;
    if (object == thread_self()->object) {
        thread_put(ThreadHandle, object);
        thread_leave(thread_self(), ExitStatus);
    }
    if (thread_is_remote(object)) {
        status = remote_control(object, REMOTE_TERMINATE, ExitStatus, NULL);
        if (status == STATUS_PROCESS_IS_TERMINATING) /* it was the last one */
            status = STATUS_SUCCESS;
        thread_put(ThreadHandle, object);
        return status;
    }
    if (object->process) { /* a child's only thread, as far as it is known here */
        HANDLE process;
        status = handle_create(&object->process->object, PROCESS_TERMINATE, 0, &process);
        if (NT_SUCCESS(status)) {
            status = svc_NtTerminateProcess(process, ExitStatus);
            handle_close(process);
        }
        thread_put(ThreadHandle, object);
        return status;
    }
    status = prepare();
    if (NT_SUCCESS(status)) {
        bool in_service;
        object->terminate_code = (uint32_t)ExitStatus;
        atomic_store(&object->terminate, true);
        thread_ask(object, PENDING_END, &in_service);
        /* One that has not begun begins, and finds the bit at once; one that stands goes on to its end. */
        if (!atomic_exchange(&object->gate, 1))
            host_futex_wake(&object->gate, 1, false);
        atomic_store(&object->suspended, 0);
        raise_request(object);
    }
    thread_put(ThreadHandle, object);
    return status;
}

/* A context's extended state, where it has any. */
static NTSTATUS probe_xstate(const CONTEXT *context)
{
    ULONG size;
    if (!(context->ContextFlags & CONTEXT_XSTATE & 0xFFFF))
        return STATUS_SUCCESS;
    void *state = xstate_of_context(context, &size);
    if (!state)
        return STATUS_INVALID_PARAMETER;
    return probe_write(state, size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* The registers of a thread that stands, or the other way round; with the parts that context->ContextFlags
 * names. STATUS_UNSUCCESSFUL: it does not stand any more. */
static NTSTATUS exchange(struct thread_object *object, CONTEXT *context, bool set)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct thread *thread = thread_lock(object);
    thread_hold();
    bool in_service = thread && atomic_load(&thread->border.in_service);
    if (object->registers && set)
        host_registers_set(object->registers, context);
    else if (object->registers)
        host_registers_get(object->registers, context);
    else if (in_service && !border_is_noted(&thread->border) && set)
        status = thread_initial_set(object, context);
    else if (in_service && !border_is_noted(&thread->border))
        thread_initial_get(object, context);
    else if (in_service && set)
        status = service_context_set(thread, context);
    else if (in_service)
        service_context_get(thread, 0, context);
    else
        status = STATUS_UNSUCCESSFUL;
    thread_let_go();
    thread_unlock();
    return status;
}

/* The same with the guest's own context, which is touched before and after alone. */
static NTSTATUS exchange_with_guest(struct thread_object *object, CONTEXT *context, bool set)
{
    DWORD flags = context->ContextFlags;
    ULONG size = flags & CONTEXT_XSTATE & 0xFFFF ? xstate_context_size(flags) : 0;
    if (!size) {
        CONTEXT copy;
        if (set)
            copy = *context;
        copy.ContextFlags = flags & ~(CONTEXT_XSTATE & 0xFFFF);
        NTSTATUS status = exchange(object, &copy, set);
        if (NT_SUCCESS(status) && !set)
            context_copy_parts(context, &copy, flags, true);
        return status;
    }
    void *buffer = malloc(size);
    if (!buffer)
        return STATUS_NO_MEMORY;
    CONTEXT *copy = xstate_context_initialize(buffer, flags);
    NTSTATUS status = STATUS_SUCCESS;
    if (set)
        status = xstate_context_copy(copy, flags, context);
    else
        xstate_set_mask(copy, xstate_mask(context));
    if (NT_SUCCESS(status))
        status = exchange(object, copy, set);
    if (NT_SUCCESS(status) && !set)
        status = xstate_context_copy(context, flags, copy);
    free(buffer);
    return status;
}

NTSTATUS svc_NtGetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext)
{
    if (!probe_write(ThreadContext, sizeof(*ThreadContext)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS bad = probe_xstate(ThreadContext);
    if (!NT_SUCCESS(bad))
        return bad;
    struct thread_object *object;
    NTSTATUS status = thread_get(ThreadHandle, THREAD_GET_CONTEXT, &object);
    if (!NT_SUCCESS(status))
        return status;
    bool ours = false; /* the suspension: Windows answers for a running thread, too */
    if (object->process) {
        status = STATUS_UNSUCCESSFUL;
    } else if (!atomic_load(&object->gate)) {
        thread_initial_get(object, ThreadContext);
    } else {
        if (object != thread_self()->object && atomic_load(&object->suspended) <= 0)
            ours = NT_SUCCESS(status = svc_NtSuspendThread(ThreadHandle, NULL));
        if (NT_SUCCESS(status))
            status = exchange_with_guest(object, ThreadContext, false);
        if (ours)
            svc_NtResumeThread(ThreadHandle, NULL);
    }
    thread_put(ThreadHandle, object);
    return status;
}

NTSTATUS svc_NtSetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext)
{
    if (!probe_read(ThreadContext, sizeof(*ThreadContext)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS bad = probe_xstate(ThreadContext);
    if (!NT_SUCCESS(bad))
        return bad;
    struct thread_object *object;
    NTSTATUS status = thread_get(ThreadHandle, THREAD_SET_CONTEXT, &object);
    if (!NT_SUCCESS(status))
        return status;
    if (object->process)
        status = STATUS_UNSUCCESSFUL;
    else if (!atomic_load(&object->gate))
        status = thread_initial_set(object, ThreadContext);
    else if (object != thread_self()->object && atomic_load(&object->suspended) <= 0)
        status = STATUS_UNSUCCESSFUL;
    else
        status = exchange_with_guest(object, ThreadContext, true);
    thread_put(ThreadHandle, object);
    return status;
}
