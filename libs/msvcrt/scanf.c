/* SPDX-License-Identifier: MIT
 *
 * stdio.h: the scanf family on streams and strings, for char and wchar_t, with its _l (locale) and _s
 * (secure) forms.
 */
#include <rtl/exception.h>
#include "scanf.h"

struct stream_source {
    struct scan_source source;
    CRT_FILE *file;
};

static int get_byte(struct scan_source *source)
{
    return stream_get(((struct stream_source *)source)->file);
}

static void unget_byte(struct scan_source *source, int c)
{
    stream_unget(((struct stream_source *)source)->file, c);
}

static int get_unit(struct scan_source *source)
{
    unsigned c = stream_get_wide(((struct stream_source *)source)->file);
    return c == CRT_WEOF ? -1 : (int)c;
}

static void unget_unit(struct scan_source *source, int c)
{
    stream_unget_wide(((struct stream_source *)source)->file, (unsigned)c);
}

struct scan {
    struct stream_source source;
    const void *format, *arguments;
    struct format_locale text;
    unsigned options;
    int error;
};

static int64_t scan_body(void *argument)
{
    struct scan *scan = argument;
    return scan_input(&scan->source.source, scan->format, scan->arguments, &scan->text, scan->options,
                      &scan->error);
}

static void unlock_scanned(void *argument)
{
    stream_unlock(((struct scan *)argument)->source.file);
}

int crt_scan_stream(CRT_FILE *file, bool wide, unsigned options, const void *format,
                    const struct crt_locale *locale, const void *arguments)
{
    if (!file || !format)
        return crt_fail(crt_invalid(EINVAL));
    struct scan scan = {
        .source = {{wide ? get_unit : get_byte, wide ? unget_unit : unget_byte, wide}, file},
        .format = format,
        .arguments = arguments,
        .text = crt_format_locale(locale),
        .options = options,
    };
    stream_lock(file);
    int result = (int)exception_protected(scan_body, &scan, unlock_scanned);
    stream_unlock(file);
    if (scan.error)
        crt_fail(crt_invalid(scan.error));
    return result;
}

struct string_source {
    struct scan_source source;
    const char *narrow;
    const WCHAR *wide;
    size_t left;
};

static int get_char(struct scan_source *base)
{
    struct string_source *source = (struct string_source *)base;
    if (!source->left || !*source->narrow)
        return -1;
    source->left--;
    return (unsigned char)*source->narrow++;
}

static void unget_char(struct scan_source *base, int c)
{
    struct string_source *source = (struct string_source *)base;
    source->left++;
    source->narrow--;
}

static int get_wchar(struct scan_source *base)
{
    struct string_source *source = (struct string_source *)base;
    if (!source->left || !*source->wide)
        return -1;
    source->left--;
    return *source->wide++;
}

static void unget_wchar(struct scan_source *base, int c)
{
    struct string_source *source = (struct string_source *)base;
    source->left++;
    source->wide--;
}

int crt_scan_string(const void *text, size_t length, bool wide, unsigned options, const void *format,
                    const struct crt_locale *locale, const void *arguments)
{
    if (!text || !format)
        return crt_fail(crt_invalid(EINVAL));
    struct string_source source = {
        {wide ? get_wchar : get_char, wide ? unget_wchar : unget_char, wide}, text, text, length};
    struct format_locale conventions = crt_format_locale(locale);
    int error = 0;
    int result = scan_input(&source.source, format, arguments, &conventions, options, &error);
    if (error)
        crt_fail(crt_invalid(error));
    return result;
}

/* ---- the exported forms ---- */

/* name(..., format, ...) and name_l(..., format, locale, ...) */
#define FORMS(name, unit, call, wide, options, PARAMETERS, PASS)                                             \
    int CDECL msvcrt_##name(PARAMETERS(unit) const unit *format, ...)                                        \
    {                                                                                                        \
        ms_va_list list;                                                                                     \
        ms_va_start(list, format);                                                                           \
        int result = call(PASS wide, options, format, NULL, CRT_ARGUMENTS(list));                            \
        ms_va_end(list);                                                                                     \
        return result;                                                                                       \
    }                                                                                                        \
    int CDECL msvcrt_##name##_l(PARAMETERS(unit) const unit *format, const struct crt_locale *locale, ...)   \
    {                                                                                                        \
        ms_va_list list;                                                                                     \
        ms_va_start(list, locale);                                                                           \
        int result = call(PASS wide, options, format, locale, CRT_ARGUMENTS(list));                          \
        ms_va_end(list);                                                                                     \
        return result;                                                                                       \
    }

#define NOTHING(unit)
#define PASS_STDIN        crt_stdin,
#define FILE_(unit)       CRT_FILE *file,
#define PASS_FILE         file,
#define TEXT(unit)        const unit *text,
#define PASS_TEXT         text, SIZE_MAX,
#define TEXT_LENGTH(unit) const unit *text, size_t length,
#define PASS_TEXT_LENGTH  text, length,

FORMS(scanf, char, crt_scan_stream, false, 0, NOTHING, PASS_STDIN)
FORMS(scanf_s, char, crt_scan_stream, false, SCAN_SECURE, NOTHING, PASS_STDIN)
FORMS(wscanf, WCHAR, crt_scan_stream, true, 0, NOTHING, PASS_STDIN)
FORMS(wscanf_s, WCHAR, crt_scan_stream, true, SCAN_SECURE, NOTHING, PASS_STDIN)
FORMS(fscanf, char, crt_scan_stream, false, 0, FILE_, PASS_FILE)
FORMS(fscanf_s, char, crt_scan_stream, false, SCAN_SECURE, FILE_, PASS_FILE)
FORMS(fwscanf, WCHAR, crt_scan_stream, true, 0, FILE_, PASS_FILE)
FORMS(fwscanf_s, WCHAR, crt_scan_stream, true, SCAN_SECURE, FILE_, PASS_FILE)
FORMS(sscanf, char, crt_scan_string, false, 0, TEXT, PASS_TEXT)
FORMS(sscanf_s, char, crt_scan_string, false, SCAN_SECURE, TEXT, PASS_TEXT)
FORMS(swscanf, WCHAR, crt_scan_string, true, 0, TEXT, PASS_TEXT)
FORMS(swscanf_s, WCHAR, crt_scan_string, true, SCAN_SECURE, TEXT, PASS_TEXT)
FORMS(snscanf, char, crt_scan_string, false, 0, TEXT_LENGTH, PASS_TEXT_LENGTH)
FORMS(snscanf_s, char, crt_scan_string, false, SCAN_SECURE, TEXT_LENGTH, PASS_TEXT_LENGTH)
FORMS(snwscanf, WCHAR, crt_scan_string, true, 0, TEXT_LENGTH, PASS_TEXT_LENGTH)
FORMS(snwscanf_s, WCHAR, crt_scan_string, true, SCAN_SECURE, TEXT_LENGTH, PASS_TEXT_LENGTH)
