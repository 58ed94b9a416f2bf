/* SPDX-License-Identifier: MIT
 *
 * Waitable timers.
 */
#include "guest.h"

TEST(timers)
{
    LARGE_INTEGER soon = {.QuadPart = -20000}, late = {.QuadPart = -600000000}, past = {.QuadPart = 1};
    HANDLE once = CreateWaitableTimerW(NULL, TRUE, NULL), again = CreateWaitableTimerA(NULL, FALSE, NULL);
    CHECK(once && again);
    CHECK_EQ(WaitForSingleObject(once, 0), WAIT_TIMEOUT);
    CHECK(SetWaitableTimer(once, &soon, 0, NULL, NULL, FALSE));
    CHECK_EQ(WaitForSingleObject(once, 20000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(once, 0), WAIT_OBJECT_0);
    CHECK(SetWaitableTimer(once, &late, 0, NULL, NULL, FALSE));
    CHECK_EQ(WaitForSingleObject(once, 5), WAIT_TIMEOUT);
    CHECK(SetWaitableTimer(once, &past, 0, NULL, NULL, FALSE));
    CHECK_EQ(WaitForSingleObject(once, 0), WAIT_OBJECT_0);
    CHECK(SetWaitableTimer(again, &soon, 1, NULL, NULL, FALSE));
    for (int i = 0; i < 5; i++)
        CHECK_EQ(WaitForSingleObject(again, 20000), WAIT_OBJECT_0);
    CHECK(CancelWaitableTimer(again));
    WaitForSingleObject(again, 0);
    CHECK_EQ(WaitForSingleObject(again, 5), WAIT_TIMEOUT);
    HANDLE both[2] = {again, once};
    CHECK_EQ(WaitForMultipleObjects(2, both, FALSE, 20000), WAIT_OBJECT_0 + 1);
    CHECK_FAILS(SetWaitableTimer(once, &soon, -1, NULL, NULL, FALSE), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetWaitableTimer(GetCurrentThread(), &soon, 0, NULL, NULL, FALSE), FALSE,
                ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(once));
    CHECK(CloseHandle(again));
}

static int calls;
static ULONGLONG called_at;

static VOID CALLBACK count_call(LPVOID argument, DWORD low, DWORD high)
{
    calls += *(int *)argument;
    called_at = (ULONGLONG)high << 32 | low;
}

TEST(completion_routines)
{
    LARGE_INTEGER soon = {.QuadPart = -20000}, late = {.QuadPart = -600000000};
    int one = 1, ten = 10;
    FILETIME before, after;
    HANDLE timer = CreateWaitableTimerW(NULL, FALSE, NULL), event = CreateEventW(NULL, TRUE, FALSE, NULL);
    GetSystemTimeAsFileTime(&before);
    CHECK(SetWaitableTimer(timer, &soon, 0, count_call, &one, FALSE));
    CHECK_EQ(SleepEx(20000, TRUE), WAIT_IO_COMPLETION);
    GetSystemTimeAsFileTime(&after);
    CHECK_EQ(calls, 1);
    CHECK(called_at >= ((ULONGLONG)before.dwHighDateTime << 32 | before.dwLowDateTime) - 10000000);
    CHECK(called_at <= ((ULONGLONG)after.dwHighDateTime << 32 | after.dwLowDateTime) + 10000000);
    /* Only an alertable wait runs it, and it does not come twice. */
    CHECK_EQ(SleepEx(5, TRUE), 0);
    CHECK(SetWaitableTimer(timer, &soon, 0, count_call, &one, FALSE));
    Sleep(5);
    CHECK_EQ(calls, 1);
    CHECK_EQ(WaitForSingleObjectEx(event, 20000, TRUE), WAIT_IO_COMPLETION);
    CHECK_EQ(calls, 2);
    /* A periodic one. */
    CHECK(SetWaitableTimer(timer, &soon, 1, count_call, &one, FALSE));
    while (calls < 5)
        CHECK_EQ(WaitForMultipleObjectsEx(1, &event, FALSE, 20000, TRUE), WAIT_IO_COMPLETION);
    /* Setting it anew replaces the routine, cancelling and closing forget it. */
    CHECK(SetWaitableTimer(timer, &late, 0, count_call, &ten, FALSE));
    CHECK_EQ(SleepEx(5, TRUE), 0);
    CHECK(SetWaitableTimer(timer, &soon, 0, count_call, &ten, FALSE));
    CHECK(CancelWaitableTimer(timer));
    CHECK_EQ(SleepEx(5, TRUE), 0);
    CHECK(SetWaitableTimer(timer, &soon, 0, count_call, &ten, FALSE));
    CHECK(CloseHandle(timer));
    CHECK_EQ(SleepEx(5, TRUE), 0);
    CHECK(calls < 10);
    CHECK(CloseHandle(event));
}

TEST(named_timers)
{
    LARGE_INTEGER now = {.QuadPart = 0};
    HANDLE made = CreateWaitableTimerExW(NULL, L"decant-test-timer", CREATE_WAITABLE_TIMER_MANUAL_RESET,
                                         TIMER_ALL_ACCESS);
    CHECK(made != NULL);
    SetLastError(0);
    HANDLE again = CreateWaitableTimerA(NULL, TRUE, "decant-test-timer");
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    HANDLE opened = OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, "decant-test-timer");
    HANDLE looked = OpenWaitableTimerW(SYNCHRONIZE, FALSE, L"decant-test-timer");
    CHECK(again && opened && looked);
    CHECK(SetWaitableTimer(opened, &now, 0, NULL, NULL, FALSE));
    CHECK_EQ(WaitForSingleObject(made, 20000), WAIT_OBJECT_0);
    CHECK_FAILS(SetWaitableTimer(looked, &now, 0, NULL, NULL, FALSE), FALSE, ERROR_ACCESS_DENIED);
    CHECK_FAILS(OpenWaitableTimerA(SYNCHRONIZE, FALSE, "decant-test-no-timer"), NULL, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(CreateWaitableTimerExW(NULL, NULL, 0x80, TIMER_ALL_ACCESS), NULL, ERROR_INVALID_PARAMETER);
    HANDLE fine = CreateWaitableTimerExW(NULL, NULL, 2 /* HIGH_RESOLUTION */, TIMER_ALL_ACCESS);
    CHECK(fine != NULL);
    CHECK(CloseHandle(fine));
    CHECK(CloseHandle(made));
    CHECK(CloseHandle(again));
    CHECK(CloseHandle(opened));
    CHECK(CloseHandle(looked));
}

GUEST_MAIN(RUN(timers); RUN(completion_routines); RUN(named_timers);)
