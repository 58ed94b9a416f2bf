/* SPDX-License-Identifier: MIT
 *
 * Locks and per-thread storage that live in user mode on Windows: critical sections, slim reader/writer
 * locks, condition variables, run-once, waiting on an address, interlocked lists, TLS and FLS.
 */
#ifndef DECANT_RTL_LOCKS_H
#define DECANT_RTL_LOCKS_H

#include <win/winternl.h>

/* ---- critical_section.c ---- */

#define RTL_CRITICAL_SECTION_FLAG_NO_DEBUG_INFO    0x01000000u
#define RTL_CRITICAL_SECTION_FLAG_DYNAMIC_SPIN     0x02000000u
#define RTL_CRITICAL_SECTION_FLAG_STATIC_INIT      0x04000000u
#define RTL_CRITICAL_SECTION_FLAG_RESOURCE_TYPE    0x08000000u
#define RTL_CRITICAL_SECTION_FLAG_FORCE_DEBUG_INFO 0x10000000u
#define RTL_CRITICAL_SECTION_ALL_FLAG_BITS         0xFF000000u

NTSTATUS WINAPI RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);
NTSTATUS WINAPI RtlInitializeCriticalSectionAndSpinCount(PRTL_CRITICAL_SECTION CriticalSection,
                                                         ULONG SpinCount);
NTSTATUS WINAPI RtlInitializeCriticalSectionEx(PRTL_CRITICAL_SECTION CriticalSection, ULONG SpinCount,
                                               ULONG Flags);
NTSTATUS WINAPI RtlDeleteCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);
NTSTATUS WINAPI RtlEnterCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);
NTSTATUS WINAPI RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);
BOOL WINAPI RtlTryEnterCriticalSection(PRTL_CRITICAL_SECTION CriticalSection);
BOOL WINAPI RtlIsCriticalSectionLocked(PRTL_CRITICAL_SECTION CriticalSection);
BOOL WINAPI RtlIsCriticalSectionLockedByThread(PRTL_CRITICAL_SECTION CriticalSection);
ULONG WINAPI RtlGetCriticalSectionRecursionCount(PRTL_CRITICAL_SECTION CriticalSection);
ULONG WINAPI RtlSetCriticalSectionSpinCount(PRTL_CRITICAL_SECTION CriticalSection, ULONG SpinCount);

/* ---- srwlock.c ---- */

#define CONDITION_VARIABLE_LOCKMODE_SHARED 1u

VOID WINAPI RtlInitializeSRWLock(PRTL_SRWLOCK SRWLock);
VOID WINAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK SRWLock);
VOID WINAPI RtlAcquireSRWLockShared(PRTL_SRWLOCK SRWLock);
VOID WINAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK SRWLock);
VOID WINAPI RtlReleaseSRWLockShared(PRTL_SRWLOCK SRWLock);
BOOLEAN WINAPI RtlTryAcquireSRWLockExclusive(PRTL_SRWLOCK SRWLock);
BOOLEAN WINAPI RtlTryAcquireSRWLockShared(PRTL_SRWLOCK SRWLock);
VOID WINAPI RtlInitializeConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable);
VOID WINAPI RtlWakeConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable);
VOID WINAPI RtlWakeAllConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable);
NTSTATUS WINAPI RtlSleepConditionVariableCS(PRTL_CONDITION_VARIABLE ConditionVariable,
                                            PRTL_CRITICAL_SECTION CriticalSection, PLARGE_INTEGER Timeout);
NTSTATUS WINAPI RtlSleepConditionVariableSRW(PRTL_CONDITION_VARIABLE ConditionVariable, PRTL_SRWLOCK SRWLock,
                                             PLARGE_INTEGER Timeout, ULONG Flags);

/* ---- run_once.c ---- */

#define RTL_RUN_ONCE_CHECK_ONLY        1u
#define RTL_RUN_ONCE_ASYNC             2u
#define RTL_RUN_ONCE_INIT_FAILED       4u
#define RTL_RUN_ONCE_CTX_RESERVED_BITS 2u

typedef ULONG(GUESTAPI *PRTL_RUN_ONCE_INIT_FN)(PRTL_RUN_ONCE, PVOID, PVOID *);

VOID WINAPI RtlRunOnceInitialize(PRTL_RUN_ONCE RunOnce);
NTSTATUS WINAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID *Context);
NTSTATUS WINAPI RtlRunOnceComplete(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID Context);
NTSTATUS WINAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE RunOnce, PRTL_RUN_ONCE_INIT_FN InitFn, PVOID Parameter,
                                      PVOID *Context);

/* ---- wait_address.c ---- */

NTSTATUS WINAPI RtlWaitOnAddress(const volatile VOID *Address, PVOID CompareAddress, SIZE_T AddressSize,
                                 PLARGE_INTEGER Timeout);
VOID WINAPI RtlWakeAddressSingle(PVOID Address);
VOID WINAPI RtlWakeAddressAll(PVOID Address);

/* ---- tls.c ---- */

struct thread;
#define FLS_MAXIMUM_AVAILABLE 4080u
typedef VOID(GUESTAPI *PFLS_CALLBACK_FUNCTION)(PVOID);

/* Slots are numbers from 0; an error is a status. */
NTSTATUS tls_alloc(DWORD *index);
NTSTATUS tls_free(DWORD index);
NTSTATUS tls_set(DWORD index, PVOID value);
NTSTATUS tls_get(DWORD index, PVOID *value);

NTSTATUS WINAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION Callback, PULONG Index);
NTSTATUS WINAPI RtlFlsFree(ULONG Index);
NTSTATUS WINAPI RtlFlsSetValue(ULONG Index, PVOID Value);
NTSTATUS WINAPI RtlFlsGetValue(ULONG Index, PVOID *Value);
/* Calls the callbacks for what is in a store (TEB.FlsData, or a fiber's), frees it and clears the pointer. */
void fls_release(PVOID *store);
/* The like for the thread that ends. */
void fls_detach_thread(struct thread *thread);
/* Gives back the slots of the thread that ends, after DLLs have been told. */
void tls_detach_thread(struct thread *thread);

#endif
