/* SPDX-License-Identifier: MIT
 *
 * time.h and stdlib.h: msvcrt's variables as functions, and C11's timespec_get.
 */
#include <time.h>
#include "../msvcrt/crt_time.h"
#include "../msvcrt/msvcrt.h"

extern int32_t msvcrt__timezone, msvcrt__dstbias;
extern int msvcrt__daylight, msvcrt__sys_nerr;
extern char *msvcrt__tzname[2], *msvcrt__sys_errlist[];
extern unsigned char msvcrt__mbcasemap[256];

#define ACCESSOR(type, name, variable)                                                                       \
    type *CDECL msvcrt_##name(void)                                                                          \
    {                                                                                                        \
        return variable;                                                                                     \
    }

ACCESSOR(int32_t, __timezone, &msvcrt__timezone)
ACCESSOR(int32_t, __dstbias, &msvcrt__dstbias)
ACCESSOR(int, __daylight, &msvcrt__daylight)
ACCESSOR(char *, __tzname, msvcrt__tzname)
ACCESSOR(int, __sys_nerr, &msvcrt__sys_nerr)
ACCESSOR(char *, __sys_errlist, msvcrt__sys_errlist)
ACCESSOR(unsigned char, __p__mbcasemap, msvcrt__mbcasemap)

struct crt_timespec64 {
    int64_t seconds;
    int32_t nanoseconds;
};
struct crt_timespec32 {
    int32_t seconds, nanoseconds;
};

/* The base, or 0 for one that there is not. */
int CDECL msvcrt__timespec64_get(struct crt_timespec64 *to, int base)
{
    if (!to) {
        crt_invalid(EINVAL);
        return 0;
    }
    if (base != TIME_UTC)
        return 0;
    int64_t now = crt_time_now();
    to->seconds = now / CRT_TIME_TICKS;
    to->nanoseconds = (int32_t)(now % CRT_TIME_TICKS) * 100;
    return base;
}

int CDECL msvcrt__timespec32_get(struct crt_timespec32 *to, int base)
{
    struct crt_timespec64 wide;
    if (!to) {
        crt_invalid(EINVAL);
        return 0;
    }
    if (!msvcrt__timespec64_get(&wide, base) || wide.seconds > INT32_MAX)
        return 0;
    *to = (struct crt_timespec32){(int32_t)wide.seconds, wide.nanoseconds};
    return base;
}
