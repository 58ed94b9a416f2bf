/* SPDX-License-Identifier: MIT
 *
 * The system services for threads: handles to the operations of thread.c.
 */
#include "thread_services.h"
#include "thread.h"
#include "../host/host.h"
#include "../ldr/ldr.h"

static NTSTATUS get(HANDLE handle, ACCESS_MASK access, struct thread_object **thread)
{
    struct object *object;
    NTSTATUS status = sync_get(handle, access, &object);
    if (!NT_SUCCESS(status))
        return status;
    if (object->type != &thread_type) {
        sync_put(handle, object);
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    *thread = (struct thread_object *)object;
    return STATUS_SUCCESS;
}

static void put(HANDLE handle, struct thread_object *thread)
{
    sync_put(handle, &thread->sync.object);
}

/* The size of a stack as CreateThread documents it: what is committed grows the reservation, and the header
 * has the defaults. */
static size_t stack_size(SIZE_T commit, SIZE_T reserve)
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
    size_t size = commit || reserve ? stack_size(commit, reserve) : 0;
    NTSTATUS status = thread_create(start, argument, size, suspended, &thread);
    if (!NT_SUCCESS(status))
        return status;
    if (id)
        *id = (CLIENT_ID){NtCurrentTeb()->ClientId.UniqueProcess, (HANDLE)(ULONG_PTR)thread->id};
    status = handle_create(&thread->sync.object, access, attributes ? attributes->Attributes : 0, handle);
    object_release(&thread->sync.object);
    return status;
}

NTSTATUS WINAPI NtCreateThreadEx(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                                 POBJECT_ATTRIBUTES ObjectAttributes, HANDLE ProcessHandle,
                                 PVOID StartRoutine, PVOID Argument, ULONG CreateFlags, SIZE_T ZeroBits,
                                 SIZE_T StackSize, SIZE_T MaximumStackSize, PVOID AttributeList)
{
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

NTSTATUS WINAPI NtOpenThread(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, CLIENT_ID *ClientId)
{
    struct thread_object *thread = thread_find((uint32_t)(ULONG_PTR)ClientId->UniqueThread);
    if (!thread)
        return STATUS_INVALID_CID;
    NTSTATUS status = handle_create(&thread->sync.object, DesiredAccess,
                                    ObjectAttributes ? ObjectAttributes->Attributes : 0, ThreadHandle);
    object_release(&thread->sync.object);
    return status;
}

NTSTATUS WINAPI NtQueryInformationThread(HANDLE ThreadHandle, ULONG ThreadInformationClass,
                                         PVOID ThreadInformation, ULONG ThreadInformationLength,
                                         PULONG ReturnLength)
{
    struct thread_object *thread;
    ULONG needed = 0;
    NTSTATUS status = get(ThreadHandle, THREAD_QUERY_LIMITED_INFORMATION, &thread);
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
            .ExitStatus = (NTSTATUS)atomic_load(&thread->exit_code),
            .TebBaseAddress = atomic_load(&thread->thread),
            .ClientId = {NtCurrentTeb()->ClientId.UniqueProcess, (HANDLE)(ULONG_PTR)thread->id},
            .AffinityMask = process_peb.ActiveProcessAffinityMask,
            .Priority = 8 + thread->priority,
            .BasePriority = thread->priority,
        };
        break;
    }
    default:
        status = STATUS_INVALID_INFO_CLASS;
    }
    put(ThreadHandle, thread);
    if (ReturnLength)
        *ReturnLength = needed;
    return status;
}

NTSTATUS WINAPI NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount)
{
    struct thread_object *thread;
    NTSTATUS status = get(ThreadHandle, THREAD_SUSPEND_RESUME, &thread);
    if (!NT_SUCCESS(status))
        return status;
    int32_t before = atomic_load(&thread->suspended);
    while (before > 0 && !atomic_compare_exchange_weak(&thread->suspended, &before, before - 1))
        ;
    if (before == 1) {
        atomic_store(&thread->gate, 1);
        host_futex_wake(&thread->gate, 1, false);
        host_futex_wake(&thread->suspended, 1, false);
    }
    put(ThreadHandle, thread);
    if (PreviousSuspendCount)
        *PreviousSuspendCount = (ULONG)before;
    return STATUS_SUCCESS;
}

_Noreturn VOID WINAPI RtlExitUserThread(NTSTATUS ExitStatus)
{
    thread_exit(ExitStatus);
}
