/* SPDX-License-Identifier: MIT
 *
 * SIDs, ACLs, security descriptors, the process's token, privileges, random numbers, an absent registry key.
 */
#include "guest.h"
#include <sddl.h>
#include <wincrypt.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

TEST(sids_are_text_and_back)
{
    SID_IDENTIFIER_AUTHORITY nt = SECURITY_NT_AUTHORITY;
    PSID sid, other;
    WCHAR *text;
    BYTE copy[SECURITY_MAX_SID_SIZE];
    CHECK(AllocateAndInitializeSid(&nt, 2, 32, 544, 0, 0, 0, 0, 0, 0, &sid));
    CHECK_EQ(GetLengthSid(sid), 16);
    CHECK(ConvertSidToStringSidW(sid, &text));
    CHECK_WIDE(text, L"S-1-5-32-544");
    CHECK(ConvertStringSidToSidW(text, &other));
    CHECK(EqualSid(sid, other));
    LocalFree(text);
    LocalFree(other);
    CHECK(CopySid(sizeof(copy), copy, sid) && EqualSid(copy, sid));
    CHECK_FAILS(CopySid(8, copy, sid), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(ConvertStringSidToSidW(L"S-1-", &other), FALSE, ERROR_INVALID_SID);
    CHECK_EQ(FreeSid(sid), NULL);
    DWORD size = sizeof(copy);
    CHECK(CreateWellKnownSid(WinWorldSid, NULL, copy, &size));
    CHECK_EQ(size, 12);
}

TEST(acls_hold_entries)
{
    union {
        ACL acl;
        BYTE bytes[64];
    } list;
    BYTE everyone[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof(everyone);
    ACL_SIZE_INFORMATION information;
    ACCESS_ALLOWED_ACE *ace;
    CHECK(CreateWellKnownSid(WinWorldSid, NULL, everyone, &size));
    CHECK(InitializeAcl(&list.acl, sizeof(list), ACL_REVISION));
    CHECK(AddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_READ, everyone));
    CHECK(GetAclInformation(&list.acl, &information, sizeof(information), AclSizeInformation));
    CHECK_EQ(information.AceCount, 1);
    CHECK_EQ(information.AclBytesInUse, 8 + 8 + 12);
    CHECK(GetAce(&list.acl, 0, (void **)&ace));
    CHECK(ace->Mask == GENERIC_READ && EqualSid(&ace->SidStart, everyone));
    CHECK_FAILS(GetAce(&list.acl, 1, (void **)&ace), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(AddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_READ, everyone));
    CHECK_FAILS(AddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_READ, everyone), FALSE,
                ERROR_ALLOTTED_SPACE_EXCEEDED);
    SECURITY_DESCRIPTOR descriptor;
    BOOL present = FALSE, defaulted;
    PACL found = NULL;
    CHECK(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));
    CHECK(SetSecurityDescriptorDacl(&descriptor, TRUE, &list.acl, FALSE));
    CHECK(GetSecurityDescriptorDacl(&descriptor, &present, &found, &defaulted));
    CHECK(present && found == &list.acl);
    CHECK(IsValidSecurityDescriptor(&descriptor));
}

TEST(the_token_says_who_runs)
{
    HANDLE token;
    union {
        TOKEN_USER user;
        TOKEN_PRIVILEGES privileges;
        BYTE bytes[1024];
    } buffer;
    DWORD size = 0;
    CHECK(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES, &token));
    CHECK_FAILS(GetTokenInformation(token, TokenUser, NULL, 0, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK(size > sizeof(TOKEN_USER));
    CHECK(GetTokenInformation(token, TokenUser, &buffer, sizeof(buffer), &size));
    CHECK(IsValidSid(buffer.user.User.Sid));
    TOKEN_PRIVILEGES change = {1, {{{0, 0}, SE_PRIVILEGE_ENABLED}}};
    CHECK(LookupPrivilegeValueW(NULL, L"SeChangeNotifyPrivilege", &change.Privileges[0].Luid));
    CHECK_EQ(change.Privileges[0].Luid.LowPart, 23);
    CHECK(AdjustTokenPrivileges(token, FALSE, &change, 0, NULL, NULL));
    CHECK_ERROR(ERROR_SUCCESS);
    change.Privileges[0].Luid.LowPart = 7; /* SeTcbPrivilege: nobody has it */
    CHECK(AdjustTokenPrivileges(token, FALSE, &change, 0, NULL, NULL));
    CHECK_ERROR(ERROR_NOT_ALL_ASSIGNED);
    CHECK_FAILS(LookupPrivilegeValueW(NULL, L"SeNoSuchPrivilege", &change.Privileges[0].Luid), FALSE,
                ERROR_NO_SUCH_PRIVILEGE);
    CHECK(CloseHandle(token));
    CHECK_FAILS(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token), FALSE, ERROR_NO_TOKEN);
    WCHAR name[256];
    size = 256;
    CHECK(GetUserNameW(name, &size));
    CHECK(size > 1 && name[size - 1] == 0);
    size = 1;
    CHECK_FAILS(GetUserNameW(name, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
}

TEST(random_numbers_differ)
{
    BYTE a[16] = {0}, b[16] = {0};
    HCRYPTPROV provider;
    CHECK(SystemFunction036(a, sizeof(a)) && SystemFunction036(b, sizeof(b)));
    CHECK(memcmp(a, b, 16) != 0);
    CHECK(CryptAcquireContextW(&provider, NULL, NULL, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT));
    CHECK(CryptGenRandom(provider, sizeof(a), a));
    CHECK(memcmp(a, b, 16) != 0);
    CHECK(CryptReleaseContext(provider, 0));
}

TEST(a_missing_key_is_not_found)
{
    HKEY key;
    CHECK_EQ(RegOpenKeyExW(HKEY_CURRENT_USER, L"Software\\decant\\no such key", 0, KEY_READ, &key),
             ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegOpenKeyExW((HKEY)0x1234, L"x", 0, KEY_READ, &key), ERROR_INVALID_HANDLE);
    CHECK_EQ(RegCloseKey(HKEY_CURRENT_USER), ERROR_SUCCESS);
}

GUEST_MAIN(RUN(sids_are_text_and_back); RUN(acls_hold_entries); RUN(the_token_says_who_runs);
           RUN(random_numbers_differ); RUN(a_missing_key_is_not_found);)
