/* SPDX-License-Identifier: MIT
 *
 * Processes: this one, and those that it starts or opens.
 */
#ifndef DECANT_KERNEL_PS_PROCESS_H
#define DECANT_KERNEL_PS_PROCESS_H

#include "kernel/ke/sync.h"
#include "kernel/host/host.h"
#include "syscall-shim/border.h"

struct process_object {
    struct object object;
    uint32_t id;
    int pidfd;                  /* readable once the process has ended; -1: this process */
    bool child;                 /* ours to reap */
    _Atomic uint32_t exit_code; /* STATUS_PENDING (STILL_ACTIVE) until it is known */
    _Atomic uint64_t killed;    /* 1 << 32 | the code that who ended it chose; 0: nobody did */
    uint64_t ended;             /* host_realtime, as far as it was seen; 0: not yet */
    uint32_t priority_class;    /* NT's number; 0: normal */
    _Atomic(struct process_result *)
        result; /* where a PE child leaves its exit code; NULL: a Linux program */
    struct host_task_times used;
};

extern const struct object_type process_type;

/* The memory that a PE child shares with its parent (process_create.c). */
bool process_result_code(struct process_result *result, uint32_t *code);
void process_open_gate(struct process_result *result);
void process_result_free(struct process_result *result);

/* Takes the ends of children that nobody has a handle to. */
void process_reap_orphans(void);

/* The object of this process; no reference is taken. */
struct object *process_self(void);

/* A process by identifier. STATUS_INVALID_CID, STATUS_ACCESS_DENIED. One reference for the caller. */
NTSTATUS process_open(uint32_t id, struct process_object **out);
/* The like from a pidfd, which is used up. */
NTSTATUS process_from_descriptor(uint32_t id, int pidfd, struct process_object **out);

typedef struct {
    LARGE_INTEGER CreateTime;
    LARGE_INTEGER ExitTime;
    LARGE_INTEGER KernelTime;
    LARGE_INTEGER UserTime;
} KERNEL_USER_TIMES, *PKERNEL_USER_TIMES;
ASSERT_SIZE(KERNEL_USER_TIMES, 32, 32);

/* The processors that there are. */
ULONG_PTR process_system_affinity(void);
KERNEL_USER_TIMES process_times(const struct host_task_times *used, uint64_t ended);

typedef struct {
    NTSTATUS ExitStatus;
    PPEB PebBaseAddress;
    ULONG_PTR AffinityMask;
    LONG BasePriority;
    ULONG_PTR UniqueProcessId;
    ULONG_PTR InheritedFromUniqueProcessId;
} PROCESS_BASIC_INFORMATION, *PPROCESS_BASIC_INFORMATION;
ASSERT_SIZE(PROCESS_BASIC_INFORMATION, 48, 24);

typedef struct {
    BOOLEAN Foreground;
    UCHAR PriorityClass;
} PROCESS_PRIORITY_CLASS, *PPROCESS_PRIORITY_CLASS;

enum {
    ProcessBasicInformation = 0,
    ProcessTimes = 4,
    ProcessDebugPort = 7,
    ProcessPriorityClass = 18,
    ProcessHandleCount = 20,
    ProcessAffinityMask = 21,
    ProcessPriorityBoost = 22,
    ProcessWow64Information = 26,
    ProcessImageFileName = 27,
    ProcessDebugObjectHandle = 30,
    ProcessDebugFlags = 31,
};

#define PROCESS_TERMINATE                 0x0001u
#define PROCESS_CREATE_PROCESS            0x0080u
#define PROCESS_SET_INFORMATION           0x0200u
#define PROCESS_QUERY_INFORMATION         0x0400u
#define PROCESS_QUERY_LIMITED_INFORMATION 0x1000u
#define PROCESS_ALL_ACCESS                0x1FFFFFu

NTSTATUS WINAPI NtOpenProcess(PHANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes, CLIENT_ID *ClientId);
NTSTATUS WINAPI NtTerminateProcess(HANDLE ProcessHandle, NTSTATUS ExitStatus);
NTSTATUS WINAPI NtQueryInformationProcess(HANDLE ProcessHandle, ULONG ProcessInformationClass,
                                          PVOID ProcessInformation, ULONG ProcessInformationLength,
                                          PULONG ReturnLength);
NTSTATUS WINAPI NtSetInformationProcess(HANDLE ProcessHandle, ULONG ProcessInformationClass,
                                        PVOID ProcessInformation, ULONG ProcessInformationLength);
VOID WINAPI NtFlushProcessWriteBuffers(VOID);

/* What a shell is told of an exit code. */
int process_exit_code_for_shell(NTSTATUS status);

/* What is known of its end, asked of Linux where that is not settled yet. */
uint32_t process_exit_code(struct process_object *process);

/* As services, for the user side. */
PRIVATE_SERVICE(process_self);
PRIVATE_SERVICE(process_system_affinity);

#endif
