/* SPDX-License-Identifier: MIT
 *
 * What one call costs, measured by the guest itself: nanoseconds per operation, one `name value` line each.
 * The best of several rounds counts, so that what else the machine does disturbs little. argv[1]: a file to
 * open.
 */
#include <stdio.h>
#include <windows.h>

#define ROUNDS 7

static double now(void)
{
    static LARGE_INTEGER frequency;
    LARGE_INTEGER count;
    if (!frequency.QuadPart)
        QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    return (double)count.QuadPart * 1e9 / (double)frequency.QuadPart;
}

#define MEASURE(name, count, body)                                                                           \
    do {                                                                                                     \
        double best = 1e18;                                                                                  \
        for (int round = 0; round < ROUNDS; round++) {                                                       \
            double start = now();                                                                            \
            for (int i = 0; i < (count); i++) {                                                              \
                body;                                                                                        \
            }                                                                                                \
            double each = (now() - start) / (count);                                                         \
            best = each < best ? each : best;                                                                \
        }                                                                                                    \
        printf("%s %.1f\n", name, best);                                                                     \
    } while (0)

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

int main(int argc, char **argv)
{
    static char buffer[4096];
    volatile DWORD sink;
    CRITICAL_SECTION section;
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), heap = GetProcessHeap();
    if (argc < 2)
        return 2;
    InitializeCriticalSection(&section);
    MEASURE("GetLastError", 5000000, sink = GetLastError());
    MEASURE("critical-section", 2000000, EnterCriticalSection(&section); LeaveCriticalSection(&section));
    MEASURE("SetEvent+Wait", 500000, SetEvent(event); WaitForSingleObject(event, 0));
    MEASURE("HeapAlloc+HeapFree", 1000000, HeapFree(heap, 0, HeapAlloc(heap, 0, 64)));
    MEASURE("malloc+free", 1000000, free(malloc(64)));
    MEASURE("QueryPerformanceCounter", 500000, LARGE_INTEGER t; QueryPerformanceCounter(&t));
    MEASURE("CreateFile+CloseHandle", 20000,
            CloseHandle(CreateFileA(argv[1], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL)));
    HANDLE file = CreateFileA(argv[1], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return 1;
    /* 4 KiB each, along a file of 4 MiB, and at an offset that is given. */
    MEASURE("ReadFile", 100000, DWORD got; if (i % 1024 == 0) SetFilePointer(file, 0, NULL, FILE_BEGIN);
            ReadFile(file, buffer, sizeof(buffer), &got, NULL));
    MEASURE("ReadFile(OVERLAPPED)", 100000, OVERLAPPED at = {0}; DWORD got;
            at.Offset = (DWORD)(i % 1024) * 4096; ReadFile(file, buffer, sizeof(buffer), &got, &at));
    MEASURE("VirtualAlloc+VirtualFree", 20000,
            VirtualFree(VirtualAlloc(NULL, 65536, MEM_COMMIT, PAGE_READWRITE), 0, MEM_RELEASE));
    MEASURE("CreateThread+join", 2000, start_and_join());
    (void)sink;
    return 0;
}
