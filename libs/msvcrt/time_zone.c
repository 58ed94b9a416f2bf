/* SPDX-License-Identifier: MIT
 *
 * The time zone: the program's TZ variable where it has one, else the host's. glibc reads its own
 * environment, so a TZ that the program has changed is copied there when _tzset or a conversion comes by.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "crt_time.h"
#include "msvcrt.h"

#define NAME_SIZE 64

extern int32_t msvcrt__timezone, msvcrt__dstbias;
extern int msvcrt__daylight;
extern char *msvcrt__tzname[2];

char *CDECL msvcrt_getenv(const char *name);

static char names[2][NAME_SIZE] = {"PST", "PDT"};
static bool initialized;
static char *seen; /* the TZ that glibc was told of */
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

/* A name of glibc's, without what is not a name. */
static void set_name(char *to, const char *name)
{
    size_t length = strnlen(name, NAME_SIZE - 1);
    memcpy(to, name, length);
    to[length] = 0;
}

static void update_locked(void)
{
    const char *wanted = msvcrt_getenv("TZ");
    bool changed = wanted ? !seen || strcmp(seen, wanted) : seen != NULL;
    if (initialized && !changed)
        return;
    const char *host = getenv("TZ");
    if (wanted && (!host || strcmp(host, wanted)))
        setenv("TZ", wanted, 1);
    else if (!wanted && host)
        unsetenv("TZ");
    free(seen);
    seen = wanted ? strdup(wanted) : NULL;
    tzset();
    initialized = true;
    if (wanted && crt_zone_parse(wanted, &zone)) {
        msvcrt__timezone = zone.bias;
        msvcrt__daylight = zone.daylight;
        msvcrt__dstbias = zone.daylight ? -3600 : 0;
        memcpy(names[0], zone.names[0], sizeof(zone.names[0]));
        memcpy(names[1], zone.names[1], sizeof(zone.names[1]));
        return;
    }
    zone.own = false;
    msvcrt__timezone = (int32_t)timezone;
    msvcrt__daylight = daylight != 0;
    msvcrt__dstbias = daylight ? -3600 : 0;
    set_name(names[0], tzname[0]);
    set_name(names[1], daylight ? tzname[1] : "");
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
