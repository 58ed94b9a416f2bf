/* SPDX-License-Identifier: MIT
 *
 * Console control handlers: on a thread of their own, the last one first, until one has handled the event.
 */
#include "guest.h"

static volatile LONG trail, thread_id;
static HANDLE done;

static BOOL WINAPI first(DWORD event)
{
    trail = trail * 16 + 1;
    thread_id = (LONG)GetCurrentThreadId();
    SetEvent(done);
    return TRUE;
}

static BOOL WINAPI second(DWORD event)
{
    trail = trail * 16 + 2 + event * 4;
    return FALSE;
}

TEST(handlers_run_on_a_thread_of_their_own)
{
    done = CreateEventW(NULL, FALSE, FALSE, NULL);
    CHECK_EQ(SetConsoleCtrlHandler(first, TRUE), TRUE);
    CHECK_EQ(SetConsoleCtrlHandler(second, TRUE), TRUE);
    CHECK_EQ(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0), TRUE);
    CHECK_EQ(WaitForSingleObject(done, 5000), WAIT_OBJECT_0);
    CHECK_EQ(trail, 0x21);
    CHECK(thread_id != (LONG)GetCurrentThreadId());
    trail = 0;
    CHECK_EQ(SetConsoleCtrlHandler(second, FALSE), TRUE);
    CHECK_FAILS(SetConsoleCtrlHandler(second, FALSE), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_EQ(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0), TRUE);
    CHECK_EQ(WaitForSingleObject(done, 5000), WAIT_OBJECT_0);
    CHECK_EQ(trail, 1);
}

TEST(ctrl_c_can_be_ignored)
{
    CHECK_EQ(SetConsoleCtrlHandler(NULL, TRUE), TRUE);
    CHECK_EQ(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0), TRUE);
    CHECK_EQ(WaitForSingleObject(done, 50), WAIT_TIMEOUT);
    CHECK_EQ(SetConsoleCtrlHandler(NULL, FALSE), TRUE);
    CHECK_EQ(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0), TRUE);
    CHECK_EQ(WaitForSingleObject(done, 5000), WAIT_OBJECT_0);
}

TEST(other_events_cannot_be_generated)
{
    CHECK_FAILS(GenerateConsoleCtrlEvent(CTRL_CLOSE_EVENT, 0), FALSE, ERROR_INVALID_PARAMETER);
}

GUEST_MAIN(RUN(handlers_run_on_a_thread_of_their_own); RUN(ctrl_c_can_be_ignored);
           RUN(other_events_cannot_be_generated);)
