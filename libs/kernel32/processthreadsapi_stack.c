/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h: what is left of a stack when it overflows.
 */
#include <rtl/exception.h>
#include "kernel32.h"

/* The size is what the handlers of an overflow can count on; it only grows. */
BOOL WINAPI SetThreadStackGuarantee(PULONG StackSizeInBytes)
{
    if (!StackSizeInBytes)
        return win32_fail(ERROR_INVALID_PARAMETER);
    ULONG old = NtCurrentTeb()->GuaranteedStackBytes;
    NTSTATUS status = sys_exception_guarantee_stack(*StackSizeInBytes);
    if (NT_SUCCESS(status))
        *StackSizeInBytes = old;
    return win32_result(status);
}
