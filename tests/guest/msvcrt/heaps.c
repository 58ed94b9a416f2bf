/* SPDX-License-Identifier: MIT
 *
 * malloc.h beyond malloc: aligned and counted blocks, growing in place, and what is told of the heap.
 */
#include "crt_dll.h"
#include <malloc.h>
#include <stdlib.h>

#define ALIGNED_MALLOC  CRT(void *, _aligned_offset_malloc, size_t, size_t, size_t)
#define ALIGNED_REALLOC CRT(void *, _aligned_offset_realloc, void *, size_t, size_t, size_t)
#define ALIGNED_SIZE    CRT(size_t, _aligned_msize, void *, size_t, size_t)
#define RECALLOC        CRT(void *, _recalloc, void *, size_t, size_t)

static int holds(const unsigned char *memory, size_t from, size_t to, int value)
{
    for (size_t i = from; i < to; i++)
        if (memory[i] != value)
            return 0;
    return 1;
}

TEST(aligned_blocks)
{
    for (size_t alignment = 1; alignment <= 4096; alignment *= 2)
        for (size_t offset = 0; offset < 40; offset += 13) {
            unsigned char *memory = ALIGNED_MALLOC(100, alignment, offset);
            CHECK(memory != NULL && (((uintptr_t)memory + offset) & (alignment - 1)) == 0);
            CHECK(ALIGNED_SIZE(memory, alignment, offset) >= 100);
            memset(memory, 0x5A, 100);
            unsigned char *grown = ALIGNED_REALLOC(memory, 5000, alignment, offset);
            CHECK(grown != NULL && (((uintptr_t)grown + offset) & (alignment - 1)) == 0);
            CHECK(holds(grown, 0, 100, 0x5A));
            CHECK(ALIGNED_REALLOC(grown, 0, alignment, offset) == NULL); /* frees */
        }
    errno = 0;
    CHECK(ALIGNED_MALLOC(100, 3, 0) == NULL && errno == EINVAL);
    errno = 0;
    CHECK(ALIGNED_MALLOC(100, 16, 100) == NULL && errno == EINVAL); /* the offset is not inside */
    errno = 0;
    CHECK(_aligned_malloc(SIZE_MAX - 8, 16) == NULL && errno == ENOMEM);
}

TEST(counted_blocks)
{
    unsigned char *memory = RECALLOC(NULL, 10, 10);
    CHECK(memory != NULL && holds(memory, 0, 100, 0));
    memset(memory, 7, 100);
    memory = RECALLOC(memory, 30, 10);
    CHECK(memory != NULL && holds(memory, 0, 100, 7) && holds(memory, 100, 300, 0));
    errno = 0;
    CHECK(RECALLOC(memory, SIZE_MAX / 2, 4) == NULL && errno == ENOMEM);
    CHECK(holds(memory, 0, 100, 7)); /* still there */
    free(memory);
}

TEST(in_place)
{
    char *memory = malloc(1000);
    CHECK(CRT(void *, _expand, void *, size_t)(memory, 500) == memory);
    CHECK(_msize(memory) >= 500);
    void *grown = CRT(void *, _expand, void *, size_t)(memory, 1 << 24);
    CHECK(grown == NULL || grown == memory);
    errno = 0;
    CHECK(CRT(void *, _expand, void *, size_t)(NULL, 10) == NULL);
    free(memory);
}

TEST(the_heap_itself)
{
    HANDLE heap = (HANDLE)CRT(intptr_t, _get_heap_handle, void)();
    void *memory = malloc(123);
    CHECK(heap != NULL && HeapValidate(heap, 0, memory));
    CHECK_EQ(HeapSize(heap, 0, memory), 123);
    free(memory);
    CHECK_EQ(_heapchk(), _HEAPOK);
    CHECK(_heapmin() == 0);
    CHECK_EQ(CRT(int, _callnewh, size_t)(10), 0); /* no handler */
    CHECK_EQ(CRT(int, _query_new_mode, void)(), 0);
    _HEAPINFO walk = {0};
    int status;
    while ((status = _heapwalk(&walk)) == _HEAPOK)
        CHECK(walk._useflag == _USEDENTRY || walk._useflag == _FREEENTRY);
    CHECK_EQ(status, _HEAPEND);
}

GUEST_MAIN(crt_setup(); RUN(aligned_blocks); RUN(counted_blocks); RUN(in_place); RUN(the_heap_itself);)
