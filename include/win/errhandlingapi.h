/* SPDX-License-Identifier: MIT
 *
 * errhandlingapi.h: errors and exceptions.
 */
#ifndef DECANT_WIN_ERRHANDLINGAPI_H
#define DECANT_WIN_ERRHANDLINGAPI_H

#include "winnt.h"

DWORD WINAPI GetLastError(void);
VOID WINAPI SetLastError(DWORD dwErrCode);
VOID WINAPI RaiseException(DWORD dwExceptionCode, DWORD dwExceptionFlags, DWORD nNumberOfArguments,
                           const ULONG_PTR *lpArguments);
LPTOP_LEVEL_EXCEPTION_FILTER WINAPI
SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER lpTopLevelExceptionFilter);
UINT WINAPI SetErrorMode(UINT uMode);
LONG WINAPI UnhandledExceptionFilter(PEXCEPTION_POINTERS ExceptionInfo);

#endif
