/* SPDX-License-Identifier: MIT
 *
 * winuser.h: what a program without windows asks of user32. A message box is a line or more on standard error
 * and answers with its default button, as nobody is there to press another; strings come from resources;
 * the process stands on the invisible desktop that a service has, so it knows that it cannot show windows.
 */
#include <string.h>
#include "common/wide.h"
#include <win/libloaderapi.h>
#include "user32.h"

/* kernel32 */
HANDLE WINAPI GetStdHandle(DWORD nStdHandle);
BOOL WINAPI WriteFile(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite,
                      LPDWORD lpNumberOfBytesWritten, LPVOID lpOverlapped);

/* ---- message boxes ---- */

static void write_error_text(LPCWSTR text)
{
    char local[512], *bytes;
    DWORD written;
    if (!text || !NT_SUCCESS(nls_wide_to_ansi(text, local, sizeof(local), &bytes)))
        return;
    WriteFile(GetStdHandle((DWORD)-12), bytes, (DWORD)strlen(bytes), &written, NULL);
    nls_free(bytes, local);
}

INT WINAPI MessageBoxW(HWND hWnd, LPCWSTR lpText, LPCWSTR lpCaption, UINT uType)
{
    static const BYTE buttons[][4] = {
        {IDOK, 0, 0, 0},
        {IDOK, IDCANCEL, 0, 0},
        {IDABORT, IDRETRY, IDIGNORE, 0},
        {IDYES, IDNO, IDCANCEL, 0},
        {IDYES, IDNO, 0, 0},
        {IDRETRY, IDCANCEL, 0, 0},
        {IDCANCEL, IDTRYAGAIN, IDCONTINUE, 0},
    };
    unsigned kind = uType & MB_TYPEMASK, chosen = (uType & MB_DEFMASK) >> 8;
    if (kind >= countof(buttons))
        return win32_fail(ERROR_INVALID_PARAMETER);
    write_error_text(lpCaption ? lpCaption : u"Error");
    write_error_text(u": ");
    write_error_text(lpText);
    write_error_text(u"\n");
    return chosen < 4 && buttons[kind][chosen] ? buttons[kind][chosen] : buttons[kind][0];
}

INT WINAPI MessageBoxExW(HWND hWnd, LPCWSTR lpText, LPCWSTR lpCaption, UINT uType, WORD wLanguageId)
{
    return MessageBoxW(hWnd, lpText, lpCaption, uType);
}

INT WINAPI MessageBoxA(HWND hWnd, LPCSTR lpText, LPCSTR lpCaption, UINT uType)
{
    WCHAR text_buffer[NLS_LOCAL], caption_buffer[NLS_LOCAL], *text, *caption;
    if (!NT_SUCCESS(nls_ansi_to_wide(lpText, text_buffer, NLS_LOCAL, &text)))
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    INT result = 0;
    if (NT_SUCCESS(nls_ansi_to_wide(lpCaption, caption_buffer, NLS_LOCAL, &caption))) {
        result = MessageBoxW(hWnd, text, caption, uType);
        nls_free(caption, caption_buffer);
    } else {
        win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    }
    nls_free(text, text_buffer);
    return result;
}

INT WINAPI MessageBoxExA(HWND hWnd, LPCSTR lpText, LPCSTR lpCaption, UINT uType, WORD wLanguageId)
{
    return MessageBoxA(hWnd, lpText, lpCaption, uType);
}

/* ---- strings from resources: blocks of sixteen counted strings ---- */

#define RT_STRING 6

static const WCHAR *find_string(HINSTANCE module, UINT id, size_t *length)
{
    LPCWSTR block = (LPCWSTR)(uintptr_t)(((id & 0xFFFF) >> 4) + 1), type = (LPCWSTR)(uintptr_t)RT_STRING;
    HRSRC resource = FindResourceW(module, block, type);
    const WCHAR *at = resource ? LoadResource(module, resource) : NULL;
    if (!at)
        return NULL;
    const WCHAR *end = at + SizeofResource(module, resource) / sizeof(WCHAR);
    for (UINT skip = id & 15; skip && at < end; skip--)
        at += 1 + *at;
    if (at >= end || *at > end - at - 1) {
        win32_fail(ERROR_RESOURCE_NAME_NOT_FOUND);
        return NULL;
    }
    *length = *at;
    return at + 1;
}

INT WINAPI LoadStringW(HINSTANCE hInstance, UINT uID, LPWSTR lpBuffer, INT cchBufferMax)
{
    size_t length;
    if (!lpBuffer)
        return win32_fail(ERROR_INVALID_PARAMETER);
    const WCHAR *text = find_string(hInstance, uID, &length);
    if (!text)
        return 0;
    if (!cchBufferMax) { /* documented: a read-only pointer to the string itself */
        *(const WCHAR **)lpBuffer = text;
        return (INT)length;
    }
    if (cchBufferMax < 0)
        return 0;
    if (length >= (size_t)cchBufferMax)
        length = (size_t)cchBufferMax - 1;
    memcpy(lpBuffer, text, length * sizeof(WCHAR));
    lpBuffer[length] = 0;
    return (INT)length;
}

INT WINAPI LoadStringA(HINSTANCE hInstance, UINT uID, LPSTR lpBuffer, INT cchBufferMax)
{
    size_t length;
    if (!lpBuffer || cchBufferMax <= 0)
        return win32_fail(ERROR_INVALID_PARAMETER);
    const WCHAR *text = find_string(hInstance, uID, &length);
    if (!text)
        return 0;
    size_t bytes = nls_ansi_from_wide(text, length, lpBuffer, (size_t)cchBufferMax - 1);
    while (bytes > (size_t)cchBufferMax - 1)
        bytes = nls_ansi_from_wide(text, --length, lpBuffer, (size_t)cchBufferMax - 1);
    lpBuffer[bytes] = 0;
    return (INT)bytes;
}

/* ---- the desktop ---- */

#define WINDOW_STATION ((HANDLE)(uintptr_t)0x7FFC)
#define DESKTOP        ((HANDLE)(uintptr_t)0x7FF8)

HWINSTA WINAPI GetProcessWindowStation(void)
{
    return WINDOW_STATION;
}

HDESK WINAPI GetThreadDesktop(DWORD dwThreadId)
{
    return DESKTOP;
}

BOOL WINAPI GetUserObjectInformationW(HANDLE hObj, INT nIndex, PVOID pvInfo, DWORD nLength,
                                      LPDWORD lpnLengthNeeded)
{
    /* Not visible (no WSF_VISIBLE): what programs look at before they open a dialogue. */
    static const USEROBJECTFLAGS flags;
    const void *data = &flags;
    DWORD size = sizeof(flags);
    if (hObj != WINDOW_STATION && hObj != DESKTOP)
        return win32_fail(ERROR_INVALID_HANDLE);
    const WCHAR *text = NULL;
    if (nIndex == UOI_NAME)
        text = hObj == DESKTOP ? u"Default" : u"Service-0x0-3e7$";
    else if (nIndex == UOI_TYPE)
        text = hObj == DESKTOP ? u"Desktop" : u"WindowStation";
    else if (nIndex != UOI_FLAGS)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (text) {
        data = text;
        size = (DWORD)((wide_length(text) + 1) * sizeof(WCHAR));
    }
    if (lpnLengthNeeded)
        *lpnLengthNeeded = size;
    if (nLength < size)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    memcpy(pvInfo, data, size);
    return TRUE;
}

BOOL WINAPI GetUserObjectInformationA(HANDLE hObj, INT nIndex, PVOID pvInfo, DWORD nLength,
                                      LPDWORD lpnLengthNeeded)
{
    WCHAR text[32];
    DWORD size;
    if (nIndex == UOI_FLAGS)
        return GetUserObjectInformationW(hObj, nIndex, pvInfo, nLength, lpnLengthNeeded);
    if (!GetUserObjectInformationW(hObj, nIndex, text, sizeof(text), &size))
        return FALSE;
    size /= sizeof(WCHAR); /* the names are ASCII */
    if (lpnLengthNeeded)
        *lpnLengthNeeded = size;
    if (nLength < size)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    for (DWORD i = 0; i < size; i++)
        ((char *)pvInfo)[i] = (char)text[i];
    return TRUE;
}

/* SM_* of a machine without a screen, mouse or touch. */
INT WINAPI GetSystemMetrics(INT nIndex)
{
    enum { SM_CLEANBOOT = 67, SM_REMOTESESSION = 0x1000 };
    switch (nIndex) {
    case SM_CLEANBOOT:
    case SM_REMOTESESSION:
    default:
        return 0;
    }
}

UINT WINAPI GetDoubleClickTime(void)
{
    return 500;
}

/* ---- windows: there are none ---- */

HWND WINAPI GetForegroundWindow(void)
{
    return NULL;
}

HWND WINAPI GetActiveWindow(void)
{
    return NULL;
}

HWND WINAPI GetFocus(void)
{
    return NULL;
}

HWND WINAPI GetCapture(void)
{
    return NULL;
}

HWND WINAPI GetDesktopWindow(void)
{
    return NULL;
}

HWND WINAPI GetShellWindow(void)
{
    return NULL;
}

BOOL WINAPI IsWindow(HWND hWnd)
{
    return FALSE;
}

BOOL WINAPI IsWindowVisible(HWND hWnd)
{
    return FALSE;
}

HWND WINAPI FindWindowW(LPCWSTR lpClassName, LPCWSTR lpWindowName)
{
    return NULL;
}

HWND WINAPI FindWindowA(LPCSTR lpClassName, LPCSTR lpWindowName)
{
    return NULL;
}

typedef BOOL(GUESTAPI *WNDENUMPROC)(HWND, LPARAM);

BOOL WINAPI EnumWindows(WNDENUMPROC lpEnumFunc, LPARAM lParam)
{
    return lpEnumFunc ? TRUE : win32_fail(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI EnumThreadWindows(DWORD dwThreadId, WNDENUMPROC lpfn, LPARAM lParam)
{
    return FALSE; /* documented: no windows were found */
}

BOOL WINAPI MessageBeep(UINT uType)
{
    return TRUE; /* documented to return before the sound; without a sound device there is none */
}
