/* SPDX-License-Identifier: MIT
 *
 * Stands in for rtl/nls.h (UTF-8 only) until that is here.
 */
#ifndef DECANT_KERNEL32_NLS_INTERIM_H
#define DECANT_KERNEL32_NLS_INTERIM_H
#if __has_include(<rtl/nls.h>)
#include <rtl/nls.h>
#else
#include <stdlib.h>
#include <string.h>
#include <ntdll.h>
#include <rtl/wide.h>
#define NLS_LOCAL 264
static inline NTSTATUS nls_ansi_to_wide(const char *text, WCHAR *buffer, size_t size, WCHAR **out)
{
    *out = NULL;
    if (!text)
        return STATUS_SUCCESS;
    size_t units = utf8_to_wide(text, buffer, size);
    *out = units <= size ? buffer : malloc(units * sizeof(WCHAR));
    if (*out && units > size)
        utf8_to_wide(text, *out, units);
    return *out ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}
static inline void nls_free(void *out, const void *buffer)
{
    if (out != buffer)
        free(out);
}
static inline size_t nls_ansi_from_wide(const WCHAR *text, size_t length, char *to, size_t size)
{
    size_t total = 0;
    for (size_t i = 0; i < length;) {
        size_t part = 0;
        WCHAR piece[128];
        for (; i < length && text[i] && part < 126; i++)
            piece[part++] = text[i];
        piece[part] = 0;
        char bytes[400];
        size_t made = wide_to_utf8(piece, bytes, sizeof(bytes)) - 1;
        if (i < length && !text[i])
            bytes[made++] = 0, i++;
        if (to && total + made <= size)
            memcpy(to + total, bytes, made);
        total += made;
    }
    return total;
}
#endif
#endif
