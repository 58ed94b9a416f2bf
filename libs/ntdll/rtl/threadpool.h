/* SPDX-License-Identifier: MIT
 *
 * The process's thread pool: work items, and waits that call back.
 */
#ifndef DECANT_RTL_THREADPOOL_H
#define DECANT_RTL_THREADPOOL_H

#include <win/winternl.h>

typedef struct _TP_CALLBACK_INSTANCE TP_CALLBACK_INSTANCE, *PTP_CALLBACK_INSTANCE;
typedef struct _TP_WORK TP_WORK, *PTP_WORK;
typedef struct _TP_CALLBACK_ENVIRON *PTP_CALLBACK_ENVIRON;
typedef VOID(GUESTAPI *PTP_WORK_CALLBACK)(PTP_CALLBACK_INSTANCE, PVOID, PTP_WORK);
typedef VOID(GUESTAPI *PTP_SIMPLE_CALLBACK)(PTP_CALLBACK_INSTANCE, PVOID);
typedef DWORD(GUESTAPI *PRTL_WORK_ITEM)(PVOID);
typedef VOID(GUESTAPI *PRTL_WAIT_CALLBACK)(PVOID, BOOLEAN TimerOrWaitFired);

#define WT_EXECUTEONLYONCE 0x8u

/* The environment's pool and cleanup group cannot have been made, so it has nothing to say. */
NTSTATUS WINAPI TpAllocWork(PTP_WORK *WorkReturn, PTP_WORK_CALLBACK Callback, PVOID Context,
                            PTP_CALLBACK_ENVIRON CallbackEnviron);
VOID WINAPI TpPostWork(PTP_WORK Work);
VOID WINAPI TpWaitForWork(PTP_WORK Work, ULONG CancelPendingCallbacks);
VOID WINAPI TpReleaseWork(PTP_WORK Work);
NTSTATUS WINAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK Callback, PVOID Context,
                                PTP_CALLBACK_ENVIRON CallbackEnviron);
NTSTATUS WINAPI TpCallbackMayRunLong(PTP_CALLBACK_INSTANCE Instance);
VOID WINAPI TpCallbackSetEventOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Event);
VOID WINAPI TpCallbackReleaseSemaphoreOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Semaphore,
                                                   ULONG ReleaseCount);
VOID WINAPI TpCallbackReleaseMutexOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Mutex);
VOID WINAPI TpCallbackLeaveCriticalSectionOnCompletion(PTP_CALLBACK_INSTANCE Instance,
                                                       PRTL_CRITICAL_SECTION CriticalSection);
NTSTATUS WINAPI RtlQueueWorkItem(PRTL_WORK_ITEM Function, PVOID Context, ULONG Flags);
NTSTATUS WINAPI RtlRegisterWait(PHANDLE WaitHandle, HANDLE Handle, PRTL_WAIT_CALLBACK Function, PVOID Context,
                                ULONG Milliseconds, ULONG Flags);
/* CompletionEvent NULL: STATUS_PENDING where the callback runs; INVALID_HANDLE_VALUE: waits for its end. */
NTSTATUS WINAPI RtlDeregisterWaitEx(HANDLE WaitHandle, HANDLE CompletionEvent);

#endif
