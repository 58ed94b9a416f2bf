/* SPDX-License-Identifier: MIT
 *
 * Private profiles are read and written.
 */
#include "guest.h"

static WCHAR path[MAX_PATH];

static void write_profile(const char *text)
{
    DWORD length = 0, written;
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    while (text[length])
        length++;
    CHECK(WriteFile(file, text, length, &written, NULL));
    CHECK(CloseHandle(file));
}

TEST(values_are_read)
{
    WCHAR text[64], folder[MAX_PATH];
    CHECK(GetTempPathW(MAX_PATH, folder));
    CHECK(GetTempFileNameW(folder, L"ini", 0, path));
    write_profile("; comment\r\n[One]\r\nkey = value \r\nQuoted=\" x \"\r\nnumber=42\r\nhex=0x1F\r\n"
                  "[Two]\r\nkey=other\r\n");
    CHECK_EQ(GetPrivateProfileStringW(L"one", L"KEY", L"-", text, 64, path), 5);
    CHECK_WIDE(text, L"value");
    CHECK_EQ(GetPrivateProfileStringW(L"Two", L"key", L"-", text, 64, path), 5);
    CHECK_WIDE(text, L"other");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"quoted", L"-", text, 64, path), 3);
    CHECK_WIDE(text, L" x ");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"missing", L"default", text, 64, path), 7);
    CHECK_WIDE(text, L"default");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"key", L"-", text, 3, path), 2);
    CHECK_WIDE(text, L"va");
    CHECK_EQ(GetPrivateProfileIntW(L"One", L"number", 7, path), 42);
    CHECK_EQ(GetPrivateProfileIntW(L"One", L"nothing", 7, path), 7);
    CHECK_EQ(GetPrivateProfileStringW(NULL, NULL, NULL, text, 64, path), 8);
    CHECK(guest_same_wide(text, L"One") && guest_same_wide(text + 4, L"Two") && text[8] == 0);
    CHECK_EQ(GetPrivateProfileStringW(L"Two", NULL, NULL, text, 64, path), 4);
    CHECK_WIDE(text, L"key");
    CHECK(DeleteFileW(path));
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"key", L"gone", text, 64, path), 4);
    CHECK_WIDE(text, L"gone");
}

static void check_profile(const char *expected)
{
    static char text[512];
    DWORD length = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(ReadFile(file, text, sizeof(text) - 1, &length, NULL));
    CloseHandle(file);
    text[length] = 0;
    CHECK_TEXT(text, expected);
}

TEST(values_are_written)
{
    WCHAR folder[MAX_PATH];
    CHECK(GetTempPathW(MAX_PATH, folder));
    CHECK(GetTempFileNameW(folder, L"ini", 0, path));
    write_profile("; comment\r\n[One]\r\nkey=value\r\n\r\n[Two]\r\nkey=other");
    CHECK(WritePrivateProfileStringW(L"one", L"KEY", L"new", path));
    CHECK(WritePrivateProfileStringW(L"One", L"added", L"1", path));
    CHECK(WritePrivateProfileStringW(L"Two", L"last", L"2", path));
    CHECK(WritePrivateProfileStringW(L"Three", L"x", L"y", path));
    check_profile(
        "; comment\r\n[One]\r\nkey=new\r\nadded=1\r\n\r\n[Two]\r\nkey=other\r\nlast=2\r\n[Three]\r\nx=y\r\n");
    CHECK(WritePrivateProfileStringW(L"One", L"key", NULL, path));
    CHECK(WritePrivateProfileStringW(L"Two", NULL, NULL, path));
    check_profile("; comment\r\n[One]\r\nadded=1\r\n\r\n[Three]\r\nx=y\r\n");
    CHECK(WritePrivateProfileSectionW(L"Three", L"a=b\0c=d\0", path));
    check_profile("; comment\r\n[One]\r\nadded=1\r\n\r\n[Three]\r\na=b\r\nc=d\r\n");
    CHECK(DeleteFileW(path));
}

TEST(a_missing_file_is_created)
{
    char name[MAX_PATH];
    WideCharToMultiByte(CP_ACP, 0, path, -1, name, MAX_PATH, NULL, NULL);
    CHECK(WritePrivateProfileStringA("S", "k", "v", name));
    check_profile("[S]\r\nk=v\r\n");
    CHECK(SetFileAttributesW(path, FILE_ATTRIBUTE_READONLY));
    CHECK_FAILS(WritePrivateProfileStringW(L"S", L"k", L"w", path), FALSE, ERROR_ACCESS_DENIED);
    CHECK(SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL));
    CHECK(DeleteFileW(path));
    CHECK_FAILS(WritePrivateProfileStringW(L"S", L"k", L"v", L"C:\\no such folder\\x.ini"), FALSE,
                ERROR_PATH_NOT_FOUND);
}

GUEST_MAIN(RUN(values_are_read); RUN(values_are_written); RUN(a_missing_file_is_created);)
