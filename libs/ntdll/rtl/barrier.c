/* SPDX-License-Identifier: MIT
 *
 * Barriers: threads wait for each other until there are as many as agreed. The state is the guest's
 * RTL_BARRIER, which the program does not look into: how many are still to come, of how many, the number of
 * the round, and how many are inside, so that deleting can wait until the last one of a round has left.
 */
#include <stdatomic.h>
#include "kernel/ke/sync.h"
#include "barrier.h"
#include "locks.h"

static bool enter(struct rtl_barrier *barrier)
{
    uint32_t round = atomic_load(&barrier->round);
    atomic_fetch_add(&barrier->inside, 1);
    bool last = atomic_fetch_sub(&barrier->missing, 1) == 1;
    if (last) {
        atomic_store(&barrier->missing, barrier->total); /* before anybody can come to the next round */
        atomic_fetch_add(&barrier->round, 1);
        RtlWakeAddressAll(&barrier->round);
    } else {
        while (atomic_load(&barrier->round) == round)
            RtlWaitOnAddress(&barrier->round, &round, sizeof(round), NULL);
    }
    if (atomic_fetch_sub(&barrier->inside, 1) == 1)
        RtlWakeAddressAll(&barrier->inside);
    return last;
}

NTSTATUS WINAPI RtlInitBarrier(PRTL_BARRIER Barrier, ULONG TotalThreads, ULONG SpinCount)
{
    struct rtl_barrier *barrier = (struct rtl_barrier *)Barrier;
    if (!TotalThreads || TotalThreads > INT32_MAX)
        return STATUS_INVALID_PARAMETER_2;
    *barrier = (struct rtl_barrier){.total = TotalThreads};
    atomic_init(&barrier->missing, TotalThreads);
    return STATUS_SUCCESS;
}

BOOLEAN WINAPI RtlBarrier(PRTL_BARRIER Barrier, ULONG Flags)
{
    return enter((struct rtl_barrier *)Barrier);
}

NTSTATUS WINAPI RtlDeleteBarrier(PRTL_BARRIER Barrier)
{
    struct rtl_barrier *barrier = (struct rtl_barrier *)Barrier;
    uint32_t inside;
    while ((inside = atomic_load(&barrier->inside)))
        RtlWaitOnAddress(&barrier->inside, &inside, sizeof(inside), NULL);
    return STATUS_SUCCESS;
}
