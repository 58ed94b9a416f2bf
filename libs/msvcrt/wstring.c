/* SPDX-License-Identifier: MIT
 *
 * string.h for wide strings, whose characters have 16 bits: glibc's wcs functions are of no use here.
 */
#include <string.h>
#include "common/wide.h"
#include "msvcrt.h"

size_t CDECL msvcrt_wcslen(const WCHAR *text)
{
    return wide_length(text);
}

size_t CDECL msvcrt_wcsnlen(const WCHAR *text, size_t size)
{
    size_t length = 0;
    while (length < size && text[length])
        length++;
    return length;
}

WCHAR *CDECL msvcrt_wcscpy(WCHAR *to, const WCHAR *from)
{
    return memcpy(to, from, (wide_length(from) + 1) * sizeof(WCHAR));
}

WCHAR *CDECL msvcrt_wcsncpy(WCHAR *to, const WCHAR *from, size_t count)
{
    size_t i = 0;
    for (; i < count && from[i]; i++)
        to[i] = from[i];
    for (; i < count; i++)
        to[i] = 0;
    return to;
}

WCHAR *CDECL msvcrt_wcscat(WCHAR *to, const WCHAR *from)
{
    msvcrt_wcscpy(to + wide_length(to), from);
    return to;
}

WCHAR *CDECL msvcrt_wcsncat(WCHAR *to, const WCHAR *from, size_t count)
{
    WCHAR *at = to + wide_length(to);
    while (count-- && *from)
        *at++ = *from++;
    *at = 0;
    return to;
}

int CDECL msvcrt_wcscmp(const WCHAR *a, const WCHAR *b)
{
    while (*a && *a == *b)
        a++, b++;
    return (*a > *b) - (*a < *b);
}

int CDECL msvcrt_wcsncmp(const WCHAR *a, const WCHAR *b, size_t count)
{
    if (!count)
        return 0;
    while (--count && *a && *a == *b)
        a++, b++;
    return *a - *b;
}

WCHAR *CDECL msvcrt_wcschr(const WCHAR *in, WCHAR c)
{
    for (; *in != c; in++)
        if (!*in)
            return NULL;
    return (WCHAR *)in;
}

WCHAR *CDECL msvcrt_wcsrchr(const WCHAR *in, WCHAR c)
{
    const WCHAR *found = NULL;
    do
        if (*in == c)
            found = in;
    while (*in++);
    return (WCHAR *)found;
}

WCHAR *CDECL msvcrt_wcsstr(const WCHAR *in, const WCHAR *what)
{
    if (!*what)
        return (WCHAR *)in;
    for (; (in = msvcrt_wcschr(in, *what)); in++) {
        size_t i = 1;
        while (what[i] && in[i] == what[i])
            i++;
        if (!what[i])
            return (WCHAR *)in;
    }
    return NULL;
}

static bool in_set(const WCHAR *set, WCHAR c)
{
    for (; *set; set++)
        if (*set == c)
            return true;
    return false;
}

size_t CDECL msvcrt_wcsspn(const WCHAR *in, const WCHAR *set)
{
    size_t i = 0;
    while (in[i] && in_set(set, in[i]))
        i++;
    return i;
}

size_t CDECL msvcrt_wcscspn(const WCHAR *in, const WCHAR *set)
{
    size_t i = 0;
    while (in[i] && !in_set(set, in[i]))
        i++;
    return i;
}

WCHAR *CDECL msvcrt_wcspbrk(const WCHAR *in, const WCHAR *set)
{
    in += msvcrt_wcscspn(in, set);
    return *in ? (WCHAR *)in : NULL;
}

WCHAR *CDECL msvcrt_wcstok_s(WCHAR *text, const WCHAR *delimiters, WCHAR **context)
{
    if (!delimiters || !context || (!text && !*context)) {
        crt_invalid(EINVAL);
        return NULL;
    }
    if (!text)
        text = *context;
    text += msvcrt_wcsspn(text, delimiters);
    WCHAR *end = text + msvcrt_wcscspn(text, delimiters);
    *context = *end ? end + 1 : end;
    if (end == text)
        return NULL;
    *end = 0;
    return text;
}

#ifdef CRT_UCRT
/* C99's, with the caller's context; NULL stands for the thread's. */
WCHAR *CDECL msvcrt_wcstok(WCHAR *text, const WCHAR *delimiters, WCHAR **context)
{
    if (!context)
        context = &crt_thread.wcstok_next;
    if (!text && !*context)
        return NULL;
    return msvcrt_wcstok_s(text, delimiters, context);
}
#else
WCHAR *CDECL msvcrt_wcstok(WCHAR *text, const WCHAR *delimiters)
{
    WCHAR **context = &crt_thread.wcstok_next;
    if (!text && !*context)
        return NULL;
    return msvcrt_wcstok_s(text, delimiters, context);
}
#endif

WCHAR *CDECL msvcrt__wcsdup(const WCHAR *text)
{
    if (!text)
        return NULL;
    size_t size = (wide_length(text) + 1) * sizeof(WCHAR);
    WCHAR *copy = msvcrt_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

WCHAR *CDECL msvcrt__wcsrev(WCHAR *text)
{
    WCHAR *low = text, *high = text + wide_length(text);
    while (low < --high) {
        WCHAR c = *low;
        *low++ = *high;
        *high = c;
    }
    return text;
}

WCHAR *CDECL msvcrt__wcsset(WCHAR *text, WCHAR c)
{
    for (WCHAR *at = text; *at; at++)
        *at = c;
    return text;
}

WCHAR *CDECL msvcrt__wcsnset(WCHAR *text, WCHAR c, size_t count)
{
    for (WCHAR *at = text; count-- && *at; at++)
        *at = c;
    return text;
}
