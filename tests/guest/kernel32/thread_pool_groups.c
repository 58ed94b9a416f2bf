/* SPDX-License-Identifier: MIT
 *
 * Pools of one's own, cleanup groups, what may happen after a callback, waits and I/O of the pool.
 */
#include "guest.h"

static LONG ran, at_once, most;
static HANDLE gate, done;

static HANDLE event(BOOL manual)
{
    return CreateEventW(NULL, manual, FALSE, NULL);
}

static VOID CALLBACK serial(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WORK work)
{
    LONG now = InterlockedIncrement(&at_once);
    if (now > most)
        most = now;
    SwitchToThread();
    InterlockedDecrement(&at_once);
    InterlockedIncrement(&ran);
}

TEST(pools)
{
    TP_CALLBACK_ENVIRON environment;
    TP_POOL_STACK_INFORMATION stack = {0x40000, 0x10000}, got = {0};
    CHECK_FAILS(CreateThreadpool(&stack), NULL, ERROR_INVALID_PARAMETER);
    PTP_POOL pool = CreateThreadpool(NULL);
    CHECK(pool != NULL);
    CHECK(SetThreadpoolStackInformation(pool, &stack));
    CHECK(QueryThreadpoolStackInformation(pool, &got));
    CHECK_EQ(got.StackReserve, 0x40000);
    CHECK_EQ(got.StackCommit, 0x10000);
    SetThreadpoolThreadMaximum(pool, 1);
    CHECK(SetThreadpoolThreadMinimum(pool, 1));
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    PTP_WORK work = CreateThreadpoolWork(serial, NULL, &environment);
    CHECK(work != NULL);
    for (int i = 0; i < 100; i++)
        SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK_EQ(ran, 100);
    CHECK_EQ(most, 1); /* one thread, one callback at a time */
    CloseThreadpoolWork(work);
    CloseThreadpool(pool);
    CHECK_FAILS(CreateThreadpoolWork(NULL, NULL, NULL), NULL, ERROR_INVALID_PARAMETER);
}

static VOID CALLBACK blocking(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WORK work)
{
    SetEvent(done);
    WaitForSingleObject(gate, 20000);
    InterlockedIncrement(&ran);
}

static LONG cancelled;
static PVOID cancel_context;

static VOID CALLBACK was_cancelled(PVOID object, PVOID cleanup)
{
    cancel_context = cleanup;
    InterlockedExchangeAdd(&cancelled, (LONG)(LONG_PTR)object);
}

static VOID CALLBACK never(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_TIMER timer)
{
    CHECK(!"a timer that was cancelled calls");
}

static DWORD WINAPI open_gate(PVOID unused)
{
    Sleep(10);
    SetEvent(gate);
    return 0;
}

TEST(cleanup_groups)
{
    TP_CALLBACK_ENVIRON environment;
    FILETIME late = {(DWORD)-600000000, -1}; /* a minute */
    ran = 0;
    gate = event(TRUE), done = event(FALSE);
    PTP_POOL pool = CreateThreadpool(NULL);
    PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
    CHECK(group != NULL);
    SetThreadpoolThreadMaximum(pool, 1);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    SetThreadpoolCallbackCleanupGroup(&environment, group, was_cancelled);
    PTP_WORK first = CreateThreadpoolWork(blocking, (PVOID)1, &environment);
    PTP_WORK second = CreateThreadpoolWork(blocking, (PVOID)2, &environment);
    PTP_WORK third = CreateThreadpoolWork(blocking, (PVOID)4, &environment);
    PTP_TIMER timer = CreateThreadpoolTimer(never, (PVOID)8, &environment);
    CloseThreadpoolWork(third); /* nobody is told of it */
    SetThreadpoolTimer(timer, &late, 0, 0);
    SubmitThreadpoolWork(first);
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    for (int i = 0; i < 5; i++)
        SubmitThreadpoolWork(second); /* the only thread is busy */
    HANDLE thread = CreateThread(NULL, 0, open_gate, NULL, 0, NULL);
    CloseThreadpoolCleanupGroupMembers(group, TRUE, &environment);
    CHECK_EQ(ran, 1); /* what ran was waited for, the rest was not run */
    CHECK_EQ(cancelled, 1 + 2 + 8);
    CHECK_EQ(cancel_context, &environment);
    CloseThreadpoolCleanupGroupMembers(group, TRUE, NULL); /* nothing is left */
    CHECK_EQ(cancelled, 11);

    /* Without cancelling, all run and nobody is told. */
    second = CreateThreadpoolWork(blocking, (PVOID)2, &environment);
    for (int i = 0; i < 5; i++)
        SubmitThreadpoolWork(second);
    CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
    CHECK_EQ(ran, 6);
    CHECK_EQ(cancelled, 11);
    CloseThreadpoolCleanupGroup(group);
    CloseThreadpool(pool);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(CloseHandle(thread));
}

static CRITICAL_SECTION section;
static HANDLE semaphore, mutex;
static HMODULE library;
static volatile LONG inside;

static VOID CALLBACK with_tail(PTP_CALLBACK_INSTANCE instance, PVOID context)
{
    EnterCriticalSection(&section);
    CHECK_EQ(WaitForSingleObject(mutex, 20000), WAIT_OBJECT_0);
    LeaveCriticalSectionWhenCallbackReturns(instance, &section);
    ReleaseMutexWhenCallbackReturns(instance, mutex);
    ReleaseSemaphoreWhenCallbackReturns(instance, semaphore, 2);
    SetEventWhenCallbackReturns(instance, done);
    FreeLibraryWhenCallbackReturns(instance, library);
    inside = 1;
    CHECK_EQ(WaitForSingleObject(semaphore, 0), WAIT_TIMEOUT);
    inside = 2;
}

TEST(after_a_callback)
{
    InitializeCriticalSection(&section);
    semaphore = CreateSemaphoreW(NULL, 0, 2, NULL);
    mutex = CreateMutexW(NULL, FALSE, NULL);
    library = LoadLibraryA("version.dll");
    CHECK(library != NULL);
    CHECK(ResetEvent(done));
    CHECK(TrySubmitThreadpoolCallback(with_tail, NULL, NULL));
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CHECK_EQ(inside, 2);
    CHECK_EQ(WaitForSingleObject(semaphore, 20000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(semaphore, 20000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(mutex, 20000), WAIT_OBJECT_0); /* not abandoned: released */
    CHECK(ReleaseMutex(mutex));
    CHECK(TryEnterCriticalSection(&section));
    LeaveCriticalSection(&section);
    for (int i = 0; i < 1000 && GetModuleHandleA("version.dll"); i++)
        Sleep(1); /* it goes after the event */
    CHECK_EQ(GetModuleHandleA("version.dll"), NULL);
    CHECK(CloseHandle(semaphore) && CloseHandle(mutex));
}

static VOID CALLBACK dissociates(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WORK work)
{
    DisassociateCurrentThreadFromCallback(instance);
    SetEvent(done);
    WaitForSingleObject(gate, 20000);
    SetEvent(done);
}

TEST(dissociation)
{
    PTP_WORK work = CreateThreadpoolWork(dissociates, NULL, NULL);
    CHECK(ResetEvent(gate));
    SubmitThreadpoolWork(work);
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    WaitForThreadpoolWorkCallbacks(work, FALSE); /* does not wait for what is dissociated */
    CHECK_EQ(WaitForSingleObject(done, 0), WAIT_TIMEOUT);
    CHECK(SetEvent(gate));
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CloseThreadpoolWork(work);
}

static DWORD wait_result;

static VOID CALLBACK waited(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WAIT wait,
                            TP_WAIT_RESULT result)
{
    wait_result = result;
    InterlockedIncrement(&ran);
    SetEvent(done);
}

TEST(waits)
{
    HANDLE signal = event(FALSE);
    FILETIME soon = {(DWORD)-10000, -1}, now = {0, 0};
    PTP_WAIT wait = CreateThreadpoolWait(waited, NULL, NULL);
    CHECK(wait != NULL);
    ran = 0;
    SetThreadpoolWait(wait, signal, NULL);
    CHECK(SetEvent(signal));
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CHECK_EQ(wait_result, WAIT_OBJECT_0);
    CHECK(SetEvent(signal)); /* a wait is for once */
    CHECK_EQ(WaitForSingleObject(done, 5), WAIT_TIMEOUT);
    CHECK_EQ(WaitForSingleObject(signal, 0), WAIT_OBJECT_0);
    SetThreadpoolWait(wait, signal, &soon);
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CHECK_EQ(wait_result, WAIT_TIMEOUT);
    SetThreadpoolWait(wait, signal, &now);
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CHECK_EQ(wait_result, WAIT_TIMEOUT);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK_EQ(ran, 3);
    CHECK(!SetThreadpoolWaitEx(wait, signal, NULL, NULL));
    CHECK(SetThreadpoolWaitEx(wait, signal, NULL, NULL)); /* it was armed */
    CHECK(SetThreadpoolWaitEx(wait, NULL, NULL, NULL));
    CHECK(!SetThreadpoolWaitEx(wait, NULL, NULL, NULL));
    CHECK(SetEvent(signal));
    CHECK_EQ(WaitForSingleObject(signal, 0), WAIT_OBJECT_0); /* nobody took it */
    WaitForThreadpoolWaitCallbacks(wait, TRUE);
    CHECK_EQ(ran, 3);
    CloseThreadpoolWait(wait);
    CHECK(CloseHandle(signal));
}

/* More waits than one thread can watch, and nothing that is signaled after a wait was taken back is taken. */
TEST(many_waits)
{
    enum { COUNT = 150 };
    HANDLE signals[COUNT];
    PTP_WAIT waits[COUNT];
    ran = 0;
    for (int i = 0; i < COUNT; i++) {
        signals[i] = event(FALSE);
        waits[i] = CreateThreadpoolWait(waited, NULL, NULL);
        SetThreadpoolWait(waits[i], signals[i], NULL);
    }
    for (int i = 0; i < COUNT; i += 2)
        SetThreadpoolWait(waits[i], NULL, NULL);
    for (int i = 0; i < COUNT; i++)
        CHECK(SetEvent(signals[i]));
    for (int i = 0; i < COUNT; i += 2)
        CHECK_EQ(WaitForSingleObject(signals[i], 0), WAIT_OBJECT_0);
    for (int i = 0; i < 4000 && ran < COUNT / 2; i++)
        Sleep(1);
    CHECK_EQ(ran, COUNT / 2);
    for (int i = 0; i < COUNT; i++) {
        CloseThreadpoolWait(waits[i]);
        CHECK(CloseHandle(signals[i]));
    }
}

static struct {
    PVOID context, overlapped;
    ULONG error;
    ULONG_PTR bytes;
} io_result;

static VOID CALLBACK io_done(PTP_CALLBACK_INSTANCE instance, PVOID context, PVOID overlapped, ULONG error,
                             ULONG_PTR bytes, PTP_IO io)
{
    io_result.context = context;
    io_result.overlapped = overlapped;
    io_result.error = error;
    io_result.bytes = bytes;
    InterlockedIncrement(&ran);
}

static VOID CALLBACK bound_done(DWORD error, DWORD bytes, LPOVERLAPPED overlapped)
{
    io_result.error = error;
    io_result.bytes = bytes;
    io_result.overlapped = overlapped;
    SetEvent(done);
}

static HANDLE scratch(DWORD flags)
{
    WCHAR folder[MAX_PATH], name[MAX_PATH];
    GetTempPathW(MAX_PATH, folder);
    GetTempFileNameW(folder, L"tpi", 0, name);
    return CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS,
                       flags | FILE_FLAG_DELETE_ON_CLOSE, NULL);
}

TEST(io)
{
    DWORD written;
    OVERLAPPED overlapped = {0};
    CHECK_FAILS(CreateThreadpoolIo(NULL, io_done, NULL, NULL), NULL, ERROR_INVALID_HANDLE);
    HANDLE plain = scratch(0);
    CHECK_FAILS(CreateThreadpoolIo(plain, io_done, NULL, NULL), NULL, ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(plain));
    HANDLE file = scratch(FILE_FLAG_OVERLAPPED);
    PTP_IO io = CreateThreadpoolIo(file, io_done, (PVOID)7, NULL);
    CHECK(io != NULL);
    ran = 0;
    for (int i = 1; i <= 10; i++) {
        StartThreadpoolIo(io);
        if (!WriteFile(file, "thread pool", 11, &written, &overlapped))
            CHECK_ERROR(ERROR_IO_PENDING);
        WaitForThreadpoolIoCallbacks(io, FALSE);
        CHECK_EQ(ran, i);
    }
    CHECK_EQ(io_result.context, (PVOID)7);
    CHECK_EQ(io_result.overlapped, &overlapped);
    CHECK_EQ(io_result.error, 0);
    CHECK_EQ(io_result.bytes, 11);
    StartThreadpoolIo(io); /* and no operation follows */
    CancelThreadpoolIo(io);
    WaitForThreadpoolIoCallbacks(io, TRUE);
    CHECK_EQ(ran, 10);
    CHECK_FAILS(CreateThreadpoolIo(file, io_done, NULL, NULL), NULL, ERROR_INVALID_PARAMETER);
    CloseThreadpoolIo(io);
    CHECK(CloseHandle(file));

    CHECK_FAILS(BindIoCompletionCallback(NULL, bound_done, 0), FALSE, ERROR_INVALID_HANDLE);
    CHECK(ResetEvent(done));
    file = scratch(FILE_FLAG_OVERLAPPED);
    CHECK_FAILS(BindIoCompletionCallback(file, bound_done, 1), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(BindIoCompletionCallback(file, bound_done, 0));
    if (!WriteFile(file, "bound", 5, &written, &overlapped))
        CHECK_ERROR(ERROR_IO_PENDING);
    CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
    CHECK_EQ(io_result.overlapped, &overlapped);
    CHECK_EQ(io_result.error, 0);
    CHECK_EQ(io_result.bytes, 5);
    CHECK(CloseHandle(file));
}

GUEST_MAIN(RUN(pools); RUN(cleanup_groups); RUN(after_a_callback); RUN(dissociation); RUN(waits);
           RUN(many_waits); RUN(io);)
