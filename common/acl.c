/* SPDX-License-Identifier: MIT
 *
 * Access control lists and security descriptors, absolute and self-relative.
 */
#include <string.h>
#include "security.h"

NTSTATUS WINAPI RtlCreateAcl(PACL Acl, ULONG AclLength, ULONG AclRevision)
{
    if (AclLength < sizeof(ACL))
        return STATUS_BUFFER_TOO_SMALL;
    if (AclLength > 0xFFFF ||
        (AclRevision != ACL_REVISION && AclRevision != ACL_REVISION_DS && AclRevision != 3))
        return STATUS_INVALID_PARAMETER;
    *Acl = (ACL){(BYTE)AclRevision, 0, (WORD)(AclLength & ~3u), 0, 0};
    return STATUS_SUCCESS;
}

/* Where the next entry goes; false: the list is not well-formed. *FirstFree NULL: it is full. */
BOOLEAN WINAPI RtlFirstFreeAce(PACL Acl, PVOID *FirstFree)
{
    char *at = (char *)(Acl + 1), *end = (char *)Acl + Acl->AclSize;
    *FirstFree = NULL;
    for (WORD i = 0; i < Acl->AceCount; i++) {
        if (end - at < (ptrdiff_t)sizeof(ACE_HEADER) || ((ACE_HEADER *)at)->AceSize < sizeof(ACE_HEADER) ||
            ((ACE_HEADER *)at)->AceSize > end - at)
            return FALSE;
        at += ((ACE_HEADER *)at)->AceSize;
    }
    *FirstFree = at <= end ? at : NULL;
    return TRUE;
}

BOOLEAN WINAPI RtlValidAcl(PACL Acl)
{
    PVOID free_place;
    return Acl && Acl->AclRevision >= 2 && Acl->AclRevision <= 4 && Acl->AclSize >= sizeof(ACL) &&
           RtlFirstFreeAce(Acl, &free_place);
}

NTSTATUS WINAPI RtlGetAce(PACL Acl, ULONG AceIndex, PVOID *Ace)
{
    if (!RtlValidAcl(Acl) || AceIndex >= Acl->AceCount)
        return STATUS_INVALID_PARAMETER;
    char *at = (char *)(Acl + 1);
    while (AceIndex--)
        at += ((ACE_HEADER *)at)->AceSize;
    *Ace = at;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlAddAce(PACL Acl, ULONG AceRevision, ULONG StartingAceIndex, PVOID AceList,
                          ULONG AceListLength)
{
    PVOID end;
    if (!RtlValidAcl(Acl))
        return STATUS_INVALID_ACL;
    RtlFirstFreeAce(Acl, &end);
    unsigned count = 0;
    for (ULONG at = 0; at < AceListLength; count++) {
        const ACE_HEADER *ace = (const ACE_HEADER *)((char *)AceList + at);
        if (AceListLength - at < sizeof(*ace) || ace->AceSize < sizeof(*ace) ||
            ace->AceSize > AceListLength - at)
            return STATUS_INVALID_PARAMETER;
        at += ace->AceSize;
    }
    if (!end || AceListLength > (size_t)((char *)Acl + Acl->AclSize - (char *)end))
        return STATUS_BUFFER_TOO_SMALL;
    PVOID place = end;
    if (StartingAceIndex < Acl->AceCount)
        RtlGetAce(Acl, StartingAceIndex, &place);
    memmove((char *)place + AceListLength, place, (size_t)((char *)end - (char *)place));
    memcpy(place, AceList, AceListLength);
    Acl->AceCount = (WORD)(Acl->AceCount + count);
    if (AceRevision > Acl->AclRevision)
        Acl->AclRevision = (BYTE)AceRevision;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlDeleteAce(PACL Acl, ULONG AceIndex)
{
    PVOID ace, end;
    NTSTATUS status = RtlGetAce(Acl, AceIndex, &ace);
    if (!NT_SUCCESS(status))
        return status;
    RtlFirstFreeAce(Acl, &end);
    char *next = (char *)ace + ((ACE_HEADER *)ace)->AceSize;
    memmove(ace, next, (size_t)((char *)end - next));
    Acl->AceCount--;
    return STATUS_SUCCESS;
}

static NTSTATUS add_simple(PACL acl, ULONG revision, BYTE type, ULONG flags, ACCESS_MASK mask, PSID sid)
{
    union {
        ACCESS_ALLOWED_ACE ace;
        BYTE bytes[8 + SECURITY_MAX_SID_SIZE];
    } entry;
    if (!RtlValidSid(sid))
        return STATUS_INVALID_SID;
    if (revision > ACL_REVISION_DS || !RtlValidAcl(acl))
        return revision > ACL_REVISION_DS ? STATUS_REVISION_MISMATCH : STATUS_INVALID_ACL;
    ULONG length = RtlLengthSid(sid);
    entry.ace.Header = (ACE_HEADER){type, (BYTE)flags, (WORD)(8 + length)};
    entry.ace.Mask = mask;
    memcpy(entry.bytes + 8, sid, length);
    NTSTATUS status = RtlAddAce(acl, revision, MAXDWORD, &entry, 8 + length);
    return status == STATUS_BUFFER_TOO_SMALL ? STATUS_ALLOTTED_SPACE_EXCEEDED : status;
}

NTSTATUS WINAPI RtlAddAccessAllowedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK Mask,
                                         PSID Sid)
{
    return add_simple(Acl, AceRevision, ACCESS_ALLOWED_ACE_TYPE, AceFlags, Mask, Sid);
}

NTSTATUS WINAPI RtlAddAccessAllowedAce(PACL Acl, ULONG AceRevision, ACCESS_MASK Mask, PSID Sid)
{
    return add_simple(Acl, AceRevision, ACCESS_ALLOWED_ACE_TYPE, 0, Mask, Sid);
}

NTSTATUS WINAPI RtlAddAccessDeniedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK Mask,
                                        PSID Sid)
{
    return add_simple(Acl, AceRevision, ACCESS_DENIED_ACE_TYPE, AceFlags, Mask, Sid);
}

NTSTATUS WINAPI RtlAddAccessDeniedAce(PACL Acl, ULONG AceRevision, ACCESS_MASK Mask, PSID Sid)
{
    return add_simple(Acl, AceRevision, ACCESS_DENIED_ACE_TYPE, 0, Mask, Sid);
}

/* ---- security descriptors ---- */

NTSTATUS WINAPI RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Revision)
{
    if (Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    memset(SecurityDescriptor, 0, sizeof(SECURITY_DESCRIPTOR));
    ((SECURITY_DESCRIPTOR *)SecurityDescriptor)->Revision = SECURITY_DESCRIPTOR_REVISION;
    return STATUS_SUCCESS;
}

/* The parts of a descriptor of either form. */
struct parts {
    PSID owner, group;
    PACL sacl, dacl;
};

static struct parts parts_of(PSECURITY_DESCRIPTOR descriptor)
{
    SECURITY_DESCRIPTOR *absolute = descriptor;
    if (!(absolute->Control & SE_SELF_RELATIVE))
        return (struct parts){absolute->Owner, absolute->Group, absolute->Sacl, absolute->Dacl};
    SECURITY_DESCRIPTOR_RELATIVE *relative = descriptor;
    char *base = descriptor;
    return (struct parts){relative->Owner ? base + relative->Owner : NULL,
                          relative->Group ? base + relative->Group : NULL,
                          relative->Sacl ? (PACL)(base + relative->Sacl) : NULL,
                          relative->Dacl ? (PACL)(base + relative->Dacl) : NULL};
}

BOOLEAN WINAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    if (!descriptor || descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
        return FALSE;
    struct parts parts = parts_of(descriptor);
    return (!parts.owner || RtlValidSid(parts.owner)) && (!parts.group || RtlValidSid(parts.group)) &&
           (!(descriptor->Control & SE_DACL_PRESENT) || !parts.dacl || RtlValidAcl(parts.dacl)) &&
           (!(descriptor->Control & SE_SACL_PRESENT) || !parts.sacl || RtlValidAcl(parts.sacl));
}

ULONG WINAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    struct parts parts = parts_of(descriptor);
    ULONG length = descriptor->Control & SE_SELF_RELATIVE ? sizeof(SECURITY_DESCRIPTOR_RELATIVE)
                                                          : sizeof(SECURITY_DESCRIPTOR);
    length += parts.owner ? RtlLengthSid(parts.owner) : 0;
    length += parts.group ? RtlLengthSid(parts.group) : 0;
    length += descriptor->Control & SE_DACL_PRESENT && parts.dacl ? (parts.dacl->AclSize + 3u) & ~3u : 0;
    length += descriptor->Control & SE_SACL_PRESENT && parts.sacl ? (parts.sacl->AclSize + 3u) & ~3u : 0;
    return length;
}

/* Only an absolute descriptor can be changed. */
static NTSTATUS changeable(SECURITY_DESCRIPTOR *descriptor)
{
    if (descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    return descriptor->Control & SE_SELF_RELATIVE ? STATUS_INVALID_SECURITY_DESCR : STATUS_SUCCESS;
}

static void set_flag(SECURITY_DESCRIPTOR *descriptor, WORD flag, bool on)
{
    descriptor->Control = (WORD)(on ? descriptor->Control | flag : descriptor->Control & ~flag);
}

NTSTATUS WINAPI RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, BOOLEAN DaclPresent,
                                             PACL Dacl, BOOLEAN DaclDefaulted)
{
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    NTSTATUS status = changeable(descriptor);
    if (!NT_SUCCESS(status))
        return status;
    set_flag(descriptor, SE_DACL_PRESENT, DaclPresent);
    set_flag(descriptor, SE_DACL_DEFAULTED, DaclPresent && DaclDefaulted);
    descriptor->Dacl = DaclPresent ? Dacl : NULL;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, BOOLEAN SaclPresent,
                                             PACL Sacl, BOOLEAN SaclDefaulted)
{
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    NTSTATUS status = changeable(descriptor);
    if (!NT_SUCCESS(status))
        return status;
    set_flag(descriptor, SE_SACL_PRESENT, SaclPresent);
    set_flag(descriptor, SE_SACL_DEFAULTED, SaclPresent && SaclDefaulted);
    descriptor->Sacl = SaclPresent ? Sacl : NULL;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PBOOLEAN DaclPresent,
                                             PACL *Dacl, PBOOLEAN DaclDefaulted)
{
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    if (descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    *DaclPresent = (descriptor->Control & SE_DACL_PRESENT) != 0;
    if (*DaclPresent) {
        *Dacl = parts_of(descriptor).dacl;
        *DaclDefaulted = (descriptor->Control & SE_DACL_DEFAULTED) != 0;
    }
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Owner,
                                              BOOLEAN OwnerDefaulted)
{
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    NTSTATUS status = changeable(descriptor);
    if (!NT_SUCCESS(status))
        return status;
    descriptor->Owner = Owner;
    set_flag(descriptor, SE_OWNER_DEFAULTED, OwnerDefaulted);
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Group,
                                              BOOLEAN GroupDefaulted)
{
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    NTSTATUS status = changeable(descriptor);
    if (!NT_SUCCESS(status))
        return status;
    descriptor->Group = Group;
    set_flag(descriptor, SE_GROUP_DEFAULTED, GroupDefaulted);
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Owner,
                                              PBOOLEAN OwnerDefaulted)
{
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    if (descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    *Owner = parts_of(descriptor).owner;
    *OwnerDefaulted = (descriptor->Control & SE_OWNER_DEFAULTED) != 0;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Group,
                                              PBOOLEAN GroupDefaulted)
{
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    if (descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    *Group = parts_of(descriptor).group;
    *GroupDefaulted = (descriptor->Control & SE_GROUP_DEFAULTED) != 0;
    return STATUS_SUCCESS;
}
