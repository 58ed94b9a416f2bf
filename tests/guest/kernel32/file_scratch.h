/* SPDX-License-Identifier: MIT
 *
 * A folder of its own for each test of files: made, entered, and at the end left and removed.
 */
#ifndef DECANT_TESTS_FILE_SCRATCH_H
#define DECANT_TESTS_FILE_SCRATCH_H

#include "guest.h"

static WCHAR scratch[MAX_PATH];

GUEST_UNUSED static void scratch_enter(void)
{
    WCHAR folder[MAX_PATH];
    CHECK(GetTempPathW(MAX_PATH, folder) != 0);
    CHECK(GetTempFileNameW(folder, L"dct", 0, scratch) != 0);
    CHECK(DeleteFileW(scratch));
    CHECK(CreateDirectoryW(scratch, NULL));
    CHECK(SetCurrentDirectoryW(scratch));
}

/* What the tests left behind is a failure of theirs. */
GUEST_UNUSED static void scratch_leave(void)
{
    WCHAR folder[MAX_PATH];
    GetTempPathW(MAX_PATH, folder);
    CHECK(SetCurrentDirectoryW(folder));
    CHECK(RemoveDirectoryW(scratch));
}

GUEST_UNUSED static HANDLE scratch_open(const WCHAR *name, DWORD access, DWORD share, DWORD disposition)
{
    return CreateFileW(name, access, share, NULL, disposition, FILE_ATTRIBUTE_NORMAL, NULL);
}

GUEST_UNUSED static void scratch_put(const WCHAR *name, const char *text)
{
    DWORD written, length = 0;
    while (text[length])
        length++;
    HANDLE file = scratch_open(name, GENERIC_WRITE, 0, CREATE_ALWAYS);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(WriteFile(file, text, length, &written, NULL));
    CHECK_EQ(written, length);
    CHECK(CloseHandle(file));
}

GUEST_UNUSED static int scratch_holds(const WCHAR *name, const char *text)
{
    char buffer[256];
    DWORD read = 0;
    HANDLE file = scratch_open(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                               OPEN_EXISTING);
    if (file == INVALID_HANDLE_VALUE)
        return 0;
    ReadFile(file, buffer, sizeof(buffer) - 1, &read, NULL);
    buffer[read] = 0;
    CloseHandle(file);
    return guest_same_text(buffer, text);
}

GUEST_UNUSED static int scratch_exists(const WCHAR *name)
{
    return GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES;
}

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

#endif
