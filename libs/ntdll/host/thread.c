/* SPDX-License-Identifier: MIT
 *
 * What Linux knows of a thread: its segment base, its identifiers, the end of the process.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <asm/prctl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "host.h"

int host_set_guest_segment(void *teb)
{
#ifdef __x86_64__
    return syscall(SYS_arch_prctl, ARCH_SET_GS, teb) ? -errno : 0;
#else
#error "the 32-bit program sets FS through set_thread_area; it is not built yet"
#endif
}

uint32_t host_thread_id(void)
{
    return (uint32_t)syscall(SYS_gettid);
}

uint32_t host_process_id(void)
{
    return (uint32_t)getpid();
}

unsigned host_processor_count(void)
{
    cpu_set_t set;
    int count =
        sched_getaffinity(0, sizeof(set), &set) ? (int)sysconf(_SC_NPROCESSORS_ONLN) : CPU_COUNT(&set);
    return count > 0 ? (unsigned)count : 1;
}

int host_name(char *name, size_t size)
{
    struct utsname system;
    if (uname(&system))
        return -errno;
    snprintf(name, size, "%s", system.nodename);
    return 0;
}

_Noreturn void host_exit(int code)
{
    _exit(code);
}

/* The host's own frames of a thread: its start, its end, and the C library's thread-local data. */
#define HOST_STACK (64u << 10)

struct start {
    void (*run)(void *);
    void *argument;
    _Atomic uint32_t
        known; /* the creator has learnt the identifier: before that, the thread must not be gone */
};

static void *thread_entry(void *argument)
{
    struct start *start = argument;
    start->run(start->argument);
    while (!atomic_load_explicit(&start->known, memory_order_acquire))
        sched_yield();
    free(start);
    return NULL;
}

/* The kernel's identifier of a thread that was just made: the C library has it from clone(2), and tells it
 * through the thread's CPU clock, whose number holds its complement (include/linux/posix-timers.h). */
static uint32_t id_of(pthread_t thread)
{
    clockid_t clock;
    return pthread_getcpuclockid(thread, &clock) ? 0 : ~((uint32_t)clock >> 3) & 0x1FFFFFFF;
}

int host_thread_start(void (*run)(void *), void *argument, uint32_t *id)
{
    struct start *start = malloc(sizeof(*start));
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    if (!start)
        return -ENOMEM;
    start->run = run;
    start->argument = argument;
    atomic_init(&start->known, 0);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, HOST_STACK);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread, &attributes, thread_entry, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (error) {
        free(start);
        return -error;
    }
    *id = id_of(thread);
    atomic_store_explicit(&start->known, 1, memory_order_release);
    return 0;
}

void host_block_signals(void)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
}

void host_unblock_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
}
