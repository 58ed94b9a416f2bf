/* SPDX-License-Identifier: MIT
 *
 * Clocks and calendars: profileapi.h, sysinfoapi.h, timezoneapi.h.
 */
#include "guest.h"

TEST(counters_go_forward)
{
    LARGE_INTEGER frequency, last, now;
    CHECK_EQ(QueryPerformanceFrequency(&frequency), TRUE);
    CHECK_EQ(frequency.QuadPart, 10000000);
    QueryPerformanceCounter(&last);
    for (int i = 0; i < 10000; i++) {
        CHECK_EQ(QueryPerformanceCounter(&now), TRUE);
        CHECK(now.QuadPart >= last.QuadPart);
        last = now;
    }
    ULONGLONG ticks = GetTickCount64();
    Sleep(20);
    CHECK(GetTickCount64() - ticks >= 10);
    CHECK((DWORD)GetTickCount64() - GetTickCount() < 1000 || GetTickCount() - (DWORD)GetTickCount64() < 1000);
    QueryPerformanceCounter(&now);
    CHECK(now.QuadPart - last.QuadPart >= 100000);
}

TEST(file_times_and_dates)
{
    FILETIME file = {0, 0};
    SYSTEMTIME time;
    CHECK_EQ(FileTimeToSystemTime(&file, &time), TRUE);
    CHECK(time.wYear == 1601 && time.wMonth == 1 && time.wDay == 1 && time.wDayOfWeek == 1 &&
          time.wHour == 0);
    SYSTEMTIME leap = {2000, 2, 0, 29, 23, 59, 58, 999};
    CHECK_EQ(SystemTimeToFileTime(&leap, &file), TRUE);
    CHECK_EQ(file.dwHighDateTime, 0x01BF8311);
    CHECK_EQ(FileTimeToSystemTime(&file, &time), TRUE);
    CHECK(time.wYear == 2000 && time.wMonth == 2 && time.wDay == 29 && time.wDayOfWeek == 2 &&
          time.wMilliseconds == 999);
    SYSTEMTIME none = {1900, 2, 0, 29, 0, 0, 0, 0};
    CHECK_FAILS(SystemTimeToFileTime(&none, &file), FALSE, ERROR_INVALID_PARAMETER);
    none.wYear = 2001;
    CHECK_FAILS(SystemTimeToFileTime(&none, &file), FALSE, ERROR_INVALID_PARAMETER);
    none.wMonth = 13;
    CHECK_FAILS(SystemTimeToFileTime(&none, &file), FALSE, ERROR_INVALID_PARAMETER);
    file.dwHighDateTime = 0x80000000;
    CHECK_FAILS(FileTimeToSystemTime(&file, &time), FALSE, ERROR_INVALID_PARAMETER);
    FILETIME a = {1, 2}, b = {2, 1};
    CHECK_EQ(CompareFileTime(&a, &b), 1);
    CHECK_EQ(CompareFileTime(&b, &a), -1);
    CHECK_EQ(CompareFileTime(&a, &a), 0);
}

TEST(dos_dates)
{
    FILETIME file;
    WORD date = 0, time = 0;
    CHECK_EQ(DosDateTimeToFileTime(0x5A21, 0x6000, &file), TRUE); /* 2025-01-01 12:00:00 */
    CHECK_EQ(FileTimeToDosDateTime(&file, &date, &time), TRUE);
    CHECK_EQ(date, 0x5A21);
    CHECK_EQ(time, 0x6000);
    CHECK_FAILS(DosDateTimeToFileTime(0, 0, &file), FALSE, ERROR_INVALID_PARAMETER);
    file.dwHighDateTime = file.dwLowDateTime = 0;
    CHECK_FAILS(FileTimeToDosDateTime(&file, &date, &time), FALSE, ERROR_INVALID_PARAMETER);
}

static LONGLONG value(const SYSTEMTIME *time)
{
    FILETIME file = {0, 0};
    SystemTimeToFileTime(time, &file);
    return (LONGLONG)file.dwHighDateTime << 32 | file.dwLowDateTime;
}

TEST(zones_apply_their_rules)
{
    TIME_ZONE_INFORMATION zone;
    memset(&zone, 0, sizeof(zone));
    zone.Bias = -60; /* as in Berlin */
    zone.DaylightBias = -60;
    SYSTEMTIME spring = {0, 3, 0, 5, 2, 0, 0, 0}, autumn = {0, 10, 0, 5, 3, 0, 0, 0};
    zone.DaylightDate = spring;
    zone.StandardDate = autumn;
    static const struct {
        SYSTEMTIME utc;
        int hours;
    } rows[] = {
        {{2023, 1, 0, 15, 12, 0, 0, 0}, 1},   {{2023, 7, 0, 15, 12, 0, 0, 0}, 2},
        {{2023, 3, 0, 26, 0, 59, 59, 0}, 1},  {{2023, 3, 0, 26, 1, 0, 0, 0}, 2},
        {{2023, 10, 0, 29, 0, 59, 59, 0}, 2}, {{2023, 10, 0, 29, 1, 0, 0, 0}, 1},
        {{2022, 12, 0, 31, 23, 30, 0, 0}, 1}, {{2024, 2, 0, 29, 23, 30, 0, 0}, 1},
    };
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        SYSTEMTIME local, back;
        CHECK_EQ(SystemTimeToTzSpecificLocalTime(&zone, &rows[i].utc, &local), TRUE);
        CHECK_EQ(value(&local) - value(&rows[i].utc), rows[i].hours * 36000000000ll);
        if (rows[i].utc.wMonth != 10) { /* unambiguous */
            CHECK_EQ(TzSpecificLocalTimeToSystemTime(&zone, &local, &back), TRUE);
            CHECK_EQ(value(&back), value(&rows[i].utc));
        }
    }
}

TEST(local_time_is_system_time_less_the_bias)
{
    TIME_ZONE_INFORMATION zone;
    DYNAMIC_TIME_ZONE_INFORMATION dynamic;
    DWORD id = GetTimeZoneInformation(&zone);
    CHECK(id <= TIME_ZONE_ID_DAYLIGHT);
    CHECK_EQ(GetDynamicTimeZoneInformation(&dynamic), id);
    CHECK_EQ(dynamic.Bias, zone.Bias);
    LONG bias = zone.Bias + (id == TIME_ZONE_ID_DAYLIGHT   ? zone.DaylightBias
                             : id == TIME_ZONE_ID_STANDARD ? zone.StandardBias
                                                           : 0);
    FILETIME now, local;
    GetSystemTimeAsFileTime(&now);
    CHECK_EQ(FileTimeToLocalFileTime(&now, &local), TRUE);
    LONGLONG difference = ((LONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime) -
                          ((LONGLONG)local.dwHighDateTime << 32 | local.dwLowDateTime);
    CHECK_EQ(difference, bias * 600000000ll);
    SYSTEMTIME utc, wall;
    GetSystemTime(&utc);
    GetLocalTime(&wall);
    CHECK(utc.wYear >= 2024 && utc.wMonth >= 1 && utc.wMonth <= 12 && utc.wDayOfWeek < 7);
    LONGLONG apart = value(&utc) - value(&wall) - bias * 600000000ll;
    CHECK(apart < 50000000 && apart > -50000000);
    CHECK_EQ(LocalFileTimeToFileTime(&local, &local), TRUE);
    CHECK_EQ(CompareFileTime(&local, &now), 0);
}

GUEST_MAIN(RUN(counters_go_forward); RUN(file_times_and_dates); RUN(dos_dates); RUN(zones_apply_their_rules);
           RUN(local_time_is_system_time_less_the_bias);)
