/* SPDX-License-Identifier: MIT
 *
 * winbase.h: contexts with the extended state of the processor ("Working with XState Context").
 */
#include "common/xstate.h"
#include "kernel32.h"

DWORD64 WINAPI GetEnabledXStateFeatures(void)
{
    return xstate_enabled();
}

BOOL WINAPI InitializeContext(PVOID Buffer, DWORD ContextFlags, PCONTEXT *Context, PDWORD ContextLength)
{
    ULONG size = xstate_context_size(ContextFlags);
    if (!size)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!Buffer || *ContextLength < size) {
        *ContextLength = size;
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    *Context = xstate_context_initialize(Buffer, ContextFlags);
    return TRUE;
}

/* The mask chooses what a compacted state has room for; ours is not compacted. */
BOOL WINAPI InitializeContext2(PVOID Buffer, DWORD ContextFlags, PCONTEXT *Context, PDWORD ContextLength,
                               ULONG64 XStateCompactionMask)
{
    return InitializeContext(Buffer, ContextFlags, Context, ContextLength);
}

BOOL WINAPI CopyContext(PCONTEXT Destination, DWORD ContextFlags, PCONTEXT Source)
{
    NTSTATUS status = xstate_context_copy(Destination, ContextFlags, Source);
    return status == STATUS_BUFFER_OVERFLOW ? win32_fail(ERROR_MORE_DATA) : win32_result(status);
}

BOOL WINAPI GetXStateFeaturesMask(PCONTEXT Context, PDWORD64 FeatureMask)
{
    *FeatureMask = xstate_mask(Context);
    return TRUE;
}

BOOL WINAPI SetXStateFeaturesMask(PCONTEXT Context, DWORD64 FeatureMask)
{
    return xstate_set_mask(Context, FeatureMask);
}

PVOID WINAPI LocateXStateFeature(PCONTEXT Context, DWORD FeatureId, PDWORD Length)
{
    return xstate_locate(Context, FeatureId, Length);
}
