/* SPDX-License-Identifier: MIT
 *
 * What is entered into the region map beside the guest's own allocations: images, thread stacks, views of
 * sections and the page of KUSER_SHARED_DATA; and what the handler of a fault learns from the map.
 */
#include <errno.h>
#include <stdlib.h>
#include "kernel/host/host.h"
#include "kernel/host/suspend.h"
#include "kernel/ob/handle.h"
#include "virtual_internal.h"

void virtual_start(void)
{
    void *page;
    pthread_mutex_lock(&virtual_lock);
    if (!host_map((void *)SHARED_DATA, PAGE_SIZE, 0, &page))
        virtual_enter_locked(SHARED_DATA, SHARED_DATA + PAGE_SIZE, ALLOCATION_SHARED_DATA, PAGE_READONLY,
                             PAGE_READONLY);
    pthread_mutex_unlock(&virtual_lock);
}

/* As pe_protect gives it. */
static ULONG section_protection(DWORD characteristics)
{
    bool write = characteristics & IMAGE_SCN_MEM_WRITE;
    if (characteristics & IMAGE_SCN_MEM_EXECUTE)
        return write ? PAGE_EXECUTE_READWRITE : PAGE_EXECUTE_READ;
    return write ? PAGE_READWRITE : PAGE_READONLY;
}

NTSTATUS virtual_add_image(void *base, const struct pe_info *info)
{
    uintptr_t start = (uintptr_t)base, end = start + PAGE_UP(info->size_of_image);
    const IMAGE_SECTION_HEADER *section =
        (const IMAGE_SECTION_HEADER *)((char *)base + info->sections_offset);
    bool apart = info->section_alignment >= PAGE_SIZE;
    IMAGE_SECTION_HEADER sections[96];
    unsigned count = info->section_count < countof(sections) ? info->section_count : countof(sections);
    for (unsigned i = 0; i < count; i++) /* guest memory: read before the lock is taken */
        sections[i] = section[i];
    NTSTATUS status = STATUS_NO_MEMORY;
    pthread_mutex_lock(&virtual_lock);
    if (virtual_overlaps_locked(start, end))
        status = STATUS_CONFLICTING_ADDRESSES;
    else if (virtual_enter_locked(start, end, ALLOCATION_IMAGE, PAGE_EXECUTE_WRITECOPY,
                                  apart ? PAGE_READWRITE : PAGE_EXECUTE_READWRITE))
        status = STATUS_SUCCESS;
    if (NT_SUCCESS(status) && apart) {
        if (region_prepare(&virtual_map))
            region_protect(&virtual_map, start, start + PAGE_UP(info->size_of_headers), PAGE_READONLY);
        for (unsigned i = 0; i < count; i++) {
            uintptr_t from = start + sections[i].VirtualAddress;
            DWORD size =
                sections[i].Misc.VirtualSize ? sections[i].Misc.VirtualSize : sections[i].SizeOfRawData;
            uintptr_t to = PAGE_UP(from + size);
            if (size && from % PAGE_SIZE == 0 && from >= start && to <= end && region_prepare(&virtual_map))
                region_protect(&virtual_map, from, to, section_protection(sections[i].Characteristics));
        }
    }
    pthread_mutex_unlock(&virtual_lock);
    return status;
}

NTSTATUS virtual_add_stack(void *base, size_t size, size_t guard)
{
    uintptr_t start = (uintptr_t)base;
    NTSTATUS status = STATUS_NO_MEMORY;
    pthread_mutex_lock(&virtual_lock);
    if (virtual_overlaps_locked(start, start + size))
        status = STATUS_CONFLICTING_ADDRESSES;
    else if (virtual_enter_locked(start, start + size, ALLOCATION_STACK, PAGE_READWRITE, PAGE_READWRITE))
        status = STATUS_SUCCESS;
    if (NT_SUCCESS(status) && guard && region_prepare(&virtual_map))
        region_protect(&virtual_map, start, start + guard, PAGE_READWRITE | PAGE_GUARD);
    pthread_mutex_unlock(&virtual_lock);
    return status;
}

void virtual_set_stack_guard(void *base, size_t guard)
{
    pthread_mutex_lock(&virtual_lock);
    if (region_prepare(&virtual_map))
        region_protect(&virtual_map, (uintptr_t)base, (uintptr_t)base + guard, PAGE_READWRITE | PAGE_GUARD);
    pthread_mutex_unlock(&virtual_lock);
}

void virtual_remove(void *base)
{
    pthread_mutex_lock(&virtual_lock);
    struct area *area = region_find(&virtual_map, (uintptr_t)base);
    struct allocation *allocation = area ? area->allocation : NULL;
    if (allocation && allocation->start == (uintptr_t)base && region_prepare(&virtual_map)) {
        region_remove(&virtual_map, allocation->start, allocation->end);
        free(allocation);
    }
    pthread_mutex_unlock(&virtual_lock);
}

/* In a signal handler. A thread on the user side holds nothing; one in a service may have faulted above a
 * function that has the lock, and such a fault is none that can be answered. */
static bool lock_in_handler(bool in_service)
{
    if (!in_service)
        return !pthread_mutex_lock(&virtual_lock);
    for (unsigned i = 0; i < 1000; i++) {
        if (!pthread_mutex_trylock(&virtual_lock))
            return true;
        host_yield();
    }
    return false;
}

bool virtual_handle_fault(void *address, unsigned access, bool in_service, NTSTATUS *status)
{
    bool again = false;
    *status = STATUS_ACCESS_VIOLATION;
    if (!lock_in_handler(in_service))
        return false;
    struct area *area = region_find(&virtual_map, (uintptr_t)address);
    if (area && area->allocation->kind == ALLOCATION_SHARED_DATA) {
        again = access == 0 && shared_data_start();
    } else if (area && area->protect & PAGE_GUARD) {
        bool stack = area->allocation->kind == ALLOCATION_STACK;
        uintptr_t start = stack ? area->start : PAGE_DOWN(address),
                  end = stack ? area->end : start + PAGE_SIZE;
        ULONG protect = area->protect & ~PAGE_GUARD;
        if (region_prepare(&virtual_map) &&
            (stack || !host_protect((void *)start, end - start, virtual_host_protection(protect)))) {
            region_protect(&virtual_map, start, end, protect);
            *status = stack ? STATUS_ACCESS_VIOLATION : STATUS_GUARD_PAGE_VIOLATION;
        }
    } else if (area && area->protect) {
        static __thread void *last;
        unsigned needed = access == 1 ? HOST_WRITE : access == 8 ? HOST_EXECUTE : HOST_READ;
        if (virtual_host_protection(area->protect) & needed) { /* allowed, and yet it faulted */
            again =
                last != address; /* another thread changed that in the meantime, unless it happens again: */
            last = address;
            if (area->allocation->kind == ALLOCATION_VIEW ||
                area->allocation->kind == ALLOCATION_IMAGE) /* the file has shrunk */
                *status = STATUS_IN_PAGE_ERROR;
        }
    }
    pthread_mutex_unlock(&virtual_lock);
    return again;
}

/* ---- views of sections ---- */

NTSTATUS virtual_map_view(void **base, const struct virtual_view *view)
{
    uintptr_t start = (uintptr_t)*base, size = view->size;
    size_t inside = PAGE_UP(view->inside) < size ? PAGE_UP(view->inside) : size;
    ULONG protect = view->committed ? view->protect : 0;
    void *got;
    if (start % GRANULARITY || view->offset % GRANULARITY)
        return STATUS_MAPPED_ALIGNMENT;
    if (start && (start > virtual_highest || size > virtual_highest - start))
        return STATUS_INVALID_PARAMETER_3;
    unsigned protection = virtual_host_protection(protect);
    pthread_mutex_lock(&virtual_lock);
    struct virtual_room room = {.high = virtual_highest_for(view->zero_bits), .top_down = view->top_down};
    NTSTATUS status = virtual_place_locked(start, size, 0, &room, &start);
    if (NT_SUCCESS(status)) {
        int error =
            inside ? host_map_file((void *)start, inside, protection, view->fd, view->offset, view->shared)
                   : 0;
        if (!error && inside < size && view->committed)
            error = host_remap((char *)start + inside, size - inside, protection, &got);
        struct allocation *allocation = NULL;
        if (!error)
            allocation = virtual_enter_locked(start, start + size, ALLOCATION_VIEW, view->protect, protect);
        if (allocation) {
            allocation->owner = view->owner;
            allocation->offset = view->offset;
            allocation->shared = view->shared;
            allocation->writable = view->writable;
            object_reference(view->owner);
            *base = (void *)start;
        } else {
            host_unmap((void *)start, size);
            status = error == -EACCES || error == -EPERM ? STATUS_ACCESS_DENIED : STATUS_NO_MEMORY;
        }
    }
    pthread_mutex_unlock(&virtual_lock);
    return status;
}

NTSTATUS virtual_unmap_view(const void *address)
{
    NTSTATUS status = STATUS_NOT_MAPPED_VIEW;
    struct object *owner = NULL;
    pthread_mutex_lock(&virtual_lock);
    struct area *area = region_find(&virtual_map, (uintptr_t)address);
    struct allocation *allocation =
        area && area->allocation->kind == ALLOCATION_VIEW ? area->allocation : NULL;
    if (allocation && region_prepare(&virtual_map)) {
        host_unmap((void *)allocation->start, allocation->end - allocation->start);
        region_remove(&virtual_map, allocation->start, allocation->end);
        owner = allocation->owner;
        free(allocation);
        status = STATUS_SUCCESS;
    }
    pthread_mutex_unlock(&virtual_lock);
    if (owner)
        object_release(owner);
    return status;
}

struct object *virtual_view_owner(const void *address, uint64_t *offset)
{
    struct object *owner = NULL;
    pthread_mutex_lock(&virtual_lock);
    struct area *area = region_find(&virtual_map, (uintptr_t)address);
    if (area && area->allocation->kind == ALLOCATION_VIEW) {
        owner = area->allocation->owner;
        object_reference(owner);
        if (offset)
            *offset = area->allocation->offset + ((uintptr_t)address - area->allocation->start);
    }
    pthread_mutex_unlock(&virtual_lock);
    return owner;
}
