/* SPDX-License-Identifier: MIT
 *
 * stdio.h: positions in streams. What has been read ahead is taken off the descriptor's position; in text
 * mode, where a line break is one byte here and perhaps two in the file, the file is looked at again to
 * count.
 */
#include "stream.h"

int64_t stream_tell(CRT_FILE *file)
{
    struct ioinfo *info = fd_enter(file->_file);
    if (!info)
        return -1;
    int64_t position = fd_seek_locked(file->_file, info, 0, FILE_CURRENT);
    uint32_t ahead = file->_cnt > 0 ? (uint32_t)file->_cnt : 0;
    if (position < 0 || !file->_base) {
        /* nothing is buffered */
    } else if (file->_flag & IO_WRITE) {
        bool text = info->osfile & FD_TEXT;
        if (info->osfile & FD_APPEND && file->_ptr > file->_base)
            position = fd_seek_locked(file->_file, info, 0, FILE_END);
        for (const char *at = file->_base; at < file->_ptr; at++)
            position += text && fd_state(file->_file)->encoding == FD_ANSI && *at == '\n' ? 2 : 1;
    } else if (ahead && (info->osfile & FD_TEXT) && file->_ptr >= file->_base) {
        uint32_t taken = (uint32_t)(file->_ptr - file->_base), all = fd_state(file->_file)->raw_read;
        int64_t raw = all ? fd_raw_size(file->_file, info, taken) : (int64_t)taken;
        position = raw < 0 ? -1 : all ? position - all + raw : position - ahead;
    } else {
        position -= ahead;
    }
    fd_leave(info);
    return position;
}

int stream_seek(CRT_FILE *file, int64_t offset, int origin)
{
    if (!(file->_flag & IO_IN_USE) || (unsigned)origin > FILE_END)
        return crt_fail(EINVAL);
    file->_flag &= ~IO_EOF;
    if (origin == FILE_CURRENT) {
        int64_t here = stream_tell(file);
        if (here < 0)
            return -1;
        offset += here;
        origin = FILE_BEGIN;
    }
    if (stream_flush(file))
        return -1;
    if (file->_flag & IO_RW)
        file->_flag &= ~(IO_READ | IO_WRITE);
    return msvcrt__lseeki64(file->_file, offset, origin) < 0 ? -1 : 0;
}

int CDECL msvcrt__fseeki64(CRT_FILE *file, int64_t offset, int origin)
{
    if (!file)
        return crt_fail(crt_invalid(EINVAL));
    stream_lock(file);
    int result = stream_seek(file, offset, origin);
    stream_unlock(file);
    return result;
}

int CDECL msvcrt_fseek(CRT_FILE *file, int32_t offset, int origin)
{
    return msvcrt__fseeki64(file, offset, origin);
}

int64_t CDECL msvcrt__ftelli64(CRT_FILE *file)
{
    if (!file)
        return crt_fail(crt_invalid(EINVAL));
    stream_lock(file);
    int64_t position = stream_tell(file);
    stream_unlock(file);
    return position;
}

int32_t CDECL msvcrt_ftell(CRT_FILE *file)
{
    int64_t position = msvcrt__ftelli64(file);
    return position > INT32_MAX ? crt_fail(EINVAL) : (int32_t)position;
}

int CDECL msvcrt_fgetpos(CRT_FILE *file, int64_t *position)
{
    if (!file || !position)
        return crt_fail(crt_invalid(EINVAL));
    *position = msvcrt__ftelli64(file);
    return *position < 0 ? -1 : 0;
}

int CDECL msvcrt_fsetpos(CRT_FILE *file, const int64_t *position)
{
    if (!file || !position)
        return crt_fail(crt_invalid(EINVAL));
    return msvcrt__fseeki64(file, *position, FILE_BEGIN);
}

void CDECL msvcrt_rewind(CRT_FILE *file)
{
    if (!file) {
        crt_invalid(EINVAL);
        return;
    }
    stream_lock(file);
    stream_seek(file, 0, FILE_BEGIN);
    file->_flag &= ~IO_ERROR;
    stream_unlock(file);
}
