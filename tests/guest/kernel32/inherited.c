/* SPDX-License-Identifier: MIT
 *
 * What a child inherits is its own from the moment at which CreateProcess returns, whatever other threads of
 * the parent open and close meanwhile. Started with the value of a handle the program waits for that.
 */
#include "../guest.h"

static WCHAR path[MAX_PATH];

static void append_number(WCHAR *text, ULONG_PTR value)
{
    while (*text)
        text++;
    for (int shift = 28; shift >= 0; shift -= 4)
        *text++ = L"0123456789abcdef"[value >> shift & 15];
    *text = 0;
}

/* A child that waits for the handle, and says what came of it by its exit code. */
static HANDLE start(HANDLE handle)
{
    WCHAR command[40] = L"child ";
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process = {0};
    append_number(command, (ULONG_PTR)handle);
    CHECK(CreateProcessW(path, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process));
    CloseHandle(process.hThread);
    return process.hProcess;
}

static DWORD end_of(HANDLE process)
{
    DWORD code = 0xDEAD;
    CHECK_EQ(WaitForSingleObject(process, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(process, &code));
    CloseHandle(process);
    return code;
}

static int child(void)
{
    const WCHAR *word = GetCommandLineW();
    ULONG_PTR value = 0;
    for (word += 6; *word; word++)
        value = value << 4 | (*word <= '9' ? *word - '0' : *word - 'a' + 10);
    DWORD answer = WaitForSingleObject((HANDLE)value, 0);
    return answer == WAIT_FAILED ? (int)GetLastError() : (int)answer + 100;
}

TEST(closed_at_once)
{
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    LARGE_INTEGER past = {.QuadPart = -1};
    for (int i = 0; i < 8; i++) {
        HANDLE event = CreateEventW(&inherit, TRUE, i & 1, NULL);
        HANDLE process = start(event);
        CHECK(CloseHandle(event));
        HANDLE other = CreateEventW(&inherit, TRUE, !(i & 1), NULL); /* would have its place */
        CHECK_EQ(end_of(process), 100 + (i & 1 ? WAIT_OBJECT_0 : WAIT_TIMEOUT));
        CloseHandle(other);
    }
    HANDLE timer = CreateWaitableTimerW(&inherit, TRUE, NULL);
    CHECK(SetWaitableTimer(timer, &past, 0, NULL, NULL, FALSE));
    CHECK_EQ(WaitForSingleObject(timer, 10000), WAIT_OBJECT_0);
    HANDLE process = start(timer);
    CHECK(CloseHandle(timer));
    CHECK_EQ(end_of(process), 100 + WAIT_OBJECT_0);
}

static volatile LONG stop;

static DWORD WINAPI open_and_close(void *unused)
{
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    (void)unused;
    while (!stop) {
        HANDLE read, write;
        CHECK(CreatePipe(&read, &write, &inherit, 0));
        HANDLE event = CreateEventW(&inherit, TRUE, FALSE, NULL);
        CHECK(CloseHandle(read));
        CHECK(CloseHandle(event));
        CHECK(CloseHandle(write));
    }
    return 0;
}

TEST(beside_others)
{
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    HANDLE threads[3], event = CreateEventW(&inherit, TRUE, TRUE, NULL);
    for (int i = 0; i < 3; i++)
        threads[i] = CreateThread(NULL, 0, open_and_close, NULL, 0, NULL);
    for (int i = 0; i < 40; i++)
        CHECK_EQ(end_of(start(event)), 100 + WAIT_OBJECT_0);
    stop = 1;
    CHECK_EQ(WaitForMultipleObjects(3, threads, TRUE, 20000), WAIT_OBJECT_0);
    for (int i = 0; i < 3; i++)
        CloseHandle(threads[i]);
    CloseHandle(event);
}

static void run(void)
{
    if (GetCommandLineW()[0] == 'c' && GetCommandLineW()[1] == 'h')
        ExitProcess((UINT)child());
    GetModuleFileNameW(NULL, path, MAX_PATH);
    RUN(closed_at_once);
    RUN(beside_others);
}

GUEST_MAIN(run();)
