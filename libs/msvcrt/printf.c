/* SPDX-License-Identifier: MIT
 *
 * stdio.h: the printf family on streams, for char and wchar_t, with its _l (locale), _s (secure) and _p
 * (positional) forms. All of them are one function with a row of macros in front.
 */
#include <rtl/exception.h>
#include <string.h>
#include "printf.h"
#include "stream.h"

static unsigned output_format, count_output = !CRT_IS_UCRT;

unsigned crt_format_options(void)
{
    return (output_format & 1 ? FORMAT_TWO_DIGIT_EXPONENT : 0) | (count_output ? 0 : FORMAT_NO_COUNT);
}

/* What is small is collected first: on a direct stream, a line goes out in one piece. */
struct stream_sink {
    struct format_sink sink;
    CRT_FILE *file;
    bool failed;
    size_t filled;
    char collected[1024];
};

static void flush_sink(struct stream_sink *sink)
{
    if (sink->filled && !sink->failed) {
        if (sink->sink.wide)
            sink->failed =
                !stream_put_wide(sink->file, (WCHAR *)sink->collected, sink->filled / sizeof(WCHAR));
        else
            sink->failed = stream_write(sink->file, sink->collected, sink->filled) != sink->filled;
    }
    sink->filled = 0;
}

static void put(struct format_sink *base, const void *units, size_t count)
{
    struct stream_sink *sink = (struct stream_sink *)base;
    size_t size = base->wide ? count * sizeof(WCHAR) : count;
    if (size > sizeof(sink->collected) - sink->filled)
        flush_sink(sink);
    if (size > sizeof(sink->collected)) {
        if (!sink->failed && base->wide)
            sink->failed = !stream_put_wide(sink->file, units, count);
        else if (!sink->failed)
            sink->failed = stream_write(sink->file, units, size) != size;
        return;
    }
    memcpy(sink->collected + sink->filled, units, size);
    sink->filled += size;
}

/* Into the stream's buffer itself, when it has room. */
static void put_through(struct format_sink *base, const void *units, size_t count)
{
    struct stream_sink *sink = (struct stream_sink *)base;
    CRT_FILE *file = sink->file;
    if (count <= (size_t)(file->_cnt > 0 ? file->_cnt : 0)) {
        memcpy(file->_ptr, units, count);
        file->_ptr += count;
        file->_cnt -= (int)count;
    } else if (!sink->failed) {
        sink->failed = stream_write(file, units, count) != count;
    }
}

struct print {
    struct stream_sink sink;
    const void *format, *arguments;
    struct format_locale text;
    unsigned options;
    int error;
};

static int64_t print_body(void *argument)
{
    struct print *print = argument;
    int result = format_print(&print->sink.sink, print->format, print->arguments, &print->text,
                              print->options, &print->error);
    flush_sink(&print->sink);
    return result;
}

static void unlock_printed(void *argument)
{
    stream_unlock(((struct print *)argument)->sink.file);
}

int crt_print(CRT_FILE *file, bool wide, const void *format, const struct crt_locale *locale,
              const void *arguments, unsigned options)
{
    if (!file || !format)
        return crt_fail(crt_invalid(EINVAL));
    struct print print;
    print.format = format;
    print.arguments = arguments;
    print.text = crt_format_locale(locale);
    print.options = options | crt_format_options();
    print.error = 0;
    print.sink.file = file;
    print.sink.filled = 0;
    print.sink.failed = false;
    print.sink.sink.wide = wide;
    stream_lock(file);
    bool through =
        !wide && (file->_flag & (IO_WRITE | IO_READ | IO_NBF)) == IO_WRITE && stream_has_buffer(file);
    print.sink.sink.put = through ? put_through : put;
    int result = (int)exception_protected(print_body, &print, unlock_printed);
    stream_unlock(file);
    if (print.error)
        return crt_fail(crt_invalid(print.error));
    return print.sink.failed ? -1 : result;
}

/* ---- the exported forms ---- */

#define VARIADIC(last, call)                                                                                 \
    {                                                                                                        \
        ms_va_list list;                                                                                     \
        ms_va_start(list, last);                                                                             \
        int result = call;                                                                                   \
        ms_va_end(list);                                                                                     \
        return result;                                                                                       \
    }

/* name, suffix of the name, character type, stream functions: f..., v... */
#define FAMILY(stem, suffix, unit, wide, options)                                                            \
    int CDECL msvcrt_##stem##suffix(const unit *format, ...)                                                 \
        VARIADIC(format, crt_print(crt_stdout, wide, format, NULL, CRT_ARGUMENTS(list), options)) int CDECL  \
            msvcrt_##stem##suffix##_l(const unit *format, const struct crt_locale *locale, ...)              \
                VARIADIC(locale, crt_print(crt_stdout, wide, format, locale, CRT_ARGUMENTS(list), options))

#define FILE_FAMILY(stem, suffix, unit, wide, options)                                                       \
    int CDECL msvcrt_##stem##suffix(CRT_FILE *file, const unit *format, ...) VARIADIC(                       \
        format, crt_print(file, wide, format, NULL, CRT_ARGUMENTS(list),                                     \
                          options)) int CDECL msvcrt_##stem##suffix##_l(CRT_FILE *file, const unit *format,  \
                                                                        const struct crt_locale *locale,     \
                                                                        ...)                                 \
        VARIADIC(locale, crt_print(file, wide, format, locale, CRT_ARGUMENTS(list), options))

#define LIST_FAMILY(stem, suffix, unit, wide, options)                                                       \
    int CDECL msvcrt_##stem##suffix(const unit *format, ms_va_list list)                                     \
    {                                                                                                        \
        return crt_print(crt_stdout, wide, format, NULL, CRT_ARGUMENTS(list), options);                      \
    }                                                                                                        \
    int CDECL msvcrt_##stem##suffix##_l(const unit *format, const struct crt_locale *locale,                 \
                                        ms_va_list list)                                                     \
    {                                                                                                        \
        return crt_print(crt_stdout, wide, format, locale, CRT_ARGUMENTS(list), options);                    \
    }

#define FILE_LIST_FAMILY(stem, suffix, unit, wide, options)                                                  \
    int CDECL msvcrt_##stem##suffix(CRT_FILE *file, const unit *format, ms_va_list list)                     \
    {                                                                                                        \
        return crt_print(file, wide, format, NULL, CRT_ARGUMENTS(list), options);                            \
    }                                                                                                        \
    int CDECL msvcrt_##stem##suffix##_l(CRT_FILE *file, const unit *format, const struct crt_locale *locale, \
                                        ms_va_list list)                                                     \
    {                                                                                                        \
        return crt_print(file, wide, format, locale, CRT_ARGUMENTS(list), options);                          \
    }

FAMILY(printf, , char, false, 0)
FAMILY(printf, _s, char, false, FORMAT_STRICT)
FAMILY(printf, _p, char, false, FORMAT_POSITIONAL)
FAMILY(wprintf, , WCHAR, true, 0)
FAMILY(wprintf, _s, WCHAR, true, FORMAT_STRICT)
FAMILY(wprintf, _p, WCHAR, true, FORMAT_POSITIONAL)
FILE_FAMILY(fprintf, , char, false, 0)
FILE_FAMILY(fprintf, _s, char, false, FORMAT_STRICT)
FILE_FAMILY(fprintf, _p, char, false, FORMAT_POSITIONAL)
FILE_FAMILY(fwprintf, , WCHAR, true, 0)
FILE_FAMILY(fwprintf, _s, WCHAR, true, FORMAT_STRICT)
FILE_FAMILY(fwprintf, _p, WCHAR, true, FORMAT_POSITIONAL)
LIST_FAMILY(vprintf, , char, false, 0)
LIST_FAMILY(vprintf, _s, char, false, FORMAT_STRICT)
LIST_FAMILY(vprintf, _p, char, false, FORMAT_POSITIONAL)
LIST_FAMILY(vwprintf, , WCHAR, true, 0)
LIST_FAMILY(vwprintf, _s, WCHAR, true, FORMAT_STRICT)
LIST_FAMILY(vwprintf, _p, WCHAR, true, FORMAT_POSITIONAL)
FILE_LIST_FAMILY(vfprintf, , char, false, 0)
FILE_LIST_FAMILY(vfprintf, _s, char, false, FORMAT_STRICT)
FILE_LIST_FAMILY(vfprintf, _p, char, false, FORMAT_POSITIONAL)
FILE_LIST_FAMILY(vfwprintf, , WCHAR, true, 0)
FILE_LIST_FAMILY(vfwprintf, _s, WCHAR, true, FORMAT_STRICT)
FILE_LIST_FAMILY(vfwprintf, _p, WCHAR, true, FORMAT_POSITIONAL)

/* ---- how numbers and counts are printed ---- */

unsigned CDECL msvcrt__set_output_format(unsigned format)
{
    unsigned old = output_format;
    if (format & ~1u) {
        crt_invalid(EINVAL);
        return old;
    }
    output_format = format;
    return old;
}

unsigned CDECL msvcrt__get_output_format(void)
{
    return output_format;
}

int CDECL msvcrt__set_printf_count_output(int enable)
{
    int old = (int)count_output;
    count_output = enable != 0;
    return old;
}

int CDECL msvcrt__get_printf_count_output(void)
{
    return (int)count_output;
}
