/* SPDX-License-Identifier: MIT
 *
 * Time zones. Linux knows every change of every zone since clocks were set by one; Windows describes a zone
 * by one rule that recurs each year. The rule is the last line of the zone's file, which is written in POSIX'
 * TZ notation and maps to TIME_ZONE_INFORMATION field by field. For a year to which that rule does not apply,
 * the changes are looked up and given as dates of that year only, as the format allows.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/host.h"
#include "common/time.h"
#include "timezone.h"
#include "common/wide.h"
#include "locks.h"

#define MINUTE (60 * TICKS_PER_SECOND)
#define DAY    (86400 * TICKS_PER_SECOND)

/* ---- reading a rule ---- */

static bool read_name(const char **at, WCHAR *name)
{
    const char *s = *at;
    char close = *s == '<' ? '>' : 0;
    size_t length = 0;
    s += close != 0;
    for (; close ? *s && *s != close : (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z'); s++)
        if (length < 31)
            name[length++] = (WCHAR)*s;
    name[length] = 0;
    if (close && *s++ != close)
        return false;
    *at = s;
    return length > 0;
}

static bool read_number(const char **at, int *value)
{
    const char *s = *at;
    int result = 0;
    if (*s < '0' || *s > '9')
        return false;
    while (*s >= '0' && *s <= '9' && result < 100000)
        result = result * 10 + (*s++ - '0');
    *at = s;
    *value = result;
    return true;
}

/* [+-]hh[:mm[:ss]], in seconds. */
static bool read_offset(const char **at, int *seconds)
{
    int sign = 1, part;
    *seconds = 0;
    if (**at == '+' || **at == '-')
        sign = *(*at)++ == '-' ? -1 : 1;
    for (int unit = 3600; unit; unit /= 60) {
        if (!read_number(at, &part))
            return false;
        *seconds += part * unit;
        if (**at != ':')
            break;
        (*at)++;
    }
    *seconds *= sign;
    return true;
}

/* ,Mm.w.d[/time]: other forms name no weekday, and cannot recur in a TIME_ZONE_INFORMATION. */
static bool read_date(const char **at, SYSTEMTIME *date)
{
    int month, week, day, seconds = 7200;
    const char *s = *at;
    if (*s++ != ',' || *s++ != 'M' || !read_number(&s, &month) || *s++ != '.' || !read_number(&s, &week) ||
        *s++ != '.' || !read_number(&s, &day))
        return false;
    if (*s == '/') {
        s++;
        if (!read_offset(&s, &seconds))
            return false;
    }
    *at = s;
    if (month < 1 || month > 12 || week < 1 || week > 5 || day > 6 || seconds < 0 || seconds > 86400)
        return false;
    memset(date, 0, sizeof(*date));
    date->wMonth = (WORD)month;
    date->wDay = (WORD)week;
    date->wDayOfWeek = (WORD)day;
    if (seconds ==
        86400) { /* midnight at the day's end: one millisecond before, as Windows' own zones have it */
        date->wHour = 23;
        date->wMinute = date->wSecond = 59;
        date->wMilliseconds = 999;
    } else {
        date->wHour = (WORD)(seconds / 3600);
        date->wMinute = (WORD)(seconds / 60 % 60);
        date->wSecond = (WORD)(seconds % 60);
    }
    return true;
}

bool zone_parse(const char *rule, TIME_ZONE_INFORMATION *out)
{
    int standard, daylight;
    memset(out, 0, sizeof(*out));
    if (!read_name(&rule, out->StandardName) || !read_offset(&rule, &standard))
        return false;
    out->Bias = standard / 60;
    memcpy(out->DaylightName, out->StandardName, sizeof(out->StandardName));
    if (!*rule)
        return true;
    if (!read_name(&rule, out->DaylightName))
        return false;
    daylight = standard - 3600;
    if (*rule && *rule != ',' && !read_offset(&rule, &daylight))
        return false;
    out->DaylightBias = (daylight - standard) / 60;
    if (!*rule)
        rule = ",M3.2.0,M11.1.0";
    if (!read_date(&rule, &out->DaylightDate) || !read_date(&rule, &out->StandardDate) || *rule)
        return false;
    if (out->DaylightBias > 0) { /* Irish law calls the summer's time the standard: Windows does not */
        SYSTEMTIME date = out->StandardDate;
        WCHAR name[32];
        out->StandardDate = out->DaylightDate;
        out->DaylightDate = date;
        memcpy(name, out->StandardName, sizeof(name));
        memcpy(out->StandardName, out->DaylightName, sizeof(name));
        memcpy(out->DaylightName, name, sizeof(name));
        out->Bias += out->DaylightBias;
        out->DaylightBias = -out->DaylightBias;
    }
    return true;
}

/* ---- applying one ---- */

/* When a transition happens in a year, by the wall clock; -1: not in that year. */
static LONGLONG transition(const SYSTEMTIME *date, int year)
{
    int day = date->wDay;
    if (!date->wMonth || date->wMonth > 12 || (date->wYear && date->wYear != year))
        return -1;
    if (!date->wYear) {
        int32_t first = time_days_of_date(year, date->wMonth, 1), weekday = (first + 1) % 7;
        day = 1 + (date->wDayOfWeek - weekday + 7) % 7 + (date->wDay - 1) * 7;
        while (day > time_days_in_month(year, date->wMonth))
            day -= 7;
    }
    LONGLONG ms = ((date->wHour * 60ll + date->wMinute) * 60 + date->wSecond) * 1000 + date->wMilliseconds;
    return time_days_of_date(year, date->wMonth, day) * DAY + ms * TICKS_PER_MS;
}

static int year_of(LONGLONG time)
{
    int32_t year, month, day;
    time_date_of_days((int32_t)((time < 0 ? 0 : time) / DAY), &year, &month, &day);
    return year;
}

/* begin, end: daylight-saving time's, in the measure of `time`. Without one of them the year has only half of
 * it. */
static bool is_daylight(LONGLONG time, LONGLONG begin, LONGLONG end)
{
    if (begin < 0 || end < 0)
        return begin >= 0 ? time >= begin : end >= 0 && time < end;
    return begin < end ? time >= begin && time < end : time >= begin || time < end;
}

static bool has_rule(const TIME_ZONE_INFORMATION *zone)
{
    return zone->StandardDate.wMonth && zone->DaylightDate.wMonth;
}

LONG zone_bias_at_utc(const TIME_ZONE_INFORMATION *zone, LONGLONG utc, DWORD *id)
{
    LONG standard = zone->Bias + zone->StandardBias, daylight = zone->Bias + zone->DaylightBias;
    int year = year_of(utc - zone->Bias * MINUTE);
    bool saving = false;
    if (has_rule(zone)) {
        LONGLONG begin = transition(&zone->DaylightDate, year), end = transition(&zone->StandardDate, year);
        saving = is_daylight(utc, begin < 0 ? -1 : begin + standard * MINUTE,
                             end < 0 ? -1 : end + daylight * MINUTE);
    }
    if (id)
        *id = !has_rule(zone) ? TIME_ZONE_ID_UNKNOWN : saving ? TIME_ZONE_ID_DAYLIGHT : TIME_ZONE_ID_STANDARD;
    return !has_rule(zone) ? zone->Bias : saving ? daylight : standard;
}

LONG zone_bias_at_local(const TIME_ZONE_INFORMATION *zone, LONGLONG local)
{
    if (!has_rule(zone))
        return zone->Bias;
    int year = year_of(local);
    bool saving =
        is_daylight(local, transition(&zone->DaylightDate, year), transition(&zone->StandardDate, year));
    return zone->Bias + (saving ? zone->DaylightBias : zone->StandardBias);
}

/* ---- the host's zone ---- */

static int64_t unix_of(LONGLONG time)
{
    int64_t seconds;
    uint32_t nanoseconds;
    time_to_unix(time, &seconds, &nanoseconds);
    return seconds;
}

/* Whether Linux has the same offsets as the rule, an hour around its changes and in every month. */
static bool agrees(const TIME_ZONE_INFORMATION *zone, int year)
{
    bool daylight;
    LONGLONG start = time_days_of_date(year, 1, 1) * DAY;
    for (int i = 0; i < 24; i++) {
        LONGLONG time = start + i * 365 * DAY / 24;
        if (sys_host_zone_offset(unix_of(time), &daylight) != -60 * zone_bias_at_utc(zone, time, NULL))
            return false;
    }
    const SYSTEMTIME *dates[] = {&zone->StandardDate, &zone->DaylightDate};
    for (int i = 0; has_rule(zone) && i < 2; i++) {
        LONG before = zone->Bias + (i ? zone->StandardBias : zone->DaylightBias);
        LONGLONG change = transition(dates[i], year) + before * MINUTE;
        for (int side = -1; side <= 1; side += 2)
            if (sys_host_zone_offset(unix_of(change + side * MINUTE), &daylight) !=
                -60 * zone_bias_at_utc(zone, change + side * MINUTE, NULL))
                return false;
    }
    return true;
}

static void date_of(LONGLONG time, int year, SYSTEMTIME *date)
{
    LARGE_INTEGER value = {.QuadPart = time};
    TIME_FIELDS fields;
    RtlTimeToTimeFields(&value, &fields);
    *date =
        (SYSTEMTIME){(WORD)year,        (WORD)fields.Month,  (WORD)fields.Weekday, (WORD)fields.Day,
                     (WORD)fields.Hour, (WORD)fields.Minute, (WORD)fields.Second,  (WORD)fields.Milliseconds};
}

/* The changes of one year, found day by day: as dates of that year. */
static void look_up(int year, TIME_ZONE_INFORMATION *zone)
{
    bool daylight, now_daylight;
    int64_t start = unix_of(time_days_of_date(year, 1, 1) * DAY),
            end = unix_of(time_days_of_date(year + 1, 1, 1) * DAY);
    int32_t offset = sys_host_zone_offset(start, &daylight), standard = offset, saving = offset;
    bool have_standard = !daylight;
    for (int64_t at = start; at + 86400 <= end; at += 86400) {
        int32_t next = sys_host_zone_offset(at + 86400, &now_daylight);
        if (next == offset && now_daylight == daylight)
            continue;
        int64_t low = at, high = at + 86400;
        while (high - low > 1) {
            int64_t middle = low + (high - low) / 2;
            bool middle_daylight;
            if (sys_host_zone_offset(middle, &middle_daylight) == offset && middle_daylight == daylight)
                low = middle;
            else
                high = middle;
        }
        if (now_daylight != daylight)
            date_of(time_from_unix(high + offset, 0), year,
                    now_daylight ? &zone->DaylightDate : &zone->StandardDate);
        if (!now_daylight && !have_standard)
            have_standard = true;
        if (now_daylight)
            saving = next;
        else
            standard = next;
        offset = next;
        daylight = now_daylight;
    }
    if (!have_standard)
        standard = saving;
    zone->Bias = -standard / 60;
    zone->StandardBias = 0;
    zone->DaylightBias = -(saving - standard) / 60;
    if (!has_rule(zone)) { /* half of it cannot be expressed: the year counts as it began */
        memset(&zone->StandardDate, 0, sizeof(zone->StandardDate));
        memset(&zone->DaylightDate, 0, sizeof(zone->DaylightDate));
        zone->DaylightBias = 0;
    }
}

static void copy_name(const char *name, bool daylight, WCHAR *out)
{
    char text[64];
    const char *standard = strstr(name, " Standard Time");
    size_t length = standard ? (size_t)(standard - name) : strlen(name);
    if (length > sizeof(text) - 16)
        length = sizeof(text) - 16;
    memcpy(text, name, length);
    strcpy(text + length, !standard ? "" : daylight ? " Daylight Time" : " Standard Time");
    for (length = 0; text[length] && length < 31; length++)
        out[length] = (WCHAR)text[length];
    out[length] = 0;
}

static void name_zone(const char *iana, DYNAMIC_TIME_ZONE_INFORMATION *out)
{
    const char *name = zone_windows_name(iana);
    size_t i = 0;
    if (!name) { /* the abbreviations remain, and Linux' name is the key */
        for (; iana[i] && i < 127; i++)
            out->TimeZoneKeyName[i] = (WCHAR)iana[i];
        return;
    }
    for (; name[i]; i++)
        out->TimeZoneKeyName[i] = (WCHAR)name[i];
    bool utc = !strcmp(name, "UTC");
    copy_name(utc ? "Coordinated Universal Time" : name, false, out->StandardName);
    copy_name(utc ? "Coordinated Universal Time" : name, true, out->DaylightName);
}

static void find_zone(int year, const char *iana, DYNAMIC_TIME_ZONE_INFORMATION *out)
{
    char rule[128];
    TIME_ZONE_INFORMATION zone;
    memset(out, 0, sizeof(*out));
    if (sys_host_zone_rule(rule, sizeof(rule)))
        strcpy(rule, "UTC0");
    if (!zone_parse(rule, &zone) || !agrees(&zone, year)) {
        memset(&zone.StandardDate, 0, sizeof(zone.StandardDate));
        memset(&zone.DaylightDate, 0, sizeof(zone.DaylightDate));
        look_up(year, &zone);
    }
    memcpy(out, &zone, sizeof(zone));
    name_zone(iana, out);
}

/* The last answer is kept: programs convert many times of one year. */
void zone_for_year(int year, DYNAMIC_TIME_ZONE_INFORMATION *out)
{
    static RTL_SRWLOCK lock;
    static DYNAMIC_TIME_ZONE_INFORMATION kept;
    static int kept_year;
    static char kept_name[128];
    char iana[128];
    if (!year)
        year = year_of(time_now());
    if (sys_host_zone_name(iana, sizeof(iana)))
        strcpy(iana, "UTC");
    RtlAcquireSRWLockExclusive(&lock);
    if (kept_year != year || strcmp(kept_name, iana)) {
        find_zone(year, iana, &kept);
        kept_year = year;
        strcpy(kept_name, iana);
    }
    DYNAMIC_TIME_ZONE_INFORMATION copy = kept;
    RtlReleaseSRWLockExclusive(&lock);
    *out = copy; /* maybe the guest's */
}

LONGLONG zone_current_offset(void)
{
    bool daylight;
    return sys_host_zone_offset(unix_of(time_now()), &daylight) * TICKS_PER_SECOND;
}

NTSTATUS WINAPI RtlSystemTimeToLocalTime(const LARGE_INTEGER *SystemTime, PLARGE_INTEGER LocalTime)
{
    LocalTime->QuadPart = SystemTime->QuadPart + zone_current_offset();
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlLocalTimeToSystemTime(const LARGE_INTEGER *LocalTime, PLARGE_INTEGER SystemTime)
{
    SystemTime->QuadPart = LocalTime->QuadPart - zone_current_offset();
    return STATUS_SUCCESS;
}
