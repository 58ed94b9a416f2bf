/* SPDX-License-Identifier: MIT
 *
 * I/O completion ports: how many threads may run at once, who is served first, and what frees a place.
 */
#include "guest.h"

static HANDLE port;

static BOOL take(DWORD milliseconds, ULONG_PTR *key)
{
    DWORD count;
    OVERLAPPED *which;
    return GetQueuedCompletionStatus(port, &count, key, &which, milliseconds);
}

static void open_port(DWORD limit)
{
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, limit);
    CHECK(port != NULL);
}

static void post(ULONG_PTR key)
{
    CHECK(PostQueuedCompletionStatus(port, 0, key, NULL));
}

/* Without a wait, which would free the thread's place. */
static void spin_until(volatile LONG *value, LONG wanted)
{
    for (DWORD start = GetTickCount(); *value < wanted && GetTickCount() - start < 20000;)
        ;
    CHECK(*value >= wanted);
}

static void sleep_until(volatile LONG *value, LONG wanted)
{
    for (int i = 0; *value < wanted && i < 20000; i++)
        Sleep(1);
    CHECK(*value >= wanted);
}

static void join(HANDLE thread)
{
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(CloseHandle(thread));
}

static HANDLE start(DWORD(WINAPI *function)(LPVOID), LONG_PTR argument)
{
    HANDLE thread = CreateThread(NULL, 0, function, (LPVOID)argument, 0, NULL);
    CHECK(thread != NULL);
    return thread;
}

/* ---- at most so many at once ---- */

static volatile LONG running, most, served;

static DWORD WINAPI work(LPVOID unused)
{
    ULONG_PTR key;
    while (take(20000, &key) && key) {
        LONG now = InterlockedIncrement(&running), before = most;
        while (now > before && InterlockedCompareExchange(&most, now, before) != before)
            before = most;
        LARGE_INTEGER from, to, frequency;
        QueryPerformanceFrequency(&frequency);
        QueryPerformanceCounter(&from);
        do /* a while of work, in which others would come */
            QueryPerformanceCounter(&to);
        while (to.QuadPart - from.QuadPart < frequency.QuadPart / 1000);
        InterlockedDecrement(&running);
        InterlockedIncrement(&served);
    }
    return 0;
}

TEST(no_more_than_allowed)
{
    HANDLE threads[6];
    for (LONG limit = 1; limit <= 3; limit++) {
        open_port((DWORD)limit);
        running = most = served = 0;
        for (int i = 0; i < 6; i++)
            threads[i] = start(work, 0);
        for (int i = 0; i < 60; i++)
            post(1);
        sleep_until(&served, 60);
        CHECK(most >= 1 && most <= limit);
        for (int i = 0; i < 6; i++)
            post(0);
        for (int i = 0; i < 6; i++)
            join(threads[i]);
        CHECK(CloseHandle(port));
    }
}

/* ---- who came last is served first ---- */

static volatile LONG arrived, order[6];

static DWORD WINAPI wait_once(LPVOID index)
{
    ULONG_PTR key;
    InterlockedIncrement(&arrived);
    if (take(20000, &key))
        order[key] = (LONG)(LONG_PTR)index;
    InterlockedIncrement(&served);
    return 0;
}

/* That a thread waits cannot be seen from outside, so the order may be missed, but not six times. */
TEST(last_come_first_served)
{
    HANDLE threads[6];
    BOOL seen = FALSE;
    for (int round = 0; round < 6 && !seen; round++) {
        open_port(0xFFFFFFFF);
        arrived = served = 0;
        for (int i = 0; i < 6; i++) {
            threads[i] = start(wait_once, i);
            sleep_until(&arrived, i + 1);
            Sleep(2 << round);
        }
        for (int i = 0; i < 6; i++) {
            post((ULONG_PTR)i);
            sleep_until(&served, i + 1);
        }
        seen = TRUE;
        for (int i = 0; i < 6; i++) {
            seen &= order[i] == 5 - i;
            join(threads[i]);
        }
        CHECK(CloseHandle(port));
    }
    CHECK(seen);
}

/* ---- what frees a place ---- */

enum {
    EVENT,
    MANY,
    SLEEP,
    ALERTABLE,
    SECTION,
    EXCLUSIVE,
    SHARED,
    CONDITION,
    ADDRESS,
    PIPE,
    OTHER_PORT,
    WAYS
};
static HANDLE event, second_port, pipe_read, pipe_write;
static CRITICAL_SECTION section;
static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;
static volatile LONG word, ready;

static VOID CALLBACK nothing(ULONG_PTR argument)
{
}

static void block(ULONG_PTR how)
{
    HANDLE two[2] = {event, pipe_read};
    LONG old = 0;
    char byte;
    DWORD count;
    ULONG_PTR key;
    OVERLAPPED *which;
    switch (how) {
    case EVENT:
        CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
        break;
    case MANY:
        two[1] = GetCurrentProcess();
        CHECK_EQ(WaitForMultipleObjects(2, two, FALSE, 20000), WAIT_OBJECT_0);
        break;
    case SLEEP:
        for (int i = 0; i < 20000 && !word; i++)
            Sleep(1);
        break;
    case ALERTABLE:
        CHECK_EQ(SleepEx(20000, TRUE), WAIT_IO_COMPLETION);
        break;
    case SECTION:
        EnterCriticalSection(&section);
        LeaveCriticalSection(&section);
        break;
    case EXCLUSIVE:
        AcquireSRWLockExclusive(&lock);
        ReleaseSRWLockExclusive(&lock);
        break;
    case SHARED:
        AcquireSRWLockShared(&lock);
        ReleaseSRWLockShared(&lock);
        break;
    case CONDITION:
        AcquireSRWLockExclusive(&lock);
        while (!word)
            CHECK(SleepConditionVariableSRW(&condition, &lock, 20000, 0));
        ReleaseSRWLockExclusive(&lock);
        break;
    case ADDRESS:
        while (!word)
            CHECK(WaitOnAddress(&word, &old, sizeof(word), 20000));
        break;
    case PIPE:
        CHECK(ReadFile(pipe_read, &byte, 1, &count, NULL) && count == 1);
        break;
    case OTHER_PORT:
        CHECK(GetQueuedCompletionStatus(second_port, &count, &key, &which, 20000));
        break;
    }
}

static HANDLE blocked_thread;

static void release(ULONG_PTR how)
{
    DWORD count;
    switch (how) {
    case EVENT:
    case MANY:
        CHECK(SetEvent(event));
        break;
    case ALERTABLE:
        CHECK(QueueUserAPC(nothing, blocked_thread, 0));
        break;
    case PIPE:
        CHECK(WriteFile(pipe_write, "x", 1, &count, NULL));
        break;
    case OTHER_PORT:
        CHECK(PostQueuedCompletionStatus(second_port, 0, 0, NULL));
        break;
    default:
        AcquireSRWLockExclusive(&lock);
        word = 1;
        ReleaseSRWLockExclusive(&lock);
        WakeAllConditionVariable(&condition);
        WakeByAddressAll((PVOID)&word);
    }
}

/* The first packet that a thread gets blocks it, the second one is for the other thread to set it free. The
 * locks are this thread's and are given back when the second packet has been taken. */
static DWORD WINAPI block_or_release(LPVOID unused)
{
    ULONG_PTR key;
    while (take(20000, &key) && key) {
        ULONG_PTR how = key >> 2;
        if ((key & 3) == 1) {
            DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &blocked_thread, 0,
                            FALSE, DUPLICATE_SAME_ACCESS);
            InterlockedIncrement(&ready);
            block(how);
            CloseHandle(blocked_thread);
        } else {
            InterlockedIncrement(&ready);
            if (how != SECTION && how != EXCLUSIVE && how != SHARED)
                release(how);
        }
        InterlockedIncrement(&served);
    }
    return 0;
}

TEST(a_thread_that_waits_frees_its_place)
{
    HANDLE threads[2];
    open_port(1);
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    second_port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    CHECK(CreatePipe(&pipe_read, &pipe_write, NULL, 0));
    InitializeCriticalSection(&section);
    for (int i = 0; i < 2; i++)
        threads[i] = start(block_or_release, 0);
    for (ULONG_PTR how = EVENT; how < WAYS; how++) {
        served = ready = word = 0;
        if (how == SECTION)
            EnterCriticalSection(&section);
        if (how == EXCLUSIVE || how == SHARED)
            AcquireSRWLockExclusive(&lock);
        post(how << 2 | 1);
        sleep_until(&ready, 1);
        post(how << 2 | 2);
        sleep_until(&ready, 2);
        if (how == SECTION)
            LeaveCriticalSection(&section);
        if (how == EXCLUSIVE || how == SHARED)
            ReleaseSRWLockExclusive(&lock);
        sleep_until(&served, 2);
    }
    post(0);
    post(0);
    for (int i = 0; i < 2; i++)
        join(threads[i]);
    DeleteCriticalSection(&section);
    CHECK(CloseHandle(pipe_read) && CloseHandle(pipe_write) && CloseHandle(event));
    CHECK(CloseHandle(second_port) && CloseHandle(port));
}

static volatile LONG go, back;

/* Key 1: runs until `go`, then ends. 2: sleeps for the event, and then runs until `go`. */
static DWORD WINAPI hold_place(LPVOID unused)
{
    ULONG_PTR key;
    if (!take(20000, &key))
        return 1;
    InterlockedIncrement(&ready);
    if (key == 2)
        CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    InterlockedIncrement(&back);
    spin_until(&go, 1);
    return 0;
}

TEST(a_thread_that_runs_keeps_its_place)
{
    ULONG_PTR key = 0;
    open_port(1);
    ready = go = 0;
    HANDLE thread = start(hold_place, 0);
    post(1);
    sleep_until(&ready, 1);
    post(7);
    CHECK_EQ(WaitForSingleObject(port, 0), WAIT_OBJECT_0); /* there is one, but no place */
    CHECK_FAILS(take(0, &key), FALSE, WAIT_TIMEOUT);
    CHECK_FAILS(take(20, &key), FALSE, WAIT_TIMEOUT);
    go = 1;
    CHECK(take(20000, &key)); /* its end frees the place */
    CHECK_EQ(key, 7);
    join(thread);
    CHECK(CloseHandle(port));
}

TEST(a_thread_comes_back_beyond_the_limit)
{
    HANDLE first, second;
    ULONG_PTR key = 0;
    open_port(1);
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    ready = go = back = 0;
    first = start(hold_place, 0);
    post(2);
    sleep_until(&ready, 1);
    second = start(hold_place, 0);
    post(1);
    sleep_until(&back, 1); /* the second one runs, for the first one waits */
    CHECK(SetEvent(event));
    sleep_until(&back, 2); /* now both do */
    post(7);
    CHECK_FAILS(take(20, &key), FALSE, WAIT_TIMEOUT);
    go = 1;
    CHECK(take(20000, &key));
    CHECK_EQ(key, 7);
    join(first);
    join(second);
    CHECK(CloseHandle(event));
    CHECK(CloseHandle(port));
}

static DWORD WINAPI take_forever(LPVOID unused)
{
    ULONG_PTR key;
    InterlockedIncrement(&ready);
    take(INFINITE, &key);
    InterlockedIncrement(&back);
    Sleep(INFINITE);
    return 0;
}

static DWORD WINAPI post_and_wait(LPVOID unused)
{
    ULONG_PTR key = 0;
    CHECK(take(20000, &key));
    CHECK_EQ(key, 1);
    post(2);
    CHECK_EQ(WaitForSingleObject(port, 20000), WAIT_OBJECT_0); /* which frees the place of its own port */
    CHECK(take(20000, &key));
    CHECK_EQ(key, 2);
    return 0;
}

TEST(threads_that_are_ended)
{
    ULONG_PTR key = 0;
    open_port(1);
    ready = back = 0;
    HANDLE thread = start(take_forever, 0);
    sleep_until(&ready, 1);
    Sleep(5);
    CHECK(TerminateThread(thread, 0)); /* a waiter */
    join(thread);
    thread = start(take_forever, 0);
    post(1);
    sleep_until(&back, 1);
    CHECK(TerminateThread(thread, 0)); /* one that has taken a packet */
    join(thread);
    post(3);
    CHECK(take(20000, &key));
    CHECK_EQ(key, 3);
    /* One that asks does not stand in its own way. */
    post(4);
    CHECK(take(0, &key));
    CHECK_EQ(key, 4);
    thread = start(post_and_wait, 0);
    post(1);
    join(thread);
    CHECK(CloseHandle(port));
}

GUEST_MAIN(RUN(no_more_than_allowed); RUN(last_come_first_served); RUN(a_thread_that_waits_frees_its_place);
           RUN(a_thread_that_runs_keeps_its_place); RUN(a_thread_comes_back_beyond_the_limit);
           RUN(threads_that_are_ended);)
