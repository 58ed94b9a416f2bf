/* SPDX-License-Identifier: MIT
 *
 * Threads that run guest code: making them, ending them, and the objects behind their handles.
 */
#ifndef DECANT_KERNEL_PS_THREAD_H
#define DECANT_KERNEL_PS_THREAD_H

#include "kernel/ke/sync.h"
#include "kernel/host/host.h"
#include "syscall-shim/border.h"

/* What handles to a thread refer to; it outlives the thread. */
struct thread_object {
    struct sync_object sync; /* signaled once the thread has ended */
    _Atomic uint32_t id;
    _Atomic uint32_t exit_code;      /* STATUS_PENDING (STILL_ACTIVE) until then */
    _Atomic(struct thread *) thread; /* NULL once it has ended; changed under the list's lock */
    PVOID start, argument;
    PVOID stack_base;
    _Atomic(CONTEXT *)
        initial; /* what it is to begin with; NULL: start(argument), kernel/ps/thread_initial.c */
    _Atomic int32_t suspended; /* SuspendThread's count */
    _Atomic uint32_t gate;     /* futex: a thread that was made suspended waits until this is 1 */
    _Atomic uint32_t stop_request, stop_answer; /* kernel/ke/suspend.c */
    void *volatile registers; /* of a thread that was stopped on the user side (thread_hold) */
    _Atomic bool terminate;
    uint32_t terminate_code;
    struct process_object *process; /* whose thread it is; NULL: this one's. A child's first ends with it;
                                       of any other the state is in the arena (thread_is_remote) */
    int32_t priority;
    ULONG_PTR affinity;       /* 0: the process's */
    uint32_t ideal_processor; /* from 1; 0: any. Like the next one a hint that is remembered */
    bool no_boost;
    uint32_t memory_priority;    /* 0: normal. Hints as well, like the next one */
    uint32_t throttling[2];      /* which ways to save power were chosen, and which of these are on */
    _Atomic uint32_t alerted;    /* kernel/ke/alert.c */
    _Atomic uint32_t stopped;    /* futex: stands still until the process ends */
    bool unusual;                /* something was set that its host thread keeps: nobody else may have that */
    struct thread *parked;       /* has ended, and its host thread waits until the identifier is free again */
    struct host_task_times used; /* once it has ended; `created` always */
    uint64_t ended;              /* host_realtime; 0: not yet */
    _Atomic(WCHAR *) description;
};

extern const struct object_type thread_type;

/* The TEB and the stack of a thread that is to be. stack_size 0: what the program's header says. */
struct thread *thread_allocate(size_t stack_size);
void thread_free(struct thread *thread);

/* The size of a stack as CreateThread documents it: what is committed grows the reservation, and the
 * program's header has the defaults. 0: thread_allocate's. */
size_t thread_stack_size(SIZE_T commit, SIZE_T reserve);

/* Before there is a thread of the guest's: the calling thread counts as being in a service, so that the user
 * side's calls of the kernel side are plain ones. 0 or -errno. */
int thread_boot(void);

/* Makes the calling host thread, which has a struct thread already, known: identifiers, object, list. */
NTSTATUS thread_adopt(struct thread *thread);

/* Starts a thread at start(argument). *out has a reference for the caller. */
NTSTATUS thread_create(PVOID start, PVOID argument, size_t stack_size, bool suspended,
                       struct thread_object **out);

/* Runs entry(argument) on the guest's stack of the calling thread until it returns or the thread exits. */
NTSTATUS thread_run(struct thread *thread, void *entry, void *argument);

/* The first thing that a thread does on the user side. */
void thread_begin(void);
/* The calling thread begins to end. Whether it is the process's last one. */
bool thread_begin_end(struct thread *thread);
/* Ends the calling thread, from the user side or on the way out of a service. No DLL is told. */
_Noreturn void thread_leave(struct thread *thread, NTSTATUS code);
/* The rest of the first thread's end, on the host's stack, after thread_run has returned. The caller then
 * never does anything again. */
void thread_finish(struct thread *thread, NTSTATUS code);

/* What a file keeps in __thread variables about the guest's thread is to be forgotten when another guest
 * thread gets the same host thread: THREAD_FORGET(f) has f() called then, on that host thread. */
typedef void (*thread_forget)(void);
#define THREAD_FORGET(function)                                                                              \
    __attribute__((section("thread_forgets"), used, retain)) static const thread_forget row_##function =     \
        function

/* What a thread of this process has used since it is a thread of the guest's, and when it was made. */
void thread_times(struct thread_object *object, struct host_task_times *out);

/* The processors that all threads may run on: the process's affinity. */
NTSTATUS thread_set_affinity_all(ULONG_PTR mask);
/* Whether there are threads of the guest's besides the calling one. */
bool thread_others(void);
/* Threads that have not begun to end. */
uint32_t thread_count(void);

/* Calls visit for every thread, with the list locked. */
void thread_enumerate(void (*visit)(struct thread *, void *), void *context);
/* A thread of another process, whose state is in the arena (slot 0: it ends with its process). */
NTSTATUS thread_open_remote(struct process_object *process, uint32_t id, uint32_t slot,
                            struct thread_object **out);
static inline bool thread_is_remote(const struct thread_object *thread)
{
    return thread->process && thread->sync.slot;
}
/* STATUS_PENDING while it runs. */
uint32_t thread_exit_code(struct thread_object *thread);

/* Locks the list of threads: the block stays while it is locked. NULL: the thread has ended. */
struct thread *thread_lock(struct thread_object *object);
void thread_unlock(void);

/* The thread of an identifier, with a reference; NULL. */
struct thread_object *thread_find(uint32_t id);

/* As services, for the user side. */
PRIVATE_SERVICE(thread_adopt);
PRIVATE_SERVICE(thread_allocate);
PRIVATE_SERVICE(thread_begin);
PRIVATE_SERVICE(thread_begin_end);
PRIVATE_SERVICE(thread_create);
PRIVATE_SERVICE(thread_enumerate);
PRIVATE_SERVICE(thread_finish);
PRIVATE_SERVICE_NORETURN(thread_leave);
PRIVATE_SERVICE(thread_run);
PRIVATE_SERVICE(thread_stack_size);

#endif
