/* SPDX-License-Identifier: MIT
 *
 * Time. NT counts 100 ns since 1601-01-01 00:00 UTC in a signed 64-bit number; Linux seconds and nanoseconds
 * since 1970. Calendar arithmetic is the proleptic Gregorian calendar's, without leap seconds, on both sides.
 */
#ifndef DECANT_COMMON_TIME_H
#define DECANT_COMMON_TIME_H

#include <win/timezoneapi.h>
#include <win/winternl.h>

#define TICKS_PER_SECOND     10000000ll
#define TICKS_PER_MS         10000ll
#define SECONDS_1601_TO_1970 11644473600ll

static inline LONGLONG time_from_unix(int64_t seconds, int64_t nanoseconds)
{
    return (seconds + SECONDS_1601_TO_1970) * TICKS_PER_SECOND + nanoseconds / 100;
}

/* Nanoseconds come out as 0 to 999999900, also before 1970. */
static inline void time_to_unix(LONGLONG time, int64_t *seconds, uint32_t *nanoseconds)
{
    int64_t whole = time / TICKS_PER_SECOND, rest = time % TICKS_PER_SECOND;
    if (rest < 0) {
        whole--;
        rest += TICKS_PER_SECOND;
    }
    *seconds = whole - SECONDS_1601_TO_1970;
    *nanoseconds = (uint32_t)rest * 100;
}

static inline LONGLONG time_of_filetime(const FILETIME *time)
{
    return (LONGLONG)((ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime);
}

static inline FILETIME filetime_of_time(LONGLONG time)
{
    return (FILETIME){(DWORD)time, (DWORD)((ULONGLONG)time >> 32)};
}

/* The time now, UTC; and 100 ns since the host's boot, time asleep included (QueryPerformanceCounter's
 * count). */
LONGLONG time_now(void);
LONGLONG time_since_boot(void);
/* The like without the time asleep. */
LONGLONG time_awake(void);

/* Days since 1601-01-01 of a date, and back. month 1..12; no checks. */
int32_t time_days_of_date(int32_t year, int32_t month, int32_t day);
void time_date_of_days(int32_t days, int32_t *year, int32_t *month, int32_t *day);
int32_t time_days_in_month(int32_t year, int32_t month);

typedef struct {
    SHORT Year; /* 1601… */
    SHORT Month;
    SHORT Day;
    SHORT Hour;
    SHORT Minute;
    SHORT Second;
    SHORT Milliseconds;
    SHORT Weekday; /* 0: Sunday */
} TIME_FIELDS, *PTIME_FIELDS;
ASSERT_SIZE(TIME_FIELDS, 16, 16);

VOID WINAPI RtlTimeToTimeFields(const LARGE_INTEGER *Time, PTIME_FIELDS TimeFields);
BOOLEAN WINAPI RtlTimeFieldsToTime(PTIME_FIELDS TimeFields, PLARGE_INTEGER Time);
NTSTATUS WINAPI RtlSystemTimeToLocalTime(const LARGE_INTEGER *SystemTime, PLARGE_INTEGER LocalTime);
NTSTATUS WINAPI RtlLocalTimeToSystemTime(const LARGE_INTEGER *LocalTime, PLARGE_INTEGER SystemTime);
BOOLEAN WINAPI RtlTimeToSecondsSince1970(const LARGE_INTEGER *Time, PULONG ElapsedSeconds);
BOOLEAN WINAPI RtlTimeToSecondsSince1980(const LARGE_INTEGER *Time, PULONG ElapsedSeconds);
VOID WINAPI RtlSecondsSince1970ToTime(ULONG ElapsedSeconds, PLARGE_INTEGER Time);
VOID WINAPI RtlSecondsSince1980ToTime(ULONG ElapsedSeconds, PLARGE_INTEGER Time);
LONGLONG WINAPI RtlGetSystemTimePrecise(void);
BOOL WINAPI RtlQueryPerformanceCounter(PLARGE_INTEGER PerformanceCount);
BOOL WINAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER Frequency);
NTSTATUS WINAPI NtQuerySystemTime(PLARGE_INTEGER SystemTime);
NTSTATUS WINAPI NtSetSystemTime(PLARGE_INTEGER SystemTime, PLARGE_INTEGER PreviousTime);
NTSTATUS WINAPI NtQueryPerformanceCounter(PLARGE_INTEGER PerformanceCounter,
                                          PLARGE_INTEGER PerformanceFrequency);
NTSTATUS WINAPI NtQueryTimerResolution(PULONG MaximumTime, PULONG MinimumTime, PULONG CurrentTime);
NTSTATUS WINAPI NtSetTimerResolution(ULONG DesiredTime, BOOLEAN SetResolution, PULONG ActualTime);
ULONG WINAPI NtGetTickCount(void);

#endif
