/* SPDX-License-Identifier: MIT
 *
 * Interlocked singly linked lists (interlockedapi.h).
 */
#ifndef DECANT_RTL_SLIST_H
#define DECANT_RTL_SLIST_H

#include <win/winternl.h>

#ifdef __x86_64__
typedef union __attribute__((aligned(16))) {
    struct {
        ULONGLONG Alignment; /* depth in 16 bits, sequence in 48 */
        ULONGLONG Region;    /* four bits reserved, the first entry in 60 */
    };
    struct {
        ULONGLONG Depth : 16;
        ULONGLONG Sequence : 48;
        ULONGLONG Reserved : 4;
        ULONGLONG NextEntry : 60;
    } HeaderX64;
} SLIST_HEADER, *PSLIST_HEADER;
#else
typedef union {
    ULONGLONG Alignment;
    struct {
        SLIST_ENTRY Next;
        WORD Depth;
        WORD CpuId; /* the sequence */
    };
} SLIST_HEADER, *PSLIST_HEADER;
#endif
ASSERT_SIZE(SLIST_HEADER, 16, 8);

VOID WINAPI RtlInitializeSListHead(PSLIST_HEADER ListHead);
PSLIST_ENTRY WINAPI RtlFirstEntrySList(const SLIST_HEADER *ListHead);
WORD WINAPI RtlQueryDepthSList(PSLIST_HEADER ListHead);
PSLIST_ENTRY WINAPI RtlInterlockedPushEntrySList(PSLIST_HEADER ListHead, PSLIST_ENTRY ListEntry);
PSLIST_ENTRY WINAPI RtlInterlockedPushListSListEx(PSLIST_HEADER ListHead, PSLIST_ENTRY List,
                                                  PSLIST_ENTRY ListEnd, ULONG Count);
PSLIST_ENTRY WINAPI RtlInterlockedPopEntrySList(PSLIST_HEADER ListHead);
PSLIST_ENTRY WINAPI RtlInterlockedFlushSList(PSLIST_HEADER ListHead);

#endif
