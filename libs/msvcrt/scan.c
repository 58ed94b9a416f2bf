/* SPDX-License-Identifier: MIT
 *
 * The scanf engine, after "Format specification fields: scanf and wscanf functions" on Microsoft Learn, in
 * msvcrt's dialect: hh is h, numbers that are too big wrap, infinities and NaNs are not read. Nothing is
 * allocated; one unit of look-ahead is all that is asked of a source.
 */
#include <stdlib.h>
#include <string.h>
#include "scan.h"

enum { EINVAL_ = 22, ENOMEM_ = 12 };
enum size { SIZE_NONE, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_WIDE };

#define END (-1)

struct spec {
    bool suppress;
    long long width; /* units at most */
    enum size size;
    unsigned type;
    const void *set; /* %[: behind the bracket and the caret */
    size_t set_size;
    bool set_inverted;
};

struct run {
    struct scan_source *source;
    const char *narrow;
    const WCHAR *wide;
    const char *arguments;
    const struct format_locale *locale;
    unsigned options;
    long long taken; /* units of the input */
    int assigned;
    bool matched;
    int error;
};

static int get(struct run *run)
{
    int c = run->source->get(run->source);
    if (c != END)
        run->taken++;
    return c;
}

static void unget(struct run *run, int c)
{
    if (c == END)
        return;
    run->source->unget(run->source, c);
    run->taken--;
}

static inline unsigned at(const struct run *run, size_t index)
{
    return run->source->wide ? run->wide[index] : (unsigned char)run->narrow[index];
}

static inline void skip(struct run *run, size_t units)
{
    if (run->source->wide)
        run->wide += units;
    else
        run->narrow += units;
}

static bool is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static int skip_spaces(struct run *run)
{
    int c;
    do
        c = get(run);
    while (is_space(c));
    return c;
}

static void *next_argument(struct run *run)
{
    void *value;
    memcpy(&value, run->arguments, sizeof(value));
    run->arguments += sizeof(value);
    return value;
}

static unsigned next_size(struct run *run)
{
    unsigned value;
    memcpy(&value, run->arguments, sizeof(value));
    run->arguments += sizeof(void *);
    return value;
}

/* ---- the format ---- */

static void parse_size(struct run *run, struct spec *spec)
{
    for (;; skip(run, 1)) {
        switch (at(run, 0)) {
        case 'h':
            spec->size = SIZE_SHORT;
            break;
        case 'l':
            spec->size = spec->size == SIZE_LONG ? SIZE_64 : SIZE_LONG;
            break;
        case 'L':
            spec->size = SIZE_LONG;
            break;
        case 'j':
            spec->size = SIZE_64;
            break;
        case 't':
        case 'z':
            spec->size = sizeof(void *) == 8 ? SIZE_64 : SIZE_NONE;
            break;
        case 'w':
            spec->size = SIZE_WIDE;
            break;
        case 'F':
        case 'N':
            break;
        case 'I':
            if (at(run, 1) == '6' && at(run, 2) == '4') {
                skip(run, 2);
                spec->size = SIZE_64;
            } else if (at(run, 1) == '3' && at(run, 2) == '2') {
                skip(run, 2);
                spec->size = SIZE_NONE;
            } else {
                spec->size = sizeof(void *) == 8 ? SIZE_64 : SIZE_NONE;
            }
            break;
        default:
            return;
        }
    }
}

static bool parse_spec(struct run *run, struct spec *spec)
{
    *spec = (struct spec){.width = -1};
    if (at(run, 0) == '*') {
        spec->suppress = true;
        skip(run, 1);
    }
    for (; at(run, 0) >= '0' && at(run, 0) <= '9'; skip(run, 1)) {
        if (spec->width < 0)
            spec->width = 0;
        if (spec->width < INT32_MAX)
            spec->width = spec->width * 10 + (int)(at(run, 0) - '0');
    }
    if (at(run, 0) == '*') { /* the asterisk may follow the width, too */
        spec->suppress = true;
        skip(run, 1);
    }
    parse_size(run, spec);
    spec->type = at(run, 0);
    if (!spec->type)
        return false;
    skip(run, 1);
    if (spec->type == '[') {
        if (at(run, 0) == '^') {
            spec->set_inverted = true;
            skip(run, 1);
        }
        spec->set = run->source->wide ? (const void *)run->wide : run->narrow;
        size_t size = at(run, 0) == ']'; /* the first one is a member */
        while (at(run, size) && at(run, size) != ']')
            size++;
        if (!at(run, size))
            return false;
        spec->set_size = size;
        skip(run, size + 1);
    }
    return true;
}

static bool in_set(const struct run *run, const struct spec *spec, int c)
{
    bool wide = run->source->wide, found = false;
#define MEMBER(i) (wide ? ((const WCHAR *)spec->set)[i] : ((const unsigned char *)spec->set)[i])
    for (size_t i = 0; i < spec->set_size && !found; i++) {
        int low = MEMBER(i), high = low;
        if (i + 2 < spec->set_size && MEMBER(i + 1) == '-') {
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
    return found != spec->set_inverted;
}

/* ---- numbers ---- */

static void store_integer(void *to, enum size size, uint64_t value)
{
    size_t bytes = size == SIZE_SHORT ? 2 : size == SIZE_64 ? 8 : 4;
    memcpy(to, &value, bytes); /* little-endian */
}

static int digit_of(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* What a conversion came to. */
enum outcome { MATCHED, MISMATCH, INPUT_END };

static bool room(long long *width)
{
    if (!*width)
        return false;
    if (*width > 0)
        --*width;
    return true;
}

static enum outcome scan_integer(struct run *run, struct spec *spec)
{
    int base = spec->type == 'o' ? 8 : spec->type == 'x' || spec->type == 'X' || spec->type == 'p' ? 16 : 10;
    int c = skip_spaces(run);
    long long width = spec->width;
    bool negative = false, any = false;
    uint64_t value = 0;
    if (c == END)
        return INPUT_END;
    if (!room(&width)) {
        unget(run, c);
        return MISMATCH;
    }
    if (c == '-' || c == '+') {
        negative = c == '-';
        c = room(&width) ? get(run) : END;
    }
    if (c == '0' && (base == 16 || spec->type == 'i')) {
        any = true;
        c = room(&width) ? get(run) : END;
        if (c == 'x' || c == 'X') {
            base = 16;
            any = false;
            c = room(&width) ? get(run) : END;
        } else if (spec->type == 'i') {
            base = 8;
        }
    }
    while (digit_of(c) < base) {
        value = value * (unsigned)base + (unsigned)digit_of(c);
        any = true;
        c = room(&width) ? get(run) : END;
    }
    unget(run, c);
    if (!any)
        return MISMATCH;
    if (spec->type == 'p')
        spec->size = sizeof(void *) == 8 ? SIZE_64 : SIZE_NONE;
    if (!spec->suppress) {
        void *to = next_argument(run);
        if (!to) {
            run->error = EINVAL_;
            return MISMATCH;
        }
        store_integer(to, spec->size, negative ? 0 - value : value);
        run->assigned++;
    }
    return MATCHED;
}

static enum outcome scan_double(struct run *run, struct spec *spec)
{
    char text[512];
    size_t length = 0;
    long long width = spec->width;
    bool digits = false;
    int c = skip_spaces(run);
    if (c == END)
        return INPUT_END;
    if (!room(&width)) {
        unget(run, c);
        return MISMATCH;
    }
#define TAKE()                                                                                               \
    do {                                                                                                     \
        if (length < sizeof(text) - 1)                                                                       \
            text[length++] = (char)c;                                                                        \
        c = room(&width) ? get(run) : END;                                                                   \
    } while (0)
    if (c == '-' || c == '+')
        TAKE();
    for (; c >= '0' && c <= '9'; digits = true)
        TAKE();
    if (c == (unsigned char)run->locale->decimal_point) {
        c = '.';
        TAKE();
        for (; c >= '0' && c <= '9'; digits = true)
            TAKE();
    }
    if (digits && (c == 'e' || c == 'E')) {
        TAKE();
        if (c == '-' || c == '+')
            TAKE();
        while (c >= '0' && c <= '9')
            TAKE();
    }
#undef TAKE
    unget(run, c);
    if (!digits)
        return MISMATCH;
    text[length] = 0;
    if (!spec->suppress) {
        void *to = next_argument(run);
        if (!to) {
            run->error = EINVAL_;
            return MISMATCH;
        }
        if (spec->size == SIZE_LONG || spec->size == SIZE_64) {
            double value = strtod(text, NULL);
            memcpy(to, &value, sizeof(value));
        } else {
            float value = strtof(text, NULL);
            memcpy(to, &value, sizeof(value));
        }
        run->assigned++;
    }
    return MATCHED;
}

/* ---- text ---- */

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
static bool put_input(struct run *run, struct target *target, int c)
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

/* Whether %c, %s and %[ fill WCHARs here. */
static bool means_wide(const struct run *run, const struct spec *spec)
{
    bool capital = spec->type == 'C' || spec->type == 'S';
    switch (spec->size) {
    case SIZE_SHORT:
        return false;
    case SIZE_LONG:
    case SIZE_WIDE:
        return true;
    default:
        return run->source->wide != capital;
    }
}

static enum outcome scan_text(struct run *run, struct spec *spec)
{
    bool is_character = spec->type == 'c' || spec->type == 'C', is_set = spec->type == '[';
    bool is_string = !is_character && !is_set;
    struct target target = {.wide = means_wide(run, spec), .room = SIZE_MAX};
    long long width = spec->width < 0 && is_character ? 1 : spec->width;
    if (!spec->suppress) {
        target.to = next_argument(run);
        if (!target.to) {
            run->error = EINVAL_;
            return MISMATCH;
        }
        if (run->options & SCAN_SECURE)
            target.room = next_size(run);
        if (!target.room) {
            run->error = ENOMEM_;
            return MISMATCH;
        }
    }
    size_t room_for_text = target.room - !is_character;
    size_t all = target.room;
    target.room = room_for_text;
    int c = is_string ? skip_spaces(run) : get(run);
    if (c == END)
        return INPUT_END;
    bool any = false, fits = true;
    while (c != END && width != 0 && (is_character || (is_set ? in_set(run, spec, c) : !is_space(c)))) {
        any = true;
        fits = put_input(run, &target, c);
        if (!fits)
            break;
        if (width > 0)
            width--;
        c = width ? get(run) : END;
    }
    if (width && fits)
        unget(run, c);
    else if (!width && !any)
        unget(run, c);
    if (!fits) { /* too small: the empty string */
        memset(target.to, 0, all && target.wide ? sizeof(WCHAR) : 1);
        run->error = ENOMEM_;
        return MISMATCH;
    }
    if (!any || (is_character && width > 0 && spec->width > 0))
        return any ? INPUT_END : MISMATCH;
    if (target.to && !is_character) {
        WCHAR terminator = 0;
        memcpy(target.to + target.filled * (target.wide ? sizeof(WCHAR) : 1), &terminator,
               target.wide ? sizeof(WCHAR) : 1);
    }
    run->assigned += target.to != NULL;
    return MATCHED;
}

static enum outcome store_count(struct run *run, const struct spec *spec)
{
    if (spec->suppress)
        return MATCHED;
    void *to = next_argument(run);
    if (!to) {
        run->error = EINVAL_;
        return MISMATCH;
    }
    store_integer(to, spec->size, (uint64_t)run->taken);
    return MATCHED;
}

/* ---- the run ---- */

static enum outcome match_literal(struct run *run, int wanted)
{
    int c = get(run);
    if (c == END)
        return INPUT_END;
    if (c == wanted)
        return MATCHED;
    unget(run, c);
    return MISMATCH;
}

static enum outcome scan_spec(struct run *run, struct spec *spec)
{
    enum outcome outcome;
    switch (spec->type) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'p':
        outcome = scan_integer(run, spec);
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
    case 'a':
    case 'A':
        outcome = scan_double(run, spec);
        break;
    case 'c':
    case 'C':
    case 's':
    case 'S':
    case '[':
        outcome = scan_text(run, spec);
        break;
    case 'n':
        return store_count(run, spec);
    default: /* %% and unknown ones: the character itself */
        return match_literal(run, (int)spec->type);
    }
    if (outcome == MATCHED)
        run->matched = true;
    return outcome;
}

int scan_input(struct scan_source *source, const void *format, const void *arguments,
               const struct format_locale *locale, unsigned options, int *error)
{
    struct run run = {.source = source,
                      .narrow = format,
                      .wide = format,
                      .arguments = arguments,
                      .locale = locale,
                      .options = options};
    enum outcome outcome = MATCHED;
    while (outcome == MATCHED && at(&run, 0)) {
        unsigned c = at(&run, 0);
        skip(&run, 1);
        if (is_space((int)c)) {
            unget(&run, skip_spaces(&run));
        } else if (c != '%') {
            outcome = match_literal(&run, (int)c);
        } else {
            struct spec spec;
            if (!parse_spec(&run, &spec))
                break;
            outcome = scan_spec(&run, &spec);
        }
    }
    if (run.error)
        *error = run.error;
    return outcome == INPUT_END && !run.matched ? -1 : run.assigned;
}
