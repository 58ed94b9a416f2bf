/* SPDX-License-Identifier: MIT
 *
 * fileapi.h: making and removing names.
 */
#include "file.h"

/* Opens for deletion and marks; the name goes when the handle is closed. */
static BOOL delete_name(LPCWSTR name, ULONG options)
{
    HANDLE file;
    IO_STATUS_BLOCK iosb;
    FILE_DISPOSITION_INFORMATION disposition = {TRUE};
    NTSTATUS status = open_by_name(name, DELETE | FILE_READ_ATTRIBUTES, SHARE_ALL,
                                   options | FILE_OPEN_REPARSE_POINT | FILE_OPEN_FOR_BACKUP_INTENT, &file);
    if (!win32_result(status))
        return FALSE;
    status = NtSetInformationFile(file, &iosb, &disposition, sizeof(disposition), FileDispositionInformation);
    NtClose(file);
    return win32_result(status);
}

BOOL WINAPI DeleteFileW(LPCWSTR lpFileName)
{
    return delete_name(lpFileName, FILE_NON_DIRECTORY_FILE);
}

BOOL WINAPI DeleteFileA(LPCSTR lpFileName)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpFileName))
        return FALSE;
    BOOL done = DeleteFileW(name.text);
    ansi_name_free(&name);
    return done;
}

BOOL WINAPI RemoveDirectoryW(LPCWSTR lpPathName)
{
    return delete_name(lpPathName, FILE_DIRECTORY_FILE);
}

BOOL WINAPI RemoveDirectoryA(LPCSTR lpPathName)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpPathName))
        return FALSE;
    BOOL done = RemoveDirectoryW(name.text);
    ansi_name_free(&name);
    return done;
}

BOOL WINAPI CreateDirectoryW(LPCWSTR lpPathName, LPSECURITY_ATTRIBUTES lpSecurityAttributes)
{
    struct wide_buffer buffer;
    UNICODE_STRING name;
    IO_STATUS_BLOCK iosb;
    HANDLE folder;
    BOOL done = FALSE;
    if (nt_name(lpPathName, &buffer, &name)) {
        OBJECT_ATTRIBUTES attributes = {sizeof(attributes), NULL, &name, OBJ_CASE_INSENSITIVE, NULL, NULL};
        NTSTATUS status = NtCreateFile(&folder, FILE_LIST_DIRECTORY | SYNCHRONIZE, &attributes, &iosb, NULL,
                                       FILE_ATTRIBUTE_NORMAL, FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_CREATE,
                                       FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
        if (NT_SUCCESS(status))
            NtClose(folder);
        done = win32_result(status);
    }
    sys_wide_buffer_free(&buffer);
    return done;
}

BOOL WINAPI CreateDirectoryA(LPCSTR lpPathName, LPSECURITY_ATTRIBUTES lpSecurityAttributes)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpPathName))
        return FALSE;
    BOOL done = CreateDirectoryW(name.text, lpSecurityAttributes);
    ansi_name_free(&name);
    return done;
}

BOOL WINAPI CreateDirectoryExW(LPCWSTR lpTemplateDirectory, LPCWSTR lpNewDirectory,
                               LPSECURITY_ATTRIBUTES lpSecurityAttributes)
{
    DWORD attributes = GetFileAttributesW(lpTemplateDirectory);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return FALSE;
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY))
        return win32_fail(ERROR_DIRECTORY);
    if (!CreateDirectoryW(lpNewDirectory, lpSecurityAttributes))
        return FALSE;
    attributes &=
        FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_READONLY;
    return !attributes || SetFileAttributesW(lpNewDirectory, attributes);
}

BOOL WINAPI CreateDirectoryExA(LPCSTR lpTemplateDirectory, LPCSTR lpNewDirectory,
                               LPSECURITY_ATTRIBUTES lpSecurityAttributes)
{
    struct ansi_name from, to;
    if (!ansi_name_init(&from, lpTemplateDirectory))
        return FALSE;
    BOOL done = FALSE;
    if (ansi_name_init(&to, lpNewDirectory)) {
        done = CreateDirectoryExW(from.text, to.text, lpSecurityAttributes);
        ansi_name_free(&to);
    }
    ansi_name_free(&from);
    return done;
}
