/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h: what is left of a stack when it overflows.
 */
#include <rtl/exception.h>
#include "kernel32.h"

/* The size is what the handlers of an overflow can count on; ours have STACK_GUARD_SOFT bytes at all times.
 */
BOOL WINAPI SetThreadStackGuarantee(PULONG StackSizeInBytes)
{
    if (!StackSizeInBytes)
        return win32_fail(ERROR_INVALID_PARAMETER);
    TEB *teb = NtCurrentTeb();
    ULONG wanted = *StackSizeInBytes, old = teb->GuaranteedStackBytes;
    if (wanted > STACK_GUARD_SOFT - 0x2000)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (wanted > old)
        teb->GuaranteedStackBytes = (wanted + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
    *StackSizeInBytes = old;
    return TRUE;
}
