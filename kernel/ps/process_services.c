/* SPDX-License-Identifier: MIT
 *
 * The system services for processes that exist: opening, asking, ending. Starting one is in process_create.c.
 */
#include <errno.h>
#include <string.h>
#include "kernel/mm/probe.h"
#include "process.h"
#include "remote.h"
#include "thread.h"
#include "kernel/host/host.h"

#define EPOCH_1601 116444736000000000ull /* 100 ns units from 1601 to 1970 */

static NTSTATUS get(HANDLE handle, ACCESS_MASK access, struct process_object **process)
{
    struct object *object;
    NTSTATUS status = sync_get_typed(handle, &process_type, access, &object);
    if (NT_SUCCESS(status))
        *process = (struct process_object *)object;
    return status;
}

static void put(HANDLE handle, struct process_object *process)
{
    sync_put(handle, &process->object);
}

NTSTATUS svc_NtOpenProcess(PHANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
                           POBJECT_ATTRIBUTES ObjectAttributes, CLIENT_ID *ClientId)
{
    NTSTATUS bad = probe_create(ProcessHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    if (!probe_read(ClientId, sizeof(*ClientId)))
        return STATUS_ACCESS_VIOLATION;
    struct process_object *process;
    NTSTATUS status = process_open((uint32_t)(ULONG_PTR)ClientId->UniqueProcess, &process);
    if (!NT_SUCCESS(status))
        return status;
    if (process->pidfd >= 0) /* who knows another process may want to be known to it */
        remote_serve();
    if (DesiredAccess & PROCESS_QUERY_INFORMATION) /* documented: the larger right holds the smaller one */
        DesiredAccess |= PROCESS_QUERY_LIMITED_INFORMATION;
    status = handle_create(&process->object, DesiredAccess,
                           ObjectAttributes ? ObjectAttributes->Attributes : 0, ProcessHandle);
    object_release(&process->object);
    return status;
}

NTSTATUS svc_NtTerminateProcess(HANDLE ProcessHandle, NTSTATUS ExitStatus)
{
    struct process_object *process;
    NTSTATUS status = get(ProcessHandle ? ProcessHandle : NtCurrentProcess(), PROCESS_TERMINATE, &process);
    if (!NT_SUCCESS(status))
        return status;
    if (process->id == host_process_id())
        process_terminate(ExitStatus);
    if (process_exit_code(process) != (uint32_t)STATUS_PENDING) {
        status = STATUS_PROCESS_IS_TERMINATING;
    } else {
        /* The code that the killer chose is the one that is told, also to who sees the end before we are
         * back. */
        uint64_t none = 0, chosen = 1ull << 32 | (uint32_t)ExitStatus;
        bool first = atomic_compare_exchange_strong(&process->killed, &none, chosen);
        int error = host_process_kill(process->pidfd);
        if (error && error != -ESRCH) {
            if (first)
                atomic_store(&process->killed, 0);
            status = STATUS_ACCESS_DENIED;
        }
    }
    put(ProcessHandle, process);
    return status;
}

ULONG_PTR process_system_affinity(void)
{
    uint64_t mask = 0;
    host_affinity_system(&mask);
    return (ULONG_PTR)mask;
}

KERNEL_USER_TIMES process_times(const struct host_task_times *used, uint64_t ended)
{
    return (KERNEL_USER_TIMES){
        .CreateTime.QuadPart = (LONGLONG)(used->created / 100 + EPOCH_1601),
        .ExitTime.QuadPart = ended ? (LONGLONG)(ended / 100 + EPOCH_1601) : 0,
        .KernelTime.QuadPart = (LONGLONG)(used->system / 100),
        .UserTime.QuadPart = (LONGLONG)(used->user / 100),
    };
}

static NTSTATUS query_times(struct process_object *process, KERNEL_USER_TIMES *times)
{
    struct host_task_times used;
    if (!host_task_times(process->id, 0, &used))
        process->used = used; /* what is known once it is gone */
    *times = process_times(&process->used, process->ended);
    return STATUS_SUCCESS;
}

static ULONG_PTR affinity_of(struct process_object *process)
{
    uint64_t mask;
    return process->id == host_process_id() || host_affinity_get(process->id, &mask)
               ? process_peb.ActiveProcessAffinityMask
               : (ULONG_PTR)mask;
}

static void query_basic(struct process_object *process, PROCESS_BASIC_INFORMATION *info)
{
    bool self = process->id == host_process_id();
    *info = (PROCESS_BASIC_INFORMATION){
        .ExitStatus = (NTSTATUS)process_exit_code(process),
        .PebBaseAddress = self ? &process_peb : NULL,
        .AffinityMask = affinity_of(process),
        .BasePriority = 8,
        .UniqueProcessId = process->id,
        .InheritedFromUniqueProcessId = self ? host_parent_process_id() : 0,
    };
}

static bool count_handle(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes,
                         void *count)
{
    ++*(ULONG *)count;
    return true;
}

NTSTATUS svc_NtQueryInformationProcess(HANDLE ProcessHandle, ULONG ProcessInformationClass,
                                       PVOID ProcessInformation, ULONG ProcessInformationLength,
                                       PULONG ReturnLength)
{
    if (!probe_write(ProcessInformation, ProcessInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    /* Every class has one size; the names that vary are not among them. */
    static const struct {
        ULONG class, size;
    } sizes[] = {{ProcessBasicInformation, sizeof(PROCESS_BASIC_INFORMATION)},
                 {ProcessTimes, sizeof(KERNEL_USER_TIMES)},
                 {ProcessDebugPort, sizeof(ULONG_PTR)},
                 {ProcessPriorityClass, sizeof(PROCESS_PRIORITY_CLASS)},
                 {ProcessHandleCount, sizeof(ULONG)},
                 {ProcessPriorityBoost, sizeof(ULONG)},
                 {ProcessWow64Information, sizeof(ULONG_PTR)},
                 {ProcessDebugObjectHandle, sizeof(HANDLE)},
                 {ProcessDebugFlags, sizeof(ULONG)}};
    struct process_object *process;
    unsigned i = 0;
    while (i < countof(sizes) && sizes[i].class != ProcessInformationClass)
        i++;
    if (i == countof(sizes))
        return STATUS_INVALID_INFO_CLASS;
    if (ProcessInformationLength != sizes[i].size)
        return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = get(ProcessHandle, PROCESS_QUERY_LIMITED_INFORMATION, &process);
    if (!NT_SUCCESS(status))
        return status;
    memset(ProcessInformation, 0, sizes[i].size);
    switch (ProcessInformationClass) {
    case ProcessBasicInformation:
        query_basic(process, ProcessInformation);
        break;
    case ProcessTimes:
        status = query_times(process, ProcessInformation);
        break;
    case ProcessPriorityClass:
        ((PROCESS_PRIORITY_CLASS *)ProcessInformation)->PriorityClass =
            (UCHAR)(process->priority_class ? process->priority_class : 2);
        break;
    case ProcessHandleCount:
        handle_enumerate(count_handle, ProcessInformation);
        break;
    case ProcessDebugFlags:
        *(ULONG *)ProcessInformation = 1; /* no debugger inherits */
        break;
    case ProcessDebugObjectHandle:
        status = STATUS_PORT_NOT_SET;
        break;
    }
    put(ProcessHandle, process);
    if (ReturnLength)
        *ReturnLength = sizes[i].size;
    return status;
}

/* NT's priority classes: 1 idle, 2 normal, 3 high, 4 real-time, 5 below, 6 above normal. */
static const signed char nice_of_class[] = {0, 15, 0, -10, -15, 7, -5};

NTSTATUS svc_NtSetInformationProcess(HANDLE ProcessHandle, ULONG ProcessInformationClass,
                                     PVOID ProcessInformation, ULONG ProcessInformationLength)
{
    if (!probe_read(ProcessInformation, ProcessInformationLength))
        return STATUS_ACCESS_VIOLATION;
    struct process_object *process;
    NTSTATUS status = get(ProcessHandle, PROCESS_SET_INFORMATION, &process);
    if (!NT_SUCCESS(status))
        return status;
    switch (ProcessInformationClass) {
    case ProcessPriorityClass: {
        const PROCESS_PRIORITY_CLASS *class = ProcessInformation;
        if (ProcessInformationLength != sizeof(*class)) {
            status = STATUS_INFO_LENGTH_MISMATCH;
        } else if (!class->PriorityClass || class->PriorityClass >= countof(nice_of_class)) {
            status = STATUS_INVALID_PARAMETER;
        } else {
            /* What the user may not have is not given, and not an error either: as on Windows without the
             * privilege, where real-time becomes high. */
            host_nice_set(process->id, nice_of_class[class->PriorityClass]);
            process->priority_class = class->PriorityClass;
        }
        break;
    }
    case ProcessAffinityMask: {
        ULONG_PTR mask = ProcessInformationLength == sizeof(mask) ? *(ULONG_PTR *)ProcessInformation : 0;
        uint64_t system;
        if (ProcessInformationLength != sizeof(mask))
            status = STATUS_INFO_LENGTH_MISMATCH;
        else if (!mask || host_affinity_system(&system) || (mask & ~system))
            status = STATUS_INVALID_PARAMETER;
        else if (process->id == host_process_id())
            status = thread_set_affinity_all(mask);
        else if (host_affinity_set(process->id, mask))
            status = STATUS_ACCESS_DENIED;
        break;
    }
    case ProcessPriorityBoost:
        break; /* a hint */
    default:
        status = STATUS_INVALID_INFO_CLASS;
    }
    put(ProcessHandle, process);
    return status;
}

VOID svc_NtFlushProcessWriteBuffers(VOID)
{
    host_barrier_all();
}
