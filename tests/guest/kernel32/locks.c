/* SPDX-License-Identifier: MIT
 *
 * Critical sections, SRW locks, condition variables, run-once, interlocked lists.
 */
#include "guest.h"

static CRITICAL_SECTION section;

static DWORD WINAPI tries_to_enter(LPVOID argument)
{
    return (DWORD)TryEnterCriticalSection(&section);
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

TEST(a_critical_section_has_its_fields)
{
    InitializeCriticalSection(&section);
    CHECK_EQ(section.LockCount, -1ull & 0xFFFFFFFFFFFFFFFF);
    CHECK_EQ(section.RecursionCount, 0);
    CHECK_EQ(section.OwningThread, 0);
    CHECK(section.DebugInfo != NULL);
    EnterCriticalSection(&section);
    CHECK_EQ(section.LockCount, -2ll);
    CHECK_EQ(section.RecursionCount, 1);
    CHECK_EQ((DWORD)(DWORD_PTR)section.OwningThread, GetCurrentThreadId());
    EnterCriticalSection(&section);
    CHECK(TryEnterCriticalSection(&section));
    CHECK_EQ(section.RecursionCount, 3);
    CHECK_EQ(in_thread(tries_to_enter, NULL), FALSE);
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    CHECK_EQ(section.RecursionCount, 1);
    LeaveCriticalSection(&section);
    CHECK_EQ(section.LockCount, -1ll);
    CHECK_EQ(section.OwningThread, 0);
    DeleteCriticalSection(&section);
    CHECK(InitializeCriticalSectionAndSpinCount(&section, 4000));
    DeleteCriticalSection(&section);
    CHECK(InitializeCriticalSectionEx(&section, 100, 0));
    DeleteCriticalSection(&section);
}

#define THREADS 4
#define ROUNDS  20000
static volatile LONG counter;
static SRWLOCK srw = SRWLOCK_INIT;

static DWORD WINAPI counts_in_section(LPVOID argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        EnterCriticalSection(&section);
        LONG before = counter;
        if (i % 64 == 0)
            SwitchToThread();
        counter = before + 1;
        LeaveCriticalSection(&section);
    }
    return 0;
}

static DWORD WINAPI counts_in_srw(LPVOID argument)
{
    DWORD torn = 0;
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 4) {
            AcquireSRWLockExclusive(&srw);
            LONG before = counter;
            if (i % 64 == 1)
                SwitchToThread();
            counter = before + 1;
            ReleaseSRWLockExclusive(&srw);
        } else {
            AcquireSRWLockShared(&srw);
            LONG before = counter;
            if (i % 64 == 0)
                SwitchToThread();
            torn += counter != before;
            ReleaseSRWLockShared(&srw);
        }
    }
    return torn;
}

static void run_all(LPTHREAD_START_ROUTINE start)
{
    HANDLE threads[THREADS];
    counter = 0;
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, start, NULL, 0, NULL);
    CHECK_EQ(WaitForMultipleObjects(THREADS, threads, TRUE, 30000), WAIT_OBJECT_0);
    for (int i = 0; i < THREADS; i++) {
        DWORD code = 1;
        GetExitCodeThread(threads[i], &code);
        CHECK_EQ(code, 0);
        CloseHandle(threads[i]);
    }
}

TEST(locks_exclude_each_other_under_contention)
{
    InitializeCriticalSection(&section);
    run_all(counts_in_section);
    CHECK_EQ(counter, THREADS * ROUNDS);
    CHECK_EQ(section.LockCount, -1ll);
    DeleteCriticalSection(&section);
    run_all(counts_in_srw);
    CHECK_EQ(counter, THREADS * ROUNDS * 3 / 4);
    CHECK_EQ(srw.Ptr, 0);
}

TEST(srw_locks_can_be_tried)
{
    SRWLOCK lock;
    InitializeSRWLock(&lock);
    CHECK(TryAcquireSRWLockShared(&lock));
    CHECK(TryAcquireSRWLockShared(&lock));
    CHECK(!TryAcquireSRWLockExclusive(&lock));
    ReleaseSRWLockShared(&lock);
    ReleaseSRWLockShared(&lock);
    CHECK(TryAcquireSRWLockExclusive(&lock));
    CHECK(!TryAcquireSRWLockExclusive(&lock));
    CHECK(!TryAcquireSRWLockShared(&lock));
    ReleaseSRWLockExclusive(&lock);
    CHECK_EQ(lock.Ptr, 0);
}

/* A queue of one between a producer and consumers. */
static CONDITION_VARIABLE full = CONDITION_VARIABLE_INIT, empty = CONDITION_VARIABLE_INIT;
static int queued, closed, use_srw;

static void lock(void)
{
    if (use_srw)
        AcquireSRWLockExclusive(&srw);
    else
        EnterCriticalSection(&section);
}

static void unlock(void)
{
    if (use_srw)
        ReleaseSRWLockExclusive(&srw);
    else
        LeaveCriticalSection(&section);
}

static BOOL sleep_on(CONDITION_VARIABLE *variable, DWORD timeout)
{
    return use_srw ? SleepConditionVariableSRW(variable, &srw, timeout, 0)
                   : SleepConditionVariableCS(variable, &section, timeout);
}

static DWORD WINAPI consumes(LPVOID argument)
{
    DWORD taken = 0;
    for (;;) {
        lock();
        while (!queued && !closed)
            sleep_on(&full, INFINITE);
        int got = queued;
        queued = 0;
        unlock();
        if (!got)
            return taken;
        taken++;
        WakeConditionVariable(&empty);
    }
}

TEST(condition_variables_pass_work)
{
    InitializeCriticalSection(&section);
    for (use_srw = 0; use_srw < 2; use_srw++) {
        HANDLE threads[3];
        DWORD sum = 0;
        queued = closed = 0;
        for (int i = 0; i < 3; i++)
            threads[i] = CreateThread(NULL, 0, consumes, NULL, 0, NULL);
        for (int i = 0; i < 3000; i++) {
            lock();
            while (queued)
                sleep_on(&empty, INFINITE);
            queued = 1;
            unlock();
            WakeConditionVariable(&full);
        }
        lock();
        while (queued)
            sleep_on(&empty, INFINITE);
        closed = 1;
        unlock();
        WakeAllConditionVariable(&full);
        CHECK_EQ(WaitForMultipleObjects(3, threads, TRUE, 30000), WAIT_OBJECT_0);
        for (int i = 0; i < 3; i++) {
            DWORD code = 0;
            GetExitCodeThread(threads[i], &code);
            sum += code;
            CloseHandle(threads[i]);
        }
        CHECK_EQ(sum, 3000);
        lock();
        CHECK_FAILS(sleep_on(&full, 5), FALSE, ERROR_TIMEOUT);
        CHECK_FAILS(sleep_on(&full, 0), FALSE, ERROR_TIMEOUT);
        unlock();
    }
    DeleteCriticalSection(&section);
}

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static LONG initialized;

static BOOL WINAPI initializes(PINIT_ONCE self, PVOID parameter, PVOID *context)
{
    Sleep(10);
    InterlockedIncrement(&initialized);
    *context = (PVOID)0x1000;
    return TRUE;
}

static DWORD WINAPI needs_it(LPVOID argument)
{
    PVOID context = NULL;
    return !InitOnceExecuteOnce(&once, initializes, NULL, &context) || context != (PVOID)0x1000;
}

static BOOL WINAPI fails(PINIT_ONCE self, PVOID parameter, PVOID *context)
{
    SetLastError(1234);
    return FALSE;
}

TEST(once_is_once)
{
    PVOID context = NULL;
    BOOL pending = FALSE;
    INIT_ONCE other = INIT_ONCE_STATIC_INIT;
    run_all(needs_it);
    CHECK_EQ(initialized, 1);
    CHECK_FAILS(InitOnceExecuteOnce(&other, fails, NULL, NULL), FALSE, 1234);
    CHECK(InitOnceBeginInitialize(&other, 0, &pending, &context));
    CHECK(pending);
    CHECK(InitOnceComplete(&other, 0, (PVOID)0x40));
    CHECK(InitOnceBeginInitialize(&other, INIT_ONCE_CHECK_ONLY, &pending, &context));
    CHECK(!pending);
    CHECK_EQ(context, 0x40);
    InitOnceInitialize(&other);
    CHECK_FAILS(InitOnceBeginInitialize(&other, INIT_ONCE_CHECK_ONLY, &pending, &context), FALSE,
                ERROR_GEN_FAILURE);
    CHECK(InitOnceBeginInitialize(&other, INIT_ONCE_ASYNC, &pending, &context));
    CHECK(pending);
    CHECK(InitOnceBeginInitialize(&other, INIT_ONCE_ASYNC, &pending, &context));
    CHECK(pending);
    CHECK(InitOnceComplete(&other, INIT_ONCE_ASYNC, (PVOID)0x80));
    CHECK(!InitOnceComplete(&other, INIT_ONCE_ASYNC, (PVOID)0x90));
    CHECK(InitOnceBeginInitialize(&other, 0, &pending, &context));
    CHECK_EQ(context, 0x80);
}

static DECLSPEC_ALIGN(16) SLIST_HEADER list;
static struct item {
    DECLSPEC_ALIGN(16) SLIST_ENTRY entry;
    int number;
} items[8];

TEST(interlocked_lists)
{
    InitializeSListHead(&list);
    CHECK_EQ(InterlockedPopEntrySList(&list), 0);
    for (int i = 0; i < 8; i++) {
        items[i].number = i;
        CHECK_EQ(InterlockedPushEntrySList(&list, &items[i].entry), i ? &items[i - 1].entry : 0);
    }
    CHECK_EQ(QueryDepthSList(&list), 8);
    CHECK_EQ(InterlockedPopEntrySList(&list), &items[7].entry);
    CHECK_EQ(InterlockedFlushSList(&list), &items[6].entry);
    CHECK_EQ(QueryDepthSList(&list), 0);
    CHECK_EQ(InterlockedFlushSList(&list), 0);
}

GUEST_MAIN(RUN(a_critical_section_has_its_fields); RUN(locks_exclude_each_other_under_contention);
           RUN(srw_locks_can_be_tried); RUN(condition_variables_pass_work); RUN(once_is_once);
           RUN(interlocked_lists);)
