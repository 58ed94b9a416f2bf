/* SPDX-License-Identifier: MIT
 *
 * winbase.h: Global* and Local* memory. Fixed memory is a block of the process heap and its own handle.
 * Movable memory has a handle: the address of a word that holds the memory's, at 8 modulo 16, which no
 * block's address is. Nothing ever moves or is discarded behind the caller's back; discarding on request
 * works. The two families are one, as on Windows, save for what unlocking fixed memory answers.
 */
#include <string.h>
#include <rtl/heap.h>
#include <win/winbase_heap.h>
#include "kernel32.h"
#include "rtl/locks.h"

#define MAGIC 0x4C414D47u

struct movable {
    uint32_t magic;
    uint32_t flags; /* GMEM_DISCARDABLE */
    void *memory;   /* the handle points here; NULL: discarded. Its user value is the handle */
    uint32_t locks;
};
#define HANDLE_OFFSET 8
_Static_assert(offsetof(struct movable, memory) == HANDLE_OFFSET,
               "a handle is told from a block by its low bits");

/* Lock counts and the memory of a handle. Nothing of the guest runs under it. */
static RTL_SRWLOCK lock;

static bool is_handle(const void *value)
{
    return ((uintptr_t)value & 15) == HANDLE_OFFSET;
}

static struct movable *movable_of(HGLOBAL handle)
{
    struct movable *movable = (struct movable *)((char *)handle - HANDLE_OFFSET);
    SIZE_T size;
    return heap_owns(heap_process(), movable, &size) && size == sizeof(*movable) && movable->magic == MAGIC
               ? movable
               : NULL;
}

static bool is_fixed(HGLOBAL handle)
{
    return heap_owns(heap_process(), handle, NULL);
}

static void *allocate_memory(HGLOBAL handle, UINT flags, SIZE_T size)
{
    ULONG zero = flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0;
    void *memory = RtlAllocateHeap(heap_process(), zero | HEAP_SETTABLE_USER_VALUE, size);
    if (memory)
        RtlSetUserValueHeap(heap_process(), 0, memory, handle);
    return memory;
}

static HGLOBAL allocate(UINT flags, SIZE_T size, UINT valid)
{
    if (flags & ~(valid | GMEM_MODIFY))
        return (HGLOBAL)(uintptr_t)win32_fail(ERROR_INVALID_PARAMETER);
    if (!(flags & GMEM_MOVEABLE))
        return RtlAllocateHeap(heap_process(), flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0, size);
    struct movable *movable = RtlAllocateHeap(heap_process(), 0, sizeof(*movable));
    if (!movable)
        return NULL;
    HGLOBAL handle = (char *)movable + HANDLE_OFFSET;
    movable->magic = MAGIC;
    movable->flags = flags & LMEM_DISCARDABLE ? GMEM_DISCARDABLE : 0;
    movable->locks = 0;
    movable->memory = size ? allocate_memory(handle, flags, size) : NULL;
    if (size && !movable->memory) {
        RtlFreeHeap(heap_process(), 0, movable);
        teb_set_last_error(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    return handle;
}

static HGLOBAL release(HGLOBAL handle)
{
    if (!handle)
        return NULL;
    if (!is_handle(handle)) {
        if (is_fixed(handle) && RtlFreeHeap(heap_process(), 0, handle))
            return NULL;
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return handle;
    }
    RtlAcquireSRWLockExclusive(&lock);
    struct movable *movable = movable_of(handle);
    void *memory = NULL;
    if (movable) {
        memory = movable->memory;
        movable->magic = 0;
    }
    RtlReleaseSRWLockExclusive(&lock);
    if (!movable) {
        teb_set_last_error(ERROR_INVALID_HANDLE);
        return handle;
    }
    RtlFreeHeap(heap_process(), 0, memory);
    RtlFreeHeap(heap_process(), 0, movable);
    return NULL;
}

/* The size of a movable one changes; size 0 discards. */
static DWORD resize_movable_locked(struct movable *movable, SIZE_T size, UINT flags)
{
    HGLOBAL handle = &movable->memory;
    ULONG zero = flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0;
    if (!size) {
        if (!(flags & GMEM_MOVEABLE) || movable->locks)
            return ERROR_INVALID_PARAMETER;
        RtlFreeHeap(heap_process(), 0, movable->memory);
        movable->memory = NULL;
        return NO_ERROR;
    }
    void *memory;
    if (!movable->memory) {
        memory = allocate_memory(handle, flags, size);
    } else {
        bool pinned = movable->locks && !(flags & GMEM_MOVEABLE);
        memory = RtlReAllocateHeap(heap_process(), zero | (pinned ? HEAP_REALLOC_IN_PLACE_ONLY : 0),
                                   movable->memory, size);
    }
    if (!memory)
        return ERROR_NOT_ENOUGH_MEMORY;
    movable->memory = memory;
    return NO_ERROR;
}

/* Fixed memory becomes movable: GMEM_MODIFY | GMEM_MOVEABLE. */
static HGLOBAL make_movable(HGLOBAL fixed, UINT flags)
{
    SIZE_T size = RtlSizeHeap(heap_process(), 0, fixed);
    HGLOBAL handle = allocate(flags | GMEM_MOVEABLE, size, GMEM_VALID_FLAGS);
    if (!handle)
        return NULL;
    memcpy(*(void **)handle ? *(void **)handle : fixed, fixed, size);
    RtlFreeHeap(heap_process(), 0, fixed);
    return handle;
}

static HGLOBAL reallocate(HGLOBAL handle, SIZE_T size, UINT flags, UINT valid)
{
    if (flags & ~(valid | GMEM_MODIFY))
        return (HGLOBAL)(uintptr_t)win32_fail(ERROR_INVALID_PARAMETER);
    if (!is_handle(handle)) {
        if (!is_fixed(handle))
            return (HGLOBAL)(uintptr_t)win32_fail(ERROR_INVALID_HANDLE);
        if (flags & GMEM_MODIFY)
            return flags & GMEM_MOVEABLE ? make_movable(handle, flags & ~GMEM_MODIFY) : handle;
        ULONG mode = (flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0) |
                     (flags & GMEM_MOVEABLE ? 0 : HEAP_REALLOC_IN_PLACE_ONLY);
        return RtlReAllocateHeap(heap_process(), mode, handle, size);
    }
    DWORD error = ERROR_INVALID_HANDLE;
    RtlAcquireSRWLockExclusive(&lock);
    struct movable *movable = movable_of(handle);
    if (movable && flags & GMEM_MODIFY) {
        movable->flags = flags & LMEM_DISCARDABLE ? GMEM_DISCARDABLE : 0;
        error = NO_ERROR;
    } else if (movable) {
        error = resize_movable_locked(movable, size, flags);
    }
    RtlReleaseSRWLockExclusive(&lock);
    return error ? (HGLOBAL)(uintptr_t)win32_fail(error) : handle;
}

static SIZE_T size_of(HGLOBAL handle)
{
    SIZE_T size = 0;
    if (!is_handle(handle)) {
        if (!heap_owns(heap_process(), handle, &size))
            teb_set_last_error(ERROR_INVALID_HANDLE);
        return size;
    }
    RtlAcquireSRWLockExclusive(&lock);
    struct movable *movable = movable_of(handle);
    if (movable && movable->memory)
        size = RtlSizeHeap(heap_process(), 0, movable->memory);
    RtlReleaseSRWLockExclusive(&lock);
    if (!movable)
        teb_set_last_error(ERROR_INVALID_HANDLE);
    return size;
}

static UINT flags_of(HGLOBAL handle)
{
    UINT flags = GMEM_INVALID_HANDLE;
    if (!is_handle(handle)) {
        if (is_fixed(handle))
            return 0;
    } else {
        RtlAcquireSRWLockExclusive(&lock);
        struct movable *movable = movable_of(handle);
        if (movable)
            flags = movable->flags | (movable->memory ? 0 : GMEM_DISCARDED) | movable->locks;
        RtlReleaseSRWLockExclusive(&lock);
    }
    if (flags == GMEM_INVALID_HANDLE)
        teb_set_last_error(ERROR_INVALID_HANDLE);
    return flags;
}

static LPVOID lock_memory(HGLOBAL handle)
{
    if (!is_handle(handle)) {
        if (is_fixed(handle))
            return handle;
        return (LPVOID)(uintptr_t)win32_fail(ERROR_INVALID_HANDLE);
    }
    DWORD error = ERROR_INVALID_HANDLE;
    void *memory = NULL;
    RtlAcquireSRWLockExclusive(&lock);
    struct movable *movable = movable_of(handle);
    if (movable) {
        memory = movable->memory;
        error = memory ? NO_ERROR : ERROR_DISCARDED;
        if (memory && movable->locks < GMEM_LOCKCOUNT)
            movable->locks++;
    }
    RtlReleaseSRWLockExclusive(&lock);
    return error ? (LPVOID)(uintptr_t)win32_fail(error) : memory;
}

/* FALSE with NO_ERROR is what the last unlock answers. */
static BOOL unlock_memory(HGLOBAL handle)
{
    DWORD error = ERROR_INVALID_HANDLE;
    BOOL still = FALSE;
    RtlAcquireSRWLockExclusive(&lock);
    struct movable *movable = movable_of(handle);
    if (movable && !movable->locks) {
        error = ERROR_NOT_LOCKED;
    } else if (movable) {
        error = NO_ERROR;
        still = --movable->locks != 0;
    }
    RtlReleaseSRWLockExclusive(&lock);
    if (!still)
        teb_set_last_error(error);
    return still;
}

static HGLOBAL handle_of(LPCVOID memory)
{
    PVOID handle = NULL;
    if (is_handle(memory) || !is_fixed((PVOID)memory)) /* a handle is not memory, but is taken for itself */
        return is_handle(memory) && movable_of((HGLOBAL)memory)
                   ? (HGLOBAL)memory
                   : (HGLOBAL)(uintptr_t)win32_fail(ERROR_INVALID_HANDLE);
    RtlGetUserInfoHeap(heap_process(), 0, (PVOID)memory, &handle, NULL);
    return handle ? handle : (HGLOBAL)memory;
}

HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes)
{
    return allocate(uFlags & ~0x8000u, dwBytes, GMEM_VALID_FLAGS);
}

HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
    return allocate(uFlags, uBytes, LMEM_VALID_FLAGS);
}

HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags)
{
    return reallocate(hMem, dwBytes, uFlags, GMEM_VALID_FLAGS);
}

HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags)
{
    return reallocate(hMem, uBytes, uFlags, LMEM_VALID_FLAGS);
}

HGLOBAL WINAPI GlobalFree(HGLOBAL hMem)
{
    return release(hMem);
}

HLOCAL WINAPI LocalFree(HLOCAL hMem)
{
    return release(hMem);
}

SIZE_T WINAPI GlobalSize(HGLOBAL hMem)
{
    return size_of(hMem);
}

SIZE_T WINAPI LocalSize(HLOCAL hMem)
{
    return size_of(hMem);
}

UINT WINAPI GlobalFlags(HGLOBAL hMem)
{
    return flags_of(hMem);
}

UINT WINAPI LocalFlags(HLOCAL hMem)
{
    UINT flags = flags_of(hMem);
    return flags == GMEM_INVALID_HANDLE || !(flags & GMEM_DISCARDABLE) ? flags : flags | LMEM_DISCARDABLE;
}

LPVOID WINAPI GlobalLock(HGLOBAL hMem)
{
    return lock_memory(hMem);
}

LPVOID WINAPI LocalLock(HLOCAL hMem)
{
    return lock_memory(hMem);
}

/* "If the memory object is … GMEM_FIXED, this function returns TRUE." */
BOOL WINAPI GlobalUnlock(HGLOBAL hMem)
{
    return is_handle(hMem) ? unlock_memory(hMem) : TRUE;
}

/* "This function [fails] with ERROR_NOT_LOCKED" for fixed memory. */
BOOL WINAPI LocalUnlock(HLOCAL hMem)
{
    return is_handle(hMem) ? unlock_memory(hMem)
                           : win32_fail(is_fixed(hMem) ? ERROR_NOT_LOCKED : ERROR_INVALID_HANDLE);
}

HGLOBAL WINAPI GlobalHandle(LPCVOID pMem)
{
    return handle_of(pMem);
}

HLOCAL WINAPI LocalHandle(LPCVOID pMem)
{
    return handle_of(pMem);
}

/* What is left of 16-bit Windows: locking by another name, and compaction of what cannot move. */
LPVOID WINAPI GlobalWire(HGLOBAL hMem)
{
    return lock_memory(hMem);
}

BOOL WINAPI GlobalUnWire(HGLOBAL hMem)
{
    return GlobalUnlock(hMem);
}

VOID WINAPI GlobalFix(HGLOBAL hMem)
{
    lock_memory(hMem);
}

VOID WINAPI GlobalUnfix(HGLOBAL hMem)
{
    GlobalUnlock(hMem);
}

SIZE_T WINAPI GlobalCompact(DWORD dwMinFree)
{
    return RtlCompactHeap(heap_process(), 0);
}

SIZE_T WINAPI LocalCompact(UINT uMinFree)
{
    return RtlCompactHeap(heap_process(), 0);
}

SIZE_T WINAPI LocalShrink(HLOCAL hMem, UINT cbNewSize)
{
    return RtlCompactHeap(heap_process(), 0);
}
