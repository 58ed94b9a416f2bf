/* SPDX-License-Identifier: MIT
 *
 * Images of unusual shape and place: a preferred base that is taken, with and without relocations; sections
 * that are not aligned to pages; much memory that the file does not have. Who is told of them, and imports
 * that are resolved late.
 */
#include "guest.h"
#include <winternl.h>

typedef int (*function)(void);
#define LARGE 0x30000000

static char large[LARGE];

static int call(HMODULE module)
{
    function address = (function)GetProcAddress(module, "base_value");
    return address ? address() : -1;
}

/* A copy of a DLL that says of itself that it has no relocations. */
static void make_fixed(const WCHAR *name)
{
    static BYTE data[0x40000];
    WCHAR source[MAX_PATH];
    DWORD size, written;
    GetModuleFileNameW(GetModuleHandleW(L"ldr_base_one.dll"), source, MAX_PATH);
    HANDLE file = CreateFileW(source, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(ReadFile(file, data, sizeof(data), &size, NULL));
    CloseHandle(file);
    IMAGE_NT_HEADERS *nt = (void *)(data + ((IMAGE_DOS_HEADER *)data)->e_lfanew);
    nt->FileHeader.Characteristics |= IMAGE_FILE_RELOCS_STRIPPED;
    nt->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_BASERELOC].Size = 0;
    nt->OptionalHeader.DllCharacteristics &= ~IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE;
    file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CHECK(WriteFile(file, data, size, &written, NULL));
    CloseHandle(file);
}

TEST(a_taken_base_is_no_harm)
{
    WCHAR name[MAX_PATH + 1], folder[MAX_PATH + 1];
    HMODULE one = LoadLibraryW(L"ldr_base_one.dll"), two = LoadLibraryW(L"ldr_base_two.dll");
    CHECK(one && two && one != two);
    CHECK_EQ((ULONG_PTR)two & 0xFFFF, 0);
    CHECK_EQ(call(one), 41);
    CHECK_EQ(call(one), 42);
    CHECK_EQ(call(two), 41); /* its own data */
    GetTempPathW(MAX_PATH, folder);
    CHECK(GetTempFileNameW(folder, L"ldr", 0, name) != 0);
    make_fixed(name);
    void *blocker = VirtualAlloc((void *)0x50000000, 1, MEM_RESERVE, PAGE_NOACCESS); /* if it is free */
    CHECK_FAILS(LoadLibraryW(name), NULL, ERROR_INVALID_ADDRESS);
    if (blocker)
        VirtualFree(blocker, 0, MEM_RELEASE);
    CHECK(FreeLibrary(one));
    CHECK(FreeLibrary(two));
    HMODULE fixed = LoadLibraryW(name);
    CHECK_EQ(fixed, 0x50000000);
    CHECK_EQ(call(fixed), 41);
    CHECK(FreeLibrary(fixed));
    CHECK(DeleteFileW(name));
}

TEST(sections_need_not_be_aligned_to_pages)
{
    HMODULE module = LoadLibraryW(L"ldr_base_low.dll");
    CHECK(module != NULL);
    const IMAGE_NT_HEADERS *nt = (void *)((BYTE *)module + ((IMAGE_DOS_HEADER *)module)->e_lfanew);
    CHECK_EQ(nt->OptionalHeader.SectionAlignment, 512);
    CHECK_EQ(call(module), 41);
    CHECK_EQ(call(module), 42);
    CHECK(FreeLibrary(module));
}

TEST(memory_that_the_file_lacks_is_zero)
{
    for (size_t i = 0; i < LARGE; i += 0x1000000)
        CHECK_EQ(large[i], 0);
    large[LARGE - 1] = 1;
    MEMORY_BASIC_INFORMATION info;
    CHECK_EQ(VirtualQuery(large + LARGE / 2, &info, sizeof(info)), sizeof(info));
    CHECK_EQ(info.Type, MEM_IMAGE);
    CHECK_EQ(info.AllocationBase, GetModuleHandleW(NULL));
}

/* ---- notifications ---- */

typedef struct {
    ULONG Flags;
    const UNICODE_STRING *FullDllName, *BaseDllName;
    PVOID DllBase;
    ULONG SizeOfImage;
} NOTIFICATION;
typedef VOID(CALLBACK *NOTIFIED)(ULONG, const NOTIFICATION *, PVOID);

static unsigned loads, unloads;
static PVOID last_base;

static VOID CALLBACK notified(ULONG reason, const NOTIFICATION *data, PVOID context)
{
    CHECK_EQ(context, &loads);
    CHECK(data->BaseDllName->Length >= 8 && data->FullDllName->Length > data->BaseDllName->Length);
    CHECK(data->SizeOfImage >= 0x1000);
    loads += reason == 1;
    unloads += reason == 2;
    last_base = data->DllBase;
}

TEST(loads_and_unloads_are_told)
{
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    NTSTATUS(NTAPI * add)
    (ULONG, NOTIFIED, PVOID, PVOID *) = (void *)GetProcAddress(ntdll, "LdrRegisterDllNotification");
    NTSTATUS(NTAPI * remove)(PVOID) = (void *)GetProcAddress(ntdll, "LdrUnregisterDllNotification");
    PVOID cookie = NULL;
    CHECK(add && remove);
    CHECK_EQ(add(0, notified, &loads, &cookie), 0);
    HMODULE module = LoadLibraryW(L"ldr_base_one.dll");
    CHECK_EQ(loads, 1);
    CHECK_EQ(last_base, module);
    LoadLibraryW(L"ldr_base_one.dll"); /* nothing new */
    CHECK_EQ(loads, 1);
    CHECK(FreeLibrary(module));
    CHECK_EQ(unloads, 0);
    CHECK(FreeLibrary(module));
    CHECK_EQ(unloads, 1);
    CHECK_EQ(remove(cookie), 0);
    module = LoadLibraryW(L"ldr_base_one.dll");
    CHECK_EQ(loads, 1);
    FreeLibrary(module);
}

/* ---- late imports ---- */

static char library_name[] = "ldr_base_two.dll";
static struct {
    WORD hint;
    char name[12];
} by_name = {0, "base_value"};
static HMODULE slot;
static ULONG_PTR addresses[2], names[2];
static IMAGE_DELAYLOAD_DESCRIPTOR descriptor;

static DWORD rva(const void *address)
{
    return (DWORD)((const BYTE *)address - (const BYTE *)GetModuleHandleW(NULL));
}

TEST(late_imports_are_resolved)
{
    HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
    PVOID(WINAPI * resolve)
    (PVOID, const IMAGE_DELAYLOAD_DESCRIPTOR *, PVOID, PVOID, ULONG_PTR *, ULONG) =
        (void *)GetProcAddress(kernel, "ResolveDelayLoadedAPI");
    descriptor.Attributes.AllAttributes = 1;
    descriptor.DllNameRVA = rva(library_name);
    descriptor.ModuleHandleRVA = rva(&slot);
    descriptor.ImportAddressTableRVA = rva(addresses);
    descriptor.ImportNameTableRVA = rva(names);
    names[0] = rva(&by_name);
    CHECK(resolve && !GetModuleHandleA(library_name));
    function late = resolve(GetModuleHandleW(NULL), &descriptor, NULL, NULL, addresses, 0);
    CHECK(late && GetModuleHandleA(library_name));
    CHECK_EQ(addresses[0], late);
    CHECK_EQ(slot, GetModuleHandleA(library_name));
    CHECK_EQ(late(), 41);
}

GUEST_MAIN(RUN(a_taken_base_is_no_harm); RUN(sections_need_not_be_aligned_to_pages);
           RUN(memory_that_the_file_lacks_is_zero); RUN(loads_and_unloads_are_told);
           RUN(late_imports_are_resolved);)
