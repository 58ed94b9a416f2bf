/* SPDX-License-Identifier: MIT
 *
 * Threads. A thread is a pthread with a small host stack and a guest stack of its own: a mapping with a guard
 * below, as large as Windows would make it. The host's frames hold its start and its end; everything between
 * runs on the guest's stack, our functions too when the guest calls them. Ending a thread in the middle of
 * guest frames means going back to the host stack that thread_run has left in struct thread: nothing is
 * unwound, nothing is trusted, and pthread_exit, which would unwind through frames that libgcc cannot read,
 * is never called.
 *
 * Identifiers are the kernel's, so a thread or process that decant shows is the one that ps shows.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/ke/apc.h"
#include "kernel/ob/arena.h"
#include "kernel/io/port.h"
#include "process.h"
#include "kernel/ke/leave.h"
#include "kernel/ke/suspend.h"
#include "thread.h"
#include "thread_entry.h"
#include "thread_initial.h"
#include "thread_park.h"
#include "kernel/mm/virtual.h"
#include "kernel/host/host.h"
#include "kernel/host/sleep.h"
#include <rtl/exception.h>

#define DEFAULT_STACK 0x100000u

/* Guards the list. Nothing else is locked, and no guest code runs, while it is held. */
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct thread *list;
static _Atomic uint32_t running; /* threads that have not begun to end */
static _Atomic uint32_t affinity_changes;
static uint32_t process_id;

static void destroy_thread_object(struct object *object)
{
    struct thread_object *thread = container_of(object, struct thread_object, sync.object);
    if (thread->parked)
        thread_park_offer(thread->parked);
    free(atomic_load(&thread->description));
    free(atomic_load(&thread->initial));
    arena_leave(&thread->sync);
    if (thread->process)
        object_release(&thread->process->object);
    free(thread);
}

static struct thread_object *thread_of(struct object *object)
{
    return container_of(object, struct thread_object, sync.object);
}

/* A thread of another process ends with that at the latest; whoever sleeps on its state looks again twice a
 * second, as all do who sleep on the arena. */
static NTSTATUS poll_thread(struct object *object, bool take)
{
    struct thread_object *thread = thread_of(object);
    NTSTATUS status = STATUS_TIMEOUT;
    if (!thread->process || thread_is_remote(thread))
        status = sync_wait_ops.poll(object, take);
    if (status == STATUS_TIMEOUT && thread->process)
        status = process_type.wait->poll(&thread->process->object, take);
    return status;
}

static struct sync_object *sync_of_thread(struct object *object)
{
    struct thread_object *thread = thread_of(object);
    return thread->process && !thread_is_remote(thread) ? NULL : &thread->sync;
}

static int descriptor_of_thread(struct object *object, bool *write)
{
    return process_type.wait->descriptor(&thread_of(object)->process->object, write);
}

static const struct wait_ops thread_wait_ops = {
    .poll = poll_thread, .sync = sync_of_thread, .descriptor = descriptor_of_thread};

const struct object_type thread_type = {
    .name = "Thread",
    .generic_read = 0x20048,     /* READ_CONTROL, THREAD_QUERY_INFORMATION, THREAD_GET_CONTEXT */
    .generic_write = 0x20037,    /* TERMINATE, SUSPEND_RESUME, ALERT, SET_CONTEXT, SET_INFORMATION */
    .generic_execute = 0x120800, /* READ_CONTROL, SYNCHRONIZE, QUERY_LIMITED_INFORMATION */
    .all_access = 0x1FFFFF,
    .destroy = destroy_thread_object,
    .wait = &thread_wait_ops,
};

static size_t default_stack(void)
{
    static size_t size;
    struct pe_info info;
    if (!size)
        size = process_peb.ImageBaseAddress && pe_info_of(process_peb.ImageBaseAddress, &info) == PE_OK &&
                       info.stack_reserve
                   ? (size_t)info.stack_reserve
                   : DEFAULT_STACK;
    return size;
}

void thread_set_up_teb(struct thread *thread)
{
    char *stack = thread->guest_stack;
    thread->teb.NtTib.Self = &thread->teb.NtTib;
    thread->teb.NtTib.Version = 0x1E00; /* until there is a fiber */
    thread->teb.NtTib.StackBase = stack + thread->guest_stack_size;
    thread->teb.NtTib.StackLimit = stack + STACK_GUARD_ALL;
    thread->teb.DeallocationStack = stack;
    thread->teb.ProcessEnvironmentBlock = &process_peb;
    thread->teb.StaticUnicodeString.Buffer = thread->teb.StaticUnicodeBuffer;
    thread->teb.StaticUnicodeString.MaximumLength = sizeof(thread->teb.StaticUnicodeBuffer);
}

static size_t whole_stack(size_t stack_size)
{
    if (!stack_size)
        stack_size = default_stack();
    return (stack_size + STACK_GUARD_ALL + 0xFFFF) & ~(size_t)0xFFFF;
}

struct thread *thread_allocate(size_t stack_size)
{
    void *block, *stack;
    stack_size = whole_stack(stack_size);
    if (host_map_aligned(sizeof(struct thread), 0x10000, HOST_READ | HOST_WRITE, &block))
        return NULL;
    if (host_map_aligned(stack_size, 0x10000, HOST_READ | HOST_WRITE, &stack)) {
        host_unmap(block, sizeof(struct thread));
        return NULL;
    }
    struct thread *thread = block;
    atomic_init(&thread->border.in_service, 1); /* until it runs guest code */
    thread->guest_stack = stack;
    thread->guest_stack_size = stack_size;
    thread_set_up_teb(thread);
    virtual_add_stack(stack, stack_size, STACK_GUARD_ALL); /* for VirtualQuery only */
    return thread;
}

void thread_free(struct thread *thread)
{
    virtual_remove(thread->guest_stack);
    host_unmap(thread->guest_stack, thread->guest_stack_size);
    host_unmap(thread, sizeof(*thread));
}

static struct thread_object *new_object(struct thread *thread)
{
    struct thread_object *object = calloc(1, sizeof(*object));
    if (!object)
        return NULL;
    sync_init(&object->sync, &thread_type, SYNC_EVENT_MANUAL, 0);
    atomic_init(&object->exit_code, (uint32_t)STATUS_PENDING);
    atomic_init(&object->thread, thread);
    atomic_init(&object->gate, 1); /* also of threads that thread_create has not made: they run */
    object->used.created = host_realtime();
    thread->object = object;
    return object;
}

static void set_id(struct thread *thread, uint32_t id)
{
    thread->host_id = id;
    atomic_store_explicit(&thread->object->id, id, memory_order_relaxed);
    thread->teb.ClientId.UniqueProcess = (HANDLE)(uintptr_t)process_id;
    thread->teb.ClientId.UniqueThread = (HANDLE)(uintptr_t)id;
}

static void enlist(struct thread *thread)
{
    pthread_mutex_lock(&list_lock);
    thread->next = list;
    thread->link = &list;
    if (list)
        list->link = &thread->next;
    list = thread;
    pthread_mutex_unlock(&list_lock);
    atomic_fetch_add_explicit(&running, 1, memory_order_relaxed);
}

static void delist(struct thread *thread)
{
    pthread_mutex_lock(&list_lock);
    *thread->link = thread->next;
    if (thread->next)
        thread->next->link = thread->link;
    atomic_store_explicit(&thread->object->thread, NULL, memory_order_release);
    pthread_mutex_unlock(&list_lock);
}

int thread_boot(void)
{
    static struct thread boot;
    atomic_init(&boot.border.in_service, 1);
    return host_set_guest_segment(&boot.teb);
}

struct thread *thread_lock(struct thread_object *object)
{
    pthread_mutex_lock(&list_lock);
    return atomic_load(&object->thread);
}

void thread_unlock(void)
{
    pthread_mutex_unlock(&list_lock);
}

NTSTATUS thread_adopt(struct thread *thread)
{
    if (!new_object(thread))
        return STATUS_NO_MEMORY;
    process_id = host_process_id();
    host_sleep_for(thread);
    set_id(thread, host_thread_id());
    enlist(thread);
    return STATUS_SUCCESS;
}

/* What becomes of a host thread and its block when its guest thread has ended. */
enum fate { PARKS, ENDS };
static enum fate end_guest_thread(struct thread *thread, NTSTATUS code);

void thread_begin(void)
{
    host_unblock_signals(); /* not before thread_leave could go back to the host's stack */
}

/* One guest thread, from its gate to its end. */
static enum fate run_guest_thread(struct thread *thread)
{
    struct thread_object *object = thread->object;
    while (!atomic_load_explicit(&object->gate, memory_order_acquire) && !thread_is_cut())
        host_futex_wait(&object->gate, 0, HOST_FOREVER, false);
    if (atomic_load(&thread->border.pending) & PENDING_EXIT)
        thread_stand_for_good(object);
    if (atomic_load(&object->terminate)) {
        atomic_fetch_sub(&running, 1);
        return end_guest_thread(thread, (NTSTATUS)object->terminate_code);
    }
    NTSTATUS code = thread_run(thread, user_doors.start_thread, thread);
    return end_guest_thread(thread, code);
}

/* The first frame on the host's stack. */
static void host_start(void *argument)
{
    struct thread *thread = argument;
    enum fate fate;
    host_set_guest_segment(&thread->teb);
    host_sleep_for(thread);
    set_id(thread, host_thread_id());
    if (exception_thread_start(thread))
        report("a thread has no guard below its stack: not enough memory");
    while ((fate = run_guest_thread(thread)) == PARKS && thread_park_wait(thread))
        ;
    exception_thread_end(thread);
    thread_free(thread);
}

/* A host thread for a guest thread that is entered in the list. */
static int start_host_thread(struct thread *thread)
{
    struct thread_object *object = thread->object;
    uint32_t id = thread->host_id, changes = atomic_load(&affinity_changes);
    if (id) {
        set_id(thread, id);
        if (thread->affinity_changes != changes)
            host_affinity_set(id, process_peb.ActiveProcessAffinityMask);
        thread->affinity_changes = changes;
        thread_park_wake(thread, true);
        return 0;
    }
    thread->affinity_changes = changes;
    int error = host_thread_start(host_start, thread, &id);
    if (!error) /* the thread says so, too, but the caller must know it now */
        atomic_store_explicit(&object->id, id, memory_order_relaxed);
    return error;
}

NTSTATUS thread_create(PVOID start, PVOID argument, size_t stack_size, bool suspended,
                       struct thread_object **out)
{
    struct thread *thread = thread_park_take(whole_stack(stack_size));
    if (!thread)
        thread = thread_allocate(stack_size);
    if (!thread)
        return STATUS_NO_MEMORY;
    struct thread_object *object = new_object(thread);
    if (!object) {
        if (thread->host_id) {
            thread_park_wake(thread, false);
        } else {
            thread_free(thread);
        }
        return STATUS_NO_MEMORY;
    }
    object->start = start;
    object->argument = argument;
    object->stack_base = thread->teb.NtTib.StackBase;
    atomic_init(&object->suspended, suspended);
    atomic_init(&object->gate, !suspended);
    object_reference(&object->sync.object); /* one for the thread, one for the caller */
    enlist(thread);
    if (start_host_thread(thread)) {
        delist(thread);
        atomic_fetch_sub(&running, 1);
        object_release(&object->sync.object);
        object_release(&object->sync.object);
        thread_free(thread);
        return STATUS_NO_MEMORY;
    }
    *out = object;
    return STATUS_SUCCESS;
}

bool thread_begin_end(struct thread *thread)
{
    if (thread->ending)
        return false;
    thread->ending = true;
    return atomic_fetch_sub_explicit(&running, 1, memory_order_acq_rel) == 1;
}

_Noreturn void thread_leave(struct thread *thread, NTSTATUS code)
{
    if (thread_begin_end(thread))
        process_terminate(code);
    host_block_signals(); /* what the host's stack holds is good for one return */
    return_to_host(thread->border.host_stack, code);
}

void thread_times(struct thread_object *object, struct host_task_times *out)
{
    uint64_t created = object->used.created;
    *out = object->used;
    if (object->process) {
        host_task_times(object->process->id, object->id, out);
        return;
    }
    pthread_mutex_lock(&list_lock);
    struct thread *thread = atomic_load(&object->thread);
    if (thread && !host_task_times(process_id, object->id, out)) {
        out->user -= out->user < thread->user_before ? out->user : thread->user_before;
        out->system -= out->system < thread->kernel_before ? out->system : thread->kernel_before;
    }
    pthread_mutex_unlock(&list_lock);
    out->created = created;
}

/* What the ending guest thread has used. */
static void settle_times(struct thread *thread)
{
    struct host_task_times now = {0};
    host_own_times(&now);
    thread->object->used.user = now.user - thread->user_before;
    thread->object->used.system = now.system - thread->kernel_before;
    thread->user_before = now.user;
    thread->kernel_before = now.system;
}

static enum fate end_guest_thread(struct thread *thread, NTSTATUS code)
{
    struct thread_object *object = thread->object;
    sync_abandon_all(thread);
    port_forget_thread(thread, false);
    object->ended = host_realtime();
    delist(thread);
    thread_answer(object); /* whoever waits for it to stand waits for nothing any more */
    host_futex_wake(&object->stopped, 1, false);
    settle_times(thread);
    apc_forget(thread);
    free(thread->changed_context);
    thread->changed_context = NULL;
    enum fate fate = thread_park_may(thread) ? PARKS : ENDS;
    if (fate == PARKS) /* whoever lets go of the object last makes it available */
        object->parked = thread;
    atomic_store_explicit(&object->exit_code, (uint32_t)code, memory_order_relaxed);
    sync_set_last(&object->sync, (int32_t)code);
    object_release(&object->sync.object);
    return fate;
}

void thread_finish(struct thread *thread, NTSTATUS code)
{
    thread->object->unusual = true; /* the process's first thread does not park */
    end_guest_thread(thread, code);
}

static void set_affinity(struct thread *thread, void *mask)
{
    host_affinity_set(thread->object->id, *(ULONG_PTR *)mask);
}

NTSTATUS thread_set_affinity_all(ULONG_PTR mask)
{
    if (host_affinity_set(0, mask))
        return STATUS_INVALID_PARAMETER;
    process_peb.ActiveProcessAffinityMask = mask;
    atomic_fetch_add(&affinity_changes, 1);
    thread_enumerate(set_affinity, &mask);
    return STATUS_SUCCESS;
}

bool thread_others(void)
{
    pthread_mutex_lock(&list_lock);
    bool others = list && (list->next || list != thread_self());
    pthread_mutex_unlock(&list_lock);
    return others;
}

uint32_t thread_count(void)
{
    return atomic_load(&running);
}

void thread_enumerate(void (*visit)(struct thread *, void *), void *context)
{
    pthread_mutex_lock(&list_lock);
    for (struct thread *thread = list; thread; thread = thread->next)
        visit(thread, context);
    pthread_mutex_unlock(&list_lock);
}

NTSTATUS thread_open_remote(struct process_object *process, uint32_t id, uint32_t slot,
                            struct thread_object **out)
{
    struct sync_object *found;
    struct thread_object *object = calloc(1, sizeof(*object));
    if (!object)
        return STATUS_NO_MEMORY;
    sync_init(&object->sync, &thread_type, SYNC_EVENT_MANUAL, 0);
    atomic_init(&object->exit_code, (uint32_t)STATUS_PENDING);
    object->id = id;
    object->process = process;
    host_task_times(process->id, id, &object->used);
    found = &object->sync;
    NTSTATUS status = slot ? arena_attach(slot, &object->sync, &found) : STATUS_SUCCESS;
    if (NT_SUCCESS(status) && found->object.type != &thread_type) {
        object_release(&found->object);
        status = STATUS_INVALID_HANDLE;
    }
    if (NT_SUCCESS(status) && found == &object->sync)
        object_reference(&process->object);
    else
        free(object);
    *out = thread_of(&found->object);
    return status;
}

uint32_t thread_exit_code(struct thread_object *thread)
{
    if (!thread->process)
        return atomic_load(&thread->exit_code);
    if (thread_is_remote(thread)) {
        struct sync_state *state = atomic_load(&thread->sync.state);
        if (atomic_load(&state->value))
            return (uint32_t)state->limit;
    }
    return process_exit_code(thread->process);
}

struct thread_object *thread_find(uint32_t id)
{
    struct thread_object *found = NULL;
    pthread_mutex_lock(&list_lock);
    for (struct thread *thread = list; thread && !found; thread = thread->next)
        if (thread->object->id == id) {
            found = thread->object;
            object_reference(&found->sync.object);
        }
    pthread_mutex_unlock(&list_lock);
    return found;
}
