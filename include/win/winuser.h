/* SPDX-License-Identifier: MIT
 *
 * winuser.h: what programs without windows use of it.
 */
#ifndef DECANT_WIN_WINUSER_H
#define DECANT_WIN_WINUSER_H

#include "windef.h"

typedef struct {
    LONG left;
    LONG top;
    LONG right;
    LONG bottom;
} RECT, *LPRECT;
ASSERT_SIZE(RECT, 16, 16);
typedef const RECT *LPCRECT;

typedef struct {
    LONG x;
    LONG y;
} POINT;
ASSERT_SIZE(POINT, 8, 8);

#define MB_OK                0x0u
#define MB_OKCANCEL          0x1u
#define MB_ABORTRETRYIGNORE  0x2u
#define MB_YESNOCANCEL       0x3u
#define MB_YESNO             0x4u
#define MB_RETRYCANCEL       0x5u
#define MB_CANCELTRYCONTINUE 0x6u
#define MB_TYPEMASK          0xFu
#define MB_DEFMASK           0xF00u

#define IDOK       1
#define IDCANCEL   2
#define IDABORT    3
#define IDRETRY    4
#define IDIGNORE   5
#define IDYES      6
#define IDNO       7
#define IDTRYAGAIN 10
#define IDCONTINUE 11

#define UOI_FLAGS    1
#define UOI_NAME     2
#define UOI_TYPE     3
#define UOI_USER_SID 4

typedef struct {
    BOOL fInherit;
    BOOL fReserved;
    DWORD dwFlags;
} USEROBJECTFLAGS;

INT WINAPI MessageBoxW(HWND hWnd, LPCWSTR lpText, LPCWSTR lpCaption, UINT uType);
LPWSTR WINAPI CharUpperW(LPWSTR lpsz);
LPWSTR WINAPI CharLowerW(LPWSTR lpsz);
INT WINAPI wvsprintfW(LPWSTR output, LPCWSTR format, ms_va_list arglist);
INT WINAPI wvsprintfA(LPSTR output, LPCSTR format, ms_va_list arglist);

#endif
