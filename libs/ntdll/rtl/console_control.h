/* SPDX-License-Identifier: MIT
 *
 * Who wants to hear of console control events.
 */
#ifndef DECANT_RTL_CONSOLE_CONTROL_H
#define DECANT_RTL_CONSOLE_CONTROL_H

#include "../ntdll.h"

typedef BOOL(GUESTAPI *PHANDLER_ROUTINE)(DWORD CtrlType);

/* STATUS_NO_MEMORY; STATUS_INVALID_PARAMETER: none such to remove. */
NTSTATUS console_control_add(PHANDLER_ROUTINE handler);
NTSTATUS console_control_remove(PHANDLER_ROUTINE handler);
/* A thread's start: one event, whose number is the argument. */
DWORD WINAPI console_control_run(PVOID argument);

#endif
