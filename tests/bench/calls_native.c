/* SPDX-License-Identifier: MIT
 *
 * The Linux calls beside which calls.c is judged. argv[1]: a file to open.
 */
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void *nothing(void *argument)
{
    return argument;
}

static void start_and_join(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, nothing, NULL);
    pthread_join(thread, NULL);
}

/* Two threads that hand each other a word, as plainly as futexes can. */
static _Atomic unsigned ping, pong;

static void give(_Atomic unsigned *word)
{
    atomic_store(word, 1);
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void take(_Atomic unsigned *word)
{
    unsigned one = 1;
    while (!atomic_compare_exchange_strong(word, &one, 0)) {
        syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
        one = 1;
    }
}

static void *answer(void *unused)
{
    for (;;) {
        take(&ping);
        give(&pong);
    }
    return unused;
}

int main(int argc, char **argv)
{
    static char buffer[4096];
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    if (argc < 2)
        return 2;
    MEASURE("critical-section", pthread_mutex_lock(&mutex); pthread_mutex_unlock(&mutex));
    pthread_t thread;
    pthread_create(&thread, NULL, answer, NULL);
    MEASURE("event-ping-pong", give(&ping); take(&pong));
    MEASURE("malloc+free", void *volatile block = malloc(64); free(block));
    MEASURE("CreateFile+CloseHandle", close(open(argv[1], O_RDONLY)));
    int fd = open(argv[1], O_RDONLY);
    MEASURE("ReadFile", if (pread(fd, buffer, sizeof(buffer), i % 1024 * 4096) < 0) return 1);
    MEASURE("ReadFile(OVERLAPPED)", if (pread(fd, buffer, sizeof(buffer), i % 1024 * 4096) < 0) return 1);
    MEASURE("VirtualAlloc+VirtualFree",
            munmap(mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 65536));
    MEASURE("CreateThread+join", start_and_join());
    return 0;
}
