/* SPDX-License-Identifier: MIT
 *
 * memoryapi.h: reserving, committing, protecting and asking.
 */
#include "guest.h"

#define K64  ((SIZE_T)0x10000)
#define PAGE ((SIZE_T)0x1000)

static MEMORY_BASIC_INFORMATION query(const void *address)
{
    MEMORY_BASIC_INFORMATION info;
    memset(&info, 0, sizeof(info));
    CHECK_EQ(VirtualQuery(address, &info, sizeof(info)), sizeof(info));
    return info;
}

#define CHECK_REGION(address, base, size, state, protect)                                                    \
    do {                                                                                                     \
        MEMORY_BASIC_INFORMATION info_ = query(address);                                                     \
        CHECK_EQ(info_.BaseAddress, (ULONG_PTR)(address) & ~(PAGE - 1));                                     \
        CHECK_EQ(info_.AllocationBase, base);                                                                \
        CHECK_EQ(info_.RegionSize, size);                                                                    \
        CHECK_EQ(info_.State, state);                                                                        \
        CHECK_EQ(info_.Protect, protect);                                                                    \
    } while (0)

TEST(reserve_commit_decommit_release)
{
    char *base = VirtualAlloc(NULL, 3 * K64 + 1, MEM_RESERVE, PAGE_READWRITE);
    CHECK(base != NULL);
    CHECK_EQ((ULONG_PTR)base % K64, 0);
    CHECK_REGION(base, base, 3 * K64 + PAGE, MEM_RESERVE, 0);
    CHECK_EQ(query(base).AllocationProtect, PAGE_READWRITE);
    CHECK_EQ(query(base).Type, MEM_PRIVATE);
    CHECK_EQ(VirtualAlloc(base + PAGE + 5, PAGE, MEM_COMMIT, PAGE_READWRITE), base + PAGE);
    CHECK_REGION(base, base, PAGE, MEM_RESERVE, 0);
    CHECK_REGION(base + PAGE, base, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK_REGION(base + 3 * PAGE, base, 3 * K64 - 2 * PAGE, MEM_RESERVE, 0);
    base[PAGE] = 42;
    /* Committing what is committed keeps the contents. */
    CHECK_EQ(VirtualAlloc(base, K64, MEM_COMMIT, PAGE_READWRITE), base);
    CHECK_EQ(base[PAGE], 42);
    CHECK_EQ(base[0], 0);
    CHECK_REGION(base, base, K64, MEM_COMMIT, PAGE_READWRITE);
    CHECK_EQ(VirtualFree(base + PAGE, PAGE, MEM_DECOMMIT), TRUE);
    CHECK_REGION(base + PAGE, base, PAGE, MEM_RESERVE, 0);
    CHECK_EQ(VirtualAlloc(base + PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE), base + PAGE);
    CHECK_EQ(base[PAGE], 0);
    CHECK_EQ(VirtualFree(base, 0, MEM_DECOMMIT), TRUE);
    CHECK_REGION(base, base, 3 * K64 + PAGE, MEM_RESERVE, 0);
    CHECK_EQ(VirtualFree(base, 0, MEM_RELEASE), TRUE);
    CHECK_EQ(query(base).State, MEM_FREE);
    CHECK_EQ(query(base).Protect, PAGE_NOACCESS);
    CHECK_EQ(query(base).AllocationBase, NULL);
    CHECK_EQ(query(base).Type, 0);
}

TEST(commit_alone_reserves)
{
    char *base = VirtualAlloc(NULL, 100, MEM_COMMIT, PAGE_READONLY);
    CHECK(base != NULL);
    CHECK_REGION(base, base, PAGE, MEM_COMMIT, PAGE_READONLY);
    CHECK_EQ(base[50], 0);
    CHECK_EQ(VirtualFree(base, 0, MEM_RELEASE), TRUE);
}

TEST(addresses_are_honoured_or_refused)
{
    char *base = VirtualAlloc(NULL, 4 * K64, MEM_RESERVE, PAGE_NOACCESS);
    CHECK_EQ(VirtualFree(base, 0, MEM_RELEASE), TRUE);
    CHECK_EQ(VirtualAlloc(base + 100, K64, MEM_RESERVE, PAGE_READWRITE), base);
    CHECK_REGION(base, base, K64 + PAGE, MEM_RESERVE, 0);
    CHECK_FAILS(VirtualAlloc(base, K64, MEM_RESERVE, PAGE_READWRITE), NULL, ERROR_INVALID_ADDRESS);
    CHECK_FAILS(VirtualAlloc(base + K64, K64, MEM_RESERVE, PAGE_READWRITE), NULL, ERROR_INVALID_ADDRESS);
    CHECK_EQ(VirtualAlloc(base + 2 * K64, K64, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), base + 2 * K64);
    /* A commit does not cross allocations, nor holes. */
    CHECK_FAILS(VirtualAlloc(base + K64, K64 + PAGE, MEM_COMMIT, PAGE_READWRITE), NULL,
                ERROR_INVALID_ADDRESS);
    CHECK_FAILS(VirtualAlloc(base + 3 * K64, PAGE, MEM_COMMIT, PAGE_READWRITE), NULL, ERROR_INVALID_ADDRESS);
    CHECK_EQ(VirtualFree(base, 0, MEM_RELEASE), TRUE);
    CHECK_EQ(VirtualFree(base + 2 * K64, 0, MEM_RELEASE), TRUE);
}

TEST(wrong_arguments)
{
    char *base = VirtualAlloc(NULL, 2 * K64, MEM_RESERVE, PAGE_READWRITE);
    CHECK_FAILS(VirtualAlloc(NULL, 0, MEM_RESERVE, PAGE_READWRITE), NULL, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualAlloc(NULL, PAGE, 0, PAGE_READWRITE), NULL, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualAlloc(NULL, PAGE, MEM_RESERVE, 0), NULL, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualAlloc(NULL, PAGE, MEM_RESERVE, PAGE_READWRITE | PAGE_READONLY), NULL,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualAlloc(NULL, PAGE, MEM_RESERVE, PAGE_WRITECOPY), NULL, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualAlloc((void *)(ULONG_PTR)0x1000, PAGE, MEM_RESERVE, PAGE_READWRITE), NULL,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualAlloc(NULL, (SIZE_T)1 << (sizeof(void *) * 8 - 2), MEM_RESERVE, PAGE_READWRITE), NULL,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualFree(base, K64, MEM_RELEASE), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualFree(base, 0, MEM_RELEASE | MEM_DECOMMIT), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualFree(base, 0, 0), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualFree(base + K64, 0, MEM_RELEASE), FALSE, ERROR_INVALID_ADDRESS);
    CHECK_FAILS(VirtualFree(base, 2 * K64 + PAGE, MEM_DECOMMIT), FALSE, ERROR_INVALID_PARAMETER);
    DWORD old;
    CHECK_FAILS(VirtualProtect(base, PAGE, PAGE_READONLY, &old), FALSE, ERROR_INVALID_ADDRESS);
    CHECK_EQ(VirtualFree(base, 0, MEM_RELEASE), TRUE);
    CHECK_FAILS(VirtualFree(base, 0, MEM_RELEASE), FALSE, ERROR_INVALID_ADDRESS);
    CHECK_FAILS(VirtualProtect(base, PAGE, PAGE_READONLY, &old), FALSE, ERROR_INVALID_ADDRESS);
    MEMORY_BASIC_INFORMATION info;
    CHECK_FAILS(VirtualQuery(base, &info, sizeof(info) - 1), 0, ERROR_BAD_LENGTH);
    CHECK_FAILS(VirtualQuery((void *)~(ULONG_PTR)0xFFFF, &info, sizeof(info)), 0, ERROR_INVALID_PARAMETER);
}

TEST(protections_split_and_join_regions)
{
    char *base = VirtualAlloc(NULL, K64, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD old = 0;
    CHECK_EQ(VirtualProtect(base + 3 * PAGE + 1, 2, PAGE_READONLY, &old), TRUE);
    CHECK_EQ(old, PAGE_READWRITE);
    CHECK_REGION(base, base, 3 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK_REGION(base + 3 * PAGE, base, PAGE, MEM_COMMIT, PAGE_READONLY);
    CHECK_REGION(base + 4 * PAGE, base, K64 - 4 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK_EQ(query(base + 3 * PAGE).AllocationProtect, PAGE_READWRITE);
    CHECK_EQ(VirtualProtect(base + 3 * PAGE - 1, 2, PAGE_EXECUTE_READ, &old), TRUE); /* two pages */
    CHECK_EQ(old, PAGE_READWRITE);
    CHECK_REGION(base + 2 * PAGE, base, 2 * PAGE, MEM_COMMIT, PAGE_EXECUTE_READ);
    CHECK_EQ(VirtualProtect(base, K64, PAGE_READWRITE, &old), TRUE);
    CHECK_REGION(base, base, K64, MEM_COMMIT, PAGE_READWRITE);
    CHECK_FAILS(VirtualProtect(base, K64, PAGE_WRITECOPY, &old), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualProtect(base, K64, 0, &old), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualProtect(base, K64, PAGE_READWRITE, NULL), FALSE, ERROR_NOACCESS);
    CHECK_EQ(VirtualProtect(base, PAGE, PAGE_READWRITE | PAGE_GUARD, &old), TRUE);
    CHECK_EQ(query(base).Protect, PAGE_READWRITE | PAGE_GUARD);
    CHECK_EQ(VirtualProtect(base, PAGE, PAGE_EXECUTE_READWRITE, &old), TRUE);
    CHECK_EQ(old, PAGE_READWRITE | PAGE_GUARD);
    base[0] = (char)0xC3;
    ((void (*)(void))(ULONG_PTR)base)();
    CHECK_EQ(VirtualFree(base, 0, MEM_RELEASE), TRUE);
}

static volatile LONG guard_hits;
static volatile ULONG_PTR guard_kind, guard_address;

static LONG CALLBACK on_guard(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != STATUS_GUARD_PAGE_VIOLATION)
        return EXCEPTION_CONTINUE_SEARCH;
    guard_hits++;
    guard_kind = pointers->ExceptionRecord->ExceptionInformation[0];
    guard_address = pointers->ExceptionRecord->ExceptionInformation[1];
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(a_guard_page_fires_once)
{
    volatile char *base = VirtualAlloc(NULL, 4 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD);
    void *handler = AddVectoredExceptionHandler(1, on_guard);
    CHECK(handler != NULL);
    base[PAGE + 8] = 1;
    CHECK_EQ(guard_hits, 1);
    CHECK_EQ(guard_kind, 1);
    CHECK_EQ(guard_address, (ULONG_PTR)base + PAGE + 8);
    base[PAGE + 8] = 2;
    CHECK_EQ(guard_hits, 1);
    CHECK_EQ(query((void *)(base + PAGE)).Protect, PAGE_READWRITE);
    CHECK_EQ(query((void *)base).Protect, PAGE_READWRITE | PAGE_GUARD);
    CHECK_EQ(base[3 * PAGE], 0);
    CHECK_EQ(guard_hits, 2);
    CHECK_EQ(guard_kind, 0);
    RemoveVectoredExceptionHandler(handler);
    CHECK_EQ(VirtualFree((void *)base, 0, MEM_RELEASE), TRUE);
}

TEST(huge_reservations_cost_nothing)
{
#ifdef _WIN64
    SIZE_T size = (SIZE_T)1 << 40;
    char *base = VirtualAlloc(NULL, size, MEM_RESERVE, PAGE_READWRITE);
    CHECK(base != NULL);
    CHECK_REGION(base, base, size, MEM_RESERVE, 0);
    CHECK_EQ(VirtualAlloc(base + size - PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE), base + size - PAGE);
    base[size - 1] = 1;
    CHECK_REGION(base + size - PAGE, base, PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK_EQ(VirtualFree(base, 0, MEM_RELEASE), TRUE);
#endif
    char *low = VirtualAlloc(NULL, K64, MEM_RESERVE, PAGE_READWRITE);
    char *high = VirtualAlloc(NULL, K64, MEM_RESERVE | MEM_TOP_DOWN, PAGE_READWRITE);
    CHECK(high > low);
    CHECK_EQ(VirtualFree(low, 0, MEM_RELEASE), TRUE);
    CHECK_EQ(VirtualFree(high, 0, MEM_RELEASE), TRUE);
}

static int data_of_ours = 1;
static const char constant_of_ours[] = "constant";

TEST(a_walk_over_the_address_space_is_coherent)
{
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    void *heap = HeapAlloc(GetProcessHeap(), 0, 100);
    int stack, found = 0;
    unsigned regions = 0;
    const void *looked_for[] = {&data_of_ours,
                                constant_of_ours,
                                (void *)(ULONG_PTR)query,
                                heap,
                                &stack,
                                (void *)GetModuleHandleA("kernel32.dll"),
                                (void *)(ULONG_PTR)0x7FFE0000};
    char *at = NULL, *end = system.lpMaximumApplicationAddress;
    MEMORY_BASIC_INFORMATION info;
    while (at < end && VirtualQuery(at, &info, sizeof(info)) == sizeof(info)) {
        CHECK_EQ(info.BaseAddress, at);
        CHECK(info.RegionSize > 0 && info.RegionSize % PAGE == 0);
        CHECK(info.State == MEM_FREE || info.State == MEM_RESERVE || info.State == MEM_COMMIT);
        if (info.State != MEM_FREE) {
            CHECK(info.AllocationBase != NULL && (char *)info.AllocationBase <= at);
            CHECK(info.Type == MEM_PRIVATE || info.Type == MEM_MAPPED || info.Type == MEM_IMAGE);
        }
        for (unsigned i = 0; i < sizeof(looked_for) / sizeof(looked_for[0]); i++)
            if ((char *)looked_for[i] >= at && (ULONG_PTR)looked_for[i] < (ULONG_PTR)at + info.RegionSize) {
                found |= 1 << i;
                CHECK_EQ(info.State, MEM_COMMIT);
            }
        at += info.RegionSize;
        if (++regions > 20000)
            break;
    }
    CHECK_EQ(found, 0x7F);
    CHECK(at >= end);
    HeapFree(GetProcessHeap(), 0, heap);
}

TEST(images_show_their_sections)
{
    HMODULE self = GetModuleHandleA(NULL);
    MEMORY_BASIC_INFORMATION info = query((void *)(ULONG_PTR)query);
    CHECK_EQ(info.Type, MEM_IMAGE);
    CHECK_EQ(info.AllocationBase, self);
    CHECK_EQ(info.Protect, PAGE_EXECUTE_READ);
    CHECK_EQ(info.AllocationProtect, PAGE_EXECUTE_WRITECOPY);
    CHECK_EQ(query(constant_of_ours).Protect, PAGE_READONLY);
    data_of_ours++;
    CHECK_EQ(query(&data_of_ours).Protect, PAGE_READWRITE);
    CHECK_EQ(query(self).Protect, PAGE_READONLY);
    info = query((void *)(ULONG_PTR)GetProcAddress(GetModuleHandleA("kernel32.dll"), "VirtualQuery"));
    CHECK_EQ(info.Type, MEM_IMAGE);
    CHECK(info.Protect == PAGE_EXECUTE_READ);
}

TEST(memory_is_read_and_written_through_the_process)
{
    char *base = VirtualAlloc(NULL, K64, MEM_RESERVE, PAGE_READWRITE), buffer[32] = "hello";
    SIZE_T done = 77;
    VirtualAlloc(base, PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK_EQ(WriteProcessMemory(GetCurrentProcess(), base, "hello", 6, &done), TRUE);
    CHECK_EQ(done, 6);
    CHECK_EQ(ReadProcessMemory(GetCurrentProcess(), base, buffer, 6, &done), TRUE);
    CHECK_EQ(done, 6);
    CHECK_TEXT(buffer, "hello");
    CHECK_FAILS(ReadProcessMemory(GetCurrentProcess(), base + PAGE, buffer, 6, &done), FALSE,
                ERROR_PARTIAL_COPY);
    CHECK_EQ(done, 0);
    CHECK_FAILS(WriteProcessMemory(GetCurrentProcess(), base + PAGE, "x", 1, &done), FALSE, ERROR_NOACCESS);
    CHECK_EQ(IsBadReadPtr(base, PAGE), FALSE);
    CHECK_EQ(IsBadReadPtr(base, PAGE + 1), TRUE);
    CHECK_EQ(IsBadWritePtr((void *)constant_of_ours, 1), TRUE);
    CHECK_EQ(IsBadStringPtrA("text", 100), FALSE);
    CHECK_EQ(IsBadStringPtrA(NULL, 100), TRUE);
    CHECK_EQ(IsBadReadPtr(NULL, 0), FALSE);
    VirtualFree(base, 0, MEM_RELEASE);
}

/* KUSER_SHARED_DATA, as programs read it. */
TEST(the_shared_page_is_alive)
{
    volatile BYTE *shared = (volatile BYTE *)(ULONG_PTR)0x7FFE0000;
    CHECK_EQ(*(volatile ULONG *)(shared + 0x26C), 10);
    CHECK_EQ(*(volatile ULONG *)(shared + 0x270), 0);
    CHECK_WIDE((WCHAR *)(shared + 0x30) + 1, L":\\windows");
    CHECK_EQ(shared[0x274 + PF_XMMI64_INSTRUCTIONS_AVAILABLE], 1);
    ULONGLONG first = *(volatile ULONGLONG *)(shared + 8), second = first;
    for (unsigned i = 0; i < 1000 && second == first; i++) {
        Sleep(1);
        second = *(volatile ULONGLONG *)(shared + 8);
    }
    CHECK(second > first);
    ULONGLONG system = *(volatile ULONG *)(shared + 0x14) | (ULONGLONG) * (volatile ULONG *)(shared + 0x18)
                                                                << 32;
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    ULONGLONG real = now.dwLowDateTime | (ULONGLONG)now.dwHighDateTime << 32;
    CHECK(real - system < 50000000 || system - real < 50000000);
    ULONG ticks = (ULONG)((*(volatile ULONGLONG *)(shared + 0x320) * *(volatile ULONG *)(shared + 4)) >> 24);
    CHECK(GetTickCount() - ticks < 5000 || ticks - GetTickCount() < 5000);
    CHECK_EQ(query((void *)shared).Protect, PAGE_READONLY);
    CHECK_EQ(IsBadWritePtr((void *)shared, 1), TRUE);
}

typedef PVOID(WINAPI *virtual_alloc2)(HANDLE, PVOID, SIZE_T, ULONG, ULONG, MEM_EXTENDED_PARAMETER *, ULONG);
static virtual_alloc2 alloc2;

static char *alloc_within(ULONG_PTR low, ULONG_PTR last, SIZE_T alignment, ULONG type)
{
    MEM_ADDRESS_REQUIREMENTS where = {(PVOID)low, (PVOID)last, alignment};
    MEM_EXTENDED_PARAMETER parameter = {{.Type = MemExtendedParameterAddressRequirements}};
    parameter.Pointer = &where;
    return alloc2(NULL, NULL, 3 * K64, MEM_RESERVE | type, PAGE_READWRITE, &parameter, 1);
}

#define REFUSED(...) CHECK_FAILS(alloc_within(__VA_ARGS__), NULL, ERROR_INVALID_PARAMETER)

TEST(where_memory_may_lie)
{
    const SIZE_T mib = 0x100000;
    char *base;
    alloc2 = (virtual_alloc2)(void *)GetProcAddress(GetModuleHandleW(L"kernelbase.dll"), "VirtualAlloc2");
    CHECK(alloc2 != NULL);
    if (!alloc2)
        return;
    base = alloc2(GetCurrentProcess(), NULL, K64, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE, NULL, 0);
    CHECK(base != NULL);
    base[K64 - 1] = 1;
    CHECK_EQ(alloc2(NULL, base, K64, MEM_COMMIT, PAGE_READONLY, NULL, 0), base);
    CHECK_REGION(base, base, K64, MEM_COMMIT, PAGE_READONLY);
    CHECK(VirtualFree(base, 0, MEM_RELEASE));
    for (SIZE_T alignment = K64; alignment <= 1024 * mib; alignment *= 4) {
        base = alloc_within(0, 0, alignment, alignment & 0x5555555555555555 ? MEM_TOP_DOWN : 0);
        CHECK(base && (ULONG_PTR)base % alignment == 0);
        CHECK_REGION(base, base, 3 * K64, MEM_RESERVE, 0);
        CHECK(VirtualFree(base, 0, MEM_RELEASE));
    }
#ifdef _WIN64
    const ULONG_PTR low = 0x4540000000, last = 0x45400FFFFF; /* one mebibyte, far from everything */
    char *all[6];
    int count = 0;
    while (count < 6 && (all[count] = alloc_within(low, last, 0, MEM_COMMIT)))
        count++;
    CHECK_ERROR(ERROR_NOT_ENOUGH_MEMORY);
    CHECK_EQ(count, 5); /* and 64 KiB are left */
    for (int i = 0; i < count; i++) {
        CHECK((ULONG_PTR)all[i] >= low && (ULONG_PTR)all[i] + 3 * K64 - 1 <= last);
        all[i][3 * K64 - 1] = 1;
        CHECK(VirtualFree(all[i], 0, MEM_RELEASE));
    }
    base = alloc_within(low + K64, 0x454FFFFFFF, 4 * mib, 0);
    CHECK(base && (ULONG_PTR)base % (4 * mib) == 0 && (ULONG_PTR)base > low);
    CHECK(VirtualFree(base, 0, MEM_RELEASE));
    REFUSED(last + 1, low - 1, 0, 0);
#endif
    base = alloc_within(0, 0x7FFFFFFF, 0, 0); /* in the lower half of 4 GiB */
    CHECK(base && (ULONG_PTR)base < 0x7FFFFFFF);
    CHECK(VirtualFree(base, 0, MEM_RELEASE));
    REFUSED(K64 + PAGE, 0, 0, 0);
    REFUSED(0, 0x7FFFFFFE, 0, 0);
    REFUSED(0, 0, PAGE, 0);
    REFUSED(0, 0, 3 * K64, 0);

    MEM_ADDRESS_REQUIREMENTS none = {0}, some = {NULL, NULL, K64};
    MEM_EXTENDED_PARAMETER parameters[2] = {{{.Type = MemExtendedParameterAddressRequirements}}};
    parameters[0].Pointer = &none;
    parameters[1] = parameters[0];
    CHECK_FAILS(alloc2(NULL, NULL, K64, MEM_RESERVE, PAGE_READWRITE, parameters, 2), NULL,
                ERROR_INVALID_PARAMETER); /* twice */
    CHECK_FAILS(alloc2(NULL, NULL, K64, MEM_RESERVE, PAGE_READWRITE, NULL, 1), NULL, ERROR_INVALID_PARAMETER);
    base = alloc2(NULL, NULL, K64, MEM_RESERVE, PAGE_READWRITE, parameters, 1);
    CHECK(base != NULL);
    CHECK_EQ(alloc2(NULL, base, PAGE, MEM_COMMIT, PAGE_READWRITE, parameters, 1), base);
    parameters[0].Pointer = &some; /* an address and requirements */
    CHECK_FAILS(alloc2(NULL, base, PAGE, MEM_COMMIT, PAGE_READWRITE, parameters, 1), NULL,
                ERROR_INVALID_PARAMETER);
    parameters[0].Type = 77;
    CHECK_FAILS(alloc2(NULL, NULL, K64, MEM_RESERVE, PAGE_READWRITE, parameters, 1), NULL,
                ERROR_INVALID_PARAMETER);
    CHECK(VirtualFree(base, 0, MEM_RELEASE));
}

GUEST_MAIN(RUN(where_memory_may_lie); RUN(reserve_commit_decommit_release); RUN(commit_alone_reserves);
           RUN(addresses_are_honoured_or_refused); RUN(wrong_arguments);
           RUN(protections_split_and_join_regions); RUN(a_guard_page_fires_once);
           RUN(huge_reservations_cost_nothing); RUN(a_walk_over_the_address_space_is_coherent);
           RUN(images_show_their_sections); RUN(memory_is_read_and_written_through_the_process);
           RUN(the_shared_page_is_alive);)
