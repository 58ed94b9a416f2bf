/* SPDX-License-Identifier: MIT
 *
 * Allocating memory with extended parameters: where it may lie and how it is aligned. The others are hints
 * (the NUMA node) or need what is not there (partitions, physical pages, the right to lock memory).
 */
#include <string.h>
#include "probe.h"
#include "virtual.h"
#include "virtual_internal.h"

/* "LowestStartingAddress: must be aligned to the allocation granularity; HighestEndingAddress: the last byte,
 * so one less than a page's beginning; Alignment: a power of two, no less than the granularity." */
static NTSTATUS read_requirements(const MEM_ADDRESS_REQUIREMENTS *given, bool has_base,
                                  struct virtual_room *room)
{
    if (!probe_read(given, sizeof(*given)))
        return STATUS_ACCESS_VIOLATION;
    uintptr_t low = (uintptr_t)given->LowestStartingAddress, last = (uintptr_t)given->HighestEndingAddress;
    SIZE_T alignment = given->Alignment;
    if (has_base)
        return low || last || alignment ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    if (low % GRANULARITY || low > virtual_highest || (last && (last + 1) % PAGE_SIZE) ||
        last > virtual_highest || (last && last < low))
        return STATUS_INVALID_PARAMETER;
    if (alignment & (alignment - 1) || (alignment && alignment < GRANULARITY))
        return STATUS_INVALID_PARAMETER;
    room->low = low;
    room->high = last ? last + 1 : 0;
    room->alignment = alignment;
    return STATUS_SUCCESS;
}

static NTSTATUS read_attributes(DWORD64 flags)
{
    const DWORD64 locked = MEM_EXTENDED_PARAMETER_NONPAGED | MEM_EXTENDED_PARAMETER_NONPAGED_LARGE |
                           MEM_EXTENDED_PARAMETER_NONPAGED_HUGE,
                  hints = MEM_EXTENDED_PARAMETER_GRAPHICS | MEM_EXTENDED_PARAMETER_ZERO_PAGES_OPTIONAL;
    if (flags & ~(locked | hints))
        return STATUS_INVALID_PARAMETER;
    return flags & locked ? STATUS_PRIVILEGE_NOT_HELD : STATUS_SUCCESS;
}

static NTSTATUS read_parameter(const MEM_EXTENDED_PARAMETER *parameter, bool has_base,
                               struct virtual_room *room)
{
    switch (parameter->Type) {
    case MemExtendedParameterAddressRequirements:
        return read_requirements(parameter->Pointer, has_base, room);
    case MemExtendedParameterNumaNode: /* the machine is shown as one node */
        return parameter->ULong ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    case MemExtendedParameterAttributeFlags:
        return read_attributes(parameter->ULong64);
    case MemExtendedParameterPartitionHandle:
    case MemExtendedParameterUserPhysicalHandle:
        return STATUS_NOT_SUPPORTED;
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

NTSTATUS svc_NtAllocateVirtualMemoryEx(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                       ULONG AllocationType, ULONG PageProtection,
                                       PMEM_EXTENDED_PARAMETER ExtendedParameters,
                                       ULONG ExtendedParameterCount)
{
    struct virtual_room room = {.top_down = AllocationType & MEM_TOP_DOWN};
    ULONG seen = 0;
    if (ExtendedParameterCount > MemExtendedParameterMax || (ExtendedParameterCount && !ExtendedParameters))
        return STATUS_INVALID_PARAMETER;
    if (!probe_read(ExtendedParameters, ExtendedParameterCount * sizeof(*ExtendedParameters)) ||
        !probe_write(BaseAddress, sizeof(*BaseAddress)))
        return STATUS_ACCESS_VIOLATION;
    for (ULONG i = 0; i < ExtendedParameterCount; i++) {
        const MEM_EXTENDED_PARAMETER *parameter = &ExtendedParameters[i];
        ULONG bit = parameter->Type < 32 ? 1u << parameter->Type : 0;
        if (parameter->Reserved || seen & bit) /* each at most once */
            return STATUS_INVALID_PARAMETER;
        seen |= bit;
        NTSTATUS status = read_parameter(parameter, *BaseAddress != NULL, &room);
        if (!NT_SUCCESS(status))
            return status;
    }
    return virtual_allocate(ProcessHandle, BaseAddress, RegionSize, AllocationType, PageProtection, room);
}
