/* SPDX-License-Identifier: MIT
 *
 * ioapiset.h: the outcome of overlapped operations, cancelling, device control. An operation is done when the
 * call that began it returns; only another thread can still be inside one, and nothing of it can be taken
 * back.
 */
#include <nt/sync.h>
#include <win/synchapi.h>
#include "file.h"

BOOL WINAPI GetOverlappedResultEx(HANDLE hFile, LPOVERLAPPED lpOverlapped, LPDWORD lpNumberOfBytesTransferred,
                                  DWORD dwMilliseconds, BOOL bAlertable)
{
    if ((NTSTATUS)lpOverlapped->Internal == STATUS_PENDING) {
        if (!dwMilliseconds)
            return win32_fail(ERROR_IO_INCOMPLETE);
        LARGE_INTEGER timeout = {.QuadPart = -(LONGLONG)dwMilliseconds * 10000};
        HANDLE event = (HANDLE)((ULONG_PTR)lpOverlapped->hEvent & ~(ULONG_PTR)1);
        NTSTATUS status = NtWaitForSingleObject(event ? event : hFile, (BOOLEAN)bAlertable,
                                                dwMilliseconds == INFINITE ? NULL : &timeout);
        if (status == STATUS_TIMEOUT)
            return win32_fail(WAIT_TIMEOUT);
        if (status == STATUS_USER_APC)
            return win32_fail(WAIT_IO_COMPLETION);
        if (!win32_result(status))
            return FALSE;
    }
    *lpNumberOfBytesTransferred = (DWORD)lpOverlapped->InternalHigh;
    return win32_result((NTSTATUS)lpOverlapped->Internal);
}

BOOL WINAPI GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped, LPDWORD lpNumberOfBytesTransferred,
                                BOOL bWait)
{
    return GetOverlappedResultEx(hFile, lpOverlapped, lpNumberOfBytesTransferred, bWait ? INFINITE : 0,
                                 FALSE);
}

BOOL WINAPI CancelIo(HANDLE hFile)
{
    IO_STATUS_BLOCK iosb;
    return win32_result(NtCancelIoFile(hFile, &iosb));
}

BOOL WINAPI CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped)
{
    IO_STATUS_BLOCK iosb;
    return win32_result(NtCancelIoFileEx(hFile, (PIO_STATUS_BLOCK)lpOverlapped, &iosb));
}

BOOL WINAPI DeviceIoControl(HANDLE hDevice, DWORD dwIoControlCode, LPVOID lpInBuffer, DWORD nInBufferSize,
                            LPVOID lpOutBuffer, DWORD nOutBufferSize, LPDWORD lpBytesReturned,
                            LPOVERLAPPED lpOverlapped)
{
    IO_STATUS_BLOCK own = {{0}, 0}, *iosb = lpOverlapped ? (PIO_STATUS_BLOCK)lpOverlapped : &own;
    HANDLE event = lpOverlapped ? (HANDLE)((ULONG_PTR)lpOverlapped->hEvent & ~(ULONG_PTR)1) : NULL;
    DWORD device = dwIoControlCode >> 16;
    NTSTATUS status = device == 0x09 || device == 0x11 /* file systems and pipes */
                          ? NtFsControlFile(hDevice, event, NULL, NULL, iosb, dwIoControlCode, lpInBuffer,
                                            nInBufferSize, lpOutBuffer, nOutBufferSize)
                          : NtDeviceIoControlFile(hDevice, event, NULL, NULL, iosb, dwIoControlCode,
                                                  lpInBuffer, nInBufferSize, lpOutBuffer, nOutBufferSize);
    if (lpBytesReturned)
        *lpBytesReturned =
            NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW ? (DWORD)iosb->Information : 0;
    return win32_result(status);
}
