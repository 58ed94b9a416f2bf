/* SPDX-License-Identifier: MIT
 *
 * The printf engine, after "Format specification syntax: printf and wprintf functions" on Microsoft Learn, in
 * the dialect of msvcrt rather than of the UCRT:
 *
 *   - ties round away from zero ("What's new for Visual C++ 2003 through 2015" tells of it); an exponent has
 *     three digits at least;
 *   - infinities and NaNs are "1.#INF", "1.#QNAN", "1.#SNAN" and "-1.#IND", and go through rounding and
 * padding as if they were digits: %.2f of an infinity is the well-known "1.#J";
 *   - hh is h; F and N (far, near) mean nothing; an unknown conversion prints its letter;
 *   - '0' pads strings, too.
 *
 * With FORMAT_ISO it is the UCRT's dialect: infinities and NaNs are words ("inf", "nan(ind)"), hh is a char,
 * %F exists, and an unknown conversion is an invalid parameter.
 *
 * Nothing is allocated. Here are the run along a format, its arguments and its conversions; their letters are
 * in format_number.c and format_text.c, the output in format_put.c.
 */
#include <limits.h>
#include <string.h>
#include "format_run.h"

#define SLOT sizeof(void *)

/* ---- arguments ---- */

static const char *argument(struct format_run *run, int number, size_t size)
{
    const char *at = run->next;
    if (number) {
        at = run->arguments;
#ifdef __x86_64__
        at += (size_t)(number - 1) * SLOT;
#else
        for (int i = 1; i < number; i++)
            at += run->argument_size[i - 1] ? run->argument_size[i - 1] : SLOT;
#endif
        return at;
    }
    run->next = at + (size + SLOT - 1) / SLOT * SLOT;
    return at;
}

int format_argument_int(struct format_run *run, int number)
{
    int value;
    memcpy(&value, argument(run, number, sizeof(value)), sizeof(value));
    return value;
}

uint64_t format_argument_64(struct format_run *run, int number)
{
    uint64_t value;
    memcpy(&value, argument(run, number, sizeof(value)), sizeof(value));
    return value;
}

const void *format_argument_pointer(struct format_run *run, int number)
{
    const void *value;
    memcpy(&value, argument(run, number, sizeof(value)), sizeof(value));
    return value;
}

/* ---- the format ---- */

/* "12$": the number of an argument; 0 and nothing taken if there is none. */
static int parse_position(struct format_run *run)
{
    struct format_cursor *cursor = &run->format;
    size_t digits = 0;
    int number = 0;
    if (!(run->options & FORMAT_POSITIONAL))
        return 0;
    while (digits < 3 && format_is_digit(format_peek_at(cursor, digits)))
        number = number * 10 + (int)(format_peek_at(cursor, digits++) - '0');
    if (!digits || format_peek_at(cursor, digits) != '$' || number < 1 || number > FORMAT_MOST_ARGUMENTS)
        return 0;
    format_skip(cursor, digits + 1);
    return number;
}

static void parse_flags(struct format_cursor *cursor, struct format_conversion *conversion)
{
    for (;; format_skip(cursor, 1)) {
        switch (format_peek(cursor)) {
        case '-':
            conversion->left = true;
            break;
        case '+':
            conversion->plus = true;
            break;
        case ' ':
            conversion->space = true;
            break;
        case '#':
            conversion->alternate = true;
            break;
        case '0':
            conversion->zero = true;
            break;
        default:
            return;
        }
    }
}

void format_parse(struct format_run *run, struct format_conversion *conversion)
{
    struct format_cursor *cursor = &run->format;
    *conversion = (struct format_conversion){.precision = -1};
    conversion->value_at = parse_position(run);
    parse_flags(cursor, conversion);
    if (format_peek(cursor) == '*') {
        format_skip(cursor, 1);
        conversion->width_from_argument = true;
        conversion->width_at = parse_position(run);
    } else {
        conversion->width = format_read_number(cursor);
    }
    if (format_peek(cursor) == '.') {
        format_skip(cursor, 1);
        if (format_peek(cursor) == '*') {
            format_skip(cursor, 1);
            conversion->precision_from_argument = true;
            conversion->precision_at = parse_position(run);
        } else {
            conversion->precision = format_read_number(cursor);
        }
    }
    conversion->size = format_read_size(cursor, true);
    conversion->type = format_peek(cursor);
    if (conversion->type)
        format_skip(cursor, 1);
}

/* %n */
static void store_count(struct format_run *run, const struct format_conversion *conversion)
{
    void *to = (void *)format_argument_pointer(run, conversion->value_at);
    if ((run->options & FORMAT_NO_COUNT) || !to) {
        run->error = FORMAT_EINVAL;
        return;
    }
    int64_t count = run->count;
    size_t size = conversion->size == FORMAT_SIZE_BYTE    ? 1
                  : conversion->size == FORMAT_SIZE_SHORT ? sizeof(short)
                  : conversion->size == FORMAT_SIZE_64    ? sizeof(count)
                                                          : sizeof(int);
    memcpy(to, &count, size); /* little-endian */
}

/* ---- the run ---- */

static void print_conversion(struct format_run *run, struct format_conversion *conversion)
{
    if (conversion->width_from_argument) {
        conversion->width = format_argument_int(run, conversion->width_at);
        if (conversion->width < 0) {
            conversion->left = true;
            conversion->width = conversion->width == INT_MIN ? INT_MAX : -conversion->width;
        }
    }
    if (conversion->precision_from_argument) {
        conversion->precision = format_argument_int(run, conversion->precision_at);
        if (conversion->precision < 0)
            conversion->precision = -1;
    }
    switch (conversion->type) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'p':
        format_print_integer(run, conversion);
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'F': /* a prefix, unless FORMAT_ISO */
    case 'g':
    case 'G':
    case 'a':
    case 'A':
        format_print_double(run, conversion);
        break;
    case 'c':
    case 'C':
        format_print_character(run, conversion);
        break;
    case 's':
    case 'S':
        format_print_string(run, conversion);
        break;
    case 'Z':
        format_print_counted_string(run, conversion);
        break;
    case 'n':
        store_count(run, conversion);
        break;
    default: { /* unknown: the letter itself */
        if ((run->options & (FORMAT_ISO | FORMAT_STRICT)) && conversion->type != '%') {
            run->error = FORMAT_EINVAL;
            break;
        }
        if (!conversion->type)
            break;
        char narrow = (char)conversion->type;
        WCHAR wide = (WCHAR)conversion->type;
        format_put(run, run->sink->wide ? (const void *)&wide : &narrow, 1);
    }
    }
}

/* Text up to the next '%' or the end. */
static void print_literal(struct format_run *run)
{
    struct format_cursor *cursor = &run->format;
    const char *start = cursor->at;
    size_t units = 0;
    if (cursor->wide)
        for (const WCHAR *at = (const WCHAR *)start; at[units] && at[units] != '%';)
            units++;
    else
        while (start[units] && start[units] != '%')
            units++;
    format_skip(cursor, units);
    format_put(run, start, units);
}

int format_print(struct format_sink *sink, const void *format, const void *arguments,
                 const struct format_locale *locale, unsigned options, int *error)
{
    struct format_run run = {.sink = sink,
                             .format = {format, sink->wide, options & FORMAT_ISO},
                             .arguments = arguments,
                             .next = arguments,
                             .locale = locale,
                             .options = options};
    struct format_conversion conversion;
    if (options & FORMAT_POSITIONAL && !format_number_arguments(&run)) {
        *error = FORMAT_EINVAL;
        return -1;
    }
    for (;;) {
        print_literal(&run);
        if (!format_peek(&run.format))
            break;
        format_skip(&run.format, 1);
        format_parse(&run, &conversion);
        print_conversion(&run, &conversion);
        if (run.count > INT_MAX)
            run.error = FORMAT_EOVERFLOW;
        if (run.error) {
            *error = run.error;
            return -1;
        }
    }
    return (int)run.count;
}
