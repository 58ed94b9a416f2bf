/* SPDX-License-Identifier: MIT
 *
 * The printf engine's text: %c, %s, %Z, of the sink's own kind or converted on the way. The C locale knows
 * no conversion: its characters 0 to 255 are the bytes 0 to 255.
 */
#include <string.h>
#include "format_run.h"

/* WCHARs into a sink of bytes. */
static bool put_narrowed(struct format_run *run, const WCHAR *text, size_t count)
{
    const struct format_locale *locale = run->locale;
    char out[8];
    while (count) {
        size_t used = 1;
        int made = 1;
        if (!locale->codepage || *text < 0x80) {
            out[0] = (char)*text;
            if (*text > 0xFF)
                made = -1;
        } else {
            made = locale->to_bytes(locale->codepage, text, count, &used, out);
        }
        if (made < 0) {
            run->error = FORMAT_EILSEQ;
            return false;
        }
        format_put(run, out, (size_t)made);
        text += used;
        count -= used;
    }
    return true;
}

/* Bytes into a sink of WCHARs. */
static bool put_widened(struct format_run *run, const char *text, size_t count)
{
    const struct format_locale *locale = run->locale;
    WCHAR out[2];
    while (count) {
        size_t used = 1;
        int made = 1;
        if (!locale->codepage || (unsigned char)*text < 0x80)
            out[0] = (unsigned char)*text;
        else
            made = locale->to_wide(locale->codepage, text, count, &used, out);
        if (made < 0) {
            run->error = FORMAT_EILSEQ;
            return false;
        }
        format_put(run, out, (size_t)made);
        text += used;
        count -= used;
    }
    return true;
}

/* `count` units of text that is wide or not, within the field. */
static void print_text(struct format_run *run, const struct format_conversion *conversion, const void *text,
                       size_t count, bool wide)
{
    long long padding = conversion->width - (long long)count;
    if (!conversion->left)
        format_put_fill(run, conversion->zero ? '0' : ' ', padding);
    if (wide == run->sink->wide)
        format_put(run, text, count);
    else if (wide)
        put_narrowed(run, text, count);
    else
        put_widened(run, text, count);
    if (conversion->left)
        format_put_fill(run, ' ', padding);
}

static bool means_wide(const struct format_run *run, const struct format_conversion *conversion)
{
    bool capital = conversion->type == 'C' || conversion->type == 'S';
    return format_means_wide(conversion->size, capital, run->sink->wide && !(run->options & FORMAT_ISO_WIDE));
}

static size_t length_within(const void *text, bool wide, int most)
{
    size_t limit = most < 0 ? SIZE_MAX : (size_t)most, length = 0;
    if (wide) {
        while (length < limit && ((const WCHAR *)text)[length])
            length++;
        return length;
    }
    return most < 0 ? strlen(text) : strnlen(text, limit);
}

void format_print_string(struct format_run *run, const struct format_conversion *conversion)
{
    const void *text = format_argument_pointer(run, conversion->value_at);
    bool wide = means_wide(run, conversion);
    if (!text) {
        text = wide ? (const void *)u"(null)" : "(null)";
    }
    print_text(run, conversion, text, length_within(text, wide, conversion->precision), wide);
}

/* %Z: an ANSI_STRING or UNICODE_STRING, whose length counts bytes. */
void format_print_counted_string(struct format_run *run, const struct format_conversion *conversion)
{
    const struct {
        USHORT Length, MaximumLength;
        const void *Buffer;
    } *string = format_argument_pointer(run, conversion->value_at);
    bool wide = conversion->size == FORMAT_SIZE_LONG || conversion->size == FORMAT_SIZE_WIDE;
    size_t count;
    if (!string || !string->Buffer) {
        print_text(run, conversion, "(null)", length_within("(null)", false, conversion->precision), false);
        return;
    }
    count = wide ? string->Length / sizeof(WCHAR) : string->Length;
    if (conversion->precision >= 0 && count > (size_t)conversion->precision)
        count = (size_t)conversion->precision;
    print_text(run, conversion, string->Buffer, count, wide);
}

/* A character without the other form prints nothing at all, not even padding. */
void format_print_character(struct format_run *run, const struct format_conversion *conversion)
{
    const struct format_locale *locale = run->locale;
    WCHAR wide = (WCHAR)format_argument_int(run, conversion->value_at), units[2] = {wide, 0};
    char narrow = (char)wide, bytes[8] = {narrow};
    size_t used;
    int made = 1;
    if (means_wide(run, conversion) == run->sink->wide) {
        print_text(run, conversion, run->sink->wide ? (const void *)units : bytes, 1, run->sink->wide);
    } else if (run->sink->wide) {
        if (locale->codepage && (unsigned char)narrow >= 0x80)
            made = locale->to_wide(locale->codepage, &narrow, 1, &used, units);
        else
            units[0] = (unsigned char)narrow;
        if (made >= 0)
            print_text(run, conversion, units, (size_t)made, true);
    } else {
        if (locale->codepage && wide >= 0x80)
            made = locale->to_bytes(locale->codepage, &wide, 1, &used, bytes);
        else if (wide > 0xFF)
            made = -1;
        if (made >= 0)
            print_text(run, conversion, bytes, (size_t)made, false);
    }
}
