/* SPDX-License-Identifier: MIT
 *
 * The system services for events, mutexes (NT calls them mutants), semaphores and timers.
 */
#ifndef DECANT_KERNEL_KE_EVENT_H
#define DECANT_KERNEL_KE_EVENT_H

#include "sync.h"

#define EVENT_QUERY_STATE      0x1u
#define EVENT_MODIFY_STATE     0x2u
#define EVENT_ALL_ACCESS       0x1F0003u
#define MUTANT_QUERY_STATE     0x1u
#define MUTANT_ALL_ACCESS      0x1F0001u
#define SEMAPHORE_QUERY_STATE  0x1u
#define SEMAPHORE_MODIFY_STATE 0x2u
#define SEMAPHORE_ALL_ACCESS   0x1F0003u
#define TIMER_QUERY_STATE      0x1u
#define TIMER_MODIFY_STATE     0x2u
#define TIMER_ALL_ACCESS       0x1F0003u

/* As OBJECT_ATTRIBUTES.RootDirectory: the name is a Win32 one, relative to the session's named objects, and
 * may begin with Local\ or Global\. */
#define SYNC_BASE_NAMED_OBJECTS ((HANDLE)(LONG_PTR)-0x7001)

typedef struct {
    EVENT_TYPE EventType;
    LONG EventState;
} EVENT_BASIC_INFORMATION, *PEVENT_BASIC_INFORMATION;

typedef struct {
    LONG CurrentCount;
    BOOLEAN OwnedByCaller;
    BOOLEAN AbandonedState;
} MUTANT_BASIC_INFORMATION, *PMUTANT_BASIC_INFORMATION;

typedef struct {
    LONG CurrentCount;
    LONG MaximumCount;
} SEMAPHORE_BASIC_INFORMATION, *PSEMAPHORE_BASIC_INFORMATION;

typedef VOID(GUESTAPI *PTIMER_APC_ROUTINE)(PVOID TimerContext, ULONG TimerLowValue, LONG TimerHighValue);

extern const struct object_type event_type, mutant_type, semaphore_type, timer_type;

/* STATUS_OBJECT_NAME_EXISTS (a success) from the creating services: the object was there already. They fail
 * with STATUS_OBJECT_NAME_COLLISION then unless the attributes have OBJ_OPENIF. */
NTSTATUS WINAPI NtCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes, EVENT_TYPE EventType,
                              BOOLEAN InitialState);
NTSTATUS WINAPI NtOpenEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtSetEvent(HANDLE EventHandle, PLONG PreviousState);
NTSTATUS WINAPI NtResetEvent(HANDLE EventHandle, PLONG PreviousState);
NTSTATUS WINAPI NtClearEvent(HANDLE EventHandle);
NTSTATUS WINAPI NtPulseEvent(HANDLE EventHandle, PLONG PreviousState);
NTSTATUS WINAPI NtQueryEvent(HANDLE EventHandle, ULONG EventInformationClass, PVOID EventInformation,
                             ULONG EventInformationLength, PULONG ReturnLength);
NTSTATUS WINAPI NtCreateMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                               POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN InitialOwner);
NTSTATUS WINAPI NtOpenMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtReleaseMutant(HANDLE MutantHandle, PLONG PreviousCount);
NTSTATUS WINAPI NtQueryMutant(HANDLE MutantHandle, ULONG MutantInformationClass, PVOID MutantInformation,
                              ULONG MutantInformationLength, PULONG ReturnLength);
NTSTATUS WINAPI NtCreateSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                                  POBJECT_ATTRIBUTES ObjectAttributes, LONG InitialCount, LONG MaximumCount);
NTSTATUS WINAPI NtOpenSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtReleaseSemaphore(HANDLE SemaphoreHandle, LONG ReleaseCount, PLONG PreviousCount);
NTSTATUS WINAPI NtQuerySemaphore(HANDLE SemaphoreHandle, ULONG SemaphoreInformationClass,
                                 PVOID SemaphoreInformation, ULONG SemaphoreInformationLength,
                                 PULONG ReturnLength);

#endif
