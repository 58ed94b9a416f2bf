/* SPDX-License-Identifier: MIT
 *
 * What the tests of ntdll share: the native services with their status codes, which winternl.h declares in
 * part only. Each test declares what else it calls.
 */
#ifndef DECANT_TESTS_NT_H
#define DECANT_TESTS_NT_H

#define WIN32_NO_STATUS
#include "guest.h"
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>

#define NT NTSYSAPI NTSTATUS NTAPI

#define BAD_POINTER ((void *)0x30) /* below what any process can map */

NT NtAllocateVirtualMemory(HANDLE, PVOID *, ULONG_PTR, SIZE_T *, ULONG, ULONG);
NT NtFreeVirtualMemory(HANDLE, PVOID *, SIZE_T *, ULONG);
NT NtReadFile(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, PVOID, ULONG, PLARGE_INTEGER, PULONG);
NT NtWriteFile(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, PVOID, ULONG, PLARGE_INTEGER,
               PULONG);
NT NtCreateEvent(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, ULONG, BOOLEAN);
NTSYSAPI BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING, PCWSTR);
NTSYSAPI LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING, PCUNICODE_STRING, BOOLEAN);
NTSYSAPI BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING, PCUNICODE_STRING, BOOLEAN);

/* A counted string over a literal. */
#define STR(text) ((UNICODE_STRING){sizeof(text) - sizeof(WCHAR), sizeof(text), (PWSTR)(text)})

GUEST_UNUSED static BOOL same_counted(const UNICODE_STRING *a, const WCHAR *text)
{
    USHORT i = 0;
    for (; i < a->Length / 2; i++)
        if (!text[i] || a->Buffer[i] != text[i])
            return FALSE;
    return !text[i];
}

#endif
