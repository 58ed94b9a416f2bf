/* SPDX-License-Identifier: MIT
 *
 * Searching, moving, copying, replacing, linking; attributes and times; full, long and temporary names.
 */
#include "file_scratch.h"

static int count_matches(const WCHAR *pattern)
{
    WIN32_FIND_DATAW data;
    int count = 0;
    HANDLE find = FindFirstFileW(pattern, &data);
    if (find == INVALID_HANDLE_VALUE)
        return GetLastError() == ERROR_FILE_NOT_FOUND ? 0 : -1;
    do
        count++;
    while (FindNextFileW(find, &data));
    CHECK_ERROR(ERROR_NO_MORE_FILES);
    CHECK(FindClose(find));
    return count;
}

TEST(patterns)
{
    static const WCHAR *const names[] = {L"a", L"ab", L"a.txt", L"b.txt", L"B.c.txt", L"\u00e4\u4e2d.dat"};
    for (int i = 0; i < 6; i++)
        scratch_put(names[i], "x");
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(L"*", &data);
    CHECK_WIDE(data.cFileName, L".");
    CHECK(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY);
    CHECK(FindNextFileW(find, &data));
    CHECK_WIDE(data.cFileName, L"..");
    FindClose(find);
    CHECK_EQ(count_matches(L"*"), 8);
    CHECK_EQ(count_matches(L"*.*"), 8);
    CHECK_EQ(count_matches(L"*.txt"), 3);
    CHECK_EQ(count_matches(L"*.TXT"), 3);
    CHECK_EQ(count_matches(L"a*"), 3);
    CHECK_EQ(count_matches(L"a?"), 2); /* a question mark may match nothing at the end */
    CHECK_EQ(count_matches(L"?.txt"), 2);
    CHECK_EQ(count_matches(L"a.*"), 2); /* "a" too: the period may match nothing at the end */
    CHECK_EQ(count_matches(L"*.c.*"), 1);
    CHECK_EQ(count_matches(L"\u00c4*"), 1);
    CHECK_EQ(count_matches(L"none*"), 0);
    CHECK_FAILS(FindFirstFileW(L"none\\*", &data), INVALID_HANDLE_VALUE, ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(FindFirstFileW(L"none", &data), INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND);
    find = FindFirstFileW(L"A.TXT", &data);
    CHECK(find != INVALID_HANDLE_VALUE);
    CHECK_WIDE(data.cFileName, L"a.txt");
    CHECK_EQ(data.nFileSizeLow, 1);
    CHECK_FAILS(FindNextFileW(find, &data), FALSE, ERROR_NO_MORE_FILES);
    CHECK(FindClose(find));
    CHECK_FAILS(FindClose(INVALID_HANDLE_VALUE), FALSE, ERROR_INVALID_HANDLE);
    for (int i = 0; i < 6; i++)
        CHECK(DeleteFileW(names[i]));
}

TEST(attributes_and_times)
{
    scratch_put(L"a", "x");
    CHECK_EQ(GetFileAttributesW(L"a"), FILE_ATTRIBUTE_ARCHIVE);
    CHECK(SetFileAttributesW(L"a", FILE_ATTRIBUTE_NORMAL));
    CHECK_EQ(GetFileAttributesW(L"a"), FILE_ATTRIBUTE_NORMAL);
    DWORD wanted =
        FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE;
    CHECK(SetFileAttributesW(L"a", wanted));
    CHECK_EQ(GetFileAttributesW(L"a"), wanted);
    CHECK(SetFileAttributesW(L"a", FILE_ATTRIBUTE_ARCHIVE));
    CHECK_EQ(GetFileAttributesW(L"a"), FILE_ATTRIBUTE_ARCHIVE);
    FILETIME created = {0x12345678 & ~15u, 0x01C00000}, accessed = {0x55555550, 0x01D00001},
             written = {0x66666660, 0x01D00002}, time1, time2, time3;
    HANDLE file = scratch_open(L"a", FILE_WRITE_ATTRIBUTES | FILE_READ_ATTRIBUTES, SHARE_ALL, OPEN_EXISTING);
    CHECK(SetFileTime(file, &created, &accessed, &written));
    CHECK(GetFileTime(file, &time1, &time2, &time3));
    CHECK_EQ(CompareFileTime(&time1, &created), 0);
    CHECK_EQ(CompareFileTime(&time2, &accessed), 0);
    CHECK_EQ(CompareFileTime(&time3, &written), 0);
    CHECK(SetFileTime(file, NULL, NULL, &created));
    CHECK(GetFileTime(file, &time1, NULL, &time3));
    CHECK_EQ(CompareFileTime(&time1, &created), 0);
    CHECK_EQ(CompareFileTime(&time3, &created), 0);
    CloseHandle(file);
    CHECK_EQ(GetFileAttributesW(L"a"), FILE_ATTRIBUTE_ARCHIVE);
    WIN32_FILE_ATTRIBUTE_DATA data;
    CHECK(GetFileAttributesExW(L"A", GetFileExInfoStandard, &data));
    CHECK_EQ(CompareFileTime(&data.ftLastWriteTime, &created), 0);
    CHECK_EQ(data.nFileSizeLow, 1);
    CHECK_FAILS(GetFileAttributesW(L"none"), INVALID_FILE_ATTRIBUTES, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(GetFileAttributesW(L"none\\x"), INVALID_FILE_ATTRIBUTES, ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(GetFileAttributesW(L"a\\x"), INVALID_FILE_ATTRIBUTES, ERROR_PATH_NOT_FOUND);
    CHECK(DeleteFileW(L"a"));
}

TEST(moving)
{
    scratch_put(L"a", "one");
    scratch_put(L"b", "two");
    CHECK_FAILS(MoveFileW(L"none", L"c"), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(MoveFileW(L"a", L"B"), FALSE, ERROR_ALREADY_EXISTS);
    CHECK(MoveFileW(L"a", L"c"));
    CHECK(!scratch_exists(L"a"));
    CHECK(MoveFileExW(L"c", L"b", MOVEFILE_REPLACE_EXISTING));
    CHECK(scratch_holds(L"b", "one"));
    CHECK(MoveFileW(L"b", L"B")); /* only the case changes */
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(L"b", &data);
    CHECK_WIDE(data.cFileName, L"B");
    FindClose(find);
    CHECK(CreateDirectoryW(L"dir", NULL));
    CHECK_FAILS(MoveFileExW(L"B", L"dir", MOVEFILE_REPLACE_EXISTING), FALSE, ERROR_ACCESS_DENIED);
    CHECK(MoveFileW(L"B", L"dir\\b"));
    CHECK(MoveFileW(L"dir", L"dir2"));
    CHECK(scratch_holds(L"dir2\\b", "one"));
    CHECK_FAILS(MoveFileW(L"dir2\\b", L"none\\b"), FALSE, ERROR_PATH_NOT_FOUND);
    CHECK(DeleteFileW(L"dir2\\b"));
    CHECK(RemoveDirectoryW(L"dir2"));
}

TEST(copying)
{
    scratch_put(L"a", "text");
    CHECK(SetFileAttributesW(L"a", FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE));
    CHECK(CopyFileW(L"a", L"b", TRUE));
    CHECK(scratch_holds(L"b", "text"));
    CHECK_EQ(GetFileAttributesW(L"b"), FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE);
    CHECK_FAILS(CopyFileW(L"a", L"B", TRUE), FALSE, ERROR_FILE_EXISTS);
    CHECK_FAILS(CopyFileW(L"none", L"b", FALSE), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(CopyFileW(L"a", L"a", FALSE), FALSE, ERROR_SHARING_VIOLATION);
    CHECK(scratch_holds(L"a", "text"));
    CHECK(CopyFileW(L"a", L"b", FALSE));
    scratch_put(L"c", "new");
    CHECK(SetFileAttributesW(L"a", FILE_ATTRIBUTE_NORMAL));
    CHECK(ReplaceFileW(L"a", L"c", L"old", 0, NULL, NULL));
    CHECK(scratch_holds(L"a", "new"));
    CHECK(scratch_holds(L"old", "text"));
    CHECK(!scratch_exists(L"c"));
    CHECK(CreateHardLinkW(L"link", L"a", NULL));
    BY_HANDLE_FILE_INFORMATION info;
    HANDLE file = scratch_open(L"link", GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
    CHECK(GetFileInformationByHandle(file, &info));
    CHECK_EQ(info.nNumberOfLinks, 2);
    CHECK_EQ(info.nFileSizeLow, 3);
    CloseHandle(file);
    CHECK_FAILS(CreateHardLinkW(L"link", L"a", NULL), FALSE, ERROR_ALREADY_EXISTS);
    CHECK(DeleteFileW(L"link"));
    CHECK(DeleteFileW(L"a"));
    CHECK(DeleteFileW(L"b"));
    CHECK(DeleteFileW(L"old"));
}

static int ends_with(const WCHAR *text, const WCHAR *end)
{
    int length = 0, size = 0;
    while (text[length])
        length++;
    while (end[size])
        size++;
    return length >= size && guest_same_wide(text + length - size, end);
}

TEST(full_names)
{
    WCHAR path[MAX_PATH], *part;
    CHECK(GetFullPathNameW(L"x\\..\\y.txt", MAX_PATH, path, &part) < MAX_PATH);
    CHECK(ends_with(path, L"\\y.txt"));
    CHECK_WIDE(part, L"y.txt");
    CHECK_EQ(GetFullPathNameW(L"C:\\a\\..\\..\\b\\.\\c. ", MAX_PATH, path, NULL), 6);
    CHECK_WIDE(path, L"C:\\b\\c");
    CHECK_EQ(GetFullPathNameW(L"C:\\a", 4, path, NULL), 5);
    CHECK_EQ(GetFullPathNameW(L"nul", MAX_PATH, path, NULL), 7);
    CHECK_WIDE(path, L"\\\\.\\nul");
    CHECK(GetFullPathNameW(L"C:\\a\\", MAX_PATH, path, &part));
    CHECK_EQ(part, NULL);
    char narrow[MAX_PATH];
    CHECK_EQ(GetFullPathNameA("C:/x/./y", MAX_PATH, narrow, NULL), 6);
    CHECK_TEXT(narrow, "C:\\x\\y");
}

TEST(long_names)
{
    WCHAR path[1200];
    int length = 0;
    for (const WCHAR *from = L"\\\\?\\"; *from; from++)
        path[length++] = *from;
    for (const WCHAR *from = scratch; *from; from++)
        path[length++] = *from;
    int depths[4];
    for (int depth = 0; depth < 4; depth++) {
        depths[depth] = length;
        path[length++] = '\\';
        for (int i = 0; i < 200; i++)
            path[length++] = (WCHAR)('a' + depth);
        path[length] = 0;
        CHECK(CreateDirectoryW(path, NULL));
    }
    path[length] = '\\', path[length + 1] = 'f', path[length + 2] = 0;
    scratch_put(path, "deep");
    CHECK(scratch_holds(path, "deep"));
    CHECK(DeleteFileW(path));
    path[length] = 0;
    for (int depth = 3; depth >= 0; depth--) {
        CHECK(RemoveDirectoryW(path));
        path[depths[depth]] = 0;
    }
}

TEST(network_names)
{
    SetLastError(0xDEADBEEF);
    CHECK_EQ(GetFileAttributesW(L"\\\\no-such-server.invalid\\share\\x"), INVALID_FILE_ATTRIBUTES);
    CHECK(GetLastError() == ERROR_BAD_NETPATH || GetLastError() == ERROR_BAD_NET_NAME);
}

TEST(temporary_names)
{
    WCHAR name[MAX_PATH];
    CHECK_EQ(GetTempFileNameW(L".", L"prefix", 0x12AB, name), 0x12AB);
    CHECK_WIDE(name, L".\\pre12ab.tmp");
    CHECK(!scratch_exists(name));
    UINT unique = GetTempFileNameW(L".", L"x", 0, name);
    CHECK(unique != 0);
    CHECK(scratch_exists(name));
    CHECK(DeleteFileW(name));
    CHECK_FAILS(GetTempFileNameW(L"none", L"x", 0, name), 0, ERROR_DIRECTORY);
}

TEST(links_to_folders)
{
    const DWORD unprivileged = SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE;
    BY_HANDLE_FILE_INFORMATION data;
    CHECK(CreateDirectoryW(L"target", NULL));
    scratch_put(L"target\\in.txt", "x");
    if (CreateSymbolicLinkW(L"link", L"target", SYMBOLIC_LINK_FLAG_DIRECTORY | unprivileged)) {
        DWORD kind = FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT;
        CHECK_EQ(GetFileAttributesW(L"link") & kind, kind);
        HANDLE link = CreateFileW(L"link", FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING,
                                  FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, NULL);
        CHECK(link != INVALID_HANDLE_VALUE);
        CHECK(GetFileInformationByHandle(link, &data));
        CHECK_EQ(data.dwFileAttributes & kind, kind);
        CHECK(CloseHandle(link));
        CHECK_FAILS(RemoveDirectoryW(L"target"), FALSE, ERROR_DIR_NOT_EMPTY);
        CHECK(RemoveDirectoryW(L"link")); /* the link alone */
        CHECK_EQ(GetFileAttributesW(L"link"), INVALID_FILE_ATTRIBUTES);
        CHECK(scratch_exists(L"target\\in.txt"));
    }
    if (CreateSymbolicLinkW(L"link", L"target\\in.txt", unprivileged)) {
        CHECK_FAILS(RemoveDirectoryW(L"link"), FALSE, ERROR_DIRECTORY);
        CHECK(DeleteFileW(L"link"));
    }
    CHECK(DeleteFileW(L"target\\in.txt"));
    CHECK(RemoveDirectoryW(L"target"));
}

/* A link to the root of "the" drive stays one: its text has no drive. */
TEST(links_to_the_root)
{
    struct {
        ULONG tag;
        USHORT length, reserved, substitute, substitute_length, print, print_length;
        ULONG flags;
        WCHAR text[64];
    } link;
    DWORD got;
    if (!CreateSymbolicLinkW(L"link", L"\\",
                             SYMBOLIC_LINK_FLAG_DIRECTORY | SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE))
        return;
    HANDLE file = CreateFileW(L"link", FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING,
                              FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(DeviceIoControl(file, 0x900A8 /* FSCTL_GET_REPARSE_POINT */, NULL, 0, &link, sizeof(link), &got,
                          NULL));
    CHECK_EQ(link.tag, IO_REPARSE_TAG_SYMLINK);
    CHECK_EQ(link.flags, 1);
    CHECK_EQ(link.print_length, sizeof(WCHAR));
    CHECK_EQ(link.text[link.print / sizeof(WCHAR)], '\\');
    CHECK(CloseHandle(file));
    file =
        CreateFileW(L"link", FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(file != INVALID_HANDLE_VALUE); /* what it leads to */
    CHECK(CloseHandle(file));
    CHECK(RemoveDirectoryW(L"link"));
}

TEST(volumes)
{
    WCHAR root[8], label[64], system[64], current[MAX_PATH];
    DWORD serial, longest, flags, clusters[4];
    ULARGE_INTEGER available, total, free_bytes;
    CHECK(GetCurrentDirectoryW(MAX_PATH, current));
    CHECK(GetVolumePathNameW(current, root, 8));
    CHECK_EQ(root[1], ':');
    CHECK(GetVolumeInformationW(root, label, 64, &serial, &longest, &flags, system, 64));
    CHECK_EQ(longest, 255);
    CHECK(flags & 4); /* FILE_UNICODE_ON_DISK */
    CHECK_FAILS(GetVolumeInformationW(L"C:", label, 64, NULL, NULL, NULL, NULL, 0), FALSE,
                ERROR_INVALID_NAME);
    CHECK(GetDiskFreeSpaceExW(L".", &available, &total, &free_bytes));
    CHECK(available.QuadPart <= total.QuadPart);
    CHECK(GetDiskFreeSpaceW(NULL, &clusters[0], &clusters[1], &clusters[2], &clusters[3]));
    CHECK_EQ(GetDriveTypeW(L"Q:\\"), DRIVE_NO_ROOT_DIR);
    CHECK(GetDriveTypeW(root) >= DRIVE_REMOVABLE);
    CHECK(GetLogicalDrives() >> ((root[0] | 32) - 'a') & 1);
}

GUEST_MAIN(scratch_enter(); RUN(patterns); RUN(attributes_and_times); RUN(moving); RUN(copying);
           RUN(full_names); RUN(long_names); RUN(network_names); RUN(temporary_names); RUN(links_to_folders);
           RUN(links_to_the_root); RUN(volumes); scratch_leave();)
