/* SPDX-License-Identifier: MIT
 *
 * What one call costs, measured by the guest itself: nanoseconds per operation, one `name value` line each.
 * argv[1]: a file to open.
 */
#include <windows.h>

#include "measure.h"

static double now(void)
{
    static LARGE_INTEGER frequency;
    LARGE_INTEGER count;
    if (!frequency.QuadPart)
        QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    return (double)count.QuadPart * 1e9 / (double)frequency.QuadPart;
}

static DWORD WINAPI nothing(void *argument)
{
    return (DWORD)(ULONG_PTR)argument;
}

static void start_and_join(void)
{
    HANDLE thread = CreateThread(NULL, 0, nothing, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static HANDLE ping, pong;

static DWORD WINAPI answer(void *unused)
{
    for (;;) {
        WaitForSingleObject(ping, INFINITE);
        SetEvent(pong);
    }
    return 0;
}

static LONG CALLBACK go_on(EXCEPTION_POINTERS *pointers)
{
    return EXCEPTION_CONTINUE_EXECUTION;
}

int main(int argc, char **argv)
{
    static char buffer[4096];
    volatile DWORD sink;
    CRITICAL_SECTION section;
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), heap = GetProcessHeap();
    if (argc < 2)
        return 2;
    InitializeCriticalSection(&section);
    MEASURE("GetLastError", sink = GetLastError());
    MEASURE("critical-section", EnterCriticalSection(&section); LeaveCriticalSection(&section));
    MEASURE("SetEvent+Wait", SetEvent(event); WaitForSingleObject(event, 0));
    HANDLE named = CreateEventA(NULL, FALSE, FALSE, "bench-event"), mutex = CreateMutexW(NULL, FALSE, NULL);
    HANDLE named_mutex = CreateMutexA(NULL, FALSE, "bench-mutex");
    MEASURE("SetEvent+Wait(named)", SetEvent(named); WaitForSingleObject(named, 0));
    MEASURE("Wait+ReleaseMutex", WaitForSingleObject(mutex, INFINITE); ReleaseMutex(mutex));
    MEASURE("Wait+ReleaseMutex(named)", WaitForSingleObject(named_mutex, INFINITE);
            ReleaseMutex(named_mutex));
    ping = CreateEventW(NULL, FALSE, FALSE, NULL);
    pong = CreateEventW(NULL, FALSE, FALSE, NULL);
    CloseHandle(CreateThread(NULL, 0, answer, NULL, 0, NULL));
    MEASURE("event-ping-pong", SetEvent(ping); WaitForSingleObject(pong, INFINITE));
    MEASURE("HeapAlloc+HeapFree", HeapFree(heap, 0, HeapAlloc(heap, 0, 64)));
    MEASURE("malloc+free", free(malloc(64)));
    MEASURE("QueryPerformanceCounter", LARGE_INTEGER t; QueryPerformanceCounter(&t));
    MEASURE("CreateFile+CloseHandle",
            CloseHandle(CreateFileA(argv[1], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL)));
    HANDLE file = CreateFileA(argv[1], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return 1;
    /* 4 KiB each, along a file of 4 MiB, and at an offset that is given. */
    MEASURE("ReadFile", DWORD got; if (i % 1024 == 0) SetFilePointer(file, 0, NULL, FILE_BEGIN);
            ReadFile(file, buffer, sizeof(buffer), &got, NULL));
    MEASURE("ReadFile(OVERLAPPED)", OVERLAPPED at = {0}; DWORD got; at.Offset = (DWORD)(i % 1024) * 4096;
            ReadFile(file, buffer, sizeof(buffer), &got, &at));
    MEASURE("VirtualAlloc+VirtualFree",
            VirtualFree(VirtualAlloc(NULL, 65536, MEM_COMMIT, PAGE_READWRITE), 0, MEM_RELEASE));
    MEASURE("CreateThread+join", start_and_join());
    PVOID handler = AddVectoredExceptionHandler(1, go_on);
    MEASURE("RaiseException", RaiseException(0xE0000001, 0, 0, NULL));
    RemoveVectoredExceptionHandler(handler);
    (void)sink;
    return 0;
}
