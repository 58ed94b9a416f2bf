/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h: threads and this process. Starting processes is in processthreadsapi_create.c, TLS in
 * processthreadsapi_tls.c.
 */
#include "kernel32.h"
#include <rtl/thread_start.h>
#include "kernel/ke/apc.h"
#include "kernel/ps/process.h"
#include "kernel/ke/suspend.h"
#include "kernel/ke/sync.h"
#include "kernel/ps/thread_services.h"
#include <rtl/heap.h>
#include <win/processthreadsapi.h>
#include <win/systemtopologyapi.h>

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
        sys_thread_create_handle(&handle, THREAD_ALL_ACCESS, &attributes, (PVOID)(UINT_PTR)lpStartAddress,
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

DWORD WINAPI SuspendThread(HANDLE hThread)
{
    ULONG before;
    return win32_result(NtSuspendThread(hThread, &before)) ? before : (DWORD)-1;
}

BOOL WINAPI TerminateThread(HANDLE hThread, DWORD dwExitCode)
{
    return win32_result(NtTerminateThread(hThread, (NTSTATUS)dwExitCode));
}

BOOL WINAPI GetThreadContext(HANDLE hThread, PCONTEXT lpContext)
{
    return win32_result(NtGetContextThread(hThread, lpContext));
}

BOOL WINAPI SetThreadContext(HANDLE hThread, const CONTEXT *lpContext)
{
    return win32_result(NtSetContextThread(hThread, (PCONTEXT)lpContext));
}

BOOL WINAPI SetThreadPriority(HANDLE hThread, int nPriority)
{
    LONG priority = nPriority;
    return win32_result(NtSetInformationThread(hThread, ThreadBasePriority, &priority, sizeof(priority)));
}

int WINAPI GetThreadPriority(HANDLE hThread)
{
    THREAD_BASIC_INFORMATION info;
    NTSTATUS status = NtQueryInformationThread(hThread, ThreadBasicInformation, &info, sizeof(info), NULL);
    return win32_result(status) ? info.BasePriority : 0x7FFFFFFF; /* THREAD_PRIORITY_ERROR_RETURN */
}

/* TRUE: it is not boosted. A hint that is remembered. */
BOOL WINAPI SetThreadPriorityBoost(HANDLE hThread, BOOL bDisablePriorityBoost)
{
    ULONG disable = !!bDisablePriorityBoost;
    return win32_result(NtSetInformationThread(hThread, ThreadPriorityBoost, &disable, sizeof(disable)));
}

BOOL WINAPI GetThreadPriorityBoost(HANDLE hThread, PBOOL pDisablePriorityBoost)
{
    ULONG disable;
    if (!win32_result(
            NtQueryInformationThread(hThread, ThreadPriorityBoost, &disable, sizeof(disable), NULL)))
        return FALSE;
    *pDisablePriorityBoost = (BOOL)disable;
    return TRUE;
}

BOOL WINAPI GetThreadIdealProcessorEx(HANDLE hThread, PPROCESSOR_NUMBER lpIdealProcessor)
{
    return win32_result(NtQueryInformationThread(hThread, ThreadIdealProcessorEx, lpIdealProcessor,
                                                 sizeof(*lpIdealProcessor), NULL));
}

BOOL WINAPI SetThreadIdealProcessorEx(HANDLE hThread, PPROCESSOR_NUMBER lpIdealProcessor,
                                      PPROCESSOR_NUMBER lpPreviousIdealProcessor)
{
    PROCESSOR_NUMBER number = *lpIdealProcessor;
    if (!win32_result(NtSetInformationThread(hThread, ThreadIdealProcessorEx, &number, sizeof(number))))
        return FALSE;
    if (lpPreviousIdealProcessor)
        *lpPreviousIdealProcessor = number;
    return TRUE;
}

/* The former one; MAXIMUM_PROCESSORS asks for it only. */
DWORD WINAPI SetThreadIdealProcessor(HANDLE hThread, DWORD dwIdealProcessor)
{
    PROCESSOR_NUMBER number = {.Number = (BYTE)dwIdealProcessor}, before;
    if (dwIdealProcessor == 8 * sizeof(ULONG_PTR))
        return GetThreadIdealProcessorEx(hThread, &before) ? before.Number : (DWORD)-1;
    if (dwIdealProcessor > 8 * sizeof(ULONG_PTR))
        return win32_fail(ERROR_INVALID_PARAMETER), (DWORD)-1;
    return SetThreadIdealProcessorEx(hThread, &number, &before) ? before.Number : (DWORD)-1;
}

/* THREAD_INFORMATION_CLASS; what ntdll calls them. ThreadAbsoluteCpuPriority is the base priority's sum, and
 * ThreadDynamicCodePolicy is of processes whose dynamic code is forbidden, which none is here. */
enum { ThreadMemoryPriority, ThreadAbsoluteCpuPriority, ThreadDynamicCodePolicy, ThreadPowerThrottling };

BOOL WINAPI GetThreadInformation(HANDLE hThread, DWORD ThreadInformationClass, LPVOID ThreadInformation,
                                 DWORD ThreadInformationSize)
{
    THREAD_BASIC_INFORMATION info;
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    if (ThreadInformationClass == ThreadMemoryPriority) {
        status = NtQueryInformationThread(hThread, ThreadPagePriority, ThreadInformation,
                                          ThreadInformationSize, NULL);
    } else if (ThreadInformationClass == ThreadPowerThrottling) {
        status = NtQueryInformationThread(hThread, ThreadPowerThrottlingState, ThreadInformation,
                                          ThreadInformationSize, NULL);
    } else if (ThreadInformationClass == ThreadAbsoluteCpuPriority) {
        status = NtQueryInformationThread(hThread, ThreadBasicInformation, &info, sizeof(info), NULL);
        if (NT_SUCCESS(status) && ThreadInformationSize != sizeof(LONG))
            status = STATUS_INFO_LENGTH_MISMATCH;
        if (NT_SUCCESS(status))
            *(LONG *)ThreadInformation = info.Priority;
    }
    return win32_result(status);
}

BOOL WINAPI SetThreadInformation(HANDLE hThread, DWORD ThreadInformationClass, LPVOID ThreadInformation,
                                 DWORD ThreadInformationSize)
{
    if (ThreadInformationClass != ThreadMemoryPriority && ThreadInformationClass != ThreadPowerThrottling)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(NtSetInformationThread(
        hThread,
        ThreadInformationClass == ThreadMemoryPriority ? ThreadPagePriority : ThreadPowerThrottlingState,
        ThreadInformation, ThreadInformationSize));
}

DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE hThread, DWORD_PTR dwThreadAffinityMask)
{
    THREAD_BASIC_INFORMATION info;
    NTSTATUS status = NtQueryInformationThread(hThread, ThreadBasicInformation, &info, sizeof(info), NULL);
    if (NT_SUCCESS(status))
        status = NtSetInformationThread(hThread, ThreadAffinityMask, &dwThreadAffinityMask,
                                        sizeof(dwThreadAffinityMask));
    return win32_result(status) ? info.AffinityMask : 0;
}

static FILETIME to_filetime(LARGE_INTEGER time)
{
    return (FILETIME){time.LowPart, (DWORD)time.HighPart};
}

BOOL WINAPI GetThreadTimes(HANDLE hThread, LPFILETIME lpCreationTime, LPFILETIME lpExitTime,
                           LPFILETIME lpKernelTime, LPFILETIME lpUserTime)
{
    KERNEL_USER_TIMES times;
    if (!win32_result(NtQueryInformationThread(hThread, ThreadTimes, &times, sizeof(times), NULL)))
        return FALSE;
    *lpCreationTime = to_filetime(times.CreateTime);
    *lpExitTime = to_filetime(times.ExitTime);
    *lpKernelTime = to_filetime(times.KernelTime);
    *lpUserTime = to_filetime(times.UserTime);
    return TRUE;
}

HRESULT WINAPI SetThreadDescription(HANDLE hThread, PCWSTR lpThreadDescription)
{
    UNICODE_STRING name = {.Buffer = (PWSTR)lpThreadDescription};
    while (name.Length < 0xFFFC && lpThreadDescription[name.Length / 2])
        name.Length += sizeof(WCHAR);
    name.MaximumLength = name.Length;
    NTSTATUS status = NtSetInformationThread(hThread, ThreadNameInformation, &name, sizeof(name));
    return NT_SUCCESS(status) ? S_OK : (HRESULT)(status | 0x10000000); /* HRESULT_FROM_NT */
}

HRESULT WINAPI GetThreadDescription(HANDLE hThread, PWSTR *ppszThreadDescription)
{
    ULONG size = sizeof(UNICODE_STRING) + 64, needed;
    UNICODE_STRING *name = NULL;
    NTSTATUS status;
    do { /* the caller frees it with LocalFree: it is heap memory, the text moved to its start */
        RtlFreeHeap(process_peb.ProcessHeap, 0, name);
        name = RtlAllocateHeap(process_peb.ProcessHeap, 0, size);
        if (!name)
            return E_OUTOFMEMORY;
        status = NtQueryInformationThread(hThread, ThreadNameInformation, name, size, &needed);
        size = needed;
    } while (status == STATUS_BUFFER_TOO_SMALL);
    if (!NT_SUCCESS(status)) {
        RtlFreeHeap(process_peb.ProcessHeap, 0, name);
        return (HRESULT)(status | 0x10000000);
    }
    PWSTR from = name->Buffer, to = (PWSTR)name;
    for (ULONG i = 0, count = name->Length / sizeof(WCHAR); i <= count; i++)
        to[i] = from[i];
    *ppszThreadDescription = to;
    return S_OK;
}

VOID WINAPI GetCurrentThreadStackLimits(PULONG_PTR LowLimit, PULONG_PTR HighLimit)
{
    *LowLimit = (ULONG_PTR)NtCurrentTeb()->DeallocationStack;
    *HighLimit = (ULONG_PTR)NtCurrentTeb()->NtTib.StackBase;
}

DWORD WINAPI QueueUserAPC(PVOID pfnAPC, HANDLE hThread, ULONG_PTR dwData)
{
    /* The routine takes one argument; the two more that it gets are in registers of the caller's. */
    NTSTATUS status = NtQueueApcThread(hThread, (PPS_APC_ROUTINE)pfnAPC, (PVOID)dwData, NULL, NULL);
    return win32_result(status) ? 1 : 0;
}
