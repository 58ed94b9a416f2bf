/* SPDX-License-Identifier: MIT
 *
 * The modules of this process by psapi and by a snapshot, libraries by narrow names, folders of DLLs, strings
 * and resources of a DLL by the functions that other tests leave out.
 */
#include "guest.h"
#include <psapi.h>
#include <tlhelp32.h>

static const WCHAR *base_name(const WCHAR *path)
{
    const WCHAR *name = path;
    for (; *path; path++)
        if (*path == '\\')
            name = path + 1;
    return name;
}

TEST(modules_are_listed)
{
    HANDLE self = GetCurrentProcess();
    HMODULE modules[64], program = GetModuleHandleW(NULL);
    MODULEINFO information;
    WCHAR path[MAX_PATH], other[MAX_PATH];
    char narrow[MAX_PATH];
    DWORD needed = 0;
    CHECK(K32EnumProcessModules(self, modules, sizeof(modules), &needed));
    CHECK(needed >= 3 * sizeof(HMODULE) && needed <= sizeof(modules) && needed % sizeof(HMODULE) == 0);
    CHECK_EQ(modules[0], program);
    CHECK(K32EnumProcessModulesEx(self, modules, sizeof(HMODULE), &needed, LIST_MODULES_ALL));
    CHECK(needed >= 3 * sizeof(HMODULE)); /* as much as there is, whatever fitted */
    CHECK_FAILS(K32EnumProcessModules((HANDLE)0x123454, modules, sizeof(modules), &needed), FALSE,
                ERROR_INVALID_HANDLE);
    CHECK(K32GetModuleInformation(self, program, &information, sizeof(information)));
    CHECK(information.lpBaseOfDll == program && information.SizeOfImage);
    CHECK((char *)information.EntryPoint > (char *)program);
    CHECK_FAILS(K32GetModuleInformation(self, program, &information, 4), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(K32GetModuleInformation(self, (HMODULE)0x10000, &information, sizeof(information)), FALSE,
                ERROR_INVALID_HANDLE);
    DWORD length = GetModuleFileNameW(program, path, MAX_PATH);
    CHECK_EQ(K32GetModuleFileNameExW(self, NULL, other, MAX_PATH), length);
    CHECK_WIDE(other, path);
    CHECK_EQ(K32GetModuleBaseNameW(self, program, other, MAX_PATH), path + length - base_name(path));
    CHECK_WIDE(other, base_name(path));
    CHECK(K32GetModuleFileNameExA(self, program, narrow, MAX_PATH));
    MultiByteToWideChar(CP_ACP, 0, narrow, -1, other, MAX_PATH);
    CHECK_WIDE(other, path);
    CHECK(K32GetModuleBaseNameA(self, program, narrow, MAX_PATH));
    MultiByteToWideChar(CP_ACP, 0, narrow, -1, other, MAX_PATH);
    CHECK_WIDE(other, base_name(path));
    CHECK_FAILS(K32GetModuleFileNameExW(self, (HMODULE)0x10000, other, MAX_PATH), 0, ERROR_INVALID_HANDLE);
}

TEST(a_snapshot_lists_the_same)
{
    MODULEENTRY32 entry = {.dwSize = sizeof(entry)};
    HMODULE modules[64];
    DWORD needed = 0, count = 0;
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, 0);
    CHECK(snapshot != INVALID_HANDLE_VALUE);
    CHECK(K32EnumProcessModules(GetCurrentProcess(), modules, sizeof(modules), &needed));
    for (BOOL more = Module32First(snapshot, &entry); more; more = Module32Next(snapshot, &entry), count++) {
        char path[MAX_PATH];
        CHECK_EQ(entry.hModule, modules[count]);
        CHECK_EQ(entry.dwSize, sizeof(entry));
        CHECK_EQ(entry.th32ProcessID, GetCurrentProcessId());
        CHECK(GetModuleFileNameA(entry.hModule, path, MAX_PATH));
        CHECK_TEXT(entry.szExePath, path);
    }
    CHECK_ERROR(ERROR_NO_MORE_FILES);
    CHECK_EQ(count * sizeof(HMODULE), needed);
    entry.dwSize = 12;
    CHECK_FAILS(Module32First(snapshot, &entry), FALSE, ERROR_BAD_LENGTH);
    CHECK(CloseHandle(snapshot));
}

TEST(the_process_has_a_name)
{
    char narrow[MAX_PATH];
    WCHAR path[MAX_PATH], other[MAX_PATH];
    DWORD size = MAX_PATH, little = 3;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    CHECK(QueryFullProcessImageNameA(GetCurrentProcess(), 0, narrow, &size));
    MultiByteToWideChar(CP_ACP, 0, narrow, -1, other, MAX_PATH);
    CHECK_WIDE(other, path);
    CHECK_FAILS(QueryFullProcessImageNameA(GetCurrentProcess(), 0, narrow, &little), FALSE,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK(K32GetProcessImageFileNameA(GetCurrentProcess(), narrow, MAX_PATH) > 0);
    CHECK_EQ(narrow[0], '\\'); /* a device's name */
    CHECK_FAILS(K32GetProcessImageFileNameA(GetCurrentProcess(), narrow, 3), 0, ERROR_INSUFFICIENT_BUFFER);
}

TEST(the_program_has_a_type)
{
    WCHAR path[MAX_PATH];
    char narrow[MAX_PATH];
    DWORD type = 77;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    GetModuleFileNameA(NULL, narrow, MAX_PATH);
    CHECK(GetBinaryTypeW(path, &type));
    CHECK_EQ(type, sizeof(void *) == 8 ? SCS_64BIT_BINARY : SCS_32BIT_BINARY);
    type = 77;
    CHECK(GetBinaryTypeA(narrow, &type));
    CHECK_EQ(type, sizeof(void *) == 8 ? SCS_64BIT_BINARY : SCS_32BIT_BINARY);
    CHECK_FAILS(GetBinaryTypeW(L"no such program.exe", &type), FALSE, ERROR_FILE_NOT_FOUND);
}

TEST(libraries)
{
    HMODULE kernel = GetModuleHandleW(L"kernel32.dll"), found = NULL;
    CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, "KERNEL32", &found));
    CHECK_EQ(found, kernel);
    CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                 GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                             (LPCSTR)libraries, &found));
    CHECK_EQ(found, GetModuleHandleW(NULL));
    CHECK_FAILS(GetModuleHandleExA(0, "no such module", &found), FALSE, ERROR_MOD_NOT_FOUND);
    CHECK_EQ(found, NULL);
    HMODULE resources = LoadLibraryExA("ldr_res.dll", NULL, 0);
    CHECK(resources != NULL);
    CHECK(DisableThreadLibraryCalls(resources));
    CHECK_FAILS(DisableThreadLibraryCalls((HMODULE)0x10000), FALSE, ERROR_MOD_NOT_FOUND);
    CHECK(FreeLibrary(resources));
    CHECK_FAILS((UINT_PTR)LoadLibraryExA("no such module", NULL, 0), 0, ERROR_MOD_NOT_FOUND);
    WCHAR folder[MAX_PATH];
    CHECK(GetTempPathW(MAX_PATH, folder));
    DLL_DIRECTORY_COOKIE cookie = AddDllDirectory(folder);
    CHECK(cookie != NULL);
    CHECK(RemoveDllDirectory(cookie));
    CHECK_FAILS((UINT_PTR)AddDllDirectory(L"relative"), 0, ERROR_INVALID_PARAMETER);
}

TEST(strings_of_a_library)
{
    HMODULE module = LoadLibraryExW(L"ldr_res.dll", NULL, LOAD_LIBRARY_AS_DATAFILE);
    WCHAR wide[8], *pointer = NULL;
    char narrow[8];
    CHECK(module != NULL);
    CHECK_EQ(LoadStringW(module, 7, wide, 8), 5);
    CHECK_WIDE(wide, L"seven");
    CHECK_EQ(LoadStringW(module, 7, wide, 4), 3);
    CHECK_WIDE(wide, L"sev");
    CHECK_EQ(LoadStringW(module, 7, (LPWSTR)&pointer, 0), 5); /* documented: where it lies */
    CHECK(pointer && pointer[0] == 's' && pointer[4] == 'n');
    CHECK_EQ(LoadStringA(module, 7, narrow, 8), 5);
    CHECK_TEXT(narrow, "seven");
    CHECK_EQ(LoadStringA(module, 7, narrow, 4), 3);
    CHECK_TEXT(narrow, "sev");
    CHECK_FAILS(LoadStringW(module, 700, wide, 8), 0, ERROR_RESOURCE_NAME_NOT_FOUND);
    CHECK(FreeLibrary(module));
}

static BOOL CALLBACK count_types(HMODULE module, LPSTR type, LONG_PTR count)
{
    ++*(int *)count;
    return TRUE;
}

static BOOL CALLBACK count_types_wide(HMODULE module, LPWSTR type, LONG_PTR count)
{
    ++*(int *)count;
    return TRUE;
}

static BOOL CALLBACK count_names(HMODULE module, LPCWSTR type, LPWSTR name, LONG_PTR count)
{
    ++*(int *)count;
    return TRUE;
}

static BOOL CALLBACK count_languages(HMODULE module, LPCSTR type, LPCSTR name, WORD language, LONG_PTR count)
{
    ++*(int *)count;
    return TRUE;
}

static BOOL CALLBACK count_languages_wide(HMODULE module, LPCWSTR type, LPCWSTR name, WORD language,
                                          LONG_PTR count)
{
    ++*(int *)count;
    return *(int *)count < 1; /* no more */
}

TEST(resources_are_counted)
{
    HMODULE module = LoadLibraryExW(L"ldr_res.dll", NULL, LOAD_LIBRARY_AS_DATAFILE);
    int count = 0, again = 0;
    CHECK(EnumResourceTypesA(module, count_types, (LONG_PTR)&count));
    CHECK(EnumResourceTypesExW(module, count_types_wide, (LONG_PTR)&again, RESOURCE_ENUM_LN, 0));
    CHECK(count >= 4 && count == again);
    count = again = 0;
    CHECK(EnumResourceNamesW(module, (LPWSTR)RT_RCDATA, count_names, (LONG_PTR)&count));
    CHECK(
        EnumResourceNamesExW(module, (LPWSTR)RT_RCDATA, count_names, (LONG_PTR)&again, RESOURCE_ENUM_LN, 0));
    CHECK(count == 3 && again == 3);
    count = again = 0;
    CHECK(EnumResourceLanguagesA(module, (LPSTR)RT_RCDATA, MAKEINTRESOURCEA(1), count_languages,
                                 (LONG_PTR)&count));
    CHECK_EQ(count, 2);
    EnumResourceLanguagesExW(module, (LPWSTR)RT_RCDATA, MAKEINTRESOURCEW(1), count_languages_wide,
                             (LONG_PTR)&again, RESOURCE_ENUM_LN, 0);
    CHECK_EQ(again, 1);
    CHECK_FAILS(EnumResourceNamesW(module, L"notype", count_names, (LONG_PTR)&count), FALSE,
                ERROR_RESOURCE_TYPE_NOT_FOUND);
    HRSRC german = FindResourceExA(module, (LPSTR)RT_RCDATA, MAKEINTRESOURCEA(1),
                                   MAKELANGID(LANG_GERMAN, SUBLANG_GERMAN));
    CHECK(german && german != FindResourceA(module, MAKEINTRESOURCEA(1), (LPSTR)RT_RCDATA));
    HGLOBAL loaded = LoadResource(module, german);
    CHECK_TEXT(LockResource(loaded), "eins");
    CHECK_EQ(FreeResource(loaded), FALSE); /* documented: zero is success */
    CHECK(FreeLibrary(module));
}

TEST(environments_and_standard_handles)
{
    HANDLE in = GetStdHandle(STD_INPUT_HANDLE), old = NULL;
    WCHAR value[16], *block = GetEnvironmentStringsW();
    CHECK(SetEnvironmentVariableW(L"DECANT_ONE", L"1"));
    char *narrow = GetEnvironmentStringsA();
    int found = 0;
    for (char *at = narrow; *at; at++) {
        found |= guest_same_text(at, "DECANT_ONE=1");
        while (*at)
            at++;
    }
    CHECK_EQ(found, 1);
    CHECK(FreeEnvironmentStringsA(narrow));
    CHECK(SetEnvironmentStringsW((LPWCH)L"DECANT_TWO=2\0")); /* these and no others */
    CHECK_EQ(GetEnvironmentVariableW(L"DECANT_TWO", value, 16), 1);
    CHECK_FAILS(GetEnvironmentVariableW(L"DECANT_ONE", value, 16), 0, ERROR_ENVVAR_NOT_FOUND);
    CHECK(SetEnvironmentStringsW(block));
    CHECK(FreeEnvironmentStringsW(block));
    CHECK(SetStdHandleEx(STD_INPUT_HANDLE, NULL, &old));
    CHECK_EQ(old, in);
    CHECK_EQ(GetStdHandle(STD_INPUT_HANDLE), NULL);
    CHECK(SetStdHandleEx(STD_INPUT_HANDLE, in, NULL));
    CHECK_EQ(GetStdHandle(STD_INPUT_HANDLE), in);
}

GUEST_MAIN(RUN(modules_are_listed); RUN(a_snapshot_lists_the_same); RUN(the_process_has_a_name);
           RUN(the_program_has_a_type); RUN(libraries); RUN(strings_of_a_library); RUN(resources_are_counted);
           RUN(environments_and_standard_handles);)
