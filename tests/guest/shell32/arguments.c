/* SPDX-License-Identifier: MIT
 *
 * CommandLineToArgvW, and the user's folders.
 */
#include "guest.h"
#include <shellapi.h>
#include <shlobj.h>

static void check(const WCHAR *line, int count, const WCHAR *first, const WCHAR *last)
{
    int found = -1;
    WCHAR **list = CommandLineToArgvW(line, &found);
    CHECK(list != NULL);
    CHECK_EQ(found, count);
    CHECK_WIDE(list[0], first);
    CHECK_WIDE(list[found - 1], last);
    CHECK_EQ(list[found], NULL);
    LocalFree(list);
}

TEST(arguments)
{
    check(L"prog a b c", 4, L"prog", L"c");
    check(L"\"C:\\Program Files\\x.exe\" \"a b\"", 2, L"C:\\Program Files\\x.exe", L"a b");
    check(L"p a\\\\b", 2, L"p", L"a\\\\b");
    check(L"p a\\\\\\\"b", 2, L"p", L"a\\\"b");
    check(L"p \"a\\\\\" d", 3, L"p", L"d");
    check(L"p \"\"", 2, L"p", L"");
    check(L"p \t x \t ", 2, L"p", L"x");
    check(L"p \"a\\\"b c\"", 2, L"p", L"a\"b c");
    check(L"p ab\"c d\"e", 2, L"p", L"abc de");
    check(L" x", 2, L"", L"x");
    CHECK_FAILS((UINT_PTR)CommandLineToArgvW(L"x", NULL), 0, ERROR_INVALID_PARAMETER);
}

TEST(folders)
{
    WCHAR path[MAX_PATH];
    CHECK_EQ(SHGetFolderPathW(NULL, CSIDL_APPDATA, NULL, 0, path), S_OK);
    CHECK(path[0] && path[1] == ':' && path[2] == '\\');
    CHECK_EQ(SHGetFolderPathW(NULL, CSIDL_WINDOWS, NULL, 0, path), S_OK);
    CHECK(path[1] == ':');
    CHECK_EQ(SHGetFolderPathW(NULL, 0xFE, NULL, 0, path), E_INVALIDARG);
}

GUEST_MAIN(RUN(arguments); RUN(folders);)
