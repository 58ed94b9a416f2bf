/* SPDX-License-Identifier: MIT
 *
 * stdio.h: the printf family into memory. What happens at the end of a buffer is what tells the forms apart:
 *
 *     sprintf, swprintf     there is no end (msvcrt's swprintf takes no size)
 *     _snprintf             -1 if it does not fit, without a terminator; none either if it fits exactly
 *     sprintf_s, _sprintf_p an error: the buffer becomes the empty string
 *     _snprintf_s           truncation is allowed at `count`, an error at the buffer's end (unless _TRUNCATE)
 *     _snprintf_c           truncation, -1, always a terminator
 *     snprintf              the UCRT's: truncation, the whole length, always a terminator
 */
#include <string.h>
#include "printf.h"

#define TRUNCATE SIZE_MAX

struct string_sink {
    struct format_sink sink;
    char *at;
    size_t room; /* bytes */
};

static void put(struct format_sink *base, const void *units, size_t count)
{
    struct string_sink *sink = (struct string_sink *)base;
    size_t size = base->wide ? count * sizeof(WCHAR) : count;
    if (size > sink->room)
        size = sink->room;
    memcpy(sink->at, units, size);
    sink->at += size;
    sink->room -= size;
}

/* Prints at most `size` units, without a terminator. Returns the length that there would be, or -1; *used:
 * the units written. */
static int print(void *buffer, size_t size, const struct crt_print_request *request, size_t *used)
{
    struct format_locale text = crt_format_locale(request->locale);
    size_t unit = request->wide ? sizeof(WCHAR) : 1;
    struct string_sink sink = {
        {put, request->wide}, buffer, size > SIZE_MAX / 2 ? SIZE_MAX / 2 : size * unit};
    int error = 0;
    int length = format_print(&sink.sink, request->format, request->arguments, &text,
                              request->options | crt_format_options(), &error);
    *used = (size_t)(sink.at - (char *)buffer) / unit;
    if (length < 0)
        crt_fail(crt_invalid(error));
    return length;
}

static void terminate(void *buffer, size_t at, bool wide)
{
    if (wide)
        ((WCHAR *)buffer)[at] = 0;
    else
        ((char *)buffer)[at] = 0;
}

int crt_print_unbounded(void *buffer, const struct crt_print_request *request)
{
    size_t used;
    if (!buffer || !request->format)
        return crt_fail(crt_invalid(EINVAL));
    int length = print(buffer, SIZE_MAX, request, &used);
    terminate(buffer, used, request->wide);
    return length;
}

int crt_print_count(const struct crt_print_request *request)
{
    size_t used;
    char nothing[2];
    if (!request->format)
        return crt_fail(crt_invalid(EINVAL));
    return print(nothing, 0, request, &used);
}

/* _snprintf */
int crt_print_bounded(void *buffer, size_t count, const struct crt_print_request *request)
{
    size_t used;
    if (!request->format || (!buffer && count))
        return crt_fail(crt_invalid(EINVAL));
    if (!buffer)
        return crt_print_count(request);
    int length = print(buffer, count, request, &used);
    if (used < count)
        terminate(buffer, used, request->wide);
    return length < 0 || (size_t)length > count ? -1 : length;
}

/* _snprintf_c */
int crt_print_closed(void *buffer, size_t count, const struct crt_print_request *request)
{
    size_t used;
    if (!request->format || !buffer || !count)
        return crt_fail(crt_invalid(EINVAL));
    int length = print(buffer, count - 1, request, &used);
    terminate(buffer, used, request->wide);
    return length < 0 || (size_t)length >= count ? -1 : length;
}

int crt_print_standard(void *buffer, size_t count, const struct crt_print_request *request)
{
    size_t used;
    if (!request->format || (!buffer && count))
        return crt_fail(crt_invalid(EINVAL));
    if (!count)
        return crt_print_count(request);
    int length = print(buffer, count - 1, request, &used);
    terminate(buffer, used, request->wide);
    return length;
}

/* sprintf_s */
int crt_print_secure(void *buffer, size_t size, const struct crt_print_request *request)
{
    size_t used;
    if (!request->format || !buffer || !size)
        return crt_fail(crt_invalid(EINVAL));
    int length = print(buffer, size - 1, request, &used);
    if (length >= 0 && (size_t)length < size) {
        terminate(buffer, used, request->wide);
        return length;
    }
    terminate(buffer, 0, request->wide);
    return length < 0 ? -1 : crt_fail(crt_invalid(ERANGE));
}

/* _snprintf_s */
int crt_print_truncated(void *buffer, size_t size, size_t count, const struct crt_print_request *request)
{
    size_t used;
    if (!count && !buffer && !size)
        return 0;
    if (!request->format || !buffer || !size)
        return crt_fail(crt_invalid(EINVAL));
    bool may_truncate = count == TRUNCATE || count < size;
    size_t most = count < size ? count : size - 1;
    int length = print(buffer, most, request, &used);
    if (length >= 0 && (size_t)length <= most) {
        terminate(buffer, used, request->wide);
        return length;
    }
    if (length >= 0 && !may_truncate) {
        terminate(buffer, 0, request->wide);
        return crt_fail(crt_invalid(ERANGE));
    }
    terminate(buffer, length < 0 ? 0 : used, request->wide);
    return -1;
}

/* ---- the exported forms ---- */

#define REQUEST(is_wide, opts, loc)                                                                          \
    (&(struct crt_print_request){.wide = is_wide,                                                            \
                                 .options = opts,                                                            \
                                 .format = format,                                                           \
                                 .locale = loc,                                                              \
                                 .arguments = CRT_ARGUMENTS(list)})

/* Four functions: name(format, ...), name_l(format, locale, ...), and v-forms of both. */
#define FORMS(name, vname, unit, is_wide, opts, function, PARAMETERS, PASS)                                  \
    int CDECL msvcrt_##vname(PARAMETERS(unit) const unit *format, ms_va_list list)                           \
    {                                                                                                        \
        return function(PASS REQUEST(is_wide, opts, NULL));                                                  \
    }                                                                                                        \
    int CDECL msvcrt_##vname##_l(PARAMETERS(unit) const unit *format, const struct crt_locale *locale,       \
                                 ms_va_list list)                                                            \
    {                                                                                                        \
        return function(PASS REQUEST(is_wide, opts, locale));                                                \
    }                                                                                                        \
    int CDECL msvcrt_##name(PARAMETERS(unit) const unit *format, ...)                                        \
    {                                                                                                        \
        ms_va_list list;                                                                                     \
        ms_va_start(list, format);                                                                           \
        int result = function(PASS REQUEST(is_wide, opts, NULL));                                            \
        ms_va_end(list);                                                                                     \
        return result;                                                                                       \
    }                                                                                                        \
    int CDECL msvcrt_##name##_l(PARAMETERS(unit) const unit *format, const struct crt_locale *locale, ...)   \
    {                                                                                                        \
        ms_va_list list;                                                                                     \
        ms_va_start(list, locale);                                                                           \
        int result = function(PASS REQUEST(is_wide, opts, locale));                                          \
        ms_va_end(list);                                                                                     \
        return result;                                                                                       \
    }

#define BUFFER(unit)            unit *buffer,
#define PASS_BUFFER             buffer,
#define BUFFER_SIZE(unit)       unit *buffer, size_t size,
#define PASS_BUFFER_SIZE        buffer, size,
#define BUFFER_SIZE_COUNT(unit) unit *buffer, size_t size, size_t count,
#define PASS_BUFFER_SIZE_COUNT  buffer, size, count,
#define NOTHING(unit)
#define PASS_NOTHING

FORMS(sprintf, vsprintf, char, false, 0, crt_print_unbounded, BUFFER, PASS_BUFFER)
FORMS(swprintf, vswprintf, WCHAR, true, 0, crt_print_unbounded, BUFFER, PASS_BUFFER)
FORMS(scprintf, vscprintf, char, false, 0, crt_print_count, NOTHING, PASS_NOTHING)
FORMS(scwprintf, vscwprintf, WCHAR, true, 0, crt_print_count, NOTHING, PASS_NOTHING)
FORMS(scprintf_p, vscprintf_p, char, false, FORMAT_POSITIONAL, crt_print_count, NOTHING, PASS_NOTHING)
FORMS(scwprintf_p, vscwprintf_p, WCHAR, true, FORMAT_POSITIONAL, crt_print_count, NOTHING, PASS_NOTHING)
FORMS(snprintf, vsnprintf, char, false, 0, crt_print_bounded, BUFFER_SIZE, PASS_BUFFER_SIZE)
FORMS(snwprintf, vsnwprintf, WCHAR, true, 0, crt_print_bounded, BUFFER_SIZE, PASS_BUFFER_SIZE)
FORMS(snprintf_c, vsnprintf_c, char, false, 0, crt_print_closed, BUFFER_SIZE, PASS_BUFFER_SIZE)
FORMS(swprintf_c, vswprintf_c, WCHAR, true, 0, crt_print_closed, BUFFER_SIZE, PASS_BUFFER_SIZE)
FORMS(sprintf_s, vsprintf_s, char, false, FORMAT_STRICT, crt_print_secure, BUFFER_SIZE, PASS_BUFFER_SIZE)
FORMS(swprintf_s, vswprintf_s, WCHAR, true, FORMAT_STRICT, crt_print_secure, BUFFER_SIZE, PASS_BUFFER_SIZE)
FORMS(sprintf_p, vsprintf_p, char, false, FORMAT_POSITIONAL, crt_print_secure, BUFFER_SIZE, PASS_BUFFER_SIZE)
FORMS(swprintf_p, vswprintf_p, WCHAR, true, FORMAT_POSITIONAL, crt_print_secure, BUFFER_SIZE,
      PASS_BUFFER_SIZE)
FORMS(snprintf_s, vsnprintf_s, char, false, 0, crt_print_truncated, BUFFER_SIZE_COUNT, PASS_BUFFER_SIZE_COUNT)
FORMS(snwprintf_s, vsnwprintf_s, WCHAR, true, 0, crt_print_truncated, BUFFER_SIZE_COUNT,
      PASS_BUFFER_SIZE_COUNT)
