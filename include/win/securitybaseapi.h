/* SPDX-License-Identifier: MIT
 *
 * Security: SIDs, ACLs, security descriptors, tokens, privileges (winnt.h's part of securitybaseapi.h).
 */
#ifndef DECANT_WIN_SECURITYBASEAPI_H
#define DECANT_WIN_SECURITYBASEAPI_H

#include "winnt.h"

typedef struct {
    BYTE Value[6];
} SID_IDENTIFIER_AUTHORITY, *PSID_IDENTIFIER_AUTHORITY;

typedef struct _SID {
    BYTE Revision;
    BYTE SubAuthorityCount;
    SID_IDENTIFIER_AUTHORITY IdentifierAuthority;
    DWORD SubAuthority[1];
} SID;
typedef void *PSID;
ASSERT_SIZE(SID, 12, 12);
#define SID_REVISION            1
#define SID_MAX_SUB_AUTHORITIES 15
#define SECURITY_MAX_SID_SIZE   68

typedef struct _SID_AND_ATTRIBUTES {
    PSID Sid;
    DWORD Attributes;
} SID_AND_ATTRIBUTES;
ASSERT_SIZE(SID_AND_ATTRIBUTES, 16, 8);
#define SE_GROUP_MANDATORY          0x1u
#define SE_GROUP_ENABLED_BY_DEFAULT 0x2u
#define SE_GROUP_ENABLED            0x4u
#define SE_GROUP_OWNER              0x8u
#define SE_GROUP_INTEGRITY          0x20u

typedef struct _LUID_AND_ATTRIBUTES {
    LUID Luid;
    DWORD Attributes;
} LUID_AND_ATTRIBUTES;
ASSERT_SIZE(LUID_AND_ATTRIBUTES, 12, 12);
#define SE_PRIVILEGE_ENABLED_BY_DEFAULT 0x1u
#define SE_PRIVILEGE_ENABLED            0x2u
#define SE_PRIVILEGE_REMOVED            0x4u

typedef struct _TOKEN_PRIVILEGES {
    DWORD PrivilegeCount;
    LUID_AND_ATTRIBUTES Privileges[1];
} TOKEN_PRIVILEGES, *PTOKEN_PRIVILEGES;

typedef struct _TOKEN_GROUPS {
    DWORD GroupCount;
    SID_AND_ATTRIBUTES Groups[1];
} TOKEN_GROUPS, *PTOKEN_GROUPS;

typedef struct _TOKEN_STATISTICS {
    LUID TokenId;
    LUID AuthenticationId;
    LARGE_INTEGER ExpirationTime;
    DWORD TokenType;
    DWORD ImpersonationLevel;
    DWORD DynamicCharged;
    DWORD DynamicAvailable;
    DWORD GroupCount;
    DWORD PrivilegeCount;
    LUID ModifiedId;
} TOKEN_STATISTICS;
ASSERT_SIZE(TOKEN_STATISTICS, 56, 56);

#define TOKEN_ASSIGN_PRIMARY    0x0001u
#define TOKEN_DUPLICATE         0x0002u
#define TOKEN_IMPERSONATE       0x0004u
#define TOKEN_QUERY             0x0008u
#define TOKEN_QUERY_SOURCE      0x0010u
#define TOKEN_ADJUST_PRIVILEGES 0x0020u
#define TOKEN_ADJUST_GROUPS     0x0040u
#define TOKEN_ADJUST_DEFAULT    0x0080u
#define TOKEN_ADJUST_SESSIONID  0x0100u
#define TOKEN_ALL_ACCESS        0x000F01FFu

enum {
    TokenUser = 1,
    TokenGroups,
    TokenPrivileges,
    TokenOwner,
    TokenPrimaryGroup,
    TokenDefaultDacl,
    TokenSource,
    TokenType,
    TokenImpersonationLevel,
    TokenStatistics,
    TokenRestrictedSids,
    TokenSessionId,
    TokenElevationType = 18,
    TokenLinkedToken,
    TokenElevation,
    TokenHasRestrictions,
    TokenIntegrityLevel = 25,
    TokenUIAccess,
    TokenIsAppContainer = 29,
};

typedef struct _ACL {
    BYTE AclRevision;
    BYTE Sbz1;
    WORD AclSize;
    WORD AceCount;
    WORD Sbz2;
} ACL, *PACL;
ASSERT_SIZE(ACL, 8, 8);
#define ACL_REVISION    2
#define ACL_REVISION_DS 4

typedef struct _ACE_HEADER {
    BYTE AceType;
    BYTE AceFlags;
    WORD AceSize;
} ACE_HEADER;

typedef struct _ACCESS_ALLOWED_ACE {
    ACE_HEADER Header;
    ACCESS_MASK Mask;
    DWORD SidStart;
} ACCESS_ALLOWED_ACE;
ASSERT_SIZE(ACCESS_ALLOWED_ACE, 12, 12);
#define ACCESS_ALLOWED_ACE_TYPE 0
#define ACCESS_DENIED_ACE_TYPE  1
#define INHERIT_ONLY_ACE        0x8

typedef struct _ACL_SIZE_INFORMATION {
    DWORD AceCount;
    DWORD AclBytesInUse;
    DWORD AclBytesFree;
} ACL_SIZE_INFORMATION;

typedef WORD SECURITY_DESCRIPTOR_CONTROL, *PSECURITY_DESCRIPTOR_CONTROL;
typedef void *PSECURITY_DESCRIPTOR;
#define SE_OWNER_DEFAULTED           0x0001u
#define SE_GROUP_DEFAULTED           0x0002u
#define SE_DACL_PRESENT              0x0004u
#define SE_DACL_DEFAULTED            0x0008u
#define SE_SACL_PRESENT              0x0010u
#define SE_SACL_DEFAULTED            0x0020u
#define SE_DACL_PROTECTED            0x1000u
#define SE_SELF_RELATIVE             0x8000u
#define SECURITY_DESCRIPTOR_REVISION 1

typedef struct _SECURITY_DESCRIPTOR {
    BYTE Revision;
    BYTE Sbz1;
    SECURITY_DESCRIPTOR_CONTROL Control;
    PSID Owner;
    PSID Group;
    PACL Sacl;
    PACL Dacl;
} SECURITY_DESCRIPTOR;
ASSERT_SIZE(SECURITY_DESCRIPTOR, 40, 20);

typedef struct _SECURITY_DESCRIPTOR_RELATIVE {
    BYTE Revision;
    BYTE Sbz1;
    SECURITY_DESCRIPTOR_CONTROL Control;
    DWORD Owner;
    DWORD Group;
    DWORD Sacl;
    DWORD Dacl;
} SECURITY_DESCRIPTOR_RELATIVE;
ASSERT_SIZE(SECURITY_DESCRIPTOR_RELATIVE, 20, 20);

typedef DWORD SECURITY_INFORMATION;
#define OWNER_SECURITY_INFORMATION            0x1u
#define GROUP_SECURITY_INFORMATION            0x2u
#define DACL_SECURITY_INFORMATION             0x4u
#define SACL_SECURITY_INFORMATION             0x8u
#define PROTECTED_DACL_SECURITY_INFORMATION   0x80000000u
#define UNPROTECTED_DACL_SECURITY_INFORMATION 0x20000000u

typedef struct _GENERIC_MAPPING {
    ACCESS_MASK GenericRead;
    ACCESS_MASK GenericWrite;
    ACCESS_MASK GenericExecute;
    ACCESS_MASK GenericAll;
} GENERIC_MAPPING, *PGENERIC_MAPPING;

#endif
