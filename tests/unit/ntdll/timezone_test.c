/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "common/time.h"
#include <rtl/locks.h>
#include <rtl/timezone.h>

/* The test has one thread. */
VOID WINAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK SRWLock)
{
}

VOID WINAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK SRWLock)
{
}

LONGLONG time_now(void)
{
    return time_from_unix(1700000000, 0); /* 2023-11-14 */
}

static LONGLONG at(int year, int month, int day, int hour, int minute)
{
    return (time_days_of_date(year, month, day) * 86400ll + hour * 3600 + minute * 60) * TICKS_PER_SECOND;
}

static void rules_are_read(void **state)
{
    (void)state;
    TIME_ZONE_INFORMATION zone;
    assert_true(zone_parse("CET-1CEST,M3.5.0,M10.5.0/3", &zone));
    assert_int_equal(zone.Bias, -60);
    assert_int_equal(zone.StandardBias, 0);
    assert_int_equal(zone.DaylightBias, -60);
    assert_int_equal(zone.DaylightDate.wMonth, 3);
    assert_int_equal(zone.DaylightDate.wDay, 5);
    assert_int_equal(zone.DaylightDate.wHour, 2);
    assert_int_equal(zone.StandardDate.wMonth, 10);
    assert_int_equal(zone.StandardDate.wHour, 3);
    assert_true(zone.StandardName[0] == 'C' && zone.DaylightName[3] == 'T');
    assert_true(zone_parse("<+0530>-5:30", &zone));
    assert_int_equal(zone.Bias, -330);
    assert_int_equal(zone.DaylightDate.wMonth, 0);
    assert_true(zone_parse("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", &zone)); /* half an hour, southern */
    assert_int_equal(zone.DaylightBias, -30);
    assert_true(zone_parse("IST-1GMT0,M10.5.0,M3.5.0/1", &zone)); /* negative daylight-saving time */
    assert_int_equal(zone.Bias, 0);
    assert_int_equal(zone.DaylightBias, -60);
    assert_int_equal(zone.DaylightDate.wMonth, 3);
    assert_true(zone.StandardName[0] == 'G');
    static const char *const bad[] = {"",
                                      "12",
                                      "CET",
                                      "CET-1CEST,J60,J300",
                                      "CET-1CEST,M13.1.0,M10.5.0",
                                      "CET-1CEST,M3.5.0",
                                      "EET-2EEST,M3.4.4/50,M10.4.4/50",
                                      "<CET-1"};
    for (unsigned i = 0; i < countof(bad); i++)
        assert_false(zone_parse(bad[i], &zone));
}

static void biases_follow_the_rule(void **state)
{
    (void)state;
    TIME_ZONE_INFORMATION zone;
    DWORD id;
    assert_true(zone_parse("CET-1CEST,M3.5.0,M10.5.0/3", &zone));
    assert_int_equal(zone_bias_at_utc(&zone, at(2023, 3, 26, 0, 59), &id), -60);
    assert_int_equal(id, TIME_ZONE_ID_STANDARD);
    assert_int_equal(zone_bias_at_utc(&zone, at(2023, 3, 26, 1, 0), &id), -120);
    assert_int_equal(id, TIME_ZONE_ID_DAYLIGHT);
    assert_int_equal(zone_bias_at_utc(&zone, at(2023, 10, 29, 0, 59), NULL), -120);
    assert_int_equal(zone_bias_at_utc(&zone, at(2023, 10, 29, 1, 0), NULL), -60);
    assert_int_equal(zone_bias_at_local(&zone, at(2023, 7, 1, 12, 0)), -120);
    assert_int_equal(zone_bias_at_local(&zone, at(2023, 12, 1, 12, 0)), -60);
    assert_true(zone_parse("AEST-10AEDT,M10.1.0,M4.1.0/3", &zone));
    assert_int_equal(zone_bias_at_utc(&zone, at(2023, 1, 1, 0, 0), NULL), -660);
    assert_int_equal(zone_bias_at_utc(&zone, at(2023, 7, 1, 0, 0), NULL), -600);
    assert_int_equal(zone_bias_at_utc(&zone, at(2022, 12, 31, 23, 59), NULL), -660);
    assert_true(zone_parse("UTC0", &zone));
    assert_int_equal(zone_bias_at_utc(&zone, at(2023, 7, 1, 0, 0), &id), 0);
    assert_int_equal(id, TIME_ZONE_ID_UNKNOWN);
}

/* Every hour of some years, as the host's library has it. */
static void agrees_with_the_host(void **state)
{
    (void)state;
    static const char *const zones[] = {"CET-1CEST,M3.5.0,M10.5.0/3",
                                        "EST5EDT,M3.2.0,M11.1.0",
                                        "NZST-12NZDT,M9.5.0,M4.1.0/3",
                                        "UTC0",
                                        "Europe/Berlin",
                                        "America/New_York",
                                        "Asia/Tokyo",
                                        "Europe/Dublin",
                                        "Australia/Sydney"};
    for (unsigned z = 0; z < countof(zones); z++) {
        setenv("TZ", zones[z], 1);
        tzset();
        for (int year = 2005; year < 2030; year += 6) {
            DYNAMIC_TIME_ZONE_INFORMATION zone;
            zone_for_year(year, &zone);
            for (int hour = 24; hour < 364 * 24; hour++) {
                LONGLONG time = at(year, 1, 1, 0, 0) + hour * 3600 * TICKS_PER_SECOND;
                time_t seconds = (time_t)(time / TICKS_PER_SECOND - SECONDS_1601_TO_1970);
                struct tm tm;
                localtime_r(&seconds, &tm);
                LONG bias = zone_bias_at_utc((TIME_ZONE_INFORMATION *)&zone, time, NULL);
                assert_int_equal(-60 * bias, tm.tm_gmtoff);
            }
        }
    }
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(zone_windows_name("Europe/Berlin"), "W. Europe Standard Time");
    assert_string_equal(zone_windows_name("America/New_York"), "Eastern Standard Time");
    assert_string_equal(zone_windows_name("Etc/UTC"), "UTC");
    assert_null(zone_windows_name("Mars/Olympus"));
    DYNAMIC_TIME_ZONE_INFORMATION zone;
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    zone_for_year(0, &zone);
    static const WCHAR expected[] = u"W. Europe Daylight Time";
    assert_memory_equal(zone.DaylightName, expected, sizeof(expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_read),
        cmocka_unit_test(biases_follow_the_rule),
        cmocka_unit_test(agrees_with_the_host),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
