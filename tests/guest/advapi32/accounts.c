/* SPDX-License-Identifier: MIT
 *
 * Accounts and privileges by name, membership, SIDs and their parts in both widths.
 */
#include "guest.h"
#include <sddl.h>
#include <wincrypt.h>

static BYTE admins[SECURITY_MAX_SID_SIZE], everyone[SECURITY_MAX_SID_SIZE];

static void make_sids(void)
{
    DWORD size = sizeof(admins);
    CHECK(CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, admins, &size));
    CHECK_EQ(size, 16);
    size = sizeof(everyone);
    CHECK(CreateWellKnownSid(WinWorldSid, NULL, everyone, &size));
}

TEST(parts_of_sids)
{
    static SID_IDENTIFIER_AUTHORITY nt = {{0, 0, 0, 0, 0, 5}};
    BYTE made[SECURITY_MAX_SID_SIZE];
    char *text;
    PSID parsed;
    make_sids();
    CHECK_EQ(GetSidLengthRequired(2), 16);
    CHECK_EQ(GetSidIdentifierAuthority(admins)->Value[5], 5);
    CHECK_EQ(*GetSidSubAuthorityCount(admins), 2);
    CHECK_EQ(*GetSidSubAuthority(admins, 0), 32);
    CHECK_EQ(*GetSidSubAuthority(admins, 1), 544);
    CHECK(InitializeSid(made, &nt, 2));
    *GetSidSubAuthority(made, 0) = 32;
    *GetSidSubAuthority(made, 1) = 545;
    CHECK(IsValidSid(made) && !EqualSid(made, admins) && EqualPrefixSid(made, admins));
    CHECK(!EqualPrefixSid(everyone, admins));
    CHECK_FAILS(InitializeSid(made, &nt, 16), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(ConvertSidToStringSidA(admins, &text));
    CHECK_TEXT(text, "S-1-5-32-544");
    LocalFree(text);
    CHECK(ConvertStringSidToSidA("BA", &parsed) && EqualSid(parsed, admins));
    LocalFree(parsed);
    CHECK(ConvertStringSidToSidA("S-1-0x1-0", &parsed));
    LocalFree(parsed);
    CHECK_FAILS(ConvertStringSidToSidA("none", &parsed), FALSE, ERROR_INVALID_SID);
    CHECK_FAILS(ConvertStringSidToSidA(NULL, &parsed), FALSE, ERROR_INVALID_PARAMETER);
    BYTE broken[SECURITY_MAX_SID_SIZE] = {9, 1};
    CHECK_FAILS(ConvertSidToStringSidA(broken, &text), FALSE, ERROR_INVALID_SID);
    DWORD size = 4;
    CHECK_FAILS(CreateWellKnownSid(WinWorldSid, NULL, made, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(size, 12);
}

TEST(names_of_sids)
{
    WCHAR name[64], domain[64];
    char narrow[64], narrow_domain[64];
    DWORD name_size = 64, domain_size = 64, size = SECURITY_MAX_SID_SIZE;
    SID_NAME_USE use;
    BYTE sid[SECURITY_MAX_SID_SIZE];
    CHECK(LookupAccountSidW(NULL, everyone, name, &name_size, domain, &domain_size, &use));
    CHECK_WIDE(name, L"Everyone");
    CHECK_EQ(name_size, 8);
    CHECK_EQ(domain_size, 0);
    CHECK_EQ(use, SidTypeWellKnownGroup);
    name_size = domain_size = 64;
    CHECK(LookupAccountSidA(NULL, admins, narrow, &name_size, narrow_domain, &domain_size, &use));
    CHECK_TEXT(narrow, "Administrators");
    CHECK_TEXT(narrow_domain, "BUILTIN");
    CHECK_EQ(use, SidTypeAlias);
    name_size = 3;
    domain_size = 64;
    CHECK_FAILS(LookupAccountSidW(NULL, everyone, name, &name_size, domain, &domain_size, &use), FALSE,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(name_size, 9);
    CHECK(ConvertStringSidToSidA("S-1-5-99-1-2-3", (PSID *)&name[0]));
    PSID unknown = *(PSID *)&name[0];
    name_size = domain_size = 32;
    CHECK_FAILS(LookupAccountSidA(NULL, unknown, narrow, &name_size, narrow_domain, &domain_size, &use),
                FALSE, ERROR_NONE_MAPPED);
    LocalFree(unknown);
    domain_size = 64;
    CHECK(LookupAccountNameW(NULL, L"BUILTIN\\Administrators", sid, &size, domain, &domain_size, &use));
    CHECK(EqualSid(sid, admins));
    CHECK_EQ(size, 16);
    CHECK_WIDE(domain, L"BUILTIN");
    size = domain_size = 0;
    CHECK_FAILS(LookupAccountNameW(NULL, L"Everyone", NULL, &size, NULL, &domain_size, &use), FALSE,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(size, 12);
    CHECK_FAILS(LookupAccountNameW(NULL, L"nobody of that name", sid, &size, domain, &domain_size, &use),
                FALSE, ERROR_NONE_MAPPED);
}

TEST(privileges)
{
    LUID luid;
    char narrow[64];
    WCHAR name[64];
    DWORD size = 64;
    CHECK(LookupPrivilegeValueA(NULL, "sedebugprivilege", &luid));
    CHECK(luid.LowPart == 20 && luid.HighPart == 0);
    CHECK(LookupPrivilegeNameA(NULL, &luid, narrow, &size));
    CHECK_TEXT(narrow, "SeDebugPrivilege");
    CHECK_EQ(size, 16);
    size = 16;
    CHECK_FAILS(LookupPrivilegeNameW(NULL, &luid, name, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(size, 17);
    CHECK(LookupPrivilegeNameW(NULL, &luid, name, &size));
    CHECK_WIDE(name, L"SeDebugPrivilege");
    luid.LowPart = 999;
    CHECK_FAILS(LookupPrivilegeNameA(NULL, &luid, narrow, &size), FALSE, ERROR_NO_SUCH_PRIVILEGE);
    CHECK_FAILS(LookupPrivilegeValueA(NULL, "SeNothing", &luid), FALSE, ERROR_NO_SUCH_PRIVILEGE);
}

TEST(who_we_are)
{
    char name[256];
    WCHAR wide[256], again[256];
    DWORD size = sizeof(name), wide_size = 256;
    BOOL member = FALSE;
    CHECK(GetUserNameA(name, &size) && GetUserNameW(wide, &wide_size));
    CHECK(size > 1 && !name[size - 1]);
    MultiByteToWideChar(CP_ACP, 0, name, -1, again, 256);
    CHECK_WIDE(again, wide);
    DWORD little = size - 1;
    CHECK_FAILS(GetUserNameA(name, &little), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(little, size);
    CHECK(CheckTokenMembership(NULL, everyone, &member));
    CHECK_EQ(member, TRUE);
    PSID unknown;
    CHECK(ConvertStringSidToSidA("S-1-5-99-1-2-3", &unknown));
    CHECK(CheckTokenMembership(NULL, unknown, &member));
    CHECK_EQ(member, FALSE);
    LocalFree(unknown);
    CHECK(RevertToSelf());
}

TEST(lists_and_descriptors)
{
    BYTE bytes[256], spare[128];
    PACL list = (PACL)bytes;
    ACCESS_DENIED_ACE *ace;
    PVOID end;
    GENERIC_MAPPING mapping = {1, 2, 4, 0xF};
    DWORD mask = GENERIC_READ | GENERIC_EXECUTE | 0x100, revision;
    CHECK(InitializeAcl(list, sizeof(bytes), ACL_REVISION) && IsValidAcl(list));
    CHECK(FindFirstFreeAce(list, &end));
    CHECK_EQ(end, bytes + sizeof(ACL));
    CHECK(AddAccessDeniedAce(list, ACL_REVISION, 7, everyone));
    CHECK(AddAccessAllowedAceEx(list, ACL_REVISION, CONTAINER_INHERIT_ACE, 1, admins));
    CHECK(AddAccessDeniedAceEx(list, ACL_REVISION, OBJECT_INHERIT_ACE, 2, admins));
    CHECK_EQ(list->AceCount, 3);
    CHECK(GetAce(list, 2, (PVOID *)&ace));
    CHECK(ace->Header.AceType == ACCESS_DENIED_ACE_TYPE && ace->Header.AceFlags == OBJECT_INHERIT_ACE &&
          ace->Mask == 2);
    memcpy(spare, ace, ace->Header.AceSize);
    CHECK(DeleteAce(list, 0));
    CHECK(GetAce(list, 0, (PVOID *)&ace) && ace->Mask == 1);
    CHECK_FAILS(DeleteAce(list, 5), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(AddAce(list, ACL_REVISION, 0, spare, ((ACE_HEADER *)spare)->AceSize));
    CHECK(GetAce(list, 0, (PVOID *)&ace) && ace->Mask == 2 && list->AceCount == 3);
    MapGenericMask(&mask, &mapping);
    CHECK_EQ(mask, 0x105);
    SECURITY_DESCRIPTOR descriptor;
    SECURITY_DESCRIPTOR_CONTROL control;
    PSID sid;
    BOOL defaulted;
    CHECK(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));
    CHECK_EQ(GetSecurityDescriptorLength(&descriptor), SECURITY_DESCRIPTOR_MIN_LENGTH);
    CHECK(SetSecurityDescriptorOwner(&descriptor, admins, TRUE));
    CHECK(SetSecurityDescriptorGroup(&descriptor, everyone, FALSE));
    CHECK(SetSecurityDescriptorSacl(&descriptor, TRUE, NULL, TRUE));
    CHECK(GetSecurityDescriptorOwner(&descriptor, &sid, &defaulted) && sid == admins && defaulted);
    CHECK(GetSecurityDescriptorGroup(&descriptor, &sid, &defaulted) && sid == everyone && !defaulted);
    CHECK(GetSecurityDescriptorControl(&descriptor, &control, &revision));
    CHECK_EQ(control, SE_OWNER_DEFAULTED | SE_SACL_PRESENT | SE_SACL_DEFAULTED);
    CHECK_EQ(revision, SECURITY_DESCRIPTOR_REVISION);
    CHECK_EQ(GetSecurityDescriptorLength(&descriptor), SECURITY_DESCRIPTOR_MIN_LENGTH + 16 + 12);
    CHECK_FAILS(InitializeSecurityDescriptor(&descriptor, 2), FALSE, ERROR_UNKNOWN_REVISION);
}

TEST(hashes_are_duplicated)
{
    HCRYPTPROV provider = 0;
    HCRYPTHASH hash, copy;
    BYTE one[20], two[20];
    DWORD size = sizeof(one);
    CHECK(CryptAcquireContextA(&provider, NULL, NULL, PROV_RSA_AES, CRYPT_VERIFYCONTEXT));
    CHECK(CryptContextAddRef(provider, NULL, 0));
    CHECK(CryptReleaseContext(provider, 0)); /* one reference is left */
    CHECK(CryptCreateHash(provider, CALG_SHA1, 0, 0, &hash));
    CHECK(CryptHashData(hash, (const BYTE *)"ab", 2, 0));
    CHECK(CryptDuplicateHash(hash, NULL, 0, &copy));
    CHECK(CryptHashData(hash, (const BYTE *)"c", 1, 0) && CryptHashData(copy, (const BYTE *)"c", 1, 0));
    CHECK(CryptGetHashParam(hash, HP_HASHVAL, one, &size, 0) &&
          CryptGetHashParam(copy, HP_HASHVAL, two, &size, 0));
    CHECK(!memcmp(one, two, 20) && one[0] == 0xA9 && one[19] == 0x9D); /* SHA-1 of "abc" */
    CHECK_EQ(CryptHashData(hash, one, 1, 0), FALSE);                   /* it is finished */
    CHECK(CryptDestroyHash(hash) && CryptDestroyHash(copy));
    CHECK(CryptReleaseContext(provider, 0));
    CHECK_FAILS(CryptAcquireContextA(&provider, NULL, NULL, 0, 0), FALSE, (DWORD)NTE_BAD_PROV_TYPE);
}

GUEST_MAIN(RUN(parts_of_sids); RUN(names_of_sids); RUN(privileges); RUN(who_we_are);
           RUN(lists_and_descriptors); RUN(hashes_are_duplicated);)
