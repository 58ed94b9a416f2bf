/* SPDX-License-Identifier: MIT
 *
 * time.h by table: moments to dates and back in each width, plain and secure, around the edges of daylight
 * saving time; dates as text in narrow and wide characters; strftime's specifiers; the limits and what they
 * set.
 */
#include <wchar.h>
#include "crt_dll.h"

struct date {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};

#define LAST32 0x7FFFFFFFll
#define LAST64 0x793406FFFll /* the end of the year 3000 */

static void set_zone(const char *assignment)
{
    CRT(int, _putenv, const char *)(assignment);
    CRT(void, _tzset, void)();
}

static int same(const struct date *a, const struct date *b)
{
    return !memcmp(a, b, sizeof(*a));
}

static const struct {
    int64_t time;
    struct date local, universal; /* in Pacific time */
} moments[] = {
    {86400, {0, 0, 16, 1, 0, 70, 4, 0, 0}, {0, 0, 0, 2, 0, 70, 5, 1, 0}},
    {951782400, {0, 0, 16, 28, 1, 100, 1, 58, 0}, {0, 0, 0, 29, 1, 100, 2, 59, 0}},
    {1710064799, {59, 59, 1, 10, 2, 124, 0, 69, 0}, {59, 59, 9, 10, 2, 124, 0, 69, 0}},
    {1710064800, {0, 0, 3, 10, 2, 124, 0, 69, 1}, {0, 0, 10, 10, 2, 124, 0, 69, 0}},
    {1730624399, {59, 59, 1, 3, 10, 124, 0, 307, 1}, {59, 59, 8, 3, 10, 124, 0, 307, 0}},
    {1730624400, {0, 0, 1, 3, 10, 124, 0, 307, 0}, {0, 0, 9, 3, 10, 124, 0, 307, 0}},
    {954669599,
     {59, 59, 1, 2, 3, 100, 0, 92, 0},
     {59, 59, 9, 2, 3, 100, 0, 92, 0}}, /* the rule before 2007 */
    {954669600, {0, 0, 3, 2, 3, 100, 0, 92, 1}, {0, 0, 10, 2, 3, 100, 0, 92, 0}},
    {LAST32, {7, 14, 19, 18, 0, 138, 1, 17, 0}, {7, 14, 3, 19, 0, 138, 2, 18, 0}},
};

TEST(moments_and_dates)
{
    static const char *const names[] = {"_localtime64", "_gmtime64", "localtime", "gmtime"};
    static const char *const names32[] = {"_localtime32", "_gmtime32"};
    static const char *const secure[] = {"_localtime64_s", "_gmtime64_s"};
    static const char *const secure32[] = {"_localtime32_s", "_gmtime32_s"};
    set_zone("TZ=PST8PDT");
    for (size_t i = 0; i < COUNT(moments); i++) {
        int failures = guest_failures;
        int32_t time32 = (int32_t)moments[i].time;
        for (int k = 0; k < 4; k++) {
            const struct date *wanted = k & 1 ? &moments[i].universal : &moments[i].local;
            const struct date *date =
                ((struct date * (*)(const int64_t *)) crt_function(names[k]))(&moments[i].time);
            CHECK(date && same(date, wanted));
            struct date room = {0};
            CHECK_EQ(((int (*)(struct date *, const int64_t *))crt_function(secure[k & 1]))(&room,
                                                                                            &moments[i].time),
                     0);
            CHECK(same(&room, wanted));
            date = ((struct date * (*)(const int32_t *)) crt_function(names32[k & 1]))(&time32);
            CHECK(date && same(date, wanted));
            memset(&room, 0, sizeof(room));
            CHECK_EQ(((int (*)(struct date *, const int32_t *))crt_function(secure32[k & 1]))(&room, &time32),
                     0);
            CHECK(same(&room, wanted));
        }
        /* Back: the two middle fields are computed, the day of the week is not asked. */
        struct date date = moments[i].local;
        date.tm_wday = date.tm_yday = 99;
        CHECK_EQ(CRT(int64_t, _mktime64, struct date *)(&date), moments[i].time);
        CHECK(same(&date, &moments[i].local));
        CHECK_EQ(CRT(int32_t, _mktime32, struct date *)(&date), moments[i].time);
        CHECK_EQ(CRT(int64_t, mktime, struct date *)(&date), moments[i].time);
        date = moments[i].universal;
        date.tm_wday = date.tm_yday = 99;
        CHECK_EQ(CRT(int64_t, _mkgmtime64, struct date *)(&date), moments[i].time);
        CHECK(same(&date, &moments[i].universal));
        CHECK_EQ(CRT(int32_t, _mkgmtime32, struct date *)(&date), moments[i].time);
        CHECK_EQ(CRT(int64_t, _mkgmtime, struct date *)(&date), moments[i].time);
        if (failures != guest_failures)
            guest_write_number(i), guest_write(" is the row\n");
    }
    CHECK_INVALID(0, 0);
}

/* Any three letters take the rules of the United States, and no others. */
TEST(zones_of_no_place)
{
    static const struct {
        const char *zone;
        int64_t time;
        int month, day, hour, minute, summer;
    } rows[] = {
        {"TZ=ABC8DEF", 954669599, 3, 2, 1, 59, 0},   {"TZ=ABC8DEF", 954669600, 3, 2, 3, 0, 1},
        {"TZ=ABC8DEF", 972809999, 9, 29, 1, 59, 1},  {"TZ=ABC8DEF", 972810000, 9, 29, 1, 0, 0},
        {"TZ=ABC8DEF", 953582400, 2, 20, 12, 0, 0},  {"TZ=ABC8DEF", 1710064800, 2, 10, 3, 0, 1},
        {"TZ=ABC8", 1719860400, 6, 1, 11, 0, 0},     {"TZ=ABC-5:30", 1719860400, 6, 2, 0, 30, 0},
        {"TZ=ABC-1DEF", 1711846800, 2, 31, 3, 0, 1}, {"TZ=ABC+0:00:30", 1719860400, 6, 1, 18, 59, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int failures = guest_failures;
        set_zone(rows[i].zone);
        struct date *date = CRT(struct date *, _localtime64, const int64_t *)(&rows[i].time);
        CHECK(date && date->tm_mon == rows[i].month && date->tm_mday == rows[i].day &&
              date->tm_hour == rows[i].hour && date->tm_min == rows[i].minute &&
              date->tm_isdst == rows[i].summer);
        CHECK_EQ(CRT(int64_t, _mktime64, struct date *)(date), rows[i].time);
        if (failures != guest_failures)
            guest_write_number(i), guest_write(" is the row\n");
    }
    set_zone("TZ=PST8PDT");
    struct date gap = {0, 30, 2, 10, 2, 124, 0, 0, -1}, twice = {0, 30, 1, 3, 10, 124, 0, 0, 1};
    CHECK_EQ(CRT(int64_t, _mktime64, struct date *)(&twice),
             1730622600); /* the first of the two, being told */
    twice.tm_isdst = 0;
    CHECK_EQ(CRT(int64_t, _mktime64, struct date *)(&twice), 1730626200);
    CHECK(CRT(int64_t, _mktime64, struct date *)(&gap) != -1); /* a time that no clock shows */
    CHECK(gap.tm_hour == 1 || gap.tm_hour == 3);
}

TEST(mktime_normalizes)
{
    struct date date = {0, 0, 12, 1, 6, 124, 0, 0, -1};
    CHECK_EQ(CRT(int64_t, _mktime64, struct date *)(&date), 1719860400);
    CHECK_EQ(date.tm_isdst, 1);
    struct date standard = {0,   0, 12, 1, 6,
                            124, 0, 0,  0}; /* noon by the clock of winter is one by that of summer */
    CHECK_EQ(CRT(int64_t, _mktime64, struct date *)(&standard), 1719864000);
    CHECK(standard.tm_hour == 13 && standard.tm_isdst == 1);
    struct date over = {-1, 60, 23, 31, 13, 123, 0, 0, 0}; /* month 13 is February: its day 31 is in March */
    CHECK_EQ(CRT(int64_t, _mkgmtime64, struct date *)(&over), 1709423999);
    CHECK(over.tm_year == 124 && over.tm_mon == 2 && over.tm_mday == 2 && over.tm_hour == 23 &&
          over.tm_min == 59 && over.tm_sec == 59 && over.tm_yday == 61 && over.tm_wday == 6);
    static const struct date outside[] = {
        {0, 0, 0, 1, 0, 69, 0, 0, 0}, {59, 59, 23, 31, 11, 69, 0, 0, 0}, {0, 0, 0, 2, 0, 1101, 0, 0, 0}};
    for (size_t i = 0; i < COUNT(outside); i++) {
        date = outside[i];
        CHECK_EQ(CRT(int64_t, _mkgmtime64, struct date *)(&date), -1);
        CHECK_ERRNO(EINVAL);
        CHECK_EQ(CRT(int32_t, _mkgmtime32, struct date *)(&date), -1);
        CHECK_ERRNO(EINVAL);
    }
    struct date late = {8, 14, 3, 19, 0, 138, 0, 0, 0};
    CHECK_EQ(CRT(int32_t, _mkgmtime32, struct date *)(&late), -1);
    CHECK_ERRNO(EINVAL);
    crt_invalid_calls = 0;
    CHECK_EQ(CRT(int64_t, _mktime64, struct date *)(NULL), -1);
    CHECK_EQ(CRT(int32_t, _mktime32, struct date *)(NULL), -1);
    CHECK_EQ(CRT(int64_t, _mkgmtime64, struct date *)(NULL), -1);
    CHECK_INVALID(EINVAL, 3);
}

TEST(limits)
{
    int64_t past = -1000000, future = LAST64 + 86400 * 2;
    int32_t past32 = -1000000;
    struct date date = {0};
    CHECK(CRT(void *, _localtime64, const int64_t *)(&future) == NULL);
    CHECK_ERRNO(EINVAL);
    CHECK(CRT(void *, _gmtime64, const int64_t *)(&past) == NULL);
    CHECK_ERRNO(EINVAL);
    CHECK(CRT(void *, _localtime32, const int32_t *)(&past32) == NULL);
    CHECK_ERRNO(EINVAL);
    CHECK(CRT(void *, _gmtime32, const int32_t *)(&past32) == NULL);
    CHECK_ERRNO(EINVAL);
    CHECK_EQ(CRT(int, _gmtime64_s, struct date *, const int64_t *)(&date, &future), EINVAL);
    CHECK(date.tm_sec == -1 && date.tm_mday == -1 && date.tm_isdst == -1);
    CHECK_ERRNO(EINVAL);
    crt_invalid_calls = 0;
    CHECK_EQ(CRT(int, _localtime64_s, struct date *, const int64_t *)(&date, NULL), EINVAL);
    CHECK_EQ(CRT(int, _localtime64_s, struct date *, const int64_t *)(NULL, &past), EINVAL);
    CHECK_EQ(CRT(int, _gmtime32_s, struct date *, const int32_t *)(&date, NULL), EINVAL);
    CHECK_INVALID(EINVAL, 3);
    CHECK(CRT(double, _difftime64, int64_t, int64_t)(LAST64, 1) == LAST64 - 1);
    CHECK(CRT(double, _difftime32, int32_t, int32_t)(5, 7) == -2);
    CHECK(CRT(double, difftime, int64_t, int64_t)(1ll << 33, 0) == 8589934592.0);
    CHECK_INVALID(0, 0);
    CHECK(CRT(double, _difftime64, int64_t, int64_t)(-1, 0) == 0);
    CHECK(CRT(double, _difftime32, int32_t, int32_t)(0, -1) == 0);
    CHECK_INVALID(EINVAL, 2);
}

TEST(now)
{
    int64_t here = -1;
    int32_t here32 = -1;
    int64_t start = CRT(int64_t, _time64, int64_t *)(&here);
    CHECK_EQ(start, here);
    CHECK_EQ(CRT(int32_t, _time32, int32_t *)(&here32), here32);
    CHECK(here32 >= start && CRT(int64_t, time, int64_t *)(NULL) >= start);
    struct {
        int64_t time;
        unsigned short millitm;
        short timezone, dstflag, guard;
    } wide = {.guard = 77};
    struct {
        int32_t time;
        unsigned short millitm;
        short timezone, dstflag, guard;
    } narrow = {.guard = 77};
    static const char *const wides[] = {"_ftime64", "_ftime", "_ftime64_s", "_ftime_s"}, *const narrows[] = {
                                                                                             "_ftime32",
                                                                                             "_ftime32_s"};
    for (size_t i = 0; i < COUNT(wides); i++) {
        wide.time = wide.dstflag = -9;
        int result = ((int (*)(void *))crt_function(wides[i]))(&wide);
        CHECK(i < 2 || result == 0);
        CHECK(wide.time >= start && wide.millitm < 1000 && wide.timezone == 480 &&
              (unsigned)wide.dstflag < 2);
        CHECK_EQ(wide.guard, 77);
    }
    for (size_t i = 0; i < COUNT(narrows); i++) {
        narrow.time = narrow.dstflag = -9;
        ((int (*)(void *))crt_function(narrows[i]))(&narrow);
        CHECK(narrow.time >= start && narrow.millitm < 1000 && narrow.timezone == 480 &&
              (unsigned)narrow.dstflag < 2);
        CHECK_EQ(narrow.guard, 77);
    }
    struct date date = {0};
    CHECK(CRT(unsigned, _getsystime, struct date *)(&date) < 1000);
    CHECK(date.tm_year >= 124 && date.tm_mday >= 1);
    CHECK(CRT(int, clock, void)() >= 0);
    CHECK_INVALID(0, 0);
    CHECK_EQ(CRT(int, _ftime64_s, void *)(NULL), EINVAL);
    CHECK_EQ(CRT(int, _ftime32_s, void *)(NULL), EINVAL);
    CRT(void, _ftime64, void *)(NULL);
    CHECK_INVALID(EINVAL, 3);
}

/* ---- text ---- */

static wchar_t *wide(const char *text)
{
    static wchar_t room[128];
    size_t i = 0;
    do
        room[i] = (unsigned char)text[i];
    while (text[i++]);
    return room;
}

#define STAMP "Sun Mar 10 03:00:00 2024\n"

TEST(dates_as_text)
{
    struct date date = {0, 0, 3, 10, 2, 124, 0, 69, 1};
    int64_t moment = 1710064800;
    int32_t moment32 = 1710064800;
    char text[32];
    wchar_t wide_text[32];
    CHECK_TEXT(CRT(char *, asctime, struct date *)(&date), STAMP);
    CHECK_WIDE(CRT(wchar_t *, _wasctime, struct date *)(&date), wide(STAMP));
    CHECK_TEXT(CRT(char *, _ctime64, int64_t *)(&moment), STAMP);
    CHECK_TEXT(CRT(char *, ctime, int64_t *)(&moment), STAMP);
    CHECK_TEXT(CRT(char *, _ctime32, int32_t *)(&moment32), STAMP);
    CHECK_WIDE(CRT(wchar_t *, _wctime64, int64_t *)(&moment), wide(STAMP));
    CHECK_WIDE(CRT(wchar_t *, _wctime, int64_t *)(&moment), wide(STAMP));
    CHECK_WIDE(CRT(wchar_t *, _wctime32, int32_t *)(&moment32), wide(STAMP));
    static const struct {
        const char *name;
        int is_wide, kind; /* 0: a date, 1: 64 bits, 2: 32 */
    } secure[] = {{"asctime_s", 0, 0},   {"_wasctime_s", 1, 0}, {"_ctime64_s", 0, 1},
                  {"_wctime64_s", 1, 1}, {"_ctime32_s", 0, 2},  {"_wctime32_s", 1, 2}};
    for (size_t i = 0; i < COUNT(secure); i++) {
        int (*call)(void *, size_t, const void *) = crt_function(secure[i].name);
        void *to = secure[i].is_wide ? (void *)wide_text : text;
        const void *from = secure[i].kind == 0   ? (void *)&date
                           : secure[i].kind == 1 ? (void *)&moment
                                                 : (void *)&moment32;
        wide_text[0] = 0x5555;
        CHECK_EQ(call(to, 26, from), 0);
        if (secure[i].is_wide)
            CHECK_WIDE(wide_text, wide(STAMP));
        else
            CHECK_TEXT(text, STAMP);
        CHECK_INVALID(0, 0);
        CHECK_EQ(call(to, 25, from), EINVAL);
        CHECK(secure[i].is_wide ? !wide_text[0] : !text[0]);
        CHECK_INVALID(EINVAL, 1);
        CHECK_EQ(call(to, 26, NULL), EINVAL);
        CHECK_EQ(call(NULL, 26, from), EINVAL);
        CHECK_INVALID(EINVAL, 2);
    }
    date.tm_mon = 12;
    CHECK(CRT(char *, asctime, struct date *)(&date) == NULL);
    CHECK_INVALID(EINVAL, 1);
    static const struct {
        const char *plain, *secure;
        int is_wide;
        char separator;
    } stamps[] = {{"_strdate", "_strdate_s", 0, '/'},
                  {"_strtime", "_strtime_s", 0, ':'},
                  {"_wstrdate", "_wstrdate_s", 1, '/'},
                  {"_wstrtime", "_wstrtime_s", 1, ':'}};
    for (size_t i = 0; i < COUNT(stamps); i++) {
        void *to = stamps[i].is_wide ? (void *)wide_text : text;
        for (int form = 0; form < 2; form++) {
            memset(to, 0x55, 32);
            void *(*plain)(void *) = crt_function(stamps[i].plain);
            int (*secure_stamp)(void *, size_t) = crt_function(stamps[i].secure);
            CHECK(form ? secure_stamp(to, 9) == 0 : plain(to) == to);
#define UNIT(at) (stamps[i].is_wide ? wide_text[at] : text[at])
            CHECK(UNIT(2) == stamps[i].separator && UNIT(5) == stamps[i].separator && !UNIT(8));
            CHECK(UNIT(0) >= '0' && UNIT(0) <= '5' && UNIT(7) >= '0' && UNIT(7) <= '9');
        }
        int (*secure_stamp)(void *, size_t) = crt_function(stamps[i].secure);
        CHECK_INVALID(0, 0);
        CHECK_EQ(secure_stamp(to, 8), ERANGE);
        CHECK(!UNIT(0));
        CHECK_INVALID(ERANGE, 1);
        CHECK_EQ(secure_stamp(NULL, 9), EINVAL);
        CHECK_EQ(secure_stamp(to, 0), EINVAL);
        CHECK_INVALID(EINVAL, 2);
    }
}

TEST(strftime_by_table)
{
    static const struct date date = {5, 4, 15, 7, 7, 123, 1, 218, 0}; /* Monday, August 7, 2023, 15:04:05 */
    static const struct {
        const char *format, *text;
    } rows[] = {
        {"%a %A %b %B", "Mon Monday Aug August"},
        {"%c", "08/07/23 15:04:05"},
        {"%x|%X", "08/07/23|15:04:05"},
        {"%#x", "Monday, August 07, 2023"},
        {"%d %H %I %j %m %M %S", "07 15 03 219 08 04 05"},
        {"%#d %#H %#I %#j %#m %#M %#S", "7 15 3 219 8 4 5"},
        {"%p %w %y %Y %#y", "PM 1 23 2023 23"},
        {"%U %W %#U", "32 32 32"},
        {"%Z %z", "PST PST"},
        {"100%%", "100%"},
        {"", ""},
    };
    char text[80];
    wchar_t wide_text[80], wide_format[80];
    for (size_t i = 0; i < COUNT(rows); i++) {
        wcscpy(wide_format, wide(rows[i].format));
        size_t length = strlen(rows[i].text);
        CHECK_EQ(CRT(size_t, strftime, char *, size_t, const char *,
                     const struct date *)(text, 80, rows[i].format, &date),
                 length);
        CHECK_TEXT(text, rows[i].text);
        CHECK_EQ(CRT(size_t, _strftime_l, char *, size_t, const char *, const struct date *,
                     crt_locale)(text, length + 1, rows[i].format, &date, NULL),
                 length);
        CHECK_TEXT(text, rows[i].text);
        CHECK_EQ(CRT(size_t, _Strftime, char *, size_t, const char *, const struct date *,
                     void *)(text, 80, rows[i].format, &date, NULL),
                 length);
        CHECK_EQ(CRT(size_t, wcsftime, wchar_t *, size_t, const wchar_t *,
                     const struct date *)(wide_text, 80, wide_format, &date),
                 length);
        CHECK_WIDE(wide_text, wide(rows[i].text));
        CHECK_EQ(CRT(size_t, _wcsftime_l, wchar_t *, size_t, const wchar_t *, const struct date *,
                     crt_locale)(wide_text, length + 1, wide_format, &date, NULL),
                 length);
        CHECK_WIDE(wide_text, wide(rows[i].text));
        CHECK_INVALID(0, 0);
    }
    size_t (*format)(char *, size_t, const char *, const struct date *) = crt_function("strftime");
    CHECK_EQ(format(text, 4, "%Y", &date), 0); /* no room for the terminator */
    CHECK_INVALID(ERANGE, 0);
    static const char *const later[] = {"%C", "%D", "%e", "%F", "%g", "%G", "%h",
                                        "%n", "%r", "%R", "%t", "%T", "%u", "%V"};
    for (size_t i = 0; i < COUNT(later); i++)
        CHECK_EQ(format(text, 80, later[i], &date), 0); /* C99's, which the UCRT alone knows */
    CHECK_INVALID(EINVAL, COUNT(later));
    CHECK_EQ(format(text, 80, "%Q", &date), 0);
    CHECK_EQ(format(text, 80, "%", &date), 0);
    CHECK_EQ(format(text, 80, "%d", NULL), 0);
    CHECK_EQ(format(NULL, 80, "%d", &date), 0);
    CHECK_EQ(format(text, 0, "%d", &date), 0);
    CHECK_EQ(format(text, 80, NULL, &date), 0);
    CHECK_INVALID(EINVAL, 6);
    struct date bad = date;
    bad.tm_hour = 24;
    CHECK_EQ(format(text, 80, "%H", &bad), 0);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(format(text, 80, "%M", &bad), 2); /* only what is asked for is looked at */
    bad.tm_mday = 0;
    CHECK_EQ(format(text, 80, "%d", &bad), 0);
    CHECK_INVALID(EINVAL, 1);
    char *days = CRT(char *, _Getdays, void)(), *months = CRT(char *, _Getmonths, void)();
    CHECK(days && !strncmp(days, ":Sun:Sunday:Mon:Monday", 22));
    CHECK(months && !strncmp(months, ":Jan:January:Feb:February", 25));
    CRT(void, free, void *)(days);
    CRT(void, free, void *)(months);
}

TEST(the_zone)
{
    int32_t seconds = 0;
    int hours = 0;
    char name[8];
    size_t needed;
    set_zone("TZ=XYZ-5:30");
    CHECK_EQ(CRT(int, _get_timezone, int32_t *)(&seconds), 0);
    CHECK_EQ(seconds, -19800);
    CHECK_EQ(CRT(int, _get_daylight, int *)(&hours), 0);
    CHECK_EQ(hours, 0);
    set_zone("TZ=PST8PDT");
    CHECK_EQ(CRT(int, _get_timezone, int32_t *)(&seconds), 0);
    CHECK_EQ(seconds, 28800);
    CHECK_EQ(*(int32_t *)crt_function("_timezone"), 28800);
    CHECK_EQ(CRT(int, _get_daylight, int *)(&hours), 0);
    CHECK_EQ(hours, 1);
    CHECK_EQ(CRT(int, _get_dstbias, int32_t *)(&seconds), 0);
    CHECK_EQ(seconds, -3600);
    int (*get_name)(size_t *, char *, size_t, int) = crt_function("_get_tzname");
    CHECK_EQ(get_name(&needed, name, 8, 1), 0);
    CHECK_TEXT(name, "PDT");
    CHECK_EQ(needed, 4);
    CHECK_EQ(get_name(&needed, NULL, 0, 0), 0);
    CHECK_EQ(needed, 4);
    CHECK_EQ(get_name(&needed, name, 3, 0), ERANGE);
    errno = 0;
    crt_invalid_calls = 0;
    CHECK_EQ(get_name(&needed, name, 8, 2), EINVAL);
    CHECK_EQ(get_name(NULL, name, 8, 0), EINVAL);
    CHECK_EQ(CRT(int, _get_timezone, int32_t *)(NULL), EINVAL);
    CHECK_EQ(CRT(int, _get_daylight, int *)(NULL), EINVAL);
    CHECK_EQ(CRT(int, _get_dstbias, int32_t *)(NULL), EINVAL);
    CHECK_INVALID(EINVAL, 5);
}

GUEST_MAIN(crt_setup(); set_zone("TZ=PST8PDT"); RUN(moments_and_dates); RUN(zones_of_no_place);
           RUN(mktime_normalizes); RUN(limits); RUN(now); RUN(dates_as_text); RUN(strftime_by_table);
           RUN(the_zone);)
