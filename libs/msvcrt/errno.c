/* SPDX-License-Identifier: MIT
 *
 * errno and _doserrno, which are a thread's, and how Win32 errors become errno values ("errno, _doserrno,
 * _sys_errlist, and _sys_nerr" and "_dosmaperr" of Microsoft Learn).
 */
#include "lowio.h"

static const struct {
    uint16_t error;
    uint8_t number;
} map[] = {
    {ERROR_INVALID_FUNCTION, EINVAL},    {ERROR_FILE_NOT_FOUND, ENOENT},
    {ERROR_PATH_NOT_FOUND, ENOENT},      {ERROR_TOO_MANY_OPEN_FILES, EMFILE},
    {ERROR_ACCESS_DENIED, EACCES},       {ERROR_INVALID_HANDLE, EBADF},
    {ERROR_ARENA_TRASHED, ENOMEM},       {ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
    {ERROR_INVALID_BLOCK, ENOMEM},       {ERROR_BAD_ENVIRONMENT, E2BIG},
    {ERROR_BAD_FORMAT, ENOEXEC},         {ERROR_INVALID_ACCESS, EINVAL},
    {ERROR_INVALID_DATA, EINVAL},        {ERROR_INVALID_DRIVE, ENOENT},
    {ERROR_CURRENT_DIRECTORY, EACCES},   {ERROR_NOT_SAME_DEVICE, EXDEV},
    {ERROR_NO_MORE_FILES, ENOENT},       {ERROR_LOCK_VIOLATION, EACCES},
    {ERROR_BAD_NETPATH, ENOENT},         {ERROR_NETWORK_ACCESS_DENIED, EACCES},
    {ERROR_BAD_NET_NAME, ENOENT},        {ERROR_FILE_EXISTS, EEXIST},
    {ERROR_CANNOT_MAKE, EACCES},         {ERROR_FAIL_I24, EACCES},
    {ERROR_INVALID_PARAMETER, EINVAL},   {ERROR_NO_PROC_SLOTS, EAGAIN},
    {ERROR_DRIVE_LOCKED, EACCES},        {ERROR_BROKEN_PIPE, EPIPE},
    {ERROR_DISK_FULL, ENOSPC},           {ERROR_INVALID_TARGET_HANDLE, EBADF},
    {ERROR_WAIT_NO_CHILDREN, ECHILD},    {ERROR_CHILD_NOT_COMPLETE, ECHILD},
    {ERROR_DIRECT_ACCESS_HANDLE, EBADF}, {ERROR_NEGATIVE_SEEK, EINVAL},
    {ERROR_SEEK_ON_DEVICE, EACCES},      {ERROR_DIR_NOT_EMPTY, CRT_ENOTEMPTY},
    {ERROR_NOT_LOCKED, EACCES},          {ERROR_BAD_PATHNAME, ENOENT},
    {ERROR_MAX_THRDS_REACHED, EAGAIN},   {ERROR_LOCK_FAILED, EACCES},
    {ERROR_ALREADY_EXISTS, EEXIST},      {ERROR_FILENAME_EXCED_RANGE, ENOENT},
    {ERROR_NESTING_NOT_ALLOWED, EAGAIN}, {ERROR_NO_UNICODE_TRANSLATION, CRT_EILSEQ},
    {ERROR_NOT_ENOUGH_QUOTA, ENOMEM},
};

int crt_map_error(DWORD error)
{
    int number = EINVAL;
    if (error >= ERROR_WRITE_PROTECT && error <= ERROR_SHARING_BUFFER_EXCEEDED)
        number = EACCES;
    else if (error >= ERROR_INVALID_STARTING_CODESEG && error <= ERROR_INFLOOP_IN_RELOC_CHAIN)
        number = ENOEXEC;
    for (size_t i = 0; i < countof(map); i++)
        if (map[i].error == error)
            number = map[i].number;
    crt_thread.error = number;
    crt_thread.doserrno = error;
    return -1;
}

int crt_last_error(void)
{
    return crt_map_error(teb_last_error());
}

int crt_fail(int error)
{
    crt_thread.error = error;
    crt_thread.doserrno = 0;
    return -1;
}

int *CDECL msvcrt__errno(void)
{
    return &crt_thread.error;
}

uint32_t *CDECL msvcrt___doserrno(void)
{
    return &crt_thread.doserrno;
}

int CDECL msvcrt__get_errno(int *value)
{
    if (!value)
        return crt_invalid(EINVAL);
    *value = crt_thread.error;
    return 0;
}

int CDECL msvcrt__set_errno(int value)
{
    crt_thread.error = value;
    return 0;
}

int CDECL msvcrt__get_doserrno(uint32_t *value)
{
    if (!value)
        return crt_invalid(EINVAL);
    *value = crt_thread.doserrno;
    return 0;
}

int CDECL msvcrt__set_doserrno(uint32_t value)
{
    crt_thread.doserrno = value;
    return 0;
}

WCHAR *crt_path(const char *path)
{
    if (!path) {
        crt_invalid(EINVAL);
        return NULL;
    }
    WCHAR *wide = crt_widen(path);
    if (!wide)
        crt_fail(ENOMEM);
    return wide;
}
