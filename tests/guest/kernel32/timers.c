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

GUEST_MAIN(RUN(timers);)
