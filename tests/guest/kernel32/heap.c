/* SPDX-License-Identifier: MIT
 *
 * heapapi.h: what a program may rely on of its heaps.
 */
#include "guest.h"

static int all(const void *memory, int value, SIZE_T size)
{
    for (const unsigned char *at = memory; size--; at++)
        if (*at != value)
            return 0;
    return 1;
}

TEST(blocks_have_exact_sizes_and_are_aligned)
{
    HANDLE heap = GetProcessHeap();
    static const SIZE_T sizes[] = {0, 1, 7, 8, 15, 16, 17, 64, 1000, 4096, 70000, 1000000, 20000000};
    for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        void *block = HeapAlloc(heap, HEAP_ZERO_MEMORY, sizes[i]);
        CHECK(block != NULL);
        CHECK_EQ((ULONG_PTR)block % (2 * sizeof(void *)), 0);
        CHECK_EQ(HeapSize(heap, 0, block), sizes[i]);
        CHECK(all(block, 0, sizes[i]));
        CHECK_EQ(HeapValidate(heap, 0, block), TRUE);
        CHECK_EQ(HeapFree(heap, 0, block), TRUE);
    }
    CHECK_EQ(HeapFree(heap, 0, NULL), TRUE);
}

TEST(growing_keeps_the_contents_and_clears_the_rest)
{
    HANDLE heap = GetProcessHeap();
    SIZE_T size = 10;
    unsigned char *block = HeapAlloc(heap, 0, size);
    for (unsigned i = 0; i < size; i++)
        block[i] = (unsigned char)(i + 1);
    for (; size < 3000000; size *= 3) {
        block = HeapReAlloc(heap, HEAP_ZERO_MEMORY, block, size * 3);
        CHECK(block != NULL);
        CHECK_EQ(HeapSize(heap, 0, block), size * 3);
        CHECK(all(block + 10, 0, size * 3 - 10));
    }
    for (; size > 10; size /= 3) {
        block = HeapReAlloc(heap, 0, block, size);
        CHECK_EQ(HeapSize(heap, 0, block), size);
    }
    for (unsigned i = 0; i < 10; i++)
        CHECK_EQ(block[i], i + 1);
    HeapFree(heap, 0, block);
}

TEST(in_place_only_never_moves)
{
    HANDLE heap = GetProcessHeap();
    void *block = HeapAlloc(heap, 0, 1000);
    CHECK_EQ(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 500), block);
    CHECK_EQ(HeapSize(heap, 0, block), 500);
    CHECK_FAILS(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 100 << 20), NULL,
                ERROR_NOT_ENOUGH_MEMORY);
    CHECK_EQ(HeapSize(heap, 0, block), 500);
    HeapFree(heap, 0, block);
}

TEST(too_much_fails)
{
    CHECK_FAILS(HeapAlloc(GetProcessHeap(), 0, (SIZE_T)-1), NULL, ERROR_NOT_ENOUGH_MEMORY);
    CHECK_FAILS(HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, (SIZE_T)-1 / 2), NULL, ERROR_NOT_ENOUGH_MEMORY);
}

TEST(private_heaps)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    CHECK(heap != NULL);
    CHECK(heap != GetProcessHeap());
    HANDLE heaps[64];
    DWORD count = GetProcessHeaps(64, heaps), found = 0;
    for (DWORD i = 0; i < count; i++)
        found += heaps[i] == heap || heaps[i] == GetProcessHeap();
    CHECK_EQ(found, 2);
    void *blocks[300];
    for (unsigned i = 0; i < 300; i++) {
        blocks[i] = HeapAlloc(heap, HEAP_ZERO_MEMORY, i * 37);
        CHECK(blocks[i] != NULL);
        CHECK_EQ((ULONG_PTR)blocks[i] % (2 * sizeof(void *)), 0);
    }
    for (unsigned i = 0; i < 300; i += 2)
        CHECK_EQ(HeapFree(heap, 0, blocks[i]), TRUE);
    CHECK_EQ(HeapValidate(heap, 0, NULL), TRUE);
    CHECK_EQ(HeapLock(heap), TRUE);
    PROCESS_HEAP_ENTRY entry;
    entry.lpData = NULL;
    unsigned busy = 0, known = 0;
    while (HeapWalk(heap, &entry)) {
        if (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY)
            busy++;
        for (unsigned i = 1; i < 300; i += 2)
            if (entry.lpData == blocks[i] && entry.cbData == i * 37)
                known++;
    }
    CHECK_ERROR(ERROR_NO_MORE_ITEMS);
    CHECK(busy >= 150);
    CHECK_EQ(known, 150);
    void *inside = HeapAlloc(heap, 0, 10); /* the owner of the lock may go on */
    CHECK(inside != NULL);
    CHECK_EQ(HeapUnlock(heap), TRUE);
    CHECK_EQ(HeapDestroy(heap), TRUE);
    count = GetProcessHeaps(64, heaps);
    for (DWORD i = 0; i < count; i++)
        CHECK(heaps[i] != heap);
}

TEST(a_heap_with_a_maximum_stays_below_it)
{
    HANDLE heap = HeapCreate(0, 0x1000, 0x40000);
    CHECK(heap != NULL);
    CHECK_FAILS(HeapAlloc(heap, 0, 0x40001), NULL, ERROR_NOT_ENOUGH_MEMORY);
    SIZE_T total = 0;
    void *last = NULL, *block;
    while ((block = HeapAlloc(heap, 0, 0x1000)) != NULL && total < 0x100000) {
        last = block;
        total += 0x1000;
    }
    CHECK(total > 0x20000);
    CHECK(total <= 0x40000);
    CHECK_EQ(HeapFree(heap, 0, last), TRUE);
    CHECK(HeapAlloc(heap, 0, 0x800) != NULL);
    CHECK_EQ(HeapDestroy(heap), TRUE);
    heap = HeapCreate(0, 0, 64 << 20);
    CHECK_FAILS(HeapAlloc(heap, 0, 2 << 20), NULL, ERROR_NOT_ENOUGH_MEMORY); /* whatever the maximum is */
    HeapDestroy(heap);
}

TEST(an_executable_heap)
{
    HANDLE heap = HeapCreate(HEAP_CREATE_ENABLE_EXECUTE, 0, 0);
    unsigned char *code = HeapAlloc(heap, 0, 16);
    CHECK(code != NULL);
    code[0] = 0xB8; /* mov eax, 42; ret */
    code[1] = 42;
    code[2] = code[3] = code[4] = 0;
    code[5] = 0xC3;
    CHECK_EQ(((int (*)(void))(ULONG_PTR)code)(), 42);
    code = HeapReAlloc(heap, 0, code, 10000);
    CHECK_EQ(((int (*)(void))(ULONG_PTR)code)(), 42);
    CHECK_EQ(HeapFree(heap, 0, code), TRUE);
    CHECK_EQ(HeapDestroy(heap), TRUE);
}

TEST(settings)
{
    ULONG kind = 77;
    SIZE_T length = 0;
    CHECK_EQ(
        HeapQueryInformation(GetProcessHeap(), HeapCompatibilityInformation, &kind, sizeof(kind), &length),
        TRUE);
    CHECK_EQ(kind, 2);
    CHECK_EQ(length, sizeof(kind));
    CHECK_FAILS(HeapQueryInformation(GetProcessHeap(), HeapCompatibilityInformation, &kind, 1, &length),
                FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(length, sizeof(kind));
    CHECK_EQ(HeapSetInformation(GetProcessHeap(), HeapCompatibilityInformation, &kind, sizeof(kind)), TRUE);
}

GUEST_MAIN(RUN(blocks_have_exact_sizes_and_are_aligned); RUN(growing_keeps_the_contents_and_clears_the_rest);
           RUN(in_place_only_never_moves); RUN(too_much_fails); RUN(private_heaps);
           RUN(a_heap_with_a_maximum_stays_below_it); RUN(an_executable_heap); RUN(settings);)
