/* SPDX-License-Identifier: MIT
 *
 * mutex NAME: two processes share a mutex by its name. The first starts a second one, which takes the mutex
 * and gives it back, takes it again and ends without giving it back: the first is told that it was abandoned.
 * `mutex NAME second` is the second one; start it from another shell while the first waits, if you like.
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

static int second(HANDLE mutex, HANDLE turn)
{
    WaitForSingleObject(mutex, INFINITE);
    printf("second: has the mutex\n");
    fflush(stdout);
    ReleaseMutex(mutex);
    WaitForSingleObject(turn, INFINITE);
    WaitForSingleObject(mutex, INFINITE);
    printf("second: has it again, and ends\n");
    fflush(stdout);
    ExitProcess(0);
}

int wmain(int argc, wchar_t **argv)
{
    const wchar_t *base = argc > 1 ? argv[1] : L"decant-sample";
    wchar_t name[128], command[512];
    swprintf(name, 128, L"Local\\%ls-mutex", base);
    HANDLE mutex = CreateMutexW(NULL, FALSE, name);
    int existed = GetLastError() == ERROR_ALREADY_EXISTS;
    swprintf(name, 128, L"Local\\%ls-turn", base);
    HANDLE turn = CreateEventW(NULL, FALSE, FALSE, name);
    if (!mutex || !turn)
        return 1;
    if (argc > 2) {
        printf("second: the mutex %ls\n", existed ? L"was there" : L"is new");
        return second(mutex, turn);
    }
    WaitForSingleObject(mutex, INFINITE);
    printf("first: has the mutex\n");
    fflush(stdout);
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    swprintf(command, 512, L"\"%ls\" %ls second", argv[0], base);
    if (!CreateProcessW(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) {
        printf("CreateProcess: error %lu\n", GetLastError());
        return 1;
    }
    if (WaitForSingleObject(process.hProcess, 20) == WAIT_TIMEOUT)
        ReleaseMutex(mutex); /* the second waits for it */
    SetEvent(turn);
    WaitForSingleObject(process.hProcess, INFINITE);
    DWORD result = WaitForSingleObject(mutex, INFINITE);
    printf("first: has the mutex, %s\n", result == WAIT_ABANDONED ? "which was abandoned" : "in order");
    ReleaseMutex(mutex);
    return result != WAIT_ABANDONED;
}
