/* SPDX-License-Identifier: MIT
 *
 * The machine, and threads of decant's own.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <time.h>
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
    sigfillset(&all);
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
