/* SPDX-License-Identifier: MIT
 *
 * Thread-local and fiber-local storage by index. TLS lies where Windows keeps it: 64 slots in the TEB and
 * 1024 more behind TEB.TlsExpansionSlots, allotted by the PEB's bitmaps; compilers and debuggers read both
 * directly. FLS is an array behind TEB.FlsData; each index may have a callback that gets what a thread has
 * stored when the thread ends or the index is freed.
 */
#include <stdlib.h>
#include "kernel/ps/thread.h"
#include "exception.h"
#include "locks.h"

#define SLOTS     countof(((TEB *)0)->TlsSlots)
#define EXPANSION 1024u

static RTL_SRWLOCK tls_lock;

static DWORD first_clear(const ULONG *bits, DWORD count)
{
    for (DWORD i = 0; i < count; i++)
        if (!(bits[i / 32] >> i % 32 & 1))
            return i;
    return count;
}

static PVOID *slot_of(TEB *teb, DWORD index)
{
    if (index < SLOTS)
        return &teb->TlsSlots[index];
    return teb->TlsExpansionSlots ? &teb->TlsExpansionSlots[index - SLOTS] : NULL;
}

NTSTATUS tls_alloc(DWORD *index)
{
    NTSTATUS status = STATUS_SUCCESS;
    RtlAcquireSRWLockExclusive(&tls_lock);
    process_peb.TlsBitmapBits[0] |= 1; /* on Windows never free either; Rust's library takes 0 for "none" */
    DWORD found = first_clear(process_peb.TlsBitmapBits, SLOTS);
    if (found < SLOTS) {
        process_peb.TlsBitmapBits[found / 32] |= 1u << found % 32;
    } else if ((found = first_clear(process_peb.TlsExpansionBitmapBits, EXPANSION)) < EXPANSION) {
        process_peb.TlsExpansionBitmapBits[found / 32] |= 1u << found % 32;
        found += SLOTS;
    } else {
        status = STATUS_NO_MEMORY;
    }
    RtlReleaseSRWLockExclusive(&tls_lock);
    if (NT_SUCCESS(status)) {
        PVOID *slot = slot_of(NtCurrentTeb(), found);
        if (slot)
            *slot = NULL;
        *index = found;
    }
    return status;
}

static void clear_slot(struct thread *thread, void *index)
{
    PVOID *slot = slot_of(&thread->teb, *(DWORD *)index);
    if (slot)
        *slot = NULL;
}

NTSTATUS tls_free(DWORD index)
{
    if (!index || index >= SLOTS + EXPANSION)
        return STATUS_INVALID_PARAMETER;
    ULONG *bits = index < SLOTS ? process_peb.TlsBitmapBits : process_peb.TlsExpansionBitmapBits;
    DWORD bit = index < SLOTS ? index : index - (DWORD)SLOTS;
    RtlAcquireSRWLockExclusive(&tls_lock);
    bool used = bits[bit / 32] >> bit % 32 & 1;
    if (used) {
        sys_thread_enumerate(clear_slot, &index); /* every thread's value is gone */
        bits[bit / 32] &= ~(1u << bit % 32);
    }
    RtlReleaseSRWLockExclusive(&tls_lock);
    return used ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS tls_set(DWORD index, PVOID value)
{
    TEB *teb = NtCurrentTeb();
    if (index >= SLOTS + EXPANSION)
        return STATUS_INVALID_PARAMETER;
    if (index >= SLOTS && !teb->TlsExpansionSlots) {
        teb->TlsExpansionSlots = calloc(EXPANSION, sizeof(PVOID));
        if (!teb->TlsExpansionSlots)
            return STATUS_NO_MEMORY;
    }
    *slot_of(teb, index) = value;
    return STATUS_SUCCESS;
}

NTSTATUS tls_get(DWORD index, PVOID *value)
{
    if (index >= SLOTS + EXPANSION)
        return STATUS_INVALID_PARAMETER;
    PVOID *slot = slot_of(NtCurrentTeb(), index);
    *value = slot ? *slot : NULL;
    return STATUS_SUCCESS;
}

/* ---- fiber-local storage ---- */

/* A thread's or fiber's values; those past `count` are NULL. Index 0 is never given out. */
struct fls {
    ULONG count;
    struct fls *next, **link; /* all of them, whoever runs */
    PVOID values[];
};

static RTL_SRWLOCK fls_lock;
static struct {
    PFLS_CALLBACK_FUNCTION callback;
    bool used;
} fls_indexes[FLS_MAXIMUM_AVAILABLE];
static struct fls *fls_stores;
static ULONG fls_high; /* no index at or above it was ever used */

NTSTATUS WINAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION Callback, PULONG Index)
{
    NTSTATUS status = STATUS_NO_MEMORY;
    guest_touch_write(Index, sizeof(*Index)); /* before an index is taken */
    ULONG found = 0;
    RtlAcquireSRWLockExclusive(&fls_lock);
    for (ULONG i = 1; i < FLS_MAXIMUM_AVAILABLE; i++)
        if (!fls_indexes[i].used) {
            fls_indexes[i].used = true;
            fls_indexes[i].callback = Callback;
            if (fls_high <= i)
                fls_high = i + 1;
            found = i;
            status = STATUS_SUCCESS;
            break;
        }
    RtlReleaseSRWLockExclusive(&fls_lock);
    if (NT_SUCCESS(status))
        *Index = found;
    return status;
}

static bool fls_valid(ULONG index)
{
    return index > 0 && index < FLS_MAXIMUM_AVAILABLE && fls_indexes[index].used;
}

struct collected {
    ULONG index;
    unsigned count, capacity;
    PVOID *values;
};

/* Takes what a store has of an index that is being freed. */
static void collect_locked(struct fls *fls, struct collected *collected)
{
    if (collected->index >= fls->count || !fls->values[collected->index])
        return;
    if (collected->count == collected->capacity) {
        unsigned capacity = collected->capacity ? 2 * collected->capacity : 16;
        PVOID *values = realloc(collected->values, capacity * sizeof(PVOID));
        if (!values)
            return;
        collected->values = values;
        collected->capacity = capacity;
    }
    collected->values[collected->count++] = fls->values[collected->index];
    fls->values[collected->index] = NULL;
}

NTSTATUS WINAPI RtlFlsFree(ULONG Index)
{
    struct collected collected = {.index = Index};
    RtlAcquireSRWLockExclusive(&fls_lock);
    bool valid = fls_valid(Index);
    PFLS_CALLBACK_FUNCTION callback = valid ? fls_indexes[Index].callback : NULL;
    if (valid) {
        for (struct fls *fls = fls_stores; fls; fls = fls->next)
            collect_locked(fls, &collected);
        fls_indexes[Index].used = false;
        fls_indexes[Index].callback = NULL;
    }
    RtlReleaseSRWLockExclusive(&fls_lock);
    for (unsigned i = 0; callback && i < collected.count; i++)
        callback(collected.values[i]);
    free(collected.values);
    return valid ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS WINAPI RtlFlsSetValue(ULONG Index, PVOID Value)
{
    struct fls *fls = NtCurrentTeb()->FlsData;
    if (!fls_valid(Index))
        return STATUS_INVALID_PARAMETER;
    if (!fls || Index >= fls->count) {
        ULONG before = fls ? fls->count : 0, count = Index < 32 ? 32 : (Index + 64) & ~63u;
        RtlAcquireSRWLockExclusive(&fls_lock); /* RtlFlsFree reads other threads' stores */
        fls = realloc(fls, sizeof(*fls) + count * sizeof(PVOID));
        if (fls) {
            if (!before) {
                fls->next = fls_stores;
                fls->link = &fls_stores;
            }
            *fls->link = fls;
            if (fls->next)
                fls->next->link = &fls->next;
            for (ULONG i = before; i < count; i++)
                fls->values[i] = NULL;
            fls->count = count;
            NtCurrentTeb()->FlsData = fls;
        }
        RtlReleaseSRWLockExclusive(&fls_lock);
        if (!fls)
            return STATUS_NO_MEMORY;
    }
    fls->values[Index] = Value;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlFlsGetValue(ULONG Index, PVOID *Value)
{
    struct fls *fls = NtCurrentTeb()->FlsData;
    if (!fls_valid(Index))
        return STATUS_INVALID_PARAMETER;
    *Value = fls && Index < fls->count ? fls->values[Index] : NULL;
    return STATUS_SUCCESS;
}

void fls_release(PVOID *store)
{
    struct fls *fls = *store;
    if (!fls)
        return;
    for (ULONG i = 1; i < fls->count; i++) {
        if (!fls->values[i])
            continue;
        RtlAcquireSRWLockExclusive(&fls_lock); /* RtlFlsFree may be after the same value */
        PVOID value = fls->values[i];
        PFLS_CALLBACK_FUNCTION callback = fls_valid(i) ? fls_indexes[i].callback : NULL;
        fls->values[i] = NULL;
        RtlReleaseSRWLockExclusive(&fls_lock);
        if (value && callback)
            callback(value);
        fls = *store; /* a callback may have stored something more */
    }
    RtlAcquireSRWLockExclusive(&fls_lock);
    *fls->link = fls->next;
    if (fls->next)
        fls->next->link = fls->link;
    *store = NULL;
    RtlReleaseSRWLockExclusive(&fls_lock);
    free(fls);
}

void fls_detach_thread(struct thread *thread)
{
    fls_release(&thread->teb.FlsData);
}

void tls_detach_thread(struct thread *thread)
{
    free(thread->teb.TlsExpansionSlots);
    thread->teb.TlsExpansionSlots = NULL;
}
