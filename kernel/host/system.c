/* SPDX-License-Identifier: MIT
 *
 * The machine, and threads of decant's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>
#include "kernel/mm/pe_fault_signals.h"
#include "host.h"

#ifndef HWCAP2_FSGSBASE
#define HWCAP2_FSGSBASE 2
#endif

struct service {
    void (*run)(void *);
    void *argument;
};

static void *service_entry(void *argument)
{
    struct service service = *(struct service *)argument;
    free(argument);
    service.run(service.argument);
    return NULL;
}

int host_service_start(void (*run)(void *), void *argument)
{
    struct service *service = malloc(sizeof(*service));
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    if (!service)
        return -ENOMEM;
    service->run = run;
    service->argument = argument;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 0x10000);
    host_barrier_prepare();
    all_but_faults(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread, &attributes, service_entry, service);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (error)
        free(service);
    return -error;
}

void host_service_sleep(uint64_t nanoseconds)
{
    struct timespec time = {(time_t)(nanoseconds / 1000000000), (long)(nanoseconds % 1000000000)};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
}

bool host_may_write_segment_bases(void)
{
    return getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE;
}

int host_read_text(const char *path, char *text, size_t size)
{
    int fd = host_open(path, O_RDONLY, 0);
    if (fd < 0)
        return fd;
    ssize_t got = host_read(fd, text, size - 1);
    host_close(fd);
    if (got >= 0)
        text[got] = 0;
    return (int)got;
}

unsigned host_current_processor(void)
{
    int cpu = sched_getcpu();
    return cpu < 0 ? 0 : (unsigned)cpu;
}

/* "cpu  user nice system idle iowait irq softirq steal", in clock ticks. */
int host_cpu_times(unsigned cpu, struct host_cpu_times *out)
{
    char *text = malloc(65536), name[24];
    unsigned long long user, nice, system, idle, iowait, irq, softirq;
    if (!text)
        return -ENOMEM;
    int got = host_read_text("/proc/stat", text, 65536), error = -ENOENT;
    snprintf(name, sizeof(name), cpu ? "cpu%u " : "cpu ", cpu - 1);
    const char *line = got > 0 ? strstr(text, name) : NULL;
    if (line && sscanf(line + strlen(name), "%llu %llu %llu %llu %llu %llu %llu", &user, &nice, &system,
                       &idle, &iowait, &irq, &softirq) == 7) {
        uint64_t tick = 1000000000ull / (uint64_t)sysconf(_SC_CLK_TCK);
        out->user = (user + nice) * tick;
        out->system = (system + irq + softirq) * tick;
        out->idle = (idle + iowait) * tick;
        error = 0;
    }
    free(text);
    return error;
}

int host_io_counters(struct host_io_counters *out)
{
    char text[512];
    unsigned long long value;
    static const struct {
        const char *name;
        size_t field;
    } rows[] = {{"rchar: ", offsetof(struct host_io_counters, read_bytes)},
                {"wchar: ", offsetof(struct host_io_counters, written_bytes)},
                {"syscr: ", offsetof(struct host_io_counters, reads)},
                {"syscw: ", offsetof(struct host_io_counters, writes)}};
    int got = host_read_text("/proc/self/io", text, sizeof(text));
    if (got < 0)
        return got;
    memset(out, 0, sizeof(*out));
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *at = strstr(text, rows[i].name);
        if (at && sscanf(at + strlen(rows[i].name), "%llu", &value) == 1)
            *(uint64_t *)((char *)out + rows[i].field) = value;
    }
    return 0;
}
