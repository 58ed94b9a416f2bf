/* SPDX-License-Identifier: MIT
 *
 * time.h: times as numbers and as calendar dates. The host's zone rules convert; Microsoft's limits
 * hold: nothing before 1970, nothing after the year 3000 (2038 for the 32-bit functions), and such a time is
 * EINVAL.
 */
#include <string.h>
#include <time.h>
#include <win/sysinfoapi.h>
#include "kernel/ke/calendar.h"
#include "crt_time.h"
#include "msvcrt.h"

#define TIME32_MAX 0x7FFFFFFFll

extern int32_t msvcrt__timezone;

static uint64_t started; /* milliseconds */

const char *const crt_day_names[7] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                      "Thursday", "Friday", "Saturday"};
const char *const crt_month_names[12] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};

NTSTATUS WINAPI NtQueryPerformanceCounter(PLARGE_INTEGER PerformanceCounter,
                                          PLARGE_INTEGER PerformanceFrequency);

static uint64_t milliseconds(void)
{
    LARGE_INTEGER count, frequency;
    NtQueryPerformanceCounter(&count, &frequency);
    return (uint64_t)count.QuadPart / ((uint64_t)frequency.QuadPart / 1000);
}

void crt_time_attach(void)
{
    started = milliseconds();
}

/* ---- now ---- */

int64_t crt_time_now(void)
{
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    return (int64_t)((uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime) - CRT_TIME_1970;
}

int64_t CDECL msvcrt__time64(int64_t *to)
{
    int64_t now = crt_time_now() / CRT_TIME_TICKS;
    if (to)
        *to = now;
    return now;
}

int32_t CDECL msvcrt__time32(int32_t *to)
{
    int64_t now = msvcrt__time64(NULL);
    int32_t result = now > TIME32_MAX ? -1 : (int32_t)now;
    if (to)
        *to = result;
    return result;
}

/* Milliseconds since the program started: elapsed time, not the processor's. */
int32_t CDECL msvcrt_clock(void)
{
    uint64_t elapsed = milliseconds() - started;
    return elapsed > TIME32_MAX ? -1 : (int32_t)elapsed;
}

double CDECL msvcrt__difftime64(int64_t later, int64_t earlier)
{
    if (later < 0 || earlier < 0) {
        crt_invalid(EINVAL);
        return 0;
    }
    return (double)(later - earlier);
}

double CDECL msvcrt__difftime32(int32_t later, int32_t earlier)
{
    return msvcrt__difftime64(later, earlier);
}

/* ---- numbers to dates ---- */

static void from_host(struct crt_tm *to, const struct tm *tm)
{
    *to = (struct crt_tm){tm->tm_sec,  tm->tm_min,  tm->tm_hour, tm->tm_mday, tm->tm_mon,
                          tm->tm_year, tm->tm_wday, tm->tm_yday, tm->tm_isdst};
}

static struct tm to_host(const struct crt_tm *tm)
{
    return (struct tm){.tm_sec = tm->tm_sec,
                       .tm_min = tm->tm_min,
                       .tm_hour = tm->tm_hour,
                       .tm_mday = tm->tm_mday,
                       .tm_mon = tm->tm_mon,
                       .tm_year = tm->tm_year,
                       .tm_isdst = tm->tm_isdst};
}

/* The local time, by Microsoft's rule or the host's. */
static bool to_local(int64_t time, struct tm *tm)
{
    struct crt_zone zone = crt_time_zone_current();
    time_t host = zone.own ? time - zone.bias : time;
    if (!zone.own) {
        bool known = sys_calendar_local_time(host, tm);
        if (known && zone.reversed)
            tm->tm_isdst = !tm->tm_isdst;
        return known;
    }
    if (!gmtime_r(&host, tm))
        return false;
    if (zone.daylight && crt_zone_daylight(tm)) {
        host += 3600;
        gmtime_r(&host, tm);
        tm->tm_isdst = 1;
    }
    return true;
}

/* Days from 1970 to the first of a month, which is 0 for January; in the Gregorian calendar of any year. */
static int64_t days_to_month(int64_t year, int month)
{
    year -= month < 2; /* the year begins with March, so that the leap day is its last */
    month = (month + 10) % 12;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 - 719468;
}

/* The moment of a date in UTC, and the date made regular; -1 where that is out of range. */
static int64_t from_utc(struct tm *tm)
{
    int64_t months = ((int64_t)tm->tm_year + 1900) * 12 + tm->tm_mon;
    int64_t year = (months >= 0 ? months : months - 11) / 12;
    int64_t days = days_to_month(year, (int)(months - year * 12)) + tm->tm_mday - 1;
    time_t time = ((days * 24 + tm->tm_hour) * 60 + tm->tm_min) * 60 + tm->tm_sec;
    return gmtime_r(&time, tm) ? time : -1;
}

/* The moment at which the clock shows that, and the date made regular. Where neither winter nor summer is
 * given, it is winter unless that moment lies in summer. */
static int64_t from_local(struct tm *tm)
{
    struct crt_zone zone = crt_time_zone_current();
    if (!zone.own) {
        if (zone.reversed && tm->tm_isdst >= 0)
            tm->tm_isdst = !tm->tm_isdst;
        int64_t moment = sys_calendar_local_moment(tm);
        if (zone.reversed)
            tm->tm_isdst = !tm->tm_isdst;
        return moment;
    }
    int isdst = tm->tm_isdst;
    int64_t time = from_utc(tm) + zone.bias;
    struct tm local;
    if (isdst > 0 || (isdst < 0 && to_local(time, &local) && local.tm_isdst))
        time -= 3600;
    return to_local(time, tm) ? time : -1;
}

static int break_down(struct crt_tm *to, const int64_t *time, bool local, bool narrow)
{
    struct tm tm;
    if (!to)
        return crt_invalid(EINVAL);
    memset(to, 0xFF, sizeof(*to));
    if (!time)
        return crt_invalid(EINVAL);
    int64_t low = local ? 0 : CRT_TIME_GMT_LOW;
    int64_t high = narrow ? TIME32_MAX : local ? CRT_TIME_MAX : CRT_TIME_GMT_HIGH;
    if (*time < low || *time > high) {
        crt_set_errno(EINVAL);
        return EINVAL;
    }
    time_t host = *time;
    if (!(local ? to_local(*time, &tm) : gmtime_r(&host, &tm) != NULL))
        return crt_invalid(EINVAL);
    from_host(to, &tm);
    return 0;
}

static struct crt_tm *break_down_static(const int64_t *time, bool local, bool narrow)
{
    struct crt_buffers *buffers = crt_buffers();
    return buffers && !break_down(&buffers->tm, time, local, narrow) ? &buffers->tm : NULL;
}

static const int64_t *extend(const int32_t *time, int64_t *room)
{
    if (!time)
        return NULL;
    *room = *time;
    return room;
}

int CDECL msvcrt__gmtime64_s(struct crt_tm *to, const int64_t *time)
{
    return break_down(to, time, false, false);
}

int CDECL msvcrt__gmtime32_s(struct crt_tm *to, const int32_t *time)
{
    int64_t room;
    return break_down(to, extend(time, &room), false, true);
}

int CDECL msvcrt__localtime64_s(struct crt_tm *to, const int64_t *time)
{
    return break_down(to, time, true, false);
}

int CDECL msvcrt__localtime32_s(struct crt_tm *to, const int32_t *time)
{
    int64_t room;
    return break_down(to, extend(time, &room), true, true);
}

struct crt_tm *CDECL msvcrt__gmtime64(const int64_t *time)
{
    return break_down_static(time, false, false);
}

struct crt_tm *CDECL msvcrt__gmtime32(const int32_t *time)
{
    int64_t room;
    return break_down_static(extend(time, &room), false, true);
}

struct crt_tm *CDECL msvcrt__localtime64(const int64_t *time)
{
    return break_down_static(time, true, false);
}

struct crt_tm *CDECL msvcrt__localtime32(const int32_t *time)
{
    int64_t room;
    return break_down_static(extend(time, &room), true, true);
}

/* ---- dates to numbers ---- */

static int64_t make_time(struct crt_tm *tm, bool local, int64_t high)
{
    if (!tm) {
        crt_invalid(EINVAL);
        return -1;
    }
    struct tm host = to_host(tm);
    /* Years that no valid time is in, before the month is taken into account. */
    if (host.tm_year < 68 || host.tm_year > 1102)
        goto invalid;
    int64_t time = local ? from_local(&host) : from_utc(&host);
    if (time < 0 || time > high)
        goto invalid;
    from_host(tm, &host);
    return time;
invalid:
    crt_set_errno(EINVAL);
    return -1;
}

int64_t CDECL msvcrt__mktime64(struct crt_tm *tm)
{
    return make_time(tm, true, CRT_TIME_MAX);
}

int32_t CDECL msvcrt__mktime32(struct crt_tm *tm)
{
    return (int32_t)make_time(tm, true, TIME32_MAX);
}

int64_t CDECL msvcrt__mkgmtime64(struct crt_tm *tm)
{
    return make_time(tm, false, CRT_TIME_MAX);
}

int32_t CDECL msvcrt__mkgmtime32(struct crt_tm *tm)
{
    return (int32_t)make_time(tm, false, TIME32_MAX);
}

/* ---- _ftime ---- */

struct crt_timeb64 {
    int64_t time;
    uint16_t millitm;
    int16_t timezone;
    int16_t dstflag;
};
struct crt_timeb32 {
    int32_t time;
    uint16_t millitm;
    int16_t timezone;
    int16_t dstflag;
};

int CDECL msvcrt__ftime64_s(struct crt_timeb64 *to)
{
    struct tm tm;
    if (!to)
        return crt_invalid(EINVAL);
    int64_t now = crt_time_now();
    to->time = now / CRT_TIME_TICKS;
    if (!to_local(to->time, &tm))
        tm.tm_isdst = 0;
    to->millitm = (uint16_t)(now % CRT_TIME_TICKS / 10000);
    to->timezone = (int16_t)(msvcrt__timezone / 60);
    to->dstflag = tm.tm_isdst > 0;
    return 0;
}

int CDECL msvcrt__ftime32_s(struct crt_timeb32 *to)
{
    struct crt_timeb64 wide;
    if (!to)
        return crt_invalid(EINVAL);
    msvcrt__ftime64_s(&wide);
    *to = (struct crt_timeb32){(int32_t)wide.time, wide.millitm, wide.timezone, wide.dstflag};
    return 0;
}

void CDECL msvcrt__ftime64(struct crt_timeb64 *to)
{
    msvcrt__ftime64_s(to);
}

void CDECL msvcrt__ftime32(struct crt_timeb32 *to)
{
    msvcrt__ftime32_s(to);
}

/* The local time, and the milliseconds as the result. */
unsigned CDECL msvcrt__getsystime(struct crt_tm *to)
{
    int64_t now = crt_time_now(), seconds = now / CRT_TIME_TICKS;
    break_down(to, &seconds, true, false);
    return (unsigned)(now % CRT_TIME_TICKS / 10000);
}
