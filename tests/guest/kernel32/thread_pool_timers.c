/* SPDX-License-Identifier: MIT
 *
 * The thread pool's timers and timer queues.
 */
#include "guest.h"

static LONG ran, also_ran;
static HANDLE done, gate, started;

static FILETIME relative(int milliseconds)
{
    LARGE_INTEGER time = {.QuadPart = -10000ll * milliseconds};
    return (FILETIME){time.LowPart, (DWORD)time.HighPart};
}

static VOID CALLBACK tick(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_TIMER timer)
{
    if (InterlockedIncrement(&ran) == (LONG)(LONG_PTR)context)
        SetEvent(done);
}

TEST(pool_timers)
{
    FILETIME soon = relative(1), late = relative(60000), now = {0, 0}, absolute;
    CHECK_FAILS(CreateThreadpoolTimer(NULL, NULL, NULL), NULL, ERROR_INVALID_PARAMETER);
    PTP_TIMER timer = CreateThreadpoolTimer(tick, (PVOID)3, NULL);
    CHECK(timer != NULL);
    CHECK(!IsThreadpoolTimerSet(timer));
    SetThreadpoolTimer(timer, &soon, 1, 0);
    CHECK(IsThreadpoolTimerSet(timer));
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0); /* three periods */
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    CHECK(!IsThreadpoolTimerSet(timer));
    LONG then = ran;
    Sleep(5);
    CHECK_EQ(ran, then);
    CHECK(!SetThreadpoolTimerEx(timer, &late, 0, 0));
    CHECK(SetThreadpoolTimerEx(timer, &late, 0, 0)); /* it was still to come */
    CHECK(SetThreadpoolTimerEx(timer, NULL, 0, 0));
    CHECK(!SetThreadpoolTimerEx(timer, NULL, 0, 0));
    ran = 2;
    SetThreadpoolTimer(timer, &now, 0, 0);
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    ran = 2;
    GetSystemTimeAsFileTime(&absolute);
    SetThreadpoolTimer(timer, &absolute, 0, 0);
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CloseThreadpoolTimer(timer);
}

/* They come in the order of their times, whatever the order in which they were set. */
static LONG order[64], next;

static VOID CALLBACK note(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_TIMER timer)
{
    order[next++] = (LONG)(LONG_PTR)context; /* one thread */
    if (next == 64)
        SetEvent(done);
}

TEST(order_of_timers)
{
    PTP_TIMER timers[64];
    TP_CALLBACK_ENVIRON environment;
    PTP_POOL pool = CreateThreadpool(NULL);
    LARGE_INTEGER base;
    SetThreadpoolThreadMaximum(pool, 1);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    GetSystemTimeAsFileTime((FILETIME *)&base);
    for (int i = 0; i < 64; i++)
        timers[i] = CreateThreadpoolTimer(note, (PVOID)(LONG_PTR)i, &environment);
    for (int n = 0; n < 64; n++) {
        int i = n * 37 % 64;
        LARGE_INTEGER due = {.QuadPart = base.QuadPart + 500000 + i * 5000};
        FILETIME time = {due.LowPart, (DWORD)due.HighPart};
        SetThreadpoolTimer(timers[i], &time, 0, 0);
    }
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    for (int i = 0; i < 64; i++) {
        CHECK_EQ(order[i], i);
        CloseThreadpoolTimer(timers[i]);
    }
    CloseThreadpool(pool);
}

static VOID CALLBACK queue_tick(PVOID context, BOOLEAN fired)
{
    CHECK_EQ(fired, TRUE);
    if (InterlockedIncrement((LONG *)context) == 3)
        SetEvent(done);
}

static VOID CALLBACK queue_blocks(PVOID context, BOOLEAN fired)
{
    SetEvent(started);
    CHECK_EQ(WaitForSingleObject(gate, 20000), WAIT_OBJECT_0);
    InterlockedIncrement((LONG *)context);
}

static DWORD WINAPI open_gate(PVOID unused)
{
    Sleep(10);
    SetEvent(gate);
    return 0;
}

TEST(timer_queues)
{
    HANDLE timer, other, queue = CreateTimerQueue();
    CHECK(queue != NULL);
    ran = 0;
    CHECK(CreateTimerQueueTimer(&timer, queue, queue_tick, &ran, 0, 1, WT_EXECUTEDEFAULT));
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CHECK(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    LONG then = ran;
    CHECK(then >= 3);
    Sleep(5);
    CHECK_EQ(ran, then);
    CHECK_FAILS(DeleteTimerQueueTimer(queue, NULL, NULL), FALSE, ERROR_INVALID_PARAMETER);

    /* Once, though it has a period; in the timers' own thread. */
    ran = 2;
    CHECK(CreateTimerQueueTimer(&timer, queue, queue_tick, &ran, 1, 1,
                                WT_EXECUTEONLYONCE | WT_EXECUTEINTIMERTHREAD));
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    Sleep(5);
    CHECK_EQ(ran, 3);
    CHECK(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));

    /* A new time for one that is still to come. */
    ran = 2;
    CHECK(CreateTimerQueueTimer(&timer, queue, queue_tick, &ran, 60000, 0, 0));
    CHECK(ChangeTimerQueueTimer(queue, timer, 1, 0));
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CHECK(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));

    /* Deleting one whose callback runs. */
    ran = 0;
    CHECK(CreateTimerQueueTimer(&timer, queue, queue_blocks, &ran, 0, 0, WT_EXECUTELONGFUNCTION));
    CHECK_EQ(WaitForSingleObject(started, 20000), WAIT_OBJECT_0);
    CHECK_FAILS(DeleteTimerQueueTimer(queue, timer, NULL), FALSE, ERROR_IO_PENDING);
    CHECK(CreateTimerQueueTimer(&other, queue, queue_blocks, &also_ran, 0, 0, WT_EXECUTELONGFUNCTION));
    CHECK_EQ(WaitForSingleObject(started, 20000), WAIT_OBJECT_0);
    CHECK_FAILS(DeleteTimerQueueEx(queue, done), FALSE, ERROR_IO_PENDING);
    CHECK_EQ(WaitForSingleObject(done, 5), WAIT_TIMEOUT);
    CHECK(SetEvent(gate));
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0); /* both are through */
    CHECK_EQ(ran, 1);
    CHECK_EQ(also_ran, 1);
    CHECK_FAILS(DeleteTimerQueueEx(NULL, NULL), FALSE, ERROR_INVALID_HANDLE);
}

TEST(deleting_a_queue_waits)
{
    HANDLE timers[10], thread, queue = CreateTimerQueue();
    CHECK(ResetEvent(gate));
    ran = 0;
    for (int i = 1; i < 10; i++)
        CHECK(CreateTimerQueueTimer(&timers[i], queue, queue_tick, &ran, 60000, 0, 0));
    CHECK(CreateTimerQueueTimer(&timers[0], queue, queue_blocks, &ran, 0, 0, 0));
    CHECK_EQ(WaitForSingleObject(started, 20000), WAIT_OBJECT_0);
    thread = CreateThread(NULL, 0, open_gate, NULL, 0, NULL);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    CHECK_EQ(ran, 1);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(CloseHandle(thread));
    /* One of the process's own queue. */
    ran = 2;
    CHECK(CreateTimerQueueTimer(&timers[0], NULL, queue_tick, &ran, 1, 0, 0));
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CHECK(DeleteTimerQueueTimer(NULL, timers[0], INVALID_HANDLE_VALUE));
    queue = CreateTimerQueue();
    CHECK(DeleteTimerQueue(queue));
}

GUEST_MAIN(done = CreateEventW(NULL, FALSE, FALSE, NULL); gate = CreateEventW(NULL, TRUE, FALSE, NULL);
           started = CreateEventW(NULL, FALSE, FALSE, NULL); RUN(pool_timers); RUN(order_of_timers);
           RUN(timer_queues); RUN(deleting_a_queue_waits);)
