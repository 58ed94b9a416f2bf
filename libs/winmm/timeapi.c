/* SPDX-License-Identifier: MIT
 *
 * timeapi.h: milliseconds since the machine started. The clock is always as fine as Linux has it, so that a
 * wish for a resolution is granted by doing nothing.
 */
#include <ntdll.h>

#define TIMERR_NOCANDO 97
#define TIMERR_STRUCT  129
#define TIME_MS        1
#define LEAST_PERIOD   1u
#define LONGEST_PERIOD 1000000u

DWORD WINAPI GetTickCount(void);

typedef struct {
    UINT wPeriodMin;
    UINT wPeriodMax;
} TIMECAPS;

/* Of the union only what is used here, and its size. */
typedef struct {
    UINT wType;
    union {
        DWORD ms;
        BYTE smpte[8];
    } u;
} MMTIME;
ASSERT_SIZE(MMTIME, 12, 12);

DWORD WINAPI timeGetTime(void)
{
    return GetTickCount();
}

UINT WINAPI timeGetSystemTime(MMTIME *pmmt, UINT cbmmt)
{
    if (!pmmt || cbmmt < sizeof(*pmmt))
        return TIMERR_STRUCT;
    pmmt->wType = TIME_MS;
    pmmt->u.ms = timeGetTime();
    return 0;
}

UINT WINAPI timeBeginPeriod(UINT uPeriod)
{
    return uPeriod < LEAST_PERIOD || uPeriod > LONGEST_PERIOD ? TIMERR_NOCANDO : 0;
}

UINT WINAPI timeEndPeriod(UINT uPeriod)
{
    return uPeriod < LEAST_PERIOD || uPeriod > LONGEST_PERIOD ? TIMERR_NOCANDO : 0;
}

UINT WINAPI timeGetDevCaps(TIMECAPS *ptc, UINT cbtc)
{
    if (!ptc || cbtc < sizeof(*ptc))
        return TIMERR_NOCANDO;
    *ptc = (TIMECAPS){LEAST_PERIOD, LONGEST_PERIOD};
    return 0;
}
