/* SPDX-License-Identifier: MIT
 *
 * Runtime functions that Win32 only passes on: resources of a module, normalization, the environment as a
 * whole, versions, the walk over a heap, security descriptors, unwinding and raising, with their status
 * codes.
 */
#include "nt.h"

typedef struct {
    ULONG_PTR type, name, language;
} resource_path;

typedef struct {
    PVOID DataAddress;
    SIZE_T DataSize;
    UCHAR OverheadBytes, SegmentIndex;
    USHORT Flags;
    union {
        struct {
            SIZE_T Settable;
            USHORT TagIndex, AllocatorBackTraceIndex;
            ULONG Reserved[2];
        } block;
        struct {
            ULONG CommittedSize, UnCommittedSize;
            PVOID FirstEntry, LastEntry;
        } segment;
    } u;
} walk_entry;

NT LdrFindResource_U(PVOID, const resource_path *, ULONG, IMAGE_RESOURCE_DATA_ENTRY **);
NT LdrFindResourceDirectory_U(PVOID, const resource_path *, ULONG, IMAGE_RESOURCE_DIRECTORY **);
NT LdrAccessResource(PVOID, const IMAGE_RESOURCE_DATA_ENTRY *, PVOID *, PULONG);
NTSYSAPI PVOID NTAPI RtlAddressInSectionTable(PIMAGE_NT_HEADERS, PVOID, ULONG);
NT RtlNormalizeString(ULONG, PCWSTR, LONG, PWSTR, PLONG);
NT RtlIsNormalizedString(ULONG, PCWSTR, LONG, PBOOLEAN);
NT RtlSetEnvironmentStrings(PCWSTR, SIZE_T);
NT RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW, ULONG, ULONGLONG);
NT RtlWalkHeap(PVOID, walk_entry *);
NT NtQuerySecurityObject(HANDLE, SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, ULONG, PULONG);
NT NtSetSecurityObject(HANDLE, SECURITY_INFORMATION, PSECURITY_DESCRIPTOR);
NTSYSAPI void NTAPI RtlRaiseStatus(NTSTATUS);
NTSYSAPI void NTAPI RtlCaptureContext(PCONTEXT);
NT ZwRaiseException(PEXCEPTION_RECORD, PCONTEXT, BOOLEAN);
NT ZwContinue(PCONTEXT, BOOLEAN);

TEST(resources)
{
    HMODULE module = LoadLibraryW(L"ldr_res.dll");
    resource_path path = {(ULONG_PTR)RT_RCDATA, 1, 0};
    IMAGE_RESOURCE_DATA_ENTRY *entry = NULL;
    IMAGE_RESOURCE_DIRECTORY *directory = NULL;
    HRSRC found = FindResourceW(module, MAKEINTRESOURCEW(1), (LPCWSTR)RT_RCDATA);
    PVOID data = NULL;
    ULONG size = 0;
    CHECK(module != NULL);
    CHECK(found != NULL);
    CHECK_EQ(LdrFindResource_U(module, &path, 3, &entry), STATUS_SUCCESS);
    CHECK((PVOID)entry == (PVOID)found);
    CHECK_EQ(LdrAccessResource(module, entry, &data, &size), STATUS_SUCCESS);
    CHECK(data == LockResource(LoadResource(module, found)));
    CHECK_EQ(size, SizeofResource(module, found));
    CHECK_EQ(LdrFindResourceDirectory_U(module, &path, 0, &directory), STATUS_SUCCESS);
    CHECK(directory->NumberOfNamedEntries + directory->NumberOfIdEntries > 0);
    CHECK_EQ(LdrFindResourceDirectory_U(module, &path, 2, &directory), STATUS_SUCCESS);
    CHECK(directory->NumberOfIdEntries > 0);
    path.name = 0x7777;
    CHECK_EQ(LdrFindResource_U(module, &path, 3, &entry), STATUS_RESOURCE_NAME_NOT_FOUND);
    CHECK_EQ(LdrFindResourceDirectory_U(module, &path, 2, &directory), STATUS_RESOURCE_NAME_NOT_FOUND);
    path.type = 0x7777;
    CHECK_EQ(LdrFindResource_U(module, &path, 3, &entry), STATUS_RESOURCE_TYPE_NOT_FOUND);
    FreeLibrary(module);
}

TEST(sections)
{
    char *base = (char *)GetModuleHandleW(NULL);
    PIMAGE_NT_HEADERS headers = (PIMAGE_NT_HEADERS)(base + ((PIMAGE_DOS_HEADER)base)->e_lfanew);
    PIMAGE_SECTION_HEADER first = IMAGE_FIRST_SECTION(headers);
    CHECK(RtlAddressInSectionTable(headers, base, first->VirtualAddress + 4) ==
          base + first->PointerToRawData + 4);
    CHECK(!RtlAddressInSectionTable(headers, base, 0x7FFF0000));
}

TEST(normalization)
{
    WCHAR text[8];
    LONG length = 8;
    BOOLEAN is = 9;
    CHECK_EQ(RtlNormalizeString(NormalizationC, L"e\x301x", 3, text, &length), STATUS_SUCCESS);
    CHECK_EQ(length, 2);
    CHECK_EQ(text[0], 0xE9);
    CHECK_EQ(text[1], 'x');
    length = 8;
    CHECK_EQ(RtlNormalizeString(NormalizationD, L"\xE9", 1, text, &length), STATUS_SUCCESS);
    CHECK_EQ(length, 2);
    CHECK_EQ(text[1], 0x301);
    CHECK_EQ(RtlIsNormalizedString(NormalizationC, L"\xE9", 1, &is), STATUS_SUCCESS);
    CHECK_EQ(is, TRUE);
    CHECK_EQ(RtlIsNormalizedString(NormalizationC, L"e\x301", -1, &is), STATUS_SUCCESS);
    CHECK_EQ(is, FALSE);
    CHECK_EQ(RtlIsNormalizedString(99, L"e", 1, &is), STATUS_INVALID_PARAMETER);
    length = 8;
    CHECK_EQ(RtlNormalizeString(NormalizationC, L"\xD800x", 2, text, &length), STATUS_NO_UNICODE_TRANSLATION);
}

TEST(environment)
{
    static const WCHAR block[] = L"ALPHA=one\0BETA=two\0";
    WCHAR value[16];
    PWCH before = GetEnvironmentStringsW();
    SIZE_T size = 0;
    while (before[size] || before[size + 1])
        size++;
    CHECK_EQ(RtlSetEnvironmentStrings(block, sizeof(block)), STATUS_SUCCESS);
    CHECK_EQ(GetEnvironmentVariableW(L"BETA", value, 16), 3);
    CHECK_WIDE(value, L"two");
    CHECK_FAILS(GetEnvironmentVariableW(L"PATH", value, 16), 0, ERROR_ENVVAR_NOT_FOUND);
    CHECK_EQ(RtlSetEnvironmentStrings(before, (size + 2) * sizeof(WCHAR)), STATUS_SUCCESS);
    CHECK_FAILS(GetEnvironmentVariableW(L"BETA", value, 16), 0, ERROR_ENVVAR_NOT_FOUND);
    FreeEnvironmentStringsW(before);
}

TEST(versions)
{
    RTL_OSVERSIONINFOEXW version = {
        .dwOSVersionInfoSize = sizeof(version), .dwMajorVersion = 6, .dwMinorVersion = 1};
    ULONGLONG least = VerSetConditionMask(VerSetConditionMask(0, VER_MAJORVERSION, VER_GREATER_EQUAL),
                                          VER_MINORVERSION, VER_GREATER_EQUAL);
    CHECK_EQ(RtlVerifyVersionInfo(&version, VER_MAJORVERSION | VER_MINORVERSION, least), STATUS_SUCCESS);
    version.dwMajorVersion = 99;
    CHECK_EQ(RtlVerifyVersionInfo(&version, VER_MAJORVERSION | VER_MINORVERSION, least),
             STATUS_REVISION_MISMATCH);
    CHECK_EQ(RtlVerifyVersionInfo(&version, VER_MAJORVERSION, 0), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlVerifyVersionInfo(&version, 0, least), STATUS_INVALID_PARAMETER);
}

TEST(heap_walk)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    walk_entry entry = {0};
    void *block = HeapAlloc(heap, 0, 123);
    int blocks = 0;
    NTSTATUS status;
    while ((status = RtlWalkHeap(heap, &entry)) == STATUS_SUCCESS)
        if (entry.DataAddress == block && entry.Flags & 1 /* busy */) {
            CHECK_EQ(entry.DataSize, 123);
            blocks++;
        }
    CHECK_EQ(status, STATUS_NO_MORE_ENTRIES);
    CHECK_EQ(blocks, 1);
    CHECK(HeapDestroy(heap));
}

TEST(security)
{
    WCHAR path[MAX_PATH];
    ULONG needed = 0;
    BYTE buffer[1024];
    GetTempPathW(MAX_PATH, path);
    HANDLE folder = CreateFileW(path, READ_CONTROL, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(folder != INVALID_HANDLE_VALUE);
    CHECK_EQ(NtQuerySecurityObject(folder, OWNER_SECURITY_INFORMATION, NULL, 0, &needed),
             STATUS_BUFFER_TOO_SMALL);
    CHECK(needed > sizeof(SECURITY_DESCRIPTOR_RELATIVE) && needed <= sizeof(buffer));
    CHECK_EQ(NtQuerySecurityObject(folder, OWNER_SECURITY_INFORMATION, buffer, sizeof(buffer), &needed),
             STATUS_SUCCESS);
    CHECK(((PISECURITY_DESCRIPTOR_RELATIVE)buffer)->Owner != 0);
    CHECK_EQ(NtQuerySecurityObject(folder, OWNER_SECURITY_INFORMATION, buffer, sizeof(buffer), BAD_POINTER),
             STATUS_ACCESS_VIOLATION);
    CHECK_EQ(NtQuerySecurityObject(folder, OWNER_SECURITY_INFORMATION, BAD_POINTER, sizeof(buffer), &needed),
             STATUS_ACCESS_VIOLATION);
    CHECK_EQ(NtSetSecurityObject(folder, OWNER_SECURITY_INFORMATION, BAD_POINTER), STATUS_ACCESS_VIOLATION);
    CHECK_EQ(NtSetSecurityObject(folder, OWNER_SECURITY_INFORMATION, buffer), STATUS_ACCESS_DENIED);
    CloseHandle(folder);
}

TEST(processes)
{
    BYTE class[2] = {FALSE, 2}; /* foreground; normal */
    ULONG_PTR mask, system;
    CHECK_EQ(NtSetInformationProcess(GetCurrentProcess(), 18, class, sizeof(class)), STATUS_SUCCESS);
    CHECK_EQ(GetPriorityClass(GetCurrentProcess()), NORMAL_PRIORITY_CLASS);
    class[1] = 99;
    CHECK_EQ(NtSetInformationProcess(GetCurrentProcess(), 18, class, sizeof(class)),
             STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtSetInformationProcess(GetCurrentProcess(), 18, class, 1), STATUS_INFO_LENGTH_MISMATCH);
    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &mask, &system));
    CHECK_EQ(NtSetInformationProcess(GetCurrentProcess(), 21, &mask, sizeof(mask)), STATUS_SUCCESS);
    mask = 0;
    CHECK_EQ(NtSetInformationProcess(GetCurrentProcess(), 21, &mask, sizeof(mask)), STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtSetInformationProcess(GetCurrentProcess(), 0x7777, &mask, sizeof(mask)),
             STATUS_INVALID_INFO_CLASS);
}

/* ---- raising and going on ---- */

static CONTEXT saved;
static volatile int came_back;
static NTSTATUS caught;
static DWORD caught_flags;

static LONG CALLBACK go_back(EXCEPTION_POINTERS *pointers)
{
    caught = (NTSTATUS)pointers->ExceptionRecord->ExceptionCode;
    caught_flags = pointers->ExceptionRecord->ExceptionFlags;
    ZwContinue(&saved, FALSE);
    return EXCEPTION_CONTINUE_SEARCH;
}

TEST(raising)
{
    PVOID handler = AddVectoredExceptionHandler(1, go_back);
    EXCEPTION_RECORD record = {.ExceptionCode = 0xE0001234};
    came_back = 0;
    RtlCaptureContext(&saved);
    if (!came_back++)
        RtlRaiseStatus(STATUS_DISK_FULL);
    CHECK_EQ(caught, STATUS_DISK_FULL);
    CHECK(caught_flags & EXCEPTION_NONCONTINUABLE);
    came_back = 0;
    RtlCaptureContext(&saved);
    if (!came_back++)
        ZwRaiseException(&record, &saved, TRUE);
    CHECK_EQ(caught, (NTSTATUS)0xE0001234);
    CHECK_EQ(came_back, 2);
    RemoveVectoredExceptionHandler(handler);
}

GUEST_MAIN(RUN(resources); RUN(sections); RUN(normalization); RUN(environment); RUN(versions); RUN(heap_walk);
           RUN(security); RUN(processes); RUN(raising);)
