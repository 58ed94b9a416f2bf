/* SPDX-License-Identifier: MIT
 *
 * Processors, their caches and nodes (winnt.h, sysinfoapi.h, systemtopologyapi.h), and what psapi.h counts.
 */
#ifndef DECANT_WIN_SYSTEMTOPOLOGYAPI_H
#define DECANT_WIN_SYSTEMTOPOLOGYAPI_H

#include "winnt.h"

enum {
    RelationProcessorCore = 0,
    RelationNumaNode = 1,
    RelationCache = 2,
    RelationProcessorPackage = 3,
    RelationGroup = 4,
    RelationAll = 0xFFFF
};
enum { CacheUnified = 0, CacheInstruction = 1, CacheData = 2, CacheTrace = 3 };

typedef struct {
    BYTE Level;
    BYTE Associativity; /* 0xFF: fully */
    WORD LineSize;
    DWORD Size;
    DWORD Type;
} CACHE_DESCRIPTOR;
ASSERT_SIZE(CACHE_DESCRIPTOR, 12, 12);

typedef struct {
    ULONG_PTR ProcessorMask;
    DWORD Relationship;
    union {
        struct {
            BYTE Flags;
        } ProcessorCore;
        struct {
            DWORD NodeNumber;
        } NumaNode;
        CACHE_DESCRIPTOR Cache;
        ULONGLONG Reserved[2] __attribute__((aligned(8)));
    };
} SYSTEM_LOGICAL_PROCESSOR_INFORMATION, *PSYSTEM_LOGICAL_PROCESSOR_INFORMATION;
ASSERT_SIZE(SYSTEM_LOGICAL_PROCESSOR_INFORMATION, 32, 24);

typedef struct {
    KAFFINITY Mask;
    WORD Group;
    WORD Reserved[3];
} GROUP_AFFINITY, *PGROUP_AFFINITY;
ASSERT_SIZE(GROUP_AFFINITY, 16, 12);

typedef struct {
    WORD Group;
    BYTE Number;
    BYTE Reserved;
} PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;
ASSERT_SIZE(PROCESSOR_NUMBER, 4, 4);

typedef struct {
    BYTE Flags;
    BYTE EfficiencyClass;
    BYTE Reserved[20];
    WORD GroupCount;
    GROUP_AFFINITY GroupMask[1];
} PROCESSOR_RELATIONSHIP;
ASSERT_SIZE(PROCESSOR_RELATIONSHIP, 40, 36);

typedef struct {
    DWORD NodeNumber;
    BYTE Reserved[18];
    WORD GroupCount;
    GROUP_AFFINITY GroupMask;
} NUMA_NODE_RELATIONSHIP;
ASSERT_SIZE(NUMA_NODE_RELATIONSHIP, 40, 36);

typedef struct {
    BYTE Level;
    BYTE Associativity;
    WORD LineSize;
    DWORD CacheSize;
    DWORD Type;
    BYTE Reserved[18];
    WORD GroupCount;
    GROUP_AFFINITY GroupMask;
} CACHE_RELATIONSHIP;
ASSERT_SIZE(CACHE_RELATIONSHIP, 48, 44);

typedef struct {
    BYTE MaximumProcessorCount;
    BYTE ActiveProcessorCount;
    BYTE Reserved[38];
    KAFFINITY ActiveProcessorMask;
} PROCESSOR_GROUP_INFO;
ASSERT_SIZE(PROCESSOR_GROUP_INFO, 48, 44);

typedef struct {
    WORD MaximumGroupCount;
    WORD ActiveGroupCount;
    BYTE Reserved[20];
    PROCESSOR_GROUP_INFO GroupInfo[1];
} GROUP_RELATIONSHIP;
ASSERT_SIZE(GROUP_RELATIONSHIP, 72, 68);

typedef struct {
    DWORD Relationship;
    DWORD Size;
    union {
        PROCESSOR_RELATIONSHIP Processor;
        NUMA_NODE_RELATIONSHIP NumaNode;
        CACHE_RELATIONSHIP Cache;
        GROUP_RELATIONSHIP Group;
    };
} SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, *PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX;
ASSERT_SIZE(SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, 80, 76);

typedef struct {
    DWORD cb;
    DWORD PageFaultCount;
    SIZE_T PeakWorkingSetSize;
    SIZE_T WorkingSetSize;
    SIZE_T QuotaPeakPagedPoolUsage;
    SIZE_T QuotaPagedPoolUsage;
    SIZE_T QuotaPeakNonPagedPoolUsage;
    SIZE_T QuotaNonPagedPoolUsage;
    SIZE_T PagefileUsage;
    SIZE_T PeakPagefileUsage;
    SIZE_T PrivateUsage;
} PROCESS_MEMORY_COUNTERS_EX, *PPROCESS_MEMORY_COUNTERS_EX;
ASSERT_SIZE(PROCESS_MEMORY_COUNTERS_EX, 80, 44);
#define PROCESS_MEMORY_COUNTERS_SIZE offsetof(PROCESS_MEMORY_COUNTERS_EX, PrivateUsage)

typedef struct _PERFORMANCE_INFORMATION {
    DWORD cb;
    SIZE_T CommitTotal; /* pages, as all that follow */
    SIZE_T CommitLimit;
    SIZE_T CommitPeak;
    SIZE_T PhysicalTotal;
    SIZE_T PhysicalAvailable;
    SIZE_T SystemCache;
    SIZE_T KernelTotal;
    SIZE_T KernelPaged;
    SIZE_T KernelNonpaged;
    SIZE_T PageSize; /* bytes */
    DWORD HandleCount;
    DWORD ProcessCount;
    DWORD ThreadCount;
} PERFORMANCE_INFORMATION, *PPERFORMANCE_INFORMATION;
ASSERT_SIZE(PERFORMANCE_INFORMATION, 104, 56);

typedef struct {
    ULONGLONG ReadOperationCount;
    ULONGLONG WriteOperationCount;
    ULONGLONG OtherOperationCount;
    ULONGLONG ReadTransferCount;
    ULONGLONG WriteTransferCount;
    ULONGLONG OtherTransferCount;
} IO_COUNTERS, *PIO_COUNTERS;
ASSERT_SIZE(IO_COUNTERS, 48, 48);

#endif
