/* SPDX-License-Identifier: MIT
 *
 * The system services for wait completion packets.
 */
#ifndef DECANT_KERNEL_IO_WAIT_PACKET_H
#define DECANT_KERNEL_IO_WAIT_PACKET_H

#include <win/winternl.h>

NTSTATUS WINAPI NtCreateWaitCompletionPacket(PHANDLE WaitCompletionPacketHandle, ACCESS_MASK DesiredAccess,
                                             POBJECT_ATTRIBUTES ObjectAttributes);
/* STATUS_INVALID_PARAMETER_1: the packet is in use. */
NTSTATUS WINAPI NtAssociateWaitCompletionPacket(HANDLE WaitCompletionPacketHandle, HANDLE IoCompletionHandle,
                                                HANDLE TargetObjectHandle, PVOID KeyContext, PVOID ApcContext,
                                                NTSTATUS IoStatus, ULONG_PTR IoStatusInformation,
                                                PBOOLEAN AlreadySignaled);
/* STATUS_PENDING: the packet is in the port's queue. STATUS_CANCELLED: it is not associated. */
NTSTATUS WINAPI NtCancelWaitCompletionPacket(HANDLE WaitCompletionPacketHandle, BOOLEAN RemoveSignaledPacket);

#endif
