/* SPDX-License-Identifier: MIT
 *
 * The system services for threads, and ntdll's own functions on top of them.
 */
#ifndef DECANT_KERNEL_PS_THREAD_SERVICES_H
#define DECANT_KERNEL_PS_THREAD_SERVICES_H

#include <win/winternl.h>
#include "syscall-shim/border.h"

#define THREAD_TERMINATE                 0x0001u
#define THREAD_SUSPEND_RESUME            0x0002u
#define THREAD_GET_CONTEXT               0x0008u
#define THREAD_SET_CONTEXT               0x0010u
#define THREAD_SET_INFORMATION           0x0020u
#define THREAD_QUERY_INFORMATION         0x0040u
#define THREAD_SET_LIMITED_INFORMATION   0x0400u
#define THREAD_QUERY_LIMITED_INFORMATION 0x0800u
#define THREAD_ALL_ACCESS                0x1FFFFFu

#define THREAD_CREATE_FLAGS_CREATE_SUSPENDED 1u

typedef struct {
    NTSTATUS ExitStatus;
    PVOID TebBaseAddress;
    CLIENT_ID ClientId;
    ULONG_PTR AffinityMask;
    LONG Priority;
    LONG BasePriority;
} THREAD_BASIC_INFORMATION, *PTHREAD_BASIC_INFORMATION;
ASSERT_SIZE(THREAD_BASIC_INFORMATION, 48, 28);

enum {
    ThreadBasicInformation = 0,
    ThreadTimes = 1,
    ThreadPriority = 2,
    ThreadBasePriority = 3,
    ThreadAffinityMask = 4,
    ThreadZeroTlsCell = 10,
    ThreadQuerySetWin32StartAddress = 9,
    ThreadPriorityBoost = 14,
    ThreadAmILastThread = 12,
    ThreadHideFromDebugger = 17,
    ThreadPagePriority = 24,
    ThreadIdealProcessorEx = 33,
    ThreadNameInformation = 38,
    ThreadPowerThrottlingState = 49,
};

#define MEMORY_PRIORITY_NORMAL                  5u
#define THREAD_POWER_THROTTLING_CURRENT_VERSION 1u
#define THREAD_POWER_THROTTLING_EXECUTION_SPEED 1u

typedef struct {
    ULONG Version;
    ULONG ControlMask;
    ULONG StateMask;
} THREAD_POWER_THROTTLING_STATE;
ASSERT_SIZE(THREAD_POWER_THROTTLING_STATE, 12, 12);

struct thread_object;
/* A thread by its handle; give it back by thread_put. */
NTSTATUS thread_get(HANDLE handle, ACCESS_MASK access, struct thread_object **thread);
void thread_put(HANDLE handle, struct thread_object *thread);

/* What CreateThread and NtCreateThreadEx share. commit and reserve are the stack's; 0: the header's. */
NTSTATUS thread_create_handle(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                              PVOID start, PVOID argument, bool suspended, SIZE_T commit, SIZE_T reserve,
                              CLIENT_ID *id);

NTSTATUS WINAPI NtCreateThreadEx(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                                 POBJECT_ATTRIBUTES ObjectAttributes, HANDLE ProcessHandle,
                                 PVOID StartRoutine, PVOID Argument, ULONG CreateFlags, SIZE_T ZeroBits,
                                 SIZE_T StackSize, SIZE_T MaximumStackSize, PVOID AttributeList);
NTSTATUS WINAPI NtOpenThread(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, CLIENT_ID *ClientId);
NTSTATUS WINAPI NtQueryInformationThread(HANDLE ThreadHandle, ULONG ThreadInformationClass,
                                         PVOID ThreadInformation, ULONG ThreadInformationLength,
                                         PULONG ReturnLength);
NTSTATUS WINAPI NtSetInformationThread(HANDLE ThreadHandle, ULONG ThreadInformationClass,
                                       PVOID ThreadInformation, ULONG ThreadInformationLength);

/* As services, for the user side. */
PRIVATE_SERVICE(thread_create_handle);

#endif
