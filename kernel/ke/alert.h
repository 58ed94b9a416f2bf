/* SPDX-License-Identifier: MIT
 *
 * Alerting a thread by its identifier: what locks of a program's own are made of.
 */
#ifndef DECANT_KERNEL_KE_ALERT_H
#define DECANT_KERNEL_KE_ALERT_H

#include <win/winternl.h>

/* STATUS_ALERTED, STATUS_TIMEOUT. An alert that came before is remembered, one of them. Address: a hint for
 * debuggers. */
NTSTATUS WINAPI NtWaitForAlertByThreadId(PVOID Address, PLARGE_INTEGER Timeout);
/* STATUS_INVALID_CID; STATUS_ACCESS_DENIED: it is another process's. */
NTSTATUS WINAPI NtAlertThreadByThreadId(HANDLE ThreadId);

#endif
