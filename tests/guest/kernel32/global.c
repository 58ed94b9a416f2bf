/* SPDX-License-Identifier: MIT
 *
 * winbase.h: Global* and Local* memory, fixed and movable.
 */
#include "guest.h"

TEST(fixed_memory_is_its_own_handle)
{
    unsigned char *memory = GlobalAlloc(GPTR, 100);
    CHECK(memory != NULL);
    CHECK_EQ(memory[99], 0);
    CHECK_EQ(GlobalSize(memory), 100);
    CHECK_EQ(GlobalFlags(memory), 0);
    CHECK_EQ(GlobalLock(memory), memory);
    CHECK_EQ(GlobalUnlock(memory), TRUE);
    CHECK_EQ(GlobalHandle(memory), memory);
    CHECK_EQ(GlobalFree(memory), NULL);
    CHECK_EQ(GlobalFree(NULL), NULL);
    CHECK_EQ(LocalFree(NULL), NULL);
}

TEST(movable_memory_counts_its_locks)
{
    HGLOBAL handle = GlobalAlloc(GMEM_MOVEABLE | GMEM_ZEROINIT, 64);
    CHECK(handle != NULL);
    CHECK_EQ(GlobalFlags(handle), 0);
    unsigned char *memory = GlobalLock(handle);
    CHECK(memory != NULL);
    CHECK((void *)memory != handle);
    CHECK_EQ(memory[63], 0);
    CHECK_EQ(GlobalHandle(memory), handle);
    CHECK_EQ(GlobalLock(handle), memory);
    CHECK_EQ(GlobalFlags(handle) & GMEM_LOCKCOUNT, 2);
    CHECK_EQ(GlobalUnlock(handle), TRUE);
    CHECK_FAILS(GlobalUnlock(handle), FALSE, NO_ERROR);
    CHECK_FAILS(GlobalUnlock(handle), FALSE, ERROR_NOT_LOCKED);
    memory = GlobalLock(handle);
    memory[0] = 42;
    GlobalUnlock(handle);
    CHECK_EQ(GlobalReAlloc(handle, 100000, GMEM_MOVEABLE | GMEM_ZEROINIT), handle);
    CHECK_EQ(GlobalSize(handle), 100000);
    memory = GlobalLock(handle);
    CHECK_EQ(memory[0], 42);
    CHECK_EQ(memory[99999], 0);
    GlobalUnlock(handle);
    CHECK_EQ(GlobalFree(handle), NULL);
}

TEST(movable_memory_can_be_discarded)
{
    HLOCAL handle = LocalAlloc(LMEM_MOVEABLE | LMEM_DISCARDABLE, 64);
    CHECK(handle != NULL);
    CHECK(LocalFlags(handle) & LMEM_DISCARDABLE);
    CHECK_EQ(LocalReAlloc(handle, 0, LMEM_MOVEABLE), handle);
    CHECK(LocalFlags(handle) & LMEM_DISCARDED);
    CHECK_EQ(LocalSize(handle), 0);
    CHECK_FAILS(LocalLock(handle), NULL, ERROR_DISCARDED);
    CHECK_EQ(LocalReAlloc(handle, 10, LMEM_MOVEABLE), handle);
    CHECK(LocalLock(handle) != NULL);
    CHECK_FAILS(LocalUnlock(handle), FALSE, NO_ERROR);
    CHECK_EQ(LocalFree(handle), NULL);
}

TEST(bad_handles_are_refused)
{
    HLOCAL fixed = LocalAlloc(LPTR, 8);
    CHECK_FAILS(LocalUnlock(fixed), FALSE, ERROR_NOT_LOCKED);
    CHECK_EQ(LocalFree(fixed), NULL);
    CHECK_FAILS(GlobalSize((HGLOBAL)(ULONG_PTR)0x1238), 0, ERROR_INVALID_HANDLE);
    CHECK_FAILS(GlobalLock((HGLOBAL)(ULONG_PTR)0x1238), NULL, ERROR_INVALID_HANDLE);
    CHECK_FAILS(GlobalFlags((HGLOBAL)(ULONG_PTR)0x1238), GMEM_INVALID_HANDLE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(GlobalFree((HGLOBAL)(ULONG_PTR)0x1238), (ULONG_PTR)0x1238, ERROR_INVALID_HANDLE);
    CHECK_FAILS(LocalAlloc(LMEM_FIXED, (SIZE_T)-1), NULL, ERROR_NOT_ENOUGH_MEMORY);
    CHECK_FAILS(GlobalAlloc(GMEM_MOVEABLE, (SIZE_T)-1), NULL, ERROR_NOT_ENOUGH_MEMORY);
}

GUEST_MAIN(RUN(fixed_memory_is_its_own_handle); RUN(movable_memory_counts_its_locks);
           RUN(movable_memory_can_be_discarded); RUN(bad_handles_are_refused);)
