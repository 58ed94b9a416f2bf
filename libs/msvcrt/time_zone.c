/* SPDX-License-Identifier: MIT
 *
 * The time zone: the program's TZ variable where it has one, else the system's, under Windows' names. The
 * kernel side converts, and is told of a TZ that the program has changed when _tzset or a conversion comes
 * by.
 */
#include <stdlib.h>
#include <string.h>
#include <win/timezoneapi.h>
#include "kernel/ke/calendar.h"
#include "crt_time.h"
#include "msvcrt.h"

#define NAME_SIZE sizeof(((struct calendar_zone *)NULL)->names[0])

extern int32_t msvcrt__timezone, msvcrt__dstbias;
extern int msvcrt__daylight;
extern char *msvcrt__tzname[2];

char *CDECL msvcrt_getenv(const char *name);

static char names[2][NAME_SIZE] = {"PST", "PDT"};
static bool initialized;
static char *seen; /* the TZ that the kernel side was told of */
static struct crt_zone zone;

/* The values before anyone asks for the zone are Microsoft's: Pacific time. */
void crt_time_zone_attach(void)
{
    msvcrt__timezone = 28800;
    msvcrt__daylight = 1;
    msvcrt__dstbias = -3600;
    msvcrt__tzname[0] = names[0];
    msvcrt__tzname[1] = names[1];
}

/* The zone of a TZ in Microsoft's form. */
static void take_own_zone(void)
{
    msvcrt__timezone = zone.bias;
    msvcrt__daylight = zone.daylight;
    msvcrt__dstbias = zone.daylight ? -3600 : 0;
    memcpy(names[0], zone.names[0], sizeof(zone.names[0]));
    memcpy(names[1], zone.names[1], sizeof(zone.names[1]));
}

/* The system's zone, under the names that Windows has for it ("Pacific Standard Time"). */
static void take_system_zone(const struct calendar_zone *host)
{
    TIME_ZONE_INFORMATION system;
    if (GetTimeZoneInformation(&system) == TIME_ZONE_ID_INVALID)
        return;
    bool changes = system.StandardDate.wMonth != 0, daylight_saved = system.DaylightDate.wMonth != 0;
    msvcrt__timezone = (system.Bias + (changes ? system.StandardBias : 0)) * 60;
    msvcrt__daylight = daylight_saved && system.DaylightBias;
    msvcrt__dstbias = msvcrt__daylight ? (system.DaylightBias - system.StandardBias) * 60 : 0;
    /* Irish law calls summer the standard and winter the exception, and so does the host; Windows does not.
     */
    zone.reversed = msvcrt__daylight && host->bias == msvcrt__timezone + msvcrt__dstbias;
    crt_narrow_to(system.StandardName, names[0], NAME_SIZE);
    crt_narrow_to(system.DaylightName, names[1], NAME_SIZE);
}

/* A zone by another name, as the host knows it. */
static void take_host_zone(const struct calendar_zone *host)
{
    msvcrt__timezone = host->bias;
    msvcrt__daylight = host->daylight;
    msvcrt__dstbias = host->daylight ? -3600 : 0;
    memcpy(names, host->names, sizeof(names));
}

static bool same_value(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static void update_locked(void)
{
    const char *wanted = msvcrt_getenv("TZ");
    if (initialized && same_value(wanted, seen))
        return;
    struct calendar_zone host;
    sys_calendar_select(wanted, &host);
    free(seen);
    seen = wanted ? strdup(wanted) : NULL;
    initialized = true;
    zone = (struct crt_zone){.own = false};
    if (wanted && crt_zone_parse(wanted, &zone))
        take_own_zone();
    else if (!wanted || host.initial)
        take_system_zone(&host);
    else
        take_host_zone(&host);
}

void crt_time_zone(void)
{
    msvcrt__lock(CRT_LOCK_TIME);
    update_locked();
    msvcrt__unlock(CRT_LOCK_TIME);
}

struct crt_zone crt_time_zone_current(void)
{
    msvcrt__lock(CRT_LOCK_TIME);
    update_locked();
    struct crt_zone current = zone;
    msvcrt__unlock(CRT_LOCK_TIME);
    return current;
}

void CDECL msvcrt__tzset(void)
{
    crt_time_zone();
}

int CDECL msvcrt__get_timezone(int32_t *seconds)
{
    if (!seconds)
        return crt_invalid(EINVAL);
    *seconds = msvcrt__timezone;
    return 0;
}

int CDECL msvcrt__get_daylight(int *hours)
{
    if (!hours)
        return crt_invalid(EINVAL);
    *hours = msvcrt__daylight;
    return 0;
}

int CDECL msvcrt__get_dstbias(int32_t *seconds)
{
    if (!seconds)
        return crt_invalid(EINVAL);
    *seconds = msvcrt__dstbias;
    return 0;
}

int CDECL msvcrt__get_tzname(size_t *needed, char *to, size_t size, int index)
{
    if (!needed || (!to && size) || (index != 0 && index != 1))
        return crt_invalid(EINVAL);
    if (to && size)
        *to = 0;
    *needed = strlen(msvcrt__tzname[index]) + 1;
    if (!to)
        return 0;
    if (*needed > size)
        return ERANGE;
    memcpy(to, msvcrt__tzname[index], *needed);
    return 0;
}
