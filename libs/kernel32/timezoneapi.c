/* SPDX-License-Identifier: MIT
 *
 * timezoneapi.h: broken-down times, file times, time zones. FileTimeToLocalFileTime uses the offset of now,
 * whatever time it is given, as documented; SystemTimeToTzSpecificLocalTime the zone's rule at that time.
 */
#include <string.h>
#include "common/time.h"
#include <rtl/timezone.h>
#include <win/timezoneapi.h>
#include "kernel32.h"

#define MINUTE (60 * TICKS_PER_SECOND)

BOOL WINAPI FileTimeToSystemTime(const FILETIME *lpFileTime, LPSYSTEMTIME lpSystemTime)
{
    LARGE_INTEGER time = {.QuadPart = time_of_filetime(lpFileTime)};
    TIME_FIELDS fields;
    if (time.QuadPart < 0) /* "must be less than 0x8000000000000000" */
        return win32_fail(ERROR_INVALID_PARAMETER);
    RtlTimeToTimeFields(&time, &fields);
    lpSystemTime->wYear = (WORD)fields.Year;
    lpSystemTime->wMonth = (WORD)fields.Month;
    lpSystemTime->wDay = (WORD)fields.Day;
    lpSystemTime->wDayOfWeek = (WORD)fields.Weekday;
    lpSystemTime->wHour = (WORD)fields.Hour;
    lpSystemTime->wMinute = (WORD)fields.Minute;
    lpSystemTime->wSecond = (WORD)fields.Second;
    lpSystemTime->wMilliseconds = (WORD)fields.Milliseconds;
    return TRUE;
}

BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *lpSystemTime, LPFILETIME lpFileTime)
{
    TIME_FIELDS fields = {(SHORT)lpSystemTime->wYear,         (SHORT)lpSystemTime->wMonth,
                          (SHORT)lpSystemTime->wDay,          (SHORT)lpSystemTime->wHour,
                          (SHORT)lpSystemTime->wMinute,       (SHORT)lpSystemTime->wSecond,
                          (SHORT)lpSystemTime->wMilliseconds, 0};
    LARGE_INTEGER time;
    if (!RtlTimeFieldsToTime(&fields, &time))
        return win32_fail(ERROR_INVALID_PARAMETER);
    *lpFileTime = filetime_of_time(time.QuadPart);
    return TRUE;
}

BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *lpFileTime, LPFILETIME lpLocalFileTime)
{
    *lpLocalFileTime = filetime_of_time(time_of_filetime(lpFileTime) + zone_current_offset());
    return TRUE;
}

BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *lpLocalFileTime, LPFILETIME lpFileTime)
{
    *lpFileTime = filetime_of_time(time_of_filetime(lpLocalFileTime) - zone_current_offset());
    return TRUE;
}

LONG WINAPI CompareFileTime(const FILETIME *lpFileTime1, const FILETIME *lpFileTime2)
{
    ULONGLONG a = (ULONGLONG)time_of_filetime(lpFileTime1), b = (ULONGLONG)time_of_filetime(lpFileTime2);
    return a < b ? -1 : a > b;
}

/* ---- zones ---- */

DWORD WINAPI GetDynamicTimeZoneInformation(PDYNAMIC_TIME_ZONE_INFORMATION pTimeZoneInformation)
{
    DWORD id;
    zone_for_year(0, pTimeZoneInformation);
    zone_bias_at_utc((const TIME_ZONE_INFORMATION *)pTimeZoneInformation, time_now(), &id);
    return id;
}

DWORD WINAPI GetTimeZoneInformation(LPTIME_ZONE_INFORMATION lpTimeZoneInformation)
{
    DYNAMIC_TIME_ZONE_INFORMATION zone;
    DWORD id = GetDynamicTimeZoneInformation(&zone);
    memcpy(lpTimeZoneInformation, &zone, sizeof(*lpTimeZoneInformation));
    return id;
}

/* A zone that is not the host's has one rule for all years: its own. */
static bool is_host_zone(const DYNAMIC_TIME_ZONE_INFORMATION *zone)
{
    DYNAMIC_TIME_ZONE_INFORMATION host;
    zone_for_year(0, &host);
    return !zone || !memcmp(zone->TimeZoneKeyName, host.TimeZoneKeyName, sizeof(host.TimeZoneKeyName));
}

static void zone_of_year(const DYNAMIC_TIME_ZONE_INFORMATION *zone, WORD year, TIME_ZONE_INFORMATION *out)
{
    DYNAMIC_TIME_ZONE_INFORMATION host;
    if (zone && (zone->DynamicDaylightTimeDisabled || !is_host_zone(zone))) {
        memcpy(out, zone, sizeof(*out));
        return;
    }
    zone_for_year(year, &host);
    memcpy(out, &host, sizeof(*out));
}

BOOL WINAPI GetTimeZoneInformationForYear(USHORT wYear, PDYNAMIC_TIME_ZONE_INFORMATION pdtzi,
                                          LPTIME_ZONE_INFORMATION ptzi)
{
    if (!ptzi || !wYear)
        return win32_fail(ERROR_INVALID_PARAMETER);
    zone_of_year(pdtzi, wYear, ptzi);
    return TRUE;
}

DWORD WINAPI
GetDynamicTimeZoneInformationEffectiveYears(const DYNAMIC_TIME_ZONE_INFORMATION *lpTimeZoneInformation,
                                            LPDWORD FirstYear, LPDWORD LastYear)
{
    return ERROR_FILE_NOT_FOUND; /* "the time zone has no dynamic data": asked for year by year it is right
                                    anyway */
}

static BOOL to_local(const TIME_ZONE_INFORMATION *zone, const SYSTEMTIME *utc, SYSTEMTIME *local)
{
    FILETIME file;
    if (!SystemTimeToFileTime(utc, &file))
        return FALSE;
    LONGLONG time = time_of_filetime(&file);
    file = filetime_of_time(time - zone_bias_at_utc(zone, time, NULL) * MINUTE);
    return FileTimeToSystemTime(&file, local);
}

static BOOL to_utc(const TIME_ZONE_INFORMATION *zone, const SYSTEMTIME *local, SYSTEMTIME *utc)
{
    FILETIME file;
    if (!SystemTimeToFileTime(local, &file))
        return FALSE;
    LONGLONG time = time_of_filetime(&file);
    file = filetime_of_time(time + zone_bias_at_local(zone, time) * MINUTE);
    return FileTimeToSystemTime(&file, utc);
}

BOOL WINAPI SystemTimeToTzSpecificLocalTime(const TIME_ZONE_INFORMATION *lpTimeZoneInformation,
                                            const SYSTEMTIME *lpUniversalTime, LPSYSTEMTIME lpLocalTime)
{
    TIME_ZONE_INFORMATION zone;
    if (!lpTimeZoneInformation) {
        zone_of_year(NULL, lpUniversalTime->wYear, &zone);
        lpTimeZoneInformation = &zone;
    }
    return to_local(lpTimeZoneInformation, lpUniversalTime, lpLocalTime);
}

BOOL WINAPI TzSpecificLocalTimeToSystemTime(const TIME_ZONE_INFORMATION *lpTimeZoneInformation,
                                            const SYSTEMTIME *lpLocalTime, LPSYSTEMTIME lpUniversalTime)
{
    TIME_ZONE_INFORMATION zone;
    if (!lpTimeZoneInformation) {
        zone_of_year(NULL, lpLocalTime->wYear, &zone);
        lpTimeZoneInformation = &zone;
    }
    return to_utc(lpTimeZoneInformation, lpLocalTime, lpUniversalTime);
}

BOOL WINAPI SystemTimeToTzSpecificLocalTimeEx(const DYNAMIC_TIME_ZONE_INFORMATION *lpTimeZoneInformation,
                                              const SYSTEMTIME *lpUniversalTime, LPSYSTEMTIME lpLocalTime)
{
    TIME_ZONE_INFORMATION zone;
    zone_of_year(lpTimeZoneInformation, lpUniversalTime->wYear, &zone);
    return to_local(&zone, lpUniversalTime, lpLocalTime);
}

BOOL WINAPI TzSpecificLocalTimeToSystemTimeEx(const DYNAMIC_TIME_ZONE_INFORMATION *lpTimeZoneInformation,
                                              const SYSTEMTIME *lpLocalTime, LPSYSTEMTIME lpUniversalTime)
{
    TIME_ZONE_INFORMATION zone;
    zone_of_year(lpTimeZoneInformation, lpLocalTime->wYear, &zone);
    return to_utc(&zone, lpLocalTime, lpUniversalTime);
}

/* The zone is the host's. */
BOOL WINAPI SetTimeZoneInformation(const TIME_ZONE_INFORMATION *lpTimeZoneInformation)
{
    return win32_fail(ERROR_PRIVILEGE_NOT_HELD);
}

BOOL WINAPI SetDynamicTimeZoneInformation(const DYNAMIC_TIME_ZONE_INFORMATION *lpTimeZoneInformation)
{
    return win32_fail(ERROR_PRIVILEGE_NOT_HELD);
}

/* ---- winbase.h: MS-DOS dates, in steps of two seconds from 1980 on ---- */

BOOL WINAPI DosDateTimeToFileTime(WORD wFatDate, WORD wFatTime, LPFILETIME lpFileTime)
{
    SYSTEMTIME time = {.wYear = (WORD)(1980 + (wFatDate >> 9)),
                       .wMonth = wFatDate >> 5 & 15,
                       .wDay = wFatDate & 31,
                       .wHour = wFatTime >> 11,
                       .wMinute = wFatTime >> 5 & 63,
                       .wSecond = (WORD)((wFatTime & 31) * 2)};
    return SystemTimeToFileTime(&time, lpFileTime);
}

BOOL WINAPI FileTimeToDosDateTime(const FILETIME *lpFileTime, LPWORD lpFatDate, LPWORD lpFatTime)
{
    SYSTEMTIME time;
    /* Odd seconds round up: the file systems that keep such times do, too. */
    FILETIME rounded = filetime_of_time(time_of_filetime(lpFileTime) + 2 * TICKS_PER_SECOND - 1);
    if (time_of_filetime(lpFileTime) < 0 || !FileTimeToSystemTime(&rounded, &time))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (time.wYear < 1980 || time.wYear > 2107)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *lpFatDate = (WORD)((time.wYear - 1980) << 9 | time.wMonth << 5 | time.wDay);
    *lpFatTime = (WORD)(time.wHour << 11 | time.wMinute << 5 | time.wSecond / 2);
    return TRUE;
}
