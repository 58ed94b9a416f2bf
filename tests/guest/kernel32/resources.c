/* SPDX-License-Identifier: MIT
 *
 * Resources: by number, by name and by language, of a loaded DLL, of a file as data and of an image.
 */
#include "guest.h"

static int same_bytes(HMODULE module, HRSRC resource, const char *expected, DWORD size)
{
    const void *data = LockResource(LoadResource(module, resource));
    return resource && data && SizeofResource(module, resource) == size && !memcmp(data, expected, size);
}

static void check_module(HMODULE module)
{
    CHECK(module != NULL);
    CHECK(same_bytes(module, FindResourceW(module, MAKEINTRESOURCEW(1), (LPCWSTR)RT_RCDATA), "one\0", 5));
    CHECK(same_bytes(module, FindResourceA(module, "#1", (LPCSTR)RT_RCDATA), "one\0", 5));
    CHECK(same_bytes(module, FindResourceA(module, "NAMED", "#10"), "by name", 7));
    CHECK(same_bytes(module, FindResourceW(module, MAKEINTRESOURCEW(1), L"MyType"), "\1\0\2\0\3", 6));
    CHECK(same_bytes(module, FindResourceExW(module, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(1), 0x407), "eins",
                     6));
    /* Only German is there; who does not care which language gets it. */
    CHECK(same_bytes(module, FindResourceW(module, MAKEINTRESOURCEW(2), (LPCWSTR)RT_RCDATA), "nur deutsch",
                     11));
    CHECK_FAILS(FindResourceExW(module, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(2), 0x40C), NULL,
                ERROR_RESOURCE_LANG_NOT_FOUND);
    CHECK_FAILS(FindResourceW(module, MAKEINTRESOURCEW(99), (LPCWSTR)RT_RCDATA), NULL,
                ERROR_RESOURCE_NAME_NOT_FOUND);
    CHECK_FAILS(FindResourceW(module, MAKEINTRESOURCEW(1), MAKEINTRESOURCEW(99)), NULL,
                ERROR_RESOURCE_TYPE_NOT_FOUND);
}

TEST(resources_of_a_loaded_dll)
{
    HMODULE module = LoadLibraryW(L"ldr_res.dll");
    check_module(module);
    CHECK_EQ(FreeLibrary(module), TRUE);
}

TEST(resources_of_a_data_file)
{
    HMODULE module = LoadLibraryExW(L"ldr_res.dll", NULL, LOAD_LIBRARY_AS_DATAFILE);
    CHECK_EQ((UINT_PTR)module & 3, 1);
    check_module(module);
    CHECK_EQ(GetModuleHandleW(L"ldr_res.dll"), NULL);
    CHECK_EQ(FreeLibrary(module), TRUE);
    CHECK_FAILS(FreeLibrary(module), FALSE, ERROR_BAD_EXE_FORMAT);
}

TEST(resources_of_an_image)
{
    HMODULE module = LoadLibraryExW(L"ldr_res.dll", NULL, LOAD_LIBRARY_AS_IMAGE_RESOURCE);
    CHECK_EQ((UINT_PTR)module & 3, 2);
    check_module(module);
    CHECK_EQ(FreeLibrary(module), TRUE);
}

TEST(a_program_without_resources)
{
    CHECK_FAILS(FindResourceW(NULL, MAKEINTRESOURCEW(1), (LPCWSTR)RT_RCDATA), NULL,
                ERROR_RESOURCE_DATA_NOT_FOUND);
}

static BOOL CALLBACK count_types(HMODULE module, LPWSTR type, LONG_PTR parameter)
{
    int *seen = (int *)parameter;
    seen[0]++;
    if (!IS_INTRESOURCE(type))
        seen[1] += guest_same_wide(type, L"MYTYPE");
    else if (type == (LPWSTR)RT_STRING)
        seen[2]++;
    return TRUE;
}

static BOOL CALLBACK count_names(HMODULE module, LPCSTR type, LPSTR name, LONG_PTR parameter)
{
    int *seen = (int *)parameter;
    seen[0]++;
    seen[1] += !IS_INTRESOURCE(name) && guest_same_text(name, "NAMED");
    return TRUE;
}

static BOOL CALLBACK count_languages(HMODULE module, LPCWSTR type, LPCWSTR name, WORD language,
                                     LONG_PTR parameter)
{
    int *seen = (int *)parameter;
    seen[0]++;
    seen[1] += language == 0x407;
    seen[2] += language == 0x409;
    return TRUE;
}

static BOOL CALLBACK stop(HMODULE module, LPWSTR type, LONG_PTR parameter)
{
    ++*(int *)parameter;
    return FALSE;
}

TEST(resources_are_enumerated)
{
    HMODULE module = LoadLibraryExW(L"ldr_res.dll", NULL, LOAD_LIBRARY_AS_DATAFILE);
    int types[3] = {0}, names[2] = {0}, languages[3] = {0}, stopped = 0;
    CHECK_EQ(EnumResourceTypesW(module, count_types, (LONG_PTR)types), TRUE);
    CHECK_EQ(types[0], 4);
    CHECK_EQ(types[1], 1);
    CHECK_EQ(types[2], 1);
    CHECK_EQ(EnumResourceNamesA(module, (LPCSTR)RT_RCDATA, count_names, (LONG_PTR)names), TRUE);
    CHECK_EQ(names[0], 3);
    CHECK_EQ(names[1], 1);
    CHECK_EQ(EnumResourceLanguagesW(module, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(1), count_languages,
                                    (LONG_PTR)languages),
             TRUE);
    CHECK_EQ(languages[0], 2);
    CHECK_EQ(languages[1], 1);
    CHECK_EQ(languages[2], 1);
    CHECK_FAILS(EnumResourceTypesW(module, stop, (LONG_PTR)&stopped), FALSE, ERROR_RESOURCE_ENUM_USER_STOP);
    CHECK_EQ(stopped, 1);
    CHECK_FAILS(EnumResourceNamesA(module, "absent", count_names, (LONG_PTR)names), FALSE,
                ERROR_RESOURCE_TYPE_NOT_FOUND);
    FreeLibrary(module);
}

GUEST_MAIN(RUN(resources_of_a_loaded_dll); RUN(resources_of_a_data_file); RUN(resources_of_an_image);
           RUN(a_program_without_resources); RUN(resources_are_enumerated);)
