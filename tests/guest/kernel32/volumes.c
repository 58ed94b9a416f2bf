/* SPDX-License-Identifier: MIT
 *
 * Drives, volumes and system folders.
 */
#include "guest.h"

static int starts(const WCHAR *text, const WCHAR *start)
{
    while (*start && *text == *start)
        text++, start++;
    return !*start;
}

TEST(drives)
{
    WCHAR list[120];
    char text[120];
    DWORD length = GetLogicalDriveStringsW(120, list);
    CHECK(length >= 4 && list[1] == ':' && list[2] == '\\' && !list[3] && !list[length]);
    CHECK_EQ(GetLogicalDriveStringsW(0, NULL), length + 1);
    CHECK_EQ(GetLogicalDriveStringsA(120, text), length);
    CHECK_EQ(text[0], list[0]);
    CHECK_EQ(GetLogicalDriveStringsA(2, text), length + 1);
    CHECK(GetDriveTypeA("C:\\") == DRIVE_FIXED);
    CHECK_EQ(GetDriveTypeA("Q:\\none\\"), DRIVE_NO_ROOT_DIR);
    CHECK(GetDriveTypeA(NULL) > DRIVE_NO_ROOT_DIR);
}

TEST(volumes)
{
    WCHAR name[64], names[MAX_PATH], serial_name[64];
    char text[MAX_PATH];
    DWORD serial, component, flags, length;
    HANDLE find = FindFirstVolumeW(name, 64);
    CHECK(find != INVALID_HANDLE_VALUE);
    CHECK(starts(name, L"\\\\?\\Volume{"));
    CHECK_EQ(lstrlenW(name), 49);
    while (FindNextVolumeW(find, name, 64))
        CHECK(starts(name, L"\\\\?\\Volume{"));
    CHECK_ERROR(ERROR_NO_MORE_FILES);
    CHECK(FindVolumeClose(find));
    CHECK(GetVolumeNameForVolumeMountPointW(L"C:\\", name, 64));
    CHECK_EQ(lstrlenW(name), 49);
    CHECK_FAILS(GetVolumeNameForVolumeMountPointW(L"C:\\", name, 20), FALSE, ERROR_FILENAME_EXCED_RANGE);
    CHECK_FAILS(GetVolumeNameForVolumeMountPointW(L"C:", name, 64), FALSE, ERROR_INVALID_NAME);
    CHECK(GetVolumeNameForVolumeMountPointW(L"C:\\", name, 64));
    CHECK(GetVolumePathNamesForVolumeNameW(name, names, MAX_PATH, &length));
    CHECK_WIDE(names, L"C:\\");
    CHECK_FAILS(GetVolumePathNamesForVolumeNameW(name, names, 2, &length), FALSE, ERROR_MORE_DATA);
    CHECK(length >= 5);
    CHECK(GetVolumePathNameA("C:\\Windows\\none", text, MAX_PATH));
    CHECK_TEXT(text, "C:\\");
    CHECK_FAILS(GetVolumePathNameA("C:\\Windows", text, 2), FALSE, ERROR_FILENAME_EXCED_RANGE);
    CHECK(GetVolumeInformationA("C:\\", text, MAX_PATH, &serial, &component, &flags, text, MAX_PATH));
    CHECK_EQ(component, 255);
    CHECK(flags & FILE_UNICODE_ON_DISK);
    CHECK_FAILS(GetVolumeInformationA("Q:\\", text, MAX_PATH, NULL, NULL, NULL, NULL, 0), FALSE,
                ERROR_PATH_NOT_FOUND);
    HANDLE root = CreateFileW(L"C:\\", 0, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    DWORD again = 0;
    CHECK(GetVolumeInformationByHandleW(root, serial_name, 64, &again, NULL, NULL, NULL, 0));
    CHECK_EQ(again, serial);
    CHECK(CloseHandle(root));
}

TEST(space)
{
    DWORD sectors, bytes, available, total;
    ULARGE_INTEGER caller, all, unused;
    CHECK(GetDiskFreeSpaceA("C:\\", &sectors, &bytes, &available, &total));
    CHECK(bytes >= 512 && total >= available);
    CHECK(GetDiskFreeSpaceExA(NULL, &caller, &all, &unused));
    CHECK(caller.QuadPart <= unused.QuadPart && unused.QuadPart <= all.QuadPart);
    CHECK(!GetDiskFreeSpaceExA("C:\\none such", &caller, NULL, NULL));
    CHECK_FAILS(GetDiskFreeSpaceA("Q:\\", NULL, NULL, NULL, NULL), FALSE, ERROR_PATH_NOT_FOUND);
}

TEST(devices)
{
    WCHAR target[MAX_PATH];
    char text[MAX_PATH];
    DWORD length = QueryDosDeviceW(L"C:", target, MAX_PATH);
    CHECK(length > 2 && !target[length - 1] && !target[length - 2]);
    CHECK(starts(target, L"\\Device\\") || starts(target, L"\\??\\"));
    CHECK_EQ(QueryDosDeviceA("C:", text, MAX_PATH), length);
    CHECK_FAILS(QueryDosDeviceW(L"Q:", target, MAX_PATH), 0, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(QueryDosDeviceW(L"C:", target, 1), 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK(QueryDosDeviceW(L"NUL", target, MAX_PATH) != 0);
    CHECK_WIDE(target, L"\\Device\\Null");
}

TEST(system_folders)
{
    WCHAR folder[MAX_PATH], other[MAX_PATH];
    char text[MAX_PATH];
    UINT length = GetWindowsDirectoryW(folder, MAX_PATH);
    CHECK_EQ(length, lstrlenW(folder));
    CHECK_EQ(GetWindowsDirectoryW(folder, 2), length + 1);
    CHECK_EQ(GetSystemWindowsDirectoryA(text, MAX_PATH), length);
    CHECK_EQ(GetSystemWow64DirectoryA(text, MAX_PATH), GetSystemWow64DirectoryW(other, MAX_PATH));
    CHECK(GetDllDirectoryW(MAX_PATH, folder) == 0);
    CHECK(SetDllDirectoryW(L"C:\\Windows"));
    CHECK_EQ(GetDllDirectoryW(MAX_PATH, folder), 10);
    CHECK_WIDE(folder, L"C:\\Windows");
    CHECK_EQ(GetDllDirectoryW(2, folder), 11);
    CHECK(SetDllDirectoryA(""));
    CHECK_EQ(GetDllDirectoryA(MAX_PATH, text), 0);
    CHECK_FAILS(SetDllDirectoryA("a;b"), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(SetDllDirectoryW(NULL));
    CHECK(NeedCurrentDirectoryForExePathW(L"dir\\program"));
    CHECK(NeedCurrentDirectoryForExePathA("program"));
    CHECK(SetEnvironmentVariableW(L"NoDefaultCurrentDirectoryInExePath", L"1"));
    CHECK(!NeedCurrentDirectoryForExePathA("program"));
    CHECK(NeedCurrentDirectoryForExePathA("dir\\program"));
}

GUEST_MAIN(RUN(drives); RUN(volumes); RUN(space); RUN(devices); RUN(system_folders);)
