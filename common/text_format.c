/* SPDX-License-Identifier: MIT
 *
 * The formatter of text_format.h. A conversion is read into a struct spec, turned into digits, and put with
 * its padding. What is beyond the buffer is counted and dropped.
 */
#include <stdbool.h>
#include <string.h>
#include "text_format.h"

struct sink {
    char *to;
    size_t size, length;
};

struct spec {
    bool left, zero, plus, space, alternate;
    int width, precision; /* precision: -1 where there is none */
    char length;          /* 'H' for hh, 'q' for ll and j, 'z' for z and t, else as written, or 0 */
};

static void sink_put(struct sink *sink, char c)
{
    if (sink->length + 1 < sink->size)
        sink->to[sink->length] = c;
    sink->length++;
}

static void sink_repeat(struct sink *sink, char c, int count)
{
    while (count-- > 0)
        sink_put(sink, c);
}

static void sink_text(struct sink *sink, const char *text, int length)
{
    for (int i = 0; i < length; i++)
        sink_put(sink, text[i]);
}

static const char *spec_read_size(const char *at, va_list *arguments, int *size)
{
    if (*at == '*') {
        *size = va_arg(*arguments, int);
        return at + 1;
    }
    for (*size = 0; *at >= '0' && *at <= '9'; at++)
        *size = *size * 10 + (*at - '0');
    return at;
}

static const char *spec_read_length(const char *at, char *length)
{
    *length = 0;
    if ((at[0] == 'h' || at[0] == 'l') && at[1] == at[0]) {
        *length = at[0] == 'h' ? 'H' : 'q';
        return at + 2;
    }
    if (*at == 'h' || *at == 'l')
        *length = *at++;
    else if (*at == 'j')
        *length = 'q', at++;
    else if (*at == 'z' || *at == 't')
        *length = 'z', at++;
    return at;
}

/* Reads what stands between % and the conversion's letter, where the result points. */
static const char *spec_read(const char *at, va_list *arguments, struct spec *spec)
{
    *spec = (struct spec){.precision = -1};
    for (;; at++) {
        if (*at == '-')
            spec->left = true;
        else if (*at == '0')
            spec->zero = true;
        else if (*at == '+')
            spec->plus = true;
        else if (*at == ' ')
            spec->space = true;
        else if (*at == '#')
            spec->alternate = true;
        else
            break;
    }
    at = spec_read_size(at, arguments, &spec->width);
    if (spec->width < 0) {
        spec->left = true;
        spec->width = -spec->width;
    }
    if (*at == '.')
        at = spec_read_size(at + 1, arguments, &spec->precision);
    return spec_read_length(at, &spec->length);
}

static void put_padded(struct sink *sink, const struct spec *spec, const char *text, int length)
{
    if (!spec->left)
        sink_repeat(sink, ' ', spec->width - length);
    sink_text(sink, text, length);
    if (spec->left)
        sink_repeat(sink, ' ', spec->width - length);
}

static void put_number(struct sink *sink, const struct spec *spec, uint64_t value, unsigned base, bool upper,
                       const char *prefix)
{
    char digits[24];
    int count = 0, prefix_length = (int)strlen(prefix);
    for (; value; value /= base)
        digits[count++] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[value % base];
    int least = spec->precision >= 0 ? spec->precision : 1;
    if (spec->precision < 0 && spec->zero && !spec->left && spec->width - prefix_length > least)
        least = spec->width - prefix_length;
    int zeros = least > count ? least - count : 0, whole = prefix_length + zeros + count;
    if (!spec->left)
        sink_repeat(sink, ' ', spec->width - whole);
    sink_text(sink, prefix, prefix_length);
    sink_repeat(sink, '0', zeros);
    while (count)
        sink_put(sink, digits[--count]);
    if (spec->left)
        sink_repeat(sink, ' ', spec->width - whole);
}

static int64_t argument_signed(va_list *arguments, char length)
{
    switch (length) {
    case 'H':
        return (signed char)va_arg(*arguments, int);
    case 'h':
        return (short)va_arg(*arguments, int);
    case 'l':
        return va_arg(*arguments, long);
    case 'q':
        return va_arg(*arguments, long long);
    case 'z':
        return va_arg(*arguments, ptrdiff_t);
    default:
        return va_arg(*arguments, int);
    }
}

static uint64_t argument_unsigned(va_list *arguments, char length)
{
    switch (length) {
    case 'H':
        return (unsigned char)va_arg(*arguments, int);
    case 'h':
        return (unsigned short)va_arg(*arguments, int);
    case 'l':
        return va_arg(*arguments, unsigned long);
    case 'q':
        return va_arg(*arguments, unsigned long long);
    case 'z':
        return va_arg(*arguments, size_t);
    default:
        return va_arg(*arguments, unsigned);
    }
}

static void put_signed(struct sink *sink, const struct spec *spec, int64_t value)
{
    const char *sign = value < 0 ? "-" : spec->plus ? "+" : spec->space ? " " : "";
    put_number(sink, spec, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, false, sign);
}

static void put_unsigned(struct sink *sink, const struct spec *spec, uint64_t value, char conversion)
{
    bool upper = conversion == 'X';
    unsigned base = conversion == 'u' ? 10 : conversion == 'o' ? 8 : 16;
    const char *prefix = !spec->alternate || !value || base == 10 ? ""
                         : base == 8                              ? "0"
                         : upper                                  ? "0X"
                                                                  : "0x";
    put_number(sink, spec, value, base, upper, prefix);
}

static void put_text(struct sink *sink, const struct spec *spec, const char *text)
{
    if (!text)
        text = "(null)";
    put_padded(sink, spec, text,
               (int)(spec->precision >= 0 ? strnlen(text, (size_t)spec->precision) : strlen(text)));
}

static void put_conversion(struct sink *sink, const struct spec *spec, char conversion, va_list *arguments)
{
    char c;
    switch (conversion) {
    case 'd':
    case 'i':
        put_signed(sink, spec, argument_signed(arguments, spec->length));
        break;
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        put_unsigned(sink, spec, argument_unsigned(arguments, spec->length), conversion);
        break;
    case 'p':
        put_number(sink, spec, (uintptr_t)va_arg(*arguments, void *), 16, false, "0x");
        break;
    case 'c':
        c = (char)va_arg(*arguments, int);
        put_padded(sink, spec, &c, 1);
        break;
    case 's':
        put_text(sink, spec, va_arg(*arguments, const char *));
        break;
    case '%':
        sink_put(sink, '%');
        break;
    default:
        __builtin_trap(); /* a mistake of decant's own */
    }
}

int text_format_list(char *to, size_t size, const char *format, va_list arguments)
{
    struct sink sink = {.to = to, .size = size};
    va_list list; /* an array type as a parameter is a pointer, and its address another thing */
    va_copy(list, arguments);
    for (; *format; format++) {
        if (*format != '%') {
            sink_put(&sink, *format);
            continue;
        }
        struct spec spec;
        format = spec_read(format + 1, &list, &spec);
        put_conversion(&sink, &spec, *format, &list);
    }
    va_end(list);
    if (size)
        to[sink.length < size ? sink.length : size - 1] = 0;
    return (int)sink.length;
}

int text_format(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = text_format_list(to, size, format, arguments);
    va_end(arguments);
    return length;
}

static unsigned digit_of(char c)
{
    unsigned letter = ((unsigned char)c | 0x20u) - 'a';
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') : letter < 26 ? letter + 10 : 36;
}

uint64_t text_to_number(const char *text, const char **end, unsigned base)
{
    const char *at = text;
    while (*at == ' ' || (*at >= '\t' && *at <= '\r'))
        at++;
    bool negative = *at == '-';
    at += *at == '-' || *at == '+';
    if ((base == 0 || base == 16) && at[0] == '0' && (at[1] | 0x20) == 'x' && digit_of(at[2]) < 16) {
        at += 2;
        base = 16;
    }
    if (!base)
        base = *at == '0' ? 8 : 10;
    uint64_t value = 0;
    bool any = false, over = false;
    for (unsigned digit; digit = digit_of(*at), digit < base; at++, any = true) {
        over |= value > (UINT64_MAX - digit) / base;
        value = value * base + digit;
    }
    if (end)
        *end = any ? at : text;
    return over ? UINT64_MAX : negative ? 0 - value : value;
}
