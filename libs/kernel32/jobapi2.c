/* SPDX-License-Identifier: MIT
 *
 * jobapi2.h and jobapi.h: jobs.
 */
#include "kernel32.h"
#include "object_name.h"
#include "kernel/ps/job.h"

HANDLE WINAPI CreateJobObjectW(LPSECURITY_ATTRIBUTES lpJobAttributes, LPCWSTR lpName)
{
    struct object_name name;
    HANDLE handle = NULL;
    NTSTATUS status =
        NtCreateJobObject(&handle, JOB_OBJECT_ALL_ACCESS, object_attributes(&name, lpJobAttributes, lpName));
    return object_created(status, handle);
}

HANDLE WINAPI CreateJobObjectA(LPSECURITY_ATTRIBUTES lpJobAttributes, LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, CreateJobObjectW(lpJobAttributes, wide));
}

HANDLE WINAPI OpenJobObjectW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)
{
    return object_open(NtOpenJobObject, dwDesiredAccess, bInheritHandle, lpName);
}

HANDLE WINAPI OpenJobObjectA(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, OpenJobObjectW(dwDesiredAccess, bInheritHandle, wide));
}

BOOL WINAPI AssignProcessToJobObject(HANDLE hJob, HANDLE hProcess)
{
    return win32_result(NtAssignProcessToJobObject(hJob, hProcess));
}

BOOL WINAPI TerminateJobObject(HANDLE hJob, UINT uExitCode)
{
    return win32_result(NtTerminateJobObject(hJob, (NTSTATUS)uExitCode));
}

BOOL WINAPI SetInformationJobObject(HANDLE hJob, DWORD JobObjectInformationClass,
                                    LPVOID lpJobObjectInformation, DWORD cbJobObjectInformationLength)
{
    return win32_result(NtSetInformationJobObject(hJob, JobObjectInformationClass, lpJobObjectInformation,
                                                  cbJobObjectInformationLength));
}

BOOL WINAPI QueryInformationJobObject(HANDLE hJob, DWORD JobObjectInformationClass,
                                      LPVOID lpJobObjectInformation, DWORD cbJobObjectInformationLength,
                                      LPDWORD lpReturnLength)
{
    ULONG length = 0;
    BOOL result = win32_result(NtQueryInformationJobObject(
        hJob, JobObjectInformationClass, lpJobObjectInformation, cbJobObjectInformationLength, &length));
    if (lpReturnLength)
        *lpReturnLength = length;
    return result;
}

BOOL WINAPI IsProcessInJob(HANDLE ProcessHandle, HANDLE JobHandle, PBOOL Result)
{
    NTSTATUS status = NtIsProcessInJob(ProcessHandle, JobHandle);
    if (!win32_result(status))
        return FALSE;
    *Result = status == STATUS_PROCESS_IN_JOB;
    return TRUE;
}
