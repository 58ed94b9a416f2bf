/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h and winbase.h: processes that exist, this one first of all.
 */
#include "kernel32.h"
#include <cpuid.h>
#include <nt/process.h>
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
    *lpSystemAffinityMask = process_system_affinity();
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

/* winnt.h's PF_… numbers and where CPUID has the answer. */
BOOL WINAPI IsProcessorFeaturePresent(DWORD ProcessorFeature)
{
    unsigned a, b, c, d, a7, b7, c7, d7, extended_a, extended_b, extended_c, extended_d;
    if (!__get_cpuid(1, &a, &b, &c, &d))
        return FALSE;
    if (!__get_cpuid_count(7, 0, &a7, &b7, &c7, &d7))
        b7 = c7 = 0;
    if (!__get_cpuid(0x80000001, &extended_a, &extended_b, &extended_c, &extended_d))
        extended_c = extended_d = 0;
    unsigned xcr0 = 0;
    if (c & bit_OSXSAVE)
        __asm__("xgetbv" : "=a"(xcr0) : "c"(0) : "edx");
    switch (ProcessorFeature) {
    case 2: /* PF_COMPARE_EXCHANGE_DOUBLE */
        return !!(d & bit_CMPXCHG8B);
    case 3: /* PF_MMX_INSTRUCTIONS_AVAILABLE */
        return !!(d & bit_MMX);
    case 6: /* PF_XMMI_INSTRUCTIONS_AVAILABLE */
        return !!(d & bit_SSE);
    case 7: /* PF_3DNOW_INSTRUCTIONS_AVAILABLE */
        return !!(extended_d & bit_3DNOW);
    case 8: /* PF_RDTSC_INSTRUCTION_AVAILABLE */
        return !!(d & (1u << 4));
    case 9: /* PF_PAE_ENABLED */
        return TRUE;
    case 10: /* PF_XMMI64_INSTRUCTIONS_AVAILABLE */
        return !!(d & bit_SSE2);
    case 12: /* PF_NX_ENABLED */
        return !!(extended_d & (1u << 20));
    case 13: /* PF_SSE3_INSTRUCTIONS_AVAILABLE */
        return !!(c & bit_SSE3);
    case 14: /* PF_COMPARE_EXCHANGE128 */
        return !!(c & bit_CMPXCHG16B);
    case 17: /* PF_XSAVE_ENABLED */
        return !!(c & bit_OSXSAVE);
    case 22: /* PF_RDWRFSGSBASE_AVAILABLE: the guest's GS is ours, and the kernel may refuse it */
        return FALSE;
    case 23: /* PF_FASTFAIL_AVAILABLE */
        return TRUE;
    case 28: /* PF_RDRAND_INSTRUCTION_AVAILABLE */
        return !!(c & bit_RDRND);
    case 32: /* PF_RDTSCP_INSTRUCTION_AVAILABLE */
        return !!(extended_d & (1u << 27));
    case 36: /* PF_SSSE3_INSTRUCTIONS_AVAILABLE */
        return !!(c & bit_SSSE3);
    case 37: /* PF_SSE4_1_INSTRUCTIONS_AVAILABLE */
        return !!(c & bit_SSE4_1);
    case 38: /* PF_SSE4_2_INSTRUCTIONS_AVAILABLE */
        return !!(c & bit_SSE4_2);
    case 39: /* PF_AVX_INSTRUCTIONS_AVAILABLE */
        return (c & bit_AVX) && (xcr0 & 6) == 6;
    case 40: /* PF_AVX2_INSTRUCTIONS_AVAILABLE */
        return (b7 & bit_AVX2) && (xcr0 & 6) == 6;
    case 41: /* PF_AVX512F_INSTRUCTIONS_AVAILABLE */
        return (b7 & bit_AVX512F) && (xcr0 & 0xE6) == 0xE6;
    default:
        return FALSE;
    }
}
