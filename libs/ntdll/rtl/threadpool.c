/* SPDX-License-Identifier: MIT
 *
 * The process's thread pool. One queue, one lock, and a semaphore that idle workers sleep on; a worker is
 * made when something is queued and nobody is idle, and ends after ten idle seconds. So no job ever waits for
 * another one to end until there are a great many, which Windows approaches more slowly.
 *
 * A registered wait is a job that waits; it has its worker until it is taken back.
 */
#include <pthread.h>
#include <stdlib.h>
#include "../nt/event.h"
#include "../nt/thread.h"
#include "locks.h"
#include "threadpool.h"

#define WORKERS_MOST 500u
#define IDLE_TIME    10000000000ull /* ns */

/* What a callback may ask to happen after it. */
struct _TP_CALLBACK_INSTANCE {
    HANDLE event, semaphore, mutex;
    ULONG count;
    PRTL_CRITICAL_SECTION section;
};

struct _TP_WORK {
    PTP_WORK_CALLBACK callback;
    PVOID context;
    unsigned outstanding;     /* queued or running */
    bool released;            /* freed with the last of these */
    struct sync_object quiet; /* an event: none is */
};

struct job {
    struct job *next;
    void (*run)(struct job *, TP_CALLBACK_INSTANCE *);
    struct _TP_WORK *work; /* NULL: not one of these */
    PVOID function, context;
};

static void keep(struct object *object)
{
}

static const struct object_type internal_type = {.name = "Event", .destroy = keep, .wait = &sync_wait_ops};

static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static struct job *first, **last = &first;
static unsigned queued, idle, workers;
static struct sync_object tokens; /* counts what is queued, about: a worker that finds nothing sleeps again */

static void finish(TP_CALLBACK_INSTANCE *instance)
{
    if (instance->section)
        RtlLeaveCriticalSection(instance->section);
    if (instance->mutex)
        NtReleaseMutant(instance->mutex, NULL);
    if (instance->semaphore)
        NtReleaseSemaphore(instance->semaphore, (LONG)instance->count, NULL);
    if (instance->event)
        NtSetEvent(instance->event, NULL);
}

static struct job *take_locked(void)
{
    struct job *job = first;
    if (job) {
        first = job->next;
        if (!first)
            last = &first;
        queued--;
    }
    return job;
}

static DWORD WINAPI work(PVOID unused)
{
    for (;;) {
        struct object *object = &tokens.object;
        pthread_mutex_lock(&pool_lock);
        idle++;
        pthread_mutex_unlock(&pool_lock);
        NTSTATUS status = sync_wait(&object, 1, false, false, host_monotonic() + IDLE_TIME);
        pthread_mutex_lock(&pool_lock);
        idle--;
        struct job *job = take_locked();
        bool leave = !job && status == STATUS_TIMEOUT;
        workers -= leave;
        pthread_mutex_unlock(&pool_lock);
        if (leave)
            return 0;
        if (job) {
            TP_CALLBACK_INSTANCE instance = {0};
            job->run(job, &instance);
        }
    }
}

/* Queues a job, which it owns from then on unless memory is out. */
static NTSTATUS enqueue(struct job *job)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct thread_object *thread;
    pthread_mutex_lock(&pool_lock);
    if (!tokens.object.type) {
        sync_init(&tokens, &internal_type, SYNC_SEMAPHORE, 0);
        tokens.local.limit = INT32_MAX;
    }
    if (queued >= idle && workers < WORKERS_MOST) {
        status = thread_create((PVOID)work, NULL, 0, false, &thread);
        if (NT_SUCCESS(status)) {
            workers++;
            object_release(&thread->sync.object);
        } else if (workers) {
            status = STATUS_SUCCESS; /* somebody will come to it */
        }
    }
    if (NT_SUCCESS(status)) {
        job->next = NULL;
        *last = job;
        last = &job->next;
        queued++;
        if (job->work) {
            job->work->outstanding++;
            sync_reset(&job->work->quiet);
        }
    }
    pthread_mutex_unlock(&pool_lock);
    if (NT_SUCCESS(status))
        sync_release_semaphore(&tokens, 1, NULL);
    return status;
}

static NTSTATUS submit(void (*run)(struct job *, TP_CALLBACK_INSTANCE *), struct _TP_WORK *owner,
                       PVOID function, PVOID context)
{
    struct job *job = malloc(sizeof(*job));
    if (!job)
        return STATUS_NO_MEMORY;
    *job = (struct job){NULL, run, owner, function, context};
    NTSTATUS status = enqueue(job);
    if (!NT_SUCCESS(status))
        free(job);
    return status;
}

/* ---- work objects ---- */

static void settle_locked(struct _TP_WORK *item, unsigned count)
{
    item->outstanding -= count;
    if (item->outstanding)
        return;
    if (item->released)
        free(item);
    else
        sync_set(&item->quiet);
}

static void run_work(struct job *job, TP_CALLBACK_INSTANCE *instance)
{
    struct _TP_WORK *item = job->work;
    free(job);
    item->callback(instance, item->context, item);
    finish(instance);
    pthread_mutex_lock(&pool_lock);
    settle_locked(item, 1);
    pthread_mutex_unlock(&pool_lock);
}

NTSTATUS WINAPI TpAllocWork(PTP_WORK *WorkReturn, PTP_WORK_CALLBACK Callback, PVOID Context,
                            PTP_CALLBACK_ENVIRON CallbackEnviron)
{
    if (!Callback)
        return STATUS_INVALID_PARAMETER;
    struct _TP_WORK *item = calloc(1, sizeof(*item));
    if (!item)
        return STATUS_NO_MEMORY;
    item->callback = Callback;
    item->context = Context;
    sync_init(&item->quiet, &internal_type, SYNC_EVENT_MANUAL, SYNC_SIGNALED);
    *WorkReturn = item;
    return STATUS_SUCCESS;
}

/* Cannot fail, so that a lack of memory for a few bytes ends the process, as it does on Windows. */
VOID WINAPI TpPostWork(PTP_WORK Work)
{
    if (!NT_SUCCESS(submit(run_work, Work, NULL, NULL)))
        process_terminate(STATUS_NO_MEMORY);
}

VOID WINAPI TpWaitForWork(PTP_WORK Work, ULONG CancelPendingCallbacks)
{
    struct object *quiet = &Work->quiet.object;
    pthread_mutex_lock(&pool_lock);
    unsigned count = 0;
    for (struct job **link = &first; CancelPendingCallbacks && *link;) {
        struct job *job = *link;
        if (job->work != Work) {
            link = &job->next;
            continue;
        }
        *link = job->next;
        if (!*link)
            last = link;
        free(job);
        queued--;
        count++;
    }
    if (count)
        settle_locked(Work, count);
    pthread_mutex_unlock(&pool_lock);
    sync_wait(&quiet, 1, false, false, HOST_FOREVER);
    pthread_mutex_lock(&pool_lock); /* whoever signaled is done with it */
    pthread_mutex_unlock(&pool_lock);
}

VOID WINAPI TpReleaseWork(PTP_WORK Work)
{
    pthread_mutex_lock(&pool_lock);
    Work->released = true;
    if (!Work->outstanding)
        free(Work);
    pthread_mutex_unlock(&pool_lock);
}

/* ---- functions ---- */

static void run_simple(struct job *job, TP_CALLBACK_INSTANCE *instance)
{
    struct job copy = *job;
    free(job);
    ((PTP_SIMPLE_CALLBACK)copy.function)(instance, copy.context);
    finish(instance);
}

NTSTATUS WINAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK Callback, PVOID Context,
                                PTP_CALLBACK_ENVIRON CallbackEnviron)
{
    return Callback ? submit(run_simple, NULL, (PVOID)Callback, Context) : STATUS_INVALID_PARAMETER;
}

static void run_item(struct job *job, TP_CALLBACK_INSTANCE *instance)
{
    struct job copy = *job;
    free(job);
    ((PRTL_WORK_ITEM)copy.function)(copy.context);
}

NTSTATUS WINAPI RtlQueueWorkItem(PRTL_WORK_ITEM Function, PVOID Context, ULONG Flags)
{
    return Function ? submit(run_item, NULL, (PVOID)Function, Context) : STATUS_INVALID_PARAMETER;
}

/* ---- inside a callback ---- */

/* Every job gets a worker, so the pool does not mind. */
NTSTATUS WINAPI TpCallbackMayRunLong(PTP_CALLBACK_INSTANCE Instance)
{
    return STATUS_SUCCESS;
}

VOID WINAPI TpCallbackSetEventOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Event)
{
    Instance->event = Event;
}

VOID WINAPI TpCallbackReleaseSemaphoreOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Semaphore,
                                                   ULONG ReleaseCount)
{
    Instance->semaphore = Semaphore;
    Instance->count = ReleaseCount;
}

VOID WINAPI TpCallbackReleaseMutexOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Mutex)
{
    Instance->mutex = Mutex;
}

VOID WINAPI TpCallbackLeaveCriticalSectionOnCompletion(PTP_CALLBACK_INSTANCE Instance,
                                                       PRTL_CRITICAL_SECTION CriticalSection)
{
    Instance->section = CriticalSection;
}

/* ---- registered waits ---- */

struct registration {
    struct job job;
    struct object *object;
    PRTL_WAIT_CALLBACK callback;
    PVOID context;
    ULONG milliseconds, flags;
    struct sync_object cancel, ended; /* events */
    bool calling, cancelled, over;    /* under pool_lock */
    HANDLE event;                     /* to be set at the end; the registration is then freed by its worker */
    bool abandoned;                   /* whoever took it back does not wait */
};

static void free_registration(struct registration *wait)
{
    object_release(wait->object);
    free(wait);
}

static void run_wait(struct job *job, TP_CALLBACK_INSTANCE *instance)
{
    struct registration *wait = container_of(job, struct registration, job);
    struct object *objects[] = {&wait->cancel.object, wait->object};
    bool again = true;
    while (again) {
        uint64_t deadline = wait->milliseconds == 0xFFFFFFFF
                                ? HOST_FOREVER
                                : host_monotonic() + wait->milliseconds * 1000000ull;
        NTSTATUS status = sync_wait(objects, 2, false, false, deadline);
        bool hit = status == STATUS_WAIT_0 + 1 || status == STATUS_ABANDONED_WAIT_0 + 1;
        pthread_mutex_lock(&pool_lock);
        wait->calling = !wait->cancelled && (hit || status == STATUS_TIMEOUT);
        pthread_mutex_unlock(&pool_lock);
        if (!wait->calling)
            break;
        wait->callback(wait->context, status == STATUS_TIMEOUT);
        pthread_mutex_lock(&pool_lock);
        wait->calling = false;
        again = !wait->cancelled && !(wait->flags & WT_EXECUTEONLYONCE);
        pthread_mutex_unlock(&pool_lock);
    }
    pthread_mutex_lock(&pool_lock);
    wait->over = true;
    bool release = wait->abandoned;
    HANDLE event = wait->event;
    sync_set(&wait->ended);
    pthread_mutex_unlock(&pool_lock);
    if (release)
        free_registration(wait);
    if (event)
        NtSetEvent(event, NULL);
}

NTSTATUS WINAPI RtlRegisterWait(PHANDLE WaitHandle, HANDLE Handle, PRTL_WAIT_CALLBACK Function, PVOID Context,
                                ULONG Milliseconds, ULONG Flags)
{
    struct object *object;
    NTSTATUS status = sync_get(Handle, SYNCHRONIZE, &object);
    if (!NT_SUCCESS(status))
        return status;
    struct registration *wait = object->type->wait ? calloc(1, sizeof(*wait)) : NULL;
    if (wait) {
        object_reference(object);
        wait->object = object;
    }
    status = wait ? STATUS_SUCCESS : object->type->wait ? STATUS_NO_MEMORY : STATUS_OBJECT_TYPE_MISMATCH;
    sync_put(Handle, object);
    if (!NT_SUCCESS(status))
        return status;
    wait->job.run = run_wait;
    wait->callback = Function;
    wait->context = Context;
    wait->milliseconds = Milliseconds;
    wait->flags = Flags;
    sync_init(&wait->cancel, &internal_type, SYNC_EVENT_MANUAL, 0);
    sync_init(&wait->ended, &internal_type, SYNC_EVENT_MANUAL, 0);
    *WaitHandle = wait; /* the callback may be there before we are back */
    status = enqueue(&wait->job);
    if (!NT_SUCCESS(status))
        free_registration(wait);
    return status;
}

NTSTATUS WINAPI RtlDeregisterWaitEx(HANDLE WaitHandle, HANDLE CompletionEvent)
{
    struct registration *wait = WaitHandle;
    bool block = CompletionEvent == (HANDLE)(LONG_PTR)-1;
    struct object *ended;
    if (!wait)
        return STATUS_INVALID_HANDLE;
    ended = &wait->ended.object;
    pthread_mutex_lock(&pool_lock);
    wait->cancelled = true;
    bool over = wait->over, calling = wait->calling;
    wait->abandoned = !block && !over;
    wait->event = block || over ? NULL : CompletionEvent;
    sync_set(&wait->cancel);
    pthread_mutex_unlock(&pool_lock);
    if (block) {
        sync_wait(&ended, 1, false, false, HOST_FOREVER);
        pthread_mutex_lock(&pool_lock); /* its worker is done with it */
        pthread_mutex_unlock(&pool_lock);
    }
    if (block || over)
        free_registration(wait);
    if (over && CompletionEvent && !block)
        NtSetEvent(CompletionEvent, NULL);
    return calling && !block ? STATUS_PENDING : STATUS_SUCCESS;
}
