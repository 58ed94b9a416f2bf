/* SPDX-License-Identifier: MIT
 *
 * namedpipeapi.h: pipes.
 */
#ifndef DECANT_WIN_NAMEDPIPEAPI_H
#define DECANT_WIN_NAMEDPIPEAPI_H

#include "minwinbase.h"

BOOL WINAPI CreatePipe(PHANDLE hReadPipe, PHANDLE hWritePipe, LPSECURITY_ATTRIBUTES lpPipeAttributes,
                       DWORD nSize);
BOOL WINAPI PeekNamedPipe(HANDLE hNamedPipe, LPVOID lpBuffer, DWORD nBufferSize, LPDWORD lpBytesRead,
                          LPDWORD lpTotalBytesAvail, LPDWORD lpBytesLeftThisMessage);

#endif
