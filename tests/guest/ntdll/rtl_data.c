/* SPDX-License-Identifier: MIT
 *
 * RTL data: times, SIDs, access control lists, security descriptors, the environment, heaps, status codes,
 * path names, lists and run-once. Results together with the lengths and sizes that they leave behind.
 */
#include "nt.h"

typedef struct {
    SHORT Year, Month, Day, Hour, Minute, Second, Milliseconds, Weekday;
} FIELDS;

NTSYSAPI VOID NTAPI RtlTimeToTimeFields(PLARGE_INTEGER, FIELDS *);
NTSYSAPI BOOLEAN NTAPI RtlTimeFieldsToTime(FIELDS *, PLARGE_INTEGER);
NTSYSAPI VOID NTAPI RtlSecondsSince1970ToTime(ULONG, PLARGE_INTEGER);
NTSYSAPI VOID NTAPI RtlSecondsSince1980ToTime(ULONG, PLARGE_INTEGER);
NTSYSAPI BOOLEAN NTAPI RtlTimeToSecondsSince1980(PLARGE_INTEGER, PULONG);
NT RtlSystemTimeToLocalTime(PLARGE_INTEGER, PLARGE_INTEGER);
NT RtlInitializeSid(PSID, PSID_IDENTIFIER_AUTHORITY, UCHAR);
NT RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY, UCHAR, ULONG, ULONG, ULONG, ULONG, ULONG, ULONG,
                               ULONG, ULONG, PSID *);
NT RtlCopySid(ULONG, PSID, PSID);
NTSYSAPI PVOID NTAPI RtlFreeSid(PSID);
NTSYSAPI BOOLEAN NTAPI RtlValidSid(PSID);
NTSYSAPI BOOLEAN NTAPI RtlEqualSid(PSID, PSID);
NTSYSAPI BOOLEAN NTAPI RtlEqualPrefixSid(PSID, PSID);
NTSYSAPI ULONG NTAPI RtlLengthSid(PSID);
NTSYSAPI ULONG NTAPI RtlLengthRequiredSid(ULONG);
NTSYSAPI PULONG NTAPI RtlSubAuthoritySid(PSID, ULONG);
NTSYSAPI PUCHAR NTAPI RtlSubAuthorityCountSid(PSID);
NTSYSAPI PSID_IDENTIFIER_AUTHORITY NTAPI RtlIdentifierAuthoritySid(PSID);
NT RtlCreateAcl(PACL, ULONG, ULONG);
NTSYSAPI BOOLEAN NTAPI RtlValidAcl(PACL);
NTSYSAPI BOOLEAN NTAPI RtlFirstFreeAce(PACL, PVOID *);
NT RtlGetAce(PACL, ULONG, PVOID *);
NT RtlAddAce(PACL, ULONG, ULONG, PVOID, ULONG);
NT RtlDeleteAce(PACL, ULONG);
NT RtlAddAccessAllowedAce(PACL, ULONG, ACCESS_MASK, PSID);
NT RtlAddAccessAllowedAceEx(PACL, ULONG, ULONG, ACCESS_MASK, PSID);
NT RtlAddAccessDeniedAce(PACL, ULONG, ACCESS_MASK, PSID);
NT RtlAddAccessDeniedAceEx(PACL, ULONG, ULONG, ACCESS_MASK, PSID);
NT RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR, ULONG);
NTSYSAPI BOOLEAN NTAPI RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR);
NTSYSAPI ULONG NTAPI RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR);
NT RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR, BOOLEAN, PACL, BOOLEAN);
NT RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR, BOOLEAN, PACL, BOOLEAN);
NT RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR, PBOOLEAN, PACL *, PBOOLEAN);
NT RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR, PSID, BOOLEAN);
NT RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR, PSID *, PBOOLEAN);
NT RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR, PSID, BOOLEAN);
NT RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR, PSID *, PBOOLEAN);
NT RtlCreateEnvironment(BOOLEAN, PWSTR *);
NT RtlDestroyEnvironment(PWSTR);
NT RtlSetEnvironmentVariable(PWSTR *, PUNICODE_STRING, PUNICODE_STRING);
NT RtlSetEnvironmentVar(PWSTR *, PCWSTR, SIZE_T, PCWSTR, SIZE_T);
NT RtlQueryEnvironmentVariable(PWSTR, PCWSTR, SIZE_T, PWSTR, SIZE_T, SIZE_T *);
NT RtlQueryEnvironmentVariable_U(PWSTR, PUNICODE_STRING, PUNICODE_STRING);
NT RtlExpandEnvironmentStrings_U(PWSTR, PUNICODE_STRING, PUNICODE_STRING, PULONG);
NT RtlExpandEnvironmentStrings(PWSTR, PCWSTR, SIZE_T, PWSTR, SIZE_T, SIZE_T *);
NTSYSAPI VOID NTAPI RtlAcquirePebLock(void);
NTSYSAPI VOID NTAPI RtlReleasePebLock(void);
NTSYSAPI SIZE_T NTAPI RtlSizeHeap(PVOID, ULONG, PVOID);
NTSYSAPI PVOID NTAPI RtlReAllocateHeap(PVOID, ULONG, PVOID, SIZE_T);
NTSYSAPI BOOLEAN NTAPI RtlValidateHeap(PVOID, ULONG, PVOID);
NTSYSAPI BOOLEAN NTAPI RtlLockHeap(PVOID);
NTSYSAPI BOOLEAN NTAPI RtlUnlockHeap(PVOID);
NTSYSAPI BOOLEAN NTAPI RtlSetUserValueHeap(PVOID, ULONG, PVOID, PVOID);
NTSYSAPI BOOLEAN NTAPI RtlGetUserInfoHeap(PVOID, ULONG, PVOID, PVOID *, PULONG);
NTSYSAPI ULONG NTAPI RtlGetProcessHeaps(ULONG, PVOID *);
NTSYSAPI SIZE_T NTAPI RtlCompactHeap(PVOID, ULONG);
NTSYSAPI ULONG NTAPI RtlGetFullPathName_U(PCWSTR, ULONG, PWSTR, PWSTR *);
NTSYSAPI ULONG NTAPI RtlIsDosDeviceName_U(PCWSTR);
NTSYSAPI ULONG NTAPI RtlDetermineDosPathNameType_U(PCWSTR);
NTSYSAPI BOOLEAN NTAPI RtlDoesFileExists_U(PCWSTR);
NT RtlDosPathNameToNtPathName_U_WithStatus(PCWSTR, PUNICODE_STRING, PWSTR *, PVOID);
NTSYSAPI ULONG NTAPI RtlGetCurrentDirectory_U(ULONG, PWSTR);
NT RtlSetCurrentDirectory_U(PUNICODE_STRING);
NT RtlGetLastNtStatus(void);
NTSYSAPI ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS);

TEST(times)
{
    LARGE_INTEGER time, back, local;
    FIELDS fields;
    ULONG seconds = 5;
    RtlSecondsSince1970ToTime(0, &time);
    CHECK_EQ(time.QuadPart, 116444736000000000);
    RtlTimeToTimeFields(&time, &fields);
    CHECK(fields.Year == 1970 && fields.Month == 1 && fields.Day == 1 && fields.Weekday == 4);
    CHECK(RtlTimeToSecondsSince1970(&time, &seconds));
    CHECK_EQ(seconds, 0);
    seconds = 5;
    CHECK(!RtlTimeToSecondsSince1980(&time, &seconds));
    CHECK_EQ(seconds, 5);
    RtlSecondsSince1980ToTime(0xFFFFFFFF, &time);
    CHECK(RtlTimeToSecondsSince1980(&time, &seconds));
    CHECK_EQ(seconds, 0xFFFFFFFF);
    CHECK(!RtlTimeToSecondsSince1970(&time, &seconds)); /* too far for 32 bits */
    fields = (FIELDS){2000, 2, 29, 23, 59, 59, 999, 0};
    CHECK(RtlTimeFieldsToTime(&fields, &time));
    RtlTimeToTimeFields(&time, &fields);
    CHECK(fields.Day == 29 && fields.Hour == 23 && fields.Milliseconds == 999 && fields.Weekday == 2);
    fields.Year = 2001; /* no such day */
    CHECK(!RtlTimeFieldsToTime(&fields, &time));
    fields = (FIELDS){1600, 12, 31, 0, 0, 0, 0, 0};
    CHECK(!RtlTimeFieldsToTime(&fields, &time));
    time.QuadPart = 132223104000000000;
    CHECK_EQ(RtlSystemTimeToLocalTime(&time, &local), STATUS_SUCCESS);
    CHECK_EQ(RtlLocalTimeToSystemTime(&local, &back), STATUS_SUCCESS);
    CHECK_EQ(back.QuadPart, time.QuadPart);
}

static SID_IDENTIFIER_AUTHORITY nt_authority = SECURITY_NT_AUTHORITY;

TEST(sids_and_lists)
{
    PSID admins, users, none;
    char copy[68], space[128], tiny[24];
    WCHAR text[32];
    UNICODE_STRING out = {0, sizeof(text), text}, made;
    CHECK_EQ(RtlAllocateAndInitializeSid(&nt_authority, 9, 1, 2, 3, 4, 5, 6, 7, 8, &none),
             STATUS_INVALID_SID);
    CHECK_EQ(RtlAllocateAndInitializeSid(&nt_authority, 2, 32, 544, 0, 0, 0, 0, 0, 0, &admins),
             STATUS_SUCCESS);
    CHECK_EQ(RtlAllocateAndInitializeSid(&nt_authority, 2, 32, 545, 0, 0, 0, 0, 0, 0, &users),
             STATUS_SUCCESS);
    CHECK(RtlValidSid(admins) && !RtlEqualSid(admins, users) && RtlEqualPrefixSid(admins, users));
    CHECK_EQ(RtlLengthSid(admins), 16);
    CHECK_EQ(RtlLengthRequiredSid(2), 16);
    CHECK_EQ(*RtlSubAuthorityCountSid(admins), 2);
    CHECK_EQ(*RtlSubAuthoritySid(admins, 1), 544);
    CHECK_EQ(RtlIdentifierAuthoritySid(admins)->Value[5], 5);
    CHECK_EQ(RtlConvertSidToUnicodeString(&out, admins, FALSE), STATUS_SUCCESS);
    CHECK(same_counted(&out, L"S-1-5-32-544"));
    out.MaximumLength = 10;
    CHECK_EQ(RtlConvertSidToUnicodeString(&out, admins, FALSE), STATUS_BUFFER_OVERFLOW);
    CHECK_EQ(RtlConvertSidToUnicodeString(&made, users, TRUE), STATUS_SUCCESS);
    CHECK(same_counted(&made, L"S-1-5-32-545"));
    RtlFreeUnicodeString(&made);
    CHECK_EQ(RtlCopySid(15, copy, admins), STATUS_BUFFER_TOO_SMALL);
    CHECK_EQ(RtlCopySid(16, copy, admins), STATUS_SUCCESS);
    CHECK(RtlEqualSid(copy, admins));
    CHECK_EQ(RtlInitializeSid((PSID)space, &nt_authority, 16), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlInitializeSid((PSID)space, &nt_authority, 1), STATUS_SUCCESS);
    *RtlSubAuthoritySid((PSID)space, 0) = 18;
    CHECK(RtlValidSid((PSID)space));
    copy[0] = 2;
    CHECK(!RtlValidSid((PSID)copy));
    copy[0] = 1;

    PACL acl = (PACL)space;
    ACCESS_ALLOWED_ACE *ace;
    PVOID end;
    CHECK_EQ(RtlCreateAcl(acl, 4, 2), STATUS_BUFFER_TOO_SMALL);
    CHECK_EQ(RtlCreateAcl(acl, 128, 9), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlCreateAcl(acl, 128, ACL_REVISION), STATUS_SUCCESS);
    CHECK_EQ(RtlAddAccessAllowedAce(acl, ACL_REVISION, 0x11, admins), STATUS_SUCCESS);
    CHECK_EQ(RtlAddAccessDeniedAceEx(acl, ACL_REVISION, 3, 0x22, users), STATUS_SUCCESS);
    CHECK_EQ(acl->AceCount, 2);
    CHECK_EQ(RtlGetAce(acl, 1, (PVOID *)&ace), STATUS_SUCCESS);
    CHECK(ace->Header.AceType == ACCESS_DENIED_ACE_TYPE && ace->Header.AceFlags == 3 && ace->Mask == 0x22);
    CHECK_EQ(ace->Header.AceSize, 24);
    CHECK_EQ(RtlGetAce(acl, 2, (PVOID *)&ace), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlGetAce(acl, 1, (PVOID *)&ace), STATUS_SUCCESS);
    CHECK(RtlFirstFreeAce(acl, &end));
    CHECK_EQ(end, space + 8 + 48);
    memcpy(tiny, ace, 24);
    CHECK_EQ(RtlAddAce(acl, ACL_REVISION, 0, tiny, 24), STATUS_SUCCESS); /* in front */
    CHECK_EQ(RtlGetAce(acl, 0, (PVOID *)&ace), STATUS_SUCCESS);
    CHECK_EQ(ace->Mask, 0x22);
    CHECK_EQ(RtlDeleteAce(acl, 0), STATUS_SUCCESS);
    CHECK_EQ(RtlGetAce(acl, 0, (PVOID *)&ace), STATUS_SUCCESS);
    CHECK_EQ(ace->Mask, 0x11);
    CHECK_EQ(RtlDeleteAce(acl, 7), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlAddAccessAllowedAceEx(acl, ACL_REVISION, 0, 1, users), STATUS_SUCCESS);
    CHECK_EQ(RtlAddAccessDeniedAce(acl, ACL_REVISION, 1, users), STATUS_SUCCESS);
    CHECK_EQ(RtlAddAccessAllowedAce(acl, ACL_REVISION, 1, users), STATUS_SUCCESS);
    CHECK_EQ(RtlAddAccessAllowedAce(acl, ACL_REVISION, 1, users), STATUS_ALLOTTED_SPACE_EXCEEDED);
    CHECK(RtlValidAcl(acl));

    SECURITY_DESCRIPTOR descriptor;
    BOOLEAN present = 9, defaulted = 9;
    PACL dacl = NULL;
    PSID sid = NULL;
    CHECK_EQ(RtlCreateSecurityDescriptor(&descriptor, 2), STATUS_UNKNOWN_REVISION);
    CHECK_EQ(RtlCreateSecurityDescriptor(&descriptor, 1), STATUS_SUCCESS);
    CHECK_EQ(RtlGetDaclSecurityDescriptor(&descriptor, &present, &dacl, &defaulted), STATUS_SUCCESS);
    CHECK_EQ(present, FALSE);
    CHECK_EQ(RtlLengthSecurityDescriptor(&descriptor), sizeof(descriptor));
    CHECK_EQ(RtlSetDaclSecurityDescriptor(&descriptor, TRUE, acl, FALSE), STATUS_SUCCESS);
    CHECK_EQ(RtlSetSaclSecurityDescriptor(&descriptor, FALSE, NULL, FALSE), STATUS_SUCCESS);
    CHECK_EQ(RtlSetOwnerSecurityDescriptor(&descriptor, admins, TRUE), STATUS_SUCCESS);
    CHECK_EQ(RtlSetGroupSecurityDescriptor(&descriptor, users, FALSE), STATUS_SUCCESS);
    CHECK_EQ(RtlGetDaclSecurityDescriptor(&descriptor, &present, &dacl, &defaulted), STATUS_SUCCESS);
    CHECK(present && dacl == acl && !defaulted);
    CHECK_EQ(RtlGetOwnerSecurityDescriptor(&descriptor, &sid, &defaulted), STATUS_SUCCESS);
    CHECK(sid == admins && defaulted);
    CHECK_EQ(RtlGetGroupSecurityDescriptor(&descriptor, &sid, &defaulted), STATUS_SUCCESS);
    CHECK(sid == users && !defaulted);
    CHECK_EQ(RtlLengthSecurityDescriptor(&descriptor), sizeof(descriptor) + 16 + 16 + 128);
    CHECK(RtlValidSecurityDescriptor(&descriptor));
    CHECK_EQ(RtlFreeSid(admins), 0);
    RtlFreeSid(users);
}

TEST(an_environment_of_its_own)
{
    PWSTR block;
    WCHAR text[32];
    UNICODE_STRING name = STR(L"Name"), lower = STR(L"NAME"), value = STR(L"value"),
                   out = {0, sizeof(text), text}, bad = STR(L"a=b"), source = STR(L"<%name%|%none%>");
    SIZE_T length = 0;
    ULONG needed = 0;
    CHECK_EQ(RtlCreateEnvironment(FALSE, &block), STATUS_SUCCESS);
    CHECK_EQ(RtlSetEnvironmentVariable(&block, &name, &value), STATUS_SUCCESS);
    CHECK_EQ(RtlSetEnvironmentVariable(&block, &bad, &value), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlSetEnvironmentVar(&block, L"second", 3, L"2", 1), STATUS_SUCCESS);
    CHECK_EQ(RtlQueryEnvironmentVariable_U(block, &lower, &out), STATUS_SUCCESS);
    CHECK(same_counted(&out, L"value"));
    out.MaximumLength = 8;
    CHECK_EQ(RtlQueryEnvironmentVariable_U(block, &lower, &out), STATUS_BUFFER_TOO_SMALL);
    CHECK_EQ(out.Length, 10);
    CHECK_EQ(RtlQueryEnvironmentVariable(block, L"sec", 3, text, 2, &length), STATUS_SUCCESS);
    CHECK_EQ(length, 1);
    CHECK_EQ(RtlQueryEnvironmentVariable(block, L"sec", 3, text, 1, &length), STATUS_BUFFER_TOO_SMALL);
    CHECK_EQ(length, 2);
    CHECK_EQ(RtlQueryEnvironmentVariable(block, L"none", 4, text, 8, &length), STATUS_VARIABLE_NOT_FOUND);
    out.MaximumLength = sizeof(text);
    CHECK_EQ(RtlExpandEnvironmentStrings_U(block, &source, &out, &needed), STATUS_SUCCESS);
    CHECK(same_counted(&out, L"<value|%none%>"));
    CHECK_EQ(needed, 30);
    CHECK_EQ(RtlExpandEnvironmentStrings(block, L"%name%", 6, text, 5, &length), STATUS_BUFFER_TOO_SMALL);
    CHECK_EQ(length, 6);
    CHECK_EQ(RtlSetEnvironmentVariable(&block, &name, NULL), STATUS_SUCCESS);
    CHECK_EQ(RtlQueryEnvironmentVariable_U(block, &name, &out), STATUS_VARIABLE_NOT_FOUND);
    CHECK_EQ(RtlDestroyEnvironment(block), STATUS_SUCCESS);
    RtlAcquirePebLock(); /* recursive */
    CHECK_EQ(RtlCreateEnvironment(TRUE, &block), STATUS_SUCCESS);
    RtlReleasePebLock();
    RtlDestroyEnvironment(block);
}

TEST(heaps)
{
    PVOID heap = RtlCreateHeap(2 /* growable */, NULL, 0, 0, NULL, NULL), heaps[64], value = NULL;
    ULONG count = RtlGetProcessHeaps(64, heaps), kind = 9, flags;
    BOOL found = FALSE;
    SIZE_T needed;
    for (ULONG i = 0; i < count && i < 64; i++)
        found |= heaps[i] == heap;
    CHECK(heap && found);
    char *block = RtlAllocateHeap(heap, HEAP_ZERO_MEMORY, 100);
    CHECK(block && !block[0] && !block[99]);
    CHECK_EQ((ULONG_PTR)block % 16, 0);
    CHECK_EQ(RtlSizeHeap(heap, 0, block), 100);
    block[99] = 7;
    block = RtlReAllocateHeap(heap, HEAP_ZERO_MEMORY, block, 5000);
    CHECK(block[99] == 7 && !block[100] && !block[4999]);
    CHECK_EQ(RtlReAllocateHeap(heap, 0, NULL, 10), 0);
    CHECK(RtlValidateHeap(heap, 0, block) && RtlValidateHeap(heap, 0, NULL));
    CHECK(!RtlValidateHeap(heap, 0, block + 16));
    CHECK(RtlLockHeap(heap) && RtlLockHeap(heap) && RtlUnlockHeap(heap) && RtlUnlockHeap(heap));
    CHECK_EQ(RtlQueryHeapInformation(heap, 0, &kind, sizeof(kind), &needed), STATUS_SUCCESS);
    CHECK_EQ(needed, 4);
    CHECK(kind == 2 || kind == 0);
    CHECK_EQ((NTSTATUS)RtlQueryHeapInformation(heap, 0, &kind, 2, &needed), STATUS_BUFFER_TOO_SMALL);
    kind = 2;
    CHECK_EQ((NTSTATUS)RtlSetHeapInformation(heap, 0, &kind, 3), STATUS_BUFFER_TOO_SMALL);
    CHECK_EQ(RtlSetHeapInformation(heap, 0, &kind, 4), STATUS_SUCCESS);
    RtlCompactHeap(heap, 0);
    CHECK(RtlFreeHeap(heap, 0, block));
    CHECK(RtlFreeHeap(heap, 0, NULL));
    block = RtlAllocateHeap(heap, 0x100 /* HEAP_SETTABLE_USER_VALUE */, 10);
    CHECK(RtlSetUserValueHeap(heap, 0, block, &count));
    CHECK(RtlGetUserInfoHeap(heap, 0, block, &value, &flags));
    CHECK_EQ(value, &count);
    CHECK_EQ(RtlDestroyHeap(heap), 0);
}

TEST(paths)
{
    static const struct {
        const WCHAR *path;
        ULONG type;
    } types[] = {{L"\\\\server\\x", 1}, {L"c:\\x", 2}, {L"c:x", 3}, {L"\\x", 4}, {L"x", 5},
                 {L"\\\\.\\x", 6},      {L"\\\\?", 7}};
    WCHAR buffer[300], *part;
    UNICODE_STRING nt, back;
    for (unsigned i = 0; i < sizeof(types) / sizeof(*types); i++)
        CHECK_EQ(RtlDetermineDosPathNameType_U(types[i].path), types[i].type);
    CHECK_EQ(RtlIsDosDeviceName_U(L"NUL"), 6);
    CHECK_EQ(RtlIsDosDeviceName_U(L"com1"), 8);
    CHECK_EQ(RtlIsDosDeviceName_U(L"file"), 0);
    CHECK_EQ(RtlGetFullPathName_U(L"c:\\a\\.\\b\\..\\c.txt", sizeof(buffer), buffer, &part), 20);
    CHECK_WIDE(buffer, L"c:\\a\\c.txt");
    CHECK_WIDE(part, L"c.txt");
    CHECK_EQ(RtlGetFullPathName_U(L"c:\\a\\c.txt", 20, buffer, &part), 22); /* with its terminator */
    CHECK_EQ(RtlGetFullPathName_U(L"c:\\a\\", sizeof(buffer), buffer, &part), 10);
    CHECK_EQ(part, 0);
    CHECK(RtlDosPathNameToNtPathName_U(L"c:\\dir/file", &nt, (PCWSTR *)&part, NULL));
    CHECK(same_counted(&nt, L"\\??\\c:\\dir\\file"));
    CHECK_WIDE(part, L"file");
    RtlFreeUnicodeString(&nt);
    CHECK_EQ(RtlDosPathNameToNtPathName_U_WithStatus(L"\\\\?\\c:\\x.", &nt, NULL, NULL), STATUS_SUCCESS);
    CHECK(same_counted(&nt, L"\\??\\c:\\x.")); /* as it is spelled */
    RtlFreeUnicodeString(&nt);
    CHECK_EQ(RtlDosPathNameToNtPathName_U_WithStatus(L"\\\\server\\share\\x", &nt, NULL, NULL),
             STATUS_SUCCESS);
    CHECK(same_counted(&nt, L"\\??\\UNC\\server\\share\\x"));
    RtlFreeUnicodeString(&nt);
    CHECK_EQ(RtlDosPathNameToNtPathName_U_WithStatus(L"", &nt, NULL, NULL), STATUS_OBJECT_NAME_INVALID);
    GetModuleFileNameW(NULL, buffer, 300);
    CHECK(RtlDoesFileExists_U(buffer));
    CHECK(!RtlDoesFileExists_U(L"c:\\decant\\no\\such\\file"));
    ULONG length = RtlGetCurrentDirectory_U(sizeof(buffer), buffer);
    CHECK_EQ(buffer[length / 2], 0);
    CHECK_EQ(RtlGetCurrentDirectory_U(2, buffer + 298), length + 2);
    RtlInitUnicodeString(&back, buffer);
    CHECK_EQ(RtlSetCurrentDirectory_U(&back), STATUS_SUCCESS);
    UNICODE_STRING missing = STR(L"decant-no-such-folder");
    NTSTATUS status = RtlSetCurrentDirectory_U(&missing);
    CHECK(status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_NO_SUCH_FILE);
}

TEST(status_codes)
{
    static const struct {
        NTSTATUS status;
        ULONG error;
    } codes[] = {{STATUS_SUCCESS, 0},
                 {STATUS_ACCESS_VIOLATION, ERROR_NOACCESS},
                 {STATUS_OBJECT_NAME_NOT_FOUND, ERROR_FILE_NOT_FOUND},
                 {STATUS_OBJECT_NAME_COLLISION, ERROR_ALREADY_EXISTS},
                 {STATUS_BUFFER_OVERFLOW, ERROR_MORE_DATA},
                 {STATUS_BUFFER_TOO_SMALL, ERROR_INSUFFICIENT_BUFFER},
                 {STATUS_INFO_LENGTH_MISMATCH, ERROR_BAD_LENGTH},
                 {STATUS_SHARING_VIOLATION, ERROR_SHARING_VIOLATION},
                 {STATUS_PENDING, ERROR_IO_PENDING},
                 {(NTSTATUS)0x80070005, 5}, /* an HRESULT made of a Win32 code */
                 {(NTSTATUS)0xC0DEC0DE, ERROR_MR_MID_NOT_FOUND}};
    for (unsigned i = 0; i < sizeof(codes) / sizeof(*codes); i++)
        CHECK_EQ(RtlNtStatusToDosError(codes[i].status), codes[i].error);
    CHECK_EQ(RtlGetLastNtStatus(), (NTSTATUS)0xC0DEC0DE); /* the one that was translated last */
    CHECK_EQ(RtlNtStatusToDosErrorNoTeb(STATUS_ACCESS_DENIED), ERROR_ACCESS_DENIED);
    CHECK_EQ(RtlGetLastNtStatus(), (NTSTATUS)0xC0DEC0DE);
    CloseHandle((HANDLE)0x7FF0);
    CHECK_EQ(RtlGetLastNtStatus(), STATUS_INVALID_HANDLE);
}

GUEST_MAIN(RUN(times); RUN(sids_and_lists); RUN(an_environment_of_its_own); RUN(heaps); RUN(paths);
           RUN(status_codes);)
