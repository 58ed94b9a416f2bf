/* SPDX-License-Identifier: MIT
 *
 * What the files of the thread pool share: the object that all kinds of callbacks are.
 *
 * Lock order: under tp_lock objects are signaled and references to them let go of (which may take the arena's
 * lock), and threads are made; nobody takes it while holding any of those locks. No callback runs, nothing
 * waits and no service by handle is called while it is held.
 */
#ifndef DECANT_RTL_THREADPOOL_INTERNAL_H
#define DECANT_RTL_THREADPOOL_INTERNAL_H

#include "kernel/ke/event.h"
#include "kernel/ps/thread.h"
#include "threadpool.h"
#include "locks.h"

#define TP_IDLE_TIME 10000000000ull /* ns after which a thread without work ends */

/* A callback under way. */
struct _TP_CALLBACK_INSTANCE {
    struct tp_object *object; /* NULL: it has been dissociated */
    struct _TP_POOL *pool;
    HANDLE event, semaphore, mutex; /* what is to happen after it */
    ULONG count;
    PRTL_CRITICAL_SECTION section;
    PVOID library;
};

/* What calls back: work, a timer, a wait, I/O. Everything but the first lines is guarded by tp_lock. */
struct tp_object {
    void (*run)(struct tp_object *, PTP_CALLBACK_INSTANCE); /* calls the guest; no lock is held */
    /* Stops what makes it call; NULL: nothing does. Called without the lock; may block. */
    void (*stop)(struct tp_object *);
    /* With the lock; may be NULL: so many pending callbacks, the last ones, are cancelled; it is freed. */
    void (*drop)(struct tp_object *, unsigned count);
    void (*forget)(struct tp_object *);
    PVOID callback, context;
    struct _TP_POOL *pool;
    PVOID library; /* stays loaded as long as the object is there */
    TP_CALLBACK_PRIORITY priority;
    struct tp_object *next;             /* in the pool's queue */
    unsigned pending;                   /* callbacks that have not begun; not zero: it is in the queue */
    unsigned running;                   /* callbacks that have begun */
    unsigned held;                      /* reasons to keep it besides: I/O under way, a look at it */
    bool released;                      /* to be freed as soon as none of these is left */
    HANDLE completion, last_completion; /* events to be set then */
    struct sync_object quiet;           /* an event: none pending, none running, no I/O under way */
    unsigned operations;                /* I/O under way */
    struct _TP_CLEANUP_GROUP *group;
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK cancelled;
    struct tp_object *next_member, **link_member;
};

extern RTL_SRWLOCK tp_lock;
extern const struct object_type tp_event_type; /* of events and semaphores that no handle refers to */

/* Fills in what is common. environment may be NULL: the process's pool. STATUS_INVALID_PARAMETER. */
NTSTATUS tp_init(struct tp_object *object, void (*run)(struct tp_object *, PTP_CALLBACK_INSTANCE),
                 PVOID callback, PVOID context, const TP_CALLBACK_ENVIRON *environment);
/* Queues one callback. Fails where the pool has no thread and gets none. */
NTSTATUS tp_post_locked(struct tp_object *object);
/* The same where failing cannot be told: then the process ends. */
void tp_post_or_die_locked(struct tp_object *object);
_Noreturn void tp_die(void);
/* Runs one callback on the calling thread; the lock is let go of meanwhile. */
void tp_run_locked(struct tp_object *object);
/* Something is less: whether it is quiet now, and whether it is to go. Lets go of the lock where it frees. */
void tp_settle_unlock(struct tp_object *object);
void tp_cancel_locked(struct tp_object *object);
/* Optionally cancels, then waits until it is quiet. */
void tp_wait(struct tp_object *object, bool cancel);
/* Stops it and frees it once it is quiet. The thread's own callback may do that. */
void tp_release(struct tp_object *object);
/* Deletes in the older way: see RtlDeleteTimerQueueEx. */
NTSTATUS tp_delete(struct tp_object *object, HANDLE completion);
/* Becomes a member of a cleanup group, and is one no more (threadpool_work.c). */
void tp_join_group_locked(struct tp_object *object, struct _TP_CLEANUP_GROUP *group);
void tp_leave_group_locked(struct tp_object *object);

/* A helper thread of the pool that is started when first needed. */
NTSTATUS tp_start_thread(DWORD(WINAPI *run)(PVOID), PVOID argument, size_t stack_size);
/* Sleeps on an event of ours. */
void tp_sleep(struct sync_object *event);

#endif
