/* SPDX-License-Identifier: MIT
 *
 * Streams. A FILE is laid out as Microsoft's, whose fields old macros (getc, putc) and start-up code touch.
 * The first twenty live in the DLL's data, the others, with a lock of their own behind them, on the heap.
 *
 * A stream is "direct" when nothing is kept back: stderr, a stream set to _IONBF, stdout on a console.
 */
#ifndef DECANT_MSVCRT_STREAM_H
#define DECANT_MSVCRT_STREAM_H

#include "format.h"
#include "lowio.h"

typedef struct {
    char *_ptr; /* next byte */
    int _cnt;   /* bytes to read, or room to write */
    char *_base;
    int _flag; /* IO_* */
    int _file; /* descriptor */
    int _charbuf;
    int _bufsiz;
    char *_tmpfname;
} CRT_FILE;
ASSERT_SIZE(CRT_FILE, 48, 32);

#define IO_READ    0x0001
#define IO_WRITE   0x0002
#define IO_NBF     0x0004 /* unbuffered */
#define IO_MYBUF   0x0008 /* the buffer is ours */
#define IO_EOF     0x0010
#define IO_ERROR   0x0020
#define IO_STRING  0x0040
#define IO_RW      0x0080
#define IO_YOURBUF 0x0100 /* the buffer is the program's */
#define IO_SETVBUF 0x0400
#define IO_COMMIT  0x4000
#define IO_LOCKED  0x8000
#define IO_IN_USE  (IO_READ | IO_WRITE | IO_RW)

#define STREAM_BUFFER 4096
#define IOB_COUNT     20
#define CRT_EOF       (-1)
#define CRT_WEOF      0xFFFF

extern CRT_FILE msvcrt__iob[IOB_COUNT];
#define crt_stdin  (&msvcrt__iob[0])
#define crt_stdout (&msvcrt__iob[1])
#define crt_stderr (&msvcrt__iob[2])

/* These five are ms_abi, as those who call them are: an exported fputc then has no vector registers to save.
 */
void CDECL stream_lock(CRT_FILE *file);
void CDECL stream_unlock(CRT_FILE *file);
__attribute__((cold)) int CDECL stream_refuse(void); /* a bad argument: EINVAL; is -1 */
int CDECL stream_fill(CRT_FILE *file);               /* the next byte, or CRT_EOF */
int CDECL stream_overflow(CRT_FILE *file, int c);    /* puts a byte where there is no room */
/* A free stream, locked and marked in use by IO_STRING; NULL with EMFILE. */
CRT_FILE *stream_allocate(void);
/* Calls for every open stream, each locked; adds up what `visit` returns. */
int stream_for_each(int (*visit)(CRT_FILE *file));

/* All of these want the stream locked. */
int stream_flush(CRT_FILE *file);
int stream_close(CRT_FILE *file);
void stream_make_buffer(CRT_FILE *file);
void stream_drop_buffer(CRT_FILE *file);
size_t stream_read(CRT_FILE *file, void *buffer, size_t size);
size_t stream_write(CRT_FILE *file, const void *bytes, size_t size);
/* Units as the stream's mode has them: bytes in the locale's code page, or UTF-16. False: an unknown
 * character or a write error. */
bool stream_put_wide(CRT_FILE *file, const WCHAR *units, size_t count);
/* The next unit, or CRT_WEOF. */
unsigned stream_get_wide(CRT_FILE *file);
unsigned stream_unget_wide(CRT_FILE *file, unsigned c);
int stream_unget(CRT_FILE *file, int c);
int64_t stream_tell(CRT_FILE *file);
int stream_seek(CRT_FILE *file, int64_t offset, int origin);

static inline bool stream_has_buffer(const CRT_FILE *file)
{
    return file->_flag & (IO_MYBUF | IO_YOURBUF);
}

static inline int stream_get(CRT_FILE *file)
{
    return --file->_cnt >= 0 ? (unsigned char)*file->_ptr++ : stream_fill(file);
}

static inline int stream_put(CRT_FILE *file, int c)
{
    bool room = file->_flag & IO_WRITE && --file->_cnt >= 0;
    return room ? (unsigned char)(*file->_ptr++ = (char)c) : stream_overflow(file, c);
}

int CDECL msvcrt_fclose(CRT_FILE *file);

/* What printf and scanf need to know of the current locale, or of a guest's _locale_t. */
struct crt_locale;
struct format_locale crt_format_locale(const struct crt_locale *locale);

#endif
