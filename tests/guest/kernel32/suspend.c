/* SPDX-License-Identifier: MIT
 *
 * Suspending and terminating threads, their registers, APCs; what is known of threads and of this process.
 */
#include "guest.h"

static volatile LONG counter;
static volatile LONG stop;

static DWORD WINAPI counts(LPVOID argument)
{
    while (!stop)
        counter++;
    return 5;
}

TEST(a_suspended_thread_stands_still)
{
    DWORD code = 0;
    stop = 0;
    HANDLE thread = CreateThread(NULL, 0, counts, NULL, 0, NULL);
    while (!counter)
        Sleep(1);
    for (int i = 0; i < 20; i++) {
        CHECK_EQ(SuspendThread(thread), 0);
        LONG before = counter;
        SwitchToThread();
        Sleep(1);
        CHECK_EQ(counter, before);
        CHECK_EQ(SuspendThread(thread), 1);
        CHECK_EQ(ResumeThread(thread), 2);
        CHECK_EQ(ResumeThread(thread), 1);
        CHECK_EQ(ResumeThread(thread), 0);
    }
    stop = 1;
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, 5);
    CloseHandle(thread);
}

/* A suspension right behind a resumption, before the thread has noticed that: neither may be lost. */
TEST(suspensions_without_a_pause)
{
    stop = 0;
    HANDLE thread = CreateThread(NULL, 0, counts, NULL, 0, NULL);
    for (int i = 0; i < 20000; i++) {
        CHECK_EQ(SuspendThread(thread), 0);
        CHECK_EQ(ResumeThread(thread), 1);
    }
    LONG before = counter;
    while (counter == before)
        Sleep(1);
    stop = 1;
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CloseHandle(thread);
}

TEST(registers_of_a_suspended_thread)
{
#ifdef __x86_64__
    CONTEXT context;
    stop = 0;
    counter = 0;
    HANDLE thread = CreateThread(NULL, 0, counts, NULL, 0, NULL);
    while (!counter)
        Sleep(1);
    CHECK_EQ(SuspendThread(thread), 0);
    context.ContextFlags = CONTEXT_FULL;
    CHECK(GetThreadContext(thread, &context));
    CHECK(context.Rip - (ULONG_PTR)counts < 100);
    CHECK(context.Rsp != 0);
    CHECK(SetThreadContext(thread, &context));
    CHECK_EQ(ResumeThread(thread), 1);
    stop = 1;
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CloseHandle(thread);
#endif
}

#ifdef __x86_64__
/* Stops a thread often, and looks where it is each time. Returns how often it could not. */
static DWORD WINAPI observes(LPVOID target)
{
    DWORD failures = 0;
    for (int i = 0; i < 2000; i++) {
        CONTEXT context;
        context.ContextFlags = CONTEXT_CONTROL;
        context.Rip = context.Rsp = 0;
        failures += SuspendThread(target) > 127;
        LONG before = counter;
        failures += !GetThreadContext(target, &context) || !context.Rip || !context.Rsp;
        failures += counter != before;
        failures += ResumeThread(target) > 127;
    }
    return failures;
}

/* Two that do not know of each other: whoever comes second waits until the thread stands, too. */
TEST(two_suspend_one_thread)
{
    DWORD code[2] = {99, 99};
    HANDLE observers[2];
    stop = 0;
    HANDLE thread = CreateThread(NULL, 0, counts, NULL, 0, NULL);
    for (int i = 0; i < 2; i++)
        observers[i] = CreateThread(NULL, 0, observes, thread, 0, NULL);
    CHECK_EQ(WaitForMultipleObjects(2, observers, TRUE, INFINITE), WAIT_OBJECT_0);
    for (int i = 0; i < 2; i++) {
        CHECK(GetExitCodeThread(observers[i], &code[i]));
        CHECK_EQ(code[i], 0);
        CloseHandle(observers[i]);
    }
    stop = 1;
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CloseHandle(thread);
}

static DWORD WINAPI observes_once(LPVOID target)
{
    CONTEXT context;
    context.ContextFlags = CONTEXT_CONTROL;
    context.Rip = 0;
    DWORD failures = SuspendThread(target) != 0;
    LONG before = counter;
    Sleep(2);
    failures += counter != before;
    failures += !GetThreadContext(target, &context) || !context.Rip;
    failures += ResumeThread(target) != 1;
    stop = 1;
    return failures;
}

/* The process's first thread, for the first time: nobody has made it by CreateThread. */
TEST(the_first_thread_is_suspended)
{
    HANDLE self;
    DWORD code = 99;
    stop = 0;
    CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    HANDLE thread = CreateThread(NULL, 0, observes_once, self, 0, NULL);
    while (!stop)
        counter++;
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, 0);
    CloseHandle(thread);
    CloseHandle(self);
}

static DWORD WINAPI answers(LPVOID argument)
{
    return (DWORD)(ULONG_PTR)argument + 1;
}

/* Where a thread was told to begin, with two of its registers. */
static void begins_here(ULONG_PTR first, ULONG_PTR second)
{
    ExitThread((DWORD)(first * 100 + second));
}

static DWORD ended_with(HANDLE thread)
{
    DWORD code = 0;
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK(CloseHandle(thread));
    return code;
}

TEST(a_thread_that_has_not_begun)
{
    CONTEXT context;
    FARPROC entry = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlUserThreadStart");
    HANDLE thread = CreateThread(NULL, 0, counts, (LPVOID)7, CREATE_SUSPENDED, NULL);
    context.ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
    CHECK(GetThreadContext(thread, &context));
    CHECK_EQ(context.Rip, (ULONG_PTR)entry);
    CHECK_EQ(context.Rcx, (ULONG_PTR)counts);
    CHECK_EQ(context.Rdx, 7);
    CHECK(context.Rsp != 0);
    CHECK_EQ(context.SegCs, 0x33);
    CHECK_EQ(context.MxCsr, 0x1F80);
    context.Rcx = (ULONG_PTR)answers; /* another start routine, another argument */
    context.Rdx = 41;
    CHECK(SetThreadContext(thread, &context));
    context.Rcx = context.Rip = 5;
    context.ContextFlags = CONTEXT_INTEGER; /* nothing else is told */
    CHECK(GetThreadContext(thread, &context));
    CHECK_EQ(context.Rcx, (ULONG_PTR)answers);
    CHECK_EQ(context.Rip, 5);
    CHECK_EQ(SuspendThread(thread), 1);
    CHECK_EQ(ResumeThread(thread), 2);
    CHECK_EQ(ResumeThread(thread), 1);
    CHECK_EQ(ended_with(thread), 42);

    thread = CreateThread(NULL, 0, answers, NULL, CREATE_SUSPENDED, NULL);
    context.ContextFlags = CONTEXT_FULL;
    CHECK(GetThreadContext(thread, &context));
    context.Rip = (ULONG_PTR)begins_here;
    context.Rsp = ((context.Rsp - 64) & ~15ull) - 8; /* as at the beginning of a function */
    context.Rcx = 3;
    context.Rdx = 14;
    CHECK(SetThreadContext(thread, &context));
    CHECK_EQ(ResumeThread(thread), 1);
    CHECK_EQ(ended_with(thread), 314);

    /* The control registers alone leave the others as they are. */
    thread = CreateThread(NULL, 0, answers, (LPVOID)9, CREATE_SUSPENDED, NULL);
    context.ContextFlags = CONTEXT_CONTROL;
    CHECK(GetThreadContext(thread, &context));
    context.Rcx = 1;
    CHECK(SetThreadContext(thread, &context));
    CHECK_EQ(ResumeThread(thread), 1);
    CHECK_EQ(ended_with(thread), 10);
}

static DWORD WINAPI suspends_itself(LPVOID argument)
{
    return SuspendThread(GetCurrentThread());
}

TEST(a_thread_that_suspended_itself_has_registers)
{
    CONTEXT context;
    context.ContextFlags = CONTEXT_CONTROL;
    context.Rip = 0;
    HANDLE thread = CreateThread(NULL, 0, suspends_itself, NULL, 0, NULL);
    while (SuspendThread(thread) == 0) {
        ResumeThread(thread); /* once or, where it had just suspended itself, one of two */
        Sleep(1);
    }
    CHECK(GetThreadContext(thread, &context) && context.Rip);
    CHECK_EQ(ResumeThread(thread), 2);
    CHECK(GetThreadContext(thread, &context) && context.Rip);
    CHECK_EQ(ResumeThread(thread), 1);
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CloseHandle(thread);
}
#endif

static DWORD WINAPI sleeps(LPVOID argument)
{
    Sleep(INFINITE);
    return 1;
}

static HANDLE held;
static DWORD WINAPI holds_a_mutex(LPVOID argument)
{
    WaitForSingleObject(held, INFINITE);
    SetEvent((HANDLE)argument);
    while (!stop)
        counter++;
    return 0;
}

TEST(terminated_threads_are_gone)
{
    DWORD code = 0;
    HANDLE thread = CreateThread(NULL, 0, sleeps, NULL, 0, NULL);
    Sleep(5);
    CHECK(TerminateThread(thread, 0xABCD));
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, 0xABCD);
    CloseHandle(thread);

    thread = CreateThread(NULL, 0, sleeps, NULL, CREATE_SUSPENDED, NULL);
    CHECK(TerminateThread(thread, 7));
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, 7);
    CloseHandle(thread);

    stop = 0;
    HANDLE ready = CreateEventW(NULL, TRUE, FALSE, NULL);
    held = CreateMutexW(NULL, FALSE, NULL);
    thread = CreateThread(NULL, 0, holds_a_mutex, ready, 0, NULL);
    CHECK_EQ(WaitForSingleObject(ready, INFINITE), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(held, 0), WAIT_TIMEOUT);
    CHECK(TerminateThread(thread, 8));
    CHECK_EQ(WaitForSingleObject(held, INFINITE), WAIT_ABANDONED);
    CHECK(ReleaseMutex(held));
    CloseHandle(thread);
    CloseHandle(held);
    CloseHandle(ready);
}

static LONG called;
static void CALLBACK on_apc(ULONG_PTR value)
{
    called = called * 10 + (LONG)value;
}

static HANDLE begun;
static DWORD WINAPI waits_alertably(LPVOID event)
{
    SetEvent(begun);
    return WaitForSingleObjectEx((HANDLE)event, 20000, TRUE);
}

TEST(apcs_run_in_alertable_waits)
{
    DWORD code = 0;
    CHECK_EQ(QueueUserAPC(on_apc, GetCurrentThread(), 1), 1);
    CHECK_EQ(QueueUserAPC(on_apc, GetCurrentThread(), 2), 1);
    Sleep(1);
    CHECK_EQ(called, 0);
    CHECK_EQ(SleepEx(1000, TRUE), WAIT_IO_COMPLETION);
    CHECK_EQ(called, 12);
    CHECK_EQ(SleepEx(1, TRUE), 0);
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    CHECK_EQ(QueueUserAPC(on_apc, GetCurrentThread(), 3), 1);
    CHECK_EQ(WaitForSingleObjectEx(event, 0, TRUE), WAIT_IO_COMPLETION);
    begun = CreateEventW(NULL, FALSE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, waits_alertably, event, 0, NULL);
    CHECK_EQ(WaitForSingleObject(begun, INFINITE), WAIT_OBJECT_0);
    Sleep(2);
    CHECK_EQ(QueueUserAPC(on_apc, thread, 4), 1);
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, WAIT_IO_COMPLETION);
    CHECK_EQ(called, 1234);
    CloseHandle(begun);
    CloseHandle(thread);
    CloseHandle(event);
}

TEST(this_process_and_thread)
{
    FILETIME created, ended, kernel, user;
    DWORD_PTR mask, system;
    DWORD code = 0;
    STARTUPINFOW startup = {0};
    CHECK_EQ(GetProcessId(GetCurrentProcess()), GetCurrentProcessId());
    CHECK(GetExitCodeProcess(GetCurrentProcess(), &code));
    CHECK_EQ(code, STILL_ACTIVE);
    CHECK(GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user));
    CHECK(created.dwHighDateTime > 0x01D00000);
    CHECK_EQ(ended.dwHighDateTime, 0);
    CHECK(GetThreadTimes(GetCurrentThread(), &created, &ended, &kernel, &user));
    CHECK(created.dwHighDateTime > 0x01D00000);
    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &mask, &system));
    CHECK(mask != 0 && (mask & ~system) == 0);
    CHECK_EQ(SetThreadAffinityMask(GetCurrentThread(), mask), mask);
    CHECK_FAILS(SetThreadAffinityMask(GetCurrentThread(), 0), 0, ERROR_INVALID_PARAMETER);
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL));
    CHECK_EQ(GetThreadPriority(GetCurrentThread()), THREAD_PRIORITY_BELOW_NORMAL);
    CHECK_FAILS(SetThreadPriority(GetCurrentThread(), 9), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_EQ(GetPriorityClass(GetCurrentProcess()), NORMAL_PRIORITY_CLASS);
    CHECK_FAILS(SetPriorityClass(GetCurrentProcess(), 3), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(IsProcessorFeaturePresent(PF_XMMI64_INSTRUCTIONS_AVAILABLE));
    CHECK(!IsProcessorFeaturePresent(1000));
    GetStartupInfoW(&startup);
    CHECK_EQ(startup.cb, sizeof(startup));
    FlushProcessWriteBuffers();
    CHECK_FAILS(OpenProcess(PROCESS_ALL_ACCESS, FALSE, 0), 0, ERROR_INVALID_PARAMETER);
    HANDLE self = OpenProcess(PROCESS_ALL_ACCESS, FALSE, GetCurrentProcessId());
    CHECK(self != NULL);
    CHECK_EQ(GetProcessId(self), GetCurrentProcessId());
    CHECK_EQ(WaitForSingleObject(self, 1), WAIT_TIMEOUT);
    CHECK(CloseHandle(self));
    /* The larger right to query holds the limited one. */
    DWORD_PTR own = 0, machine = 0;
    self = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, GetCurrentProcessId());
    CHECK(GetProcessAffinityMask(self, &own, &machine));
    CHECK(own != 0 && (own & ~machine) == 0);
    CHECK(CloseHandle(self));
    self = OpenProcess(PROCESS_TERMINATE, FALSE, GetCurrentProcessId());
    CHECK_FAILS(GetProcessAffinityMask(self, &own, &machine), FALSE, ERROR_ACCESS_DENIED);
    CHECK(CloseHandle(self));
}

#ifndef __x86_64__
#define TESTS_OF_REGISTERS
#else
#define TESTS_OF_REGISTERS                                                                                   \
    RUN(the_first_thread_is_suspended);                                                                      \
    RUN(two_suspend_one_thread);                                                                             \
    RUN(a_thread_that_suspended_itself_has_registers);                                                       \
    RUN(a_thread_that_has_not_begun);
#endif

GUEST_MAIN(TESTS_OF_REGISTERS RUN(a_suspended_thread_stands_still); RUN(suspensions_without_a_pause);
           RUN(registers_of_a_suspended_thread); RUN(terminated_threads_are_gone);
           RUN(apcs_run_in_alertable_waits); RUN(this_process_and_thread);
           /* What would have been an exit code of failure is one by TerminateProcess, too. */
           if (!guest_failures) TerminateProcess(GetCurrentProcess(), 0);)
