/* SPDX-License-Identifier: MIT
 *
 * fileapi.h: attributes and times, by name and by handle.
 */
#include "file.h"

static NTSTATUS query(LPCWSTR name, FILE_NETWORK_OPEN_INFORMATION *info)
{
    struct wide_buffer buffer;
    UNICODE_STRING nt;
    OBJECT_ATTRIBUTES attributes = {sizeof(attributes), NULL, &nt, OBJ_CASE_INSENSITIVE, NULL, NULL};
    NTSTATUS status = STATUS_OBJECT_PATH_NOT_FOUND;
    sys_wide_buffer_init(&buffer);
    if (name && *name)
        status = sys_path_dos_to_nt(name, wide_length(name), &buffer);
    if (NT_SUCCESS(status)) {
        nt.Buffer = buffer.text;
        nt.Length = nt.MaximumLength = (USHORT)(buffer.length * sizeof(WCHAR));
        status = buffer.length > 0x7FFE ? (NTSTATUS)STATUS_NAME_TOO_LONG
                                        : NtQueryFullAttributesFile(&attributes, info);
    }
    sys_wide_buffer_free(&buffer);
    return status;
}

DWORD WINAPI GetFileAttributesW(LPCWSTR lpFileName)
{
    FILE_NETWORK_OPEN_INFORMATION info;
    return win32_result(query(lpFileName, &info)) ? info.FileAttributes : INVALID_FILE_ATTRIBUTES;
}

DWORD WINAPI GetFileAttributesA(LPCSTR lpFileName)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpFileName))
        return INVALID_FILE_ATTRIBUTES;
    DWORD attributes = GetFileAttributesW(name.text);
    ansi_name_free(&name);
    return attributes;
}

BOOL WINAPI GetFileAttributesExW(LPCWSTR lpFileName, GET_FILEEX_INFO_LEVELS fInfoLevelId,
                                 LPVOID lpFileInformation)
{
    FILE_NETWORK_OPEN_INFORMATION info;
    if (fInfoLevelId != GetFileExInfoStandard)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(query(lpFileName, &info)))
        return FALSE;
    *(WIN32_FILE_ATTRIBUTE_DATA *)lpFileInformation =
        (WIN32_FILE_ATTRIBUTE_DATA){info.FileAttributes,
                                    filetime_of(info.CreationTime),
                                    filetime_of(info.LastAccessTime),
                                    filetime_of(info.LastWriteTime),
                                    (DWORD)info.EndOfFile.HighPart,
                                    info.EndOfFile.LowPart};
    return TRUE;
}

BOOL WINAPI GetFileAttributesExA(LPCSTR lpFileName, GET_FILEEX_INFO_LEVELS fInfoLevelId,
                                 LPVOID lpFileInformation)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpFileName))
        return FALSE;
    BOOL done = GetFileAttributesExW(name.text, fInfoLevelId, lpFileInformation);
    ansi_name_free(&name);
    return done;
}

BOOL WINAPI SetFileAttributesW(LPCWSTR lpFileName, DWORD dwFileAttributes)
{
    HANDLE file;
    IO_STATUS_BLOCK iosb;
    NTSTATUS status = open_by_name(lpFileName, FILE_WRITE_ATTRIBUTES, SHARE_ALL,
                                   FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT, &file);
    if (!win32_result(status))
        return FALSE;
    FILE_BASIC_INFORMATION info = {.FileAttributes = (dwFileAttributes & 0x7FA7) ? dwFileAttributes & 0x7FA7
                                                                                 : FILE_ATTRIBUTE_NORMAL};
    status = NtSetInformationFile(file, &iosb, &info, sizeof(info), FileBasicInformation);
    NtClose(file);
    return win32_result(status);
}

BOOL WINAPI SetFileAttributesA(LPCSTR lpFileName, DWORD dwFileAttributes)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpFileName))
        return FALSE;
    BOOL done = SetFileAttributesW(name.text, dwFileAttributes);
    ansi_name_free(&name);
    return done;
}

BOOL WINAPI GetFileInformationByHandle(HANDLE hFile, LPBY_HANDLE_FILE_INFORMATION lpFileInformation)
{
    IO_STATUS_BLOCK iosb;
    FILE_STAT_INFORMATION info;
    FILE_FS_VOLUME_INFORMATION volume;
    NTSTATUS status = NtQueryInformationFile(hFile, &iosb, &info, sizeof(info), FileStatInformation);
    if (!win32_result(status))
        return FALSE;
    status = NtQueryVolumeInformationFile(hFile, &iosb, &volume, sizeof(volume), FileFsVolumeInformation);
    if (status != STATUS_BUFFER_OVERFLOW && !win32_result(status))
        return FALSE;
    *lpFileInformation = (BY_HANDLE_FILE_INFORMATION){
        .dwFileAttributes = info.FileAttributes,
        .ftCreationTime = filetime_of(info.CreationTime),
        .ftLastAccessTime = filetime_of(info.LastAccessTime),
        .ftLastWriteTime = filetime_of(info.LastWriteTime),
        .dwVolumeSerialNumber = volume.VolumeSerialNumber,
        .nFileSizeHigh = (DWORD)info.EndOfFile.HighPart,
        .nFileSizeLow = info.EndOfFile.LowPart,
        .nNumberOfLinks = info.NumberOfLinks,
        .nFileIndexHigh = (DWORD)info.FileId.HighPart,
        .nFileIndexLow = info.FileId.LowPart,
    };
    return TRUE;
}

BOOL WINAPI GetFileTime(HANDLE hFile, LPFILETIME lpCreationTime, LPFILETIME lpLastAccessTime,
                        LPFILETIME lpLastWriteTime)
{
    IO_STATUS_BLOCK iosb;
    FILE_BASIC_INFORMATION info;
    if (!win32_result(NtQueryInformationFile(hFile, &iosb, &info, sizeof(info), FileBasicInformation)))
        return FALSE;
    if (lpCreationTime)
        *lpCreationTime = filetime_of(info.CreationTime);
    if (lpLastAccessTime)
        *lpLastAccessTime = filetime_of(info.LastAccessTime);
    if (lpLastWriteTime)
        *lpLastWriteTime = filetime_of(info.LastWriteTime);
    return TRUE;
}

static LARGE_INTEGER time_of(const FILETIME *time)
{
    return time ? (LARGE_INTEGER){{time->dwLowDateTime, (LONG)time->dwHighDateTime}}
                : (LARGE_INTEGER){.QuadPart = 0};
}

BOOL WINAPI SetFileTime(HANDLE hFile, const FILETIME *lpCreationTime, const FILETIME *lpLastAccessTime,
                        const FILETIME *lpLastWriteTime)
{
    IO_STATUS_BLOCK iosb;
    FILE_BASIC_INFORMATION info = {
        .CreationTime = time_of(lpCreationTime),
        .LastAccessTime = time_of(lpLastAccessTime),
        .LastWriteTime = time_of(lpLastWriteTime),
    };
    return win32_result(NtSetInformationFile(hFile, &iosb, &info, sizeof(info), FileBasicInformation));
}

DWORD WINAPI GetCompressedFileSizeW(LPCWSTR lpFileName, LPDWORD lpFileSizeHigh)
{
    FILE_NETWORK_OPEN_INFORMATION info;
    if (!win32_result(query(lpFileName, &info)))
        return INVALID_FILE_SIZE;
    if (lpFileSizeHigh)
        *lpFileSizeHigh = (DWORD)info.AllocationSize.HighPart;
    else if (info.AllocationSize.HighPart) {
        win32_fail(ERROR_INVALID_PARAMETER);
        return INVALID_FILE_SIZE;
    }
    if (info.AllocationSize.LowPart == INVALID_FILE_SIZE)
        teb_set_last_error(0);
    return info.AllocationSize.LowPart;
}

DWORD WINAPI GetCompressedFileSizeA(LPCSTR lpFileName, LPDWORD lpFileSizeHigh)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpFileName))
        return INVALID_FILE_SIZE;
    DWORD size = GetCompressedFileSizeW(name.text, lpFileSizeHigh);
    ansi_name_free(&name);
    return size;
}
