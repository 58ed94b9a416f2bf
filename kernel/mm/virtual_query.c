/* SPDX-License-Identifier: MIT
 *
 * What lies at an address: the region map's answer, or, where it knows nothing, Linux' (decant itself, the C
 * library, its heap): committed memory that is nobody's allocation, so that a walk over the whole address
 * space is without holes and finds nothing free that is not. Also reading, writing, locking and flushing
 * ranges.
 */
#include <errno.h>
#include <string.h>
#include "kernel/host/host.h"
#include "kernel/ob/handle.h"
#include "probe.h"
#include "virtual_internal.h"

static ULONG page_protection(unsigned host)
{
    if (host & HOST_EXECUTE)
        return host & HOST_WRITE  ? PAGE_EXECUTE_READWRITE
               : host & HOST_READ ? PAGE_EXECUTE_READ
                                  : PAGE_EXECUTE;
    return host & HOST_WRITE ? PAGE_READWRITE : host & HOST_READ ? PAGE_READONLY : PAGE_NOACCESS;
}

/* Outside of all areas, the next of which start at `high` and end at `low`. */
static void query_foreign(uintptr_t address, uintptr_t low, uintptr_t high, MEMORY_BASIC_INFORMATION *info)
{
    struct host_mapping mapping;
    info->BaseAddress = (PVOID)address;
    if (host_mapping_at(address, &mapping))
        mapping.start = mapping.end = UINTPTR_MAX;
    if (mapping.start > address) {
        info->State = MEM_FREE;
        info->Protect = PAGE_NOACCESS;
        info->RegionSize = (mapping.start < high ? mapping.start : high) - address;
        return;
    }
    uintptr_t start = mapping.start > low ? mapping.start : low,
              end = mapping.end < high ? mapping.end : high;
    info->AllocationBase = (PVOID)start;
    info->RegionSize = end - address;
    info->State = mapping.protection ? MEM_COMMIT : MEM_RESERVE;
    info->Protect = mapping.protection ? page_protection(mapping.protection) : 0;
    info->AllocationProtect = mapping.protection ? info->Protect : PAGE_NOACCESS;
    info->Type = mapping.file ? MEM_MAPPED : MEM_PRIVATE;
}

static NTSTATUS query_basic(uintptr_t address, MEMORY_BASIC_INFORMATION *info)
{
    if (address > virtual_highest)
        return STATUS_INVALID_PARAMETER;
    address = PAGE_DOWN(address);
    memset(info, 0, sizeof(*info));
    pthread_mutex_lock(&virtual_lock);
    struct area *area = region_find(&virtual_map, address);
    uintptr_t low = 0, high = virtual_highest + 1;
    if (area) {
        const struct allocation *allocation = area->allocation;
        info->BaseAddress = (PVOID)address;
        info->AllocationBase = (PVOID)allocation->start;
        info->AllocationProtect = allocation->protect;
        info->RegionSize = area->end - address;
        info->State = area->protect ? MEM_COMMIT : MEM_RESERVE;
        info->Protect = area->protect;
        info->Type = virtual_type(allocation);
    } else {
        struct area *before = region_preceding(&virtual_map, address),
                    *after = region_following(&virtual_map, address);
        low = before ? before->end : 0;
        high = after ? after->start : high;
    }
    pthread_mutex_unlock(&virtual_lock);
    if (!area)
        query_foreign(address, low, high, info);
    return STATUS_SUCCESS;
}

/* MEMORY_REGION_INFORMATION: the allocation as a whole. */
static NTSTATUS query_region(uintptr_t address, MEMORY_REGION_INFORMATION *info)
{
    NTSTATUS status = STATUS_INVALID_ADDRESS;
    memset(info, 0, sizeof(*info));
    pthread_mutex_lock(&virtual_lock);
    struct area *area = region_find(&virtual_map, address);
    if (area) {
        const struct allocation *allocation = area->allocation;
        info->AllocationBase = (PVOID)allocation->start;
        info->AllocationProtect = allocation->protect;
        info->Private = virtual_type(allocation) == MEM_PRIVATE;
        info->MappedDataFile = allocation->kind == ALLOCATION_VIEW;
        info->MappedImage = allocation->kind == ALLOCATION_IMAGE;
        info->RegionSize = allocation->end - allocation->start;
        for (uintptr_t at = allocation->start; at < allocation->end; at = area->end) {
            area = region_find(&virtual_map, at);
            info->CommitSize += area->protect ? area->end - area->start : 0;
        }
        status = STATUS_SUCCESS;
    }
    pthread_mutex_unlock(&virtual_lock);
    return status;
}

NTSTATUS svc_NtQueryVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress, ULONG MemoryInformationClass,
                                  PVOID MemoryInformation, SIZE_T MemoryInformationLength,
                                  PSIZE_T ReturnLength)
{
    if (!probe_write(MemoryInformation, MemoryInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    union {
        MEMORY_BASIC_INFORMATION basic;
        MEMORY_REGION_INFORMATION region;
    } answer;
    SIZE_T size = 0;
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (!NT_SUCCESS(status))
        return status;
    switch (MemoryInformationClass) {
    case 0: /* MemoryBasicInformation */
        size = sizeof(answer.basic);
        if (MemoryInformationLength >= size)
            status = query_basic((uintptr_t)BaseAddress, &answer.basic);
        break;
    case 3: /* MemoryRegionInformation */
        size = sizeof(answer.region);
        if (MemoryInformationLength >= size)
            status = query_region((uintptr_t)BaseAddress, &answer.region);
        break;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
    if (MemoryInformationLength < size)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!NT_SUCCESS(status))
        return status;
    memcpy(MemoryInformation, &answer, size);
    if (ReturnLength)
        *ReturnLength = size;
    return STATUS_SUCCESS;
}

static NTSTATUS page_range(PVOID *base, PSIZE_T size)
{
    if (!probe_write(base, sizeof(*base)) || !probe_write(size, sizeof(*size)))
        return STATUS_ACCESS_VIOLATION;
    uintptr_t start = (uintptr_t)*base, length = *size;
    if (start > virtual_highest || length > virtual_highest - start)
        return STATUS_INVALID_PARAMETER_2;
    uintptr_t end = PAGE_UP(start + length);
    *base = (PVOID)PAGE_DOWN(start);
    *size = end - PAGE_DOWN(start);
    return STATUS_SUCCESS;
}

/* Without the right to lock (RLIMIT_MEMLOCK) nothing is locked, and the answer says so. */
NTSTATUS svc_NtLockVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize, ULONG MapType)
{
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (NT_SUCCESS(status))
        status = page_range(BaseAddress, RegionSize);
    if (!NT_SUCCESS(status))
        return status;
    int error = *RegionSize ? host_memory_lock(*BaseAddress, *RegionSize) : -EINVAL;
    return !error             ? STATUS_SUCCESS
           : error == -EINVAL ? STATUS_INVALID_PARAMETER_3
           : error == -ENOMEM ? STATUS_WORKING_SET_QUOTA
                              : STATUS_PRIVILEGE_NOT_HELD;
}

NTSTATUS svc_NtUnlockVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                   ULONG MapType)
{
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (NT_SUCCESS(status))
        status = page_range(BaseAddress, RegionSize);
    if (!NT_SUCCESS(status))
        return status;
    return host_memory_unlock(*BaseAddress, *RegionSize) ? STATUS_NOT_LOCKED : STATUS_SUCCESS;
}

NTSTATUS svc_NtFlushVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                  PIO_STATUS_BLOCK IoStatus)
{
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (!NT_SUCCESS(status))
        return status;
    if (!probe_write(BaseAddress, sizeof(*BaseAddress)) || !probe_write(RegionSize, sizeof(*RegionSize)))
        return STATUS_ACCESS_VIOLATION;
    if (!probe_write_optional(IoStatus, sizeof(*IoStatus)))
        return STATUS_ACCESS_VIOLATION;
    uintptr_t start = PAGE_DOWN(*BaseAddress), end = PAGE_UP((uintptr_t)*BaseAddress + *RegionSize);
    status = STATUS_NOT_MAPPED_VIEW;
    pthread_mutex_lock(&virtual_lock);
    struct area *area = region_find(&virtual_map, (uintptr_t)*BaseAddress);
    if (area && area->allocation->kind == ALLOCATION_VIEW) {
        if (!*RegionSize || end > area->allocation->end) /* 0: to the view's end */
            end = area->allocation->end;
        status = STATUS_SUCCESS;
    }
    pthread_mutex_unlock(&virtual_lock);
    if (!NT_SUCCESS(status))
        return status;
    int error = host_memory_flush((void *)start, end - start);
    if (error && error != -ENOMEM)
        return STATUS_UNEXPECTED_IO_ERROR;
    *BaseAddress = (PVOID)start;
    *RegionSize = end - start;
    if (IoStatus) {
        IoStatus->Status = STATUS_SUCCESS;
        IoStatus->Information = end - start;
    }
    return STATUS_SUCCESS;
}

/* Page by page after a failure, so that what could be copied is, and is counted. */
static NTSTATUS copy(void *to, const void *from, SIZE_T size, bool poke, PSIZE_T done)
{
    SIZE_T at = 0;
    uintptr_t start = (uintptr_t)from;
    if (!poke && start < SHARED_DATA + PAGE_SIZE && start + size > SHARED_DATA && start + size > start)
        (void)*(volatile char *)(uintptr_t)SHARED_DATA; /* it is there from its first use on */
    if (!(poke ? host_poke(to, from, size) : host_peek(to, from, size))) {
        at = size;
    } else {
        while (at < size) {
            uintptr_t remote = (uintptr_t)(poke ? to : from) + at;
            SIZE_T piece = PAGE_DOWN(remote) + PAGE_SIZE - remote;
            if (piece > size - at)
                piece = size - at;
            if (poke ? host_poke((char *)to + at, (const char *)from + at, piece)
                     : host_peek((char *)to + at, (const char *)from + at, piece))
                break;
            at += piece;
        }
    }
    if (done)
        *done = at;
    return at == size ? STATUS_SUCCESS : STATUS_PARTIAL_COPY;
}

NTSTATUS svc_NtReadVirtualMemory(HANDLE ProcessHandle, LPCVOID BaseAddress, PVOID Buffer, SIZE_T BufferSize,
                                 PSIZE_T NumberOfBytesRead)
{
    if (!probe_write_optional(NumberOfBytesRead, sizeof(*NumberOfBytesRead)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (!NT_SUCCESS(status))
        return status;
    return copy(Buffer, BaseAddress, BufferSize, false, NumberOfBytesRead);
}

NTSTATUS svc_NtWriteVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress, LPCVOID Buffer, SIZE_T BufferSize,
                                  PSIZE_T NumberOfBytesWritten)
{
    if (!probe_write_optional(NumberOfBytesWritten, sizeof(*NumberOfBytesWritten)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (!NT_SUCCESS(status))
        return status;
    return copy(BaseAddress, Buffer, BufferSize, true, NumberOfBytesWritten);
}

/* The processor sees what it writes. */
NTSTATUS svc_NtFlushInstructionCache(HANDLE ProcessHandle, PVOID BaseAddress, SIZE_T Length)
{
    return virtual_check_process(ProcessHandle, 0);
}
