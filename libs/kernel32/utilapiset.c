/* SPDX-License-Identifier: MIT
 *
 * utilapiset.h: the speaker, of which there is none: as on a Windows machine without one, which succeeds.
 */
#include <win/utilapiset.h>
#include "kernel32.h"

/* The documented range of the frequency; the call is synchronous, but silence need not be waited for. */
BOOL WINAPI Beep(DWORD dwFreq, DWORD dwDuration)
{
    if (dwFreq < 37 || dwFreq > 32767)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return TRUE;
}
