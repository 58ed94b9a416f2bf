/* SPDX-License-Identifier: MIT
 *
 * heapapi.h: heaps. HeapAlloc, HeapFree, HeapReAlloc and HeapSize are ntdll's functions (forwarders); the
 * others translate results here.
 */
#include <string.h>
#include <rtl/heap.h>
#include <win/heapapi.h>
#include "kernel32.h"

HANDLE WINAPI GetProcessHeap(void)
{
    return NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap;
}

DWORD WINAPI GetProcessHeaps(DWORD NumberOfHeaps, PHANDLE ProcessHeaps)
{
    return RtlGetProcessHeaps(NumberOfHeaps, ProcessHeaps);
}

HANDLE WINAPI HeapCreate(DWORD flOptions, SIZE_T dwInitialSize, SIZE_T dwMaximumSize)
{
    ULONG flags = flOptions & (HEAP_NO_SERIALIZE | HEAP_GENERATE_EXCEPTIONS | HEAP_CREATE_ENABLE_EXECUTE);
    if (!dwMaximumSize)
        flags |= HEAP_GROWABLE;
    HANDLE heap = RtlCreateHeap(flags, NULL, dwMaximumSize, dwInitialSize, NULL, NULL);
    if (!heap)
        teb_set_last_error(ERROR_NOT_ENOUGH_MEMORY);
    return heap;
}

BOOL WINAPI HeapDestroy(HANDLE hHeap)
{
    if (RtlDestroyHeap(hHeap))
        return win32_fail(ERROR_INVALID_HANDLE);
    return TRUE;
}

SIZE_T WINAPI HeapCompact(HANDLE hHeap, DWORD dwFlags)
{
    SIZE_T largest = RtlCompactHeap(hHeap, dwFlags);
    if (!largest)
        teb_set_last_error(NO_ERROR);
    return largest;
}

BOOL WINAPI HeapLock(HANDLE hHeap)
{
    return RtlLockHeap(hHeap) || win32_fail(ERROR_INVALID_HANDLE);
}

BOOL WINAPI HeapUnlock(HANDLE hHeap)
{
    return RtlUnlockHeap(hHeap) || win32_fail(ERROR_NOT_LOCKED);
}

BOOL WINAPI HeapValidate(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
{
    return RtlValidateHeap(hHeap, dwFlags, (PVOID)lpMem);
}

BOOL WINAPI HeapWalk(HANDLE hHeap, LPPROCESS_HEAP_ENTRY lpEntry)
{
    RTL_HEAP_WALK_ENTRY entry = {.DataAddress = lpEntry->lpData};
    NTSTATUS status = RtlWalkHeap(hHeap, &entry);
    if (!win32_result(status))
        return FALSE;
    memset(lpEntry, 0, sizeof(*lpEntry));
    lpEntry->lpData = entry.DataAddress;
    lpEntry->cbData = entry.DataSize > MAXDWORD ? MAXDWORD : (DWORD)entry.DataSize;
    lpEntry->cbOverhead = entry.OverheadBytes;
    lpEntry->iRegionIndex = entry.SegmentIndex;
    if (entry.Flags & RTL_HEAP_SEGMENT) {
        lpEntry->wFlags = PROCESS_HEAP_REGION;
        lpEntry->Region.dwCommittedSize = entry.Segment.CommittedSize;
        lpEntry->Region.dwUnCommittedSize = entry.Segment.UnCommittedSize;
        lpEntry->Region.lpFirstBlock = entry.Segment.FirstEntry;
        lpEntry->Region.lpLastBlock = entry.Segment.LastEntry;
    } else if (entry.Flags & RTL_HEAP_BUSY) {
        lpEntry->wFlags = PROCESS_HEAP_ENTRY_BUSY;
    }
    return TRUE;
}

BOOL WINAPI HeapSummary(HANDLE hHeap, DWORD dwFlags, LPHEAP_SUMMARY lpSummary)
{
    if (!lpSummary || lpSummary->cb != sizeof(*lpSummary))
        return win32_fail(ERROR_INVALID_PARAMETER);
    RTL_HEAP_WALK_ENTRY entry = {0};
    SIZE_T allocated = 0, committed = 0, uncommitted = 0;
    const char *from = NULL, *to = NULL; /* the region that the walk is in */
    if (!RtlLockHeap(hHeap))
        return win32_fail(ERROR_INVALID_HANDLE);
    while (NT_SUCCESS(RtlWalkHeap(hHeap, &entry))) {
        const char *at = entry.DataAddress;
        if (entry.Flags & RTL_HEAP_SEGMENT) {
            from = at;
            to = entry.Segment.LastEntry;
            committed += entry.DataSize + entry.Segment.CommittedSize;
            uncommitted += entry.Segment.UnCommittedSize;
            continue;
        }
        allocated += entry.DataSize;
        if (at < from || at >= to)
            committed += entry.DataSize + entry.OverheadBytes;
    }
    RtlUnlockHeap(hHeap);
    lpSummary->cbAllocated = allocated;
    lpSummary->cbCommitted = (committed + PAGE_SIZE - 1) & ~(SIZE_T)(PAGE_SIZE - 1);
    lpSummary->cbReserved = lpSummary->cbCommitted + uncommitted;
    lpSummary->cbMaxReserve = lpSummary->cbReserved;
    return TRUE;
}

BOOL WINAPI HeapQueryInformation(HANDLE HeapHandle, HEAP_INFORMATION_CLASS HeapInformationClass,
                                 PVOID HeapInformation, SIZE_T HeapInformationLength, PSIZE_T ReturnLength)
{
    return win32_result(RtlQueryHeapInformation(HeapHandle, HeapInformationClass, HeapInformation,
                                                HeapInformationLength, ReturnLength));
}

BOOL WINAPI HeapSetInformation(HANDLE HeapHandle, HEAP_INFORMATION_CLASS HeapInformationClass,
                               PVOID HeapInformation, SIZE_T HeapInformationLength)
{
    return win32_result(
        RtlSetHeapInformation(HeapHandle, HeapInformationClass, HeapInformation, HeapInformationLength));
}
