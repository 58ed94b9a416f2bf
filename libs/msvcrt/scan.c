/* SPDX-License-Identifier: MIT
 *
 * The scanf engine, after "Format specification fields: scanf and wscanf functions" on Microsoft Learn, in
 * msvcrt's dialect: hh is h, numbers that are too big wrap, infinities and NaNs are not read. Nothing is
 * allocated; one unit of look-ahead is all that is asked of a source. Here are the run along a format, its
 * input and its arguments; what the letters read is in scan_number.c and scan_text.c.
 */
#include <string.h>
#include "scan_run.h"

int scan_get(struct scan_run *run)
{
    int c = run->source->get(run->source);
    if (c != SCAN_END)
        run->taken++;
    return c;
}

void scan_unget(struct scan_run *run, int c)
{
    if (c == SCAN_END)
        return;
    run->source->unget(run->source, c);
    run->taken--;
}

bool scan_is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

int scan_skip_spaces(struct scan_run *run)
{
    int c;
    do
        c = scan_get(run);
    while (scan_is_space(c));
    return c;
}

void *scan_next_target(struct scan_run *run)
{
    void *value;
    memcpy(&value, run->arguments, sizeof(value));
    run->arguments += sizeof(value);
    if (!value)
        run->error = FORMAT_EINVAL;
    return value;
}

unsigned scan_next_size(struct scan_run *run)
{
    unsigned value;
    memcpy(&value, run->arguments, sizeof(value));
    run->arguments += sizeof(void *);
    return value;
}

void scan_store_integer(void *to, enum format_size size, uint64_t value)
{
    size_t bytes = size == FORMAT_SIZE_BYTE    ? 1
                   : size == FORMAT_SIZE_SHORT ? 2
                   : size == FORMAT_SIZE_64    ? 8
                                               : 4;
    memcpy(to, &value, bytes); /* little-endian */
}

static bool parse_field(struct scan_run *run, struct scan_field *field)
{
    struct format_cursor *cursor = &run->format;
    *field = (struct scan_field){.width = -1};
    if (format_peek(cursor) == '*') {
        field->suppress = true;
        format_skip(cursor, 1);
    }
    if (format_is_digit(format_peek(cursor)))
        field->width = format_read_number(cursor);
    if (format_peek(cursor) == '*') { /* the asterisk may follow the width, too */
        field->suppress = true;
        format_skip(cursor, 1);
    }
    field->size = format_read_size(cursor, false);
    field->type = format_peek(cursor);
    if (!field->type)
        return false;
    format_skip(cursor, 1);
    if (field->type == '[') {
        if (format_peek(cursor) == '^') {
            field->set_inverted = true;
            format_skip(cursor, 1);
        }
        field->set = cursor->at;
        size_t size = format_peek(cursor) == ']'; /* the first one is a member */
        while (format_peek_at(cursor, size) && format_peek_at(cursor, size) != ']')
            size++;
        if (!format_peek_at(cursor, size))
            return false;
        field->set_size = size;
        format_skip(cursor, size + 1);
    }
    return true;
}

static enum scan_outcome store_count(struct scan_run *run, const struct scan_field *field)
{
    if (field->suppress)
        return SCAN_MATCHED;
    void *to = scan_next_target(run);
    if (!to)
        return SCAN_MISMATCH;
    scan_store_integer(to, field->size, (uint64_t)run->taken);
    return SCAN_MATCHED;
}

/* ---- the run ---- */

static enum scan_outcome match_literal(struct scan_run *run, int wanted)
{
    int c = scan_get(run);
    if (c == SCAN_END)
        return SCAN_INPUT_END;
    if (c == wanted)
        return SCAN_MATCHED;
    scan_unget(run, c);
    return SCAN_MISMATCH;
}

static enum scan_outcome scan_conversion(struct scan_run *run, struct scan_field *field)
{
    enum scan_outcome outcome;
    switch (field->type) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'p':
        outcome = scan_integer(run, field);
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'F': /* a prefix, unless SCAN_ISO */
    case 'g':
    case 'G':
    case 'a':
    case 'A':
        outcome = scan_double(run, field);
        break;
    case 'c':
    case 'C':
    case 's':
    case 'S':
    case '[':
        outcome = scan_text(run, field);
        break;
    case 'n':
        return store_count(run, field);
    default: /* %% and unknown ones: the character itself */
        return match_literal(run, (int)field->type);
    }
    if (outcome == SCAN_MATCHED)
        run->matched = true;
    return outcome;
}

int scan_input(struct scan_source *source, const void *format, const void *arguments,
               const struct format_locale *locale, unsigned options, int *error)
{
    struct scan_run run = {.source = source,
                           .format = {format, source->wide, options & SCAN_ISO},
                           .arguments = arguments,
                           .locale = locale,
                           .options = options};
    enum scan_outcome outcome = SCAN_MATCHED;
    while (outcome == SCAN_MATCHED && format_peek(&run.format)) {
        unsigned c = format_peek(&run.format);
        format_skip(&run.format, 1);
        if (scan_is_space((int)c)) {
            scan_unget(&run, scan_skip_spaces(&run));
        } else if (c != '%') {
            outcome = match_literal(&run, (int)c);
        } else {
            struct scan_field field;
            if (!parse_field(&run, &field))
                break;
            outcome = scan_conversion(&run, &field);
        }
    }
    if (run.error)
        *error = run.error;
    return outcome == SCAN_INPUT_END && !run.matched ? -1 : run.assigned;
}
