/* SPDX-License-Identifier: MIT
 *
 * winnls.h: the pictures in which a locale writes times. The first is the one that the locale uses; those
 * without seconds are asked for by TIME_NOSECONDS.
 */
#include <string.h>
#include "common/wide.h"
#include "nls.h"

#define TIME_NOSECONDS    0x2u
#define LOCALE_USE_CP_ACP 0x40000000u
#define PICTURE           16 /* units that hold the longest */

/* By column of the table of LCTYPEs: English (United States), invariant. */
static const WCHAR *const pictures[2][2][4] = {
    {{u"h:mm:ss tt", u"hh:mm:ss tt", u"H:mm:ss", u"HH:mm:ss"}, {u"h:mm tt", u"hh:mm tt", u"H:mm", u"HH:mm"}},
    {{u"HH:mm:ss"}, {u"HH:mm"}},
};

typedef BOOL (*visitor)(const WCHAR *picture, void *context);

static BOOL enumerate(const struct locale *locale, DWORD flags, visitor visit, void *context)
{
    if (flags & ~(TIME_NOSECONDS | LOCALE_USE_CP_ACP))
        return win32_fail(ERROR_INVALID_FLAGS);
    if (!locale)
        return win32_fail(ERROR_INVALID_PARAMETER);
    const WCHAR *const *list = pictures[locale->column][(flags & TIME_NOSECONDS) != 0];
    for (unsigned i = 0; i < 4 && list[i] && visit(list[i], context); i++)
        ;
    return TRUE;
}

static BOOL visit_wide(const WCHAR *picture, void *context)
{
    WCHAR text[PICTURE]; /* the callback may write into it */
    memcpy(text, picture, (wide_length(picture) + 1) * sizeof(WCHAR));
    return (*(TIMEFMT_ENUMPROCW *)context)(text);
}

BOOL WINAPI EnumTimeFormatsW(TIMEFMT_ENUMPROCW lpTimeFmtEnumProc, LCID Locale, DWORD dwFlags)
{
    if (!lpTimeFmtEnumProc)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return enumerate(locale_find(Locale), dwFlags, visit_wide, &lpTimeFmtEnumProc);
}

static BOOL visit_ansi(const WCHAR *picture, void *context)
{
    char text[PICTURE];
    size_t length = wide_length(picture);
    for (size_t i = 0; i <= length; i++)
        text[i] = (char)picture[i]; /* all of them are ASCII */
    return (*(TIMEFMT_ENUMPROCA *)context)(text);
}

BOOL WINAPI EnumTimeFormatsA(TIMEFMT_ENUMPROCA lpTimeFmtEnumProc, LCID Locale, DWORD dwFlags)
{
    if (!lpTimeFmtEnumProc)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return enumerate(locale_find(Locale), dwFlags, visit_ansi, &lpTimeFmtEnumProc);
}

struct extended {
    TIMEFMT_ENUMPROCEX callback;
    LPARAM argument;
};

static BOOL visit_extended(const WCHAR *picture, void *context)
{
    const struct extended *extended = context;
    WCHAR text[PICTURE];
    memcpy(text, picture, (wide_length(picture) + 1) * sizeof(WCHAR));
    return extended->callback(text, extended->argument);
}

BOOL WINAPI EnumTimeFormatsEx(TIMEFMT_ENUMPROCEX lpTimeFmtEnumProcEx, LPCWSTR lpLocaleName, DWORD dwFlags,
                              LPARAM lParam)
{
    struct extended extended = {lpTimeFmtEnumProcEx, lParam};
    if (!lpTimeFmtEnumProcEx)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return enumerate(locale_find_name(lpLocaleName), dwFlags, visit_extended, &extended);
}
