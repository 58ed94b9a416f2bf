/* SPDX-License-Identifier: MIT
 *
 * stdio.h: the functions on streams that take no lock, for programs that hold it by _lock_file, or have one
 * thread alone; and what Microsoft's C++ streams ask of a FILE, which is opaque since the UCRT.
 */
#include <string.h>
#include "../msvcrt/stream.h"

int CDECL msvcrt__fclose_nolock(CRT_FILE *file)
{
    return file ? stream_close(file) : stream_refuse();
}

int CDECL msvcrt__fflush_nolock(CRT_FILE *file)
{
    int CDECL msvcrt_fflush(CRT_FILE * every);
    int CDECL msvcrt__commit(int fd);
    if (!file)
        return msvcrt_fflush(NULL);
    if (stream_flush(file))
        return CRT_EOF;
    return file->_flag & IO_COMMIT && msvcrt__commit(file->_file) ? CRT_EOF : 0;
}

/* ---- bytes ---- */

int CDECL msvcrt__fgetc_nolock(CRT_FILE *file)
{
    return file ? stream_get(file) : stream_refuse();
}

int CDECL msvcrt__fputc_nolock(int c, CRT_FILE *file)
{
    return file ? stream_put(file, c) : stream_refuse();
}

int CDECL msvcrt__ungetc_nolock(int c, CRT_FILE *file)
{
    return file ? stream_unget(file, c) : stream_refuse();
}

/* Whether there is anything to do; *total: the bytes. */
static bool block_wanted(const void *buffer, size_t size, size_t count, CRT_FILE *file, size_t *total)
{
    if (!size || !count)
        return false;
    if (file && buffer && !__builtin_mul_overflow(size, count, total))
        return true;
    stream_refuse();
    return false;
}

size_t CDECL msvcrt__fread_nolock(void *buffer, size_t size, size_t count, CRT_FILE *file)
{
    size_t total;
    return block_wanted(buffer, size, count, file, &total) ? stream_read(file, buffer, total) / size : 0;
}

size_t CDECL msvcrt__fread_nolock_s(void *buffer, size_t buffer_size, size_t size, size_t count,
                                    CRT_FILE *file)
{
    if (size && count && size > buffer_size / count) {
        if (buffer)
            memset(buffer, 0, buffer_size);
        crt_fail(crt_invalid(ERANGE));
        return 0;
    }
    return msvcrt__fread_nolock(buffer, size, count, file);
}

size_t CDECL msvcrt__fwrite_nolock(const void *buffer, size_t size, size_t count, CRT_FILE *file)
{
    size_t total;
    return block_wanted(buffer, size, count, file, &total) ? stream_write(file, buffer, total) / size : 0;
}

/* ---- wide characters ---- */

WORD CDECL msvcrt__fgetwc_nolock(CRT_FILE *file)
{
    return (WORD)(file ? (int)stream_get_wide(file) : stream_refuse());
}

WORD CDECL msvcrt__fputwc_nolock(WCHAR c, CRT_FILE *file)
{
    if (!file)
        return (WORD)stream_refuse();
    return stream_put_wide(file, &c, 1) ? c : CRT_WEOF;
}

WORD CDECL msvcrt__ungetwc_nolock(WORD c, CRT_FILE *file)
{
    return (WORD)(file ? (int)stream_unget_wide(file, c) : stream_refuse());
}

/* ---- positions ---- */

int CDECL msvcrt__fseeki64_nolock(CRT_FILE *file, int64_t offset, int origin)
{
    return file ? stream_seek(file, offset, origin) : stream_refuse();
}

int CDECL msvcrt__fseek_nolock(CRT_FILE *file, int32_t offset, int origin)
{
    return msvcrt__fseeki64_nolock(file, offset, origin);
}

int64_t CDECL msvcrt__ftelli64_nolock(CRT_FILE *file)
{
    return file ? stream_tell(file) : stream_refuse();
}

int32_t CDECL msvcrt__ftell_nolock(CRT_FILE *file)
{
    int64_t position = msvcrt__ftelli64_nolock(file);
    return position > INT32_MAX ? crt_fail(EINVAL) : (int32_t)position;
}

/* ---- the fields of a FILE ---- */

int CDECL msvcrt__get_stream_buffer_pointers(CRT_FILE *file, char ***base, char ***at, int **count)
{
    if (!file)
        return crt_invalid(EINVAL);
    if (base)
        *base = &file->_base;
    if (at)
        *at = &file->_ptr;
    if (count)
        *count = &file->_cnt;
    return 0;
}
