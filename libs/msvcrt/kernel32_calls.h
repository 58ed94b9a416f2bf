/* SPDX-License-Identifier: MIT
 *
 * The functions of kernel32 that start other programs, and a few that no SDK header of ours declares. Those
 * that may be missing are weak: their callers fail with ENOSYS then.
 */
#ifndef DECANT_MSVCRT_KERNEL32_CALLS_H
#define DECANT_MSVCRT_KERNEL32_CALLS_H

#include <win/fileapi.h>
#include <win/handleapi.h>
#include <win/processenv.h>
#include <win/processthreadsapi.h>
#include <win/synchapi.h>

/* Under names of our own: no header declares them, and Beep may be missing. */
BOOL WINAPI crt_Beep(DWORD dwFreq, DWORD dwDuration) __asm__("Beep") __attribute__((weak));
UINT WINAPI crt_SetErrorMode(UINT uMode) __asm__("SetErrorMode");

#endif
