/* SPDX-License-Identifier: MIT
 *
 * winbase.h's Global* and Local* memory.
 */
#ifndef DECANT_WIN_WINBASE_HEAP_H
#define DECANT_WIN_WINBASE_HEAP_H

#include "windef.h"

#define GMEM_FIXED          0x0000u
#define GMEM_MOVEABLE       0x0002u
#define GMEM_NOCOMPACT      0x0010u
#define GMEM_NODISCARD      0x0020u
#define GMEM_ZEROINIT       0x0040u
#define GMEM_MODIFY         0x0080u
#define GMEM_DISCARDABLE    0x0100u
#define GMEM_VALID_FLAGS    0x7F72u
#define GMEM_DISCARDED      0x4000u
#define GMEM_LOCKCOUNT      0x00FFu
#define GMEM_INVALID_HANDLE 0x8000u
#define LMEM_DISCARDABLE    0x0F00u
#define LMEM_VALID_FLAGS    0x0F72u

HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes);
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags);
HGLOBAL WINAPI GlobalFree(HGLOBAL hMem);
SIZE_T WINAPI GlobalSize(HGLOBAL hMem);
UINT WINAPI GlobalFlags(HGLOBAL hMem);
LPVOID WINAPI GlobalLock(HGLOBAL hMem);
BOOL WINAPI GlobalUnlock(HGLOBAL hMem);
HGLOBAL WINAPI GlobalHandle(LPCVOID pMem);
HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes);
HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags);
HLOCAL WINAPI LocalFree(HLOCAL hMem);
SIZE_T WINAPI LocalSize(HLOCAL hMem);
UINT WINAPI LocalFlags(HLOCAL hMem);
LPVOID WINAPI LocalLock(HLOCAL hMem);
BOOL WINAPI LocalUnlock(HLOCAL hMem);
HLOCAL WINAPI LocalHandle(LPCVOID pMem);

#endif
