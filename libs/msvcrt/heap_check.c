/* SPDX-License-Identifier: MIT
 *
 * malloc.h's views of the heap: check it, walk it, give back what it can spare.
 */
#include <rtl/heap.h>
#include "msvcrt.h"

enum { HEAP_EMPTY = -1, HEAP_OK = -2, HEAP_BAD_NODE = -4, HEAP_END = -5 };

/* Windows' struct _heapinfo. */
struct crt_heapinfo {
    int *_pentry;
    size_t _size;
    int _useflag; /* 0 free, 1 used */
};

int CDECL msvcrt__heapchk(void)
{
    return RtlValidateHeap(heap_process(), 0, NULL) ? HEAP_OK : HEAP_BAD_NODE;
}

/* Free memory cannot be filled here: the heap is checked, which is the other half of what it does. */
int CDECL msvcrt__heapset(unsigned fill)
{
    return msvcrt__heapchk();
}

int CDECL msvcrt__heapmin(void)
{
    RtlCompactHeap(heap_process(), 0);
    return 0;
}

int CDECL msvcrt__heapadd(void *memory, size_t size)
{
    crt_set_errno(CRT_ENOSYS);
    return -1;
}

size_t CDECL msvcrt__heapused(size_t *used, size_t *committed)
{
    crt_set_errno(CRT_ENOSYS);
    return 0;
}

int CDECL msvcrt__heapwalk(struct crt_heapinfo *info)
{
    RTL_HEAP_WALK_ENTRY entry = {0};
    if (!info) {
        crt_invalid(EINVAL);
        return HEAP_BAD_NODE;
    }
    entry.DataAddress = info->_pentry;
    NTSTATUS status;
    while (NT_SUCCESS(status = RtlWalkHeap(heap_process(), &entry)))
        if (!(entry.Flags & RTL_HEAP_SEGMENT)) {
            info->_pentry = entry.DataAddress;
            info->_size = entry.DataSize;
            info->_useflag = (entry.Flags & RTL_HEAP_BUSY) != 0;
            return HEAP_OK;
        }
    return status == STATUS_NO_MORE_ENTRIES ? HEAP_END : HEAP_BAD_NODE;
}

intptr_t CDECL msvcrt__get_heap_handle(void)
{
    return (intptr_t)heap_process();
}

/* There is no small-block heap beside the process's: its threshold is 0. */
size_t CDECL msvcrt__get_sbh_threshold(void)
{
    return 0;
}

int CDECL msvcrt__set_sbh_threshold(size_t threshold)
{
    return threshold == 0;
}
