/* SPDX-License-Identifier: MIT
 *
 * Local time by the C library, which reads the zone's name from its own environment (calendar.h).
 */
#include "calendar.h"
#include <stdlib.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

/* A name, cut where it is too long. */
static void set_name(char to[64], const char *name)
{
    size_t length = strnlen(name, 63);
    memcpy(to, name, length);
    to[length] = 0;
}

void calendar_select(const char *name, struct calendar_zone *zone)
{
    static bool known;
    static char *first; /* what TZ was when the process started */
    const char *now = getenv("TZ");
    if (!known && now)
        first = strdup(now);
    known = true;
    zone->initial = same(name, first);
    if (name && !same(name, now))
        setenv("TZ", name, 1);
    else if (!name && now)
        unsetenv("TZ");
    tzset();
    zone->bias = (int32_t)timezone;
    zone->daylight = daylight != 0;
    set_name(zone->names[0], tzname[0]);
    set_name(zone->names[1], daylight ? tzname[1] : "");
}

bool calendar_local_time(int64_t time, struct tm *tm)
{
    time_t moment = time;
    return localtime_r(&moment, tm) != NULL;
}

int64_t calendar_local_moment(struct tm *tm)
{
    return mktime(tm);
}
