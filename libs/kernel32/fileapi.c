/* SPDX-License-Identifier: MIT
 *
 * fileapi.h: files.
 */
#include "kernel32.h"

BOOL WINAPI WriteFile(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite,
                      LPDWORD lpNumberOfBytesWritten, LPVOID lpOverlapped)
{
    IO_STATUS_BLOCK iosb;
    NTSTATUS status =
        NtWriteFile(hFile, NULL, NULL, NULL, &iosb, (PVOID)lpBuffer, nNumberOfBytesToWrite, NULL, NULL);
    if (!win32_result(status))
        return FALSE;
    *lpNumberOfBytesWritten = (DWORD)iosb.Information;
    return TRUE;
}
