/* SPDX-License-Identifier: MIT
 *
 * The Linux calls beside which calls.c is judged. argv[1]: a file to open.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 7

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

#define MEASURE(name, count, body)                                                                           \
    do {                                                                                                     \
        double best = 1e18;                                                                                  \
        for (int round = 0; round < ROUNDS; round++) {                                                       \
            double start = now();                                                                            \
            for (int i = 0; i < (count); i++) {                                                              \
                body;                                                                                        \
            }                                                                                                \
            double each = (now() - start) / (count);                                                         \
            best = each < best ? each : best;                                                                \
        }                                                                                                    \
        printf("%s %.1f\n", name, best);                                                                     \
    } while (0)

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

int main(int argc, char **argv)
{
    static char buffer[4096];
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    if (argc < 2)
        return 2;
    MEASURE("critical-section", 2000000, pthread_mutex_lock(&mutex); pthread_mutex_unlock(&mutex));
    MEASURE("malloc+free", 1000000, void *volatile block = malloc(64); free(block));
    MEASURE("CreateFile+CloseHandle", 20000, close(open(argv[1], O_RDONLY)));
    int fd = open(argv[1], O_RDONLY);
    MEASURE("ReadFile", 100000, if (pread(fd, buffer, sizeof(buffer), i % 1024 * 4096) < 0) return 1);
    MEASURE("ReadFile(OVERLAPPED)", 100000,
            if (pread(fd, buffer, sizeof(buffer), i % 1024 * 4096) < 0) return 1);
    MEASURE("VirtualAlloc+VirtualFree", 20000,
            munmap(mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 65536));
    MEASURE("CreateThread+join", 2000, start_and_join());
    return 0;
}
