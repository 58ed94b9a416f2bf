/* SPDX-License-Identifier: MIT
 *
 * stdio.h: fopen and its relatives, freopen, _fdopen, setvbuf, temporary files.
 */
#include <string.h>
#include "stream.h"

extern int msvcrt__commode, msvcrt__fmode;

struct mode {
    int flags;  /* of _open */
    int stream; /* IO_READ, IO_WRITE or IO_RW, perhaps with IO_COMMIT */
};

static bool match(const WCHAR **at, const char *word)
{
    const WCHAR *from = *at;
    for (; *word; word++, from++)
        if ((*from | 32) != (*word | 32))
            return false;
    if (*from && *from != ' ')
        return false;
    *at = from;
    return true;
}

/* "r", "w" or "a", then letters in any order, then perhaps ", ccs=UTF-8". */
static bool parse_mode(const WCHAR *text, struct mode *mode)
{
    *mode = (struct mode){.stream = msvcrt__commode & IO_COMMIT};
    if (!text)
        return false;
    while (*text == ' ')
        text++;
    switch (*text++) {
    case 'r':
        mode->stream |= IO_READ;
        break;
    case 'w':
        mode->flags = O_WRONLY_ | O_CREAT_ | O_TRUNC_;
        mode->stream |= IO_WRITE;
        break;
    case 'a':
        mode->flags = O_WRONLY_ | O_CREAT_ | O_APPEND_;
        mode->stream |= IO_WRITE;
        break;
    default:
        return false;
    }
    for (; *text && *text != ','; text++) {
        switch (*text) {
        case '+':
            mode->flags = (mode->flags & ~O_ACCMODE_) | O_RDWR_;
            mode->stream = (mode->stream & ~(IO_READ | IO_WRITE)) | IO_RW;
            break;
        case 'b':
            mode->flags |= O_BINARY_;
            break;
        case 't':
            mode->flags |= O_TEXT_;
            break;
        case 'c':
            mode->stream |= IO_COMMIT;
            break;
        case 'n':
            mode->stream &= ~IO_COMMIT;
            break;
        case 'S':
            mode->flags |= O_SEQUENTIAL_;
            break;
        case 'R':
            mode->flags |= O_RANDOM_;
            break;
        case 'T':
            mode->flags |= O_SHORT_LIVED_;
            break;
        case 'D':
            mode->flags |= O_TEMPORARY_;
            break;
        case 'N':
            mode->flags |= O_NOINHERIT_;
            break;
        case 'x':
            if (!(mode->flags & O_TRUNC_))
                return false;
            mode->flags |= O_EXCL_;
            break;
        case ' ':
            break;
        default:
            return false;
        }
    }
    if (mode->flags & O_BINARY_ && mode->flags & O_TEXT_)
        return false;
    if (*text == ',') {
        do
            text++;
        while (*text == ' ');
        if ((text[0] | 32) != 'c' || (text[1] | 32) != 'c' || (text[2] | 32) != 's')
            return false;
        text += 3;
        while (*text == ' ')
            text++;
        if (*text++ != '=')
            return false;
        while (*text == ' ')
            text++;
        if (match(&text, "UTF-8"))
            mode->flags |= O_U8TEXT_;
        else if (match(&text, "UTF-16LE"))
            mode->flags |= O_U16TEXT_;
        else if (match(&text, "UNICODE"))
            mode->flags |= O_WTEXT_;
        else
            return false;
    }
    return true;
}

/* Opens into a stream that is locked and free. */
static CRT_FILE *open_into(CRT_FILE *file, const WCHAR *path, const struct mode *mode, int share)
{
    int fd = fd_open_wide(path, mode->flags, share, S_IREAD_ | S_IWRITE_);
    if (fd < 0) {
        file->_flag = 0;
        return NULL;
    }
    *file = (CRT_FILE){._file = fd, ._flag = mode->stream};
    return file;
}

static CRT_FILE *open_stream(const WCHAR *path, const WCHAR *mode_text, int share)
{
    struct mode mode;
    if (!path || !parse_mode(mode_text, &mode)) {
        crt_fail(crt_invalid(EINVAL));
        return NULL;
    }
    if (!*path) {
        crt_fail(EINVAL);
        return NULL;
    }
    CRT_FILE *file = stream_allocate();
    if (!file)
        return NULL;
    CRT_FILE *result = open_into(file, path, &mode, share);
    stream_unlock(file);
    return result;
}

/* A mode as WCHARs: its characters are ASCII. */
static const WCHAR *widen_mode(const char *mode, WCHAR buffer[64])
{
    size_t i = 0;
    if (!mode)
        return NULL;
    for (; mode[i] && i < 63; i++)
        buffer[i] = (unsigned char)mode[i];
    buffer[i] = 0;
    return buffer;
}

CRT_FILE *CDECL msvcrt__wfsopen(const WCHAR *path, const WCHAR *mode, int share)
{
    return open_stream(path, mode, share);
}

CRT_FILE *CDECL msvcrt__fsopen(const char *path, const char *mode, int share)
{
    WCHAR buffer[64], *wide = crt_path(path);
    if (!wide)
        return NULL;
    CRT_FILE *file = open_stream(wide, widen_mode(mode, buffer), share);
    msvcrt_free(wide);
    return file;
}

CRT_FILE *CDECL msvcrt_fopen(const char *path, const char *mode)
{
    return msvcrt__fsopen(path, mode, SH_DENYNO_);
}

CRT_FILE *CDECL msvcrt__wfopen(const WCHAR *path, const WCHAR *mode)
{
    return open_stream(path, mode, SH_DENYNO_);
}

/* The secure forms share a file for reading only what they read. */
int CDECL msvcrt_fopen_s(CRT_FILE **file, const char *path, const char *mode)
{
    if (!file)
        return crt_invalid(EINVAL);
    *file = msvcrt__fsopen(path, mode, SH_SECURE_);
    return *file ? 0 : crt_thread.error;
}

int CDECL msvcrt__wfopen_s(CRT_FILE **file, const WCHAR *path, const WCHAR *mode)
{
    if (!file)
        return crt_invalid(EINVAL);
    *file = open_stream(path, mode, SH_SECURE_);
    return *file ? 0 : crt_thread.error;
}

static CRT_FILE *reopen(const WCHAR *path, const WCHAR *mode_text, CRT_FILE *file, int share)
{
    struct mode mode;
    if (!file || !path || !parse_mode(mode_text, &mode)) {
        crt_fail(crt_invalid(EINVAL));
        return NULL;
    }
    stream_lock(file);
    if (file->_flag & IO_IN_USE)
        stream_close(file);
    CRT_FILE *result = open_into(file, path, &mode, share);
    stream_unlock(file);
    return result;
}

CRT_FILE *CDECL msvcrt__wfreopen(const WCHAR *path, const WCHAR *mode, CRT_FILE *file)
{
    return reopen(path, mode, file, SH_DENYNO_);
}

CRT_FILE *CDECL msvcrt_freopen(const char *path, const char *mode, CRT_FILE *file)
{
    WCHAR buffer[64], *wide = crt_path(path);
    if (!wide)
        return NULL;
    CRT_FILE *result = reopen(wide, widen_mode(mode, buffer), file, SH_DENYNO_);
    msvcrt_free(wide);
    return result;
}

int CDECL msvcrt__wfreopen_s(CRT_FILE **result, const WCHAR *path, const WCHAR *mode, CRT_FILE *file)
{
    if (!result)
        return crt_invalid(EINVAL);
    *result = reopen(path, mode, file, SH_SECURE_);
    return *result ? 0 : crt_thread.error;
}

int CDECL msvcrt_freopen_s(CRT_FILE **result, const char *path, const char *mode, CRT_FILE *file)
{
    WCHAR buffer[64];
    if (!result)
        return crt_invalid(EINVAL);
    *result = NULL;
    WCHAR *wide = crt_path(path);
    if (!wide)
        return crt_thread.error;
    *result = reopen(wide, widen_mode(mode, buffer), file, SH_SECURE_);
    msvcrt_free(wide);
    return *result ? 0 : crt_thread.error;
}

/* ---- a stream over a descriptor ---- */

CRT_FILE *CDECL msvcrt__wfdopen(int fd, const WCHAR *mode_text)
{
    struct mode mode;
    if (!parse_mode(mode_text, &mode)) {
        crt_fail(crt_invalid(EINVAL));
        return NULL;
    }
    struct ioinfo *info = fd_get(fd);
    CRT_FILE *file = info ? stream_allocate() : NULL;
    if (!file)
        return NULL;
    int CDECL msvcrt__setmode(int descriptor, int to);
    if (mode.flags & (O_TEXT_ | O_BINARY_))
        msvcrt__setmode(fd, mode.flags & O_TEXT_ ? O_TEXT_ : O_BINARY_);
    if (mode.flags & O_UNICODE_)
        msvcrt__setmode(fd, mode.flags & O_U8TEXT_ ? O_U8TEXT_ : O_U16TEXT_);
    *file = (CRT_FILE){._file = fd, ._flag = mode.stream};
    stream_unlock(file);
    return file;
}

CRT_FILE *CDECL msvcrt__fdopen(int fd, const char *mode)
{
    WCHAR buffer[64];
    return msvcrt__wfdopen(fd, widen_mode(mode, buffer));
}

int CDECL msvcrt__fileno(CRT_FILE *file)
{
    if (!file)
        return crt_fail(crt_invalid(EINVAL));
    return file->_file;
}

/* ---- buffers ---- */

int CDECL msvcrt_setvbuf(CRT_FILE *file, char *buffer, int mode, size_t size)
{
    enum { FULL = 0, NONE = 4, LINE = 0x40 };
    if (!file || (mode != FULL && mode != NONE && mode != LINE) ||
        (mode != NONE && (size < 2 || size > INT32_MAX)))
        return crt_fail(crt_invalid(EINVAL));
    stream_lock(file);
    stream_flush(file);
    stream_drop_buffer(file);
    file->_flag &= ~(IO_NBF | IO_SETVBUF);
    int result = 0;
    if (mode == NONE) {
        file->_flag |= IO_NBF;
        file->_base = (char *)&file->_charbuf;
        file->_bufsiz = 2;
    } else {
        size &= ~(size_t)1;
        bool ours = !buffer;
        if (ours)
            buffer = msvcrt_malloc(size);
        if (buffer) {
            file->_flag |= (ours ? IO_MYBUF : IO_YOURBUF) | IO_SETVBUF;
            file->_base = buffer;
            file->_bufsiz = (int)size;
        } else {
            result = -1;
        }
    }
    file->_ptr = file->_base;
    file->_cnt = 0;
    stream_unlock(file);
    return result;
}

void CDECL msvcrt_setbuf(CRT_FILE *file, char *buffer)
{
    msvcrt_setvbuf(file, buffer, buffer ? 0 : 4, buffer ? 512 : 0);
}

/* ---- temporary files ---- */

static unsigned temporary_number;

static void append_number(WCHAR **at, unsigned value)
{
    WCHAR digits[8], *from = digits + countof(digits);
    do
        *--from = (WCHAR) "0123456789abcdefghijklmnopqrstuv"[value & 31];
    while (value >>= 5);
    while (from < digits + countof(digits))
        *(*at)++ = *from++;
}

/* s<process>.<number>, at most 13 characters: a buffer of L_tmpnam bytes holds it behind a backslash, or,
 * with the UCRT, where L_tmpnam is 260, behind the folder for temporary files. */
static void name_temporary(WCHAR *at, char first)
{
    *at++ = (WCHAR)first;
    append_number(&at, GetCurrentProcessId() & 0x1FFFFF);
    *at++ = '.';
    append_number(&at, __atomic_fetch_add(&temporary_number, 1, __ATOMIC_RELAXED) & 0x1FFFFFF);
    *at = 0;
}

#define TMPNAM_SIZE (CRT_IS_UCRT ? MAX_PATH : 32)

static bool exists(const WCHAR *path)
{
    return GetFileAttributesW(path) != 0xFFFFFFFF;
}

int CDECL msvcrt_tmpfile_s(CRT_FILE **result)
{
    WCHAR path[MAX_PATH + 16];
    struct mode mode = {
        O_CREAT_ | O_EXCL_ | O_RDWR_ | O_BINARY_ | O_TEMPORARY_ | O_SHORT_LIVED_ | O_NOINHERIT_, IO_RW};
    if (!result)
        return crt_invalid(EINVAL);
    *result = NULL;
    DWORD length = GetTempPathW(MAX_PATH + 1, path);
    if (!length || length > MAX_PATH)
        return crt_fail(ENOENT), ENOENT;
    CRT_FILE *file = stream_allocate();
    if (!file)
        return EMFILE;
    for (int attempt = 0; attempt < 4096 && !*result; attempt++) {
        name_temporary(path + length, 't');
        *result = open_into(file, path, &mode, SH_DENYRW_);
        if (!*result && crt_thread.error != EEXIST)
            break;
        if (!*result)
            file->_flag = IO_STRING; /* still ours */
    }
    if (*result)
        file->_tmpfname = crt_narrow(path); /* the mark that _rmtmp looks for */
    stream_unlock(file);
    return *result ? 0 : crt_thread.error;
}

CRT_FILE *CDECL msvcrt_tmpfile(void)
{
    CRT_FILE *file;
    return msvcrt_tmpfile_s(&file) ? NULL : file;
}

int CDECL msvcrt__wtmpnam_s(WCHAR *buffer, size_t size)
{
    WCHAR name[TMPNAM_SIZE + 32] = u"\\";
    DWORD folder = 1;
    if (!buffer || !size)
        return crt_invalid(EINVAL);
    if (CRT_IS_UCRT) {
        folder = GetTempPathW(TMPNAM_SIZE, name);
        if (!folder || folder >= TMPNAM_SIZE)
            return crt_fail(ENOENT), ENOENT;
    }
    do
        name_temporary(name + folder, 's');
    while (exists(name));
    size_t length = 0;
    while (name[length])
        length++;
    if (length + 1 > size)
        return crt_invalid(ERANGE); /* the buffer stays as it is, as documented */
    memcpy(buffer, name, (length + 1) * sizeof(WCHAR));
    return 0;
}

int CDECL msvcrt_tmpnam_s(char *buffer, size_t size)
{
    WCHAR name[TMPNAM_SIZE];
    if (!buffer || !size)
        return crt_invalid(EINVAL);
    int error = msvcrt__wtmpnam_s(name, size < countof(name) ? size : countof(name));
    if (error)
        return error;
    char *narrow = crt_narrow(name);
    size_t length = narrow ? strlen(narrow) : 0;
    error = !narrow ? ENOMEM : length < size ? 0 : crt_invalid(ERANGE);
    if (!error)
        memcpy(buffer, narrow, length + 1);
    msvcrt_free(narrow);
    return error;
}

WCHAR *CDECL msvcrt__wtmpnam(WCHAR *buffer)
{
    static _Thread_local WCHAR own[TMPNAM_SIZE];
    WCHAR *to = buffer ? buffer : own;
    return msvcrt__wtmpnam_s(to, countof(own)) ? NULL : to;
}

char *CDECL msvcrt_tmpnam(char *buffer)
{
    static _Thread_local char own[TMPNAM_SIZE];
    char *to = buffer ? buffer : own;
    return msvcrt_tmpnam_s(to, sizeof(own)) ? NULL : to;
}

/* TMP, then the caller's folder, then the current one. */
WCHAR *CDECL msvcrt__wtempnam(const WCHAR *directory, const WCHAR *prefix)
{
    WCHAR path[MAX_PATH + 64];
    DWORD length = GetEnvironmentVariableW(u"TMP", path, MAX_PATH);
    path[length && length < MAX_PATH ? length : 0] = 0;
    DWORD attributes = *path ? GetFileAttributesW(path) : 0xFFFFFFFF;
    if (attributes == 0xFFFFFFFF || !(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        length = 0;
        while (directory && directory[length] && length < MAX_PATH)
            path[length] = directory[length], length++;
        path[length] = 0;
        attributes = length ? GetFileAttributesW(path) : 0xFFFFFFFF;
        if (attributes == 0xFFFFFFFF || !(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
            path[0] = '\\';
            path[length = 1] = 0;
        }
    }
    if (path[length - 1] != '\\' && path[length - 1] != '/')
        path[length++] = '\\';
    for (int i = 0; prefix && prefix[i] && i < 8; i++)
        path[length++] = prefix[i];
    do
        name_temporary(path + length, 't');
    while (exists(path));
    size_t size = 0;
    while (path[size++])
        ;
    WCHAR *name = msvcrt_malloc(size * sizeof(WCHAR));
    return name ? memcpy(name, path, size * sizeof(WCHAR)) : NULL;
}

char *CDECL msvcrt__tempnam(const char *directory, const char *prefix)
{
    WCHAR *wide_directory = directory ? crt_widen(directory) : NULL,
          *wide_prefix = prefix ? crt_widen(prefix) : NULL;
    WCHAR *wide = msvcrt__wtempnam(wide_directory, wide_prefix);
    char *name = wide ? crt_narrow(wide) : NULL;
    msvcrt_free(wide_directory);
    msvcrt_free(wide_prefix);
    msvcrt_free(wide);
    return name;
}
