/* SPDX-License-Identifier: MIT
 *
 * Waiting for a value at an address to change. The value may be 1, 2, 4 or 8 bytes wide and anywhere in the
 * process, so a waiter sleeps on a word of its own that hangs in a table by address; a wake finds exactly
 * those who wait for its address. Nobody waits: one fence and one load.
 */
#include <stdatomic.h>
#include "../ntdll.h"
#include "kernel/host/host.h"
#include "kernel/ke/word.h"
#include "kernel/ke/sync.h"
#include "locks.h"

#define BUCKETS 64

struct waiter {
    struct waiter *next, **link; /* link NULL: not in the table any more */
    uintptr_t address;
    _Atomic uint32_t woken;
};

static struct bucket {
    RTL_SRWLOCK lock;
    struct waiter *first, **last;
    _Atomic uint32_t count;
} __attribute__((aligned(64))) buckets[BUCKETS];

static struct bucket *bucket_of(uintptr_t address)
{
    return &buckets[(address >> 2 ^ address >> 8 ^ address >> 14) % BUCKETS];
}

static bool same(const volatile VOID *address, const VOID *compare, SIZE_T size)
{
    switch (size) {
    case 1:
        return *(const volatile uint8_t *)address == *(const uint8_t *)compare;
    case 2:
        return *(const volatile uint16_t *)address == *(const uint16_t *)compare;
    case 4:
        return *(const volatile uint32_t *)address == *(const uint32_t *)compare;
    default:
        return *(const volatile uint64_t *)address == *(const uint64_t *)compare;
    }
}

static void unlink_locked(struct bucket *bucket, struct waiter *waiter)
{
    *waiter->link = waiter->next;
    if (waiter->next)
        waiter->next->link = waiter->link;
    else
        bucket->last = waiter->link;
    waiter->link = NULL;
    atomic_fetch_sub_explicit(&bucket->count, 1, memory_order_relaxed);
}

NTSTATUS WINAPI RtlWaitOnAddress(const volatile VOID *Address, PVOID CompareAddress, SIZE_T AddressSize,
                                 PLARGE_INTEGER Timeout)
{
    if (AddressSize != 1 && AddressSize != 2 && AddressSize != 4 && AddressSize != 8)
        return STATUS_INVALID_PARAMETER;
    if (!same(Address, CompareAddress, AddressSize))
        return STATUS_SUCCESS;
    uint64_t deadline = sys_sync_deadline(Timeout);
    struct bucket *bucket = bucket_of((uintptr_t)Address);
    struct waiter waiter = {.address = (uintptr_t)Address};
    RtlAcquireSRWLockExclusive(&bucket->lock);
    atomic_fetch_add(&bucket->count, 1); /* before the value is looked at: see wake */
    if (!bucket->last)
        bucket->last = &bucket->first;
    waiter.link = bucket->last;
    *bucket->last = &waiter;
    bucket->last = &waiter.next;
    bool changed = !same(Address, CompareAddress, AddressSize);
    if (changed)
        unlink_locked(bucket, &waiter);
    RtlReleaseSRWLockExclusive(&bucket->lock);
    if (changed)
        return STATUS_SUCCESS;
    while (!atomic_load_explicit(&waiter.woken, memory_order_acquire)) {
        int result = deadline ? sys_word_wait(&waiter.woken, 0, deadline) : -1;
        if (result == 0)
            continue;
        if (deadline == HOST_FOREVER || (deadline && sys_host_monotonic() < deadline))
            continue;
        RtlAcquireSRWLockExclusive(&bucket->lock);
        bool timed_out = waiter.link;
        if (timed_out)
            unlink_locked(bucket, &waiter);
        RtlReleaseSRWLockExclusive(&bucket->lock);
        if (timed_out)
            return STATUS_TIMEOUT;
        while (!atomic_load_explicit(&waiter.woken, memory_order_acquire)) /* its waker is at work */
            __builtin_ia32_pause();
    }
    return STATUS_SUCCESS;
}

static void wake(PVOID address, bool all)
{
    struct bucket *bucket = bucket_of((uintptr_t)address);
    /* The caller has changed the value with a plain store, perhaps: it must be seen before the count is. */
    atomic_thread_fence(memory_order_seq_cst);
    if (!atomic_load_explicit(&bucket->count, memory_order_relaxed))
        return;
    struct waiter *found = NULL, **end = &found;
    RtlAcquireSRWLockExclusive(&bucket->lock);
    for (struct waiter *waiter = bucket->first, *next; waiter; waiter = next) {
        next = waiter->next;
        if (waiter->address != (uintptr_t)address)
            continue;
        unlink_locked(bucket, waiter);
        waiter->next = NULL;
        *end = waiter;
        end = &waiter->next;
        if (!all)
            break;
    }
    RtlReleaseSRWLockExclusive(&bucket->lock);
    while (found) {
        struct waiter *next = found->next; /* once it is woken, it is gone */
        _Atomic uint32_t *word = &found->woken;
        atomic_store_explicit(word, 1, memory_order_release);
        sys_host_futex_wake(word, 1, false);
        found = next;
    }
}

VOID WINAPI RtlWakeAddressSingle(PVOID Address)
{
    wake(Address, false);
}

VOID WINAPI RtlWakeAddressAll(PVOID Address)
{
    wake(Address, true);
}
