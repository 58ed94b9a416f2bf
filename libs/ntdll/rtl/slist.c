/* SPDX-License-Identifier: MIT
 *
 * Interlocked singly linked lists. The head is two words that change together (cmpxchg16b, cmpxchg8b): the
 * first entry, and the depth with a sequence number that keeps a head from looking unchanged after others
 * have popped and pushed. The layout is winnt.h's SLIST_HEADER, which programs hold in static data.
 *
 * A pop reads the link of an entry that another thread may have popped meanwhile; its memory must still be
 * readable, as the documentation of these functions demands.
 */
#include "../ntdll.h"
#include "slist.h"

#ifdef __x86_64__
static bool replace_head(PSLIST_HEADER head, SLIST_HEADER *seen, SLIST_HEADER next)
{
    bool done;
    __asm__ volatile("lock cmpxchg16b %1"
                     : "=@ccz"(done), "+m"(*head), "+a"(seen->Alignment), "+d"(seen->Region)
                     : "b"(next.Alignment), "c"(next.Region)
                     : "memory");
    return done;
}

static SLIST_HEADER read_head(PSLIST_HEADER head)
{
    return (SLIST_HEADER){.Alignment = __atomic_load_n(&head->Alignment, __ATOMIC_ACQUIRE),
                          .Region = __atomic_load_n(&head->Region, __ATOMIC_ACQUIRE)};
}

static PSLIST_ENTRY first_of(const SLIST_HEADER *head)
{
    return (PSLIST_ENTRY)(uintptr_t)(head->Region & ~15ull);
}

static SLIST_HEADER make_head(const SLIST_HEADER *before, PSLIST_ENTRY first, USHORT depth)
{
    return (SLIST_HEADER){.Alignment = ((before->Alignment >> 16) + 1) << 16 | depth,
                          .Region = (ULONGLONG)(uintptr_t)first | (before->Region & 15)};
}

static USHORT depth_of(const SLIST_HEADER *head)
{
    return (USHORT)head->Alignment;
}
#else
static bool replace_head(PSLIST_HEADER head, SLIST_HEADER *seen, SLIST_HEADER next)
{
    return __atomic_compare_exchange_n(&head->Alignment, &seen->Alignment, next.Alignment, false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

static SLIST_HEADER read_head(PSLIST_HEADER head)
{
    return (SLIST_HEADER){.Alignment = __atomic_load_n(&head->Alignment, __ATOMIC_ACQUIRE)};
}

static PSLIST_ENTRY first_of(const SLIST_HEADER *head)
{
    return head->Next.Next;
}

static SLIST_HEADER make_head(const SLIST_HEADER *before, PSLIST_ENTRY first, USHORT depth)
{
    SLIST_HEADER head = {.Alignment = 0};
    head.Next.Next = first;
    head.Depth = depth;
    head.CpuId = before->CpuId + 1;
    return head;
}

static USHORT depth_of(const SLIST_HEADER *head)
{
    return head->Depth;
}
#endif

VOID WINAPI RtlInitializeSListHead(PSLIST_HEADER ListHead)
{
    *ListHead = (SLIST_HEADER){.Alignment = 0};
#ifdef __x86_64__
    ListHead->Region = 1; /* HeaderType: the 16-byte kind */
#endif
}

PSLIST_ENTRY WINAPI RtlFirstEntrySList(const SLIST_HEADER *ListHead)
{
    return first_of(ListHead);
}

WORD WINAPI RtlQueryDepthSList(PSLIST_HEADER ListHead)
{
    return depth_of(ListHead);
}

/* Puts a chain in front; returns what was first. */
static PSLIST_ENTRY push(PSLIST_HEADER list, PSLIST_ENTRY first, PSLIST_ENTRY last, ULONG count)
{
    SLIST_HEADER seen = read_head(list);
    do
        last->Next = first_of(&seen);
    while (!replace_head(list, &seen, make_head(&seen, first, (USHORT)(depth_of(&seen) + count))));
    return first_of(&seen);
}

PSLIST_ENTRY WINAPI RtlInterlockedPushEntrySList(PSLIST_HEADER ListHead, PSLIST_ENTRY ListEntry)
{
    return push(ListHead, ListEntry, ListEntry, 1);
}

PSLIST_ENTRY WINAPI RtlInterlockedPushListSListEx(PSLIST_HEADER ListHead, PSLIST_ENTRY List,
                                                  PSLIST_ENTRY ListEnd, ULONG Count)
{
    return push(ListHead, List, ListEnd, Count);
}

PSLIST_ENTRY WINAPI RtlInterlockedPopEntrySList(PSLIST_HEADER ListHead)
{
    SLIST_HEADER seen = read_head(ListHead);
    PSLIST_ENTRY first;
    do {
        first = first_of(&seen);
        if (!first)
            return NULL;
    } while (!replace_head(
        ListHead, &seen,
        make_head(&seen, *(PSLIST_ENTRY volatile *)&first->Next, (USHORT)(depth_of(&seen) - 1))));
    return first;
}

PSLIST_ENTRY WINAPI RtlInterlockedFlushSList(PSLIST_HEADER ListHead)
{
    SLIST_HEADER seen = read_head(ListHead);
    do
        if (!first_of(&seen))
            return NULL;
    while (!replace_head(ListHead, &seen, make_head(&seen, NULL, 0)));
    return first_of(&seen);
}
