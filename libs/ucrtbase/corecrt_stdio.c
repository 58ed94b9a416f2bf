/* SPDX-License-Identifier: MIT
 *
 * corecrt_wstdio.h, stdio.h and conio.h of the UCRT: its headers turn every printf and scanf into one of a
 * few exports, with options that say which dialect the program was compiled for (corecrt_stdio_config.h).
 */
#include "../msvcrt/scanf.h"

/* Of the printf family (_CRT_INTERNAL_PRINTF_…). */
enum {
    LEGACY_NULL_TERMINATION = 1, /* _vsnprintf's way of a buffer's end */
    STANDARD_SNPRINTF = 2,
    LEGACY_WIDE_SPECIFIERS = 4,
    LEGACY_MSVCRT = 8,
    THREE_DIGIT_EXPONENTS = 16,
    STANDARD_ROUNDING = 32, /* what Visual Studio 2019 16.2 and later ask for ("printf", Remarks) */
};
/* Of the scanf family (_CRT_INTERNAL_SCANF_…). */
enum { SCANF_SECURE = 1, SCANF_LEGACY_WIDE_SPECIFIERS = 2, SCANF_LEGACY_MSVCRT = 4 };

#define UNLIMITED SIZE_MAX

typedef const struct crt_locale *locale_t_;

CRT_FILE *CDECL msvcrt___acrt_iob_func(unsigned index)
{
    return &msvcrt__iob[index];
}

static unsigned print_options(uint64_t options)
{
    return (options & LEGACY_MSVCRT ? 0 : FORMAT_ISO) |
           (options & LEGACY_WIDE_SPECIFIERS ? 0 : FORMAT_ISO_WIDE) |
           (options & THREE_DIGIT_EXPONENTS ? 0 : FORMAT_TWO_DIGIT_EXPONENT) |
           (options & STANDARD_ROUNDING ? FORMAT_IEEE_ROUNDING : 0);
}

static unsigned scan_options(uint64_t options)
{
    return (options & SCANF_SECURE ? SCAN_SECURE : 0) | (options & SCANF_LEGACY_MSVCRT ? 0 : SCAN_ISO) |
           (options & SCANF_LEGACY_WIDE_SPECIFIERS ? 0 : SCAN_ISO_WIDE);
}

/* ---- into memory ---- */

static int print_to_memory(uint64_t options, void *buffer, size_t count,
                           const struct crt_print_request *request)
{
    if (!buffer && !count)
        return crt_print_count(request);
    if (options & STANDARD_SNPRINTF)
        return crt_print_standard(buffer, count, request);
    if (count == UNLIMITED)
        return crt_print_unbounded(buffer, request);
    if (options & LEGACY_NULL_TERMINATION)
        return crt_print_bounded(buffer, count, request);
    return crt_print_closed(buffer, count, request);
}

#define REQUEST(is_wide, more)                                                                               \
    (&(struct crt_print_request){.wide = is_wide,                                                            \
                                 .options = print_options(options) | (more),                                 \
                                 .format = format,                                                           \
                                 .locale = locale,                                                           \
                                 .arguments = CRT_ARGUMENTS(list)})

#define MEMORY_FORMS(vsprintf, vsnprintf_s, unit, wide)                                                      \
    int CDECL msvcrt___stdio_common_##vsprintf(uint64_t options, unit *buffer, size_t count,                 \
                                               const unit *format, locale_t_ locale, ms_va_list list)        \
    {                                                                                                        \
        return print_to_memory(options, buffer, count, REQUEST(wide, 0));                                    \
    }                                                                                                        \
    int CDECL msvcrt___stdio_common_##vsprintf##_s(uint64_t options, unit *buffer, size_t count,             \
                                                   const unit *format, locale_t_ locale, ms_va_list list)    \
    {                                                                                                        \
        return crt_print_secure(buffer, count, REQUEST(wide, 0));                                            \
    }                                                                                                        \
    int CDECL msvcrt___stdio_common_##vsprintf##_p(uint64_t options, unit *buffer, size_t count,             \
                                                   const unit *format, locale_t_ locale, ms_va_list list)    \
    {                                                                                                        \
        if (!buffer && !count)                                                                               \
            return crt_print_count(REQUEST(wide, FORMAT_POSITIONAL));                                        \
        return crt_print_secure(buffer, count, REQUEST(wide, FORMAT_POSITIONAL));                            \
    }                                                                                                        \
    int CDECL msvcrt___stdio_common_##vsnprintf_s(uint64_t options, unit *buffer, size_t size, size_t count, \
                                                  const unit *format, locale_t_ locale, ms_va_list list)     \
    {                                                                                                        \
        return crt_print_truncated(buffer, size, count, REQUEST(wide, 0));                                   \
    }

MEMORY_FORMS(vsprintf, vsnprintf_s, char, false)
MEMORY_FORMS(vswprintf, vsnwprintf_s, WCHAR, true)

/* ---- on streams ---- */

#define STREAM_FORM(vfprintf, unit, wide, more)                                                              \
    int CDECL msvcrt___stdio_common_##vfprintf(uint64_t options, CRT_FILE *file, const unit *format,         \
                                               locale_t_ locale, ms_va_list list)                            \
    {                                                                                                        \
        return crt_print(file, wide, format, locale, CRT_ARGUMENTS(list), print_options(options) | (more));  \
    }

STREAM_FORM(vfprintf, char, false, 0)
STREAM_FORM(vfprintf_s, char, false, 0)
STREAM_FORM(vfprintf_p, char, false, FORMAT_POSITIONAL)
STREAM_FORM(vfwprintf, WCHAR, true, 0)
STREAM_FORM(vfwprintf_s, WCHAR, true, 0)
STREAM_FORM(vfwprintf_p, WCHAR, true, FORMAT_POSITIONAL)

/* ---- scanf ---- */

#define SCAN_FORMS(vfscanf, vsscanf, unit, wide)                                                             \
    int CDECL msvcrt___stdio_common_##vfscanf(uint64_t options, CRT_FILE *file, const unit *format,          \
                                              locale_t_ locale, ms_va_list list)                             \
    {                                                                                                        \
        return crt_scan_stream(file, wide, scan_options(options), format, locale, CRT_ARGUMENTS(list));      \
    }                                                                                                        \
    int CDECL msvcrt___stdio_common_##vsscanf(uint64_t options, const unit *text, size_t length,             \
                                              const unit *format, locale_t_ locale, ms_va_list list)         \
    {                                                                                                        \
        return crt_scan_string(text, length, wide, scan_options(options), format, locale,                    \
                               CRT_ARGUMENTS(list));                                                         \
    }

SCAN_FORMS(vfscanf, vsscanf, char, false)
SCAN_FORMS(vfwscanf, vswscanf, WCHAR, true)

/* ---- on the console ---- */

#define CONSOLE_FORM(vcprintf, unit, wide, more)                                                             \
    int CDECL msvcrt___conio_common_##vcprintf(uint64_t options, const unit *format, locale_t_ locale,       \
                                               ms_va_list list)                                              \
    {                                                                                                        \
        return crt_print_console(wide, print_options(options) | (more), format, locale,                      \
                                 CRT_ARGUMENTS(list));                                                       \
    }

CONSOLE_FORM(vcprintf, char, false, 0)
CONSOLE_FORM(vcprintf_s, char, false, 0)
CONSOLE_FORM(vcprintf_p, char, false, FORMAT_POSITIONAL)
CONSOLE_FORM(vcwprintf, WCHAR, true, 0)
CONSOLE_FORM(vcwprintf_s, WCHAR, true, 0)
CONSOLE_FORM(vcwprintf_p, WCHAR, true, FORMAT_POSITIONAL)

int CDECL msvcrt___conio_common_vcscanf(uint64_t options, const char *format, locale_t_ locale,
                                        ms_va_list list)
{
    return crt_scan_console(false, scan_options(options), format, locale, CRT_ARGUMENTS(list));
}

int CDECL msvcrt___conio_common_vcwscanf(uint64_t options, const WCHAR *format, locale_t_ locale,
                                         ms_va_list list)
{
    return crt_scan_console(true, scan_options(options), format, locale, CRT_ARGUMENTS(list));
}
