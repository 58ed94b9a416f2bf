/* SPDX-License-Identifier: MIT
 *
 * What is asked and told of an open file by its handle.
 */
#include "file_scratch.h"
#include <winioctl.h>

TEST(long_seeks)
{
    LARGE_INTEGER at, zero = {.QuadPart = 0}, minus = {.QuadPart = -1}, far_away = {.QuadPart = 0x123456789};
    HANDLE file = scratch_open(L"file", GENERIC_READ | GENERIC_WRITE, 0, CREATE_ALWAYS);
    CHECK(SetFilePointerEx(file, far_away, &at, FILE_BEGIN));
    CHECK_EQ(at.QuadPart, 0x123456789);
    CHECK(SetFilePointerEx(file, minus, NULL, FILE_CURRENT));
    CHECK(SetFilePointerEx(file, zero, &at, FILE_CURRENT));
    CHECK_EQ(at.QuadPart, 0x123456788);
    CHECK_FAILS(SetFilePointerEx(file, minus, &at, FILE_BEGIN), FALSE, ERROR_NEGATIVE_SEEK);
    CHECK_FAILS(SetFilePointerEx(file, zero, &at, 3), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(SetFilePointerEx(file, zero, &at, FILE_END));
    CHECK_EQ(at.QuadPart, 0);
    CHECK(CloseHandle(file));
    CHECK_FAILS(SetFilePointerEx(file, zero, &at, FILE_BEGIN), FALSE, ERROR_INVALID_HANDLE);
    CHECK(DeleteFileW(L"file"));
}

TEST(information_by_class)
{
    FILE_BASIC_INFO basic;
    FILE_STANDARD_INFO standard;
    FILE_ATTRIBUTE_TAG_INFO tag;
    FILE_ID_INFO id;
    struct {
        FILE_NAME_INFO info;
        WCHAR more[MAX_PATH];
    } name;
    BY_HANDLE_FILE_INFORMATION information;
    scratch_put(L"file", "12345");
    HANDLE file = scratch_open(L"file", GENERIC_READ | GENERIC_WRITE | DELETE, SHARE_ALL, OPEN_EXISTING);
    CHECK(GetFileInformationByHandleEx(file, FileStandardInfo, &standard, sizeof(standard)));
    CHECK_EQ(standard.EndOfFile.QuadPart, 5);
    CHECK_EQ(standard.NumberOfLinks, 1);
    CHECK(!standard.DeletePending && !standard.Directory);
    CHECK_FAILS(GetFileInformationByHandleEx(file, FileStandardInfo, &standard, 8), FALSE, ERROR_BAD_LENGTH);
    CHECK(GetFileInformationByHandleEx(file, FileBasicInfo, &basic, sizeof(basic)));
    CHECK(basic.LastWriteTime.QuadPart != 0);
    CHECK(GetFileInformationByHandleEx(file, FileAttributeTagInfo, &tag, sizeof(tag)));
    CHECK_EQ(tag.FileAttributes, basic.FileAttributes);
    CHECK_EQ(tag.ReparseTag, 0);
    CHECK(GetFileInformationByHandleEx(file, FileNameInfo, &name, sizeof(name)));
    CHECK(name.info.FileNameLength > 10 && name.info.FileName[0] == '\\');
    CHECK_FAILS(GetFileInformationByHandleEx(file, FileNameInfo, &name, sizeof(FILE_NAME_INFO)), FALSE,
                ERROR_MORE_DATA);
    CHECK(GetFileInformationByHandle(file, &information));
    CHECK(GetFileInformationByHandleEx(file, FileIdInfo, &id, sizeof(id)));
    CHECK_EQ(*(DWORD *)id.FileId.Identifier, information.nFileIndexLow);
    CHECK_FAILS(GetFileInformationByHandleEx(file, FileEndOfFileInfo, &standard, sizeof(standard)), FALSE,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetFileInformationByHandleEx(file, 99, &standard, sizeof(standard)), FALSE,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetFileInformationByHandleEx((HANDLE)(INT_PTR)0x7770, FileBasicInfo, &basic, sizeof(basic)),
                FALSE, ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(file));
    CHECK(DeleteFileW(L"file"));
}

TEST(devices_have_no_file_information)
{
    BY_HANDLE_FILE_INFORMATION information;
    HANDLE null = CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(null != INVALID_HANDLE_VALUE);
    CHECK_FAILS(GetFileInformationByHandle(null, &information), FALSE, ERROR_INVALID_FUNCTION);
    CHECK(CloseHandle(null));
    CHECK_FAILS(GetFileInformationByHandle(null, &information), FALSE, ERROR_INVALID_HANDLE);
}

TEST(information_is_set_by_class)
{
    FILE_BASIC_INFO basic = {.FileAttributes = FILE_ATTRIBUTE_NORMAL};
    FILE_END_OF_FILE_INFO end = {.EndOfFile.QuadPart = 3};
    FILE_DISPOSITION_INFO disposition = {TRUE};
    FILE_STANDARD_INFO standard;
    struct {
        FILE_RENAME_INFO info;
        WCHAR more[MAX_PATH];
    } rename;
    scratch_put(L"file", "12345");
    scratch_put(L"other", "x");
    HANDLE file = scratch_open(L"file", GENERIC_READ | GENERIC_WRITE | DELETE, SHARE_ALL, OPEN_EXISTING);
    basic.LastWriteTime.QuadPart = 0x01D0000000000000;
    CHECK(SetFileInformationByHandle(file, FileBasicInfo, &basic, sizeof(basic)));
    memset(&basic, 0, sizeof(basic));
    CHECK(GetFileInformationByHandleEx(file, FileBasicInfo, &basic, sizeof(basic)));
    CHECK_EQ(basic.LastWriteTime.QuadPart, 0x01D0000000000000);
    CHECK(SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof(end)));
    CHECK_EQ(GetFileSize(file, NULL), 3);
    CHECK_FAILS(SetFileInformationByHandle(file, FileEndOfFileInfo, &end, 4), FALSE, ERROR_BAD_LENGTH);
    CHECK_FAILS(SetFileInformationByHandle(file, FileStandardInfo, &standard, sizeof(standard)), FALSE,
                ERROR_INVALID_PARAMETER);
    WCHAR full[MAX_PATH];
    memset(&rename, 0, sizeof(rename));
    DWORD length = GetFullPathNameW(L"other", MAX_PATH, full, NULL);
    memcpy(rename.info.FileName, full, length * 2);
    rename.info.FileNameLength = length * 2;
    CHECK_FAILS(SetFileInformationByHandle(file, FileRenameInfo, &rename, sizeof(rename)), FALSE,
                ERROR_ALREADY_EXISTS);
    rename.info.ReplaceIfExists = TRUE;
    CHECK(SetFileInformationByHandle(file, FileRenameInfo, &rename, sizeof(rename)));
    CHECK(scratch_holds(L"other", "123") && !scratch_exists(L"file"));
    CHECK(SetFileInformationByHandle(file, FileDispositionInfo, &disposition, sizeof(disposition)));
    CHECK(GetFileInformationByHandleEx(file, FileStandardInfo, &standard, sizeof(standard)));
    CHECK(standard.DeletePending);
    /* As often as one likes: nothing may be left of it at the process's end. */
    for (int i = 0; i < 4; i++) {
        disposition.DeleteFile = i & 1;
        CHECK(SetFileInformationByHandle(file, FileDispositionInfo, &disposition, sizeof(disposition)));
    }
    disposition.DeleteFile = FALSE;
    CHECK(SetFileInformationByHandle(file, FileDispositionInfo, &disposition, sizeof(disposition)));
    CHECK(CloseHandle(file));
    CHECK(scratch_exists(L"other"));
    file = scratch_open(L"other", GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
    disposition.DeleteFile = TRUE;
    CHECK_FAILS(SetFileInformationByHandle(file, FileDispositionInfo, &disposition, sizeof(disposition)),
                FALSE, ERROR_ACCESS_DENIED);
    CHECK_FAILS(SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof(end)), FALSE,
                ERROR_ACCESS_DENIED);
    CHECK(CloseHandle(file));
    CHECK(DeleteFileW(L"other"));
}

TEST(folders_are_listed_by_handle)
{
    union {
        FILE_ID_BOTH_DIR_INFO info;
        char space[4096];
    } list;
    int seen = 0;
    CHECK(CreateDirectoryW(L"folder", NULL));
    scratch_put(L"folder\\one", "1");
    HANDLE folder = CreateFileW(L"folder", GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING,
                                FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(folder != INVALID_HANDLE_VALUE);
    CHECK(GetFileInformationByHandleEx(folder, FileIdBothDirectoryRestartInfo, &list, sizeof(list)));
    for (FILE_ID_BOTH_DIR_INFO *at = &list.info;; at = (void *)((char *)at + at->NextEntryOffset)) {
        if (at->FileNameLength == 6 && at->FileName[0] == 'o') {
            CHECK_EQ(at->EndOfFile.QuadPart, 1);
            seen += 100;
        } else {
            seen++;
        }
        if (!at->NextEntryOffset)
            break;
    }
    CHECK_EQ(seen, 102);
    CHECK_FAILS(GetFileInformationByHandleEx(folder, FileIdBothDirectoryInfo, &list, sizeof(list)), FALSE,
                ERROR_NO_MORE_FILES);
    CHECK(CloseHandle(folder));
    CHECK(DeleteFileW(L"folder\\one") && RemoveDirectoryW(L"folder"));
}

TEST(final_names)
{
    WCHAR name[MAX_PATH], part[MAX_PATH];
    char text[MAX_PATH];
    scratch_put(L"File", "");
    HANDLE file = scratch_open(L"FILE", GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
    DWORD length = GetFinalPathNameByHandleW(file, name, MAX_PATH, FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
    CHECK_EQ(length, lstrlenW(name));
    CHECK(name[0] == '\\' && name[1] == '\\' && name[2] == '?' && name[3] == '\\' && name[5] == ':');
    CHECK_WIDE(name + length - 5, L"\\File");
    CHECK_EQ(GetFinalPathNameByHandleW(file, part, 4, VOLUME_NAME_DOS), length + 1);
    CHECK_EQ(GetFinalPathNameByHandleA(file, text, MAX_PATH, VOLUME_NAME_DOS), length);
    CHECK_EQ(GetFinalPathNameByHandleW(file, part, MAX_PATH, VOLUME_NAME_NONE), length - 6);
    CHECK_WIDE(part, name + 6);
    CHECK_FAILS(GetFinalPathNameByHandleW(file, part, MAX_PATH, 3), 0, ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(file));
    CHECK_FAILS(GetFinalPathNameByHandleW(file, part, MAX_PATH, 0), 0, ERROR_INVALID_HANDLE);
    CHECK(DeleteFileW(L"File"));
}

TEST(opening_again)
{
    char buffer[8];
    DWORD count;
    scratch_put(L"file", "abc");
    HANDLE file = scratch_open(L"file", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, OPEN_EXISTING);
    HANDLE again = ReOpenFile(file, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, 0);
    CHECK(again != INVALID_HANDLE_VALUE && again != file);
    CHECK(WriteFile(again, "xy", 2, &count, NULL));
    CHECK(ReadFile(file, buffer, 8, &count, NULL));
    CHECK(count == 3 && buffer[0] == 'x' && buffer[2] == 'c');
    CHECK_FAILS(ReOpenFile(file, GENERIC_READ, 0, 0), INVALID_HANDLE_VALUE, ERROR_SHARING_VIOLATION);
    CHECK(CloseHandle(again) && CloseHandle(file));
    CREATEFILE2_EXTENDED_PARAMETERS parameters = {.dwSize = sizeof(parameters),
                                                  .dwFileAttributes = FILE_ATTRIBUTE_NORMAL,
                                                  .dwFileFlags = FILE_FLAG_DELETE_ON_CLOSE};
    file = CreateFile2(L"file", GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(CloseHandle(file));
    CHECK_FAILS(CreateFile2(L"none", GENERIC_READ, 0, OPEN_EXISTING, &parameters), INVALID_HANDLE_VALUE,
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(CreateFile2(L"file", GENERIC_READ, 0, CREATE_NEW, NULL), INVALID_HANDLE_VALUE,
                ERROR_FILE_EXISTS);
    file = CreateFile2(L"file", GENERIC_READ | DELETE, 0, OPEN_ALWAYS, &parameters);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK(CloseHandle(file));
    CHECK(!scratch_exists(L"file"));
}

static DWORD done_error, done_count;
static OVERLAPPED *done_with;

static void CALLBACK done(DWORD error, DWORD count, OVERLAPPED *overlapped)
{
    done_error = error, done_count = count, done_with = overlapped;
}

TEST(overlapped_work)
{
    OVERLAPPED overlapped = {0};
    DWORD count = 0;
    HANDLE file = CreateFileW(L"file", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_OVERLAPPED, NULL);
    CHECK(WriteFileEx(file, "abcd", 4, &overlapped, done));
    CHECK(done_with == NULL);
    CHECK_EQ(SleepEx(1000, TRUE), WAIT_IO_COMPLETION);
    CHECK_EQ(done_error, 0);
    CHECK_EQ(done_count, 4);
    CHECK_EQ(done_with, &overlapped);
    CHECK_FAILS(CancelIoEx(file, NULL), FALSE, ERROR_NOT_FOUND);
    CHECK_FAILS(CancelIoEx(file, &overlapped), FALSE, ERROR_NOT_FOUND);
    CHECK(CancelIo(file));
    CHECK_FAILS(CancelIo((HANDLE)(INT_PTR)0x7770), FALSE, ERROR_INVALID_HANDLE);
    overlapped = (OVERLAPPED){.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    BOOL at_once = WriteFile(file, "xyz", 3, NULL, &overlapped);
    CHECK(at_once || GetLastError() == ERROR_IO_PENDING);
    CHECK(GetOverlappedResultEx(file, &overlapped, &count, 1000, FALSE));
    CHECK_EQ(count, 3);
    CHECK(SetFileCompletionNotificationModes(file, FILE_SKIP_SET_EVENT_ON_HANDLE));
    CHECK(CloseHandle(overlapped.hEvent) && CloseHandle(file));
    CHECK(DeleteFileW(L"file"));
}

TEST(pipe_states)
{
    HANDLE in, out;
    DWORD state, mode, flags, sizes[2], instances;
    CHECK(CreatePipe(&in, &out, NULL, 4096));
    CHECK(GetNamedPipeHandleStateW(in, &state, &instances, NULL, NULL, NULL, 0));
    CHECK_EQ(state, PIPE_WAIT | PIPE_READMODE_BYTE);
    CHECK_EQ(instances, 1);
    CHECK(GetNamedPipeHandleStateA(in, &state, NULL, NULL, NULL, NULL, 0));
    mode = PIPE_WAIT;
    CHECK(SetNamedPipeHandleState(in, &mode, NULL, NULL));
    mode = PIPE_READMODE_MESSAGE; /* the pipe is made of bytes */
    CHECK_FAILS(SetNamedPipeHandleState(in, &mode, NULL, NULL), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(GetNamedPipeInfo(in, &flags, &sizes[0], &sizes[1], &instances));
    CHECK_EQ(flags, PIPE_SERVER_END | PIPE_TYPE_BYTE);
    CHECK_EQ(instances, 1);
    CHECK(GetNamedPipeInfo(out, &flags, NULL, NULL, NULL));
    CHECK_EQ(flags, PIPE_CLIENT_END | PIPE_TYPE_BYTE);
    CHECK(CloseHandle(in) && CloseHandle(out));
    HANDLE file = scratch_open(L"file", GENERIC_READ | GENERIC_WRITE, 0, CREATE_ALWAYS);
    CHECK_EQ(GetNamedPipeInfo(file, &flags, NULL, NULL, NULL), FALSE);
    CHECK(CloseHandle(file));
    CHECK(DeleteFileW(L"file"));
}

TEST(device_controls)
{
    DWORD count;
    char buffer[64];
    HANDLE file = scratch_open(L"file", GENERIC_READ | GENERIC_WRITE, 0, CREATE_ALWAYS);
    CHECK(DeviceIoControl(file, FSCTL_SET_SPARSE, NULL, 0, NULL, 0, &count, NULL));
    CHECK_FAILS(DeviceIoControl(file, CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 0xFFF, 0, 0), NULL, 0, buffer, 64,
                                &count, NULL),
                FALSE, ERROR_INVALID_FUNCTION);
    CHECK_FAILS(DeviceIoControl(file, FSCTL_GET_REPARSE_POINT, NULL, 0, buffer, 64, &count, NULL), FALSE,
                ERROR_NOT_A_REPARSE_POINT);
    CHECK(CloseHandle(file));
    CHECK_FAILS(DeviceIoControl(file, FSCTL_SET_SPARSE, NULL, 0, NULL, 0, &count, NULL), FALSE,
                ERROR_INVALID_HANDLE);
    CHECK(DeleteFileW(L"file"));
}

TEST(valid_data)
{
    HANDLE file = scratch_open(L"file", GENERIC_READ | GENERIC_WRITE, 0, CREATE_ALWAYS);
    if (!SetFileValidData(file, 0))
        CHECK(GetLastError() == ERROR_PRIVILEGE_NOT_HELD || GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(file));
    CHECK(DeleteFileW(L"file"));
}

GUEST_MAIN(scratch_enter(); RUN(long_seeks); RUN(information_by_class); RUN(devices_have_no_file_information);
           RUN(information_is_set_by_class); RUN(folders_are_listed_by_handle); RUN(final_names);
           RUN(opening_again); RUN(overlapped_work); RUN(pipe_states); RUN(device_controls); RUN(valid_data);
           scratch_leave();)
