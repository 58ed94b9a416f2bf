/* SPDX-License-Identifier: MIT
 *
 * stdio.h: bytes in and out of streams, one at a time, by the line and by the block.
 */
#include <rtl/exception.h>
#include <string.h>
#include "stream.h"

int stream_unget(CRT_FILE *file, int c)
{
    /* A stream that is read, or could be. */
    if (c == CRT_EOF || !((file->_flag & IO_READ) || ((file->_flag & IO_RW) && !(file->_flag & IO_WRITE))))
        return CRT_EOF;
    if (!file->_base) {
        if (file->_flag & IO_NBF) {
            file->_base = file->_ptr = (char *)&file->_charbuf;
            file->_bufsiz = 2;
        } else {
            stream_make_buffer(file);
        }
    }
    if (file->_ptr == file->_base) {
        if (file->_cnt > 0)
            return CRT_EOF; /* no room before what is there */
        file->_ptr++;
        file->_cnt = 0;
    }
    if (file->_cnt < 0)
        file->_cnt = 0;
    file->_ptr--;
    if (!(file->_flag & IO_STRING) || *file->_ptr != (char)c)
        *file->_ptr = (char)c;
    file->_cnt++;
    file->_flag = (file->_flag & ~IO_EOF) | IO_READ;
    return (unsigned char)c;
}

static bool write_text(CRT_FILE *file, const char *text)
{
    size_t size = strlen(text);
    return stream_write(file, text, size) == size;
}

#define UNIT        char
#define ARGUMENT    int
#define RESULT      int
#define END         CRT_EOF
#define NAME(a, b)  msvcrt_##a##b
#define GET         stream_get
#define UNGET       stream_unget
#define PUT         stream_put
#define WRITE_TEXT  write_text
#define TEXT_LENGTH strlen
#include "stream_template.h"

/* ---- in ---- */

char *CDECL msvcrt_fgets(char *buffer, int size, CRT_FILE *file)
{
    if (!file || !buffer || size <= 0) {
        if (size || !file)
            crt_fail(crt_invalid(EINVAL));
        return NULL;
    }
    char *to = buffer, *last = buffer + size - 1;
    guest_touch(buffer, 1);
    stream_lock(file);
    while (to < last) {
        if (file->_cnt > 0) { /* up to the line's end in one piece */
            size_t most = (size_t)(last - to) < (size_t)file->_cnt ? (size_t)(last - to) : (size_t)file->_cnt;
            char *line = memchr(file->_ptr, '\n', most);
            size_t part = line ? (size_t)(line + 1 - file->_ptr) : most;
            memcpy(to, file->_ptr, part);
            to += part;
            file->_ptr += part;
            file->_cnt -= (int)part;
            if (line)
                break;
            continue;
        }
        int c = stream_fill(file);
        if (c == CRT_EOF) {
            if (to == buffer)
                to = NULL;
            break;
        }
        *to++ = (char)c;
        if (c == '\n')
            break;
    }
    stream_unlock(file);
    if (!to)
        return NULL;
    *to = 0;
    return buffer;
}

char *CDECL msvcrt_gets(char *buffer)
{
    return get_line(buffer, SIZE_MAX);
}

char *CDECL msvcrt_gets_s(char *buffer, size_t size)
{
    return get_line(buffer, size);
}

struct transfer {
    CRT_FILE *file;
    void *buffer;
    size_t size;
};

static int64_t read_body(void *argument)
{
    struct transfer *transfer = argument;
    return (int64_t)stream_read(transfer->file, transfer->buffer, transfer->size);
}

static void unlock_read(void *argument)
{
    stream_unlock(((struct transfer *)argument)->file);
}

size_t CDECL msvcrt_fread(void *buffer, size_t size, size_t count, CRT_FILE *file)
{
    size_t total;
    if (!size || !count)
        return 0;
    if (!file || !buffer || __builtin_mul_overflow(size, count, &total)) {
        crt_fail(crt_invalid(EINVAL));
        return 0;
    }
    struct transfer transfer = {file, buffer, total};
    stream_lock(file);
    size_t got = (size_t)exception_protected(read_body, &transfer, unlock_read);
    stream_unlock(file);
    return got == total ? count : got / size;
}

size_t CDECL msvcrt_fread_s(void *buffer, size_t buffer_size, size_t size, size_t count, CRT_FILE *file)
{
    if (size && count && size > buffer_size / count) {
        if (buffer)
            memset(buffer, 0, buffer_size);
        crt_fail(crt_invalid(ERANGE));
        return 0;
    }
    return msvcrt_fread(buffer, size, count, file);
}

int CDECL msvcrt__getw(CRT_FILE *file)
{
    int value;
    if (!file)
        return crt_fail(crt_invalid(EINVAL));
    return msvcrt_fread(&value, sizeof(value), 1, file) == 1 ? value : CRT_EOF;
}

/* ---- out ---- */

int CDECL msvcrt_puts(const char *text)
{
    char line[512];
    if (!text)
        return crt_fail(crt_invalid(EINVAL));
    size_t size = strlen(text);
    int result = CRT_EOF;
    stream_lock(crt_stdout);
    if (size < sizeof(line)) { /* on a console, in one piece */
        memcpy(line, text, size);
        line[size] = '\n';
        if (stream_write(crt_stdout, line, size + 1) == size + 1)
            result = 0;
    } else if (stream_write(crt_stdout, text, size) == size && stream_put(crt_stdout, '\n') != CRT_EOF) {
        result = 0;
    }
    stream_unlock(crt_stdout);
    return result;
}

size_t CDECL msvcrt_fwrite(const void *buffer, size_t size, size_t count, CRT_FILE *file)
{
    size_t total;
    if (!size || !count)
        return 0;
    if (!file || !buffer || __builtin_mul_overflow(size, count, &total)) {
        crt_fail(crt_invalid(EINVAL));
        return 0;
    }
    guest_touch(buffer, total);
    stream_lock(file);
    size_t put = stream_write(file, buffer, total);
    stream_unlock(file);
    return put == total ? count : put / size;
}

int CDECL msvcrt__putw(int value, CRT_FILE *file)
{
    if (!file)
        return crt_fail(crt_invalid(EINVAL));
    return msvcrt_fwrite(&value, sizeof(value), 1, file) == 1 ? value : CRT_EOF;
}

/* ---- state ---- */

int CDECL msvcrt_feof(CRT_FILE *file)
{
    if (!file) {
        crt_fail(crt_invalid(EINVAL));
        return 0;
    }
    return file->_flag & IO_EOF;
}

int CDECL msvcrt_ferror(CRT_FILE *file)
{
    if (!file) {
        crt_fail(crt_invalid(EINVAL));
        return 0;
    }
    return file->_flag & IO_ERROR;
}

int CDECL msvcrt_clearerr_s(CRT_FILE *file)
{
    if (!file)
        return crt_invalid(EINVAL);
    stream_lock(file);
    file->_flag &= ~(IO_EOF | IO_ERROR);
    struct ioinfo *info = file->_flag & IO_IN_USE ? fd_find(file->_file) : NULL;
    if (info)
        info->osfile &= (uint8_t)~FD_EOF;
    stream_unlock(file);
    return 0;
}

void CDECL msvcrt_clearerr(CRT_FILE *file)
{
    msvcrt_clearerr_s(file);
}

/* ---- errors as text ---- */

char *CDECL msvcrt_strerror(int error);

void CDECL msvcrt_perror(const char *message)
{
    const char *text = msvcrt_strerror(crt_thread.error);
    size_t length = message ? strlen(message) : 0; /* may fault: not under the lock */
    stream_lock(crt_stderr);
    if (length) {
        stream_write(crt_stderr, message, length);
        stream_write(crt_stderr, ": ", 2);
    }
    stream_write(crt_stderr, text, strlen(text));
    stream_write(crt_stderr, "\n", 1);
    stream_unlock(crt_stderr);
}

void CDECL msvcrt__wperror(const WCHAR *message)
{
    char *narrow = message && *message ? crt_narrow(message) : NULL;
    msvcrt_perror(narrow);
    msvcrt_free(narrow);
}
