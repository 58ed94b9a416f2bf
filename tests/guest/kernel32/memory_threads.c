/* SPDX-License-Identifier: MIT
 *
 * Heaps and virtual memory under several threads, and exceptions instead of NULL.
 */
#include "guest.h"

#define THREADS 4

static HANDLE shared_heap;
static volatile LONG errors;

static DWORD WINAPI work_on_heaps(void *argument)
{
    unsigned seed = (unsigned)(ULONG_PTR)argument;
    unsigned char *blocks[64];
    SIZE_T sizes[64];
    memset(blocks, 0, sizeof(blocks));
    for (int round = 0; round < 20000; round++) {
        seed = seed * 1664525 + 1013904223;
        unsigned slot = seed >> 8 & 63;
        HANDLE heap = slot & 1 ? shared_heap : GetProcessHeap();
        if (blocks[slot]) {
            if (blocks[slot][0] != slot || blocks[slot][sizes[slot] - 1] != slot ||
                HeapSize(heap, 0, blocks[slot]) != sizes[slot])
                InterlockedIncrement(&errors);
            if (seed >> 20 & 1) {
                SIZE_T size = 1 + (seed >> 12 & 2047);
                blocks[slot] = HeapReAlloc(heap, 0, blocks[slot], size);
                sizes[slot] = size;
                blocks[slot][0] = blocks[slot][size - 1] = (unsigned char)slot;
            } else {
                if (!HeapFree(heap, 0, blocks[slot]))
                    InterlockedIncrement(&errors);
                blocks[slot] = NULL;
            }
        } else {
            sizes[slot] = 1 + (seed >> 14 & 1023);
            blocks[slot] = HeapAlloc(heap, 0, sizes[slot]);
            blocks[slot][0] = blocks[slot][sizes[slot] - 1] = (unsigned char)slot;
        }
    }
    for (unsigned slot = 0; slot < 64; slot++)
        if (blocks[slot])
            HeapFree(slot & 1 ? shared_heap : GetProcessHeap(), 0, blocks[slot]);
    return 0;
}

static DWORD WINAPI work_on_pages(void *argument)
{
    unsigned seed = (unsigned)(ULONG_PTR)argument;
    for (int round = 0; round < 2000; round++) {
        seed = seed * 1664525 + 1013904223;
        SIZE_T size = 0x10000 * (1 + (seed >> 20 & 7));
        unsigned char *base = VirtualAlloc(NULL, size, MEM_RESERVE, PAGE_READWRITE);
        MEMORY_BASIC_INFORMATION info;
        DWORD old;
        if (!base || VirtualAlloc(base + 0x3000, 0x2000, MEM_COMMIT, PAGE_READWRITE) != base + 0x3000) {
            InterlockedIncrement(&errors);
            continue;
        }
        base[0x3000] = base[0x4FFF] = 1;
        if (!VirtualProtect(base + 0x4000, 0x1000, PAGE_READONLY, &old) || old != PAGE_READWRITE ||
            !VirtualQuery(base + 0x3000, &info, sizeof(info)) || info.RegionSize != 0x1000 ||
            info.AllocationBase != base)
            InterlockedIncrement(&errors);
        if (!VirtualFree(base, 0, MEM_RELEASE))
            InterlockedIncrement(&errors);
    }
    return 0;
}

static void run_threads(LPTHREAD_START_ROUTINE work)
{
    HANDLE threads[THREADS];
    errors = 0;
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, work, (void *)(ULONG_PTR)(i + 1), 0, NULL);
    CHECK_EQ(WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE), WAIT_OBJECT_0);
    for (int i = 0; i < THREADS; i++)
        CloseHandle(threads[i]);
    CHECK_EQ(errors, 0);
}

TEST(heaps_are_for_threads)
{
    shared_heap = HeapCreate(0, 0, 0);
    run_threads(work_on_heaps);
    CHECK_EQ(HeapValidate(shared_heap, 0, NULL), TRUE);
    CHECK_EQ(HeapDestroy(shared_heap), TRUE);
}

TEST(pages_are_for_threads)
{
    run_threads(work_on_pages);
}

static volatile LONG locked_out;

static DWORD WINAPI allocate_once(void *argument)
{
    HeapFree(argument, 0, HeapAlloc(argument, 0, 100));
    locked_out = 1;
    return 0;
}

TEST(a_locked_heap_makes_others_wait)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    locked_out = 0;
    CHECK_EQ(HeapLock(heap), TRUE);
    CHECK_EQ(HeapLock(heap), TRUE);
    HANDLE thread = CreateThread(NULL, 0, allocate_once, heap, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, 100), WAIT_TIMEOUT);
    CHECK_EQ(locked_out, 0);
    CHECK_EQ(HeapUnlock(heap), TRUE);
    CHECK_EQ(HeapUnlock(heap), TRUE);
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK_EQ(locked_out, 1);
    CloseHandle(thread);
    HeapDestroy(heap);
}

static void *jump[5];
static volatile DWORD raised;

static LONG CALLBACK catch_it(EXCEPTION_POINTERS *pointers)
{
    raised = pointers->ExceptionRecord->ExceptionCode;
    __builtin_longjmp(jump, 1);
}

TEST(exceptions_instead_of_null)
{
    HANDLE heap = HeapCreate(HEAP_GENERATE_EXCEPTIONS, 0x1000, 0x10000);
    void *handler = AddVectoredExceptionHandler(1, catch_it);
    raised = 0;
    if (!__builtin_setjmp(jump)) {
        HeapAlloc(heap, 0, 0x20000);
        CHECK(!"reached");
    }
    CHECK_EQ(raised, STATUS_NO_MEMORY);
    RemoveVectoredExceptionHandler(handler);
    HeapDestroy(heap);
}

GUEST_MAIN(RUN(heaps_are_for_threads); RUN(pages_are_for_threads); RUN(a_locked_heap_makes_others_wait);
           RUN(exceptions_instead_of_null);)
