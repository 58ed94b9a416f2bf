/* SPDX-License-Identifier: MIT
 *
 * Events, mutexes, semaphores, waits for one, any and all, handles.
 */
#include "guest.h"

TEST(events)
{
    HANDLE automatic = CreateEventW(NULL, FALSE, FALSE, NULL), manual = CreateEventA(NULL, TRUE, TRUE, NULL);
    CHECK(automatic && manual);
    CHECK_EQ(WaitForSingleObject(automatic, 0), WAIT_TIMEOUT);
    CHECK(SetEvent(automatic));
    CHECK(SetEvent(automatic));
    CHECK_EQ(WaitForSingleObject(automatic, INFINITE), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(automatic, 5), WAIT_TIMEOUT);
    CHECK_EQ(WaitForSingleObject(manual, 0), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(manual, 0), WAIT_OBJECT_0);
    CHECK(ResetEvent(manual));
    CHECK_EQ(WaitForSingleObject(manual, 0), WAIT_TIMEOUT);
    CHECK(PulseEvent(manual));
    CHECK_EQ(WaitForSingleObject(manual, 0), WAIT_TIMEOUT);
    CHECK_FAILS(SetEvent(GetCurrentThread()), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(ReleaseMutex(manual), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetEvent(NULL), FALSE, ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(automatic));
    CHECK_FAILS(SetEvent(automatic), FALSE, ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(manual));
    HANDLE limited = CreateEventExW(NULL, NULL, CREATE_EVENT_MANUAL_RESET, SYNCHRONIZE);
    CHECK_FAILS(SetEvent(limited), FALSE, ERROR_ACCESS_DENIED);
    CHECK_EQ(WaitForSingleObject(limited, 0), WAIT_TIMEOUT);
    CHECK(CloseHandle(limited));
    CHECK_FAILS(CreateEventExW(NULL, NULL, 8, EVENT_ALL_ACCESS), 0, ERROR_INVALID_PARAMETER);
}

static DWORD WINAPI takes_and_leaves(LPVOID mutex)
{
    return WaitForSingleObject((HANDLE)mutex, 0);
}

static DWORD in_thread(LPTHREAD_START_ROUTINE start, LPVOID argument)
{
    DWORD code = 0xDEAD;
    HANDLE thread = CreateThread(NULL, 0, start, argument, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

TEST(mutexes)
{
    HANDLE mutex = CreateMutexW(NULL, TRUE, NULL);
    CHECK_EQ(WaitForSingleObject(mutex, 0), WAIT_OBJECT_0);
    CHECK_EQ(in_thread(takes_and_leaves, mutex), WAIT_TIMEOUT);
    CHECK(ReleaseMutex(mutex));
    CHECK_EQ(in_thread(takes_and_leaves, mutex), WAIT_TIMEOUT);
    CHECK(ReleaseMutex(mutex));
    CHECK_FAILS(ReleaseMutex(mutex), FALSE, ERROR_NOT_OWNER);
    CHECK_EQ(in_thread(takes_and_leaves, mutex), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(mutex, 1000), WAIT_ABANDONED);
    CHECK(ReleaseMutex(mutex));
    CHECK_EQ(WaitForSingleObject(mutex, 0), WAIT_OBJECT_0);
    CHECK(ReleaseMutex(mutex));
    /* Abandoned in a wait for any and for all: the index, and the fact. */
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), both[2] = {event, mutex};
    CHECK_EQ(in_thread(takes_and_leaves, mutex), WAIT_OBJECT_0);
    CHECK_EQ(WaitForMultipleObjects(2, both, FALSE, 1000), WAIT_ABANDONED_0 + 1);
    CHECK(ReleaseMutex(mutex));
    CHECK_EQ(in_thread(takes_and_leaves, mutex), WAIT_OBJECT_0);
    CHECK_EQ(WaitForMultipleObjects(2, both, TRUE, 5), WAIT_TIMEOUT);
    CHECK(SetEvent(event));
    CHECK_EQ(WaitForMultipleObjects(2, both, TRUE, 1000), WAIT_ABANDONED_0);
    CHECK(ReleaseMutex(mutex));
    CloseHandle(event);
    CHECK(CloseHandle(mutex));
}

TEST(semaphores)
{
    LONG before = -1;
    HANDLE semaphore = CreateSemaphoreW(NULL, 1, 3, NULL);
    CHECK_EQ(WaitForSingleObject(semaphore, 0), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(semaphore, 0), WAIT_TIMEOUT);
    CHECK(ReleaseSemaphore(semaphore, 2, &before));
    CHECK_EQ(before, 0);
    CHECK_FAILS(ReleaseSemaphore(semaphore, 2, &before), FALSE, ERROR_TOO_MANY_POSTS);
    CHECK_FAILS(ReleaseSemaphore(semaphore, 0, &before), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(ReleaseSemaphore(semaphore, 1, &before));
    CHECK_EQ(before, 2);
    CHECK(CloseHandle(semaphore));
    CHECK_FAILS(CreateSemaphoreW(NULL, 4, 3, NULL), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateSemaphoreW(NULL, -1, 3, NULL), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateSemaphoreW(NULL, 0, 0, NULL), 0, ERROR_INVALID_PARAMETER);
}

TEST(waits_for_any_and_all)
{
    HANDLE events[MAXIMUM_WAIT_OBJECTS + 1];
    for (int i = 0; i <= MAXIMUM_WAIT_OBJECTS; i++)
        events[i] = CreateEventW(NULL, FALSE, FALSE, NULL);
    CHECK_FAILS(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, events, FALSE, 0), WAIT_FAILED,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(WaitForMultipleObjects(0, events, FALSE, 0), WAIT_FAILED, ERROR_INVALID_PARAMETER);
    CHECK_EQ(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, events, FALSE, 5), WAIT_TIMEOUT);
    SetEvent(events[63]);
    SetEvent(events[40]);
    CHECK_EQ(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, events, FALSE, INFINITE), WAIT_OBJECT_0 + 40);
    CHECK_EQ(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, events, FALSE, INFINITE), WAIT_OBJECT_0 + 63);
    /* All or nothing. */
    SetEvent(events[0]);
    SetEvent(events[1]);
    CHECK_EQ(WaitForMultipleObjects(3, events, TRUE, 5), WAIT_TIMEOUT);
    CHECK_EQ(WaitForMultipleObjects(2, events, TRUE, 0), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(events[0], 0), WAIT_TIMEOUT);
    CHECK_EQ(WaitForSingleObject(events[1], 0), WAIT_TIMEOUT);
    HANDLE twice[2] = {events[0], events[0]}, bad[2] = {events[0], NULL};
    CHECK_FAILS(WaitForMultipleObjects(2, twice, TRUE, 0), WAIT_FAILED, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(WaitForMultipleObjects(2, bad, FALSE, 0), WAIT_FAILED, ERROR_INVALID_HANDLE);
    CHECK_EQ(SignalObjectAndWait(events[5], events[5], 100, FALSE), WAIT_OBJECT_0);
    CHECK_EQ(SignalObjectAndWait(events[5], events[6], 1, FALSE), WAIT_TIMEOUT);
    CHECK_EQ(WaitForSingleObject(events[5], 0), WAIT_OBJECT_0);
    for (int i = 0; i <= MAXIMUM_WAIT_OBJECTS; i++)
        CloseHandle(events[i]);
}

/* Threads pass tokens around a ring of semaphores, half of them by waits for any, and a wait for all takes
 * two at a time: nothing may be lost or doubled. */
#define RING   6
#define TOKENS 3
#define STEPS  3000
static HANDLE ring[RING], stop;
static volatile LONG steps;

static DWORD WINAPI passes_on(LPVOID argument)
{
    DWORD_PTR i = (DWORD_PTR)argument;
    HANDLE handles[2] = {ring[i], stop};
    for (;;) {
        DWORD result = WaitForMultipleObjects(2, handles, FALSE, 20000);
        if (result != WAIT_OBJECT_0)
            return result != WAIT_OBJECT_0 + 1;
        if (InterlockedIncrement(&steps) >= STEPS)
            SetEvent(stop);
        ReleaseSemaphore(ring[(i + 1) % RING], 1, NULL);
    }
}

static DWORD WINAPI takes_two(LPVOID argument)
{
    HANDLE two[2] = {ring[0], ring[3]};
    for (int i = 0; i < 200; i++) {
        if (WaitForMultipleObjects(2, two, TRUE, 2) == WAIT_OBJECT_0) {
            ReleaseSemaphore(ring[0], 1, NULL);
            ReleaseSemaphore(ring[3], 1, NULL);
        }
        if (WaitForSingleObject(stop, 0) == WAIT_OBJECT_0)
            break;
    }
    return 0;
}

TEST(nothing_is_lost_under_stress)
{
    HANDLE threads[RING + 1];
    LONG left = 0;
    stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    for (int i = 0; i < RING; i++)
        ring[i] = CreateSemaphoreW(NULL, i < TOKENS, 100, NULL);
    for (DWORD_PTR i = 0; i < RING; i++)
        threads[i] = CreateThread(NULL, 0, passes_on, (LPVOID)i, 0, NULL);
    threads[RING] = CreateThread(NULL, 0, takes_two, NULL, 0, NULL);
    CHECK_EQ(WaitForMultipleObjects(RING + 1, threads, TRUE, 30000), WAIT_OBJECT_0);
    for (int i = 0; i <= RING; i++) {
        DWORD code = 1;
        GetExitCodeThread(threads[i], &code);
        CHECK_EQ(code, 0);
        CloseHandle(threads[i]);
    }
    for (int i = 0; i < RING; i++) {
        while (WaitForSingleObject(ring[i], 0) == WAIT_OBJECT_0)
            left++;
        CloseHandle(ring[i]);
    }
    CHECK_EQ(left, TOKENS);
    CloseHandle(stop);
}

static DWORD WINAPI waits_for(LPVOID event)
{
    return WaitForSingleObject((HANDLE)event, 20000);
}

TEST(an_automatic_event_releases_one_each_time)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), threads[4];
    for (int i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, waits_for, event, 0, NULL);
    for (int i = 0; i < 4; i++) {
        SetEvent(event);
        DWORD ended = WaitForMultipleObjects((DWORD)(4 - i), threads, FALSE, 20000);
        CHECK(ended < (DWORD)(4 - i));
        CloseHandle(threads[ended]);
        threads[ended] = threads[3 - i];
    }
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    CloseHandle(event);
}

TEST(handles)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), other = NULL, process = NULL;
    DWORD flags = 9;
    CHECK(DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &other, 0, TRUE,
                          DUPLICATE_SAME_ACCESS));
    CHECK(other != event);
    CHECK(GetHandleInformation(event, &flags));
    CHECK_EQ(flags, 0);
    CHECK(GetHandleInformation(other, &flags));
    CHECK_EQ(flags, HANDLE_FLAG_INHERIT);
    SetEvent(other);
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    CHECK(SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE));
    CHECK_FAILS(CloseHandle(event), FALSE, ERROR_INVALID_HANDLE);
    CHECK(SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0));
    CHECK(CloseHandle(event));
    CHECK_FAILS(CloseHandle(event), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetHandleInformation(event, &flags), FALSE, ERROR_INVALID_HANDLE);
    CHECK_EQ(WaitForSingleObject(other, 0), WAIT_OBJECT_0);
    CHECK(DuplicateHandle(GetCurrentProcess(), other, GetCurrentProcess(), &event, SYNCHRONIZE, FALSE,
                          DUPLICATE_CLOSE_SOURCE));
    CHECK_FAILS(SetEvent(event), FALSE, ERROR_ACCESS_DENIED);
    CHECK(CloseHandle(event));
    CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &process, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    CHECK_EQ(GetProcessId(process), GetCurrentProcessId());
    CHECK(CloseHandle(process));
    CHECK_FAILS(DuplicateHandle(GetCurrentProcess(), (HANDLE)0x5554, GetCurrentProcess(), &event, 0, FALSE,
                                DUPLICATE_SAME_ACCESS),
                FALSE, ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(GetCurrentProcess()));
    CHECK_FAILS(CloseHandle(NULL), FALSE, ERROR_INVALID_HANDLE);
}

GUEST_MAIN(RUN(events); RUN(mutexes); RUN(semaphores); RUN(waits_for_any_and_all);
           RUN(nothing_is_lost_under_stress); RUN(an_automatic_event_releases_one_each_time); RUN(handles);)
