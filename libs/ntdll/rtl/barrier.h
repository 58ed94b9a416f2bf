/* SPDX-License-Identifier: MIT
 *
 * Barriers that threads wait at for each other.
 */
#ifndef DECANT_RTL_BARRIER_H
#define DECANT_RTL_BARRIER_H

#include <stdatomic.h>
#include <win/winternl.h>

/* The guest's structure, whose fields are nobody else's business. */
typedef struct _RTL_BARRIER {
    DWORD Reserved1;
    DWORD Reserved2;
    ULONG_PTR Reserved3[2];
    DWORD Reserved4;
    DWORD Reserved5;
} RTL_BARRIER, *PRTL_BARRIER;
ASSERT_SIZE(RTL_BARRIER, 32, 24);

struct rtl_barrier {
    _Atomic uint32_t missing;
    uint32_t total;
    _Atomic uint32_t round;
    _Atomic uint32_t inside;
};
_Static_assert(sizeof(struct rtl_barrier) <= sizeof(RTL_BARRIER), "it fits");

/* TRUE to one of the threads of a round. */
BOOLEAN WINAPI RtlBarrier(PRTL_BARRIER Barrier, ULONG Flags);
NTSTATUS WINAPI RtlInitBarrier(PRTL_BARRIER Barrier, ULONG TotalThreads, ULONG SpinCount);
NTSTATUS WINAPI RtlDeleteBarrier(PRTL_BARRIER Barrier);

#endif
