/* SPDX-License-Identifier: MIT
 *
 * A TZ variable of Microsoft's form, "PST8PDT": a name of three letters, what is to be added to its time to
 * get UTC, and the name of its summer time. Microsoft's runtime knows one rule for that, the one of the
 * United States
 * ("_tzset": "the run-time library assumes the United States' rules"), which begins and ends an hour later
 * than standard time's two o'clock and summer time's two o'clock of a Sunday; which Sunday, the year decides.
 * Any other TZ is the host's business.
 */
#include <time.h>
#include "crt_time.h"

static bool letters(const char *text)
{
    for (int i = 0; i < 3; i++)
        if ((unsigned)((text[i] | 0x20) - 'a') >= 26)
            return false;
    return true;
}

/* One or two digits; *text moves on. -1 where there are none. */
static int number(const char **text)
{
    int value = -1;
    for (int digits = 0; digits < 2 && (unsigned)(**text - '0') < 10; digits++, ++*text)
        value = (value < 0 ? 0 : value * 10) + (**text - '0');
    return value;
}

static void copy_name(char to[4], const char *from)
{
    for (int i = 0; i < 3; i++)
        to[i] = from[i];
    to[3] = 0;
}

bool crt_zone_parse(const char *text, struct crt_zone *zone)
{
    *zone = (struct crt_zone){.own = false};
    if (!letters(text))
        return false;
    copy_name(zone->names[0], text);
    text += 3;
    bool east = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    int hours = number(&text), part, unit = 60;
    if (hours < 0 || hours > 24)
        return false;
    zone->bias = hours * 3600;
    for (; *text == ':' && unit; unit /= 60) {
        text++;
        part = number(&text);
        if (part < 0 || part > 59)
            return false;
        zone->bias += part * unit;
    }
    if (east)
        zone->bias = -zone->bias;
    if (*text) {
        if (!letters(text) || text[3])
            return false;
        copy_name(zone->names[1], text);
        zone->daylight = true;
    }
    zone->own = true;
    return true;
}

/* The day of the month of a Sunday: the first one on `from` or later. */
static int sunday(const struct tm *tm, int from)
{
    int weekday = (tm->tm_wday + 35 - (tm->tm_mday - from) % 7) % 7; /* of the day `from` */
    return from + (7 - weekday) % 7;
}

bool crt_zone_daylight(const struct tm *standard)
{
    bool since_2007 = standard->tm_year >= 107;
    int first_month = since_2007 ? 2 : 3, last_month = since_2007 ? 10 : 9;
    int month = standard->tm_mon;
    if (month < first_month || month > last_month)
        return false;
    if (month > first_month && month < last_month)
        return true;
    /* The second Sunday of March to the first one of November; before, April's first to October's last. */
    if (month == first_month) {
        int day = sunday(standard, since_2007 ? 8 : 1);
        return standard->tm_mday > day || (standard->tm_mday == day && standard->tm_hour >= 2);
    }
    int day = sunday(standard, since_2007 ? 1 : 25);
    return standard->tm_mday < day || (standard->tm_mday == day && standard->tm_hour < 1);
}
