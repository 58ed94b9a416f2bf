/* SPDX-License-Identifier: MIT
 *
 * NTSTATUS to Win32 error: one look-up in status.def; the status that was translated last stays in the TEB.
 */
#include "../ntdll.h"

ULONG WINAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS Status)
{
    static const struct {
        NTSTATUS status;
        ULONG error;
    } table[] = {
#define STATUS(name, value, error) {(NTSTATUS)(value), error},
#include <win/status.def>
#undef STATUS
    };
    if ((ULONG)Status & 0x20000000u) /* a code of the program's own stays what it is */
        return (ULONG)Status;
    if (((ULONG)Status & 0xFFFF0000u) == 0x80070000u) /* a Win32 error in NTSTATUS's clothes */
        return (ULONG)Status & 0xFFFF;
    unsigned low = 0, high = countof(table);
    while (low < high) { /* the rows ascend by value */
        unsigned middle = (low + high) / 2;
        if ((ULONG)table[middle].status == (ULONG)Status)
            return table[middle].error;
        if ((ULONG)table[middle].status < (ULONG)Status)
            low = middle + 1;
        else
            high = middle;
    }
    return ERROR_MR_MID_NOT_FOUND;
}

ULONG WINAPI RtlNtStatusToDosError(NTSTATUS Status)
{
    NtCurrentTeb()->LastStatusValue = Status;
    return RtlNtStatusToDosErrorNoTeb(Status);
}

NTSTATUS WINAPI RtlGetLastNtStatus(VOID)
{
    return NtCurrentTeb()->LastStatusValue;
}
