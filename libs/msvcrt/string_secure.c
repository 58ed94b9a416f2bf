/* SPDX-License-Identifier: MIT
 *
 * The secure forms of the string functions: they know the buffer's size, leave an empty string behind where
 * the result does not fit, and report EINVAL or ERANGE through the invalid parameter handler. Those of text
 * are written once, for char and WCHAR, in string_secure_template.h.
 */
#include <string.h>
#include "msvcrt.h"

#define TRUNCATE ((size_t)-1) /* _TRUNCATE: as much as fits */

int CDECL msvcrt_memcpy_s(void *to, size_t size, const void *from, size_t count)
{
    if (!count)
        return 0;
    if (!to)
        return crt_invalid(EINVAL);
    if (!from || size < count) {
        memset(to, 0, size);
        return crt_invalid(from ? ERANGE : EINVAL);
    }
    memmove(to, from, count);
    return 0;
}

int CDECL msvcrt_memmove_s(void *to, size_t size, const void *from, size_t count)
{
    if (!count)
        return 0;
    if (!to || !from)
        return crt_invalid(EINVAL);
    if (size < count)
        return crt_invalid(ERANGE);
    memmove(to, from, count);
    return 0;
}

int CDECL msvcrt_wmemcpy_s(WCHAR *to, size_t size, const WCHAR *from, size_t count)
{
    return msvcrt_memcpy_s(to, size * sizeof(WCHAR), from, count * sizeof(WCHAR));
}

int CDECL msvcrt_wmemmove_s(WCHAR *to, size_t size, const WCHAR *from, size_t count)
{
    return msvcrt_memmove_s(to, size * sizeof(WCHAR), from, count * sizeof(WCHAR));
}

#define UNIT           char
#define UNIT_PARAMETER int
#define NAME(name)     msvcrt_str##name
#define NAME_(name)    msvcrt__str##name
#include "string_secure_template.h"
#undef UNIT
#undef UNIT_PARAMETER
#undef NAME
#undef NAME_

#define UNIT           WCHAR
#define UNIT_PARAMETER WCHAR
#define NAME(name)     msvcrt_wcs##name
#define NAME_(name)    msvcrt__wcs##name
#include "string_secure_template.h"
