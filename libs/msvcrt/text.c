/* SPDX-License-Identifier: MIT
 *
 * Text between the ANSI code page and UTF-16, in memory of its own.
 */
#include <rtl/wide.h>
#include "msvcrt.h"

size_t crt_narrow_size(const WCHAR *text)
{
    return wide_to_utf8(text, NULL, 0);
}

size_t crt_narrow_to(const WCHAR *text, char *to, size_t size)
{
    return wide_to_utf8(text, to, size);
}

char *crt_narrow(const WCHAR *text)
{
    size_t size = wide_to_utf8(text, NULL, 0);
    char *to = msvcrt_malloc(size);
    if (to)
        wide_to_utf8(text, to, size);
    return to;
}

WCHAR *crt_widen(const char *text)
{
    size_t size = utf8_to_wide(text, NULL, 0);
    WCHAR *to = msvcrt_malloc(size * sizeof(WCHAR));
    if (to)
        utf8_to_wide(text, to, size);
    return to;
}
