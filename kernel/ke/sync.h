/* SPDX-License-Identifier: MIT
 *
 * Waitable objects and waiting.
 *
 * An object can be waited for when its type has `wait_ops`: a queue to stand in, or a descriptor to poll.
 * Events, mutexes, semaphores, timers and threads embed `struct sync_object`, whose state has the queue
 * (struct sync_state, in private memory or in the arena). dispatch.c is the queue, block.c the wait,
 * wait_record.c what a thread sleeps on.
 *
 * docs/sync.md tells the whole story.
 */
#ifndef DECANT_KERNEL_KE_SYNC_H
#define DECANT_KERNEL_KE_SYNC_H

#include <ntdll.h>
#include "kernel/ob/handle.h"
#include "syscall-shim/border.h"

/* ---- what to sleep on ---- */

enum sync_kind {
    SYNC_EVENT_MANUAL, /* also threads and everything else that is signaled or not */
    SYNC_EVENT_AUTO,
    SYNC_SEMAPHORE,
    SYNC_MUTEX,
    SYNC_TIMER_MANUAL,
    SYNC_TIMER_AUTO,
};

/* The state of an object, in private memory or in the arena: nothing in it depends on the word size.
 *
 *     value    event, timer  1: signaled
 *              semaphore     the count
 *              mutex         the owner (sync_owner); 0: free; SYNC_ABANDONED: free, and its owner died
 *     high     SYNC_xxx and the number of the wait record that holds the lock. 0: neither locked nor waited
 * for; then, and only then, `word` may be changed without the lock
 *
 * The rest belongs to who holds the lock (kernel/ke/dispatch.c), but for `due`. */
struct sync_state {
    union {
        _Atomic uint64_t word __attribute__((aligned(8)));
        struct {
            _Atomic uint32_t value, high;
        };
    };
    uint32_t kind;     /* enum sync_kind */
    int32_t recursion; /* mutex: how often its owner has it besides once */
    int32_t limit;     /* semaphore: maximum count; thread: its exit code, once it has ended */
    uint32_t period;   /* timer: milliseconds, or SYNC_MICROSECONDS | microseconds; 0: once */
    _Atomic uint64_t due
        __attribute__((aligned(8))); /* timer: when it expires (host_monotonic); HOST_FOREVER: not set */
    uint64_t tickets;                /* the last that was given to a waiter */
    uint32_t head, tail;             /* of the queue, oldest first: references to entries */
    _Atomic uint32_t alls;           /* how many of them are waits for all */
    _Atomic uint32_t journal;        /* who is being granted the object; 0: nobody */
    uint32_t journal_armed, journal_value;
    uint32_t journal_all;
    _Atomic uint32_t pulse; /* the value is to be 0 again when the lock is let go */
};
_Static_assert(sizeof(struct sync_state) == 72, "the arena has one layout");

#define SYNC_MICROSECONDS 0x80000000u

#define SYNC_SIGNALED  1u
#define SYNC_ABANDONED 0x40000000u

#define SYNC_LOCK      0x80000000u
#define SYNC_QUEUE     0x40000000u /* somebody waits, or has waited */
#define SYNC_CONTENDED 0x20000000u /* somebody sleeps for the lock */
#define SYNC_MOVED     0x10000000u /* this state lives in the arena now: look at sync_object.state again */
#define SYNC_ORPHAN    0x02000000u /* locked by nobody: to be repaired */
#define SYNC_HOLDER    0x01FFFFFFu

struct sync_object {
    struct object object;
    _Atomic(struct sync_state *) state; /* &local, or in the arena */
    struct sync_state local;
    uint32_t slot;                                /* in the arena; 0: private */
    struct sync_object *next_owned, **link_owned; /* mutex: the owning thread's list */
};

/* ---- how a type is waited for ---- */

struct wait_ops {
    /* Is it signaled? take: if so, let it have its effect (an auto-reset event is reset, a mutex acquired).
     * STATUS_WAIT_0, STATUS_ABANDONED_WAIT_0, STATUS_TIMEOUT for "no", or an error that ends the wait.
     * NULL: the descriptor is asked. */
    NTSTATUS (*poll)(struct object *object, bool take);
    /* Whose queue to stand in. NULL, the function or its answer: a descriptor. */
    struct sync_object *(*sync)(struct object *object);
    /* The descriptor whose readability (*write: writability) means signaled; -1: always signaled. */
    int (*descriptor)(struct object *object, bool *write);
};

/* For types that embed sync_object. */
extern const struct wait_ops sync_wait_ops;

/* A new object of private state. */
void sync_init(struct sync_object *object, const struct object_type *type, enum sync_kind kind,
               uint32_t word);
/* Signals or resets an event-like object; returns whether it was signaled before. */
bool sync_set(struct sync_object *object);
bool sync_reset(struct sync_object *object);
/* Signals for good, and leaves a number that whoever sees that finds in the state's `limit`. */
void sync_set_last(struct sync_object *object, int32_t number);

/* Sets and resets at once: releases who waits at that moment. */
bool sync_pulse(struct sync_object *object);
/* What the word of a mutex holds while the calling thread owns it, in private memory and in the arena. */
uint32_t sync_owner(bool shared);
/* STATUS_SEMAPHORE_LIMIT_EXCEEDED, STATUS_MUTANT_NOT_OWNED. */
NTSTATUS sync_release_semaphore(struct sync_object *object, int32_t count, int32_t *previous);
NTSTATUS sync_release_mutex(struct sync_object *object, int32_t *previous);
bool sync_owns(struct sync_object *mutex);
/* Abandons a mutex if the calling thread owns it. */
void sync_abandon(struct sync_object *object);

/* Takes it if it is signaled. STATUS_WAIT_0, STATUS_ABANDONED_WAIT_0, STATUS_TIMEOUT,
 * STATUS_MUTANT_LIMIT_EXCEEDED. */
NTSTATUS sync_try(struct sync_object *object);
/* A timer's due time and period change, and it is reset unless `keep`; whether it was signaled. */
bool sync_set_timer(struct sync_object *timer, uint64_t due, uint32_t period, bool keep);
/* A mutex that was handed to the calling thread enters its list. */
void sync_own(struct sync_object *mutex);
static inline struct sync_state *sync_state_of(struct sync_object *object)
{
    return atomic_load_explicit(&object->state, memory_order_acquire);
}
/* The process of a mutex's owner is dead: it becomes abandoned if it is still that one's. */
void sync_abandon_state(struct sync_state *state, uint32_t owner);

/* Waits for one or all of up to 64 objects. deadline: host_monotonic; 0: only look; HOST_FOREVER.
 * STATUS_WAIT_0 + index, STATUS_ABANDONED_WAIT_0 + index, STATUS_TIMEOUT, STATUS_USER_APC, or an error. */
NTSTATUS sync_wait(struct object *const *objects, unsigned count, bool all, bool alertable,
                   uint64_t deadline);
/* The same, but for STATUS_USER_APC: the caller runs them (apc_run). */
NTSTATUS sync_wait_leaving_apcs(struct object *const *objects, unsigned count, bool all, bool alertable,
                                uint64_t deadline);
/* A sleep, the same way. STATUS_SUCCESS or STATUS_USER_APC. */
NTSTATUS sync_delay(bool alertable, uint64_t deadline);
/* NT's timeout (100 ns; negative: relative; positive: since 1601; NULL: forever) as a deadline. */
uint64_t sync_deadline(const LARGE_INTEGER *timeout);

/* Ends a wait of another thread, which then looks why (kernel/ke/block.c). alertable: only one that takes
 * APCs. The thread must not end meanwhile. */
void wait_interrupt(struct thread *thread, bool alertable);
/* What a thread that ends leaves behind: its mutexes become abandoned. */
void sync_abandon_all(struct thread *thread);

/* An object by handle, pseudo handles included (STATUS_OBJECT_TYPE_MISMATCH: it cannot be waited for). */
NTSTATUS sync_get(HANDLE handle, ACCESS_MASK access, struct object **object);
/* The same where only one type will do: another is STATUS_OBJECT_TYPE_MISMATCH, whatever its rights. */
NTSTATUS sync_get_typed(HANDLE handle, const struct object_type *type, ACCESS_MASK access,
                        struct object **object);
void sync_put(HANDLE handle, struct object *object);

/* ---- system services ---- */

typedef enum { NotificationEvent, SynchronizationEvent } EVENT_TYPE;
typedef enum { NotificationTimer, SynchronizationTimer } TIMER_TYPE;
typedef enum { WaitAll, WaitAny } WAIT_TYPE;

NTSTATUS WINAPI NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout);
NTSTATUS WINAPI NtWaitForMultipleObjects(ULONG Count, HANDLE *Handles, WAIT_TYPE WaitType, BOOLEAN Alertable,
                                         PLARGE_INTEGER Timeout);
NTSTATUS WINAPI NtSignalAndWaitForSingleObject(HANDLE SignalHandle, HANDLE WaitHandle, BOOLEAN Alertable,
                                               PLARGE_INTEGER Timeout);
NTSTATUS WINAPI NtDelayExecution(BOOLEAN Alertable, PLARGE_INTEGER DelayInterval);
NTSTATUS WINAPI NtYieldExecution(void);

/* As services, for the user side. */
PRIVATE_SERVICE(sync_deadline);
PRIVATE_SERVICE(sync_get);
PRIVATE_SERVICE(sync_init);
PRIVATE_SERVICE(sync_put);
PRIVATE_SERVICE(sync_release_semaphore);
PRIVATE_SERVICE(sync_reset);
PRIVATE_SERVICE(sync_set);
PRIVATE_SERVICE(sync_wait);

#endif
