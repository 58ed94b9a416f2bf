/* SPDX-License-Identifier: MIT
 *
 * Console control events. Linux sends signals: SIGINT is CTRL_C_EVENT, SIGQUIT CTRL_BREAK_EVENT, SIGHUP and
 * SIGTERM are CTRL_CLOSE_EVENT. As on Windows the handlers run on a thread of their own, the one that was
 * added last first, until one says that it has handled the event; if none does, the process ends with
 * STATUS_CONTROL_C_EXIT.
 *
 * A process that has no handler keeps Linux's default for these signals, which is the same end without any
 * machinery; the first handler starts the host thread that waits for them.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "console_event.h"
#include "kernel/ps/thread.h"
#include "kernel/host/host.h"

#define HANDLER_LIMIT    64
#define CLOSE_TIMEOUT_NS 5000000000ull /* how long a handler of CTRL_CLOSE_EVENT may take */

static PHANDLER_ROUTINE handlers[HANDLER_LIMIT];
static unsigned handler_count;
static bool watching;
static pthread_mutex_t handlers_lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t close_handled; /* futex */

static void lock(void)
{
    pthread_mutex_lock(&handlers_lock);
}

static void unlock(void)
{
    pthread_mutex_unlock(&handlers_lock);
}

/* A guest thread's start: one event. */
static DWORD WINAPI run_handlers(PVOID argument)
{
    DWORD event = (DWORD)(uintptr_t)argument;
    PHANDLER_ROUTINE copy[HANDLER_LIMIT];
    lock();
    unsigned count = handler_count;
    memcpy(copy, handlers, count * sizeof(copy[0]));
    unlock();
    bool handled = false;
    while (count && !handled)
        handled = copy[--count](event);
    if (event == CTRL_CLOSE_EVENT) { /* the process ends in any case */
        __atomic_store_n(&close_handled, 1, __ATOMIC_RELEASE);
        host_futex_wake(&close_handled, 1, false);
    } else if (!handled)
        process_exit(STATUS_CONTROL_C_EXIT);
    return 0;
}

/* On the host thread that waits for signals. */
static void on_signal(enum host_console_signal signal)
{
    DWORD event = signal == HOST_INTERRUPT ? CTRL_C_EVENT
                  : signal == HOST_QUIT    ? CTRL_BREAK_EVENT
                                           : CTRL_CLOSE_EVENT;
    struct thread_object *thread;
    if (!NT_SUCCESS(thread_create((PVOID)run_handlers, (PVOID)(uintptr_t)event, 0, false, &thread)))
        host_default_signal(signal);
    object_release(&thread->sync.object);
    if (event != CTRL_CLOSE_EVENT)
        return;
    uint64_t deadline = host_monotonic() + CLOSE_TIMEOUT_NS;
    while (!__atomic_load_n(&close_handled, __ATOMIC_ACQUIRE) && host_monotonic() < deadline)
        host_futex_wait(&close_handled, 0, deadline, false);
    host_default_signal(signal);
}

NTSTATUS console_event_add(PHANDLER_ROUTINE handler)
{
    NTSTATUS status = STATUS_SUCCESS;
    lock();
    if (handler_count == HANDLER_LIMIT)
        status = STATUS_NO_MEMORY;
    else
        handlers[handler_count++] = handler;
    bool start = NT_SUCCESS(status) && !watching;
    if (start)
        watching = true;
    unlock();
    if (start && host_watch_console_signals(on_signal)) {
        lock();
        watching = false;
        handler_count--;
        unlock();
        return STATUS_NO_MEMORY;
    }
    return status;
}

NTSTATUS console_event_remove(PHANDLER_ROUTINE handler)
{
    lock();
    unsigned i = handler_count;
    while (i && handlers[i - 1] != handler)
        i--;
    if (i) {
        memmove(&handlers[i - 1], &handlers[i], (handler_count - i) * sizeof(handlers[0]));
        handler_count--;
    }
    unlock();
    return i ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
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
