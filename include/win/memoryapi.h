/* SPDX-License-Identifier: MIT
 *
 * memoryapi.h: what winnt.h does not already hold.
 */
#ifndef DECANT_WIN_MEMORYAPI_H
#define DECANT_WIN_MEMORYAPI_H

#include "winnt.h"

#define FILE_MAP_COPY                0x0001u
#define FILE_MAP_WRITE               0x0002u
#define FILE_MAP_READ                0x0004u
#define FILE_MAP_EXECUTE             0x0020u
#define FILE_MAP_ALL_ACCESS          0x000F001Fu
#define SECTION_QUERY                0x0001u
#define SECTION_MAP_WRITE            0x0002u
#define SECTION_MAP_READ             0x0004u
#define SECTION_MAP_EXECUTE          0x0008u
#define SECTION_EXTEND_SIZE          0x0010u
#define SECTION_MAP_EXECUTE_EXPLICIT 0x0020u
#define SECTION_ALL_ACCESS           0x000F001Fu
#define SEC_LARGE_PAGES              0x80000000u
#define SEC_WRITECOMBINE             0x40000000u
#define SEC_IMAGE_NO_EXECUTE         (SEC_IMAGE | SEC_NOCACHE)
#define PAGE_TARGETS_INVALID         0x40000000u

typedef struct {
    PVOID VirtualAddress;
    SIZE_T NumberOfBytes;
} WIN32_MEMORY_RANGE_ENTRY, *PWIN32_MEMORY_RANGE_ENTRY;

typedef struct {
    PVOID AllocationBase;
    ULONG AllocationProtect;
    union {
        ULONG Flags;
        struct {
            ULONG Private : 1;
            ULONG MappedDataFile : 1;
            ULONG MappedImage : 1;
            ULONG MappedPageFile : 1;
            ULONG MappedPhysical : 1;
            ULONG DirectMapped : 1;
            ULONG Reserved : 26;
        };
    };
    SIZE_T RegionSize;
    SIZE_T CommitSize;
} WIN32_MEMORY_REGION_INFORMATION, MEMORY_REGION_INFORMATION;
ASSERT_SIZE(WIN32_MEMORY_REGION_INFORMATION, 32, 20);

typedef struct {
    PVOID LowestStartingAddress;
    PVOID HighestEndingAddress; /* the last byte */
    SIZE_T Alignment;
} MEM_ADDRESS_REQUIREMENTS, *PMEM_ADDRESS_REQUIREMENTS;
ASSERT_SIZE(MEM_ADDRESS_REQUIREMENTS, 24, 12);

enum {
    MemExtendedParameterAddressRequirements = 1,
    MemExtendedParameterNumaNode,
    MemExtendedParameterPartitionHandle,
    MemExtendedParameterUserPhysicalHandle,
    MemExtendedParameterAttributeFlags,
    MemExtendedParameterMax
};

#define MEM_EXTENDED_PARAMETER_GRAPHICS            0x01u
#define MEM_EXTENDED_PARAMETER_NONPAGED            0x02u
#define MEM_EXTENDED_PARAMETER_ZERO_PAGES_OPTIONAL 0x04u
#define MEM_EXTENDED_PARAMETER_NONPAGED_LARGE      0x08u
#define MEM_EXTENDED_PARAMETER_NONPAGED_HUGE       0x10u

typedef struct {
    DWORD64 Type : 8;
    DWORD64 Reserved : 56;
    union {
        DWORD64 ULong64;
        PVOID Pointer;
        SIZE_T Size;
        HANDLE Handle;
        DWORD ULong;
    };
} __attribute__((aligned(8))) MEM_EXTENDED_PARAMETER, *PMEM_EXTENDED_PARAMETER;
ASSERT_SIZE(MEM_EXTENDED_PARAMETER, 16, 16);

LPVOID WINAPI VirtualAlloc(LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType, DWORD flProtect);
BOOL WINAPI VirtualFree(LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType);
BOOL WINAPI VirtualProtect(LPVOID lpAddress, SIZE_T dwSize, DWORD flNewProtect, PDWORD lpflOldProtect);
SIZE_T WINAPI VirtualQuery(LPCVOID lpAddress, PMEMORY_BASIC_INFORMATION lpBuffer, SIZE_T dwLength);
BOOL WINAPI IsBadReadPtr(const VOID *lp, UINT_PTR ucb);
BOOL WINAPI IsBadWritePtr(LPVOID lp, UINT_PTR ucb);

#endif
