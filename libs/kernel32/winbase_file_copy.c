/* SPDX-License-Identifier: MIT
 *
 * winbase.h: copying files, with what describes them.
 */
#include <win/winbase_file.h>
#include "file.h"

#define COPY_CHUNK 0x100000u

struct copy {
    HANDLE from, to;
    LARGE_INTEGER total, done;
    LPPROGRESS_ROUTINE progress;
    LPVOID data;
    LPBOOL cancel;
    bool quiet, stop, cancelled;
};

/* Whether to go on. */
static bool tell(struct copy *copy, DWORD reason)
{
    if (copy->cancel && *copy->cancel)
        copy->cancelled = true;
    if (copy->progress && !copy->quiet && !copy->cancelled) {
        DWORD answer = copy->progress(copy->total, copy->done, copy->total, copy->done, 1, reason, copy->from,
                                      copy->to, copy->data);
        copy->quiet = answer == PROGRESS_QUIET;
        copy->cancelled = answer == PROGRESS_CANCEL;
        copy->stop = answer == PROGRESS_STOP;
    }
    return !copy->cancelled && !copy->stop;
}

static bool copy_data(struct copy *copy)
{
    size_t part = 1;
    if (!tell(copy, CALLBACK_STREAM_SWITCH))
        return win32_fail(ERROR_REQUEST_ABORTED);
    while (part) {
        if (!win32_result(sys_file_copy_data(copy->from, copy->to, COPY_CHUNK, &part)))
            return false;
        copy->done.QuadPart += (LONGLONG)part;
        if (part && !tell(copy, CALLBACK_CHUNK_FINISHED))
            return win32_fail(ERROR_REQUEST_ABORTED);
    }
    return true;
}

/* The write time and the attributes go with the data; the creation time is the copy's own. */
static bool copy_description(HANDLE from, HANDLE to)
{
    IO_STATUS_BLOCK iosb;
    FILE_BASIC_INFORMATION info;
    if (!win32_result(NtQueryInformationFile(from, &iosb, &info, sizeof(info), FileBasicInformation)))
        return false;
    info.CreationTime.QuadPart = info.LastAccessTime.QuadPart = info.ChangeTime.QuadPart = 0;
    info.FileAttributes =
        (info.FileAttributes & (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM |
                                FILE_ATTRIBUTE_NOT_CONTENT_INDEXED)) |
        FILE_ATTRIBUTE_ARCHIVE;
    return win32_result(NtSetInformationFile(to, &iosb, &info, sizeof(info), FileBasicInformation));
}

BOOL WINAPI CopyFileExW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName,
                        LPPROGRESS_ROUTINE lpProgressRoutine, LPVOID lpData, LPBOOL pbCancel,
                        DWORD dwCopyFlags)
{
    struct copy copy = {.progress = lpProgressRoutine, .data = lpData, .cancel = pbCancel};
    copy.from = CreateFileW(lpExistingFileName, GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING,
                            FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    if (copy.from == INVALID_HANDLE_VALUE)
        return FALSE;
    BY_HANDLE_FILE_INFORMATION source, target;
    bool done = GetFileInformationByHandle(copy.from, &source) && GetFileSizeEx(copy.from, &copy.total);
    /* Onto itself would empty it first. */
    HANDLE same =
        done ? CreateFileW(lpNewFileName, FILE_READ_ATTRIBUTES, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL)
             : INVALID_HANDLE_VALUE;
    if (same != INVALID_HANDLE_VALUE) {
        if (GetFileInformationByHandle(same, &target) && target.nFileIndexLow == source.nFileIndexLow &&
            target.nFileIndexHigh == source.nFileIndexHigh &&
            target.dwVolumeSerialNumber == source.dwVolumeSerialNumber)
            done = win32_fail(dwCopyFlags & COPY_FILE_FAIL_IF_EXISTS ? ERROR_FILE_EXISTS
                                                                     : ERROR_SHARING_VIOLATION);
        NtClose(same);
    }
    copy.to = INVALID_HANDLE_VALUE;
    if (done)
        copy.to =
            CreateFileW(lpNewFileName, GENERIC_WRITE | DELETE | FILE_READ_ATTRIBUTES, 0, NULL,
                        dwCopyFlags & COPY_FILE_FAIL_IF_EXISTS ? CREATE_NEW : CREATE_ALWAYS,
                        source.dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM), NULL);
    done = copy.to != INVALID_HANDLE_VALUE && copy_data(&copy) && copy_description(copy.from, copy.to);
    if (copy.to != INVALID_HANDLE_VALUE) {
        if (!done && !copy.stop) { /* nothing half-done is left, unless the caller stopped to go on later */
            DWORD error = teb_last_error();
            IO_STATUS_BLOCK iosb;
            FILE_DISPOSITION_INFORMATION disposition = {TRUE};
            NtSetInformationFile(copy.to, &iosb, &disposition, sizeof(disposition),
                                 FileDispositionInformation);
            teb_set_last_error(error);
        }
        NtClose(copy.to);
    }
    NtClose(copy.from);
    return done;
}

BOOL WINAPI CopyFileW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName, BOOL bFailIfExists)
{
    return CopyFileExW(lpExistingFileName, lpNewFileName, NULL, NULL, NULL,
                       bFailIfExists ? COPY_FILE_FAIL_IF_EXISTS : 0);
}

BOOL WINAPI CopyFileExA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName, LPPROGRESS_ROUTINE lpProgressRoutine,
                        LPVOID lpData, LPBOOL pbCancel, DWORD dwCopyFlags)
{
    struct ansi_name from, to;
    BOOL done = FALSE;
    if (!ansi_name_init(&from, lpExistingFileName))
        return FALSE;
    if (ansi_name_init(&to, lpNewFileName)) {
        done = CopyFileExW(from.text, to.text, lpProgressRoutine, lpData, pbCancel, dwCopyFlags);
        ansi_name_free(&to);
    }
    ansi_name_free(&from);
    return done;
}

BOOL WINAPI CopyFileA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName, BOOL bFailIfExists)
{
    return CopyFileExA(lpExistingFileName, lpNewFileName, NULL, NULL, NULL,
                       bFailIfExists ? COPY_FILE_FAIL_IF_EXISTS : 0);
}

HRESULT WINAPI CopyFile2(PCWSTR pwszExistingFileName, PCWSTR pwszNewFileName, PVOID pExtendedParameters)
{
    const DWORD *parameters =
        pExtendedParameters; /* COPYFILE2_EXTENDED_PARAMETERS: size, flags, cancel, callback */
    DWORD flags = parameters ? parameters[1] : 0;
    if (CopyFileExW(pwszExistingFileName, pwszNewFileName, NULL, NULL, NULL, flags))
        return S_OK;
    DWORD error = teb_last_error();
    return error ? (HRESULT)(error | 0x80070000u) : E_FAIL;
}
