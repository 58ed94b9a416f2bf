/* SPDX-License-Identifier: MIT
 *
 * Reading, writing, seeking, truncating, appending, overlapped offsets, range locks, pipes, a full device.
 */
#include "file_scratch.h"

TEST(seeking)
{
    DWORD count;
    LONG high = 0;
    char text[16] = {0};
    HANDLE file = scratch_open(L"a", GENERIC_READ | GENERIC_WRITE, 0, CREATE_ALWAYS);
    CHECK(WriteFile(file, "0123456789", 10, &count, NULL));
    CHECK_EQ(SetFilePointer(file, 0, NULL, FILE_CURRENT), 10);
    CHECK_EQ(SetFilePointer(file, -3, NULL, FILE_END), 7);
    CHECK(ReadFile(file, text, 16, &count, NULL));
    CHECK_EQ(count, 3);
    CHECK_TEXT(text, "789");
    CHECK(ReadFile(file, text, 16, &count, NULL)); /* the end: success, nothing */
    CHECK_EQ(count, 0);
    CHECK_FAILS(SetFilePointer(file, -1, NULL, FILE_BEGIN), INVALID_SET_FILE_POINTER, ERROR_NEGATIVE_SEEK);
    CHECK_FAILS(SetFilePointer(file, 0, NULL, 3), INVALID_SET_FILE_POINTER, ERROR_INVALID_PARAMETER);
    high = 1;
    CHECK_EQ(SetFilePointer(file, 5, &high, FILE_BEGIN), 5);
    CHECK_EQ(high, 1);
    CHECK(ReadFile(file, text, 16, &count, NULL));
    CHECK_EQ(count, 0);
    CHECK_EQ(SetFilePointer(file, 4, NULL, FILE_BEGIN), 4);
    CHECK(SetEndOfFile(file));
    CHECK_EQ(GetFileSize(file, NULL), 4);
    CHECK_EQ(SetFilePointer(file, 8, NULL, FILE_BEGIN), 8);
    CHECK(SetEndOfFile(file));
    LARGE_INTEGER size;
    CHECK(GetFileSizeEx(file, &size));
    CHECK_EQ(size.QuadPart, 8);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, text, 16, &count, NULL));
    CHECK_EQ(count, 8);
    CHECK_EQ(text[7], 0);
    CloseHandle(file);
    CHECK(DeleteFileW(L"a"));
}

TEST(appending)
{
    DWORD count;
    scratch_put(L"a", "one");
    HANDLE file = scratch_open(L"a", FILE_APPEND_DATA, SHARE_ALL, OPEN_EXISTING);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    CHECK(WriteFile(file, "two", 3, &count, NULL));
    CloseHandle(file);
    CHECK(scratch_holds(L"a", "onetwo"));
    file = scratch_open(L"a", GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING);
    OVERLAPPED end = {0};
    end.Offset = end.OffsetHigh = 0xFFFFFFFF;
    CHECK(WriteFile(file, "!", 1, &count, &end));
    CloseHandle(file);
    CHECK(scratch_holds(L"a", "onetwo!"));
    CHECK(DeleteFileW(L"a"));
}

TEST(overlapped_offsets)
{
    DWORD count = 0;
    char text[8] = {0};
    scratch_put(L"a", "0123456789");
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE file =
        CreateFileW(L"a", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    OVERLAPPED at = {0};
    at.Offset = 4;
    at.hEvent = event;
    BOOL done = ReadFile(file, text, 3, NULL, &at);
    CHECK(done || GetLastError() == ERROR_IO_PENDING);
    CHECK(GetOverlappedResult(file, &at, &count, TRUE));
    CHECK_EQ(count, 3);
    CHECK_TEXT(text, "456");
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    at.Offset = 10;
    done = ReadFile(file, text, 3, NULL, &at);
    if (!done && GetLastError() == ERROR_IO_PENDING)
        done = GetOverlappedResult(file, &at, &count, TRUE);
    CHECK_EQ(done, FALSE);
    CHECK_ERROR(ERROR_HANDLE_EOF);
    CHECK_FAILS(ReadFile(file, text, 1, &count, NULL), FALSE, ERROR_INVALID_PARAMETER);
    CloseHandle(file);
    file =
        scratch_open(L"a", GENERIC_READ, 0, OPEN_EXISTING); /* the pointer of a synchronous handle follows */
    at = (OVERLAPPED){0};
    at.Offset = 2;
    CHECK(ReadFile(file, text, 3, &count, &at));
    CHECK_EQ(SetFilePointer(file, 0, NULL, FILE_CURRENT), 5);
    CloseHandle(file);
    CloseHandle(event);
    CHECK(DeleteFileW(L"a"));
}

static LONG completions;

static VOID CALLBACK completed(DWORD error, DWORD bytes, LPOVERLAPPED overlapped)
{
    completions += error == 0 && bytes == 4 && overlapped->Offset == 0;
}

TEST(completion_routines)
{
    char text[8] = {0};
    OVERLAPPED at = {0};
    scratch_put(L"a", "text");
    HANDLE file = CreateFileW(L"a", GENERIC_READ, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    CHECK(ReadFileEx(file, text, 4, &at, completed));
    CHECK_EQ(completions, 0);
    CHECK_EQ(SleepEx(1000, TRUE), WAIT_IO_COMPLETION);
    CHECK_EQ(completions, 1);
    CHECK_TEXT(text, "text");
    CloseHandle(file);
    CHECK(DeleteFileW(L"a"));
}

TEST(range_locks)
{
    DWORD count;
    char byte;
    scratch_put(L"a", "0123456789");
    HANDLE one = scratch_open(L"a", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING);
    HANDLE two = scratch_open(L"a", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING);
    CHECK(LockFile(one, 2, 0, 3, 0));
    CHECK_FAILS(LockFile(two, 4, 0, 1, 0), FALSE, ERROR_LOCK_VIOLATION);
    CHECK_FAILS(LockFile(one, 4, 0, 1, 0), FALSE, ERROR_LOCK_VIOLATION);
    CHECK(LockFile(two, 5, 0, 1, 0));
    CHECK_EQ(SetFilePointer(two, 2, NULL, FILE_BEGIN), 2);
    CHECK_FAILS(ReadFile(two, &byte, 1, &count, NULL), FALSE, ERROR_LOCK_VIOLATION);
    CHECK_FAILS(WriteFile(two, "x", 1, &count, NULL), FALSE, ERROR_LOCK_VIOLATION);
    CHECK_EQ(SetFilePointer(one, 2, NULL, FILE_BEGIN), 2);
    CHECK(ReadFile(one, &byte, 1, &count, NULL));
    CHECK_EQ(byte, '2');
    CHECK_FAILS(UnlockFile(one, 2, 0, 2, 0), FALSE, ERROR_NOT_LOCKED);
    CHECK(UnlockFile(one, 2, 0, 3, 0));
    CHECK_FAILS(UnlockFile(one, 2, 0, 3, 0), FALSE, ERROR_NOT_LOCKED);
    CHECK(ReadFile(two, &byte, 1, &count, NULL));
    OVERLAPPED whole = {0};
    CHECK(UnlockFile(two, 5, 0, 1, 0));
    CHECK(LockFileEx(one, LOCKFILE_FAIL_IMMEDIATELY, 0, 0xFFFFFFFF, 0xFFFFFFFF, &whole));
    CHECK(LockFileEx(two, LOCKFILE_FAIL_IMMEDIATELY, 0, 0xFFFFFFFF, 0xFFFFFFFF, &whole));
    CHECK_FAILS(LockFileEx(two, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &whole), FALSE,
                ERROR_LOCK_VIOLATION);
    CloseHandle(one); /* gives its locks back */
    CHECK(UnlockFileEx(two, 0, 0xFFFFFFFF, 0xFFFFFFFF, &whole));
    CHECK(LockFileEx(two, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &whole));
    CloseHandle(two);
    CHECK(DeleteFileW(L"a"));
}

TEST(anonymous_pipes)
{
    HANDLE reader, writer;
    DWORD count, available, left;
    char text[8] = {0};
    CHECK(CreatePipe(&reader, &writer, NULL, 0));
    CHECK_EQ(GetFileType(reader), FILE_TYPE_PIPE);
    CHECK(WriteFile(writer, "hello", 5, &count, NULL));
    CHECK(PeekNamedPipe(reader, text, 3, &count, &available, &left));
    CHECK_EQ(count, 3);
    CHECK_EQ(available, 5);
    CHECK_TEXT(text, "hel");
    CHECK(ReadFile(reader, text, 8, &count, NULL));
    CHECK_EQ(count, 5);
    CHECK_TEXT(text, "hello");
    CHECK_FAILS(WriteFile(reader, "x", 1, &count, NULL), FALSE, ERROR_ACCESS_DENIED);
    CHECK(CloseHandle(writer));
    CHECK_FAILS(ReadFile(reader, text, 8, &count, NULL), FALSE, ERROR_BROKEN_PIPE);
    CHECK_EQ(count, 0);
    CHECK_FAILS(PeekNamedPipe(reader, NULL, 0, NULL, &available, NULL), FALSE, ERROR_BROKEN_PIPE);
    CHECK(CloseHandle(reader));
    CHECK(CreatePipe(&reader, &writer, NULL, 0));
    CHECK(CloseHandle(reader));
    CHECK_FAILS(WriteFile(writer, "x", 1, &count, NULL), FALSE, ERROR_NO_DATA);
    CHECK(CloseHandle(writer));
}

TEST(console_functions_refuse_files)
{
    DWORD mode, count;
    CONSOLE_SCREEN_BUFFER_INFO info;
    HANDLE file = scratch_open(L"a", GENERIC_READ | GENERIC_WRITE, 0, CREATE_ALWAYS);
    CHECK_FAILS(GetConsoleMode(file, &mode), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetConsoleMode(file, 0), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(WriteConsoleW(file, L"x", 1, &count, NULL), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetConsoleScreenBufferInfo(file, &info), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetNumberOfConsoleInputEvents(file, &count), FALSE, ERROR_INVALID_HANDLE);
    CloseHandle(file);
    CHECK(DeleteFileW(L"a"));
}

GUEST_MAIN(scratch_enter(); RUN(seeking); RUN(appending); RUN(overlapped_offsets); RUN(completion_routines);
           RUN(range_locks); RUN(anonymous_pipes); RUN(console_functions_refuse_files); scratch_leave();)
