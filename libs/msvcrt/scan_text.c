/* SPDX-License-Identifier: MIT
 *
 * The scanf engine's text: %c, %s, %[, into buffers of the input's own kind or converted on the way.
 */
#include <string.h>
#include "scan_run.h"

static bool in_set(const struct scan_run *run, const struct scan_field *field, int c)
{
    bool wide = run->source->wide, found = false;
#define MEMBER(i) (wide ? ((const WCHAR *)field->set)[i] : ((const unsigned char *)field->set)[i])
    for (size_t i = 0; i < field->set_size && !found; i++) {
        int low = MEMBER(i), high = low;
        if (i + 2 < field->set_size && MEMBER(i + 1) == '-') {
            high = MEMBER(i + 2);
            i += 2;
            if (high < low) {
                int swap = low;
                low = high;
                high = swap;
            }
        }
        found = c >= low && c <= high;
    }
#undef MEMBER
    return found != field->set_inverted;
}

struct target {
    char *to;    /* NULL: suppressed */
    size_t room; /* units, with the terminator where there is one */
    bool wide;
    size_t filled;
    char pending[4]; /* narrow input for a wide target: the begin of a character */
    size_t pending_size;
};

static bool put_units(struct target *target, const void *units, size_t count)
{
    size_t size = target->wide ? sizeof(WCHAR) : 1;
    if (!target->to)
        return true;
    if (count > target->room - target->filled)
        return false;
    memcpy(target->to + target->filled * size, units, count * size);
    target->filled += count;
    return true;
}

/* One unit of the input, converted if the target is of the other width. Bad characters become '?'. */
static bool put_input(struct scan_run *run, struct target *target, int c)
{
    const struct format_locale *locale = run->locale;
    if (target->wide == run->source->wide) {
        WCHAR wide = (WCHAR)c;
        char narrow = (char)c;
        return put_units(target, target->wide ? (const void *)&wide : &narrow, 1);
    }
    size_t used;
    if (target->wide) {
        WCHAR units[2] = {(WCHAR)c};
        int made = 1;
        if (locale->codepage && (c >= 0x80 || target->pending_size)) {
            target->pending[target->pending_size++] = (char)c;
            made = locale->to_wide(locale->codepage, target->pending, target->pending_size, &used, units);
            if (made < 0 && target->pending_size < sizeof(target->pending))
                return true; /* it may go on */
            if (made < 0) {
                units[0] = '?';
                made = 1;
            }
            target->pending_size = 0;
        }
        return put_units(target, units, (size_t)made);
    }
    char bytes[8] = {(char)c};
    WCHAR wide = (WCHAR)c;
    int made = 1;
    if (locale->codepage && c >= 0x80)
        made = locale->to_bytes(locale->codepage, &wide, 1, &used, bytes);
    else if (c > 0xFF)
        made = -1;
    if (made < 0) {
        bytes[0] = '?';
        made = 1;
    }
    return put_units(target, bytes, (size_t)made);
}

static bool means_wide(const struct scan_run *run, const struct scan_field *field)
{
    bool capital = field->type == 'C' || field->type == 'S';
    return format_means_wide(field->size, capital, run->source->wide && !(run->options & SCAN_ISO_WIDE));
}

enum scan_outcome scan_text(struct scan_run *run, const struct scan_field *field)
{
    bool is_character = field->type == 'c' || field->type == 'C', is_set = field->type == '[';
    bool is_string = !is_character && !is_set;
    struct target target = {.wide = means_wide(run, field), .room = SIZE_MAX};
    long long width = field->width < 0 && is_character ? 1 : field->width;
    if (!field->suppress) {
        target.to = scan_next_target(run);
        if (!target.to)
            return SCAN_MISMATCH;
        if (run->options & SCAN_SECURE)
            target.room = scan_next_size(run);
        if (!target.room) {
            run->error = FORMAT_ENOMEM;
            return SCAN_MISMATCH;
        }
    }
    size_t room_for_text = target.room - !is_character;
    size_t all = target.room;
    target.room = room_for_text;
    int c = is_string ? scan_skip_spaces(run) : scan_get(run);
    if (c == SCAN_END)
        return SCAN_INPUT_END;
    bool any = false, fits = true;
    while (c != SCAN_END && width != 0 &&
           (is_character || (is_set ? in_set(run, field, c) : !scan_is_space(c)))) {
        any = true;
        fits = put_input(run, &target, c);
        if (!fits)
            break;
        if (width > 0)
            width--;
        c = width ? scan_get(run) : SCAN_END;
    }
    if (width && fits)
        scan_unget(run, c);
    else if (!width && !any)
        scan_unget(run, c);
    if (!fits) { /* too small: the empty string */
        memset(target.to, 0, all && target.wide ? sizeof(WCHAR) : 1);
        run->error = FORMAT_ENOMEM;
        return SCAN_MISMATCH;
    }
    if (!any || (is_character && width > 0 && field->width > 0))
        return any ? SCAN_INPUT_END : SCAN_MISMATCH;
    if (target.to && !is_character) {
        WCHAR terminator = 0;
        memcpy(target.to + target.filled * (target.wide ? sizeof(WCHAR) : 1), &terminator,
               target.wide ? sizeof(WCHAR) : 1);
    }
    run->assigned += target.to != NULL;
    return SCAN_MATCHED;
}
