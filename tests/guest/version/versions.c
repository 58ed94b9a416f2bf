/* SPDX-License-Identifier: MIT
 *
 * Version information of ldr_res.dll, which stands beside the program.
 */
#include "guest.h"
#include <winver.h>

static WCHAR path[MAX_PATH];
static char path_a[MAX_PATH];
static BYTE block[4096];

static void find_file(void)
{
    DWORD length = GetModuleFileNameW(NULL, path, MAX_PATH);
    const WCHAR *name = L"ldr_res.dll";
    while (length && path[length - 1] != '\\')
        length--;
    while ((path[length++] = *name++))
        ;
    WideCharToMultiByte(CP_ACP, 0, path, -1, path_a, MAX_PATH, NULL, NULL);
}

TEST(the_resource_is_read)
{
    DWORD handle = 7, size = GetFileVersionInfoSizeW(path, &handle);
    VS_FIXEDFILEINFO *fixed;
    WCHAR *text;
    UINT length = 0;
    CHECK(size > sizeof(*fixed) && size <= sizeof(block));
    CHECK_EQ(handle, 0);
    CHECK(GetFileVersionInfoW(path, 0, size, block));
    CHECK(VerQueryValueW(block, L"\\", (void **)&fixed, &length));
    CHECK_EQ(length, sizeof(*fixed));
    CHECK_EQ(fixed->dwSignature, 0xFEEF04BD);
    CHECK_EQ(fixed->dwFileVersionMS, 0x00010002);
    CHECK_EQ(fixed->dwFileVersionLS, 0x00030004);
    CHECK(VerQueryValueW(block, L"\\StringFileInfo\\040904b0\\FileVersion", (void **)&text, &length));
    CHECK_WIDE(text, L"1.2.3.4");
    CHECK_EQ(length, 8);
    CHECK(VerQueryValueW(block, L"\\stringfileinfo\\040904B0\\FILEVERSION", (void **)&text, &length));
    CHECK_FAILS(VerQueryValueW(block, L"\\StringFileInfo\\040904b0\\Nothing", (void **)&text, &length), FALSE,
                ERROR_RESOURCE_TYPE_NOT_FOUND);
}

TEST(translations_are_data)
{
    WORD *pairs;
    UINT length = 0;
    CHECK(VerQueryValueW(block, L"\\VarFileInfo\\Translation", (void **)&pairs, &length));
    CHECK_EQ(length, 4);
    CHECK_EQ(pairs[0], 0x409);
    CHECK_EQ(pairs[1], 0x4B0);
}

TEST(the_ansi_forms_convert)
{
    char *text;
    UINT length = 0;
    DWORD size = GetFileVersionInfoSizeA(path_a, NULL);
    CHECK(GetFileVersionInfoA(path_a, 0, size, block));
    CHECK(VerQueryValueA(block, "\\StringFileInfo\\040904b0\\FileVersion", (void **)&text, &length));
    CHECK_TEXT(text, "1.2.3.4");
    CHECK_EQ(length, 8);
    CHECK(VerQueryValueA(block, "\\StringFileInfo\\040904b0\\FileVersion", (void **)&text, &length));
    CHECK_TEXT(text, "1.2.3.4");
}

TEST(what_has_none_fails)
{
    CHECK_FAILS(GetFileVersionInfoSizeW(L"no such file.dll", NULL), 0, ERROR_FILE_NOT_FOUND);
    WCHAR self[MAX_PATH];
    GetModuleFileNameW(NULL, self, MAX_PATH);
    SetLastError(0);
    CHECK_EQ(GetFileVersionInfoSizeW(self, NULL), 0);
    CHECK(GetLastError() == ERROR_RESOURCE_DATA_NOT_FOUND || GetLastError() == ERROR_RESOURCE_TYPE_NOT_FOUND);
}

TEST(languages_have_names)
{
    WCHAR name[64];
    CHECK_EQ(VerLanguageNameW(0x409, name, 64), 23);
    CHECK_WIDE(name, L"English (United States)");
    CHECK_EQ(VerLanguageNameW(0x409, name, 4), 3);
    CHECK_WIDE(name, L"Eng");
    char bytes[8];
    CHECK_EQ(VerLanguageNameA(0x409, bytes, 4), 3);
    CHECK_TEXT(bytes, "Eng");
}

TEST(the_forms_with_flags)
{
    DWORD handle = 7, size = GetFileVersionInfoSizeExW(FILE_VER_GET_NEUTRAL, path, &handle);
    VS_FIXEDFILEINFO *fixed;
    UINT length;
    CHECK(size > sizeof(*fixed) && size <= sizeof(block));
    CHECK_EQ(handle, 0);
    CHECK_EQ(GetFileVersionInfoSizeExA(FILE_VER_GET_NEUTRAL, path_a, &handle), size);
    CHECK(GetFileVersionInfoExW(FILE_VER_GET_NEUTRAL, path, 0, size, block));
    CHECK(VerQueryValueW(block, L"\\", (void **)&fixed, &length) && fixed->dwFileVersionMS == 0x00010002);
    memset(block, 0, sizeof(block));
    CHECK(GetFileVersionInfoExA(FILE_VER_GET_NEUTRAL, path_a, 0, size, block));
    CHECK(VerQueryValueW(block, L"\\", (void **)&fixed, &length) && fixed->dwFileVersionMS == 0x00010002);
    CHECK_FAILS(GetFileVersionInfoSizeExW(FILE_VER_GET_NEUTRAL, L"no such file.dll", &handle), 0,
                ERROR_FILE_NOT_FOUND);
}

GUEST_MAIN(find_file(); RUN(the_resource_is_read); RUN(translations_are_data); RUN(the_ansi_forms_convert);
           RUN(what_has_none_fails); RUN(languages_have_names); RUN(the_forms_with_flags);)
