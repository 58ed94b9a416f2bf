/* SPDX-License-Identifier: MIT
 *
 * What a program without windows learns about the desktop, and rectangles.
 */
#include "guest.h"

static BOOL CALLBACK stop(HWND window, LPARAM count)
{
    ++*(int *)count;
    return FALSE;
}

TEST(windows_that_are_not_there)
{
    int count = 0;
    CHECK_EQ(FindWindowA("decant: no such class", NULL), NULL);
    CHECK_EQ(FindWindowW(NULL, L"decant: no such title"), NULL);
    CHECK_EQ(IsWindow(NULL), FALSE);
    CHECK_EQ(IsWindow((HWND)(UINT_PTR)0x7654321), FALSE);
    CHECK_EQ(IsWindowVisible((HWND)(UINT_PTR)0x7654321), FALSE);
    CHECK_EQ(GetFocus(), NULL);
    CHECK_EQ(GetActiveWindow(), NULL);
    CHECK_EQ(GetCapture(), NULL);
    CHECK_EQ(EnumThreadWindows(GetCurrentThreadId(), stop, (LPARAM)&count),
             FALSE); /* documented: none found */
    CHECK_EQ(count, 0);
    CHECK_FAILS(EnumWindows(NULL, 0), FALSE, ERROR_INVALID_PARAMETER);
    EnumWindows(stop, (LPARAM)&count);
    CHECK(count <= 1);
    HWND shell = GetShellWindow(), front = GetForegroundWindow(), desktop = GetDesktopWindow();
    CHECK(!shell || IsWindow(shell));
    CHECK(!front || IsWindow(front));
    CHECK(!desktop || IsWindow(desktop));
    CHECK(MessageBeep(MB_OK));
}

TEST(stations_and_desktops)
{
    WCHAR name[64], type[64];
    char narrow[64];
    DWORD needed = 0, again = 0;
    USEROBJECTFLAGS flags;
    HANDLE station = GetProcessWindowStation(), desktop = GetThreadDesktop(GetCurrentThreadId());
    CHECK(station && desktop && station != desktop);
    CHECK_FAILS(GetUserObjectInformationW(station, UOI_NAME, NULL, 0, &needed), FALSE,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK(needed > sizeof(WCHAR));
    CHECK(GetUserObjectInformationW(station, UOI_NAME, name, sizeof(name), &again));
    CHECK_EQ(again, needed);
    CHECK(!name[needed / sizeof(WCHAR) - 1] && name[0]);
    CHECK(GetUserObjectInformationW(station, UOI_TYPE, type, sizeof(type), NULL));
    CHECK_WIDE(type, L"WindowStation");
    CHECK(GetUserObjectInformationA(desktop, UOI_TYPE, narrow, sizeof(narrow), &again));
    CHECK_TEXT(narrow, "Desktop");
    CHECK_FAILS(GetUserObjectInformationA(desktop, UOI_TYPE, narrow, 3, &again), FALSE,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK(GetUserObjectInformationW(station, UOI_FLAGS, &flags, sizeof(flags), &needed));
    CHECK_EQ(needed, sizeof(flags));
    CHECK_FAILS(
        GetUserObjectInformationW((HANDLE)(UINT_PTR)0x76543, UOI_FLAGS, &flags, sizeof(flags), &needed),
        FALSE, ERROR_INVALID_HANDLE);
}

/* What there is none of cannot be closed, freed or sent to. */
TEST(handles_of_nothing)
{
    MONITORINFO monitor = {.cbSize = sizeof(monitor)};
    CHECK_FAILS(CloseClipboard(), FALSE, ERROR_CLIPBOARD_NOT_OPEN);
    CHECK_FAILS(EmptyClipboard(), FALSE, ERROR_CLIPBOARD_NOT_OPEN);
    CHECK_FAILS(GetClipboardData(CF_TEXT), NULL, ERROR_CLIPBOARD_NOT_OPEN);
    CHECK_FAILS(UnhookWindowsHookEx((HHOOK)(UINT_PTR)0x7654321), FALSE, ERROR_INVALID_HOOK_HANDLE);
    CHECK_FAILS(DestroyIcon((HICON)(UINT_PTR)0x7654321), FALSE, ERROR_INVALID_CURSOR_HANDLE);
    CHECK_FAILS(PostThreadMessageW(0x7654321, WM_USER, 0, 0), FALSE, ERROR_INVALID_THREAD_ID);
    CHECK_FAILS(GetMonitorInfoW((HMONITOR)(UINT_PTR)0x7654321, &monitor), FALSE,
                ERROR_INVALID_MONITOR_HANDLE);
    CHECK_FAILS(DestroyWindow((HWND)(UINT_PTR)0x7654321), FALSE, ERROR_INVALID_WINDOW_HANDLE);
}

TEST(figures)
{
    CHECK_EQ(GetSystemMetrics(SM_CLEANBOOT), 0);
    CHECK_EQ(GetSystemMetrics(9999), 0);
    CHECK(GetDoubleClickTime() > 0 && GetDoubleClickTime() <= 5000);
}

TEST(rectangles)
{
    RECT a, b, common;
    CHECK(SetRect(&a, 0, 0, 10, 20) && a.left == 0 && a.top == 0 && a.right == 10 && a.bottom == 20);
    CHECK(!IsRectEmpty(&a));
    CHECK(SetRect(&b, 5, 5, 5, 9) && IsRectEmpty(&b));
    CHECK(SetRect(&b, 7, 5, 5, 9) && IsRectEmpty(&b));
    CHECK(PtInRect(&a, (POINT){0, 0}) && PtInRect(&a, (POINT){9, 19}));
    CHECK(!PtInRect(&a, (POINT){10, 0}) && !PtInRect(&a, (POINT){0, 20}) && !PtInRect(&a, (POINT){-1, 0}));
    SetRect(&b, 5, 15, 50, 60);
    CHECK(IntersectRect(&common, &a, &b));
    CHECK(common.left == 5 && common.top == 15 && common.right == 10 && common.bottom == 20);
    SetRect(&b, 10, 0, 20, 20); /* they touch */
    CHECK(!IntersectRect(&common, &a, &b));
    CHECK(!common.left && !common.top && !common.right && !common.bottom);
}

GUEST_MAIN(RUN(windows_that_are_not_there); RUN(stations_and_desktops); RUN(handles_of_nothing); RUN(figures);
           RUN(rectangles);)
