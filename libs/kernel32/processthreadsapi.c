/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h: threads and this process. Starting processes is in processthreadsapi_create.c, TLS in
 * processthreadsapi_tls.c.
 */
#include "kernel32.h"
#include <nt/sync.h>
#include <nt/thread_services.h>
#include <win/processthreadsapi.h>

_Noreturn VOID WINAPI ExitProcess(UINT uExitCode)
{
    process_exit((NTSTATUS)uExitCode);
}

HANDLE WINAPI GetCurrentProcess(VOID)
{
    return NtCurrentProcess();
}

HANDLE WINAPI GetCurrentThread(VOID)
{
    return NtCurrentThread();
}

DWORD WINAPI GetCurrentProcessId(VOID)
{
    return (DWORD)(UINT_PTR)NtCurrentTeb()->ClientId.UniqueProcess;
}

DWORD WINAPI GetCurrentThreadId(VOID)
{
    return (DWORD)(UINT_PTR)NtCurrentTeb()->ClientId.UniqueThread;
}

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES lpThreadAttributes, SIZE_T dwStackSize,
                           LPTHREAD_START_ROUTINE lpStartAddress, LPVOID lpParameter, DWORD dwCreationFlags,
                           LPDWORD lpThreadId)
{
    HANDLE handle;
    CLIENT_ID id;
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof(attributes)};
    if (lpThreadAttributes && lpThreadAttributes->bInheritHandle)
        attributes.Attributes = OBJ_INHERIT;
    bool reservation = dwCreationFlags & STACK_SIZE_PARAM_IS_A_RESERVATION;
    NTSTATUS status =
        thread_create_handle(&handle, THREAD_ALL_ACCESS, &attributes, (PVOID)(UINT_PTR)lpStartAddress,
                             lpParameter, !!(dwCreationFlags & CREATE_SUSPENDED),
                             reservation ? 0 : dwStackSize, reservation ? dwStackSize : 0, &id);
    if (!win32_result(status))
        return NULL;
    if (lpThreadId)
        *lpThreadId = (DWORD)(UINT_PTR)id.UniqueThread;
    return handle;
}

_Noreturn VOID WINAPI ExitThread(DWORD dwExitCode)
{
    RtlExitUserThread((NTSTATUS)dwExitCode);
}

BOOL WINAPI GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode)
{
    THREAD_BASIC_INFORMATION info;
    NTSTATUS status = NtQueryInformationThread(hThread, ThreadBasicInformation, &info, sizeof(info), NULL);
    if (!win32_result(status))
        return FALSE;
    *lpExitCode = (DWORD)info.ExitStatus;
    return TRUE;
}

DWORD WINAPI GetThreadId(HANDLE Thread)
{
    THREAD_BASIC_INFORMATION info;
    NTSTATUS status = NtQueryInformationThread(Thread, ThreadBasicInformation, &info, sizeof(info), NULL);
    return win32_result(status) ? (DWORD)(UINT_PTR)info.ClientId.UniqueThread : 0;
}

DWORD WINAPI GetProcessIdOfThread(HANDLE Thread)
{
    THREAD_BASIC_INFORMATION info;
    NTSTATUS status = NtQueryInformationThread(Thread, ThreadBasicInformation, &info, sizeof(info), NULL);
    return win32_result(status) ? (DWORD)(UINT_PTR)info.ClientId.UniqueProcess : 0;
}

HANDLE WINAPI OpenThread(DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwThreadId)
{
    HANDLE handle;
    CLIENT_ID id = {.UniqueThread = (HANDLE)(UINT_PTR)dwThreadId};
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof(attributes),
                                    .Attributes = bInheritHandle ? OBJ_INHERIT : 0};
    return win32_result(NtOpenThread(&handle, dwDesiredAccess, &attributes, &id)) ? handle : NULL;
}

DWORD WINAPI ResumeThread(HANDLE hThread)
{
    ULONG before;
    return win32_result(NtResumeThread(hThread, &before)) ? before : (DWORD)-1;
}

BOOL WINAPI SwitchToThread(VOID)
{
    NtYieldExecution();
    return TRUE;
}
