/* SPDX-License-Identifier: MIT
 *
 * The user's folders by CSIDL and by KNOWNFOLDERID: both agree, and what is asked for is there.
 */
#include "guest.h"
#include <shlobj.h>

static const GUID local_app_data = {
    0xF1B32785, 0x6FBA, 0x4FCF, {0x9D, 0x55, 0x7B, 0x8E, 0x7F, 0x15, 0x70, 0x91}};
static const GUID roaming_app_data = {
    0x3EB685DB, 0x65F9, 0x4CF6, {0xA0, 0x3A, 0xE3, 0xEF, 0x65, 0x72, 0x9F, 0x3D}};
static const GUID nobody = {0x12345678, 0x65F9, 0x4CF6, {0xA0, 0x3A, 0xE3, 0xEF, 0x65, 0x72, 0x9F, 0x3D}};

static int starts_with(const WCHAR *text, const WCHAR *start)
{
    while (*start && (*text | 32) == (*start | 32))
        text++, start++;
    return !*start;
}

TEST(folders_by_number)
{
    static const int folders[] = {
        CSIDL_APPDATA,   CSIDL_LOCAL_APPDATA, CSIDL_COMMON_APPDATA, CSIDL_PROFILE,
        CSIDL_WINDOWS,   CSIDL_SYSTEM,        CSIDL_PROGRAM_FILES,  CSIDL_PROGRAM_FILES_COMMON,
        CSIDL_STARTMENU, CSIDL_STARTUP,       CSIDL_FONTS,          CSIDL_TEMPLATES};
    for (unsigned i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        WCHAR path[MAX_PATH], wide[MAX_PATH];
        char narrow[MAX_PATH];
        CHECK_EQ(SHGetFolderPathW(NULL, folders[i] | CSIDL_FLAG_CREATE, NULL, SHGFP_TYPE_CURRENT, path),
                 S_OK);
        DWORD attributes = GetFileAttributesW(path);
        CHECK(attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY);
        CHECK(path[1] == ':' && path[2] == '\\');
        CHECK_EQ(SHGetFolderPathA(NULL, folders[i] | CSIDL_FLAG_DONT_VERIFY, NULL, 0, narrow), S_OK);
        MultiByteToWideChar(CP_ACP, 0, narrow, -1, wide, MAX_PATH);
        CHECK_WIDE(wide, path);
        CHECK(SHGetSpecialFolderPathW(NULL, wide, folders[i], FALSE));
        CHECK_WIDE(wide, path);
        CHECK(SHGetSpecialFolderPathA(NULL, narrow, folders[i], TRUE));
        MultiByteToWideChar(CP_ACP, 0, narrow, -1, wide, MAX_PATH);
        CHECK_WIDE(wide, path);
    }
}

TEST(folders_by_name)
{
    WCHAR path[MAX_PATH], *known;
    CHECK_EQ(SHGetKnownFolderPath(&local_app_data, KF_FLAG_CREATE, NULL, &known), S_OK);
    CHECK_EQ(SHGetFolderPathW(NULL, CSIDL_LOCAL_APPDATA, NULL, 0, path), S_OK);
    CHECK_WIDE(known, path);
    CoTaskMemFree(known);
    CHECK_EQ(SHGetKnownFolderPath(&roaming_app_data, KF_FLAG_DONT_VERIFY, NULL, &known), S_OK);
    CHECK_EQ(SHGetFolderPathW(NULL, CSIDL_APPDATA, NULL, 0, path), S_OK);
    CHECK_WIDE(known, path);
    CoTaskMemFree(known);
}

TEST(a_folder_lies_in_the_profile)
{
    WCHAR profile[MAX_PATH], path[MAX_PATH];
    CHECK_EQ(SHGetFolderPathW(NULL, CSIDL_PROFILE, NULL, 0, profile), S_OK);
    CHECK_EQ(SHGetFolderPathW(NULL, CSIDL_PERSONAL | CSIDL_FLAG_DONT_VERIFY, NULL, 0, path), S_OK);
    CHECK(starts_with(path, profile));
    CHECK_EQ(SHGetFolderPathW(NULL, CSIDL_PROFILE | CSIDL_FLAG_DONT_VERIFY, (HANDLE)-1, 0, path), S_OK);
    CHECK(starts_with(path + 1, L":\\users\\Default"));
}

TEST(wrong_arguments)
{
    WCHAR path[MAX_PATH] = L"x", *known = path;
    char narrow[MAX_PATH] = "x";
    CHECK_EQ((DWORD)SHGetFolderPathW(NULL, 0xFE, NULL, 0, path), (DWORD)E_INVALIDARG);
    CHECK_EQ(path[0], 0);
    CHECK_EQ((DWORD)SHGetFolderPathA(NULL, 0xFE, NULL, 0, narrow), (DWORD)E_INVALIDARG);
    CHECK_EQ(narrow[0], 0);
    CHECK_EQ((DWORD)SHGetFolderPathW(NULL, CSIDL_APPDATA, NULL, 0, NULL), (DWORD)E_INVALIDARG);
    CHECK_EQ(SHGetSpecialFolderPathW(NULL, path, 0xFE, FALSE), FALSE);
    CHECK_EQ((DWORD)SHGetKnownFolderPath(&nobody, 0, NULL, &known),
             (DWORD)HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
    CHECK_EQ(known, NULL);
}

GUEST_MAIN(RUN(folders_by_number); RUN(folders_by_name); RUN(a_folder_lies_in_the_profile);
           RUN(wrong_arguments);)
