/* SPDX-License-Identifier: MIT
 *
 * Waits and asynchronous calls where several threads meet: a wake that reaches a wait for all which cannot
 * use it, an array of handles that changes under a wait, calls inside calls, a mutex that must have one first
 * owner.
 */
#include "../guest.h"

static volatile LONG entered;

static void until(volatile LONG *value, LONG wanted)
{
    while (InterlockedCompareExchange(value, 0, 0) < wanted)
        Sleep(1);
}

/* ---- a wait for all is woken by what it cannot take alone ---- */

static HANDLE both[2];

static DWORD WINAPI wait_for_all(void *unused)
{
    (void)unused;
    InterlockedIncrement(&entered);
    return WaitForMultipleObjects(2, both, TRUE, 10000);
}

static DWORD WINAPI wait_for_first(void *unused)
{
    (void)unused;
    InterlockedIncrement(&entered);
    return WaitForSingleObject(both[0], INFINITE);
}

static void pass_on(HANDLE first, BOOL (*signal)(HANDLE))
{
    DWORD code;
    both[0] = first;
    both[1] = CreateEventW(NULL, FALSE, FALSE, NULL);
    entered = 0;
    HANDLE all = CreateThread(NULL, 0, wait_for_all, NULL, 0, NULL);
    until(&entered, 1);
    Sleep(30); /* it sleeps on both, and is the first in the queue */
    HANDLE one = CreateThread(NULL, 0, wait_for_first, NULL, 0, NULL);
    until(&entered, 2);
    Sleep(30);
    CHECK(signal(first));
    DWORD woken = WaitForSingleObject(one, 5000);
    CHECK_EQ(woken, WAIT_OBJECT_0);
    if (woken) /* the wake was lost */
        CHECK(signal(first));
    CHECK_EQ(WaitForSingleObject(one, 5000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(one, &code));
    CHECK_EQ(code, WAIT_OBJECT_0);
    CHECK(signal(first));
    CHECK(SetEvent(both[1]));
    CHECK_EQ(WaitForSingleObject(all, 10000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(all, &code));
    CHECK_EQ(code, WAIT_OBJECT_0);
    CloseHandle(all);
    CloseHandle(one);
    CloseHandle(both[0]);
    CloseHandle(both[1]);
}

static BOOL release_one(HANDLE semaphore)
{
    return ReleaseSemaphore(semaphore, 1, NULL);
}

static BOOL set_event(HANDLE event)
{
    return SetEvent(event);
}

TEST(wakes_for_others)
{
    pass_on(CreateEventW(NULL, FALSE, FALSE, NULL), set_event);
    pass_on(CreateSemaphoreW(NULL, 0, 5, NULL), release_one);
}

/* ---- the array is read once ---- */

static HANDLE array[2];

static DWORD WINAPI wait_for_array(void *unused)
{
    (void)unused;
    InterlockedIncrement(&entered);
    return WaitForMultipleObjects(2, array, FALSE, 10000);
}

TEST(arrays_that_change)
{
    DWORD code;
    for (int round = 0; round < 3; round++) {
        HANDLE first = CreateEventW(NULL, TRUE, FALSE, NULL), second = CreateEventW(NULL, TRUE, FALSE, NULL);
        HANDLE other = CreateEventW(NULL, TRUE, FALSE, NULL);
        array[0] = first;
        array[1] = second;
        entered = 0;
        HANDLE thread = CreateThread(NULL, 0, wait_for_array, NULL, 0, NULL);
        until(&entered, 1);
        Sleep(20);
        array[0] = array[1] = round ? other : NULL;
        CHECK(SetEvent(second));
        CHECK_EQ(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
        CHECK(GetExitCodeThread(thread, &code));
        CHECK_EQ(code, WAIT_OBJECT_0 + 1);
        CloseHandle(thread);
        /* All are there still, and are closed once. */
        CHECK_EQ(WaitForSingleObject(first, 0), WAIT_TIMEOUT);
        CHECK_EQ(WaitForSingleObject(second, 0), WAIT_OBJECT_0);
        CHECK_EQ(WaitForSingleObject(other, 0), WAIT_TIMEOUT);
        CHECK(CloseHandle(first));
        CHECK(CloseHandle(second));
        CHECK(CloseHandle(other));
        CHECK_FAILS(CloseHandle(first), FALSE, ERROR_INVALID_HANDLE);
    }
}

/* ---- asynchronous calls ---- */

static char order[8];
static volatile LONG calls;
static DWORD inner;

static void CALLBACK note(ULONG_PTR letter)
{
    order[calls++] = (char)letter;
}

static void CALLBACK wait_inside(ULONG_PTR letter)
{
    order[calls++] = (char)letter;
    inner = SleepEx(5000, TRUE); /* runs what is queued behind it */
}

TEST(calls_inside_calls)
{
    calls = 0;
    CHECK(QueueUserAPC(wait_inside, GetCurrentThread(), 'a'));
    CHECK(QueueUserAPC(note, GetCurrentThread(), 'b'));
    CHECK(QueueUserAPC(note, GetCurrentThread(), 'c'));
    CHECK_EQ(SleepEx(0, TRUE), WAIT_IO_COMPLETION);
    CHECK_EQ(inner, WAIT_IO_COMPLETION);
    CHECK_TEXT(order, "abc");
    CHECK_EQ(SleepEx(0, TRUE), 0);
}

static DWORD WINAPI note_start(void *letter)
{
    note((ULONG_PTR)letter);
    return 0;
}

/* "If an application queues an APC before the thread begins running, the thread begins by calling the APC
 * function." */
TEST(calls_before_the_start)
{
    calls = 0;
    memset(order, 0, sizeof(order));
    HANDLE thread = CreateThread(NULL, 0, note_start, (void *)'z', CREATE_SUSPENDED, NULL);
    CHECK(QueueUserAPC(note, thread, 'x'));
    CHECK(QueueUserAPC(note, thread, 'y'));
    CHECK_EQ(ResumeThread(thread), 1);
    CHECK_EQ(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    CHECK_TEXT(order, "xyz");
    CHECK_FAILS(QueueUserAPC(note, thread, 'w'), 0, ERROR_GEN_FAILURE);
    CloseHandle(thread);
}

/* ---- the first owner of a mutex ---- */

static volatile LONG inside, worst;

static DWORD WINAPI own_first(void *unused)
{
    static const WCHAR name[] = L"decant-wait-corners-first";
    (void)unused;
    for (int i = 0; i < 300; i++) {
        SetLastError(0);
        HANDLE mutex = CreateMutexW(NULL, TRUE, name);
        CHECK(mutex != NULL);
        if (GetLastError() == ERROR_ALREADY_EXISTS)
            WaitForSingleObject(mutex, INFINITE);
        if (InterlockedIncrement(&inside) > 1)
            worst = 1;
        if (i % 8 == 0)
            SwitchToThread();
        InterlockedDecrement(&inside);
        ReleaseMutex(mutex);
        CloseHandle(mutex);
    }
    return 0;
}

TEST(one_first_owner)
{
    HANDLE threads[4];
    for (int i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, own_first, NULL, 0, NULL);
    CHECK_EQ(WaitForMultipleObjects(4, threads, TRUE, 60000), WAIT_OBJECT_0);
    CHECK_EQ(worst, 0);
    for (int i = 0; i < 4; i++)
        CloseHandle(threads[i]);
}

/* ---- suspended threads ---- */

static volatile LONG stop, steps;

static DWORD WINAPI make_objects(void *unused)
{
    (void)unused;
    while (!stop) {
        HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
        SetEvent(event);
        CloseHandle(event);
        void *memory = VirtualAlloc(NULL, 0x10000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        VirtualFree(memory, 0, MEM_RELEASE);
    }
    return 0;
}

/* A thread that stands still holds nothing that system services need. */
TEST(services_beside_the_suspended)
{
    HANDLE threads[2];
    stop = 0;
    for (int i = 0; i < 2; i++)
        threads[i] = CreateThread(NULL, 0, make_objects, NULL, 0, NULL);
    for (int i = 0; i < 300; i++) {
        for (int j = 0; j < 2; j++)
            CHECK(SuspendThread(threads[j]) != (DWORD)-1);
        HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
        CloseHandle(event);
        void *memory = VirtualAlloc(NULL, 0x10000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        VirtualFree(memory, 0, MEM_RELEASE);
        for (int j = 0; j < 2; j++)
            CHECK_EQ(ResumeThread(threads[j]), 1);
    }
    stop = 1;
    CHECK_EQ(WaitForMultipleObjects(2, threads, TRUE, 10000), WAIT_OBJECT_0);
    for (int i = 0; i < 2; i++)
        CloseHandle(threads[i]);
}

static DWORD WINAPI count_steps(void *unused)
{
    (void)unused;
    while (!stop)
        steps++;
    return 0;
}

/* One that is ended while it stands still does not go on before it ends. */
TEST(ended_while_suspended)
{
    DWORD code;
    stop = 0;
    for (int i = 0; i < 20; i++) {
        steps = 0;
        HANDLE thread = CreateThread(NULL, 0, count_steps, NULL, 0, NULL);
        until(&steps, 1);
        CHECK_EQ(SuspendThread(thread), 0);
        LONG before = steps;
        CHECK(TerminateThread(thread, 77));
        CHECK_EQ(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
        CHECK_EQ(steps, before);
        CHECK(GetExitCodeThread(thread, &code));
        CHECK_EQ(code, 77);
        CloseHandle(thread);
    }
}

GUEST_MAIN(RUN(wakes_for_others); RUN(arrays_that_change); RUN(calls_inside_calls);
           RUN(calls_before_the_start); RUN(one_first_owner); RUN(services_beside_the_suspended);
           RUN(ended_while_suspended);)
