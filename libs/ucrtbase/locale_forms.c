/* SPDX-License-Identifier: MIT
 *
 * locale.h, xlocinfo.h and string.h: what C++ libraries ask of the runtime about locales, most of which
 * msvcrt answers under other names.
 */
#include <string.h>
#include "../msvcrt/crt_locale.h"
#include "../msvcrt/crt_time.h"
#include "../msvcrt/msvcrt.h"

size_t CDECL msvcrt_wcsftime(WCHAR *to, size_t size, const WCHAR *format, const struct crt_tm *tm);

/* By category; NULL for the C locale. */
const WCHAR *const *CDECL msvcrt____lc_locale_name_func(void)
{
    return crt_locale_current()->tag;
}

void CDECL msvcrt__lock_locales(void)
{
    msvcrt__lock(CRT_LOCK_LOCALE);
}

void CDECL msvcrt__unlock_locales(void)
{
    msvcrt__unlock(CRT_LOCK_LOCALE);
}

size_t CDECL msvcrt___strncnt(const char *text, size_t size)
{
    return strnlen(text, size);
}

size_t CDECL msvcrt___wcsncnt(const WCHAR *text, size_t size)
{
    size_t length = 0;
    while (length < size && text[length])
        length++;
    return length;
}

/* ---- the names of days and months, which are English in every locale ---- */

static WCHAR *put(WCHAR *to, const char *name, size_t limit)
{
    *to++ = ':';
    while (*name && limit--)
        *to++ = (unsigned char)*name++;
    return to;
}

static WCHAR *colon_list(const char *const *names, size_t count)
{
    size_t size = 1;
    for (size_t i = 0; i < count; i++)
        size += strlen(names[i]) + 5;
    WCHAR *list = msvcrt_malloc(size * sizeof(WCHAR)), *at = list;
    if (!list)
        return NULL;
    for (size_t i = 0; i < count; i++)
        at = put(put(at, names[i], 3), names[i], SIZE_MAX);
    *at = 0;
    return list;
}

WCHAR *CDECL msvcrt__W_Getdays(void)
{
    return colon_list(crt_day_names, 7);
}

WCHAR *CDECL msvcrt__W_Getmonths(void)
{
    return colon_list(crt_month_names, 12);
}

/* What _Strftime and _Wcsftime are given back as their last argument: to be freed, and opaque. */
void *CDECL msvcrt__Gettnames(void)
{
    return msvcrt_calloc(1, sizeof(void *));
}

size_t CDECL msvcrt__Wcsftime(WCHAR *to, size_t size, const WCHAR *format, const struct crt_tm *tm,
                              void *names)
{
    return msvcrt_wcsftime(to, size, format, tm);
}
