/* SPDX-License-Identifier: MIT
 *
 * threadpoolapiset.h and the part of winnt.h about thread pools: the structures that programs fill in.
 */
#ifndef DECANT_WIN_THREADPOOLAPISET_H
#define DECANT_WIN_THREADPOOLAPISET_H

#include "winternl.h"

typedef struct _TP_CALLBACK_INSTANCE TP_CALLBACK_INSTANCE, *PTP_CALLBACK_INSTANCE;
typedef struct _TP_POOL TP_POOL, *PTP_POOL;
typedef struct _TP_CLEANUP_GROUP TP_CLEANUP_GROUP, *PTP_CLEANUP_GROUP;
typedef struct _TP_WORK TP_WORK, *PTP_WORK;
typedef struct _TP_TIMER TP_TIMER, *PTP_TIMER;
typedef struct _TP_WAIT TP_WAIT, *PTP_WAIT;
typedef struct _TP_IO TP_IO, *PTP_IO;

typedef VOID(GUESTAPI *PTP_SIMPLE_CALLBACK)(PTP_CALLBACK_INSTANCE, PVOID Context);
typedef VOID(GUESTAPI *PTP_WORK_CALLBACK)(PTP_CALLBACK_INSTANCE, PVOID Context, PTP_WORK);
typedef VOID(GUESTAPI *PTP_TIMER_CALLBACK)(PTP_CALLBACK_INSTANCE, PVOID Context, PTP_TIMER);
typedef VOID(GUESTAPI *PTP_WAIT_CALLBACK)(PTP_CALLBACK_INSTANCE, PVOID Context, PTP_WAIT, DWORD WaitResult);
typedef VOID(GUESTAPI *PTP_WIN32_IO_CALLBACK)(PTP_CALLBACK_INSTANCE, PVOID Context, PVOID Overlapped,
                                              ULONG IoResult, ULONG_PTR NumberOfBytesTransferred, PTP_IO);
typedef VOID(GUESTAPI *PTP_IO_CALLBACK)(PTP_CALLBACK_INSTANCE, PVOID Context, PVOID ApcContext,
                                        PIO_STATUS_BLOCK, PTP_IO);
typedef VOID(GUESTAPI *PTP_CLEANUP_GROUP_CANCEL_CALLBACK)(PVOID ObjectContext, PVOID CleanupContext);
typedef DWORD(GUESTAPI *PRTL_WORK_ITEM)(PVOID);
typedef VOID(GUESTAPI *PRTL_WAIT_CALLBACK)(PVOID, BOOLEAN TimerOrWaitFired);
typedef VOID(GUESTAPI *PRTL_IO_CALLBACK)(DWORD Error, DWORD Transferred, PVOID Overlapped);

typedef enum {
    TP_CALLBACK_PRIORITY_HIGH,
    TP_CALLBACK_PRIORITY_NORMAL,
    TP_CALLBACK_PRIORITY_LOW,
    TP_CALLBACK_PRIORITY_INVALID,
} TP_CALLBACK_PRIORITY;

typedef struct _TP_POOL_STACK_INFORMATION {
    SIZE_T StackReserve;
    SIZE_T StackCommit;
} TP_POOL_STACK_INFORMATION, *PTP_POOL_STACK_INFORMATION;
ASSERT_SIZE(TP_POOL_STACK_INFORMATION, 16, 8);

/* Version 1 ends before CallbackPriority. */
typedef struct _TP_CALLBACK_ENVIRON_V3 {
    DWORD Version;
    PTP_POOL Pool;
    PTP_CLEANUP_GROUP CleanupGroup;
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK CleanupGroupCancelCallback;
    PVOID RaceDll;
    PVOID ActivationContext;
    PTP_SIMPLE_CALLBACK FinalizationCallback;
    DWORD Flags; /* 1: the callback may run long; 2: it wants a thread that stays */
    TP_CALLBACK_PRIORITY CallbackPriority;
    DWORD Size;
} TP_CALLBACK_ENVIRON_V3, TP_CALLBACK_ENVIRON, *PTP_CALLBACK_ENVIRON;
ASSERT_SIZE(TP_CALLBACK_ENVIRON_V3, 72, 40);

#define WT_EXECUTEINWAITTHREAD  0x4u
#define WT_EXECUTEONLYONCE      0x8u
#define WT_EXECUTEINTIMERTHREAD 0x20u

#endif
