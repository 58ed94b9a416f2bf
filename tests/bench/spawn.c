/* SPDX-License-Identifier: MIT
 *
 * spawn COUNT -- COMMAND... [-- COMMAND...]: starts each command COUNT times, in turn, with its output thrown
 * away, and prints for each the median wall time in microseconds and the largest resident set in KiB.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    enum { MOST = 8 };
    char **command[MOST];
    int commands = 0, count = argc > 1 ? atoi(argv[1]) : 0;
    for (int i = 2; i < argc && commands < MOST; i++)
        if (!strcmp(argv[i], "--")) {
            argv[i] = NULL;
            command[commands++] = &argv[i + 1];
        }
    if (count < 1 || !commands)
        return 2;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    double *times = calloc((size_t)(commands * count), sizeof(*times));
    long resident[MOST] = {0};
    for (int run = 0; run < count; run++)
        for (int c = 0; c < commands; c++) {
            pid_t child;
            int status;
            struct rusage usage;
            double start = now();
            if (posix_spawnp(&child, command[c][0], &actions, NULL, command[c], environ))
                return 1;
            wait4(child, &status, 0, &usage);
            times[c * count + run] = now() - start;
            if (usage.ru_maxrss > resident[c])
                resident[c] = usage.ru_maxrss;
        }
    for (int c = 0; c < commands; c++) {
        qsort(times + c * count, (size_t)count, sizeof(*times), by_value);
        printf("%.1f %ld\n", times[c * count + count / 2], resident[c]);
    }
    return 0;
}
