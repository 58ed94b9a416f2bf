/* SPDX-License-Identifier: MIT
 *
 * Guest memory as Windows hands it out: reserved in multiples of 64 KiB, committed in pages, in allocations
 * that are released as a whole. A reservation is a mapping without access, which costs Linux nothing whatever
 * its size; committing is mprotect, decommitting maps fresh pages without access over the old ones. The
 * region map (region.c) remembers what is what; Linux' own map could not tell a reservation from a page
 * without access, nor where an allocation begins.
 *
 * Places are taken from the bottom of an arena of our own, far from where Linux puts its mappings, so that
 * both rarely meet; where they do, Linux refuses (MAP_FIXED_NOREPLACE) and the search goes on above.
 */
#include <errno.h>
#include <stdlib.h>
#include "kernel/host/host.h"
#include <rtl/heap.h>
#include "kernel/ob/handle.h"
#include "probe.h"
#include "kernel/ps/process.h"
#include "virtual_internal.h"
#include "kernel/services.h"

struct region_map virtual_map;
pthread_mutex_t virtual_lock = PTHREAD_MUTEX_INITIALIZER;

#ifdef __x86_64__
#define ARENA_LOW  0x10000000000u
#define ARENA_HIGH 0x500000000000u
const uintptr_t virtual_highest = 0x7FFFFFFEFFFF;
#else
#define ARENA_LOW  0x00010000u
#define ARENA_HIGH 0x7FFF0000u
const uintptr_t virtual_highest = 0x7FFEFFFF;
#endif
static uint64_t committed;    /* bytes, under virtual_lock */
static uint64_t commit_limit; /* 0: not asked yet */

unsigned virtual_host_protection(ULONG protect)
{
    if (protect & PAGE_GUARD)
        return 0;
    switch (protect & 0xFF) {
    case PAGE_READONLY:
        return HOST_READ;
    case PAGE_READWRITE:
    case PAGE_WRITECOPY:
        return HOST_READ | HOST_WRITE;
    case PAGE_EXECUTE: /* the processor cannot tell: it can be read, as on Windows */
    case PAGE_EXECUTE_READ:
        return HOST_READ | HOST_EXECUTE;
    case PAGE_EXECUTE_READWRITE:
    case PAGE_EXECUTE_WRITECOPY:
        return HOST_READ | HOST_WRITE | HOST_EXECUTE;
    default:
        return 0;
    }
}

static bool valid_protection(ULONG protect)
{
    ULONG base = protect & 0xFF, flags = protect & ~0xFFu & ~PAGE_TARGETS_INVALID;
    if (!base || base & (base - 1) || flags & ~(PAGE_GUARD | PAGE_NOCACHE | PAGE_WRITECOMBINE))
        return false;
    if (base == PAGE_NOACCESS && flags)
        return false;
    return !(flags & (flags - 1)); /* they exclude each other */
}

NTSTATUS virtual_check_process(HANDLE process, ACCESS_MASK access)
{
    if (process == NtCurrentProcess())
        return STATUS_SUCCESS;
    struct object *object;
    NTSTATUS status = handle_get(process, &process_type, access, &object);
    if (!NT_SUCCESS(status))
        return status;
    bool self = object == process_self();
    handle_put(process, object);
    return self ? STATUS_SUCCESS : STATUS_ACCESS_DENIED; /* other processes' memory is out of reach */
}

uint64_t virtual_committed(void)
{
    pthread_mutex_lock(&virtual_lock);
    uint64_t bytes = committed;
    pthread_mutex_unlock(&virtual_lock);
    return bytes;
}

ULONG virtual_type(const struct allocation *allocation)
{
    return allocation->kind == ALLOCATION_VIEW    ? MEM_MAPPED
           : allocation->kind == ALLOCATION_IMAGE ? MEM_IMAGE
                                                  : MEM_PRIVATE;
}

bool virtual_overlaps_locked(uintptr_t start, uintptr_t end)
{
    struct area *area = region_following(&virtual_map, start);
    return area && area->start < end;
}

NTSTATUS virtual_check_range_locked(uintptr_t start, uintptr_t end, bool only_committed,
                                    struct allocation **out)
{
    struct area *area = region_find(&virtual_map, start);
    if (!area)
        return STATUS_MEMORY_NOT_ALLOCATED;
    struct allocation *allocation = area->allocation;
    if (end > allocation->end)
        return STATUS_CONFLICTING_ADDRESSES;
    for (uintptr_t at = start; at < end; at = area->end) {
        area = region_find(&virtual_map, at);
        if (only_committed && !area->protect)
            return STATUS_NOT_COMMITTED;
    }
    *out = allocation;
    return STATUS_SUCCESS;
}

/* Committed bytes of a range, all of which is in the map. */
static uint64_t committed_in_locked(uintptr_t start, uintptr_t end)
{
    uint64_t bytes = 0;
    for (struct area *area = region_following(&virtual_map, start); area && area->start < end;
         area = region_following(&virtual_map, area->end))
        if (area->protect)
            bytes += (area->end < end ? area->end : end) - (area->start > start ? area->start : start);
    return bytes;
}

/* Windows lets programs commit what memory and page files hold, and lets the latter grow to three times the
 * former. */
static bool may_commit_locked(uint64_t bytes)
{
    if (bytes + committed < 1ull << 30)
        return true;
    if (!commit_limit) {
        struct host_memory memory;
        commit_limit = host_memory_status(&memory) ? UINT64_MAX : 4 * memory.total + memory.swap_total;
    }
    return bytes <= commit_limit && committed <= commit_limit - bytes;
}

/* Where Linux put something itself: the map keeps clear of it. */
static NTSTATUS place_anywhere(size_t size, size_t alignment, unsigned protection, uintptr_t *out)
{
    void *at;
    if (host_map_aligned(size, alignment, protection, &at))
        return STATUS_NO_MEMORY;
    *out = (uintptr_t)at;
    return STATUS_SUCCESS;
}

NTSTATUS virtual_place_locked(uintptr_t wanted, uintptr_t size, unsigned protection,
                              const struct virtual_room *room, uintptr_t *out)
{
    void *got;
    if (wanted) {
        if (virtual_overlaps_locked(wanted, wanted + size))
            return STATUS_CONFLICTING_ADDRESSES;
        int error = host_map((void *)wanted, size, protection, &got);
        *out = wanted;
        return !error ? STATUS_SUCCESS : error == -EEXIST ? STATUS_CONFLICTING_ADDRESSES : STATUS_NO_MEMORY;
    }
    uintptr_t low = ARENA_LOW, high = ARENA_HIGH, step = GRANULARITY;
    uintptr_t alignment = room->alignment > GRANULARITY ? room->alignment : GRANULARITY;
    if (room->low || (room->high && room->high < high)) {
        low = room->low ? room->low : GRANULARITY;
        high = room->high ? room->high : virtual_highest + 1;
    }
    for (unsigned i = 0; i < 48; i++) {
        uintptr_t at = region_gap(&virtual_map, size, alignment, low, high, room->top_down);
        if (!at)
            break;
        int error = host_map((void *)at, size, protection, &got);
        if (!error) {
            *out = at;
            return STATUS_SUCCESS;
        }
        if (error != -EEXIST && error != -EPERM && error != -EINVAL)
            return STATUS_NO_MEMORY;
        if (room->top_down)
            high = at + size - GRANULARITY > step ? at + size - step : 0;
        else
            low = at + step;
        step *= 2;
    }
    return room->low || room->high ? STATUS_NO_MEMORY : place_anywhere(size, alignment, protection, out);
}

/* ZeroBits: below 32 the number of leading zero bits of a 32-bit address, above it a mask of those it may
 * have. */
uintptr_t virtual_highest_for(ULONG_PTR zero_bits)
{
    if (!zero_bits)
        return 0;
    if (zero_bits < 32)
        return (uintptr_t)1 << (32 - zero_bits);
    uintptr_t mask = zero_bits;
    while (mask & (mask + 1))
        mask |= mask >> 1;
    return mask == UINTPTR_MAX ? 0 : mask + 1;
}

struct allocation *virtual_enter_locked(uintptr_t start, uintptr_t end, enum allocation_kind kind,
                                        ULONG allocation_protect, ULONG protect)
{
    struct allocation *allocation = calloc(1, sizeof(*allocation));
    if (!allocation || !region_prepare(&virtual_map)) {
        free(allocation);
        return NULL;
    }
    allocation->start = start;
    allocation->end = end;
    allocation->kind = kind;
    allocation->protect = allocation_protect;
    region_insert(&virtual_map, start, end, protect, allocation);
    return allocation;
}

static NTSTATUS reserve(uintptr_t *base, uintptr_t *size, const struct virtual_room *room, ULONG type,
                        ULONG protect)
{
    uintptr_t start = *base & ~(GRANULARITY - 1), end = PAGE_UP(*base + *size), length = end - start;
    if (end < *base || length > virtual_highest)
        return *base ? STATUS_INVALID_PARAMETER_3 : STATUS_NO_MEMORY;
    if (*base && (start < GRANULARITY || end - 1 > virtual_highest))
        return STATUS_INVALID_PARAMETER_2;
    bool commit = type & MEM_COMMIT;
    unsigned protection = commit ? virtual_host_protection(protect) : 0;
    NTSTATUS status = STATUS_COMMITMENT_LIMIT;
    pthread_mutex_lock(&virtual_lock);
    if (!commit || may_commit_locked(length))
        status = virtual_place_locked(start, length, protection, room, &start);
    if (NT_SUCCESS(status)) {
        if (!virtual_enter_locked(start, start + length, ALLOCATION_PRIVATE, protect, commit ? protect : 0)) {
            host_unmap((void *)start, length);
            status = STATUS_NO_MEMORY;
        } else {
            committed += commit ? length : 0;
            *base = start;
            *size = length;
        }
    }
    pthread_mutex_unlock(&virtual_lock);
    return status;
}

static NTSTATUS commit_pages(uintptr_t *base, uintptr_t *size, ULONG protect)
{
    uintptr_t start = PAGE_DOWN(*base), end = PAGE_UP(*base + *size);
    struct allocation *allocation;
    if (end < *base || end - 1 > virtual_highest)
        return STATUS_INVALID_PARAMETER_3;
    pthread_mutex_lock(&virtual_lock);
    NTSTATUS status = virtual_check_range_locked(start, end, false, &allocation);
    if (status == STATUS_MEMORY_NOT_ALLOCATED)
        status = STATUS_CONFLICTING_ADDRESSES;
    if (NT_SUCCESS(status) && allocation->kind != ALLOCATION_PRIVATE &&
        allocation->kind != ALLOCATION_STACK && allocation->kind != ALLOCATION_VIEW)
        status = STATUS_CONFLICTING_ADDRESSES;
    if (NT_SUCCESS(status) && allocation->kind == ALLOCATION_VIEW && !allocation->writable &&
        virtual_host_protection(protect) & HOST_WRITE)
        status = STATUS_SECTION_PROTECTION;
    uint64_t fresh = 0; /* views are charged to their section */
    if (NT_SUCCESS(status) && allocation->kind == ALLOCATION_PRIVATE)
        fresh = end - start - committed_in_locked(start, end);
    if (NT_SUCCESS(status) && !may_commit_locked(fresh))
        status = STATUS_COMMITMENT_LIMIT;
    if (NT_SUCCESS(status) && (!region_prepare(&virtual_map) ||
                               host_protect((void *)start, end - start, virtual_host_protection(protect))))
        status = STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        region_protect(&virtual_map, start, end, protect);
        committed += fresh;
        *base = start;
        *size = end - start;
    }
    pthread_mutex_unlock(&virtual_lock);
    return status;
}

/* The contents matter no more: Linux may take the pages, and gives zeros for those that it took. */
static NTSTATUS reset(uintptr_t *base, uintptr_t *size)
{
    uintptr_t start = PAGE_DOWN(*base), end = PAGE_UP(*base + *size);
    struct allocation *allocation;
    if (end < *base)
        return STATUS_INVALID_PARAMETER_3;
    pthread_mutex_lock(&virtual_lock);
    NTSTATUS status = virtual_check_range_locked(start, end, true, &allocation);
    if (status == STATUS_MEMORY_NOT_ALLOCATED)
        status = STATUS_CONFLICTING_ADDRESSES;
    if (NT_SUCCESS(status) && allocation->kind == ALLOCATION_PRIVATE)
        host_memory_unneeded((void *)start, end - start);
    pthread_mutex_unlock(&virtual_lock);
    if (NT_SUCCESS(status)) {
        *base = start;
        *size = end - start;
    }
    return status;
}

NTSTATUS virtual_allocate(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize, ULONG AllocationType,
                          ULONG Protect, struct virtual_room room)
{
    const ULONG known = MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_RESET_UNDO | MEM_TOP_DOWN |
                        MEM_WRITE_WATCH | MEM_PHYSICAL | MEM_LARGE_PAGES;
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (!NT_SUCCESS(status))
        return status;
    if (!probe_write(BaseAddress, sizeof(*BaseAddress)) || !probe_write(RegionSize, sizeof(*RegionSize)))
        return STATUS_ACCESS_VIOLATION;
    uintptr_t base = (uintptr_t)*BaseAddress, size = *RegionSize;
    if (AllocationType & ~known ||
        !(AllocationType & (MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_RESET_UNDO)))
        return STATUS_INVALID_PARAMETER_5;
    if (AllocationType & (MEM_RESET | MEM_RESET_UNDO) && AllocationType != MEM_RESET &&
        AllocationType != MEM_RESET_UNDO)
        return STATUS_INVALID_PARAMETER_5;
    if (base > virtual_highest)
        return STATUS_INVALID_PARAMETER_2;
    if (!size || size > virtual_highest)
        return size ? STATUS_INVALID_PARAMETER_3 : STATUS_INVALID_PARAMETER_4;
    if (!valid_protection(Protect) || (Protect & 0xFF) == PAGE_WRITECOPY ||
        (Protect & 0xFF) == PAGE_EXECUTE_WRITECOPY)
        return STATUS_INVALID_PAGE_PROTECTION;
    if (AllocationType & (MEM_LARGE_PAGES | MEM_PHYSICAL)) /* SeLockMemoryPrivilege is never held */
        return STATUS_PRIVILEGE_NOT_HELD;
    if (AllocationType & MEM_WRITE_WATCH)
        return STATUS_NOT_SUPPORTED;
    Protect &= ~PAGE_TARGETS_INVALID;
    if (AllocationType & MEM_RESET)
        status = reset(&base, &size);
    else if (AllocationType & MEM_RESET_UNDO) /* the pages may be gone, and nobody can tell */
        status = STATUS_UNSUCCESSFUL;
    else if (AllocationType & MEM_RESERVE || !base)
        status = reserve(&base, &size, &room, AllocationType, Protect);
    else
        status = commit_pages(&base, &size, Protect);
    if (NT_SUCCESS(status)) {
        *BaseAddress = (PVOID)base;
        *RegionSize = size;
    }
    return status;
}

NTSTATUS svc_NtAllocateVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, ULONG_PTR ZeroBits,
                                     PSIZE_T RegionSize, ULONG AllocationType, ULONG Protect)
{
    struct virtual_room room = {.high = virtual_highest_for(ZeroBits),
                                .top_down = AllocationType & MEM_TOP_DOWN};
    if (ZeroBits > MAX_ZERO_BITS && ZeroBits < 32)
        return STATUS_INVALID_PARAMETER_3;
    return virtual_allocate(ProcessHandle, BaseAddress, RegionSize, AllocationType, Protect, room);
}

/* The part of a private allocation from `start` on becomes one of its own; `start` may be its end. */
static bool split_allocation_locked(struct allocation *allocation, uintptr_t start)
{
    if (start <= allocation->start || start >= allocation->end)
        return true;
    struct allocation *rest = malloc(sizeof(*rest));
    if (!rest || !region_prepare(&virtual_map)) {
        free(rest);
        return false;
    }
    *rest = *allocation;
    rest->start = start;
    for (uintptr_t at = start, end; at < rest->end; at = end) {
        if (!region_prepare(&virtual_map))
            return false; /* some areas keep the old allocation: both are private and look alike */
        struct area *area = region_find(&virtual_map, at);
        ULONG protect = area->protect;
        end = area->end;
        region_remove(&virtual_map, at, end);
        region_insert(&virtual_map, at, end, protect, rest);
    }
    allocation->end = start;
    return true;
}

static NTSTATUS release(uintptr_t *base, uintptr_t *size)
{
    struct area *area = region_find(&virtual_map, *base);
    struct allocation *allocation = area ? area->allocation : NULL;
    if (!allocation)
        return STATUS_MEMORY_NOT_ALLOCATED;
    if (allocation->kind != ALLOCATION_PRIVATE)
        return STATUS_UNABLE_TO_DELETE_SECTION;
    uintptr_t start = PAGE_DOWN(*base), end = PAGE_UP(*base + *size);
    if (!*size) {
        if (start != allocation->start)
            return STATUS_FREE_VM_NOT_AT_BASE;
        end = allocation->end;
    }
    if (end > allocation->end || end <= start)
        return STATUS_UNABLE_TO_FREE_VM;
    if (!split_allocation_locked(allocation, end) || !split_allocation_locked(allocation, start))
        return STATUS_NO_MEMORY;
    allocation = region_find(&virtual_map, start)->allocation;
    if (!region_prepare(&virtual_map))
        return STATUS_NO_MEMORY;
    if (host_unmap((void *)start, end - start))
        return STATUS_NO_MEMORY;
    committed -= committed_in_locked(start, end);
    region_remove(&virtual_map, start, end);
    free(allocation);
    *base = start;
    *size = end - start;
    return STATUS_SUCCESS;
}

static NTSTATUS decommit(uintptr_t *base, uintptr_t *size)
{
    struct area *area = region_find(&virtual_map, *base);
    struct allocation *allocation = area ? area->allocation : NULL;
    void *got;
    if (!allocation)
        return STATUS_MEMORY_NOT_ALLOCATED;
    if (allocation->kind != ALLOCATION_PRIVATE)
        return STATUS_UNABLE_TO_DELETE_SECTION;
    uintptr_t start = PAGE_DOWN(*base), end = PAGE_UP(*base + *size);
    if (!*size) {
        if (start != allocation->start)
            return STATUS_FREE_VM_NOT_AT_BASE;
        end = allocation->end;
    }
    if (end > allocation->end || end <= start)
        return STATUS_UNABLE_TO_FREE_VM;
    if (!region_prepare(&virtual_map) || host_remap((void *)start, end - start, 0, &got))
        return STATUS_NO_MEMORY;
    committed -= committed_in_locked(start, end);
    region_protect(&virtual_map, start, end, 0);
    *base = start;
    *size = end - start;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtFreeVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize, ULONG FreeType)
{
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (!NT_SUCCESS(status))
        return status;
    if (!probe_write(BaseAddress, sizeof(*BaseAddress)) || !probe_write(RegionSize, sizeof(*RegionSize)))
        return STATUS_ACCESS_VIOLATION;
    if (FreeType != MEM_DECOMMIT && FreeType != MEM_RELEASE)
        return STATUS_INVALID_PARAMETER_4;
    uintptr_t base = (uintptr_t)*BaseAddress, size = *RegionSize;
    if (base > virtual_highest)
        return STATUS_INVALID_PARAMETER_2;
    if (size > virtual_highest - base)
        return STATUS_INVALID_PARAMETER_3;
    pthread_mutex_lock(&virtual_lock);
    status = FreeType == MEM_RELEASE ? release(&base, &size) : decommit(&base, &size);
    pthread_mutex_unlock(&virtual_lock);
    if (NT_SUCCESS(status)) {
        *BaseAddress = (PVOID)base;
        *RegionSize = size;
    }
    return status;
}

/* Memory that is Linux' own business (malloc's, say): it is protected as asked, if all of it is mapped. */
static NTSTATUS protect_foreign(uintptr_t start, uintptr_t end, ULONG protect, ULONG *old)
{
    MEMORY_BASIC_INFORMATION info;
    NTSTATUS status =
        svc_NtQueryVirtualMemory(NtCurrentProcess(), (PVOID)start, 0, &info, sizeof(info), NULL);
    if (!NT_SUCCESS(status))
        return status;
    if (info.State == MEM_FREE)
        return STATUS_CONFLICTING_ADDRESSES;
    if (info.State != MEM_COMMIT)
        return STATUS_NOT_COMMITTED;
    if (host_protect((void *)start, end - start, virtual_host_protection(protect)))
        return STATUS_CONFLICTING_ADDRESSES;
    *old = info.Protect;
    return STATUS_SUCCESS;
}

static NTSTATUS protect_locked(uintptr_t start, uintptr_t end, ULONG protect, ULONG *old)
{
    struct allocation *allocation;
    NTSTATUS status = virtual_check_range_locked(start, end, true, &allocation);
    if (!NT_SUCCESS(status))
        return status;
    bool copy = (protect & 0xFF) == PAGE_WRITECOPY || (protect & 0xFF) == PAGE_EXECUTE_WRITECOPY;
    if (allocation->kind == ALLOCATION_SHARED_DATA)
        return STATUS_INVALID_PAGE_PROTECTION;
    if (copy && (allocation->kind == ALLOCATION_PRIVATE || allocation->kind == ALLOCATION_STACK))
        return STATUS_INVALID_PARAMETER_4;
    if (allocation->kind == ALLOCATION_VIEW && virtual_host_protection(protect & ~PAGE_GUARD) & HOST_WRITE &&
        !allocation->writable)
        return STATUS_SECTION_PROTECTION;
    if (!region_prepare(&virtual_map))
        return STATUS_NO_MEMORY;
    if (allocation->kind == ALLOCATION_IMAGE && !pe_demand_disown((void *)start, end - start))
        return STATUS_IN_PAGE_ERROR;
    int error = host_protect((void *)start, end - start, virtual_host_protection(protect));
    if (error)
        return error == -EACCES ? STATUS_SECTION_PROTECTION : STATUS_NO_MEMORY;
    *old = region_find(&virtual_map, start)->protect;
    region_protect(&virtual_map, start, end, protect);
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtProtectVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                    ULONG NewProtect, PULONG OldProtect)
{
    NTSTATUS status = virtual_check_process(ProcessHandle, 0);
    if (!NT_SUCCESS(status))
        return status;
    if (!probe_write(BaseAddress, sizeof(*BaseAddress)) || !probe_write(RegionSize, sizeof(*RegionSize)) ||
        !probe_write(OldProtect, sizeof(*OldProtect)))
        return STATUS_ACCESS_VIOLATION;
    if (!valid_protection(NewProtect))
        return STATUS_INVALID_PAGE_PROTECTION;
    uintptr_t base = (uintptr_t)*BaseAddress, size = *RegionSize;
    if (base > virtual_highest)
        return STATUS_INVALID_PARAMETER_2;
    if (!size || size > virtual_highest - base)
        return STATUS_INVALID_PARAMETER_3;
    uintptr_t start = PAGE_DOWN(base), end = PAGE_UP(base + size);
    ULONG old = 0;
    pthread_mutex_lock(&virtual_lock);
    status = protect_locked(start, end, NewProtect & ~PAGE_TARGETS_INVALID, &old);
    bool foreign = status == STATUS_MEMORY_NOT_ALLOCATED && !virtual_overlaps_locked(start, end);
    pthread_mutex_unlock(&virtual_lock);
    if (foreign)
        status = protect_foreign(start, end, NewProtect, &old);
    if (status == STATUS_MEMORY_NOT_ALLOCATED)
        status = STATUS_CONFLICTING_ADDRESSES;
    if (NT_SUCCESS(status)) {
        *BaseAddress = (PVOID)start;
        *RegionSize = end - start;
        *OldProtect = old;
    }
    return status;
}
