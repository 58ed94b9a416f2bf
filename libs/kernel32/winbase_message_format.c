/* SPDX-License-Identifier: MIT
 *
 * FormatMessage's formatting: inserts (%1 to %99, each with an optional printf format between exclamation
 * marks), escapes (%n, %%, %0 …) and line widths. The text is built in a growing buffer; the caller copies.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include "message.h"

#define LONGEST 0x10000u /* "exceeds 128K bytes": ERROR_MORE_DATA (FormatMessage) */

struct builder {
    WCHAR *text;
    size_t length, capacity;
    DWORD failed;       /* a Win32 error */
    unsigned width;     /* longest line; 0: lines stand as they are */
    bool join;          /* line breaks of the text are spaces */
    size_t line, space; /* where the line begins, where it may be broken */
};

static void put_raw(struct builder *out, WCHAR c)
{
    if (out->length >= LONGEST)
        out->failed = ERROR_MORE_DATA;
    if (out->failed)
        return;
    if (out->length + 1 >= out->capacity) {
        size_t capacity = out->capacity ? out->capacity * 2 : 256;
        WCHAR *text = realloc(out->text, capacity * sizeof(WCHAR));
        if (!text) {
            out->failed = ERROR_NOT_ENOUGH_MEMORY;
            return;
        }
        out->text = text;
        out->capacity = capacity;
    }
    out->text[out->length++] = c;
}

static void new_line(struct builder *out)
{
    put_raw(out, '\r');
    put_raw(out, '\n');
    out->line = out->length;
    out->space = 0;
}

/* A line that has grown too long is broken at its last space, else here. */
static void put(struct builder *out, WCHAR c)
{
    if (out->width && out->length - out->line >= out->width) {
        if (c == ' ') {
            new_line(out);
            return;
        }
        size_t start = out->space ? out->space + 1 : out->length;
        size_t rest = out->length - start;
        WCHAR kept[256];
        if (rest < countof(kept)) {
            memcpy(kept, out->text + start, rest * sizeof(WCHAR));
            out->length = out->space ? out->space : start;
            new_line(out);
            for (size_t i = 0; i < rest; i++)
                put_raw(out, kept[i]);
        }
    }
    if (c == ' ' && out->width)
        out->space = out->length;
    put_raw(out, c);
}

static bool argument(struct message_arguments *arguments, unsigned index, ULONG_PTR *out)
{
    if (arguments->array) {
        *out = arguments->array[index];
        return true;
    }
    if (!arguments->list || index >= countof(arguments->values))
        return false;
    while (arguments->taken <= index)
        arguments->values[arguments->taken++] = __builtin_va_arg(*arguments->list, ULONG_PTR);
    *out = arguments->values[index];
    return true;
}

/* ---- one insert ---- */

struct format {
    bool left, plus, space, zero, alternate;
    int width, precision; /* -1: none */
    bool wide_value;      /* 64 bits */
    int text;             /* 'A' or 'W', where a prefix says so */
    WCHAR type;
    unsigned stars; /* arguments taken for width and precision */
};

static void pad(struct builder *out, int count, WCHAR c)
{
    while (count-- > 0 && !out->failed)
        put(out, c);
}

static void put_text(struct builder *out, const struct format *format, const WCHAR *text, size_t length)
{
    if (format->precision >= 0 && (size_t)format->precision < length)
        length = (size_t)format->precision;
    int fill = format->width - (int)length;
    if (!format->left)
        pad(out, fill, format->zero ? '0' : ' ');
    for (size_t i = 0; i < length; i++)
        put(out, text[i]);
    if (format->left)
        pad(out, fill, ' ');
}

static void put_number(struct builder *out, const struct format *format, ULONG_PTR raw)
{
    WCHAR digits[72], prefix[3];
    size_t at = countof(digits), prefixes = 0;
    bool is_signed = format->type == 'd' || format->type == 'i';
    bool pointer = format->type == 'p';
    uint64_t value = format->wide_value || pointer ? (uint64_t)raw : (uint32_t)raw;
    unsigned base = format->type == 'o' ? 8 : format->type == 'x' || format->type == 'X' || pointer ? 16 : 10;
    if (is_signed) {
        int64_t number = format->wide_value ? (int64_t)raw : (int32_t)raw;
        value = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
        if (number < 0 || format->plus || format->space)
            prefix[prefixes++] = number < 0 ? '-' : format->plus ? '+' : ' ';
    } else if (format->alternate && value && base == 16) {
        prefix[prefixes++] = '0';
        prefix[prefixes++] = format->type;
    }
    int least = pointer ? (int)sizeof(void *) * 2 : format->precision;
    for (uint64_t rest = value; rest; rest /= base)
        digits[--at] = (WCHAR)(format->type == 'x' ? "0123456789abcdef" : "0123456789ABCDEF")[rest % base];
    while ((int)(countof(digits) - at) < (least < 0 ? 1 : least) && at)
        digits[--at] = '0';
    int length = (int)(countof(digits) - at), fill = format->width - length - (int)prefixes;
    bool zeros = format->zero && !format->left && format->precision < 0;
    if (!format->left && !zeros)
        pad(out, fill, ' ');
    for (size_t i = 0; i < prefixes; i++)
        put(out, prefix[i]);
    if (zeros)
        pad(out, fill, '0');
    for (; at < countof(digits); at++)
        put(out, digits[at]);
    if (format->left)
        pad(out, fill, ' ');
}

/* Reads "-05.3I64d" and the like, up to `end`. False: not a format. */
static bool parse_format(const WCHAR *at, const WCHAR *end, struct format *format,
                         struct message_arguments *arguments, unsigned index)
{
    ULONG_PTR value;
    for (; at < end; at++) {
        if (*at == '-')
            format->left = true;
        else if (*at == '+')
            format->plus = true;
        else if (*at == ' ')
            format->space = true;
        else if (*at == '0')
            format->zero = true;
        else if (*at == '#')
            format->alternate = true;
        else
            break;
    }
    for (int part = 0; part < 2; part++) {
        int *number = part ? &format->precision : &format->width;
        if (part && (at == end || *at != '.'))
            break;
        at += part;
        if (part)
            *number = 0;
        if (at < end && *at == '*') {
            if (!argument(arguments, index + format->stars++, &value))
                return false;
            *number = (int)value;
            at++;
        }
        for (; at < end && *at >= '0' && *at <= '9' && *number < 10000; at++)
            *number = (*number < 0 ? 0 : *number) * 10 + (*at - '0');
    }
    if (format->width < 0) {
        format->left = true;
        format->width = -(format->width + (format->width == INT32_MIN));
    }
    for (; at < end; at++) {
        if (*at == 'I' && end - at > 2 && at[1] == '6' && at[2] == '4')
            format->wide_value = true, at += 2;
        else if (*at == 'I' && end - at > 2 && at[1] == '3' && at[2] == '2')
            at += 2;
        else if (*at == 'I')
            format->wide_value = sizeof(void *) == 8;
        else if (*at == 'l' && end - at > 1 && at[1] == 'l')
            format->wide_value = true, at++;
        else if (*at == 'h')
            format->text = 'A';
        else if (*at == 'l' || *at == 'w')
            format->text = 'W';
        else
            break;
    }
    format->type = at < end ? *at : 0;
    return at + 1 == end;
}

static DWORD put_insert(struct builder *out, const WCHAR *spec, const WCHAR *end,
                        struct message_arguments *arguments, unsigned index)
{
    struct format format = {.width = 0, .precision = -1, .type = 's'};
    ULONG_PTR value;
    if (spec && !parse_format(spec, end, &format, arguments, index))
        return ERROR_INVALID_PARAMETER;
    if (!argument(arguments, index + format.stars, &value))
        return ERROR_INVALID_PARAMETER;
    bool ansi =
        format.text ? format.text == 'A' : arguments->ansi == (format.type == 's' || format.type == 'c');
    WCHAR local[NLS_LOCAL], *wide;
    switch (format.type) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'p':
        put_number(out, &format, value);
        return 0;
    case 'c':
    case 'C':
        local[0] = (WCHAR)value;
        if (ansi) {
            char byte = (char)value;
            nls_wide_from_ansi(&byte, 1, local, 1);
        }
        put_text(out, &format, local, 1);
        return 0;
    case 's':
    case 'S':
        if (!value) {
            put_text(out, &format, u"(null)", 6);
        } else if (ansi) {
            if (!NT_SUCCESS(nls_ansi_to_wide((const char *)value, local, NLS_LOCAL, &wide)))
                return ERROR_NOT_ENOUGH_MEMORY;
            put_text(out, &format, wide, wide_length(wide));
            nls_free(wide, local);
        } else {
            put_text(out, &format, (const WCHAR *)value, wide_length((const WCHAR *)value));
        }
        return 0;
    default:
        return ERROR_INVALID_PARAMETER;
    }
}

/* ---- the text ---- */

/* `at` stands behind the percent sign. Returns what follows the escape; *stop on %0, *error if it is wrong.
 */
static const WCHAR *put_escape(struct builder *out, const WCHAR *at, DWORD flags,
                               struct message_arguments *arguments, bool *stop, DWORD *error)
{
    bool ignore = flags & FORMAT_MESSAGE_IGNORE_INSERTS;
    if (*at == '0') {
        *stop = true;
        return at + 1;
    }
    if (*at == 'n') {
        new_line(out);
        return at + 1;
    }
    if (ignore || !*at) {
        if (!ignore)
            *error = ERROR_INVALID_PARAMETER;
        put(out, '%');
        return at;
    }
    if (*at == 'r' || *at == 't') {
        put(out, *at == 'r' ? '\r' : '\t');
        return at + 1;
    }
    if (*at == 'b') {
        put(out, ' ');
        return at + 1;
    }
    if (*at < '1' || *at > '9') {
        put(out, *at);
        return at + 1;
    }
    unsigned index = *at++ - '0';
    if (*at >= '0' && *at <= '9')
        index = index * 10 + (*at++ - '0');
    const WCHAR *spec = NULL, *end = NULL;
    if (*at == '!') {
        spec = ++at;
        while (*at && *at != '!')
            at++;
        end = at;
        if (!*at) {
            *error = ERROR_INVALID_PARAMETER;
            return at;
        }
        at++;
    }
    *error = put_insert(out, spec, end, arguments, index - 1);
    return at;
}

DWORD message_format(const WCHAR *text, DWORD flags, struct message_arguments *arguments, WCHAR **out,
                     size_t *length)
{
    unsigned width = flags & FORMAT_MESSAGE_MAX_WIDTH_MASK;
    struct builder builder = {.width = width == FORMAT_MESSAGE_MAX_WIDTH_MASK ? 0 : width,
                              .join = width != 0};
    bool stop = false;
    DWORD error = 0;
    while (*text && !stop && !error && !builder.failed) {
        WCHAR c = *text++;
        if (c == '%') {
            text = put_escape(&builder, text, flags, arguments, &stop, &error);
        } else if (c == '\r' || c == '\n') {
            if (c == '\r' && *text == '\n')
                text++;
            if (builder.join)
                put(&builder, ' ');
            else
                new_line(&builder);
        } else {
            put(&builder, c);
        }
    }
    if (builder.failed)
        error = builder.failed;
    else if (!error && !builder.length)
        put_raw(&builder, 0), builder.length = 0;
    if (error || !builder.text) {
        free(builder.text);
        return error ? error : ERROR_NOT_ENOUGH_MEMORY;
    }
    builder.text[builder.length] = 0;
    *out = builder.text;
    *length = builder.length;
    return 0;
}
