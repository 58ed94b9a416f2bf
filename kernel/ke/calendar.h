/* SPDX-License-Identifier: MIT
 *
 * The host's time zones, as the C runtimes use them: a program's TZ variable may choose one by its Unix name.
 */
#ifndef DECANT_KE_CALENDAR_H
#define DECANT_KE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include "syscall-shim/border.h"

struct calendar_zone {
    int32_t bias; /* seconds to add to standard time for UTC */
    bool daylight;
    bool initial; /* it is the one that the process was started with */
    char names[2][64];
};

/* From now on the zone of that name (NULL: the machine's own) is the local one. The caller lets one thread in
 * at a time. */
void calendar_select(const char *name, struct calendar_zone *zone);
/* The local time of a moment; false where the year is out of range. */
bool calendar_local_time(int64_t time, struct tm *tm);
/* The moment of a local time, and its fields made regular; -1 where there is none. */
int64_t calendar_local_moment(struct tm *tm);

PRIVATE_SERVICE(calendar_select);
PRIVATE_SERVICE(calendar_local_time);
PRIVATE_SERVICE(calendar_local_moment);

#endif
