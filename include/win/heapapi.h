/* SPDX-License-Identifier: MIT
 *
 * heapapi.h and the heap part of winnt.h. HeapAlloc, HeapFree, HeapReAlloc and HeapSize are ntdll's own
 * functions under a second name, as on Windows: C code calls RtlAllocateHeap and its peers.
 */
#ifndef DECANT_WIN_HEAPAPI_H
#define DECANT_WIN_HEAPAPI_H

#include "winnt.h"

typedef LPCVOID PCVOID;

#define HEAP_NO_SERIALIZE             0x00000001u
#define HEAP_GROWABLE                 0x00000002u
#define HEAP_GENERATE_EXCEPTIONS      0x00000004u
#define HEAP_ZERO_MEMORY              0x00000008u
#define HEAP_REALLOC_IN_PLACE_ONLY    0x00000010u
#define HEAP_TAIL_CHECKING_ENABLED    0x00000020u
#define HEAP_FREE_CHECKING_ENABLED    0x00000040u
#define HEAP_DISABLE_COALESCE_ON_FREE 0x00000080u
#define HEAP_SETTABLE_USER_VALUE      0x00000100u
#define HEAP_CREATE_ENABLE_EXECUTE    0x00040000u

typedef enum {
    HeapCompatibilityInformation = 0,
    HeapEnableTerminationOnCorruption = 1,
    HeapOptimizeResources = 3,
    HeapTag = 7
} HEAP_INFORMATION_CLASS;

#define HEAP_OPTIMIZE_RESOURCES_CURRENT_VERSION 1
typedef struct {
    DWORD Version;
    DWORD Flags;
} HEAP_OPTIMIZE_RESOURCES_INFORMATION;

#define PROCESS_HEAP_REGION            0x0001
#define PROCESS_HEAP_UNCOMMITTED_RANGE 0x0002
#define PROCESS_HEAP_ENTRY_BUSY        0x0004
#define PROCESS_HEAP_SEG_ALLOC         0x0008
#define PROCESS_HEAP_ENTRY_MOVEABLE    0x0010
#define PROCESS_HEAP_ENTRY_DDESHARE    0x0020

typedef struct {
    PVOID lpData;
    DWORD cbData;
    BYTE cbOverhead;
    BYTE iRegionIndex;
    WORD wFlags;
    union {
        struct {
            HANDLE hMem;
            DWORD dwReserved[3];
        } Block;
        struct {
            DWORD dwCommittedSize;
            DWORD dwUnCommittedSize;
            LPVOID lpFirstBlock;
            LPVOID lpLastBlock;
        } Region;
    };
} PROCESS_HEAP_ENTRY, *LPPROCESS_HEAP_ENTRY;
ASSERT_SIZE(PROCESS_HEAP_ENTRY, 40, 28);

typedef struct {
    DWORD cb;
    SIZE_T cbAllocated;
    SIZE_T cbCommitted;
    SIZE_T cbReserved;
    SIZE_T cbMaxReserve;
} HEAP_SUMMARY, *PHEAP_SUMMARY, *LPHEAP_SUMMARY;
ASSERT_SIZE(HEAP_SUMMARY, 40, 20);

/* RtlWalkHeap's entry: PROCESS_HEAP_ENTRY with a size of full width. */
typedef struct {
    PVOID DataAddress;
    SIZE_T DataSize;
    UCHAR OverheadBytes;
    UCHAR SegmentIndex;
    USHORT Flags;
    union {
        struct {
            SIZE_T Settable;
            USHORT TagIndex;
            USHORT AllocatorBackTraceIndex;
            ULONG Reserved[2];
        } Block;
        struct {
            ULONG CommittedSize;
            ULONG UnCommittedSize;
            PVOID FirstEntry;
            PVOID LastEntry;
        } Segment;
    };
} RTL_HEAP_WALK_ENTRY, *PRTL_HEAP_WALK_ENTRY;
#define RTL_HEAP_BUSY     0x0001
#define RTL_HEAP_SEGMENT  0x0002
#define RTL_HEAP_SETTABLE 0x0010

#endif
