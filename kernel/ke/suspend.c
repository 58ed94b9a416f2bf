/* SPDX-License-Identifier: MIT
 *
 * A thread is suspended by a signal whose handler waits until the count is zero again. The suspended thread
 * may hold any lock, malloc's included, so nothing here takes one or allocates: all that is needed lies in
 * struct thread_object, which the handle keeps alive.
 *
 * But who suspends others (a garbage collector, a profiler) goes on to call system services, and on Windows
 * no thread stands still inside of one: it gets to its end first. So a thread that holds a lock of ours goes
 * on until it has given it back (kernel/host/lock.c), and one that is in the middle of the C library, which
 * has locks, too, goes on by single steps until it has come back. Only one that does not get there for a
 * while is stopped where it is.
 *
 * The suspender must not go on before the thread stands: it raises `stop_request`, sends the signal and
 * waits until the handler has answered with the same number in `stop_answer`. The handler reads the request
 * before it looks at the count, so an answer with a count above zero means that it will stay. It sleeps on
 * the request, which a resumption raises, too: on the count it would sleep through a resumption that another
 * suspension follows at once, and never answer that one.
 *
 * Terminating is the same signal with another errand. A thread that is in the middle of our code may hold a
 * lock that everybody needs, so it goes on, by single steps, until it is back in the guest's; one that runs
 * guest code or waits goes at once. After a fifth of a second it goes from wherever it is, as it does on
 * Windows, unless it holds a lock of ours.
 *
 * The end of the process is the third errand: before DLLs are told, all other threads stop for good, in their
 * signal handlers. The same patience keeps them from standing still with a lock of ours; where it runs out,
 * an alarm makes sure that the process ends. A loop that calls us all the time (GetTickCount, Sleep(0)) is
 * hardly ever met in the guest's own instructions, for a signal that comes during a system call is delivered
 * at its end: such a thread goes on by single steps until it is back there.
 */
#include <errno.h>
#include "kernel/mm/probe.h"
#include "kernel/ps/process.h"
#include "kernel/ps/remote.h"
#include "suspend.h"
#include "kernel/ps/thread_initial.h"
#include "kernel/ps/thread_services.h"
#include "kernel/host/host.h"
#include "kernel/host/suspend.h"
#include <ldr/ldr.h>
#include "common/xstate.h"

#define MAXIMUM_SUSPENDS 127
#define PATIENCE         200 /* milliseconds */
#define LAST_PATIENCE    2000
#define LOCK_PATIENCE    5  /* milliseconds, too */
#define MOST_REFUSALS    40 /* times that a thread may put off its suspension: some 35 milliseconds */
#define LIBRARY_REFUSALS 10 /* in the C library */
#define EXIT_SECONDS     5  /* for DLLs' ends, where a thread was stopped in the middle of our code */

static _Atomic(struct thread *) survivor; /* who ends the process */
static NTSTATUS exit_status;
/* STOP_SAFELY: in the guest's code, in a wait, in a system call that may last. STOP_LOCKED: also where a
 * thread sleeps for a lock; who holds that one has had time to give it back, so it is one that the survivor
 * has. */
enum { STOP_SAFELY = 1, STOP_LOCKED, STOP_NOW };
static _Atomic uint32_t stopping;
static bool stopped; /* nobody but the survivor goes on */

static void stand_still(struct thread_object *object)
{
    for (;;) {
        uint32_t request = atomic_load(&object->stop_request);
        atomic_store(&object->stop_answer, request);
        host_futex_wake(&object->stop_answer, 64, false);
        if (atomic_load(&object->suspended) <= 0)
            return;
        host_futex_wait(&object->stop_request, request, HOST_FOREVER, false);
    }
}

/* Lets it look at its count again. Returns the number that its answer will have at least. */
static uint32_t raise_request(struct thread_object *object)
{
    uint32_t request = atomic_fetch_add(&object->stop_request, 1) + 1;
    host_futex_wake(&object->stop_request, 1, false);
    return request;
}

static _Noreturn void stand_still_for_good(struct thread_object *object)
{
    atomic_store(&object->stopped, true);
    for (;;)
        host_sleep_until(HOST_FOREVER / 2);
}

static bool may_stop(struct thread *thread, void *registers, uint32_t how)
{
    return atomic_load(&thread->blocked) || !host_is_library_code(host_registers_pc(registers)) ||
           host_registers_sleeping(registers, how >= STOP_LOCKED) || how >= STOP_NOW;
}

/* On a thread that goes on step by step, in the signal handler. */
static bool on_step(void *registers)
{
    if (!host_is_library_code(host_registers_pc(registers)))
        stand_still_for_good(thread_self()->object);
    return true;
}

static void stand_here(struct thread_object *object, void *registers)
{
    object->stop_refusals = 0;
    object->registers = registers;
    stand_still(object);
    object->registers = NULL;
}

/* The same, for a thread that is to be suspended. */
static bool on_suspend_step(void *registers)
{
    struct thread_object *object = thread_self()->object;
    bool goes_on = host_is_library_code(host_registers_pc(registers)) &&
                   !host_registers_in_program(registers) && atomic_load(&object->suspended) > 0;
    if (!goes_on)
        stand_here(object, registers);
    return goes_on;
}

/* Whether a thread that is to be suspended goes on for now; it is asked again. */
static bool puts_off(struct thread *thread, void *registers)
{
    if (may_stop(thread, registers, STOP_SAFELY) || thread->object->stop_refusals >= MOST_REFUSALS)
        return false;
    if (host_holds_locks()) {
        host_interrupt_when_unlocked();
    } else {
        if (host_registers_in_program(registers) || thread->object->stop_refusals >= LIBRARY_REFUSALS)
            return false;
        host_registers_step(registers, on_suspend_step);
    }
    thread->object->stop_refusals++;
    return true;
}

/* Whether nobody misses a thread that is terminated here. With the loader's lock it is told of by a DLL. */
static bool may_end(struct thread *thread, void *registers)
{
    bool outside = atomic_load(&thread->blocked) || !host_is_library_code(host_registers_pc(registers)) ||
                   (!host_holds_locks() && host_registers_sleeping(registers, false)); /* it reads, say */
    return outside && !ldr_lock_is_ours();
}

static bool on_terminate_step(void *registers)
{
    struct thread *thread = thread_self();
    if (may_end(thread, registers)) {
        host_registers_step(registers, NULL);
        thread_leave(thread, (NTSTATUS)thread->object->terminate_code);
    }
    return host_is_library_code(host_registers_pc(registers)); /* in the guest's, it is asked again */
}

/* Nor the locks of ours and of the C library. */
static bool is_unlocked(void *registers)
{
    return !host_holds_locks() &&
           (host_registers_in_program(registers) || host_registers_sleeping(registers, true));
}

/* One that is to be terminated. */
static void end_here(struct thread *thread, void *registers)
{
    struct thread_object *object = thread->object;
    uint32_t refusals = object->stop_refusals++; /* it is asked once a millisecond, when it runs at all */
    uint32_t errand = refusals < PATIENCE        ? TERMINATE_SAFELY
                      : refusals < LAST_PATIENCE ? TERMINATE_UNLOCKED
                                                 : TERMINATE_NOW;
    if (errand > atomic_load(&object->terminate))
        atomic_store(&object->terminate, errand);
    if (may_end(thread, registers) || errand == TERMINATE_NOW ||
        (errand == TERMINATE_UNLOCKED && is_unlocked(registers)))
        thread_leave(thread, (NTSTATUS)object->terminate_code);
    if (errand == TERMINATE_UNLOCKED && host_holds_locks())
        host_interrupt_when_unlocked();
    if (host_is_library_code(host_registers_pc(registers)))
        host_registers_step(registers, on_terminate_step);
}

/* On the stopped thread, in the signal handler. */
static void on_stop(void *registers)
{
    struct thread *thread = thread_self();
    struct thread_object *object = thread->object;
    uint32_t end = atomic_load(&stopping);
    if (end) {
        if (thread == atomic_load(&survivor))
            return;
        if (may_stop(thread, registers, end))
            stand_still_for_good(object);
        if (end >= STOP_LOCKED)
            host_registers_step(registers, on_step);
        return;
    }
    if (!atomic_load(&object->terminate)) {
        if (atomic_load(&object->suspended) > 0 && puts_off(thread, registers))
            return;
        stand_here(object, registers);
    }
    if (atomic_load(&object->terminate)) /* perhaps since it stood still */
        end_here(thread, registers);
}

static NTSTATUS prepare(void)
{
    static _Atomic bool ready; /* twice does no harm */
    if (atomic_load(&ready))
        return STATUS_SUCCESS;
    if (host_interrupt_start(on_stop))
        return STATUS_UNSUCCESSFUL;
    atomic_store(&ready, true);
    return STATUS_SUCCESS;
}

bool thread_begin_exit(NTSTATUS status)
{
    struct thread *self = thread_self(), *first = NULL;
    if (atomic_compare_exchange_strong(&survivor, &first, self)) {
        exit_status = status;
        return true;
    }
    if (first != self)
        stand_still_for_good(self->object);
    return false;
}

static void stop_one(struct thread *thread, void *busy)
{
    struct thread_object *object = thread->object;
    if (thread == thread_self() || !atomic_load(&object->gate) || object->registers ||
        atomic_load(&object->stopped) || atomic_load(&thread->blocked)) /* it stops when it wakes */
        return;
    ++*(unsigned *)busy;
    host_interrupt(object->id);
}

void thread_stop_others(void)
{
    uint64_t start = host_monotonic();
    bool ready = false;
    for (;;) {
        unsigned busy = 0;
        if (!ready && thread_others()) {
            prepare();
            ready = true;
        }
        uint64_t past = (host_monotonic() - start) / 1000000;
        atomic_store(&stopping, past < LOCK_PATIENCE ? STOP_SAFELY
                                : past < PATIENCE    ? STOP_LOCKED
                                                     : STOP_NOW);
        if (ready)
            thread_enumerate(stop_one, &busy);
        if (!busy)
            break;
        if (past >= PATIENCE) {
            host_exit_within(EXIT_SECONDS, process_exit_code_for_shell(exit_status));
            if (past >= 2 * PATIENCE)
                break;
        }
        host_sleep_until(host_monotonic() + 50000);
    }
    stopped = true;
}

void thread_check_orphaned_lock(void)
{
    if (stopped && thread_self() == atomic_load(&survivor))
        process_terminate(exit_status);
}

void thread_check_exit(void)
{
    if (atomic_load(&stopping) && thread_self() != atomic_load(&survivor))
        stand_still_for_good(thread_self()->object);
}

void thread_unblock(void)
{
    atomic_store(&thread_self()->blocked, false); /* before the look: see stop_one */
    thread_check_exit();
}

/* Sends the thread into stand_still and waits until it is there. */
static NTSTATUS stop(struct thread_object *object)
{
    NTSTATUS status = prepare();
    if (!NT_SUCCESS(status))
        return status;
    uint32_t request = raise_request(object);
    for (uint64_t patience = 50000;; patience = patience < 1000000 ? 2 * patience : patience) {
        if (host_interrupt(object->id)) /* again: it may have put the last one off */
            return STATUS_THREAD_IS_TERMINATING;
        for (uint64_t deadline = host_monotonic() + patience; host_monotonic() < deadline;) {
            uint32_t answer = atomic_load(&object->stop_answer);
            if ((int32_t)(answer - request) >= 0)
                return STATUS_SUCCESS;
            if (!atomic_load(&object->thread))
                return STATUS_THREAD_IS_TERMINATING;
            host_futex_wait(&object->stop_answer, answer, deadline, false);
        }
    }
}

NTSTATUS WINAPI NtSuspendThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount)
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
            /* Through the signal, too, so that its registers can be asked for. */
            atomic_store(&thread_self()->blocked, true);
            atomic_fetch_add(&object->stop_request, 1);
            if (!NT_SUCCESS(prepare()) || host_interrupt(object->id))
                stand_still(object);
            thread_unblock();
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

NTSTATUS WINAPI NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount)
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

NTSTATUS WINAPI NtTerminateThread(HANDLE ThreadHandle, NTSTATUS ExitStatus)
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
            status = NtTerminateProcess(process, ExitStatus);
            handle_close(process);
        }
        thread_put(ThreadHandle, object);
        return status;
    }
    status = prepare();
    object->terminate_code = (uint32_t)ExitStatus;
    atomic_store(&object->terminate, TERMINATE_SAFELY);
    /* One that has not begun begins, and finds the errand at once. */
    if (!atomic_exchange(&object->gate, 1))
        host_futex_wake(&object->gate, 1, false);
    atomic_store(&object->suspended, 0);
    raise_request(object);
    while (NT_SUCCESS(status) && atomic_load(&object->thread)) {
        if (host_interrupt(object->id))
            break;
        host_sleep_until(host_monotonic() + 1000000);
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

NTSTATUS WINAPI NtGetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext)
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
    /* Windows answers for a running thread, too, with registers that mean nothing any more. */
    bool ours = false; /* the suspension */
    if (!object->process && !atomic_load(&object->gate)) {
        thread_initial_get(object, ThreadContext);
        thread_put(ThreadHandle, object);
        return STATUS_SUCCESS;
    }
    if (object == thread_self()->object || object->process)
        status = STATUS_UNSUCCESSFUL;
    else if (!object->registers)
        ours = NT_SUCCESS(status = NtSuspendThread(ThreadHandle, NULL));
    void *registers = object->registers; /* another thread may resume it meanwhile */
    if (NT_SUCCESS(status) && !registers)
        status = STATUS_UNSUCCESSFUL;
    if (NT_SUCCESS(status))
        host_registers_get(registers, ThreadContext);
    if (ours)
        NtResumeThread(ThreadHandle, NULL);
    thread_put(ThreadHandle, object);
    return status;
}

NTSTATUS WINAPI NtSetContextThread(HANDLE ThreadHandle, PCONTEXT ThreadContext)
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
    void *registers = object->registers;
    if (!object->process && !atomic_load(&object->gate))
        status = thread_initial_set(object, ThreadContext);
    else if (registers)
        host_registers_set(registers, ThreadContext);
    else
        status = STATUS_UNSUCCESSFUL;
    thread_put(ThreadHandle, object);
    return status;
}
