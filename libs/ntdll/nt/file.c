/* SPDX-License-Identifier: MIT
 *
 * File objects.
 */
#include "../ntdll.h"
#include "../host/host.h"
#include "handle.h"

NTSTATUS WINAPI NtWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                            PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length,
                            PLARGE_INTEGER ByteOffset, PULONG Key)
{
    ssize_t put = host_write((int)(uintptr_t)FileHandle, Buffer, Length);
    if (put < 0)
        return STATUS_UNSUCCESSFUL;
    IoStatusBlock->Status = STATUS_SUCCESS;
    IoStatusBlock->Information = (ULONG_PTR)put;
    return STATUS_SUCCESS;
}
