/* SPDX-License-Identifier: MIT
 *
 * The thread pool by its native names: pools, cleanup groups, work, timers, waits and I/O, and the older
 * timer queues, registered waits and work items.
 */
#include "nt.h"

typedef void(NTAPI *work_item)(PVOID);
typedef void(NTAPI *wait_callback)(PVOID, BOOLEAN);
typedef void(NTAPI *io_callback)(PTP_CALLBACK_INSTANCE, PVOID, PVOID, PIO_STATUS_BLOCK, PTP_IO);
typedef void(NTAPI *old_io_callback)(DWORD, DWORD, PVOID);

NT TpAllocPool(PTP_POOL *, PVOID);
NTSYSAPI void NTAPI TpReleasePool(PTP_POOL);
NTSYSAPI void NTAPI TpSetPoolMaxThreads(PTP_POOL, LONG);
NT TpSetPoolMinThreads(PTP_POOL, LONG);
NT TpQueryPoolStackInformation(PTP_POOL, PTP_POOL_STACK_INFORMATION);
NT TpSetPoolStackInformation(PTP_POOL, PTP_POOL_STACK_INFORMATION);
NT TpAllocCleanupGroup(PTP_CLEANUP_GROUP *);
NTSYSAPI void NTAPI TpReleaseCleanupGroup(PTP_CLEANUP_GROUP);
NTSYSAPI void NTAPI TpReleaseCleanupGroupMembers(PTP_CLEANUP_GROUP, ULONG, PVOID);
NT TpAllocWork(PTP_WORK *, PTP_WORK_CALLBACK, PVOID, PTP_CALLBACK_ENVIRON);
NTSYSAPI void NTAPI TpPostWork(PTP_WORK);
NTSYSAPI void NTAPI TpWaitForWork(PTP_WORK, ULONG);
NTSYSAPI void NTAPI TpReleaseWork(PTP_WORK);
NT TpSimpleTryPost(PTP_SIMPLE_CALLBACK, PVOID, PTP_CALLBACK_ENVIRON);
NT TpCallbackMayRunLong(PTP_CALLBACK_INSTANCE);
NT TpAllocTimer(PTP_TIMER *, PTP_TIMER_CALLBACK, PVOID, PTP_CALLBACK_ENVIRON);
NTSYSAPI void NTAPI TpSetTimer(PTP_TIMER, PLARGE_INTEGER, LONG, LONG);
NTSYSAPI ULONG NTAPI TpSetTimerEx(PTP_TIMER, PLARGE_INTEGER, LONG, LONG);
NTSYSAPI ULONG NTAPI TpIsTimerSet(PTP_TIMER);
NTSYSAPI void NTAPI TpWaitForTimer(PTP_TIMER, ULONG);
NTSYSAPI void NTAPI TpReleaseTimer(PTP_TIMER);
NT TpAllocWait(PTP_WAIT *, PTP_WAIT_CALLBACK, PVOID, PTP_CALLBACK_ENVIRON);
NTSYSAPI void NTAPI TpSetWait(PTP_WAIT, HANDLE, PLARGE_INTEGER);
NTSYSAPI ULONG NTAPI TpSetWaitEx(PTP_WAIT, HANDLE, PLARGE_INTEGER, PVOID);
NTSYSAPI void NTAPI TpWaitForWait(PTP_WAIT, ULONG);
NTSYSAPI void NTAPI TpReleaseWait(PTP_WAIT);
NT TpAllocIoCompletion(PTP_IO *, HANDLE, io_callback, PVOID, PTP_CALLBACK_ENVIRON);
NTSYSAPI void NTAPI TpStartAsyncIoOperation(PTP_IO);
NTSYSAPI void NTAPI TpCancelAsyncIoOperation(PTP_IO);
NTSYSAPI void NTAPI TpWaitForIoCompletion(PTP_IO, ULONG);
NTSYSAPI void NTAPI TpReleaseIoCompletion(PTP_IO);
NT RtlQueueWorkItem(work_item, PVOID, ULONG);
NT RtlCreateTimerQueue(PHANDLE);
NT RtlDeleteTimerQueue(HANDLE);
NT RtlDeleteTimerQueueEx(HANDLE, HANDLE);
NT RtlCreateTimer(HANDLE, HANDLE *, wait_callback, PVOID, ULONG, ULONG, ULONG);
NT RtlUpdateTimer(HANDLE, HANDLE, ULONG, ULONG);
NT RtlDeleteTimer(HANDLE, HANDLE, HANDLE);
NT RtlRegisterWait(PHANDLE, HANDLE, wait_callback, PVOID, ULONG, ULONG);
NT RtlDeregisterWait(HANDLE);
NT RtlDeregisterWaitEx(HANDLE, HANDLE);
NT RtlSetIoCompletionCallback(HANDLE, old_io_callback, ULONG);

static HANDLE event, gate;
static volatile LONG calls, cancelled, timed_out;

static void NTAPI count_work(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WORK work)
{
    (void)instance, (void)work;
    InterlockedExchangeAdd(&calls, (LONG)(LONG_PTR)context);
}

static void NTAPI hold_work(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WORK work)
{
    (void)instance, (void)context, (void)work;
    InterlockedIncrement(&calls);
    SetEvent(event);
    WaitForSingleObject(gate, 20000);
}

static void NTAPI note_cancelled(PVOID object, PVOID parameter)
{
    (void)object;
    if (parameter == (PVOID)7)
        InterlockedIncrement(&cancelled);
}

TEST(pools)
{
    PTP_POOL pool = NULL;
    TP_POOL_STACK_INFORMATION stack = {0};
    TP_CALLBACK_ENVIRON environment;
    PTP_WORK work;
    CHECK_EQ(TpAllocPool(&pool, NULL), STATUS_SUCCESS);
    TpSetPoolMaxThreads(pool, 2);
    CHECK_EQ(TpSetPoolMinThreads(pool, 1), STATUS_SUCCESS);
    CHECK_EQ(TpQueryPoolStackInformation(pool, &stack), STATUS_SUCCESS);
    CHECK(stack.StackReserve >= stack.StackCommit);
    stack.StackReserve = 0x80000;
    stack.StackCommit = 0x10000;
    CHECK_EQ(TpSetPoolStackInformation(pool, &stack), STATUS_SUCCESS);
    stack.StackReserve = stack.StackCommit = 0;
    CHECK_EQ(TpQueryPoolStackInformation(pool, &stack), STATUS_SUCCESS);
    CHECK_EQ(stack.StackReserve, 0x80000);
    CHECK_EQ(stack.StackCommit, 0x10000);
    TpInitializeCallbackEnviron(&environment);
    TpSetCallbackThreadpool(&environment, pool);
    calls = 0;
    CHECK_EQ(TpAllocWork(&work, count_work, (PVOID)3, &environment), STATUS_SUCCESS);
    for (int i = 0; i < 50; i++)
        TpPostWork(work);
    TpWaitForWork(work, FALSE);
    CHECK_EQ(calls, 150);
    TpReleaseWork(work);
    TpReleasePool(pool);
    /* The pool stays as long as it has objects, and one of them may be the last to go. */
    CHECK_EQ(TpAllocPool(&pool, NULL), STATUS_SUCCESS);
    TpSetCallbackThreadpool(&environment, pool);
    CHECK_EQ(TpAllocWork(&work, count_work, (PVOID)1, &environment), STATUS_SUCCESS);
    TpReleasePool(pool);
    TpReleaseWork(work);
}

TEST(cleanup_groups)
{
    PTP_POOL pool;
    PTP_CLEANUP_GROUP group;
    PTP_WORK held, waiting;
    TP_CALLBACK_ENVIRON environment;
    calls = 0;
    CHECK_EQ(TpAllocPool(&pool, NULL), STATUS_SUCCESS);
    TpSetPoolMaxThreads(pool, 1);
    CHECK_EQ(TpAllocCleanupGroup(&group), STATUS_SUCCESS);
    TpInitializeCallbackEnviron(&environment);
    TpSetCallbackThreadpool(&environment, pool);
    TpSetCallbackCleanupGroup(&environment, group, note_cancelled);
    CHECK_EQ(TpAllocWork(&held, hold_work, NULL, &environment), STATUS_SUCCESS);
    CHECK_EQ(TpAllocWork(&waiting, count_work, (PVOID)100, &environment), STATUS_SUCCESS);
    TpPostWork(held);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    TpPostWork(waiting); /* the only thread is busy */
    TpWaitForWork(waiting, TRUE);
    SetEvent(gate);
    TpReleaseCleanupGroupMembers(group, TRUE, (PVOID)7);
    CHECK_EQ(calls, 1);
    CHECK_EQ(cancelled, 2);
    TpReleaseCleanupGroup(group);
    TpReleasePool(pool);
    ResetEvent(gate);
}

static void NTAPI simple(PTP_CALLBACK_INSTANCE instance, PVOID context)
{
    CHECK_EQ(TpCallbackMayRunLong(instance), STATUS_SUCCESS);
    CHECK(context == &calls);
    SetEvent(event);
}

static void NTAPI item(PVOID context)
{
    InterlockedExchangeAdd(&calls, (LONG)(LONG_PTR)context);
    SetEvent(event);
}

TEST(functions)
{
    calls = 0;
    CHECK_EQ(TpSimpleTryPost(simple, (PVOID)&calls, NULL), STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(RtlQueueWorkItem(item, (PVOID)5, WT_EXECUTEDEFAULT), STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(calls, 5);
}

/* ---- timers ---- */

static void NTAPI on_timer(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_TIMER timer)
{
    (void)instance, (void)timer;
    InterlockedExchangeAdd(&calls, (LONG)(LONG_PTR)context);
    SetEvent(event);
}

TEST(timers)
{
    PTP_TIMER timer;
    LARGE_INTEGER soon = {.QuadPart = -10000}, late = {.QuadPart = -6000000000};
    calls = 0;
    CHECK_EQ(TpAllocTimer(&timer, on_timer, (PVOID)2, NULL), STATUS_SUCCESS);
    CHECK(!TpIsTimerSet(timer));
    TpSetTimer(timer, &soon, 0, 0);
    CHECK(TpIsTimerSet(timer));
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    TpWaitForTimer(timer, FALSE);
    CHECK_EQ(calls, 2);
    CHECK_EQ(TpSetTimerEx(timer, &late, 0, 0), FALSE); /* the last one has expired */
    CHECK_EQ(TpSetTimerEx(timer, &late, 0, 0), TRUE);
    TpSetTimer(timer, NULL, 0, 0);
    CHECK(!TpIsTimerSet(timer));
    CHECK_EQ(TpSetTimerEx(timer, &soon, 1, 0), FALSE); /* every millisecond */
    for (int i = 0; i < 3; i++)
        CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    TpSetTimer(timer, NULL, 0, 0);
    TpWaitForTimer(timer, TRUE);
    TpReleaseTimer(timer);
    ResetEvent(event);
}

static void NTAPI on_old(PVOID context, BOOLEAN timeout)
{
    InterlockedExchangeAdd(timeout ? &timed_out : &calls, (LONG)(LONG_PTR)context);
    SetEvent(event);
}

TEST(timer_queues)
{
    HANDLE queue, timer, other;
    timed_out = 0;
    CHECK_EQ(RtlCreateTimerQueue(&queue), STATUS_SUCCESS);
    CHECK_EQ(RtlCreateTimer(queue, &timer, on_old, (PVOID)3, 1, 0, WT_EXECUTEDEFAULT), STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(RtlDeleteTimer(queue, timer, INVALID_HANDLE_VALUE), STATUS_SUCCESS);
    CHECK_EQ(timed_out, 3); /* a timer's callback is told TRUE */
    CHECK_EQ(RtlCreateTimer(queue, &timer, on_old, (PVOID)1, 600000, 600000, WT_EXECUTEINTIMERTHREAD),
             STATUS_SUCCESS);
    CHECK_EQ(RtlUpdateTimer(queue, timer, 1, 0), STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(RtlCreateTimer(queue, &other, on_old, (PVOID)1, 600000, 0, WT_EXECUTEDEFAULT), STATUS_SUCCESS);
    CHECK_EQ(RtlDeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE), STATUS_SUCCESS);
    CHECK_EQ(timed_out, 4);
    CHECK_EQ(RtlCreateTimerQueue(&queue), STATUS_SUCCESS);
    CHECK_EQ(RtlDeleteTimerQueueEx(queue, event), STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(RtlCreateTimerQueue(&queue), STATUS_SUCCESS);
    CHECK_EQ(RtlDeleteTimerQueue(queue), STATUS_SUCCESS);
    CHECK_EQ(RtlDeleteTimerQueueEx(NULL, NULL), STATUS_INVALID_HANDLE);
}

/* ---- waits ---- */

static volatile LONG result = -1;

static void NTAPI on_wait(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WAIT wait, TP_WAIT_RESULT how)
{
    (void)instance, (void)wait;
    InterlockedExchange(&result, (LONG)how);
    SetEvent(context);
}

TEST(waits)
{
    PTP_WAIT wait;
    HANDLE signal = CreateEventW(NULL, FALSE, FALSE, NULL);
    LARGE_INTEGER soon = {.QuadPart = -10000};
    CHECK_EQ(TpAllocWait(&wait, on_wait, event, NULL), STATUS_SUCCESS);
    TpSetWait(wait, signal, NULL);
    SetEvent(signal);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(result, WAIT_OBJECT_0);
    CHECK_EQ(TpSetWaitEx(wait, signal, &soon, NULL), FALSE); /* a wait is for once */
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(result, WAIT_TIMEOUT);
    TpSetWait(wait, signal, NULL);
    CHECK_EQ(TpSetWaitEx(wait, NULL, NULL, NULL), TRUE);
    TpWaitForWait(wait, TRUE);
    SetEvent(signal);
    CHECK_EQ(WaitForSingleObject(signal, 0), WAIT_OBJECT_0); /* nobody waits for it any more */
    TpReleaseWait(wait);
    CloseHandle(signal);
}

TEST(registered_waits)
{
    HANDLE wait, signal = CreateEventW(NULL, FALSE, FALSE, NULL);
    calls = timed_out = 0;
    CHECK_EQ(RtlRegisterWait(&wait, signal, on_old, (PVOID)1, INFINITE, WT_EXECUTEDEFAULT), STATUS_SUCCESS);
    SetEvent(signal);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(RtlDeregisterWaitEx(wait, INVALID_HANDLE_VALUE), STATUS_SUCCESS);
    CHECK_EQ(calls, 1);
    CHECK_EQ(RtlRegisterWait(&wait, signal, on_old, (PVOID)1, 1, WT_EXECUTEONLYONCE), STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(RtlDeregisterWaitEx(wait, INVALID_HANDLE_VALUE), STATUS_SUCCESS);
    CHECK_EQ(timed_out, 1);
    CHECK_EQ(RtlRegisterWait(&wait, signal, on_old, (PVOID)1, INFINITE, 0), STATUS_SUCCESS);
    CHECK_EQ(RtlDeregisterWait(wait), STATUS_SUCCESS); /* none was running */
    CHECK_EQ(RtlRegisterWait(&wait, (HANDLE)0x1234560, on_old, NULL, INFINITE, 0), STATUS_INVALID_HANDLE);
    CloseHandle(signal);
}

/* ---- I/O ---- */

static IO_STATUS_BLOCK seen;
static PVOID seen_overlapped;

static void NTAPI on_io(PTP_CALLBACK_INSTANCE instance, PVOID context, PVOID apc_context,
                        PIO_STATUS_BLOCK iosb, PTP_IO io)
{
    (void)instance, (void)io;
    seen = *iosb;
    seen_overlapped = apc_context;
    SetEvent(context);
}

static void NTAPI on_old_io(DWORD error, DWORD bytes, PVOID overlapped)
{
    seen.Status = (NTSTATUS)error;
    seen.Information = bytes;
    seen_overlapped = overlapped;
    SetEvent(event);
}

static HANDLE open_file(WCHAR *path)
{
    WCHAR folder[MAX_PATH];
    GetTempPathW(MAX_PATH, folder);
    GetTempFileNameW(folder, L"pol", 0, path);
    return CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                       FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
}

TEST(files)
{
    WCHAR path[MAX_PATH];
    PTP_IO io;
    OVERLAPPED overlapped = {0};
    HANDLE file = open_file(path);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_EQ(TpAllocIoCompletion(&io, file, on_io, event, NULL), STATUS_SUCCESS);
    TpStartAsyncIoOperation(io);
    CHECK(WriteFile(file, "twelve bytes", 12, NULL, &overlapped) || GetLastError() == ERROR_IO_PENDING);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    TpWaitForIoCompletion(io, FALSE);
    CHECK_EQ(seen.Status, STATUS_SUCCESS);
    CHECK_EQ(seen.Information, 12);
    CHECK(seen_overlapped == &overlapped);
    TpStartAsyncIoOperation(io); /* one that is not begun after all */
    TpCancelAsyncIoOperation(io);
    TpWaitForIoCompletion(io, FALSE);
    CloseHandle(file);
    TpReleaseIoCompletion(io);
    CHECK_EQ(TpAllocIoCompletion(&io, (HANDLE)0x1234560, on_io, NULL, NULL), STATUS_INVALID_HANDLE);
    file = open_file(path);
    CHECK_EQ(RtlSetIoCompletionCallback(file, on_old_io, 0), STATUS_SUCCESS);
    CHECK(WriteFile(file, "four", 4, NULL, &overlapped) || GetLastError() == ERROR_IO_PENDING);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(seen.Status, ERROR_SUCCESS);
    CHECK_EQ(seen.Information, 4);
    CHECK(seen_overlapped == &overlapped);
    CloseHandle(file);
}

static void begin(void)
{
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    gate = CreateEventW(NULL, TRUE, FALSE, NULL);
}

GUEST_MAIN(begin(); RUN(pools); RUN(cleanup_groups); RUN(functions); RUN(timers); RUN(timer_queues);
           RUN(waits); RUN(registered_waits); RUN(files);)
