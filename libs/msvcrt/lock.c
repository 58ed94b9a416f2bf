/* SPDX-License-Identifier: MIT
 *
 * The runtime's own locks by number, which start-up code and the stream functions share with programs: _lock
 * and _unlock. They are critical sections, ready without initialization.
 */
#include <rtl/locks.h>
#include "msvcrt.h"

static RTL_CRITICAL_SECTION locks[CRT_LOCK_COUNT] = {[0 ... CRT_LOCK_COUNT - 1] = {.LockCount = -1}};

void CDECL msvcrt__lock(int locknum)
{
    if ((unsigned)locknum < CRT_LOCK_COUNT)
        RtlEnterCriticalSection(&locks[locknum]);
}

void CDECL msvcrt__unlock(int locknum)
{
    if ((unsigned)locknum < CRT_LOCK_COUNT)
        RtlLeaveCriticalSection(&locks[locknum]);
}
