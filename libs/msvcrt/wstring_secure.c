/* SPDX-License-Identifier: MIT
 *
 * The secure forms of the string functions, for wide strings: they know the buffer's size, leave an empty
 * string behind where the result does not fit, and report EINVAL or ERANGE through the invalid parameter
 * handler.
 */
#include "msvcrt.h"

#define TRUNCATE ((size_t)-1) /* _TRUNCATE: as much as fits */

int CDECL msvcrt_wcscpy_s(WCHAR *to, size_t size, const WCHAR *from)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!from) {
        *to = 0;
        return crt_invalid(EINVAL);
    }
    for (size_t i = 0; i < size; i++)
        if (!(to[i] = from[i]))
            return 0;
    *to = 0;
    return crt_invalid(ERANGE);
}

int CDECL msvcrt_wcsncpy_s(WCHAR *to, size_t size, const WCHAR *from, size_t count)
{
    if (!to && !size && !count)
        return 0;
    if (!to || !size)
        return crt_invalid(EINVAL);
    *to = count ? *to : 0;
    if (!count)
        return 0;
    if (!from) {
        *to = 0;
        return crt_invalid(EINVAL);
    }
    for (size_t i = 0; i < size; i++) {
        if (i == count) {
            to[i] = 0;
            return 0;
        }
        if (!(to[i] = from[i]))
            return 0;
    }
    if (count == TRUNCATE) {
        to[size - 1] = 0;
        return CRT_STRUNCATE;
    }
    *to = 0;
    return crt_invalid(ERANGE);
}

int CDECL msvcrt_wcscat_s(WCHAR *to, size_t size, const WCHAR *from)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!from) {
        *to = 0;
        return crt_invalid(EINVAL);
    }
    size_t length = 0;
    while (length < size && to[length])
        length++;
    if (length == size) {
        *to = 0;
        return crt_invalid(EINVAL);
    }
    for (size_t i = length; i < size; i++)
        if (!(to[i] = from[i - length]))
            return 0;
    *to = 0;
    return crt_invalid(ERANGE);
}

int CDECL msvcrt_wcsncat_s(WCHAR *to, size_t size, const WCHAR *from, size_t count)
{
    if (!to && !size && !count)
        return 0;
    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!from && count) {
        *to = 0;
        return crt_invalid(EINVAL);
    }
    size_t length = 0;
    while (length < size && to[length])
        length++;
    if (length == size) {
        *to = 0;
        return crt_invalid(EINVAL);
    }
    for (size_t i = length; i < size; i++) {
        if (i - length == count) {
            to[i] = 0;
            return 0;
        }
        if (!(to[i] = from[i - length]))
            return 0;
    }
    if (count == TRUNCATE) {
        to[size - 1] = 0;
        return CRT_STRUNCATE;
    }
    *to = 0;
    return crt_invalid(ERANGE);
}

int CDECL msvcrt__wcsset_s(WCHAR *text, size_t size, WCHAR c)
{
    size_t length = 0;
    while (text && length < size && text[length])
        length++;
    if (!text || length == size) {
        if (text && size)
            *text = 0;
        return crt_invalid(EINVAL);
    }
    for (; *text; text++)
        *text = (WCHAR)c;
    return 0;
}

int CDECL msvcrt__wcsnset_s(WCHAR *text, size_t size, WCHAR c, size_t count)
{
    if (!text && !size && !count)
        return 0;
    size_t length = 0;
    while (text && length < size && text[length])
        length++;
    if (!text || length == size) {
        if (text && size)
            *text = 0;
        return crt_invalid(EINVAL);
    }
    for (; *text && count; text++, count--)
        *text = (WCHAR)c;
    return 0;
}
