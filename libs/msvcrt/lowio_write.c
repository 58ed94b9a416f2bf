/* SPDX-License-Identifier: MIT
 *
 * io.h: _write. Text mode makes LF into CR LF; the UTF text modes take UTF-16 and write what the file has.
 * What is written is counted as the caller sees it.
 */
#include <string.h>
#include "common/wide.h"
#include "lowio.h"

#define CHUNK 6144 /* a stream's buffer of 4 KiB with every second byte a line break */

struct writer {
    HANDLE handle;
    DWORD error;
    bool short_write; /* the disk is full */
};

static bool write_raw(struct writer *writer, const char *bytes, size_t size)
{
    while (size) {
        DWORD put = 0, part = size < 0x40000000 ? (DWORD)size : 0x40000000;
        if (!WriteFile(writer->handle, bytes, part, &put, NULL)) {
            writer->error = teb_last_error();
            return false;
        }
        if (!put) {
            writer->short_write = true;
            return false;
        }
        bytes += put;
        size -= put;
    }
    return true;
}

static unsigned write_ansi(struct writer *writer, const char *from, unsigned size)
{
    char out[CHUNK];
    const char *at = from, *end = from + size, *start = from;
    while (at < end) {
        size_t filled = 0;
        start = at;
        while (at < end && filled + 2 <= sizeof(out)) {
            const char *line = memchr(at, '\n', (size_t)(end - at));
            size_t part = (size_t)((line ? line : end) - at), room = sizeof(out) - 2 - filled;
            if (part > room) {
                part = room;
                line = NULL;
            }
            memcpy(out + filled, at, part);
            filled += part;
            at += part;
            if (line) {
                out[filled++] = '\r';
                out[filled++] = '\n';
                at++;
            } else {
                break;
            }
        }
        if (!write_raw(writer, out, filled))
            return (unsigned)(start - from);
    }
    return size;
}

/* UTF-16 to UTF-8; a lone surrogate becomes U+FFFD. */
static unsigned encode(uint32_t c, char *to)
{
    return utf8_put(c >= 0xD800 && c < 0xE000 ? 0xFFFD : c, to);
}

/* A console gets UTF-8, too: that is what its bytes are. */
static unsigned write_wide(struct writer *writer, struct fd_state *state, bool utf8, const WCHAR *from,
                           unsigned units)
{
    char out[2048];
    unsigned at = 0, start = 0;
    while (at < units) {
        size_t filled = 0;
        start = at;
        for (; at < units && filled + 8 <= sizeof(out); at++) {
            WCHAR c = from[at];
            if (!utf8) {
                if (c == '\n') {
                    memcpy(out + filled, "\r\0\n", 4);
                    filled += 4;
                } else {
                    memcpy(out + filled, &c, 2);
                    filled += 2;
                }
                continue;
            }
            uint32_t character = c;
            if (state->hold_unit) {
                uint32_t high = state->hold_unit;
                state->hold_unit = 0;
                if (c >= 0xDC00 && c < 0xE000)
                    character = wide_join(high, c);
                else
                    filled += encode(high, out + filled);
            }
            if (c >= 0xD800 && c < 0xDC00) {
                state->hold_unit = c;
                continue;
            }
            if (c == '\n')
                out[filled++] = '\r';
            filled += encode(character, out + filled);
        }
        if (!write_raw(writer, out, filled))
            return start * 2;
    }
    return units * 2;
}

int fd_write_locked(int fd, struct ioinfo *info, const void *buffer, unsigned size)
{
    struct fd_state *state = fd_state(fd);
    struct writer writer = {.handle = info->osfhnd};
    unsigned put;
    if (!size)
        return 0;
    if (info->osfile & FD_APPEND)
        SetFilePointerEx(info->osfhnd, (LARGE_INTEGER){.QuadPart = 0}, NULL, FILE_END);
    if (!(info->osfile & FD_TEXT)) {
        DWORD done = 0;
        if (!WriteFile(info->osfhnd, buffer, size, &done, NULL))
            writer.error = teb_last_error();
        put = done;
    } else if (state->encoding == FD_ANSI) {
        put = write_ansi(&writer, buffer, size);
    } else {
        if (size % 2)
            return crt_fail(crt_invalid(EINVAL));
        fd_know_type(fd, info);
        put = write_wide(&writer, state, state->encoding == FD_UTF8 || info->osfile & FD_DEVICE, buffer,
                         size / 2);
    }
    if (put)
        return (int)put;
    if (writer.error) {
        crt_map_error(writer.error);
        if (writer.error == ERROR_ACCESS_DENIED) /* not opened for writing */
            crt_thread.error = EBADF;
        return -1;
    }
    return crt_fail(ENOSPC);
}

int CDECL msvcrt__write(int fd, const void *buffer, unsigned size)
{
    if (!buffer && size)
        return crt_fail(crt_invalid(EINVAL));
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return -1;
    int put = fd_write_locked(fd, info, buffer, size);
    fd_leave(info);
    return put;
}
