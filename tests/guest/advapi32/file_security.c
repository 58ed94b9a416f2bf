/* SPDX-License-Identifier: MIT
 *
 * Security descriptors of files: their form, sizes and errors, and a list that is set and read back.
 */
#include "guest.h"
#include <aclapi.h>

static WCHAR path[MAX_PATH];
static char narrow[MAX_PATH];

#define ALL (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)

static void make_file(void)
{
    WCHAR folder[MAX_PATH];
    CHECK(GetTempPathW(MAX_PATH, folder));
    CHECK(GetTempFileNameW(folder, L"sec", 0, path));
    WideCharToMultiByte(CP_ACP, 0, path, -1, narrow, MAX_PATH, NULL, NULL);
}

TEST(descriptors_are_well_formed)
{
    union {
        BYTE bytes[2048];
        SECURITY_DESCRIPTOR head;
    } buffer, other;
    DWORD needed = 0, again = 0, revision;
    SECURITY_DESCRIPTOR_CONTROL control;
    BOOL present, defaulted;
    PSID owner = NULL, group = NULL;
    PACL list = NULL;
    make_file();
    CHECK_FAILS(GetFileSecurityW(path, ALL, NULL, 0, &needed), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK(needed > sizeof(SECURITY_DESCRIPTOR_RELATIVE) && needed <= sizeof(buffer));
    CHECK_FAILS(GetFileSecurityW(path, ALL, &buffer, needed - 1, &again), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(again, needed);
    CHECK(GetFileSecurityW(path, ALL, &buffer, needed, &again));
    CHECK(IsValidSecurityDescriptor(&buffer));
    CHECK(GetSecurityDescriptorControl(&buffer, &control, &revision));
    CHECK(control & SE_SELF_RELATIVE && control & SE_DACL_PRESENT);
    CHECK_EQ(revision, SECURITY_DESCRIPTOR_REVISION);
    CHECK_EQ(GetSecurityDescriptorLength(&buffer), needed);
    CHECK(GetSecurityDescriptorOwner(&buffer, &owner, &defaulted) && owner && IsValidSid(owner));
    CHECK(GetSecurityDescriptorGroup(&buffer, &group, &defaulted) && group && IsValidSid(group));
    CHECK(GetSecurityDescriptorDacl(&buffer, &present, &list, &defaulted) && present && list &&
          IsValidAcl(list));
    CHECK(list->AceCount > 0);
    CHECK(GetFileSecurityA(narrow, OWNER_SECURITY_INFORMATION, &other, sizeof(other), &again));
    CHECK(again < needed);
    CHECK(GetSecurityDescriptorGroup(&other, &group, &defaulted) && !group);
    CHECK(GetSecurityDescriptorDacl(&other, &present, &list, &defaulted) && !present);
}

TEST(functions_agree)
{
    PSECURITY_DESCRIPTOR named = NULL, handled = NULL;
    PSID owner = NULL, group = NULL, owner_again = NULL;
    PACL list = NULL;
    BYTE buffer[1024];
    DWORD needed;
    HANDLE file = CreateFileW(path, READ_CONTROL, 7, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_EQ(GetNamedSecurityInfoW(path, SE_FILE_OBJECT, ALL, &owner, &group, &list, NULL, &named),
             ERROR_SUCCESS);
    CHECK_EQ(GetSecurityInfo(file, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner_again, NULL, NULL, NULL,
                             &handled),
             ERROR_SUCCESS);
    CHECK(EqualSid(owner, owner_again));
    CHECK(IsValidSid(group) && IsValidAcl(list));
    CHECK(GetKernelObjectSecurity(file, ALL, buffer, sizeof(buffer), &needed));
    CHECK_EQ(needed, GetSecurityDescriptorLength(named));
    CHECK(!LocalFree(named) && !LocalFree(handled));
    CHECK_EQ(GetNamedSecurityInfoA(narrow, SE_FILE_OBJECT, ALL, NULL, NULL, &list, NULL, &named),
             ERROR_SUCCESS);
    CHECK(IsValidAcl(list));
    LocalFree(named);
    CHECK(CloseHandle(file));
    CHECK_EQ(
        GetNamedSecurityInfoW(L"C:\\no such file\\x", SE_FILE_OBJECT, ALL, NULL, NULL, &list, NULL, &named),
        ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(GetFileSecurityW(L"C:\\no such file\\x", ALL, buffer, sizeof(buffer), &needed), FALSE,
                ERROR_PATH_NOT_FOUND);
}

/* The rights of one kind of ACE for a SID in the file's list; 0 where there is none. */
static DWORD rights(PSID sid, BYTE type)
{
    PSECURITY_DESCRIPTOR descriptor;
    PACL list;
    DWORD mask = 0;
    CHECK_EQ(GetNamedSecurityInfoW(path, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &list, NULL,
                                   &descriptor),
             ERROR_SUCCESS);
    for (WORD i = 0; i < list->AceCount; i++) {
        ACCESS_ALLOWED_ACE *ace;
        if (GetAce(list, i, (PVOID *)&ace) && ace->Header.AceType == type && EqualSid(&ace->SidStart, sid))
            mask |= ace->Mask;
    }
    LocalFree(descriptor);
    return mask;
}

TEST(lists_are_set)
{
    BYTE list_bytes[256], everyone[SECURITY_MAX_SID_SIZE];
    PACL list = (PACL)list_bytes;
    PSECURITY_DESCRIPTOR descriptor;
    SECURITY_DESCRIPTOR absolute;
    PSID owner;
    DWORD size = sizeof(everyone);
    CHECK(CreateWellKnownSid(WinWorldSid, NULL, everyone, &size));
    CHECK_EQ(GetNamedSecurityInfoW(path, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL, NULL, NULL,
                                   &descriptor),
             ERROR_SUCCESS);
    /* the owner everything, everyone to read */
    CHECK(InitializeAcl(list, sizeof(list_bytes), ACL_REVISION));
    CHECK(AddAccessAllowedAce(list, ACL_REVISION, FILE_ALL_ACCESS, owner));
    CHECK(AddAccessAllowedAce(list, ACL_REVISION, FILE_GENERIC_READ, everyone));
    CHECK_EQ(SetNamedSecurityInfoW(path, SE_FILE_OBJECT,
                                   DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, NULL,
                                   NULL, list, NULL),
             ERROR_SUCCESS);
    CHECK_EQ(rights(owner, ACCESS_ALLOWED_ACE_TYPE) & FILE_ALL_ACCESS, FILE_ALL_ACCESS);
    CHECK_EQ(rights(everyone, ACCESS_ALLOWED_ACE_TYPE), FILE_GENERIC_READ);
    /* the owner alone, by the other functions */
    CHECK(InitializeAcl(list, sizeof(list_bytes), ACL_REVISION));
    CHECK(AddAccessAllowedAce(list, ACL_REVISION, GENERIC_READ | GENERIC_WRITE | READ_CONTROL | WRITE_DAC,
                              owner));
    CHECK(InitializeSecurityDescriptor(&absolute, SECURITY_DESCRIPTOR_REVISION));
    CHECK(SetSecurityDescriptorDacl(&absolute, TRUE, list, FALSE));
    CHECK(SetFileSecurityW(path, DACL_SECURITY_INFORMATION, &absolute));
    CHECK_EQ(rights(everyone, ACCESS_ALLOWED_ACE_TYPE) & (FILE_READ_DATA | FILE_WRITE_DATA | FILE_EXECUTE),
             0);
    CHECK_EQ(rights(owner, ACCESS_ALLOWED_ACE_TYPE) & (FILE_READ_DATA | FILE_WRITE_DATA | FILE_EXECUTE),
             FILE_READ_DATA | FILE_WRITE_DATA);
    /* no list: everything to everyone, by a handle */
    HANDLE file = CreateFileW(path, READ_CONTROL | WRITE_DAC | WRITE_OWNER, 7, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_EQ(SetSecurityInfo(file, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL),
             ERROR_SUCCESS);
    CHECK(SetSecurityDescriptorOwner(&absolute, owner, FALSE));
    CHECK(SetKernelObjectSecurity(file, OWNER_SECURITY_INFORMATION, &absolute)); /* the same owner */
    CHECK(SetFileSecurityA(narrow, OWNER_SECURITY_INFORMATION, &absolute));
    CHECK_EQ(
        SetNamedSecurityInfoA(narrow, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, owner, NULL, NULL, NULL),
        ERROR_SUCCESS);
    CHECK(CloseHandle(file));
    LocalFree(descriptor);
    HANDLE reader = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(reader != INVALID_HANDLE_VALUE);
    CHECK(CloseHandle(reader));
}

TEST(wrong_arguments)
{
    SECURITY_DESCRIPTOR absolute;
    DWORD needed;
    BYTE buffer[512];
    HANDLE file = CreateFileW(path, FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(InitializeSecurityDescriptor(&absolute, SECURITY_DESCRIPTOR_REVISION));
    CHECK_FAILS(GetKernelObjectSecurity(file, ALL, buffer, sizeof(buffer), &needed), FALSE,
                ERROR_ACCESS_DENIED);
    CHECK_FAILS(SetKernelObjectSecurity(file, DACL_SECURITY_INFORMATION, &absolute), FALSE,
                ERROR_ACCESS_DENIED);
    CHECK(CloseHandle(file));
    CHECK_FAILS(GetKernelObjectSecurity((HANDLE)0x123454, ALL, buffer, sizeof(buffer), &needed), FALSE,
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetFileSecurityW(path, OWNER_SECURITY_INFORMATION, &absolute), FALSE, ERROR_INVALID_OWNER);
    absolute.Revision = 7;
    CHECK_FAILS(SetFileSecurityW(path, DACL_SECURITY_INFORMATION, &absolute), FALSE,
                ERROR_INVALID_SECURITY_DESCR);
    CHECK(DeleteFileW(path));
}

GUEST_MAIN(RUN(descriptors_are_well_formed); RUN(functions_agree); RUN(lists_are_set); RUN(wrong_arguments);)
