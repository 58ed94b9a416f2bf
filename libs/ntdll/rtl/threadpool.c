/* SPDX-License-Identifier: MIT
 *
 * Thread pools: their queues, their threads, and what all objects that call back have in common.
 *
 * A pool has a queue per priority and a semaphore that idle threads sleep on. A thread is made when something
 * is queued and none is idle, up to the pool's maximum; it ends after ten idle seconds unless the minimum
 * wants it. So no callback waits for another one to end until there are a great many, which Windows
 * approaches more slowly: a program may hang there that runs here, not the other way round.
 *
 * An object is in the queue once, with a count of callbacks: posting allocates nothing and so cannot fail,
 * and cancelling is setting that count to zero. An object is quiet when none is pending or running; it is
 * freed when it is quiet and released.
 *
 * One lock guards all pools. It is held for a few instructions at a time, never while a callback runs.
 */
#include <stdlib.h>
#include "../ldr/ldr.h"
#include "locks.h"
#include "threadpool_internal.h"

#define DEFAULT_MAXIMUM 500
#define PRIORITIES      3

struct _TP_POOL {
    struct tp_object *first[PRIORITIES], **last[PRIORITIES];
    unsigned idle, waking; /* threads that sleep, and tokens for them */
    unsigned workers, minimum, maximum;
    unsigned references; /* its owner, objects, threads */
    bool closed;
    TP_POOL_STACK_INFORMATION stack;
    struct sync_object tokens;
};

static void keep(struct object *object)
{
}

const struct object_type tp_event_type = {.name = "Event", .destroy = keep, .wait = &sync_wait_ops};
RTL_SRWLOCK tp_lock;
static struct _TP_POOL process_pool;

static void init_pool(struct _TP_POOL *pool)
{
    pool->maximum = DEFAULT_MAXIMUM;
    pool->references = 1;
    for (unsigned i = 0; i < PRIORITIES; i++)
        pool->last[i] = &pool->first[i];
    sys_sync_init(&pool->tokens, &tp_event_type, SYNC_SEMAPHORE, 0);
    pool->tokens.local.limit = INT32_MAX;
}

static struct _TP_POOL *default_pool_locked(void)
{
    if (!process_pool.references)
        init_pool(&process_pool);
    return &process_pool;
}

static void release_pool_locked(struct _TP_POOL *pool)
{
    if (!--pool->references)
        free(pool);
}

void tp_sleep(struct sync_object *event)
{
    struct object *object = &event->object;
    sys_sync_wait(&object, 1, false, false, HOST_FOREVER);
}

/* ---- threads ---- */

NTSTATUS tp_start_thread(DWORD(WINAPI *run)(PVOID), PVOID argument, size_t stack_size)
{
    struct thread_object *thread;
    NTSTATUS status = sys_thread_create((PVOID)run, argument, stack_size, false, &thread);
    if (NT_SUCCESS(status))
        sys_object_release(&thread->sync.object);
    return status;
}

static struct tp_object *take_locked(struct _TP_POOL *pool)
{
    for (unsigned i = 0; i < PRIORITIES; i++) {
        struct tp_object *object = pool->first[i];
        if (!object)
            continue;
        pool->first[i] = object->next;
        if (!object->next)
            pool->last[i] = &pool->first[i];
        if (--object->pending) { /* to the end, so that others get their turn */
            object->next = NULL;
            *pool->last[i] = object;
            pool->last[i] = &object->next;
        }
        object->running++;
        return object;
    }
    return NULL;
}

static void finish(PTP_CALLBACK_INSTANCE instance)
{
    if (instance->section)
        RtlLeaveCriticalSection(instance->section);
    if (instance->mutex)
        NtReleaseMutant(instance->mutex, NULL);
    if (instance->semaphore)
        NtReleaseSemaphore(instance->semaphore, (LONG)instance->count, NULL);
    if (instance->event)
        NtSetEvent(instance->event, NULL);
    if (instance->library)
        LdrUnloadDll(instance->library);
}

/* A callback that has been counted as running. */
static void run_counted(struct tp_object *object)
{
    struct _TP_CALLBACK_INSTANCE instance = {.object = object, .pool = object->pool};
    object->run(object, &instance);
    finish(&instance);
    RtlAcquireSRWLockExclusive(&tp_lock);
    if (instance.object) {
        object->running--;
        tp_settle_unlock(object);
    } else {
        RtlReleaseSRWLockExclusive(&tp_lock);
    }
}

void tp_run_locked(struct tp_object *object)
{
    object->running++;
    sys_sync_reset(&object->quiet);
    RtlReleaseSRWLockExclusive(&tp_lock);
    run_counted(object);
    RtlAcquireSRWLockExclusive(&tp_lock);
}

/* Sleeps until there may be work. Whether the time is up. */
static bool rest_locked(struct _TP_POOL *pool)
{
    struct object *tokens = &pool->tokens.object;
    pool->idle++;
    RtlReleaseSRWLockExclusive(&tp_lock);
    NTSTATUS status = sys_sync_wait(&tokens, 1, false, false, sys_host_monotonic() + TP_IDLE_TIME);
    RtlAcquireSRWLockExclusive(&tp_lock);
    pool->idle--;
    pool->waking -= status == STATUS_WAIT_0;
    return status != STATUS_WAIT_0;
}

static DWORD WINAPI work(PVOID argument)
{
    struct _TP_POOL *pool = argument;
    bool idle = false;
    RtlAcquireSRWLockExclusive(&tp_lock);
    while (pool->workers <= pool->maximum || pool->workers == 1) {
        struct tp_object *object = take_locked(pool);
        if (object) {
            RtlReleaseSRWLockExclusive(&tp_lock);
            run_counted(object);
            RtlAcquireSRWLockExclusive(&tp_lock);
            idle = false;
            continue;
        }
        /* A closed pool's threads stay while it has objects. */
        if (pool->closed ? pool->references == pool->workers : idle && pool->workers > pool->minimum)
            break;
        idle = rest_locked(pool);
    }
    pool->workers--;
    release_pool_locked(pool);
    RtlReleaseSRWLockExclusive(&tp_lock);
    return 0;
}

static NTSTATUS add_worker_locked(struct _TP_POOL *pool)
{
    const TP_POOL_STACK_INFORMATION *stack = &pool->stack;
    size_t size = stack->StackCommit || stack->StackReserve
                      ? sys_thread_stack_size(stack->StackCommit, stack->StackReserve)
                      : 0;
    NTSTATUS status = tp_start_thread(work, pool, size);
    if (NT_SUCCESS(status)) {
        pool->workers++;
        pool->references++;
    }
    return status;
}

static void wake_workers_locked(struct _TP_POOL *pool, unsigned count)
{
    unsigned asleep = pool->idle - (pool->waking < pool->idle ? pool->waking : pool->idle);
    count = count < asleep ? count : asleep;
    pool->waking += count;
    if (count)
        sys_sync_release_semaphore(&pool->tokens, (int32_t)count, NULL);
}

/* ---- pools ---- */

NTSTATUS WINAPI TpAllocPool(PTP_POOL *PoolReturn, PVOID Reserved)
{
    if (Reserved)
        return STATUS_INVALID_PARAMETER;
    struct _TP_POOL *pool = calloc(1, sizeof(*pool));
    if (!pool)
        return STATUS_NO_MEMORY;
    init_pool(pool);
    *PoolReturn = pool;
    return STATUS_SUCCESS;
}

VOID WINAPI TpReleasePool(PTP_POOL Pool)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    Pool->closed = true;
    wake_workers_locked(Pool, Pool->idle);
    release_pool_locked(Pool);
    RtlReleaseSRWLockExclusive(&tp_lock);
}

VOID WINAPI TpSetPoolMaxThreads(PTP_POOL Pool, LONG MaxThreads)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    Pool->maximum = MaxThreads > 0 ? (unsigned)MaxThreads : 1;
    if (Pool->minimum > Pool->maximum)
        Pool->minimum = Pool->maximum;
    wake_workers_locked(Pool, Pool->idle); /* those who are too many end */
    RtlReleaseSRWLockExclusive(&tp_lock);
}

NTSTATUS WINAPI TpSetPoolMinThreads(PTP_POOL Pool, LONG MinThreads)
{
    NTSTATUS status = MinThreads < 0 ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    RtlAcquireSRWLockExclusive(&tp_lock);
    while (NT_SUCCESS(status) && Pool->workers < (unsigned)MinThreads)
        status = add_worker_locked(Pool);
    if (NT_SUCCESS(status)) {
        Pool->minimum = (unsigned)MinThreads;
        if (Pool->maximum < Pool->minimum)
            Pool->maximum = Pool->minimum;
    }
    RtlReleaseSRWLockExclusive(&tp_lock);
    return status;
}

NTSTATUS WINAPI TpSetPoolStackInformation(PTP_POOL Pool, PTP_POOL_STACK_INFORMATION PoolStackInformation)
{
    TP_POOL_STACK_INFORMATION stack = *PoolStackInformation;
    if (stack.StackReserve && stack.StackCommit > stack.StackReserve)
        return STATUS_INVALID_PARAMETER;
    RtlAcquireSRWLockExclusive(&tp_lock);
    Pool->stack = stack;
    RtlReleaseSRWLockExclusive(&tp_lock);
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI TpQueryPoolStackInformation(PTP_POOL Pool, PTP_POOL_STACK_INFORMATION PoolStackInformation)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    TP_POOL_STACK_INFORMATION stack = Pool->stack;
    RtlReleaseSRWLockExclusive(&tp_lock);
    struct pe_info info;
    if (pe_info_of(process_peb.ImageBaseAddress, &info) == PE_OK) { /* what was not set is the program's */
        stack.StackReserve = stack.StackReserve ? stack.StackReserve : (SIZE_T)info.stack_reserve;
        stack.StackCommit = stack.StackCommit ? stack.StackCommit : (SIZE_T)info.stack_commit;
    }
    *PoolStackInformation = stack;
    return STATUS_SUCCESS;
}

/* ---- objects ---- */

NTSTATUS tp_init(struct tp_object *object, void (*run)(struct tp_object *, PTP_CALLBACK_INSTANCE),
                 PVOID callback, PVOID context, const TP_CALLBACK_ENVIRON *environment)
{
    TP_CALLBACK_PRIORITY priority = TP_CALLBACK_PRIORITY_NORMAL;
    if (environment && environment->Version >= 3)
        priority = environment->CallbackPriority;
    if (!callback || (unsigned)priority >= PRIORITIES)
        return STATUS_INVALID_PARAMETER;
    if (environment && environment->RaceDll && !NT_SUCCESS(LdrAddRefDll(0, environment->RaceDll)))
        return STATUS_INVALID_PARAMETER;
    object->run = run;
    object->callback = callback;
    object->context = context;
    object->priority = priority;
    object->library = environment ? environment->RaceDll : NULL;
    sys_sync_init(&object->quiet, &tp_event_type, SYNC_EVENT_MANUAL, SYNC_SIGNALED);
    RtlAcquireSRWLockExclusive(&tp_lock);
    object->pool = environment && environment->Pool ? environment->Pool : default_pool_locked();
    object->pool->references++;
    if (environment && environment->CleanupGroup) {
        object->cancelled = environment->CleanupGroupCancelCallback;
        tp_join_group_locked(object, environment->CleanupGroup);
    }
    RtlReleaseSRWLockExclusive(&tp_lock);
    return STATUS_SUCCESS;
}

NTSTATUS tp_post_locked(struct tp_object *object)
{
    struct _TP_POOL *pool = object->pool;
    NTSTATUS status = STATUS_SUCCESS;
    if (pool->idle > pool->waking)
        wake_workers_locked(pool, 1);
    else if (pool->workers < pool->maximum)
        status = add_worker_locked(pool);
    if (!NT_SUCCESS(status) && !pool->workers)
        return status; /* else somebody will come to it */
    if (!object->pending++) {
        object->next = NULL;
        *pool->last[object->priority] = object;
        pool->last[object->priority] = &object->next;
    }
    sys_sync_reset(&object->quiet);
    return STATUS_SUCCESS;
}

void tp_post_or_die_locked(struct tp_object *object)
{
    if (!NT_SUCCESS(tp_post_locked(object)))
        tp_die();
}

_Noreturn void tp_die(void)
{
    report("the thread pool gets no thread: not enough memory, or too many threads");
    sys_process_terminate(STATUS_NO_MEMORY);
}

static void destroy_unlock(struct tp_object *object)
{
    struct _TP_POOL *pool = object->pool;
    if (object->forget)
        object->forget(object);
    tp_leave_group_locked(object);
    if (pool->closed && pool->references - 1 == pool->workers)
        wake_workers_locked(pool, pool->idle); /* to end */
    release_pool_locked(pool);
    RtlReleaseSRWLockExclusive(&tp_lock);
    if (object->completion)
        NtSetEvent(object->completion, NULL);
    if (object->last_completion)
        NtSetEvent(object->last_completion, NULL);
    if (object->library)
        LdrUnloadDll(object->library);
    free(object);
}

void tp_settle_unlock(struct tp_object *object)
{
    bool quiet = !object->pending && !object->running && !object->operations;
    if (quiet)
        sys_sync_set(&object->quiet);
    if (quiet && object->released && !object->held)
        destroy_unlock(object);
    else
        RtlReleaseSRWLockExclusive(&tp_lock);
}

void tp_cancel_locked(struct tp_object *object)
{
    struct _TP_POOL *pool = object->pool;
    if (!object->pending)
        return;
    struct tp_object **link = &pool->first[object->priority];
    while (*link != object)
        link = &(*link)->next;
    *link = object->next;
    if (!*link)
        pool->last[object->priority] = link;
    if (object->drop)
        object->drop(object, object->pending);
    object->pending = 0;
}

void tp_wait(struct tp_object *object, bool cancel)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    object->held++;
    if (cancel)
        tp_cancel_locked(object);
    tp_settle_unlock(object); /* not freed: it is held */
    tp_sleep(&object->quiet);
    RtlAcquireSRWLockExclusive(&tp_lock); /* whoever signaled is done with it */
    object->held--;
    tp_settle_unlock(object);
}

void tp_release(struct tp_object *object)
{
    RtlAcquireSRWLockExclusive(&tp_lock);
    object->held++;
    RtlReleaseSRWLockExclusive(&tp_lock);
    if (object->stop)
        object->stop(object);
    RtlAcquireSRWLockExclusive(&tp_lock);
    object->held--;
    object->released = true;
    tp_settle_unlock(object);
}

NTSTATUS tp_delete(struct tp_object *object, HANDLE completion)
{
    if (object->stop)
        object->stop(object);
    if (completion == (HANDLE)(LONG_PTR)-1) {
        tp_wait(object, false);
        tp_release(object);
        return STATUS_SUCCESS;
    }
    RtlAcquireSRWLockExclusive(&tp_lock);
    bool busy = object->pending || object->running;
    object->completion = completion;
    object->released = true;
    tp_settle_unlock(object);
    return busy ? STATUS_PENDING : STATUS_SUCCESS;
}

/* ---- inside a callback ---- */

/* Yes, where another thread is at hand for the other callbacks or can be made. */
NTSTATUS WINAPI TpCallbackMayRunLong(PTP_CALLBACK_INSTANCE Instance)
{
    struct _TP_POOL *pool = Instance->pool;
    NTSTATUS status = STATUS_SUCCESS;
    RtlAcquireSRWLockExclusive(&tp_lock);
    if (pool->idle <= pool->waking)
        status = pool->workers < pool->maximum ? add_worker_locked(pool) : STATUS_UNSUCCESSFUL;
    RtlReleaseSRWLockExclusive(&tp_lock);
    return status;
}

VOID WINAPI TpDisassociateCallback(PTP_CALLBACK_INSTANCE Instance)
{
    struct tp_object *object = Instance->object;
    if (!object)
        return;
    Instance->object = NULL;
    RtlAcquireSRWLockExclusive(&tp_lock);
    object->running--;
    tp_settle_unlock(object);
}
