/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <cmocka.h>
#include "common/time.h"

static void every_day_of_400_years_comes_back(void **state)
{
    (void)state;
    int32_t year = 1601, month = 1, day = 1;
    for (int32_t days = 0; days < 2 * 146097; days++) {
        int32_t y, m, d;
        assert_int_equal(time_days_of_date(year, month, day), days);
        time_date_of_days(days, &y, &m, &d);
        assert_true(y == year && m == month && d == day);
        if (++day > time_days_in_month(year, month)) {
            day = 1;
            if (++month > 12) {
                month = 1;
                year++;
            }
        }
    }
}

static void fields_agree_with_the_hosts_calendar(void **state)
{
    (void)state;
    for (int64_t seconds = -11644473600; seconds < 400000000000; seconds += 86400 * 97 + 12345) {
        LARGE_INTEGER time = {.QuadPart = time_from_unix(seconds, 123456789)}, back;
        time_t at = seconds;
        struct tm tm;
        TIME_FIELDS fields;
        gmtime_r(&at, &tm);
        RtlTimeToTimeFields(&time, &fields);
        assert_int_equal(fields.Year, tm.tm_year + 1900);
        assert_int_equal(fields.Month, tm.tm_mon + 1);
        assert_int_equal(fields.Day, tm.tm_mday);
        assert_int_equal(fields.Hour, tm.tm_hour);
        assert_int_equal(fields.Minute, tm.tm_min);
        assert_int_equal(fields.Second, tm.tm_sec);
        assert_int_equal(fields.Weekday, tm.tm_wday);
        assert_int_equal(fields.Milliseconds, 123);
        assert_true(RtlTimeFieldsToTime(&fields, &back));
        assert_int_equal(back.QuadPart, time.QuadPart / TICKS_PER_MS * TICKS_PER_MS);
    }
}

static void impossible_dates_are_refused(void **state)
{
    (void)state;
    static const TIME_FIELDS bad[] = {
        {1600, 12, 31, 0, 0, 0, 0, 0},  {1900, 2, 29, 0, 0, 0, 0, 0}, {2000, 13, 1, 0, 0, 0, 0, 0},
        {2000, 0, 1, 0, 0, 0, 0, 0},    {2000, 4, 31, 0, 0, 0, 0, 0}, {2000, 4, 0, 0, 0, 0, 0, 0},
        {2000, 1, 1, 24, 0, 0, 0, 0},   {2000, 1, 1, 0, 60, 0, 0, 0}, {2000, 1, 1, 0, 0, 60, 0, 0},
        {2000, 1, 1, 0, 0, 0, 1000, 0}, {30828, 1, 1, 0, 0, 0, 0, 0},
    };
    LARGE_INTEGER time;
    for (unsigned i = 0; i < countof(bad); i++) {
        TIME_FIELDS fields = bad[i];
        assert_false(RtlTimeFieldsToTime(&fields, &time));
    }
    TIME_FIELDS leap = {2000, 2, 29, 23, 59, 59, 999, 0};
    assert_true(RtlTimeFieldsToTime(&leap, &time));
}

static void seconds_since_an_epoch(void **state)
{
    (void)state;
    LARGE_INTEGER time;
    ULONG seconds;
    RtlSecondsSince1970ToTime(0, &time);
    assert_int_equal(time.QuadPart, 116444736000000000);
    assert_true(RtlTimeToSecondsSince1970(&time, &seconds));
    assert_int_equal(seconds, 0);
    assert_false(RtlTimeToSecondsSince1980(&time, &seconds));
    RtlSecondsSince1980ToTime(0xFFFFFFFF, &time);
    assert_true(RtlTimeToSecondsSince1980(&time, &seconds));
    assert_int_equal(seconds, 0xFFFFFFFF);
    assert_false(RtlTimeToSecondsSince1970(&time, &seconds));
}

static void times_before_1970_round_down(void **state)
{
    (void)state;
    int64_t seconds;
    uint32_t nanoseconds;
    time_to_unix(time_from_unix(-1, 999999900), &seconds, &nanoseconds);
    assert_int_equal(seconds, -1);
    assert_int_equal(nanoseconds, 999999900);
    time_to_unix(-1, &seconds, &nanoseconds);
    assert_int_equal(seconds, -SECONDS_1601_TO_1970 - 1);
    FILETIME file = filetime_of_time(0x0123456789ABCDEF);
    assert_int_equal(time_of_filetime(&file), 0x0123456789ABCDEF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_400_years_comes_back),
        cmocka_unit_test(fields_agree_with_the_hosts_calendar),
        cmocka_unit_test(impossible_dates_are_refused),
        cmocka_unit_test(seconds_since_an_epoch),
        cmocka_unit_test(times_before_1970_round_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
