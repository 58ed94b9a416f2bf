/* SPDX-License-Identifier: MIT
 *
 * memoryapi.h: what kernelbase has and kernel32 has not.
 */
#include "../kernel32/kernel32.h"
#include "kernel/mm/virtual.h"

PVOID WINAPI VirtualAlloc2(HANDLE Process, PVOID BaseAddress, SIZE_T Size, ULONG AllocationType,
                           ULONG PageProtection, PMEM_EXTENDED_PARAMETER ExtendedParameters,
                           ULONG ParameterCount);

PVOID WINAPI VirtualAlloc2(HANDLE Process, PVOID BaseAddress, SIZE_T Size, ULONG AllocationType,
                           ULONG PageProtection, PMEM_EXTENDED_PARAMETER ExtendedParameters,
                           ULONG ParameterCount)
{
    NTSTATUS status =
        NtAllocateVirtualMemoryEx(Process ? Process : NtCurrentProcess(), &BaseAddress, &Size, AllocationType,
                                  PageProtection, ExtendedParameters, ParameterCount);
    return win32_result(status) ? BaseAddress : NULL;
}
