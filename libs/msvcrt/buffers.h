/* SPDX-License-Identifier: MIT
 *
 * The static results of asctime, gmtime, strerror and the like: one set per thread, made on first use.
 */
#ifndef DECANT_MSVCRT_BUFFERS_H
#define DECANT_MSVCRT_BUFFERS_H

#include <win/windef.h>

/* Windows' struct tm: nine ints. */
struct crt_tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};

struct crt_buffers {
    struct crt_tm tm;
    char time[26];
    WCHAR wide_time[26];
    char error[160];
    WCHAR wide_error[160];
    char convert[352]; /* _ecvt and _fcvt */
};

/* The calling thread's; NULL where memory is short. */
struct crt_buffers *crt_buffers(void);

#endif
