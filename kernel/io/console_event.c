/* SPDX-License-Identifier: MIT
 *
 * Console control events. Linux sends signals: SIGINT is CTRL_C_EVENT, SIGQUIT CTRL_BREAK_EVENT, SIGHUP and
 * SIGTERM are CTRL_CLOSE_EVENT. As on Windows the handlers run on a thread of their own
 * (rtl/console_control.c).
 *
 * A process that has no handler keeps Linux's default for these signals, which is the same end without any
 * machinery; the first handler starts the host thread that waits for them.
 */
#include <pthread.h>
#include "console_event.h"
#include "kernel/ke/leave.h"
#include "kernel/ps/thread.h"
#include "kernel/host/host.h"

#define CLOSE_TIMEOUT_NS 5000000000ull /* how long a handler of CTRL_CLOSE_EVENT may take */

static uint32_t close_handled; /* futex */

/* On the host thread that waits for signals. */
static void on_signal(enum host_console_signal signal)
{
    DWORD event = signal == HOST_INTERRUPT ? CTRL_C_EVENT
                  : signal == HOST_QUIT    ? CTRL_BREAK_EVENT
                                           : CTRL_CLOSE_EVENT;
    struct thread_object *thread;
    if (!NT_SUCCESS(thread_create(user_doors.console_control, (PVOID)(uintptr_t)event, 0, false, &thread)))
        host_default_signal(signal);
    object_release(&thread->sync.object);
    if (event != CTRL_CLOSE_EVENT)
        return;
    uint64_t deadline = host_monotonic() + CLOSE_TIMEOUT_NS;
    while (!__atomic_load_n(&close_handled, __ATOMIC_ACQUIRE) && host_monotonic() < deadline)
        host_futex_wait(&close_handled, 0, deadline, false);
    host_default_signal(signal);
}

NTSTATUS console_event_watch(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static bool watching;
    pthread_mutex_lock(&lock);
    if (!watching)
        watching = !host_watch_console_signals(on_signal);
    bool done = watching;
    pthread_mutex_unlock(&lock);
    return done ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

void console_event_closed(void)
{
    __atomic_store_n(&close_handled, 1, __ATOMIC_RELEASE);
    host_futex_wake(&close_handled, 1, false);
}

void console_event_ignore(bool ignore)
{
    host_ignore_interrupt(ignore);
}

NTSTATUS console_event_send(enum console_event event, DWORD group)
{
    int error = host_send_console_signal(event == CTRL_C_EVENT ? HOST_INTERRUPT : HOST_QUIT, group);
    return error ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}
