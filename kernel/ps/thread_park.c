/* SPDX-License-Identifier: MIT
 *
 * Threads that wait for work.
 *
 * Making a thread costs Linux a dozen system calls and as many page faults: the stacks, the guard, the signal
 * stack, the segment base, the C library's own. So a host thread whose guest thread has ended does not end:
 * it parks, with all of these in place, and the next guest thread costs one wake-up. Three things keep that
 * invisible. An identifier must not come back while somebody has a handle to its former bearer: a parked
 * thread is to be had only once the object is gone. What sticks to the host thread (nice value, affinity,
 * an opened guard, a fiber's stack) keeps it from parking. And what is counted or remembered per host thread
 * is taken off (times) or forgotten (THREAD_FORGET).
 */
#include <pthread.h>
#include <string.h>
#include "thread.h"
#include "thread_park.h"
#include "kernel/host/host.h"
#include <ntdll.h>
#include <rtl/exception.h>

#define MOST_PARKED   16u
#define LARGEST_STACK 0x400000u /* that is kept */

enum { JOB_NONE, JOB_RUN, JOB_END }; /* struct thread.job */

/* Nothing else is locked while this is held. */
static pthread_mutex_t park_lock = PTHREAD_MUTEX_INITIALIZER;
static struct thread *cache; /* parked threads that are to be had */
static unsigned parked;      /* these, and those whose objects live yet */

extern const thread_forget __start_thread_forgets[] __attribute__((weak));
extern const thread_forget __stop_thread_forgets[] __attribute__((weak));

struct thread *thread_park_take(size_t stack_size)
{
    struct thread *thread = NULL, *odd = NULL;
    pthread_mutex_lock(&park_lock);
    struct thread **link = &cache;
    while (*link && (*link)->guest_stack_size != stack_size)
        link = &(*link)->next;
    if (!*link && parked == MOST_PARKED)
        link = &cache;
    if (*link) {
        thread = *link;
        *link = thread->next;
        parked--;
    }
    pthread_mutex_unlock(&park_lock);
    if (thread && thread->guest_stack_size != stack_size) {
        odd = thread;
        thread = NULL;
        thread_park_wake(odd, false);
    }
    if (thread) {
        memset(thread, 0, offsetof(struct thread, border));
        void *host_stack = thread->border.host_stack;
        memset(&thread->border, 0, sizeof(thread->border));
        thread->border.host_stack = host_stack;
        atomic_store(&thread->border.in_service, 1);
        thread->apc_pending = 0;
        thread->apcs = NULL;
        thread->owned_mutexes = NULL;
        thread->port_member = NULL;
        thread->wait = NULL;
        thread->ending = false;
        thread_set_up_teb(thread);
    }
    return thread;
}

bool thread_park_may(struct thread *thread)
{
    const struct thread_object *object = thread->object;
    const char *stack = thread->guest_stack;
    bool may = false;
    if (atomic_load(&object->terminate) || object->unusual || thread->guest_stack_size > LARGEST_STACK ||
        thread->teb.DeallocationStack != stack || thread->teb.NtTib.StackLimit != stack + STACK_GUARD_ALL)
        return false;
    pthread_mutex_lock(&park_lock);
    if (parked < MOST_PARKED) {
        parked++;
        may = true;
    }
    pthread_mutex_unlock(&park_lock);
    if (may)
        atomic_store(&thread->job, JOB_NONE);
    return may;
}

void thread_park_offer(struct thread *thread)
{
    pthread_mutex_lock(&park_lock);
    thread->next = cache;
    cache = thread;
    pthread_mutex_unlock(&park_lock);
}

void thread_park_wake(struct thread *thread, bool run)
{
    atomic_store_explicit(&thread->job, run ? JOB_RUN : JOB_END, memory_order_release);
    host_futex_wake(&thread->job, 1, false);
}

bool thread_park_wait(struct thread *thread)
{
    while (atomic_load_explicit(&thread->job, memory_order_acquire) == JOB_NONE)
        host_futex_wait(&thread->job, JOB_NONE, HOST_FOREVER, false);
    if (atomic_load(&thread->job) == JOB_END)
        return false;
    for (const thread_forget *forget = __start_thread_forgets; forget < __stop_thread_forgets; forget++)
        (*forget)();
    return true;
}
