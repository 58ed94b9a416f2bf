/* SPDX-License-Identifier: MIT
 *
 * processenv.h: standard handles, environment, command line.
 */
#include "kernel32.h"

HANDLE WINAPI GetStdHandle(DWORD nStdHandle)
{
    return (HANDLE)(uintptr_t)(nStdHandle == (DWORD)-11 ? 1 : nStdHandle == (DWORD)-12 ? 2 : 0);
}
