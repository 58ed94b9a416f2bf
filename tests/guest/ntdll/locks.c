/* SPDX-License-Identifier: MIT
 *
 * What Win32 has its locks from: critical sections, condition variables, run-once initialization, barriers,
 * lists, fiber-local storage, with the status codes that GetLastError hides.
 */
#include "nt.h"

typedef ULONG(NTAPI *once_function)(PRTL_RUN_ONCE, PVOID, PVOID *);
typedef struct {
    ULONG_PTR reserved[4];
} barrier;

NT RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION);
NT RtlInitializeCriticalSectionEx(PRTL_CRITICAL_SECTION, ULONG, ULONG);
NT RtlDeleteCriticalSection(PRTL_CRITICAL_SECTION);
NT RtlEnterCriticalSection(PRTL_CRITICAL_SECTION);
NT RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION);
NTSYSAPI BOOLEAN NTAPI RtlTryEnterCriticalSection(PRTL_CRITICAL_SECTION);
NTSYSAPI ULONG NTAPI RtlSetCriticalSectionSpinCount(PRTL_CRITICAL_SECTION, ULONG);
NTSYSAPI void NTAPI RtlInitializeConditionVariable(PRTL_CONDITION_VARIABLE);
NTSYSAPI void NTAPI RtlWakeConditionVariable(PRTL_CONDITION_VARIABLE);
NTSYSAPI void NTAPI RtlWakeAllConditionVariable(PRTL_CONDITION_VARIABLE);
NT RtlSleepConditionVariableCS(PRTL_CONDITION_VARIABLE, PRTL_CRITICAL_SECTION, PLARGE_INTEGER);
NT RtlSleepConditionVariableSRW(PRTL_CONDITION_VARIABLE, PRTL_SRWLOCK, PLARGE_INTEGER, ULONG);
NTSYSAPI void NTAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK);
NTSYSAPI void NTAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK);
NTSYSAPI void NTAPI RtlAcquireSRWLockShared(PRTL_SRWLOCK);
NTSYSAPI void NTAPI RtlReleaseSRWLockShared(PRTL_SRWLOCK);
NTSYSAPI BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(PRTL_SRWLOCK);
NT RtlRunOnceBeginInitialize(PRTL_RUN_ONCE, ULONG, PVOID *);
NT RtlRunOnceComplete(PRTL_RUN_ONCE, ULONG, PVOID);
NT RtlRunOnceExecuteOnce(PRTL_RUN_ONCE, once_function, PVOID, PVOID *);
NT RtlInitBarrier(barrier *, ULONG, ULONG);
NTSYSAPI BOOLEAN NTAPI RtlBarrier(barrier *, ULONG);
NT RtlDeleteBarrier(barrier *);
NTSYSAPI PSLIST_ENTRY NTAPI RtlFirstEntrySList(const SLIST_HEADER *);
NTSYSAPI PSLIST_ENTRY NTAPI RtlInterlockedPushListSListEx(PSLIST_HEADER, PSLIST_ENTRY, PSLIST_ENTRY, DWORD);
NT RtlFlsAlloc(PFLS_CALLBACK_FUNCTION, PULONG);
NT RtlFlsFree(ULONG);
NT RtlFlsGetValue(ULONG, PVOID *);
NT RtlFlsSetValue(ULONG, PVOID);
NTSYSAPI ULONG NTAPI NtGetTickCount(void);

static RTL_CRITICAL_SECTION section;
static RTL_SRWLOCK lock;
static RTL_CONDITION_VARIABLE changed;
static volatile LONG value, arrived;

static DWORD WINAPI try_section(void *unused)
{
    (void)unused;
    BOOLEAN got = RtlTryEnterCriticalSection(&section);
    if (got)
        RtlLeaveCriticalSection(&section);
    return got;
}

static DWORD on_thread(LPTHREAD_START_ROUTINE run)
{
    DWORD code = 0;
    HANDLE thread = CreateThread(NULL, 0, run, NULL, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CloseHandle(thread);
    return code;
}

TEST(critical_sections)
{
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    CHECK_EQ(RtlInitializeCriticalSection(&section), STATUS_SUCCESS);
    CHECK_EQ(section.LockCount, -1);
    CHECK_EQ(RtlEnterCriticalSection(&section), STATUS_SUCCESS);
    CHECK_EQ(RtlEnterCriticalSection(&section), STATUS_SUCCESS);
    CHECK_EQ(section.RecursionCount, 2);
    CHECK_EQ((ULONG_PTR)section.OwningThread, GetCurrentThreadId());
    CHECK_EQ(on_thread(try_section), FALSE);
    CHECK_EQ(RtlLeaveCriticalSection(&section), STATUS_SUCCESS);
    CHECK_EQ(on_thread(try_section), FALSE);
    CHECK_EQ(RtlLeaveCriticalSection(&section), STATUS_SUCCESS);
    CHECK_EQ(on_thread(try_section), TRUE);
    CHECK_EQ(section.LockCount, -1);
    CHECK_EQ(RtlDeleteCriticalSection(&section), STATUS_SUCCESS);
    CHECK_EQ(RtlInitializeCriticalSectionEx(&section, 300, RTL_CRITICAL_SECTION_FLAG_NO_DEBUG_INFO),
             STATUS_SUCCESS);
    ULONG spins = RtlSetCriticalSectionSpinCount(&section, 500) & 0xFFFFFF;
    CHECK_EQ(spins, system.dwNumberOfProcessors > 1 ? 300 : 0);
    spins = RtlSetCriticalSectionSpinCount(&section, 0) & 0xFFFFFF;
    CHECK_EQ(spins, system.dwNumberOfProcessors > 1 ? 500 : 0);
    CHECK_EQ(RtlDeleteCriticalSection(&section), STATUS_SUCCESS);
    CHECK_EQ(RtlInitializeCriticalSectionEx(&section, 0x01000000, 0), STATUS_INVALID_PARAMETER_2);
    CHECK_EQ(RtlInitializeCriticalSectionEx(&section, 0, 1), STATUS_INVALID_PARAMETER_3);
}

/* ---- condition variables ---- */

static DWORD WINAPI sleep_in_section(void *unused)
{
    (void)unused;
    RtlEnterCriticalSection(&section);
    InterlockedIncrement(&arrived);
    while (!value)
        CHECK_EQ(RtlSleepConditionVariableCS(&changed, &section, NULL), STATUS_SUCCESS);
    CHECK_EQ((ULONG_PTR)section.OwningThread, GetCurrentThreadId());
    value--;
    RtlLeaveCriticalSection(&section);
    return 0;
}

static DWORD WINAPI sleep_in_lock(void *shared)
{
    if (shared)
        RtlAcquireSRWLockShared(&lock);
    else
        RtlAcquireSRWLockExclusive(&lock);
    InterlockedIncrement(&arrived);
    while (!value)
        CHECK_EQ(RtlSleepConditionVariableSRW(&changed, &lock, NULL,
                                              shared ? RTL_CONDITION_VARIABLE_LOCKMODE_SHARED : 0),
                 STATUS_SUCCESS);
    if (shared)
        RtlReleaseSRWLockShared(&lock);
    else
        RtlReleaseSRWLockExclusive(&lock);
    return 0;
}

static void wait_for_all(HANDLE *threads, DWORD count)
{
    CHECK_EQ(WaitForMultipleObjects(count, threads, TRUE, 20000), WAIT_OBJECT_0);
    while (count--)
        CloseHandle(threads[count]);
}

TEST(condition_variables)
{
    HANDLE threads[4];
    LARGE_INTEGER none = {.QuadPart = 0}, short_time = {.QuadPart = -10000};
    CHECK_EQ(RtlInitializeCriticalSection(&section), STATUS_SUCCESS);
    RtlInitializeConditionVariable(&changed);
    RtlEnterCriticalSection(&section);
    CHECK_EQ(RtlSleepConditionVariableCS(&changed, &section, &none), STATUS_TIMEOUT);
    CHECK_EQ(RtlSleepConditionVariableCS(&changed, &section, &short_time), STATUS_TIMEOUT);
    CHECK_EQ((ULONG_PTR)section.OwningThread, GetCurrentThreadId());
    RtlLeaveCriticalSection(&section);
    for (int i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, sleep_in_section, NULL, 0, NULL);
    while (arrived < 4)
        Sleep(1);
    for (int i = 0; i < 4; i++) {
        RtlEnterCriticalSection(&section);
        value++;
        RtlLeaveCriticalSection(&section);
        RtlWakeConditionVariable(&changed);
    }
    wait_for_all(threads, 4);
    CHECK_EQ(value, 0);
    RtlDeleteCriticalSection(&section);
    RtlAcquireSRWLockExclusive(&lock);
    CHECK_EQ(RtlSleepConditionVariableSRW(&changed, &lock, &short_time, 0), STATUS_TIMEOUT);
    CHECK(!RtlTryAcquireSRWLockExclusive(&lock)); /* it is held again */
    RtlReleaseSRWLockExclusive(&lock);
    arrived = 0;
    for (int i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, sleep_in_lock, (void *)(INT_PTR)(i & 1), 0, NULL);
    while (arrived < 4)
        Sleep(1);
    RtlAcquireSRWLockExclusive(&lock);
    value = 1;
    RtlReleaseSRWLockExclusive(&lock);
    RtlWakeAllConditionVariable(&changed);
    wait_for_all(threads, 4);
    CHECK(RtlTryAcquireSRWLockExclusive(&lock));
    RtlReleaseSRWLockExclusive(&lock);
}

/* ---- run-once ---- */

static ULONG NTAPI once(PRTL_RUN_ONCE state, PVOID parameter, PVOID *context)
{
    (void)state;
    InterlockedIncrement(&value);
    *context = parameter;
    return parameter != NULL;
}

TEST(run_once)
{
    RTL_RUN_ONCE state = RTL_RUN_ONCE_INIT;
    PVOID context = NULL;
    value = 0;
    CHECK_EQ(RtlRunOnceBeginInitialize(&state, RTL_RUN_ONCE_CHECK_ONLY, &context), STATUS_UNSUCCESSFUL);
    CHECK_EQ(RtlRunOnceExecuteOnce(&state, once, NULL, &context), STATUS_UNSUCCESSFUL); /* it said no */
    CHECK_EQ(RtlRunOnceExecuteOnce(&state, once, (PVOID)0x1000, &context), STATUS_SUCCESS);
    CHECK_EQ((ULONG_PTR)context, 0x1000);
    CHECK_EQ(RtlRunOnceExecuteOnce(&state, once, (PVOID)0x2000, &context), STATUS_SUCCESS);
    CHECK_EQ((ULONG_PTR)context, 0x1000);
    CHECK_EQ(value, 2);
    CHECK_EQ(RtlRunOnceBeginInitialize(&state, 0, &context), STATUS_SUCCESS);
    state = (RTL_RUN_ONCE)RTL_RUN_ONCE_INIT;
    CHECK_EQ(RtlRunOnceBeginInitialize(&state, 0, &context), STATUS_PENDING);
    CHECK_EQ(RtlRunOnceComplete(&state, 0, (PVOID)0x3000), STATUS_SUCCESS);
    CHECK_EQ(RtlRunOnceBeginInitialize(&state, RTL_RUN_ONCE_CHECK_ONLY, &context), STATUS_SUCCESS);
    CHECK_EQ((ULONG_PTR)context, 0x3000);
    state = (RTL_RUN_ONCE)RTL_RUN_ONCE_INIT;
    CHECK_EQ(RtlRunOnceBeginInitialize(&state, RTL_RUN_ONCE_ASYNC, &context), STATUS_PENDING);
    CHECK_EQ(RtlRunOnceBeginInitialize(&state, RTL_RUN_ONCE_ASYNC, &context), STATUS_PENDING);
    CHECK_EQ(RtlRunOnceComplete(&state, RTL_RUN_ONCE_ASYNC, (PVOID)0x4000), STATUS_SUCCESS);
    CHECK_EQ(RtlRunOnceComplete(&state, RTL_RUN_ONCE_ASYNC, (PVOID)0x5000), STATUS_OBJECT_NAME_COLLISION);
    CHECK_EQ(RtlRunOnceBeginInitialize(&state, RTL_RUN_ONCE_ASYNC, &context), STATUS_SUCCESS);
    CHECK_EQ((ULONG_PTR)context, 0x4000);
}

/* ---- barriers ---- */

static barrier meeting;
static volatile LONG firsts;

static DWORD WINAPI meet(void *unused)
{
    (void)unused;
    for (int i = 0; i < 50; i++)
        if (RtlBarrier(&meeting, 0))
            InterlockedIncrement(&firsts);
    return 0;
}

TEST(barriers)
{
    HANDLE threads[3];
    CHECK_EQ(RtlInitBarrier(&meeting, 3, 0), STATUS_SUCCESS);
    for (int i = 0; i < 3; i++)
        threads[i] = CreateThread(NULL, 0, meet, NULL, 0, NULL);
    wait_for_all(threads, 3);
    CHECK_EQ(firsts, 50); /* one of each round */
    CHECK_EQ(RtlDeleteBarrier(&meeting), STATUS_SUCCESS);
}

/* ---- lists ---- */

TEST(lists)
{
    static SLIST_HEADER list;
    static SLIST_ENTRY entries[3];
    InitializeSListHead(&list);
    CHECK(!RtlFirstEntrySList(&list));
    entries[0].Next = &entries[1];
    CHECK(!RtlInterlockedPushListSListEx(&list, &entries[0], &entries[1], 2));
    CHECK(RtlFirstEntrySList(&list) == &entries[0]);
    CHECK(RtlInterlockedPushListSListEx(&list, &entries[2], &entries[2], 1) == &entries[0]);
    CHECK(RtlFirstEntrySList(&list) == &entries[2]);
    CHECK_EQ(QueryDepthSList(&list), 3);
    CHECK(InterlockedPopEntrySList(&list) == &entries[2]);
    CHECK(InterlockedPopEntrySList(&list) == &entries[0]);
    CHECK(InterlockedPopEntrySList(&list) == &entries[1]);
    CHECK(!RtlFirstEntrySList(&list));
}

/* ---- fiber-local storage ---- */

static volatile LONG freed;

static void NTAPI note_freed(PVOID data)
{
    InterlockedExchangeAdd(&freed, (LONG)(LONG_PTR)data);
}

static DWORD WINAPI store_and_end(void *index)
{
    PVOID data = (PVOID)1;
    CHECK_EQ(RtlFlsGetValue((ULONG)(ULONG_PTR)index, &data), STATUS_SUCCESS);
    CHECK(data == NULL);
    CHECK_EQ(RtlFlsSetValue((ULONG)(ULONG_PTR)index, (PVOID)10), STATUS_SUCCESS);
    return 0;
}

TEST(fiber_local_storage)
{
    ULONG index = 0;
    PVOID data;
    CHECK_EQ(RtlFlsAlloc(note_freed, &index), STATUS_SUCCESS);
    CHECK_EQ(RtlFlsSetValue(index, (PVOID)1), STATUS_SUCCESS);
    CHECK_EQ(RtlFlsGetValue(index, &data), STATUS_SUCCESS);
    CHECK(data == (PVOID)1);
    HANDLE thread = CreateThread(NULL, 0, store_and_end, (void *)(ULONG_PTR)index, 0, NULL);
    wait_for_all(&thread, 1);
    CHECK_EQ(freed, 10); /* told at the thread's end */
    CHECK_EQ(RtlFlsFree(index), STATUS_SUCCESS);
    CHECK_EQ(freed, 11);
    CHECK_EQ(RtlFlsFree(index), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlFlsSetValue(index, NULL), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlFlsGetValue(index, &data), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlFlsSetValue(0x10000, NULL), STATUS_INVALID_PARAMETER);
}

/* Threads that end while the index goes: each value is told of once. */
static ULONG contested;

static DWORD WINAPI store_at_once(void *unused)
{
    (void)unused;
    RtlFlsSetValue(contested, (PVOID)1);
    InterlockedIncrement(&arrived);
    while (arrived < 9)
        YieldProcessor();
    return 0;
}

TEST(storage_that_goes)
{
    HANDLE threads[8];
    for (int round = 0; round < 50; round++) {
        freed = arrived = 0;
        CHECK_EQ(RtlFlsAlloc(note_freed, &contested), STATUS_SUCCESS);
        for (int i = 0; i < 8; i++)
            threads[i] = CreateThread(NULL, 0, store_at_once, NULL, 0, NULL);
        while (arrived < 8)
            Sleep(0);
        arrived = 9;
        CHECK_EQ(RtlFlsFree(contested), STATUS_SUCCESS);
        wait_for_all(threads, 8);
        CHECK_EQ(freed, 8);
    }
}

TEST(ticks)
{
    ULONG before = GetTickCount(), now = NtGetTickCount();
    CHECK(now - before <= GetTickCount() - before);
}

GUEST_MAIN(RUN(critical_sections); RUN(condition_variables); RUN(run_once); RUN(barriers); RUN(lists);
           RUN(fiber_local_storage); RUN(storage_that_goes); RUN(ticks);)
