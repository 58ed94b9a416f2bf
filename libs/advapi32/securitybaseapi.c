/* SPDX-License-Identifier: MIT
 *
 * securitybaseapi.h: tokens, SIDs, access control lists, security descriptors, over ntdll.
 */
#include <string.h>
#include "advapi32.h"

/* ---- tokens ---- */

BOOL WINAPI OpenProcessToken(HANDLE ProcessHandle, DWORD DesiredAccess, PHANDLE TokenHandle)
{
    return win32_result(NtOpenProcessToken(ProcessHandle, DesiredAccess, TokenHandle));
}

BOOL WINAPI OpenThreadToken(HANDLE ThreadHandle, DWORD DesiredAccess, BOOL OpenAsSelf, PHANDLE TokenHandle)
{
    return win32_result(NtOpenThreadToken(ThreadHandle, DesiredAccess, (BOOLEAN)OpenAsSelf, TokenHandle));
}

BOOL WINAPI GetTokenInformation(HANDLE TokenHandle, DWORD TokenInformationClass, LPVOID TokenInformation,
                                DWORD TokenInformationLength, PDWORD ReturnLength)
{
    NTSTATUS status = NtQueryInformationToken(TokenHandle, TokenInformationClass, TokenInformation,
                                              TokenInformation ? TokenInformationLength : 0, ReturnLength);
    return win32_result(status);
}

/* Success says nothing of whether every privilege was there: the last error does, also on success. */
BOOL WINAPI AdjustTokenPrivileges(HANDLE TokenHandle, BOOL DisableAllPrivileges, PTOKEN_PRIVILEGES NewState,
                                  DWORD BufferLength, PTOKEN_PRIVILEGES PreviousState, PDWORD ReturnLength)
{
    NTSTATUS status = NtAdjustPrivilegesToken(TokenHandle, (BOOLEAN)DisableAllPrivileges, NewState,
                                              BufferLength, PreviousState, ReturnLength);
    teb_set_last_error(RtlNtStatusToDosError(status));
    return NT_SUCCESS(status);
}

BOOL WINAPI RevertToSelf(void)
{
    return TRUE; /* no thread impersonates anybody */
}

BOOL WINAPI CheckTokenMembership(HANDLE TokenHandle, PSID SidToCheck, PBOOL IsMember)
{
    union {
        TOKEN_GROUPS groups;
        SID_AND_ATTRIBUTES user;
        char bytes[4096];
    } buffer;
    ULONG size;
    HANDLE token = TokenHandle ? TokenHandle : (HANDLE)(LONG_PTR)-4;
    NTSTATUS status = NtQueryInformationToken(token, TokenUser, &buffer, sizeof(buffer), &size);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    *IsMember = RtlEqualSid(buffer.user.Sid, SidToCheck);
    if (*IsMember)
        return TRUE;
    status = NtQueryInformationToken(token, TokenGroups, &buffer, sizeof(buffer), &size);
    for (DWORD i = 0; NT_SUCCESS(status) && i < buffer.groups.GroupCount && !*IsMember; i++)
        *IsMember = RtlEqualSid(buffer.groups.Groups[i].Sid, SidToCheck);
    return win32_result(status);
}

/* ---- SIDs ---- */

BOOL WINAPI IsValidSid(PSID pSid)
{
    return RtlValidSid(pSid);
}

BOOL WINAPI EqualSid(PSID pSid1, PSID pSid2)
{
    return RtlEqualSid(pSid1, pSid2);
}

BOOL WINAPI EqualPrefixSid(PSID pSid1, PSID pSid2)
{
    return RtlEqualPrefixSid(pSid1, pSid2);
}

DWORD WINAPI GetLengthSid(PSID pSid)
{
    return RtlLengthSid(pSid);
}

DWORD WINAPI GetSidLengthRequired(UCHAR nSubAuthorityCount)
{
    return RtlLengthRequiredSid(nSubAuthorityCount);
}

BOOL WINAPI CopySid(DWORD nDestinationSidLength, PSID pDestinationSid, PSID pSourceSid)
{
    return win32_result(RtlCopySid(nDestinationSidLength, pDestinationSid, pSourceSid));
}

BOOL WINAPI InitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY pIdentifierAuthority, BYTE nSubAuthorityCount)
{
    return win32_result(RtlInitializeSid(Sid, pIdentifierAuthority, nSubAuthorityCount));
}

PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID pSid)
{
    return &((SID *)pSid)->IdentifierAuthority;
}

PDWORD WINAPI GetSidSubAuthority(PSID pSid, DWORD nSubAuthority)
{
    return (PDWORD)((char *)pSid + 8) + nSubAuthority;
}

PUCHAR WINAPI GetSidSubAuthorityCount(PSID pSid)
{
    return &((SID *)pSid)->SubAuthorityCount;
}

BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY pIdentifierAuthority, BYTE nSubAuthorityCount,
                                     DWORD nSubAuthority0, DWORD nSubAuthority1, DWORD nSubAuthority2,
                                     DWORD nSubAuthority3, DWORD nSubAuthority4, DWORD nSubAuthority5,
                                     DWORD nSubAuthority6, DWORD nSubAuthority7, PSID *pSid)
{
    const DWORD values[8] = {nSubAuthority0, nSubAuthority1, nSubAuthority2, nSubAuthority3,
                             nSubAuthority4, nSubAuthority5, nSubAuthority6, nSubAuthority7};
    if (nSubAuthorityCount > 8)
        return win32_fail(ERROR_INVALID_SID);
    PSID sid = RtlAllocateHeap(heap_process(), 0, SID_BYTES(8));
    if (!sid)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    RtlInitializeSid(sid, pIdentifierAuthority, nSubAuthorityCount);
    memcpy((char *)sid + 8, values, 4u * nSubAuthorityCount);
    *pSid = sid;
    return TRUE;
}

PVOID WINAPI FreeSid(PSID pSid)
{
    RtlFreeHeap(heap_process(), 0, pSid);
    return NULL;
}

/* The well-known SIDs that need no domain (WELL_KNOWN_SID_TYPE). */
BOOL WINAPI CreateWellKnownSid(DWORD WellKnownSidType, PSID DomainSid, PSID pSid, PDWORD cbSid)
{
    static const struct {
        BYTE type, authority, count;
        WORD values[2];
    } known[] = {
        {0, 0, 1, {0}},        {1, 1, 1, {0}},        {2, 2, 1, {0}},        {3, 3, 1, {0}},
        {4, 3, 1, {1}},        {7, 5, 1, {1}},        {8, 5, 1, {2}},        {9, 5, 1, {3}},
        {10, 5, 1, {4}},       {11, 5, 1, {6}},       {12, 5, 1, {7}},       {17, 5, 1, {11}},
        {16, 5, 1, {10}},      {22, 5, 1, {18}},      {23, 5, 1, {19}},      {24, 5, 1, {20}},
        {25, 5, 1, {32}},      {26, 5, 2, {32, 544}}, {27, 5, 2, {32, 545}}, {28, 5, 2, {32, 546}},
        {29, 5, 2, {32, 547}}, {65, 16, 1, {0}},      {66, 16, 1, {0x1000}}, {67, 16, 1, {0x2000}},
        {68, 16, 1, {0x3000}}, {69, 16, 1, {0x4000}},
    };
    for (unsigned i = 0; i < countof(known); i++) {
        if (known[i].type != WellKnownSidType)
            continue;
        DWORD size = SID_BYTES(known[i].count), have = *cbSid;
        *cbSid = size;
        if (!pSid || have < size)
            return win32_fail(pSid ? ERROR_INSUFFICIENT_BUFFER : ERROR_INVALID_PARAMETER);
        const DWORD values[2] = {known[i].values[0], known[i].values[1]};
        sid_make(pSid, known[i].authority, known[i].count, values);
        return TRUE;
    }
    return win32_fail(ERROR_INVALID_PARAMETER);
}

/* ---- access control lists ---- */

BOOL WINAPI InitializeAcl(PACL pAcl, DWORD nAclLength, DWORD dwAclRevision)
{
    return win32_result(RtlCreateAcl(pAcl, nAclLength, dwAclRevision));
}

BOOL WINAPI IsValidAcl(PACL pAcl)
{
    return RtlValidAcl(pAcl);
}

BOOL WINAPI AddAce(PACL pAcl, DWORD dwAceRevision, DWORD dwStartingAceIndex, LPVOID pAceList,
                   DWORD nAceListLength)
{
    return win32_result(RtlAddAce(pAcl, dwAceRevision, dwStartingAceIndex, pAceList, nAceListLength));
}

BOOL WINAPI DeleteAce(PACL pAcl, DWORD dwAceIndex)
{
    return win32_result(RtlDeleteAce(pAcl, dwAceIndex));
}

BOOL WINAPI GetAce(PACL pAcl, DWORD dwAceIndex, LPVOID *pAce)
{
    return win32_result(RtlGetAce(pAcl, dwAceIndex, pAce));
}

BOOL WINAPI FindFirstFreeAce(PACL pAcl, LPVOID *pAce)
{
    return RtlFirstFreeAce(pAcl, pAce) ? TRUE : win32_fail(ERROR_INVALID_ACL);
}

BOOL WINAPI AddAccessAllowedAceEx(PACL pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD AccessMask, PSID pSid)
{
    return win32_result(RtlAddAccessAllowedAceEx(pAcl, dwAceRevision, AceFlags, AccessMask, pSid));
}

BOOL WINAPI AddAccessAllowedAce(PACL pAcl, DWORD dwAceRevision, DWORD AccessMask, PSID pSid)
{
    return AddAccessAllowedAceEx(pAcl, dwAceRevision, 0, AccessMask, pSid);
}

BOOL WINAPI AddAccessDeniedAceEx(PACL pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD AccessMask, PSID pSid)
{
    return win32_result(RtlAddAccessDeniedAceEx(pAcl, dwAceRevision, AceFlags, AccessMask, pSid));
}

BOOL WINAPI AddAccessDeniedAce(PACL pAcl, DWORD dwAceRevision, DWORD AccessMask, PSID pSid)
{
    return AddAccessDeniedAceEx(pAcl, dwAceRevision, 0, AccessMask, pSid);
}

BOOL WINAPI GetAclInformation(PACL pAcl, LPVOID pAclInformation, DWORD nAclInformationLength,
                              DWORD dwAclInformationClass)
{
    PVOID end;
    if (!RtlValidAcl(pAcl))
        return win32_fail(ERROR_INVALID_ACL);
    if (dwAclInformationClass == 1) { /* AclRevisionInformation */
        if (nAclInformationLength < sizeof(DWORD))
            return win32_fail(ERROR_INSUFFICIENT_BUFFER);
        *(DWORD *)pAclInformation = pAcl->AclRevision;
        return TRUE;
    }
    if (dwAclInformationClass != 2)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (nAclInformationLength < sizeof(ACL_SIZE_INFORMATION))
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    RtlFirstFreeAce(pAcl, &end);
    DWORD used = end ? (DWORD)((char *)end - (char *)pAcl) : pAcl->AclSize;
    *(ACL_SIZE_INFORMATION *)pAclInformation =
        (ACL_SIZE_INFORMATION){pAcl->AceCount, used, pAcl->AclSize - used};
    return TRUE;
}

VOID WINAPI MapGenericMask(PDWORD AccessMask, PGENERIC_MAPPING GenericMapping)
{
    DWORD mask = *AccessMask;
    if (mask & GENERIC_READ)
        mask |= GenericMapping->GenericRead;
    if (mask & GENERIC_WRITE)
        mask |= GenericMapping->GenericWrite;
    if (mask & GENERIC_EXECUTE)
        mask |= GenericMapping->GenericExecute;
    if (mask & GENERIC_ALL)
        mask |= GenericMapping->GenericAll;
    *AccessMask = mask & ~(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL);
}

/* ---- security descriptors ---- */

BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR pSecurityDescriptor, DWORD dwRevision)
{
    return win32_result(RtlCreateSecurityDescriptor(pSecurityDescriptor, dwRevision));
}

BOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR pSecurityDescriptor)
{
    return RtlValidSecurityDescriptor(pSecurityDescriptor) ? TRUE : win32_fail(ERROR_INVALID_SECURITY_DESCR);
}

DWORD WINAPI GetSecurityDescriptorLength(PSECURITY_DESCRIPTOR pSecurityDescriptor)
{
    return RtlLengthSecurityDescriptor(pSecurityDescriptor);
}

BOOL WINAPI GetSecurityDescriptorControl(PSECURITY_DESCRIPTOR pSecurityDescriptor,
                                         PSECURITY_DESCRIPTOR_CONTROL pControl, LPDWORD lpdwRevision)
{
    const SECURITY_DESCRIPTOR *descriptor = pSecurityDescriptor;
    *pControl = descriptor->Control;
    *lpdwRevision = descriptor->Revision;
    return TRUE;
}

BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR pSecurityDescriptor, BOOL bDaclPresent, PACL pDacl,
                                      BOOL bDaclDefaulted)
{
    return win32_result(
        RtlSetDaclSecurityDescriptor(pSecurityDescriptor, bDaclPresent != 0, pDacl, bDaclDefaulted != 0));
}

BOOL WINAPI SetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR pSecurityDescriptor, BOOL bSaclPresent, PACL pSacl,
                                      BOOL bSaclDefaulted)
{
    return win32_result(
        RtlSetSaclSecurityDescriptor(pSecurityDescriptor, bSaclPresent != 0, pSacl, bSaclDefaulted != 0));
}

BOOL WINAPI GetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR pSecurityDescriptor, LPBOOL lpbDaclPresent,
                                      PACL *pDacl, LPBOOL lpbDaclDefaulted)
{
    BOOLEAN present = FALSE, defaulted = FALSE;
    if (!win32_result(RtlGetDaclSecurityDescriptor(pSecurityDescriptor, &present, pDacl, &defaulted)))
        return FALSE;
    *lpbDaclPresent = present;
    if (present)
        *lpbDaclDefaulted = defaulted;
    return TRUE;
}

BOOL WINAPI SetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID pOwner,
                                       BOOL bOwnerDefaulted)
{
    return win32_result(RtlSetOwnerSecurityDescriptor(pSecurityDescriptor, pOwner, bOwnerDefaulted != 0));
}

BOOL WINAPI SetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID pGroup,
                                       BOOL bGroupDefaulted)
{
    return win32_result(RtlSetGroupSecurityDescriptor(pSecurityDescriptor, pGroup, bGroupDefaulted != 0));
}

BOOL WINAPI GetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID *pOwner,
                                       LPBOOL lpbOwnerDefaulted)
{
    BOOLEAN defaulted;
    if (!win32_result(RtlGetOwnerSecurityDescriptor(pSecurityDescriptor, pOwner, &defaulted)))
        return FALSE;
    *lpbOwnerDefaulted = defaulted;
    return TRUE;
}

BOOL WINAPI GetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR pSecurityDescriptor, PSID *pGroup,
                                       LPBOOL lpbGroupDefaulted)
{
    BOOLEAN defaulted;
    if (!win32_result(RtlGetGroupSecurityDescriptor(pSecurityDescriptor, pGroup, &defaulted)))
        return FALSE;
    *lpbGroupDefaulted = defaulted;
    return TRUE;
}
