/* SPDX-License-Identifier: MIT
 *
 * The end of the process while other threads are at all kinds of things: they stop before DLLs are told, and
 * none of them keeps the process from ending. Every end is a child's, which is this program itself.
 */
#include "guest.h"

static WCHAR self[1024], line[2048];
static HANDLE never, pipe_read, pipe_write;
static SRWLOCK held = SRWLOCK_INIT;

static DWORD WINAPI waits(LPVOID argument)
{
    return WaitForSingleObject(never, INFINITE);
}

static DWORD WINAPI reads(LPVOID argument)
{
    char byte;
    DWORD got;
    return (DWORD)ReadFile(pipe_read, &byte, 1, &got, NULL);
}

static DWORD WINAPI allocates(LPVOID argument)
{
    while (pipe_read)
        HeapFree(GetProcessHeap(), 0, HeapAlloc(GetProcessHeap(), 0, 100000));
    return 0;
}

static DWORD WINAPI loads(LPVOID argument)
{
    while (pipe_read)
        FreeLibrary(LoadLibraryW(L"exit_watch.dll"));
    return 0;
}

static DWORD WINAPI holds_and_sleeps(LPVOID argument)
{
    AcquireSRWLockExclusive(&held);
    Sleep(INFINITE);
    return 0;
}

/* A lock that this process has by another handle. The file goes with the process. */
static DWORD WINAPI locks_a_file(LPVOID argument)
{
    static WCHAR path[MAX_PATH + 32];
    OVERLAPPED at = {0};
    HANDLE files[2];
    DWORD length = GetTempPathW(MAX_PATH, path), id = GetCurrentProcessId();
    for (const WCHAR *prefix = L"decant-end-"; *prefix; prefix++)
        path[length++] = *prefix;
    for (int i = 0; i < 8; i++, id >>= 4)
        path[length++] = L"0123456789abcdef"[id & 15];
    for (int i = 0; i < 2; i++)
        files[i] = CreateFileW(path, GENERIC_READ | GENERIC_WRITE | DELETE,
                               FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_ALWAYS,
                               FILE_FLAG_DELETE_ON_CLOSE, NULL);
    LockFileEx(files[0], LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &at);
    LockFileEx(files[1], LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &at);
    return 0;
}

static DWORD WINAPI asks_the_time(LPVOID argument)
{
    while (pipe_read)
        GetTickCount();
    return 0;
}

static DWORD WINAPI yields(LPVOID argument)
{
    while (pipe_read)
        SwitchToThread();
    return 0;
}

static DWORD WINAPI ends(LPVOID argument)
{
    return 0;
}

static DWORD WINAPI makes_threads(LPVOID argument)
{
    while (pipe_read)
        CloseHandle(CreateThread(NULL, 0, ends, NULL, 0, NULL));
    return 0;
}

static DWORD WINAPI exits(LPVOID argument)
{
    ExitProcess(77);
}

static void as_child(WCHAR task)
{
    static const LPTHREAD_START_ROUTINE all[] = {waits,         reads,         allocates,        loads,
                                                 waits,         makes_threads, holds_and_sleeps, locks_a_file,
                                                 asks_the_time, yields};
    HANDLE threads[2];
    never = CreateEventW(NULL, TRUE, FALSE, NULL);
    CreatePipe(&pipe_read, &pipe_write, NULL, 0);
    if (task >= '0' && task <= '4') { /* the DLL looks */
        HMODULE watch = LoadLibraryW(L"exit_watch.dll");
        volatile LONG *counter = (volatile LONG *)(void *)GetProcAddress(watch, "watch_counter");
        CreateThread(NULL, 0, (LPTHREAD_START_ROUTINE)(void *)GetProcAddress(watch, "watch_counts"),
                     (LPVOID)(INT_PTR)(task - '0'), 0, NULL);
        while (!*counter)
            Sleep(1);
        ExitProcess(77);
    }
    for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        CreateThread(NULL, 0, all[i], NULL, 0, NULL);
    CreateThread(NULL, 0, ends, NULL, CREATE_SUSPENDED, NULL);
    Sleep(5);
    if (task == 'm')
        ExitProcess(77);
    for (int i = 0; i < 2; i++) /* two at once */
        threads[i] = CreateThread(NULL, 0, exits, NULL, 0, NULL);
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    ExitProcess(1);
}

static DWORD child(WCHAR task)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    DWORD code = 0xDEAD;
    int at = 0;
    line[at++] = '"';
    for (int i = 0; self[i]; i++)
        line[at++] = self[i];
    line[at++] = '"';
    line[at++] = ' ';
    line[at++] = task;
    line[at] = 0;
    CHECK(CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process));
    CHECK_EQ(WaitForSingleObject(process.hProcess, 30000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(process.hThread, 1000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(process.hThread, &code));
    CHECK_EQ(code, 77);
    CHECK(GetExitCodeProcess(process.hProcess, &code));
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return code;
}

TEST(threads_stop_before_dlls_are_told)
{
    for (WCHAR task = '0'; task <= '4'; task++) /* what the thread does all the time */
        CHECK_EQ(child(task), 77);
}

TEST(threads_do_not_keep_a_process)
{
    for (int i = 0; i < 8; i++)
        CHECK_EQ(child(i & 1 ? 'm' : 't'), 77);
}

void mainCRTStartup(void)
{
    const WCHAR *command = GetCommandLineW(), *end = command;
    while (*end)
        end++;
    if (end[-2] == ' ')
        as_child(end[-1]);
    GetModuleFileNameW(NULL, self, 1000);
    RUN(threads_stop_before_dlls_are_told);
    RUN(threads_do_not_keep_a_process);
    ExitProcess((UINT)guest_failures);
}
