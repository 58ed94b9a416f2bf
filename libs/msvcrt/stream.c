/* SPDX-License-Identifier: MIT
 *
 * stdio.h: the table of streams, their locks and buffers, and what everything else rests upon: filling,
 * flushing, closing. Rules are Microsoft's: a stream has no buffer until it is first used; 4096 bytes then;
 * line buffering is full buffering; nothing is written behind the program's back, but at exit.
 */
#include <string.h>
#include "stream.h"

#define STREAM_MOST 2048

struct filex { /* Microsoft's _FILEX: mingw-w64's _lock_file knows it */
    CRT_FILE file;
    RTL_CRITICAL_SECTION lock;
};

static struct filex *others[STREAM_MOST - IOB_COUNT];
static int others_count; /* made so far; they are never freed */
static int most_streams = 512;
extern int msvcrt__commode;

static bool in_iob(const CRT_FILE *file)
{
    return file >= msvcrt__iob && file < msvcrt__iob + IOB_COUNT;
}

void CDECL stream_lock(CRT_FILE *file)
{
    if (in_iob(file))
        msvcrt__lock(CRT_LOCK_STREAM + (int)(file - msvcrt__iob));
    else
        RtlEnterCriticalSection(&((struct filex *)file)->lock);
}

void CDECL stream_unlock(CRT_FILE *file)
{
    if (in_iob(file))
        msvcrt__unlock(CRT_LOCK_STREAM + (int)(file - msvcrt__iob));
    else
        RtlLeaveCriticalSection(&((struct filex *)file)->lock);
}

void stdio_attach(void)
{
    fd_attach();
    for (int i = 0; i < IOB_COUNT; i++)
        msvcrt__iob[i]._file = i < 3 ? i : -1;
    crt_stdin->_flag = IO_READ;
    crt_stdout->_flag = IO_WRITE;
    crt_stderr->_flag = IO_WRITE | IO_NBF;
}

CRT_FILE *stream_allocate(void)
{
    CRT_FILE *found = NULL;
    msvcrt__lock(CRT_LOCK_IOB_SCAN);
    for (int i = 3; i < IOB_COUNT && !found; i++)
        if (!(msvcrt__iob[i]._flag & (IO_IN_USE | IO_STRING)))
            found = &msvcrt__iob[i];
    for (int i = 0; i < others_count && !found; i++)
        if (!(others[i]->file._flag & (IO_IN_USE | IO_STRING)))
            found = &others[i]->file;
    if (!found && others_count + IOB_COUNT < most_streams) {
        struct filex *made = msvcrt_calloc(1, sizeof(*made));
        if (made) {
            RtlInitializeCriticalSection(&made->lock);
            others[others_count++] = made;
            found = &made->file;
        }
    }
    if (found) {
        stream_lock(found);
        *found = (CRT_FILE){._file = -1, ._flag = IO_STRING};
    }
    msvcrt__unlock(CRT_LOCK_IOB_SCAN);
    if (!found)
        crt_fail(EMFILE);
    return found;
}

int stream_for_each(int (*visit)(CRT_FILE *file))
{
    int sum = 0;
    msvcrt__lock(CRT_LOCK_IOB_SCAN);
    int count = IOB_COUNT + others_count;
    msvcrt__unlock(CRT_LOCK_IOB_SCAN);
    for (int i = 0; i < count; i++) {
        CRT_FILE *file = i < IOB_COUNT ? &msvcrt__iob[i] : &others[i - IOB_COUNT]->file;
        if (!(file->_flag & IO_IN_USE))
            continue;
        stream_lock(file);
        if (file->_flag & IO_IN_USE)
            sum += visit(file);
        stream_unlock(file);
    }
    return sum;
}

int CDECL stream_refuse(void)
{
    return crt_fail(crt_invalid(EINVAL));
}

/* ---- buffers ---- */

void stream_make_buffer(CRT_FILE *file)
{
    file->_base = msvcrt_malloc(STREAM_BUFFER);
    if (file->_base) {
        file->_flag |= IO_MYBUF;
        file->_bufsiz = STREAM_BUFFER;
    } else {
        file->_flag |= IO_NBF;
        file->_base = (char *)&file->_charbuf;
        file->_bufsiz = 2;
    }
    file->_ptr = file->_base;
    file->_cnt = 0;
}

void stream_drop_buffer(CRT_FILE *file)
{
    if (file->_flag & IO_MYBUF)
        msvcrt_free(file->_base);
    file->_flag &= ~(IO_MYBUF | IO_YOURBUF);
    file->_base = file->_ptr = NULL;
    file->_cnt = 0;
}

/* A stream about to be written to that has no buffer and shall have none. */
static bool is_direct(CRT_FILE *file)
{
    return file->_flag & IO_NBF || (!stream_has_buffer(file) && (file == crt_stdout || file == crt_stderr) &&
                                    fd_is_console(file->_file));
}

static bool write_out(CRT_FILE *file, const void *bytes, size_t size)
{
    int CDECL msvcrt__write(int fd, const void *buffer, unsigned count);
    while (size) {
        unsigned part = size < 0x40000000 ? (unsigned)size : 0x40000000;
        int put = msvcrt__write(file->_file, bytes, part);
        if (put <= 0) {
            file->_flag |= IO_ERROR;
            return false;
        }
        bytes = (const char *)bytes + put;
        size -= (unsigned)put;
    }
    return true;
}

int stream_flush(CRT_FILE *file)
{
    int result = 0;
    if ((file->_flag & (IO_READ | IO_WRITE)) == IO_WRITE) {
        size_t size = stream_has_buffer(file) ? (size_t)(file->_ptr - file->_base) : 0;
        if (size && !write_out(file, file->_base, size))
            result = CRT_EOF;
        else if (file->_flag & IO_RW) /* what comes next may be reading */
            file->_flag &= ~IO_WRITE;
    }
    file->_ptr = file->_base;
    file->_cnt = 0;
    return result;
}

int CDECL stream_fill(CRT_FILE *file)
{
    int CDECL msvcrt__read(int fd, void *buffer, unsigned size);
    file->_cnt = 0;
    if (!(file->_flag & IO_IN_USE) || file->_flag & IO_STRING) {
        file->_flag |= IO_EOF;
        return CRT_EOF;
    }
    if (file->_flag & IO_WRITE) {
        file->_flag |= IO_ERROR;
        crt_fail(EBADF);
        return CRT_EOF;
    }
    file->_flag |= IO_READ;
    if (file->_flag & IO_NBF && !file->_base) {
        file->_base = (char *)&file->_charbuf;
        file->_bufsiz = 2;
    } else if (!file->_base) {
        stream_make_buffer(file);
    }
    file->_ptr = file->_base;
    /* Unbuffered: a byte, or the unit of a UTF text mode. */
    struct ioinfo *info = file->_flag & IO_NBF ? fd_find(file->_file) : NULL;
    bool unit = info && info->osfile & FD_TEXT && fd_state(file->_file)->encoding != FD_ANSI;
    int got = msvcrt__read(file->_file, file->_base, info && !unit ? 1 : (unsigned)file->_bufsiz);
    if (got <= 0) {
        file->_flag |= got ? IO_ERROR : IO_EOF;
        return CRT_EOF;
    }
    file->_cnt = got - 1;
    return (unsigned char)*file->_ptr++;
}

/* Makes a stream ready to be written to. */
static bool begin_writing(CRT_FILE *file)
{
    if (!(file->_flag & (IO_WRITE | IO_RW)) || file->_flag & IO_STRING) {
        crt_fail(EBADF);
        file->_flag |= IO_ERROR;
        return false;
    }
    if (file->_flag & IO_READ) { /* after reading, only at the end of the file */
        file->_cnt = 0;
        if (!(file->_flag & IO_EOF)) {
            file->_flag |= IO_ERROR;
            return false;
        }
        file->_ptr = file->_base;
        file->_flag &= ~IO_READ;
    }
    if (!(file->_flag & IO_WRITE) || file->_flag & IO_EOF) {
        file->_flag = (file->_flag | IO_WRITE) & ~IO_EOF;
        file->_cnt = 0;
    }
    if (!stream_has_buffer(file) && !is_direct(file))
        stream_make_buffer(file);
    return true;
}

int CDECL stream_overflow(CRT_FILE *file, int c)
{
    char byte = (char)c;
    file->_cnt = 0;
    if (!begin_writing(file))
        return CRT_EOF;
    if (!stream_has_buffer(file))
        return write_out(file, &byte, 1) ? (unsigned char)c : CRT_EOF;
    size_t size = (size_t)(file->_ptr - file->_base);
    bool good = !size || write_out(file, file->_base, size);
    file->_base[0] = byte;
    file->_ptr = file->_base + 1;
    file->_cnt = file->_bufsiz - 1;
    return good ? (unsigned char)c : CRT_EOF;
}

size_t stream_write(CRT_FILE *file, const void *bytes, size_t size)
{
    const char *from = bytes;
    size_t left = size;
    if (!size)
        return 0;
    /* A buffer in use for writing has its room in _cnt; before the first write, _cnt is 0. */
    if (file->_cnt <= 0 || !(file->_flag & IO_WRITE)) {
        if (!begin_writing(file))
            return 0;
        if (stream_has_buffer(file) && file->_ptr == file->_base)
            file->_cnt = file->_bufsiz;
    }
    if (!stream_has_buffer(file))
        return write_out(file, bytes, size) ? size : 0;
    while (left) {
        if (left <= (size_t)(file->_cnt > 0 ? file->_cnt : 0)) {
            memcpy(file->_ptr, from, left);
            file->_ptr += left;
            file->_cnt -= (int)left;
            return size;
        }
        if (file->_ptr > file->_base) {
            /* Fill the buffer up, so that it goes out in one whole. */
            size_t room = file->_cnt > 0 ? (size_t)file->_cnt : 0;
            memcpy(file->_ptr, from, room);
            from += room;
            left -= room;
            file->_ptr += room;
            bool good = write_out(file, file->_base, (size_t)(file->_ptr - file->_base));
            file->_ptr = file->_base;
            file->_cnt = file->_bufsiz;
            if (!good) {
                file->_cnt = 0;
                return size - left;
            }
        } else {
            size_t whole = left - left % (unsigned)file->_bufsiz;
            file->_cnt = file->_bufsiz;
            if (whole) {
                if (!write_out(file, from, whole)) {
                    file->_cnt = 0;
                    return size - left;
                }
                from += whole;
                left -= whole;
            }
        }
    }
    return size;
}

size_t stream_read(CRT_FILE *file, void *buffer, size_t size)
{
    int CDECL msvcrt__read(int fd, void *bytes, unsigned count);
    char *to = buffer;
    size_t left = size;
    while (left) {
        if (file->_cnt > 0) {
            size_t part = left < (size_t)file->_cnt ? left : (size_t)file->_cnt;
            memcpy(to, file->_ptr, part);
            file->_ptr += part;
            file->_cnt -= (int)part;
            to += part;
            left -= part;
            continue;
        }
        size_t bufsiz = stream_has_buffer(file) ? (unsigned)file->_bufsiz : STREAM_BUFFER;
        bool plain = (file->_flag & (IO_READ | IO_WRITE | IO_STRING)) == IO_READ;
        if (plain && left >= bufsiz) { /* past the buffer */
            size_t part = left - left % bufsiz;
            int got = msvcrt__read(file->_file, to, part < 0x40000000 ? (unsigned)part : 0x40000000);
            if (got <= 0) {
                file->_flag |= got ? IO_ERROR : IO_EOF;
                break;
            }
            to += got;
            left -= (unsigned)got;
            continue;
        }
        int c = stream_fill(file);
        if (c == CRT_EOF)
            break;
        *to++ = (char)c;
        left--;
    }
    return size - left;
}

/* ---- closing ---- */

int stream_close(CRT_FILE *file)
{
    int result = CRT_EOF;
    if (file->_flag & IO_IN_USE) {
        result = stream_flush(file);
        stream_drop_buffer(file);
        if (msvcrt__close(file->_file) < 0)
            result = CRT_EOF;
        msvcrt_free(file->_tmpfname); /* the file itself goes with its last descriptor */
    }
    *file = (CRT_FILE){._file = -1};
    return result;
}

int CDECL msvcrt_fclose(CRT_FILE *file)
{
    if (!file) {
        crt_fail(crt_invalid(EINVAL));
        return CRT_EOF;
    }
    stream_lock(file);
    int result = stream_close(file);
    stream_unlock(file);
    return result;
}

static int close_one(CRT_FILE *file)
{
    return file != crt_stdin && file != crt_stdout && file != crt_stderr && stream_close(file) == 0;
}

int CDECL msvcrt__fcloseall(void)
{
    return stream_for_each(close_one);
}

static int flush_one(CRT_FILE *file)
{
    return stream_flush(file) == 0;
}

int CDECL msvcrt__flushall(void)
{
    return stream_for_each(flush_one);
}

static int flush_written(CRT_FILE *file)
{
    return file->_flag & IO_WRITE && stream_flush(file);
}

int CDECL msvcrt_fflush(CRT_FILE *file)
{
    if (!file)
        return stream_for_each(flush_written) ? CRT_EOF : 0;
    stream_lock(file);
    int result = stream_flush(file);
    if (!result && file->_flag & IO_COMMIT) {
        int CDECL msvcrt__commit(int fd);
        result = msvcrt__commit(file->_file) ? CRT_EOF : 0;
    }
    stream_unlock(file);
    return result;
}

static int drop_temporary(CRT_FILE *file)
{
    return file->_tmpfname && stream_close(file) == 0;
}

int CDECL msvcrt__rmtmp(void)
{
    return stream_for_each(drop_temporary);
}

void stdio_exit(void)
{
    stream_for_each(flush_written);
}

/* The process ends without exit(): other threads are gone, and whatever locks they held stay held. */
void stdio_detach(void)
{
    for (int i = 0; i < IOB_COUNT + others_count; i++) {
        CRT_FILE *file = i < IOB_COUNT ? &msvcrt__iob[i] : &others[i - IOB_COUNT]->file;
        bool written = (file->_flag & (IO_READ | IO_WRITE)) == IO_WRITE && stream_has_buffer(file);
        struct ioinfo *info = written && file->_ptr > file->_base ? fd_find(file->_file) : NULL;
        if (info)
            fd_write_locked(file->_file, info, file->_base, (unsigned)(file->_ptr - file->_base));
        if (written)
            file->_ptr = file->_base;
    }
}

/* ---- what old macros and programs ask for ---- */

int CDECL msvcrt__filbuf(CRT_FILE *file)
{
    return stream_fill(file);
}

int CDECL msvcrt__flsbuf(int c, CRT_FILE *file)
{
    return stream_overflow(file, c);
}

CRT_FILE *CDECL msvcrt___iob_func(void)
{
    return msvcrt__iob;
}

void CDECL msvcrt__lock_file(CRT_FILE *file)
{
    stream_lock(file);
}

void CDECL msvcrt__unlock_file(CRT_FILE *file)
{
    stream_unlock(file);
}

int CDECL msvcrt__getmaxstdio(void)
{
    return most_streams;
}

int CDECL msvcrt__setmaxstdio(int count)
{
    if (count < IOB_COUNT || count > STREAM_MOST || count < IOB_COUNT + others_count) {
        crt_fail(crt_invalid(EINVAL));
        return -1;
    }
    return most_streams = count;
}
