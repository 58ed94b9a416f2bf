/* SPDX-License-Identifier: MIT
 *
 * winuser.h: wsprintf. A printf of its own: no floating point, at most 1024 characters with the terminator.
 * Formats: %[-][#][0][width][.precision][h|l|w|I|I32|I64]type with c C d i u p s S x X.
 */
#include <string.h>
#include "common/wide.h"
#include "user32.h"

#define LONGEST 1024

struct sink {
    WCHAR *wide; /* one of the two */
    char *bytes;
    size_t at;
};

static void put(struct sink *sink, WCHAR c)
{
    if (sink->at >= LONGEST - 1)
        return;
    if (sink->wide)
        sink->wide[sink->at] = c;
    else
        sink->bytes[sink->at] = (char)c;
    sink->at++;
}

static void pad(struct sink *sink, long long count, WCHAR c)
{
    while (count-- > 0 && sink->at < LONGEST - 1)
        put(sink, c);
}

struct format {
    bool left, alternate, zero;
    unsigned width, precision;
    bool has_precision, is_64;
    int text; /* 'h' or 'l' where given */
};

static void put_number(struct sink *sink, const struct format *format, uint64_t value, WCHAR type,
                       bool negative)
{
    char digits[32];
    unsigned count = 0, base = type == 'x' || type == 'X' || type == 'p' ? 16 : 10;
    const char *set = type == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
    do
        digits[count++] = set[value % base];
    while (value /= base);
    unsigned least = type == 'p'             ? (unsigned)sizeof(void *) * 2
                     : format->has_precision ? format->precision
                                             : 0;
    unsigned zeros = count < least ? least - count : 0;
    unsigned prefix = negative + (format->alternate && base == 16 && type != 'p' ? 2 : 0);
    long long fill = (long long)format->width - count - zeros - prefix;
    if (!format->left && !format->zero)
        pad(sink, fill, ' ');
    if (negative)
        put(sink, '-');
    if (prefix >= 2) {
        put(sink, '0');
        put(sink, type);
    }
    if (!format->left && format->zero)
        pad(sink, fill, '0');
    pad(sink, zeros, '0');
    while (count)
        put(sink, (WCHAR)digits[--count]);
    if (format->left)
        pad(sink, fill, ' ');
}

/* Text in the sink's own kind: bytes pass as bytes. */
static void put_text(struct sink *sink, const struct format *format, const void *text, bool wide)
{
    WCHAR local[NLS_LOCAL], *as_wide = NULL;
    char bytes[NLS_LOCAL], *as_bytes = NULL;
    if (!text)
        text = wide ? (const void *)u"(null)" : "(null)";
    if (sink->wide && !wide && NT_SUCCESS(nls_ansi_to_wide(text, local, NLS_LOCAL, &as_wide)))
        text = as_wide;
    else if (!sink->wide && wide && NT_SUCCESS(nls_wide_to_ansi(text, bytes, NLS_LOCAL, &as_bytes)))
        text = as_bytes;
    size_t length = 0, most = format->has_precision ? format->precision : SIZE_MAX;
    while (length < most &&
           (sink->wide ? ((const WCHAR *)text)[length] != 0 : ((const char *)text)[length] != 0))
        length++;
    long long fill = (long long)format->width - (long long)length;
    if (!format->left)
        pad(sink, fill, format->zero ? '0' : ' ');
    for (size_t i = 0; i < length; i++)
        put(sink, sink->wide ? ((const WCHAR *)text)[i] : (unsigned char)((const char *)text)[i]);
    if (format->left)
        pad(sink, fill, ' ');
    if (as_wide)
        nls_free(as_wide, local);
    if (as_bytes)
        nls_free(as_bytes, bytes);
}

static void put_character(struct sink *sink, const struct format *format, unsigned value, bool wide)
{
    WCHAR pair[2] = {(WCHAR)value, 0};
    char one[2] = {(char)value, 0};
    struct format plain = *format;
    plain.has_precision = false;
    if (!value) { /* wsprintf leaves a NUL character out */
        pad(sink, (long long)format->width - 1, ' ');
        return;
    }
    put_text(sink, &plain, wide ? (const void *)pair : one, wide);
}

/* The unit at `text[index]` of a format of either kind. */
static WCHAR unit_at(const void *text, size_t index, bool wide)
{
    return wide ? ((const WCHAR *)text)[index] : ((const unsigned char *)text)[index];
}

static size_t parse(const void *text, size_t at, bool wide, struct format *format, ms_va_list *list)
{
    for (;; at++) {
        WCHAR c = unit_at(text, at, wide);
        if (c == '-')
            format->left = true;
        else if (c == '#')
            format->alternate = true;
        else if (c == '0')
            format->zero = true;
        else
            break;
    }
    for (int part = 0; part < 2; part++) {
        unsigned *number = part ? &format->precision : &format->width;
        if (part && unit_at(text, at, wide) != '.')
            break;
        at += (size_t)part;
        format->has_precision = part;
        if (unit_at(text, at, wide) == '*') {
            int value = __builtin_va_arg(*list, int);
            *number = value < 0 ? 0u - (unsigned)value : (unsigned)value;
            format->left |= !part && value < 0;
            at++;
        }
        for (WCHAR c; (c = unit_at(text, at, wide)) >= '0' && c <= '9'; at++)
            *number = *number < LONGEST ? *number * 10 + (c - '0') : *number;
    }
    for (;; at++) {
        WCHAR c = unit_at(text, at, wide);
        if (c == 'h' || c == 'l' || c == 'w') {
            format->is_64 |= c == 'l' && format->text == 'l';
            format->text = c == 'h' ? 'h' : 'l';
        } else if (c == 'I' && unit_at(text, at + 1, wide) == '6' && unit_at(text, at + 2, wide) == '4') {
            format->is_64 = true;
            at += 2;
        } else if (c == 'I' && unit_at(text, at + 1, wide) == '3' && unit_at(text, at + 2, wide) == '2') {
            at += 2;
        } else if (c == 'I') {
            format->is_64 = sizeof(void *) == 8;
        } else {
            return at;
        }
    }
}

static INT print(struct sink *sink, const void *text, bool wide, ms_va_list list)
{
    for (size_t i = 0;; i++) {
        WCHAR c = unit_at(text, i, wide);
        if (!c)
            break;
        if (c != '%') {
            put(sink, c);
            continue;
        }
        struct format format = {0};
        i = parse(text, i + 1, wide, &format, &list);
        WCHAR type = unit_at(text, i, wide);
        bool as_wide = format.text ? format.text == 'l' : wide == (type == 's' || type == 'c');
        switch (type) {
        case 0:
            i--;
            break;
        case 'd':
        case 'i': {
            int64_t value = format.is_64 ? __builtin_va_arg(list, int64_t) : __builtin_va_arg(list, int);
            put_number(sink, &format, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, type, value < 0);
            break;
        }
        case 'u':
        case 'x':
        case 'X':
            put_number(sink, &format,
                       format.is_64 ? __builtin_va_arg(list, uint64_t) : __builtin_va_arg(list, unsigned),
                       type, false);
            break;
        case 'p':
            put_number(sink, &format, (uintptr_t) __builtin_va_arg(list, void *), type, false);
            break;
        case 'c':
        case 'C':
            put_character(sink, &format, (unsigned)__builtin_va_arg(list, int), as_wide);
            break;
        case 's':
        case 'S':
            put_text(sink, &format, __builtin_va_arg(list, const void *), as_wide);
            break;
        default: /* an unknown type stands for itself */
            put(sink, type);
            break;
        }
    }
    if (sink->wide)
        sink->wide[sink->at] = 0;
    else
        sink->bytes[sink->at] = 0;
    return (INT)sink->at;
}

INT WINAPI wvsprintfW(LPWSTR output, LPCWSTR format, ms_va_list arglist)
{
    struct sink sink = {.wide = output};
    return print(&sink, format, true, arglist);
}

INT WINAPI wvsprintfA(LPSTR output, LPCSTR format, ms_va_list arglist)
{
    struct sink sink = {.bytes = output};
    return print(&sink, format, false, arglist);
}

INT CDECL wsprintfW(LPWSTR output, LPCWSTR format, ...)
{
    ms_va_list list;
    ms_va_start(list, format);
    INT length = wvsprintfW(output, format, list);
    ms_va_end(list);
    return length;
}

INT CDECL wsprintfA(LPSTR output, LPCSTR format, ...)
{
    ms_va_list list;
    ms_va_start(list, format);
    INT length = wvsprintfA(output, format, list);
    ms_va_end(list);
    return length;
}
