/* SPDX-License-Identifier: MIT
 *
 * Shared by the files virtual*.c.
 */
#ifndef DECANT_KERNEL_MM_VIRTUAL_INTERNAL_H
#define DECANT_KERNEL_MM_VIRTUAL_INTERNAL_H

#include <pthread.h>
#include "region.h"
#include "virtual.h"

enum allocation_kind {
    ALLOCATION_PRIVATE,
    ALLOCATION_VIEW,
    ALLOCATION_IMAGE,
    ALLOCATION_STACK,
    ALLOCATION_SHARED_DATA
};

/* One reservation, view, image or stack; the areas of the map point to it. */
struct allocation {
    uintptr_t start, end;
    enum allocation_kind kind;
    ULONG protect;        /* AllocationProtect */
    struct object *owner; /* of a view */
    uint64_t offset;      /* of a view, in its section */
    bool shared, writable;
};

extern struct region_map virtual_map;
/* Held across the change of the map and of the host's mapping, so that the two agree; never while guest
 * memory is touched: the handler of a fault takes it. */
extern pthread_mutex_t virtual_lock;

#define GRANULARITY        ((uintptr_t)ALLOCATION_GRANULARITY)
#define PAGE_DOWN(address) ((uintptr_t)(address) & ~(uintptr_t)(PAGE_SIZE - 1))
#define PAGE_UP(address)   (((uintptr_t)(address) + PAGE_SIZE - 1) & ~(uintptr_t)(PAGE_SIZE - 1))
#define SHARED_DATA        0x7FFE0000u

/* Whether areas of one allocation cover [start, end), all of them committed if asked. */
NTSTATUS virtual_check_range_locked(uintptr_t start, uintptr_t end, bool committed, struct allocation **out);
bool virtual_overlaps_locked(uintptr_t start, uintptr_t end);
/* Where there may be a free place; 0: it does not matter. */
struct virtual_room {
    uintptr_t low, high;
    uintptr_t alignment;
    bool top_down;
};
/* Maps anonymous memory at `wanted`, or, where that is 0, at a free place. */
NTSTATUS virtual_place_locked(uintptr_t wanted, uintptr_t size, unsigned protection,
                              const struct virtual_room *room, uintptr_t *out);
uintptr_t virtual_highest_for(ULONG_PTR zero_bits);
/* NtAllocateVirtualMemory but for the bits of the address. */
NTSTATUS virtual_allocate(HANDLE process, PVOID *base, PSIZE_T size, ULONG type, ULONG protect,
                          struct virtual_room room);
/* Enters what is mapped; NULL: no memory. */
struct allocation *virtual_enter_locked(uintptr_t start, uintptr_t end, enum allocation_kind kind,
                                        ULONG allocation_protect, ULONG protect);
ULONG virtual_type(const struct allocation *allocation);

/* Maps KUSER_SHARED_DATA and starts its clock; from the fault handler. */
bool shared_data_start(void);

#endif
