/* SPDX-License-Identifier: MIT
 *
 * Encoded pointers: a function pointer that lies in memory is no use to an attacker who does not know the
 * cookie. It differs from run to run because our own address does.
 */
#include "../ntdll.h"

static ULONG_PTR cookie(void)
{
    return (ULONG_PTR)&process_peb * (ULONG_PTR)0x9E3779B97F4A7C15ull;
}

#define BITS (sizeof(ULONG_PTR) * 8)

PVOID WINAPI RtlEncodePointer(PVOID Ptr)
{
    ULONG_PTR value = (ULONG_PTR)Ptr ^ cookie();
    unsigned turn = (unsigned)(cookie() >> 8) % (BITS - 1) + 1;
    return (PVOID)(value >> turn | value << (BITS - turn));
}

PVOID WINAPI RtlDecodePointer(PVOID Ptr)
{
    ULONG_PTR value = (ULONG_PTR)Ptr;
    unsigned turn = (unsigned)(cookie() >> 8) % (BITS - 1) + 1;
    return (PVOID)((value << turn | value >> (BITS - turn)) ^ cookie());
}
