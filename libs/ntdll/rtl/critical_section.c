/* SPDX-License-Identifier: MIT
 *
 * Critical sections. The fields mean what debuggers document (WinDbg, "Displaying a Critical Section"), for
 * programs look at them:
 *
 *     LockCount       -1: free. Bit 0 clear: locked. Bit 1 clear: a waiter has been woken and is on its way.
 *                     The other bits: the complement of the number of waiters.
 *     RecursionCount  how many times the owner has it
 *     OwningThread    the owner's thread identifier
 *     DebugInfo       -1 unless debug information was asked for (Windows 8.1 and later)
 *
 * LockCount is the futex word. Entering a free one is one compare-and-swap, leaving one that nobody waits for
 * is one, too. The lock is not handed over: a thread that comes by may take it before the one that was woken,
 * as on Windows since Vista.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include "../ntdll.h"
#include "kernel/host/host.h"
#include "kernel/ke/word.h"
#include "kernel/ke/suspend.h"
#include "locks.h"

#define FREE       (-1)
#define UNLOCKED   1 /* bit 0 */
#define NOT_WOKEN  2 /* bit 1 */
#define ONE_WAITER 4
#define NO_DEBUG   ((PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1)

static inline HANDLE self(void)
{
    HANDLE id;
#ifdef __x86_64__
    __asm__("movq %%gs:0x48, %0" : "=r"(id));
#else
    __asm__("movl %%fs:0x24, %0" : "=r"(id));
#endif
    return id;
}

static inline _Atomic LONG *lock_of(PRTL_CRITICAL_SECTION section)
{
    return (_Atomic LONG *)&section->LockCount;
}

NTSTATUS WINAPI RtlInitializeCriticalSectionEx(PRTL_CRITICAL_SECTION CriticalSection, ULONG SpinCount,
                                               ULONG Flags)
{
    if (SpinCount & RTL_CRITICAL_SECTION_ALL_FLAG_BITS)
        return STATUS_INVALID_PARAMETER_2;
    if (Flags & ~RTL_CRITICAL_SECTION_ALL_FLAG_BITS)
        return STATUS_INVALID_PARAMETER_3;
    *CriticalSection = (RTL_CRITICAL_SECTION){.DebugInfo = NO_DEBUG, .LockCount = FREE};
    CriticalSection->SpinCount = process_peb.NumberOfProcessors > 1 ? SpinCount : 0;
    if (Flags & RTL_CRITICAL_SECTION_FLAG_FORCE_DEBUG_INFO) {
        PRTL_CRITICAL_SECTION_DEBUG debug = calloc(1, sizeof(*debug));
        if (!debug)
            return STATUS_NO_MEMORY;
        debug->CriticalSection = CriticalSection;
        debug->ProcessLocksList.Flink = debug->ProcessLocksList.Blink = &debug->ProcessLocksList;
        CriticalSection->DebugInfo = debug;
    }
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlInitializeCriticalSectionAndSpinCount(PRTL_CRITICAL_SECTION CriticalSection,
                                                         ULONG SpinCount)
{
    /* The high bits are flags of an older day. */
    return RtlInitializeCriticalSectionEx(CriticalSection, SpinCount & ~RTL_CRITICAL_SECTION_ALL_FLAG_BITS,
                                          0);
}

NTSTATUS WINAPI RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    return RtlInitializeCriticalSectionEx(CriticalSection, 0, 0);
}

NTSTATUS WINAPI RtlDeleteCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    if (CriticalSection->DebugInfo != NO_DEBUG)
        free(CriticalSection->DebugInfo);
    *CriticalSection = (RTL_CRITICAL_SECTION){0};
    return STATUS_SUCCESS;
}

ULONG WINAPI RtlSetCriticalSectionSpinCount(PRTL_CRITICAL_SECTION CriticalSection, ULONG SpinCount)
{
    ULONG before = (ULONG)CriticalSection->SpinCount;
    CriticalSection->SpinCount =
        process_peb.NumberOfProcessors > 1 ? SpinCount & ~RTL_CRITICAL_SECTION_ALL_FLAG_BITS : 0;
    return before;
}

/* Takes the lock if it is free; waiters and the rest of the word stay. */
static bool take(_Atomic LONG *lock, LONG *value)
{
    while (*value & UNLOCKED)
        if (atomic_compare_exchange_weak_explicit(lock, value, *value & ~UNLOCKED, memory_order_acquire,
                                                  memory_order_relaxed))
            return true;
    return false;
}

static bool spin(PRTL_CRITICAL_SECTION section)
{
    /* A short spin pays even where none was asked for: a wake costs tens of microseconds. */
    ULONG_PTR rounds = section->SpinCount ? section->SpinCount : process_peb.NumberOfProcessors > 1 ? 60 : 0;
    for (; rounds; rounds--) {
        LONG value = atomic_load_explicit(lock_of(section), memory_order_relaxed);
        if (take(lock_of(section), &value))
            return true;
        __builtin_ia32_pause();
    }
    return false;
}

/* The slow ways are ms_abi, too: the fast ones then have no vector registers to save. */
static __attribute__((noinline)) void WINAPI enter_slowly(PRTL_CRITICAL_SECTION section)
{
    _Atomic LONG *lock = lock_of(section);
    if (spin(section))
        return;
    if (section->DebugInfo != NO_DEBUG && section->DebugInfo)
        section->DebugInfo->ContentionCount++;
    LONG value = atomic_fetch_sub_explicit(lock, ONE_WAITER, memory_order_relaxed) - ONE_WAITER;
    for (;;) {
        while (value & UNLOCKED) /* taken: no waiter any more, and the next may be woken */
            if (atomic_compare_exchange_weak_explicit(lock, &value,
                                                      ((value & ~UNLOCKED) | NOT_WOKEN) + ONE_WAITER,
                                                      memory_order_acquire, memory_order_relaxed))
                return;
        if (!(value & NOT_WOKEN) &&
            !atomic_compare_exchange_weak_explicit(lock, &value, value | NOT_WOKEN, memory_order_relaxed,
                                                   memory_order_relaxed))
            continue;
        sys_thread_check_orphaned_lock();
        sys_word_wait(lock, (uint32_t)(value | NOT_WOKEN), HOST_FOREVER);
        value = atomic_load_explicit(lock, memory_order_relaxed);
    }
}

NTSTATUS WINAPI RtlEnterCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    HANDLE me = self();
    LONG value = FREE;
    if (!atomic_compare_exchange_strong_explicit(lock_of(CriticalSection), &value, FREE & ~UNLOCKED,
                                                 memory_order_acquire, memory_order_relaxed)) {
        if (CriticalSection->OwningThread == me) {
            CriticalSection->RecursionCount++;
            return STATUS_SUCCESS;
        }
        enter_slowly(CriticalSection);
    }
    CriticalSection->OwningThread = me;
    CriticalSection->RecursionCount = 1;
    return STATUS_SUCCESS;
}

BOOL WINAPI RtlTryEnterCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    HANDLE me = self();
    LONG value = atomic_load_explicit(lock_of(CriticalSection), memory_order_relaxed);
    if (take(lock_of(CriticalSection), &value)) {
        CriticalSection->OwningThread = me;
        CriticalSection->RecursionCount = 1;
        return TRUE;
    }
    if (CriticalSection->OwningThread != me)
        return FALSE;
    CriticalSection->RecursionCount++;
    return TRUE;
}

static __attribute__((noinline)) void WINAPI leave_slowly(_Atomic LONG *lock, LONG value)
{
    for (;;) {
        bool wake = value & NOT_WOKEN && (value | 3) != FREE;
        LONG next = (value | UNLOCKED) & ~(wake ? NOT_WOKEN : 0);
        if (atomic_compare_exchange_weak_explicit(lock, &value, next, memory_order_release,
                                                  memory_order_relaxed)) {
            if (wake)
                sys_host_futex_wake(lock, 1, false);
            return;
        }
    }
}

NTSTATUS WINAPI RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION CriticalSection)
{
    if (--CriticalSection->RecursionCount > 0)
        return STATUS_SUCCESS;
    LONG value = FREE & ~UNLOCKED;
    CriticalSection->OwningThread = NULL;
    if (!atomic_compare_exchange_strong_explicit(lock_of(CriticalSection), &value, FREE, memory_order_release,
                                                 memory_order_relaxed))
        leave_slowly(lock_of(CriticalSection), value);
    return STATUS_SUCCESS;
}

BOOL WINAPI RtlIsCriticalSectionLocked(PRTL_CRITICAL_SECTION CriticalSection)
{
    return !(atomic_load_explicit(lock_of(CriticalSection), memory_order_relaxed) & UNLOCKED);
}

BOOL WINAPI RtlIsCriticalSectionLockedByThread(PRTL_CRITICAL_SECTION CriticalSection)
{
    return CriticalSection->OwningThread == self() && CriticalSection->RecursionCount != 0;
}

ULONG WINAPI RtlGetCriticalSectionRecursionCount(PRTL_CRITICAL_SECTION CriticalSection)
{
    return CriticalSection->OwningThread == self() ? (ULONG)CriticalSection->RecursionCount : 0;
}
