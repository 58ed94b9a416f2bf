/* SPDX-License-Identifier: MIT
 *
 * Times and calendar dates: pure computation. 146097 days make 400 years, and 1601-01-01, a Monday, begins
 * such a period; counting years from March makes the leap day the last day of its year.
 */
#include "time.h"

#define TICKS_PER_DAY (86400 * TICKS_PER_SECOND)

int32_t time_days_of_date(int32_t year, int32_t month, int32_t day)
{
    int32_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int32_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int32_t days = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return days - 584694; /* 0000-03-01 to 1601-01-01 */
}

void time_date_of_days(int32_t days, int32_t *year, int32_t *month, int32_t *day)
{
    int32_t z = days + 584694, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int32_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    *day = of_year - (153 * m + 2) / 5 + 1;
    *month = m + (m < 10 ? 3 : -9);
    *year = y + era * 400 + (*month <= 2);
}

int32_t time_days_in_month(int32_t year, int32_t month)
{
    static const BYTE days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

VOID WINAPI RtlTimeToTimeFields(const LARGE_INTEGER *Time, PTIME_FIELDS TimeFields)
{
    ULONGLONG time = (ULONGLONG)Time->QuadPart;
    int32_t days = (int32_t)(time / TICKS_PER_DAY), year, month, day;
    uint32_t ms = (uint32_t)(time % TICKS_PER_DAY / TICKS_PER_MS);
    time_date_of_days(days, &year, &month, &day);
    TimeFields->Year = (SHORT)year;
    TimeFields->Month = (SHORT)month;
    TimeFields->Day = (SHORT)day;
    TimeFields->Hour = (SHORT)(ms / 3600000);
    TimeFields->Minute = (SHORT)(ms / 60000 % 60);
    TimeFields->Second = (SHORT)(ms / 1000 % 60);
    TimeFields->Milliseconds = (SHORT)(ms % 1000);
    TimeFields->Weekday = (SHORT)((days + 1) % 7);
}

BOOLEAN WINAPI RtlTimeFieldsToTime(PTIME_FIELDS TimeFields, PLARGE_INTEGER Time)
{
    const TIME_FIELDS *f = TimeFields;
    if (f->Year < 1601 || f->Year > 30827 || f->Month < 1 || f->Month > 12 || f->Day < 1 ||
        f->Day > time_days_in_month(f->Year, f->Month) || f->Hour < 0 || f->Hour > 23 || f->Minute < 0 ||
        f->Minute > 59 || f->Second < 0 || f->Second > 59 || f->Milliseconds < 0 || f->Milliseconds > 999)
        return FALSE;
    LONGLONG ms = ((f->Hour * 60ll + f->Minute) * 60 + f->Second) * 1000 + f->Milliseconds, time;
    LONGLONG days = time_days_of_date(f->Year, f->Month, f->Day);
    if (__builtin_mul_overflow(days, TICKS_PER_DAY, &time) ||
        __builtin_add_overflow(time, ms * TICKS_PER_MS, &time))
        return FALSE; /* after 30828-09-14 */
    Time->QuadPart = time;
    return TRUE;
}

static BOOLEAN seconds_since(const LARGE_INTEGER *time, LONGLONG epoch, PULONG seconds)
{
    LONGLONG elapsed = time->QuadPart / TICKS_PER_SECOND - epoch;
    if (time->QuadPart < 0 || elapsed < 0 || elapsed > MAXDWORD)
        return FALSE;
    *seconds = (ULONG)elapsed;
    return TRUE;
}

#define SECONDS_1601_TO_1980 (SECONDS_1601_TO_1970 + 315532800ll)

BOOLEAN WINAPI RtlTimeToSecondsSince1970(const LARGE_INTEGER *Time, PULONG ElapsedSeconds)
{
    return seconds_since(Time, SECONDS_1601_TO_1970, ElapsedSeconds);
}

BOOLEAN WINAPI RtlTimeToSecondsSince1980(const LARGE_INTEGER *Time, PULONG ElapsedSeconds)
{
    return seconds_since(Time, SECONDS_1601_TO_1980, ElapsedSeconds);
}

VOID WINAPI RtlSecondsSince1970ToTime(ULONG ElapsedSeconds, PLARGE_INTEGER Time)
{
    Time->QuadPart = (ElapsedSeconds + SECONDS_1601_TO_1970) * TICKS_PER_SECOND;
}

VOID WINAPI RtlSecondsSince1980ToTime(ULONG ElapsedSeconds, PLARGE_INTEGER Time)
{
    Time->QuadPart = (ElapsedSeconds + SECONDS_1601_TO_1980) * TICKS_PER_SECOND;
}
