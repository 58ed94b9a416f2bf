/* SPDX-License-Identifier: MIT
 *
 * The A-functions of files: each does what its W-function does, with names in the ANSI code page.
 */
#include "file_scratch.h"

TEST(folders_and_attributes)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    CHECK(CreateDirectoryA("folder", NULL));
    CHECK_FAILS(CreateDirectoryA("folder", NULL), FALSE, ERROR_ALREADY_EXISTS);
    CHECK_FAILS(CreateDirectoryA("none\\folder", NULL), FALSE, ERROR_PATH_NOT_FOUND);
    CHECK_EQ(GetFileAttributesA("folder") & FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_DIRECTORY);
    CHECK_FAILS(GetFileAttributesA("none"), INVALID_FILE_ATTRIBUTES, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(GetFileAttributesA("none\\file"), INVALID_FILE_ATTRIBUTES, ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(GetFileAttributesA(""), INVALID_FILE_ATTRIBUTES, ERROR_PATH_NOT_FOUND);
    CHECK(GetFileAttributesExA("folder", GetFileExInfoStandard, &data));
    CHECK_EQ(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_DIRECTORY);
    CHECK_FAILS(GetFileAttributesExA("none", GetFileExInfoStandard, &data), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(GetFileAttributesExA("folder", GetFileExMaxInfoLevel, &data), FALSE, ERROR_INVALID_PARAMETER);
    scratch_put(L"file", "123");
    CHECK(SetFileAttributesA("file", FILE_ATTRIBUTE_READONLY));
    CHECK_EQ(GetFileAttributesA("file") & FILE_ATTRIBUTE_READONLY, FILE_ATTRIBUTE_READONLY);
    CHECK_FAILS(DeleteFileA("file"), FALSE, ERROR_ACCESS_DENIED);
    CHECK(SetFileAttributesA("file", FILE_ATTRIBUTE_NORMAL));
    CHECK_FAILS(SetFileAttributesA("none", FILE_ATTRIBUTE_NORMAL), FALSE, ERROR_FILE_NOT_FOUND);
    DWORD high = 7;
    CHECK(GetCompressedFileSizeA("file", &high) != INVALID_FILE_SIZE);
    CHECK_EQ(high, 0);
    CHECK_FAILS(GetCompressedFileSizeW(L"none", &high), INVALID_FILE_SIZE, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(RemoveDirectoryA("file"), FALSE, ERROR_DIRECTORY);
    CHECK_FAILS(DeleteFileA("folder"), FALSE, ERROR_ACCESS_DENIED);
    CHECK(DeleteFileA("file"));
    CHECK_FAILS(DeleteFileA("file"), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK(CreateDirectoryExA("folder", "like", NULL));
    CHECK_FAILS(CreateDirectoryExW(L"none", L"other", NULL), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK(RemoveDirectoryA("like"));
    CHECK(RemoveDirectoryA("folder"));
    CHECK_FAILS(RemoveDirectoryA("folder"), FALSE, ERROR_FILE_NOT_FOUND);
}

TEST(copies_moves_and_links)
{
    scratch_put(L"one", "text");
    CHECK(CopyFileA("one", "two", TRUE));
    CHECK_FAILS(CopyFileA("one", "two", TRUE), FALSE, ERROR_FILE_EXISTS);
    CHECK_FAILS(CopyFileA("none", "two", FALSE), FALSE, ERROR_FILE_NOT_FOUND);
    BOOL cancel = FALSE;
    CHECK(CopyFileExA("one", "three", NULL, NULL, &cancel, 0));
    CHECK_FAILS(CopyFileExW(L"one", L"three", NULL, NULL, &cancel, COPY_FILE_FAIL_IF_EXISTS), FALSE,
                ERROR_FILE_EXISTS);
    CHECK_FAILS(MoveFileA("one", "two"), FALSE, ERROR_ALREADY_EXISTS);
    CHECK_FAILS(MoveFileA("none", "four"), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK(MoveFileExA("three", "two", MOVEFILE_REPLACE_EXISTING));
    CHECK(MoveFileA("two", "four"));
    CHECK(MoveFileWithProgressA("four", "five", NULL, NULL, 0));
    CHECK(MoveFileWithProgressW(L"five", L"six", NULL, NULL, 0));
    CHECK(CreateHardLinkA("seven", "six", NULL));
    CHECK_FAILS(CreateHardLinkA("seven", "six", NULL), FALSE, ERROR_ALREADY_EXISTS);
    CHECK_FAILS(CreateHardLinkA("eight", "none", NULL), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK(scratch_holds(L"seven", "text"));
    scratch_put(L"new", "new text");
    CHECK(ReplaceFileA("seven", "new", "backup", 0, NULL, NULL));
    CHECK(scratch_holds(L"seven", "new text") && scratch_holds(L"backup", "text") && !scratch_exists(L"new"));
    CHECK_FAILS(ReplaceFileA("seven", "new", NULL, 0, NULL, NULL), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK(DeleteFileA("one") && DeleteFileA("six") && DeleteFileA("seven") && DeleteFileA("backup"));
}

TEST(copyfile2_answers_in_hresults)
{
    scratch_put(L"one", "text");
    CHECK_EQ(CopyFile2(L"one", L"two", NULL), S_OK);
    COPYFILE2_EXTENDED_PARAMETERS parameters = {sizeof(parameters), COPY_FILE_FAIL_IF_EXISTS, NULL, NULL,
                                                NULL};
    CHECK_EQ((DWORD)CopyFile2(L"one", L"two", &parameters), (DWORD)HRESULT_FROM_WIN32(ERROR_FILE_EXISTS));
    CHECK_EQ((DWORD)CopyFile2(L"none", L"two", NULL), (DWORD)HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
    CHECK(scratch_holds(L"two", "text"));
    CHECK(DeleteFileA("one") && DeleteFileA("two"));
}

TEST(searches)
{
    WIN32_FIND_DATAA data;
    WIN32_FIND_DATAW wide;
    CHECK(CreateDirectoryA("folder", NULL));
    scratch_put(L"folder\\a.txt", "1");
    scratch_put(L"folder\\b.txt", "22");
    HANDLE find = FindFirstFileA("folder\\*.txt", &data);
    CHECK(find != INVALID_HANDLE_VALUE);
    CHECK(data.nFileSizeLow == 1 || data.nFileSizeLow == 2);
    CHECK(FindNextFileA(find, &data));
    CHECK_FAILS(FindNextFileA(find, &data), FALSE, ERROR_NO_MORE_FILES);
    CHECK(FindClose(find));
    CHECK_FAILS(FindFirstFileA("folder\\*.exe", &data), INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(FindFirstFileA("none\\*", &data), INVALID_HANDLE_VALUE, ERROR_PATH_NOT_FOUND);
    find = FindFirstFileExA("folder\\B.*", FindExInfoBasic, &data, FindExSearchNameMatch, NULL, 0);
    CHECK(find != INVALID_HANDLE_VALUE);
    CHECK_TEXT(data.cFileName, "b.txt");
    CHECK_TEXT(data.cAlternateFileName, "");
    CHECK(FindClose(find));
    find = FindFirstFileExW(L"folder\\a*", FindExInfoStandard, &wide, FindExSearchNameMatch, NULL,
                            FIND_FIRST_EX_LARGE_FETCH);
    CHECK(find != INVALID_HANDLE_VALUE);
    CHECK_WIDE(wide.cFileName, L"a.txt");
    CHECK(FindClose(find));
    CHECK_FAILS(FindFirstFileExW(L"folder\\*", FindExInfoMaxInfoLevel, &wide, FindExSearchNameMatch, NULL, 0),
                INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER);
    CHECK(DeleteFileA("folder\\a.txt") && DeleteFileA("folder\\b.txt") && RemoveDirectoryA("folder"));
}

TEST(current_folders_and_full_names)
{
    char folder[MAX_PATH], name[MAX_PATH], *part;
    DWORD length = GetCurrentDirectoryA(MAX_PATH, folder);
    CHECK_EQ(length, lstrlenA(folder));
    CHECK_EQ(GetCurrentDirectoryA(2, name), length + 1);
    CHECK(CreateDirectoryA("deep", NULL));
    CHECK(SetCurrentDirectoryA("deep"));
    CHECK_FAILS(SetCurrentDirectoryA("none"), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK(SetCurrentDirectoryA(".."));
    CHECK_FAILS(SetCurrentDirectoryA("deep\\none\\none"), FALSE, ERROR_PATH_NOT_FOUND);
    scratch_put(L"deep\\file.dat", "");
    CHECK_FAILS(SetCurrentDirectoryA("deep\\file.dat"), FALSE, ERROR_DIRECTORY);
    CHECK_EQ(SearchPathA("deep", "file", ".dat", MAX_PATH, name, &part), lstrlenA(name));
    CHECK_TEXT(part, "file.dat");
    CHECK_FAILS(SearchPathA("deep", "none", NULL, MAX_PATH, name, NULL), 0, ERROR_FILE_NOT_FOUND);
    WCHAR wide[MAX_PATH], *wide_part;
    CHECK(SearchPathW(L"deep", L"file.dat", NULL, MAX_PATH, wide, &wide_part) != 0);
    CHECK_WIDE(wide_part, L"file.dat");
    CHECK(SearchPathW(L"deep", L"file.dat", NULL, 1, wide, NULL) > 10);
    CHECK_FAILS(SearchPathW(L"deep", L"none", L".dat", MAX_PATH, wide, NULL), 0, ERROR_FILE_NOT_FOUND);
    CHECK(GetLongPathNameA("deep\\FILE.DAT", name, MAX_PATH) != 0);
    CHECK_TEXT(name, "deep\\file.dat");
    CHECK_EQ(GetLongPathNameW(L"deep\\file.dat", wide, 3), 14);
    CHECK_FAILS(GetLongPathNameW(L"deep\\none", wide, MAX_PATH), 0, ERROR_FILE_NOT_FOUND);
    CHECK(GetShortPathNameW(L"deep\\file.dat", wide, MAX_PATH) != 0);
    CHECK(GetShortPathNameA("deep\\file.dat", name, MAX_PATH) != 0);
    CHECK_FAILS(GetShortPathNameA("deep\\none", name, MAX_PATH), 0, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(GetShortPathNameW(L"deep\\none", wide, MAX_PATH), 0, ERROR_FILE_NOT_FOUND);
    CHECK(DeleteFileA("deep\\file.dat") && RemoveDirectoryA("deep"));
}

TEST(temporary_names)
{
    char folder[MAX_PATH + 1], name[MAX_PATH];
    WCHAR wide[MAX_PATH + 1];
    CHECK_EQ(GetTempFileNameA(".", "abc", 0x1234, name), 0x1234);
    CHECK_TEXT(name, ".\\abc1234.tmp");
    CHECK_EQ(GetFileAttributesA(name), INVALID_FILE_ATTRIBUTES);
    CHECK(GetTempFileNameA(".", "abcxyz", 0, name) != 0);
    CHECK(name[2] == 'a' && name[4] == 'c' && name[5] != 'x');
    CHECK(DeleteFileA(name));
    CHECK_FAILS(GetTempFileNameA("none", "abc", 0, name), 0, ERROR_DIRECTORY);
    /* Windows 10 21H2 has these two, older ones do not. */
    HMODULE kernel = GetModuleHandleA("kernel32");
    DWORD(WINAPI * temp_path2_w)(DWORD, LPWSTR) = (void *)GetProcAddress(kernel, "GetTempPath2W");
    DWORD(WINAPI * temp_path2_a)(DWORD, LPSTR) = (void *)GetProcAddress(kernel, "GetTempPath2A");
    if (temp_path2_w && temp_path2_a) {
        CHECK_EQ(temp_path2_w(MAX_PATH + 1, wide), lstrlenW(wide));
        CHECK_EQ(temp_path2_a(MAX_PATH + 1, folder), lstrlenA(folder));
        CHECK(folder[lstrlenA(folder) - 1] == '\\');
    }
}

TEST(old_file_functions)
{
    char buffer[8];
    HFILE file = _lcreat("old", 0);
    CHECK(file != HFILE_ERROR);
    CHECK_EQ(_lwrite(file, "abcdef", 6), 6);
    CHECK_EQ(_hwrite(file, "gh", 2), 2);
    CHECK_EQ(_lclose(file), 0);
    file = _lopen("old", OF_READ);
    CHECK(file != HFILE_ERROR);
    CHECK_EQ(_llseek(file, 2, FILE_BEGIN), 2);
    CHECK_EQ(_lread(file, buffer, 2), 2);
    CHECK_EQ(buffer[0], 'c');
    CHECK_EQ(_hread(file, buffer, 8), 4);
    CHECK_EQ(_llseek(file, -1, FILE_END), 7);
    CHECK_FAILS(_lwrite(file, "x", 1), (UINT)HFILE_ERROR, ERROR_ACCESS_DENIED);
    CHECK_EQ(_lclose(file), 0);
    CHECK_FAILS(_lopen("none", OF_READ), HFILE_ERROR, ERROR_FILE_NOT_FOUND);
    CHECK(AreFileApisANSI());
    SetFileApisToOEM();
    CHECK(!AreFileApisANSI());
    CHECK_EQ(GetFileAttributesA("old") & FILE_ATTRIBUTE_DIRECTORY, 0);
    SetFileApisToANSI();
    CHECK(AreFileApisANSI());
    CHECK_EQ(SetHandleCount(100), 100);
    CHECK(DeleteFileA("old"));
}

TEST(symbolic_links)
{
    scratch_put(L"target", "text");
    if (CreateSymbolicLinkW(L"link", L"target", SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE)) {
        CHECK(scratch_holds(L"link", "text"));
        CHECK_EQ(GetFileAttributesA("link") & FILE_ATTRIBUTE_REPARSE_POINT, FILE_ATTRIBUTE_REPARSE_POINT);
        CHECK_FAILS(CreateSymbolicLinkA("link", "target", SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE), 0,
                    ERROR_ALREADY_EXISTS);
        CHECK(DeleteFileA("link"));
        CHECK(scratch_exists(L"target"));
    } else {
        CHECK_ERROR(ERROR_PRIVILEGE_NOT_HELD);
    }
    CHECK(DeleteFileA("target"));
}

GUEST_MAIN(scratch_enter(); RUN(folders_and_attributes); RUN(copies_moves_and_links);
           RUN(copyfile2_answers_in_hresults); RUN(searches); RUN(current_folders_and_full_names);
           RUN(temporary_names); RUN(old_file_functions); RUN(symbolic_links); scratch_leave();)
