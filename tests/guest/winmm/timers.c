/* SPDX-License-Identifier: MIT
 *
 * Timers that call back once or again and again, or set an event; killing them; the clock and its resolution.
 */
#include "guest.h"
#include <mmsystem.h>

static LONG calls;
static HANDLE enough;
static DWORD_PTR seen_user;
static UINT seen_id;

static void CALLBACK once(UINT id, UINT message, DWORD_PTR user, DWORD_PTR one, DWORD_PTR two)
{
    seen_id = id;
    seen_user = user;
    InterlockedIncrement(&calls);
    SetEvent(enough);
}

static void CALLBACK again(UINT id, UINT message, DWORD_PTR user, DWORD_PTR one, DWORD_PTR two)
{
    if (InterlockedIncrement(&calls) == 5)
        SetEvent(enough);
}

TEST(one_shot)
{
    calls = 0;
    UINT id = timeSetEvent(5, 0, once, 0x1234, TIME_ONESHOT | TIME_CALLBACK_FUNCTION);
    CHECK(id != 0);
    CHECK_EQ(WaitForSingleObject(enough, 10000), WAIT_OBJECT_0);
    CHECK_EQ(seen_user, 0x1234);
    CHECK_EQ(seen_id, id);
    Sleep(30);
    CHECK_EQ(calls, 1);
    CHECK(timeKillEvent(id) != TIMERR_NOERROR); /* it is over */
}

TEST(periodic)
{
    calls = 0;
    UINT id = timeSetEvent(3, 0, again, 0, TIME_PERIODIC | TIME_KILL_SYNCHRONOUS);
    CHECK(id != 0);
    CHECK_EQ(WaitForSingleObject(enough, 10000), WAIT_OBJECT_0);
    CHECK_EQ(timeKillEvent(id), TIMERR_NOERROR);
    LONG after = calls;
    CHECK(after >= 5);
    Sleep(30);
    CHECK_EQ(calls, after); /* a synchronous kill: none is under way */
    CHECK(timeKillEvent(id) != TIMERR_NOERROR);
}

TEST(setting_an_event)
{
    UINT id = timeSetEvent(2, 0, (LPTIMECALLBACK)enough, 0, TIME_PERIODIC | TIME_CALLBACK_EVENT_SET);
    CHECK(id != 0);
    for (int i = 0; i < 4; i++)
        CHECK_EQ(WaitForSingleObject(enough, 10000), WAIT_OBJECT_0);
    CHECK_EQ(timeKillEvent(id), TIMERR_NOERROR);
}

TEST(killed_before_its_time)
{
    calls = 0;
    UINT id = timeSetEvent(60000, 0, once, 0, TIME_ONESHOT);
    CHECK(id != 0);
    CHECK_EQ(timeKillEvent(id), TIMERR_NOERROR);
    CHECK(timeKillEvent(id) != TIMERR_NOERROR);
    CHECK(timeKillEvent(0) != TIMERR_NOERROR);
    CHECK_EQ(calls, 0);
}

TEST(the_clock)
{
    TIMECAPS caps;
    CHECK_EQ(timeGetDevCaps(&caps, sizeof(caps)), TIMERR_NOERROR);
    CHECK(caps.wPeriodMin >= 1 && caps.wPeriodMax >= caps.wPeriodMin);
    CHECK_EQ(timeBeginPeriod(caps.wPeriodMin), TIMERR_NOERROR);
    DWORD start = timeGetTime();
    Sleep(20);
    CHECK(timeGetTime() - start >= 19);
    CHECK_EQ(timeEndPeriod(caps.wPeriodMin), TIMERR_NOERROR);
    MMTIME time = {0};
    start = timeGetTime();
    CHECK_EQ(timeGetSystemTime(&time, sizeof(time)), TIMERR_NOERROR);
    CHECK_EQ(time.wType, TIME_MS);
    CHECK(time.u.ms - start < 10000);
    CHECK_EQ(timeBeginPeriod(0), TIMERR_NOCANDO);
}

GUEST_MAIN(enough = CreateEventW(NULL, FALSE, FALSE, NULL); RUN(one_shot); RUN(periodic);
           RUN(setting_an_event); RUN(killed_before_its_time); RUN(the_clock);)
