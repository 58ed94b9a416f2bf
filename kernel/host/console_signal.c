/* SPDX-License-Identifier: MIT
 *
 * The signals that a terminal and a session send: they are taken by a handler that only notes them, and
 * delivered by a host thread that is started with the first who asks. No thread of the guest's is disturbed:
 * its system calls are restarted.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include "kernel/mm/pe_fault_signals.h"
#include "host.h"

static const struct {
    int number;
    enum host_console_signal signal;
} signals[] = {
    {SIGINT, HOST_INTERRUPT}, {SIGQUIT, HOST_QUIT}, {SIGHUP, HOST_HANGUP}, {SIGTERM, HOST_TERMINATE}};
#define SIGNAL_COUNT (sizeof(signals) / sizeof(signals[0]))

static uint32_t pending; /* futex: a bit for each row */
static bool ignoring;    /* the guest ignores Ctrl+C */
static void (*on_event)(enum host_console_signal signal);

static void note(int number)
{
    int error = errno;
    for (unsigned i = 0; i < SIGNAL_COUNT; i++)
        if (signals[i].number == number)
            __atomic_fetch_or(&pending, 1u << i, __ATOMIC_RELEASE);
    host_futex_wake(&pending, 1, false);
    errno = error;
}

static void deliver(void *argument)
{
    (void)argument;
    for (;;) {
        uint32_t bits = __atomic_exchange_n(&pending, 0, __ATOMIC_ACQUIRE);
        if (!bits)
            host_futex_wait(&pending, 0, HOST_FOREVER, false);
        for (unsigned i = 0; i < SIGNAL_COUNT; i++)
            if (bits & (1u << i))
                on_event(signals[i].signal);
    }
}

static int set_handler(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART | SA_ONSTACK};
    all_but_faults(&action.sa_mask);
    return sigaction(number, &action, NULL) ? -errno : 0;
}

int host_watch_console_signals(void (*event)(enum host_console_signal signal))
{
    uint32_t id;
    on_event = event;
    int error = host_thread_start(deliver, NULL, &id);
    if (error)
        return error;
    for (unsigned i = 0; i < SIGNAL_COUNT; i++) {
        struct sigaction now;
        /* Who is started with a signal ignored (nohup, a shell's background job) goes on ignoring it. */
        if (!sigaction(signals[i].number, NULL, &now) && now.sa_handler != SIG_IGN)
            set_handler(signals[i].number, note);
    }
    return 0;
}

void host_ignore_interrupt(bool ignore)
{
    ignoring = ignore;
    set_handler(SIGINT, ignore ? SIG_IGN : on_event ? note : SIG_DFL);
}

_Noreturn void host_default_signal(enum host_console_signal signal)
{
    int number = signals[signal].number;
    sigset_t set;
    set_handler(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    kill(getpid(), number);
    host_exit(128 + number);
}

int host_send_console_signal(enum host_console_signal signal, uint32_t group)
{
    /* Without a group of its own a process tells itself alone: the rest of the Unix process group may be
     * whatever script has started it. */
    pid_t target = group ? -(pid_t)group : getpgrp() == getpid() ? 0 : getpid();
    int number = signals[signal].number;
    if (kill(target, number))
        return -errno;
    /* Started with the signal ignored (in the background, by nohup) the process does not hear the terminal,
     * but it hears itself. */
    struct sigaction now;
    if (on_event && (!group || (pid_t)group == getpgrp()) && !(number == SIGINT && ignoring) &&
        !sigaction(number, NULL, &now) && now.sa_handler == SIG_IGN)
        note(number);
    return 0;
}
