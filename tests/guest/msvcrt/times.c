/* SPDX-License-Identifier: MIT
 *
 * time.h: conversions at the ends of their ranges, with errno, and strftime.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/timeb.h>
#include <time.h>
#include "guest.h"

TEST(gmtime_knows_the_calendar)
{
    __time64_t time = 951782400; /* 2000-02-29 00:00:00 */
    struct tm *tm = _gmtime64(&time);
    CHECK(tm != NULL);
    CHECK_EQ(tm->tm_year, 100);
    CHECK_EQ(tm->tm_mon, 1);
    CHECK_EQ(tm->tm_mday, 29);
    CHECK_EQ(tm->tm_wday, 2);
    CHECK_EQ(tm->tm_yday, 59);
    CHECK_EQ(tm->tm_isdst, 0);
    CHECK_EQ(_mkgmtime64(tm), time);
    time = 32535215999; /* the last second of the year 3000 */
    tm = _gmtime64(&time);
    CHECK(tm && tm->tm_year == 1100 && tm->tm_sec == 59);
}

TEST(out_of_range_is_einval)
{
    __time64_t time = -100000;
    errno = 0;
    CHECK(_localtime64(&time) == NULL);
    CHECK_EQ(errno, EINVAL);
    errno = 0;
    CHECK(_gmtime64(&time) == NULL);
    CHECK_EQ(errno, EINVAL);
    CHECK(_ctime64(&time) == NULL);
    time = 40000000000;
    errno = 0;
    CHECK(_gmtime64(&time) == NULL);
    CHECK_EQ(errno, EINVAL);
    struct tm early = {.tm_year = 50, .tm_mday = 1};
    CHECK_EQ(_mktime64(&early), -1);
    struct tm late = {.tm_year = 5000, .tm_mday = 1};
    CHECK_EQ(_mktime64(&late), -1);
}

TEST(mktime_normalizes)
{
    struct tm tm = {.tm_year = 101, .tm_mon = 12, .tm_mday = 32, .tm_hour = 25, .tm_isdst = -1};
    __time64_t time = _mktime64(&tm);
    CHECK(time != -1);
    CHECK_EQ(tm.tm_year, 102);
    CHECK_EQ(tm.tm_mon, 1);
    CHECK_EQ(tm.tm_mday, 2);
    CHECK_EQ(tm.tm_hour, 1);
    CHECK_EQ(tm.tm_wday, 6);
    struct tm again = *_localtime64(&time);
    CHECK_EQ(again.tm_mday, 2);
    CHECK_EQ(_mktime64(&again), time);
}

/* Before the program has a TZ of its own: the sample output of "_tzset" is "Pacific Standard Time". (The host
 * that runs this test is in Ireland, whose summer time is the standard one elsewhere than on Windows.) */
TEST(the_zone_is_the_systems)
{
    TIME_ZONE_INFORMATION system;
    char name[2][64];
    int known = GetTimeZoneInformation(&system) != TIME_ZONE_ID_INVALID;
    CHECK(known);
    _tzset();
    WideCharToMultiByte(CP_ACP, 0, system.StandardName, -1, name[0], sizeof(name[0]), NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, system.DaylightName, -1, name[1], sizeof(name[1]), NULL, NULL);
    CHECK_TEXT(_tzname[0], name[0]);
    CHECK_TEXT(_tzname[1], name[1]);
    CHECK_EQ(_timezone, (system.Bias + (system.StandardDate.wMonth ? system.StandardBias : 0)) * 60);
    CHECK_EQ(_daylight != 0, system.DaylightDate.wMonth && system.DaylightBias);
    CHECK_EQ(_dstbias, _daylight ? (system.DaylightBias - system.StandardBias) * 60 : 0);
    static const __time64_t moments[] = {1705320000, 1720000800}; /* January and July of 2024 */
    for (int i = 0; i < 2; i++) {
        struct tm *there, utc = *_gmtime64(&moments[i]), tm;
        SYSTEMTIME universal = {2024, utc.tm_mon + 1, 0, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, 0},
                   local;
        there = _localtime64(&moments[i]);
        CHECK(SystemTimeToTzSpecificLocalTime(NULL, &universal, &local));
        CHECK(there->tm_mday == local.wDay && there->tm_hour == local.wHour &&
              there->tm_min == local.wMinute);
        long ahead = (long)(_mkgmtime64(&(struct tm){.tm_year = there->tm_year,
                                                     .tm_mon = there->tm_mon,
                                                     .tm_mday = there->tm_mday,
                                                     .tm_hour = there->tm_hour,
                                                     .tm_min = there->tm_min}) -
                            moments[i]);
        CHECK_EQ(there->tm_isdst, ahead != -_timezone);
        tm = *there;
        CHECK_EQ(_mktime64(&tm), moments[i]);
        CHECK_EQ(tm.tm_isdst, there->tm_isdst);
        tm.tm_isdst = -1;
        CHECK_EQ(_mktime64(&tm), moments[i]);
        char zone[64];
        strftime(zone, sizeof(zone), "%Z", &tm);
        CHECK_TEXT(zone, _tzname[tm.tm_isdst]);
    }
}

TEST(the_zone_comes_from_tz)
{
    _putenv("TZ=EST5EDT");
    _tzset();
    CHECK_EQ(_timezone, 18000);
    CHECK_EQ(_daylight, 1);
    CHECK_TEXT(_tzname[0], "EST");
    CHECK_TEXT(_tzname[1], "EDT");
    __time64_t winter = 1705320000, summer = 1720000800; /* 2024-01-15 12:00, 2024-07-03 10:00 UTC */
    struct tm *tm = _localtime64(&winter);
    CHECK_EQ(tm->tm_hour, 7);
    CHECK_EQ(tm->tm_isdst, 0);
    tm = _localtime64(&summer);
    CHECK_EQ(tm->tm_hour, 6);
    CHECK_EQ(tm->tm_isdst, 1);
    CHECK_EQ(_mktime64(tm), summer);
    _putenv("TZ=UTC0");
    _tzset();
    CHECK_EQ(_timezone, 0);
    CHECK_EQ(_daylight, 0);
}

TEST(strftime_formats)
{
    char text[128];
    wchar_t wide[128];
    struct tm tm = {.tm_sec = 5,
                    .tm_min = 4,
                    .tm_hour = 15,
                    .tm_mday = 2,
                    .tm_mon = 0,
                    .tm_year = 106,
                    .tm_wday = 1,
                    .tm_yday = 1};
    CHECK_EQ(strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %p %j %%", &tm), 28);
    CHECK_TEXT(text, "2006-01-02 15:04:05 PM 002 %");
    strftime(text, sizeof(text), "%a %A %b %B %I %y %w %U %W", &tm);
    CHECK_TEXT(text, "Mon Monday Jan January 03 06 1 01 01");
    strftime(text, sizeof(text), "%#d/%#m/%#H", &tm);
    CHECK_TEXT(text, "2/1/15");
    strftime(text, sizeof(text), "%x %X", &tm);
    CHECK_TEXT(text, "01/02/06 15:04:05");
    strftime(text, sizeof(text), "%c", &tm);
    CHECK_TEXT(text, "01/02/06 15:04:05");
    strftime(text, sizeof(text), "%#x", &tm);
    CHECK_TEXT(text, "Monday, January 02, 2006");
    CHECK_EQ(wcsftime(wide, 128, L"%H\u00e9%M", &tm), 5);
    CHECK_WIDE(wide, L"15\u00e904");
    text[0] = 'x';
    CHECK_EQ(strftime(text, 4, "%Y", &tm), 0);
    CHECK_TEXT(asctime(&tm), "Mon Jan 02 15:04:05 2006\n");
}

TEST(clocks_run)
{
    __time64_t now = _time64(NULL), stored = 0;
    CHECK(now > 1600000000);
    CHECK(_time64(&stored) >= now && stored >= now);
    CHECK(clock() >= 0);
    struct __timeb64 time;
    _ftime64(&time);
    CHECK(time.time >= now && time.millitm < 1000);
    char text[9];
    CHECK_EQ(strlen(_strdate(text)), 8);
    CHECK(text[2] == '/' && text[5] == '/');
    CHECK_EQ(strlen(_strtime(text)), 8);
    CHECK(text[2] == ':' && text[5] == ':');
    CHECK(_difftime64(stored, stored - 10) == 10.0);
}

GUEST_MAIN(RUN(the_zone_is_the_systems); RUN(gmtime_knows_the_calendar); RUN(out_of_range_is_einval);
           RUN(mktime_normalizes); RUN(the_zone_comes_from_tz); RUN(strftime_formats); RUN(clocks_run);)
