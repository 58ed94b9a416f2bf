/* SPDX-License-Identifier: MIT
 *
 * psapi.h and winbase.h: which processes there are, and the programs that they run.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/ps/process.h"
#include "kernel/ps/process_list.h"
#include <rtl/nls.h>
#include "common/wide.h"
#include "kernel32.h"

#define PROCESS_NAME_NATIVE 1u

BOOL WINAPI K32EnumProcesses(DWORD *lpidProcess, DWORD cb, LPDWORD lpcbNeeded)
{
    struct process_entry *entries;
    size_t count;
    if (!win32_result(sys_process_list(&entries, &count)))
        return FALSE;
    if (count > cb / sizeof(DWORD))
        count = cb / sizeof(DWORD); /* how many there would be is not told */
    for (size_t i = 0; i < count; i++)
        lpidProcess[i] = entries[i].id;
    *lpcbNeeded = (DWORD)(count * sizeof(DWORD));
    free(entries);
    return TRUE;
}

/* The program of a process by handle, as \Device\HarddiskVolume… where `native`. */
static NTSTATUS image_name(HANDLE process, bool native, WCHAR **name)
{
    static const WCHAR volume[] = u"\\Device\\HarddiskVolume1";
    PROCESS_BASIC_INFORMATION info;
    WCHAR *dos;
    NTSTATUS status = NtQueryInformationProcess(process, ProcessBasicInformation, &info, sizeof(info), NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = sys_process_image_name((uint32_t)info.UniqueProcessId, &dos);
    if (status == STATUS_INVALID_CID)
        return STATUS_UNSUCCESSFUL; /* it has ended: ERROR_GEN_FAILURE */
    if (!NT_SUCCESS(status) || !native || dos[0] == 0 || dos[1] != ':') {
        *name = dos;
        return status;
    }
    /* The volumes are QueryDosDevice's. */
    size_t length = wide_length(dos + 2), head = countof(volume) - 1;
    *name = malloc((head + length + 1) * sizeof(WCHAR));
    if (*name) {
        memcpy(*name, volume, sizeof(volume));
        (*name)[head - 1] = dos[0] == 'C' ? '1' : '2';
        memcpy(*name + head, dos + 2, (length + 1) * sizeof(WCHAR));
    }
    free(dos);
    return *name ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* The units without the terminator, or 0 and ERROR_INSUFFICIENT_BUFFER. */
static DWORD put_wide(WCHAR *name, WCHAR *to, DWORD size)
{
    size_t length = wide_length(name);
    if (length < size)
        memcpy(to, name, (length + 1) * sizeof(WCHAR));
    free(name);
    return length < size ? (DWORD)length : (DWORD)win32_fail(ERROR_INSUFFICIENT_BUFFER);
}

static DWORD put_ansi(WCHAR *name, CHAR *to, DWORD size)
{
    size_t units = wide_length(name), length = nls_ansi_from_wide(name, units, NULL, 0);
    if (length < size) {
        nls_ansi_from_wide(name, units, to, length);
        to[length] = 0;
    }
    free(name);
    return length < size ? (DWORD)length : (DWORD)win32_fail(ERROR_INSUFFICIENT_BUFFER);
}

BOOL WINAPI QueryFullProcessImageNameW(HANDLE hProcess, DWORD dwFlags, LPWSTR lpExeName, PDWORD lpdwSize)
{
    WCHAR *name;
    if (dwFlags & ~PROCESS_NAME_NATIVE)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(image_name(hProcess, dwFlags & PROCESS_NAME_NATIVE, &name)))
        return FALSE;
    DWORD length = put_wide(name, lpExeName, *lpdwSize);
    if (length)
        *lpdwSize = length;
    return length != 0;
}

BOOL WINAPI QueryFullProcessImageNameA(HANDLE hProcess, DWORD dwFlags, LPSTR lpExeName, PDWORD lpdwSize)
{
    WCHAR *name;
    if (dwFlags & ~PROCESS_NAME_NATIVE)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(image_name(hProcess, dwFlags & PROCESS_NAME_NATIVE, &name)))
        return FALSE;
    DWORD length = put_ansi(name, lpExeName, *lpdwSize);
    if (length)
        *lpdwSize = length;
    return length != 0;
}

DWORD WINAPI K32GetProcessImageFileNameW(HANDLE hProcess, LPWSTR lpImageFileName, DWORD nSize)
{
    WCHAR *name;
    return win32_result(image_name(hProcess, true, &name)) ? put_wide(name, lpImageFileName, nSize) : 0;
}

DWORD WINAPI K32GetProcessImageFileNameA(HANDLE hProcess, LPSTR lpImageFileName, DWORD nSize)
{
    WCHAR *name;
    return win32_result(image_name(hProcess, true, &name)) ? put_ansi(name, lpImageFileName, nSize) : 0;
}
