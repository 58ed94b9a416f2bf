/* SPDX-License-Identifier: MIT
 *
 * Slim reader/writer locks and condition variables: one pointer-sized word each, all zero when free, of which
 * the low 32 bits are a futex.
 *
 * The lock's word counts its readers from bit 2 on (all ones: a writer) and has two flags: readers sleep,
 * writers sleep. A reader does not enter while writers sleep, so writers are not starved. Who frees the lock
 * clears both flags, wakes one writer, or all readers if there was none; a writer that has slept sets both
 * flags again when it takes the lock, for it cannot know who else still sleeps.
 *
 * A condition variable's word is a count of wakes with a flag in bit 0: somebody may sleep.
 */
#include <limits.h>
#include <stdatomic.h>
#include "../ntdll.h"
#include "kernel/host/host.h"
#include "kernel/ke/word.h"
#include "kernel/ke/suspend.h"
#include "kernel/ke/sync.h"
#include "locks.h"

#define READERS_SLEEP 1u
#define WRITERS_SLEEP 2u
#define FLAGS         3u
#define ONE           4u
#define WRITER        0xFFFFFFFCu
#define SPINS         100u

static inline _Atomic uint32_t *word_of(PVOID lock)
{
    return (_Atomic uint32_t *)lock;
}

VOID WINAPI RtlInitializeSRWLock(PRTL_SRWLOCK SRWLock)
{
    SRWLock->Ptr = NULL;
}

static unsigned spins(void)
{
    return process_peb.NumberOfProcessors > 1 ? SPINS : 0;
}

static __attribute__((noinline)) void acquire_exclusive_slowly(_Atomic uint32_t *word)
{
    uint32_t slept = 0;
    for (unsigned left = spins();;) {
        uint32_t value = atomic_load_explicit(word, memory_order_relaxed);
        if (value < ONE) {
            if (atomic_compare_exchange_weak_explicit(word, &value, value | WRITER | slept,
                                                      memory_order_acquire, memory_order_relaxed))
                return;
        } else if (left) {
            left--;
            __builtin_ia32_pause();
        } else {
            uint32_t asleep = value | WRITERS_SLEEP | slept;
            if (value != asleep && !atomic_compare_exchange_weak_explicit(
                                       word, &value, asleep, memory_order_relaxed, memory_order_relaxed))
                continue;
            sys_thread_check_orphaned_lock();
            sys_word_wait_bits(word, asleep, WRITERS_SLEEP);
            slept = FLAGS;
        }
    }
}

VOID WINAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK SRWLock)
{
    uint32_t value = 0;
    if (!atomic_compare_exchange_strong_explicit(word_of(SRWLock), &value, WRITER, memory_order_acquire,
                                                 memory_order_relaxed))
        acquire_exclusive_slowly(word_of(SRWLock));
}

static __attribute__((noinline)) void acquire_shared_slowly(_Atomic uint32_t *word)
{
    for (unsigned left = spins();;) {
        uint32_t value = atomic_load_explicit(word, memory_order_relaxed);
        if (value < WRITER - ONE && !(value & WRITERS_SLEEP && value >= ONE)) {
            if (atomic_compare_exchange_weak_explicit(word, &value, value + ONE, memory_order_acquire,
                                                      memory_order_relaxed))
                return;
        } else if (left) {
            left--;
            __builtin_ia32_pause();
        } else if ((value & READERS_SLEEP) ||
                   atomic_compare_exchange_weak_explicit(word, &value, value | READERS_SLEEP,
                                                         memory_order_relaxed, memory_order_relaxed)) {
            sys_thread_check_orphaned_lock();
            sys_word_wait_bits(word, value | READERS_SLEEP, READERS_SLEEP);
        }
    }
}

VOID WINAPI RtlAcquireSRWLockShared(PRTL_SRWLOCK SRWLock)
{
    uint32_t value = atomic_load_explicit(word_of(SRWLock), memory_order_relaxed);
    if ((value & FLAGS) || value >= WRITER - ONE ||
        !atomic_compare_exchange_strong_explicit(word_of(SRWLock), &value, value + ONE, memory_order_acquire,
                                                 memory_order_relaxed))
        acquire_shared_slowly(word_of(SRWLock));
}

BOOLEAN WINAPI RtlTryAcquireSRWLockExclusive(PRTL_SRWLOCK SRWLock)
{
    uint32_t value = atomic_load_explicit(word_of(SRWLock), memory_order_relaxed);
    while (value < ONE)
        if (atomic_compare_exchange_weak_explicit(word_of(SRWLock), &value, value | WRITER,
                                                  memory_order_acquire, memory_order_relaxed))
            return TRUE;
    return FALSE;
}

BOOLEAN WINAPI RtlTryAcquireSRWLockShared(PRTL_SRWLOCK SRWLock)
{
    uint32_t value = atomic_load_explicit(word_of(SRWLock), memory_order_relaxed);
    while (value < WRITER - ONE)
        if (atomic_compare_exchange_weak_explicit(word_of(SRWLock), &value, value + ONE, memory_order_acquire,
                                                  memory_order_relaxed))
            return TRUE;
    return FALSE;
}

/* The lock is to become free: value is what the releaser saw, with flags, held once. */
static __attribute__((noinline)) void release_slowly(_Atomic uint32_t *word, uint32_t value, uint32_t held)
{
    for (;;) {
        uint32_t count = (value & ~FLAGS) - held;
        uint32_t next = count ? count | (value & FLAGS) : 0;
        if (!atomic_compare_exchange_weak_explicit(word, &value, next, memory_order_release,
                                                   memory_order_relaxed))
            continue;
        if (!count && (value & FLAGS) && sys_host_futex_wake_bits(word, 1, WRITERS_SLEEP) <= 0)
            sys_host_futex_wake_bits(word, INT_MAX, READERS_SLEEP);
        return;
    }
}

VOID WINAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK SRWLock)
{
    uint32_t value = WRITER;
    if (!atomic_compare_exchange_strong_explicit(word_of(SRWLock), &value, 0, memory_order_release,
                                                 memory_order_relaxed))
        release_slowly(word_of(SRWLock), value, WRITER);
}

VOID WINAPI RtlReleaseSRWLockShared(PRTL_SRWLOCK SRWLock)
{
    release_slowly(word_of(SRWLock), atomic_load_explicit(word_of(SRWLock), memory_order_relaxed), ONE);
}

/* ---- condition variables ---- */

#define SLEEPERS 1u
#define ONE_WAKE 2u

VOID WINAPI RtlInitializeConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable)
{
    ConditionVariable->Ptr = NULL;
}

VOID WINAPI RtlWakeAllConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable)
{
    _Atomic uint32_t *word = word_of(ConditionVariable);
    uint32_t value = atomic_load(word);
    do {
        if (!(value & SLEEPERS))
            return;
    } while (!atomic_compare_exchange_weak(word, &value, (value + ONE_WAKE) & ~SLEEPERS));
    sys_host_futex_wake(word, INT_MAX, false);
}

VOID WINAPI RtlWakeConditionVariable(PRTL_CONDITION_VARIABLE ConditionVariable)
{
    _Atomic uint32_t *word = word_of(ConditionVariable);
    uint32_t value = atomic_load(word);
    do {
        if (!(value & SLEEPERS))
            return;
    } while (!atomic_compare_exchange_weak(word, &value, value + ONE_WAKE));
    /* Nobody sleeps any more: the flag goes, together with a wake for whoever has just come. */
    if (sys_host_futex_wake(word, 1, false) <= 0)
        RtlWakeAllConditionVariable(ConditionVariable);
}

/* Marks the variable; what must still be there when the sleep begins. */
static uint32_t condition_enter(_Atomic uint32_t *word)
{
    return atomic_fetch_or(word, SLEEPERS) | SLEEPERS;
}

static NTSTATUS condition_sleep(_Atomic uint32_t *word, uint32_t value, uint64_t deadline)
{
    while (deadline) {
        int result = sys_word_wait(word, value, deadline);
        if (result == 0 || atomic_load(word) != value)
            return STATUS_SUCCESS;
        if (deadline != HOST_FOREVER && sys_host_monotonic() >= deadline)
            break;
    }
    return STATUS_TIMEOUT;
}

NTSTATUS WINAPI RtlSleepConditionVariableCS(PRTL_CONDITION_VARIABLE ConditionVariable,
                                            PRTL_CRITICAL_SECTION CriticalSection, PLARGE_INTEGER Timeout)
{
    uint64_t deadline = sys_sync_deadline(Timeout);
    uint32_t value = condition_enter(word_of(ConditionVariable));
    RtlLeaveCriticalSection(CriticalSection);
    NTSTATUS status = condition_sleep(word_of(ConditionVariable), value, deadline);
    RtlEnterCriticalSection(CriticalSection);
    return status;
}

NTSTATUS WINAPI RtlSleepConditionVariableSRW(PRTL_CONDITION_VARIABLE ConditionVariable, PRTL_SRWLOCK SRWLock,
                                             PLARGE_INTEGER Timeout, ULONG Flags)
{
    uint64_t deadline = sys_sync_deadline(Timeout);
    if (Flags & ~CONDITION_VARIABLE_LOCKMODE_SHARED)
        return STATUS_INVALID_PARAMETER_4;
    uint32_t value = condition_enter(word_of(ConditionVariable));
    if (Flags & CONDITION_VARIABLE_LOCKMODE_SHARED)
        RtlReleaseSRWLockShared(SRWLock);
    else
        RtlReleaseSRWLockExclusive(SRWLock);
    NTSTATUS status = condition_sleep(word_of(ConditionVariable), value, deadline);
    if (Flags & CONDITION_VARIABLE_LOCKMODE_SHARED)
        RtlAcquireSRWLockShared(SRWLock);
    else
        RtlAcquireSRWLockExclusive(SRWLock);
    return status;
}
