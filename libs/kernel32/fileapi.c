/* SPDX-License-Identifier: MIT
 *
 * fileapi.h: opening files, and what is done with an open one.
 */
#include "file.h"

/* ---- shared helpers (file.h) ---- */

static _Atomic bool oem_names;

VOID WINAPI SetFileApisToOEM(VOID)
{
    oem_names = true;
}

VOID WINAPI SetFileApisToANSI(VOID)
{
    oem_names = false;
}

BOOL WINAPI AreFileApisANSI(VOID)
{
    return !oem_names;
}

bool ansi_name_init(struct ansi_name *name, const char *text)
{
    if (!oem_names || !text)
        return win32_result(nls_ansi_to_wide(text, name->buffer, NLS_LOCAL, &name->text));
    size_t length = strlen(text) + 1;
    name->text = length <= NLS_LOCAL ? name->buffer : malloc(length * sizeof(WCHAR));
    if (!name->text)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    nls_wide_from_oem(text, length, name->text, length);
    return true;
}

size_t ansi_from_wide(const WCHAR *text, size_t length, char *to, size_t size)
{
    return oem_names ? nls_oem_from_wide(text, length, to, size) : nls_ansi_from_wide(text, length, to, size);
}

DWORD ansi_result(const WCHAR *text, size_t length, char *to, DWORD size)
{
    size_t needed = ansi_from_wide(text, length, NULL, 0);
    if (!to || needed + 1 > size)
        return (DWORD)needed + 1;
    ansi_from_wide(text, length, to, needed);
    to[needed] = 0;
    return (DWORD)needed;
}

DWORD wide_result(const WCHAR *text, size_t length, WCHAR *to, DWORD size)
{
    if (!to || length + 1 > size)
        return (DWORD)length + 1;
    memcpy(to, text, length * sizeof(WCHAR));
    to[length] = 0;
    return (DWORD)length;
}

DWORD wide_result_free(bool done, struct wide_buffer *text, WCHAR *to, DWORD size)
{
    DWORD result = done ? wide_result(text->text, text->length, to, size) : 0;
    sys_wide_buffer_free(text);
    return result;
}

DWORD ansi_result_free(bool done, struct wide_buffer *text, char *to, DWORD size)
{
    DWORD result = done ? ansi_result(text->text, text->length, to, size) : 0;
    sys_wide_buffer_free(text);
    return result;
}

bool nt_name(LPCWSTR name, struct wide_buffer *buffer, UNICODE_STRING *out)
{
    sys_wide_buffer_init(buffer);
    if (!name || !*name)
        return win32_fail(ERROR_PATH_NOT_FOUND);
    NTSTATUS status = sys_path_dos_to_nt(name, wide_length(name), buffer);
    if (NT_SUCCESS(status) && buffer->length * sizeof(WCHAR) > 0xFFFE)
        status = STATUS_NAME_TOO_LONG;
    if (!NT_SUCCESS(status))
        return win32_result(status);
    out->Buffer = buffer->text;
    out->Length = out->MaximumLength = (USHORT)(buffer->length * sizeof(WCHAR));
    return true;
}

NTSTATUS open_by_name(LPCWSTR name, ACCESS_MASK access, ULONG share, ULONG options, HANDLE *out)
{
    struct wide_buffer buffer;
    UNICODE_STRING nt;
    OBJECT_ATTRIBUTES attributes = {sizeof(attributes), NULL, &nt, OBJ_CASE_INSENSITIVE, NULL, NULL};
    IO_STATUS_BLOCK iosb;
    NTSTATUS status = STATUS_OBJECT_PATH_NOT_FOUND;
    sys_wide_buffer_init(&buffer);
    if (name && *name)
        status = sys_path_dos_to_nt(name, wide_length(name), &buffer);
    if (NT_SUCCESS(status) && buffer.length * sizeof(WCHAR) > 0xFFFE)
        status = STATUS_NAME_TOO_LONG;
    if (NT_SUCCESS(status)) {
        nt.Buffer = buffer.text;
        nt.Length = nt.MaximumLength = (USHORT)(buffer.length * sizeof(WCHAR));
        status = NtOpenFile(out, access | SYNCHRONIZE, &attributes, &iosb, share,
                            options | FILE_SYNCHRONOUS_IO_NONALERT);
    }
    sys_wide_buffer_free(&buffer);
    return status;
}

/* ---- opening ---- */

static ULONG create_options(DWORD flags)
{
    ULONG options = flags & FILE_FLAG_OVERLAPPED ? 0 : FILE_SYNCHRONOUS_IO_NONALERT;
    options |= flags & FILE_FLAG_BACKUP_SEMANTICS ? FILE_OPEN_FOR_BACKUP_INTENT : FILE_NON_DIRECTORY_FILE;
    options |= flags & FILE_FLAG_WRITE_THROUGH ? FILE_WRITE_THROUGH : 0;
    options |= flags & FILE_FLAG_NO_BUFFERING ? FILE_NO_INTERMEDIATE_BUFFERING : 0;
    options |= flags & FILE_FLAG_RANDOM_ACCESS ? FILE_RANDOM_ACCESS : 0;
    options |= flags & FILE_FLAG_SEQUENTIAL_SCAN ? FILE_SEQUENTIAL_ONLY : 0;
    options |= flags & FILE_FLAG_DELETE_ON_CLOSE ? FILE_DELETE_ON_CLOSE : 0;
    options |= flags & FILE_FLAG_OPEN_REPARSE_POINT ? FILE_OPEN_REPARSE_POINT : 0;
    return options;
}

HANDLE WINAPI CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
                          LPSECURITY_ATTRIBUTES lpSecurityAttributes, DWORD dwCreationDisposition,
                          DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
{
    static const ULONG dispositions[] = {[CREATE_NEW] = FILE_CREATE,
                                         [CREATE_ALWAYS] = FILE_OVERWRITE_IF,
                                         [OPEN_EXISTING] = FILE_OPEN,
                                         [OPEN_ALWAYS] = FILE_OPEN_IF,
                                         [TRUNCATE_EXISTING] = FILE_OVERWRITE};
    HANDLE handle = INVALID_HANDLE_VALUE;
    struct wide_buffer buffer;
    UNICODE_STRING name;
    IO_STATUS_BLOCK iosb;
    if (dwCreationDisposition < CREATE_NEW || dwCreationDisposition > TRUNCATE_EXISTING ||
        (dwCreationDisposition == TRUNCATE_EXISTING && !(dwDesiredAccess & (GENERIC_WRITE | GENERIC_ALL)))) {
        win32_fail(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    if (!nt_name(lpFileName, &buffer, &name)) {
        sys_wide_buffer_free(&buffer);
        return INVALID_HANDLE_VALUE;
    }
    bool inherit = lpSecurityAttributes && lpSecurityAttributes->bInheritHandle;
    OBJECT_ATTRIBUTES attributes = {
        sizeof(attributes), NULL, &name, OBJ_CASE_INSENSITIVE | (inherit ? OBJ_INHERIT : 0), NULL, NULL};
    ACCESS_MASK access = dwDesiredAccess | SYNCHRONIZE | FILE_READ_ATTRIBUTES;
    if (dwFlagsAndAttributes & FILE_FLAG_DELETE_ON_CLOSE)
        access |= DELETE;
    NTSTATUS status =
        NtCreateFile(&handle, access, &attributes, &iosb, NULL, dwFlagsAndAttributes & 0x7FB7, dwShareMode,
                     dispositions[dwCreationDisposition], create_options(dwFlagsAndAttributes), NULL, 0);
    sys_wide_buffer_free(&buffer);
    if (!NT_SUCCESS(status)) {
        if (status == STATUS_OBJECT_NAME_COLLISION) /* CREATE_NEW has an error of its own */
            win32_fail(ERROR_FILE_EXISTS);
        else
            win32_result(status);
        return INVALID_HANDLE_VALUE;
    }
    if (dwCreationDisposition == CREATE_ALWAYS || dwCreationDisposition == OPEN_ALWAYS)
        teb_set_last_error(iosb.Information == FILE_OPENED || iosb.Information == FILE_OVERWRITTEN
                               ? ERROR_ALREADY_EXISTS
                               : 0);
    return handle;
}

HANDLE WINAPI CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
                          LPSECURITY_ATTRIBUTES lpSecurityAttributes, DWORD dwCreationDisposition,
                          DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpFileName))
        return INVALID_HANDLE_VALUE;
    HANDLE handle = CreateFileW(name.text, dwDesiredAccess, dwShareMode, lpSecurityAttributes,
                                dwCreationDisposition, dwFlagsAndAttributes, hTemplateFile);
    ansi_name_free(&name);
    return handle;
}

HANDLE WINAPI CreateFile2(LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
                          DWORD dwCreationDisposition, LPCREATEFILE2_EXTENDED_PARAMETERS pCreateExParams)
{
    DWORD flags = 0;
    LPSECURITY_ATTRIBUTES security = NULL;
    if (pCreateExParams) {
        if (pCreateExParams->dwSize < sizeof(*pCreateExParams)) {
            win32_fail(ERROR_INVALID_PARAMETER);
            return INVALID_HANDLE_VALUE;
        }
        flags = pCreateExParams->dwFileAttributes | pCreateExParams->dwFileFlags |
                pCreateExParams->dwSecurityQosFlags;
        security = pCreateExParams->lpSecurityAttributes;
    }
    return CreateFileW(lpFileName, dwDesiredAccess, dwShareMode, security, dwCreationDisposition, flags,
                       NULL);
}

HANDLE WINAPI ReOpenFile(HANDLE hOriginalFile, DWORD dwDesiredAccess, DWORD dwShareMode,
                         DWORD dwFlagsAndAttributes)
{
    UNICODE_STRING empty = {0, 0, NULL};
    OBJECT_ATTRIBUTES attributes = {sizeof(attributes),   hOriginalFile, &empty,
                                    OBJ_CASE_INSENSITIVE, NULL,          NULL};
    IO_STATUS_BLOCK iosb;
    HANDLE handle;
    NTSTATUS status =
        NtCreateFile(&handle, dwDesiredAccess | SYNCHRONIZE | FILE_READ_ATTRIBUTES, &attributes, &iosb, NULL,
                     0, dwShareMode, FILE_OPEN, create_options(dwFlagsAndAttributes), NULL, 0);
    return win32_result(status) ? handle : INVALID_HANDLE_VALUE;
}

/* ---- reading and writing ---- */

/* The low bit of hEvent only says that no completion port is to be told. */
static HANDLE event_of(const OVERLAPPED *overlapped)
{
    return (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
}

/* What a completion port is told; NULL: it is not. */
static PVOID context_of(LPOVERLAPPED overlapped)
{
    return (ULONG_PTR)overlapped->hEvent & 1 ? NULL : overlapped;
}

static BOOL overlapped_result(NTSTATUS status, LPOVERLAPPED overlapped, LPDWORD count)
{
    if (!NT_SUCCESS(status)) {
        if (overlapped->Internal == (ULONG_PTR)STATUS_PENDING)
            overlapped->Internal = (ULONG_PTR)(ULONG)status;
        return win32_result(status);
    }
    if (count)
        *count = (DWORD)overlapped->InternalHigh;
    return TRUE;
}

BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead, LPDWORD lpNumberOfBytesRead,
                     LPOVERLAPPED lpOverlapped)
{
    if (lpNumberOfBytesRead)
        *lpNumberOfBytesRead = 0;
    if (lpOverlapped) {
        LARGE_INTEGER offset = {{lpOverlapped->Offset, (LONG)lpOverlapped->OffsetHigh}};
        lpOverlapped->Internal = (ULONG_PTR)STATUS_PENDING;
        lpOverlapped->InternalHigh = 0;
        NTSTATUS status =
            NtReadFile(hFile, event_of(lpOverlapped), NULL, context_of(lpOverlapped),
                       (PIO_STATUS_BLOCK)lpOverlapped, lpBuffer, nNumberOfBytesToRead, &offset, NULL);
        return overlapped_result(status, lpOverlapped, lpNumberOfBytesRead);
    }
    IO_STATUS_BLOCK iosb;
    NTSTATUS status = NtReadFile(hFile, NULL, NULL, NULL, &iosb, lpBuffer, nNumberOfBytesToRead, NULL, NULL);
    if (status == STATUS_END_OF_FILE)
        return TRUE;
    if (!win32_result(status))
        return FALSE;
    if (lpNumberOfBytesRead)
        *lpNumberOfBytesRead = (DWORD)iosb.Information;
    return TRUE;
}

BOOL WINAPI WriteFile(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite,
                      LPDWORD lpNumberOfBytesWritten, LPOVERLAPPED lpOverlapped)
{
    if (lpNumberOfBytesWritten)
        *lpNumberOfBytesWritten = 0;
    if (lpOverlapped) {
        LARGE_INTEGER offset = {{lpOverlapped->Offset, (LONG)lpOverlapped->OffsetHigh}};
        lpOverlapped->Internal = (ULONG_PTR)STATUS_PENDING;
        lpOverlapped->InternalHigh = 0;
        NTSTATUS status = NtWriteFile(hFile, event_of(lpOverlapped), NULL, context_of(lpOverlapped),
                                      (PIO_STATUS_BLOCK)lpOverlapped, (PVOID)lpBuffer, nNumberOfBytesToWrite,
                                      &offset, NULL);
        return overlapped_result(status, lpOverlapped, lpNumberOfBytesWritten);
    }
    IO_STATUS_BLOCK iosb;
    if (!win32_result(
            NtWriteFile(hFile, NULL, NULL, NULL, &iosb, (PVOID)lpBuffer, nNumberOfBytesToWrite, NULL, NULL)))
        return FALSE;
    if (lpNumberOfBytesWritten)
        *lpNumberOfBytesWritten = (DWORD)iosb.Information;
    return TRUE;
}

/* Runs as an APC: hands the result to the caller's routine. */
static VOID GUESTAPI completed(PVOID context, PIO_STATUS_BLOCK iosb, ULONG reserved)
{
    LPOVERLAPPED_COMPLETION_ROUTINE routine = (LPOVERLAPPED_COMPLETION_ROUTINE)context;
    NTSTATUS status = (NTSTATUS)iosb->Status;
    routine(NT_SUCCESS(status) ? 0 : RtlNtStatusToDosError(status), (DWORD)iosb->Information,
            (LPOVERLAPPED)iosb);
}

BOOL WINAPI ReadFileEx(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead, LPOVERLAPPED lpOverlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    LARGE_INTEGER offset = {{lpOverlapped->Offset, (LONG)lpOverlapped->OffsetHigh}};
    teb_set_last_error(0);
    return win32_result(NtReadFile(hFile, NULL, completed, (PVOID)lpCompletionRoutine,
                                   (PIO_STATUS_BLOCK)lpOverlapped, lpBuffer, nNumberOfBytesToRead, &offset,
                                   NULL));
}

BOOL WINAPI WriteFileEx(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite,
                        LPOVERLAPPED lpOverlapped, LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    LARGE_INTEGER offset = {{lpOverlapped->Offset, (LONG)lpOverlapped->OffsetHigh}};
    teb_set_last_error(0);
    return win32_result(NtWriteFile(hFile, NULL, completed, (PVOID)lpCompletionRoutine,
                                    (PIO_STATUS_BLOCK)lpOverlapped, (PVOID)lpBuffer, nNumberOfBytesToWrite,
                                    &offset, NULL));
}

BOOL WINAPI FlushFileBuffers(HANDLE hFile)
{
    IO_STATUS_BLOCK iosb;
    return win32_result(NtFlushBuffersFile(hFile, &iosb));
}

/* ---- position and size ---- */

BOOL WINAPI SetFilePointerEx(HANDLE hFile, LARGE_INTEGER liDistanceToMove, PLARGE_INTEGER lpNewFilePointer,
                             DWORD dwMoveMethod)
{
    IO_STATUS_BLOCK iosb;
    FILE_POSITION_INFORMATION position;
    FILE_STANDARD_INFORMATION standard;
    NTSTATUS status;
    LONGLONG base = 0;
    if (dwMoveMethod > FILE_END)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwMoveMethod == FILE_CURRENT) {
        status = NtQueryInformationFile(hFile, &iosb, &position, sizeof(position), FilePositionInformation);
        if (!win32_result(status))
            return FALSE;
        base = position.CurrentByteOffset.QuadPart;
    } else if (dwMoveMethod == FILE_END) {
        status = NtQueryInformationFile(hFile, &iosb, &standard, sizeof(standard), FileStandardInformation);
        if (!win32_result(status))
            return FALSE;
        base = standard.EndOfFile.QuadPart;
    }
    if (__builtin_add_overflow(base, liDistanceToMove.QuadPart, &position.CurrentByteOffset.QuadPart))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (position.CurrentByteOffset.QuadPart < 0)
        return win32_fail(ERROR_NEGATIVE_SEEK);
    if (dwMoveMethod != FILE_CURRENT || liDistanceToMove.QuadPart) {
        status = NtSetInformationFile(hFile, &iosb, &position, sizeof(position), FilePositionInformation);
        if (!win32_result(status))
            return FALSE;
    }
    if (lpNewFilePointer)
        *lpNewFilePointer = position.CurrentByteOffset;
    return TRUE;
}

DWORD WINAPI SetFilePointer(HANDLE hFile, LONG lDistanceToMove, PLONG lpDistanceToMoveHigh,
                            DWORD dwMoveMethod)
{
    LARGE_INTEGER distance, position;
    if (lpDistanceToMoveHigh) {
        distance.LowPart = (DWORD)lDistanceToMove;
        distance.HighPart = *lpDistanceToMoveHigh;
    } else {
        distance.QuadPart = lDistanceToMove;
    }
    if (!lpDistanceToMoveHigh &&
        dwMoveMethod != FILE_BEGIN) { /* a result beyond 4 GB cannot be told, and the pointer stays */
        LARGE_INTEGER none = {.QuadPart = 0}, before;
        if (!SetFilePointerEx(hFile, none, &before, FILE_CURRENT))
            return INVALID_SET_FILE_POINTER;
        if (!SetFilePointerEx(hFile, distance, &position, dwMoveMethod))
            return INVALID_SET_FILE_POINTER;
        if (position.HighPart) {
            SetFilePointerEx(hFile, before, NULL, FILE_BEGIN);
            win32_fail(ERROR_INVALID_PARAMETER);
            return INVALID_SET_FILE_POINTER;
        }
    } else if (!SetFilePointerEx(hFile, distance, &position, dwMoveMethod)) {
        return INVALID_SET_FILE_POINTER;
    }
    if (lpDistanceToMoveHigh)
        *lpDistanceToMoveHigh = position.HighPart;
    if (position.LowPart == INVALID_SET_FILE_POINTER)
        teb_set_last_error(0);
    return position.LowPart;
}

BOOL WINAPI SetEndOfFile(HANDLE hFile)
{
    IO_STATUS_BLOCK iosb;
    FILE_POSITION_INFORMATION position;
    NTSTATUS status =
        NtQueryInformationFile(hFile, &iosb, &position, sizeof(position), FilePositionInformation);
    if (NT_SUCCESS(status))
        status = NtSetInformationFile(hFile, &iosb, &position, sizeof(position), FileEndOfFileInformation);
    return win32_result(status);
}

BOOL WINAPI SetFileValidData(HANDLE hFile, LONGLONG ValidDataLength)
{
    IO_STATUS_BLOCK iosb;
    return win32_result(NtSetInformationFile(hFile, &iosb, &ValidDataLength, sizeof(ValidDataLength),
                                             FileValidDataLengthInformation));
}

BOOL WINAPI GetFileSizeEx(HANDLE hFile, PLARGE_INTEGER lpFileSize)
{
    IO_STATUS_BLOCK iosb;
    FILE_STANDARD_INFORMATION info;
    if (!win32_result(NtQueryInformationFile(hFile, &iosb, &info, sizeof(info), FileStandardInformation)))
        return FALSE;
    *lpFileSize = info.EndOfFile;
    return TRUE;
}

DWORD WINAPI GetFileSize(HANDLE hFile, LPDWORD lpFileSizeHigh)
{
    LARGE_INTEGER size;
    if (!GetFileSizeEx(hFile, &size))
        return INVALID_FILE_SIZE;
    if (lpFileSizeHigh)
        *lpFileSizeHigh = (DWORD)size.HighPart;
    if (size.LowPart == INVALID_FILE_SIZE)
        teb_set_last_error(0);
    return size.LowPart;
}

DWORD WINAPI GetFileType(HANDLE hFile)
{
    struct file *file;
    if (!win32_result(sys_file_get(hFile, 0, &file)))
        return FILE_TYPE_UNKNOWN;
    enum file_kind kind = sys_file_kind(file);
    sys_handle_put(hFile, &file->object);
    return kind == FILE_KIND_PIPE                                  ? FILE_TYPE_PIPE
           : kind == FILE_KIND_CONSOLE || kind == FILE_KIND_DEVICE ? FILE_TYPE_CHAR
                                                                   : FILE_TYPE_DISK;
}

/* ---- locks ---- */

static BOOL lock(HANDLE file, DWORD flags, LARGE_INTEGER offset, LARGE_INTEGER size, HANDLE event,
                 PIO_STATUS_BLOCK iosb)
{
    return win32_result(NtLockFile(file, event, NULL, NULL, iosb, &offset, &size, 0,
                                   (flags & LOCKFILE_FAIL_IMMEDIATELY) != 0,
                                   (flags & LOCKFILE_EXCLUSIVE_LOCK) != 0));
}

BOOL WINAPI LockFile(HANDLE hFile, DWORD dwFileOffsetLow, DWORD dwFileOffsetHigh,
                     DWORD nNumberOfBytesToLockLow, DWORD nNumberOfBytesToLockHigh)
{
    IO_STATUS_BLOCK iosb;
    LARGE_INTEGER offset = {{dwFileOffsetLow, (LONG)dwFileOffsetHigh}};
    LARGE_INTEGER size = {{nNumberOfBytesToLockLow, (LONG)nNumberOfBytesToLockHigh}};
    return lock(hFile, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, offset, size, NULL, &iosb);
}

BOOL WINAPI LockFileEx(HANDLE hFile, DWORD dwFlags, DWORD dwReserved, DWORD nNumberOfBytesToLockLow,
                       DWORD nNumberOfBytesToLockHigh, LPOVERLAPPED lpOverlapped)
{
    if (dwReserved || !lpOverlapped)
        return win32_fail(ERROR_INVALID_PARAMETER);
    LARGE_INTEGER offset = {{lpOverlapped->Offset, (LONG)lpOverlapped->OffsetHigh}};
    LARGE_INTEGER size = {{nNumberOfBytesToLockLow, (LONG)nNumberOfBytesToLockHigh}};
    return lock(hFile, dwFlags, offset, size, event_of(lpOverlapped), (PIO_STATUS_BLOCK)lpOverlapped);
}

BOOL WINAPI UnlockFile(HANDLE hFile, DWORD dwFileOffsetLow, DWORD dwFileOffsetHigh,
                       DWORD nNumberOfBytesToUnlockLow, DWORD nNumberOfBytesToUnlockHigh)
{
    IO_STATUS_BLOCK iosb;
    LARGE_INTEGER offset = {{dwFileOffsetLow, (LONG)dwFileOffsetHigh}};
    LARGE_INTEGER size = {{nNumberOfBytesToUnlockLow, (LONG)nNumberOfBytesToUnlockHigh}};
    return win32_result(NtUnlockFile(hFile, &iosb, &offset, &size, 0));
}

BOOL WINAPI UnlockFileEx(HANDLE hFile, DWORD dwReserved, DWORD nNumberOfBytesToUnlockLow,
                         DWORD nNumberOfBytesToUnlockHigh, LPOVERLAPPED lpOverlapped)
{
    if (dwReserved || !lpOverlapped)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return UnlockFile(hFile, lpOverlapped->Offset, lpOverlapped->OffsetHigh, nNumberOfBytesToUnlockLow,
                      nNumberOfBytesToUnlockHigh);
}
