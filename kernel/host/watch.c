/* SPDX-License-Identifier: MIT
 *
 * Descriptors that somebody watches for a thread. A thread that waits for a word and descriptors at once
 * cannot sleep on both: so it has its descriptors watched by a service thread, which sleeps in epoll and ends
 * the wait by a function of the waiter's when one of them is ready. (io_uring could do it in one call,
 * but kernels before 6.7 cannot wait for futexes there, and containers forbid it.)
 *
 * A descriptor may be in an epoll once only, so each watch has duplicates of its own. An event names its
 * watch by a number, for the watch may be over when the event is looked at. A waiter that is terminated in
 * its sleep leaves its watch behind, which is why the word is not on its stack.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>
#include "host.h"

struct host_watch {
    struct host_watch *next;
    uint64_t number;
    void (*ready)(void *context, uint32_t value);
    void *context;
    uint32_t value;
    unsigned count;
    int fds[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct host_watch *list;
static uint64_t numbers;
static int epoll = -1;

static void announce(uint64_t number)
{
    pthread_mutex_lock(&lock);
    struct host_watch *watch = list;
    while (watch && watch->number != number)
        watch = watch->next;
    if (watch)
        watch->ready(watch->context, watch->value);
    pthread_mutex_unlock(&lock);
}

static void run(void *unused)
{
    struct epoll_event events[16];
    for (;;) {
        int count = epoll_wait(epoll, events, 16, -1);
        for (int i = 0; i < count; i++)
            announce(events[i].data.u64);
    }
}

static int start_locked(void)
{
    if (epoll >= 0)
        return 0;
    int fd = epoll_create1(EPOLL_CLOEXEC), error = fd < 0 ? -errno : 0;
    if (fd >= 0 && fd <= 2) { /* those are the program's */
        int higher = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        error = higher < 0 ? -errno : 0;
        close(fd);
        fd = higher;
    }
    if (error)
        return error;
    epoll = fd;
    error = host_service_start(run, NULL);
    if (error) {
        close(fd);
        epoll = -1;
    }
    return error;
}

static int add(struct host_watch *watch, const struct host_poll *poll)
{
    struct epoll_event event = {.events = (poll->write ? EPOLLOUT : EPOLLIN) | EPOLLONESHOT,
                                .data.u64 = watch->number};
    int fd = fcntl(poll->fd, F_DUPFD_CLOEXEC, 3);
    if (fd < 0)
        return -errno;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) {
        int error = errno;
        close(fd);
        return -error;
    }
    watch->fds[watch->count++] = fd;
    return 0;
}

int host_watch_begin(const struct host_poll *polls, unsigned count, void (*ready)(void *, uint32_t),
                     void *context, uint32_t value, struct host_watch **out)
{
    struct host_watch *watch = malloc(sizeof(*watch) + count * sizeof(int));
    if (!watch)
        return -ENOMEM;
    watch->ready = ready;
    watch->context = context;
    watch->value = value;
    watch->count = 0;
    pthread_mutex_lock(&lock);
    int error = start_locked();
    watch->number = ++numbers;
    watch->next = list;
    list = watch;
    pthread_mutex_unlock(&lock);
    for (unsigned i = 0; i < count && !error; i++)
        error = add(watch, &polls[i]);
    if (error)
        host_watch_end(watch);
    else
        *out = watch;
    return error;
}

void host_watch_end(struct host_watch *watch)
{
    for (unsigned i = 0; i < watch->count; i++) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, watch->fds[i],
                  NULL); /* closing is not enough: others have the file, too */
        close(watch->fds[i]);
    }
    pthread_mutex_lock(&lock);
    struct host_watch **link = &list;
    while (*link != watch)
        link = &(*link)->next;
    *link = watch->next;
    pthread_mutex_unlock(&lock);
    free(watch);
}
