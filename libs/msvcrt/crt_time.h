/* SPDX-License-Identifier: MIT
 *
 * Calendar time, shared by time.c, time_zone.c and strftime.c. struct crt_tm is in buffers.h.
 */
#ifndef DECANT_MSVCRT_TIME_H
#define DECANT_MSVCRT_TIME_H

#include "buffers.h"
#include "crt_locale.h"

/* The least and the greatest time of the 64-bit functions: 1970 to the end of the year 3000, UTC. */
#define CRT_TIME_MAX      0x793406FFFll
#define CRT_TIME_GMT_LOW  (-43200) /* gmtime goes further by the time zones of the ends */
#define CRT_TIME_GMT_HIGH (CRT_TIME_MAX + 46800)

/* Brings _timezone and the like, and the kernel side's idea of the zone, up to date with the TZ variable
 * (time_zone.c).
 */
void crt_time_zone(void);

/* A zone of Microsoft's own form of TZ (time_rules.c). own: it is one; else the host converts. */
struct crt_zone {
    bool reversed; /* of the host: its summer time is the standard, and winter the exception */
    bool own, daylight;
    int32_t bias; /* seconds to add to standard time for UTC */
    char names[2][4];
};
bool crt_zone_parse(const char *text, struct crt_zone *zone);
/* Whether summer time is in force at a time that is given by the clock of standard time. */
struct tm;
bool crt_zone_daylight(const struct tm *standard);
/* The zone in force, brought up to date; own is false for the host's. */
struct crt_zone crt_time_zone_current(void);

/* Whether the fields that dates are made of are in range. */
bool crt_tm_valid(const struct crt_tm *tm);
/* "Wed Jan 02 02:03:55 1980\n": 25 characters and the terminator. */
void crt_format_asctime(const struct crt_tm *tm, char *to);

/* Now, in steps of 100 ns since 1970. */
#define CRT_TIME_TICKS 10000000
#define CRT_TIME_1970  116444736000000000ll /* in a FILETIME */
int64_t crt_time_now(void);

extern const char *const crt_day_names[7], *const crt_month_names[12];

#endif
