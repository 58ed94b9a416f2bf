/* SPDX-License-Identifier: MIT
 *
 * handleapi.h: what other files call of it.
 */
#ifndef DECANT_WIN_HANDLEAPI_H
#define DECANT_WIN_HANDLEAPI_H

#include "minwinbase.h"

#define HANDLE_FLAG_INHERIT            1u
#define HANDLE_FLAG_PROTECT_FROM_CLOSE 2u

BOOL WINAPI CloseHandle(HANDLE hObject);
BOOL WINAPI DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle,
                            LPHANDLE lpTargetHandle, DWORD dwDesiredAccess, BOOL bInheritHandle,
                            DWORD dwOptions);
BOOL WINAPI GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags);
BOOL WINAPI SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags);
BOOL WINAPI CompareObjectHandles(HANDLE hFirstObjectHandle, HANDLE hSecondObjectHandle);

#endif
