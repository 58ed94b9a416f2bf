/* SPDX-License-Identifier: MIT
 *
 * systemtopologyapi.h, and of sysinfoapi.h and winbase.h what is about processors: one group, one node.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/ke/processor.h"
#include "kernel/ke/system.h"
#include "kernel/ps/thread_services.h"
#include <win/systemtopologyapi.h>
#include "kernel32.h"

static KAFFINITY all_processors(void)
{
    unsigned count = sys_system_processor_count();
    return count >= 8 * sizeof(KAFFINITY) ? ~(KAFFINITY)0 : ((KAFFINITY)1 << count) - 1;
}

static SYSTEM_LOGICAL_PROCESSOR_INFORMATION *topology(unsigned *count)
{
    unsigned size = 16 * sys_system_processor_count() + 8;
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION *rows = malloc(size * sizeof(*rows));
    if (!rows)
        return NULL;
    *count = sys_processor_topology(rows, size);
    if (*count > size)
        *count = size;
    return rows;
}

BOOL WINAPI GetLogicalProcessorInformation(PSYSTEM_LOGICAL_PROCESSOR_INFORMATION Buffer,
                                           PDWORD ReturnedLength)
{
    unsigned count;
    if (!ReturnedLength)
        return win32_fail(ERROR_INVALID_PARAMETER);
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION *rows = topology(&count);
    if (!rows)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    DWORD needed = (DWORD)(count * sizeof(*rows));
    bool fits = Buffer && *ReturnedLength >= needed;
    if (fits)
        memcpy(Buffer, rows, needed);
    *ReturnedLength = needed;
    free(rows);
    return fits ? TRUE : win32_fail(ERROR_INSUFFICIENT_BUFFER);
}

#define HEAD offsetof(SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, Processor)

static void convert(const SYSTEM_LOGICAL_PROCESSOR_INFORMATION *row,
                    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *out)
{
    memset(out, 0, sizeof(*out));
    out->Relationship = row->Relationship;
    switch (row->Relationship) {
    case RelationCache:
        out->Size = HEAD + sizeof(out->Cache);
        out->Cache.Level = row->Cache.Level;
        out->Cache.Associativity = row->Cache.Associativity;
        out->Cache.LineSize = row->Cache.LineSize;
        out->Cache.CacheSize = row->Cache.Size;
        out->Cache.Type = row->Cache.Type;
        out->Cache.GroupCount = 1;
        out->Cache.GroupMask.Mask = row->ProcessorMask;
        break;
    case RelationNumaNode:
        out->Size = HEAD + sizeof(out->NumaNode);
        out->NumaNode.GroupCount = 1;
        out->NumaNode.GroupMask.Mask = row->ProcessorMask;
        break;
    case RelationGroup:
        out->Size = HEAD + sizeof(out->Group);
        out->Group.MaximumGroupCount = out->Group.ActiveGroupCount = 1;
        out->Group.GroupInfo[0].MaximumProcessorCount = out->Group.GroupInfo[0].ActiveProcessorCount =
            (BYTE)sys_system_processor_count();
        out->Group.GroupInfo[0].ActiveProcessorMask = all_processors();
        break;
    default:
        out->Size = HEAD + sizeof(out->Processor);
        out->Processor.Flags = row->Relationship == RelationProcessorCore ? row->ProcessorCore.Flags : 0;
        out->Processor.GroupCount = 1;
        out->Processor.GroupMask[0].Mask = row->ProcessorMask;
    }
}

BOOL WINAPI GetLogicalProcessorInformationEx(DWORD RelationshipType,
                                             PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX Buffer,
                                             PDWORD ReturnedLength)
{
    unsigned count;
    if (!ReturnedLength || (RelationshipType > RelationGroup && RelationshipType != RelationAll))
        return win32_fail(ERROR_INVALID_PARAMETER);
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION *rows = topology(&count), group = {.Relationship = RelationGroup};
    if (!rows)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    DWORD needed = 0;
    for (unsigned i = 0; i <= count; i++) {
        const SYSTEM_LOGICAL_PROCESSOR_INFORMATION *row = i < count ? &rows[i] : &group;
        SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX item;
        if (RelationshipType != RelationAll && row->Relationship != RelationshipType)
            continue;
        convert(row, &item);
        if (Buffer && needed + item.Size <= *ReturnedLength)
            memcpy((char *)Buffer + needed, &item, item.Size);
        needed += item.Size;
    }
    free(rows);
    bool fits = Buffer && *ReturnedLength >= needed;
    *ReturnedLength = needed;
    return fits ? TRUE : win32_fail(ERROR_INSUFFICIENT_BUFFER);
}

DWORD WINAPI GetActiveProcessorCount(WORD GroupNumber)
{
    if (GroupNumber != 0 && GroupNumber != 0xFFFF) {
        teb_set_last_error(ERROR_INVALID_PARAMETER);
        return 0;
    }
    return sys_system_processor_count();
}

DWORD WINAPI GetMaximumProcessorCount(WORD GroupNumber)
{
    return GetActiveProcessorCount(GroupNumber);
}

WORD WINAPI GetActiveProcessorGroupCount(void)
{
    return 1;
}

WORD WINAPI GetMaximumProcessorGroupCount(void)
{
    return 1;
}

BOOL WINAPI GetNumaHighestNodeNumber(PULONG HighestNodeNumber)
{
    *HighestNodeNumber = 0;
    return TRUE;
}

BOOL WINAPI GetNumaNodeProcessorMask(UCHAR Node, PULONGLONG ProcessorMask)
{
    if (Node)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *ProcessorMask = all_processors();
    return TRUE;
}

BOOL WINAPI GetNumaNodeProcessorMaskEx(USHORT Node, PGROUP_AFFINITY ProcessorMask)
{
    if (Node)
        return win32_fail(ERROR_INVALID_PARAMETER);
    memset(ProcessorMask, 0, sizeof(*ProcessorMask));
    ProcessorMask->Mask = all_processors();
    return TRUE;
}

BOOL WINAPI GetNumaProcessorNode(UCHAR Processor, PUCHAR NodeNumber)
{
    if (Processor >= sys_system_processor_count()) {
        *NodeNumber = 0xFF;
        return win32_fail(ERROR_INVALID_PARAMETER);
    }
    *NodeNumber = 0;
    return TRUE;
}

BOOL WINAPI GetNumaProcessorNodeEx(PPROCESSOR_NUMBER Processor, PUSHORT NodeNumber)
{
    if (Processor->Group || Processor->Number >= sys_system_processor_count() || Processor->Reserved) {
        *NodeNumber = 0xFFFF;
        return win32_fail(ERROR_INVALID_PARAMETER);
    }
    *NodeNumber = 0;
    return TRUE;
}

BOOL WINAPI GetNumaAvailableMemoryNode(UCHAR Node, PULONGLONG AvailableBytes)
{
    struct system_memory memory;
    if (Node)
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = sys_system_memory_status(&memory);
    if (NT_SUCCESS(status))
        *AvailableBytes = memory.available;
    return win32_result(status);
}

BOOL WINAPI GetThreadGroupAffinity(HANDLE hThread, PGROUP_AFFINITY GroupAffinity)
{
    THREAD_BASIC_INFORMATION info;
    if (!win32_result(NtQueryInformationThread(hThread, ThreadBasicInformation, &info, sizeof(info), NULL)))
        return FALSE;
    *GroupAffinity = (GROUP_AFFINITY){.Mask = info.AffinityMask};
    return TRUE;
}

BOOL WINAPI SetThreadGroupAffinity(HANDLE hThread, const GROUP_AFFINITY *GroupAffinity,
                                   PGROUP_AFFINITY PreviousGroupAffinity)
{
    GROUP_AFFINITY before;
    KAFFINITY mask = GroupAffinity->Mask;
    if (GroupAffinity->Group || GroupAffinity->Reserved[0] || GroupAffinity->Reserved[1] ||
        GroupAffinity->Reserved[2])
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!GetThreadGroupAffinity(hThread, &before) ||
        !win32_result(NtSetInformationThread(hThread, ThreadAffinityMask, &mask, sizeof(mask))))
        return FALSE;
    if (PreviousGroupAffinity)
        *PreviousGroupAffinity = before;
    return TRUE;
}
