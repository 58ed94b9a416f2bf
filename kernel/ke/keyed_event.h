/* SPDX-License-Identifier: MIT
 *
 * The system services for keyed events.
 */
#ifndef DECANT_KERNEL_KE_KEYED_EVENT_H
#define DECANT_KERNEL_KE_KEYED_EVENT_H

#include <win/winternl.h>

#define KEYEDEVENT_WAIT       0x1u
#define KEYEDEVENT_WAKE       0x2u
#define KEYEDEVENT_ALL_ACCESS 0xF0003u

NTSTATUS WINAPI NtCreateKeyedEvent(PHANDLE KeyedEventHandle, ACCESS_MASK DesiredAccess,
                                   POBJECT_ATTRIBUTES ObjectAttributes, ULONG Flags);
NTSTATUS WINAPI NtOpenKeyedEvent(PHANDLE KeyedEventHandle, ACCESS_MASK DesiredAccess,
                                 POBJECT_ATTRIBUTES ObjectAttributes);
/* The key must be even. Each returns when the other was there, or STATUS_TIMEOUT, STATUS_USER_APC. */
NTSTATUS WINAPI NtWaitForKeyedEvent(HANDLE KeyedEventHandle, PVOID Key, BOOLEAN Alertable,
                                    PLARGE_INTEGER Timeout);
NTSTATUS WINAPI NtReleaseKeyedEvent(HANDLE KeyedEventHandle, PVOID Key, BOOLEAN Alertable,
                                    PLARGE_INTEGER Timeout);

#endif
