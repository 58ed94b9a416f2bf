/* SPDX-License-Identifier: MIT
 *
 * Private profiles are read.
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

GUEST_MAIN(RUN(values_are_read);)
