/* SPDX-License-Identifier: MIT
 *
 * Waitable timers.
 */
#ifndef DECANT_KERNEL_KE_TIMER_H
#define DECANT_KERNEL_KE_TIMER_H

#include "event.h"
#include "kernel/ps/thread.h"

typedef struct {
    LARGE_INTEGER RemainingTime; /* 100 ns; negative: since when it is due */
    BOOLEAN TimerState;
} TIMER_BASIC_INFORMATION, *PTIMER_BASIC_INFORMATION;

/* Queues the completion routines of timers that are due to the calling thread, which set them. Returns when
 * the next one is (host_monotonic; HOST_FOREVER). */
uint64_t timer_queue_apcs(struct thread *thread);
/* Forgets the completion routines of a timer or, NULL, of the calling thread. */
void timer_forget_apcs(struct thread *thread, struct sync_object *timer);

NTSTATUS WINAPI NtCreateTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes, TIMER_TYPE TimerType);
NTSTATUS WINAPI NtOpenTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime, PTIMER_APC_ROUTINE TimerApcRoutine,
                           PVOID TimerContext, BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState);
/* The same with finer periods (100 ns) and without a completion routine: what kernel32's high-resolution
 * timers are on Windows. Attributes: EX_TIMER_xxx. */
#define EX_TIMER_HIGH_RESOLUTION 0x4u
#define EX_TIMER_NO_WAKE         0x8u
#define EX_TIMER_NOTIFICATION    0x80000000u

typedef struct {
    ULONG Version;
    ULONG Reserved;
    LONGLONG NoWakeTolerance;
} T2_SET_PARAMETERS, *PT2_SET_PARAMETERS;
ASSERT_SIZE(T2_SET_PARAMETERS, 16, 16);

NTSTATUS WINAPI NtCreateTimer2(PHANDLE TimerHandle, PVOID Reserved, POBJECT_ATTRIBUTES ObjectAttributes,
                               ULONG Attributes, ACCESS_MASK DesiredAccess);
NTSTATUS WINAPI NtSetTimer2(HANDLE TimerHandle, PLARGE_INTEGER DueTime, PLARGE_INTEGER Period,
                            PT2_SET_PARAMETERS Parameters);
NTSTATUS WINAPI NtCancelTimer2(HANDLE TimerHandle, PVOID Parameters);
NTSTATUS WINAPI NtCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState);
NTSTATUS WINAPI NtQueryTimer(HANDLE TimerHandle, ULONG TimerInformationClass, PVOID TimerInformation,
                             ULONG TimerInformationLength, PULONG ReturnLength);

#endif
