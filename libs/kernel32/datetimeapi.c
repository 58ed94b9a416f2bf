/* SPDX-License-Identifier: MIT
 *
 * datetimeapi.h: dates and times as text, by picture ("d", "dd", "ddd" …, text in quotes). The day of the
 * week is computed; what the caller says of it is ignored, as documented.
 */
#include <string.h>
#include "common/wide.h"
#include <win/timezoneapi.h>
#include "nls.h"

#define DATE_SHORTDATE          0x01u
#define DATE_LONGDATE           0x02u
#define DATE_YEARMONTH          0x08u
#define DATE_MONTHDAY           0x80u
#define TIME_NOMINUTESORSECONDS 0x1u
#define TIME_NOSECONDS          0x2u
#define TIME_NOTIMEMARKER       0x4u
#define TIME_FORCE24HOURFORMAT  0x8u

VOID WINAPI GetLocalTime(SYSTEMTIME *lpSystemTime);

struct text {
    WCHAR units[512];
    size_t length;
};

static void put(struct text *out, WCHAR c)
{
    if (out->length < countof(out->units) - 1)
        out->units[out->length++] = c;
}

static void put_text(struct text *out, const WCHAR *text)
{
    while (*text)
        put(out, *text++);
}

static void put_number(struct text *out, unsigned value, unsigned digits)
{
    WCHAR reversed[12];
    unsigned count = 0;
    do
        reversed[count++] = (WCHAR)('0' + value % 10);
    while ((value /= 10) || count < digits);
    while (count)
        put(out, reversed[--count]);
}

static bool is_leap(unsigned year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool valid_date(const SYSTEMTIME *time)
{
    static const BYTE days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (time->wYear < 1601 || time->wYear > 30827 || time->wMonth < 1 || time->wMonth > 12 || time->wDay < 1)
        return false;
    return time->wDay <= days[time->wMonth - 1] + (time->wMonth == 2 && is_leap(time->wYear));
}

static bool valid_time(const SYSTEMTIME *time)
{
    return time->wHour < 24 && time->wMinute < 60 && time->wSecond < 60 && time->wMilliseconds < 1000;
}

/* 0: Monday, as the LCTYPEs count. */
static unsigned day_of_week(const SYSTEMTIME *time)
{
    static const BYTE offsets[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}; /* Sakamoto */
    unsigned year = time->wYear - (time->wMonth < 3);
    return (year + year / 4 - year / 100 + year / 400 + offsets[time->wMonth - 1] + time->wDay + 6) % 7;
}

/* Copies what stands between quotes; a doubled quote is one. Returns what follows. */
static const WCHAR *put_quoted(struct text *out, const WCHAR *at)
{
    for (at++; *at; at++) {
        if (*at == '\'') {
            if (at[1] != '\'')
                return at + 1;
            at++;
        }
        put(out, *at);
    }
    return at;
}

static void put_date(struct text *out, const struct locale *locale, WCHAR letter, unsigned count,
                     const SYSTEMTIME *time)
{
    unsigned day = day_of_week(time), month = time->wMonth - 1u;
    switch (letter) {
    case 'd':
        if (count <= 2)
            put_number(out, time->wDay, count);
        else
            put_text(out,
                     locale_text(locale, (count == 3 ? LOCALE_SABBREVDAYNAME1 : LOCALE_SDAYNAME1) + day));
        break;
    case 'M':
        if (count <= 2)
            put_number(out, time->wMonth, count);
        else
            put_text(out, locale_text(locale,
                                      (count == 3 ? LOCALE_SABBREVMONTHNAME1 : LOCALE_SMONTHNAME1) + month));
        break;
    case 'y':
        if (count <= 2)
            put_number(out, time->wYear % 100u, count);
        else
            put_number(out, time->wYear, 4);
        break;
    default: /* g, gg: the era */
        put_text(out, u"A.D.");
        break;
    }
}

static void put_time(struct text *out, const struct locale *locale, WCHAR letter, unsigned count,
                     const SYSTEMTIME *time)
{
    unsigned digits = count > 1 ? 2 : 1;
    switch (letter) {
    case 'h':
        put_number(out, time->wHour % 12 ? time->wHour % 12u : 12, digits);
        break;
    case 'H':
        put_number(out, time->wHour, digits);
        break;
    case 'm':
        put_number(out, time->wMinute, digits);
        break;
    case 's':
        put_number(out, time->wSecond, digits);
        break;
    default: {
        const WCHAR *marker = locale_text(locale, time->wHour < 12 ? LOCALE_S1159 : LOCALE_S2359);
        if (count == 1)
            put(out, *marker);
        else
            put_text(out, marker);
        break;
    }
    }
}

static const WCHAR *default_picture(const struct locale *locale, DWORD flags, bool date)
{
    if (!date)
        return locale_text(locale, LOCALE_STIMEFORMAT);
    return locale_text(locale, flags & DATE_LONGDATE    ? LOCALE_SLONGDATE
                               : flags & DATE_YEARMONTH ? LOCALE_SYEARMONTH
                               : flags & DATE_MONTHDAY  ? LOCALE_SMONTHDAY
                                                        : LOCALE_SSHORTDATE);
}

/* The picture of a time without the parts that the flags leave out, separators with them. */
static bool left_out(WCHAR letter, DWORD flags)
{
    return (flags & (TIME_NOSECONDS | TIME_NOMINUTESORSECONDS) && letter == 's') ||
           (flags & TIME_NOMINUTESORSECONDS && letter == 'm') || (flags & TIME_NOTIMEMARKER && letter == 't');
}

static void format(struct text *out, const struct locale *locale, DWORD flags, const SYSTEMTIME *time,
                   const WCHAR *picture, bool date)
{
    size_t kept = 0; /* the length up to the last part, without the separator after it */
    for (const WCHAR *at = picture; *at;) {
        if (*at == '\'') {
            at = put_quoted(out, at);
            continue;
        }
        WCHAR letter = *at;
        const WCHAR *letters = date ? u"dMyg" : u"hHmst";
        while (*letters && *letters != letter)
            letters++;
        if (!*letters) {
            put(out, letter);
            at++;
            continue;
        }
        unsigned count = 0;
        while (*at == letter)
            at++, count++;
        if (date) {
            put_date(out, locale, letter, count, time);
        } else if (left_out(letter, flags)) {
            out->length = kept;
        } else {
            put_time(out, locale, letter == 'h' && flags & TIME_FORCE24HOURFORMAT ? 'H' : letter, count,
                     time);
            kept = out->length;
        }
    }
    out->units[out->length] = 0;
}

/* The text in *out; false with the last error set. */
static bool build(const struct locale *locale, DWORD flags, const SYSTEMTIME *given, LPCWSTR picture,
                  bool date, struct text *out)
{
    SYSTEMTIME now;
    DWORD allowed =
        date ? 0xFFu : TIME_NOMINUTESORSECONDS | TIME_NOSECONDS | TIME_NOTIMEMARKER | TIME_FORCE24HOURFORMAT;
    DWORD kinds = flags & (DATE_SHORTDATE | DATE_LONGDATE | DATE_YEARMONTH | DATE_MONTHDAY);
    flags &= ~(LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP);
    if (!locale)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (flags & ~allowed || (date && picture && kinds) || (date && kinds & (kinds - 1)))
        return win32_fail(ERROR_INVALID_FLAGS);
    if (!given)
        GetLocalTime(&now);
    else
        now = *given;
    if (date ? !valid_date(&now) : !valid_time(&now))
        return win32_fail(ERROR_INVALID_PARAMETER);
    out->length = 0;
    format(out, locale, flags, &now, picture ? picture : default_picture(locale, flags, date), date);
    return true;
}

static INT return_wide(const struct locale *locale, DWORD flags, const SYSTEMTIME *time, LPCWSTR picture,
                       bool date, LPWSTR to, INT size)
{
    struct text text;
    if (size < 0 || (size && !to))
        return win32_fail(ERROR_INVALID_PARAMETER);
    return build(locale, flags, time, picture, date, &text)
               ? text_return(text.units, text.length + 1, to, size)
               : 0;
}

static INT return_ansi(LCID lcid, DWORD flags, const SYSTEMTIME *time, LPCSTR picture, bool date, LPSTR to,
                       INT size)
{
    struct text text;
    WCHAR local[NLS_LOCAL], *wide;
    if (size < 0 || (size && !to))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(nls_ansi_to_wide(picture, local, NLS_LOCAL, &wide)))
        return 0;
    bool built = build(locale_find(lcid), flags, time, wide, date, &text);
    nls_free(wide, local);
    return built ? text_return_ansi(text.units, text.length + 1, to, size) : 0;
}

INT WINAPI GetDateFormatW(LCID Locale, DWORD dwFlags, const SYSTEMTIME *lpDate, LPCWSTR lpFormat,
                          LPWSTR lpDateStr, INT cchDate)
{
    return return_wide(locale_find(Locale), dwFlags, lpDate, lpFormat, true, lpDateStr, cchDate);
}

INT WINAPI GetDateFormatA(LCID Locale, DWORD dwFlags, const SYSTEMTIME *lpDate, LPCSTR lpFormat,
                          LPSTR lpDateStr, INT cchDate)
{
    return return_ansi(Locale, dwFlags, lpDate, lpFormat, true, lpDateStr, cchDate);
}

INT WINAPI GetDateFormatEx(LPCWSTR lpLocaleName, DWORD dwFlags, const SYSTEMTIME *lpDate, LPCWSTR lpFormat,
                           LPWSTR lpDateStr, INT cchDate, LPCWSTR lpCalendar)
{
    return return_wide(locale_find_name(lpLocaleName), dwFlags, lpDate, lpFormat, true, lpDateStr, cchDate);
}

INT WINAPI GetTimeFormatW(LCID Locale, DWORD dwFlags, const SYSTEMTIME *lpTime, LPCWSTR lpFormat,
                          LPWSTR lpTimeStr, INT cchTime)
{
    return return_wide(locale_find(Locale), dwFlags, lpTime, lpFormat, false, lpTimeStr, cchTime);
}

INT WINAPI GetTimeFormatA(LCID Locale, DWORD dwFlags, const SYSTEMTIME *lpTime, LPCSTR lpFormat,
                          LPSTR lpTimeStr, INT cchTime)
{
    return return_ansi(Locale, dwFlags, lpTime, lpFormat, false, lpTimeStr, cchTime);
}

INT WINAPI GetTimeFormatEx(LPCWSTR lpLocaleName, DWORD dwFlags, const SYSTEMTIME *lpTime, LPCWSTR lpFormat,
                           LPWSTR lpTimeStr, INT cchTime)
{
    return return_wide(locale_find_name(lpLocaleName), dwFlags, lpTime, lpFormat, false, lpTimeStr, cchTime);
}
