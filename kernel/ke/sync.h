/* SPDX-License-Identifier: MIT
 *
 * Waitable objects and waiting.
 *
 * An object can be waited for when its type has `wait_ops`: a way to ask (and take) it, and something to
 * sleep on: a futex word (struct sync_state) or a descriptor to poll. Events, mutexes, semaphores, timers and
 * threads embed `struct sync_object`, whose state is such a word; a type that comes later (I/O completion,
 * files, processes) either embeds one too, or answers by descriptor. There is no second mechanism.
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
 *     word     event, timer  bit 0: signaled; the other bits count pulses (and settings of a timer)
 *              semaphore     the count
 *              mutex         the owner (sync_owner); 0: free; SYNC_ABANDONED: free, and its owner died
 *     waiters  threads that sleep on the word or are about to: nobody is woken while this is zero
 */
struct sync_state {
    _Atomic uint32_t word;
    _Atomic uint32_t waiters;
    uint32_t kind;     /* enum sync_kind */
    int32_t recursion; /* mutex: how often its owner has it besides once; touched by the owner only */
    int32_t limit;     /* semaphore: maximum count; thread: its exit code, once it has ended */
    uint32_t period;   /* timer: milliseconds, or SYNC_MICROSECONDS | microseconds; 0: once */
    _Atomic uint64_t due
        __attribute__((aligned(8))); /* timer: when it expires (host_monotonic); HOST_FOREVER: not set */
};

#define SYNC_MICROSECONDS 0x80000000u

#define SYNC_SIGNALED  1u
#define SYNC_PULSE     2u
#define SYNC_ABANDONED 0x40000000u
#define SYNC_MOVED     0xFFFFFFFFu /* this state lives in the arena now: look at sync_object.state again */

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
    /* What to sleep on; shared: the word may be in the arena. NULL, the function or its answer: a descriptor.
     */
    struct sync_state *(*state)(struct object *object, bool *shared);
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

/* Sets and resets at once: releases who waits now. */
bool sync_pulse(struct sync_object *object);
/* A mutex that was made with the calling thread as its owner (sync_owner's word) enters that one's list. */
void sync_own(struct sync_object *mutex);
/* What the word of a mutex holds while the calling thread owns it, in private memory and in the arena. */
uint32_t sync_owner(bool shared);
/* STATUS_SEMAPHORE_LIMIT_EXCEEDED, STATUS_MUTANT_NOT_OWNED. */
NTSTATUS sync_release_semaphore(struct sync_object *object, int32_t count, int32_t *previous);
NTSTATUS sync_release_mutex(struct sync_object *object, int32_t *previous);
bool sync_owns(struct sync_object *mutex);
/* Abandons a mutex if the calling thread owns it. */
void sync_abandon(struct sync_object *object);

/* Wakes sleepers on a state whose word has just changed (by a read-modify-write, which orders it before the
 * look at `waiters`). */
void sync_wake(struct sync_state *state, unsigned count, bool shared);

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
