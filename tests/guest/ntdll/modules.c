/* SPDX-License-Identifier: MIT
 *
 * The loader's own functions, images looked at by hand, and the RTL locks and lists that kernel32 forwards
 * to.
 */
#include "nt.h"

typedef struct {
    LIST_ENTRY load, memory, init;
    PVOID base, entry;
    ULONG size;
    UNICODE_STRING full, name;
} MODULE;

NT LdrLoadDll(PWSTR, PULONG, PUNICODE_STRING, PVOID *);
NT LdrUnloadDll(PVOID);
NT LdrGetDllHandle(PWSTR, PULONG, PUNICODE_STRING, PVOID *);
NT LdrGetDllHandleEx(ULONG, PWSTR, PULONG, PUNICODE_STRING, PVOID *);
NT LdrGetProcedureAddress(PVOID, PANSI_STRING, ULONG, PVOID *);
NT LdrAddRefDll(ULONG, PVOID);
NT LdrDisableThreadCalloutsForDll(PVOID);
NT LdrLockLoaderLock(ULONG, PULONG, PULONG_PTR);
NT LdrUnlockLoaderLock(ULONG, ULONG_PTR);
NT LdrEnumerateLoadedModules(ULONG, PVOID, PVOID);
NT LdrFindEntryForAddress(PVOID, MODULE **);
NTSYSAPI BOOLEAN NTAPI RtlDllShutdownInProgress(void);
NTSYSAPI PIMAGE_NT_HEADERS NTAPI RtlImageNtHeader(PVOID);
NT RtlImageNtHeaderEx(ULONG, PVOID, ULONGLONG, PIMAGE_NT_HEADERS *);
NTSYSAPI PVOID NTAPI RtlImageDirectoryEntryToData(PVOID, BOOLEAN, USHORT, PULONG);
NTSYSAPI PIMAGE_SECTION_HEADER NTAPI RtlImageRvaToSection(PIMAGE_NT_HEADERS, PVOID, ULONG);
NTSYSAPI PVOID NTAPI RtlImageRvaToVa(PIMAGE_NT_HEADERS, PVOID, ULONG, PIMAGE_SECTION_HEADER *);
NTSYSAPI PVOID NTAPI RtlGetCurrentPeb(void);
NT RtlInitializeCriticalSectionAndSpinCount(CRITICAL_SECTION *, ULONG);
NT RtlEnterCriticalSection(CRITICAL_SECTION *);
NT RtlLeaveCriticalSection(CRITICAL_SECTION *);
NT RtlDeleteCriticalSection(CRITICAL_SECTION *);
NTSYSAPI BOOLEAN NTAPI RtlTryEnterCriticalSection(CRITICAL_SECTION *);
NTSYSAPI ULONG NTAPI RtlIsCriticalSectionLocked(CRITICAL_SECTION *);
NTSYSAPI ULONG NTAPI RtlIsCriticalSectionLockedByThread(CRITICAL_SECTION *);
NTSYSAPI ULONG NTAPI RtlGetCriticalSectionRecursionCount(CRITICAL_SECTION *);
NTSYSAPI VOID NTAPI RtlInitializeSRWLock(SRWLOCK *);
NTSYSAPI VOID NTAPI RtlAcquireSRWLockExclusive(SRWLOCK *);
NTSYSAPI VOID NTAPI RtlReleaseSRWLockExclusive(SRWLOCK *);
NTSYSAPI VOID NTAPI RtlAcquireSRWLockShared(SRWLOCK *);
NTSYSAPI VOID NTAPI RtlReleaseSRWLockShared(SRWLOCK *);
NTSYSAPI BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(SRWLOCK *);
NTSYSAPI BOOLEAN NTAPI RtlTryAcquireSRWLockShared(SRWLOCK *);
NT RtlWaitOnAddress(const void *, const void *, SIZE_T, const LARGE_INTEGER *);
NTSYSAPI VOID NTAPI RtlWakeAddressSingle(const void *);
NTSYSAPI VOID NTAPI RtlWakeAddressAll(const void *);
NT NtDeviceIoControlFile(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, ULONG, PVOID, ULONG, PVOID,
                         ULONG);
NT NtFsControlFile(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, ULONG, PVOID, ULONG, PVOID,
                   ULONG);

static BOOL saw_ntdll, saw_program;
static unsigned visited;

static void NTAPI visit(MODULE *module, PVOID context, BOOLEAN *stop)
{
    visited++;
    saw_ntdll |= module->base == GetModuleHandleW(L"ntdll.dll");
    saw_program |= module->base == GetModuleHandleW(NULL);
    if (context)
        *stop = TRUE;
}

TEST(modules)
{
    UNICODE_STRING kernel = STR(L"kernel32.dll"), missing = STR(L"decant-no-such.dll");
    ANSI_STRING name = {11, 12, "CreateFileW"}, none = {6, 7, "Nobody"}, cut = {10, 11, "CreateFileX"};
    PVOID base = NULL, again = NULL, address = NULL, expected = (PVOID)GetModuleHandleW(L"kernel32.dll");
    MODULE *entry = NULL;
    ULONG_PTR cookie = 0, inner = 0;
    ULONG state = 9;
    CHECK_EQ(LdrLoadDll(NULL, NULL, &kernel, &base), STATUS_SUCCESS);
    CHECK_EQ(base, expected);
    CHECK_EQ(LdrUnloadDll(base), STATUS_SUCCESS);
    CHECK_EQ(LdrLoadDll(NULL, NULL, &missing, &again), STATUS_DLL_NOT_FOUND);
    CHECK_EQ(LdrGetDllHandle(NULL, NULL, &kernel, &again), STATUS_SUCCESS);
    CHECK_EQ(again, base);
    CHECK_EQ(LdrGetDllHandleEx(1, NULL, NULL, &missing, &again), STATUS_DLL_NOT_FOUND);
    CHECK_EQ(LdrAddRefDll(0, base), STATUS_SUCCESS);
    CHECK_EQ(LdrUnloadDll(base), STATUS_SUCCESS);
    CHECK_EQ(LdrGetProcedureAddress(base, &name, 0, &address), STATUS_SUCCESS);
    CHECK_EQ(address, (PVOID)GetProcAddress(expected, "CreateFileW"));
    address = &base;
    CHECK_EQ(LdrGetProcedureAddress(base, &none, 0, &address), STATUS_ENTRYPOINT_NOT_FOUND);
    CHECK_EQ(LdrGetProcedureAddress(base, &cut, 0, &address),
             STATUS_ENTRYPOINT_NOT_FOUND); /* it is counted */
    CHECK_EQ(LdrGetProcedureAddress(base, NULL, 0xFFFF, &address), STATUS_ORDINAL_NOT_FOUND);
    CHECK_EQ(LdrFindEntryForAddress((char *)base + 0x1000, &entry), STATUS_SUCCESS);
    CHECK_EQ(entry->base, base);
    CHECK_EQ(LdrFindEntryForAddress(&kernel, &entry), STATUS_NO_MORE_ENTRIES);
    CHECK_EQ(LdrDisableThreadCalloutsForDll((PVOID)0x1000), STATUS_DLL_NOT_FOUND);
    CHECK_EQ(LdrEnumerateLoadedModules(0, visit, NULL), STATUS_SUCCESS);
    CHECK(saw_ntdll && saw_program && visited >= 3);
    visited = 0;
    CHECK_EQ(LdrEnumerateLoadedModules(0, visit, &kernel), STATUS_SUCCESS);
    CHECK_EQ(visited, 1); /* it was told to stop */
    CHECK_EQ(LdrEnumerateLoadedModules(1, visit, NULL), STATUS_INVALID_PARAMETER);
    CHECK_EQ(LdrLockLoaderLock(4, &state, &cookie), STATUS_INVALID_PARAMETER_1);
    CHECK_EQ(LdrLockLoaderLock(0, &state, NULL), STATUS_INVALID_PARAMETER_3);
    CHECK_EQ(LdrLockLoaderLock(2, NULL, &cookie), STATUS_INVALID_PARAMETER_2);
    CHECK_EQ(LdrLockLoaderLock(0, &state, &cookie), STATUS_SUCCESS);
    CHECK(state == 1 && cookie);
    CHECK_EQ(LdrLockLoaderLock(2, &state, &inner), STATUS_SUCCESS); /* recursive */
    CHECK_EQ(state, 1);
    CHECK_EQ(LdrUnlockLoaderLock(0, inner), STATUS_SUCCESS);
    CHECK_EQ(LdrUnlockLoaderLock(4, cookie), STATUS_INVALID_PARAMETER_1);
    CHECK_EQ(LdrUnlockLoaderLock(0, cookie), STATUS_SUCCESS);
    CHECK_EQ(LdrUnlockLoaderLock(0, 0), STATUS_SUCCESS);
    CHECK_EQ(RtlDllShutdownInProgress(), FALSE);
    CHECK_EQ(RtlGetCurrentPeb(), (PVOID)NtCurrentTeb()->ProcessEnvironmentBlock);
}

TEST(images)
{
    char *base = (char *)GetModuleHandleW(NULL);
    PIMAGE_NT_HEADERS headers = RtlImageNtHeader(base), other = NULL;
    PIMAGE_SECTION_HEADER section;
    ULONG size = 0;
    CHECK(headers && headers->Signature == IMAGE_NT_SIGNATURE);
    CHECK_EQ(RtlImageNtHeader(NULL), 0);
    CHECK_EQ(RtlImageNtHeaderEx(0, base, 10, &other), STATUS_INVALID_IMAGE_FORMAT);
    CHECK_EQ(RtlImageNtHeaderEx(0, base, 4096, &other), STATUS_SUCCESS);
    CHECK_EQ(other, headers);
    CHECK_EQ(RtlImageNtHeaderEx(0, NULL, 4096, &other), STATUS_INVALID_PARAMETER);
    char *imports = RtlImageDirectoryEntryToData(base, TRUE, IMAGE_DIRECTORY_ENTRY_IMPORT, &size);
    ULONG rva = headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress;
    CHECK_EQ(imports, base + rva);
    CHECK_EQ(size, headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].Size);
    CHECK_EQ(RtlImageDirectoryEntryToData(base, TRUE, 16, &size), 0);
    section = RtlImageRvaToSection(headers, base, rva);
    CHECK(section && rva >= section->VirtualAddress &&
          rva < section->VirtualAddress + section->SizeOfRawData);
    CHECK_EQ(RtlImageRvaToVa(headers, base, rva, NULL),
             base + section->PointerToRawData + rva - section->VirtualAddress);
    CHECK_EQ(RtlImageRvaToSection(headers, base, 0x7FFFFFF0), 0);
}

TEST(locks)
{
    CRITICAL_SECTION section;
    SRWLOCK lock;
    CHECK_EQ(RtlInitializeCriticalSectionAndSpinCount(&section, 100), STATUS_SUCCESS);
    CHECK_EQ(RtlIsCriticalSectionLocked(&section), 0);
    CHECK_EQ(RtlEnterCriticalSection(&section), STATUS_SUCCESS);
    CHECK(RtlTryEnterCriticalSection(&section));
    CHECK_EQ(RtlGetCriticalSectionRecursionCount(&section), 2);
    CHECK(RtlIsCriticalSectionLocked(&section) && RtlIsCriticalSectionLockedByThread(&section));
    CHECK_EQ(RtlLeaveCriticalSection(&section), STATUS_SUCCESS);
    CHECK_EQ(RtlLeaveCriticalSection(&section), STATUS_SUCCESS);
    CHECK_EQ(RtlIsCriticalSectionLockedByThread(&section), 0);
    CHECK_EQ(RtlDeleteCriticalSection(&section), STATUS_SUCCESS);
    RtlInitializeSRWLock(&lock);
    RtlAcquireSRWLockShared(&lock);
    CHECK(RtlTryAcquireSRWLockShared(&lock));
    CHECK(!RtlTryAcquireSRWLockExclusive(&lock));
    RtlReleaseSRWLockShared(&lock);
    RtlReleaseSRWLockShared(&lock);
    CHECK(RtlTryAcquireSRWLockExclusive(&lock));
    CHECK(!RtlTryAcquireSRWLockShared(&lock));
    RtlReleaseSRWLockExclusive(&lock);
    RtlAcquireSRWLockExclusive(&lock);
    RtlReleaseSRWLockExclusive(&lock);
    CHECK_EQ(lock.Ptr, 0);
    LONG value = 5, other = 6, same = 5;
    LARGE_INTEGER zero = {.QuadPart = 0};
    CHECK_EQ(RtlWaitOnAddress(&value, &other, 4, &zero), STATUS_SUCCESS); /* it has changed already */
    CHECK_EQ(RtlWaitOnAddress(&value, &same, 4, &zero), STATUS_TIMEOUT);
    CHECK_EQ(RtlWaitOnAddress(&value, &same, 3, &zero), STATUS_INVALID_PARAMETER);
    RtlWakeAddressSingle(&value); /* nobody waits */
    RtlWakeAddressAll(&value);
}

TEST(control_codes)
{
    WCHAR path[MAX_PATH], folder[MAX_PATH];
    IO_STATUS_BLOCK iosb;
    LONGLONG range[2] = {0, 100}, out[8] = {0};
    USHORT format = 9;
    GetTempPathW(MAX_PATH, folder);
    GetTempFileNameW(folder, L"ctl", 0, path);
    HANDLE file =
        CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE, 0);
    DWORD written;
    WriteFile(file, "12345678", 8, &written, NULL);
    CHECK_EQ(
        NtFsControlFile(file, NULL, NULL, NULL, &iosb, 0x9003C /* GET_COMPRESSION */, NULL, 0, &format, 2),
        STATUS_SUCCESS);
    CHECK(format == 0 && iosb.Information == 2);
    CHECK_EQ(NtFsControlFile(file, NULL, NULL, NULL, &iosb, 0x9003C, NULL, 0, &format, 1),
             STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtFsControlFile(file, NULL, NULL, NULL, &iosb, 0x940CF /* QUERY_ALLOCATED_RANGES */, range, 16,
                             out, 64),
             STATUS_SUCCESS);
    CHECK_EQ(iosb.Information, 16);
    CHECK_EQ(out[0], 0);
    CHECK_EQ(NtFsControlFile(file, NULL, NULL, NULL, &iosb, 0x940CF, range, 8, out, 64),
             STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtFsControlFile(file, NULL, NULL, NULL, &iosb, 0x900C4 /* SET_SPARSE */, NULL, 0, NULL, 0),
             STATUS_SUCCESS);
    range[1] = 4;
    CHECK_EQ(NtFsControlFile(file, NULL, NULL, NULL, &iosb, 0x980C8 /* SET_ZERO_DATA */, range, 16, NULL, 0),
             STATUS_SUCCESS);
    char bytes[8] = {0};
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, bytes, 8, &written, NULL) && written == 8);
    CHECK(!bytes[0] && !bytes[3] && bytes[4] == '5');
    CHECK_EQ(
        NtFsControlFile(file, NULL, NULL, NULL, &iosb, 0x900A8 /* GET_REPARSE_POINT */, NULL, 0, out, 64),
        STATUS_NOT_A_REPARSE_POINT);
    CHECK_EQ(NtFsControlFile(file, NULL, NULL, NULL, &iosb, 0x9FFFC, NULL, 0, NULL, 0),
             STATUS_INVALID_DEVICE_REQUEST);
    CHECK_EQ(NtDeviceIoControlFile(file, NULL, NULL, NULL, &iosb, 0x700FFFC, NULL, 0, NULL, 0),
             STATUS_INVALID_DEVICE_REQUEST);
    NtClose(file);
    CHECK_EQ(NtFsControlFile(file, NULL, NULL, NULL, &iosb, 0x9003C, NULL, 0, &format, 2),
             STATUS_INVALID_HANDLE);
}

GUEST_MAIN(RUN(modules); RUN(images); RUN(locks); RUN(control_codes);)
