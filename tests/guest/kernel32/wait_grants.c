/* SPDX-License-Identifier: MIT
 *
 * A signal is given to those who wait when it happens: as many as were signaled, the oldest first, and nobody
 * else can take it.
 */
#include "guest.h"

#define WAITERS 8

static HANDLE event, other, mutex;
static volatile LONG waiting, released, order[WAITERS];

static DWORD WINAPI waits(LPVOID argument)
{
    InterlockedIncrement(&waiting);
    DWORD got = WaitForSingleObject(event, INFINITE);
    order[(DWORD_PTR)argument] = InterlockedIncrement(&released);
    return got;
}

/* Starts threads one after the other; each is in its wait when the next one begins. That a thread waits is
 * not to be seen from outside, so it is given time; a test that fails by this is one that says too little. */
static void start(HANDLE *threads, int count, LPTHREAD_START_ROUTINE routine)
{
    waiting = released = 0;
    for (int i = 0; i < count; i++) {
        threads[i] = CreateThread(NULL, 0, routine, (LPVOID)(DWORD_PTR)i, 0, NULL);
        while (waiting <= i)
            Sleep(1);
        Sleep(20);
    }
}

static void finish(HANDLE *threads, int count)
{
    CHECK_EQ(WaitForMultipleObjects((DWORD)count, threads, TRUE, 10000), WAIT_OBJECT_0);
    for (int i = 0; i < count; i++)
        CloseHandle(threads[i]);
}

TEST(every_set_of_an_automatic_event_releases_one)
{
    HANDLE threads[WAITERS];
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    start(threads, WAITERS, waits);
    for (int i = 0; i < WAITERS; i++)
        SetEvent(event);
    finish(threads, WAITERS);
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    CloseHandle(event);
}

TEST(whoever_signals_cannot_take_it_back)
{
    HANDLE threads[4];
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    start(threads, 1, waits);
    SetEvent(event);
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    finish(threads, 1);
    CloseHandle(event);
    event = CreateEventW(NULL, TRUE, FALSE, NULL);
    start(threads, 4, waits);
    SetEvent(event);
    ResetEvent(event);
    finish(threads, 4);
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    CloseHandle(event);
}

TEST(waiters_are_served_in_the_order_of_their_coming)
{
    HANDLE threads[4];
    event = CreateSemaphoreW(NULL, 0, 10, NULL);
    start(threads, 4, waits);
    for (int i = 0; i < 4; i++) {
        ReleaseSemaphore(event, 1, NULL);
        CHECK_EQ(WaitForSingleObject(threads[i], 10000), WAIT_OBJECT_0);
        CHECK_EQ(order[i], i + 1);
    }
    finish(threads, 4);
    CloseHandle(event);
}

static DWORD WINAPI takes_mutex(LPVOID argument)
{
    InterlockedIncrement(&waiting);
    DWORD got = WaitForSingleObject(mutex, INFINITE);
    ReleaseMutex(mutex);
    return got;
}

TEST(a_released_mutex_is_its_first_waiters)
{
    HANDLE thread;
    DWORD code;
    mutex = CreateMutexW(NULL, TRUE, NULL);
    start(&thread, 1, takes_mutex);
    CHECK(ReleaseMutex(mutex));
    CHECK_ERROR(0);
    CHECK_FAILS(ReleaseMutex(mutex), FALSE, ERROR_NOT_OWNER);
    CHECK_EQ(WaitForSingleObject(mutex, 10000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, WAIT_OBJECT_0);
    ReleaseMutex(mutex);
    CloseHandle(thread);
    CloseHandle(mutex);
}

static DWORD WINAPI waits_for_both(LPVOID argument)
{
    HANDLE both[2] = {event, other};
    InterlockedIncrement(&waiting);
    return WaitForMultipleObjects(2, both, TRUE, (DWORD)(DWORD_PTR)argument ? 0 : 400);
}

TEST(a_pulse_counts_for_a_wait_for_all_only_at_its_moment)
{
    HANDLE thread;
    DWORD code;
    event = CreateEventW(NULL, TRUE, FALSE, NULL);
    other = CreateEventW(NULL, TRUE, FALSE, NULL);
    start(&thread, 1, waits_for_both);
    PulseEvent(event);
    SetEvent(other);
    CHECK_EQ(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &code);
    CHECK_EQ(code, WAIT_TIMEOUT);
    CloseHandle(thread);
    start(&thread, 1, waits_for_both); /* the other one is signaled now */
    PulseEvent(event);
    CHECK_EQ(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &code);
    CHECK_EQ(code, WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    CloseHandle(thread);
    CloseHandle(event);
    CloseHandle(other);
}

TEST(a_terminated_waiter_is_given_nothing)
{
    HANDLE threads[2];
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    start(threads, 2, waits);
    CHECK(TerminateThread(threads[0], 7));
    CHECK_EQ(WaitForSingleObject(threads[0], 10000), WAIT_OBJECT_0);
    SetEvent(event);
    CHECK_EQ(WaitForSingleObject(threads[1], 10000), WAIT_OBJECT_0);
    finish(threads, 2);
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    CloseHandle(event);
}

GUEST_MAIN(RUN(every_set_of_an_automatic_event_releases_one); RUN(whoever_signals_cannot_take_it_back);
           RUN(waiters_are_served_in_the_order_of_their_coming); RUN(a_released_mutex_is_its_first_waiters);
           RUN(a_pulse_counts_for_a_wait_for_all_only_at_its_moment);
           RUN(a_terminated_waiter_is_given_nothing);)
