/* SPDX-License-Identifier: MIT
 *
 * SIDs, ACLs and security descriptors: the Rtl functions that advapi32 stands on. A Unix user is
 * S-1-22-1-uid, a group S-1-22-2-gid, as Samba writes them.
 */
#ifndef DECANT_COMMON_SECURITY_H
#define DECANT_COMMON_SECURITY_H

#include <win/securitybaseapi.h>
#include <win/winternl.h>

#define SID_BYTES(count) ((ULONG)(8 + 4 * (count)))

/* Writes a SID of `count` subauthorities under `authority` (its lowest bytes); returns its size. */
ULONG sid_make(PSID sid, ULONG authority, unsigned count, const DWORD *subauthorities);
ULONG sid_of_user(PSID sid, uint32_t uid);
ULONG sid_of_group(PSID sid, uint32_t gid);

BOOLEAN WINAPI RtlValidSid(PSID Sid);
BOOLEAN WINAPI RtlEqualSid(PSID Sid1, PSID Sid2);
BOOLEAN WINAPI RtlEqualPrefixSid(PSID Sid1, PSID Sid2);
ULONG WINAPI RtlLengthRequiredSid(ULONG SubAuthorityCount);
ULONG WINAPI RtlLengthSid(PSID Sid);
NTSTATUS WINAPI RtlInitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY Authority, UCHAR SubAuthorityCount);
NTSTATUS WINAPI RtlCopySid(ULONG DestinationLength, PSID Destination, PSID Source);
NTSTATUS WINAPI RtlConvertSidToUnicodeString(PUNICODE_STRING UnicodeString, PSID Sid, BOOLEAN Allocate);
NTSTATUS WINAPI RtlCreateAcl(PACL Acl, ULONG AclLength, ULONG AclRevision);
BOOLEAN WINAPI RtlValidAcl(PACL Acl);
NTSTATUS WINAPI RtlAddAce(PACL Acl, ULONG AceRevision, ULONG StartingAceIndex, PVOID AceList,
                          ULONG AceListLength);
NTSTATUS WINAPI RtlGetAce(PACL Acl, ULONG AceIndex, PVOID *Ace);
NTSTATUS WINAPI RtlDeleteAce(PACL Acl, ULONG AceIndex);
BOOLEAN WINAPI RtlFirstFreeAce(PACL Acl, PVOID *FirstFree);
NTSTATUS WINAPI RtlAddAccessAllowedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK Mask,
                                         PSID Sid);
NTSTATUS WINAPI RtlAddAccessDeniedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK Mask,
                                        PSID Sid);
NTSTATUS WINAPI RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Revision);
BOOLEAN WINAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor);
ULONG WINAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor);
NTSTATUS WINAPI RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, BOOLEAN DaclPresent,
                                             PACL Dacl, BOOLEAN DaclDefaulted);
NTSTATUS WINAPI RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PBOOLEAN DaclPresent,
                                             PACL *Dacl, PBOOLEAN DaclDefaulted);
NTSTATUS WINAPI RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, BOOLEAN SaclPresent,
                                             PACL Sacl, BOOLEAN SaclDefaulted);
NTSTATUS WINAPI RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Owner,
                                              BOOLEAN OwnerDefaulted);
NTSTATUS WINAPI RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Owner,
                                              PBOOLEAN OwnerDefaulted);
NTSTATUS WINAPI RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID Group,
                                              BOOLEAN GroupDefaulted);
NTSTATUS WINAPI RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, PSID *Group,
                                              PBOOLEAN GroupDefaulted);

/* kernel/io/file_security.c */
NTSTATUS WINAPI NtQuerySecurityObject(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                      PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Length,
                                      PULONG LengthNeeded);
NTSTATUS WINAPI NtSetSecurityObject(HANDLE Handle, SECURITY_INFORMATION SecurityInformation,
                                    PSECURITY_DESCRIPTOR SecurityDescriptor);

/* kernel/se/token.c */
NTSTATUS WINAPI NtOpenProcessToken(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, PHANDLE TokenHandle);
NTSTATUS WINAPI NtOpenThreadToken(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf,
                                  PHANDLE TokenHandle);
NTSTATUS WINAPI NtQueryInformationToken(HANDLE TokenHandle, ULONG TokenInformationClass,
                                        PVOID TokenInformation, ULONG TokenInformationLength,
                                        PULONG ReturnLength);
NTSTATUS WINAPI NtAdjustPrivilegesToken(HANDLE TokenHandle, BOOLEAN DisableAllPrivileges,
                                        PTOKEN_PRIVILEGES NewState, ULONG BufferLength,
                                        PTOKEN_PRIVILEGES PreviousState, PULONG ReturnLength);

#endif
