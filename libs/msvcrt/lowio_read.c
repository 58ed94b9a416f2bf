/* SPDX-License-Identifier: MIT
 *
 * io.h: _read. Text mode makes CR LF into LF and ends at Ctrl+Z; the UTF text modes also make UTF-16 of what
 * the file has. A translation that needs to look further than it was asked to reads on, and puts back what it
 * could not use: a file's position goes back, a pipe's or a console's bytes wait in fd_state.hold.
 */
#include <string.h>
#include "lowio.h"

#define CR     '\r'
#define LF     '\n'
#define CTRL_Z 26

/* Bytes as they are in the file. -1 with errno. */
static int raw_read(struct ioinfo *info, struct fd_state *state, void *buffer, unsigned size)
{
    DWORD got = 0;
    if (state->held) {
        got = size < state->held ? size : state->held;
        memcpy(buffer, state->hold, got);
        state->held = (uint8_t)(state->held - got);
        memmove(state->hold, state->hold + got, state->held);
    } else if (size && !ReadFile(info->osfhnd, buffer, size, &got, NULL)) {
        DWORD error = teb_last_error();
        if (error == ERROR_BROKEN_PIPE) /* the end of a pipe */
            return 0;
        crt_map_error(error);
        if (error == ERROR_ACCESS_DENIED) /* not opened for reading */
            crt_thread.error = EBADF;
        return -1;
    }
    state->raw_read += got;
    return (int)got;
}

static void raw_unread(int fd, struct ioinfo *info, struct fd_state *state, const void *bytes, unsigned size)
{
    if (!size)
        return;
    fd_know_type(fd, info);
    state->raw_read -= size;
    if (info->osfile & (FD_PIPE | FD_DEVICE)) {
        memmove(state->hold + size, state->hold, state->held);
        memcpy(state->hold, bytes, size);
        state->held = (uint8_t)(state->held + size);
    } else {
        SetFilePointerEx(info->osfhnd, (LARGE_INTEGER){.QuadPart = -(int64_t)size}, NULL, FILE_CURRENT);
    }
}

/* Ends the file at a Ctrl+Z, but for a device, where it is a character. */
static bool at_end(int fd, struct ioinfo *info)
{
    fd_know_type(fd, info);
    if (info->osfile & FD_DEVICE)
        return false;
    info->osfile |= FD_EOF;
    return true;
}

static int read_ansi(int fd, struct ioinfo *info, struct fd_state *state, char *buffer, unsigned size)
{
    int got = raw_read(info, state, buffer, size);
    if (got <= 0)
        return got;
    info->osfile = (uint8_t)((info->osfile & ~FD_CRLF) | (*buffer == LF ? FD_CRLF : 0));
    char *end = buffer + got, *first = memchr(buffer, CR, (size_t)got),
         *mark = memchr(buffer, CTRL_Z, (size_t)got);
    if (!first && !mark)
        return got;
    char *from = !first ? mark : !mark || first < mark ? first : mark, *to = from;
    while (from < end) {
        if (*from == CTRL_Z && at_end(fd, info))
            break;
        if (*from != CR) {
            *to++ = *from++;
        } else if (from + 1 < end) {
            if (from[1] == LF)
                from++;
            *to++ = *from++;
        } else {
            char next;
            from++;
            if (raw_read(info, state, &next, 1) == 1 && next == LF) {
                *to++ = LF;
            } else {
                *to++ = CR;
                if (state->raw_read > (unsigned)got)
                    raw_unread(fd, info, state, &next, 1);
            }
        }
    }
    return (int)(to - buffer);
}

static int read_utf16(int fd, struct ioinfo *info, struct fd_state *state, WCHAR *buffer, unsigned size)
{
    int got = raw_read(info, state, buffer, size & ~1u);
    if (got <= 0)
        return got;
    if (got % 2) { /* half a unit: a pipe */
        int more = raw_read(info, state, (char *)buffer + got, 1);
        got += more > 0 ? more : -1;
    }
    WCHAR *from = buffer, *to = buffer, *end = buffer + got / 2;
    while (from < end) {
        if (*from == CTRL_Z && at_end(fd, info))
            break;
        if (*from == CR && from + 1 < end) {
            if (from[1] == LF)
                from++;
        } else if (*from == CR) {
            WCHAR next;
            int more = raw_read(info, state, &next, 2);
            if (more == 2 && next == LF)
                *from = LF;
            else if (more > 0)
                raw_unread(fd, info, state, &next, (unsigned)more);
        }
        *to++ = *from++;
    }
    return (int)((char *)to - (char *)buffer);
}

/* The length of a UTF-8 sequence by its first byte; 1 for what is none. */
static unsigned sequence_length(unsigned char first)
{
    return first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* One character out of `size` (at least one) bytes: what it took; 0 if it goes on behind them. */
static unsigned decode(const unsigned char *from, size_t size, uint32_t *character)
{
    unsigned length = sequence_length(*from);
    if (length == 1) {
        *character = *from < 0x80 ? *from : 0xFFFD;
        return 1;
    }
    *character = *from & (0x7Fu >> length);
    for (unsigned i = 1; i < length; i++) {
        if (i >= size)
            return 0;
        if ((from[i] & 0xC0) != 0x80) {
            *character = 0xFFFD;
            return i;
        }
        *character = *character << 6 | (from[i] & 0x3F);
    }
    return length;
}

static int read_utf8(int fd, struct ioinfo *info, struct fd_state *state, WCHAR *buffer, unsigned size)
{
    unsigned char raw[1024];
    unsigned units = size / 2, made = 0, wanted = units < sizeof(raw) ? units : sizeof(raw);
    if (state->hold_unit && units) {
        buffer[made++] = state->hold_unit;
        state->hold_unit = 0;
        wanted--;
    }
    int got = wanted ? raw_read(info, state, raw, wanted) : 0;
    if (got < 0 && !made)
        return got;
    for (int at = 0; at < got;) {
        uint32_t c;
        unsigned used = decode(raw + at, (size_t)(got - at), &c);
        if (!used) { /* cut off: read the rest of it */
            unsigned char whole[4];
            unsigned have = (unsigned)(got - at);
            memcpy(whole, raw + at, have);
            int more = raw_read(info, state, whole + have, sequence_length(*whole) - have);
            if (more > 0)
                have += (unsigned)more;
            used = decode(whole, have, &c);
            if (!used)
                used = have, c = 0xFFFD;
            if (used < have)
                raw_unread(fd, info, state, whole + used, have - used);
            at = got;
        } else {
            at += (int)used;
        }
        if (c == CTRL_Z && at_end(fd, info))
            break;
        if (c == CR) {
            unsigned char next = 0;
            if (at < got) {
                next = raw[at];
                at += next == LF;
            } else if (raw_read(info, state, &next, 1) == 1 && next != LF) {
                raw_unread(fd, info, state, &next, 1);
            }
            c = next == LF ? LF : CR;
        }
        if (c >= 0x10000) {
            c -= 0x10000;
            buffer[made++] = (WCHAR)(0xD800 | c >> 10);
            c = 0xDC00 | (c & 0x3FF);
            if (made == units) {
                state->hold_unit = (WCHAR)c;
                break;
            }
        }
        buffer[made++] = (WCHAR)c;
    }
    return (int)(made * sizeof(WCHAR));
}

int fd_read_locked(int fd, struct ioinfo *info, void *buffer, unsigned size)
{
    struct fd_state *state = fd_state(fd);
    if (!size || info->osfile & FD_EOF)
        return 0;
    state->raw_read = 0;
    if (!(info->osfile & FD_TEXT))
        return raw_read(info, state, buffer, size);
    if (state->encoding == FD_ANSI)
        return read_ansi(fd, info, state, buffer, size);
    if (size % 2)
        return crt_fail(EINVAL);
    return state->encoding == FD_UTF16 ? read_utf16(fd, info, state, buffer, size)
                                       : read_utf8(fd, info, state, buffer, size);
}

int CDECL msvcrt__read(int fd, void *buffer, unsigned size)
{
    if (!buffer && size)
        return crt_fail(crt_invalid(EINVAL));
    if (size > INT32_MAX)
        return crt_fail(crt_invalid(EINVAL));
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return -1;
    int got = fd_read_locked(fd, info, buffer, size);
    fd_leave(info);
    return got;
}

/* The raw bytes behind the first `count` translated ones of `size` raw ones. */
static uint32_t raw_of(enum fd_encoding encoding, const unsigned char *raw, uint32_t size, uint32_t count)
{
    uint32_t at = 0;
    if (encoding == FD_ANSI) {
        for (; count && at < size; count--)
            at += raw[at] == CR && at + 1 < size && raw[at + 1] == LF ? 2 : 1;
    } else if (encoding == FD_UTF16) {
        for (; count >= 2 && at + 1 < size; count -= 2) {
            bool pair = raw[at] == CR && !raw[at + 1] && at + 3 < size && raw[at + 2] == LF && !raw[at + 3];
            at += pair ? 4 : 2;
        }
    } else {
        while (count >= 2 && at < size) {
            uint32_t c, made = 2;
            unsigned used = decode(raw + at, size - at, &c);
            if (!used)
                break;
            if (c == CR && at + 1 < size && raw[at + 1] == LF)
                used = 2;
            if (c >= 0x10000)
                made = 4;
            at += used;
            count -= made < count ? made : count;
        }
    }
    return at;
}

int64_t fd_raw_size(int fd, struct ioinfo *info, uint32_t count)
{
    struct fd_state *state = fd_state(fd);
    uint32_t size = state->raw_read;
    LARGE_INTEGER back = {.QuadPart = -(int64_t)size}, start;
    if (!(info->osfile & FD_TEXT) || !size)
        return count;
    unsigned char *raw = msvcrt_malloc(size);
    if (!raw)
        return crt_fail(ENOMEM);
    int64_t result = -1;
    DWORD got = 0;
    if (SetFilePointerEx(info->osfhnd, back, &start, FILE_CURRENT)) {
        if (ReadFile(info->osfhnd, raw, size, &got, NULL))
            result = raw_of(state->encoding, raw, got, count);
        start.QuadPart += size;
        SetFilePointerEx(info->osfhnd, start, NULL, FILE_BEGIN);
    }
    if (result < 0)
        crt_last_error();
    msvcrt_free(raw);
    return result;
}
