/* SPDX-License-Identifier: MIT
 *
 * What a scheduler is told of a thread: boosts and ideal processors.
 */
#include "guest.h"

/* mingw-w64 declares it with other constants only. */
WINBASEAPI BOOL WINAPI SetThreadInformation(HANDLE, THREAD_INFORMATION_CLASS, LPVOID, DWORD);

TEST(boosts)
{
    BOOL disabled = 7;
    CHECK(GetThreadPriorityBoost(GetCurrentThread(), &disabled));
    CHECK_EQ(disabled, FALSE);
    CHECK(SetThreadPriorityBoost(GetCurrentThread(), TRUE));
    CHECK(GetThreadPriorityBoost(GetCurrentThread(), &disabled));
    CHECK_EQ(disabled, TRUE);
    CHECK_FAILS(SetThreadPriorityBoost(NULL, TRUE), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetThreadPriorityBoost(NULL, &disabled), FALSE, ERROR_INVALID_HANDLE);
}

TEST(ideal_processors)
{
    SYSTEM_INFO info;
    PROCESSOR_NUMBER number, none = {0}, before;
    GetSystemInfo(&info);
    DWORD ideal = SetThreadIdealProcessor(GetCurrentThread(), MAXIMUM_PROCESSORS); /* asks only */
    CHECK(ideal < info.dwNumberOfProcessors);
    CHECK(GetThreadIdealProcessorEx(GetCurrentThread(), &number));
    CHECK_EQ(number.Number, ideal);
    CHECK_EQ(number.Group, 0);
    CHECK_EQ(SetThreadIdealProcessor(GetCurrentThread(), info.dwNumberOfProcessors - 1), ideal);
    CHECK(SetThreadIdealProcessorEx(GetCurrentThread(), &none, &before));
    CHECK_EQ(before.Number, info.dwNumberOfProcessors - 1);
    CHECK_EQ(SetThreadIdealProcessor(GetCurrentThread(), MAXIMUM_PROCESSORS), 0);
    CHECK_FAILS(SetThreadIdealProcessor(GetCurrentThread(), 200), (DWORD)-1, ERROR_INVALID_PARAMETER);
    number.Group = 5;
    CHECK_FAILS(SetThreadIdealProcessorEx(GetCurrentThread(), &number, NULL), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetThreadIdealProcessor(NULL, 0), (DWORD)-1, ERROR_INVALID_HANDLE);
}

TEST(memory_priorities)
{
    ULONG priority = 77;
    HANDLE self = GetCurrentThread();
    CHECK(GetThreadInformation(self, ThreadMemoryPriority, &priority, sizeof(priority)));
    CHECK_EQ(priority, 5 /* MEMORY_PRIORITY_NORMAL */);
    priority = 1;
    CHECK(SetThreadInformation(self, ThreadMemoryPriority, &priority, sizeof(priority)));
    priority = 77;
    CHECK(GetThreadInformation(self, ThreadMemoryPriority, &priority, sizeof(priority)));
    CHECK_EQ(priority, 1);
    priority = 6;
    CHECK_FAILS(SetThreadInformation(self, ThreadMemoryPriority, &priority, sizeof(priority)), FALSE,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetThreadInformation(self, ThreadMemoryPriority, &priority, 2), FALSE, ERROR_BAD_LENGTH);
    CHECK_FAILS(GetThreadInformation(self, ThreadMemoryPriority, &priority, 8), FALSE, ERROR_BAD_LENGTH);
    CHECK_FAILS(GetThreadInformation(NULL, ThreadMemoryPriority, &priority, sizeof(priority)), FALSE,
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetThreadInformation(self, 99, &priority, sizeof(priority)), FALSE, ERROR_INVALID_PARAMETER);
}

TEST(saving_power)
{
    struct {
        ULONG version, control, state;
    } throttling = {1, 1, 1};
    HANDLE self = GetCurrentThread();
    CHECK(SetThreadInformation(self, ThreadPowerThrottling, &throttling, sizeof(throttling)));
    throttling.state = 2;
    CHECK_FAILS(SetThreadInformation(self, ThreadPowerThrottling, &throttling, sizeof(throttling)), FALSE,
                ERROR_INVALID_PARAMETER);
    throttling.version = 2;
    throttling.state = 0;
    CHECK_FAILS(SetThreadInformation(self, ThreadPowerThrottling, &throttling, sizeof(throttling)), FALSE,
                ERROR_INVALID_PARAMETER);
    throttling.version = 1;
    throttling.control = 0;
    CHECK(SetThreadInformation(self, ThreadPowerThrottling, &throttling, sizeof(throttling)));
}

GUEST_MAIN(RUN(boosts); RUN(ideal_processors); RUN(memory_priorities); RUN(saving_power);)
