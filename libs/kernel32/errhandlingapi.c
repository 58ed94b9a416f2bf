/* SPDX-License-Identifier: MIT
 *
 * errhandlingapi.h: the last error.
 */
#include "kernel32.h"

DWORD WINAPI GetLastError(void)
{
    return teb_last_error();
}

VOID WINAPI SetLastError(DWORD dwErrCode)
{
    teb_set_last_error(dwErrCode);
}
