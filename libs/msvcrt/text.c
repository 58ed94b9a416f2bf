/* SPDX-License-Identifier: MIT
 *
 * Text between the ANSI code page and UTF-16, in memory of its own. With the UCRT it is UTF-8 while the
 * locale is ("setlocale" of Microsoft Learn, "UTF-8 support": that holds for the names of files, too).
 */
#include <string.h>
#include <rtl/nls.h>
#include <rtl/string.h>
#include "common/wide.h"
#include "crt_locale.h"
#include "msvcrt.h"

static bool as_utf8(void)
{
    return CRT_IS_UCRT && crt_locale_current()->code_page == CP_UTF8 && nls_acp() != CP_UTF8;
}

size_t crt_narrow_size(const WCHAR *text)
{
    if (as_utf8())
        return (size_t)nls_encode(CP_UTF8, 0, text, wide_length(text), NULL, 0, NULL, NULL) + 1;
    return nls_ansi_from_wide(text, wide_length(text), NULL, 0) + 1;
}

size_t crt_narrow_to(const WCHAR *text, char *to, size_t size)
{
    ULONG length = 0;
    if (!size)
        return 0;
    ULONG room = size - 1 < UINT32_MAX ? (ULONG)(size - 1) : UINT32_MAX;
    ULONG bytes = (ULONG)(wide_length(text) * sizeof(WCHAR));
    if (as_utf8())
        RtlUnicodeToUTF8N(to, room, &length, text, bytes);
    else
        RtlUnicodeToMultiByteN(to, room, &length, text, bytes);
    to[length] = 0;
    return length + 1u;
}

char *crt_narrow(const WCHAR *text)
{
    size_t size = crt_narrow_size(text);
    char *to = msvcrt_malloc(size);
    if (to)
        crt_narrow_to(text, to, size);
    return to;
}

WCHAR *crt_widen(const char *text)
{
    bool utf8 = as_utf8();
    size_t length = strlen(text);
    size_t units = utf8 ? (size_t)nls_decode(CP_UTF8, 0, text, length, NULL, 0)
                        : nls_wide_from_ansi(text, length, NULL, 0);
    WCHAR *to = msvcrt_malloc((units + 1) * sizeof(WCHAR));
    if (!to)
        return NULL;
    if (utf8)
        nls_decode(CP_UTF8, 0, text, length, to, units);
    else
        nls_wide_from_ansi(text, length, to, units);
    to[units] = 0;
    return to;
}
