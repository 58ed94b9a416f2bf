/* SPDX-License-Identifier: MIT
 *
 * namedpipeapi.h: anonymous pipes. Named ones are not there yet.
 */
#include <rtl/exception.h>
#include "file.h"

BOOL WINAPI CreatePipe(PHANDLE hReadPipe, PHANDLE hWritePipe, LPSECURITY_ATTRIBUTES lpPipeAttributes,
                       DWORD nSize)
{
    bool inherit = lpPipeAttributes && lpPipeAttributes->bInheritHandle;
    HANDLE input, output;
    guest_touch_write(hReadPipe, sizeof(*hReadPipe)); /* before there are handles that nobody could close */
    guest_touch_write(hWritePipe, sizeof(*hWritePipe));
    if (!win32_result(sys_file_create_pipe(inherit ? OBJ_INHERIT : 0, &input, &output))) /* nSize is a hint */
        return FALSE;
    *hReadPipe = input;
    *hWritePipe = output;
    return TRUE;
}

BOOL WINAPI PeekNamedPipe(HANDLE hNamedPipe, LPVOID lpBuffer, DWORD nBufferSize, LPDWORD lpBytesRead,
                          LPDWORD lpTotalBytesAvail, LPDWORD lpBytesLeftThisMessage)
{
    ULONG read, available;
    if (!win32_result(sys_file_peek_pipe(hNamedPipe, lpBuffer, nBufferSize, &read, &available)))
        return FALSE;
    if (lpBytesRead)
        *lpBytesRead = read;
    if (lpTotalBytesAvail)
        *lpTotalBytesAvail = available;
    if (lpBytesLeftThisMessage)
        *lpBytesLeftThisMessage = 0; /* a stream of bytes has no messages */
    return TRUE;
}

static BOOL query_pipe(HANDLE pipe, FILE_PIPE_LOCAL_INFORMATION *info)
{
    IO_STATUS_BLOCK iosb;
    return win32_result(NtQueryInformationFile(pipe, &iosb, info, sizeof(*info), FilePipeLocalInformation));
}

BOOL WINAPI GetNamedPipeInfo(HANDLE hNamedPipe, LPDWORD lpFlags, LPDWORD lpOutBufferSize,
                             LPDWORD lpInBufferSize, LPDWORD lpMaxInstances)
{
    FILE_PIPE_LOCAL_INFORMATION info;
    if (!query_pipe(hNamedPipe, &info))
        return FALSE;
    if (lpFlags)
        *lpFlags = info.NamedPipeEnd; /* PIPE_CLIENT_END, PIPE_TYPE_BYTE */
    if (lpOutBufferSize)
        *lpOutBufferSize = info.OutboundQuota;
    if (lpInBufferSize)
        *lpInBufferSize = info.InboundQuota;
    if (lpMaxInstances)
        *lpMaxInstances = info.MaximumInstances;
    return TRUE;
}

BOOL WINAPI GetNamedPipeHandleStateW(HANDLE hNamedPipe, LPDWORD lpState, LPDWORD lpCurInstances,
                                     LPDWORD lpMaxCollectionCount, LPDWORD lpCollectDataTimeout,
                                     LPWSTR lpUserName, DWORD nMaxUserNameSize)
{
    FILE_PIPE_LOCAL_INFORMATION info;
    if (!query_pipe(hNamedPipe, &info))
        return FALSE;
    if (lpMaxCollectionCount || lpCollectDataTimeout || lpUserName) /* of remote and of server ends only */
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (lpState)
        *lpState = 0; /* PIPE_WAIT, PIPE_READMODE_BYTE */
    if (lpCurInstances)
        *lpCurInstances = info.CurrentInstances;
    return TRUE;
}

BOOL WINAPI GetNamedPipeHandleStateA(HANDLE hNamedPipe, LPDWORD lpState, LPDWORD lpCurInstances,
                                     LPDWORD lpMaxCollectionCount, LPDWORD lpCollectDataTimeout,
                                     LPSTR lpUserName, DWORD nMaxUserNameSize)
{
    return GetNamedPipeHandleStateW(hNamedPipe, lpState, lpCurInstances, lpMaxCollectionCount,
                                    lpCollectDataTimeout, (LPWSTR)lpUserName, nMaxUserNameSize);
}

BOOL WINAPI SetNamedPipeHandleState(HANDLE hNamedPipe, LPDWORD lpMode, LPDWORD lpMaxCollectionCount,
                                    LPDWORD lpCollectDataTimeout)
{
    FILE_PIPE_LOCAL_INFORMATION info;
    if (!query_pipe(hNamedPipe, &info))
        return FALSE;
    if ((lpMode && *lpMode) || lpMaxCollectionCount || lpCollectDataTimeout) /* only bytes, only waiting */
        return win32_fail(ERROR_INVALID_PARAMETER);
    return TRUE;
}
