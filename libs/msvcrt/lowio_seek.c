/* SPDX-License-Identifier: MIT
 *
 * io.h: where a descriptor stands, how long its file is, and locks on parts of it.
 */
#include "lowio.h"

int64_t fd_seek_locked(int fd, struct ioinfo *info, int64_t offset, int origin)
{
    LARGE_INTEGER distance = {.QuadPart = offset}, position;
    struct fd_state *state = fd_state(fd);
    if ((unsigned)origin > FILE_END)
        return crt_fail(EINVAL);
    if (!SetFilePointerEx(info->osfhnd, distance, &position, (DWORD)origin))
        return crt_last_error();
    info->osfile &= (uint8_t)~FD_EOF;
    if (offset || origin != FILE_CURRENT)
        state->held = 0, state->hold_unit = 0, state->raw_read = 0;
    return position.QuadPart;
}

int64_t CDECL msvcrt__lseeki64(int fd, int64_t offset, int origin)
{
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return -1;
    int64_t position = fd_seek_locked(fd, info, offset, origin);
    fd_leave(info);
    return position;
}

int32_t CDECL msvcrt__lseek(int fd, int32_t offset, int origin)
{
    int64_t position = msvcrt__lseeki64(fd, offset, origin);
    return position > INT32_MAX ? crt_fail(EINVAL) : (int32_t)position;
}

int64_t CDECL msvcrt__telli64(int fd)
{
    return msvcrt__lseeki64(fd, 0, FILE_CURRENT);
}

int32_t CDECL msvcrt__tell(int fd)
{
    return msvcrt__lseek(fd, 0, FILE_CURRENT);
}

static int64_t length_locked(int fd, struct ioinfo *info)
{
    int64_t here = fd_seek_locked(fd, info, 0, FILE_CURRENT);
    LARGE_INTEGER end, back = {.QuadPart = here};
    if (here < 0)
        return -1;
    if (!SetFilePointerEx(info->osfhnd, (LARGE_INTEGER){.QuadPart = 0}, &end, FILE_END))
        return crt_last_error();
    if (end.QuadPart != here)
        SetFilePointerEx(info->osfhnd, back, NULL, FILE_BEGIN);
    return end.QuadPart;
}

int64_t CDECL msvcrt__filelengthi64(int fd)
{
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return -1;
    int64_t length = length_locked(fd, info);
    fd_leave(info);
    return length;
}

int32_t CDECL msvcrt__filelength(int fd)
{
    int64_t length = msvcrt__filelengthi64(fd);
    return length > INT32_MAX ? crt_fail(EINVAL) : (int32_t)length;
}

int CDECL msvcrt__eof(int fd)
{
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return -1;
    int64_t length = length_locked(fd, info);
    int64_t here = length < 0 ? -1 : fd_seek_locked(fd, info, 0, FILE_CURRENT);
    fd_leave(info);
    return here < 0 ? -1 : here >= length;
}

int CDECL msvcrt__chsize_s(int fd, int64_t size)
{
    if (size < 0) {
        crt_fail(crt_invalid(EINVAL));
        return EINVAL;
    }
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return EBADF;
    int error = 0;
    int64_t here = fd_seek_locked(fd, info, 0, FILE_CURRENT);
    if (here < 0 || fd_seek_locked(fd, info, size, FILE_BEGIN) < 0) {
        error = crt_thread.error;
    } else {
        if (!SetEndOfFile(info->osfhnd)) {
            crt_last_error();
            error = crt_thread.error = EACCES; /* as documented, whatever the reason */
        }
        fd_seek_locked(fd, info, here, FILE_BEGIN);
    }
    fd_leave(info);
    return error;
}

int CDECL msvcrt__chsize(int fd, int32_t size)
{
    return msvcrt__chsize_s(fd, size) ? -1 : 0;
}

int CDECL msvcrt__locking(int fd, int mode, int32_t bytes)
{
    enum { UNLOCK, LOCK, TRY_LOCK, READ_LOCK, TRY_READ_LOCK };
    if (mode < UNLOCK || mode > TRY_READ_LOCK || bytes < 0)
        return crt_fail(crt_invalid(EINVAL));
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return -1;
    int result = -1;
    int64_t here = fd_seek_locked(fd, info, 0, FILE_CURRENT);
    HANDLE handle = info->osfhnd;
    fd_leave(info); /* waiting must not stop other threads */
    if (here < 0)
        return -1;
    DWORD low = (DWORD)here, high = (DWORD)(here >> 32);
    if (mode == UNLOCK) {
        result = UnlockFile(handle, low, high, (DWORD)bytes, 0) ? 0 : crt_last_error();
    } else {
        int attempts = mode == LOCK || mode == READ_LOCK ? 10 : 1;
        while (result && attempts--) {
            result = LockFile(handle, low, high, (DWORD)bytes, 0) ? 0 : crt_last_error();
            if (result && attempts)
                Sleep(1000);
        }
        if (result)
            crt_thread.error = mode == LOCK || mode == READ_LOCK ? CRT_EDEADLK : EACCES;
    }
    return result;
}
