/* SPDX-License-Identifier: MIT
 *
 * CreateFile: dispositions, share modes, access, deletion on close, names that cannot be opened.
 */
#include "file_scratch.h"

TEST(dispositions)
{
    HANDLE file;
    CHECK_FAILS(scratch_open(L"a", GENERIC_WRITE, 0, OPEN_EXISTING), INVALID_HANDLE_VALUE,
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(scratch_open(L"a", GENERIC_WRITE, 0, TRUNCATE_EXISTING), INVALID_HANDLE_VALUE,
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(scratch_open(L"a", GENERIC_WRITE, 0, 0), INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(scratch_open(L"a", GENERIC_WRITE, 0, 6), INVALID_HANDLE_VALUE, ERROR_INVALID_PARAMETER);
    file = scratch_open(L"a", GENERIC_WRITE, 0, CREATE_NEW);
    CHECK(file != INVALID_HANDLE_VALUE);
    CloseHandle(file);
    CHECK_FAILS(scratch_open(L"a", GENERIC_WRITE, 0, CREATE_NEW), INVALID_HANDLE_VALUE, ERROR_FILE_EXISTS);
    CHECK_FAILS(scratch_open(L"A", GENERIC_WRITE, 0, CREATE_NEW), INVALID_HANDLE_VALUE, ERROR_FILE_EXISTS);
    scratch_put(L"a", "text");
    SetLastError(0xDEADBEEF);
    file = scratch_open(L"a", GENERIC_READ, 0, OPEN_ALWAYS);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK_EQ(GetFileSize(file, NULL), 4);
    CloseHandle(file);
    file = scratch_open(L"a", GENERIC_WRITE, 0, CREATE_ALWAYS);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK_EQ(GetFileSize(file, NULL), 0);
    CloseHandle(file);
    SetLastError(0xDEADBEEF);
    file = scratch_open(L"b", GENERIC_WRITE, 0, OPEN_ALWAYS);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_ERROR(0);
    CloseHandle(file);
    scratch_put(L"b", "text");
    file = scratch_open(L"b", GENERIC_WRITE, 0, TRUNCATE_EXISTING);
    CHECK_EQ(GetFileSize(file, NULL), 0);
    CloseHandle(file);
    CHECK(DeleteFileW(L"a"));
    CHECK(DeleteFileW(L"b"));
    CHECK_FAILS(DeleteFileW(L"b"), FALSE, ERROR_FILE_NOT_FOUND);
}

TEST(names_that_cannot_be_opened)
{
    CHECK_FAILS(scratch_open(L"", GENERIC_READ, 0, OPEN_EXISTING), INVALID_HANDLE_VALUE,
                ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(scratch_open(L"no\\file", GENERIC_READ, 0, OPEN_EXISTING), INVALID_HANDLE_VALUE,
                ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(scratch_open(L"no\\file", GENERIC_WRITE, 0, CREATE_NEW), INVALID_HANDLE_VALUE,
                ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(scratch_open(L"a*b", GENERIC_READ, 0, OPEN_EXISTING), INVALID_HANDLE_VALUE,
                ERROR_INVALID_NAME);
    CHECK_FAILS(scratch_open(L"a?b", GENERIC_WRITE, 0, CREATE_NEW), INVALID_HANDLE_VALUE, ERROR_INVALID_NAME);
    CHECK_FAILS(scratch_open(L"a|b", GENERIC_WRITE, 0, CREATE_NEW), INVALID_HANDLE_VALUE, ERROR_INVALID_NAME);
    CHECK_FAILS(scratch_open(L".", GENERIC_READ, 0, OPEN_EXISTING), INVALID_HANDLE_VALUE,
                ERROR_ACCESS_DENIED);
    HANDLE folder =
        CreateFileW(L".", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(folder != INVALID_HANDLE_VALUE);
    char byte;
    DWORD read;
    CHECK_FAILS(ReadFile(folder, &byte, 1, &read, NULL), FALSE, ERROR_INVALID_FUNCTION);
    CloseHandle(folder);
}

TEST(null_device)
{
    DWORD count = 9;
    char byte;
    HANDLE null = scratch_open(L"NUL", GENERIC_READ | GENERIC_WRITE, 0, OPEN_EXISTING);
    CHECK(null != INVALID_HANDLE_VALUE);
    CHECK_EQ(GetFileType(null), FILE_TYPE_CHAR);
    CHECK(WriteFile(null, "x", 1, &count, NULL));
    CHECK_EQ(count, 1);
    CHECK(ReadFile(null, &byte, 1, &count, NULL));
    CHECK_EQ(count, 0);
    CloseHandle(null);
}

TEST(access_rights_are_kept)
{
    DWORD count;
    char byte = 'x';
    scratch_put(L"a", "text");
    HANDLE file = scratch_open(L"a", GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
    CHECK_FAILS(WriteFile(file, "x", 1, &count, NULL), FALSE, ERROR_ACCESS_DENIED);
    CHECK_FAILS(SetEndOfFile(file), FALSE, ERROR_ACCESS_DENIED);
    CHECK_FAILS(FlushFileBuffers(file), FALSE, ERROR_ACCESS_DENIED);
    CloseHandle(file);
    file = scratch_open(L"a", GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING);
    CHECK_FAILS(ReadFile(file, &byte, 1, &count, NULL), FALSE, ERROR_ACCESS_DENIED);
    CHECK(FlushFileBuffers(file));
    CloseHandle(file);
    CHECK_FAILS(ReadFile(file, &byte, 1, &count, NULL), FALSE, ERROR_INVALID_HANDLE);
    CHECK(SetFileAttributesW(L"a", FILE_ATTRIBUTE_READONLY));
    CHECK_FAILS(scratch_open(L"a", GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING), INVALID_HANDLE_VALUE,
                ERROR_ACCESS_DENIED);
    CHECK_FAILS(scratch_open(L"a", GENERIC_WRITE, SHARE_ALL, CREATE_ALWAYS), INVALID_HANDLE_VALUE,
                ERROR_ACCESS_DENIED);
    CHECK_FAILS(DeleteFileW(L"a"), FALSE, ERROR_ACCESS_DENIED);
    CHECK(scratch_holds(L"a", "text"));
    CHECK(SetFileAttributesW(L"a", FILE_ATTRIBUTE_NORMAL));
    CHECK(DeleteFileW(L"a"));
}

static const DWORD accesses[] = {GENERIC_READ, GENERIC_WRITE, DELETE};
static const DWORD denials[] = {FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_SHARE_DELETE};

TEST(share_modes)
{
    scratch_put(L"a", "text");
    for (int access1 = 0; access1 < 3; access1++)
        for (DWORD share1 = 0; share1 < 8; share1++)
            for (int access2 = 0; access2 < 3; access2++)
                for (DWORD share2 = 0; share2 < 8; share2++) {
                    HANDLE first = scratch_open(L"a", accesses[access1], share1, OPEN_EXISTING);
                    CHECK(first != INVALID_HANDLE_VALUE);
                    HANDLE second = scratch_open(L"a", accesses[access2], share2, OPEN_EXISTING);
                    int allowed = (share1 & denials[access2]) && (share2 & denials[access1]);
                    CHECK_EQ(second != INVALID_HANDLE_VALUE, allowed);
                    if (!allowed)
                        CHECK_ERROR(ERROR_SHARING_VIOLATION);
                    else
                        CloseHandle(second);
                    CloseHandle(first);
                }
    HANDLE exclusive = scratch_open(L"a", GENERIC_READ, 0, OPEN_EXISTING);
    CHECK_FAILS(DeleteFileW(L"a"), FALSE, ERROR_SHARING_VIOLATION);
    CHECK_FAILS(MoveFileW(L"a", L"b"), FALSE, ERROR_SHARING_VIOLATION);
    HANDLE looker = scratch_open(L"a", FILE_READ_ATTRIBUTES, 0, OPEN_EXISTING); /* takes no part */
    CHECK(looker != INVALID_HANDLE_VALUE);
    CloseHandle(looker);
    CloseHandle(exclusive);
    CHECK(DeleteFileW(L"a"));
}

TEST(a_duplicate_is_the_same_opener)
{
    HANDLE copy, file = scratch_open(L"a", GENERIC_READ | GENERIC_WRITE, 0, CREATE_NEW);
    CHECK(DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(), &copy, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    CHECK(CloseHandle(file));
    CHECK_FAILS(scratch_open(L"a", GENERIC_READ, SHARE_ALL, OPEN_EXISTING), INVALID_HANDLE_VALUE,
                ERROR_SHARING_VIOLATION);
    CHECK(CloseHandle(copy));
    CHECK(DeleteFileW(L"a"));
}

TEST(deletion_on_close)
{
    HANDLE file =
        CreateFileW(L"a", GENERIC_WRITE, SHARE_ALL, NULL, CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(scratch_exists(L"a"));
    CHECK_FAILS(scratch_open(L"a", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, OPEN_EXISTING),
                INVALID_HANDLE_VALUE, ERROR_SHARING_VIOLATION);
    CloseHandle(file);
    CHECK(!scratch_exists(L"a"));
}

TEST(deleting_an_open_file)
{
    DWORD read;
    char text[8] = {0};
    scratch_put(L"a", "text");
    HANDLE file = scratch_open(L"a", GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
    CHECK(DeleteFileW(L"a"));
    CHECK(ReadFile(file, text, 4, &read, NULL));
    CHECK_TEXT(text, "text");
    CloseHandle(file);
    CHECK(!scratch_exists(L"a"));
}

TEST(folders)
{
    CHECK(CreateDirectoryW(L"Folder", NULL));
    CHECK_FAILS(CreateDirectoryW(L"folder", NULL), FALSE, ERROR_ALREADY_EXISTS);
    CHECK_FAILS(CreateDirectoryW(L"none\\x", NULL), FALSE, ERROR_PATH_NOT_FOUND);
    scratch_put(L"folder\\FILE.txt", "x");
    CHECK(scratch_holds(L"FOLDER\\file.TXT", "x"));
    CHECK_FAILS(RemoveDirectoryW(L"Folder"), FALSE, ERROR_DIR_NOT_EMPTY);
    CHECK_FAILS(RemoveDirectoryW(L"Folder\\file.txt"), FALSE, ERROR_DIRECTORY);
    CHECK_FAILS(DeleteFileW(L"Folder"), FALSE, ERROR_ACCESS_DENIED);
    CHECK_FAILS(RemoveDirectoryW(L"none"), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK(DeleteFileW(L"Folder\\file.txt"));
    CHECK(RemoveDirectoryW(L"FOLDER\\"));
}

GUEST_MAIN(scratch_enter(); RUN(dispositions); RUN(names_that_cannot_be_opened); RUN(null_device);
           RUN(access_rights_are_kept); RUN(share_modes); RUN(a_duplicate_is_the_same_opener);
           RUN(deletion_on_close); RUN(deleting_an_open_file); RUN(folders); scratch_leave();)
