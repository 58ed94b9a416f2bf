/* SPDX-License-Identifier: MIT
 *
 * Waits for objects of different kinds at once: events and processes, by hand and by the thread pool.
 */
#include "guest.h"

static HANDLE start_sleeper(void)
{
    WCHAR path[MAX_PATH + 16], command[] = L"sleeper child";
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    CHECK(CreateProcessW(path, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process));
    CHECK(CloseHandle(process.hThread));
    return process.hProcess;
}

static DWORD WINAPI sets(LPVOID event)
{
    Sleep(5);
    return SetEvent(event);
}

static DWORD WINAPI ends(LPVOID process)
{
    Sleep(5);
    return TerminateProcess(process, 77);
}

static VOID CALLBACK nothing(ULONG_PTR argument)
{
}

static DWORD WINAPI queues(LPVOID thread)
{
    Sleep(5);
    return QueueUserAPC(nothing, thread, 0);
}

static void start(LPTHREAD_START_ROUTINE function, HANDLE argument)
{
    HANDLE thread = CreateThread(NULL, 0, function, argument, 0, NULL);
    CHECK(CloseHandle(thread));
}

TEST(events_and_processes)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), self;
    HANDLE both[2] = {start_sleeper(), event}, two[3] = {start_sleeper(), event, both[0]};
    DWORD code;
    CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    CHECK_EQ(WaitForMultipleObjects(2, both, FALSE, 0), WAIT_TIMEOUT);
    CHECK_EQ(WaitForMultipleObjects(2, both, FALSE, 3), WAIT_TIMEOUT);
    for (int i = 0; i < 5; i++) {
        start(sets, event);
        CHECK_EQ(WaitForMultipleObjects(2, both, FALSE, 20000), WAIT_OBJECT_0 + 1);
        start(queues, self);
        CHECK_EQ(WaitForMultipleObjectsEx(2, both, FALSE, 20000, TRUE), WAIT_IO_COMPLETION);
        start(queues, self);
        CHECK_EQ(WaitForSingleObjectEx(both[0], 20000, TRUE), WAIT_IO_COMPLETION);
    }
    start(ends, both[0]);
    CHECK_EQ(WaitForMultipleObjects(2, both, FALSE, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(both[0], &code));
    CHECK_EQ(code, 77);
    start(sets, event);
    start(ends, two[0]);
    CHECK_EQ(WaitForMultipleObjects(3, two, TRUE, 20000), WAIT_OBJECT_0); /* two processes and an event */
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    CHECK(CloseHandle(both[0]) && CloseHandle(two[0]) && CloseHandle(event) && CloseHandle(self));
}

static VOID CALLBACK ended(PVOID done, BOOLEAN timeout)
{
    CHECK(!timeout);
    SetEvent(done);
}

TEST(registered_processes)
{
    HANDLE done = CreateEventW(NULL, FALSE, FALSE, NULL), processes[4], waits[4];
    for (int i = 0; i < 4; i++) {
        processes[i] = start_sleeper();
        CHECK(
            RegisterWaitForSingleObject(&waits[i], processes[i], ended, done, INFINITE, WT_EXECUTEONLYONCE));
    }
    for (int i = 3; i >= 0; i--) {
        CHECK_EQ(WaitForSingleObject(done, 0), WAIT_TIMEOUT);
        CHECK(TerminateProcess(processes[i], 1));
        CHECK_EQ(WaitForSingleObject(done, 20000), WAIT_OBJECT_0);
        CHECK(UnregisterWaitEx(waits[i], INVALID_HANDLE_VALUE));
        CHECK(CloseHandle(processes[i]));
    }
    CHECK(CloseHandle(done));
}

static BOOL is_child(void)
{
    const WCHAR *last = NULL;
    for (const WCHAR *c = GetCommandLineW(); *c; c++)
        if (*c == ' ')
            last = c + 1;
    return last && guest_same_wide(last, L"child");
}

GUEST_MAIN(if (is_child()) Sleep(60000); else {
    RUN(events_and_processes);
    RUN(registered_processes);
})
