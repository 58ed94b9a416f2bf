/* SPDX-License-Identifier: MIT
 *
 * consoleapi2.h: screen buffer, cursor, colours, title: by escape sequences, which are sent only when a
 * program asks for these and only to a terminal.
 */
#include "common/text_format.h"
#include "kernel/io/console.h"
#include "file.h"
#include "rtl/locks.h"

static _Atomic WORD attributes = 7; /* light grey on black */
static _Atomic uint32_t cursor;     /* where we put it last: column | row << 16 */
static WCHAR title[512];
static RTL_SRWLOCK title_lock;

static BOOL send(HANDLE console, const char *sequence)
{
    return win32_result(sys_console_control(console, sequence, strlen(sequence)));
}

BOOL WINAPI GetConsoleScreenBufferInfo(HANDLE hConsoleOutput,
                                       PCONSOLE_SCREEN_BUFFER_INFO lpConsoleScreenBufferInfo)
{
    unsigned columns, rows;
    if (!win32_result(sys_console_size(hConsoleOutput, &columns, &rows)))
        return FALSE;
    uint32_t at = cursor;
    SHORT x = (SHORT)columns, y = (SHORT)rows;
    *lpConsoleScreenBufferInfo = (CONSOLE_SCREEN_BUFFER_INFO){
        .dwSize = {x, y},
        .dwCursorPosition = {(SHORT)(at & 0xFFFF), (SHORT)(at >> 16)},
        .wAttributes = attributes,
        .srWindow = {0, 0, (SHORT)(x - 1), (SHORT)(y - 1)},
        .dwMaximumWindowSize = {x, y},
    };
    return TRUE;
}

COORD WINAPI GetLargestConsoleWindowSize(HANDLE hConsoleOutput)
{
    unsigned columns, rows;
    if (!win32_result(sys_console_size(hConsoleOutput, &columns, &rows)))
        return (COORD){0, 0};
    return (COORD){(SHORT)columns, (SHORT)rows};
}

BOOL WINAPI SetConsoleCursorPosition(HANDLE hConsoleOutput, COORD dwCursorPosition)
{
    char sequence[32];
    unsigned columns, rows;
    if (!win32_result(sys_console_size(hConsoleOutput, &columns, &rows)))
        return FALSE;
    if (dwCursorPosition.X < 0 || dwCursorPosition.Y < 0 || (unsigned)dwCursorPosition.X >= columns ||
        (unsigned)dwCursorPosition.Y >= rows)
        return win32_fail(ERROR_INVALID_PARAMETER);
    text_format(sequence, sizeof(sequence), "\x1B[%d;%dH", dwCursorPosition.Y + 1, dwCursorPosition.X + 1);
    cursor = (uint32_t)dwCursorPosition.X | (uint32_t)dwCursorPosition.Y << 16;
    return send(hConsoleOutput, sequence);
}

/* Windows' colours count blue, green, red; a terminal's red, green, blue. */
static unsigned terminal_color(unsigned color)
{
    return (color & 1) << 2 | (color & 2) | (color & 4) >> 2;
}

static int color_sequence(char *out, size_t size, WORD wanted)
{
    unsigned fore = wanted & 15, back = wanted >> 4 & 15;
    if ((wanted & 0xFF) == 7)
        return text_format(out, size, "\x1B[0m"); /* the terminal's own colours */
    return text_format(out, size, "\x1B[0;%u;%u%sm", (fore & 8 ? 90 : 30) + terminal_color(fore),
                       (back & 8 ? 100 : 40) + terminal_color(back), wanted & 0x4000 ? ";7" : "");
}

BOOL WINAPI SetConsoleTextAttribute(HANDLE hConsoleOutput, WORD wAttributes)
{
    char sequence[32];
    color_sequence(sequence, sizeof(sequence), wAttributes);
    if (!send(hConsoleOutput, sequence))
        return FALSE;
    attributes = wAttributes;
    return TRUE;
}

/* Text somewhere on the screen; the cursor comes back. Clipped at the end of the screen. */
static BOOL fill(HANDLE console, WCHAR character, WORD color, DWORD length, COORD at, LPDWORD written)
{
    unsigned columns, rows;
    char sequence[80];
    *written = 0;
    if (!win32_result(sys_console_size(console, &columns, &rows)))
        return FALSE;
    if (at.X < 0 || at.Y < 0 || (unsigned)at.X >= columns || (unsigned)at.Y >= rows)
        return TRUE;
    DWORD room = (rows - (unsigned)at.Y) * columns - (unsigned)at.X;
    length = length < room ? length : room;
    int used = text_format(sequence, sizeof(sequence),
                           "\x1B"
                           "7\x1B[%d;%dH",
                           at.Y + 1, at.X + 1);
    color_sequence(sequence + used, sizeof(sequence) - (size_t)used, color);
    if (!send(console, sequence))
        return FALSE;
    WCHAR part[128];
    for (size_t i = 0; i < countof(part); i++)
        part[i] = character;
    for (DWORD left = length; left;) {
        DWORD count = left < countof(part) ? left : (DWORD)countof(part);
        if (!win32_result(sys_console_write(console, part, count)))
            return FALSE;
        left -= count;
    }
    used = color_sequence(sequence, sizeof(sequence), attributes);
    text_format(sequence + used, sizeof(sequence) - (size_t)used,
                "\x1B"
                "8");
    *written = length;
    return send(console, sequence);
}

BOOL WINAPI FillConsoleOutputCharacterW(HANDLE hConsoleOutput, WCHAR cCharacter, DWORD nLength,
                                        COORD dwWriteCoord, LPDWORD lpNumberOfCharsWritten)
{
    return fill(hConsoleOutput, cCharacter, attributes, nLength, dwWriteCoord, lpNumberOfCharsWritten);
}

BOOL WINAPI FillConsoleOutputCharacterA(HANDLE hConsoleOutput, CHAR cCharacter, DWORD nLength,
                                        COORD dwWriteCoord, LPDWORD lpNumberOfCharsWritten)
{
    WCHAR wide = '?';
    nls_decode(nls_oemcp(), 0, &cCharacter, 1, &wide, 1);
    return fill(hConsoleOutput, wide, attributes, nLength, dwWriteCoord, lpNumberOfCharsWritten);
}

/* What stands on the screen cannot be read back, so cells take the colour and lose their character. */
BOOL WINAPI FillConsoleOutputAttribute(HANDLE hConsoleOutput, WORD wAttribute, DWORD nLength,
                                       COORD dwWriteCoord, LPDWORD lpNumberOfAttrsWritten)
{
    return fill(hConsoleOutput, ' ', wAttribute, nLength, dwWriteCoord, lpNumberOfAttrsWritten);
}

static _Atomic bool cursor_hidden;

BOOL WINAPI GetConsoleCursorInfo(HANDLE hConsoleOutput, PCONSOLE_CURSOR_INFO lpConsoleCursorInfo)
{
    unsigned columns, rows;
    if (!win32_result(sys_console_size(hConsoleOutput, &columns, &rows)))
        return FALSE;
    *lpConsoleCursorInfo = (CONSOLE_CURSOR_INFO){25, !cursor_hidden};
    return TRUE;
}

BOOL WINAPI SetConsoleCursorInfo(HANDLE hConsoleOutput, const CONSOLE_CURSOR_INFO *lpConsoleCursorInfo)
{
    if (lpConsoleCursorInfo->dwSize < 1 || lpConsoleCursorInfo->dwSize > 100)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!send(hConsoleOutput, lpConsoleCursorInfo->bVisible ? "\x1B[?25h" : "\x1B[?25l"))
        return FALSE;
    cursor_hidden = !lpConsoleCursorInfo->bVisible;
    return TRUE;
}

/* The title goes to the terminal, by whichever standard handle leads there. */
BOOL WINAPI SetConsoleTitleW(LPCWSTR lpConsoleTitle)
{
    size_t length = wide_length(lpConsoleTitle);
    char *text = malloc(length * 3 + 16);
    if (!text)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    RtlAcquireSRWLockExclusive(&title_lock);
    wide_result(lpConsoleTitle, length < countof(title) ? length : countof(title) - 1, title, countof(title));
    RtlReleaseSRWLockExclusive(&title_lock);
    memcpy(text, "\x1B]0;", 4);
    size_t used = 4 + wide_to_utf8(lpConsoleTitle, text + 4, length * 3 + 8) - 1;
    for (size_t i = 4; i < used; i++) /* nothing that would end the sequence early */
        if ((unsigned char)text[i] < 0x20)
            text[i] = ' ';
    text[used++] = 7;
    const RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    if (!NT_SUCCESS(sys_console_control(parameters->StandardOutput, text, used)))
        sys_console_control(parameters->StandardError, text,
                            used); /* without a terminal it is only remembered */
    free(text);
    return TRUE;
}

BOOL WINAPI SetConsoleTitleA(LPCSTR lpConsoleTitle)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpConsoleTitle))
        return FALSE;
    BOOL done = SetConsoleTitleW(name.text);
    ansi_name_free(&name);
    return done;
}

DWORD WINAPI GetConsoleTitleW(LPWSTR lpConsoleTitle, DWORD nSize)
{
    WCHAR copy[countof(title)];
    RtlAcquireSRWLockExclusive(&title_lock);
    memcpy(copy, title, sizeof(title));
    RtlReleaseSRWLockExclusive(&title_lock);
    DWORD length = (DWORD)wide_length(copy);
    if (nSize)
        wide_result(copy, length < nSize ? length : nSize - 1, lpConsoleTitle, nSize);
    return length;
}

DWORD WINAPI GetConsoleTitleA(LPSTR lpConsoleTitle, DWORD nSize)
{
    WCHAR wide[countof(title)];
    DWORD length = GetConsoleTitleW(wide, countof(wide));
    size_t bytes = nls_ansi_from_wide(wide, length, NULL, 0);
    if (nSize) {
        if (bytes >= nSize)
            memset(lpConsoleTitle, 0, nSize); /* whole characters only are written */
        else
            lpConsoleTitle[bytes] = 0;
        nls_ansi_from_wide(wide, length, lpConsoleTitle, nSize - 1);
    }
    return (DWORD)bytes;
}
