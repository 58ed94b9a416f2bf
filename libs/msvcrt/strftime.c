/* SPDX-License-Identifier: MIT
 *
 * strftime and wcsftime. Microsoft's flag # drops leading zeros, or makes %c and %x long; the fields that a
 * specifier uses are checked, and a wrong one, or an unknown specifier, is EINVAL. One engine writes both
 * widths.
 */
#include <string.h>
#include "common/text_format.h"
#include "crt_time.h"
#include "msvcrt.h"

extern char *msvcrt__tzname[2];
extern int32_t msvcrt__timezone, msvcrt__dstbias;

struct sink {
    void *to;
    bool wide;
    size_t size, length;
    LCID lcid;
    bool overflow;
};

static void put(struct sink *sink, unsigned c)
{
    if (sink->length + 1 >= sink->size) {
        sink->overflow = true;
        return;
    }
    if (sink->wide)
        ((WCHAR *)sink->to)[sink->length++] = (WCHAR)c;
    else
        ((char *)sink->to)[sink->length++] = (char)c;
}

static void put_text(struct sink *sink, const char *text, size_t limit)
{
    for (; *text && limit; limit--)
        put(sink, (unsigned char)*text++);
}

static void put_number(struct sink *sink, int value, int width, bool plain)
{
    char digits[16];
    text_format(digits, sizeof(digits), "%0*d", plain ? 1 : width, value);
    put_text(sink, digits, sizeof(digits));
}

/* Seconds west of UTC as +hhmm. */
static void put_offset(struct sink *sink, bool summer)
{
    int minutes = (msvcrt__timezone + (summer ? msvcrt__dstbias : 0)) / 60;
    put(sink, minutes > 0 ? '-' : '+');
    minutes = minutes < 0 ? -minutes : minutes;
    put_number(sink, minutes / 60 * 100 + minutes % 60, 4, false);
}

static bool within(int value, int low, int high)
{
    return value >= low && value <= high;
}

static bool format_one(struct sink *sink, unsigned specifier, bool sharp, const struct crt_tm *tm);

/* A composite: letters are specifiers, a letter after # has the flag, all else stands for itself. */
static bool format_all(struct sink *sink, const char *pattern, const struct crt_tm *tm)
{
    for (; *pattern; pattern++) {
        bool sharp = *pattern == '#';
        if (sharp)
            pattern++;
        bool letter = (*pattern | 0x20) >= 'a' && (*pattern | 0x20) <= 'z';
        if (!letter)
            put(sink, (unsigned char)*pattern);
        else if (!format_one(sink, (unsigned char)*pattern, sharp, tm))
            return false;
    }
    return true;
}

/* The short date and the time of day, by the language. */
static const char *date_pattern(LCID lcid)
{
    switch (lcid) {
    case 0:
        return "m/d/y";
    case 0x409:
        return "#m/#d/Y";
    case 0x411:
    case 0x404:
        return "Y/m/d";
    case 0x804:
        return "Y/#m/#d";
    case 0x412:
    case 0x41D:
    case 0x1009:
    case 0xC0C:
        return "Y-m-d";
    case 0x413:
        return "#d-#m-Y";
    case 0x406:
        return "d-m-Y";
    case 0xC09:
        return "#d/m/Y";
    default:
        break;
    }
    switch (lcid & 0x3FF) {
    case 0x07:
    case 0x05:
    case 0x15:
    case 0x19:
    case 0x1F:
        return "d.m.Y";
    case 0x0B:
        return "#d.#m.Y";
    case 0x0E:
        return "Y.m.d.";
    default:
        return "d/m/Y";
    }
}

static const char *time_pattern(LCID lcid)
{
    return lcid == 0x409 || lcid == 0xC09 ? "#I:M:S p" : "H:M:S";
}

static int iso_week(const struct crt_tm *tm, int *year)
{
    int weekday = (tm->tm_wday + 6) % 7; /* Monday is 0 */
    int week = (tm->tm_yday - weekday + 10) / 7;
    *year = tm->tm_year + 1900;
    int before = *year - 1;
#define LEAP(y) ((y) % 4 == 0 && ((y) % 100 != 0 || (y) % 400 == 0))
#define LONG_YEAR(d, y)                                                                                      \
    ((d) == 3 || ((d) == 2 && LEAP(y))) /* first weekday (Monday 0) of a year with 53 weeks */
    int first = ((weekday - tm->tm_yday) % 7 + 7) % 7;
    if (week < 1) {
        int first_before = ((first - (LEAP(before) ? 366 : 365)) % 7 + 7) % 7;
        *year = before;
        return LONG_YEAR(first_before, before) ? 53 : 52;
    }
    if (week == 53 && !LONG_YEAR(first, *year)) {
        ++*year;
        return 1;
    }
    return week;
}

static bool format_one(struct sink *sink, unsigned specifier, bool sharp, const struct crt_tm *tm)
{
    int year = tm->tm_year + 1900, week_year;
    if (!CRT_IS_UCRT && specifier < 0x80 &&
        strchr("CDeFgGhnrRtTuV", (int)specifier)) /* C99's came with the UCRT */
        return false;
    switch (specifier) {
    case 'a':
    case 'A':
        if (!within(tm->tm_wday, 0, 6))
            return false;
        put_text(sink, crt_day_names[tm->tm_wday], specifier == 'a' ? 3 : 32);
        return true;
    case 'b':
    case 'h':
    case 'B':
        if (!within(tm->tm_mon, 0, 11))
            return false;
        put_text(sink, crt_month_names[tm->tm_mon], specifier == 'B' ? 32 : 3);
        return true;
    case 'c':
        if (sharp)
            return format_all(sink, "A, B d, Y ", tm) && format_all(sink, time_pattern(sink->lcid), tm);
        if (CRT_IS_UCRT && !sink->lcid) /* C99's form of the C locale */
            return format_all(sink, "a b e T Y", tm);
        return format_all(sink, date_pattern(sink->lcid), tm) && format_all(sink, " ", tm) &&
               format_all(sink, time_pattern(sink->lcid), tm);
    case 'x':
        return format_all(sink, sharp ? "A, B d, Y" : date_pattern(sink->lcid), tm);
    case 'X':
        return format_all(sink, time_pattern(sink->lcid), tm);
    case 'C':
        if (!within(year, 0, 9999))
            return false;
        put_number(sink, year / 100, 2, sharp);
        return true;
    case 'd':
        if (!within(tm->tm_mday, 1, 31))
            return false;
        put_number(sink, tm->tm_mday, 2, sharp);
        return true;
    case 'e':
        if (!within(tm->tm_mday, 1, 31))
            return false;
        if (tm->tm_mday < 10 && !sharp)
            put(sink, ' ');
        put_number(sink, tm->tm_mday, 1, true);
        return true;
    case 'D':
        return format_all(sink, "m/d/y", tm);
    case 'F':
        return format_all(sink, "Y-m-d", tm);
    case 'g':
    case 'G':
    case 'V':
        if (!within(tm->tm_wday, 0, 6) || !within(tm->tm_yday, 0, 365))
            return false;
        int week = iso_week(tm, &week_year);
        if (specifier == 'V')
            put_number(sink, week, 2, sharp);
        else
            put_number(sink, specifier == 'G' ? week_year : week_year % 100, specifier == 'G' ? 4 : 2, sharp);
        return true;
    case 'H':
        if (!within(tm->tm_hour, 0, 23))
            return false;
        put_number(sink, tm->tm_hour, 2, sharp);
        return true;
    case 'I':
        if (!within(tm->tm_hour, 0, 23))
            return false;
        put_number(sink, tm->tm_hour % 12 ? tm->tm_hour % 12 : 12, 2, sharp);
        return true;
    case 'j':
        if (!within(tm->tm_yday, 0, 365))
            return false;
        put_number(sink, tm->tm_yday + 1, 3, sharp);
        return true;
    case 'm':
        if (!within(tm->tm_mon, 0, 11))
            return false;
        put_number(sink, tm->tm_mon + 1, 2, sharp);
        return true;
    case 'M':
        if (!within(tm->tm_min, 0, 59))
            return false;
        put_number(sink, tm->tm_min, 2, sharp);
        return true;
    case 'n':
        put(sink, '\n');
        return true;
    case 't':
        put(sink, '\t');
        return true;
    case 'p':
        if (!within(tm->tm_hour, 0, 23))
            return false;
        put_text(sink, tm->tm_hour < 12 ? "AM" : "PM", 2);
        return true;
    case 'r':
        return format_all(sink, "I:M:S p", tm);
    case 'R':
        return format_all(sink, "H:M", tm);
    case 'T':
        return format_all(sink, "H:M:S", tm);
    case 'S':
        if (!within(tm->tm_sec, 0, 60))
            return false;
        put_number(sink, tm->tm_sec, 2, sharp);
        return true;
    case 'u':
    case 'w':
        if (!within(tm->tm_wday, 0, 6))
            return false;
        put_number(sink, specifier == 'u' && !tm->tm_wday ? 7 : tm->tm_wday, 1, true);
        return true;
    case 'U':
    case 'W':
        if (!within(tm->tm_wday, 0, 6) || !within(tm->tm_yday, 0, 365))
            return false;
        put_number(sink, (tm->tm_yday + 7 - (specifier == 'U' ? tm->tm_wday : (tm->tm_wday + 6) % 7)) / 7, 2,
                   sharp);
        return true;
    case 'y':
        if (!within(year, 0, 9999))
            return false;
        put_number(sink, year % 100, 2, sharp);
        return true;
    case 'Y':
        if (!within(year, 0, 9999))
            return false;
        put_number(sink, year, 4, sharp);
        return true;
    case 'z':
    case 'Z':
        crt_time_zone();
        if (specifier == 'z' && CRT_IS_UCRT) { /* msvcrt writes the zone's name for both */
            put_offset(sink, tm->tm_isdst > 0);
            return true;
        }
        put_text(sink, msvcrt__tzname[tm->tm_isdst > 0], 64);
        return true;
    case '%':
        put(sink, '%');
        return true;
    default:
        return false;
    }
}

static inline unsigned unit(const void *format, bool wide, size_t at)
{
    return wide ? ((const WCHAR *)format)[at] : ((const unsigned char *)format)[at];
}

static size_t format_time(struct sink *sink, const void *format, const struct crt_tm *tm,
                          const struct crt_locale *locale)
{
    if (!sink->to || !sink->size || !format) {
        crt_invalid(EINVAL);
        return 0;
    }
    sink->lcid = crt_locale_or_current(locale)->lcid[CRT_LC_TIME];
    bool valid = true;
    for (size_t at = 0; valid && !sink->overflow && unit(format, sink->wide, at); at++) {
        if (unit(format, sink->wide, at) != '%') {
            put(sink, unit(format, sink->wide, at));
            continue;
        }
        bool sharp = unit(format, sink->wide, at + 1) == '#';
        at += sharp ? 2 : 1;
        unsigned specifier = unit(format, sink->wide, at);
        if (CRT_IS_UCRT && (specifier == 'E' || specifier == 'O')) /* accepted, without a meaning */
            specifier = unit(format, sink->wide, ++at);
        valid = (tm || specifier == '%') && specifier && format_one(sink, specifier, sharp, tm);
    }
    if (valid && !sink->overflow) {
        size_t length = sink->length;
        if (sink->wide)
            ((WCHAR *)sink->to)[length] = 0;
        else
            ((char *)sink->to)[length] = 0;
        return length;
    }
    if (sink->wide)
        *(WCHAR *)sink->to = 0;
    else
        *(char *)sink->to = 0;
    if (!valid)
        crt_invalid(EINVAL);
    else
        crt_set_errno(ERANGE);
    return 0;
}

size_t CDECL msvcrt__strftime_l(char *to, size_t size, const char *format, const struct crt_tm *tm,
                                const struct crt_locale *locale)
{
    return format_time(&(struct sink){.to = to, .size = size}, format, tm, locale);
}

size_t CDECL msvcrt_strftime(char *to, size_t size, const char *format, const struct crt_tm *tm)
{
    return msvcrt__strftime_l(to, size, format, tm, NULL);
}

size_t CDECL msvcrt__wcsftime_l(WCHAR *to, size_t size, const WCHAR *format, const struct crt_tm *tm,
                                const struct crt_locale *locale)
{
    return format_time(&(struct sink){.to = to, .size = size, .wide = true}, format, tm, locale);
}

size_t CDECL msvcrt_wcsftime(WCHAR *to, size_t size, const WCHAR *format, const struct crt_tm *tm)
{
    return msvcrt__wcsftime_l(to, size, format, tm, NULL);
}

/* What C++ libraries ask: the same with the time category's names, which are English in every locale. */
size_t CDECL msvcrt__Strftime(char *to, size_t size, const char *format, const struct crt_tm *tm, void *names)
{
    return msvcrt__strftime_l(to, size, format, tm, NULL);
}

static char *colon_list(const char *const *names, size_t count)
{
    size_t size = 1;
    for (size_t i = 0; i < count; i++)
        size += strlen(names[i]) + 5;
    char *list = msvcrt_malloc(size), *at = list;
    for (size_t i = 0; list && i < count; i++)
        at += text_format(at, size - (size_t)(at - list), ":%.3s:%s", names[i], names[i]);
    return list;
}

char *CDECL msvcrt__Getdays(void)
{
    return colon_list(crt_day_names, 7);
}

char *CDECL msvcrt__Getmonths(void)
{
    return colon_list(crt_month_names, 12);
}
