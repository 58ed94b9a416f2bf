/* SPDX-License-Identifier: MIT
 *
 * ioapiset.h: the outcome of overlapped operations, cancelling, device control, completion ports. An
 * operation is done when the call that began it returns; only another thread can still be inside one, and
 * nothing of it can be taken back.
 */
#include "kernel/io/completion.h"
#include "kernel/ke/sync.h"
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
    PVOID context = lpOverlapped && !((ULONG_PTR)lpOverlapped->hEvent & 1) ? lpOverlapped : NULL;
    DWORD device = dwIoControlCode >> 16;
    NTSTATUS status = device == 0x09 || device == 0x11 /* file systems and pipes */
                          ? NtFsControlFile(hDevice, event, NULL, context, iosb, dwIoControlCode, lpInBuffer,
                                            nInBufferSize, lpOutBuffer, nOutBufferSize)
                          : NtDeviceIoControlFile(hDevice, event, NULL, context, iosb, dwIoControlCode,
                                                  lpInBuffer, nInBufferSize, lpOutBuffer, nOutBufferSize);
    if (lpBytesReturned)
        *lpBytesReturned =
            NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW ? (DWORD)iosb->Information : 0;
    return win32_result(status);
}

/* ---- completion ports ---- */

typedef struct {
    ULONG_PTR lpCompletionKey;
    LPOVERLAPPED lpOverlapped;
    ULONG_PTR Internal;
    DWORD dwNumberOfBytesTransferred;
} OVERLAPPED_ENTRY, *LPOVERLAPPED_ENTRY;
ASSERT_SIZE(OVERLAPPED_ENTRY, 32, 16);
ASSERT_OFFSET(OVERLAPPED_ENTRY, dwNumberOfBytesTransferred, 24, 12);

HANDLE WINAPI CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort,
                                     ULONG_PTR CompletionKey, DWORD NumberOfConcurrentThreads)
{
    HANDLE port = ExistingCompletionPort;
    IO_STATUS_BLOCK iosb;
    if (FileHandle == INVALID_HANDLE_VALUE && port)
        return (HANDLE)(UINT_PTR)win32_fail(ERROR_INVALID_PARAMETER);
    if (!port &&
        !win32_result(NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL, NumberOfConcurrentThreads)))
        return NULL;
    if (FileHandle == INVALID_HANDLE_VALUE)
        return port;
    FILE_COMPLETION_INFORMATION info = {port, (PVOID)CompletionKey};
    if (win32_result(NtSetInformationFile(FileHandle, &iosb, &info, sizeof(info), FileCompletionInformation)))
        return port;
    if (!ExistingCompletionPort)
        NtClose(port);
    return NULL;
}

BOOL WINAPI PostQueuedCompletionStatus(HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred,
                                       ULONG_PTR dwCompletionKey, LPOVERLAPPED lpOverlapped)
{
    return win32_result(NtSetIoCompletion(CompletionPort, (PVOID)dwCompletionKey, lpOverlapped,
                                          STATUS_SUCCESS, dwNumberOfBytesTransferred));
}

/* Removes packets; FALSE and the last error if there was none to be had. */
static BOOL remove_packets(HANDLE port, FILE_IO_COMPLETION_INFORMATION *packets, ULONG room, ULONG *count,
                           DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout = {.QuadPart = -(LONGLONG)milliseconds * 10000};
    NTSTATUS status = NtRemoveIoCompletionEx(port, packets, room, count,
                                             milliseconds == INFINITE ? NULL : &timeout, (BOOLEAN)alertable);
    switch (status) {
    case STATUS_TIMEOUT:
        return win32_fail(WAIT_TIMEOUT);
    case STATUS_USER_APC:
        return win32_fail(WAIT_IO_COMPLETION);
    case STATUS_ABANDONED_WAIT_0:
        return win32_fail(ERROR_ABANDONED_WAIT_0);
    default:
        return win32_result(status);
    }
}

/* FALSE with an OVERLAPPED: a packet was taken, and it tells of an operation that failed. */
BOOL WINAPI GetQueuedCompletionStatus(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred,
                                      PULONG_PTR lpCompletionKey, LPOVERLAPPED *lpOverlapped,
                                      DWORD dwMilliseconds)
{
    FILE_IO_COMPLETION_INFORMATION packet;
    ULONG count;
    if (!remove_packets(CompletionPort, &packet, 1, &count, dwMilliseconds, FALSE)) {
        *lpOverlapped = NULL;
        return FALSE;
    }
    *lpNumberOfBytesTransferred = (DWORD)packet.IoStatusBlock.Information;
    *lpCompletionKey = (ULONG_PTR)packet.KeyContext;
    *lpOverlapped = packet.ApcContext;
    return win32_result(packet.IoStatusBlock.Status);
}

BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE CompletionPort, LPOVERLAPPED_ENTRY lpCompletionPortEntries,
                                        ULONG ulCount, PULONG ulNumEntriesRemoved, DWORD dwMilliseconds,
                                        BOOL fAlertable)
{
    *ulNumEntriesRemoved = 0;
    return remove_packets(CompletionPort, (FILE_IO_COMPLETION_INFORMATION *)lpCompletionPortEntries, ulCount,
                          ulNumEntriesRemoved, dwMilliseconds, fAlertable);
}
