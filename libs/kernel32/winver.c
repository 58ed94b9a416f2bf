/* SPDX-License-Identifier: MIT
 *
 * winver.h: the name of a language, which version.dll forwards to here.
 */
#include <string.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/winnls.h>
#include "kernel32.h"

#define LOCALE_SLOCALIZEDDISPLAYNAME 0x2u

/* The characters of the name, which may have been cut. */
DWORD WINAPI VerLanguageNameW(DWORD wLang, LPWSTR szLang, DWORD cchLang)
{
    WCHAR name[128];
    if ((wLang & 0xFFFF) == 0 || GetLocaleInfoW(wLang & 0xFFFF, LOCALE_SLOCALIZEDDISPLAYNAME, name, 128) <= 0)
        memcpy(name, u"Language Neutral", sizeof(u"Language Neutral"));
    DWORD length = (DWORD)wide_length(name);
    if (cchLang && szLang) {
        DWORD copied = length < cchLang ? length : cchLang - 1;
        memcpy(szLang, name, copied * sizeof(WCHAR));
        szLang[copied] = 0;
        length = copied; /* of what is in the buffer */
    }
    return length;
}

DWORD WINAPI VerLanguageNameA(DWORD wLang, LPSTR szLang, DWORD cchLang)
{
    WCHAR name[128];
    DWORD units = VerLanguageNameW(wLang, name, countof(name));
    DWORD length = (DWORD)nls_ansi_from_wide(name, units, NULL, 0);
    if (cchLang && szLang) {
        while (units && nls_ansi_from_wide(name, units, NULL, 0) > cchLang - 1)
            units--;
        length = (DWORD)nls_ansi_from_wide(name, units, szLang, cchLang - 1);
        szLang[length] = 0;
    }
    return length;
}
