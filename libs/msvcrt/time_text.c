/* SPDX-License-Identifier: MIT
 *
 * Dates as text in fixed forms: asctime, ctime, _strdate, _strtime, in char and wide characters.
 */
#include <string.h>
#include "common/text_format.h"
#include "crt_time.h"
#include "msvcrt.h"

int CDECL msvcrt__localtime64_s(struct crt_tm *to, const int64_t *time);
int64_t CDECL msvcrt__time64(int64_t *to);

#define ASCTIME_SIZE 26
#define STAMP_SIZE   9 /* "11/20/26", "19:35:43" */

bool crt_tm_valid(const struct crt_tm *tm)
{
    static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return tm->tm_mon >= 0 && tm->tm_mon < 12 && tm->tm_mday >= 1 && tm->tm_mday <= days[tm->tm_mon] &&
           tm->tm_hour >= 0 && tm->tm_hour < 24 && tm->tm_min >= 0 && tm->tm_min < 60 && tm->tm_sec >= 0 &&
           tm->tm_sec <= 60 && tm->tm_wday >= 0 && tm->tm_wday < 7 && tm->tm_year >= -1900 &&
           tm->tm_year <= 8099;
}

void crt_format_asctime(const struct crt_tm *tm, char *to)
{
    /* The UCRT pads the day with a blank, as the C standard has it. */
    text_format(to, ASCTIME_SIZE,
                CRT_IS_UCRT ? "%.3s %.3s %2d %02d:%02d:%02d %04d\n" : "%.3s %.3s %02d %02d:%02d:%02d %04d\n",
                crt_day_names[tm->tm_wday], crt_month_names[tm->tm_mon], tm->tm_mday, tm->tm_hour, tm->tm_min,
                tm->tm_sec, tm->tm_year + 1900);
}

static void widen(WCHAR *to, const char *from)
{
    while ((*to++ = (unsigned char)*from++))
        ;
}

/* ---- asctime and ctime ---- */

int CDECL msvcrt_asctime_s(char *to, size_t size, const struct crt_tm *tm)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    *to = 0;
    if (size < ASCTIME_SIZE || !tm || !crt_tm_valid(tm))
        return crt_invalid(EINVAL);
    crt_format_asctime(tm, to);
    return 0;
}

int CDECL msvcrt__wasctime_s(WCHAR *to, size_t size, const struct crt_tm *tm)
{
    char text[ASCTIME_SIZE];
    if (!to || !size)
        return crt_invalid(EINVAL);
    *to = 0;
    if (size < ASCTIME_SIZE)
        return crt_invalid(EINVAL);
    int error = msvcrt_asctime_s(text, sizeof(text), tm);
    if (!error)
        widen(to, text);
    return error;
}

char *CDECL msvcrt_asctime(const struct crt_tm *tm)
{
    struct crt_buffers *buffers = crt_buffers();
    return buffers && !msvcrt_asctime_s(buffers->time, ASCTIME_SIZE, tm) ? buffers->time : NULL;
}

WCHAR *CDECL msvcrt__wasctime(const struct crt_tm *tm)
{
    struct crt_buffers *buffers = crt_buffers();
    return buffers && !msvcrt__wasctime_s(buffers->wide_time, ASCTIME_SIZE, tm) ? buffers->wide_time : NULL;
}

int CDECL msvcrt__ctime64_s(char *to, size_t size, const int64_t *time)
{
    struct crt_tm tm;
    if (!to || size < ASCTIME_SIZE || !time) {
        if (to && size)
            *to = 0;
        return crt_invalid(EINVAL);
    }
    *to = 0;
    int error = msvcrt__localtime64_s(&tm, time);
    return error ? error : msvcrt_asctime_s(to, size, &tm);
}

int CDECL msvcrt__ctime32_s(char *to, size_t size, const int32_t *time)
{
    int64_t wide = time ? *time : 0;
    return msvcrt__ctime64_s(to, size, time ? &wide : NULL);
}

int CDECL msvcrt__wctime64_s(WCHAR *to, size_t size, const int64_t *time)
{
    char text[ASCTIME_SIZE];
    if (!to || size < ASCTIME_SIZE) {
        if (to && size)
            *to = 0;
        return crt_invalid(EINVAL);
    }
    *to = 0;
    int error = msvcrt__ctime64_s(text, sizeof(text), time);
    if (!error)
        widen(to, text);
    return error;
}

int CDECL msvcrt__wctime32_s(WCHAR *to, size_t size, const int32_t *time)
{
    int64_t wide = time ? *time : 0;
    return msvcrt__wctime64_s(to, size, time ? &wide : NULL);
}

char *CDECL msvcrt__ctime64(const int64_t *time)
{
    struct crt_buffers *buffers = crt_buffers();
    return buffers && !msvcrt__ctime64_s(buffers->time, ASCTIME_SIZE, time) ? buffers->time : NULL;
}

char *CDECL msvcrt__ctime32(const int32_t *time)
{
    int64_t wide = time ? *time : 0;
    return msvcrt__ctime64(time ? &wide : NULL);
}

WCHAR *CDECL msvcrt__wctime64(const int64_t *time)
{
    struct crt_buffers *buffers = crt_buffers();
    return buffers && !msvcrt__wctime64_s(buffers->wide_time, ASCTIME_SIZE, time) ? buffers->wide_time : NULL;
}

WCHAR *CDECL msvcrt__wctime32(const int32_t *time)
{
    int64_t wide = time ? *time : 0;
    return msvcrt__wctime64(time ? &wide : NULL);
}

/* ---- now, as text ---- */

static void stamp(char *to, bool date)
{
    struct crt_tm tm = {0};
    int64_t now = msvcrt__time64(NULL);
    msvcrt__localtime64_s(&tm, &now);
    unsigned a = (unsigned)(date ? tm.tm_mon + 1 : tm.tm_hour), b = (unsigned)(date ? tm.tm_mday : tm.tm_min),
             c = (unsigned)(date ? tm.tm_year : tm.tm_sec);
    char separator = date ? '/' : ':';
    text_format(to, STAMP_SIZE, "%02u%c%02u%c%02u", a % 100, separator, b % 100, separator, c % 100);
}

static int stamp_s(char *to, size_t size, bool date)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    *to = 0;
    if (size < STAMP_SIZE)
        return crt_invalid(ERANGE);
    stamp(to, date);
    return 0;
}

static int wide_stamp_s(WCHAR *to, size_t size, bool date)
{
    char text[STAMP_SIZE];
    if (!to || !size)
        return crt_invalid(EINVAL);
    *to = 0;
    if (size < STAMP_SIZE)
        return crt_invalid(ERANGE);
    stamp(text, date);
    widen(to, text);
    return 0;
}

int CDECL msvcrt__strdate_s(char *to, size_t size)
{
    return stamp_s(to, size, true);
}

int CDECL msvcrt__strtime_s(char *to, size_t size)
{
    return stamp_s(to, size, false);
}

int CDECL msvcrt__wstrdate_s(WCHAR *to, size_t size)
{
    return wide_stamp_s(to, size, true);
}

int CDECL msvcrt__wstrtime_s(WCHAR *to, size_t size)
{
    return wide_stamp_s(to, size, false);
}

char *CDECL msvcrt__strdate(char *to)
{
    return stamp_s(to, STAMP_SIZE, true) ? NULL : to;
}

char *CDECL msvcrt__strtime(char *to)
{
    return stamp_s(to, STAMP_SIZE, false) ? NULL : to;
}

WCHAR *CDECL msvcrt__wstrdate(WCHAR *to)
{
    return wide_stamp_s(to, STAMP_SIZE, true) ? NULL : to;
}

WCHAR *CDECL msvcrt__wstrtime(WCHAR *to)
{
    return wide_stamp_s(to, STAMP_SIZE, false) ? NULL : to;
}
