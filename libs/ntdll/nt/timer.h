/* SPDX-License-Identifier: MIT
 *
 * Waitable timers.
 */
#ifndef DECANT_NT_TIMER_H
#define DECANT_NT_TIMER_H

#include "event.h"

NTSTATUS WINAPI NtCreateTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes, TIMER_TYPE TimerType);
NTSTATUS WINAPI NtOpenTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime, PTIMER_APC_ROUTINE TimerApcRoutine,
                           PVOID TimerContext, BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState);
NTSTATUS WINAPI NtCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState);

#endif
