/* SPDX-License-Identifier: MIT
 *
 * What a scheduler is told of a thread: boosts and ideal processors.
 */
#include "guest.h"

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

GUEST_MAIN(RUN(boosts); RUN(ideal_processors);)
