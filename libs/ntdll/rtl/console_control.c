/* SPDX-License-Identifier: MIT
 *
 * Handlers of console control events. They run on a thread of their own (kernel/io/console_event.c makes it),
 * the one that was added last first, until one says that it has handled the event; if none does, the process
 * ends with STATUS_CONTROL_C_EXIT.
 */
#include <string.h>
#include "console_control.h"
#include "locks.h"
#include "kernel/io/console_event.h"

#define HANDLER_LIMIT 64

static RTL_SRWLOCK lock;
static PHANDLER_ROUTINE handlers[HANDLER_LIMIT];
static unsigned handler_count;

NTSTATUS console_control_add(PHANDLER_ROUTINE handler)
{
    NTSTATUS status = sys_console_event_watch();
    if (!NT_SUCCESS(status))
        return status;
    RtlAcquireSRWLockExclusive(&lock);
    if (handler_count == HANDLER_LIMIT)
        status = STATUS_NO_MEMORY;
    else
        handlers[handler_count++] = handler;
    RtlReleaseSRWLockExclusive(&lock);
    return status;
}

NTSTATUS console_control_remove(PHANDLER_ROUTINE handler)
{
    RtlAcquireSRWLockExclusive(&lock);
    unsigned i = handler_count;
    while (i && handlers[i - 1] != handler)
        i--;
    if (i) {
        memmove(&handlers[i - 1], &handlers[i], (handler_count - i) * sizeof(handlers[0]));
        handler_count--;
    }
    RtlReleaseSRWLockExclusive(&lock);
    return i ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

DWORD WINAPI console_control_run(PVOID argument)
{
    DWORD event = (DWORD)(uintptr_t)argument;
    PHANDLER_ROUTINE copy[HANDLER_LIMIT];
    RtlAcquireSRWLockShared(&lock);
    unsigned count = handler_count;
    memcpy(copy, handlers, count * sizeof(copy[0]));
    RtlReleaseSRWLockShared(&lock);
    bool handled = false;
    while (count && !handled)
        handled = copy[--count](event);
    if (event == CTRL_CLOSE_EVENT) /* the process ends in any case */
        sys_console_event_closed();
    else if (!handled)
        process_exit(STATUS_CONTROL_C_EXIT);
    return 0;
}
