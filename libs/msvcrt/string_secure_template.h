/* SPDX-License-Identifier: MIT
 *
 * The secure string functions for one type of character: included by string_secure.c with UNIT,
 * UNIT_PARAMETER (what the functions that fill a string take), NAME and NAME_ (for a name with an underscore)
 * defined.
 */

int CDECL NAME(cpy_s)(UNIT *to, size_t size, const UNIT *from)
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

int CDECL NAME(ncpy_s)(UNIT *to, size_t size, const UNIT *from, size_t count)
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

int CDECL NAME(cat_s)(UNIT *to, size_t size, const UNIT *from)
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

int CDECL NAME(ncat_s)(UNIT *to, size_t size, const UNIT *from, size_t count)
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

int CDECL NAME_(set_s)(UNIT *text, size_t size, UNIT_PARAMETER c)
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
        *text = (UNIT)c;
    return 0;
}

int CDECL NAME_(nset_s)(UNIT *text, size_t size, UNIT_PARAMETER c, size_t count)
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
        *text = (UNIT)c;
    return 0;
}
