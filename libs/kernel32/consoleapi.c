/* SPDX-License-Identifier: MIT
 *
 * consoleapi.h: modes, reading, writing, input events, code pages of consoles.
 */
#include <nt/console.h>
#include "file.h"

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
    return win32_result(console_get_mode(hConsoleHandle, lpMode));
}

BOOL WINAPI SetConsoleMode(HANDLE hConsoleHandle, DWORD dwMode)
{
    return win32_result(console_set_mode(hConsoleHandle, dwMode));
}

BOOL WINAPI WriteConsoleW(HANDLE hConsoleOutput, LPCVOID lpBuffer, DWORD nNumberOfCharsToWrite,
                          LPDWORD lpNumberOfCharsWritten, LPVOID lpReserved)
{
    if (lpNumberOfCharsWritten)
        *lpNumberOfCharsWritten = 0;
    if (!win32_result(console_write(hConsoleOutput, lpBuffer, nNumberOfCharsToWrite)))
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
        done = win32_result(console_control(hConsoleOutput, lpBuffer, nNumberOfCharsToWrite));
    } else {
        WCHAR *wide = malloc((nNumberOfCharsToWrite + 1) * 2 * sizeof(WCHAR));
        if (!wide)
            return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        ptrdiff_t count = nls_decode(GetConsoleOutputCP(), 0, lpBuffer, nNumberOfCharsToWrite, wide,
                                     (nNumberOfCharsToWrite + 1) * 2);
        done = win32_result(console_write(hConsoleOutput, wide, count > 0 ? (size_t)count : 0));
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
    if (!win32_result(console_read(hConsoleInput, lpBuffer, nNumberOfCharsToRead, &count)))
        return FALSE;
    *lpNumberOfCharsRead = (DWORD)count;
    return TRUE;
}

BOOL WINAPI ReadConsoleA(HANDLE hConsoleInput, LPVOID lpBuffer, DWORD nNumberOfCharsToRead,
                         LPDWORD lpNumberOfCharsRead, LPVOID pInputControl)
{
    size_t count;
    *lpNumberOfCharsRead = 0;
    /* As many units as surely fit: no character takes more than three bytes a unit. */
    size_t units = nNumberOfCharsToRead >= 3 ? nNumberOfCharsToRead / 3 : nNumberOfCharsToRead;
    WCHAR *wide = malloc((units + 1) * sizeof(WCHAR));
    if (!wide)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    BOOL done = win32_result(console_read(hConsoleInput, wide, units, &count));
    if (done) {
        ptrdiff_t bytes =
            nls_encode(GetConsoleCP(), 0, wide, count, lpBuffer, nNumberOfCharsToRead, NULL, NULL);
        *lpNumberOfCharsRead = bytes > 0 ? (DWORD)bytes : 0;
    }
    free(wide);
    return done;
}

static BOOL events(HANDLE console, PINPUT_RECORD records, DWORD size, LPDWORD count, bool take, bool ansi)
{
    size_t got;
    if (!win32_result(console_events(console, records, size, take, take, &got)))
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
    if (!win32_result(console_events(hConsoleInput, NULL, 0, false, false, &count)))
        return FALSE;
    *lpcNumberOfEvents = (DWORD)count;
    return TRUE;
}

BOOL WINAPI FlushConsoleInputBuffer(HANDLE hConsoleInput)
{
    return win32_result(console_flush_input(hConsoleInput));
}

/* ---- belonging to a console ---- */

BOOL WINAPI AllocConsole(VOID)
{
    return win32_fail(ERROR_ACCESS_DENIED); /* one is there, or none can be made without a desktop */
}

BOOL WINAPI AttachConsole(DWORD dwProcessId)
{
    return win32_fail(console_exists() ? ERROR_ACCESS_DENIED : ERROR_INVALID_HANDLE);
}

BOOL WINAPI FreeConsole(VOID)
{
    return console_exists() ||
           win32_fail(ERROR_INVALID_PARAMETER); /* handles that are open stay what they are */
}

HANDLE WINAPI GetConsoleWindow(VOID)
{
    return NULL; /* a terminal has no window that we know */
}
