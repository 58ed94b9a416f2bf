/* SPDX-License-Identifier: MIT
 *
 * Thread pools: work, timers, waits and I/O that call back on threads of a pool, and their older forms.
 * Objects are freed with their last callback once they are released. What "waits" and "cancels" take: cancel
 * callbacks that have not begun, then wait for those that have.
 */
#ifndef DECANT_RTL_THREADPOOL_H
#define DECANT_RTL_THREADPOOL_H

#include <win/threadpoolapiset.h>

/* ---- pools and cleanup groups (threadpool.c, threadpool_work.c) ---- */

NTSTATUS WINAPI TpAllocPool(PTP_POOL *PoolReturn, PVOID Reserved);
VOID WINAPI TpReleasePool(PTP_POOL Pool);
VOID WINAPI TpSetPoolMaxThreads(PTP_POOL Pool, LONG MaxThreads);
NTSTATUS WINAPI TpSetPoolMinThreads(PTP_POOL Pool, LONG MinThreads);
NTSTATUS WINAPI TpSetPoolStackInformation(PTP_POOL Pool, PTP_POOL_STACK_INFORMATION PoolStackInformation);
NTSTATUS WINAPI TpQueryPoolStackInformation(PTP_POOL Pool, PTP_POOL_STACK_INFORMATION PoolStackInformation);
NTSTATUS WINAPI TpAllocCleanupGroup(PTP_CLEANUP_GROUP *CleanupGroupReturn);
VOID WINAPI TpReleaseCleanupGroup(PTP_CLEANUP_GROUP CleanupGroup);
VOID WINAPI TpReleaseCleanupGroupMembers(PTP_CLEANUP_GROUP CleanupGroup, ULONG CancelPendingCallbacks,
                                         PVOID CleanupParameter);

/* ---- work (threadpool_work.c) ---- */

NTSTATUS WINAPI TpAllocWork(PTP_WORK *WorkReturn, PTP_WORK_CALLBACK Callback, PVOID Context,
                            PTP_CALLBACK_ENVIRON CallbackEnviron);
VOID WINAPI TpPostWork(PTP_WORK Work);
VOID WINAPI TpWaitForWork(PTP_WORK Work, ULONG CancelPendingCallbacks);
VOID WINAPI TpReleaseWork(PTP_WORK Work);
NTSTATUS WINAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK Callback, PVOID Context,
                                PTP_CALLBACK_ENVIRON CallbackEnviron);
NTSTATUS WINAPI RtlQueueWorkItem(PRTL_WORK_ITEM Function, PVOID Context, ULONG Flags);

/* Inside a callback. */
NTSTATUS WINAPI TpCallbackMayRunLong(PTP_CALLBACK_INSTANCE Instance);
VOID WINAPI TpDisassociateCallback(PTP_CALLBACK_INSTANCE Instance);
VOID WINAPI TpCallbackSetEventOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Event);
VOID WINAPI TpCallbackReleaseSemaphoreOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Semaphore,
                                                   ULONG ReleaseCount);
VOID WINAPI TpCallbackReleaseMutexOnCompletion(PTP_CALLBACK_INSTANCE Instance, HANDLE Mutex);
VOID WINAPI TpCallbackLeaveCriticalSectionOnCompletion(PTP_CALLBACK_INSTANCE Instance,
                                                       PRTL_CRITICAL_SECTION CriticalSection);
VOID WINAPI TpCallbackUnloadDllOnCompletion(PTP_CALLBACK_INSTANCE Instance, PVOID DllHandle);

/* ---- timers (threadpool_timer.c, timer_queue.c) ---- */

NTSTATUS WINAPI TpAllocTimer(PTP_TIMER *TimerReturn, PTP_TIMER_CALLBACK Callback, PVOID Context,
                             PTP_CALLBACK_ENVIRON CallbackEnviron);
/* DueTime NULL: no more. The Ex form: whether a time that was to come is now none. */
VOID WINAPI TpSetTimer(PTP_TIMER Timer, PLARGE_INTEGER DueTime, LONG Period, LONG WindowLength);
ULONG WINAPI TpSetTimerEx(PTP_TIMER Timer, PLARGE_INTEGER DueTime, LONG Period, LONG WindowLength);
ULONG WINAPI TpIsTimerSet(PTP_TIMER Timer);
VOID WINAPI TpWaitForTimer(PTP_TIMER Timer, ULONG CancelPendingCallbacks);
VOID WINAPI TpReleaseTimer(PTP_TIMER Timer);

NTSTATUS WINAPI RtlCreateTimerQueue(PHANDLE TimerQueueHandle);
/* CompletionEvent NULL: STATUS_PENDING where callbacks run; INVALID_HANDLE_VALUE: waits for their end. */
NTSTATUS WINAPI RtlDeleteTimerQueueEx(HANDLE TimerQueueHandle, HANDLE Event);
NTSTATUS WINAPI RtlDeleteTimerQueue(HANDLE TimerQueueHandle);
NTSTATUS WINAPI RtlCreateTimer(HANDLE TimerQueueHandle, HANDLE *Handle, PRTL_WAIT_CALLBACK Function,
                               PVOID Context, ULONG DueTime, ULONG Period, ULONG Flags);
NTSTATUS WINAPI RtlUpdateTimer(HANDLE TimerQueueHandle, HANDLE TimerHandle, ULONG DueTime, ULONG Period);
NTSTATUS WINAPI RtlDeleteTimer(HANDLE TimerQueueHandle, HANDLE TimerToCancel, HANDLE Event);

/* ---- waits (threadpool_wait.c) ---- */

NTSTATUS WINAPI TpAllocWait(PTP_WAIT *WaitReturn, PTP_WAIT_CALLBACK Callback, PVOID Context,
                            PTP_CALLBACK_ENVIRON CallbackEnviron);
/* Handle NULL: no more. The Ex form: whether a wait that was under way is now none. */
VOID WINAPI TpSetWait(PTP_WAIT Wait, HANDLE Handle, PLARGE_INTEGER Timeout);
ULONG WINAPI TpSetWaitEx(PTP_WAIT Wait, HANDLE Handle, PLARGE_INTEGER Timeout, PVOID Reserved);
VOID WINAPI TpWaitForWait(PTP_WAIT Wait, ULONG CancelPendingCallbacks);
VOID WINAPI TpReleaseWait(PTP_WAIT Wait);
NTSTATUS WINAPI RtlRegisterWait(PHANDLE WaitHandle, HANDLE Handle, PRTL_WAIT_CALLBACK Function, PVOID Context,
                                ULONG Milliseconds, ULONG Flags);
/* As RtlDeleteTimerQueueEx. */
NTSTATUS WINAPI RtlDeregisterWaitEx(HANDLE WaitHandle, HANDLE CompletionEvent);
NTSTATUS WINAPI RtlDeregisterWait(HANDLE WaitHandle);

/* A wait of ours: calls signaled(context) on a pool's thread, with no lock held, once it has taken the
 * object. Starting takes a reference. Stopping: whether it was in time; if not, the call is over on return.
 * TpReleaseWait frees it. */
struct object;
NTSTATUS tp_watch_create(void (*signaled)(void *context), void *context, PTP_WAIT *out);
NTSTATUS tp_watch_start(PTP_WAIT wait, struct object *object);
bool tp_watch_stop(PTP_WAIT wait);

/* ---- I/O (threadpool_io.c) ---- */

NTSTATUS WINAPI TpAllocIoCompletion(PTP_IO *IoReturn, HANDLE File, PTP_IO_CALLBACK Callback, PVOID Context,
                                    PTP_CALLBACK_ENVIRON CallbackEnviron);
/* The same for a callback of Win32's shape. */
NTSTATUS tp_alloc_win32_io(PTP_IO *out, HANDLE file, PTP_WIN32_IO_CALLBACK callback, PVOID context,
                           PTP_CALLBACK_ENVIRON environment);
VOID WINAPI TpStartAsyncIoOperation(PTP_IO Io);
VOID WINAPI TpCancelAsyncIoOperation(PTP_IO Io);
VOID WINAPI TpWaitForIoCompletion(PTP_IO Io, ULONG CancelPendingCallbacks);
VOID WINAPI TpReleaseIoCompletion(PTP_IO Io);
NTSTATUS WINAPI RtlSetIoCompletionCallback(HANDLE FileHandle, PRTL_IO_CALLBACK Function, ULONG Flags);

#endif
