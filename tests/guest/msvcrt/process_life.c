/* SPDX-License-Identifier: MIT
 *
 * Start and end of a program: argv, the environment, threads, jumps, signals, and the order of exit
 * functions, the last of which ends the process with the number of failures.
 */
#include <errno.h>
#include <process.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include "guest.h"

TEST(arguments_are_there)
{
    CHECK_EQ(__argc, 1);
    CHECK(__argv[0] && __argv[0][0]);
    CHECK(__argv[1] == NULL);
}

TEST(the_environment_changes)
{
    CHECK(getenv("DECANT_NO_SUCH") == NULL);
    CHECK_EQ(_putenv("DECANT_TEST=one"), 0);
    CHECK_TEXT(getenv("DECANT_TEST"), "one");
    CHECK_TEXT(getenv("decant_test"), "one");
    CHECK_WIDE(_wgetenv(L"DECANT_TEST"), L"one");
    char seen[16];
    CHECK_EQ(GetEnvironmentVariableA("DECANT_TEST", seen, sizeof(seen)), 3);
    CHECK_EQ(_wputenv(L"DECANT_TEST=two=2"), 0);
    CHECK_TEXT(getenv("DECANT_TEST"), "two=2");
    CHECK_EQ(_putenv("DECANT_TEST="), 0);
    CHECK(getenv("DECANT_TEST") == NULL);
    CHECK(_wgetenv(L"DECANT_TEST") == NULL);
    CHECK_EQ(GetEnvironmentVariableA("DECANT_TEST", seen, sizeof(seen)), 0);
    CHECK_EQ(_putenv("DECANT_TEST"), -1);
    SetEnvironmentVariableA("DECANT_OTHER", "x"); /* not seen: the runtime keeps a copy */
    CHECK(getenv("DECANT_OTHER") == NULL);
}

static __thread int own;
static volatile LONG ran;

static unsigned __stdcall extended(void *argument)
{
    own++;
    errno = 77;
    srand(5);
    InterlockedIncrement(&ran);
    if (argument)
        _endthreadex(6);
    return 5;
}

static void __cdecl plain(void *argument)
{
    InterlockedIncrement(&ran);
    SetEvent(argument);
}

TEST(threads_start_and_end)
{
    DWORD code;
    unsigned id = 0;
    errno = 3;
    HANDLE thread = (HANDLE)_beginthreadex(NULL, 0, extended, NULL, 0, &id);
    CHECK(thread && id == GetThreadId(thread));
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code) && code == 5);
    CloseHandle(thread);
    CHECK_EQ(errno, 3);
    thread = (HANDLE)_beginthreadex(NULL, 0, extended, &own, CREATE_SUSPENDED, NULL);
    CHECK_EQ(WaitForSingleObject(thread, 10), WAIT_TIMEOUT);
    ResumeThread(thread);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code) && code == 6);
    CloseHandle(thread);
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    CHECK((intptr_t)_beginthread(plain, 0, event) != -1);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CloseHandle(event);
    CHECK_EQ(ran, 3);
    CHECK_EQ(own, 0);
    CHECK_EQ(_getpid(), GetCurrentProcessId());
}

static jmp_buf buffer;

static int __attribute__((noinline)) deep(int level, int value)
{
    volatile int keep = level;
    if (level)
        keep += deep(level - 1, value);
    else if (value >= 0)
        longjmp(buffer, value);
    return keep;
}

TEST(jumps_go_back)
{
    volatile double kept = 1.5;
    volatile int times = 0;
    int result = setjmp(buffer);
    times++;
    if (times == 1)
        deep(10, 0);
    CHECK_EQ(result, times == 2 ? 1 : 42);
    if (times == 2)
        deep(3, 42);
    CHECK_EQ(times, 3);
    CHECK(kept == 1.5);
}

static volatile int got;
static void __cdecl on_signal(int number)
{
    got = number;
}

TEST(signals_are_delivered_once)
{
    CHECK(signal(SIGTERM, on_signal) == SIG_DFL);
    CHECK_EQ(raise(SIGTERM), 0);
    CHECK_EQ(got, SIGTERM);
    CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL); /* it was reset when it was called */
    CHECK_EQ(raise(SIGTERM), 0);
    CHECK(signal(SIGTERM, SIG_DFL) == SIG_IGN);
    got = 0;
    signal(SIGINT, on_signal);
    raise(SIGINT);
    CHECK_EQ(got, SIGINT);
    signal(SIGFPE, on_signal);
    raise(SIGFPE);
    CHECK_EQ(got, SIGFPE);
    errno = 0;
    CHECK(signal(99, on_signal) == SIG_ERR);
    CHECK_EQ(errno, EINVAL);
}

TEST(memory)
{
    char *memory = calloc(10, 10);
    int zero = 1;
    for (int i = 0; i < 100; i++)
        zero &= !memory[i];
    CHECK(zero);
    memory[99] = 'x';
    memory = realloc(memory, 100000);
    CHECK(memory && memory[99] == 'x');
    CHECK_EQ(_msize(memory), 100000);
    free(memory);
    free(NULL);
    CHECK(realloc(malloc(5), 0) == NULL);
    errno = 0;
    volatile size_t huge = (size_t)-1 / 2;
    CHECK(calloc(huge, 4) == NULL);
    CHECK_EQ(errno, ENOMEM);
    char *aligned = _aligned_malloc(1000, 256);
    CHECK(aligned && !((uintptr_t)aligned & 255));
    memset(aligned, 7, 1000);
    aligned = _aligned_realloc(aligned, 5000, 256);
    CHECK(aligned && !((uintptr_t)aligned & 255) && aligned[999] == 7);
    _aligned_free(aligned);
}

static int order;

static void __cdecl last(void)
{
    CHECK_EQ(order, 3);
    _exit(guest_failures > 250 ? 250 : guest_failures);
}

static void __cdecl late(void)
{
    CHECK_EQ(order, 1);
    order = 2;
}

static void __cdecl second(void)
{
    CHECK_EQ(order, 2);
    order = 3;
}

static void __cdecl first(void)
{
    CHECK_EQ(order, 0);
    order = 1;
    atexit(late); /* runs next */
}

TEST(exit_functions_run_in_reverse)
{
    CHECK_EQ(atexit(last), 0);
    CHECK_EQ(atexit(second), 0);
    CHECK_EQ(atexit(first), 0);
}

GUEST_MAIN(RUN(arguments_are_there); RUN(the_environment_changes); RUN(threads_start_and_end);
           RUN(jumps_go_back); RUN(signals_are_delivered_once); RUN(memory);
           RUN(exit_functions_run_in_reverse); exit(99);)
