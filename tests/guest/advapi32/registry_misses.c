/* SPDX-License-Identifier: MIT
 *
 * What the registry answers about keys and values that are not there, and to handles that are none.
 */
#include "guest.h"

#define NONE_A "decant: no such thing"
#define NONE_W L"decant: no such thing"

TEST(nothing_of_that_name)
{
    HKEY key;
    DWORD size = 0, type;
    CHECK_EQ(RegOpenKeyW(HKEY_CURRENT_USER, NONE_W, &key), ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegOpenKeyA(HKEY_CURRENT_USER, NONE_A, &key), ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegOpenKeyExA(HKEY_CURRENT_USER, NONE_A, 0, KEY_READ, &key), ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegQueryValueExW(HKEY_CURRENT_USER, NONE_W, NULL, &type, NULL, &size), ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegQueryValueExA(HKEY_CURRENT_USER, NONE_A, NULL, &type, NULL, &size), ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegGetValueW(HKEY_CURRENT_USER, NULL, NONE_W, RRF_RT_ANY, NULL, NULL, &size),
             ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegGetValueA(HKEY_CURRENT_USER, NONE_A, NULL, RRF_RT_ANY, NULL, NULL, &size),
             ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegDeleteValueW(HKEY_CURRENT_USER, NONE_W), ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegDeleteValueA(HKEY_CURRENT_USER, NONE_A), ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegDeleteKeyW(HKEY_CURRENT_USER, NONE_W), ERROR_FILE_NOT_FOUND);
    CHECK_EQ(RegDeleteKeyA(HKEY_CURRENT_USER, NONE_A), ERROR_FILE_NOT_FOUND);
}

TEST(lists_end)
{
    WCHAR wide[256];
    char narrow[256];
    DWORD size = 256, keys = 77, values = 77;
    CHECK_EQ(RegEnumKeyExW(HKEY_CURRENT_USER, 1000000, wide, &size, NULL, NULL, NULL, NULL),
             ERROR_NO_MORE_ITEMS);
    CHECK_EQ(RegEnumKeyExA(HKEY_CURRENT_USER, 1000000, narrow, &size, NULL, NULL, NULL, NULL),
             ERROR_NO_MORE_ITEMS);
    CHECK_EQ(RegEnumValueW(HKEY_CURRENT_USER, 1000000, wide, &size, NULL, NULL, NULL, NULL),
             ERROR_NO_MORE_ITEMS);
    CHECK_EQ(RegEnumValueA(HKEY_CURRENT_USER, 1000000, narrow, &size, NULL, NULL, NULL, NULL),
             ERROR_NO_MORE_ITEMS);
    CHECK_EQ(RegQueryInfoKeyW(HKEY_CURRENT_USER, NULL, NULL, NULL, &keys, NULL, NULL, &values, NULL, NULL,
                              NULL, NULL),
             ERROR_SUCCESS);
    CHECK(keys != 77 && values != 77);
    DWORD again = 78;
    CHECK_EQ(RegQueryInfoKeyA(HKEY_CURRENT_USER, NULL, NULL, NULL, &again, NULL, NULL, NULL, NULL, NULL, NULL,
                              NULL),
             ERROR_SUCCESS);
    CHECK_EQ(again, keys);
    CHECK_EQ(RegFlushKey(HKEY_CURRENT_USER), ERROR_SUCCESS);
}

TEST(handles_that_are_none)
{
    HKEY none = (HKEY)(UINT_PTR)0x123450, key;
    DWORD size = 0, number = 1;
    CHECK_EQ(RegCloseKey(none), ERROR_INVALID_HANDLE);
    CHECK_EQ(RegFlushKey(none), ERROR_INVALID_HANDLE);
    CHECK_EQ(RegCreateKeyExW(none, L"x", 0, NULL, 0, KEY_READ, NULL, &key, NULL), ERROR_INVALID_HANDLE);
    CHECK_EQ(RegCreateKeyExA(none, "x", 0, NULL, 0, KEY_READ, NULL, &key, NULL), ERROR_INVALID_HANDLE);
    CHECK_EQ(RegSetValueExW(none, L"x", 0, REG_DWORD, (BYTE *)&number, 4), ERROR_INVALID_HANDLE);
    CHECK_EQ(RegSetValueExA(none, "x", 0, REG_DWORD, (BYTE *)&number, 4), ERROR_INVALID_HANDLE);
    CHECK_EQ(RegQueryValueExW(none, L"x", NULL, NULL, NULL, &size), ERROR_INVALID_HANDLE);
    CHECK_EQ(RegQueryInfoKeyA(none, NULL, NULL, NULL, &size, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
             ERROR_INVALID_HANDLE);
}

GUEST_MAIN(RUN(nothing_of_that_name); RUN(lists_end); RUN(handles_that_are_none);)
