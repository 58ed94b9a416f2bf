/* SPDX-License-Identifier: MIT
 *
 * Security identifiers.
 */
#include <string.h>
#include <rtl/heap.h>
#include "common/text_format.h"
#include "security.h"
#include <rtl/string.h>

ULONG sid_make(PSID sid, ULONG authority, unsigned count, const DWORD *subauthorities)
{
    SID *to = sid;
    *(BYTE *)to = SID_REVISION;
    to->SubAuthorityCount = (BYTE)count;
    to->IdentifierAuthority = (SID_IDENTIFIER_AUTHORITY){
        {0, 0, (BYTE)(authority >> 24), (BYTE)(authority >> 16), (BYTE)(authority >> 8), (BYTE)authority}};
    memcpy((char *)sid + 8, subauthorities, 4 * count);
    return SID_BYTES(count);
}

ULONG sid_of_user(PSID sid, uint32_t uid)
{
    return sid_make(sid, 22, 2, (const DWORD[]){1, uid});
}

ULONG sid_of_group(PSID sid, uint32_t gid)
{
    return sid_make(sid, 22, 2, (const DWORD[]){2, gid});
}

BOOLEAN WINAPI RtlValidSid(PSID Sid)
{
    const SID *sid = Sid;
    return sid && sid->Revision == SID_REVISION && sid->SubAuthorityCount <= SID_MAX_SUB_AUTHORITIES;
}

ULONG WINAPI RtlLengthRequiredSid(ULONG SubAuthorityCount)
{
    return SID_BYTES(SubAuthorityCount);
}

ULONG WINAPI RtlLengthSid(PSID Sid)
{
    return SID_BYTES(((const SID *)Sid)->SubAuthorityCount);
}

BOOLEAN WINAPI RtlEqualSid(PSID Sid1, PSID Sid2)
{
    return RtlValidSid(Sid1) && RtlValidSid(Sid2) && RtlLengthSid(Sid1) == RtlLengthSid(Sid2) &&
           memcmp(Sid1, Sid2, RtlLengthSid(Sid1)) == 0;
}

/* All but the last subauthority are the same. */
BOOLEAN WINAPI RtlEqualPrefixSid(PSID Sid1, PSID Sid2)
{
    const SID *a = Sid1, *b = Sid2;
    return a->SubAuthorityCount && a->SubAuthorityCount == b->SubAuthorityCount &&
           memcmp(a, b, RtlLengthSid(Sid1) - 4) == 0;
}

PSID_IDENTIFIER_AUTHORITY WINAPI RtlIdentifierAuthoritySid(PSID Sid)
{
    return &((SID *)Sid)->IdentifierAuthority;
}

PULONG WINAPI RtlSubAuthoritySid(PSID Sid, ULONG SubAuthority)
{
    return (PULONG)((char *)Sid + 8) + SubAuthority;
}

PUCHAR WINAPI RtlSubAuthorityCountSid(PSID Sid)
{
    return &((SID *)Sid)->SubAuthorityCount;
}

NTSTATUS WINAPI RtlInitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY Authority, UCHAR SubAuthorityCount)
{
    SID *sid = Sid;
    if (SubAuthorityCount > SID_MAX_SUB_AUTHORITIES)
        return STATUS_INVALID_PARAMETER;
    sid->Revision = SID_REVISION;
    sid->SubAuthorityCount = SubAuthorityCount;
    sid->IdentifierAuthority = *Authority;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY Authority, UCHAR SubAuthorityCount,
                                            ULONG SubAuthority0, ULONG SubAuthority1, ULONG SubAuthority2,
                                            ULONG SubAuthority3, ULONG SubAuthority4, ULONG SubAuthority5,
                                            ULONG SubAuthority6, ULONG SubAuthority7, PSID *Sid)
{
    const DWORD values[8] = {SubAuthority0, SubAuthority1, SubAuthority2, SubAuthority3,
                             SubAuthority4, SubAuthority5, SubAuthority6, SubAuthority7};
    if (SubAuthorityCount > 8)
        return STATUS_INVALID_SID;
    void *sid = RtlAllocateHeap(heap_process(), 0, SID_BYTES(8));
    if (!sid)
        return STATUS_NO_MEMORY;
    RtlInitializeSid(sid, Authority, SubAuthorityCount);
    memcpy((char *)sid + 8, values, 4 * SubAuthorityCount);
    *Sid = sid;
    return STATUS_SUCCESS;
}

PVOID WINAPI RtlFreeSid(PSID Sid)
{
    RtlFreeHeap(heap_process(), 0, Sid);
    return NULL;
}

NTSTATUS WINAPI RtlCopySid(ULONG DestinationLength, PSID Destination, PSID Source)
{
    ULONG length = RtlLengthSid(Source);
    if (DestinationLength < length)
        return STATUS_BUFFER_TOO_SMALL;
    memmove(Destination, Source, length);
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlConvertSidToUnicodeString(PUNICODE_STRING UnicodeString, PSID Sid, BOOLEAN Allocate)
{
    const SID *sid = Sid;
    char text[256];
    uint64_t authority = 0;
    if (!RtlValidSid(Sid))
        return STATUS_INVALID_SID;
    for (int i = 0; i < 6; i++)
        authority = authority << 8 | sid->IdentifierAuthority.Value[i];
    int length = text_format(text, sizeof(text), authority >> 32 ? "S-1-0x%llX" : "S-1-%llu",
                             (unsigned long long)authority);
    for (unsigned i = 0; i < sid->SubAuthorityCount; i++)
        length +=
            text_format(text + length, sizeof(text) - (size_t)length, "-%u", *RtlSubAuthoritySid(Sid, i));
    ANSI_STRING ansi = {(USHORT)length, (USHORT)(length + 1), text};
    return RtlAnsiStringToUnicodeString(UnicodeString, &ansi, Allocate);
}
