/* SPDX-License-Identifier: MIT
 *
 * Console control events: Ctrl+C and its kin, and who wants to hear of them.
 */
#ifndef DECANT_KERNEL_IO_CONSOLE_EVENT_H
#define DECANT_KERNEL_IO_CONSOLE_EVENT_H

#include <ntdll.h>

enum console_event { CTRL_C_EVENT = 0, CTRL_BREAK_EVENT = 1, CTRL_CLOSE_EVENT = 2 };
typedef BOOL(GUESTAPI *PHANDLER_ROUTINE)(DWORD CtrlType);

/* Adds or removes a handler. STATUS_INVALID_PARAMETER: none such to remove. */
NTSTATUS console_event_add(PHANDLER_ROUTINE handler);
NTSTATUS console_event_remove(PHANDLER_ROUTINE handler);
/* Whether this process, and the children that it starts, ignore Ctrl+C. */
void console_event_ignore(bool ignore);
/* Sends an event to the processes of a group, 0: to this one's. */
NTSTATUS console_event_send(enum console_event event, DWORD group);

#endif
