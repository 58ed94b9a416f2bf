/* SPDX-License-Identifier: MIT
 *
 * The system services for threads: handles to the operations of thread.c.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/mm/probe.h"
#include "process.h"
#include "remote.h"
#include "thread_services.h"
#include <win/systemtopologyapi.h>
#include "thread.h"
#include "kernel/host/host.h"
#include <ldr/ldr.h>

/* What can be done to a thread of another process. */
#define REMOTE_THREAD_RIGHTS                                                                                 \
    (SYNCHRONIZE | READ_CONTROL | THREAD_TERMINATE | THREAD_SUSPEND_RESUME | THREAD_QUERY_INFORMATION |      \
     THREAD_QUERY_LIMITED_INFORMATION)

NTSTATUS thread_get(HANDLE handle, ACCESS_MASK access, struct thread_object **thread)
{
    struct object *object;
    NTSTATUS status = sync_get_typed(handle, &thread_type, access, &object);
    if (NT_SUCCESS(status))
        *thread = (struct thread_object *)object;
    return status;
}

void thread_put(HANDLE handle, struct thread_object *thread)
{
    sync_put(handle, &thread->sync.object);
}

static NTSTATUS thread_get_name(struct thread_object *thread, UNICODE_STRING *name, ULONG length,
                                ULONG *needed)
{
    const WCHAR *text = atomic_load(&thread->description);
    size_t count = 0;
    while (text && text[count])
        count++;
    *needed = (ULONG)(sizeof(*name) + (count + 1) * sizeof(WCHAR));
    if (length < *needed)
        return STATUS_BUFFER_TOO_SMALL;
    name->Buffer = (WCHAR *)(name + 1);
    name->Length = (USHORT)(count * sizeof(WCHAR));
    name->MaximumLength = (USHORT)(name->Length + sizeof(WCHAR));
    for (size_t i = 0; i < count; i++)
        name->Buffer[i] = text[i];
    name->Buffer[count] = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS thread_set_name(struct thread_object *thread, const UNICODE_STRING *name)
{
    size_t count = name->Length / sizeof(WCHAR);
    if (!probe_read(name->Buffer, name->Length))
        return STATUS_ACCESS_VIOLATION;
    WCHAR *text = malloc((count + 1) * sizeof(WCHAR));
    if (!text)
        return STATUS_NO_MEMORY;
    memcpy(text, name->Buffer, count * sizeof(WCHAR));
    text[count] = 0;
    atomic_exchange(&thread->description, text); /* the old one may be being read: names are few, it stays */
    return STATUS_SUCCESS;
}

size_t thread_stack_size(SIZE_T commit, SIZE_T reserve)
{
    struct pe_info info;
    if (!reserve && pe_info_of(process_peb.ImageBaseAddress, &info) == PE_OK)
        reserve = (SIZE_T)info.stack_reserve;
    if (commit >= reserve)
        reserve = (commit + 0xFFFFF) & ~(SIZE_T)0xFFFFF;
    return reserve;
}

NTSTATUS thread_create_handle(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                              PVOID start, PVOID argument, bool suspended, SIZE_T commit, SIZE_T reserve,
                              CLIENT_ID *id)
{
    struct thread_object *thread;
    size_t size = commit || reserve ? thread_stack_size(commit, reserve) : 0;
    NTSTATUS status = thread_create(start, argument, size, suspended, &thread);
    if (!NT_SUCCESS(status))
        return status;
    if (id)
        *id = (CLIENT_ID){NtCurrentTeb()->ClientId.UniqueProcess, (HANDLE)(ULONG_PTR)thread->id};
    status = handle_create(&thread->sync.object, access, attributes ? attributes->Attributes : 0, handle);
    object_release(&thread->sync.object);
    return status;
}

NTSTATUS svc_NtCreateThreadEx(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes, HANDLE ProcessHandle, PVOID StartRoutine,
                              PVOID Argument, ULONG CreateFlags, SIZE_T ZeroBits, SIZE_T StackSize,
                              SIZE_T MaximumStackSize, PVOID AttributeList)
{
    NTSTATUS bad = probe_create(ThreadHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    if (ProcessHandle != NtCurrentProcess())
        return STATUS_NOT_SUPPORTED; /* threads in other processes */
    CLIENT_ID id;
    NTSTATUS status = thread_create_handle(ThreadHandle, DesiredAccess, ObjectAttributes, StartRoutine,
                                           Argument, CreateFlags & THREAD_CREATE_FLAGS_CREATE_SUSPENDED,
                                           StackSize, MaximumStackSize, &id);
    if (!NT_SUCCESS(status) || !AttributeList)
        return status;
    /* PS_ATTRIBUTE_LIST: a total length, then { attribute, size, value or pointer, returned length }. */
    ULONG_PTR *word = AttributeList, *end = (ULONG_PTR *)((char *)AttributeList + word[0]);
    for (word++; word + 4 <= end; word += 4)
        if (word[0] == 0x10003 && word[1] >= sizeof(id)) /* PsAttributeClientId */
            *(CLIENT_ID *)word[2] = id;
    return status;
}

NTSTATUS svc_NtOpenThread(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                          POBJECT_ATTRIBUTES ObjectAttributes, CLIENT_ID *ClientId)
{
    NTSTATUS bad = probe_create(ThreadHandle, ObjectAttributes);
    if (!NT_SUCCESS(bad))
        return bad;
    if (!probe_read(ClientId, sizeof(*ClientId)))
        return STATUS_ACCESS_VIOLATION;
    const CLIENT_ID id = *ClientId;
    ULONG attributes = ObjectAttributes ? ObjectAttributes->Attributes : 0;
    NTSTATUS status = STATUS_SUCCESS;
    struct thread_object *thread = thread_find((uint32_t)(ULONG_PTR)id.UniqueThread);
    if (!thread)
        status = remote_open_thread((uint32_t)(ULONG_PTR)id.UniqueThread, &thread);
    if (!NT_SUCCESS(status))
        return status;
    uint32_t process = thread->process ? thread->process->id : host_process_id();
    if (id.UniqueProcess && (uint32_t)(ULONG_PTR)id.UniqueProcess != process)
        status = STATUS_INVALID_CID;
    if (DesiredAccess & MAXIMUM_ALLOWED && thread->process)
        DesiredAccess = (DesiredAccess & ~MAXIMUM_ALLOWED) | REMOTE_THREAD_RIGHTS;
    DesiredAccess = object_map_access(&thread_type, DesiredAccess);
    if (DesiredAccess & THREAD_QUERY_INFORMATION) /* documented: the larger right holds the smaller one */
        DesiredAccess |= THREAD_QUERY_LIMITED_INFORMATION;
    if (DesiredAccess & THREAD_SET_INFORMATION)
        DesiredAccess |= THREAD_SET_LIMITED_INFORMATION;
    if (NT_SUCCESS(status) && thread->process && DesiredAccess & ~REMOTE_THREAD_RIGHTS)
        status = STATUS_ACCESS_DENIED;
    if (NT_SUCCESS(status))
        status = handle_create(&thread->sync.object, DesiredAccess, attributes, ThreadHandle);
    object_release(&thread->sync.object);
    return status;
}

/* Where nobody said otherwise, threads are spread over the processors. */
static BYTE ideal_processor(const struct thread_object *thread)
{
    return (BYTE)(thread->ideal_processor ? thread->ideal_processor - 1
                                          : thread->id % process_peb.NumberOfProcessors);
}

/* A hint as well: Linux' scheduler finds a processor by itself. *info becomes what it was before. */
static NTSTATUS set_ideal_processor(struct thread_object *thread, PROCESSOR_NUMBER *info, ULONG length)
{
    if (length != sizeof(*info))
        return STATUS_INFO_LENGTH_MISMATCH;
    if (info->Group || info->Reserved || info->Number >= process_peb.NumberOfProcessors)
        return STATUS_INVALID_PARAMETER;
    if (!probe_write(info, sizeof(*info)))
        return STATUS_ACCESS_VIOLATION;
    BYTE before = ideal_processor(thread);
    thread->ideal_processor = info->Number + 1u;
    info->Number = before;
    return STATUS_SUCCESS;
}

/* Linux has no priorities of pages. */
static NTSTATUS set_memory_priority(struct thread_object *thread, const ULONG *priority, ULONG length)
{
    if (length != sizeof(*priority))
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!*priority || *priority > MEMORY_PRIORITY_NORMAL)
        return STATUS_INVALID_PARAMETER;
    thread->memory_priority = *priority;
    return STATUS_SUCCESS;
}

static NTSTATUS set_throttling(struct thread_object *thread, const THREAD_POWER_THROTTLING_STATE *state,
                               ULONG length)
{
    if (length != sizeof(*state))
        return STATUS_INFO_LENGTH_MISMATCH;
    if (state->Version != THREAD_POWER_THROTTLING_CURRENT_VERSION ||
        state->ControlMask & ~THREAD_POWER_THROTTLING_EXECUTION_SPEED ||
        state->StateMask & ~state->ControlMask)
        return STATUS_INVALID_PARAMETER;
    thread->throttling[0] = state->ControlMask;
    thread->throttling[1] = state->StateMask;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtQueryInformationThread(HANDLE ThreadHandle, ULONG ThreadInformationClass,
                                      PVOID ThreadInformation, ULONG ThreadInformationLength,
                                      PULONG ReturnLength)
{
    if (!probe_write(ThreadInformation, ThreadInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    struct thread_object *thread;
    ULONG needed = 0;
    NTSTATUS status = thread_get(ThreadHandle, THREAD_QUERY_LIMITED_INFORMATION, &thread);
    if (!NT_SUCCESS(status))
        return status;
    switch (ThreadInformationClass) {
    case ThreadBasicInformation: {
        THREAD_BASIC_INFORMATION *info = ThreadInformation;
        needed = sizeof(*info);
        if (ThreadInformationLength != needed) {
            status = STATUS_INFO_LENGTH_MISMATCH;
            break;
        }
        *info = (THREAD_BASIC_INFORMATION){
            .ExitStatus = (NTSTATUS)thread_exit_code(thread),
            .TebBaseAddress = atomic_load(&thread->thread),
            .ClientId = {thread->process ? (HANDLE)(ULONG_PTR)thread->process->id
                                         : NtCurrentTeb()->ClientId.UniqueProcess,
                         (HANDLE)(ULONG_PTR)thread->id},
            .AffinityMask = thread->affinity ? thread->affinity : process_peb.ActiveProcessAffinityMask,
            .Priority = 8 + thread->priority,
            .BasePriority = thread->priority,
        };
        break;
    }
    case ThreadTimes: {
        KERNEL_USER_TIMES *times = ThreadInformation;
        struct host_task_times used;
        needed = sizeof(*times);
        if (ThreadInformationLength != needed) {
            status = STATUS_INFO_LENGTH_MISMATCH;
            break;
        }
        thread_times(thread, &used);
        *times = process_times(&used, thread->ended);
        break;
    }
    case ThreadQuerySetWin32StartAddress:
        needed = sizeof(PVOID);
        if (ThreadInformationLength != needed)
            status = STATUS_INFO_LENGTH_MISMATCH;
        else
            *(PVOID *)ThreadInformation = thread->start;
        break;
    case ThreadAmILastThread:
        needed = sizeof(ULONG);
        if (ThreadInformationLength != needed)
            status = STATUS_INFO_LENGTH_MISMATCH;
        else
            *(ULONG *)ThreadInformation = thread_count() == 1;
        break;
    case ThreadPriorityBoost:
        needed = sizeof(ULONG);
        if (ThreadInformationLength != needed)
            status = STATUS_INFO_LENGTH_MISMATCH;
        else
            *(ULONG *)ThreadInformation = thread->no_boost;
        break;
    case ThreadPagePriority:
        needed = sizeof(ULONG);
        if (ThreadInformationLength != needed)
            status = STATUS_INFO_LENGTH_MISMATCH;
        else
            *(ULONG *)ThreadInformation =
                thread->memory_priority ? thread->memory_priority : MEMORY_PRIORITY_NORMAL;
        break;
    case ThreadPowerThrottlingState:
        needed = sizeof(THREAD_POWER_THROTTLING_STATE);
        if (ThreadInformationLength != needed)
            status = STATUS_INFO_LENGTH_MISMATCH;
        else
            *(THREAD_POWER_THROTTLING_STATE *)ThreadInformation = (THREAD_POWER_THROTTLING_STATE){
                THREAD_POWER_THROTTLING_CURRENT_VERSION, thread->throttling[0], thread->throttling[1]};
        break;
    case ThreadIdealProcessorEx:
        needed = sizeof(PROCESSOR_NUMBER);
        if (ThreadInformationLength != needed)
            status = STATUS_INFO_LENGTH_MISMATCH;
        else
            *(PROCESSOR_NUMBER *)ThreadInformation = (PROCESSOR_NUMBER){.Number = ideal_processor(thread)};
        break;
    case ThreadNameInformation: {
        UNICODE_STRING *name = ThreadInformation;
        status = thread_get_name(thread, name, ThreadInformationLength, &needed);
        break;
    }
    default:
        status = STATUS_INVALID_INFO_CLASS;
    }
    thread_put(ThreadHandle, thread);
    if (ReturnLength)
        *ReturnLength = needed;
    return status;
}

/* Windows' priorities as nice values: normal is what the user gave us; going down works always, going up
 * only with the right to (a refusal is not an error: Windows' priorities are relative, too). */
static void apply_priority(const struct thread_object *thread)
{
    int nice = thread->priority <= -15 ? 19 : thread->priority >= 15 ? -10 : -4 * thread->priority;
    host_nice_set(thread->id, nice);
}

NTSTATUS svc_NtSetInformationThread(HANDLE ThreadHandle, ULONG ThreadInformationClass,
                                    PVOID ThreadInformation, ULONG ThreadInformationLength)
{
    if (!probe_read(ThreadInformation, ThreadInformationLength))
        return STATUS_ACCESS_VIOLATION;
    struct thread_object *thread;
    bool limited = ThreadInformationClass == ThreadNameInformation;
    NTSTATUS status =
        thread_get(ThreadHandle, limited ? THREAD_SET_LIMITED_INFORMATION : THREAD_SET_INFORMATION, &thread);
    if (!NT_SUCCESS(status))
        return status;
    switch (ThreadInformationClass) {
    case ThreadBasePriority:
        if (ThreadInformationLength != sizeof(LONG)) {
            status = STATUS_INFO_LENGTH_MISMATCH;
        } else {
            LONG priority = *(LONG *)ThreadInformation;
            if ((priority < -2 || priority > 2) && priority != 15 && priority != -15) {
                status = STATUS_INVALID_PARAMETER;
            } else {
                thread->priority = priority;
                thread->unusual = true;
                apply_priority(thread);
            }
        }
        break;
    case ThreadAffinityMask: {
        ULONG_PTR mask = ThreadInformationLength == sizeof(mask) ? *(ULONG_PTR *)ThreadInformation : 0;
        if (ThreadInformationLength != sizeof(mask))
            status = STATUS_INFO_LENGTH_MISMATCH;
        else if (!mask || (mask & ~process_peb.ActiveProcessAffinityMask))
            status = STATUS_INVALID_PARAMETER;
        else if (host_affinity_set(thread->id, mask))
            status = STATUS_INVALID_PARAMETER;
        else
            thread->affinity = mask, thread->unusual = true;
        break;
    }
    case ThreadPriorityBoost: /* a hint of which Linux has no counterpart */
        if (ThreadInformationLength != sizeof(ULONG))
            status = STATUS_INFO_LENGTH_MISMATCH;
        else
            thread->no_boost = *(const ULONG *)ThreadInformation != 0;
        break;
    case ThreadPagePriority:
        status = set_memory_priority(thread, ThreadInformation, ThreadInformationLength);
        break;
    case ThreadPowerThrottlingState:
        status = set_throttling(thread, ThreadInformation, ThreadInformationLength);
        break;
    case ThreadIdealProcessorEx:
        status = set_ideal_processor(thread, ThreadInformation, ThreadInformationLength);
        break;
    case ThreadHideFromDebugger:
        break;
    case ThreadNameInformation:
        status = ThreadInformationLength == sizeof(UNICODE_STRING)
                     ? thread_set_name(thread, ThreadInformation)
                     : STATUS_INFO_LENGTH_MISMATCH;
        break;
    default:
        status = STATUS_INVALID_INFO_CLASS;
    }
    thread_put(ThreadHandle, thread);
    return status;
}
