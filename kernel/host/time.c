/* SPDX-License-Identifier: MIT
 *
 * Clocks, and the host's time zone: its name, its rule for the years to come, its offset at any time.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "host.h"

static void read_clock(clockid_t clock, struct host_time *out)
{
    struct timespec now;
    clock_gettime(clock, &now);
    out->seconds = now.tv_sec;
    out->nanoseconds = (uint32_t)now.tv_nsec;
}

void host_clock_realtime(struct host_time *out)
{
    read_clock(CLOCK_REALTIME, out);
}

void host_clock_boottime(struct host_time *out)
{
    read_clock(CLOCK_BOOTTIME, out);
}

void host_clock_monotonic(struct host_time *out)
{
    read_clock(CLOCK_MONOTONIC, out);
}

void host_clock_thread_cpu(struct host_time *out)
{
    read_clock(CLOCK_THREAD_CPUTIME_ID, out);
}

void host_clock_process_cpu(struct host_time *out)
{
    read_clock(CLOCK_PROCESS_CPUTIME_ID, out);
}

int32_t host_zone_offset(int64_t seconds, bool *daylight)
{
    time_t at = (time_t)seconds;
    struct tm local;
    static bool ready; /* twice does no harm; each call would ask for the zone's file anew */
    if (!__atomic_exchange_n(&ready, true, __ATOMIC_ACQ_REL))
        tzset();
    if (!localtime_r(&at, &local)) {
        *daylight = false;
        return 0;
    }
    *daylight = local.tm_isdst > 0;
    return (int32_t)local.tm_gmtoff;
}

static const char *zone_variable(void)
{
    const char *zone = getenv("TZ");
    return zone && *zone == ':' ? zone + 1 : zone;
}

int host_zone_name(char *name, size_t size)
{
    const char *zone = zone_variable();
    char path[512];
    if (!zone) {
        ssize_t length = readlink("/etc/localtime", path, sizeof(path) - 1);
        if (length < 0)
            return -errno;
        path[length] = 0;
        zone = path;
    }
    const char *directory = strstr(zone, "zoneinfo/");
    if (directory)
        zone = directory + strlen("zoneinfo/");
    if (strlen(zone) >= size)
        return -ENAMETOOLONG;
    strcpy(name, zone);
    return 0;
}

/* RFC 8536: a version 2 file ends in a line that holds the rule as POSIX' TZ would. */
static int read_footer(int fd, char *rule, size_t size)
{
    char tail[256];
    off_t end = lseek(fd, 0, SEEK_END);
    ssize_t want = end > (off_t)sizeof(tail) - 1 ? (ssize_t)sizeof(tail) - 1 : (ssize_t)end;
    ssize_t got = host_pread(fd, tail, (size_t)want, (uint64_t)(end - want));
    if (got < 2 || tail[got - 1] != '\n')
        return -ENOENT;
    tail[got - 1] = 0;
    char *start = memrchr(tail, '\n', (size_t)got - 1);
    if (!start || !start[1] || strlen(start + 1) >= size)
        return -ENOENT;
    strcpy(rule, start + 1);
    return 0;
}

int host_zone_rule(char *rule, size_t size)
{
    const char *zone = zone_variable();
    char path[512];
    if (!zone)
        snprintf(path, sizeof(path), "/etc/localtime");
    else if (*zone == '/')
        snprintf(path, sizeof(path), "%s", zone);
    else
        snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", zone);
    int fd = zone && !*zone ? -ENOENT : host_open(path, O_RDONLY, 0);
    if (fd < 0) { /* TZ is a rule itself, or UTC */
        if (zone && strlen(zone) < size && strpbrk(zone, "0123456789")) {
            strcpy(rule, zone);
            return 0;
        }
        return -ENOENT;
    }
    int error = read_footer(fd, rule, size);
    host_close(fd);
    return error;
}
