/* SPDX-License-Identifier: MIT
 *
 * The thread pool: work, functions, registered waits.
 */
#include "guest.h"

static LONG ran, worked; /* `worked` may still grow when the next test runs */
static HANDLE event, gate;

static VOID CALLBACK count(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WORK work)
{
    InterlockedExchangeAdd(&worked, (LONG)(LONG_PTR)context);
}

TEST(work)
{
    PTP_WORK work = CreateThreadpoolWork(count, (PVOID)2, NULL);
    CHECK(work != NULL);
    WaitForThreadpoolWorkCallbacks(work, FALSE); /* nothing was submitted */
    for (int i = 0; i < 200; i++)
        SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK_EQ(worked, 400);
    for (int i = 0; i < 200; i++)
        SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, TRUE);
    LONG then = worked;
    CHECK(then >= 400 && then <= 800);
    Sleep(2);
    CHECK_EQ(worked, then);
    SubmitThreadpoolWork(work);
    CloseThreadpoolWork(work); /* goes when that has run */
}

static DWORD WINAPI item(LPVOID context)
{
    CHECK_EQ(WaitForSingleObject(gate, 20000), WAIT_OBJECT_0);
    if (InterlockedIncrement(&ran) == 20)
        SetEvent(event);
    return 0;
}

static VOID CALLBACK simple(PTP_CALLBACK_INSTANCE instance, PVOID context)
{
    CHECK(CallbackMayRunLong(instance));
    SetEventWhenCallbackReturns(instance, context);
}

TEST(functions)
{
    ran = 0;
    gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    for (int i = 0; i < 20; i++)
        CHECK(QueueUserWorkItem(item, NULL, WT_EXECUTELONGFUNCTION));
    CHECK(SetEvent(gate));
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK(TrySubmitThreadpoolCallback(simple, event, NULL));
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK(CloseHandle(gate));
}

static LONG waits, timeouts;

static VOID CALLBACK waited(PVOID context, BOOLEAN timeout)
{
    InterlockedIncrement(timeout ? &timeouts : &waits);
    SetEvent(event);
}

TEST(registered_waits)
{
    HANDLE wait, signal = CreateEventW(NULL, FALSE, FALSE, NULL);
    CHECK(RegisterWaitForSingleObject(&wait, signal, waited, NULL, INFINITE, WT_EXECUTEDEFAULT));
    for (int i = 0; i < 3; i++) {
        CHECK(SetEvent(signal));
        CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    }
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    CHECK_EQ(waits, 3);
    CHECK(SetEvent(signal));
    CHECK_EQ(WaitForSingleObject(event, 5), WAIT_TIMEOUT);
    CHECK_EQ(WaitForSingleObject(signal, 0), WAIT_OBJECT_0); /* nobody took it */
    CHECK(RegisterWaitForSingleObject(&wait, signal, waited, NULL, 1, WT_EXECUTEONLYONCE));
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    CHECK_EQ(timeouts, 1);
    CHECK_EQ(waits, 3);
    CHECK(RegisterWaitForSingleObject(&wait, signal, waited, NULL, INFINITE, WT_EXECUTEONLYONCE));
    CHECK(UnregisterWaitEx(wait, event));
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_FAILS(RegisterWaitForSingleObject(&wait, NULL, waited, NULL, INFINITE, 0), FALSE,
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(UnregisterWait(NULL), FALSE, ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(signal));
    CHECK(CloseHandle(event));
}

GUEST_MAIN(RUN(work); RUN(functions); RUN(registered_waits);)
