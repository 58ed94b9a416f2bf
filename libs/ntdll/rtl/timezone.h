/* SPDX-License-Identifier: MIT
 *
 * The time zone, and the arithmetic of its rules.
 */
#ifndef DECANT_RTL_TIMEZONE_H
#define DECANT_RTL_TIMEZONE_H

#include <win/timezoneapi.h>
#include <win/winternl.h>

/* Reads a rule as POSIX spells it ("CET-1CEST,M3.5.0,M10.5.0/3"): biases and dates, with its abbreviations
 * for names. False: malformed, or a date that no TIME_ZONE_INFORMATION can hold for every year. */
bool zone_parse(const char *rule, TIME_ZONE_INFORMATION *out);

/* The host's zone as it is in a year (0: now), with Windows' names where they are known. */
void zone_for_year(int year, DYNAMIC_TIME_ZONE_INFORMATION *out);

/* Minutes to subtract from UTC, at a time that is given in UTC or as the clock shows it (100 ns since 1601).
 * *id: TIME_ZONE_ID_xxx; may be NULL. */
LONG zone_bias_at_utc(const TIME_ZONE_INFORMATION *zone, LONGLONG utc, DWORD *id);
LONG zone_bias_at_local(const TIME_ZONE_INFORMATION *zone, LONGLONG local);

/* The offset from UTC that the host has now: 100 ns to add to UTC. */
LONGLONG zone_current_offset(void);

/* Windows' name of an IANA zone, or NULL. */
const char *zone_windows_name(const char *iana);

#endif
