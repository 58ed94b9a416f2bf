/* SPDX-License-Identifier: MIT
 *
 * Changing the resources of a file: replaced, added, removed, all at once, and of a file that has none.
 */
#include "guest.h"

static WCHAR path[MAX_PATH];

static int join(const WCHAR *a, const WCHAR *b)
{
    int at = 0;
    while (*a)
        path[at++] = *a++;
    while (*b)
        path[at++] = *b++;
    path[at] = 0;
    return at;
}

/* A copy of a DLL of the program's folder in the folder for temporary files. */
static void copy_dll(const WCHAR *name, const WCHAR *copy)
{
    static char bytes[0x40000];
    WCHAR folder[MAX_PATH];
    DWORD size = 0, put, length = GetModuleFileNameW(NULL, folder, MAX_PATH);
    while (length && folder[length - 1] != '\\')
        folder[--length] = 0;
    join(folder, name);
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(ReadFile(file, bytes, sizeof(bytes), &size, NULL) && size < sizeof(bytes));
    CloseHandle(file);
    GetTempPathW(MAX_PATH, folder);
    join(folder, copy);
    file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(WriteFile(file, bytes, size, &put, NULL) && put == size);
    CloseHandle(file);
}

static int has(HMODULE module, LPCWSTR type, LPCWSTR name, WORD language, const void *expected, DWORD size)
{
    HRSRC resource = FindResourceExW(module, type, name, language);
    const void *data = resource ? LockResource(LoadResource(module, resource)) : NULL;
    return data && SizeofResource(module, resource) == size && !memcmp(data, expected, size);
}

static char large[0x12345];

TEST(resources_are_replaced_added_and_removed)
{
    for (unsigned i = 0; i < sizeof(large); i++)
        large[i] = (char)(i * 7);
    copy_dll(L"ldr_res.dll", L"decant_update_resource.dll");
    HANDLE update = BeginUpdateResourceW(path, FALSE);
    CHECK(update != NULL);
    CHECK_EQ(UpdateResourceW(update, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(1), 0x409, (void *)"changed", 7),
             TRUE);
    CHECK_EQ(UpdateResourceW(update, L"new type", L"new name", 0, large, sizeof(large)), TRUE);
    CHECK_EQ(UpdateResourceA(update, "#10", "#2", 0x407, NULL, 0), TRUE);
    CHECK_FAILS(UpdateResourceW(update, L"absent", L"absent", 0, NULL, 0), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_EQ(EndUpdateResourceW(update, FALSE), TRUE);
    for (int pass = 0; pass < 2; pass++) {
        HMODULE module = pass ? LoadLibraryW(path) : LoadLibraryExW(path, NULL, LOAD_LIBRARY_AS_DATAFILE);
        CHECK(module != NULL);
        CHECK(has(module, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(1), 0x409, "changed", 7));
        CHECK(has(module, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(1), 0x407, "eins\0", 6));
        CHECK(has(module, (LPCWSTR)RT_RCDATA, L"NAMED", 0x409, "by name", 7));
        CHECK(has(module, L"New Type", L"NEW NAME", 0, large, sizeof(large)));
        CHECK_FAILS(FindResourceW(module, MAKEINTRESOURCEW(2), (LPCWSTR)RT_RCDATA), NULL,
                    ERROR_RESOURCE_NAME_NOT_FOUND);
        CHECK_EQ(FreeLibrary(module), TRUE);
    }
    /* Smaller again, and without what there was. */
    update = BeginUpdateResourceW(path, TRUE);
    CHECK_EQ(UpdateResourceW(update, L"only", MAKEINTRESOURCEW(5), 0x409, (void *)"x", 1), TRUE);
    CHECK_EQ(EndUpdateResourceW(update, FALSE), TRUE);
    HMODULE module = LoadLibraryW(path);
    CHECK(has(module, L"ONLY", MAKEINTRESOURCEW(5), 0x409, "x", 1));
    CHECK_FAILS(FindResourceW(module, MAKEINTRESOURCEW(1), (LPCWSTR)RT_RCDATA), NULL,
                ERROR_RESOURCE_TYPE_NOT_FOUND);
    CHECK_EQ(FreeLibrary(module), TRUE);
    CHECK_EQ(DeleteFileW(path), TRUE);
}

TEST(a_file_without_resources_gets_some)
{
    copy_dll(L"ldr_two.dll", L"decant_add_resource.dll");
    HANDLE update = BeginUpdateResourceW(path, FALSE);
    CHECK_EQ(UpdateResourceW(update, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(1), 0x409, (void *)"first", 5),
             TRUE);
    CHECK_EQ(EndUpdateResourceW(update, TRUE), TRUE); /* discarded */
    HMODULE module = LoadLibraryExW(path, NULL, LOAD_LIBRARY_AS_DATAFILE);
    CHECK_FAILS(FindResourceW(module, MAKEINTRESOURCEW(1), (LPCWSTR)RT_RCDATA), NULL,
                ERROR_RESOURCE_DATA_NOT_FOUND);
    FreeLibrary(module);
    update = BeginUpdateResourceW(path, FALSE);
    CHECK_EQ(UpdateResourceW(update, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(1), 0x409, (void *)"first", 5),
             TRUE);
    CHECK_EQ(EndUpdateResourceW(update, FALSE), TRUE);
    module = LoadLibraryExW(path, NULL, LOAD_LIBRARY_AS_IMAGE_RESOURCE);
    CHECK(has(module, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(1), 0x409, "first", 5));
    FreeLibrary(module);
    module = LoadLibraryExW(path, NULL, DONT_RESOLVE_DLL_REFERENCES);
    int (*function)(int) = (int (*)(int))GetProcAddress(module, "two_function");
    CHECK(function && function(1) == 2);
    FreeLibrary(module);
    DeleteFileW(path);
}

TEST(what_is_no_program_is_refused)
{
    WCHAR folder[MAX_PATH];
    DWORD put;
    GetTempPathW(MAX_PATH, folder);
    join(folder, L"decant_no_program.bin");
    CHECK_FAILS(BeginUpdateResourceW(path, FALSE), NULL, ERROR_FILE_NOT_FOUND);
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, "not a program", 13, &put, NULL);
    CloseHandle(file);
    CHECK_FAILS(BeginUpdateResourceW(path, FALSE), NULL, ERROR_BAD_EXE_FORMAT);
    CHECK_FAILS(LoadLibraryW(path), NULL, ERROR_BAD_EXE_FORMAT);
    DeleteFileW(path);
    CHECK_FAILS(EndUpdateResourceW(NULL, FALSE), FALSE, ERROR_INVALID_HANDLE);
}

GUEST_MAIN(RUN(resources_are_replaced_added_and_removed); RUN(a_file_without_resources_gets_some);
           RUN(what_is_no_program_is_refused);)
