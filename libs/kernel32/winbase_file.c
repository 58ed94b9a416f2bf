/* SPDX-License-Identifier: MIT
 *
 * winbase.h: moving, replacing, linking files; information by class; the file functions of 16-bit days.
 */
#include "kernel/io/path_buffer.h"
#include <win/winbase_file.h>
#include "file.h"

/* ---- moving and linking ---- */

/* A rename or a link of an open file to a DOS name. */
static NTSTATUS set_name(HANDLE file, LPCWSTR name, bool replace, FILE_INFORMATION_CLASS class)
{
    struct wide_buffer nt;
    IO_STATUS_BLOCK iosb;
    sys_wide_buffer_init(&nt);
    NTSTATUS status =
        name && *name ? sys_path_dos_to_nt(name, wide_length(name), &nt) : STATUS_OBJECT_PATH_NOT_FOUND;
    if (NT_SUCCESS(status)) {
        ULONG size = (ULONG)(sizeof(FILE_RENAME_INFORMATION) + nt.length * sizeof(WCHAR));
        FILE_RENAME_INFORMATION *info = calloc(1, size);
        if (info) {
            info->ReplaceIfExists = replace;
            info->FileNameLength = (ULONG)(nt.length * sizeof(WCHAR));
            memcpy(info->FileName, nt.text, info->FileNameLength);
            status = NtSetInformationFile(file, &iosb, info, size, class);
            free(info);
        } else {
            status = STATUS_NO_MEMORY;
        }
    }
    sys_wide_buffer_free(&nt);
    return status;
}

BOOL WINAPI MoveFileWithProgressW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName,
                                  LPPROGRESS_ROUTINE lpProgressRoutine, LPVOID lpData, DWORD dwFlags)
{
    HANDLE file;
    if (dwFlags & MOVEFILE_DELAY_UNTIL_REBOOT) /* there is no restart that would do it */
        return win32_fail(dwFlags & MOVEFILE_COPY_ALLOWED ? ERROR_INVALID_PARAMETER : ERROR_ACCESS_DENIED);
    if (!lpNewFileName)
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = open_by_name(lpExistingFileName, DELETE | FILE_READ_ATTRIBUTES, SHARE_ALL,
                                   FILE_OPEN_REPARSE_POINT | FILE_OPEN_FOR_BACKUP_INTENT, &file);
    if (!win32_result(status))
        return FALSE;
    bool replace = dwFlags & MOVEFILE_REPLACE_EXISTING;
    status = set_name(file, lpNewFileName, replace,
                      dwFlags & MOVEFILE_CREATE_HARDLINK ? FileLinkInformation : FileRenameInformation);
    DWORD attributes = GetFileAttributesW(lpExistingFileName);
    NtClose(file);
    if (status != STATUS_NOT_SAME_DEVICE || !(dwFlags & MOVEFILE_COPY_ALLOWED) ||
        (attributes & FILE_ATTRIBUTE_DIRECTORY))
        return win32_result(status);
    if (!CopyFileExW(lpExistingFileName, lpNewFileName, lpProgressRoutine, lpData, NULL,
                     replace ? 0 : COPY_FILE_FAIL_IF_EXISTS))
        return FALSE;
    if (attributes & FILE_ATTRIBUTE_READONLY)
        SetFileAttributesW(lpExistingFileName, attributes & ~FILE_ATTRIBUTE_READONLY);
    return DeleteFileW(lpExistingFileName);
}

BOOL WINAPI MoveFileExW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName, DWORD dwFlags)
{
    return MoveFileWithProgressW(lpExistingFileName, lpNewFileName, NULL, NULL, dwFlags);
}

BOOL WINAPI MoveFileW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName)
{
    return MoveFileWithProgressW(lpExistingFileName, lpNewFileName, NULL, NULL, MOVEFILE_COPY_ALLOWED);
}

BOOL WINAPI MoveFileWithProgressA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName,
                                  LPPROGRESS_ROUTINE lpProgressRoutine, LPVOID lpData, DWORD dwFlags)
{
    struct ansi_name from, to;
    BOOL done = FALSE;
    if (!ansi_name_init(&from, lpExistingFileName))
        return FALSE;
    if (ansi_name_init(&to, lpNewFileName)) {
        done = MoveFileWithProgressW(from.text, to.text, lpProgressRoutine, lpData, dwFlags);
        ansi_name_free(&to);
    }
    ansi_name_free(&from);
    return done;
}

BOOL WINAPI MoveFileExA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName, DWORD dwFlags)
{
    return MoveFileWithProgressA(lpExistingFileName, lpNewFileName, NULL, NULL, dwFlags);
}

BOOL WINAPI MoveFileA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName)
{
    return MoveFileWithProgressA(lpExistingFileName, lpNewFileName, NULL, NULL, MOVEFILE_COPY_ALLOWED);
}

BOOL WINAPI ReplaceFileW(LPCWSTR lpReplacedFileName, LPCWSTR lpReplacementFileName, LPCWSTR lpBackupFileName,
                         DWORD dwReplaceFlags, LPVOID lpExclude, LPVOID lpReserved)
{
    HANDLE replaced, replacement;
    IO_STATUS_BLOCK iosb;
    FILE_BASIC_INFORMATION info;
    if (lpExclude || lpReserved || !lpReplacedFileName || !lpReplacementFileName)
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = open_by_name(lpReplacedFileName, DELETE | FILE_READ_ATTRIBUTES, SHARE_ALL,
                                   FILE_NON_DIRECTORY_FILE, &replaced);
    if (!win32_result(status))
        return FALSE;
    status = open_by_name(lpReplacementFileName, DELETE | FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES,
                          SHARE_ALL, FILE_NON_DIRECTORY_FILE, &replacement);
    if (!win32_result(status)) {
        NtClose(replaced);
        return FALSE;
    }
    /* The replacement takes over when the old file was made, and its attributes. */
    status = NtQueryInformationFile(replaced, &iosb, &info, sizeof(info), FileBasicInformation);
    if (NT_SUCCESS(status)) {
        info.LastAccessTime.QuadPart = info.LastWriteTime.QuadPart = info.ChangeTime.QuadPart = 0;
        info.FileAttributes &= ~FILE_ATTRIBUTE_READONLY;
        info.FileAttributes = info.FileAttributes ? info.FileAttributes : FILE_ATTRIBUTE_NORMAL;
        status = NtSetInformationFile(replacement, &iosb, &info, sizeof(info), FileBasicInformation);
        if (dwReplaceFlags & 2) /* REPLACEFILE_IGNORE_MERGE_ERRORS */
            status = STATUS_SUCCESS;
    }
    if (NT_SUCCESS(status) && lpBackupFileName) {
        status = set_name(replaced, lpBackupFileName, true, FileRenameInformation);
        if (!NT_SUCCESS(status)) {
            NtClose(replacement);
            NtClose(replaced);
            return win32_fail(ERROR_UNABLE_TO_REMOVE_REPLACED);
        }
    }
    NtClose(replaced); /* else it would be in its own way */
    if (NT_SUCCESS(status)) {
        status = set_name(replacement, lpReplacedFileName, true, FileRenameInformation);
        if (!NT_SUCCESS(status) && lpBackupFileName) {
            NtClose(replacement);
            return win32_fail(ERROR_UNABLE_TO_MOVE_REPLACEMENT_2);
        }
    }
    NtClose(replacement);
    return win32_result(status);
}

BOOL WINAPI ReplaceFileA(LPCSTR lpReplacedFileName, LPCSTR lpReplacementFileName, LPCSTR lpBackupFileName,
                         DWORD dwReplaceFlags, LPVOID lpExclude, LPVOID lpReserved)
{
    struct ansi_name replaced, replacement, backup;
    BOOL done = FALSE;
    if (!ansi_name_init(&replaced, lpReplacedFileName))
        return FALSE;
    if (ansi_name_init(&replacement, lpReplacementFileName)) {
        if (ansi_name_init(&backup, lpBackupFileName)) {
            done = ReplaceFileW(replaced.text, replacement.text, backup.text, dwReplaceFlags, lpExclude,
                                lpReserved);
            ansi_name_free(&backup);
        }
        ansi_name_free(&replacement);
    }
    ansi_name_free(&replaced);
    return done;
}

BOOL WINAPI CreateHardLinkW(LPCWSTR lpFileName, LPCWSTR lpExistingFileName,
                            LPSECURITY_ATTRIBUTES lpSecurityAttributes)
{
    HANDLE file;
    if (lpSecurityAttributes && lpSecurityAttributes->lpSecurityDescriptor)
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = open_by_name(lpExistingFileName, FILE_WRITE_ATTRIBUTES, SHARE_ALL,
                                   FILE_NON_DIRECTORY_FILE | FILE_OPEN_REPARSE_POINT, &file);
    if (!win32_result(status))
        return FALSE;
    status = set_name(file, lpFileName, false, FileLinkInformation);
    NtClose(file);
    return win32_result(status);
}

BOOL WINAPI CreateHardLinkA(LPCSTR lpFileName, LPCSTR lpExistingFileName,
                            LPSECURITY_ATTRIBUTES lpSecurityAttributes)
{
    struct ansi_name name, existing;
    BOOL done = FALSE;
    if (!ansi_name_init(&name, lpFileName))
        return FALSE;
    if (ansi_name_init(&existing, lpExistingFileName)) {
        done = CreateHardLinkW(name.text, existing.text, lpSecurityAttributes);
        ansi_name_free(&existing);
    }
    ansi_name_free(&name);
    return done;
}

BOOLEAN WINAPI CreateSymbolicLinkW(LPCWSTR lpSymlinkFileName, LPCWSTR lpTargetFileName, DWORD dwFlags)
{
    if (!lpSymlinkFileName || !lpTargetFileName || dwFlags & ~3u)
        return (BOOLEAN)win32_fail(ERROR_INVALID_PARAMETER);
    return (BOOLEAN)win32_result(sys_file_make_symlink(lpSymlinkFileName, lpTargetFileName));
}

BOOLEAN WINAPI CreateSymbolicLinkA(LPCSTR lpSymlinkFileName, LPCSTR lpTargetFileName, DWORD dwFlags)
{
    struct ansi_name name, target;
    BOOLEAN done = FALSE;
    if (!ansi_name_init(&name, lpSymlinkFileName))
        return FALSE;
    if (ansi_name_init(&target, lpTargetFileName)) {
        done = CreateSymbolicLinkW(name.text, target.text, dwFlags);
        ansi_name_free(&target);
    }
    ansi_name_free(&name);
    return done;
}

/* ---- information by class ---- */

static BOOL query_folder(HANDLE file, FILE_INFORMATION_CLASS class, bool restart, void *out, DWORD size)
{
    IO_STATUS_BLOCK iosb;
    return win32_result(
        NtQueryDirectoryFile(file, NULL, NULL, NULL, &iosb, out, size, class, FALSE, NULL, restart));
}

BOOL WINAPI GetFileInformationByHandleEx(HANDLE hFile, FILE_INFO_BY_HANDLE_CLASS FileInformationClass,
                                         LPVOID lpFileInformation, DWORD dwBufferSize)
{
    static const uint8_t classes[] = {
        [FileBasicInfo] = FileBasicInformation,
        [FileStandardInfo] = FileStandardInformation,
        [FileNameInfo] = FileNameInformation,
        [FileStreamInfo] = FileStreamInformation,
        [FileCompressionInfo] = FileCompressionInformation,
        [FileAttributeTagInfo] = FileAttributeTagInformation,
        [FileAlignmentInfo] = FileAlignmentInformation,
        [FileIdInfo] = FileIdInformation,
    };
    IO_STATUS_BLOCK iosb;
    switch (FileInformationClass) {
    case FileIdBothDirectoryInfo:
    case FileIdBothDirectoryRestartInfo:
        return query_folder(hFile, FileIdBothDirectoryInformation,
                            FileInformationClass == FileIdBothDirectoryRestartInfo, lpFileInformation,
                            dwBufferSize);
    case FileFullDirectoryInfo:
    case FileFullDirectoryRestartInfo:
        return query_folder(hFile, FileFullDirectoryInformation,
                            FileInformationClass == FileFullDirectoryRestartInfo, lpFileInformation,
                            dwBufferSize);
    case FileIdExtdDirectoryInfo:
    case FileIdExtdDirectoryRestartInfo:
        return query_folder(hFile, FileIdExtdDirectoryInformation,
                            FileInformationClass == FileIdExtdDirectoryRestartInfo, lpFileInformation,
                            dwBufferSize);
    default:
        if ((unsigned)FileInformationClass >= countof(classes) || !classes[FileInformationClass])
            return win32_fail(ERROR_INVALID_PARAMETER);
    }
    NTSTATUS status =
        NtQueryInformationFile(hFile, &iosb, lpFileInformation, dwBufferSize, classes[FileInformationClass]);
    if (NT_SUCCESS(status) && FileInformationClass == FileStreamInfo && !iosb.Information)
        return win32_fail(ERROR_HANDLE_EOF);
    return win32_result(status == STATUS_BUFFER_OVERFLOW ? (NTSTATUS)STATUS_BUFFER_OVERFLOW : status);
}

BOOL WINAPI SetFileInformationByHandle(HANDLE hFile, FILE_INFO_BY_HANDLE_CLASS FileInformationClass,
                                       LPVOID lpFileInformation, DWORD dwBufferSize)
{
    static const uint8_t classes[] = {
        [FileBasicInfo] = FileBasicInformation,
        [FileRenameInfo] = FileRenameInformation,
        [FileDispositionInfo] = FileDispositionInformation,
        [FileAllocationInfo] = FileAllocationInformation,
        [FileEndOfFileInfo] = FileEndOfFileInformation,
        [FileIoPriorityHintInfo] = FileIoPriorityHintInformation,
        [FileDispositionInfoEx] = FileDispositionInformationEx,
        [FileRenameInfoEx] = FileRenameInformationEx,
    };
    IO_STATUS_BLOCK iosb;
    if ((unsigned)FileInformationClass >= countof(classes) || !classes[FileInformationClass])
        return win32_fail(ERROR_INVALID_PARAMETER);
    bool rename = FileInformationClass == FileRenameInfo || FileInformationClass == FileRenameInfoEx;
    const FILE_RENAME_INFORMATION *given = lpFileInformation;
    if (!rename || (dwBufferSize >= sizeof(*given) && given->RootDirectory))
        return win32_result(NtSetInformationFile(hFile, &iosb, lpFileInformation, dwBufferSize,
                                                 classes[FileInformationClass]));
    /* The name is a DOS name here, and an NT name below. */
    if (dwBufferSize < sizeof(*given) ||
        given->FileNameLength > dwBufferSize - offsetof(FILE_RENAME_INFORMATION, FileName))
        return win32_fail(ERROR_BAD_LENGTH);
    struct wide_buffer nt;
    sys_wide_buffer_init(&nt);
    size_t length = given->FileNameLength / sizeof(WCHAR);
    BOOL done =
        win32_result(length ? sys_path_dos_to_nt(given->FileName, length, &nt) : STATUS_OBJECT_NAME_INVALID);
    ULONG size = (ULONG)(sizeof(*given) + nt.length * sizeof(WCHAR));
    FILE_RENAME_INFORMATION *info = done ? calloc(1, size) : NULL;
    if (info) {
        memcpy(info, given, sizeof(ULONG)); /* the flags of either class */
        info->FileNameLength = (ULONG)(nt.length * sizeof(WCHAR));
        memcpy(info->FileName, nt.text, info->FileNameLength);
        done = win32_result(NtSetInformationFile(hFile, &iosb, info, size, classes[FileInformationClass]));
        free(info);
    } else if (done) {
        done = win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    }
    sys_wide_buffer_free(&nt);
    return done;
}

/* Of what the flags are about, only the completion port is ever told: a file has no event of its own. */
BOOL WINAPI SetFileCompletionNotificationModes(HANDLE FileHandle, UCHAR Flags)
{
    IO_STATUS_BLOCK iosb;
    ULONG flags = Flags;
    if (Flags & ~3u)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(NtSetInformationFile(FileHandle, &iosb, &flags, sizeof(flags),
                                             FileIoCompletionNotificationInformation));
}

/* ---- what kind of program a file is ---- */

BOOL WINAPI GetBinaryTypeW(LPCWSTR lpApplicationName, LPDWORD lpBinaryType)
{
    BYTE head[64];
    DWORD read, offset, signature;
    WORD machine = 0;
    HANDLE file = CreateFileW(lpApplicationName, GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return FALSE;
    BOOL done = FALSE;
    if (ReadFile(file, head, sizeof(head), &read, NULL) && read == sizeof(head) && head[0] == 'M' &&
        head[1] == 'Z') {
        memcpy(&offset, head + 60, sizeof(offset));
        LARGE_INTEGER at = {.QuadPart = offset};
        done = TRUE;
        if (SetFilePointerEx(file, at, NULL, FILE_BEGIN) && ReadFile(file, head, 6, &read, NULL) &&
            read == 6) {
            memcpy(&signature, head, sizeof(signature));
            memcpy(&machine, head + 4, sizeof(machine));
            if (signature != 0x4550)
                machine = 0;
        }
    }
    NtClose(file);
    if (!done || (machine && machine != 0x14C && machine != 0x8664))
        return win32_fail(ERROR_BAD_EXE_FORMAT);
    *lpBinaryType = machine == 0x8664 ? 6
                    : machine         ? 0
                                      : 1; /* SCS_64BIT_BINARY, SCS_32BIT_BINARY, SCS_DOS_BINARY */
    return TRUE;
}

BOOL WINAPI GetBinaryTypeA(LPCSTR lpApplicationName, LPDWORD lpBinaryType)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpApplicationName))
        return FALSE;
    BOOL done = GetBinaryTypeW(name.text, lpBinaryType);
    ansi_name_free(&name);
    return done;
}

/* ---- the functions of 16-bit days ---- */

INT WINAPI _lopen(LPCSTR lpPathName, INT iReadWrite)
{
    static const DWORD accesses[] = {GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE, 0};
    static const DWORD shares[] = {
        SHARE_ALL & ~4u, 0, FILE_SHARE_READ, FILE_SHARE_WRITE, SHARE_ALL & ~4u, 3, 3, 3};
    HANDLE file = CreateFileA(lpPathName, accesses[iReadWrite & 3], shares[iReadWrite >> 4 & 7], NULL,
                              OPEN_EXISTING, 0, NULL);
    return (INT)(intptr_t)file;
}

INT WINAPI _lcreat(LPCSTR lpPathName, INT iAttribute)
{
    HANDLE file = CreateFileA(lpPathName, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                              NULL, CREATE_ALWAYS, (DWORD)iAttribute & 7, NULL);
    return (INT)(intptr_t)file;
}

LONG WINAPI _hread(INT hFile, LPVOID lpBuffer, LONG lBytes)
{
    DWORD done;
    return ReadFile((HANDLE)(intptr_t)hFile, lpBuffer, (DWORD)lBytes, &done, NULL) ? (LONG)done : -1;
}

UINT WINAPI _lread(INT hFile, LPVOID lpBuffer, UINT uBytes)
{
    return (UINT)_hread(hFile, lpBuffer, (LONG)uBytes);
}

LONG WINAPI _hwrite(INT hFile, LPCSTR lpBuffer, LONG lBytes)
{
    DWORD done;
    if (!lBytes) /* cuts the file at its pointer */
        return SetEndOfFile((HANDLE)(intptr_t)hFile) ? 0 : -1;
    return WriteFile((HANDLE)(intptr_t)hFile, lpBuffer, (DWORD)lBytes, &done, NULL) ? (LONG)done : -1;
}

UINT WINAPI _lwrite(INT hFile, LPCSTR lpBuffer, UINT uBytes)
{
    return (UINT)_hwrite(hFile, lpBuffer, (LONG)uBytes);
}

LONG WINAPI _llseek(INT hFile, LONG lOffset, INT iOrigin)
{
    return (LONG)SetFilePointer((HANDLE)(intptr_t)hFile, lOffset, NULL, (DWORD)iOrigin);
}

INT WINAPI _lclose(INT hFile)
{
    return win32_result(NtClose((HANDLE)(intptr_t)hFile)) ? 0 : -1;
}

/* Windows 95 needed it; since NT the table grows by itself and the number comes back. */
UINT WINAPI SetHandleCount(UINT uNumber)
{
    return uNumber;
}
