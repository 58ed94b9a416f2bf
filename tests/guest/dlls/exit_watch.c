/* SPDX-License-Identifier: MIT
 *
 * A DLL that looks, when the process ends, whether other threads still run, and then enters a critical
 * section that one of them has held.
 */
#include <windows.h>

__declspec(dllexport) volatile LONG watch_counter;
__declspec(dllexport) CRITICAL_SECTION watch_section;

__declspec(dllexport) DWORD WINAPI watch_counts(LPVOID argument)
{
    EnterCriticalSection(&watch_section);
    for (;;) {
        watch_counter++;
        switch ((INT_PTR)argument) { /* most of the time is the system's */
        case 1:
            GetTickCount();
            break;
        case 2:
            SwitchToThread();
            break;
        case 3:
            Sleep(0);
            break;
        case 4:
            HeapFree(GetProcessHeap(), 0, HeapAlloc(GetProcessHeap(), 0, 100));
        }
    }
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    if (reason == DLL_PROCESS_ATTACH) {
        InitializeCriticalSection(&watch_section);
    } else if (reason == DLL_PROCESS_DETACH && reserved && watch_counter) {
        LONG before = watch_counter;
        Sleep(20);
        if (watch_counter != before) /* a thread runs while DLLs are told of the end */
            TerminateProcess(GetCurrentProcess(), 98);
        EnterCriticalSection(&watch_section); /* ends the process with its own code */
        TerminateProcess(GetCurrentProcess(), 99);
    }
    return TRUE;
}
