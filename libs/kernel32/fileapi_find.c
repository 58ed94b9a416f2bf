/* SPDX-License-Identifier: MIT
 *
 * fileapi.h: FindFirstFile and its relatives. A search handle is memory of ours, not a handle of the table,
 * as on Windows; it holds the folder and a buffer of entries that were read ahead.
 */
#include "file.h"

#define FIND_MAGIC  0x646E6946u
#define BUFFER_SIZE 8192

struct find {
    ULONG magic;
    HANDLE folder;
    ULONG next, filled; /* in buffer; next == filled: it has to be read */
    bool folders_only;
    char buffer[BUFFER_SIZE] __attribute__((aligned(8)));
};

/* The wildcards of DOS, as kernel32 has translated them since NT: "*.*" is everything, "?" may match nothing
 * before a period, and a period before a wildcard may match nothing at the end. */
static void translate_pattern(WCHAR *pattern, size_t *length, bool dot_at_end)
{
    if (*length == 3 && pattern[0] == '*' && pattern[1] == '.' && pattern[2] == '*') {
        *length = 1;
        return;
    }
    for (size_t i = 0; i < *length; i++) {
        if (pattern[i] == '?')
            pattern[i] = '>';
        if (pattern[i] == '.' && i + 1 < *length && (pattern[i + 1] == '?' || pattern[i + 1] == '*'))
            pattern[i] = '"';
    }
    if (dot_at_end && *length && pattern[*length - 1] == '*') /* "*." asks for names without an extension */
        pattern[*length - 1] = '<';
}

static void fill_data(const FILE_BOTH_DIR_INFORMATION *entry, WIN32_FIND_DATAW *data)
{
    data->dwFileAttributes = entry->FileAttributes;
    data->ftCreationTime = filetime_of(entry->CreationTime);
    data->ftLastAccessTime = filetime_of(entry->LastAccessTime);
    data->ftLastWriteTime = filetime_of(entry->LastWriteTime);
    data->nFileSizeHigh = (DWORD)entry->EndOfFile.HighPart;
    data->nFileSizeLow = entry->EndOfFile.LowPart;
    data->dwReserved0 = entry->FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT ? entry->EaSize : 0;
    data->dwReserved1 = 0;
    size_t length = entry->FileNameLength / sizeof(WCHAR);
    if (length >= MAX_PATH)
        length = MAX_PATH - 1;
    memcpy(data->cFileName, entry->FileName, length * sizeof(WCHAR));
    data->cFileName[length] = 0;
    data->cAlternateFileName[0] = 0;
}

/* The next entry that counts. */
static NTSTATUS next_entry(struct find *find, UNICODE_STRING *pattern, WIN32_FIND_DATAW *data)
{
    for (;;) {
        if (find->next >= find->filled) {
            IO_STATUS_BLOCK iosb;
            NTSTATUS status =
                NtQueryDirectoryFile(find->folder, NULL, NULL, NULL, &iosb, find->buffer, BUFFER_SIZE,
                                     FileBothDirectoryInformation, FALSE, pattern, FALSE);
            if (!NT_SUCCESS(status))
                return status;
            find->next = 0;
            find->filled = (ULONG)iosb.Information;
        }
        const FILE_BOTH_DIR_INFORMATION *entry =
            (const FILE_BOTH_DIR_INFORMATION *)(find->buffer + find->next);
        find->next = entry->NextEntryOffset ? find->next + entry->NextEntryOffset : find->filled;
        if (find->folders_only && !(entry->FileAttributes & FILE_ATTRIBUTE_DIRECTORY))
            continue;
        fill_data(entry, data);
        return STATUS_SUCCESS;
    }
}

/* Opens the folder of an NT name and leaves the pattern in the buffer's end. */
static NTSTATUS open_folder(struct wide_buffer *nt, size_t split, HANDLE *out)
{
    UNICODE_STRING name = {(USHORT)(split * sizeof(WCHAR)), (USHORT)(split * sizeof(WCHAR)), nt->text};
    OBJECT_ATTRIBUTES attributes = {sizeof(attributes), NULL, &name, OBJ_CASE_INSENSITIVE, NULL, NULL};
    IO_STATUS_BLOCK iosb;
    NTSTATUS status =
        NtOpenFile(out, FILE_LIST_DIRECTORY | SYNCHRONIZE, &attributes, &iosb, SHARE_ALL,
                   FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT);
    /* What is missing is a folder on the way to what was asked for. */
    if (status == STATUS_OBJECT_NAME_NOT_FOUND)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    return status;
}

HANDLE WINAPI FindFirstFileExW(LPCWSTR lpFileName, FINDEX_INFO_LEVELS fInfoLevelId, LPVOID lpFindFileData,
                               FINDEX_SEARCH_OPS fSearchOp, LPVOID lpSearchFilter, DWORD dwAdditionalFlags)
{
    struct wide_buffer nt;
    UNICODE_STRING name;
    struct find *find = NULL;
    HANDLE folder = NULL;
    NTSTATUS status = STATUS_NO_MEMORY;
    if ((unsigned)fInfoLevelId >= FindExInfoMaxInfoLevel || (unsigned)fSearchOp >= FindExSearchMaxSearchOp ||
        lpSearchFilter || dwAdditionalFlags & ~7u || !lpFileName) {
        win32_fail(lpFileName ? ERROR_INVALID_PARAMETER : ERROR_PATH_NOT_FOUND);
        return INVALID_HANDLE_VALUE;
    }
    if (fSearchOp == FindExSearchLimitToDevices) {
        win32_fail(ERROR_NOT_SUPPORTED);
        return INVALID_HANDLE_VALUE;
    }
    if (!nt_name(lpFileName, &nt, &name)) {
        sys_wide_buffer_free(&nt);
        return INVALID_HANDLE_VALUE;
    }
    size_t given = wide_length(lpFileName), split = nt.length;
    while (split && nt.text[split - 1] != '\\')
        split--;
    bool dot_at_end = given > 1 && lpFileName[given - 1] == '.' && lpFileName[given - 2] == '*';
    size_t pattern_length = nt.length - split;
    if (pattern_length == 0 || split <= 4) { /* "C:\dir\": nothing to look for; "NUL": not in a folder */
        sys_wide_buffer_free(&nt);
        win32_fail(split <= 4 ? ERROR_PATH_NOT_FOUND : ERROR_FILE_NOT_FOUND);
        return INVALID_HANDLE_VALUE;
    }
    status = open_folder(&nt, split, &folder);
    if (NT_SUCCESS(status) && !(find = malloc(sizeof(*find))))
        status = STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        memset(find, 0, offsetof(struct find, buffer));
        find->magic = FIND_MAGIC;
        find->folder = folder;
        find->folders_only = false; /* advisory: file systems that cannot filter return everything */
        translate_pattern(nt.text + split, &pattern_length, dot_at_end);
        UNICODE_STRING pattern = {(USHORT)(pattern_length * sizeof(WCHAR)), 0, nt.text + split};
        status = next_entry(find, &pattern, lpFindFileData);
    }
    sys_wide_buffer_free(&nt);
    if (NT_SUCCESS(status))
        return (HANDLE)find;
    free(find);
    if (folder)
        NtClose(folder);
    win32_result(status == STATUS_NO_MORE_FILES ? (NTSTATUS)STATUS_NO_SUCH_FILE : status);
    return INVALID_HANDLE_VALUE;
}

HANDLE WINAPI FindFirstFileW(LPCWSTR lpFileName, LPWIN32_FIND_DATAW lpFindFileData)
{
    return FindFirstFileExW(lpFileName, FindExInfoStandard, lpFindFileData, FindExSearchNameMatch, NULL, 0);
}

static struct find *find_of(HANDLE handle)
{
    struct find *find = handle;
    if (!handle || handle == INVALID_HANDLE_VALUE || ((uintptr_t)handle & 7) || (uintptr_t)handle < 0x10000 ||
        find->magic != FIND_MAGIC) {
        win32_fail(ERROR_INVALID_HANDLE);
        return NULL;
    }
    return find;
}

BOOL WINAPI FindNextFileW(HANDLE hFindFile, LPWIN32_FIND_DATAW lpFindFileData)
{
    struct find *find = find_of(hFindFile);
    return find && win32_result(next_entry(find, NULL, lpFindFileData));
}

BOOL WINAPI FindClose(HANDLE hFindFile)
{
    struct find *find = find_of(hFindFile);
    if (!find)
        return FALSE;
    find->magic = 0;
    NtClose(find->folder);
    free(find);
    return TRUE;
}

/* ---- A ---- */

static BOOL to_ansi(const WIN32_FIND_DATAW *wide, WIN32_FIND_DATAA *data)
{
    memcpy(data, wide, offsetof(WIN32_FIND_DATAA, cFileName));
    data->cAlternateFileName[0] = 0;
    size_t needed =
        ansi_from_wide(wide->cFileName, wide_length(wide->cFileName), data->cFileName, MAX_PATH - 1);
    data->cFileName[needed < MAX_PATH ? needed : MAX_PATH - 1] = 0;
    return needed < MAX_PATH;
}

HANDLE WINAPI FindFirstFileExA(LPCSTR lpFileName, FINDEX_INFO_LEVELS fInfoLevelId, LPVOID lpFindFileData,
                               FINDEX_SEARCH_OPS fSearchOp, LPVOID lpSearchFilter, DWORD dwAdditionalFlags)
{
    struct ansi_name name;
    WIN32_FIND_DATAW data;
    if (!ansi_name_init(&name, lpFileName))
        return INVALID_HANDLE_VALUE;
    HANDLE handle =
        FindFirstFileExW(name.text, fInfoLevelId, &data, fSearchOp, lpSearchFilter, dwAdditionalFlags);
    ansi_name_free(&name);
    if (handle != INVALID_HANDLE_VALUE)
        to_ansi(&data, lpFindFileData);
    return handle;
}

HANDLE WINAPI FindFirstFileA(LPCSTR lpFileName, LPWIN32_FIND_DATAA lpFindFileData)
{
    return FindFirstFileExA(lpFileName, FindExInfoStandard, lpFindFileData, FindExSearchNameMatch, NULL, 0);
}

BOOL WINAPI FindNextFileA(HANDLE hFindFile, LPWIN32_FIND_DATAA lpFindFileData)
{
    WIN32_FIND_DATAW data;
    if (!FindNextFileW(hFindFile, &data))
        return FALSE;
    to_ansi(&data, lpFindFileData);
    return TRUE;
}
