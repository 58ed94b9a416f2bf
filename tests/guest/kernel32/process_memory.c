/* SPDX-License-Identifier: MIT
 *
 * Memory by process handle, locked and discarded pages, the remains of 16-bit Windows' memory functions,
 * probes of pointers.
 */
#include "guest.h"
#include <psapi.h>

TEST(memory_by_handle)
{
    HANDLE self = GetCurrentProcess();
    MEMORY_BASIC_INFORMATION info;
    DWORD old = 0;
    char *page = VirtualAllocEx(self, NULL, 0x2000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    CHECK(page != NULL);
    page[0] = 'x';
    CHECK(VirtualProtectEx(self, page, 0x1000, PAGE_READONLY, &old));
    CHECK_EQ(old, PAGE_READWRITE);
    CHECK_EQ(VirtualQueryEx(self, page, &info, sizeof(info)), sizeof(info));
    CHECK(info.Protect == PAGE_READONLY && info.RegionSize == 0x1000 && info.AllocationBase == page);
    CHECK_FAILS(VirtualQueryEx(self, page, &info, 4), 0, ERROR_BAD_LENGTH);
    CHECK_FAILS(VirtualFreeEx(self, page, 0x1000, MEM_RELEASE), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(VirtualFreeEx(self, page, 0, MEM_RELEASE));
    CHECK_EQ(VirtualQueryEx(self, page, &info, sizeof(info)), sizeof(info));
    CHECK_EQ(info.State, MEM_FREE);
    page = VirtualAllocExNuma(self, NULL, 0x1000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE, 0);
    CHECK(page && !page[0]);
    CHECK(VirtualFree(page, 0, MEM_RELEASE));
    CHECK_FAILS((UINT_PTR)VirtualAllocEx(NULL, NULL, 0x1000, MEM_COMMIT, PAGE_READWRITE), 0,
                ERROR_INVALID_HANDLE);
    CHECK_FAILS((UINT_PTR)VirtualAllocEx(self, NULL, 0, MEM_COMMIT, PAGE_READWRITE), 0,
                ERROR_INVALID_PARAMETER);
}

TEST(pages)
{
    char *page = VirtualAlloc(NULL, 0x4000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    CHECK(VirtualLock(page, 0x1000));
    page[0] = 'a';
    CHECK(VirtualUnlock(page, 0x1000));
    CHECK_EQ(DiscardVirtualMemory(page, 0x1000), ERROR_SUCCESS);
    page[0] = 'b';
    CHECK_EQ(page[0], 'b');
    CHECK_EQ(DiscardVirtualMemory(page + 1, 0x1000), ERROR_INVALID_PARAMETER);
    CHECK_EQ(OfferVirtualMemory(page, 0x1000, VmOfferPriorityLow), ERROR_SUCCESS);
    DWORD state = ReclaimVirtualMemory(page, 0x1000);
    CHECK(state == ERROR_SUCCESS || state == ERROR_BUSY);
    page[0] = 'c';
    CHECK_EQ(page[0], 'c');
    CHECK_EQ(OfferVirtualMemory(page, 0x1000, (OFFER_PRIORITY)9), ERROR_INVALID_PARAMETER);
    CHECK(VirtualFree(page, 0, MEM_RELEASE));
    CHECK_EQ(VirtualLock(page, 0x1000), FALSE);
    SIZE_T large = GetLargePageMinimum();
    CHECK(!large || (large >= 0x10000 && !(large & (large - 1))));
    CHECK(FlushInstructionCache(GetCurrentProcess(), NULL, 0));
    CHECK_FAILS(FlushInstructionCache((HANDLE)0x123454, NULL, 0), FALSE, ERROR_INVALID_HANDLE);
}

TEST(pointers_are_probed)
{
    char *page = VirtualAlloc(NULL, 0x2000, MEM_RESERVE, PAGE_READWRITE);
    CHECK(VirtualAlloc(page, 0x1000, MEM_COMMIT, PAGE_READWRITE) == page);
    WCHAR *end = (WCHAR *)(page + 0x1000) - 2;
    CHECK(!IsBadHugeReadPtr(page, 0x1000) && IsBadHugeReadPtr(page, 0x1001));
    CHECK(!IsBadHugeWritePtr(page, 0x1000) && IsBadHugeWritePtr(page + 0xFFF, 2));
    CHECK(!IsBadCodePtr((FARPROC)page) && IsBadCodePtr(NULL));
    end[0] = 'a';
    CHECK(!IsBadStringPtrW(end, 100)); /* it ends in time */
    end[1] = 'b';
    CHECK(IsBadStringPtrW(end, 100));
    CHECK(!IsBadStringPtrW(end, 2));
    CHECK(VirtualFree(page, 0, MEM_RELEASE));
}

TEST(remains)
{
    HGLOBAL global = GlobalAlloc(GMEM_MOVEABLE, 16);
    HLOCAL local = LocalAlloc(LMEM_MOVEABLE, 16);
    PVOID memory = GlobalWire(global);
    CHECK(memory != NULL);
    CHECK_EQ(GlobalFlags(global) & GMEM_LOCKCOUNT, 1);
    GlobalUnWire(global);
    CHECK_EQ(GlobalFlags(global) & GMEM_LOCKCOUNT, 0);
    GlobalFix(global);
    CHECK_EQ(GlobalFlags(global) & GMEM_LOCKCOUNT, 1);
    GlobalUnfix(global);
    CHECK_EQ(GlobalFlags(global) & GMEM_LOCKCOUNT, 0);
    memory = LocalLock(local);
    CHECK_EQ(LocalHandle(memory), local);
    LocalUnlock(local);
    CHECK(!GlobalFree(global) && !LocalFree(local));
    HANDLE heap = HeapCreate(0, 0, 0);
    CHECK(HeapCompact(heap, 0) > 0);
    CHECK(HeapDestroy(heap));
}

TEST(figures_of_the_machine)
{
    PERFORMANCE_INFORMATION info = {0};
    MEMORYSTATUSEX memory = {.dwLength = sizeof(memory)};
    CHECK(K32GetPerformanceInfo(&info, sizeof(info)));
    CHECK(GlobalMemoryStatusEx(&memory));
    CHECK_EQ(info.cb, sizeof(info));
    CHECK_EQ(info.PageSize, 0x1000);
    CHECK_EQ(info.PhysicalTotal, memory.ullTotalPhys / 0x1000);
    CHECK(info.PhysicalAvailable < info.PhysicalTotal && info.CommitTotal <= info.CommitLimit);
    CHECK(info.ProcessCount >= 1 && info.ThreadCount >= info.ProcessCount && info.HandleCount > 0);
    CHECK_FAILS(K32GetPerformanceInfo(&info, sizeof(info) - 1), FALSE, ERROR_BAD_LENGTH);
}

TEST(figures_of_the_process)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof(counters)};
    DWORD handles = 0, more = 0;
    CHECK(K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters)));
    CHECK(counters.cb == sizeof(counters) && counters.WorkingSetSize);
    CHECK(counters.PeakWorkingSetSize >= counters.WorkingSetSize);
    CHECK_FAILS(K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, 8), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &handles));
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &more));
    CHECK_EQ(more, handles + 1);
    CHECK(CloseHandle(event));
    CHECK(SetProcessPriorityBoost(GetCurrentProcess(), TRUE));
    CHECK(SetProcessPriorityBoost(GetCurrentProcess(), FALSE));
    CHECK_FAILS(SetProcessPriorityBoost((HANDLE)0x123454, FALSE), FALSE, ERROR_INVALID_HANDLE);
}

GUEST_MAIN(RUN(memory_by_handle); RUN(pages); RUN(pointers_are_probed); RUN(remains);
           RUN(figures_of_the_machine); RUN(figures_of_the_process);)
