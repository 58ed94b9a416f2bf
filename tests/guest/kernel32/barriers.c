/* SPDX-License-Identifier: MIT
 *
 * Synchronization barriers.
 */
#include "guest.h"

enum { THREADS = 5, ROUNDS = 200 };

static SYNCHRONIZATION_BARRIER barrier;
static LONG volatile arrived[ROUNDS], serial[ROUNDS], early;

static DWORD WINAPI goes_round(LPVOID flags)
{
    for (int i = 0; i < ROUNDS; i++) {
        InterlockedIncrement(&arrived[i]);
        if (EnterSynchronizationBarrier(&barrier, (DWORD)(ULONG_PTR)flags))
            InterlockedIncrement(&serial[i]);
        if (arrived[i] != THREADS)
            InterlockedIncrement(&early);
    }
    return 0;
}

TEST(rounds)
{
    HANDLE threads[THREADS];
    CHECK(InitializeSynchronizationBarrier(&barrier, THREADS, -1));
    for (int i = 0; i < THREADS; i++)
        threads[i] =
            CreateThread(NULL, 0, goes_round,
                         (LPVOID)(ULONG_PTR)(i % 2 ? SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY : 0), 0, NULL);
    CHECK_EQ(WaitForMultipleObjects(THREADS, threads, TRUE, 30000), WAIT_OBJECT_0);
    CHECK_EQ(early, 0);
    for (int i = 0; i < ROUNDS; i++)
        CHECK_EQ(serial[i], 1); /* one of them is told that it was the last */
    for (int i = 0; i < THREADS; i++)
        CHECK(CloseHandle(threads[i]));
    CHECK(DeleteSynchronizationBarrier(&barrier));
}

TEST(bad_arguments)
{
    CHECK_FAILS(InitializeSynchronizationBarrier(&barrier, 0, -1), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitializeSynchronizationBarrier(&barrier, -3, -1), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitializeSynchronizationBarrier(&barrier, 1, -2), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(InitializeSynchronizationBarrier(&barrier, 1, 0));
    CHECK(EnterSynchronizationBarrier(&barrier, 0)); /* alone, one is always the last */
    CHECK(EnterSynchronizationBarrier(&barrier, SYNCHRONIZATION_BARRIER_FLAGS_NO_DELETE));
    CHECK(DeleteSynchronizationBarrier(&barrier));
}

GUEST_MAIN(RUN(rounds); RUN(bad_arguments);)
