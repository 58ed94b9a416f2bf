/* SPDX-License-Identifier: MIT
 *
 * Between kernel32's file times (100 ns since 1601) and time_t (seconds since 1970), both UTC.
 */
#ifndef DECANT_MSVCRT_FILETIME_H
#define DECANT_MSVCRT_FILETIME_H

#include <win/windef.h>

#define EPOCH_1970 116444736000000000ll

static inline int64_t filetime_ticks(FILETIME time)
{
    return (int64_t)((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime);
}

static inline int64_t filetime_to_time(FILETIME time)
{
    int64_t ticks = filetime_ticks(time) - EPOCH_1970;
    return ticks >= 0 ? ticks / 10000000 : -((-ticks + 9999999) / 10000000);
}

static inline FILETIME filetime_from_time(int64_t seconds)
{
    uint64_t ticks = (uint64_t)(seconds * 10000000 + EPOCH_1970);
    return (FILETIME){(DWORD)ticks, (DWORD)(ticks >> 32)};
}

#endif
