/* SPDX-License-Identifier: MIT
 *
 * Modules: loading, reference counts, DllMain, exports, forwarders, thread-local storage, names, and the
 * lists that programs walk by themselves.
 */
#include "guest.h"
#include <winternl.h>

static HMODULE one;

static void *export(const char *name)
{
    return (void *)GetProcAddress(one, name);
}

TEST(system_modules_are_known)
{
    HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
    CHECK(kernel != NULL);
    CHECK_EQ(GetModuleHandleW(L"KERNEL32"), kernel);
    CHECK_EQ(GetModuleHandleA("Kernel32.DLL"), kernel);
    CHECK_EQ(*(WORD *)kernel, IMAGE_DOS_SIGNATURE);
    CHECK(GetModuleHandleW(NULL) != NULL);
    CHECK_EQ(GetModuleHandleA(NULL), GetModuleHandleW(NULL));
    CHECK_FAILS(GetModuleHandleW(L"no such module"), NULL, ERROR_MOD_NOT_FOUND);
    HMODULE again = LoadLibraryW(L"kernel32");
    CHECK_EQ(again, kernel);
    CHECK_EQ(FreeLibrary(again), TRUE);
    CHECK_FAILS(FreeLibrary((HMODULE)0x10000), FALSE, ERROR_MOD_NOT_FOUND);
    CHECK_FAILS(FreeLibrary(NULL), FALSE, ERROR_INVALID_HANDLE);
    CHECK(LoadLibraryW(L"api-ms-win-core-file-l1-1-0.dll") != NULL);
    CHECK_FAILS(LoadLibraryW(L"no_such_library.dll"), NULL, ERROR_MOD_NOT_FOUND);
    CHECK_FAILS(LoadLibraryW(L"C:\\no such folder\\x.dll"), NULL, ERROR_MOD_NOT_FOUND);
}

TEST(exports_are_found)
{
    HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
    FARPROC address = GetProcAddress(kernel, "GetLastError");
    CHECK(address != NULL);
    CHECK_EQ(address, (FARPROC)GetLastError); /* what the import is bound to */
    CHECK_FAILS(GetProcAddress(kernel, "NoSuchFunction"), NULL, ERROR_PROC_NOT_FOUND);
    CHECK_FAILS(GetProcAddress(kernel, "getlasterror"), NULL, ERROR_PROC_NOT_FOUND);
    CHECK_FAILS(GetProcAddress(kernel, (LPCSTR)(UINT_PTR)0xFFFE), NULL, ERROR_PROC_NOT_FOUND);
    CHECK_FAILS(GetProcAddress((HMODULE)0x10000, "GetLastError"), NULL, ERROR_MOD_NOT_FOUND);
}

TEST(exports_are_found_by_hand)
{
    PEB *peb;
    __asm__("movq %%gs:0x60, %0" : "=r"(peb));
    HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
    LIST_ENTRY *head = &peb->Ldr->InMemoryOrderModuleList;
    int listed = 0, first_is_program = 0;
    for (LIST_ENTRY *at = head->Flink; at != head; at = at->Flink) {
        LDR_DATA_TABLE_ENTRY *entry = CONTAINING_RECORD(at, LDR_DATA_TABLE_ENTRY, InMemoryOrderLinks);
        listed += entry->DllBase == kernel;
        first_is_program += at == head->Flink && entry->DllBase == GetModuleHandleW(NULL);
    }
    CHECK_EQ(listed, 1);
    CHECK_EQ(first_is_program, 1);
    const BYTE *base = (const BYTE *)kernel;
    const IMAGE_NT_HEADERS *headers = (const void *)(base + ((const IMAGE_DOS_HEADER *)base)->e_lfanew);
    CHECK_EQ(headers->Signature, IMAGE_NT_SIGNATURE);
    IMAGE_DATA_DIRECTORY directory = headers->OptionalHeader.DataDirectory[0];
    const IMAGE_EXPORT_DIRECTORY *exports = (const void *)(base + directory.VirtualAddress);
    const DWORD *names = (const void *)(base + exports->AddressOfNames);
    const WORD *ordinals = (const void *)(base + exports->AddressOfNameOrdinals);
    const DWORD *functions = (const void *)(base + exports->AddressOfFunctions);
    int found = 0;
    for (DWORD i = 0; i < exports->NumberOfNames; i++)
        if (guest_same_text((const char *)base + names[i], "GetLastError"))
            found += (FARPROC)(base + functions[ordinals[i]]) == GetProcAddress(kernel, "GetLastError");
    CHECK_EQ(found, 1);
}

TEST(an_export_can_be_patched)
{
    BYTE *code = (BYTE *)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "GetOEMCP"), saved[6];
    static const BYTE patch[6] = {0xB8, 0x78, 0x56, 0x34, 0x12, 0xC3}; /* mov eax, 0x12345678; ret */
    DWORD old;
    if (!code)
        return;
    CHECK_EQ(VirtualProtect(code, sizeof(patch), PAGE_EXECUTE_READWRITE, &old), TRUE);
    memcpy(saved, code, sizeof(saved));
    memcpy(code, patch, sizeof(patch));
    CHECK_EQ(GetOEMCP(), 0x12345678);
    memcpy(code, saved, sizeof(saved));
    CHECK_EQ(VirtualProtect(code, sizeof(patch), old, &old), TRUE);
    CHECK(GetOEMCP() != 0x12345678);
}

static volatile LONG worker_go, worker_stop;
static char *worker_tls, *worker_tls_after;

static DWORD WINAPI worker(LPVOID parameter)
{
    char *(*tls)(void) = parameter;
    worker_tls = tls();
    worker_tls[0] = 'W';
    InterlockedExchange(&worker_go, 1);
    while (!worker_stop)
        Sleep(1);
    worker_tls_after = tls();
    return 0;
}

/* Runs before ldr_one is loaded and calls into it afterwards. */
static volatile LONG early_ready;
static char *(*volatile early_tls)(void);
static int early_result;

static DWORD WINAPI early(LPVOID parameter)
{
    InterlockedExchange(&early_ready, 1);
    while (!early_tls)
        Sleep(1);
    early_result = guest_same_text(early_tls(), "template");
    return 0;
}

TEST(a_dll_of_the_program_is_loaded)
{
    HANDLE thread = CreateThread(NULL, 0, early, NULL, 0, NULL);
    while (!early_ready)
        Sleep(1);
    one = LoadLibraryW(L"ldr_one.dll");
    CHECK(one != NULL);
    if (!one)
        return;
    CHECK_EQ(*(LONG *)export("one_attached"), TRUE);
    CHECK_EQ(*(LONG *)export("one_callbacks"), 1);
    CHECK_EQ(*(int *)export("one_data"), 42);
    CHECK(GetModuleHandleW(L"ldr_two") != NULL);
    /* A thread that ran already has the storage of a DLL that came later. */
    early_tls = (char *(*)(void)) export("one_tls");
    WaitForSingleObject(thread, INFINITE);
    CHECK_EQ(early_result, 1);
    CloseHandle(thread);
    CHECK_EQ(*(LONG *)export("one_thread_ends"), 1);
}

TEST(its_exports_and_forwarders_work)
{
    int (*by_name)(int) = export("one_function"), (*calls)(int) = export("one_calls_two");
    CHECK_EQ(by_name(1), 2);
    CHECK_EQ(GetProcAddress(one, (LPCSTR)3), (FARPROC)by_name);
    int (*hidden)(void) = (int (*)(void))GetProcAddress(one, (LPCSTR)20);
    CHECK(hidden && hidden() == 77);
    CHECK_FAILS(GetProcAddress(one, "one_hidden_name"), NULL, ERROR_PROC_NOT_FOUND);
    CHECK_EQ(calls(1), 30);
    HMODULE two = GetModuleHandleW(L"ldr_two.dll");
    CHECK_EQ(export("one_forward"), GetProcAddress(two, "two_function"));
    CHECK_EQ(export("one_forward_ordinal"), GetProcAddress(two, "two_function"));
    CHECK_EQ(export("one_forward_twice"), by_name);
    CHECK_EQ(export("one_forward_system"), GetProcAddress(GetModuleHandleW(L"kernel32"), "GetTickCount"));
    CHECK_FAILS(export("one_forward_nowhere"), NULL, ERROR_PROC_NOT_FOUND);
}

TEST(threads_have_storage_of_their_own)
{
    char *(*tls)(void) = export("one_tls");
    LONG before = *(LONG *)export("one_threads"), ends = *(LONG *)export("one_thread_ends");
    CHECK_TEXT(tls(), "template");
    CHECK_EQ(tls()[9], 0);
    HANDLE thread = CreateThread(NULL, 0, worker, tls, 0, NULL);
    while (!worker_go)
        Sleep(1);
    CHECK(worker_tls != tls());
    CHECK_TEXT(tls(), "template");
    CHECK_EQ(*(LONG *)export("one_threads"), before + 1);
    worker_stop = 1;
    WaitForSingleObject(thread, INFINITE);
    CHECK_EQ(worker_tls_after, worker_tls);
    CHECK_EQ(*(LONG *)export("one_thread_ends"), ends + 1);
    CloseHandle(thread);
}

TEST(names_are_cut_as_documented)
{
    WCHAR full[MAX_PATH], cut[8];
    char ansi[MAX_PATH];
    DWORD length = GetModuleFileNameW(one, full, MAX_PATH);
    CHECK(length > 11 && full[1] == ':' && full[length] == 0);
    CHECK_WIDE(full + length - 12, L"\\ldr_one.dll");
    CHECK_FAILS(GetModuleFileNameW(one, cut, 8), 8, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(cut[7], 0);
    CHECK_EQ(cut[6], full[6]);
    CHECK_EQ(GetModuleFileNameA(one, ansi, MAX_PATH), length);
    CHECK_TEXT(ansi + length - 12, "\\ldr_one.dll");
    CHECK_FAILS(GetModuleFileNameW((HMODULE)0x10000, full, MAX_PATH), 0, ERROR_MOD_NOT_FOUND);
    CHECK(GetModuleFileNameW(NULL, full, MAX_PATH) > 4);
    /* The full name finds the module, and loads it again. */
    GetModuleFileNameW(one, full, MAX_PATH);
    CHECK_EQ(GetModuleHandleW(full), one);
    CHECK_EQ(LoadLibraryExW(full, NULL, LOAD_WITH_ALTERED_SEARCH_PATH), one);
    CHECK_EQ(FreeLibrary(one), TRUE);
    GetModuleFileNameW(GetModuleHandleW(L"kernel32"), full, MAX_PATH);
    CHECK((full[0] | 32) == 'c' && full[1] == ':' && full[2] == '\\');
}

TEST(handles_are_looked_up_and_counted)
{
    HMODULE found = NULL;
    CHECK_EQ(GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                    GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                                export("one_function"), &found),
             TRUE);
    CHECK_EQ(found, one);
    CHECK_EQ(GetModuleHandleExW(0, L"ldr_one", &found), TRUE);
    CHECK_EQ(FreeLibrary(found), TRUE);
    CHECK_EQ(GetModuleHandleW(L"ldr_one"), one);
    CHECK_FAILS(GetModuleHandleExW(3, L"ldr_one", &found), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetModuleHandleExW(8, L"ldr_one", &found), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetModuleHandleExW(0, L"ldr_one", NULL), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetModuleHandleExW(0, L"absent", &found), FALSE, ERROR_MOD_NOT_FOUND);
    CHECK_EQ(found, NULL);
    CHECK_FAILS(GetModuleHandleExW(4, (LPCWSTR)0x20, &found), FALSE, ERROR_MOD_NOT_FOUND);
}

TEST(a_dll_goes_with_the_last_reference)
{
    static volatile LONG detached;
    void (*count)(volatile LONG *) = export("one_count_detach");
    count(&detached);
    CHECK_EQ(LoadLibraryA("ldr_one.dll"), one);
    CHECK_EQ(FreeLibrary(one), TRUE);
    CHECK_EQ(detached, 0);
    CHECK_EQ(FreeLibrary(one), TRUE);
    CHECK_EQ(detached, 1);
    CHECK_FAILS(GetModuleHandleW(L"ldr_one"), NULL, ERROR_MOD_NOT_FOUND);
    /* The two import each other; both are gone. */
    CHECK_FAILS(GetModuleHandleW(L"ldr_two"), NULL, ERROR_MOD_NOT_FOUND);
    CHECK_FAILS(FreeLibrary(one), FALSE, ERROR_MOD_NOT_FOUND);
}

TEST(initialization_may_fail)
{
    CHECK_FAILS(LoadLibraryW(L"ldr_refuses.dll"), NULL, ERROR_DLL_INIT_FAILED);
    CHECK_FAILS(GetModuleHandleW(L"ldr_refuses.dll"), NULL, ERROR_MOD_NOT_FOUND);
}

TEST(flags_are_checked)
{
    CHECK_FAILS(LoadLibraryExW(L"ldr_two.dll", (HANDLE)1, 0), NULL, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(LoadLibraryExW(L"ldr_two.dll", NULL, 0x80000000), NULL, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(LoadLibraryExW(L"ldr_two.dll", NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR), NULL,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(
        LoadLibraryExW(L"ldr_two.dll", NULL, LOAD_WITH_ALTERED_SEARCH_PATH | LOAD_LIBRARY_SEARCH_SYSTEM32),
        NULL, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(LoadLibraryExW(L"ldr_two.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32), NULL,
                ERROR_MOD_NOT_FOUND);
    HMODULE module = LoadLibraryExW(L"ldr_two.dll", NULL, LOAD_LIBRARY_SEARCH_APPLICATION_DIR);
    CHECK(module != NULL);
    CHECK_EQ(FreeLibrary(module), TRUE);
    module = LoadLibraryExW(L"ldr_two.dll", NULL, DONT_RESOLVE_DLL_REFERENCES);
    CHECK(module != NULL && GetProcAddress(module, "two_function"));
    CHECK_EQ(GetModuleHandleW(L"ldr_one"), NULL);
    CHECK_EQ(FreeLibrary(module), TRUE);
    CHECK_EQ(SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS), TRUE);
    module = LoadLibraryW(L"ldr_two.dll");
    CHECK(module != NULL);
    CHECK_EQ(FreeLibrary(module), TRUE);
    CHECK_FAILS(SetDefaultDllDirectories(0x100), FALSE, ERROR_INVALID_PARAMETER);
}

GUEST_MAIN(RUN(system_modules_are_known); RUN(exports_are_found); RUN(exports_are_found_by_hand);
           RUN(an_export_can_be_patched); RUN(a_dll_of_the_program_is_loaded); if (one) {
               RUN(its_exports_and_forwarders_work);
               RUN(threads_have_storage_of_their_own);
               RUN(names_are_cut_as_documented);
               RUN(handles_are_looked_up_and_counted);
               RUN(a_dll_goes_with_the_last_reference);
           } RUN(initialization_may_fail);
           RUN(flags_are_checked);)
