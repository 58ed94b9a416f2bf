/* SPDX-License-Identifier: MIT
 *
 * Text between the ANSI code page and UTF-16, in memory of its own.
 */
#include <string.h>
#include <rtl/nls.h>
#include <rtl/string.h>
#include <rtl/wide.h>
#include "msvcrt.h"

size_t crt_narrow_size(const WCHAR *text)
{
    return nls_ansi_from_wide(text, wide_length(text), NULL, 0) + 1;
}

size_t crt_narrow_to(const WCHAR *text, char *to, size_t size)
{
    ULONG length = 0;
    if (!size)
        return 0;
    RtlUnicodeToMultiByteN(to, size - 1 < UINT32_MAX ? (ULONG)(size - 1) : UINT32_MAX, &length, text,
                           (ULONG)(wide_length(text) * sizeof(WCHAR)));
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
    size_t length = strlen(text), units = nls_wide_from_ansi(text, length, NULL, 0);
    WCHAR *to = msvcrt_malloc((units + 1) * sizeof(WCHAR));
    if (to) {
        nls_wide_from_ansi(text, length, to, units);
        to[units] = 0;
    }
    return to;
}
