/* SPDX-License-Identifier: MIT
 *
 * How many of our locks the calling thread holds: a thread that is to be suspended must not stand still with
 * one (kernel/ke/suspend.c). The linker directs our calls of the C library's functions here (--wrap), so that
 * no lock is forgotten and none needs a type of its own. The locks inside the C library are not counted.
 */
#include <pthread.h>
#include <stdbool.h>
#include "host.h"
#include "suspend.h"

int __real_pthread_mutex_lock(pthread_mutex_t *mutex);
int __real_pthread_mutex_trylock(pthread_mutex_t *mutex);
int __real_pthread_mutex_unlock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_trylock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex);

/* Of this thread alone, and of its signal handlers. */
static __thread volatile unsigned held;
static __thread volatile bool postponed;

int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex)
{
    held = held + 1; /* also while it waits for it */
    return __real_pthread_mutex_lock(mutex);
}

int __wrap_pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    held = held + 1;
    int error = __real_pthread_mutex_trylock(mutex);
    if (error)
        held = held - 1;
    return error;
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    int error = __real_pthread_mutex_unlock(mutex);
    held = held - 1;
    if (postponed && !held) {
        postponed = false;
        host_interrupt(host_thread_id());
    }
    return error;
}

bool host_holds_locks(void)
{
    return held;
}

void host_interrupt_when_unlocked(void)
{
    postponed = true;
}
