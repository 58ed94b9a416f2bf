/* SPDX-License-Identifier: MIT
 *
 * Consoles over terminals. Input comes as bytes; keys are made of them when a program asks for events: a
 * character is pressed and released, and the escape sequences of the cursor and function keys become their
 * virtual keys.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include "kernel/host/tty.h"
#include "kernel/mm/probe.h"
#include <ntdll.h>
#include "common/wide.h"
#include "console.h"

#define DEFAULT_INPUT  0x1F7u /* processed, line, echo, mouse, insert, quick edit, extended, auto position */
#define DEFAULT_OUTPUT 3u     /* processed, wrapped */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static DWORD input_mode = DEFAULT_INPUT, output_mode = DEFAULT_OUTPUT;
static WCHAR pending[4096]; /* what ReadConsole had no room for */
static size_t pending_length;
static INPUT_RECORD queue[256];
static size_t queue_length;

/* The terminal behind a handle, to be given back with handle_put. */
static NTSTATUS get(HANDLE console, ACCESS_MASK access, struct file **out)
{
    NTSTATUS status = file_get(console, access, out);
    if (NT_SUCCESS(status) && file_kind(*out) != FILE_KIND_CONSOLE) {
        handle_put(console, &(*out)->object);
        status = STATUS_INVALID_HANDLE;
    }
    return status;
}

static bool is_input(HANDLE console, const struct file *file)
{
    const RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    if (parameters && (console == parameters->StandardOutput || console == parameters->StandardError))
        return false;
    return file->fd == 0 || file->console_input || (parameters && console == parameters->StandardInput);
}

NTSTATUS console_get_mode(HANDLE console, DWORD *mode)
{
    struct file *file;
    NTSTATUS status = get(console, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&lock);
    DWORD current = is_input(console, file) ? input_mode : output_mode;
    pthread_mutex_unlock(&lock);
    handle_put(console, &file->object);
    if (!probe_write(mode, sizeof(*mode)))
        return STATUS_ACCESS_VIOLATION;
    *mode = current;
    return STATUS_SUCCESS;
}

NTSTATUS console_set_mode(HANDLE console, DWORD mode)
{
    struct file *file;
    NTSTATUS status = get(console, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&lock);
    if (!is_input(console, file)) {
        status = mode & ~0x1Fu ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
        if (NT_SUCCESS(status))
            output_mode = mode;
    } else if (mode & ~0x3FFu || ((mode & ENABLE_ECHO_INPUT) && !(mode & ENABLE_LINE_INPUT))) {
        status = STATUS_INVALID_PARAMETER;
    } else {
        struct host_tty_mode wanted = {mode & ENABLE_LINE_INPUT, mode & ENABLE_ECHO_INPUT,
                                       mode & ENABLE_PROCESSED_INPUT};
        status = status_from_errno(host_tty_set_mode(file->fd, wanted));
        if (NT_SUCCESS(status))
            input_mode = mode;
    }
    pthread_mutex_unlock(&lock);
    handle_put(console, &file->object);
    return status;
}

NTSTATUS console_control(HANDLE console, const char *sequence, size_t length)
{
    struct file *file;
    NTSTATUS status = get(console, FILE_WRITE_DATA, &file);
    if (!NT_SUCCESS(status))
        return status;
    while (length && NT_SUCCESS(status)) {
        ssize_t put = host_write(file->fd, sequence, length);
        if (put < 0)
            status = status_from_errno((int)put);
        else
            sequence += put, length -= (size_t)put;
    }
    handle_put(console, &file->object);
    return status;
}

NTSTATUS console_write(HANDLE console, const WCHAR *text, size_t length)
{
    NTSTATUS status = STATUS_SUCCESS;
    char bytes[3 * 256 + 4];
    WCHAR part[256 + 1];
    if (!length)
        return console_control(console, "", 0);
    for (size_t at = 0; at < length && NT_SUCCESS(status);) {
        size_t count = length - at < 256 ? length - at : 256;
        if (count > 1 && at + count < length && text[at + count - 1] >= 0xD800 &&
            text[at + count - 1] < 0xDC00)
            count--; /* a pair stays together */
        size_t put = 0;
        for (size_t i = 0; i < count; i++) /* NUL ends a string, but is a character here */
            part[put++] = text[at + i] ? text[at + i] : ' ';
        part[put] = 0;
        status = console_control(console, bytes, wide_to_utf8(part, bytes, sizeof(bytes)) - 1);
        at += count;
    }
    return status;
}

NTSTATUS console_read(HANDLE console, WCHAR *text, size_t size, size_t *length)
{
    struct file *file;
    *length = 0;
    if (!probe_write(text, size * sizeof(*text)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = get(console, FILE_READ_DATA, &file);
    if (!NT_SUCCESS(status) || !size) {
        if (NT_SUCCESS(status))
            handle_put(console, &file->object);
        return status;
    }
    pthread_mutex_lock(&lock);
    if (!pending_length) {
        char bytes[2048];
        pthread_mutex_unlock(&lock); /* others may write and ask while we wait */
        ssize_t got = host_read(file->fd, bytes, sizeof(bytes) - 5);
        for (int more = 0;
             got > 0 && more < 3 && (bytes[got - 1] & 0x80) && (input_mode & ENABLE_LINE_INPUT) == 0;
             more++) {
            if (host_poll(file->fd, false, 10) <= 0) /* the rest of a character */
                break;
            ssize_t one = host_read(file->fd, bytes + got, 1);
            got += one > 0 ? one : 0;
        }
        pthread_mutex_lock(&lock);
        if (got < 0) {
            status = status_from_errno((int)got);
        } else {
            bytes[got] = 0;
            WCHAR wide[2048];
            size_t count = utf8_to_wide(bytes, wide, countof(wide)) - 1;
            for (size_t i = 0; i < count && pending_length + 2 < countof(pending); i++) {
                if (wide[i] == '\n' && (input_mode & ENABLE_LINE_INPUT))
                    pending[pending_length++] = '\r';
                pending[pending_length++] = wide[i];
            }
        }
    }
    size_t taken = pending_length < size ? pending_length : size;
    memcpy(text, pending, taken * sizeof(WCHAR));
    memmove(pending, pending + taken, (pending_length - taken) * sizeof(WCHAR));
    pending_length -= taken;
    *length = taken;
    pthread_mutex_unlock(&lock);
    handle_put(console, &file->object);
    return status;
}

void console_unread(const WCHAR *text, size_t length)
{
    pthread_mutex_lock(&lock);
    if (pending_length + length <= countof(pending)) { /* else another thread has read on meanwhile */
        memmove(pending + length, pending, pending_length * sizeof(WCHAR));
        memcpy(pending, text, length * sizeof(WCHAR));
        pending_length += length;
    }
    pthread_mutex_unlock(&lock);
}

/* ---- keys ---- */

static void put_key_locked(WORD key, WCHAR character, DWORD state)
{
    for (int down = 1; down >= 0 && queue_length < countof(queue); down--)
        queue[queue_length++] = (INPUT_RECORD){
            .EventType = KEY_EVENT,
            .Event.KeyEvent = {down, 1, key, 0, {character}, state},
        };
}

/* "\x1B[A" and its like; how many bytes it takes, or zero. */
static size_t put_sequence_locked(const char *bytes, size_t length)
{
    static const struct {
        const char *sequence;
        WORD key;
    } keys[] = {{"[A", 0x26},   {"[B", 0x28},  {"[C", 0x27},   {"[D", 0x25},   {"OA", 0x26},   {"OB", 0x28},
                {"OC", 0x27},   {"OD", 0x25},  {"[H", 0x24},   {"[F", 0x23},   {"OH", 0x24},   {"OF", 0x23},
                {"[2~", 0x2D},  {"[3~", 0x2E}, {"[5~", 0x21},  {"[6~", 0x22},  {"OP", 0x70},   {"OQ", 0x71},
                {"OR", 0x72},   {"OS", 0x73},  {"[15~", 0x74}, {"[17~", 0x75}, {"[18~", 0x76}, {"[19~", 0x77},
                {"[20~", 0x78}, {"[21~", 0x79}};
    for (size_t i = 0; i < countof(keys); i++) {
        size_t size = strlen(keys[i].sequence);
        if (length > size && !memcmp(bytes + 1, keys[i].sequence, size)) {
            put_key_locked(keys[i].key, 0, 0);
            return size + 1;
        }
    }
    return 0;
}

static WORD key_of(WCHAR c)
{
    if (c >= 'a' && c <= 'z')
        return c - 32;
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '\r' || c == '\t' || c == 0x1B)
        return c;
    if (c == '\n')
        return '\r';
    if (c == 8 || c == 127)
        return 8;
    return c && c < 27 ? (WORD)(c + 64) : 0;
}

static void put_bytes_locked(char *bytes, size_t length)
{
    WCHAR wide[128];
    for (size_t at = 0; at < length;) {
        size_t sequence = bytes[at] == 0x1B ? put_sequence_locked(bytes + at, length - at) : 0;
        if (sequence) {
            at += sequence;
            continue;
        }
        size_t end = at + 1; /* one character: its following bytes are 10xxxxxx */
        while (end < length && (bytes[end] & 0xC0) == 0x80)
            end++;
        char kept = bytes[end];
        bytes[end] = 0;
        size_t count = utf8_to_wide(bytes + at, wide, countof(wide)) - 1;
        bytes[end] = kept;
        for (size_t i = 0; i < count; i++) {
            WCHAR c = wide[i] == '\n' ? '\r' : wide[i] == 127 ? 8 : wide[i];
            bool control = wide[i] && wide[i] < 27 && wide[i] != '\r' && wide[i] != '\n' && wide[i] != '\t' &&
                           wide[i] != 8;
            put_key_locked(key_of(wide[i]), c,
                           control                ? LEFT_CTRL_PRESSED
                           : c >= 'A' && c <= 'Z' ? SHIFT_PRESSED
                                                  : 0);
        }
        at = end;
    }
}

NTSTATUS console_events(HANDLE console, INPUT_RECORD *records, size_t size, bool take, bool wait,
                        size_t *count)
{
    struct file *file;
    *count = 0;
    if (records && !probe_write(records, size * sizeof(*records)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = get(console, FILE_READ_DATA, &file);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&lock);
    while (queue_length < countof(queue) / 2) {
        bool block = wait && !queue_length;
        pthread_mutex_unlock(&lock);
        int ready = host_poll(file->fd, false, block ? -1 : 0);
        char bytes[65];
        ssize_t got = 0;
        if (ready > 0) {
            /* Line input would hold the keys back until Enter; events are of single keys. */
            struct host_tty_mode mode;
            if (host_tty_get_mode(file->fd, &mode) >= 0 && mode.line && take)
                host_tty_set_mode(file->fd, (struct host_tty_mode){false, false, mode.signals});
            got = host_read(file->fd, bytes, 64);
        }
        pthread_mutex_lock(&lock);
        if (got > 0)
            put_bytes_locked(bytes, (size_t)got);
        else if (ready <= 0 || got <= 0) {
            if (got < 0)
                status = status_from_errno((int)got);
            break;
        }
    }
    size_t given = queue_length < size ? queue_length : size;
    if (records)
        memcpy(records, queue, given * sizeof(*records));
    *count = records ? given : queue_length;
    if (take) {
        memmove(queue, queue + given, (queue_length - given) * sizeof(*queue));
        queue_length -= given;
    }
    pthread_mutex_unlock(&lock);
    handle_put(console, &file->object);
    return status;
}

NTSTATUS console_flush_input(HANDLE console)
{
    struct file *file;
    NTSTATUS status = get(console, FILE_READ_DATA, &file);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&lock);
    pending_length = queue_length = 0;
    pthread_mutex_unlock(&lock);
    status = status_from_errno(host_tty_flush_input(file->fd));
    handle_put(console, &file->object);
    return status;
}

NTSTATUS console_size(HANDLE console, unsigned *columns, unsigned *rows)
{
    struct file *file;
    NTSTATUS status = get(console, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = status_from_errno(host_tty_size(file->fd, columns, rows));
    handle_put(console, &file->object);
    return status;
}

bool console_exists(void)
{
    int fd = host_open_file("/dev/tty", HOST_OPEN_READ, 0);
    if (fd >= 0)
        host_close(fd);
    return fd >= 0;
}
