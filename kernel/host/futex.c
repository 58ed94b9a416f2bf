/* SPDX-License-Identifier: MIT
 *
 * Waiting for a word of memory to change (futex), for descriptors (ppoll), and for time to pass.
 */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "host.h"
#include "sleep.h"

#define NANOSECONDS 1000000000ull

uint64_t host_monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec;
}

uint64_t host_realtime(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec;
}

static struct timespec to_timespec(uint64_t ns)
{
    return (struct timespec){.tv_sec = (time_t)(ns / NANOSECONDS), .tv_nsec = (long)(ns % NANOSECONDS)};
}

int host_futex_wait(const void *word, uint32_t value, uint64_t deadline, bool shared)
{
    struct timespec until = to_timespec(deadline);
    int operation = FUTEX_WAIT_BITSET | (shared ? 0 : FUTEX_PRIVATE_FLAG);
    return (int)host_sleep_call(SYS_futex, (uintptr_t)word, (uintptr_t)operation, value,
                                deadline == HOST_FOREVER ? 0 : (uintptr_t)&until, 0, FUTEX_BITSET_MATCH_ANY);
}

int host_futex_wait_bits(const void *word, uint32_t value, uint32_t bits)
{
    return (int)host_sleep_call(SYS_futex, (uintptr_t)word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, value, 0,
                                0, bits);
}

int host_futex_wake(const void *word, unsigned count, bool shared)
{
    int operation = FUTEX_WAKE | (shared ? 0 : FUTEX_PRIVATE_FLAG);
    long woken = syscall(SYS_futex, word, operation, count > INT_MAX ? INT_MAX : (int)count, NULL, NULL, 0);
    return woken < 0 ? -errno : (int)woken;
}

int host_futex_wake_bits(const void *word, unsigned count, uint32_t bits)
{
    long woken = syscall(SYS_futex, word, FUTEX_WAKE_BITSET | FUTEX_PRIVATE_FLAG,
                         count > INT_MAX ? INT_MAX : (int)count, NULL, NULL, bits);
    return woken < 0 ? -errno : (int)woken;
}

int host_poll_many(struct host_poll *list, unsigned count, uint64_t deadline)
{
    struct pollfd fds[HOST_FUTEX_MANY];
    struct timespec left, *timeout = NULL;
    for (unsigned i = 0; i < count; i++)
        fds[i] = (struct pollfd){.fd = list[i].fd, .events = list[i].write ? POLLOUT : POLLIN};
    if (deadline != HOST_FOREVER) {
        uint64_t now = deadline ? host_monotonic() : 0;
        left = to_timespec(deadline > now ? deadline - now : 0);
        timeout = &left;
    }
    long ready = host_sleep_call(SYS_ppoll, (uintptr_t)fds, count, (uintptr_t)timeout, 0, 0, 0);
    for (unsigned i = 0; i < count; i++)
        list[i].ready = ready > 0 && fds[i].revents;
    return (int)ready;
}

int host_sleep_until(uint64_t deadline)
{
    struct timespec until = to_timespec(deadline);
    return (int)host_sleep_call(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, (uintptr_t)&until, 0, 0,
                                0);
}

_Noreturn void host_pause(void)
{
    for (;;)
        pause();
}

void host_yield(void)
{
    sched_yield();
}
