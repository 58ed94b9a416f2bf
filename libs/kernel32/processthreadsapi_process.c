/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h and winbase.h: processes that exist, this one first of all.
 */
#include "kernel32.h"
#include "kernel/ps/process.h"
#include <rtl/nls.h>
#include <win/processthreadsapi.h>

BOOL WINAPI TerminateProcess(HANDLE hProcess, UINT uExitCode)
{
    if (!hProcess)
        return win32_fail(ERROR_INVALID_HANDLE);
    return win32_result(NtTerminateProcess(hProcess, (NTSTATUS)uExitCode));
}

HANDLE WINAPI OpenProcess(DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwProcessId)
{
    HANDLE handle;
    CLIENT_ID id = {.UniqueProcess = (HANDLE)(UINT_PTR)dwProcessId};
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof(attributes),
                                    .Attributes = bInheritHandle ? OBJ_INHERIT : 0};
    return win32_result(NtOpenProcess(&handle, dwDesiredAccess, &attributes, &id)) ? handle : NULL;
}

static bool query_basic(HANDLE process, PROCESS_BASIC_INFORMATION *info)
{
    return win32_result(
        NtQueryInformationProcess(process, ProcessBasicInformation, info, sizeof(*info), NULL));
}

BOOL WINAPI GetExitCodeProcess(HANDLE hProcess, LPDWORD lpExitCode)
{
    PROCESS_BASIC_INFORMATION info;
    if (!query_basic(hProcess, &info))
        return FALSE;
    *lpExitCode = (DWORD)info.ExitStatus;
    return TRUE;
}

DWORD WINAPI GetProcessId(HANDLE Process)
{
    PROCESS_BASIC_INFORMATION info;
    return query_basic(Process, &info) ? (DWORD)info.UniqueProcessId : 0;
}

BOOL WINAPI GetProcessTimes(HANDLE hProcess, LPFILETIME lpCreationTime, LPFILETIME lpExitTime,
                            LPFILETIME lpKernelTime, LPFILETIME lpUserTime)
{
    KERNEL_USER_TIMES times;
    if (!win32_result(NtQueryInformationProcess(hProcess, ProcessTimes, &times, sizeof(times), NULL)))
        return FALSE;
    *lpCreationTime = (FILETIME){times.CreateTime.LowPart, (DWORD)times.CreateTime.HighPart};
    *lpExitTime = (FILETIME){times.ExitTime.LowPart, (DWORD)times.ExitTime.HighPart};
    *lpKernelTime = (FILETIME){times.KernelTime.LowPart, (DWORD)times.KernelTime.HighPart};
    *lpUserTime = (FILETIME){times.UserTime.LowPart, (DWORD)times.UserTime.HighPart};
    return TRUE;
}

BOOL WINAPI GetProcessHandleCount(HANDLE hProcess, PDWORD pdwHandleCount)
{
    ULONG count;
    if (!win32_result(NtQueryInformationProcess(hProcess, ProcessHandleCount, &count, sizeof(count), NULL)))
        return FALSE;
    *pdwHandleCount = count;
    return TRUE;
}

BOOL WINAPI GetProcessAffinityMask(HANDLE hProcess, PDWORD_PTR lpProcessAffinityMask,
                                   PDWORD_PTR lpSystemAffinityMask)
{
    PROCESS_BASIC_INFORMATION info;
    if (!query_basic(hProcess, &info))
        return FALSE;
    *lpProcessAffinityMask = info.AffinityMask;
    *lpSystemAffinityMask = sys_process_system_affinity();
    return TRUE;
}

BOOL WINAPI SetProcessAffinityMask(HANDLE hProcess, DWORD_PTR dwProcessAffinityMask)
{
    return win32_result(NtSetInformationProcess(hProcess, ProcessAffinityMask, &dwProcessAffinityMask,
                                                sizeof(dwProcessAffinityMask)));
}

/* In the order of NT's numbers, from 1. */
static const DWORD priority_classes[] = {0x40, 0x20, 0x80, 0x100, 0x4000, 0x8000};

DWORD WINAPI GetPriorityClass(HANDLE hProcess)
{
    PROCESS_PRIORITY_CLASS class;
    NTSTATUS status = NtQueryInformationProcess(hProcess, ProcessPriorityClass, &class, sizeof(class), NULL);
    return win32_result(status) ? priority_classes[class.PriorityClass - 1] : 0;
}

BOOL WINAPI SetPriorityClass(HANDLE hProcess, DWORD dwPriorityClass)
{
    PROCESS_PRIORITY_CLASS class = {0};
    for (unsigned i = 0; i < countof(priority_classes); i++)
        if (priority_classes[i] == dwPriorityClass)
            class.PriorityClass = (UCHAR)(i + 1);
    if (dwPriorityClass == 0x00100000 || dwPriorityClass == 0x00200000) /* background mode: begin, end */
        class.PriorityClass = dwPriorityClass == 0x00100000 ? 1 : 2;
    if (!class.PriorityClass)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(NtSetInformationProcess(hProcess, ProcessPriorityClass, &class, sizeof(class)));
}

BOOL WINAPI SetProcessPriorityBoost(HANDLE hProcess, BOOL bDisablePriorityBoost)
{
    ULONG value = (ULONG)bDisablePriorityBoost;
    return win32_result(NtSetInformationProcess(hProcess, ProcessPriorityBoost, &value, sizeof(value)));
}

VOID WINAPI FlushProcessWriteBuffers(VOID)
{
    NtFlushProcessWriteBuffers();
}

/* ---- what this process was started with ---- */

VOID WINAPI GetStartupInfoW(LPSTARTUPINFOW lpStartupInfo)
{
    const RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    *lpStartupInfo = (STARTUPINFOW){
        .cb = sizeof(*lpStartupInfo),
        .lpReserved = parameters->ShellInfo.Buffer,
        .lpDesktop = parameters->DesktopInfo.Buffer,
        .lpTitle = parameters->WindowTitle.Buffer,
        .dwX = parameters->StartingX,
        .dwY = parameters->StartingY,
        .dwXSize = parameters->CountX,
        .dwYSize = parameters->CountY,
        .dwXCountChars = parameters->CountCharsX,
        .dwYCountChars = parameters->CountCharsY,
        .dwFillAttribute = parameters->FillAttribute,
        .dwFlags = parameters->WindowFlags,
        .wShowWindow = (WORD)parameters->ShowWindowFlags,
        .cbReserved2 = parameters->RuntimeData.Length,
        .lpReserved2 = (LPBYTE)parameters->RuntimeData.Buffer,
    };
    if (parameters->WindowFlags & STARTF_USESTDHANDLES) {
        lpStartupInfo->hStdInput = parameters->StandardInput;
        lpStartupInfo->hStdOutput = parameters->StandardOutput;
        lpStartupInfo->hStdError = parameters->StandardError;
    }
}

VOID WINAPI GetStartupInfoA(LPSTARTUPINFOA lpStartupInfo)
{
    static _Atomic(LPSTR) title, desktop; /* made once; they live as long as the process */
    STARTUPINFOW wide;
    GetStartupInfoW(&wide);
    _Static_assert(sizeof(wide) == sizeof(*lpStartupInfo),
                   "the two forms differ in their pointers' types only");
    __builtin_memcpy(lpStartupInfo, &wide, sizeof(wide));
    if (!title && wide.lpTitle) {
        char *text;
        if (NT_SUCCESS(nls_wide_to_ansi(wide.lpTitle, NULL, 0, &text)))
            title = text;
        if (wide.lpDesktop && NT_SUCCESS(nls_wide_to_ansi(wide.lpDesktop, NULL, 0, &text)))
            desktop = text;
    }
    lpStartupInfo->lpReserved = NULL;
    lpStartupInfo->lpTitle = title;
    lpStartupInfo->lpDesktop = desktop;
}
