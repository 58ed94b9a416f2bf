/* SPDX-License-Identifier: MIT
 *
 * The folders of users.
 */
#include "guest.h"
#include <userenv.h>

TEST(of_this_user)
{
    HANDLE token;
    WCHAR path[MAX_PATH], wanted[MAX_PATH];
    DWORD size = MAX_PATH;
    CHECK(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
    CHECK(GetUserProfileDirectoryW(token, path, &size));
    CHECK_EQ(size, lstrlenW(path) + 1);
    CHECK(GetEnvironmentVariableW(L"USERPROFILE", wanted, MAX_PATH) != 0);
    CHECK_EQ(lstrcmpiW(path, wanted), 0);
    DWORD needed = size;
    size = 2;
    CHECK_FAILS(GetUserProfileDirectoryW(token, path, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(size, needed);
    size = 0;
    CHECK_FAILS(GetUserProfileDirectoryW(token, NULL, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK_EQ(size, needed);
    CHECK(CloseHandle(token));
    size = MAX_PATH;
    CHECK_FAILS(GetUserProfileDirectoryW(NULL, path, &size), FALSE, ERROR_INVALID_HANDLE);
}

TEST(of_all_users)
{
    WCHAR path[MAX_PATH], other[MAX_PATH];
    DWORD size = MAX_PATH;
    CHECK(GetAllUsersProfileDirectoryW(path, &size));
    CHECK_EQ(size, lstrlenW(path) + 1);
    size = MAX_PATH;
    CHECK(GetDefaultUserProfileDirectoryW(other, &size));
    CHECK_EQ(size, lstrlenW(other) + 1);
    CHECK(lstrcmpiW(path, other) != 0);
    size = 1;
    CHECK_FAILS(GetAllUsersProfileDirectoryW(path, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
}

GUEST_MAIN(RUN(of_this_user); RUN(of_all_users);)
