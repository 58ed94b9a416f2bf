/* SPDX-License-Identifier: MIT
 *
 * Run-once initialization. The low two bits of the word say how far it is: 0 not begun, 1 begun by one
 * thread, 3 begun by several at once (RTL_RUN_ONCE_ASYNC), 2 done; the rest is then the context.
 */
#include <limits.h>
#include <stdatomic.h>
#include "../ntdll.h"
#include "kernel/host/host.h"
#include "kernel/ke/word.h"
#include "locks.h"

#define STATE_MASK    3u
#define STATE_NONE    0u
#define STATE_PENDING 1u
#define STATE_DONE    2u
#define STATE_ASYNC   3u

static inline _Atomic uintptr_t *word_of(PRTL_RUN_ONCE once)
{
    return (_Atomic uintptr_t *)&once->Ptr;
}

VOID WINAPI RtlRunOnceInitialize(PRTL_RUN_ONCE RunOnce)
{
    RunOnce->Ptr = NULL;
}

NTSTATUS WINAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID *Context)
{
    uintptr_t value = atomic_load_explicit(word_of(RunOnce), memory_order_acquire);
    if ((value & STATE_MASK) == STATE_DONE) {
        if (Context)
            *Context = (PVOID)(value & ~(uintptr_t)STATE_MASK);
        return STATUS_SUCCESS;
    }
    if (Flags & ~(RTL_RUN_ONCE_CHECK_ONLY | RTL_RUN_ONCE_ASYNC))
        return STATUS_INVALID_PARAMETER_2;
    if (Flags & RTL_RUN_ONCE_CHECK_ONLY)
        return Flags & RTL_RUN_ONCE_ASYNC ? STATUS_INVALID_PARAMETER_2 : STATUS_UNSUCCESSFUL;
    uintptr_t begun = Flags & RTL_RUN_ONCE_ASYNC ? STATE_ASYNC : STATE_PENDING;
    for (;;) {
        switch (value & STATE_MASK) {
        case STATE_NONE:
            if (atomic_compare_exchange_weak(word_of(RunOnce), &value, begun))
                return STATUS_PENDING;
            break;
        case STATE_DONE:
            if (Context)
                *Context = (PVOID)(value & ~(uintptr_t)STATE_MASK);
            return STATUS_SUCCESS;
        case STATE_ASYNC:
            return begun == STATE_ASYNC ? STATUS_PENDING : STATUS_INVALID_PARAMETER_2;
        default:
            if (begun == STATE_ASYNC)
                return STATUS_INVALID_PARAMETER_2;
            sys_word_wait(word_of(RunOnce), (uint32_t)value, HOST_FOREVER);
            value = atomic_load_explicit(word_of(RunOnce), memory_order_acquire);
        }
    }
}

NTSTATUS WINAPI RtlRunOnceComplete(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID Context)
{
    bool failed = Flags & RTL_RUN_ONCE_INIT_FAILED;
    if ((Flags & ~(RTL_RUN_ONCE_ASYNC | RTL_RUN_ONCE_INIT_FAILED)) ||
        Flags == (RTL_RUN_ONCE_ASYNC | RTL_RUN_ONCE_INIT_FAILED) || (failed && Context))
        return STATUS_INVALID_PARAMETER_2;
    if ((uintptr_t)Context & STATE_MASK)
        return STATUS_INVALID_PARAMETER_3;
    uintptr_t value = Flags & RTL_RUN_ONCE_ASYNC ? STATE_ASYNC : STATE_PENDING;
    uintptr_t next = failed ? STATE_NONE : (uintptr_t)Context | STATE_DONE;
    if (!atomic_compare_exchange_strong(word_of(RunOnce), &value, next))
        return (value & STATE_MASK) == STATE_DONE && Flags & RTL_RUN_ONCE_ASYNC ? STATUS_OBJECT_NAME_COLLISION
                                                                                : STATUS_UNSUCCESSFUL;
    if ((value & STATE_MASK) == STATE_PENDING)
        sys_host_futex_wake(word_of(RunOnce), INT_MAX, false);
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE RunOnce, PRTL_RUN_ONCE_INIT_FN InitFn, PVOID Parameter,
                                      PVOID *Context)
{
    PVOID made = NULL;
    NTSTATUS status = RtlRunOnceBeginInitialize(RunOnce, 0, Context);
    if (status != STATUS_PENDING)
        return status;
    if (!InitFn(RunOnce, Parameter, &made)) {
        RtlRunOnceComplete(RunOnce, RTL_RUN_ONCE_INIT_FAILED, NULL);
        return STATUS_UNSUCCESSFUL;
    }
    status = RtlRunOnceComplete(RunOnce, 0, made);
    if (NT_SUCCESS(status) && Context)
        *Context = made;
    return status;
}
