/* SPDX-License-Identifier: MIT
 *
 * conio.h: the console itself, wherever the standard handles lead. It is opened on first use (CONIN$,
 * CONOUT$); keys are read as events, so that no Enter is needed and function keys have their two codes.
 */
#include <string.h>
#include "common/wide.h"
#include "scanf.h"

static HANDLE input, output;
static int pushed_back = CRT_EOF; /* _ungetch */
static int second_code = CRT_EOF; /* of a function key */
static bool scanned_back;         /* what was pushed back is what _cscanf has read, and echoed, already */

static HANDLE open_console(HANDLE *handle, const WCHAR *name)
{
    HANDLE console = __atomic_load_n(handle, __ATOMIC_ACQUIRE);
    if (console)
        return console;
    console = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                          OPEN_EXISTING, 0, NULL);
    __atomic_store_n(handle, console, __ATOMIC_RELEASE);
    return console;
}

/* ---- keys ---- */

/* The two codes of a key without a character: 0 or 0xE0, then its place on an old keyboard. */
static bool key_codes(const KEY_EVENT_RECORD *key, int *first, int *second)
{
    static const struct {
        BYTE key, lead, code;
    } keys[] = {
        {0x21, 0xE0, 0x49}, {0x22, 0xE0, 0x51}, {0x23, 0xE0, 0x4F}, {0x24, 0xE0, 0x47}, {0x25, 0xE0, 0x4B},
        {0x26, 0xE0, 0x48}, {0x27, 0xE0, 0x4D}, {0x28, 0xE0, 0x50}, {0x2D, 0xE0, 0x52}, {0x2E, 0xE0, 0x53},
        {0x70, 0x00, 0x3B}, {0x71, 0x00, 0x3C}, {0x72, 0x00, 0x3D}, {0x73, 0x00, 0x3E}, {0x74, 0x00, 0x3F},
        {0x75, 0x00, 0x40}, {0x76, 0x00, 0x41}, {0x77, 0x00, 0x42}, {0x78, 0x00, 0x43}, {0x79, 0x00, 0x44},
        {0x7A, 0xE0, 0x85}, {0x7B, 0xE0, 0x86},
    };
    for (size_t i = 0; i < countof(keys); i++)
        if (keys[i].key == key->wVirtualKeyCode) {
            *first = keys[i].lead;
            *second = keys[i].code;
            return true;
        }
    return false;
}

/* Whether an event is something that _getch would return. */
static bool is_input(const INPUT_RECORD *event)
{
    int first, second;
    const KEY_EVENT_RECORD *key = &event->Event.KeyEvent;
    return event->EventType == KEY_EVENT && key->bKeyDown &&
           (key->uChar.UnicodeChar || key_codes(key, &first, &second));
}

static int next_key_locked(void)
{
    if (pushed_back != CRT_EOF) {
        int c = pushed_back;
        pushed_back = CRT_EOF;
        return c;
    }
    if (second_code != CRT_EOF) {
        int c = second_code;
        second_code = CRT_EOF;
        return c;
    }
    HANDLE console = open_console(&input, u"CONIN$");
    if (console == INVALID_HANDLE_VALUE)
        return CRT_EOF;
    DWORD mode, count;
    bool changed = GetConsoleMode(console, &mode) && SetConsoleMode(console, 0);
    INPUT_RECORD event;
    int c = CRT_EOF;
    do {
        if (!ReadConsoleInputW(console, &event, 1, &count) || !count)
            break;
        if (!is_input(&event))
            continue;
        if (event.Event.KeyEvent.uChar.UnicodeChar)
            c = event.Event.KeyEvent.uChar.UnicodeChar;
        else
            key_codes(&event.Event.KeyEvent, &c, &second_code);
    } while (c == CRT_EOF);
    if (changed)
        SetConsoleMode(console, mode);
    return c;
}

WORD CDECL msvcrt__getwch(void)
{
    msvcrt__lock(CRT_LOCK_CONIO);
    int c = next_key_locked();
    msvcrt__unlock(CRT_LOCK_CONIO);
    return c == CRT_EOF ? CRT_WEOF : (WORD)c;
}

WORD CDECL msvcrt__putwch(WCHAR c);

WORD CDECL msvcrt__getwche(void)
{
    WORD c = msvcrt__getwch();
    return c == CRT_WEOF ? CRT_WEOF : msvcrt__putwch(c);
}

/* A character beyond ASCII comes as its bytes, one a call. */
int CDECL msvcrt__getch(void)
{
    static char rest[4];
    static int rest_size;
    msvcrt__lock(CRT_LOCK_CONIO);
    int c;
    if (rest_size) {
        c = (unsigned char)rest[0];
        memmove(rest, rest + 1, (size_t)--rest_size);
    } else {
        bool coded = second_code != CRT_EOF || pushed_back != CRT_EOF;
        c = next_key_locked();
        if (c >= 0x80 && !coded && second_code == CRT_EOF) {
            WCHAR text[3] = {(WCHAR)c};
            char bytes[8];
            if ((c & 0xFC00) == 0xD800)
                text[1] = (WCHAR)next_key_locked();
            size_t size = crt_narrow_to(text, bytes, sizeof(bytes)) - 1;
            c = (unsigned char)bytes[0];
            rest_size = (int)(size > 4 ? 4 : size) - 1;
            memcpy(rest, bytes + 1, (size_t)rest_size);
        }
    }
    msvcrt__unlock(CRT_LOCK_CONIO);
    return c;
}

int CDECL msvcrt__putch(int c);

int CDECL msvcrt__getche(void)
{
    int c = msvcrt__getch();
    return c == CRT_EOF ? c : msvcrt__putch(c);
}

int CDECL msvcrt__ungetch(int c)
{
    msvcrt__lock(CRT_LOCK_CONIO);
    int result = pushed_back == CRT_EOF && c != CRT_EOF ? (pushed_back = c) : CRT_EOF;
    scanned_back = false;
    msvcrt__unlock(CRT_LOCK_CONIO);
    return result;
}

WORD CDECL msvcrt__ungetwch(WORD c)
{
    return (WORD)msvcrt__ungetch(c == CRT_WEOF ? CRT_EOF : c);
}

/* Whether an event that means something to _getch waits; the others stay. */
static bool key_waits(HANDLE console)
{
    DWORD pending, count;
    bool found = false;
    if (!GetNumberOfConsoleInputEvents(console, &pending) || !pending)
        return false;
    INPUT_RECORD *events = msvcrt_malloc(pending * sizeof(*events));
    if (events && PeekConsoleInputW(console, events, pending, &count))
        for (DWORD i = 0; i < count && !found; i++)
            found = is_input(&events[i]);
    msvcrt_free(events);
    return found;
}

/* A terminal that edits lines keeps their keys to itself until Enter: for the time of the look it does not.
 */
int CDECL msvcrt__kbhit(void)
{
    msvcrt__lock(CRT_LOCK_CONIO);
    HANDLE console = open_console(&input, u"CONIN$");
    bool found = pushed_back != CRT_EOF || second_code != CRT_EOF;
    DWORD mode;
    if (!found && console != INVALID_HANDLE_VALUE) {
        bool changed =
            GetConsoleMode(console, &mode) && mode & ENABLE_LINE_INPUT && SetConsoleMode(console, 0);
        found = key_waits(console);
        if (changed)
            SetConsoleMode(console, mode);
    }
    msvcrt__unlock(CRT_LOCK_CONIO);
    return found;
}

/* ---- output ---- */

static bool put_bytes(const char *bytes, size_t size)
{
    DWORD put;
    HANDLE console = open_console(&output, u"CONOUT$");
    return console != INVALID_HANDLE_VALUE && WriteFile(console, bytes, (DWORD)size, &put, NULL);
}

static bool put_units(const WCHAR *units, size_t count)
{
    DWORD put;
    HANDLE console = open_console(&output, u"CONOUT$");
    return console != INVALID_HANDLE_VALUE && WriteConsoleW(console, units, (DWORD)count, &put, NULL);
}

int CDECL msvcrt__putch(int c)
{
    char byte = (char)c;
    return put_bytes(&byte, 1) ? (unsigned char)c : CRT_EOF;
}

WORD CDECL msvcrt__putwch(WCHAR c)
{
    return put_units(&c, 1) ? c : CRT_WEOF;
}

int CDECL msvcrt__cputs(const char *text)
{
    if (!text)
        return crt_fail(crt_invalid(EINVAL));
    return put_bytes(text, strlen(text)) ? 0 : CRT_EOF;
}

int CDECL msvcrt__cputws(const WCHAR *text)
{
    if (!text)
        return crt_fail(crt_invalid(EINVAL));
    return put_units(text, wide_length(text)) ? 0 : CRT_EOF;
}

struct console_sink {
    struct format_sink sink;
    bool failed;
};

static void put(struct format_sink *base, const void *units, size_t count)
{
    struct console_sink *sink = (struct console_sink *)base;
    if (!sink->failed)
        sink->failed = base->wide ? !put_units(units, count) : !put_bytes(units, count);
}

int crt_print_console(bool wide, unsigned options, const void *format, const struct crt_locale *locale,
                      const void *arguments)
{
    struct console_sink sink = {{put, wide}, false};
    struct format_locale text = crt_format_locale(locale);
    int error = 0;
    if (!format)
        return crt_fail(crt_invalid(EINVAL));
    msvcrt__lock(CRT_LOCK_CONIO);
    int result = format_print(&sink.sink, format, arguments, &text, options | crt_format_options(), &error);
    msvcrt__unlock(CRT_LOCK_CONIO);
    if (error)
        return crt_fail(crt_invalid(error));
    return sink.failed ? -1 : result;
}

#define PRINT_FORMS(name, vname, unit, wide, options)                                                        \
    int CDECL msvcrt_##vname(const unit *format, ms_va_list list)                                            \
    {                                                                                                        \
        return crt_print_console(wide, options, format, NULL, CRT_ARGUMENTS(list));                          \
    }                                                                                                        \
    int CDECL msvcrt_##vname##_l(const unit *format, const struct crt_locale *locale, ms_va_list list)       \
    {                                                                                                        \
        return crt_print_console(wide, options, format, locale, CRT_ARGUMENTS(list));                        \
    }                                                                                                        \
    int CDECL msvcrt_##name(const unit *format, ...)                                                         \
    {                                                                                                        \
        ms_va_list list;                                                                                     \
        ms_va_start(list, format);                                                                           \
        int result = crt_print_console(wide, options, format, NULL, CRT_ARGUMENTS(list));                    \
        ms_va_end(list);                                                                                     \
        return result;                                                                                       \
    }                                                                                                        \
    int CDECL msvcrt_##name##_l(const unit *format, const struct crt_locale *locale, ...)                    \
    {                                                                                                        \
        ms_va_list list;                                                                                     \
        ms_va_start(list, locale);                                                                           \
        int result = crt_print_console(wide, options, format, locale, CRT_ARGUMENTS(list));                  \
        ms_va_end(list);                                                                                     \
        return result;                                                                                       \
    }

PRINT_FORMS(_cprintf, _vcprintf, char, false, 0)
PRINT_FORMS(_cprintf_s, _vcprintf_s, char, false, FORMAT_STRICT)
PRINT_FORMS(_cprintf_p, _vcprintf_p, char, false, FORMAT_POSITIONAL)
PRINT_FORMS(_cwprintf, _vcwprintf, WCHAR, true, 0)
PRINT_FORMS(_cwprintf_s, _vcwprintf_s, WCHAR, true, FORMAT_STRICT)
PRINT_FORMS(_cwprintf_p, _vcwprintf_p, WCHAR, true, FORMAT_POSITIONAL)

/* ---- input by the line and by format ---- */

/* A line as the console's own editing gives it, without its end. Its units, or -1. */
static int read_line(WCHAR *buffer, DWORD size)
{
    DWORD got;
    HANDLE console = open_console(&input, u"CONIN$");
    if (console == INVALID_HANDLE_VALUE || !ReadConsoleW(console, buffer, size, &got, NULL))
        return -1;
    while (got && (buffer[got - 1] == '\n' || buffer[got - 1] == '\r'))
        got--;
    return (int)got;
}

/* buffer[0] says how much there is room for; the length comes to buffer[1], the text behind it. */
WCHAR *CDECL msvcrt__cgetws(WCHAR *buffer)
{
    WCHAR line[258];
    if (!buffer || !*buffer) {
        crt_fail(crt_invalid(EINVAL));
        return NULL;
    }
    int length = read_line(line, countof(line));
    if (length < 0)
        return NULL;
    if (length >= *buffer)
        length = *buffer - 1;
    memcpy(buffer + 2, line, (size_t)length * sizeof(WCHAR));
    buffer[2 + length] = 0;
    buffer[1] = (WCHAR)length;
    return buffer + 2;
}

char *CDECL msvcrt__cgets(char *buffer)
{
    WCHAR line[258];
    char text[800];
    if (!buffer || !*buffer) {
        crt_fail(crt_invalid(EINVAL));
        return NULL;
    }
    int length = read_line(line, countof(line) - 1);
    if (length < 0)
        return NULL;
    line[length] = 0;
    size_t size = crt_narrow_to(line, text, sizeof(text)) - 1, most = (unsigned char)*buffer - 1u;
    if (size > most)
        size = most;
    memcpy(buffer + 2, text, size);
    buffer[2 + size] = 0;
    buffer[1] = (char)size;
    return buffer + 2;
}

static bool take_scanned_back(void)
{
    msvcrt__lock(CRT_LOCK_CONIO);
    bool is = scanned_back && pushed_back != CRT_EOF;
    scanned_back = false;
    msvcrt__unlock(CRT_LOCK_CONIO);
    return is;
}

static int get_byte(struct scan_source *source)
{
    return take_scanned_back() ? msvcrt__getch() : msvcrt__getche();
}

static int get_unit(struct scan_source *source)
{
    WORD c = take_scanned_back() ? msvcrt__getwch() : msvcrt__getwche();
    return c == CRT_WEOF ? -1 : c;
}

static void unget(struct scan_source *source, int c)
{
    scanned_back = msvcrt__ungetch(c) != CRT_EOF;
}

int crt_scan_console(bool wide, unsigned options, const void *format, const struct crt_locale *locale,
                     const void *arguments)
{
    struct scan_source source = {wide ? get_unit : get_byte, unget, wide};
    struct format_locale text = crt_format_locale(locale);
    int error = 0;
    if (!format)
        return crt_fail(crt_invalid(EINVAL));
    int result = scan_input(&source, format, arguments, &text, options, &error);
    if (error)
        crt_fail(crt_invalid(error));
    return result;
}

#define SCAN_FORMS(name, unit, wide, options)                                                                \
    int CDECL msvcrt_##name(const unit *format, ...)                                                         \
    {                                                                                                        \
        ms_va_list list;                                                                                     \
        ms_va_start(list, format);                                                                           \
        int result = crt_scan_console(wide, options, format, NULL, CRT_ARGUMENTS(list));                     \
        ms_va_end(list);                                                                                     \
        return result;                                                                                       \
    }                                                                                                        \
    int CDECL msvcrt_##name##_l(const unit *format, const struct crt_locale *locale, ...)                    \
    {                                                                                                        \
        ms_va_list list;                                                                                     \
        ms_va_start(list, locale);                                                                           \
        int result = crt_scan_console(wide, options, format, locale, CRT_ARGUMENTS(list));                   \
        ms_va_end(list);                                                                                     \
        return result;                                                                                       \
    }

SCAN_FORMS(_cscanf, char, false, 0)
SCAN_FORMS(_cscanf_s, char, false, SCAN_SECURE)
SCAN_FORMS(_cwscanf, WCHAR, true, 0)
SCAN_FORMS(_cwscanf_s, WCHAR, true, SCAN_SECURE)
