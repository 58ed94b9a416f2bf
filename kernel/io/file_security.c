/* SPDX-License-Identifier: MIT
 *
 * Security descriptors of files, which are their Unix owner, group and mode in other words (SIDs as in
 * common/security.h). A mode's three classes exclude each other, an access control list's entries add up: so
 * what the group or everyone has beyond the owner is denied to him before it is granted to them, and the list
 * evaluates to the very rights that Linux gives. Setting a list goes the other way: it is evaluated for the
 * owner, the group and everyone else, and where it names anybody else, or rights that no mode can tell apart,
 * it fails with STATUS_NOT_SUPPORTED as on a file system without access control.
 */
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "common/security.h"
#include "file_internal.h"
#include "kernel/mm/probe.h"

#define DATA_READ     0x01u
#define DATA_WRITE    0x06u /* FILE_WRITE_DATA and FILE_APPEND_DATA: a mode has one bit for both */
#define DATA_EXECUTE  0x20u
#define DELETE_CHILD  0x40u
#define READ_RIGHTS   0x00120089u /* FILE_GENERIC_READ … */
#define WRITE_RIGHTS  0x00120116u
#define RUN_RIGHTS    0x001200A0u
#define OTHERS_RIGHTS 0x00120088u /* what everybody may with any file: FILE_GENERIC_READ without the data */
#define OWNERS_RIGHTS 0x001F0198u /* its owner: also delete, change the mode, attributes */
#define ALL_RIGHTS    0x001F01FFu

#define LARGEST_DESCRIPTOR 256

enum { EVERYONE_AUTHORITY = 1, NT_AUTHORITY = 5, UNIX_AUTHORITY = 22 };

static ACCESS_MASK rights_of(unsigned bits)
{
    return (bits & 4 ? READ_RIGHTS : 0) | (bits & 2 ? WRITE_RIGHTS | DELETE_CHILD : 0) |
           (bits & 1 ? RUN_RIGHTS : 0);
}

static ACCESS_MASK data_of(unsigned bits)
{
    return (bits & 4 ? DATA_READ : 0) | (bits & 2 ? DATA_WRITE | DELETE_CHILD : 0) |
           (bits & 1 ? DATA_EXECUTE : 0);
}

static void build_list(PACL list, ULONG size, const struct host_stat *stat, PSID owner, PSID group)
{
    const DWORD zero = 0;
    BYTE everyone[SID_BYTES(1)];
    unsigned user = stat->mode >> 6 & 7, members = stat->mode >> 3 & 7, others = stat->mode & 7;
    sid_make(everyone, EVERYONE_AUTHORITY, 1, &zero);
    RtlCreateAcl(list, size, ACL_REVISION);
    if ((members | others) & ~user)
        RtlAddAccessDeniedAceEx(list, ACL_REVISION, 0, data_of((members | others) & ~user), owner);
    RtlAddAccessAllowedAceEx(list, ACL_REVISION, 0, rights_of(user) | OWNERS_RIGHTS, owner);
    if (others & ~members)
        RtlAddAccessDeniedAceEx(list, ACL_REVISION, 0, data_of(others & ~members), group);
    RtlAddAccessAllowedAceEx(list, ACL_REVISION, 0, rights_of(members) | OTHERS_RIGHTS, group);
    RtlAddAccessAllowedAceEx(list, ACL_REVISION, 0, rights_of(others) | OTHERS_RIGHTS, everyone);
    PVOID end;
    RtlFirstFreeAce(list, &end);
    list->AclSize = (WORD)((char *)end - (char *)list);
}

/* The descriptor, self-relative; returns its size. */
static ULONG build(BYTE buffer[LARGEST_DESCRIPTOR], SECURITY_INFORMATION what, const struct host_stat *stat)
{
    SECURITY_DESCRIPTOR_RELATIVE *descriptor = (SECURITY_DESCRIPTOR_RELATIVE *)buffer;
    BYTE owner[SECURITY_MAX_SID_SIZE], group[SECURITY_MAX_SID_SIZE];
    ULONG owner_size = sid_of_user(owner, stat->uid), group_size = sid_of_group(group, stat->gid);
    ULONG at = sizeof(*descriptor);
    memset(buffer, 0, LARGEST_DESCRIPTOR);
    descriptor->Revision = SECURITY_DESCRIPTOR_REVISION;
    descriptor->Control = SE_SELF_RELATIVE;
    if (what & OWNER_SECURITY_INFORMATION) {
        descriptor->Owner = at;
        memcpy(buffer + at, owner, owner_size);
        at += owner_size;
    }
    if (what & GROUP_SECURITY_INFORMATION) {
        descriptor->Group = at;
        memcpy(buffer + at, group, group_size);
        at += group_size;
    }
    if (what & DACL_SECURITY_INFORMATION) {
        PACL list = (PACL)(buffer + at);
        build_list(list, LARGEST_DESCRIPTOR - at, stat, owner, group);
        descriptor->Dacl = at;
        descriptor->Control |= SE_DACL_PRESENT | SE_DACL_PROTECTED;
        at += list->AclSize;
    }
    return at;
}

static NTSTATUS get(HANDLE handle, ACCESS_MASK access, struct file **file, struct host_stat *stat)
{
    NTSTATUS status = file_get(handle, access, file);
    if (!NT_SUCCESS(status))
        return status == STATUS_OBJECT_TYPE_MISMATCH ? STATUS_NOT_SUPPORTED : status;
    int error = host_fstat((*file)->fd, stat);
    if (error >= 0 && stat->type != HOST_FILE_SYMLINK)
        return STATUS_SUCCESS;
    handle_put(handle, &(*file)->object);
    return error < 0 ? status_from_errno(error) : STATUS_NOT_SUPPORTED;
}

NTSTATUS svc_NtQuerySecurityObject(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                   PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Length, PULONG LengthNeeded)
{
    BYTE buffer[LARGEST_DESCRIPTOR] __attribute__((aligned(4)));
    struct file *file;
    struct host_stat stat;
    if (!probe_write(LengthNeeded, sizeof(*LengthNeeded)) || !probe_write(SecurityDescriptor, Length))
        return STATUS_ACCESS_VIOLATION;
    if (SecurityInformation & SACL_SECURITY_INFORMATION) /* audits are nobody's here */
        return STATUS_PRIVILEGE_NOT_HELD;
    NTSTATUS status = get(Handle, READ_CONTROL, &file, &stat);
    if (!NT_SUCCESS(status))
        return status;
    handle_put(Handle, &file->object);
    ULONG size = build(buffer, SecurityInformation, &stat);
    *LengthNeeded = size;
    if (Length < size)
        return STATUS_BUFFER_TOO_SMALL;
    memcpy(SecurityDescriptor, buffer, size);
    return STATUS_SUCCESS;
}

/* ---- setting ---- */

/* The number behind S-1-22-kind-; false: another SID. */
static bool unix_id(PSID sid, DWORD kind, uint32_t *id)
{
    const SID *head = sid;
    DWORD numbers[2];
    const BYTE *authority = head->IdentifierAuthority.Value;
    if (!RtlValidSid(sid) || head->SubAuthorityCount != 2 || authority[5] != UNIX_AUTHORITY || authority[4])
        return false;
    memcpy(numbers, (char *)sid + SID_BYTES(0), sizeof(numbers));
    *id = numbers[1];
    return numbers[0] == kind;
}

/* Whom a SID stands for, as a set of the mode's classes. */
enum { OWNER = 1, GROUP = 2, OTHERS = 4, EVERYBODY = 7, SUPERUSER = 8, NOBODY = 0, SOMEBODY_ELSE = -1 };

static bool is_sid(PSID sid, ULONG authority, unsigned count, DWORD first, DWORD second)
{
    BYTE other[SID_BYTES(2)];
    sid_make(other, authority, count, (const DWORD[]){first, second});
    return RtlEqualSid(sid, other);
}

static int classes_of(PSID sid, uint32_t user, uint32_t group)
{
    uint32_t id;
    if (unix_id(sid, 1, &id))
        return id == user ? OWNER : id == 0 ? SUPERUSER : SOMEBODY_ELSE;
    if (unix_id(sid, 2, &id))
        return id == group ? GROUP : SOMEBODY_ELSE;
    if (is_sid(sid, 3, 1, 4, 0)) /* OWNER RIGHTS */
        return OWNER;
    if (is_sid(sid, EVERYONE_AUTHORITY, 1, 0, 0) || is_sid(sid, NT_AUTHORITY, 1, 11, 0) ||
        is_sid(sid, NT_AUTHORITY, 2, 32, 545)) /* Everyone, Authenticated Users, Users */
        return EVERYBODY;
    if (is_sid(sid, NT_AUTHORITY, 1, 18, 0) ||
        is_sid(sid, NT_AUTHORITY, 2, 32, 544)) /* SYSTEM, Administrators */
        return SUPERUSER;
    return is_sid(sid, 3, 1, 0, 0) || is_sid(sid, 3, 1, 1, 0) ? NOBODY : SOMEBODY_ELSE; /* CREATOR … */
}

static ACCESS_MASK without_generic(ACCESS_MASK mask)
{
    return mask | (mask & GENERIC_READ ? READ_RIGHTS : 0) | (mask & GENERIC_WRITE ? WRITE_RIGHTS : 0) |
           (mask & GENERIC_EXECUTE ? RUN_RIGHTS : 0) | (mask & GENERIC_ALL ? ALL_RIGHTS : 0);
}

static NTSTATUS mode_of_list(PACL list, uint32_t user, uint32_t group, unsigned *mode)
{
    ACCESS_MASK allowed[3] = {0}, denied[3] = {0};
    for (ULONG i = 0; list && i < list->AceCount; i++) {
        ACCESS_ALLOWED_ACE *ace;
        if (!NT_SUCCESS(RtlGetAce(list, i, (PVOID *)&ace)) || ace->Header.AceSize < 8 + SID_BYTES(0) ||
            ace->Header.AceSize < 8 + SID_BYTES(((SID *)&ace->SidStart)->SubAuthorityCount))
            return STATUS_INVALID_ACL;
        bool deny = ace->Header.AceType == ACCESS_DENIED_ACE_TYPE;
        if (ace->Header.AceFlags & INHERIT_ONLY_ACE)
            continue;
        int classes = classes_of(&ace->SidStart, user, group);
        if (classes == SOMEBODY_ELSE || (deny && classes == SUPERUSER) ||
            (!deny && ace->Header.AceType != ACCESS_ALLOWED_ACE_TYPE))
            return STATUS_NOT_SUPPORTED;
        ACCESS_MASK mask = without_generic(ace->Mask);
        for (unsigned class = 0; class < 3; class ++) {
            if (!(classes & 1 << class))
                continue;
            if (deny)
                denied[class] |= mask & ~allowed[class];
            else
                allowed[class] |= mask & ~denied[class];
        }
    }
    *mode = 0;
    for (unsigned class = 0; class < 3; class ++) {
        ACCESS_MASK has = list ? allowed[class] : ALL_RIGHTS; /* no list at all: everything to everyone */
        if (has & DATA_WRITE && (has & DATA_WRITE) != DATA_WRITE)
            return STATUS_NOT_SUPPORTED;
        unsigned bits = (has & DATA_READ ? 4 : 0) | (has & DATA_WRITE ? 2 : 0) | (has & DATA_EXECUTE ? 1 : 0);
        *mode |= bits << (6 - 3 * class);
    }
    return STATUS_SUCCESS;
}

/* What is to be changed, all of it known before anything is. */
struct change {
    uint32_t user, group; /* UINT32_MAX: stays */
    unsigned mode;
};

static NTSTATUS plan(SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor, const struct host_stat *stat,
                     struct change *change)
{
    PSID owner = NULL, group = NULL;
    PACL list = NULL;
    BOOLEAN present, defaulted;
    *change = (struct change){UINT32_MAX, UINT32_MAX, stat->mode & 07777};
    if (!RtlValidSecurityDescriptor(descriptor))
        return STATUS_INVALID_SECURITY_DESCR;
    RtlGetOwnerSecurityDescriptor(descriptor, &owner, &defaulted);
    RtlGetGroupSecurityDescriptor(descriptor, &group, &defaulted);
    RtlGetDaclSecurityDescriptor(descriptor, &present, &list, &defaulted);
    if (what & OWNER_SECURITY_INFORMATION && (!owner || !unix_id(owner, 1, &change->user)))
        return STATUS_INVALID_OWNER;
    if (what & GROUP_SECURITY_INFORMATION && (!group || !unix_id(group, 2, &change->group)))
        return STATUS_INVALID_PRIMARY_GROUP;
    if (change->user == stat->uid)
        change->user = UINT32_MAX;
    if (change->group == stat->gid)
        change->group = UINT32_MAX;
    if (!(what & DACL_SECURITY_INFORMATION))
        return STATUS_SUCCESS;
    unsigned mode;
    NTSTATUS status = mode_of_list(list, change->user == UINT32_MAX ? stat->uid : change->user,
                                   change->group == UINT32_MAX ? stat->gid : change->group, &mode);
    change->mode = (stat->mode & 07000) | mode;
    return status;
}

NTSTATUS svc_NtSetSecurityObject(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                 PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    struct file *file;
    struct host_stat stat;
    struct change change;
    ACCESS_MASK access = 0;
    if (!probe_read(SecurityDescriptor, sizeof(SECURITY_DESCRIPTOR_RELATIVE)))
        return STATUS_ACCESS_VIOLATION;
    if (SecurityInformation & SACL_SECURITY_INFORMATION)
        return STATUS_PRIVILEGE_NOT_HELD;
    if (SecurityInformation & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION))
        access |= WRITE_OWNER;
    if (SecurityInformation & DACL_SECURITY_INFORMATION)
        access |= WRITE_DAC;
    NTSTATUS status = get(Handle, access, &file, &stat);
    if (!NT_SUCCESS(status))
        return status;
    status = plan(SecurityInformation, SecurityDescriptor, &stat, &change);
    if (NT_SUCCESS(status) && stat.type != HOST_FILE_REGULAR && stat.type != HOST_FILE_DIRECTORY)
        status = STATUS_NOT_SUPPORTED; /* a device is the whole machine's */
    if (NT_SUCCESS(status) && (change.user != UINT32_MAX || change.group != UINT32_MAX) &&
        host_set_owner(file->fd, change.user, change.group) < 0)
        status = change.user != UINT32_MAX ? STATUS_INVALID_OWNER : STATUS_INVALID_PRIMARY_GROUP;
    if (NT_SUCCESS(status) && change.mode != (stat.mode & 07777)) {
        int error = host_set_mode(file->fd, change.mode);
        status = status_from_errno(error < 0 ? error : 0);
    }
    handle_put(Handle, &file->object);
    return status;
}
