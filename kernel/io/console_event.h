/* SPDX-License-Identifier: MIT
 *
 * Console control events: Ctrl+C and its kin, and who wants to hear of them.
 */
#ifndef DECANT_KERNEL_IO_CONSOLE_EVENT_H
#define DECANT_KERNEL_IO_CONSOLE_EVENT_H

#include <ntdll.h>
#include "syscall-shim/border.h"

enum console_event { CTRL_C_EVENT = 0, CTRL_BREAK_EVENT = 1, CTRL_CLOSE_EVENT = 2 };

/* Has the events that come from now on run the user side's routine, each on a thread of its own.
 * STATUS_NO_MEMORY. */
NTSTATUS console_event_watch(void);
/* The user side has seen to CTRL_CLOSE_EVENT. */
void console_event_closed(void);
/* Whether this process, and the children that it starts, ignore Ctrl+C. */
void console_event_ignore(bool ignore);
/* Sends an event to the processes of a group, 0: to this one's. */
NTSTATUS console_event_send(enum console_event event, DWORD group);

/* As services, for the user side. */
PRIVATE_SERVICE(console_event_closed);
PRIVATE_SERVICE(console_event_ignore);
PRIVATE_SERVICE(console_event_send);
PRIVATE_SERVICE(console_event_watch);

#endif
