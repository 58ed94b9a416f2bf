/* SPDX-License-Identifier: MIT
 *
 * consoleapi.h: modes, reading, writing, input events, code pages of consoles.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/io/console.h"
#include <rtl/locks.h>
#include "file.h"

#define LONGEST_READ 0x8000u /* units at once: more than any line */

static _Atomic UINT input_codepage, output_codepage; /* 0: not set */

UINT WINAPI GetConsoleCP(VOID)
{
    UINT page = input_codepage;
    return page ? page : nls_oemcp();
}

UINT WINAPI GetConsoleOutputCP(VOID)
{
    UINT page = output_codepage;
    return page ? page : nls_oemcp();
}

BOOL WINAPI SetConsoleCP(UINT wCodePageID)
{
    struct nls_codepage_info info;
    if (!nls_codepage_info(nls_resolve_codepage(wCodePageID), &info))
        return win32_fail(ERROR_INVALID_PARAMETER);
    input_codepage = nls_resolve_codepage(wCodePageID);
    return TRUE;
}

BOOL WINAPI SetConsoleOutputCP(UINT wCodePageID)
{
    struct nls_codepage_info info;
    if (!nls_codepage_info(nls_resolve_codepage(wCodePageID), &info))
        return win32_fail(ERROR_INVALID_PARAMETER);
    output_codepage = nls_resolve_codepage(wCodePageID);
    return TRUE;
}

BOOL WINAPI GetConsoleMode(HANDLE hConsoleHandle, LPDWORD lpMode)
{
    return win32_result(sys_console_get_mode(hConsoleHandle, lpMode));
}

BOOL WINAPI SetConsoleMode(HANDLE hConsoleHandle, DWORD dwMode)
{
    return win32_result(sys_console_set_mode(hConsoleHandle, dwMode));
}

BOOL WINAPI WriteConsoleW(HANDLE hConsoleOutput, LPCVOID lpBuffer, DWORD nNumberOfCharsToWrite,
                          LPDWORD lpNumberOfCharsWritten, LPVOID lpReserved)
{
    if (lpNumberOfCharsWritten)
        *lpNumberOfCharsWritten = 0;
    if (!win32_result(sys_console_write(hConsoleOutput, lpBuffer, nNumberOfCharsToWrite)))
        return FALSE;
    if (lpNumberOfCharsWritten)
        *lpNumberOfCharsWritten = nNumberOfCharsToWrite;
    return TRUE;
}

BOOL WINAPI WriteConsoleA(HANDLE hConsoleOutput, LPCVOID lpBuffer, DWORD nNumberOfCharsToWrite,
                          LPDWORD lpNumberOfCharsWritten, LPVOID lpReserved)
{
    BOOL done = FALSE;
    if (lpNumberOfCharsWritten)
        *lpNumberOfCharsWritten = 0;
    if (GetConsoleOutputCP() == CP_UTF8) { /* what the terminal speaks */
        done = win32_result(sys_console_control(hConsoleOutput, lpBuffer, nNumberOfCharsToWrite));
    } else {
        WCHAR *wide = malloc((nNumberOfCharsToWrite + 1) * 2 * sizeof(WCHAR));
        if (!wide)
            return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        ptrdiff_t count = nls_decode(GetConsoleOutputCP(), 0, lpBuffer, nNumberOfCharsToWrite, wide,
                                     (nNumberOfCharsToWrite + 1) * 2);
        done = win32_result(sys_console_write(hConsoleOutput, wide, count > 0 ? (size_t)count : 0));
        free(wide);
    }
    if (done && lpNumberOfCharsWritten)
        *lpNumberOfCharsWritten = nNumberOfCharsToWrite;
    return done;
}

BOOL WINAPI ReadConsoleW(HANDLE hConsoleInput, LPVOID lpBuffer, DWORD nNumberOfCharsToRead,
                         LPDWORD lpNumberOfCharsRead, LPVOID pInputControl)
{
    size_t count;
    *lpNumberOfCharsRead = 0;
    if (!win32_result(sys_console_read(hConsoleInput, lpBuffer, nNumberOfCharsToRead, &count)))
        return FALSE;
    *lpNumberOfCharsRead = (DWORD)count;
    return TRUE;
}

/* The bytes of a character that ReadConsoleA's caller had no room for: the next call begins with them. */
static RTL_SRWLOCK rest_lock;
static char rest[8];
static size_t rest_length;

static size_t take_rest(char *to, size_t size)
{
    RtlAcquireSRWLockExclusive(&rest_lock);
    size_t taken = rest_length < size ? rest_length : size;
    memcpy(to, rest, taken);
    memmove(rest, rest + taken, rest_length - taken);
    rest_length -= taken;
    RtlReleaseSRWLockExclusive(&rest_lock);
    return taken;
}

static void keep_rest(const char *bytes, size_t length)
{
    RtlAcquireSRWLockExclusive(&rest_lock);
    rest_length = length < sizeof(rest) ? length : sizeof(rest);
    if (rest_length)
        memcpy(rest, bytes, rest_length);
    RtlReleaseSRWLockExclusive(&rest_lock);
}

static bool is_high_surrogate(WCHAR c)
{
    return c >= 0xD800 && c < 0xDC00;
}

/* Whole characters as long as they fit, but at least one, whose last bytes may stay as the rest. Returns the
 * bytes; *used: the units. */
static size_t put_characters(const WCHAR *wide, size_t count, char *to, size_t size, size_t *used)
{
    size_t at = 0, length = 0;
    while (at < count && length < size) {
        char bytes[sizeof(rest)];
        size_t units = is_high_surrogate(wide[at]) && at + 1 < count ? 2 : 1;
        ptrdiff_t got = nls_encode(GetConsoleCP(), 0, wide + at, units, bytes, sizeof(bytes), NULL, NULL);
        size_t whole = got > 0 ? (size_t)got : 0, fits = whole < size - length ? whole : size - length;
        if (fits < whole && length)
            break;
        memcpy(to + length, bytes, fits);
        if (fits < whole)
            keep_rest(bytes + fits, whole - fits);
        length += fits;
        at += units;
    }
    *used = at;
    return length;
}

BOOL WINAPI ReadConsoleA(HANDLE hConsoleInput, LPVOID lpBuffer, DWORD nNumberOfCharsToRead,
                         LPDWORD lpNumberOfCharsRead, LPVOID pInputControl)
{
    size_t count, more, used;
    *lpNumberOfCharsRead = 0;
    if (!win32_result(sys_console_read(hConsoleInput, NULL, 0, &count))) /* whether it can be read */
        return FALSE;
    size_t taken = take_rest(lpBuffer, nNumberOfCharsToRead);
    *lpNumberOfCharsRead = (DWORD)taken;
    if (taken || !nNumberOfCharsToRead)
        return TRUE;
    size_t units = nNumberOfCharsToRead < LONGEST_READ ? nNumberOfCharsToRead : LONGEST_READ;
    WCHAR *wide = malloc((units + 1) * sizeof(WCHAR));
    if (!wide)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    BOOL done = win32_result(sys_console_read(hConsoleInput, wide, units, &count));
    if (done && count && is_high_surrogate(wide[count - 1]) &&
        NT_SUCCESS(
            sys_console_read(hConsoleInput, wide + count, 1, &more))) /* its other half is there already */
        count += more;
    if (done) {
        *lpNumberOfCharsRead = (DWORD)put_characters(wide, count, lpBuffer, nNumberOfCharsToRead, &used);
        sys_console_unread(wide + used, count - used);
    }
    free(wide);
    return done;
}

static BOOL events(HANDLE console, PINPUT_RECORD records, DWORD size, LPDWORD count, bool take, bool ansi)
{
    size_t got;
    if (!win32_result(sys_console_events(console, records, size, take, take, &got)))
        return FALSE;
    for (size_t i = 0; ansi && i < got; i++)
        if (records[i].Event.KeyEvent.uChar.UnicodeChar >= 0x80) {
            char byte = '?';
            nls_encode(GetConsoleCP(), 0, &records[i].Event.KeyEvent.uChar.UnicodeChar, 1, &byte, 1, NULL,
                       NULL);
            records[i].Event.KeyEvent.uChar.UnicodeChar = 0;
            records[i].Event.KeyEvent.uChar.AsciiChar = byte;
        }
    *count = (DWORD)got;
    return TRUE;
}

BOOL WINAPI ReadConsoleInputW(HANDLE hConsoleInput, PINPUT_RECORD lpBuffer, DWORD nLength,
                              LPDWORD lpNumberOfEventsRead)
{
    return events(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead, true, false);
}

BOOL WINAPI ReadConsoleInputA(HANDLE hConsoleInput, PINPUT_RECORD lpBuffer, DWORD nLength,
                              LPDWORD lpNumberOfEventsRead)
{
    return events(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead, true, true);
}

BOOL WINAPI PeekConsoleInputW(HANDLE hConsoleInput, PINPUT_RECORD lpBuffer, DWORD nLength,
                              LPDWORD lpNumberOfEventsRead)
{
    return events(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead, false, false);
}

BOOL WINAPI PeekConsoleInputA(HANDLE hConsoleInput, PINPUT_RECORD lpBuffer, DWORD nLength,
                              LPDWORD lpNumberOfEventsRead)
{
    return events(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead, false, true);
}

BOOL WINAPI GetNumberOfConsoleInputEvents(HANDLE hConsoleInput, LPDWORD lpcNumberOfEvents)
{
    size_t count;
    if (!win32_result(sys_console_events(hConsoleInput, NULL, 0, false, false, &count)))
        return FALSE;
    *lpcNumberOfEvents = (DWORD)count;
    return TRUE;
}

BOOL WINAPI FlushConsoleInputBuffer(HANDLE hConsoleInput)
{
    BOOL done = win32_result(sys_console_flush_input(hConsoleInput));
    if (done)
        keep_rest(NULL, 0);
    return done;
}

/* ---- belonging to a console ---- */

BOOL WINAPI AllocConsole(VOID)
{
    return win32_fail(ERROR_ACCESS_DENIED); /* one is there, or none can be made without a desktop */
}

BOOL WINAPI AttachConsole(DWORD dwProcessId)
{
    return win32_fail(sys_console_exists() ? ERROR_ACCESS_DENIED : ERROR_INVALID_HANDLE);
}

BOOL WINAPI FreeConsole(VOID)
{
    return sys_console_exists() ||
           win32_fail(ERROR_INVALID_PARAMETER); /* handles that are open stay what they are */
}

HANDLE WINAPI GetConsoleWindow(VOID)
{
    return NULL; /* a terminal has no window that we know */
}
