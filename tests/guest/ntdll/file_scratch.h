/* SPDX-License-Identifier: MIT
 *
 * A folder of its own for each test of files, opened, and names relative to it.
 */
#ifndef DECANT_TESTS_NT_FILE_SCRATCH_H
#define DECANT_TESTS_NT_FILE_SCRATCH_H

#include "nt.h"

#define ALL_SHARE (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)
#define SYNC      FILE_SYNCHRONOUS_IO_NONALERT

static WCHAR scratch_path[MAX_PATH];
static HANDLE scratch; /* the folder, opened for everything */
static IO_STATUS_BLOCK iosb;

static void scratch_begin(void)
{
    WCHAR temp[MAX_PATH];
    GetTempPathW(MAX_PATH, temp);
    GetTempFileNameW(temp, L"ntf", 0, scratch_path);
    DeleteFileW(scratch_path);
    CreateDirectoryW(scratch_path, NULL);
    scratch = CreateFileW(scratch_path, FILE_LIST_DIRECTORY | FILE_TRAVERSE | SYNCHRONIZE, ALL_SHARE, NULL,
                          OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(scratch != INVALID_HANDLE_VALUE);
}

static void scratch_end(void)
{
    NtClose(scratch);
    CHECK(RemoveDirectoryW(scratch_path));
}

/* Opens or makes a name under `root`; the status, and in `iosb.Information` what was done. */
static NTSTATUS create_at(HANDLE root, const WCHAR *text, ACCESS_MASK access, ULONG disposition,
                          ULONG options, HANDLE *out)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&name, text);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, root, NULL);
    *out = NULL;
    iosb.Information = 77;
    return NtCreateFile(out, access | SYNCHRONIZE, &attributes, &iosb, NULL, FILE_ATTRIBUTE_NORMAL, ALL_SHARE,
                        disposition, options | SYNC, NULL, 0);
}

GUEST_UNUSED static HANDLE make(const WCHAR *text)
{
    HANDLE file;
    CHECK_EQ(create_at(scratch, text, GENERIC_READ | GENERIC_WRITE | DELETE, FILE_CREATE, 0, &file),
             STATUS_SUCCESS);
    return file;
}

GUEST_UNUSED static void remove_file(const WCHAR *text)
{
    HANDLE file;
    CHECK_EQ(create_at(scratch, text, DELETE, FILE_OPEN, FILE_DELETE_ON_CLOSE, &file), STATUS_SUCCESS);
    NtClose(file);
}

#endif
